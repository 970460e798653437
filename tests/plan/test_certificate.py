"""The certificate: a plan that does not hold is refused, whatever is wrong with it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.errors import SolverError
from mfo.plan.make_plan import make_plan
from mfo.plant.model import Input, Limit, QualityLimit, Quantity

from ..plants import market, material, mix, plant, recipe, series, store, supply, times
from .solving import plan_of, solve


def busy():
    """A process with a capacity, a store, a limit and a price by slot."""
    return plant(
        supply("s", "A", "x", [4.0, 8.0, 6.0, 6.0]),
        store("tank", "A", "x", 50_000.0),
        mix("p", "A", ["x"], {"y": 0.5}, cost=1.0, capacity=series(7.0)),
        recipe("q", "A", {"y": 1.0}, {"z": 1.0}),
        market("m", "A", "z", [1.0, 2.0, 3.0, 4.0]),
        at=times(4),
        limits=(Limit("cap", (Quantity("process", "p"),), maximum=series(60_000.0), unit="t"),),
    )


def tampered(family: str, change: float, member: int = 0):
    made = busy()
    graph, solution = solve(made)
    values = {name: np.array(array) for name, array in solution.values.items()}
    values[family][member, 0, 1] += change
    return made, graph, replace(solution, values=values)


def test_a_sound_plan_is_certified_with_its_figures() -> None:
    certificate = plan_of(busy()).certificate
    assert certificate["certified"]
    assert certificate["largest_violation"] < 1e-6
    assert certificate["duality_gap"] < 1e-9
    names = {check["name"]: check["count"] for check in certificate["checks"]}
    assert names["balance"] == 12  # three pools in four slots
    assert names["storage"] == 4
    assert names["limits"] == 1


def test_doing_nothing_beside_an_idle_facility_is_certified() -> None:
    """Proves: what stood before is paid with all capacity and taken off again, which leaves about 1e-11 of a plan that
    costs nothing; judged by the sum of nothing it would be refused."""
    idle = mix(
        "p",
        "A",
        ["x"],
        {"y": 0.5},
        cost=1.0,
        capacity=series(19.8),
        capex=series(20.44 * 8760),
        lifetime=9.558,
        existing=series(4.957191780821917),
    )
    made = plant(supply("s", "A", "x"), idle, market("m", "A", "y", -1.0), at=times(1, (2025, 2035), rate=0.08))
    plan = plan_of(made)
    assert plan.certificate["certified"]
    assert plan.objective == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("family", "change", "said"),
    [
        ("feed", 1.0, "balance"),
        ("delivery", 0.01, "balance"),
        ("level", 5.0, "storage"),
        ("activity", 9000.0, "capacity"),
        ("supply", 2.0, "balance"),
        ("activity", 1.0, "recipes"),
        ("feed", -1e6, "amounts not negative"),
    ],
)
def test_a_flow_that_is_off_is_found(family: str, change: float, said: str) -> None:
    with pytest.raises(SolverError, match=said) as caught:
        make_plan(*tampered(family, change))
    assert caught.value.exit_code == 5
    assert caught.value.problems[0].code == "not-certified"


def test_rounding_is_no_violation() -> None:
    """A part in 10^11 of the largest flow is what sums in floating point may differ by."""
    made, graph, solution = tampered("feed", 1e-7)
    assert make_plan(made, graph, solution).certificate["certified"]


def test_an_objective_that_is_not_the_ledgers_sum() -> None:
    made = busy()
    graph, solution = solve(made)
    with pytest.raises(SolverError, match="objective is off by"):
        make_plan(made, graph, replace(solution, objective=solution.objective * 1.001))


def test_a_limit_that_is_broken() -> None:
    """The limit is tightened after solving, as a solver would that overlooked it."""
    made = busy()
    graph, solution = solve(made)
    (row,) = graph.limits
    tighter = replace(graph, limits=(replace(row, most=np.array([1000.0])),))
    with pytest.raises(SolverError, match="limits is off by"):
        make_plan(made, tighter, solution)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"duality_gap": 1e-3}, "duality gap"),
        ({"dual_infeasibility": 1e-2}, "duals are infeasible"),
        ({"bound": -1e9, "whole_numbers": True}, "the bound is"),
    ],
)
def test_a_plan_that_is_not_proven_optimal(change: dict[str, object], said: str) -> None:
    made = busy()
    graph, solution = solve(made)
    with pytest.raises(SolverError, match=said):
        make_plan(made, graph, replace(solution, **change))


def test_rules_of_mixes_blends_and_construction() -> None:
    """Straw may be half of the mix, the blend at most 5 hard, capacity what was built: each is overlooked once."""
    materials = (material("straw", hardness=2.0), material("manure", hardness=8.0))
    half = Input("straw", True, series(1.0), maximum_share=series(0.5))
    pit = mix("pit", "A", (half, "manure"), {"gas": 0.5}, capex=series(10.0), lifetime=10.0)
    made = plant(
        supply("s", "A", "straw", 3.0, take_all=False),
        supply("m", "A", "manure", 3.0, take_all=False),
        pit,
        market("g", "A", "gas", 30.0),
        materials=materials,
        quality=(QualityLimit("processes", "pit", "hardness", None, 5.0),),
    )
    graph, solution = solve(made)
    assert make_plan(made, graph, solution).certificate["certified"]
    feeds = replace(graph.feeds, maximum_share=np.minimum(graph.feeds.maximum_share, 0.4))
    (row,) = graph.quality
    harder = replace(row, excess=row.excess + 0.5)
    built = {**solution.values, "built": solution.values["built"] - 0.1}
    for wrong_graph, values, said in (
        (replace(graph, feeds=feeds), solution.values, "shares"),
        (replace(graph, quality=(harder,)), solution.values, "blends"),
        (graph, built, "capacity built"),
    ):
        with pytest.raises(SolverError, match=f"{said} is off by"):
            make_plan(made, wrong_graph, replace(solution, values=values))
