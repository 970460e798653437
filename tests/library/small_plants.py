"""The smallest plant with one process of the library in it.

A feed, what the process needs, and a taker for each output.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import mfo
from mfo.plan.plan import Plan

from .shared import library

UNITS = {
    "MWh": (
        "electricity",
        "heat",
        "steam heat",
        "hot water heat",
        "low temperature heat",
        "high temperature heat",
        "stored electricity",
        "cooling",
    ),
    "Nm3": ("biomethane", "injected biomethane", "producer gas"),
    "item": ("retreaded tyres", "waste bins"),
    "h": ("labour", "truck hours"),
    "m3": ("water",),
    "t_CO2e": ("carbon stored",),
}
"""What the models' outputs and needs are counted in, where it is not t."""


def unit_of(name: str) -> str:
    """The unit of an output or a need of a model."""
    return next((unit for unit, names in UNITS.items() if name in names), "t")


def plant_text(model: str, feed: str, unit: str, amount: float, parameters: Mapping[str, str]) -> str:
    """A plant that puts ``amount`` of a feed through one process a year. ``feed`` holds its properties, or its like."""
    ports = library().models[model]
    more = "".join(f", {name}: {value}" for name, value in parameters.items())
    lines = [
        "plant: {name: small, currency: MXN, gwp: AR6}",
        "materials:",
        f"  - {{material: feed, unit: {unit}, {feed}}}",
        "sites: [{site: yard}]",
        "supplies:",
        f"  - {{supply: arising, site: yard, material: feed, amount: {amount:g} {unit}/year, take: all, "
        f"price: 0 MXN/{unit}}}",
    ]
    lines += [
        f"  - {{supply: {use.name} bought, site: yard, material: {use.name}, take: up to, "
        f"price: 1 MXN/{unit_of(use.name)}}}"
        for use in ports.uses
    ]
    counted = unit_of(ports.capacity[1]) if ports.capacity[1] else unit
    lines += [
        "processes:",
        f"  - {{process: works, site: yard, model: {model}, accepts: feed, variable_cost: 0 MXN/{counted}{more}}}",
    ]
    takers = [output.name for output in ports.outputs if not output.is_loss]
    lines += ["markets:"] if takers else []
    lines += [
        f"  - {{market: taker of {name}, site: yard, material: {name}, price: 0 MXN/{unit_of(name)}}}"
        for name in takers
    ]
    return "\n".join(lines) + "\n"


def solved(
    folder: Path,
    model: str,
    feed: str,
    unit: str = "t",
    amount: float = 1000.0,
    parameters: Mapping[str, str] | None = None,
    **more: str,
) -> Plan:
    """The plan of that plant; ``parameters`` and ``more`` override those of the model."""
    text = plant_text(model, feed, unit, amount, {**(parameters or {}), **more})
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder).optimise()


def made(plan: Plan, name: str) -> float:
    """What the process makes of an output in the year."""
    flows = plan.flows
    found = flows[(flows.element == "works") & (flows.material == name) & (flows.direction == "into pool")]
    return float(found.amount.sum())


def needed(plan: Plan, name: str) -> float:
    """What the process takes of a need in the year."""
    flows = plan.flows
    found = flows[(flows.element == "works") & (flows.material == name) & (flows.direction == "out of pool")]
    return float(found.amount.sum())


def emitted(plan: Plan, gas: str, category: str = "") -> float:
    """A gas of the process in the year [t]."""
    ledger = plan.ledger
    found = ledger[(ledger.element == "works") & (ledger.effect == gas) & (ledger.account == "own")]
    if category:
        found = found[found.category == category]
    return float(found.amount.sum())


def content(folder: Path, material: str, name: str) -> float:
    """A property that a material got from the process, of the plant that stands in a folder."""
    return float(mfo.read(folder).plant.materials[material].properties[name].value)
