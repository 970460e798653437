"""The certificate's rows and the program's are the same, number by number, though neither knows of the other.

The expected values come from the program: it writes the same plant down in Pyomo, in code of its own, and is held by
calculations by hand in ``tests/program``. A plan is certified by the bounds and duals of rows, so that a coefficient
that is wrong in the certificate alone may refuse a right plan, or pass a wrong one, of a plant that no test has solved.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
import pytest

import mfo
from mfo.graph.arrays.families import COLUMNS, ROWS
from mfo.graph.arrays.flow_graph import FixedRows, Floats
from mfo.graph.arrays.posed import Posed, PosedRows
from mfo.graph.build import build_graph
from mfo.plan.certificate.proof import Proof
from mfo.plan.certificate.readings.book import Columns, WrittenRows
from mfo.plan.certificate.rows.objective_row import objective_row
from mfo.plan.certificate.rows.written_down import written_down
from mfo.plan.certificate.same_program import _point, _with_known
from mfo.plan.tables.elements import Elements
from mfo.plant.model import Plant
from mfo.program.build import build_program
from mfo.solve.matrix.compile_program import compile_program
from mfo.solve.matrix.pose import posed

from ..oracle.plants import random_plant
from ..plants import link, mix, plant, series, supply
from .mutations import PLANTS

ROUNDING = 1e-9  # of the terms of a row, or of the largest of a family's costs
SEEDS = (*range(300, 316), 322, 325, 349, 355, 382, 388, 399, 411, 443, 465, 473, 477, 484)
"""Plants with sizes to decide, contracts, landfill cells and all else: between them every family has rows."""


def read(seed: int, folder: Path) -> Plant | None:
    """A random plant; None where it is refused with sentences."""
    path = folder / "plant.yaml"
    path.write_text(random_plant(Random(seed), sized=True)[1], encoding="utf-8")
    try:
        made = mfo.read(path).plant
        build_graph(made)
    except mfo.PlantError:
        return None
    return made


def both(made: Plant, minimise: str = "cost", fixed: Sequence[FixedRows] = ()) -> tuple[Proof, Posed]:
    """A plant as the certificate writes it down, without a plan, and as the program gives it to the solver."""
    graph = build_graph(made)
    given = posed(compile_program(build_program(graph, minimise, fixed=fixed)))
    book = written_down(Elements(made, graph), {}, graph.limits, tuple(fixed))
    return Proof(book, objective_row(book, minimise)), given


def unlike(proof: Proof, given: Posed) -> list[str]:
    """In what the two differ, in either direction."""
    return [*_unlike_columns(proof, given), *_unlike_rows(proof, given)]


def _unlike_columns(proof: Proof, given: Posed) -> Iterator[str]:
    families, cost = proof.book.families, _with_known(proof)
    size = np.abs(cost).max(initial=0.0)
    yield from (f"columns of {name}" for name in set(given.columns) - set(families))
    for name, family in families.items():
        if name not in given.columns:
            if len(_members(family)):
                yield f"columns of {name}"
            continue
        own, told = _members(family), given.columns[name]
        if not np.array_equal(own, told.member):
            yield f"members of {name}"
        elif not (same(told.lower, family.lower[own]) and same(told.upper, family.upper[own])):
            yield f"bounds of {name}"
        elif not (np.abs(told.cost - cost[family.at[own]]) <= ROUNDING * size).all():
            yield f"costs of {name}"


def _members(family: Columns) -> np.ndarray:
    return np.arange(len(family.values)) if family.decided is None else np.flatnonzero(family.decided)


def _unlike_rows(proof: Proof, given: Posed) -> Iterator[str]:
    point, other = _point(proof), _point(proof, again=True)
    sums, again = proof.matrix.times(point), proof.matrix.times(other)
    sizes = proof.matrix.sizes().times(np.abs(point))
    unknown = {name for name, rows in given.rows.items() if rows.total.size}
    for number, rows in enumerate(proof.book.rows):
        part, told = slice(proof.first[number], proof.first[number + 1]), given.rows.get(rows.family)
        unknown -= {rows.family}
        if told is None or told.total.shape != rows.shape:
            yield f"rows of {rows.family}"
            continue
        total, later, size = (each[part].reshape(rows.shape) for each in (sums, again, sizes))
        if rows.switch is not None:
            on = np.broadcast_to(rows.switch, rows.shape)
            allowed = ((total - told.total) / point[on], (later - told.again) / other[on])
            if not all(same(each, np.broadcast_to(rows.of_use, rows.shape), size) for each in allowed):
                yield f"what is allowed by {rows.family}"
        elif not (np.abs(total - told.total) <= ROUNDING * size).all():
            yield f"coefficients of {rows.family}"
        elif not _same_bounds(told, rows, size):
            yield f"bounds of {rows.family}"
    yield from (f"rows of {name}" for name in unknown)


def _same_bounds(told: PosedRows, rows: WrittenRows, size: Floats) -> bool:
    return same(told.lower, rows.lower, size) and same(told.upper, rows.upper, size)


def same(one: Floats, other: Floats, size: Floats | float = 0.0) -> bool:
    """Equal but for rounding, infinite where the other is."""
    endless = np.isinf(other)
    room = ROUNDING * (np.abs(np.where(endless, 0.0, other)) + size)
    finite = np.abs(np.where(endless, 0.0, one) - np.where(endless, 0.0, other)) <= room
    return bool(np.where(endless, one == other, finite).all())


@pytest.mark.parametrize("name", PLANTS)
def test_of_plants_by_hand_both_are_the_same(name: str) -> None:
    """Proves: each row of running, storing, sending and building, as far as these plants have them."""
    assert unlike(*both(PLANTS[name]())) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_of_random_plants_both_are_the_same(seed: int, tmp_path: Path) -> None:
    """Proves: the same wherever families meet: slots of unequal length, years, lines of several materials."""
    made = read(seed, tmp_path)
    if made is not None:
        assert unlike(*both(made, "emissions" if seed % 3 == 0 else "cost")) == []


def test_the_most_that_is_of_use_on_a_way_without_a_capacity() -> None:
    """A lorry with a fixed cost: of 4 t/h half is made what it carries, 17,520 t in the year, and no more can go."""
    way = link("A", "B", "x", 1.0, fixed_cost=series(1.0))
    mill = mix("mill", "A", ["raw"], {"x": 0.5})
    proof, given = both(plant(supply("s", "A", "raw", 4.0), mill, way, mix("out", "B", ["x"], {})))
    (rows,) = (rows for rows in proof.book.rows if rows.family == "used")
    assert rows.of_use.ravel().tolist() == [17_520.0]
    assert unlike(proof, given) == []


CELLS = """
plant: {name: cells, currency: MXN, years: YEARS, discount_rate: 10 %}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies:
  - {supply: collection, site: town, material: waste, amount: 10 kt/year, take: all, price: 0 MXN/t}
markets:
  - {market: landfill, site: town, material: waste, price: -100 MXN/t, route: landfill}
landfill_cells:
  - {cell: one, of: landfill, capacity: 15 kt, open: yes, closure_cost: 1 MMXN, aftercare_cost: 1 kMXN/year,
     aftercare: 12 year}
  - {cell: two, of: landfill, capacity: 500 kt, opening_cost: 5 MMXN, closure_cost: 2 MMXN}
"""


@pytest.mark.parametrize(("years", "spans"), [("[2025, 2026, 2036]", [1, 10, 10]), ("[2025]", [1])])
def test_of_cells_in_milestones_of_unequal_length_both_are_the_same(
    years: str, spans: list[int], tmp_path: Path
) -> None:
    """What is due after the last of them begins in 2046, ten years after its milestone; of one alone in 2026."""
    path = tmp_path / "plant.yaml"
    path.write_text(CELLS.replace("YEARS", years), encoding="utf-8")
    made = mfo.read(path).plant
    assert made.times.span.tolist() == spans
    assert unlike(*both(made)) == []


def test_measured_flows_that_are_held_are_the_same() -> None:
    """Two feeds at 3 and 4 t in each slot, of which no row is in the plants above."""
    graph = build_graph(PLANTS["busy"]())
    held = FixedRows("feed", np.array([0, 1]), np.array([[[3.0]], [[4.0]]]) * np.ones((2, 1, graph.slots)), ("a", "b"))
    proof, given = both(PLANTS["busy"](), fixed=(held,))
    assert given.rows["fixed"].lower[:, 0, 0].tolist() == [3.0, 4.0]
    assert unlike(proof, given) == []


def met(folder: Path) -> frozenset[str]:
    """Every family of which a random plant has rows."""
    found: set[str] = {"fixed"}
    for seed in SEEDS:
        made = read(seed, folder)
        if made is not None:
            proof, _ = both(made)
            found.update(rows.family for rows in proof.book.rows)
            found.update(name for name, family in proof.book.families.items() if len(_members(family)))
    return frozenset(found)


def test_every_family_is_among_them(tmp_path: Path) -> None:
    """Proves: no family of columns or rows that is declared is left out above."""
    assert sorted((set(ROWS) | set(COLUMNS)) - met(tmp_path)) == []


def test_what_is_altered_is_found() -> None:
    """Proves: the comparison is not blind; a cost, a bound and a coefficient, each altered by a thousandth."""
    proof, given = both(PLANTS["busy"]())
    proof.cost[proof.book.at("delivery")] *= 1.001
    assert unlike(proof, given) == ["costs of delivery"]
    proof, given = both(PLANTS["busy"]())
    capacity = proof.book.families["activity"].upper
    assert not same(capacity * 1.001, capacity)
    proof.matrix.value[0] *= 1.001
    assert unlike(proof, given) == ["coefficients of balance"]
