"""Programs in fewer columns and entries: the same optimum, and values and duals of the whole program that prove it."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest
import yaml

import mfo
from mfo.program.build import build_program
from mfo.solve.engine.highs_session import Session
from mfo.solve.engine.read_solution import duality
from mfo.solve.engine.solution import OPTIMAL
from mfo.solve.matrix import condense as condensing
from mfo.solve.matrix.compile_program import Compiled, compile_program
from mfo.solve.matrix.condense import condense
from mfo.solve.solver import Solver

from ..oracle.plants import random_plant

STORE = """
plant: {{name: x, currency: EUR, slots: {slots}{years}}}
materials: [{{material: w, unit: t}}]
sites: [{{site: a}}]
supplies: [{{supply: s, site: a, material: w, amount: much, take: all, price: 0 EUR/t}}]
stores: [{{store: heap, site: a, material: w, capacity: 60 t{store}}}]
markets:
  - {{market: m, site: a, material: w, price: 9 EUR/t, maximum: 8 t/d}}
  - {{market: tip, site: a, material: w, price: -3 EUR/t}}
profiles: [{rows}]
"""


def program(folder: Path, store: str = "", slots: int = 24, years: str = "", more: str = "") -> Compiled:
    """A heap between what comes in unevenly and a market that takes it evenly."""
    random = Random(7)
    rows = ", ".join(f"{{slot: {k + 1}, 'much [t/d]': {random.randint(0, 16)}}}" for k in range(slots))
    path = folder / "plant.yaml"
    text = STORE.format(slots=f"{slots} days", store=store, rows=rows, years=years) + more
    path.write_text(text, encoding="utf-8")
    return compile_program(build_program(mfo.read(path).graph, "cost"))


def proven(compiled: Compiled) -> bool:
    """Whether something was condensed, after holding the expanded answer against the program as it is.

    Expected: the optimum of the plain program; values within its rows and bounds; duals without a gap.
    """
    condensed = condense(compiled)
    if condensed is None:
        return False
    plain = compiled.matrix.relaxed()
    wanted = Session(plain).run()
    found = Session(condensed.matrix.relaxed()).run()
    assert found.status == wanted.status
    if wanted.status != OPTIMAL:
        return True
    size = max(1.0, float(np.abs(plain.cost * wanted.values).sum()))
    assert found.objective == pytest.approx(wanted.objective, abs=1e-8 * size)
    values, duals = condensed.values(found.values), condensed.duals(found.duals)
    room = 1e-6 * max(1.0, float(np.abs(values).max()))
    assert (values >= plain.lower - room).all()
    assert (values <= plain.upper + room).all()
    sums = plain.times(values)
    assert (sums >= plain.row_lower - room).all()
    assert (sums <= plain.row_upper + room).all()
    answer = type(found)(OPTIMAL, found.objective, found.bound, values, condensed.reduced_costs(duals), duals)
    gap, infeasible = duality(plain, answer, values, whole=False)
    assert gap * max(1.0, abs(found.objective)) <= 1e-7 * size
    assert infeasible <= 1e-7
    return True


def test_a_stores_two_flows_are_one_for_the_solver(tmp_path: Path) -> None:
    compiled = program(tmp_path)
    condensed = condense(compiled)
    assert condensed is not None
    assert (len(condensed.net), condensed.matrix.columns) == (24, compiled.matrix.columns)
    handled = program(tmp_path, more="rates: [{at: heap, effect: cost, rate: 1 EUR/t, per: discharge}]")
    assert condense(handled) is None  # what comes out costs, what goes in does not
    assert proven(compiled)


def test_two_flows_that_differ_stay_two(tmp_path: Path) -> None:
    """What comes in counts by itself in a maximum stay, so that a difference would not do."""
    assert condense(program(tmp_path, ", maximum_stay: 3 d")) is None


@pytest.mark.parametrize("store", [", maximum_stay: 9 d", ", maximum_stay: 12 d, start: 20 t", ", maximum_stay: 14 d"])
def test_sums_of_a_stay_are_taken_apart(tmp_path: Path, store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries cancel, and what is found proves the optimum of the rows as they were written."""
    monkeypatch.setattr(condensing, "MANY", 2)
    compiled = program(tmp_path, store)
    condensed = condense(compiled)
    assert condensed is not None
    assert len(condensed.later) >= 10
    assert len(condensed.matrix.value) < len(compiled.matrix.value) + 3 * 24
    assert proven(compiled)


def test_years_of_stays_are_taken_apart_each_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condensing, "MANY", 2)
    assert proven(program(tmp_path, ", maximum_stay: 12 d", years=", years: [2025, 2026]"))


def test_random_plants_are_the_same_either_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty random plants, whatever they hold: some have stores that are condensed, and none differs."""
    monkeypatch.setattr(condensing, "MANY", 2)
    done = 0
    for seed in range(30):
        _, text = random_plant(Random(seed))
        path = tmp_path / "plant.yaml"
        path.write_text(text if isinstance(text, str) else yaml.safe_dump(text), encoding="utf-8")
        try:
            graph = mfo.read(path).graph
        except mfo.PlantError:
            continue
        done += proven(compile_program(build_program(graph, "cost")))
    assert done >= 3


def test_the_solver_gives_both_flows_back(tmp_path: Path) -> None:
    """What goes in and what comes out are told apart, neither below nothing, and levels follow from them."""
    compiled = program(tmp_path)
    values = Solver(compiled.program).solve().values
    charge, discharge, level = (values[name][0, 0] for name in ("charge", "discharge", "level"))
    assert charge.sum() > 0
    assert (charge >= 0).all()
    assert (discharge >= 0).all()
    assert (charge * discharge == 0).all()
    assert level == pytest.approx(np.roll(level, 1) + charge - discharge, abs=1e-9)
