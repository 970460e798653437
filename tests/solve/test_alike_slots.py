"""Programs of many slots of few kinds: begun from the plan of one slot of each kind, they end at the same optimum."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import pytest

import mfo
from mfo.program.build import build_program
from mfo.solve import alike_slots
from mfo.solve.alike_slots import alike_start
from mfo.solve.engine.highs_session import BASIC, LOWER, PERTURBED, PRIMAL, Basis, Session
from mfo.solve.engine.solution import OPTIMAL
from mfo.solve.matrix.compile_program import Compiled, compile_program
from mfo.solve.solver import Solver

WORKS = """
plant: {{name: works, currency: EUR, slots: {slots} hours{years}}}
materials: [{{material: waste, unit: t}}, {{material: gas, unit: MWh}}, {{material: power, unit: MWh}}]
sites: [{{site: a}}]
supplies:
  - {{supply: waste, site: a, material: waste, amount: arises, take: {take}, price: 0 EUR/t}}
  - {{supply: grid, site: a, material: power, amount: 99 MWh/h, take: up to, price: tariff}}
processes:
  - {{process: digester, site: a, model: recipe, capacity: 6 t/h, variable_cost: 5 EUR/t, {size}}}
  - {{process: engine, site: a, model: recipe, capacity: {engine} MWh/h, variable_cost: 2 EUR/MWh{ramp}}}
recipes:
  - {{process: digester, material: waste, role: in}}
  - {{process: digester, material: gas, role: out, amount: 0.9 MWh/t}}
  - {{process: engine, material: gas, role: in}}
  - {{process: engine, material: power, role: out, amount: 0.4 MWh/MWh}}
stores: [{{store: holder, site: a, material: gas, capacity: {holder} MWh}}]
markets:
  - {{market: works, site: a, material: power, price: 0 EUR/MWh, minimum: needs, maximum: needs}}
  - {{market: tip, site: a, material: waste, price: -40 EUR/t}}
{limits}
profiles: [{rows}]
"""


def works(folder: Path, seed: int, days: int = 0) -> Compiled:
    """Waste to gas to power, a holder between, tariffs and needs of three kinds of hours; some with limits or years.

    With ``days`` there are so many, each like one of two.
    """
    random = Random(seed)
    slots, years = random.choice([72, 96]), random.choice(["", ", years: [2025, 2030]"])
    kinds = [(random.randint(1, 9), random.choice([40, 90, 150]), random.randint(1, 5)) for _ in range(3)]
    rows, told = [], [random.choice(kinds) for _ in range(slots)]
    if days:
        slots, two = 24 * days, [[random.choice(kinds) for _ in range(24)] for _ in range(2)]
        told = [hour for _ in range(days) for hour in random.choice(two)]
    for k, (arises, tariff, needs) in enumerate(told):
        rows.append(
            f"{{slot: {k + 1}, 'arises [t/h]': {arises}, 'tariff [EUR/MWh]': {tariff}, 'needs [MWh/h]': {needs}}}"
        )
    text = WORKS.format(
        slots=slots,
        years=years,
        take=random.choice(["all", "up to"]),
        size=random.choice(["", "capex: 90 EUR/(t/h), lifetime: 5 a"]),
        engine=random.choice([3, 8]),
        ramp=random.choice(["", ", ramp: 60 %/h"]),
        holder=random.choice([5, 40]),
        limits=random.choice(["", "limits: [{limit: tip, what: 'market: tip', maximum: 120 t}]"]),
        rows=", ".join(rows),
    )
    path = folder / "plant.yaml"
    path.write_text(text.replace(", }", "}"), encoding="utf-8")
    return compile_program(build_program(mfo.read(path).graph, "cost"))


@pytest.fixture(params=[0.0, 0.02], ids=["at once", "after a step or two"])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small programs count as large ones, and the usual way is given next to no steps."""
    monkeypatch.setattr(alike_slots, "LEAST_ENTRIES", 0)
    monkeypatch.setattr(alike_slots, "STEPS", request.param)


@pytest.mark.usefixtures("at_once")
def test_the_optimum_is_that_of_the_usual_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random works: the start is taken, and what is found costs what the solver finds by itself, proven by duals.

    Without the start's being a basis of the whole program the run from it would end elsewhere, or not at all.
    """
    begun: list[int] = []
    plain = Session.restart
    monkeypatch.setattr(Session, "restart", lambda self, basis=None: (begun.append(1), plain(self, basis))[1])
    solved = 0
    for seed in range(8):
        compiled = works(tmp_path, seed)
        wanted = Session(compiled.matrix).run()
        begun.clear()
        solver = Solver(compiled.program)
        found = solver.solve()
        assert found.status == wanted.status
        if wanted.status == OPTIMAL and begun:
            solved += 1
            assert found.objective == pytest.approx(wanted.objective, rel=1e-9, abs=1e-6)
            assert found.duality_gap <= 1e-9
            assert found.dual_infeasibility <= 1e-6
    assert solved >= 4


@pytest.mark.usefixtures("at_once")
def test_it_leaves_the_solver_as_it_was(tmp_path: Path) -> None:
    """The run after it goes by the usual method, without a limit on its steps."""
    solver = Solver(works(tmp_path, 0).program)
    untouched = Session(solver.matrix)
    solver.solve()
    for option in ("simplex_strategy", "simplex_iteration_limit"):
        values = [session._highs.getOptionValue(option)[1] for session in (solver.session, untouched)]
        assert values[0] == values[1]
    assert values[0] != PRIMAL


@pytest.mark.usefixtures("at_once")
def test_slots_that_differ_are_left_to_the_usual_way(tmp_path: Path) -> None:
    """Where every hour has its own tariff there is nothing to repeat; with three kinds of hours there is."""
    compiled = works(tmp_path, 1)
    assert alike_start(compiled, compiled.matrix) is not None
    path = tmp_path / "plant.yaml"
    own = ", ".join(f"{{slot: {k + 1}, 'p [EUR/t]': {k * k}}}" for k in range(96))
    path.write_text(
        "plant: {name: x, currency: EUR, slots: 96 hours}\nmaterials: [{material: w, unit: t}]\nsites: [{site: a}]\n"
        "supplies: [{supply: s, site: a, material: w, amount: 1 t/h, take: all, price: p}]\n"
        f"markets: [{{market: m, site: a, material: w, price: 0 EUR/t}}]\nprofiles: [{own}]\n",
        encoding="utf-8",
    )
    different = compile_program(build_program(mfo.read(path).graph, "cost"))
    assert alike_start(different, different.matrix) is None


@pytest.mark.usefixtures("at_once")
def test_the_start_of_slots_that_nothing_joins_is_the_optimum(tmp_path: Path) -> None:
    """Without a store each slot stands for itself: from the basis repeated no step is left."""
    path = tmp_path / "plant.yaml"
    rows = ", ".join(f"{{slot: {k + 1}, 'p [EUR/t]': {(k * 7) % 3}}}" for k in range(96))
    path.write_text(
        "plant: {name: x, currency: EUR, slots: 96 hours}\nmaterials: [{material: w, unit: t}]\nsites: [{site: a}]\n"
        "supplies: [{supply: s, site: a, material: w, amount: 2 t/h, take: up to, price: -1 EUR/t}]\n"
        "markets:\n  - {market: m, site: a, material: w, price: p, maximum: 1 t/h}\n"
        "  - {market: tip, site: a, material: w, price: -2 EUR/t}\n"
        "limits: [{limit: tip, what: 'market: tip', maximum: 20 t}]\n"
        f"profiles: [{rows}]\n",
        encoding="utf-8",
    )
    compiled = compile_program(build_program(mfo.read(path).graph, "cost"))
    begin = alike_start(compiled, compiled.matrix)
    assert begin is not None
    session = Session(compiled.matrix)
    session.restart(begin[0])
    answer = session.run()
    assert answer.status == OPTIMAL
    assert session._highs.getInfo().simplex_iteration_count == 0
    assert float(np.asarray(answer.values).min()) >= -1e-9


def test_days_that_are_alike_are_planned_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Random works of days of two kinds: the same optimum, proven by duals, in fewer steps than from their hours.

    The optimum expected is what the solver finds by itself; the steps are those of the run from each start.
    """
    monkeypatch.setattr(alike_slots, "LEAST_ENTRIES", 0)
    steps: dict[bool, int] = {True: 0, False: 0}
    for seed in range(3):
        compiled = works(tmp_path, seed, days=16)
        wanted = Session(compiled.matrix).run()
        if wanted.status != OPTIMAL:
            continue
        for by_days in (True, False):
            monkeypatch.setattr(alike_slots, "DAYS", (24,) if by_days else ())
            solver = Solver(compiled.program)
            begin = alike_start(solver.compiled, solver.matrix)
            assert begin is not None
            assert bool(begin[2]) == by_days
            found = solver.solve()
            assert found.objective == pytest.approx(wanted.objective, rel=1e-9, abs=1e-6)
            assert found.duality_gap <= 1e-9
            assert found.dual_infeasibility <= 1e-6
            session = Session(solver.matrix)
            session.begin(begin[0], 0, begin[2])
            assert session.run().objective == pytest.approx(wanted.objective, rel=1e-9, abs=1e-6)
            steps[by_days] += session._highs.getInfo().simplex_iteration_count
    assert 0 < steps[True] * 2 < steps[False]


def test_steps_on_bounds_as_they_are_end_where_the_others_go_on(tmp_path: Path) -> None:
    """A start that is not near after all: one step is tried on bounds as they are, and the rest goes as ever."""
    compiled = works(tmp_path, 3)
    plain = Session(compiled.matrix)
    wanted = plain.run()
    session = Session(compiled.matrix)
    slack = Basis((LOWER,) * compiled.matrix.columns, (BASIC,) * compiled.matrix.rows)
    session.begin(slack, 0, 1)
    found = session.run()
    assert (found.status, found.objective) == (wanted.status, pytest.approx(wanted.objective))
    for option in (PERTURBED, "simplex_strategy", "simplex_iteration_limit"):
        assert session._highs.getOptionValue(option)[1] == plain._highs.getOptionValue(option)[1]
