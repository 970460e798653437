"""What a process takes, or costs, by its load: each plant is solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError, SolverError
from mfo.program.constraints import tiers

from .written import planned, read

ENGINE = """
    plant: {{name: engine, currency: EUR, slots: 3 hours}}
    materials: [{{material: gas, unit: MWh}}, {{material: power, unit: MWh}}]
    sites: [{{site: works}}]
    supplies:
      - {{supply: gas grid, site: works, material: gas, take: up to, price: 30 EUR/MWh}}
      - {{supply: power grid, site: works, material: power, take: up to, price: 80 EUR/MWh}}
    processes:
      - {{process: engine, site: works, model: recipe, capacity: 10 MW, {process}}}
    recipes:
      - {{process: engine, material: gas, role: in, {gas}}}
      - {{process: engine, material: power, role: out, amount: 1 MWh/MWh}}
    markets:
      - {{market: machines, site: works, material: power, price: 0 EUR/MWh, minimum: wanted, maximum: wanted}}
    profiles:
      - {{slot: 1, "wanted [MW]": 10}}
      - {{slot: 2, "wanted [MW]": 5}}
      - {{slot: 3, "wanted [MW]": 8}}
    """
FALLING = 'amount_by_load: "50 %: 2.8 MWh/MWh; 100 %: 2.4 MWh/MWh"'
RISING = 'amount_by_load: "5 MW: 2.2 MWh/MWh; 10 MW: 2.6 MWh/MWh"'


def engine(gas: str, process: str = "variable_cost: 2 EUR/MWh") -> str:
    return ENGINE.format(gas=gas, process=process)


@pytest.mark.parametrize(
    ("gas", "process", "cost"),
    [
        # Best at full load, 14 MWh of gas at 5 MW and 24 at 10 MW: 20 at 8 MW. At 5 MW power is bought, for 400 and not
        # 430 EUR. At 2.4 whatever the load it would be 23 x 74 = 1,702 EUR.
        (FALLING, "variable_cost: 2 EUR/MWh", (24 * 30 + 20) + 400 + (20 * 30 + 16)),
        # From 5 MW on 3 MWh for another MWh, 92 EUR: the engine gives 5 MW, the grid the rest.
        (RISING, "variable_cost: 2 EUR/MWh", 3 * (11 * 30 + 10) + 5 * 80 + 3 * 80),
        # Once it runs it must run on, at 5 MW at least: 430 EUR there, too.
        (FALLING, "variable_cost: 2 EUR/MWh, minimum_load: 50 %, minimum_up: 3 h", 740 + 430 + 616),
        # A running cost by load, too: 40 EUR at 2 MW, 60 at 10 MW. At 10 MW 780 EUR are less than 800 for what is
        # bought; at 8 MW 600 + 55 are more than 640, and at 5 MW 420 + 47.5 more than 400.
        (FALLING, 'variable_cost_by_load: "20 %: 20 EUR/MWh; 100 %: 6 EUR/MWh"', 780 + 400 + 640),
        # A running cost that rises with the load: 10 EUR at 5 MW, 60 at 10 MW, 40 at 8 MW.
        ("amount: 2 MWh/MWh", 'variable_cost_by_load: "5 MW: 2 EUR/MWh; 10 MW: 6 EUR/MWh"',
         (600 + 60) + (300 + 10) + (480 + 40)),
    ],
)  # fmt: skip
def test_what_it_takes_hangs_on_the_load(gas: str, process: str, cost: float, tmp_path: Path) -> None:
    """Proves: totals run straight between points, whole numbers or not."""
    assert planned(tmp_path, engine(gas, process)).objective == pytest.approx(cost, rel=1e-9)


@pytest.mark.parametrize(
    ("gas", "process", "whole"),
    [
        (RISING, "variable_cost: 2 EUR/MWh", False),
        (FALLING, "variable_cost: 2 EUR/MWh", True),
        ("amount: 2 MWh/MWh", 'variable_cost_by_load: "50 %: 2 EUR/MWh; 100 %: 6 EUR/MWh"', False),
        ("amount: 2 MWh/MWh", 'variable_cost_by_load: "50 %: 6 EUR/MWh; 100 %: 2 EUR/MWh"', True),
    ],
)
def test_whole_numbers_only_where_they_are_needed(gas: str, process: str, whole: bool, tmp_path: Path) -> None:
    """Proves: a curve that gets worse with the load, of what is bought, is a plain linear program."""
    assert bool(read(tmp_path, engine(gas, process)).graph.curves.whole.any()) == whole


@pytest.mark.parametrize("by_pipe", [False, True])
def test_what_is_a_burden_is_not_burnt_out_of_order(by_pipe: bool, tmp_path: Path) -> None:
    """Proves: of gas that one is paid to take, a curve that gets worse keeps its order by whole numbers.

    At 10, 5 and 8 MW the engine takes 26, 11 and 11 + 3 x 3 = 20 MWh, for each of which 5 EUR are paid. Filled from the
    wrong end it would take 15 + 3 x 2.2 = 21.6 MWh at 8 MW. So, too, where it comes by a
    pipe from where that is paid.
    """
    text = engine(RISING).replace("price: 30 EUR/MWh", "price: -5 EUR/MWh").replace("price: 80", "price: 900")
    if by_pipe:
        text = text.replace("gas grid, site: works", "gas grid, site: port").replace(
            "{site: works}]", "{site: works}, {site: port}]"
        )
        text += "links: [{from: port, to: works, material: gas, cost_per_amount: 0 EUR/MWh}]\n"
    assert planned(tmp_path, text).objective == pytest.approx(23 * 2 - 5 * (26 + 11 + 20), rel=1e-9)


CITY = """
    plant: {name: city, currency: EUR, slots: 1 year, years: [2025, 2026], discount_rate: 0 %}
    materials: [{material: gas, unit: MWh}, {material: heat, unit: MWh}]
    sites: [{site: works}]
    supplies:
      - {supply: gas grid, site: works, material: gas, take: up to, price: 10 EUR/MWh}
    processes:
      - {process: boiler, site: works, model: recipe, capacity: 2 MW, capex: 8760 EUR/MW, lifetime: 1 year,
         variable_cost: 0 EUR/MWh}
    recipes:
      - {process: boiler, material: gas, role: in, amount_by_load: "1 MW: 1.1 MWh/MWh; 2 MW: 1.3 MWh/MWh"}
      - {process: boiler, material: heat, role: out, amount: 1 MWh/MWh}
    markets:
      - {market: homes, site: works, material: heat, price: 0 EUR/MWh, minimum: wanted, maximum: wanted}
    profiles:
      - {year: 2025, "wanted [MW]": 1}
      - {year: 2026, "wanted [MW]": 1.5}
    """


def test_loads_per_time_of_a_size_that_is_decided(tmp_path: Path) -> None:
    """Proves: 1 MW takes 1.1 MW, 1.5 MW take 1.1 + 0.5 x 1.5 = 1.85; a MW in place costs a year what 1 EUR/MWh does."""
    cost = 8760 * (1.1 * 10 + 1 + 1.85 * 10 + 1.5)
    assert planned(tmp_path, CITY).objective == pytest.approx(cost, rel=1e-9)


def test_other_plans_beside_what_flows_today(tmp_path: Path) -> None:
    """Proves: today's flows are told beside other plans, whole numbers for curves or not.

    With 24 MWh of gas a day 10 MWh of power may come from the engine, none (800 EUR) or all of it.
    """
    text = engine(FALLING) + "measurements: [{at: machines, amount: 10 MW}]"
    text = text.replace('"wanted [MW]": 5', '"wanted [MW]": 10').replace('"wanted [MW]": 8', '"wanted [MW]": 10')
    found = read(tmp_path, text).alternatives(within="10 %", number=1)
    assert {each.name: each.today for each in found.ranges}["gas grid"] == pytest.approx(72)


def test_more_is_not_taken_than_the_curve_says(tmp_path: Path) -> None:
    """Proves: where more gas is asked for than the best plan takes, the curve holds.

    For 10, 5 and 8 MW the engine takes 26 + 11 + 20 = 57 MWh at most. Filled from the wrong end it would burn 61.
    """
    bench = read(tmp_path, engine(RISING))
    most = {each.name: each.most for each in bench.alternatives(within="400 EUR", number=0).ranges}
    assert most["gas grid"] == pytest.approx(57, rel=1e-6)
    assert bench.optimise(limits=["gas grid >= 57 MWh"]).objective == pytest.approx(1660 + 8 * 12, rel=1e-6)
    with pytest.raises(mfo.InfeasibleError):
        bench.optimise(limits=["gas grid >= 58 MWh"])


def test_a_program_without_the_order_gives_no_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the certificate holds the order of segments by itself."""
    monkeypatch.setattr(tiers, "_segment_first", lambda m, r, y, t: m.segment[m.segment_earlier[r], y, t] >= 0)
    with pytest.raises(SolverError):
        planned(tmp_path, engine(FALLING))


@pytest.mark.parametrize(
    ("gas", "process", "told", "right"),
    [
        ('amount_by_load: "50 %: 2.8 MWh/MWh; 80 %: 2.4 MWh/MWh"', "", "ends at 8 MWh/h", "at the capacity"),
        ('amount_by_load: "80 %: 2.8 MWh/MWh; 50 %: 2.4 MWh/MWh"', "", "must rise", "50 %"),
        ('amount_by_load: "50 %: 2.8 MWh/MWh; 100 %: 1 MWh/MWh"', "", "comes to less in all", "at each load"),
        ('amount_by_load: "100 %: 2.8 MWh/MWh"', "", "one point", "`amount`"),
        ('amount_by_load: "50 % 2.8 MWh/MWh; 100 %: 1 MWh/MWh"', "", "after a colon is missing", "50 %"),
        ('amount_by_load: "50 %: 2.8 MWh/MWh; 100: 2.4 MWh/MWh"', "", "above 1 (100 %)", "`100 %`"),
        (f"{FALLING}, amount: 2 MWh/MWh", "", "both", "blank"),
        (FALLING, "capex: 5 EUR/MW, lifetime: 3 year, ", "decided by the plan", "per time"),
        (FALLING, "capex: 5 EUR/MW, lifetime: 3 year, unit_size: 5 MW, ", "in several", "row of its own"),
        ('amount_by_load: "50 %: 2.8 t/MWh; 100 %: 2.4 t/MWh"', "", "2.8 t/MWh", ""),
        (FALLING, 'variable_cost_by_load: "50 %: 3 EUR/MWh; 100 %: 2 EUR/MWh", ', "both `variable_cost`", "blank"),
    ],
)
def test_a_curve_that_says_nothing_is_refused(gas: str, process: str, told: str, right: str, tmp_path: Path) -> None:
    """Proves: at its cell, with what would be right."""
    with pytest.raises(PlantError) as caught:
        read(tmp_path, engine(gas, process + "variable_cost: 2 EUR/MWh"))
    problem = next(each for each in caught.value.problems if told in each.message)
    assert "by_load" in str(problem.where)
    assert right in problem.remedy


GAS_ENGINE = """
    plant: {{name: gas engine, currency: EUR, slots: 3 hours}}
    materials: [{{material: gas, unit: MWh}}, {{material: power, unit: MWh}}, {{material: heat, unit: MWh}}]
    sites: [{{site: works}}]
    supplies:
      - {{supply: gas grid, site: works, material: gas, take: up to, price: 30 EUR/MWh}}
      - {{supply: power grid, site: works, material: power, take: up to, price: 80 EUR/MWh}}
    processes:
      - {{process: engine, site: works, model: recipe, capacity: 25 MW, variable_cost: 1 EUR/MWh}}
    recipes:
      - {{process: engine, material: gas, role: in, amount: 1 MWh/MWh}}
      - {{process: engine, material: power, role: out, amount_by_load: "{power}"}}
      - {{process: engine, material: heat, role: out, amount_by_load: "50 %: 0.5 MWh/MWh; 100 %: 0.4 MWh/MWh"}}
    markets:
      - {{market: machines, site: works, material: power, price: 0 EUR/MWh, minimum: wanted, maximum: wanted}}
      - {{market: homes, site: works, material: heat, price: 20 EUR/MWh}}
    profiles:
      - {{slot: 1, "wanted [MW]": 10}}
      - {{slot: 2, "wanted [MW]": 4}}
      - {{slot: 3, "wanted [MW]": 9}}
    """
BETTER, WORSE = ("50 %: 0.32 MWh/MWh; 100 %: 0.4 MWh/MWh", "12.5 MW: 0.4 MWh/MWh; 25 MW: 0.36 MWh/MWh")
GRID = "- {market: feed-in, site: works, material: power, price: 40 EUR/MWh}"


def gas_engine(power: str, more: str = "", heat: str = "price: 20 EUR/MWh") -> str:
    """An engine counted in gas, with ``more`` tables or markets."""
    text = GAS_ENGINE.format(power=power).replace("price: 20 EUR/MWh", heat)
    return text.replace(
        "    profiles:", f"      {more}\n    profiles:" if more.startswith("-") else f"    {more}\n    profiles:"
    )


def test_what_comes_out_hangs_on_the_load(tmp_path: Path) -> None:
    """Proves: an engine gives less power from a unit of gas at part load, and more heat.

    12.5 MWh of gas give 4 of power and 6.25 of heat, 25 give 10 and 10; 9 of power take 12.5 + 5 / 0.48 = 22.92 of gas
    and give 6.25 + 0.3 x 10.42 = 9.375 of heat. Gas comes to 31 EUR/MWh: 575 EUR instead of 800, 262.50 instead of 320
    and 522.92 instead of 720. A cost of 1 EUR for each MWh of power adds 23 EUR.
    """
    rates = "rates: [{at: engine, effect: cost, rate: 1 EUR/MWh, per: power}]"
    plan = planned(tmp_path, gas_engine(BETTER, rates))
    gas = [25, 12.5, 12.5 + 5 / 0.48]
    heat = [10, 6.25, 6.25 + 0.3 * 5 / 0.48]
    assert plan.objective == pytest.approx(31 * sum(gas) - 20 * sum(heat) + 23, rel=1e-9)
    flows = plan.tables["flows"].query("direction == 'into pool' and element == 'engine'")
    told = {material: list(part["amount"]) for material, part in flows.groupby("material")}
    assert told == {"power": pytest.approx([10, 4, 9]), "heat": pytest.approx(heat)}


def test_a_limit_counts_what_comes_out_at_the_load(tmp_path: Path) -> None:
    """Proves: 14 MWh of power at most from the engine, as 10 and 4, leave 9 to buy: 575 + 262.50 + 720 EUR."""
    text = gas_engine(BETTER, 'limits: [{limit: out, what: "made: power", maximum: 14 MWh}]')
    assert planned(tmp_path, text).objective == pytest.approx(575 + 262.5 + 720)


@pytest.mark.parametrize(
    ("grid", "whole"),
    [
        (GRID, False),
        (GRID.replace("40 EUR/MWh", "40 EUR/MWh, maximum: 2 MW"), True),
        (GRID.replace("40 EUR/MWh", "0 EUR/MWh"), True),
        ("", True),
    ],
)
def test_no_whole_numbers_where_all_that_comes_out_is_sold(grid: str, whole: bool, tmp_path: Path) -> None:
    """Proves: a yield that falls with the load is a plain linear program where no plan would make less than it can.

    With no price of heat a MWh of gas is worth 0.4 x 80 EUR up to 12.5 MW, 25.60 above it, and costs 31: the engine
    gives 5, 4 and 5 MWh of power from 12.5, 10 and 12.5 of gas, the grid 5 and 4.
    """
    bench = read(tmp_path, gas_engine(WORSE, grid, heat="price: 1 EUR/MWh"))
    assert bool(bench.graph.curves.whole.any()) == whole
    assert bench.optimise().objective == pytest.approx(35 * 31 + 9 * 80 - 0.5 * 35, rel=1e-9)


def test_what_must_be_got_rid_of_is_not_made_less_of(tmp_path: Path) -> None:
    """Proves: where power only costs, whole numbers keep the order of a yield that falls.

    20 MWh of gas an hour, all of which must be burnt, give 12.5 x 0.4 + 7.5 x 0.32 = 7.4 of power, each of which costs
    10 EUR to be taken. Filled from the wrong end it would be 7.
    """
    text = gas_engine(WORSE, "", "price: 0 EUR/MWh").replace(
        "price: 0 EUR/MWh, minimum: wanted, maximum: wanted", "price: -10 EUR/MWh"
    )
    text = text.replace("take: up to, price: 30", "amount: 20 MW, take: all, price: 30")
    assert planned(tmp_path, text).objective == pytest.approx(3 * (20 * 31 + 74), rel=1e-9)


@pytest.mark.parametrize(
    "gas", ["50 %: 2 MWh/MWh; 100 %: 2 MWh/MWh", "20 %: 2 MWh/MWh; 50 %: 2 MWh/MWh; 100 %: 2 MWh/MWh"]
)
def test_a_curve_that_is_straight_is_one_number(gas: str, tmp_path: Path) -> None:
    """Proves: points on one line are no order to keep: 2 MWh of gas for each of 23 MWh of power."""
    plan = planned(tmp_path, engine(f'amount_by_load: "{gas}"'))
    assert plan.objective == pytest.approx(23 * 62, rel=1e-9)


UNITS = {
    # MW, share at each point, heat rate at the first point and of each step after it [Btu/kWh], price [USD/MMBtu]
    "123_STEAM_3": (350, (0.4, 0.6, 0.8, 1), 12106, (9453, 10240, 11087), 2.11399),
    "107_CC_1": (355, (0.478873239, 0.65258216, 0.82629108, 1), 7222, (5970, 6892, 7854), 3.88722),
}
"""Two units of the IEEE test system in its update of 2019 (Barrows et al., IEEE Transactions on Power Systems 35, 2020;
RTS-GMLC, `gen.csv`): a coal unit and a combined cycle, which run at 40 % and 47.9 % at least."""


def test_two_units_of_the_test_system_are_dispatched_in_merit_order(tmp_path: Path) -> None:
    """Proves: heat rates that fall at first and rise then. For 480 MW neither is enough alone.

    Both run at their least, 310 MW. A further MWh costs 19.98, 21.65 and 23.44 USD of coal, 23.21, 26.79 and 30.53 of
    gas: 140 MW more of coal and 30 of gas. At the heat rate of full load coal would come first up to 310 MW.
    """
    rows = ""
    for name, (_, shares, first, steps, _) in UNITS.items():
        total, points = shares[0] * first, [f"{100 * shares[0]!r} %: {first / 1000!r} item/MWh"]
        for before, share, step in zip(shares, shares[1:], steps, strict=False):
            total += (share - before) * step
            points.append(f"{100 * share!r} %: {total / share / 1000!r} item/MWh")
        rows += f"""
  - {{process: {name}, material: fuel of {name}, role: in, amount_by_load: "{"; ".join(points)}"}}
  - {{process: {name}, material: power, role: out, amount: 1 MWh/MWh}}"""
    fuels = "".join(f"\n  - {{material: fuel of {name}, unit: item}}" for name in UNITS)
    supplies = "".join(
        f"\n  - {{supply: {name} fuel, site: grid, material: fuel of {name}, take: up to, price: {unit[-1]} USD/item}}"
        for name, unit in UNITS.items()
    )
    processes = "".join(
        f"\n  - {{process: {name}, site: grid, model: recipe, capacity: {unit[0]} MW, "
        f"minimum_load: {100 * unit[1][0]!r} %, variable_cost: 0 USD/MWh}}"
        for name, unit in UNITS.items()
    )
    plan = planned(
        tmp_path,
        f"""plant: {{name: dispatch, currency: USD, slots: 1 hours}}
materials:
  - {{material: power, unit: MWh}}{fuels}
sites: [{{site: grid}}]
supplies:{supplies}
processes:{processes}
recipes:{rows}
markets: [{{market: load, site: grid, material: power, price: 0 USD/MWh, minimum: 480 MW, maximum: 480 MW}}]
""",
    )
    least = 355 * 0.478873239
    coal = 140 * 12.106 + 70 * 9.453 + 70 * 10.240
    gas = least * 7.222 + (480 - 280 - least) * 5.970
    assert plan.objective == pytest.approx(coal * 2.11399 + gas * 3.88722, rel=1e-9)


def test_what_a_contract_asks_for_is_not_taken_out_of_order(tmp_path: Path) -> None:
    """Proves: gas that must be taken is worth taking, so that whole numbers keep the loads in order.

    By hand, each hour: 11 MWh for 5 MW, 3 more for each MW beyond; 13 MWh must be taken, so 5.667 MW are made, of which
    0.667 go to the grid for 10: 13 x 30 + 6.667. Out of order 5 MW could take 13 MWh, and no plan was certified.
    """
    plant = """
    plant: {name: engine, currency: EUR}
    materials: [{material: gas, unit: MWh}, {material: power, unit: MWh}]
    sites: [{site: works}]
    supplies: [{supply: gas grid, site: works, material: gas, take: up to, price: 30 EUR/MWh}]
    contracts: [{contract: gas, of: gas grid, minimum: 13 MW}]
    processes: [{process: engine, site: works, model: recipe, capacity: 10 MW, variable_cost: 0 EUR/MWh}]
    recipes:
      - {process: engine, material: gas, role: in, amount_by_load: "5 MW: 2.2 MWh/MWh; 10 MW: 2.6 MWh/MWh"}
      - {process: engine, material: power, role: out, amount: 1 MWh/MWh}
    markets:
      - {market: machines, site: works, material: power, price: 0 EUR/MWh, minimum: 5 MW, maximum: 5 MW}
      - {market: grid, site: works, material: power, price: -10 EUR/MWh}
    """
    assert planned(tmp_path, plant).objective == pytest.approx(8760 * (13 * 30 + 10 * 2 / 3))
