"""The trade-off curve, solved by hand on the smallest plant that has one."""

from __future__ import annotations

import pickle
import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo
from mfo.report import report_html
from mfo.report.pages.tradeoff_page import curve_page
from mfo.studies.trade_offs import points, work

from ..report.reading import Element, grids, numbers, read
from .plants import TWO_WAYS as PLANT


@pytest.fixture
def bench(tmp_path: Path) -> mfo.Workbench:
    (tmp_path / "plant.yaml").write_text(PLANT, encoding="utf-8")
    return mfo.read(tmp_path / "plant.yaml")


def test_the_curve_by_hand(bench: mfo.Workbench) -> None:
    """All to the tip costs 10,000 and buries 100 t; 80 t to the farm cost 26,000 and leave 20 t; each tonne costs 200.

    Methane is 0.1 t/t at 27 t CO2e/t: a tonne of CO2e costs 200 / 2.7 = 74.07. Without the ends' second objective the
    curve could begin at a dearer or dirtier plan of the same value.
    """
    curve = bench.pareto("cost", "emissions", points=5)
    table = curve.table
    assert table["amount"].tolist() == pytest.approx([10_000, 14_000, 18_000, 22_000, 26_000], rel=1e-6)
    assert table["against_amount"].tolist() == pytest.approx([270, 216, 162, 108, 54], rel=1e-6)
    assert table["price"].tolist()[1:4] == pytest.approx([200 / 2.7] * 3)
    assert table["price"].isna().tolist() == [True, False, False, False, False]


def test_a_curve_shows_itself_in_both_languages(bench: mfo.Workbench) -> None:
    curve = bench.pareto("cost", "landfilled", points=3)
    assert "26,000" in curve._repr_html_()
    assert 'lang="es"' in curve_page(curve, "es")
    assert "http" not in curve_page(curve).replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("cost", "cost", 5), "itself"), (("cost", "emissions", 1), "curve"), (("cost", "emision", 3), "emissions")],
)
def test_what_makes_no_curve_is_told(bench: mfo.Workbench, words: tuple[str, str, int], hint: str) -> None:
    with pytest.raises(mfo.UsageError, match=hint):
        bench.pareto(*words)


def test_the_plans_of_a_curve_are_what_optimise_makes(bench: mfo.Workbench) -> None:
    """The second of three points keeps emissions at 162 t: 40 t to the farm, 60 t to the tip, 18,000 MXN."""
    curve = bench.pareto("cost", "emissions", points=3)
    assert len(curve.plans) == 3
    for plan in curve.plans[1:]:
        again = bench.optimise(limits=plan.run["options"]["limits"])
        for name in ("flows", "ledger", "limits", "prices", "bounds", "reduced_costs", "indicators"):
            pd.testing.assert_frame_equal(plan.tables[name], again.tables[name], rtol=1e-9)
    middle = curve.plans[1]
    farm = middle.flows[middle.flows["element"] == "farm"]
    assert farm["amount"].tolist() == pytest.approx([40.0])
    assert middle.certificate["certified"]
    assert middle.curve["this_plan"].tolist() == [False, True, False]


def test_a_limit_of_every_point_holds_at_every_point(bench: mfo.Workbench) -> None:
    """At least 20 t to the farm: the cheapest plan then costs 80 x 100 + 20 x 300 = 14,000."""
    curve = bench.pareto("cost", "emissions", points=3, limits=["farm >= 20 t"])
    assert curve.table["amount"].iloc[0] == pytest.approx(14_000)
    assert curve.plans[2].run["options"]["limits"][0] == "farm >= 20 t"


def test_nothing_to_trade_is_one_point(bench: mfo.Workbench) -> None:
    """Methane and emissions are least in the same plan. Without this the page would show one plan several times."""
    curve = bench.pareto("emissions", "landfilled", points=5)
    assert len(curve.table) == 1
    assert "nothing to trade" in curve_page(curve)


@pytest.mark.parametrize(
    "axes", [("cost", "N2O"), ("N2O", "cost"), ("N2O", "investment"), ("cost", ("N2O", "emissions"))]
)
def test_an_effect_that_nothing_causes_is_an_axis_of_zeros(
    bench: mfo.Workbench, tmp_path: Path, axes: tuple[str, str | tuple[str, ...]]
) -> None:
    """There is no nitrous oxide and no investment; the cheapest plan costs 10,000, that of the least CO2e 26,000."""
    curve = bench.pareto(*axes, points=3)
    amounts = {axes[0]: curve.table["amount"].tolist()}
    for number, axis in enumerate([axes[1]] if isinstance(axes[1], str) else axes[1]):
        amounts[axis] = curve.table[("against_amount", "third_amount")[number]].tolist()
    whole = len(curve.table)
    assert all(amounts.get(none, [0.0] * whole) == [0.0] * whole for none in ("N2O", "investment"))
    if "cost" in amounts:
        ends = [10_000, 26_000] if "emissions" in amounts else [10_000, 10_000]
        assert [min(amounts["cost"]), max(amounts["cost"])] == pytest.approx(ends, rel=1e-5)
    assert (curve.save(tmp_path / "curve") / "curve.html").is_file()


def test_a_curve_is_written_with_its_plans(bench: mfo.Workbench, tmp_path: Path) -> None:
    folder = bench.pareto("cost", "emissions", points=3).save(tmp_path / "curve")
    page = read((folder / "curve.html").read_text(encoding="utf-8"))
    links = [link.attributes["href"] for link in page.first("table").every("a")]
    assert links == [f"point-0{number}/report.html" for number in (1, 2, 3)]
    assert all((folder / link).is_file() for link in links)
    plan = mfo.Plan.load(folder / "point-02")
    assert plan.curve["point"].tolist() == [1, 2, 3]
    book = openpyxl.load_workbook(folder / "point-02" / "plan.xlsx", read_only=True)
    assert [cell.value for cell in next(book["curve"].iter_rows(max_row=1))][2:5] == [
        "amount [MXN]",
        "against",
        "against amount [t CO₂e]",
    ]
    with pytest.raises(mfo.UsageError, match="exists already"):
        bench.pareto("cost", "emissions", points=2).save(folder)
    bench.pareto("cost", "emissions", points=2).save(folder, force=True, plans=False)
    assert sorted(path.name for path in folder.iterdir()) == ["curve.csv", "curve.html", "study.xlsx"]


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_report_of_a_point_shows_the_curve_as_the_table_has_it(bench: mfo.Workbench, code: str) -> None:
    plan = bench.pareto("cost", "emissions", points=3).plans[1]
    section = next(read(report_html(plan, code)).every("section", id="curve"))
    (grid,) = grids(section)
    for column, name in enumerate(("amount", "against_amount", "price"), start=1):
        shown = [numbers(row[column])[0].value for row in grid.rows if numbers(row[column])]
        assert shown == plan.curve[name].dropna().tolist()
    assert [row[0].text().endswith(("(this plan)", "(este plan)")) for row in grid.rows] == [False, True, False]
    marks = [float(mark.attributes["data-value"]) for mark in section.every("circle")]
    assert marks == [value - plan.curve["amount"][0] for value in plan.curve["amount"]]
    assert all(mark.first("title").text() for mark in section.every("circle"))
    said = numbers(section.first("p", **{"class": "where"}))
    assert [number.value for number in said] == [2, 3, *plan.curve.iloc[1][["amount", "against_amount", "price"]]]
    assert not re.search(r"\d", "".join(text for text in unmarked(section) if "CO" not in text))


def unmarked(element: Element) -> list[str]:
    """The text outside marked numbers."""
    if element.tag == "data" or "data-value" in element.attributes:
        return []
    return [text for c in element.children for text in ([c] if isinstance(c, str) else unmarked(c))]


def test_the_far_end_of_a_roadmap_is_the_least_total(tmp_path: Path) -> None:
    """The farm takes 80 t in all. The tip emits 0.1 t/t of methane in 2026, 0.11 in 2027: taken then, 0.1 x 100 + 0.11
    x 20 = 12.2 t are left, 329.4 t CO2e.

    At 60 % a year the later methane counts 0.11 / 1.6 only: a far end of the least discounted emissions would send the
    80 t in 2026, and be called the least with 351 t.
    """
    text = PLANT.replace("currency: MXN}", "currency: MXN, years: 2026; 2027, discount_rate: 60 %}")
    text = text.replace("maximum: 80 t/year, route", "route").replace("rate: 0.1 t/t}", "rate: leaks}")
    text += """
profiles: [{year: 2026, "leaks [t/t]": 0.1}, {year: 2027, "leaks [t/t]": 0.11}]
limits: [{limit: field, what: farm, maximum: 80 t, when: total}]
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    curve = mfo.read(tmp_path / "plant.yaml").pareto("cost", "emissions", points=3)
    assert curve.discounted
    assert curve.table["against_amount"].iloc[-1] == pytest.approx(329.4, rel=1e-6)


def test_an_interrupted_curve_goes_on_where_it_was(
    bench: mfo.Workbench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both ends and two of four levels are known when the next is stopped: it and the last are left to be solved."""
    solved: list[points.Wanted] = []
    own = points.solved_point

    def counted(asked: points.CurveRequest, wanted: points.Wanted) -> points.Point | None:
        solved.append(wanted)
        if len(solved) == 5:
            raise KeyboardInterrupt
        return own(asked, wanted)

    monkeypatch.setattr(work, "solved_point", counted)
    with pytest.raises(KeyboardInterrupt):
        bench.pareto(points=5, folder=tmp_path / "kept")
    again = bench.pareto(points=5, folder=tmp_path / "kept")
    assert len(solved) == 5 + 2
    pd.testing.assert_frame_equal(again.table, bench.pareto(points=5).table, check_exact=True)


def test_a_point_is_the_same_in_another_process(bench: mfo.Workbench) -> None:
    """What is sent there can be sent, and what comes back is what is told here."""
    asked = points.CurveRequest(bench.plant, bench.graph, "cost", ("emissions",), 3)
    wanted = points.Wanted(("cost",), (("emissions", 162.0),))
    sent = pickle.loads(pickle.dumps(asked))
    assert pickle.loads(pickle.dumps(points.told_or_why(sent, wanted))) == work.Worked(asked).at(wanted)


def test_plans_that_were_not_written_are_made_when_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: mfo.Workbench
) -> None:
    """The second of three points, 18,000 MXN, from what is kept, with nothing else solved again."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command_line, ["pareto", "plant.yaml", "--points", "3", "--out", "curve", "--no-plans"])
    assert done.exit_code == 0, done.output
    (tmp_path / "plant.yaml").unlink()
    solved: list[points.Wanted] = []
    own = points.solved_point
    monkeypatch.setattr(work, "solved_point", lambda asked, wanted: solved.append(wanted) or own(asked, wanted))
    assert CliRunner().invoke(command_line, ["report", "curve/point-02"]).exit_code == 0
    plan = mfo.Plan.load(tmp_path / "curve" / "point-02")
    assert plan.objective == pytest.approx(18_000)
    assert plan.curve["this_plan"].tolist() == [False, True, False]
    assert len(solved) == 1


def test_plans_of_a_plant_that_was_another_are_removed(bench: mfo.Workbench, tmp_path: Path) -> None:
    """What is no run of a point stays, and of an unsolvable question nothing is kept."""
    folder = tmp_path / "kept"
    bench.pareto(points=3, folder=folder)
    for name in ("point-01", "point-notes"):
        (folder / name).mkdir()
    again = bench.pareto(points=3, folder=folder)
    assert {"point-01", "point-notes"} <= {each.name for each in folder.iterdir()}  # the same question
    dear = bench.with_value("markets", "farm", "price", "-400 MXN/t").pareto(points=3, folder=folder)
    assert (folder / "point-notes").is_dir()
    assert not (folder / "point-01").exists()
    assert again.table["amount"].tolist() == pytest.approx([10_000, 18_000, 26_000])
    assert dear.table["amount"].tolist() == pytest.approx([10_000, 22_000, 34_000])  # 300 more a tonne for 80 t
    with pytest.raises(mfo.InfeasibleError):
        bench.pareto(points=3, limits=["farm >= 90 t"], folder=tmp_path / "none")
    assert not (tmp_path / "none").exists()
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "mine.txt").write_text("kept", encoding="utf-8")
    with pytest.raises(mfo.InfeasibleError):
        bench.pareto(points=3, limits=["farm >= 90 t"], folder=tmp_path / "some")
    assert [each.name for each in (tmp_path / "some").iterdir()] == ["mine.txt"]


def test_a_point_that_there_is_not_is_no_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: mfo.Workbench
) -> None:
    """Three points are kept; a fourth is told as what it is, a folder that does not exist."""
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(command_line, ["pareto", "plant.yaml", "--points", "3", "--out", "curve", "--no-plans"])
    assert done.exit_code == 0, done.output
    told = CliRunner().invoke(command_line, ["report", "curve/point-04"])
    assert isinstance(told.exception, mfo.UsageError)
    assert "curve/point-04 is not a run folder that can be read" in str(told.exception)
    assert not (tmp_path / "curve" / "point-04").exists()
