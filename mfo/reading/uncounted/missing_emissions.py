"""Fuels and power whose emissions nothing counts: the plan would look cleaner than it is.

A recipe burns what it takes without a word, so what burning emits has to be said in `rates`. A material is taken for
a fuel or for power by its `like` or by its name.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...errors import Findings
from ...library.library import Library
from ...plant.model import Material, Process, Rate, Supply
from ...units import format_number
from ..cells.rows import ReadingContext
from ..tables.emissions import library_factors, units_per

CARBON = ("fossil CO2", "emissions")
POWER = "electricity"
GRID = "grid_electricity"
MOST_NAMES = 3
IN_SPANISH = {
    "gas natural": "natural_gas",
    "gas lp": "lpg",
    "diésel": "diesel",
    "gasolina": "petrol",
    "carbón": "coal",
    "combustóleo": "fuel_oil",
    "coque de petróleo": "petroleum_coke",
    "electricidad": POWER,
}


def tell_uncounted(
    reading: ReadingContext,
    supplies: Iterable[Supply],
    processes: Iterable[Process],
    rates: Iterable[Rate],
    library: Library,
) -> None:
    """Warn of each fuel that recipes burn and of bought power, where neither a rate nor a factor counts its carbon."""
    counted = {(rate.table, rate.at) for rate in rates if rate.effect in CARBON}
    bought: dict[str, list[Supply]] = {}
    for supply in supplies:
        bought.setdefault(supply.material, []).append(supply)
    for name, of_material in bought.items():
        material = reading.materials[name]
        uncounted = [item for item in of_material if ("supplies", item.name) not in counted]
        if not uncounted:
            continue
        key = _key(material)
        if key == POWER:
            _tell_power(material, [item for item in uncounted if not item.emissions], library, reading.findings)
        elif key:
            burning = [item for item in processes if _burns(item, name) and ("processes", item.name) not in counted]
            _tell_fuel(reading, material, key, burning, library)


def _key(material: Material) -> str:
    """The key of the datasets that a material goes by."""
    name = material.name.strip().casefold()
    return material.like or IN_SPANISH.get(name) or name.replace(" ", "_")


def _burns(process: Process, material: str) -> bool:
    return process.model == "recipe" and any(item.material == material for item in process.inputs)


def _tell_fuel(reading: ReadingContext, material: Material, key: str, burning: list[Process], library: Library) -> None:
    factors = [item for item in library_factors(key, library) if item.stage == "use" and item.effect == "fossil CO2"]
    if not burning or not factors or not factors[0].value:
        return
    ratio = units_per(material, factors[0].per, key, library)
    rate = f"{format_number(factors[0].value * ratio)} t/{material.unit}" if ratio else f"in t/{material.unit}"
    reading.findings.warn(
        "emissions-uncounted",
        f"{_names(burning)} take{'s' if len(burning) == 1 else ''} `{material.name}`, but nothing counts what "
        "burning it emits: the plan's emissions leave it out.",
        burning[0].where,
        f"Add a row to `rates`: at `{burning[0].name}`, effect `fossil CO2`, per `{material.name}`, rate {rate}; 0 "
        "where it is not burnt.",
    )


def _tell_power(material: Material, supplies: list[Supply], library: Library, findings: Findings) -> None:
    if not supplies:
        return
    known = [key for key in library.datasets.materials() if key.startswith(GRID) and key[-4:].isdigit()]
    remedy = f"Add a row to `rates`: at `{supplies[0].name}`, effect `fossil CO2`, rate in t/MWh."
    if known:
        remedy = (
            f"Give `{material.name}` the grid it comes from as its `like` in `materials`, such as `{known[-1]}`, or "
            f"add a row to `rates`: at `{supplies[0].name}`, effect `fossil CO2`, rate in t/MWh."
        )
    findings.warn(
        "emissions-uncounted",
        f"Power is bought from {_names(supplies)}, but nothing counts what making it emits: the plan's emissions "
        "leave it out.",
        supplies[0].where,
        remedy,
    )


def _names(items: Sequence[Process | Supply]) -> str:
    return ", ".join(f"`{item.name}`" for item in items[:MOST_NAMES]) + (" and more" if len(items) > MOST_NAMES else "")
