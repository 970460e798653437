"""The smallest plant with a finding of the walk: ``python benchmarks/shrink.py SEED``.

Takes rows, cells and settings out of the plant of a seed of ``benchmarks/walk.py``, from its text and from what the
reference is given alike, as long as the finding is of the same kind: the same error, or the same words without their
numbers. What is left is printed, with the finding and what the reference finds, for the calculation by hand.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.walk import drawn, quiet
from tests.oracle.compare import disagreement
from tests.oracle.judging import exactly
from tests.oracle.reference import Reference

Plant = dict[str, Any]
GIVEN = ("profiles", "slots")  # tables that the reference holds in another form
KEPT = ("material", "site", "unit", "hardness", "methane_share")  # the reference holds these in another form, too
TIMES = ("name", "currency", "years", "slots", "start", "interpolate")
OTHERWISE = {
    "fixed_cost": "fixed_cost_per_capacity",
    "maximum_charge": "maximum_charge_share",
    "maximum_discharge": "maximum_discharge_share",
}


def as_text(plant: Plant) -> str:
    """The plant as YAML, a row a line."""

    def cell(value: Any) -> str:
        if isinstance(value, list):
            return "[" + ", ".join(map(cell, value)) + "]"
        return ("yes" if value else "no") if isinstance(value, bool) else json.dumps(value)

    def row(cells: dict[str, Any]) -> str:
        return "{" + ", ".join(f"{json.dumps(name)}: {cell(value)}" for name, value in cells.items()) + "}"

    tables = {name: rows for name, rows in plant.items() if name != "plant" and rows}
    lines = [f"{name}:\n" + "\n".join(f"  - {row(each)}" for each in rows) for name, rows in tables.items()]
    return "\n".join([f"plant: {row(plant['plant'])}", *lines]) + "\n"


def kind(reference: Plant, typed: Plant, minimise: str, folder: Path) -> str:
    """What is found, without numbers; blank where nothing is."""
    try:
        words = disagreement(deepcopy(reference), as_text(typed), folder, minimise, bare=True)[1]
    except Exception as error:  # a plant that lacks too much breaks in its own way
        return type(error).__name__
    code = re.findall(r"\[([a-z-]+)\]", words)
    return " ".join([re.sub(r"[-+]?\d[\d.]*(e[-+]?\d+)?", "#", words.split(";")[0]), *code[:1]])


Place = tuple[str, int, str]
"""A table, a row of it, and a cell, or blank for the whole row; of the settings a name alone."""


def rows_of(typed: Plant) -> list[Place]:
    """All rows, each table from its end."""
    return [
        (table, row, "")
        for table in typed
        if table not in ("plant", *GIVEN)
        for row in reversed(range(len(typed[table])))
    ]


def cells_of(typed: Plant) -> list[Place]:
    """All cells and settings that a plant can do without."""
    found = [(table, row, name) for table, row, _ in rows_of(typed) for name in typed[table][row] if name not in KEPT]
    return [*found, *(("plant", 0, name) for name in typed["plant"] if name not in TIMES)]


def without(plant: Plant, place: Place, spelt: bool) -> Plant:
    """The plant with one thing less; ``spelt`` as it is typed."""
    table, row, name = place
    less = deepcopy(plant)
    if not name:
        del less[table][row]
        return less
    cells = less["plant"] if table == "plant" else less[table][row]
    for key in (name,) if spelt else (name, OTHERWISE.get(name, name)):
        cells.pop(key, None)
    return less


def shrunk(seed: int, folder: Path) -> tuple[Plant, Plant, str]:
    """The smallest plant with the finding of a seed, for the reference and as typed, and what is minimised."""
    reference, text, minimise, _ = drawn(seed)
    typed = yaml.safe_load(text)
    wanted = kind(reference, typed, minimise, folder)
    if not wanted.strip():
        raise SystemExit(f"nothing is found at {seed}")
    before = ""
    while before != as_text(typed):
        before = as_text(typed)
        for places in (rows_of, cells_of):
            for place in places(typed):
                less = without(reference, place, False), without(typed, place, True)
                if kind(*less, minimise, folder) == wanted:
                    reference, typed = less
    return reference, typed, minimise


def main(seed: int) -> None:
    """Shrink, and print what is left."""
    with tempfile.TemporaryDirectory() as name:
        reference, typed, minimise = shrunk(seed, Path(name))
        print(as_text(typed))
        print(f"minimise {minimise}: {kind(reference, typed, minimise, Path(name))}")
    answer = Reference(reference).solve(minimise, exactly)
    print(f"reference: {answer.status} {answer.objective!r}")


if __name__ == "__main__":
    quiet()
    main(int(sys.argv[1]))
