"""The library with other values: parameters of models and rows of datasets moved within the ranges they carry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ..plant.model import Plant, Used
from .formula import Value
from .library import Library
from .technology import Parameter, TechnologyModel

FREE = ("methane_potential", "degradable_share", "lower_heating_value_dry")
"""Properties of materials that may move without anything else."""


@dataclass(frozen=True)
class LibraryValue:
    """A number of the library with a range: a parameter of a model (canonical), or a row of a dataset (as typed)."""

    key: str  # the model's name, or the row's key
    part: str  # the parameter, or the row's property
    value: float
    low: float
    high: float
    unit: str
    of_model: bool
    profile: str = ""
    table: str = "library"

    @property
    def row(self) -> str:
        """What it belongs to."""
        return self.key

    @property
    def column(self) -> str:
        """Which of its numbers it is."""
        return self.part

    @property
    def name(self) -> str:
        """The number in words: ``model anaerobic_digestion methane_slip``."""
        return f"{'model' if self.of_model else 'dataset'} {self.key} {self.part}".rstrip()


def own_range(parameter: Parameter, used: Used) -> tuple[float, float, float] | None:
    """Low, value and high of a parameter as a process used it (canonical); None where it has no range of its own.

    What the plant types instead has none, and neither has a word of a choice or a number that a choice picks.
    """
    if used.standing == "override" or used.source == "plant" or parameter.rows or parameter.choices:
        return None
    number, low, high = parameter.value.number, parameter.low, parameter.high
    if low is None or high is None or not isinstance(number, int | float):
        return None
    return (low, float(number), high) if low < high and low <= number <= high else None


def library_ranges(plant: Plant, library: Library) -> list[LibraryValue]:
    """The numbers with a range that a plant rests on and does not override, each once: parameters, then rows.

    Words of choices and numbers that a choice picks have no range of their own. What materials are made of (water,
    solids, carbon, nutrients, masses) must add up in every process, so that its ranges cannot be drawn one by one.
    """
    found: dict[tuple[str, str], LibraryValue] = {}
    for process in plant.processes:
        if process.model not in library.models:
            continue
        parameters = library.models[process.model].parameters
        for used in process.used:
            each = parameters.get(used.name)
            bounds = None if each is None else own_range(each, used)
            if each is not None and bounds is not None:
                low, number, high = bounds
                found.setdefault(
                    (process.model, each.name),
                    LibraryValue(process.model, each.name, number, low, high, each.value.unit, True),
                )
    for row in plant.dataset_rows:
        if row.use == "property" and row.property not in FREE:
            continue
        if row.use == "parameter" or row.low is None or row.high is None or row.value != row.value:
            continue
        if row.low < row.high and row.low <= row.value <= row.high:
            found.setdefault(
                (row.key, row.property),
                LibraryValue(row.key, row.property, row.value, row.low, row.high, row.unit, False),
            )
    return list(found.values())


def with_values(library: Library, changed: Sequence[tuple[LibraryValue, float]]) -> Library:
    """The library with these numbers; the original stays as it is."""
    models: dict[str, TechnologyModel] = {}
    rows = []
    for each, number in changed:
        if each.of_model:
            model = models.get(each.key) or library.models[each.key]
            old = model.parameters[each.part]
            new = replace(old, value=Value(number, old.value.dimension))
            models[each.key] = replace(model, parameters={**model.parameters, each.part: new})
        else:
            row = library.datasets.row(each.key, each.part)
            if row is not None:
                rows.append(replace(row, value=number))
    return replace(library, models=library.models.changed(models), datasets=library.datasets.changed(rows))
