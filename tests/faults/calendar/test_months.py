"""Months of the calendar and amounts per slot: what is typed per month is that month's, whatever its length."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import amounts, bench, cost, read

MONTHS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
PLANT = """
plant: {name: x, currency: EUR, start: START, slots: SLOTS}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, take: up to, price: 0 EUR/t}]
"""


def plant(start: str, slots: str, *tables: str) -> str:
    return "\n".join([PLANT.replace("START", start).replace("SLOTS", slots), *tables])


def test_a_profile_per_month_is_that_months_amount(tmp_path: Path) -> None:
    """900 t were weighed in February and 100 in each other month: 2,000 t. By months of 730 h 828.5, and 1,936."""
    plan = bench("month_of_the_calendar", tmp_path).optimise()
    assert amounts(plan, "weighbridge") == pytest.approx([100, 900, *[100] * 10])
    assert cost(plan) == pytest.approx(200_000)


@pytest.mark.parametrize(("slots", "february"), [("365 days", 28), ("52 weeks", None)])
def test_shorter_slots_share_their_month(tmp_path: Path, slots: str, february: int | None) -> None:
    """A market takes 84 t a month: 3 t on each day of February, and of a week that spans two months its part of each.

    By hand: from 1 January 2025, 52 weeks end on 30 December, 1/31 of a month short of twelve.
    """
    sold = "markets: [{market: m, site: a, material: w, price: 1 EUR/t, maximum: 84 t/month}]"
    plan = read(plant("2025-01-01", slots, sold), tmp_path).optimise()
    taken = amounts(plan, "m")
    if february:
        assert taken[31 : 31 + february] == pytest.approx([3.0] * february)
        assert sum(taken) == pytest.approx(12 * 84)
    else:
        assert sum(taken) == pytest.approx((12 - 1 / 31) * 84)


def test_a_month_with_a_change_of_clocks_is_a_month(tmp_path: Path) -> None:
    """March in Berlin has 743 hours and October 745; a market takes 84 t in each all the same, hour by hour too."""
    sold = "markets: [{market: m, site: a, material: w, price: 1 EUR/t, maximum: 84 t/month}]"
    text = plant("2025-03-01, timezone: Europe/Berlin", "743 hours", sold)
    taken = amounts(read(text, tmp_path).optimise(), "m")
    assert sum(taken) == pytest.approx(84.0)
    assert min(taken) == pytest.approx(max(taken))


@pytest.mark.parametrize("start", ["2025-01-01", "2024-01-01"])
def test_a_capacity_per_month_is_the_same_in_every_month(tmp_path: Path, start: str) -> None:
    """30 t can be treated in February as in March, also where it has 29 days; 12 EUR a month cost 144 a year."""
    tables = (
        "processes: [{process: p, site: a, model: recipe, capacity: 30 t/month, variable_cost: 0 EUR/t, "
        "fixed_cost: 12 EUR/month}]",
        "recipes: [{process: p, material: w, role: in}, {process: p, material: v, role: out, amount: 1 t/t}]",
        "markets: [{market: m, site: a, material: v, price: 1 EUR/t}]",
    )
    text = plant(start, "12 months", *tables).replace("unit: t}]", "unit: t}, {material: v, unit: t}]")
    plan = read(text, tmp_path).optimise()
    assert amounts(plan, "m") == pytest.approx([30.0] * 12)
    assert cost(plan) == pytest.approx(144 - 360)
    assert plan.capacities["in_place"].iloc[0] == pytest.approx(30.0)
    assert plan.capacities["unit"].iloc[0] == "t/month"


def test_a_capacity_that_is_built_per_month_costs_what_was_typed(tmp_path: Path) -> None:
    """30 t/month at 10 EUR/(t/month), over ten years without interest: 30 EUR a year, and 30 t in each month."""
    tables = (
        "processes: [{process: p, site: a, model: recipe, capacity: 30 t/month, variable_cost: 0 EUR/t, "
        "capex: 10 EUR/(t/month), lifetime: 10 year}]",
        "recipes: [{process: p, material: w, role: in}, {process: p, material: v, role: out, amount: 1 t/t}]",
        "markets: [{market: m, site: a, material: v, price: 1 EUR/t}]",
    )
    text = plant("2025-01-01", "12 months", *tables).replace("unit: t}]", "unit: t}, {material: v, unit: t}]")
    plan = read(text, tmp_path).optimise()
    assert amounts(plan, "m") == pytest.approx([30.0] * 12)
    assert cost(plan) == pytest.approx(30 - 360)
    assert plan.totals["investment"]["value"] == pytest.approx(300)


@pytest.mark.parametrize(
    "size",
    [
        "capex: 10 EUR/(t/month)",
        "capex: 10 EUR/(t/month), existing: 0 t/month",
        "capex: 3600 EUR/t/h, unit_size: 10 t/month",
    ],
)
def test_a_size_without_a_most_is_counted_as_it_is_paid(tmp_path: Path, size: str) -> None:
    """30 t come in each month, worth 100 EUR/t; a capacity of 30 t/month takes them in February as in March.

    Counted by months of 730 h it would stay idle in part of the long ones, or 30.4 t/month would be built.
    """
    tables = (
        "processes: [{process: p, site: a, model: recipe, variable_cost: 0 EUR/t, lifetime: 10 year, SIZE}]",
        "recipes: [{process: p, material: w, role: in}, {process: p, material: v, role: out, amount: 1 t/t}]",
        "markets: [{market: m, site: a, material: v, price: 100 EUR/t, maximum: 30 t/month}]",
    )
    text = plant("2025-01-01", "12 months", *tables).replace("unit: t}]", "unit: t}, {material: v, unit: t}]")
    plan = read(text.replace("SIZE", size.replace("/t/h", "/(t/h)")), tmp_path).optimise()
    assert amounts(plan, "m") == pytest.approx([30.0] * 12)
    built = plan.capacities.iloc[0]
    assert built["built"] == pytest.approx({"t/month": 30.0, "t/h": 30 / 730}[built["unit"]])


def test_what_stands_per_month_is_one_size(tmp_path: Path) -> None:
    """Of 30 t/month 12 stand, of the way as well: 18 are built of each at 10 EUR/(t/month), over ten years without
    interest, and 366 days as in 2024. Both do 30 t in each month, in February of 29 days as well."""
    sizes = "capacity: 30 t/month, existing: 12 t/month, capex: 10 EUR/(t/month), lifetime: 10 year"
    tables = (
        f"processes: [{{process: p, site: b, model: recipe, variable_cost: 0 EUR/t, {sizes}}}]",
        "recipes: [{process: p, material: w, role: in}, {process: p, material: v, role: out, amount: 1 t/t}]",
        f"links: [{{from: a, to: b, material: w, cost_per_amount: 0 EUR/t, {sizes}}}]",
        "markets: [{market: m, site: b, material: v, price: 1 EUR/t}]",
    )
    text = plant("2024-01-01", "12 months", *tables).replace("unit: t}]", "unit: t}, {material: v, unit: t}]")
    plan = read(text.replace("[{site: a}]", "[{site: a}, {site: b}]"), tmp_path).optimise()
    assert cost(plan) == pytest.approx(2 * 18 * 366 / 365 - 12 * 30)
    for table in (plan.capacities, plan.sizes):
        assert table[["existing", "built", "unit"]].iloc[0].tolist() == [
            pytest.approx(12),
            pytest.approx(18),
            "t/month",
        ]


def test_limits_per_month_bound_each_month_and_the_year(tmp_path: Path) -> None:
    """At most 50 t a month, by slot 50 in each; over the year 600 t, from the table and from the command line."""
    sold = "markets: [{market: m, site: a, material: w, price: 1 EUR/t, maximum: 1 t/h}]"
    by_slot = "limits: [{limit: cap, what: m, when: slot, maximum: 50 t/month}]"
    plan = read(plant("2025-01-01", "12 months", sold, by_slot), tmp_path).optimise()
    assert amounts(plan, "m") == pytest.approx([50.0] * 12)
    free = read(plant("2025-01-01", "12 months", sold), tmp_path)
    assert sum(amounts(free.optimise(limits=["m <= 50 t/month"]), "m")) == pytest.approx(600)
    assert amounts(free.optimise(limits=["m <= 50 t/month per slot"]), "m") == pytest.approx([50.0] * 12)


def test_a_month_without_dates_is_a_twelfth_of_a_year(tmp_path: Path) -> None:
    """Without `start` every month has 730 h, so that nothing changes."""
    sold = "markets: [{market: m, site: a, material: w, price: 1 EUR/t, maximum: 84 t/month}]"
    text = plant("2025-01-01", "12 months", sold).replace("start: 2025-01-01, ", "")
    assert amounts(read(text, tmp_path).optimise(), "m") == pytest.approx([84.0] * 12)


def test_an_amount_per_slot(tmp_path: Path) -> None:
    """5 t in each slot, whatever its length, from a cell, from a profile and as a limit; two slots of 10 h and 14 h."""
    slots = "slots: [{slot: day, hours: 10 h}, {slot: night, hours: 14 h}]"
    text = plant("2025-01-01", "1 year", slots).replace("start: 2025-01-01, slots: 1 year", "price_year: 2025")
    sold = "\nmarkets: [{market: m, site: a, material: w, price: 1 EUR/t, maximum: MOST}]"
    assert amounts(read(text + sold.replace("MOST", "5 t/slot"), tmp_path).optimise(), "m") == pytest.approx([5, 5])
    profile = '\nprofiles: [{slot: day, "most [t/slot]": 3}, {slot: night, "most [t/slot]": 4}]'
    plan = read(text + sold.replace("MOST", "most") + profile, tmp_path).optimise()
    assert amounts(plan, "m") == pytest.approx([3, 4])
    limit = "\nlimits: [{limit: cap, what: m, when: slot, maximum: 2 t/slot}]"
    plan = read(text + sold.replace("MOST", "5 t/slot") + limit, tmp_path).optimise()
    assert amounts(plan, "m") == pytest.approx([2, 2])


def test_per_slot_where_nothing_changes_by_slot_is_refused(tmp_path: Path) -> None:
    """A lifetime of slots, or a price in slots, is told at its cell."""
    import mfo

    text = plant("2025-01-01", "12 months", "markets: [{market: m, site: a, material: w, price: 1 EUR/slot}]")
    with pytest.raises(mfo.PlantError, match="`price` is 1 EUR/slot, where a unit like EUR/t is wanted"):
        read(text, tmp_path)


def test_a_factor_of_tonnes_per_tonne(tmp_path: Path) -> None:
    """1 t of fossil CO2 per t, of 10 t: 10 t CO2e. A bare 1 is still refused, and `5 kg/t` is 0.005."""
    import mfo

    assert bench("upstream_factor_per_tonne", tmp_path).optimise().totals["emissions"]["value"] == pytest.approx(10)
    small = bench("upstream_factor_per_tonne", tmp_path, ("1 t/t", "5 kg/t")).optimise()
    assert small.totals["emissions"]["value"] == pytest.approx(0.05)
    with pytest.raises(mfo.PlantError, match="unit-missing"):
        bench("upstream_factor_per_tonne", tmp_path, ("1 t/t", "1"))


@pytest.mark.parametrize(("bound", "built"), [("minimum: 40 t/month", 40.0), ("maximum: 20 t/month", 20.0)])
def test_a_limit_on_what_stands_counts_months_as_the_capacity_does(tmp_path: Path, bound: str, built: float) -> None:
    """In a year with 29 February as in any other, what a limit asks for per month is what a capacity per month is:
    built at 12 EUR per tonne and month and paid within 3 years, 30 t a month (the supply's) or what the limit lets."""
    links = (
        "links: [{link: way, from: a, to: b, material: w, cost_per_amount: 0 EUR/t, capex: 12 EUR/(t/month), "
        "lifetime: 3 year}]",
        "markets: [{market: m, site: b, material: w, price: 1 EUR/t, maximum: 30 t/month}]",
        "limits: [{limit: size, what: 'capacity: way', " + bound + "}]",
    )
    for start in ("2024-01-01", "2025-01-01"):
        text = plant(start, "12 months", *links).replace("[{site: a}]", "[{site: a}, {site: b}]")
        sizes = read(text, tmp_path).optimise().sizes
        assert sizes["in_place"].tolist() == pytest.approx([built])
        assert sizes["unit"].tolist() == ["t/month"]


@pytest.mark.parametrize("size", ["capacity: 10 t/month", "existing: 5 t/month", "unit_size: 10 t/month"])
def test_a_way_that_is_built_takes_the_same_in_each_month(tmp_path: Path, size: str) -> None:
    """10 t a month go over it, in February as in March. Counted by months of 730 h 9.2 and 10.2 t would."""
    links = (
        "links: [{link: way, from: a, to: b, material: w, cost_per_amount: 0 EUR/t, capex: 1 EUR/(t/month), "
        "lifetime: 10 year, SIZE}]",
        "markets: [{market: m, site: b, material: w, price: 9 EUR/t, maximum: 12 t/month}]",
        "limits: [{limit: one, what: 'capacity: way', maximum: 10 t/month}]",
    )
    text = plant("2025-01-01", "12 months", *links).replace("[{site: a}]", "[{site: a}, {site: b}]")
    text = text.replace("SIZE", size)
    plan = read(text, tmp_path).optimise()
    assert amounts(plan, "m") == pytest.approx([10.0] * 12)
    in_place = 10.0 if plan.sizes["unit"].iloc[0] == "t/month" else 10 / 730
    assert plan.sizes["in_place"].tolist() == pytest.approx([in_place])
