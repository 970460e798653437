"""Cash by calendar year, worked out by hand to the cent, and what it is worth."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import InfeasibleError, PlantError
from mfo.plan.cash.appraisal import internal_rate_of, payback_of

COMPOST = """
plant: {name: compost, currency: MXN, price_year: 2025, discount_rate: 10 %}
materials: [{material: peel, unit: t}, {material: compost, unit: t}]
sites: [{site: yard}]
supplies: [{supply: kitchens, site: yard, material: peel, amount: 1000 t/year, take: all, price: 0 MXN/t}]
processes:
  - {process: windrows, site: yard, model: recipe, capacity: 1000 t/year, capex: 1000 MXN/(t/year), lifetime: 4 year,
     variable_cost: 60 MXN/t, construction_years: 2, grant: 20 %, loan_share: 50 %, loan_rate: 8 %, loan_term: 3 year,
     closure_cost: 50 MXN/(t/year)}
recipes:
  - {process: windrows, material: peel, role: in, amount: 1 t/t}
  - {process: windrows, material: compost, role: out, amount: 0.4 t/t}
markets:
  - {market: tip, site: yard, material: peel, price: -500 MXN/t}
  - {market: gardens, site: yard, material: compost, price: 300 MXN/t}
measurements: [{at: tip, amount: 1000 t/year}]
"""


def planned(text: str, folder: Path) -> mfo.Plan:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise()


@pytest.fixture(scope="module")
def compost(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    return planned(COMPOST, tmp_path_factory.mktemp("compost"))


def test_a_cash_flow_to_the_cent(compost: mfo.Plan) -> None:
    """1,000 t a year for 1,000,000, half in each year before; 20 % given, 50 % lent at 8 %, paid back in three years.

    The payment is 500,000 x 0.08 / (1 - 1.08^-3) = 194,016.76. Of it 8 % of 500,000 = 40,000.00, of 345,983.24 =
    27,678.66 and of 179,645.15 = 14,371.61 are interest. In 2024 the half drawn in 2023 costs 20,000.00.
    """
    flows = compost.cash_flow
    told = {(row.year, row.category): round(row.amount, 2) for row in flows.itertuples()}
    assert told == {
        (2023, "capex"): -500_000.00,
        (2023, "grant"): 100_000.00,
        (2023, "loan drawn"): 250_000.00,
        (2024, "capex"): -500_000.00,
        (2024, "grant"): 100_000.00,
        (2024, "loan drawn"): 250_000.00,
        (2024, "interest while building"): -20_000.00,
        (2025, "interest"): -40_000.00,
        (2025, "repayment"): -154_016.76,
        (2026, "interest"): -27_678.66,
        (2026, "repayment"): -166_338.10,
        (2027, "interest"): -14_371.61,
        (2027, "repayment"): -179_645.15,
        **{(year, "sale"): 120_000.00 for year in range(2025, 2029)},
        **{(year, "operation"): -60_000.00 for year in range(2025, 2029)},
        (2028, "closure"): -50_000.00,
    }


def test_years_against_today(compost: mfo.Plan) -> None:
    """Today the tip takes 500,000 a year. 2025 brings 60,000 - 194,016.76 against -500,000: 365,983.24."""
    years = compost.cash_years.set_index("year")
    assert [round(value, 2) for value in years["net"]] == [
        -150_000.00,
        -170_000.00,
        -134_016.76,
        -134_016.76,
        -134_016.76,
        10_000.00,
    ]
    assert [round(value, 2) for value in years["difference"]] == [
        -150_000.00,
        -170_000.00,
        365_983.24,
        365_983.24,
        365_983.24,
        510_000.00,
    ]
    assert years.loc[2023, "discount"] == pytest.approx(1.1)


def test_what_it_is_worth(compost: mfo.Plan) -> None:
    """Worth -150,000 x 1.1 - 170,000 + 365,983.24 x (1/1.1 + 1/1.21 + 1/1.331) + 510,000 / 1.4641 = 923,483.02.

    The program counts the same money as an annuity: its saving of a year, times (1 - 1.1^-4) / 0.1, is that. Paid back
    are 320,000 after 320,000 / 365,983.24 = 0.8744 years.
    """
    table = compost.appraisal[compost.appraisal["cash"] == "all"].set_index("figure")
    assert set(table["against"]) == {"today"}
    value = float(table.loc["net present value", "value"])
    assert round(value, 2) == 923_483.02
    assert value == pytest.approx((500_000 - compost.objective) * (1 - 1.1**-4) / 0.1)
    rate = float(table.loc["internal rate of return", "value"])
    flows = [-150_000, -170_000, *[365_983.242977] * 3, 510_000]
    assert sum(flow / (1 + rate) ** when for when, flow in enumerate(flows)) == pytest.approx(0, abs=1e-3)
    assert table.loc["payback", "value"] == pytest.approx(320_000 / 365_983.242977)
    before = compost.appraisal[compost.appraisal["cash"] == "before loans"].set_index("figure")
    assert before.loc["payback", "value"] == pytest.approx(800_000 / 560_000)


DOLLARS = """
plant: {name: yard, currency: MXN, years: [2026, 2027, 2028, 2029], discount_rate: 8 %, carbon_price: carbon price}
materials: [{material: peel, unit: t}, {material: compost, unit: t}]
sites: [{site: yard}]
supplies: [{supply: kitchens, site: yard, material: peel, amount: 1000 t/year, take: all, price: 0 MXN/t}]
processes:
  - {process: windrows, site: yard, model: recipe, capacity: 1000 t/year, capex: 100 USD/(t/year), lifetime: 4 year,
     build: 2026, variable_cost: running, fixed_cost: 1 USD/year/(t/year), construction_years: 2, grant: 10 %,
     loan_share: 60 %, loan_rate: 9 %, loan_term: 2 year, closure_cost: 40 MXN/(t/year)}
recipes:
  - {process: windrows, material: peel, role: in, amount: 1 t/t}
  - {process: windrows, material: compost, role: out, amount: 0.4 t/t}
markets:
  - {market: tip, site: yard, material: peel, price: -5000 MXN/t}
  - {market: gardens, site: yard, material: compost, price: 300 MXN/t}
rates: [{at: windrows, effect: CH4, rate: 2 kg/t}]
exchange_rates:
  - {currency: USD, date: 2026-01-05, rate: 18 MXN/USD}
  - {currency: USD, date: 2027-02-01, rate: 18.5 MXN/USD}
profiles:
  - {year: 2026, "running [MXN/t]": 50, "carbon price [MXN/t_CO2e]": 100}
  - {year: 2027, "running [MXN/t]": 51.5, "carbon price [MXN/t_CO2e]": 120}
  - {year: 2028, "running [MXN/t]": 53.045, "carbon price [MXN/t_CO2e]": 140}
  - {year: 2029, "running [MXN/t]": 54.63635, "carbon price [MXN/t_CO2e]": 160}
"""


def test_a_supplier_in_dollars_costs_that_rise_and_a_carbon_price_to_the_cent(tmp_path: Path) -> None:
    """100,000 USD at 18 are 1,800,000 MXN, half in 2024 and half in 2025; 10 % given, 60 % lent at 9 % for two years:
    1,080,000 x 0.09 / (1 - 1.09^-2) = 613,946.41 a year, of it 97,200.00 and 9 % of 563,253.59 = 50,692.82 interest;
    540,000 of 2024 cost 48,600 in 2025. Running rises by 3 % a year; 2 t of CH4 are 54 t_CO2e; 1,000 USD a year of
    fixed cost are 18,000 MXN, and 18,500 from 2027 on.
    """
    plan = planned(DOLLARS, tmp_path)
    told = {(row.year, row.category): round(row.amount, 2) for row in plan.cash_flow.itertuples()}
    assert told == {
        **{(year, "capex"): -900_000.00 for year in (2024, 2025)},
        **{(year, "grant"): 90_000.00 for year in (2024, 2025)},
        **{(year, "loan drawn"): 540_000.00 for year in (2024, 2025)},
        (2025, "interest while building"): -48_600.00,
        (2026, "interest"): -97_200.00,
        (2026, "repayment"): -516_746.41,
        (2027, "interest"): -50_692.82,
        (2027, "repayment"): -563_253.59,
        (2026, "operation"): -50_000.00,
        (2027, "operation"): -51_500.00,
        (2028, "operation"): -53_045.00,
        (2029, "operation"): -54_636.35,
        (2026, "fixed"): -18_000.00,
        **{(year, "fixed"): -18_500.00 for year in (2027, 2028, 2029)},
        (2026, "carbon price"): -5_400.00,
        (2027, "carbon price"): -6_480.00,
        (2028, "carbon price"): -7_560.00,
        (2029, "carbon price"): -8_640.00,
        **{(year, "sale"): 120_000.00 for year in (2026, 2027, 2028, 2029)},
        (2029, "closure"): -40_000.00,
    }
    worth = sum(amount * 1.08 ** (2025 - year) for (year, _), amount in told.items())
    assert round(worth) == -1_593_411
    value = plan.appraisal.set_index(["figure", "cash"]).loc[("net present value", "all"), "value"]
    assert value == pytest.approx(worth, abs=0.05)
    assert plan.objective == pytest.approx(-worth * 1.08, abs=0.1)  # the plan counts it a year later


ROADMAP = """
plant: {name: town, currency: EUR, years: [2025, 2027, 2029], discount_rate: 5 %}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies: [{supply: homes, site: town, material: waste, amount: 100 t/year, take: all, price: 0 EUR/t}]
processes:
  - {process: old, site: town, model: recipe, capacity: 100 t/year, variable_cost: 10 EUR/t, retires: 2028}
  - {process: new, site: town, model: recipe, capacity: 100 t/year, capex: 30 EUR/(t/year), lifetime: 3 year,
     variable_cost: 20 EUR/t}
recipes:
  - {process: old, material: waste, role: in, amount: 1 t/t}
  - {process: new, material: waste, role: in, amount: 1 t/t}
"""


def test_a_roadmap_has_its_calendar_years_and_its_residual_value(tmp_path: Path) -> None:
    """The old plant stands in 2025 to 2028: the milestone of 2027 begins before it retires. The new one, 3,000 EUR in
    2028 for 2029 to 2031, is needed for two years: one of three annuities of 3,000 x 0.05 / (1 - 1.05^-3) = 1,101.6257
    is left, at the end of 2030 worth 1,101.6257 / 1.05 = 1,049.1673.
    """
    plan = planned(ROADMAP, tmp_path)
    net = plan.cash_years.set_index("year")["net"]
    assert net.to_dict() == pytest.approx(
        {2025: -1_000, 2026: -1_000, 2027: -1_000, 2028: -4_000, 2029: -2_000, 2030: -2_000 + 1_049.1673}, abs=1e-4
    )
    assert plan.appraisal["against"].tolist() == [""] * 4
    worth = sum(value * 1.05 ** (2024 - year) for year, value in net.items())
    assert plan.appraisal.set_index("figure").loc["net present value", "value"] == pytest.approx(worth)


def test_what_is_replaced_within_a_milestone_is_bought_again(tmp_path: Path) -> None:
    """Of a life of 3 years in a milestone of five, what is bought in 2025 and 2028, 3,000 EUR each. After the milestone
    one of three annuities of 1,101.6257 is left of the second, worth 1,049.1673 then, which nobody pays: what goes out
    of pocket leaves it out.
    """
    text = ROADMAP.replace("[2025, 2027, 2029]", "[2025, 2030]").replace(", retires: 2028", ", retires: 2020")
    plan = planned(text, tmp_path)
    flows = plan.cash_flow
    by = {name: lines.set_index("year")["amount"].to_dict() for name, lines in flows.groupby("category")}
    assert by["capex"] == pytest.approx({2024: -3_000, 2027: -3_000, 2029: -3_000, 2032: -3_000})
    assert by["residual value"] == pytest.approx({2029: 1_049.1673, 2034: 1_049.1673}, abs=1e-4)
    pocket = plan.cash_years.set_index("year")["out_of_pocket"].to_dict()
    assert pocket == pytest.approx(
        {2024: 3_000, **{year: 5_000 if year in (2027, 2029, 2032) else 2_000 for year in range(2025, 2035)}}
    )
    spent = plan.ledger[plan.ledger["effect"] == "investment"]
    assert spent["amount"].tolist() == pytest.approx([1_200.0] * 2)  # a year of five: twice 3,000
    worth = plan.appraisal.set_index("figure").loc["net present value", "value"]
    assert worth == pytest.approx(-(2_000 + 1_101.6257) * (1 - 1.05**-10) / 0.05, abs=1e-2)  # as the plan counts it


SEVEN_IN_TEN = ROADMAP.replace("[2025, 2027, 2029]", "[2025, 2035]").replace(", retires: 2028", ", retires: 2020")


def test_a_life_of_seven_years_in_milestones_of_ten_to_the_cent(tmp_path: Path) -> None:
    """7,000 EUR in 2024 for 2025 to 2031 and again in 2031 for 2032 to 2038, of which three years are in the milestone:
    four annuities of 7,000 x 0.05 / (1 - 1.05^-7) = 1,209.74 are left at its end, 1,209.74 x (1 - 1.05^-4) / 0.05 =
    4,289.67. The same again in 2034 and 2041. Each year counts 1,209.74 in the plan, and both are worth the same.
    """
    text = SEVEN_IN_TEN.replace("capex: 30 EUR", "capex: 70 EUR").replace("lifetime: 3 year", "lifetime: 7 year")
    plan = planned(text, tmp_path)
    told = {(row.year, row.category): round(row.amount, 2) for row in plan.cash_flow.itertuples()}
    assert told == {
        **{(year, "capex"): -7_000.00 for year in (2024, 2031, 2034, 2041)},
        **{(year, "residual value"): 4_289.67 for year in (2034, 2044)},
        **{(year, "operation"): -2_000.00 for year in range(2025, 2045)},
    }
    capital = plan.ledger[plan.ledger["category"] == "capital"]
    assert capital["amount"].tolist() == pytest.approx([1_209.7387] * 2, abs=1e-4)
    worth = plan.appraisal.set_index("figure").loc["net present value", "value"]
    assert worth == pytest.approx(-(2_000 + 1_209.7387) * (1 - 1.05**-20) / 0.05, abs=1e-2)


def test_a_budget_bears_replacements_whole(tmp_path: Path) -> None:
    """Four times 7,000 and 2,000 in each of 20 years go out, 68,000: with a EUR less there is no plan. Were the second
    of each milestone counted for the part of its life that is needed, 60,000 would do."""
    text = SEVEN_IN_TEN.replace("capex: 30 EUR", "capex: 70 EUR").replace("lifetime: 3 year", "lifetime: 7 year")
    budget = text + "limits: [{limit: treasury, what: cash, when: cumulative, maximum: 68000 EUR}]\n"
    assert planned(budget, tmp_path).cash_years["out_of_pocket_so_far"].max() == pytest.approx(68_000)
    with pytest.raises(InfeasibleError):
        planned(budget.replace("68000", "67999"), tmp_path)


def test_a_plan_of_one_year_has_no_cash_flow(tmp_path: Path) -> None:
    text = COMPOST.replace("price: -500 MXN/t", "price: -1 MXN/t")
    plan = planned(text, tmp_path)
    assert plan.cash_flow.empty
    assert plan.cash_years.empty
    assert plan.appraisal.empty


@pytest.mark.parametrize(
    ("before", "after", "code"),
    [
        ("loan_share: 50 %", "loan_share: 90 %", "finance-above-capex"),
        ("loan_rate: 8 %, ", "", "value-missing"),
        ("loan_term: 3 year", "loan_term: 30 months", "out-of-range"),
        ("loan_rate: 8 %", "loan_rate: 800 %", "share-above-one"),
        ("construction_years: 2", "construction_years: 0", "out-of-range"),
    ],
)
def test_what_cannot_be_is_refused_at_its_cell(before: str, after: str, code: str, tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(COMPOST.replace(before, after), encoding="utf-8")
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    assert [problem.code for problem in error.value.problems] == [code]
    assert "windrows" in str(error.value.problems[0].where) or "line" in str(error.value.problems[0].where)


def test_rates_and_paybacks_by_hand() -> None:
    """100 that become 121 in two years: 10 %. Flows that change sign twice have no rate that can be told."""
    assert internal_rate_of([(0, -100), (1, 0), (2, 121)]) == pytest.approx(0.1)
    assert internal_rate_of([(0, -100), (1, 230), (2, -132)]) != internal_rate_of([(0, -100), (1, 230), (2, -132)])
    assert payback_of([(0, -100), (1, 50), (2, 100)], 0.0) == pytest.approx(1.5)
    assert payback_of([(0, -100), (1, 50)], 0.0) != payback_of([(0, -100), (1, 50)], 0.0)


def test_a_store_that_is_built_is_in_the_cash_flow(tmp_path: Path) -> None:
    """Power is free by day and 0.1 EUR a kWh by night; 10 kWh wanted each night: a tank of 10 kWh at 30 a kWh, for ten
    years, 300 the year before.
    """
    text = """
plant: {name: tank, currency: EUR, price_year: 2025}
slots:
  - {slot: noon, hours: 12 h, weight: 365, day: day}
  - {slot: night, hours: 12 h, weight: 365, day: day}
materials: [{material: power, unit: kWh}]
sites: [{site: home}]
supplies: [{supply: grid, site: home, material: power, take: up to, price: tariff}]
stores: [{store: battery, site: home, material: power, capacity: 50 kWh, capex: 30 EUR/kWh, lifetime: 10 year}]
markets: [{market: lamps, site: home, material: power, price: 0 EUR/kWh, minimum: lamps, maximum: lamps}]
profiles:
  - {slot: noon, "tariff [EUR/kWh]": 0, "lamps [kW]": 0}
  - {slot: night, "tariff [EUR/kWh]": 0.1, "lamps [kW]": 0.8333333333333334}
"""
    plan = planned(text, tmp_path)
    flows = plan.cash_flow
    assert [(row.year, row.kind, row.category) for row in flows.itertuples()] == [(2024, "store", "capex")]
    assert flows["amount"].tolist() == pytest.approx([-300.0])
    assert plan.cash_years["year"].tolist() == list(range(2024, 2035))
