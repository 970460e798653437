"""Contracts over a year and over months, by hand; and what comes of leaving out their rows."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import SolverError
from mfo.graph.build import build_graph
from mfo.plan.certificate.certify import certify
from mfo.plan.certificate.rows.trade import contracts_rows
from mfo.plan.certificate.rows.written_down import written_down
from mfo.plan.make_plan import make_plan
from mfo.plan.tables.elements import Elements
from mfo.program.build import build_program
from mfo.program.constraints.trade import contracts as program_rows
from mfo.report.pages.explain import explain
from mfo.report.pages.report_page import report_page
from mfo.solve.solver import solve_program

BOILER = """
plant: {name: boiler house, currency: EUR%s}
materials: [{material: gas, unit: MWh}]
sites: [{site: a, owner: Ann}]
supplies:
  - {supply: pipeline, site: a, material: gas, amount: 1000 MWh/year, take: up to, price: 40 EUR/MWh}
  - {supply: biogas, site: a, material: gas, amount: 500 MWh/year, take: up to, price: 30 EUR/MWh}
markets:
  - {market: boiler, site: a, material: gas, price: 0 EUR/MWh, minimum: %s, maximum: %s}
contracts:
  - {contract: c, %s}
"""
"""800 MWh are needed. Without a contract: 500 x 30 + 300 x 40 = 27,000 EUR."""

SCRAP = """
plant: {name: scrap yard, currency: EUR%s}
materials: [{material: scrap, unit: t}]
sites: [{site: a}]
supplies:
  - {supply: yard, site: a, material: scrap, amount: 100 t/year, take: up to, price: 10 EUR/t}
markets:
  - {market: mill, site: a, material: scrap, price: 20 EUR/t, maximum: 100 t/year}
  - {market: foundry, site: a, material: scrap, price: 25 EUR/t, maximum: 60 t/year}
contracts:
  - {contract: c, of: mill, %s}
"""
"""Without a contract 60 t go to the foundry and 40 t to the mill: 100 x 10 - 60 x 25 - 40 x 20 = -1,300 EUR."""


def boiler(folder: Path, contract: str, wanted: str = "800 MWh/year", settings: str = "", more: str = "") -> mfo.Plan:
    return planned(folder, BOILER % (settings, wanted, wanted, contract) + more)


def planned(folder: Path, text: str) -> mfo.Plan:
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise()


def taken(plan: mfo.Plan, element: str = "pipeline") -> float:
    return float(plan.flows[plan.flows["element"] == element]["amount"].sum())


@pytest.mark.parametrize(
    ("terms", "gas", "cost"),
    [
        # a MWh more of the pipeline costs 40 - 20 and saves 30 of biogas, up to the minimum: 600 x 40 + 200 x 30
        ("minimum: 600 MWh/year, shortfall_price: 20 EUR/MWh", 600, 30_000),
        ("minimum: 600 MWh/year, shortfall_price: 50 %", 600, 30_000),  # 20 of 40 EUR
        # 40 - 5 is more than 30: the 300 that are needed, and 300 are paid for
        ("minimum: 600 MWh/year, shortfall_price: 5 EUR/MWh", 300, 27_000 + 300 * 5),
        ("minimum: 600 MWh/year, shortfall_price: 0 EUR/MWh", 300, 27_000),
        ("minimum: 600 MWh/year", 600, 30_000),  # must be taken
        ("maximum: 1200 MWh/year, minimum: 250 MWh/year", 300, 27_000),
    ],
)
def test_a_minimum_is_taken_or_paid_for(terms: str, gas: float, cost: float, tmp_path: Path) -> None:
    """Proves: take or pay and minimum takes over a year; without a contract 27,000 EUR."""
    plan = boiler(tmp_path, f"of: pipeline, {terms}")
    assert plan.objective == pytest.approx(cost)
    assert taken(plan) == pytest.approx(gas)
    row = plan.tables["contracts"].iloc[0]
    assert row["amount"] == pytest.approx(gas)
    assert row["cost"] == pytest.approx(cost - (800 - gas) * 30)
    ledger = plan.ledger[plan.ledger["element"] == "pipeline"]
    assert float(ledger["amount"].sum()) == pytest.approx(row["cost"])
    assert set(ledger["owner"]) == {"Ann"}


def test_months_are_each_by_themselves(tmp_path: Path) -> None:
    """10 and 90 MWh are needed in turn, each month by biogas of at most 41.67; at least 30 MWh a month of the pipeline,
    or 40 EUR for each that lacks. The first months take 10 and lack 20: 400 + 800. The others take 90 - 41.67:
    48.33 x 40 + 41.67 x 30. Over the year as a whole 58.33 a pair of months are near the 60: by year 360 must be taken,
    where 50 x 6 can be... 350 are: 10 lack, 400 EUR instead of 4,800."""
    profile = "profiles:\n" + "".join(
        f'  - {{slot: {n + 1}, "need [MWh/month]": {10 if n % 2 == 0 else 90}}}\n' for n in range(12)
    )
    plan = boiler(
        tmp_path,
        "of: pipeline, when: month, minimum: 30 MWh/month, shortfall_price: 40 EUR/MWh",
        "need",
        ", slots: 12 months",
        profile,
    )
    biogas = 500 / 12
    month = (90 - biogas) * 40 + biogas * 30
    assert plan.objective == pytest.approx(6 * (400 + 800) + 6 * month)
    table = plan.tables["contracts"]
    assert table["shortfall"].tolist() == pytest.approx([20.0, 0.0] * 6)
    assert table["month"].tolist() == list(range(1, 13))
    yearly = boiler(
        tmp_path,
        "of: pipeline, minimum: 360 MWh/year, shortfall_price: 40 EUR/MWh",
        "need",
        ", slots: 12 months",
        profile,
    )
    # 60 MWh of the low months and 290 of the high ones come of themselves; 10 more instead of biogas cost 10 each
    assert yearly.objective == pytest.approx(6 * 400 + 6 * month + 10 * 10)


@pytest.mark.parametrize(
    ("tiers", "every", "gas", "cost"),
    [
        ("400 MWh/year: 50 EUR/MWh", "", 300, 27_000),  # dearer above what is needed
        ("100 MWh/year: 50 EUR/MWh", "", 300, 27_000 + 200 * 10),
        # above 100 at 25: each further MWh saves 5 against biogas; all 800: 100 x 40 + 700 x 25
        ("100 MWh/year: 25 EUR/MWh", "", 800, 21_500),
        ("100 MWh/year: -37.5 %", "", 800, 21_500),
        # 400 x 40 + 400 x 20 = 24,000 with all of the pipeline; with 300 of it 27,000
        ("400 MWh/year: 20 EUR/MWh", "", 800, 24_000),
        # all units: 600 x 35 + 200 x 30 = 27,000 with the rebate reached, the same without: 32 makes it pay
        ("600 MWh/year: 32 EUR/MWh", "all", 600, 600 * 32 + 200 * 30),
        ("600 MWh/year: 36 EUR/MWh", "all", 300, 27_000),
        # all units dearer once 250 are passed: 250 x 40 is the most; 50 more would cost 5 on each of 300
        ("250 MWh/year: 45 EUR/MWh", "all", 300, 500 * 30 + 300 * 45),
        # rising, then falling: 200 x 40 + 100 x 60 + 15,000 of biogas is more than 200 x 40 + 200 x 60 + 400 x 10
        ("200 MWh/year: 60 EUR/MWh; 400 MWh/year: 10 EUR/MWh", "", 800, 24_000),
    ],
)
def test_prices_by_volume(tiers: str, every: str, gas: float, cost: float, tmp_path: Path) -> None:
    """Proves: tiers that rise and fall, for the units above or for all; without tiers 27,000 EUR."""
    units = f", tier_units: {every}" if every else ""
    plan = boiler(tmp_path, f'of: pipeline, tiers: "{tiers}"{units}')
    assert plan.objective == pytest.approx(cost)
    assert taken(plan) == pytest.approx(gas)


@pytest.mark.parametrize(
    ("terms", "sold", "cost", "saves"),
    [
        # 70 t at least, or 8 EUR/t for what lacks: a tonne taken from the foundry loses 5 and saves 8
        ("minimum: 70 t/year, shortfall_price: 8 EUR/t", 70, 1000 - 30 * 25 - 70 * 20, None),
        ("minimum: 70 t/year, shortfall_price: 10 %", 40, -1300 + 30 * 2, None),
        # all or nothing: 100 t at 20 less 10 is less than 60 x 15: not signed, which with it would be 100 worse
        ("optional: yes, minimum: 90 t/year, maximum: 90 t/year", 0, -900, 900 - 90 * 10 - 10 * 15),
        ("optional: yes, fixed_cost: 300 EUR/year", 40, -1300 + 300, 100),
        ("optional: yes, fixed_cost: 500 EUR/year", 0, -900, 100),
        ('tiers: "50 t/year: 40 EUR/t"', 100, 1000 - 50 * 20 - 50 * 40, None),
    ],
)
def test_contracts_of_a_market(terms: str, sold: float, cost: float, saves: float | None, tmp_path: Path) -> None:
    """Proves: deliver or pay, all or nothing, and prices that rise with what is sold; without a contract -1,300 EUR."""
    plan = planned(tmp_path, SCRAP % ("", terms))
    if "maximum: 90" in terms:  # 90 x 10 + 10 x 15 = 1,050 earns more than 900
        sold, cost, saves = 90, -1050, 150
    assert plan.objective == pytest.approx(cost)
    assert taken(plan, "mill") == pytest.approx(sold)
    row = plan.tables["contracts"].iloc[0]
    assert row["signed"] == (sold > 0)
    if saves is not None:
        assert row["saves"] == pytest.approx(saves)


def test_a_contract_is_signed_in_the_years_in_which_it_pays(tmp_path: Path) -> None:
    """A fixed cost of 300, then 500 EUR a year: 400 EUR is what the mill adds. -1,000 and -900 EUR, a year each."""
    text = SCRAP % (", years: 2025; 2026", "optional: yes, fixed_cost: fee")
    fee = 'profiles:\n  - {year: 2025, "fee [EUR/year]": 300}\n  - {year: 2026, "fee [EUR/year]": 500}\n'
    plan = planned(tmp_path, text + fee)
    assert plan.tables["contracts"]["signed"].tolist() == [True, False]
    assert plan.objective == pytest.approx(-1900)
    assert plan.tables["contracts"]["saves"].tolist() == pytest.approx([100, 100])


def test_steps_of_a_price_stay_in_order_beside_a_contract(tmp_path: Path) -> None:
    """The pipeline at 40 comes after 200 MWh of it at 35, and 600 MWh of the step at 40 must be taken or 39 EUR paid:
    without an order it would be 600 of the second step alone. In order 200 x 35 + 600 x 40 = 31,000 EUR."""
    first = (
        "supplies:\n  - {supply: first, site: a, material: gas, amount: 200 MWh/year, take: up to, price: 35 EUR/MWh}"
    )
    terms = "of: pipeline, minimum: 600 MWh/year, shortfall_price: 39 EUR/MWh"
    text = (BOILER % ("", "800 MWh/year", "800 MWh/year", terms)).replace("supplies:", first)
    plan = planned(tmp_path, text.replace("price: 40 EUR/MWh}", "price: 40 EUR/MWh, after: first}"))
    assert plan.objective == pytest.approx(200 * 35 + 600 * 40)
    assert planned(tmp_path, text).objective == pytest.approx(600 * 40 + 200 * 30)


def test_a_minimum_that_cannot_be_met_is_told(tmp_path: Path) -> None:
    """900 MWh must be taken where 800 can be used: the contract is named with what it would have to be."""
    with pytest.raises(mfo.InfeasibleError) as told:
        boiler(tmp_path, "of: pipeline, minimum: 900 MWh/year")
    assert any("Lower the minimum of contract c by 100 MWh" in problem.remedy for problem in told.value.problems)


def test_the_reasons_are_told(tmp_path: Path) -> None:
    """Proves: explain tells what lacks, and what the other decision would cost; in Spanish, too."""
    plan = planned(tmp_path, SCRAP % ("", "optional: yes, fixed_cost: 500 EUR/year"))
    assert "c is not signed. With it the plan would cost 100 EUR more." in explain(plan, "c")
    only = (BOILER % ("", "800 MWh/year", "800 MWh/year", "of: pipeline, optional: yes")).replace("500 MWh", "90 MWh")
    assert "c is signed; under it go 710 MWh. Without it there is no plan." in explain(planned(tmp_path, only), "c")
    short = boiler(tmp_path, "of: pipeline, minimum: 600 MWh/year, shortfall_price: 5 EUR/MWh")
    assert "c: 300 MWh lack to its minimum, and 1,500 EUR are paid for them." in explain(short, "c")
    assert "c: faltan 300 MWh para su mínimo, y se pagan 1.500 EUR por ellos." in explain(short, "c", "es")
    page = report_page(short)
    assert "Paid for what lacks" in page


@pytest.mark.parametrize(
    ("terms", "code", "said"),
    [
        ("of: pipeline", "contract-empty", "says nothing"),
        ("of: pipeline, shortfall_price: 3 EUR/MWh", "contract-column", "`minimum` is blank"),
        ("of: pipeline, maximum: 9 MWh/year, fixed_cost: 3 EUR/year", "contract-column", "`optional` is blank"),
        ("of: pipeline, maximum: 9 MWh/year, tier_units: all", "contract-column", "`tiers` is blank"),
        ("of: pipeline, minimum: 9 t/year", "unit-dimension", "`minimum`"),
        ("of: pipeline, minimum: 9 MWh/year, maximum: 8 MWh/year", "minimum-above-maximum", "lies above"),
        ("of: pipeline, minimum: 9 GWh/year", "contract-beyond", "can ever give or take"),
        ('of: pipeline, tiers: "90 EUR/MWh"', "contract-tiers", "no amount with its price"),
        ('of: pipeline, tiers: "9 MWh/year: 5 %"', "contract-tiers", "taken off, or added"),
        ('of: pipeline, tiers: "9 MWh/year: 5 EUR/MWh; 9 MWh/year: 4 EUR/MWh"', "contract-tiers", "do not rise"),
        ("of: boiler, optional: yes", "contract-must", "without the contract that could not hold"),
        ("of: pipelin, minimum: 9 MWh/year", "name-unknown", "pipeline"),
    ],
)
def test_what_says_nothing_or_too_much_is_refused(terms: str, code: str, said: str, tmp_path: Path) -> None:
    """Proves: at its cell, by check as by optimise."""
    path = tmp_path / "plant.yaml"
    path.write_text(BOILER % ("", "800 MWh/year", "800 MWh/year", terms), encoding="utf-8")
    with pytest.raises(mfo.PlantError) as told:
        mfo.read(path).check()
    found = [problem for problem in told.value.problems if problem.code == code]
    assert found
    assert said in found[0].message + found[0].remedy
    assert "contracts" in str(found[0].where)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("price: 40 EUR/MWh}", "price: season}"), "contract-price-varies"),
        (("price: 40 EUR/MWh", "price: -4 EUR/MWh"), "contract-share"),
        (("amount: 1000 MWh/year, ", ""), "contract-unbounded"),
    ],
)
def test_what_has_no_meaning_beside_a_contract_is_refused(change: tuple[str, str], code: str, tmp_path: Path) -> None:
    """Proves: a price by volume needs one price in its period, a share one above zero, a whole number a bound."""
    terms = 'of: pipeline, minimum: 9 MWh/year, shortfall_price: 50 %, tiers: "90 MWh/year: 5 EUR/MWh"'
    text = (BOILER % (", slots: 2 days", "8 MWh/year", "8 MWh/year", terms)).replace(*change)
    text += 'profiles:\n  - {slot: 1, "season [EUR/MWh]": 30}\n  - {slot: 2, "season [EUR/MWh]": 50}\n'
    text = text if "season}" in text else text.partition("profiles:")[0]
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError) as told:
        mfo.read(tmp_path / "plant.yaml").check()
    assert code in {problem.code for problem in told.value.problems}


def test_a_market_of_several_owners_says_whose_the_contract_is(tmp_path: Path) -> None:
    """Two owners deliver to the mill: whose shortfall would it be? With an owner of the market it is theirs."""
    text = (SCRAP % ("", "minimum: 70 t/year, shortfall_price: 10 %")).replace("{site: a}", "{site: a, owner: Ann}")
    text = text.replace(
        "markets:", "  - {supply: other, site: a, material: scrap, take: up to, price: 30 EUR/t, owner: Bob}\nmarkets:"
    )
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError) as told:
        mfo.read(tmp_path / "plant.yaml").check()
    assert {problem.code for problem in told.value.problems if problem.severity == "error"} == {"contract-owner"}
    plan = planned(tmp_path, text.replace("price: 20 EUR/t", "price: 20 EUR/t, owner: Bob"))
    lines = plan.ledger[plan.ledger["category"] == "shortfall"]
    assert lines["owner"].tolist() == ["Bob"]
    assert lines["amount"].tolist() == pytest.approx([30 * 2])


def test_a_limit_cannot_be_kept_by_payments_that_nobody_owes(tmp_path: Path) -> None:
    """Proves: a limit that asks for more cost is refused where a contract could pay for nothing."""
    limit = "limits:\n  - {limit: spend, what: cost, minimum: 90000 EUR/year}\n"
    with pytest.raises(mfo.PlantError, match="limit-wants-peak"):
        boiler(tmp_path, "of: pipeline, minimum: 600 MWh/year, shortfall_price: 5 EUR/MWh", more=limit)


def test_without_its_rows_the_plan_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: a program that forgets the contract, 27,000 EUR instead of 30,000, is not certified; nor is one whose
    certificate forgets it."""
    path = tmp_path / "plant.yaml"
    terms = "of: pipeline, minimum: 600 MWh/year, shortfall_price: 20 EUR/MWh"
    path.write_text(BOILER % ("", "800 MWh/year", "800 MWh/year", terms), encoding="utf-8")
    plant = mfo.read(path).plant
    graph = build_graph(plant)
    for module in (program_rows, contracts_rows):
        with monkeypatch.context() as patch:
            patch.setattr(module, "add_rows" if module is program_rows else "rows", lambda _: None)
            with pytest.raises(SolverError, match="certified"):
                make_plan(plant, graph, solve_program(build_program(graph)))


def test_today_pays_for_what_lacks(tmp_path: Path) -> None:
    """200 MWh of the pipeline are read where 600 are contracted: 400 x 5 EUR are due today, as 300 x 5 in the plan."""
    readings = "measurements:\n  - {at: pipeline, amount: 300 MWh/year}\n"
    plan = boiler(tmp_path, "of: pipeline, minimum: 600 MWh/year, shortfall_price: 5 EUR/MWh", more=readings)
    assert plan.today is not None
    assert plan.today.totals["cost"]["value"] == pytest.approx(27_000 + 300 * 5)


def test_a_price_without_a_unit_is_no_share_of_the_price(tmp_path: Path) -> None:
    """50 would be 5,000 % of 40 EUR/MWh; up to 1 it is a share, as anywhere."""
    path = tmp_path / "plant.yaml"
    asked = "of: pipeline, minimum: 600 MWh/year, shortfall_price: %s"
    path.write_text(BOILER % ("", "800 MWh/year", "800 MWh/year", asked % "50"))
    with pytest.raises(mfo.PlantError, match="`shortfall_price` is 50 without a unit") as caught:
        mfo.read(path).check()
    assert caught.value.problems[0].remedy == "Write `50 EUR/MWh`, or `50 %` of the price."
    path.write_text(BOILER % ("", "800 MWh/year", "800 MWh/year", asked % "0.5"))
    assert mfo.read(path).optimise().totals["cost"]["value"] == pytest.approx(600 * 40 + 200 * 30)


@pytest.mark.parametrize(("column", "told"), [("amount", 301.0), ("signed", False), ("shortfall_cost", 1499.0)])
def test_a_table_that_tells_another_contract_is_refused(tmp_path: Path, column: str, told: float) -> None:
    """What a reader sees is held to the plan: 300 MWh under the contract, and 1,500 EUR for the 300 that lack."""
    terms = "of: pipeline, minimum: 600 MWh/year, shortfall_price: 5 EUR/MWh"
    (tmp_path / "plant.yaml").write_text(BOILER % ("", "800 MWh/year", "800 MWh/year", terms))
    bench = mfo.read(tmp_path / "plant.yaml")
    solution = solve_program(build_program(bench.graph, "cost"))
    tables = make_plan(bench.plant, bench.graph, solution).tables
    wrong = {**tables, "contracts": tables["contracts"].assign(**{column: told})}
    with pytest.raises(SolverError, match="table of contracts is off by"):
        certify(wrong, Elements(bench.plant, bench.graph), solution, "cost")


@pytest.mark.parametrize(
    "terms", ["maximum: 700 MWh/year", "minimum: 600 MWh/year", "minimum: 600 MWh/year, shortfall_price: 5 EUR/MWh"]
)
def test_the_certificate_writes_the_rows_of_each_kind_of_contract(tmp_path: Path, terms: str) -> None:
    """As many of each family as the program has, in its shape: none that says nothing."""
    (tmp_path / "plant.yaml").write_text(BOILER % ("", "800 MWh/year", "800 MWh/year", f"of: pipeline, {terms}"))
    bench = mfo.read(tmp_path / "plant.yaml")
    written = written_down(Elements(bench.plant, bench.graph), {}, bench.graph.limits, ())
    families = build_program(bench.graph, "cost").registry.families
    assert {rows.family: rows.shape for rows in written.rows} == {family.name: family.shape for family in families}


def typical_days(often: list[int], biogas: list[int]) -> str:
    """Days of 24 h and what biogas costs on each."""
    days = "".join(f"  - {{slot: d{n}, hours: 24 h, weight: {each}, day: d{n}}}\n" for n, each in enumerate(often))
    prices = "".join(f'  - {{slot: d{n}, "biogas [EUR/MWh]": {each}}}\n' for n, each in enumerate(biogas))
    return f"slots:\n{days}profiles:\n{prices}"


CALENDAR = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]


@pytest.mark.parametrize(
    ("days", "biogas", "terms", "least", "cost"),
    [
        # 50 MWh of the 67.2 of February, and of all others: 600 x 40, 258.8 x 30 and 17.2 x 10
        (CALENDAR, [30, 10] + [30] * 10, "when: month, minimum: 50 MWh/month", [50] * 12, 24_000 + 7_764 + 172),
        # what lacks costs 25: in February a MWh less of the pipeline saves 30, and is paid for
        (
            CALENDAR,
            [30, 10] + [30] * 10,
            "when: month, minimum: 50 MWh/month, shortfall_price: 25 EUR/MWh",
            [50] * 12,
            550 * 40 + 258.8 * 30 + 67.2 * 10 + 50 * 25,
        ),
        # workdays and holidays are no months: 50 / 730 of their hours, 410.96 and 189.04 MWh
        (
            [250, 115],
            [30, 10],
            "when: month, minimum: 50 MWh/month",
            [50 / 730 * 6000, 50 / 730 * 2760],
            24_000 + (600 - 50 / 730 * 6000) * 30 + (276 - 50 / 730 * 2760) * 10,
        ),
        # counted by the year, its amount is taken when biogas is dear
        ([250, 115], [30, 10], "minimum: 600 MWh/year", [600], 24_000 + 276 * 10),
    ],
)
def test_a_month_of_typical_days_is_a_whole_one(
    days: list[int], biogas: list[int], terms: str, least: list[float], cost: float, tmp_path: Path
) -> None:
    """A typical day that stands for February is a month as any other: by its 28 days it would be 46.03 MWh of 50. 0.1
    MW are needed, 876 MWh a year; the pipeline costs 40 EUR/MWh, biogas less."""
    text = BOILER % ("", "0.1 MW", "0.1 MW", f"of: pipeline, {terms}")
    text = text.replace("amount: 500 MWh/year, take: up to, price: 30 EUR/MWh", "take: up to, price: biogas")
    plan = planned(tmp_path, text + typical_days(days, biogas))
    assert plan.objective == pytest.approx(cost)
    assert plan.tables["contracts"]["minimum"].tolist() == pytest.approx(least)


def test_tiers_by_month_are_those_of_whole_months_of_days(tmp_path: Path) -> None:
    """Above 50 MWh a month each costs 60 EUR instead of 40. The pipeline alone gives 2.4 MWh a day: 72 in a month of 30
    days, of which 22 are above, and 24.4 in one of 31. By its days 50 x 720 / 730 = 49.3 would be the limit of the
    first. In all 876 MWh are given, and 276 are above."""
    tiers = 'of: pipeline, when: month, tiers: "50 MWh/month: 60 EUR/MWh"'
    text = BOILER % (", slots: 365 days", "0.1 MW", "0.1 MW", tiers)
    plan = planned(tmp_path, text.replace("amount: 500 MWh/year", "amount: 0 MWh/year"))
    assert plan.objective == pytest.approx(876 * 40 + 276 * 20)
    table = plan.tables["contracts"]
    assert len(table) == 12
    above = [max(0.0, amount - 50) * 20 for amount in table["amount"]]
    assert table["tier_cost"].tolist() == pytest.approx(above)
