"""Whether what processes put out in a plan holds more of an element than what was fed to them.

A process model works out the properties of its outputs once, for the mix of all that could be fed. A plan that feeds
another mix moves the same properties, so nitrogen, carbon or dry matter may seem to come from nowhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ...errors import Findings, Problem
from ...graph.arrays.flow_graph import Floats
from ...graph.arrays.index import content_of
from ...plant.model import Process
from ...processes.closure import PROPERTY_OF
from ...solve.engine.solution import Solution
from ...units import format_number
from ..tables.elements import Elements
from ..tables.flows import process_outputs

NOTICED = 0.02
"""The relative gain that counts as rounding, as where a plant gives the properties of an output itself."""

LEAST = 1e-6  # t a year: below it nothing is told


@dataclass(frozen=True)
class Gain:
    """What a process took in and put out of one quantity in a year [t]."""

    process: Process
    quantity: str
    year: int
    brought: float
    made: float
    material: str  # the output that holds most of it
    closing: float  # the share of it in that output that the model gives for what was fed


def composition_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning for each process and quantity where more comes out than went in; of several years the worst."""
    weight = elements.graph.times.weight
    fed = _by_process(elements.graph.feeds.process, elements.graph.feeds.pool, solution.values["feed"] @ weight)
    rows, pools, amounts = process_outputs(elements, solution)
    made = _by_process(rows, pools, amounts @ weight)
    findings = Findings()
    for row, process in enumerate(elements.plant.processes):
        if process.closures:
            for quantity in PROPERTY_OF:
                gains = _gains(elements, process, quantity, fed.get(row, {}), made.get(row, {}))
                worst = max(gains, key=lambda gain: gain.made - gain.brought, default=None)
                if worst is not None:
                    _tell(elements, worst, findings)
    return findings.problems


def _by_process(rows: np.ndarray, pools: np.ndarray, amounts: Floats) -> dict[int, dict[int, Floats]]:
    """(Y,) amounts of a year by process and pool."""
    found: dict[int, dict[int, Floats]] = {}
    for row, pool, amount in zip(rows.tolist(), pools.tolist(), amounts, strict=True):
        mine = found.setdefault(row, {})
        mine[pool] = mine.get(pool, 0.0) + amount
    return found


def _gains(
    elements: Elements, process: Process, quantity: str, fed: dict[int, Floats], made: dict[int, Floats]
) -> Iterator[Gain]:
    """Each year in which more comes out than went in, as far as the contents of all that was fed are known."""
    materials, plant = elements.graph.pools.material, elements.plant
    closures = {item.material: item for item in process.closures if item.quantity == quantity}
    mixed = {item.material for item in process.inputs if item.mix}
    feeds = {materials[pool]: amount for pool, amount in fed.items() if materials[pool] in mixed and amount.any()}
    if not closures or any(_unknown(elements, quantity, name) for name in feeds if name not in closures):
        return
    held = {
        materials[pool]: np.nan_to_num(content_of(plant, materials[pool], quantity)) * amount
        for pool, amount in made.items()
    }
    for year, label in enumerate(elements.graph.times.years):
        eaten = [(closures[name], float(amount[year])) for name, amount in feeds.items() if name in closures]
        brought = sum(item.amount_in * amount for item, amount in eaten)
        whole = sum(item.aside * amount for item, amount in eaten) + sum(float(each[year]) for each in held.values())
        if whole > brought * (1 + NOTICED) + LEAST:
            name = _adjusted(elements, held, quantity, year)
            left = sum(item.amount_out * amount for item, amount in eaten)  # what the model lets out, losses aside
            rest = left - (whole - float(held[name][year]))
            amount = sum(float(each[year]) for pool, each in made.items() if materials[pool] == name)
            mass = amount * content_of(plant, name, "mass")
            yield Gain(process, quantity, label, brought, whole, name, rest / mass if mass else 0.0)


def _unknown(elements: Elements, quantity: str, material: str) -> bool:
    return bool(np.isnan(content_of(elements.plant, material, quantity)))


def _adjusted(elements: Elements, held: dict[str, Floats], quantity: str, year: int) -> str:
    """The output whose property to give: the one that holds most, of those that the model worked out.

    Solids and liquids come first: what a gas holds follows from its methane, whatever was fed.
    """

    def rank(name: str) -> tuple[bool, bool, float]:
        material = elements.plant.materials[name]
        known = material.properties.get(PROPERTY_OF[quantity])
        derived = known is not None and known.source.startswith("model ")
        return derived, material.unit == "t", float(held[name][year])

    return max(held, key=rank)


def _tell(elements: Elements, gain: Gain, findings: Findings) -> None:
    in_year = f" in {gain.year}" if elements.graph.years > 1 else " a year"
    share = f" ({(gain.made / gain.brought - 1):+.1%})" if gain.brought > 0 else ""
    message = (
        f"In this plan the outputs of {gain.process.name!r} hold {format_number(gain.made)} t of {gain.quantity}"
        f"{in_year}, what was fed to it {format_number(gain.brought)} t{share}: the composition of {gain.material!r} "
        f"is that of another mix than the plan feeds."
    )
    name = PROPERTY_OF[gain.quantity]
    remedy = f"Check the properties of what {gain.process.name!r} takes in and puts out."
    if gain.closing > 0:
        value = f"{format_number(100 * gain.closing, 4)} %"
        remedy = f"Give {gain.material!r} its {name} in `materials`: {value} closes this plan."
    findings.warn("composition-off", message, gain.process.where, remedy)
