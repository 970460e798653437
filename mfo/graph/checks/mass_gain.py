"""Recipes that put out more mass, more energy, or many times the volume that goes in.

A warning only: water, air, an additive or heat of the ground may go in that nobody counts. Process models close their
own balances. Power and heat weigh nothing; what is counted in items or by volume weighs what its properties say, and a
cubic metre without a density is taken for water, a normal cubic metre for air.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ...errors import Findings, Where
from ...plant.model import Input, Output, Plant, Process, Series
from ...units import format_number
from ..arrays.flow_graph import Floats
from ..arrays.index import content_of, mass_of

TOLERANCE = 1e-4  # rounded yields
ENERGY_TOLERANCE = 0.12  # a boiler that condenses gives up to 111 % of the lower heating value
TAKEN_FOR = {"m3": 1.0, "Nm3": 0.0012}
"""The mass [t] that a volume of unknown density is taken to have."""
WITHOUT_ENERGY = frozenset(("water", "air", "oxygen", "agua", "aire", "oxígeno"))
PUMPED = ("pump", "bomba", "ambient", "solar", "sun", "ground")
"""Words of what lifts heat from elsewhere, or is not counted in full."""
POWER = ("electric", "eléctric", "power")
VOLUMES = ("m3", "Nm3")
MOST_VOLUME = 10.0  # of what goes in: gas that is reformed swells threefold, a slip of percent lies far above
MOST_LIFTED = 20.0  # heat for each unit of power that lifts it
SLIP = 10.0  # from here on percent without its sign is likelier than an input that was left out
LEAST_POWER = 0.1  # of the energy that goes in: with less of it a process has fans and pumps, and lifts no heat


def recipe_mass(plant: Plant, findings: Findings) -> None:
    """Warn of each recipe with known masses of inputs whose outputs of known mass weigh more; of energy likewise."""
    known = {name: mass_of(plant, name) for name in plant.materials}
    energy = {name: content_of(plant, name, "energy") for name in plant.materials}
    taken_for = {
        name: TAKEN_FOR[plant.materials[name].unit]
        for name, mass in known.items()
        if np.isnan(mass) and plant.materials[name].unit in TAKEN_FOR
    }
    weights = {**known, **taken_for}
    for process in plant.processes:
        if process.model == "recipe" and not any(np.isnan(weights[item.material]) for item in process.inputs):
            assumed = [item.material for item in process.inputs if item.material in taken_for]
            _tell_mass(
                process, weights, {**known, **{name: weights[name] for name in assumed}}, assumed, plant, findings
            )
        if process.model == "recipe":
            _tell_energy(process, energy, plant, findings)
            _tell_volume(process, plant, findings)


def _tell_mass(
    process: Process,
    taken: Mapping[str, float],
    given: Mapping[str, float],
    assumed: Sequence[str],
    plant: Plant,
    findings: Findings,
) -> None:
    for cause, brought, made in balances(process, taken, given):
        ratio = ratio_of(made, brought)
        if ratio > 1 + TOLERANCE:
            of = f" of {cause!r}" if cause else ""
            named = [
                f"a {plant.materials[name].unit} of {name!r} taken as {TAKEN_FOR[plant.materials[name].unit]:g} t"
                for name in assumed
            ]
            aside = f" ({', '.join(named)})" if named else ""
            findings.warn(
                "recipe-mass-gain",
                f"{process.name!r} puts out {format_number(ratio)} t for each t{of} that goes in{aside}.",
                _most(process, cause, given)[0],
                _percent(process, cause, given)
                if ratio > SLIP and not named
                else "Check the amounts; if water, air or an additive goes in too, add it as an input"
                + ("; give the density of what is counted by volume." if named else "."),
            )


def _tell_volume(process: Process, plant: Plant, findings: Findings) -> None:
    """Warn where all that goes in, but for power and heat, is of one unit of volume, of which far more comes out.

    A normal cubic metre from a tonne, or a cubic metre of effluent from a tonne and some water, is no slip.
    """
    units = {plant.materials[item.material].unit for item in process.inputs} - {"MWh"}
    unit = min(units, default="")
    if len(units) != 1 or unit not in VOLUMES:
        return
    counted = {name: float(material.unit == unit) for name, material in plant.materials.items()}
    for cause, brought, made in balances(process, counted, counted):
        ratio = ratio_of(made, brought)
        if ratio > MOST_VOLUME:
            of = f" of {cause!r}" if cause else ""
            findings.warn(
                "recipe-volume-gain",
                f"{process.name!r} puts out {format_number(ratio)} {unit} for each {unit}{of} that goes in.",
                _most(process, cause, counted)[0],
                _percent(process, cause, counted),
            )


def _most(process: Process, cause: str, weights: Mapping[str, float]) -> tuple[Where | None, Series | None]:
    """The place and the amount of the output that weighs most for an input, or for all: there the slip is likeliest."""
    found: list[tuple[float, Where | None, Series]] = []
    for item in process.outputs:
        weight = weights[item.material]
        for amount in (item.per_activity, *(each for name, each in item.per_input.items() if cause in ("", name))):
            if amount is not None and not np.isnan(weight):
                found.append((float(np.max(_values(amount))) * weight, amount.where or item.where, amount))
    if not found:
        return process.where, None
    _, where, amount = max(found, key=lambda each: each[0])
    return where or process.where, amount


def _percent(process: Process, cause: str, weights: Mapping[str, float]) -> str:
    """What to do where percent was typed without its sign, most likely."""
    amount = _most(process, cause, weights)[1]
    if amount is None or amount.values.ndim:
        return "Check the amounts and their units: percent may lack its sign."
    meant = f"{format_number(float(amount.values) / 100)} {amount.unit}".strip()
    return f"Write {meant} if percent is meant; if something else goes in too, add it as an input."


def _tell_energy(process: Process, energy: Mapping[str, float], plant: Plant, findings: Findings) -> None:
    """Warn where more energy comes out than goes in, unless something may lift heat that nobody counts."""
    none = {name for name in energy if name.casefold() in WITHOUT_ENERGY or plant.materials[name].like == "water"}
    names = [f"{item.material} {plant.materials[item.material].like or ''}".casefold() for item in process.inputs]
    if any(word in name for name in [*names, process.name.casefold()] for word in PUMPED):
        return
    known = {name: 0.0 if name in none else value for name, value in energy.items()}
    if any(np.isnan(known[item.material]) for item in process.inputs):
        return
    lifting = {
        item.material for item, name in zip(process.inputs, names, strict=True) if any(word in name for word in POWER)
    }
    powers = balances(process, {**known, **dict.fromkeys(set(known) - lifting, 0.0)}, known)
    driven = {
        cause
        for (cause, power, _), (_, brought, _) in zip(powers, balances(process, known, known), strict=True)
        if ratio_of(power, brought) >= LEAST_POWER
    }
    for cause, ratio in gains(process, known, ENERGY_TOLERANCE):
        if cause not in driven or ratio > MOST_LIFTED:
            of = f" of {cause!r}" if cause else ""
            findings.warn(
                "recipe-energy-gain",
                f"{process.name!r} puts out {format_number(ratio)} MWh for each MWh{of} that goes in.",
                _most(process, cause, {name: 0.0 if np.isnan(each) else each for name, each in known.items()})[0],
                "Check the amounts and heating values; if heat of the air or the ground goes in too, add it.",
            )


def gains(process: Process, known: Mapping[str, float], tolerance: float) -> list[tuple[str, float]]:
    """Each input (or none) for a unit of which more comes out than goes in, and how many times as much.

    Outputs by activity are those of the mix: there one input may bring what another lacks, and each must gain.
    """
    found = [(cause, ratio_of(made, brought)) for cause, brought, made in balances(process, known, known)]
    joint = any(item.per_activity is not None and known[item.material] > 0 for item in process.outputs)
    gaining = [(cause, ratio) for cause, ratio in found if ratio > 1 + tolerance]
    return [] if joint and len(gaining) < len(found) else gaining


def ratio_of(made: Floats, brought: Floats) -> float:
    """The largest of what is made over what is brought, at any time."""
    return float(np.max(np.divide(made, brought, out=np.zeros_like(made), where=brought > 0)))


def balances(
    process: Process, weights: Mapping[str, float], given: Mapping[str, float]
) -> Iterator[tuple[str, Floats, Floats]]:
    """(input, in, out) per unit of each input of a mix, or ("", in, out) per unit of activity; unknown outputs aside.

    ``weights`` are what a unit of each input holds, ``given`` of each output.
    """
    mixed = [item for item in process.inputs if item.mix]
    needed = [item for item in process.inputs if not item.mix]
    outputs = [item for item in process.outputs if not np.isnan(given[item.material])]
    for item in mixed:
        taken = weights[item.material] + _caused_by(item, needed, weights)
        made = _caused_by(item, outputs, given)
        yield item.material if len(mixed) > 1 else "", taken + 0 * made, made + 0 * taken
    if not mixed:
        taken, made = _by_activity(needed, weights), _by_activity(outputs, given)
        yield "", taken + 0 * made, made + 0 * taken


def _caused_by(item: Input, flows: Sequence[Input | Output], weights: Mapping[str, float]) -> Floats:
    """The mass that flows per unit of one input of a mix: by the activity it makes, and by the input itself."""
    activity = _values(item.activity)
    found = np.zeros(1)
    for flow in flows:
        amount = _values(flow.per_activity) * activity + _values(flow.per_input.get(item.material))
        found = found + amount * weights[flow.material]
    return found


def _by_activity(flows: Sequence[Input | Output], weights: Mapping[str, float]) -> Floats:
    found = np.zeros(1)
    for flow in flows:
        found = found + _values(flow.per_activity) * weights[flow.material]
    return found


def _values(series: Series | None) -> Floats:
    return np.zeros(1) if series is None else np.asarray(series.values, dtype=float)
