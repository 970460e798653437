"""What is lost in links, stores and processes is told: in the summary, on the page, in the workbook and as an
indicator. Values by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli import main
from openpyxl import load_workbook

import mfo
from mfo.report import write_workbook

from .cases import bench, typed

WAYS = "lossy_link_both_ways"
ONE_WAY = ("from: [works, pond], to: [works, pond]", "from: works, to: pond")


def lost(plan: mfo.Plan, name: str) -> tuple[float, str]:
    """An indicator's value and unit."""
    (row,) = plan.indicators[plan.indicators["indicator"] == name].to_dict("records")
    return float(row["value"]), str(row["unit"])


def test_a_link_tells_what_it_loses(tmp_path: Path) -> None:
    """2 % of 1,000 t."""
    plan = bench(WAYS, tmp_path, ONE_WAY).optimise()
    assert lost(plan, "lost: brine") == (pytest.approx(20), "t")
    (row,) = plan.indicators[plan.indicators["indicator"] == "lost: brine"].to_dict("records")
    assert (row["numerator"], row["denominator"]) == (pytest.approx(20), pytest.approx(1000))


def test_losing_round_and_round_is_all_of_it(tmp_path: Path) -> None:
    plan = bench(WAYS, tmp_path, ("loss: 2 %", "loss: 2 %, loss_is_outlet: yes")).optimise()
    assert lost(plan, "lost: brine")[0] == pytest.approx(1000)


def test_a_store_tells_what_it_loses(tmp_path: Path) -> None:
    """All that arises, where the loss is meant: 3,650 t, told in the unit typed."""
    meant = ("5 %/month", "5 %/month, loss_is_outlet: yes")
    assert lost(bench("lossy_heap_swallows_waste", tmp_path, meant).optimise(), "lost: manure")[0] == pytest.approx(
        3650
    )
    kilos = ("{material: manure, unit: t}", "{material: manure, unit: kg}")
    found = lost(bench("lossy_heap_swallows_waste", tmp_path, meant, kilos).optimise(), "lost: manure")
    assert found == (pytest.approx(3_650_000), "kg")


def test_a_process_tells_what_goes_missing_in_it(tmp_path: Path) -> None:
    """1,000 t dried to 300 t."""
    dried = ("{process: dryer, material: sludge, role: out", "{process: dryer, material: dried, role: out")
    named = ("{material: heat, unit: MWh}", "{material: heat, unit: MWh},{material: dried, unit: t}")
    sold = ("material: sludge, price: -60 EUR/t", "material: [sludge, dried], price: -60 EUR/t")
    plan = bench("process_that_shrinks_its_own_input", tmp_path, dried, named, sold).optimise()
    assert lost(plan, "lost in processes") == (pytest.approx(700), "t")
    assert "lost: sludge" not in set(plan.indicators["indicator"])


def test_what_burns_is_not_lost(tmp_path: Path) -> None:
    """A boiler's flue gas is no loss of a process that makes something."""
    text = """
plant: {name: boiler, currency: EUR}
materials: [{material: wood, unit: t}, {material: heat, unit: MWh}]
sites: [{site: a}]
supplies: [{supply: forest, site: a, material: wood, take: up to, price: 50 EUR/t}]
processes: [{process: boiler, site: a, model: recipe, variable_cost: 0 EUR/MWh}]
recipes:
  - {process: boiler, material: wood, role: in, amount: 0.25 t/MWh}
  - {process: boiler, material: heat, role: out, amount: 1 MWh/MWh}
markets: [{market: homes, site: a, material: heat, price: 0 EUR/MWh, minimum: 10 MWh/d}]
"""
    assert not any(name.startswith("lost") for name in typed(text, tmp_path).optimise().indicators["indicator"])


def test_nothing_is_told_where_nothing_is_lost(tmp_path: Path) -> None:
    plan = bench(WAYS, tmp_path, ONE_WAY, ("loss: 2 %", "loss: 0 %")).optimise()
    assert not any(name.startswith("lost") for name in plan.indicators["indicator"])


@pytest.mark.parametrize(("language", "sentence"), [("en", "In links and stores"), ("es", "En enlaces y almacenes")])
def test_the_summary_the_page_and_the_workbook_tell_it(
    language: str, sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench(WAYS, tmp_path, ONE_WAY)
    out = tmp_path / "run"
    command = ["optimise", str(tmp_path / "plant.yaml"), "--out", str(out), "--language", language]
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 0
    told = {"en": "Lost in links and stores: 20 t brine", "es": "Pérdidas en enlaces y almacenes: 20 t brine"}[language]
    assert told in capsys.readouterr().out
    page = (out / "report.html").read_text(encoding="utf-8")
    assert sentence in page
    write_workbook(bench(WAYS, tmp_path, ONE_WAY).optimise(), tmp_path / "book.xlsx")
    sheet = load_workbook(tmp_path / "book.xlsx")["Summary"]
    told = [str(cell.value) for row in sheet.iter_rows(max_row=8) for cell in row if cell.value]
    assert any(text.startswith("In links and stores 20 t brine are lost") for text in told)
