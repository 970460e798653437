"""Steps of a price in order. Costs by hand; without `after` each plan takes the better step without the first."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import bench, cost

GAS = "falling_price_tiers"
AFTER = ("price: 15 EUR/MWh}", "price: 15 EUR/MWh, after: first tier}")
DEMAND = 8 * 8760  # MWh of heat, each of 1.1 MWh of gas


def given(plan: mfo.Plan, element: str) -> float:
    """What an element moves in the year."""
    flows = plan.flows
    return float(flows.loc[flows["element"] == element, "amount"].sum())


def test_a_cheaper_step_comes_after_the_dear_one(tmp_path: Path) -> None:
    """77,088 MWh of gas: 10,000 at 30 and the rest at 15 EUR; 1,226,400 EUR without the order."""
    plan = bench(GAS, tmp_path, AFTER).optimise()
    assert cost(plan) == pytest.approx(10_000 * 30 + (1.1 * DEMAND - 10_000) * 15 + DEMAND)
    assert cost(plan) == pytest.approx(1_376_400)
    assert plan.problem_list == []
    assert given(plan, "first tier") == pytest.approx(10_000)


def test_steps_without_an_order_are_told(tmp_path: Path) -> None:
    plan = bench(GAS, tmp_path).optimise()
    assert cost(plan) == pytest.approx(1.1 * DEMAND * 15 + DEMAND)
    (problem,) = plan.problem_list
    assert (problem.code, str(problem.where)) == ("tiers-unordered", "plant.yaml, supplies, line 7, column price")
    assert "write `first tier` under `after`" in problem.remedy


@pytest.mark.parametrize(
    ("first", "second"),
    [("power 0-100 MWh", "power above 100 MWh"), ("tramo 1", "tramo 2"), ("Block A", "Block B"), ("rate 1", "rate 2")],
)
def test_steps_are_known_by_what_they_are_called(first: str, second: str, tmp_path: Path) -> None:
    made = bench(GAS, tmp_path, ("first tier", first), ("second tier cheaper", second))
    assert [problem.code for problem in made.check()] == ["tiers-unordered"]


def test_suppliers_with_prices_of_their_own_are_no_steps(tmp_path: Path) -> None:
    made = bench(GAS, tmp_path, ("first tier", "Meyer"), ("second tier cheaper", "Schulze"))
    assert made.check() == ()
    rising = bench(GAS, tmp_path, ("price: 30", "price: 10"))
    assert rising.check() == ()


def test_less_than_the_first_step_is_bought_at_its_price(tmp_path: Path) -> None:
    """0.5 MW of heat are 4,818 MWh of gas a year, all at 30 EUR."""
    small = ("minimum: 8 MW, maximum: 8 MW", "minimum: 0.5 MW, maximum: 0.5 MW")
    assert cost(bench(GAS, tmp_path, AFTER, small).optimise()) == pytest.approx(4380 * (1.1 * 30 + 1))


def test_the_contract_beside_is_bought_where_it_is_cheaper_than_the_step(tmp_path: Path) -> None:
    """With a first step of 90 EUR for 40,000 MWh the contract at 50 is cheaper than both steps: 40,000 x 90 + 37,088 x
    15 = 4,156,320 against 77,088 x 50 = 3,854,400."""
    dear = (
        "amount: 10 GWh/year, take: up to, price: 30 EUR/MWh",
        "amount: 40 GWh/year, take: up to, price: 90 EUR/MWh",
    )
    plan = bench(GAS, tmp_path, AFTER, dear).optimise()
    assert cost(plan) == pytest.approx(1.1 * DEMAND * 50 + DEMAND)
    assert given(plan, "second tier cheaper") == 0


def test_three_steps_follow_one_another(tmp_path: Path) -> None:
    """10,000 at 30, 20,000 at 15 and the rest at 5 EUR."""
    third = (
        "price: 15 EUR/MWh}",
        "price: 15 EUR/MWh, after: first tier}\n"
        "  - {supply: third, site: P, material: gas, amount: 90 GWh/year, take: up to, price: 5 EUR/MWh, "
        "after: second tier cheaper}",
    )
    less = ("amount: 90 GWh/year, take: up to, price: 15", "amount: 20 GWh/year, take: up to, price: 15")
    plan = bench(GAS, tmp_path, third, less).optimise()
    expected = 10_000 * 30 + 20_000 * 15 + (1.1 * DEMAND - 30_000) * 5 + DEMAND
    assert cost(plan) == pytest.approx(expected)


def test_rising_steps_need_no_whole_numbers(tmp_path: Path) -> None:
    """10,000 at 10 and the rest at 15 EUR: the cheapest plan keeps the order, and the program stays linear."""
    plan = bench(GAS, tmp_path, AFTER, ("price: 30", "price: 10")).optimise()
    assert cost(plan) == pytest.approx(10_000 * 10 + (1.1 * DEMAND - 10_000) * 15 + DEMAND)
    assert plan.run["certificate"]["whole_numbers"] is False


def test_whole_numbers_keep_the_order_where_emissions_would_not(tmp_path: Path) -> None:
    """The second step is dearer and green: of least emissions, it still comes after the first."""
    rates = (
        "rates: [{at: first tier, effect: fossil CO2, rate: 0.2 t/MWh}, "
        "{at: contract, effect: fossil CO2, rate: 0.2 t/MWh}]\nprocesses:"
    )
    changes = (AFTER, ("price: 30", "price: 10"), ("processes:", rates))
    plan = bench(GAS, tmp_path, *changes).optimise("emissions")
    assert given(plan, "first tier") == pytest.approx(10_000)
    assert float(plan.totals["emissions"]["value"]) == pytest.approx(2_000)


SALE = """
plant: {name: bread, currency: EUR, slots: 2 days}
materials: [{material: bread, unit: t}]
sites: [{site: a}]
supplies: [{supply: oven, site: a, material: bread, amount: 10 t/d, take: all, price: 0 EUR/t}]
markets:
  - {market: shop, site: a, material: bread, price: 100 EUR/t, maximum: 4 t/d}
  - {market: shop beyond, site: a, material: bread, price: 300 EUR/t, maximum: 5 t/d, after: shop}
  - {market: feed, site: a, material: bread, price: 10 EUR/t}
"""


def plan_of(text: str, folder: Path, *changes: tuple[str, str]) -> mfo.Plan:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise()


def test_a_better_price_comes_after_the_first_amount(tmp_path: Path) -> None:
    """4 t at 100, 5 t at 300 and 1 t at 10 EUR a day."""
    assert cost(plan_of(SALE, tmp_path)) == pytest.approx(-2 * (400 + 1500 + 10))


def test_too_little_for_the_first_amount_sells_at_its_price(tmp_path: Path) -> None:
    """3 t at 100 EUR a day; 900 EUR without the order."""
    assert cost(plan_of(SALE, tmp_path, ("amount: 10 t/d", "amount: 3 t/d"))) == pytest.approx(-600)


def test_prices_of_steps_and_their_ends(tmp_path: Path) -> None:
    """Of 140 MWh 60 cost 500, 60 more 350 and 20 electric ones 460 NOK. One more in the second step saves 110 until
    there are 80, and no more electric heat; one more in the first has to be used up and costs 40. Each solved again:
    61 and 79 are 110 and 2,090 NOK cheaper, 81 and 80 alike. Told were an end at 60, and a price of 0."""
    text = """
plant: {name: laundry, currency: NOK, slots: 1 month, start: 2025-04-01}
materials: [{material: heat, unit: MWh}]
sites: [{site: hall}]
supplies:
  - {supply: first, site: hall, material: heat, take: up to, amount: 60 MWh/month, price: 500 NOK/MWh}
  - {supply: more, site: hall, material: heat, take: up to, amount: 60 MWh/month, price: 350 NOK/MWh, after: first}
  - {supply: electric, site: hall, material: heat, take: up to, amount: 50 MWh/month, price: 460 NOK/MWh}
markets: [{market: washing, site: hall, material: heat, price: 900 NOK/MWh, maximum: 140 MWh/month}]
"""
    bounds = plan_of(text, tmp_path).bounds.set_index("element")
    assert bounds.price[["first", "more", "washing"]].tolist() == pytest.approx([-40, 110, 440])
    assert bounds.until[["more", "washing"]].tolist() == pytest.approx([80, 170])
    base, found = 140 * 900 - 60_200, {}
    for amount in (61, 79, 80, 81):
        plan = plan_of(text, tmp_path, ("amount: 60 MWh/month, price: 350", f"amount: {amount} MWh/month, price: 350"))
        found[amount] = -plan.objective - base
    assert found == pytest.approx({61: 110, 79: 2090, 80: 2200, 81: 2200})


def test_a_market_that_must_be_filled_first_is_worth_less_than_nothing(tmp_path: Path) -> None:
    """Of 140 MWh at 100 NOK 60 sell at 350, 60 more at 500 and 20 to others at 460. One more in the first has to be
    filled and is lost to the others: 110 NOK less, as solved again. One more in the second earns 40, and one more from
    the boiler 360. Told was 0 for the first."""
    text = """
plant: {name: mill, currency: NOK, slots: 1 month, start: 2025-04-01}
materials: [{material: heat, unit: MWh}]
sites: [{site: hall}]
supplies: [{supply: boiler, site: hall, material: heat, take: up to, amount: 140 MWh/month, price: 100 NOK/MWh}]
markets:
  - {market: first, site: hall, material: heat, price: 350 NOK/MWh, maximum: 60 MWh/month}
  - {market: more, site: hall, material: heat, price: 500 NOK/MWh, maximum: 60 MWh/month, after: first}
  - {market: other, site: hall, material: heat, price: 460 NOK/MWh, maximum: 50 MWh/month}
"""
    plan = plan_of(text, tmp_path)
    bounds = plan.bounds.set_index("element")
    assert bounds.price[["first", "more", "boiler"]].tolist() == pytest.approx([-110, 40, 360])
    wider = plan_of(text, tmp_path, ("price: 350 NOK/MWh, maximum: 60", "price: 350 NOK/MWh, maximum: 61"))
    assert wider.objective - plan.objective == pytest.approx(110)


def test_a_step_is_kept_where_filling_the_first_opens_a_cell(tmp_path: Path) -> None:
    """15 t a year, of which the pit takes 10 at 10 EUR once it is opened for 500 EUR, and the rest costs 12: twice 160
    and 500. The dearer price alone kept no order: 2 x 180 EUR, which the certificate refused with exit 5."""
    text = """
plant: {name: two tips, currency: EUR, years: [2025, 2026], discount_rate: 0 %}
materials: [{material: rubble, unit: t}]
sites: [{site: town}]
supplies: [{supply: works, site: town, material: rubble, amount: 15 t/year, take: all, price: 0 EUR/t}]
markets:
  - {market: quarry, site: town, material: rubble, price: -10 EUR/t, maximum: 10 t/year}
  - {market: quarry dear, site: town, material: rubble, price: -12 EUR/t, maximum: 20 t/year, after: quarry}
landfill_cells: [{cell: pit, of: quarry, capacity: 30 t, opening_cost: 500 EUR}]
"""
    assert plan_of(text, tmp_path).objective == pytest.approx(820)


def test_a_step_is_kept_where_a_limit_counts_its_owner_alone(tmp_path: Path) -> None:
    """Of the first 10 t only 4 may be taken, so that nothing of the trader's is taken at all: 4 t earn 5 EUR each. The
    prices alone would take 16 t from the trader, which the certificate refused with exit 5."""
    text = """
plant: {name: wood, currency: EUR, slots: 1 year}
materials: [{material: chips, unit: t}]
sites: [{site: yard}]
supplies:
  - {supply: forest, site: yard, material: chips, amount: 10 t/year, take: up to, price: 5 EUR/t, owner: ejido}
  - {supply: more, site: yard, material: chips, amount: 50 t/year, take: up to, price: 8 EUR/t, owner: trader,
     after: forest}
markets: [{market: boiler, site: yard, material: chips, price: 10 EUR/t, maximum: 20 t/year}]
limits: [{limit: spared, what: chips, over: ejido, maximum: 4 t/year}]
"""
    assert plan_of(text, tmp_path).objective == pytest.approx(-20)


def test_falling_sales_need_no_whole_numbers(tmp_path: Path) -> None:
    """4 t at 100 and 6 t at 50 EUR, though feed is sold for more; the last step has no end."""
    falling = ("price: 300 EUR/t, maximum: 5 t/d,", "price: 50 EUR/t,")
    plan = plan_of(SALE, tmp_path, falling)
    assert cost(plan) == pytest.approx(-2 * (400 + 300))
    assert plan.run["certificate"]["whole_numbers"] is False


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ((("after: first tier", "after: contrct"),), "contrct"),
        (
            (
                ("after: first tier", "after: elsewhere"),
                (
                    "processes:",
                    "  - {supply: elsewhere, site: P, material: heat, "
                    "amount: 1 MW, take: up to, price: 9 EUR/MWh}\nprocesses:",
                ),
            ),
            "of another site or material",
        ),
        ((("after: first tier", "after: second tier cheaper"),), "which comes after it"),
        ((("price: 30 EUR/MWh", "price: 30 EUR/MWh, after: second tier cheaper"),), "which comes after it"),
        ((("amount: 10 GWh/year, ", ""),), "`amount` is blank: it is never used up"),
        ((("amount: 90 GWh/year, ", ""),), "has no `amount`: how much of it"),
    ],
)
def test_what_is_no_order_is_refused(changes: tuple[tuple[str, str], ...], message: str, tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError, match=message):
        bench(GAS, tmp_path, AFTER, *changes).check()


def test_a_reading_outweighs_the_order(tmp_path: Path) -> None:
    """Today bought 5 GWh of the second step and none of the first: that is how it was."""
    read = (
        "measurements: [{at: second tier cheaper, amount: 5 GWh/year}, {at: first tier, amount: 0 GWh/year}, "
        "{at: contract, amount: 0 GWh/year}]\nmarkets:"
    )
    less = ("minimum: 8 MW, maximum: 8 MW", "maximum: 8 MW")
    plan = bench(GAS, tmp_path, AFTER, less, ("markets:", read)).optimise()
    assert plan.today is not None
    assert float(plan.today.totals["cost"]["value"]) == pytest.approx(5000 * 15 + 5000 / 1.1)


def test_the_certificate_finds_steps_out_of_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A program without these rows gives 1,226,400 EUR, which is not told as a plan."""
    monkeypatch.setattr("mfo.program.constraints.tiers.add_rows", lambda _builder: None)
    with pytest.raises(mfo.SolverError, match="price steps"):
        bench(GAS, tmp_path, AFTER).optimise()
