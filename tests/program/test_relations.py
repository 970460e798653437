"""Relations between what is decided: one of several, one only if another, least sizes, sizes tied; solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.errors import SolverError
from mfo.program.constraints import sizes

from .written import codes, planned, read

TWO = """
    plant: {{name: two, currency: EUR, discount_rate: 0 %}}
    materials: [{{material: waste, unit: t}}, {{material: char, unit: t}}]
    sites: [{{site: works}}]
    supplies:
      - {{supply: waste, site: works, material: waste, amount: 10 t/year, take: all, price: 0 EUR/t}}
    processes:
      - {{process: A, site: works, model: recipe, capacity: 8 t/year, capex: 10 EUR/(t/year), lifetime: 1 year,
          variable_cost: 0 EUR/t, {a}}}
      - {{process: B, site: works, model: recipe, capacity: 8 t/year, capex: 20 EUR/(t/year), lifetime: 1 year,
          variable_cost: 0 EUR/t, {b}}}
    recipes:
      - {{process: A, material: waste, role: in, amount: 1 t/t}}
      - {{process: B, material: waste, role: in, amount: 1 t/t}}
    stores:
      - {{store: pit, site: works, material: char, capex: 3 EUR/t, lifetime: 1 year, capacity: 9 t}}
    markets:
      - {{market: tip, site: works, material: waste, price: -50 EUR/t}}
    {limits}
    """


def two(a: str = "unit_size: 1 t/year", b: str = "unit_size: 1 t/year", limits: str = "") -> str:
    lines = "" if not limits else "limits: [" + limits + "]"
    return TWO.format(a=a, b=b, limits=lines)


@pytest.mark.parametrize(
    ("a", "b", "limits", "cost"),
    [
        # 10 t a year: 8 t of A at 10, 2 t of B at 20.
        ("", "", "", 8 * 10 + 2 * 20),
        # At most one of the two: A, and 2 t to the tip at 50.
        ("", "", "{limit: one, what: ['open: A', 'open: B'], maximum: 1}", 80 + 100),
        # A only if B: B as small as counts (0.01 % of 8 t), as 1.9992 t of it are of use anyway.
        ("capacity_", "", "", 0),
        # Nothing, or at least 5 t of B: 5 x 10 + 5 x 20 costs 150; 8 t of A and 2 to the tip 180.
        ("", "minimum_capacity: 5 t/year", "", 5 * 10 + 5 * 20),
        # Nothing, or all 8 t of B: 2 x 10 + 160 = 180, or 8 t of A and 2 to the tip: 180 as well; 7.5: 25 + 150.
        ("", "minimum_capacity: 7.5 t/year", "", 2.5 * 10 + 7.5 * 20),
        # A least size of B of 6 t.
        ("", "", "{limit: least, what: 'capacity: B', minimum: 6 t/year}", 4 * 10 + 6 * 20),
        # A no larger than half of B: 10 = A + B, A = B / 2.
        ("", "", "{limit: tied, what: 'capacity: A', of: 'capacity: B', maximum: 50 %}", 100 / 3 + 400 / 3),
        # At most three units of A, of 2 t each.
        ("unit_size: 2 t/year", "", "{limit: three, what: 'number: A', maximum: 3}", 6 * 10 + 4 * 20),
        # B at most where there is a pit of at least 4 t, at 3 EUR/t: 12 EUR more.
        (
            "",
            "",
            "{limit: pit, what: 'open: B', of: 'open: pit', maximum: 100 %}, "
            "{limit: size, what: 'capacity: pit', minimum: 4 t}",
            80 + 40 + 12,
        ),
    ],
)
def test_sizes_and_what_is_open_are_related(a: str, b: str, limits: str, cost: float, tmp_path: Path) -> None:
    """Proves: at most one of two, nothing or at least so much, a least size, a tied size, a number of units, and one
    only if another."""
    if a == "capacity_":
        limit = "{limit: only if, what: 'open: A', of: 'open: B', maximum: 100 %}"
        plan = planned(tmp_path, two("minimum_capacity: 8 t/year", "minimum_capacity: 4 t/year", limit))
        assert plan.objective == pytest.approx(min(80 + 80, 8 * 20 + 2 * 50), rel=1e-9)  # 8 of A needs 4 of B
        return
    plan = planned(tmp_path, two(a or "owner: x", b or "owner: x", limits))
    assert plan.objective == pytest.approx(cost, rel=1e-9)


ROADS = """
    plant: {{name: roads, currency: EUR, discount_rate: 0 %}}
    materials: [{{material: ore, unit: t}}]
    sites: [{{site: mine}}, {{site: north}}, {{site: south}}]
    supplies: [{{supply: pit, site: mine, material: ore, amount: 10 t/year, take: all, price: 0 EUR/t}}]
    stores:
      - {{store: yard, site: mine, material: ore, capex: 3 EUR/t, lifetime: 1 year, capacity: 9 t,
          minimum_capacity: 4 t}}
    links:
      - {{link: north road, from: mine, to: north, material: ore, cost_per_amount: 0 EUR/t, {north},
          capex: 10 EUR/(t/year), lifetime: 1 year}}
      - {{link: south road, from: mine, to: south, material: ore, cost_per_amount: 0 EUR/t, capacity: 10 t/year,
          capex: 10 EUR/(t/year), lifetime: 1 year}}
    markets:
      - {{market: north, site: north, material: ore, price: 30 EUR/t, maximum: 6 t/year}}
      - {{market: south, site: south, material: ore, price: 25 EUR/t, maximum: 6 t/year}}
      - {{market: tip, site: mine, material: ore, price: 0 EUR/t}}
    {limits}
    """


@pytest.mark.parametrize(
    ("limits", "north", "cost"),
    [
        # 6 t north and 4 t south earn 20 and 15 EUR/t after their roads.
        ("", "", -6 * 20 - 4 * 15),
        # At most one road: north, and 4 t to the tip.
        ("{limit: one, what: ['open: north road', 'open: south road'], maximum: 1}", "", -6 * 20),
        # A road north only with a yard, of at least 4 t for 12 EUR.
        ("{limit: yard, what: 'open: north road', of: 'open: yard', maximum: 100 %}", "", -6 * 20 - 4 * 15 + 12),
        # A yard is built, and only with the road south: that is there, as small as counts, and is built anyway.
        (
            "{limit: yard, what: 'capacity: yard', minimum: 4 t}, "
            "{limit: with, what: 'open: yard', of: 'open: south road', maximum: 100 %}, "
            "{limit: one, what: ['open: north road', 'open: south road'], maximum: 1}",
            "",
            -6 * 15 + 12,
        ),
        # Nothing, or at least 8 t a year, of the road north: 6 t sold there cost 80 EUR; 4 t south.
        ("{limit: both, what: ['open: north road', 'open: south road'], minimum: 2}", "8", -180 + 80 - 60),
    ],
)
def test_roads_are_open_or_not(limits: str, north: str, cost: float, tmp_path: Path) -> None:
    """Proves: at most one of two links, a link only with a store, a store only with a link, and that both are there."""
    least = f"capacity: 10 t/year, minimum_capacity: {north or 0} t/year" if north else "capacity: 10 t/year"
    text = ROADS.format(north=least, limits=f"limits: [{limits}]" if limits else "")
    assert planned(tmp_path, text).objective == pytest.approx(cost, rel=1e-9)


def test_whether_a_road_is_open_needs_a_largest_size(tmp_path: Path) -> None:
    """Proves: of a link without a capacity it is no state whether anything of it is there."""
    text = ROADS.format(north="", limits="limits: [{limit: one, what: 'open: north road', maximum: 1}]")
    assert (
        "what"
        in codes(tmp_path, text.replace("cost_per_amount: 0 EUR/t, ,", "cost_per_amount: 0 EUR/t,"))["capacity-missing"]
    )


def test_a_program_without_least_sizes_gives_no_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the certificate holds least sizes by itself."""
    monkeypatch.setattr(sizes, "_least", lambda builder, kind: None)
    with pytest.raises(SolverError, match="least size"):
        planned(tmp_path, two("owner: x", "minimum_capacity: 5 t/year"))


def test_each_slot_in_use_costs(tmp_path: Path) -> None:
    """Proves: 4 t in each of two months from a machine of 10 t a month: both at once, 4 t kept for 1 EUR/t, cost one
    set-up of 7 EUR and 4 EUR; a set-up of 3 EUR is paid twice."""
    text = """
        plant: {{name: lots, currency: EUR, slots: 2 months}}
        materials: [{{material: steel, unit: t}}, {{material: part, unit: t}}]
        sites: [{{site: shop}}]
        supplies: [{{supply: steel, site: shop, material: steel, take: up to, price: 0 EUR/t}}]
        processes:
          - {{process: press, site: shop, model: recipe, capacity: 10 t/month, variable_cost: 0 EUR/t,
              use_cost: {cost} EUR}}
        recipes:
          - {{process: press, material: steel, role: in, amount: 1 t/t}}
          - {{process: press, material: part, role: out, amount: 1 t/t}}
        stores: [{{store: rack, site: shop, material: part, start: 0 t, end: 0 t, cost: 1 EUR/t/month}}]
        markets:
          - {{market: buyer, site: shop, material: part, price: 0 EUR/t, minimum: 4 t/month, maximum: 4 t/month}}
        """
    assert planned(tmp_path, text.format(cost=7)).objective == pytest.approx(7 + 4, rel=1e-9)
    assert planned(tmp_path, text.format(cost=3)).objective == pytest.approx(3 + 3, rel=1e-9)


@pytest.mark.parametrize(
    ("limits", "code", "column"),
    [
        ("{limit: x, what: 'open: A', maximum: 1, when: total}", "limit-span", "when"),
        ("{limit: x, what: 'number: pit', maximum: 1}", "name-unknown", "what"),
        ("{limit: x, what: ['capacity: A', 'capacity: pit'], maximum: 1 t}", "units-differ", "what"),
        ("{limit: x, what: 'capacity: A', maximum: 3 t}", "unit-dimension", "maximum"),
    ],
)
def test_what_has_no_meaning_is_refused_at_its_cell(limits: str, code: str, column: str, tmp_path: Path) -> None:
    """Proves: no sum over years, no number without units, no sum of unlike sizes, no bound of another dimension."""
    assert column in codes(tmp_path, two(limits=limits))[code]


def test_a_least_size_needs_a_largest(tmp_path: Path) -> None:
    """Proves: without a capacity there is nothing to switch."""
    text = two("minimum_capacity: 5 t/year").replace("capacity: 8 t/year, capex: 10", "capex: 10")
    assert "minimum_capacity" in codes(tmp_path, text)["capacity-missing"]


def test_limits_given_by_hand_speak_of_sizes(tmp_path: Path) -> None:
    """Proves: the same words in `--limit`: `capacity: A <= 3 t/year`."""
    plan = read(tmp_path, two("owner: x", "owner: x")).optimise(limits=["capacity: A <= 3 t/year"])
    assert plan.objective == pytest.approx(3 * 10 + 7 * 20, rel=1e-9)
