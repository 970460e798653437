"""What processes by models could take besides what they are given: materials with the properties that a model needs.

Each such material is declared once more under a name of its own, at the process alone, so that the plant plans as
before and what the process could make of it is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..errors import PlantError
from ..library.library import Library
from ..library.technology import TechnologyModel
from ..plant.model import Material, Plant, Process
from ..reading.read_plant import read_plant
from ..tables.cells.table import CellValue, Table, TableColumn, Tables

SAME = 1e-9  # by how much yields may differ, relative, and be the same
MOST = 30  # materials that are offered to one process


@dataclass(frozen=True)
class Offer:
    """A material that a process could take."""

    material: str
    process: str
    named: bool  # whether the process lists what it takes, so that the material must be added to its `accepts`


def with_offers(tables: Tables, plant: Plant, arising: Iterable[str]) -> tuple[Plant, dict[str, Offer]]:
    """The plant in which processes accept what they could, and by the added material's name what it stands for.

    A process whose yields for what it takes today would be other then (a model that works with the mean of its inputs)
    is left as it is, and so is one that cannot be read so.
    """
    library = Library.load(tables.folder)
    listed = list(dict.fromkeys(arising))
    wanted = {
        process.name: found
        for process in plant.processes
        if (found := _suiting(process, library, plant.materials, listed))
    }
    while wanted:
        try:
            made, offers = _read(tables, plant, wanted)
        except PlantError:
            wanted = _alone(tables, plant, wanted)
            made, offers = _read(tables, plant, wanted) if wanted else (plant, {})
        changed = {name for name in wanted if not _as_before(plant, made, name)}
        if not changed:
            return made, offers
        wanted = {name: materials for name, materials in wanted.items() if name not in changed}
    return plant, {}


def _suiting(process: Process, library: Library, materials: Mapping[str, Material], arising: list[str]) -> list[str]:
    """Materials that arise, have what the model needs, and are neither taken, made nor used by the process yet."""
    if process.model == "recipe" or process.model not in library.models:
        return []
    model = library.models.get(process.model)
    if model is None or model.kind != "process" or not (model.accepts.needs or model.accepts.materials):
        return []
    own = {item.material for item in process.inputs} | {item.material for item in process.outputs}
    units = {materials[item.material].unit for item in process.inputs if item.mix}
    found = [
        name for name in arising if name not in own and materials[name].unit in units and _suits(model, materials[name])
    ]
    return found[:MOST]


def _suits(model: TechnologyModel, material: Material) -> bool:
    if model.accepts.materials and not {material.name, material.like} & set(model.accepts.materials):
        return False
    return all(any(name in material.properties for name in need) for need in model.accepts.needs)


def _alone(tables: Tables, plant: Plant, wanted: dict[str, list[str]]) -> dict[str, list[str]]:
    """The processes that can be read so, each tried by itself."""
    found = {}
    for name, materials in wanted.items():
        try:
            _read(tables, plant, {name: materials})
        except PlantError:
            continue
        found[name] = materials
    return found


def _read(tables: Tables, plant: Plant, wanted: dict[str, list[str]]) -> tuple[Plant, dict[str, Offer]]:
    changed = replace(tables, tables=dict(tables.tables), problems=[])
    declared, processes = changed.tables["materials"].copied(), changed.tables["processes"].copied()
    changed.tables["materials"], changed.tables["processes"] = declared, processes
    lines = {str(processes.value(line, "process")): line for line in range(len(processes))}
    rows = {str(declared.value(line, "material")): line for line in range(len(declared))}
    by_name = {process.name: process for process in plant.processes}
    accepts = processes.columns.setdefault(
        "accepts", TableColumn("accepts", None, [None] * len(processes), processes.where())
    )
    offers: dict[str, Offer] = {}
    for name, materials in wanted.items():
        if name not in lines:
            continue
        named = accepts.values[lines[name]] is not None
        taken = [item.material for item in by_name[name].inputs if item.mix]
        for material in materials:
            if material not in rows:  # declared by a model: what it holds cannot be copied
                continue
            alias = f"{material} taken by {name}"
            _repeat(declared, rows[material], "material", alias)
            offers[alias] = Offer(material, name, named)
            taken.append(alias)
        accepts.values[lines[name]] = "; ".join(taken)
    return read_plant(changed, tables), offers  # with the mix of the plant as it stands


def _repeat(table: Table, line: int, key: str, name: CellValue) -> None:
    """Add a row that is like another but for its name."""
    for column in table.columns.values():
        column.values.append(name if column.name == key else column.values[line])
    table.lines.append(table.lines[line])


def _as_before(plant: Plant, made: Plant, name: str) -> bool:
    """Whether a process makes and needs of each input what it did."""
    before, after = ({item.name: item for item in each.processes}[name] for each in (plant, made))
    makes = {item.material: item for item in after.outputs}
    needs = {item.material: item for item in after.inputs if not item.mix}
    pairs = [(item.per_input, makes[item.material].per_input) for item in before.outputs if item.material in makes]
    pairs += [
        (item.per_input, needs[item.material].per_input)
        for item in before.inputs
        if not item.mix and item.material in needs
    ]
    return all(
        material in new and np.allclose(series.values, new[material].values, rtol=SAME, atol=0.0)
        for old, new in pairs
        for material, series in old.items()
    )
