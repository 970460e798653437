"""The reference held to plants that were solved by hand, so that it is no wrong witness."""

from __future__ import annotations

from typing import Any

import pytest

from .horizon import YEAR
from .reference import Reference
from .solving import Answer


def solved(settings: dict[str, Any] | None = None, **tables: Any) -> Answer:
    """A plant at one site with an owner, of materials in t, whose year is one slot unless given."""
    plant: dict[str, Any] = {
        "plant": settings or {},
        "hours": [YEAR],
        "weights": [1.0],
        "sites": [{"site": "town", "owner": "A"}],
        "sizes": {},
    } | tables
    names = {row["material"] for name in ("supplies", "generation") for row in plant.get(name, [])}
    names |= {material for row in plant.get("markets", []) for material in row["material"]}
    return Reference({"units": dict.fromkeys(names, "t"), "properties": {name: {} for name in names}} | plant).solve()


def market(name: str, material: str, price: float, **more: Any) -> dict[str, Any]:
    return {"market": name, "site": "town", "material": [material], "price": price, **more}


def test_a_gas_leaks_on_every_day_that_repeats() -> None:
    """A fifth leaks in an hour. Of 10 t of pure methane that come in the first hour of a day 8 are sold at the end of
    the second: a day leaks 2 t, and 100 of them 200.
    """
    gas = solved(
        hours=[1.0, 1.0],
        weights=[100.0, 100.0],
        days=["a", "a"],
        properties={"gas": {"methane_share": 1.0}},
        supplies=[
            {
                "supply": "digester",
                "site": "town",
                "material": "gas",
                "take": "all",
                "price": 0.0,
                "amount": [[10.0, 0.0]],
            }
        ],
        stores=[{"store": "bag", "site": "town", "material": ["gas"], "loss": 0.2}],
        markets=[market("engine", "gas", 1.0, maximum=[[0.0, 100.0]])],
    )
    assert gas.values["delivery", "engine", "gas", 0, 1] == pytest.approx(8.0)
    assert gas.totals["CH4"] == pytest.approx(200.0)


def test_people_grow_throw_away_and_keep_apart() -> None:
    """1,000 people throw away 0.3 t each in 2025; 1,610.51 throw away 0.4 t in 2030. Half is mixed, a fifth of that is
    kept apart. The tip costs 1 EUR/t: 5 x 120 + 5 x 0.8 x 322.102.
    """
    row = {
        "generation": "waste",
        "site": "town",
        "material": "mixed",
        "population": 1000.0,
        "growth": 0.1,
        "share": 0.5,
        "per_head": [[0.3 / YEAR], [0.4 / YEAR]],
        "separated_as": "organics",
        "participation": 0.4,
        "capture": 0.5,
    }
    markets = [market("tip", "mixed", -1.0), market("heap", "organics", 0.0)]
    years = {"years": [2025, 2030]}
    town = solved(years, generation=[row], markets=markets)
    assert town.values["supply", "waste, kept apart", 0, 0] == pytest.approx(30.0)
    assert town.objective == pytest.approx(5 * 120 + 5 * 0.8 * 322.102)
    mean = solved(years | {"milestone_values": "mean"}, generation=[row], markets=markets)
    people = (1 + 1.1 + 1.21 + 1.331 + 1.4641) * 200
    assert mean.objective == pytest.approx(5 * 0.4 * people * (0.3 + 0.4 * 1.1**5))


def test_products_last_and_come_back() -> None:
    """A life of three years is in use at the end of three: of 600 sold in 2023 and 100 in 2024 there are 700 in use at
    the end of 2025, 100 at that of 2026, none at that of 2027; 1,000 are wanted. So 300 are bought in 2025, 600 in
    2026 and 100 in 2027, at 400. Half of those that go is scrap, at 10: 300 in 2026 and 50 in 2027. Interest of 5 %
    lets nothing be bought before it is wanted.
    """
    lasting = {"of": "homes", "at": "town", "after": 3, "in_years": True, "lifetime": "fixed"}
    plan = solved(
        {"years": [2025, 2026, 2027], "discount_rate": 0.05},
        supplies=[{"supply": "factory", "site": "town", "material": "washer", "take": "up to", "price": 400.0}],
        markets=[
            market("homes", "washer", 0.0),
            market("laundry", "wash", 0.0, minimum=1000 / YEAR),
            market("scrap", "old washer", 10.0),
        ],
        returns=[
            {**lasting, "as": "old washer", "share": 0.5},
            {**lasting, "as": "wash", "share": 1.0, "counts": "in use"},
        ],
        sold_before=[{"of": "homes", "year": 2023, "amount": 600.0}, {"of": "homes", "year": 2024, "amount": 100.0}],
    )
    bought = [plan.values["supply", "factory", y, 0] for y in range(3)]
    assert bought == pytest.approx([300, 600, 100])
    assert plan.objective == pytest.approx(120_000 + (240_000 - 3_000) / 1.05 + (40_000 - 500) / 1.05**2)


def test_what_is_gone_costs_nothing() -> None:
    """What stood until 2025 retires then, and its fixed cost of 1 EUR/h with it: only 2024 pays 8,760 EUR."""
    row = {
        "process": "old",
        "site": "town",
        "capex": 1e6,
        "lifetime": 10 * YEAR,
        "existing": 1.0,
        "fixed_cost": 1.0,
        "retires": 2025,
    }
    assert solved({"years": [2024, 2025]}, processes=[row]).objective == pytest.approx(8760.0)


def test_a_closable_kiln_bakes_in_a_month_what_is_typed_per_month() -> None:
    """10 t of a month of the calendar are baked in February and in January alike, at 100 EUR for the year open: a size
    that stands is that of 730 h, of which 744 h do 0.981 of the load in an hour. By hand 20 t at 9 EUR, less 100 EUR.
    """
    hours = [744.0, 672.0]
    months = [730.0 / each for each in hours]
    answer = solved(
        hours=hours,
        weights=[1.0, 1.0],
        calendar=True,
        supplies=[{"supply": "pit", "site": "town", "material": "clay", "take": "up to", "price": 0.0}],
        processes=[
            {
                "process": "kiln",
                "site": "town",
                "capacity": 10 / 730,
                "existing": 10 / 730,
                "capex": 0.0,
                "lifetime": 10 * YEAR,
                "closable": True,
                "fixed_cost": 100 / sum(hours),
                "availability": [months],
            }
        ],
        recipes=[
            {"process": "kiln", "material": "clay", "role": "in", "amount": 1.0},
            {"process": "kiln", "material": "brick", "role": "out", "amount": 1.0},
        ],
        units={"clay": "t", "brick": "t"},
        properties={"clay": {}, "brick": {}},
        markets=[market("yard", "brick", 9.0)],
    )
    assert answer.totals["cost"] == pytest.approx(100 - 180)


def test_nothing_goes_round_that_never_came() -> None:
    """Two ways there and back, of which one is paid for: without a supply nothing is sent, with one of 1 t/d 5 t/d go
    round, as the ways have room for: 5 EUR a day."""
    links = [
        {"link": "out", "from": "town", "to": "hill", "material": ["sand"], "cost_per_amount": 0.0, "capacity": 5 / 24},
        {
            "link": "home",
            "from": "hill",
            "to": "town",
            "material": ["sand"],
            "cost_per_amount": -1.0,
            "capacity": 5 / 24,
        },
    ]
    tables: dict[str, Any] = {"links": links, "markets": [market("yard", "sand", 0.0)]}
    assert solved(**tables).totals.get("cost", 0.0) == 0.0
    dug = {"supply": "pit", "site": "town", "material": "sand", "take": "up to", "price": 0.0, "amount": 1 / 24}
    assert solved(supplies=[dug], **tables).totals["cost"] == pytest.approx(-5 * 365)


def test_what_a_process_takes_by_its_load_is_no_mix() -> None:
    """A unit of what a landfill's mill does takes 2 t of ash, and water by its load: 20 t are landfilled. Taken for a
    mix the water alone would count, which is in m3."""
    answer = solved(
        supplies=[
            {"supply": "tap", "site": "town", "material": "water", "take": "up to", "price": 0.0},
            {"supply": "pit", "site": "town", "material": "ash", "take": "all", "price": 0.0, "amount": 20 / YEAR},
        ],
        processes=[{"process": "mill", "site": "town", "route": "landfill", "capacity": 10 / YEAR}],
        recipes=[
            {"process": "mill", "material": "water", "role": "in", "amount_by_load": [(5 / YEAR, 0.5), (10 / YEAR, 1)]},
            {"process": "mill", "material": "ash", "role": "in", "amount": 2.0},
        ],
        units={"water": "m3", "ash": "t"},
    )
    assert answer.totals["landfilled"] == pytest.approx(20)


def test_what_goes_into_a_store_and_comes_out_costs() -> None:
    """Of 10 t in the first of two hours 5 t are sold and 5 t wait for the second, of which a fifth is lost on the way
    in: 5 t at 3 on the way in and 4 t at 1 on the way out. The year has 100 such days."""
    kept = solved(
        hours=[1.0, 1.0],
        weights=[100.0, 100.0],
        days=["a", "a"],
        supplies=[
            {
                "supply": "press",
                "site": "town",
                "material": "oil",
                "take": "all",
                "price": 0.0,
                "amount": [[10.0, 0.0]],
            }
        ],
        stores=[{"store": "tank", "site": "town", "material": ["oil"], "charge_efficiency": 0.8}],
        markets=[market("shop", "oil", 0.0, maximum=[[5.0, 4.0]])],
        rates=[
            {"at": "tank", "effect": "cost", "per": "charge", "rate": 3.0},
            {"at": "tank", "effect": "cost", "per": "discharge", "rate": 1.0},
        ],
    )
    assert kept.objective == pytest.approx(100 * (5 * 3 + 4))
