"""What is caused by each unit that goes into a store or comes out of it: every plant solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import InfeasibleError

from .written import codes, planned, read

BATTERY = """
    plant: {{name: battery, currency: EUR, slots: 2 hours{settings}}}
    materials: [{{material: power, unit: MWh}}]
    effects: [{{effect: water, unit: m3}}]
    sites: [{{site: works}}]
    supplies:
      - {{supply: grid, site: works, material: power, take: up to, price: tariff}}
    stores:
      - {{store: battery, site: works, material: power, capacity: 4 MWh{columns}}}
    markets:
      - {{market: machines, site: works, material: power, price: 0 EUR/MWh, minimum: wanted, maximum: wanted}}
    rates: [{rates}]
    profiles:
      - {{slot: 1, "tariff [EUR/MWh]": 10, "wanted [MW]": 0}}
      - {{slot: 2, "tariff [EUR/MWh]": 100, "wanted [MW]": 1}}
    """
WAYS = ", charge_efficiency: 90 %, discharge_efficiency: 80 %"


def battery(*rates: str, columns: str = "", settings: str = "") -> str:
    rows = ", ".join(f"{{at: battery, {rate}}}" for rate in rates)
    return BATTERY.format(rates=rows, columns=columns, settings=settings)


def caused(plan: mfo.Plan, effect: str) -> float:
    """What the store causes of an effect in the year."""
    rows = plan.ledger[(plan.ledger.element == "battery") & (plan.ledger.effect == effect)]
    assert set(rows.category) <= {"storage"}
    assert set(rows.kind) <= {"store"}
    return float(rows.amount.sum())


@pytest.mark.parametrize(
    ("rates", "columns", "cost"),
    [
        # 1 MWh goes in at 10 EUR and 7 EUR, and comes out for 3 EUR.
        (("effect: cost, rate: 7 EUR/MWh, per: charge", "effect: cost, rate: 3 EUR/MWh, per: discharge"), "", 20.0),
        # In kWh and cents it is the same.
        (("effect: cost, rate: 0.007 EUR/kWh, per: charge", "effect: cost, rate: 3 EUR/MWh, per: discharge"), "", 20.0),
        # 1 MWh out of the battery takes 1 / 0.72 from the grid: what is put in counts before its efficiency, what
        # comes out after it.
        (("effect: cost, rate: 7 EUR/MWh, per: charge",), WAYS, 17 / 0.72),
        (("effect: cost, rate: 7 EUR/MWh, per: discharge",), WAYS, 10 / 0.72 + 7),
        # 2 EUR of the 7 come back.
        (("effect: cost, rate: 7 EUR/MWh, per: charge", "effect: cost, rate: -2 EUR/MWh, per: discharge"), "", 15.0),
        # Beside the level: 1 MWh waits for an hour.
        (("effect: cost, rate: 7 EUR/MWh, per: charge", "effect: cost, rate: 5 EUR/MWh/h"), "", 22.0),
        # Dearer than the tariff of the second hour: nothing is kept.
        (("effect: cost, rate: 91 EUR/MWh, per: charge",), "", 100.0),
    ],
)
def test_money_for_what_goes_in_and_comes_out(
    rates: tuple[str, ...], columns: str, cost: float, tmp_path: Path
) -> None:
    """Proves: both rates count amounts and not stocks. Without them 10 EUR, or 10 / 0.72 EUR with losses."""
    assert planned(tmp_path, battery(*rates, columns=columns)).objective == pytest.approx(cost, rel=1e-9)


def test_an_effect_counts_what_goes_in(tmp_path: Path) -> None:
    """Proves: 1 / 0.72 MWh go in and 1 MWh comes out, with 2 m3 and 1 t of CO2 each; the money stays 10 / 0.72."""
    rates = ("effect: water, rate: 2 m3/MWh, per: charge", "effect: fossil CO2, rate: 1 t/MWh, per: discharge")
    plan = planned(tmp_path, battery(*rates, columns=WAYS))
    assert plan.objective == pytest.approx(10 / 0.72, rel=1e-9)
    assert caused(plan, "water") == pytest.approx(2 / 0.72, rel=1e-9)
    assert caused(plan, "fossil CO2") == pytest.approx(1.0, rel=1e-9)
    assert plan.totals["emissions"]["value"] == pytest.approx(1.0, rel=1e-9)


def test_a_limit_bounds_what_going_in_causes(tmp_path: Path) -> None:
    """Proves: half a m3 lets a quarter of a MWh into the battery; the rest is bought for 100 EUR: 2.5 + 75 EUR."""
    text = battery("effect: water, rate: 2 m3/MWh, per: charge")
    text += "\n    limits: [{limit: well, what: water, maximum: 0.5 m3, when: total}]\n"
    assert planned(tmp_path, text).objective == pytest.approx(77.5, rel=1e-9)


def test_the_price_of_carbon_counts_what_comes_out(tmp_path: Path) -> None:
    """Proves: 0.2 t at 50 EUR/t are 10 EUR more for the MWh that comes out."""
    text = battery("effect: fossil CO2, rate: 0.2 t/MWh, per: discharge", settings=", carbon_price: 50 EUR/t_CO2e")
    assert planned(tmp_path, text).objective == pytest.approx(20.0, rel=1e-9)


def test_each_typical_day_counts_as_often_as_it_repeats(tmp_path: Path) -> None:
    """Proves: 300 days like one and 65 like another, each of two halves; 1 MW is wanted in the second half, 12 MWh that
    wait for it: 300 x 12 x (10 + 7) + 65 x 12 x (20 + 7) EUR."""
    text = """
        plant: {name: days, currency: EUR}
        slots:
          - {slot: a1, hours: 12 h, weight: 300, day: a}
          - {slot: a2, hours: 12 h, weight: 300, day: a}
          - {slot: b1, hours: 12 h, weight: 65, day: b}
          - {slot: b2, hours: 12 h, weight: 65, day: b}
        materials: [{material: power, unit: MWh}]
        sites: [{site: works}]
        supplies: [{supply: grid, site: works, material: power, take: up to, price: tariff}]
        stores: [{store: battery, site: works, material: power}]
        markets: [{market: machines, site: works, material: power, price: 0 EUR/MWh, minimum: wanted, maximum: wanted}]
        rates: [{at: battery, effect: cost, rate: 7 EUR/MWh, per: charge}]
        profiles:
          - {slot: a1, "tariff [EUR/MWh]": 10, "wanted [MW]": 0}
          - {slot: a2, "tariff [EUR/MWh]": 100, "wanted [MW]": 1}
          - {slot: b1, "tariff [EUR/MWh]": 20, "wanted [MW]": 0}
          - {slot: b2, "tariff [EUR/MWh]": 100, "wanted [MW]": 1}
        """
    plan = planned(tmp_path, text)
    assert plan.objective == pytest.approx(300 * 12 * 17 + 65 * 12 * 27, rel=1e-9)
    assert caused(plan, "cost") == pytest.approx(365 * 12 * 7, rel=1e-9)


ROADMAP = """
    plant: {{name: heap, currency: EUR, years: [2025, 2030], discount_rate: 10 %{settings}}}
    slots: [{{slot: wet, hours: 4380 h}}, {{slot: dry, hours: 4380 h}}]
    materials: [{{material: sand, unit: t}}]
    sites: [{{site: pit}}]
    supplies: [{{supply: dug, site: pit, material: sand, amount: dug, take: all, price: 0 EUR/t}}]
    stores: [{{store: heap, site: pit, material: sand}}]
    markets: [{{market: builders, site: pit, material: sand, price: 0 EUR/t, maximum: 10 t/year}}]
    rates:
      - {{at: heap, effect: cost, rate: handling, per: charge}}
      - {{at: heap, effect: cost, rate: 1 EUR/t, per: discharge}}
    profiles:
      - {{slot: wet, "dug [t/year]": 20}}
      - {{slot: dry, "dug [t/year]": 0}}
      - {{year: 2025, "handling [EUR/t]": 2}}
      - {{year: 2030, "handling [EUR/t]": 4}}
    """


def test_each_year_of_a_milestone_counts(tmp_path: Path) -> None:
    """Proves: 10 t are dug in the wet half of each year, 5 t are used in each half: 5 t wait, at 2 + 1 EUR/t in the
    five years from 2025 and 4 + 1 EUR/t in the five from 2030, which count 1.1^-5."""
    plan = planned(tmp_path, ROADMAP.format(settings=""))
    assert plan.objective == pytest.approx(5 * 5 * 3 + 5 * 5 * 5 * 1.1**-5, rel=1e-9)


def test_money_for_moving_is_cash_of_its_year(tmp_path: Path) -> None:
    """Proves: a budget of each calendar year counts it: 25 EUR in 2030 are not kept to with 20."""
    text = ROADMAP.format(settings="") + "\n    limits: [{limit: purse, what: cash, maximum: MOST EUR}]\n"
    planned(tmp_path, text.replace("MOST", "25"))
    with pytest.raises(InfeasibleError, match="purse"):
        planned(tmp_path, text.replace("MOST", "20"))


SHED = """
    plant: {name: shed, currency: EUR, slots: 2 hours}
    materials: [{material: hay, unit: t}, {material: charge, unit: t}]
    sites: [{site: farm}]
    supplies:
      - {supply: mown, site: farm, material: hay, amount: now, take: all, price: 0 EUR/t}
      - {supply: bought, site: farm, material: charge, amount: now, take: all, price: 0 EUR/t}
    stores: [{store: shed, site: farm, material: HELD}]
    markets:
      - {market: cows, site: farm, material: hay, price: 0 EUR/t, maximum: later}
      - {market: pigs, site: farm, material: charge, price: 0 EUR/t, maximum: OTHER}
    rates: [{at: shed, effect: cost, rate: RATE, per: charge}]
    profiles:
      - {slot: 1, "now [t/h]": 3, "later [t/h]": 0}
      - {slot: 2, "now [t/h]": 0, "later [t/h]": 3}
    """


def test_all_that_a_store_holds_counts(tmp_path: Path) -> None:
    """Proves: a shed counts both materials that go in; a plant may call another material `charge` all the same."""
    text = SHED.replace("HELD", "[hay, straw]").replace("RATE", "2 EUR/t").replace("OTHER", "now")
    text = text.replace("{material: hay, unit: t},", "{material: hay, unit: t}, {material: straw, unit: t},")
    text = text.replace("supplies:", "supplies:\n      - {supply: cut, site: farm, material: straw, amount: now, take: "
                        "all, price: 0 EUR/t}")  # fmt: skip
    text = text.replace("markets:", "markets:\n      - {market: barn, site: farm, material: straw, price: 0 EUR/t, "
                        "maximum: later}")  # fmt: skip
    assert planned(tmp_path, text).objective == pytest.approx(2 * 6, rel=1e-9)


def test_a_material_of_that_name_wins_where_it_is_held(tmp_path: Path) -> None:
    """Proves: per `charge` at a store that holds a material `charge` is of that, per amount and time as before: 3 t
    at the end of the first hour."""
    text = SHED.replace("HELD", "[hay, charge]").replace("OTHER", "later")
    assert planned(tmp_path, text.replace("RATE", "2 EUR/t/h")).objective == pytest.approx(2 * 3, rel=1e-9)
    assert "unit-dimension" in codes(tmp_path, text.replace("RATE", "2 EUR/t"))


@pytest.mark.parametrize(
    ("rate", "old", "new", "code", "words"),
    [
        ("effect: cost, rate: 7 EUR/MWh/h, per: charge", "", "", "unit-dimension", "a unit like EUR/MWh is wanted"),
        ("effect: cost, rate: 7 EUR/t, per: discharge", "", "", "unit-dimension", "a unit like EUR/MWh is wanted"),
        ("effect: cost, rate: 7 EUR/MWh, per: chrage", "", "", "per-unknown", "Did you mean `charge`?"),
        (
            "effect: cost, rate: 7 EUR/MWh, per: charge",
            "at: battery",
            "at: machines",
            "per-unknown",
            "are for rows of `stores`",
        ),
        ("effect: cost, rate: 7 EUR/MWh, per: peak", "", "", "per-unknown", "rows of `supplies`"),
    ],
)
def test_what_says_nothing_is_refused_at_its_cell(
    rate: str, old: str, new: str, code: str, words: str, tmp_path: Path
) -> None:
    """Proves: a rate per time, of another material, a misspelt word and a word at what has none are told."""
    text = battery(rate).replace(old, new) if old else battery(rate)
    with pytest.raises(mfo.PlantError) as refused:
        read(tmp_path, text)
    (problem,) = refused.value.problems
    assert problem.code == code
    assert words in str(problem)
    assert str(problem.where).endswith("column rate" if code == "unit-dimension" else "column per")


PAID = ("effect: cost, rate: 2 EUR/MWh, per: charge", "effect: cost, rate: -3 EUR/MWh, per: discharge")


def test_what_earns_by_going_in_and_out_is_refused(tmp_path: Path) -> None:
    """Proves: 2 EUR to put in and 3 EUR back at once earn 1 EUR for ever, whatever the battery holds; 2 EUR back do
    not: 10 EUR for the MWh."""
    with pytest.raises(mfo.PlantError) as refused:
        planned(tmp_path, battery(*PAID))
    (problem,) = [each for each in refused.value.problems if each.severity == "error"]
    assert problem.code == "gain-loop"
    assert "'battery'" in problem.message
    assert "by 1 EUR for each MWh" in problem.message
    assert planned(tmp_path, battery(PAID[0], PAID[1].replace("-3", "-2"))).objective == pytest.approx(10.0, rel=1e-9)


def test_a_converter_says_how_often_it_earns(tmp_path: Path) -> None:
    """Proves: 1 MW in bounds the round, so that it is only a warning: 1 MWh goes in in each hour and 2 MWh come out in
    the second, where one of them is wanted. 10 EUR for the first, 1 EUR earned with each."""
    plan = planned(tmp_path, battery(*PAID, columns=", maximum_charge: 1 MW"))
    assert plan.objective == pytest.approx(10.0 - 2.0, rel=1e-9)
    assert plan.problems.loc[plan.problems.code == "gain-loop", "severity"].tolist() == ["warning"]


def test_what_is_saved_for_ever_names_the_store(tmp_path: Path) -> None:
    """Proves: what nobody asked for when the plant was read ends as unbounded, with the store named."""
    text = battery("effect: water, rate: -3 m3/MWh, per: discharge")
    assert planned(tmp_path, text).objective == pytest.approx(10.0, rel=1e-9)
    with pytest.raises(InfeasibleError, match="This earns for ever: store battery"):
        planned(tmp_path, text, minimise="water")


def test_a_rate_is_varied_and_set_by_scenarios(tmp_path: Path) -> None:
    """Proves: scenarios and uncertainties reach the rate by its row: 10 + 7 EUR, 10 + 20 EUR in the scenario."""
    text = battery("effect: cost, rate: 7 EUR/MWh, per: charge")
    text += """
    scenarios: [{scenario: dear, table: rates, row: battery; cost; charge, column: rate, value: 20 EUR/MWh}]
    uncertainties:
      - {uncertainty: hands, table: rates, row: battery; cost; charge, column: rate, low: -50 %, high: +50 %}
    """
    bench = read(tmp_path, text)
    assert bench.optimise().objective == pytest.approx(17.0, rel=1e-9)
    assert bench.scenario("dear").optimise().objective == pytest.approx(30.0, rel=1e-9)


POND = """
    plant: {name: pond, currency: EUR, slots: 2 days}
    materials: [{material: brine, unit: t}]
    sites: [{site: salina}]
    supplies: [{supply: wells, site: salina, material: brine, amount: 3 t/d, take: all, price: 0 EUR/t}]
    stores: [{store: pond, site: salina, material: brine, LOSS}]
    markets: [{market: sea, site: salina, material: brine, price: -2 EUR/t}]
    rates: [{at: pond, effect: cost, rate: RATE, per: WAY}]
    """


@pytest.mark.parametrize(
    ("loss", "rate", "way", "refused"),
    [
        # What is pumped into the pond is lost there: cheaper than the sea at 2 EUR/t, or dearer.
        ("loss: 20 %/d", "1 EUR/t", "charge", True),
        ("loss: 20 %/d", "3 EUR/t", "charge", False),
        # Half is lost on the way in. Round and round 1 t is lost of 2 t put in and 1 t taken out.
        ("charge_efficiency: 50 %", "0.9 EUR/t", "charge", True),
        ("charge_efficiency: 50 %", "1.1 EUR/t", "charge", False),
        ("charge_efficiency: 50 %", "1.9 EUR/t", "discharge", True),
        ("charge_efficiency: 50 %", "2.1 EUR/t", "discharge", False),
    ],
)
def test_what_costs_more_than_another_way_out_is_not_lost_for_nothing(
    loss: str, rate: str, way: str, refused: bool, tmp_path: Path
) -> None:
    """Proves: the check of what vanishes knows what going in and out costs; 6 t go to the sea for 12 EUR."""
    text = POND.replace("LOSS", loss).replace("RATE", rate).replace("WAY", way)
    if refused:
        assert "cycle-loses" in codes(tmp_path, text)
    else:
        assert planned(tmp_path, text).objective == pytest.approx(12.0, rel=1e-9)
