"""A search for whole numbers that lasts is ended with the best plan it has found, and says how good that is."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

import pytest

import mfo
from mfo.solve import solver

from ...cli.test_verbs import mfo as run
from .cases import HERE, bench, read

BOUND = 330_932_780.0  # of whole_units_never_finish: HiGHS's bound after 20 s, without and with presolve


def facilities(sites: int, customers: int, seed: int = 3) -> str:
    """A plant that decides where to open works with a fixed cost: hard to prove, easy to plan well."""
    random = Random(seed)
    places = {
        name: (random.uniform(0, 100), random.uniform(0, 100))
        for name in [*(f"p{k}" for k in range(sites)), *(f"s{k}" for k in range(customers))]
    }
    lines = ["plant: {name: hard, currency: EUR}", "materials: [{material: w, unit: t}]", "sites:"]
    lines += [f"  - {{site: {name}}}" for name in places]
    lines.append("supplies:")
    for k in range(customers):
        amount = f"amount: {random.randint(300, 900)} t/year, take: all, price: 0 EUR/t"
        lines.append(f"  - {{supply: w{k}, site: s{k}, material: w, {amount}}}")
    lines.append("processes:")
    for k in range(sites):
        costs = f"fixed_cost: {random.randint(60, 140)} kEUR/year, variable_cost: 5 EUR/t"
        size = f"capacity: {random.randint(4000, 9000)} t/year, closable: yes"
        lines.append(f"  - {{process: works {k}, site: p{k}, model: recipe, {size}, {costs}}}")
    lines.append("recipes:")
    lines += [f"  - {{process: works {k}, material: w, role: in}}" for k in range(sites)]
    lines.append("links:")
    for k in range(customers):
        for j in range(sites):
            (x, y), (u, v) = places[f"s{k}"], places[f"p{j}"]
            cost = ((x - u) ** 2 + (y - v) ** 2) ** 0.5
            lines.append(f"  - {{from: s{k}, to: p{j}, material: w, cost_per_amount: {cost:.2f} EUR/t}}")
    return "\n".join(lines)


@pytest.mark.parametrize("options", [{"time_limit": 6.0}, {"gap": 0.02}])
def test_whole_units_give_the_best_plan_found(tmp_path: Path, options: dict[str, float]) -> None:
    """A roadmap in whole units that is not proven in minutes: a certified plan in seconds that tells how good it is."""
    plan = bench("whole_units_never_finish", tmp_path).optimise(**options)
    assert plan.status == "feasible"
    assert plan.certificate["certified"]
    told = plan.run["objective"]["gap"]
    assert 0 < told <= options.get("gap", 0.03)
    assert BOUND * (1 - 1e-6) <= plan.objective <= BOUND * 1.06
    assert plan.certificate["bound"] <= BOUND * 1.01
    assert [problem.code for problem in plan.problem_list if problem.code == "gap-left"] == ["gap-left"]


def test_without_a_time_limit_a_search_ends_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a minute (here: two seconds) the best plan found is given; before it went on for ever."""
    monkeypatch.setattr(solver, "PLAN_AFTER", 2.0)
    plan = bench("whole_units_never_finish", tmp_path).optimise()
    assert plan.status == "feasible"
    assert plan.objective <= BOUND * 1.06


def market_split(materials: int, works: int, seed: int = 1) -> str:
    """Works that run at full load or not at all, among which exactly half of each material is to be split: the problem
    of Cornuejols and Dawande (1998), at whose size branch and bound is lost with a few dozen yes/no decisions."""
    random = Random(seed)
    needs = [[random.randrange(100) for _ in range(materials)] for _ in range(works)]
    lines = ["plant: {name: split, currency: EUR, slots: 1 day}", "sites: [{site: yard}]", "materials:"]
    lines += [f"  - {{material: {name}, unit: t}}" for name in ("product", *(f"m{i}" for i in range(materials)))]
    lines.append("supplies:")
    for i in range(materials):
        amount = f"amount: {sum(need[i] for need in needs) // 2} t/d, take: all, price: 0 EUR/t"
        lines.append(f"  - {{supply: s{i}, site: yard, material: m{i}, {amount}}}")
    lines.append("processes:")
    load = "capacity: 1 t/d, minimum_load: 100 %, variable_cost: 3 EUR/t"
    lines += [f"  - {{process: p{j}, site: yard, model: recipe, {load}}}" for j in range(works)]
    lines.append("recipes:")
    for j, need in enumerate(needs):
        lines.append(f"  - {{process: p{j}, material: product, role: out, amount: 1 t/t}}")
        lines += [f"  - {{process: p{j}, material: m{i}, role: in, amount: {n} t/t}}" for i, n in enumerate(need)]
    lines.append("markets: [{market: shop, site: yard, material: product, price: 10 EUR/t}]")
    return "\n".join(lines)


def test_a_search_that_finds_no_plan_says_so_and_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a time limit after ten minutes (here: at once), with what is known: each of 30 works earns at most 7 EUR,
    so that no plan is below -210. While it runs it says when it ends. With own constraints it is the same."""
    monkeypatch.setattr(solver, "GIVE_UP_AFTER", 0.5)
    told: list[str] = []
    plant = read(market_split(4, 30), tmp_path)
    with pytest.raises(mfo.SolverError, match="minutes without a plan; whether there is one is not known") as end:
        plant.optimise(progress=told.append)
    (problem,) = end.value.problems
    assert problem.code == "solver-stopped"
    least = float(problem.message.rpartition("below ")[2].partition(" EUR")[0])
    assert -210 <= least < 0
    assert "--time-limit 3600" in problem.remedy
    assert any("no plan with whole numbers yet" in line and "minutes without one" in line for line in told)
    with pytest.raises(mfo.SolverError, match="without a plan"):
        plant.optimise(model=plant.model())


def test_a_time_limit_without_a_plan_says_what_is_known(tmp_path: Path) -> None:
    with pytest.raises(mfo.SolverError, match=r"ended by its time limit without a plan.* could not be below -\d"):
        read(market_split(4, 30), tmp_path).optimise(time_limit=0.5)


def test_a_time_limit_does_not_throw_the_plan_away(tmp_path: Path) -> None:
    """Works with fixed costs to open or not, 24 for 80 sources: after five seconds there is a certified plan."""
    plan = read(facilities(24, 80), tmp_path).optimise(time_limit=5.0)
    assert plan.status in ("feasible", "optimal")
    assert plan.certificate["certified"]
    assert plan.run["objective"].get("gap", 0.0) < 0.2


def test_the_command_says_how_near_the_plan_is(tmp_path: Path) -> None:
    """In the first line, in a warning, and in the JSON; the exit code is 0."""
    command = ["optimise", str(HERE / "whole_units_never_finish.yaml"), "--gap", "3 %", "--no-report"]
    done = run(*command, "--out", str(tmp_path / "a"))
    assert done.code == 0, done.err
    assert "% of the best possible, certified)" in done.out
    assert "another plan may be better, by at most" in done.err
    assert "[gap-left]" in done.err
    told = json.loads(run(*command, "--json", "--out", tmp_path / "b").out)
    assert told["status"] == "feasible"
    assert 0 < told["objective"]["gap"] <= 0.03


@pytest.mark.parametrize("typed", ["-1", "1", "5 t", "many"])
def test_a_gap_is_a_share(typed: str, tmp_path: Path) -> None:
    done = run("optimise", str(HERE / "whole_units_never_finish.yaml"), "--gap", typed, "--out", str(tmp_path / "a"))
    assert done.code == 2
    assert "--gap" in done.err


def test_what_is_proven_says_optimal(tmp_path: Path) -> None:
    """A gap that a search does not need leaves no gap: 7 mg need three units, see test_scaling."""
    assert read(facilities(2, 3), tmp_path).optimise(gap=0.5).status in ("optimal", "feasible")
    plan = read(facilities(2, 3), tmp_path).optimise()
    assert plan.status == "optimal"
    assert "gap" not in plan.run["objective"]
    assert isinstance(plan, mfo.Plan)
