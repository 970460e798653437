"""Figures typed in another money: which rate counts, by hand, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.report import report_html

PLANT = """
plant: {name: yard, currency: MXN, SETTINGS discount_rate: 0 %, carbon_price: 2 USD/t_CO2e}
sites: [{site: yard}]
materials: [{material: peel, unit: t}, {material: compost, unit: t}]
supplies:
  - {supply: kitchens, site: yard, material: peel, amount: 1000 t/year, take: all, price: PRICE}
processes:
  - {process: windrows, site: yard, model: recipe, capacity: 1000 t/year, capex: 10 USD/(t/year), lifetime: 10 year,
     variable_cost: 3 USD/t, closure_cost: CLOSURE}
recipes:
  - {process: windrows, material: peel, role: in}
  - {process: windrows, material: compost, role: out, amount: 0.5 t/t, per: peel}
markets: [{market: gardens, site: yard, material: compost, price: compost}]
profiles: [{slot: 1, "compost [EUR/t]": 4}]
rates: [{at: windrows, effect: CH4, rate: 1 kg/t}]
limits: [{limit: most, what: cost, maximum: 1 MUSD/year}]
exchange_rates:
  - {currency: USD, date: 2024, rate: 20 MXN/USD}
  - {currency: USD, date: 2025-03-01, rate: 17.2 MXN/USD, source: "Banxico, FIX"}
  - {currency: USD, date: 2026-01-01, rate: 16 MXN/USD, source: assumption}
  - {currency: EUR, date: 2024-07, rate: 21.5 MXN/EUR, source: Banxico}
"""


def work(folder: Path, settings: str, price: str = "1 USD/t", closure: str = '""') -> mfo.Workbench:
    text = PLANT.replace("SETTINGS", settings).replace("PRICE", price).replace("CLOSURE", closure)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


def test_each_cell_is_exchanged_at_the_rate_of_the_price_year(tmp_path: Path) -> None:
    """In 2025 a USD is 17.2 MXN, whatever it was or will be: (1 + 3) x 1,000 t, a tenth of 10 x 1,000, and the carbon
    price of 2 on 27 t make 5,054 USD, 86,928.8 MXN; 500 t of compost bring 4 EUR at 21.5, 43,000 MXN.

    At the rate of 2024 it would be 101,080 less 43,000.
    """
    bench = work(tmp_path, "price_year: 2025,")
    plan = bench.optimise()
    assert plan.objective == pytest.approx(5054 * 17.2 - 43_000)
    assert plan.limits.maximum.item() == pytest.approx(17.2e6)
    told = plan.sources.query("name == 'exchange rate'").set_index("process")
    assert told.value["USD"] == "1 USD = 17.2 MXN (2025-03-01)"
    assert (told.source["USD"], told.standing["USD"]) == ("Banxico, FIX", "stated")
    assert told.value["EUR"] == "1 EUR = 21.5 MXN (2024-07)"
    plan.save(tmp_path / "run")
    assert mfo.Plan.load(tmp_path / "run").sources.value.tolist() == plan.sources.value.tolist()
    assert "1 USD = 17.2 MXN (2025-03-01)" in report_html(plan)
    with_limit = bench.optimise(limits=["cost <= 6 kUSD/year"])
    assert with_limit.limits.set_index("limit").maximum["cost <= 6 kUSD/year"] == pytest.approx(6000 * 17.2)


def test_a_roadmap_has_the_rate_of_each_milestone(tmp_path: Path) -> None:
    """In 2025 17.2, in 2026 and for ever after 16: a year costs the more in 2025; the annuity of what is built in 2025
    is in the money of that year, 1,000 USD at 17.2 in both."""
    plan = work(tmp_path, "years: 2025; 2027,").optimise()
    yearly = plan.costs.groupby("year").amount.sum()
    assert yearly[2025] == pytest.approx((4 * 1000 + 1000 + 54) * 17.2 - 43_000)
    assert yearly[2027] == pytest.approx((4 * 1000 + 54) * 16 + 1000 * 17.2 - 43_000)
    value = plan.sources.query("process == 'USD'").value.item()
    assert value == "1 USD = 2025: 17.2 MXN (2025-03-01); 2027: 16 MXN (2026-01-01)"


@pytest.mark.parametrize(
    ("settings", "cells", "said"),
    [
        ("price_year: 2025,", {"price": "1 GBP/t"}, "give the rate of GBP in the table `exchange_rates`"),
        ("price_year: 2025,", {"price": "1 USD/kWh"}, "where a unit like MXN/t is wanted. Check the unit"),
        ("price_year: 2023,", {}, "the first rate of USD is of 2024, after 2023. Give a rate of USD of that year"),
        ("", {}, "there are several rates of USD, and the plant does not say of which year its prices are. Set"),
        ("years: 2025; 2027,", {"closure": "1 USD/(t/year)"}, "one number for all years, and the rate of USD is not"),
    ],
)
def test_what_no_rate_is_known_of_is_refused_at_its_cell(
    settings: str, cells: dict[str, str], said: str, tmp_path: Path
) -> None:
    with pytest.raises(mfo.PlantError) as raised:
        work(tmp_path, settings, **cells)
    assert said in str(raised.value)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("{currency: USD, date: 2024-01-01, rate: 19 MXN/USD}", "`USD` has a second rate of 2024-01-01. Keep one"),
        ("{currency: MXN, date: 2024, rate: 1}", "`MXN` is the plant's own money, which needs no rate"),
        ("{currency: dollars, date: 2024, rate: 1}", "`dollars` is no currency that mfo knows"),
        ("{currency: GBP, date: last May, rate: 22 MXN/GBP}", "`date` is `last May`, which is no date"),
        ("{currency: GBP, date: 2024, rate: 22}", "Write it as `22 MXN/GBP`"),
        ("{currency: GBP, date: 2024, rate: 0.05 GBP/MXN}", "where a unit like MXN/GBP is wanted"),
        ("{currency: GBP, date: 2024, rate: 1.2 EUR/GBP}", "Write how much MXN one GBP is, in MXN/GBP."),
        ("{currency: GBP, date: 2024, rate: 0 MXN/GBP}", "it must be above zero"),
    ],
)
def test_a_wrong_rate_is_told_at_its_cell(row: str, said: str, tmp_path: Path) -> None:
    text = PLANT.replace("SETTINGS", "price_year: 2025,").replace("PRICE", "1 USD/t").replace("CLOSURE", '""')
    (tmp_path / "plant.yaml").write_text(f"{text}  - {row}\n", encoding="utf-8")
    with pytest.raises(mfo.PlantError) as raised:
        mfo.read(tmp_path / "plant.yaml")
    assert said in str(raised.value)


def test_a_workbook_brings_the_day_as_a_date(tmp_path: Path) -> None:
    """Proves: the table goes through a workbook, where 2025-03-01 is a date of its own, and comes back."""
    from mfo.tables.conversion import convert

    bench = work(tmp_path, "price_year: 2025,")
    convert(tmp_path / "plant.yaml", tmp_path / "plant.xlsx")
    again = mfo.read(tmp_path / "plant.xlsx")
    assert again.plant.exchange_rates["USD"].words == bench.plant.exchange_rates["USD"].words
    assert again.optimise().objective == pytest.approx(5054 * 17.2 - 43_000)


def test_the_rate_is_a_cell_like_any_other(tmp_path: Path) -> None:
    """Proves: a scenario changes it by its currency and day. At 18 it is 5,054 x 18 - 43,000."""
    work(tmp_path, "price_year: 2025,")
    text = (tmp_path / "plant.yaml").read_text(encoding="utf-8")
    row = "{scenario: dear, table: exchange_rates, row: USD; 2025-03-01, column: rate, value: 18 MXN/USD}"
    (tmp_path / "plant.yaml").write_text(f"{text}scenarios:\n  - {row}\n", encoding="utf-8")
    dear = mfo.read(tmp_path / "plant.yaml", scenario="dear")
    assert dear.optimise().objective == pytest.approx(5054 * 18 - 43_000)


def test_a_long_column_is_exchanged_as_a_short_one(tmp_path: Path) -> None:
    """Proves: of 80 rows, read a column at a time, those in USD count at 17.2 and those in MXN as they are."""
    work(tmp_path, "price_year: 2025,")
    text = (tmp_path / "plant.yaml").read_text(encoding="utf-8")
    more = "".join(
        f"  - {{supply: s{n}, site: yard, material: peel, take: up to, price: 9 {('MXN', 'USD')[n % 2]}/t}}\n"
        for n in range(80)
    )
    (tmp_path / "plant.yaml").write_text(text.replace("processes:", f"{more}processes:", 1), encoding="utf-8")
    bench = mfo.read(tmp_path / "plant.yaml")
    prices = [float(supply.price.values) for supply in bench.plant.supplies[1:]]
    assert prices == pytest.approx([9, 9 * 17.2] * 40)


def test_one_rate_is_one_rate_whatever_the_mean_of_years_rounds_to(tmp_path: Path) -> None:
    """1.981 EUR ten times, divided by ten, is not 1.981 to the last digit: what is one number for all years was
    refused, as if the rate changed. By hand: 0.9 t stay, worth 30.7 USD/t at the end of each of 12 years."""
    text = """
plant: {name: keep, currency: EUR, years: [2025, 2035, 2036], interpolate: step, milestone_values: mean}
materials: [{material: salt, unit: t}]
sites: [{site: yard}]
stores: [{store: shed, site: yard, material: salt, start: 0.9 t, end_value: 30.7 USD/t}]
exchange_rates: [{currency: USD, date: 2025, rate: 1.981 EUR/USD}]
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    assert mfo.read(tmp_path / "plant.yaml").optimise().objective == pytest.approx(-12 * 0.9 * 30.7 * 1.981)
