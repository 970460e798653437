"""Years, returns and hours on plants small enough to solve by hand; each file holds its calculation.

Every test says what it proves and what the answer would be without the feature.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

HERE = Path(__file__).parent / "by_hand"
EXACT = 1e-9


def optimised(name: str) -> mfo.Plan:
    return mfo.read(HERE / f"{name}.yaml").optimise()


def cost(plan: mfo.Plan) -> float:
    ledger = plan.ledger[(plan.ledger.effect == "cost") & (plan.ledger.account == "own")]
    return float((ledger.amount * ledger.weight).sum())


def yearly(plan: mfo.Plan, table: str, column: str, **where: str) -> list[float]:
    frame = getattr(plan, table)
    for key, value in where.items():
        frame = frame[frame[key] == value]
    return [round(float(value), 6) for value in frame.groupby("year", sort=True)[column].sum()]


def test_returns_wrap_around_the_year() -> None:
    """Proves: crates come back two months after the sale, across the turn of the year: 1,400 MXN.

    Without returns 2,000; without the wrap the crates of slot 3 would be lost: 1,700.
    """
    assert cost(optimised("returns_within_year")) == pytest.approx(1_400, rel=EXACT)


def test_returns_after_a_year_in_a_roadmap() -> None:
    """Proves: the first year has no cores, later ones have: 228,000 MXN. If cores came back at once 192,000, without
    returns 300,000."""
    assert cost(optimised("returns_after_years")) == pytest.approx(228_000, rel=EXACT)


def test_capacity_retires_and_is_rebuilt() -> None:
    """Proves: annuity 50 MXN per t/year, and what was built in 2025 is rebuilt in 2027: 10, 10, 20 built, 3,000 MXN.
    Without retirement 2027 would build 10; without the plant 3,600 MXN."""
    plan = optimised("retirement")
    assert cost(plan) == pytest.approx(3_000, rel=EXACT)
    hours = 8760.0
    built = [value * hours for value in yearly(plan, "capacities", "built", process="treatment")]
    in_typed_unit = built if plan.capacities.unit.iloc[0] == "t/h" else [value / hours for value in built]
    assert in_typed_unit == pytest.approx([10, 10, 20], rel=1e-6)


def test_milestones_stand_for_years_and_are_discounted() -> None:
    """Proves: 100 MXN/year x (5 + 10/1.1^5 + 10/1.1^15) = 1,360.313372 MXN. Without weights 186.03."""
    assert cost(optimised("milestones")) == pytest.approx(100 * (5 + 10 / 1.1**5 + 10 / 1.1**15), rel=EXACT)


def test_airspace_goes_to_the_years_when_the_other_way_is_dearest() -> None:
    """Proves: a bound over all years and its price: 1,300 MXN, 20 MXN a tonne. Without the bound 800."""
    plan = optimised("airspace")
    assert cost(plan) == pytest.approx(1_300, rel=EXACT)
    assert yearly(plan, "activities", "activity", process="landfill") == pytest.approx([20, 20, 10, 0], abs=1e-6)
    assert abs(float(plan.limits.price.iloc[0])) == pytest.approx(20, rel=1e-6)


def test_gas_holder_moves_the_engine_into_the_peak() -> None:
    """Proves: slots of unequal length and a store between them: 1,120 MXN a day. Without the holder 880."""
    assert cost(optimised("peak_hours")) == pytest.approx(-1_120, rel=EXACT)


def test_the_same_engine_without_a_holder() -> None:
    """The answer without the feature above: it runs level and earns 880 MXN a day."""
    assert cost(mfo.read(HERE / "peak_hours.yaml", "no holder").optimise()) == pytest.approx(-880, rel=EXACT)


def test_a_dump_closes_when_too_little_arises() -> None:
    """Proves: open or closed by year: 2,400 MXN, closed in 2027. If it could not close 2,825."""
    plan = optimised("closable")
    assert cost(plan) == pytest.approx(2_400, rel=EXACT)
    assert yearly(plan, "activities", "activity", process="dump") == pytest.approx([10, 10, 0], abs=1e-6)


def test_a_yard_hands_its_stock_to_the_next_year() -> None:
    """Proves: carry over years: 615 MXN. Without it 1,200."""
    assert cost(optimised("carry")) == pytest.approx(615, rel=EXACT)


def test_a_budget_that_fails_names_the_year_and_the_amount() -> None:
    """Proves: 2026 is short by 200 MXN and the message says so. Without the budget the total is 1,300 MXN."""
    with pytest.raises(mfo.InfeasibleError) as told:
        optimised("budget")
    message = str(told.value)
    assert "budget" in message
    assert "2026" in message
    assert "200" in message


@pytest.mark.parametrize(
    ("columns", "euro"),
    [
        ("minimum_up: 3 h", 80),
        ("minimum_up: 4 h", 85),
        ("minimum_up: 30 min", 70),
        ("use_cost: 0 EUR", 70),
        ("minimum_down: 5 h", 70),
        ("minimum_down: 6 h", 95),
        ("minimum_up: 3 h, initial_load: 0 t/h", 80),
        ("minimum_up: 3 h, initial_load: 5 t/h", 75),
        ("minimum_down: 5 h, start_cost: 3 EUR, initial_load: 5 t/h", 75),  # on through the first hour, or 3 EUR: no
        ("minimum_down: 1 h, start_cost: 3 EUR, initial_load: 5 t/h", 73),
        ("ramp: 20 %/h, initial_load: 0 t/h", 140),  # from nothing 2 t/h, and 5 is the least
    ],
)
def test_what_has_started_runs_on(columns: str, euro: float, tmp_path: Path) -> None:
    """Proves: times to run and to stand, and what was before the first hour, change what a plan costs; 70 EUR without.

    A stop of at least 5 h in the first hour would let it start in the sixth.
    """
    text = (HERE / "run_times.yaml").read_text(encoding="utf-8").replace("minimum_up: 3 h", columns)
    assert text.count(columns) >= 1
    path = tmp_path / "mill.yaml"
    path.write_text(text, encoding="utf-8")
    assert cost(mfo.read(path).optimise()) == pytest.approx(euro, rel=EXACT)


@pytest.mark.parametrize(
    ("old", "new", "euro", "spent"),
    [
        ("", "", 4400, 11_000),
        (", opening_cost: 6 kEUR", "", 1400, 5000),
        ("t/year, capex: 100", "t/year, existing: 1 t/year, capex: 100", 1340, 4800),
        ("lifetime: 10 year", "lifetime: 10 year, grant: 50 %", 2500, 17_000),
    ],
)
def test_opening_is_paid_once(old: str, new: str, euro: float, spent: float, tmp_path: Path) -> None:
    """Proves: it is spent in the first year and not again where more is built, and decides that one site is opened.

    With 1 t/year at both sites nothing is opened: 38 t/year built in 2025 and 10 more in 2026 cost 380, 480 and
    480 EUR, and nothing is hauled: 1,340 EUR. With a grant of half a second opening costs 300 EUR a year, less than to
    haul: 3 x 600 + 200 + 250 + 250 = 2,500 EUR, and 17,000 EUR are spent.
    """
    text = (HERE / "opening_cost.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "driers.yaml"
    path.write_text(text.replace(old, new), encoding="utf-8")
    plan = mfo.read(path).optimise()
    assert cost(plan) == pytest.approx(euro, rel=EXACT)
    assert float(plan.ledger[plan.ledger.effect == "investment"].amount.sum()) == pytest.approx(spent, rel=EXACT)


def test_opening_in_the_cash_flow() -> None:
    """Proves: 10,000 EUR are spent in 2024, 1,000 in 2025; of them 0.7 x 10,000 + 0.8 x 1,000 are left after 2027."""
    cash = optimised("opening_cost").cash_flow
    capex = cash[cash.category == "capex"].groupby("year").amount.sum().to_dict()
    assert capex == pytest.approx({2024: -10_000, 2025: -1000})
    assert float(cash[cash.category == "residual value"].amount.sum()) == pytest.approx(7800)


@pytest.mark.parametrize(("kind", "euro"), [("stores", 60 + 40), ("links", 60 + 40)])
def test_opening_of_stores_and_links(kind: str, euro: float, tmp_path: Path) -> None:
    """Proves: 600 EUR over 10 years beside 4 t (or t/d) at 100 EUR over 10 years; by the market's 1,000 EUR it pays.

    8 t arise on the first of two days, 4 on none; 4 t a day are sold. Per year of 2 days the annuities are 2/365 of a
    year's.
    """
    store = (
        "{store: k, site: a, material: w, capacity: 9 t, capex: 100 EUR/t, opening_cost: 600 EUR, lifetime: 10 year}"
    )
    link = (
        "{link: road, from: a, to: b, material: w, distance: 1 km, cost_per_amount: 0 EUR/t, capacity: 9 t/d, "
        "capex: 100 EUR/(t/d), opening_cost: 600 EUR, lifetime: 10 year}"
    )
    place, arises = ("a", "p") if kind == "stores" else ("b", "4 t/d")
    text = f"""
plant: {{name: s, currency: EUR, slots: 2 days}}
materials: [{{material: w, unit: t}}]
sites: [{{site: a}}, {{site: b}}]
supplies: [{{supply: s, site: a, material: w, take: up to, amount: {arises}, price: 0 EUR/t}}]
markets: [{{market: m, site: {place}, material: w, price: 1000 EUR/t, maximum: 4 t/d}}]
{kind}: [{store if kind == "stores" else link}]
profiles: [{{slot: 1, "p [t/d]": 8}}, {{slot: 2, "p [t/d]": 0}}]
"""
    path = tmp_path / "small.yaml"
    path.write_text(text, encoding="utf-8")
    assert cost(mfo.read(path).optimise()) == pytest.approx(euro * 2 / 365 - 8000, rel=EXACT)
