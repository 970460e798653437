"""Landfills that are opened cell by cell, worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.report import explain, report_html

PLANT = """
plant: {name: cells, currency: MXN, years: [2025, 2026, 2027, 2028, 2029, 2030], discount_rate: RATE}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies:
  - {supply: collection, site: town, material: waste, amount: 10 kt/year, take: all, price: 0 MXN/t}
markets:
  - {market: landfill, site: town, material: waste, price: -100 MXN/t, route: landfill}
landfill_cells:
  - {cell: cell 1, of: landfill, capacity: 15 kt, open: yes, closure_cost: 1 MMXN}
  - {cell: cell 2, of: landfill, capacity: 20 kt, opening_cost: 5 MMXN, closure_cost: 2 MMXN,
     aftercare_cost: 100 kMXN/year, aftercare: 3 year}
  - {cell: cell 3, of: landfill, capacity: 30 kt, opening_cost: 9 MMXN, closure_cost: 3 MMXN}
"""
FAR = """  - {market: far, site: town, material: waste, price: PRICE, route: landfill}
landfill_cells:"""


def planned(folder: Path, text: str, rate: str = "10 %") -> mfo.Plan:
    (folder / "plant.yaml").write_text(text.replace("RATE", rate), encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise()


def test_cells_open_fill_and_close_in_their_years(tmp_path: Path) -> None:
    """60 kt have to go into 15 + 20 + 30 kt, each cell once the one before is full.

    By hand: cell 1 takes 10 and 5 kt and closes in 2027 (1 M); cell 2 opens in 2026 (5 M), takes 5, 10 and 5, closes in
    2029 (2 M and 0.1 M of aftercare, 0.1 M in 2030 and in 2031); cell 3 opens in 2028 (9 M), takes 5, 10 and 10, and
    closes in 2031 (3 M). What is due in 2031, 3.1 M, is worth 3.1 / 1.1 in 2030. Beside that 1 M of gate fee a year.
    Without cells it would be the gate fees alone.
    """
    plan = planned(tmp_path, PLANT)
    cells = plan.landfill_cells
    assert [tuple(row) for row in cells[["year", "cell", "amount"]].round(6).itertuples(index=False)] == [
        (2025, "cell 1", 10000),
        (2026, "cell 1", 5000),
        (2026, "cell 2", 5000),
        (2027, "cell 2", 10000),
        (2028, "cell 2", 5000),
        (2028, "cell 3", 5000),
        (2029, "cell 3", 10000),
        (2030, "cell 3", 10000),
    ]
    told = cells.groupby("cell")[["opened", "full", "closing"]].first()
    assert told.loc["cell 1"].tolist() == ["", "2026", "2027"]
    assert told.loc["cell 2"].tolist() == ["2026", "2028", "2029"]
    assert told.loc["cell 3"].tolist() == ["2028", "", "2031"]
    assert cells.left.iloc[-1] == pytest.approx(5000)
    yearly = [1.0, 6.0, 2.0, 10.0, 3.1, 1.1 + 3.1 / 1.1]  # M
    assert plan.costs.groupby("year").amount.sum().tolist() == pytest.approx([each * 1e6 for each in yearly])
    assert plan.objective == pytest.approx(sum(each * 1e6 / 1.1**n for n, each in enumerate(yearly)))
    spent = plan.ledger.query("effect == 'investment'").groupby("year").amount.sum()
    assert spent.to_dict() == pytest.approx({2026: 5e6, 2028: 9e6})


def test_the_cash_flow_has_the_same_money_in_the_same_years(tmp_path: Path) -> None:
    """The money of the case above by calendar year; its present value is the objective, a year earlier."""
    plan = planned(tmp_path, PLANT)
    flow = plan.cash_flow.query("category != 'gate fee'")[["year", "category", "amount"]]
    assert sorted((row.year, row.category, round(row.amount, 2)) for row in flow.itertuples()) == [
        (2026, "cell opening", -5e6),
        (2027, "closure", -1e6),
        (2028, "cell opening", -9e6),
        (2029, "closure", -2.1e6),
        (2030, "closure", -0.1e6),
        (2030, "closure to come", round(-3.1e6 / 1.1, 2)),
    ]
    value = plan.appraisal.query("figure == 'net present value'").value.item()
    assert value == pytest.approx(-plan.objective / 1.1)
    assert "Landfill cells" in report_html(plan)
    assert "Celdas del relleno sanitario" in report_html(plan, "es")


@pytest.mark.parametrize(("opening", "cells"), [("2 MMXN", ["cell 1", "cell 2"]), ("12 MMXN", ["cell 1"])])
def test_a_cell_is_opened_where_it_is_worth_it(opening: str, cells: list[str], tmp_path: Path) -> None:
    """A far tip takes 900 MXN/t where the cells take 100, so that 20 kt of cell 2 save 16 M less closing and aftercare
    of 2.3 M: it is opened for 2 M, and not at 12 M with a last cell too dear to follow; half a cell cannot be.

    At no interest: 60 kt x 100 and 1 M of closing cell 1, and 800 for each tonne that goes far.
    """
    text = PLANT.replace("landfill_cells:", FAR.replace("PRICE", "-900 MXN/t")).replace("5 MMXN", opening)
    text = text.replace("9 MMXN", "90 MMXN").replace("2 MMXN,\n     aftercare", "4 MMXN,\n     aftercare")
    plan = planned(tmp_path, text, "0 %")
    assert sorted(set(plan.landfill_cells.query("closing != ''").cell)) == cells
    far = 60_000 - 15_000 - (20_000 if len(cells) > 1 else 0)
    paid = (2e6 + 4e6 + 0.3e6) if len(cells) > 1 else 0.0
    assert plan.objective == pytest.approx(60_000 * 100 + 1e6 + far * 800 + paid)


def test_closing_follows_the_last_use_wherever_that_is(tmp_path: Path) -> None:
    """From 2028 on a plant takes waste for 50 MXN/t: the cell is used for the last time in 2027 and closes in 2028.

    By hand: 3 x 1.2 M with 0.2 M for keeping it open, then 1.5 M and 2 x 0.5 M. A year more with next to nothing in it
    would cost 0.2 M and save 0.09 M of interest; were it not for the fixed cost, it would be worth it. At a fixed year
    closing would fall due with or without use.
    """
    text = PLANT.partition("  - {cell: cell 2")[0].replace("15 kt", "90 kt, fixed_cost: 200 kMXN/year")
    text = text.replace("landfill_cells:", FAR.replace("PRICE", "far"))
    prices = {year: -50 if year > 2027 else -500 for year in range(2025, 2031)}
    rows = "".join(f"  - {{year: {year}, 'far [MXN/t]': {price}}}\n" for year, price in prices.items())
    plan = planned(tmp_path, f"{text}profiles:\n{rows}")
    assert plan.landfill_cells.closing.unique().tolist() == ["2028"]
    yearly = [1.2, 1.2, 1.2, 1.5, 0.5, 0.5]
    assert plan.costs.groupby("year").amount.sum().tolist() == pytest.approx([each * 1e6 for each in yearly])
    assert plan.cash_years.net.tolist() == pytest.approx([-each * 1e6 for each in yearly])


def test_an_open_cell_that_is_never_used_closes_at_once(tmp_path: Path) -> None:
    """Where the far tip is cheaper from the start, closing falls in 2025."""
    text = PLANT.partition("  - {cell: cell 2")[0].replace("15 kt", "15 kt, fixed_cost: 200 kMXN/year")
    plan = planned(tmp_path, text.replace("landfill_cells:", FAR.replace("PRICE", "-20 MXN/t")))
    assert plan.costs.groupby("year").amount.sum().tolist() == pytest.approx([1.2e6, *[0.2e6] * 5])
    assert plan.landfill_cells[["year", "amount", "closing"]].values.tolist() == [[2025, 0.0, "2025"]]
    assert plan.cash_years.net.tolist() == pytest.approx([-1.2e6, *[-0.2e6] * 5])


def test_milestones_of_several_years_fill_alike(tmp_path: Path) -> None:
    """Two milestones of five years: 50 kt and 50 kt into 50 and 60 kt; closing cell 1 falls in 2030, after five years.

    Opening cell 2 is 5 M in the cash of 2030, and a fifth of it in each year of the milestone's costs.
    """
    text = PLANT.replace("[2025, 2026, 2027, 2028, 2029, 2030]", "[2025, 2030]").replace("20 kt", "60 kt")
    text = text.partition("  - {cell: cell 3")[0].replace("15 kt", "50 kt")
    plan = planned(tmp_path, text, "0 %")
    assert plan.landfill_cells[["year", "opened", "full", "closing"]].values.tolist() == [
        [2025, "", "2029", "2030"],
        [2030, "2030", "", "2035"],
    ]
    assert plan.objective == pytest.approx(100_000 * 100 + 1e6 + 5e6 + 2.3e6)
    cash = plan.cash_flow.query("category != 'gate fee'").groupby(["year", "category"]).amount.sum()
    assert cash.to_dict() == pytest.approx(
        {(2030, "cell opening"): -5e6, (2030, "closure"): -1e6, (2034, "closure to come"): -2.3e6}
    )


def test_a_landfill_that_is_full_is_told(tmp_path: Path) -> None:
    plan = planned(tmp_path, PLANT.replace("30 kt", "25 kt"))
    told = [problem.message for problem in plan.problem_list if problem.code == "cells-full"]
    assert told == ["All cells of `landfill` are full in 2030: nothing more fits in after that."]


def test_more_than_the_cells_hold_has_no_plan(tmp_path: Path) -> None:
    with pytest.raises(mfo.InfeasibleError) as raised:
        planned(tmp_path, PLANT.replace("30 kt", "20 kt"))
    assert "capacity of cell cell 3" in str(raised.value)


def test_today_opens_no_cells(tmp_path: Path) -> None:
    """Proves: beside measured flows of today the plan stands, compared with a year that opens and closes nothing."""
    text = f"{PLANT}measurements: [{{at: landfill, amount: 10 kt/year}}]\n"
    plan = planned(tmp_path, text)
    assert plan.today is not None
    assert plan.today.totals["cost"]["value"] == pytest.approx(1e6)
    plan.save(tmp_path / "run")
    assert mfo.Plan.load(tmp_path / "run").landfill_cells.equals(plan.landfill_cells)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("years: [2025, 2026, 2027, 2028, 2029, 2030], ", "", "the plant has no milestone years"),
        ("of: landfill, capacity: 20", "of: tip, capacity: 20", "tip"),
        ("capacity: 20 kt, ", "capacity: 20 kt, open: yes, ", "`cell 2` is open, and stands after another cell"),
        ("aftercare: 3 year", "aftercare: 3.5 year", "`aftercare` is 3.5 years"),
        (", aftercare: 3 year", "", "`aftercare_cost` is given, and `aftercare` is blank"),
        ("capacity: 20 kt", "capacity: 20 m3", "Give `density`, such as `0.8 t/m3`, or the capacity in t"),
        ("capacity: 20 kt", "capacity: 20 kt, density: 0.8 t/m3", "which needs no `density`"),
        ("capacity: 20 kt", "capacity: 20 MWh", "where a unit like t or a unit like m3 is wanted"),
        ("capacity: 20 kt, ", "", "`capacity`"),
        ("cell: cell 2", "cell: cell 1", "cell 1"),
    ],
)
def test_what_makes_no_cells_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    assert old in PLANT.replace("\n     ", " ")
    (tmp_path / "plant.yaml").write_text(
        PLANT.replace("\n     ", " ").replace(old, new).replace("RATE", "10 %"), encoding="utf-8"
    )
    with pytest.raises(mfo.PlantError) as raised:
        mfo.read(tmp_path / "plant.yaml")
    assert said in str(raised.value)


def test_a_cell_can_be_asked_for(tmp_path: Path) -> None:
    """Cell 2 of the case above: opened in 2026, full after 2028, closed the year after."""
    plan = planned(tmp_path, PLANT)
    told = "cell 2: opens in 2026, full at the end of 2028, closes in 2029; 20,000 t of 20,000 t are in it at the end."
    assert explain(plan, "cell 2") == [told]
    assert told in explain(plan, "landfill")


def test_a_cell_that_is_not_opened_says_why(tmp_path: Path) -> None:
    """Of 60 kt 15 and 80 fit into the first two, so that 35 are left: cell 3 waits. Where a far tip is worth it, cell 2
    is too dear at 12 M though cell 1 is full, and cell 3 comes after it."""
    plan = planned(tmp_path, PLANT.replace("20 kt", "80 kt"))
    waits = "cell 3 is not opened: it opens when cell 2 is full, which has 35,000 t left at the end."
    assert explain(plan, "cell 3") == [waits]
    assert waits in explain(plan, "landfill")
    assert "not opened" in report_html(plan)
    text = PLANT.replace("landfill_cells:", FAR.replace("PRICE", "-900 MXN/t")).replace("5 MMXN", "12 MMXN")
    text = text.replace("9 MMXN", "90 MMXN").replace("2 MMXN,\n     aftercare", "4 MMXN,\n     aftercare")
    dear = planned(tmp_path, text, "0 %")
    assert "though cell 1 is full" in explain(dear, "cell 2")[0]
    assert explain(dear, "cell 3") == ["cell 3 is not opened: cell 2, which comes first, is not opened either."]
    assert dear.cash_flow.query("category == 'cell opening'").empty


def test_airspace_in_m3_holds_what_its_density_says(tmp_path: Path) -> None:
    """25,000 m3 of airspace at 0.8 t/m3 are the 20 kt of the case above, and 37,500 the 30 kt."""
    plain = planned(tmp_path, PLANT)
    text = PLANT.replace("capacity: 20 kt", "capacity: 25000 m3, density: 0.8 t/m3")
    volume = planned(tmp_path, text.replace("capacity: 30 kt", "capacity: 37500 m3, density: 800 kg/m3"))
    assert volume.objective == pytest.approx(plain.objective)
    assert volume.landfill_cells.capacity.unique().tolist() == pytest.approx([15_000, 20_000, 30_000])
