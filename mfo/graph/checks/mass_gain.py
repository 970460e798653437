"""Recipes that put out more mass than goes in.

A warning only: water, air or an additive may go in that nobody counts. Process models close their own balances. Power
and heat weigh nothing; what is counted in items or by volume weighs what its properties say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ...errors import Findings
from ...plant.model import Input, Output, Plant, Process, Series
from ...units import format_number
from ..arrays.flow_graph import Floats
from ..arrays.index import mass_of

TOLERANCE = 1e-4  # rounded yields


def recipe_mass(plant: Plant, findings: Findings) -> None:
    """Warn of each recipe whose inputs' masses are all known and whose outputs of known mass weigh more."""
    weights = {name: mass_of(plant, name) for name in plant.materials}
    for process in plant.processes:
        if process.model != "recipe" or any(np.isnan(weights[item.material]) for item in process.inputs):
            continue
        for cause, taken, given in _balances(process, weights):
            ratio = float(np.max(np.divide(given, taken, out=np.zeros_like(given), where=taken > 0)))
            if ratio > 1 + TOLERANCE:
                of = f" of {cause!r}" if cause else ""
                findings.warn(
                    "recipe-mass-gain",
                    f"{process.name!r} puts out {format_number(ratio)} t for each t{of} that goes in.",
                    process.where, "Check the amounts; if water, air or an additive goes in too, add it as an input.",
                )  # fmt: skip


def _balances(process: Process, weights: Mapping[str, float]) -> Iterator[tuple[str, Floats, Floats]]:
    """(input, mass in, mass out) per unit of each input of a mix, or ("", in, out) per unit of activity."""
    mixed = [item for item in process.inputs if item.mix]
    needed = [item for item in process.inputs if not item.mix]
    outputs = [item for item in process.outputs if not np.isnan(weights[item.material])]
    for item in mixed:
        taken = weights[item.material] + _caused_by(item, needed, weights)
        given = _caused_by(item, outputs, weights)
        yield item.material if len(mixed) > 1 else "", taken + 0 * given, given + 0 * taken
    if not mixed:
        taken, given = _by_activity(needed, weights), _by_activity(outputs, weights)
        yield "", taken + 0 * given, given + 0 * taken


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
