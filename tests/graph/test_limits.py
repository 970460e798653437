"""Limits of every kind as rows: terms and bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.errors import PlantError, UsageError
from mfo.graph.build import build_graph
from mfo.graph.parts.limits import add_limits
from mfo.plant.model import Limit, ProcessRate, QualityLimit, Quantity, Settings, Site

from ..plants import GWP, link, market, material, mix, plant, series, store, supply, times


def small(**more):
    """Two sites with an owner each: waste at A, half of it sludge sent to B and landfilled; gas sold."""
    digester = replace(
        mix("digester", "A", ["waste"], {"gas": 0.1, "sludge": 0.5}, cost=4.0, route="biogas"),
        rates=(ProcessRate("CH4", series(0.01)), ProcessRate("fossil CO2", series(0.2))),
    )
    return plant(
        supply("bin", "A", "waste", 3.0, price=-1.0),
        digester,
        market("grid", "A", "gas", 10.0),
        link("A", "B", "sludge", 2.0),
        market("tip", "B", "sludge", -5.0, route="landfill"),
        store("tank", "A", "gas"),
        sites=(Site("A", "us"), Site("B", "them")),
        **more,
    )


def limit(kind: str, name: str, **more) -> Limit:
    return Limit(f"{kind} {name}", (Quantity(kind, name),), **{"maximum": series(5.0), "unit": "t", **more})


def rows_of(*limits: Limit, **more):
    return build_graph(small(limits=limits, **more)).limits


def terms(row) -> dict[tuple[str, int], float]:
    return {
        (term.family, int(member)): float(value)
        for term in row.what
        for member, value in zip(term.member, term.coefficient.reshape(len(term.member), -1)[:, 0], strict=True)
    }


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("supply", "bin", {("supply", 0): 1.0}),
        ("material", "waste", {("supply", 0): 1.0}),
        ("process", "digester", {("activity", 0): 1.0}),
        ("market", "grid", {("delivery", 0): 1.0}),
        ("route", "landfill", {("delivery", 1): 1.0}),
        ("route", "biogas", {("feed", 0): 1.0}),
        ("link", "A > B", {("arc", 0): 1.0}),
        ("store", "tank", {("level", 0): 1.0}),
        ("effect", "CH4", {("activity", 0): 0.01}),
        ("effect", "landfilled", {("delivery", 1): 1.0}),
        ("effect", "emissions", {("activity", 0): 0.2}),
    ],
)
def test_every_kind_of_quantity(kind: str, name: str, expected: dict[tuple[str, int], float]) -> None:
    (row,) = rows_of(limit(kind, name))
    found = terms(row)
    if name == "emissions":  # two lines on the same activity: 0.01 * 27 and 0.2
        assert sum(term.coefficient[0, 0, 0] for term in row.what) == pytest.approx(0.01 * 27 + 0.2)
    else:
        assert found == expected


def test_cost_includes_the_carbon_price() -> None:
    """10 EUR/t_CO2e on 0.47 t_CO2e per t is 4.7 EUR, besides 4 EUR of operation."""
    settings = Settings("test", "EUR", gwp_factors=GWP, carbon_price=series(10.0))
    (row,) = rows_of(limit("effect", "cost"), settings=settings)
    activity = sum(term.coefficient[0, 0, 0] for term in row.what if term.family == "activity")
    assert activity == pytest.approx(4.0 + 10 * (0.01 * 27 + 0.2))


def test_over_sites_and_owners() -> None:
    here, theirs = rows_of(limit("effect", "cost", over=("A",)), limit("effect", "cost", over=("them",)))
    assert terms(here) == {("supply", 0): -1.0, ("delivery", 0): -10.0, ("arc", 0): 2.0, ("activity", 0): 4.0}
    assert terms(theirs) == {("delivery", 1): 5.0}


def test_rates_and_amounts_by_slot_year_and_total() -> None:
    """5 t/h: 50 t in a slot of 10 h, 87.6 kt less in a horizon of 20 h; an amount is what is written for the span."""
    at = times(2, years=(2025, 2030), hours=10.0)
    found = rows_of(
        *(
            replace(limit("supply", "bin", when=when, basis=basis), name=f"{when} {basis}")
            for when in ("slot", "year", "total")
            for basis in ("rate", "amount")
        ),
        at=at,
    )
    upper = {row.name: np.asarray(row.upper).tolist() for row in found}
    assert upper["slot rate"] == [[50.0, 50.0]] * 2
    assert upper["slot amount"] == [[5.0, 5.0]] * 2
    assert upper["year rate"] == [100.0, 100.0]
    assert upper["year amount"] == [5.0, 5.0]
    assert upper["total rate"] == [1000.0]  # two milestones of five years each
    assert upper["total amount"] == [5.0]
    assert all(row.minimum is None for row in found)


def test_a_share_is_moved_to_one_side() -> None:
    """Landfilled at most 30 % of the waste: landfilled - 0.3 waste <= 0. A quotient would not be linear."""
    (row,) = rows_of(
        limit("route", "landfill", basis="share", of=(Quantity("material", "waste"),), maximum=series(0.3))
    )
    assert row.share
    assert np.asarray(row.upper).tolist() == [0.0]
    found = {term.family: float(term.coefficient[0, 0, 0]) for term in row.maximum}
    assert found == {"delivery": 1.0, "supply": -0.3}
    assert np.asarray(row.most).tolist() == [0.3]


def test_minimum_and_maximum_in_one_limit() -> None:
    (row,) = rows_of(limit("supply", "bin", minimum=series(2.0)))
    assert (np.asarray(row.lower).tolist(), np.asarray(row.upper).tolist()) == ([2.0], [5.0])


def test_limits_can_be_added_later() -> None:
    made = small()
    graph = add_limits(made, build_graph(made), [limit("supply", "bin")])
    assert [row.name for row in graph.limits] == ["supply bin"]


def test_a_limit_added_later_that_touches_nothing_is_refused() -> None:
    """No process or market serves the route compost: a cap on it would say nothing and look as if it held."""
    made = small()
    with pytest.raises(UsageError, match="limit-touches-nothing"):
        add_limits(made, build_graph(made), [limit("route", "compost")])


def test_what_is_decided_by_year_has_no_amount_in_a_slot() -> None:
    process = mix("p", "A", ["x"], {}, cost=1.0, fixed_cost=series(1.0))
    graph = build_graph(
        plant(supply("s", "A", "x", 1.0), process, limits=(limit("effect", "cost", when="slot"),), at=times(2))
    )
    assert {term.family for term in graph.limits[0].what} == {"activity"}


def test_quality_rows_hold_property_minus_bound() -> None:
    oils = (material("light", hardness=2.0), material("heavy", hardness=8.0))
    blend = QualityLimit("processes", "mill", "hardness", 3.0, 6.0)
    rows = (supply("l", "A", "light", 1.0), supply("h", "A", "heavy", 1.0), mix("mill", "A", ["light", "heavy"], {}))
    lower, upper = build_graph(plant(*rows, materials=oils, quality=(blend,))).quality
    assert (lower.upper, lower.excess.tolist()) == (False, [-1.0, 5.0])
    assert (upper.upper, upper.excess.tolist()) == (True, [-4.0, 2.0])


def test_a_material_without_the_property_is_refused() -> None:
    rows = (supply("l", "A", "light", 1.0), mix("mill", "A", ["light"], {}))
    with pytest.raises(PlantError, match="property-missing"):
        build_graph(plant(*rows, quality=(QualityLimit("processes", "mill", "hardness", 3.0),)))
