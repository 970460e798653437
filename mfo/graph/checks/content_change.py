"""Recipes whose outputs hold more dry matter or carbon than goes in, or less methane than nothing accounts for.

Warnings only, and as far as the contents of everything that goes in are known. Nitrogen is left out: air brings it.
"""

from __future__ import annotations

from ...errors import Findings
from ...plant.model import Material, Plant, Process
from ...units import format_number
from ..arrays.index import content_of
from .mass_gain import WITHOUT_ENERGY, balances, gains, ratio_of

GAIN = 0.2  # contents of different sources differ by that much
METHANE_LOST = 1e-3  # of what goes in
COUNTED = ("CH4", "fossil CH4", "emissions")
CARBON_OF_METHANE = 0.53587e-3  # t/Nm3
CARBON = ("carbon_biogenic", "carbon_fossil")


def recipe_contents(plant: Plant, findings: Findings) -> None:
    """Warn of each recipe that gains dry matter or carbon, and of each that loses methane without a rate of it."""
    dry = {name: _dry_matter(plant, item) for name, item in plant.materials.items()}
    carbon = {name: _carbon(plant, item) for name, item in plant.materials.items()}
    methane = {name: _methane(plant, item) for name, item in plant.materials.items()}
    of_methane = {name: CARBON_OF_METHANE * amount for name, amount in methane.items()}
    counted = {rate.at for rate in plant.rates if rate.table == "processes" and rate.effect in COUNTED}
    for process in plant.processes:
        if process.model != "recipe":
            continue
        for quantity, known, least in (("dry matter", dry, {}), ("carbon", carbon, of_methane)):
            for cause, ratio in _gains(process, known, least):
                of = f" of {cause!r}" if cause else ""
                findings.warn(
                    "recipe-content-gain",
                    f"What {process.name!r} puts out holds {format_number(ratio)} t of {quantity} for each t{of} that "
                    "goes in.",
                    process.where,
                    "Check the amounts, and the properties of what goes in and comes out.",
                )
        if process.name not in counted:
            _tell_methane(process, plant, methane, findings)


def _gains(process: Process, known: dict[str, float | None], least: dict[str, float]) -> list[tuple[str, float]]:
    """The inputs of which more comes out; ``least`` is what an output holds at least where nothing more is known."""
    if any(known[item.material] is None for item in process.inputs):
        return []
    held = {name: least.get(name, 0.0) if value is None else value for name, value in known.items()}
    return gains(process, held, GAIN)


def _tell_methane(process: Process, plant: Plant, methane: dict[str, float], findings: Findings) -> None:
    """Warn where gas goes in and comes out again with less methane, and nothing else comes out that it may be in."""
    outputs = [item.material for item in process.outputs]
    if not any(methane[name] for name in outputs) or any(plant.materials[name].unit == "MWh" for name in outputs):
        return
    for _, brought, made in balances(process, methane, methane):
        kept = ratio_of(made, brought)
        if 0 < kept < 1 - METHANE_LOST:
            gas = next(item.material for item in process.inputs if methane[item.material])
            findings.warn(
                "emissions-uncounted",
                f"Of the methane of {gas!r} {process.name!r} gives back {100 * kept:.4g} %, and nothing counts the "
                "rest: the plan's emissions leave it out.",
                process.where,
                f"Add a row to `rates`: at `{process.name}`, effect `CH4`, per `{gas}`, rate in "
                f"t/{plant.materials[gas].unit}; 0 where it is burnt or goes elsewhere.",
            )
            return


def _dry_matter(plant: Plant, material: Material) -> float | None:
    return 0.0 if _is_water(material) else _number(content_of(plant, material.name, "dry matter"))


def _carbon(plant: Plant, material: Material) -> float | None:
    """Carbon per unit [t], of both kinds; None where neither is known."""
    if _is_water(material):
        return 0.0
    kinds = [_number(content_of(plant, material.name, kind)) for kind in ("biogenic carbon", "fossil carbon")]
    return None if kinds == [None, None] else sum(kind or 0.0 for kind in kinds)


def _methane(plant: Plant, material: Material) -> float:
    """Methane per unit [Nm3], of what is counted by volume."""
    share = material.properties.get("methane_share")
    return float(share.value) if share is not None and material.unit == "Nm3" else 0.0


def _is_water(material: Material) -> bool:
    return material.name.casefold() in WITHOUT_ENERGY or material.like == "water"


def _number(value: float) -> float | None:
    return None if value != value else value
