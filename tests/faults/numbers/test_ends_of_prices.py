"""Where a told price ends, and what something idle lacks: moved just short of there and just past, and solved again."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import amounts, bench, cost, read

DAYS = 365.0


def told(plan: mfo.Plan, element: str) -> dict[str, float]:
    """The one binding bound of an element that has a price."""
    rows = plan.bounds[(plan.bounds["element"] == element) & (plan.bounds["price"] != 0)]
    (found,) = rows.to_dict("records")
    return found


@pytest.mark.parametrize(
    ("name", "element", "cell", "end", "changes"),
    [
        ("until_by_halving_capacity", "line", "amount: 10 t/d", 18.0, []),
        ("until_by_halving_capacity", "line", "amount: 10 t/d", 13.7, [("capacity: 18 t/d", "capacity: 13.7 t/d")]),
        ("until_by_halving_capacity", "line", "amount: 10 t/d", 18.0, [("name: until", "slots: 12 months, name: u")]),
        ("until_by_halving_market", "buyers", "minimum: 10 t/d, maximum: 10 t/d", 18.0, []),
        ("until_by_halving_market", "buyers", "minimum: 10 t/d, maximum: 10 t/d", 11.0, [("amount: 18", "amount: 11")]),
    ],
)
def test_a_price_holds_until_no_plan_is_left(
    tmp_path: Path, name: str, element: str, cell: str, end: float, changes: list[tuple[str, str]]
) -> None:
    """What is beyond the drier, or the well, has no plan: there the price ends, exactly. By halving: 15.62 t/d of 18.

    A millionth short of the end the cost has moved by the price times the amount; a little past it there is no plan.
    """
    plan = bench(name, tmp_path, *changes).optimise()
    rows = plan.bounds[(plan.bounds["element"] == element) & (plan.bounds["price"] != 0)]
    assert float(rows["until"].sum()) == pytest.approx(end * DAYS, rel=1e-9)
    price = float(rows["price"].iloc[0])
    short = cell.replace("10 t/d", f"{end * (1 - 1e-6)!r} t/d")
    moved = bench(name, tmp_path, *changes, (cell, short)).optimise()
    assert cost(plan) - cost(moved) == pytest.approx(price * (end * (1 - 1e-6) - 10.0) * DAYS, rel=1e-8)
    with pytest.raises(mfo.InfeasibleError):
        bench(name, tmp_path, *changes, (cell, cell.replace("10 t/d", f"{end * 1.0001!r} t/d"))).optimise()


LINK = "capacity: 2 MWh/h, cost_per_amount: 10 MXN/MWh, fixed_cost: 600 kMXN/year"


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ([], 65.0),  # 5 dearer a MWh, and 600,000 over 10,000 MWh
        ([("fixed_cost: 600 kMXN", "fixed_cost: 60 kMXN")], 11.0),
        ([("capacity: 2 MWh/h", "capacity: 5000 MWh/year")], 125.0),  # over the 5,000 that it carries
        ([("currency: MXN", "currency: MXN, slots: 12 months")], 65.0),
    ],
)
def test_an_idle_link_lacks_its_fixed_cost_too(tmp_path: Path, changes: list[tuple[str, str]], lacks: float) -> None:
    """A MWh through the pipe must be cheaper by what it costs more and its share of the fixed cost; told were 5.

    A tenth less, and the pipe stays idle; a tenth more, and it is used.
    """
    plan = bench("idle_link_with_fixed_cost", tmp_path, *changes).optimise()
    rows = plan.reduced_costs[(plan.reduced_costs["element"] == "pipe") & (plan.reduced_costs["slot"] == 0)]
    assert rows["reduced_cost"].tolist() == pytest.approx([lacks])
    for share, used in ((0.99, False), (1.01, True)):
        cheaper = ("price: 295 MXN/MWh", f"price: {295 - share * lacks!r} MXN/MWh")
        again = bench("idle_link_with_fixed_cost", tmp_path, *changes, cheaper).optimise()
        assert (sum(amounts(again, "pipe")) > 0) == used


def test_no_single_flow_of_a_switched_link_tells_a_price_without_its_fixed_cost(tmp_path: Path) -> None:
    plan = bench("idle_link_with_fixed_cost", tmp_path).optimise()
    assert plan.reduced_costs.loc[plan.reduced_costs["element"] == "pipe", "reduced_cost"].tolist() == [
        pytest.approx(65.0)
    ]


WORKS = """
plant: {name: x, currency: EUR}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, amount: 1000 t/year, take: all, price: 0 EUR/t}]
processes:
  - {process: works, site: a, model: recipe, capacity: 4000 t/year, variable_cost: 12 EUR/t, DECIDED}
  - {process: tip, site: a, model: recipe, variable_cost: 10 EUR/t}
recipes: [{process: works, material: w, role: in}, {process: tip, material: w, role: in}]
"""


@pytest.mark.parametrize(
    ("decided", "lacks"),
    [
        ("closable: yes, fixed_cost: 5 kEUR/year", 7.0),  # 2 dearer a tonne, and 5,000 over 1,000 t
        ("minimum_load: 10 %", 2.0),  # 400 t at least, of the 1,000 that there are
        ("minimum_load: 10 %, closable: yes, fixed_cost: 3 kEUR/year", 5.0),
    ],
)
def test_idle_works_lack_what_a_decision_costs_too(tmp_path: Path, decided: str, lacks: float) -> None:
    """By hand, over all 1,000 t; a tenth less and they stay idle, a tenth more and they run."""
    plan = read(WORKS.replace("DECIDED", decided), tmp_path).optimise()
    rows = plan.reduced_costs[(plan.reduced_costs["element"] == "works") & (plan.reduced_costs["kind"] == "process")]
    assert rows["reduced_cost"].tolist() == pytest.approx([lacks])
    for share, used in ((0.9, False), (1.1, True)):
        text = WORKS.replace("DECIDED", decided).replace("12 EUR/t", f"{12 - share * lacks!r} EUR/t")
        assert (sum(amounts(read(text, tmp_path).optimise(), "works")) > 0) == used


def test_no_price_is_told_that_is_rounding(tmp_path: Path) -> None:
    """Prices in canonical units of ten thousands leave 1e-13 by rounding; none below 1e-9 of its largest is told."""
    plan = mfo.read(Path(__file__).parents[3] / "examples" / "park").optimise()
    for table, column in ((plan.prices, "price"), (plan.bounds, "price")):
        size = table[column].abs().to_numpy()
        assert size.max() > 1_000
        assert not ((size > 0) & (size < 1e-9)).any()


@pytest.mark.parametrize(
    ("changes", "least"),
    [
        ([], 1.0),
        ([("1e+07 t/year, minimum_load", "1e+09 t/year, minimum_load")], 1.0),
        ([("price: 1 EUR/t}]\nlinks", "price: 3 EUR/t}]\nlinks"), ("price: -50 EUR/t", "price: -2 EUR/t")], 2.0),
    ],
)
def test_a_capacity_typed_as_no_limit_is_no_limit(tmp_path: Path, changes: list[tuple[str, str]], least: float) -> None:
    """The link takes 2 t or nothing: a tonne more is bought for 1 EUR, or the one thrown away where that is cheaper.

    By hand. With 1e7 t as a factor the solver took a ten-millionth of the link for none, and 0 EUR for reached.
    """
    plan = bench("huge_capacity_typed_as_no_limit", tmp_path, *changes).optimise()
    assert (plan.status, cost(plan)) == ("optimal", pytest.approx(least))


def test_a_year_of_hours_with_a_maximum_stay(tmp_path: Path) -> None:
    """3 t arise a day, the farm takes 2 at 50 and the tip the rest at 300: storing does not help, and is not paid.

    By hand: 365 x (2 x 50 + 300). Each hour's sum over 720 hours took minutes and gigabytes.
    """
    plan = bench("maximum_stay_on_hours", tmp_path).optimise()
    assert cost(plan) == pytest.approx(365 * (2 * 50 + 300))
