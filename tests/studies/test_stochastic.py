"""One decision for several futures: published cases, a newsvendor in closed form, and laws."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from mfo.cli.group import command_line

import mfo
from mfo.errors import InfeasibleError, PlantError, UsageError
from mfo.studies.stochastic.extensive_form import measure

PUBLISHED = Path(__file__).parents[1] / "published"


def test_the_farmer() -> None:
    """Birge and Louveaux, section 1.1. Deciding for the mean yields alone would give 107,240."""
    found = mfo.read(PUBLISHED / "farmer.yaml").stochastic()
    assert found.objective == pytest.approx(-108_390, abs=1e-3)
    assert found.wait_and_see == pytest.approx(-115_405.56, abs=0.01)
    assert found.mean_value_plan == pytest.approx(-107_240, abs=1e-3)
    assert found.value_of_information == pytest.approx(7_015.56, abs=0.01)
    assert found.value_of_stochastic_solution == pytest.approx(1_150, abs=1e-3)
    assert [item.built for item in found.first_stage] == pytest.approx([170, 80, 250])
    assert all(item.plan.certificate["certified"] for item in found.scenarios)


def test_capacity_for_electricity() -> None:
    """LandS, Louveaux and Smeers: 381.853 with 2.667, 4, 3.333 and 2. Deciding for the mean: 383.987."""
    found = mfo.read(PUBLISHED / "lands.yaml").stochastic()
    assert found.objective == pytest.approx(381.853, abs=1e-3)
    assert [item.built for item in found.first_stage] == pytest.approx([8 / 3, 4, 10 / 3, 2])


def newsvendor(folder: Path, more: str = "") -> mfo.Workbench:
    """Ten demands from 10 to 100, all alike; an oven at 4.5 a year, bread at 10."""
    rows = "\n".join(
        f"  - {{scenario: d{k}, table: markets, row: town, column: maximum, value: {10 * k} t/year}}"
        for k in range(1, 11)
    )
    path = folder / "newsvendor.yaml"
    path.write_text(
        f"""
plant: {{name: bakery, currency: EUR, discount_rate: 0 %}}
materials: [{{material: flour, unit: t}}, {{material: bread, unit: t}}]
sites: [{{site: bakery}}]
supplies: [{{supply: mill, site: bakery, material: flour, take: up to, price: 0 EUR/t}}]
processes:
  - {{process: oven, site: bakery, model: recipe, capacity: 200 t/year, capex: 4.5 EUR/(t/year), lifetime: 1 year,
      variable_cost: 0 EUR/t{more}}}
recipes:
  - {{process: oven, material: flour, role: in, amount: 1 t/t}}
  - {{process: oven, material: bread, role: out, amount: 1 t/t}}
markets: [{{market: town, site: bakery, material: bread, price: 10 EUR/t, maximum: 55 t/year}}]
scenarios:
{rows}
""",
        encoding="utf-8",
    )
    return mfo.read(path)


@pytest.mark.parametrize(
    ("risk", "weight", "order", "objective"),
    [
        ("", 0.5, 60, -180.0),  # P(D <= q) >= (10 - 4.5) / 10; 270 - 10 x 45
        ("cvar 50 %", 1.0, 30, -105.0),  # P(D <= q) >= (1 - 0.5) 0.55; 135 - 10 x (10 + 20 + 3 x 30) / 5
        ("cvar 50 %", 0.5, 40, None),  # 0.5 (1 - F) + 0.5 (0.5 - F) / 0.5 >= 0.45
    ],
)
def test_newsvendor_in_closed_form(
    tmp_path: Path, risk: str, weight: float, order: float, objective: float | None
) -> None:
    """Gotoh and Takano, "Newsvendor solutions via conditional value-at-risk minimization", EJOR 179 (2007): the order
    is the quantile at (1 - level) (price - cost) / price. Without the risk term all three would bake 60."""
    found = newsvendor(tmp_path).stochastic(risk, weight)
    assert found.first_stage[0].built == pytest.approx(order)
    if objective is not None:
        assert found.objective == pytest.approx(objective)


def test_no_weight_is_the_expected_value(tmp_path: Path) -> None:
    """CVaR at weight 0 changes nothing but that it is told: -150 in the worst half, 270 - 10 x 30."""
    plain, weighed = newsvendor(tmp_path).stochastic(), newsvendor(tmp_path).stochastic("cvar 50 %", 0.0)
    assert weighed.objective == pytest.approx(plain.objective)
    assert weighed.cvar == pytest.approx(270 - 10 * 30)
    assert math.isnan(plain.cvar)


def test_whole_units_are_decided_once(tmp_path: Path) -> None:
    """Ovens of 25 t: 50 or 75 t. 50: 225 - 10 x (10+20+30+40+6x50)/10 = -175; 75: 337.5 - 10 x (280 + 4 x 75)/10 =
    -152.5 with 10+...+60 = 210 and 70 below 75. Without whole units 60 t and -180."""
    found = newsvendor(tmp_path, ", unit_size: 25 t/year").stochastic()
    assert (found.first_stage[0].built, found.objective) == pytest.approx((50, -175))


def test_a_mean_without_a_plan_is_infinite(tmp_path: Path) -> None:
    """The town must be fed: 20 or 100 t, the mean 60. An oven of 60 cannot bake 100; the one for all bakes 100."""
    bench = newsvendor(tmp_path)
    path = tmp_path / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8").split("scenarios:")[0].replace("maximum: 55", "minimum: 60")
    path.write_text(
        text + "scenarios:\n  - {scenario: few, table: markets, row: town, column: minimum, value: 20 t/year}\n"
        "  - {scenario: many, table: markets, row: town, column: minimum, value: 100 t/year}\n",
        encoding="utf-8",
    )
    path.write_text(path.read_text(encoding="utf-8").replace("price: 10 EUR/t", "price: 0 EUR/t"), encoding="utf-8")
    bench = mfo.read(path)
    found = bench.stochastic()
    assert (found.objective, found.mean_value_plan) == (pytest.approx(450), math.inf)
    assert "`many`" in found.notes[0].message


def test_what_is_left_belongs_to_the_plant_as_it_stands(tmp_path: Path) -> None:
    """30 % for 10 t leave 70 % for 55: with 0.7 > 0.45 the oven bakes 55 and sells 0.3 x 10 + 0.7 x 55 = 41.5."""
    bench = newsvendor(tmp_path)
    path = tmp_path / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8").split("scenarios:")[0]
    row = "{scenario: few, table: markets, row: town, column: maximum, value: 10 t/year, probability: 30 %}"
    path.write_text(f"{text}scenarios: [{row}]\n", encoding="utf-8")
    bench = mfo.read(path)
    found = bench.stochastic()
    assert found.objective == pytest.approx(4.5 * 55 - 415)
    assert [(item.scenario, item.probability) for item in found.scenarios] == [
        ("few", pytest.approx(0.3)),
        ("", pytest.approx(0.7)),
    ]


@pytest.mark.parametrize(
    ("shares", "code"),
    [(("60 %", "50 %"), "probability"), (("-1 %", "2 %"), "probability")],
)
def test_wrong_probabilities_are_told_at_their_cells(tmp_path: Path, shares: tuple[str, str], code: str) -> None:
    newsvendor(tmp_path)
    path = tmp_path / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8").split("scenarios:")[0]
    rows = [
        f"{{scenario: s{k}, table: markets, row: town, column: maximum, value: 10 t/year"
        + (f", probability: {share}}}" if share else "}")
        for k, share in enumerate(shares)
    ]
    path.write_text(f"{text}scenarios: [{', '.join(rows)}]\n", encoding="utf-8")
    with pytest.raises(PlantError) as told:
        mfo.read(path)
    assert code in {problem.code for problem in told.value.problems}


def test_each_scenario_has_a_probability_or_none(tmp_path: Path) -> None:
    newsvendor(tmp_path)
    path = tmp_path / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8").split("scenarios:")[0]
    cell = "table: markets, row: town, column: maximum, value: 9 t/year"
    rows = f"{{scenario: s, {cell}, probability: 60 %}}, {{scenario: t, {cell}}}"
    path.write_text(f"{text}scenarios: [{rows}]\n", encoding="utf-8")
    with pytest.raises(UsageError, match="`t` has none"):
        mfo.read(path).stochastic()


def test_a_scenario_without_a_plan_is_named(tmp_path: Path) -> None:
    newsvendor(tmp_path)
    path = tmp_path / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8").split("scenarios:")[0]
    rows = [
        f"{{scenario: too many, table: markets, row: town, column: {column}, value: 500 t/year}}"
        for column in ("minimum", "maximum")
    ]
    path.write_text(f"{text}scenarios: [{rows[0]}]\n", encoding="utf-8")
    with pytest.raises(PlantError, match="too many"):  # above the maximum of 55
        mfo.read(path).stochastic()
    path.write_text(f"{text}scenarios: [{', '.join(rows)}]\n", encoding="utf-8")
    with pytest.raises(InfeasibleError, match="too many"):  # above what the oven can bake
        mfo.read(path).stochastic()


@pytest.mark.parametrize("risk", ["var 95 %", "cvar", "cvar 100 %", "cvar -5 %"])
def test_an_unknown_measure_is_refused(tmp_path: Path, risk: str) -> None:
    with pytest.raises(UsageError, match="no measure of risk"):
        newsvendor(tmp_path).stochastic(risk)


@given(
    values=st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=8),
    level=st.floats(0.0, 0.99),
    seed=st.integers(0, 1000),
)
def test_cvar_is_the_least_over_eta(values: list[float], level: float, seed: int) -> None:
    """Rockafellar and Uryasev: the CVaR is the least of eta + mean excess / (1 - level), reached at a value."""
    found = np.array(values)
    probability = np.random.default_rng(seed).dirichlet(np.ones(len(values)))
    least = min(eta + float(probability @ np.maximum(found - eta, 0)) / (1 - level) for eta in values)
    assert measure(found, probability, 1.0, level)[2] == pytest.approx(least, rel=1e-9, abs=1e-6)


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(demands=st.lists(st.integers(1, 150), min_size=2, max_size=4, unique=True), capex=st.integers(1, 12))
def test_knowing_and_hedging_are_never_worth_less_than_nothing(tmp_path: Path, demands: list[int], capex: int) -> None:
    """Wait and see <= all together <= the plan for the mean; and the order is the quantile at 1 - capex / 10."""
    newsvendor(tmp_path)
    path = tmp_path / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8").split("scenarios:")[0].replace("capex: 4.5 ", f"capex: {capex} ")
    rows = [f"{{scenario: d{d}, table: markets, row: town, column: maximum, value: {d} t/year}}" for d in demands]
    path.write_text(f"{text}scenarios: [{', '.join(rows)}]\n", encoding="utf-8")
    found = mfo.read(path).stochastic()
    slack = 1e-6 * max(1.0, abs(found.objective))
    assert found.value_of_information >= -slack
    assert found.value_of_stochastic_solution >= -slack
    best = min(capex * q - 10 * float(np.mean(np.minimum(demands, q))) for q in (0, *demands))
    assert found.objective == pytest.approx(best, abs=1e-6)


def test_the_verb_tells_what_the_design_names(tmp_path: Path) -> None:
    out = tmp_path / "farm"
    arguments = ["stochastic", str(PUBLISHED / "farmer.yaml"), "--no-report", "--json", "--out", str(out)]
    done = CliRunner().invoke(command_line, arguments)
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["value_of_stochastic_solution"] == pytest.approx(1_150, abs=1e-3)
    assert told["cvar"] is None
    assert {item["name"]: item["built"] for item in told["first_stage"]}["beet field"] == pytest.approx(250)
    for item in told["scenarios"]:
        assert mfo.Plan.load(item["run"]).objective == pytest.approx(item["value"])
    assert [item["scenario"] for item in told["scenarios"]] == ["good season", "bad season", None]


def test_a_weight_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"A weight of 1\.5 is none.*between 0 and 1"):
        newsvendor(tmp_path).stochastic("cvar 50 %", 1.5)


def written_as(folder: Path, rows: list[str], more: str = "", town: str = "maximum: 55") -> mfo.Workbench:
    """The bakery with other scenarios, each with its cell and value."""
    newsvendor(folder)
    path = folder / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8").split("scenarios:")[0].replace("maximum: 55", town)
    path.write_text(f"{text}{more}scenarios:\n" + "".join(f"  - {{{row}}}\n" for row in rows), encoding="utf-8")
    return mfo.read(path)


def test_cells_without_a_mean_leave_the_plan_for_it_out(tmp_path: Path) -> None:
    """The way that bread goes is a word, and has no mean. It moves no money: 4.5 x 55 for the oven, 10 x 55 earned."""
    cell = "table: markets, row: town, column: route, value"
    found = written_as(tmp_path, [f"scenario: a, {cell}: reuse", f"scenario: b, {cell}: recycling"]).stochastic()
    assert found.objective == pytest.approx(4.5 * 55 - 550)
    assert math.isnan(found.mean_value_plan)
    [note] = found.notes
    assert note.message.startswith("There is no mean-value plan: ")
    assert note.code == "mean-value"


def test_a_profile_that_is_alike_in_all_scenarios_is_its_own_mean(tmp_path: Path) -> None:
    """The demand follows `wish`, one slot of the year, in both scenarios, and only the price differs: 8 and 12, 10 on
    the mean. The oven bakes 55 either way: 247.5 - 550."""
    profiles = 'profiles: [{slot: 1, "wish [t/year]": 55}]\n'
    cells = [
        f"scenario: {name}, table: markets, row: town, column: {column}, value: {value}"
        for name, price in (("a", 8), ("b", 12))
        for column, value in (("maximum", "wish"), ("price", f"{price} EUR/t"))
    ]
    found = written_as(tmp_path, cells, profiles).stochastic()
    assert found.objective == pytest.approx(4.5 * 55 - 550)
    assert found.mean_value_plan == pytest.approx(4.5 * 55 - 550)
    other = [cell.replace("value: wish", "value: hope") if "scenario: b" in cell else cell for cell in cells]
    both = 'profiles: [{slot: 1, "wish [t/year]": 55, "hope [t/year]": 55}]\n'
    found = written_as(tmp_path, other, both).stochastic()
    assert math.isnan(found.mean_value_plan)
    assert "markets town maximum does not hold a number in every scenario" in found.notes[0].message


def test_no_first_stage_for_all_is_told(tmp_path: Path) -> None:
    """An oven that only runs at full load bakes what it was built for or nothing: 20 t are wanted in the one scenario,
    100 t in the other, no more and no less."""
    cells = [
        f"scenario: {name}, table: markets, row: town, column: {column}, value: {tonnes} t/year"
        for name, tonnes in (("few", 20), ("many", 100))
        for column in ("minimum", "maximum")
    ]
    bench = written_as(tmp_path, cells, town="minimum: 0 t/year, maximum: 100")
    path = tmp_path / "newsvendor.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("lifetime: 1 year,", "lifetime: 1 year, minimum_load: 100 %,"), encoding="utf-8")
    bench = mfo.read(path)
    with pytest.raises(InfeasibleError, match=r"no first stage has one in all of them.*stochastic-no-plan"):
        bench.stochastic()


def test_a_store_is_built_once_for_all_scenarios(tmp_path: Path) -> None:
    """A mill draws 12 MWh/h at noon for 12 hours, 144 MWh a day. At night power costs 10; at noon 30 or 5, half of the
    time each. A battery of 3,000 a MWh and year saves 365 x 20 = 7,300 in the one case and nothing in the other, 3,650
    on the mean: it is built for all 144 MWh. 0.5 x 365 x 144 x (10 + 5) + 432,000 = 826,200.
    """
    text = """
plant: {name: battery, currency: MXN, discount_rate: 0 %}
slots: [{slot: night, hours: 12 h, weight: 365, day: any}, {slot: noon, hours: 12 h, weight: 365, day: any}]
profiles:
  - {slot: night, "load [MWh/h]": 0, "dear [MXN/MWh]": 10, "cheap [MXN/MWh]": 10}
  - {slot: noon, "load [MWh/h]": 12, "dear [MXN/MWh]": 30, "cheap [MXN/MWh]": 5}
materials: [{material: power, unit: MWh}]
sites: [{site: mill}]
supplies: [{supply: grid, site: mill, material: power, take: up to, price: dear}]
stores: [{store: battery, site: mill, material: power, capacity: 500 MWh, existing: 0 MWh, capex: 3000 MXN/MWh,
  lifetime: 1 year}]
markets: [{market: load, site: mill, material: power, price: 0 MXN/MWh, minimum: load, maximum: load}]
scenarios:
  - {scenario: high, table: supplies, row: grid, column: price, value: dear}
  - {scenario: low, table: supplies, row: grid, column: price, value: cheap}
"""
    (tmp_path / "battery.yaml").write_text(text, encoding="utf-8")
    found = mfo.read(tmp_path / "battery.yaml").stochastic()
    assert [(item.name, item.built) for item in found.first_stage] == [("battery", pytest.approx(144))]
    assert found.objective == pytest.approx(826_200)
    assert math.isnan(found.mean_value_plan)  # a profile for another has no mean
