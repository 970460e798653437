"""Workbook, picture files, sentences and comparison."""

from __future__ import annotations

import copy
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import openpyxl
import pytest

from mfo.errors import UsageError
from mfo.report import compare_summary, explain, write_comparison, write_sankey, write_workbook

from . import synthetic
from .reading import grids, read


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory, one_year: object) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("book") / "plan.xlsx"
    write_workbook(one_year, path)
    return openpyxl.load_workbook(path)


def test_contents_lists_every_sheet(book: openpyxl.Workbook) -> None:
    listed = [row[0].value for row in book["Contents"].iter_rows(min_row=5, max_col=1)]
    assert listed == book.sheetnames[1:]
    assert all(row[0].hyperlink for row in book["Contents"].iter_rows(min_row=5, max_col=1))


def test_cells_are_typed_and_equal_the_table(book: openpyxl.Workbook, one_year: synthetic.SyntheticPlan) -> None:
    sheet, table = book["ledger"], one_year.tables["ledger"]
    heads = [cell.value for cell in sheet[1]]
    amounts = [row[heads.index("amount")].value for row in sheet.iter_rows(min_row=2)]
    assert amounts == pytest.approx(table["amount"].tolist())
    assert all(isinstance(value, int | float) for value in amounts)
    assert [row[heads.index("element")].value for row in sheet.iter_rows(min_row=2)] == table["element"].tolist()


def test_a_unit_common_to_all_rows_stands_in_the_header(book: openpyxl.Workbook) -> None:
    assert "level [Nm³]" not in [cell.value for cell in book["activities"][1]]
    assert "level [Nm³]" in [cell.value for cell in book["stocks"][1]]
    assert "in place [t/d]" in [cell.value for cell in book["capacities"][1]]
    assert "unit" in [cell.value for cell in book["flows"][1]]


def test_panes_are_frozen_and_filters_set(book: openpyxl.Workbook) -> None:
    """The header and the columns up to the name of what a row is about stay in sight."""
    for name in book.sheetnames[2:]:
        assert book[name].freeze_panes.endswith("2")
        assert book[name].auto_filter.ref
    assert book["flows"].freeze_panes == "D2"


def test_a_sheet_prints_across_with_its_header_on_each_page(book: openpyxl.Workbook) -> None:
    for name in book.sheetnames[2:]:
        sheet = book[name]
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows == "$1:$1"


def test_numbers_are_shown_by_their_size(book: openpyxl.Workbook) -> None:
    """No decimal point without decimals behind it, and nothing that looks like zero and is none."""
    shown = set()
    for name in book.sheetnames[1:]:
        for row in book[name].iter_rows():
            for cell in row:
                if isinstance(cell.value, float):
                    places = len(cell.number_format.partition(".")[2].rstrip(" %"))
                    part = 100 if "%" in cell.number_format else 1
                    shown.add(places)
                    assert not cell.number_format.endswith(".")
                    assert "#," in cell.number_format or part == 100 or cell.number_format == "0"
                    common = "[" in str(book[name].cell(1, cell.column).value)
                    assert common or round(cell.value * part, places) or abs(cell.value) < 1e-8
    assert {0, 3} <= shown


def test_every_figure_fits_its_column(book: openpyxl.Workbook) -> None:
    """A spreadsheet shows a number that is too wide as ####."""
    for name in book.sheetnames[2:]:
        sheet = book[name]
        for column in sheet.iter_cols(min_row=2):
            width = sheet.column_dimensions[column[0].column_letter].width
            for cell in column:
                if isinstance(cell.value, int | float) and not isinstance(cell.value, bool):
                    places = len(cell.number_format.partition(".")[2].rstrip(" %"))
                    assert len(f"{cell.value:,.{places}f}") < width


def test_changes_say_in_what_they_are_counted(book: openpyxl.Workbook) -> None:
    heads = [cell.value for cell in book["changes"][1]]
    assert {"cost change [MXN]", "emissions change [t CO₂e]"} <= set(heads)


def test_slots_are_called_by_their_names(tmp_path: Path) -> None:
    """A manager filters for January, not for slot 1; where slots have no names there is no such column."""
    plan = synthetic.build((2025,), 12)
    plan.tables["times"]["label"] = [str(slot) for slot in plan.tables["times"]["slot"]]
    write_workbook(plan, tmp_path / "numbers.xlsx")
    assert "slot name" not in [cell.value for cell in openpyxl.load_workbook(tmp_path / "numbers.xlsx")["flows"][1]]
    plan.tables["times"]["label"] = [f"month {slot}" for slot in plan.tables["times"]["slot"]]
    write_workbook(plan, tmp_path / "names.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "names.xlsx")["flows"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[heads.index("slot") + 1] == "slot name"
    for row in sheet.iter_rows(min_row=2, values_only=True):
        assert row[heads.index("slot name")] == f"month {row[heads.index('slot')]}"


def test_the_summary_adds_up_by_category_and_owner(book: openpyxl.Workbook, one_year: synthetic.SyntheticPlan) -> None:
    """Today, plan and change stand side by side; both totals are the plan's cost."""
    rows = [[cell.value for cell in row] for row in book["Summary"].iter_rows()]
    ledger = one_year.tables["ledger"]
    own = (ledger["effect"] == "cost") & (ledger["account"] == "own")
    totals = [row for row in rows if row[0] == "Total"]
    assert len(totals) == 2
    for _, today, plan, change, *_ in totals:
        assert plan == pytest.approx(float(ledger.loc[own, "amount"].sum()))
        assert change == pytest.approx(plan - today)
    assert ["Category", "Today", "Plan", "Change"] in [row[:4] for row in rows]
    assert ["Owner", "Today", "Plan", "Change"] in [row[:4] for row in rows]
    assert len(book["Summary"]._charts) == 2


def test_what_a_sheet_leaves_out_stands_in_the_contents(tmp_path: Path) -> None:
    write_workbook(synthetic.build((2025,), 200), tmp_path / "a.xlsx")
    rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["Contents"].iter_rows(min_row=5, values_only=True)
    notes = {row[0]: row[3] for row in rows}
    assert "stands in flows.csv" in notes["flows"]
    assert not notes["ledger"]


def test_a_name_that_looks_like_a_formula_stays_text(tmp_path: Path, one_year: synthetic.SyntheticPlan) -> None:
    plan = copy.deepcopy(one_year)
    plan.tables["flows"]["element"] = "=1+1"
    write_workbook(plan, tmp_path / "a.xlsx")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx")["flows"]["C2"].data_type == "s"


def test_long_tables_by_slot_are_summed_up(tmp_path: Path) -> None:
    """200 slots of 32 flows: the workbook holds the year, its sums those of the table."""
    plan = synthetic.build((2025,), 200)
    write_workbook(plan, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["flows"]
    heads = [cell.value for cell in sheet[1]]
    total = sum(row[heads.index("amount")].value for row in sheet.iter_rows(min_row=2))
    assert sheet.max_row < 100
    assert total == pytest.approx(plan.tables["flows"]["amount"].sum())


def test_svg_is_well_formed_and_complete(tmp_path: Path, roadmap: object) -> None:
    write_sankey(roadmap, tmp_path / "flows.svg", quantity="energy", by="material", state="2030")
    text = (tmp_path / "flows.svg").read_text(encoding="utf-8")
    root = ET.fromstring(text)
    assert root.tag.endswith("svg")
    assert "Digester" in text
    assert "shares in proportion" in text
    assert "var(" not in text


def test_png_needs_no_browser(tmp_path: Path, one_year: object) -> None:
    write_sankey(one_year, tmp_path / "flows.png", "es")
    content = (tmp_path / "flows.png").read_bytes()
    assert content.startswith(b"\x89PNG")
    assert int.from_bytes(content[16:20]) > 1000


def test_png_without_its_library_says_what_to_do(
    tmp_path: Path, one_year: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)
    with pytest.raises(UsageError, match=r"pip install resvg_py"):
        write_sankey(one_year, tmp_path / "flows.png")


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("flows.pdf", {}, "not as .pdf"),
        ("flows.svg", {"quantity": "volume"}, "no quantity 'volume'"),
        ("flows.svg", {"state": "2031"}, "no state '2031'"),
        ("flows.svg", {"by": "mood"}, "no colour 'mood'"),
    ],
)
def test_what_cannot_be_drawn_is_refused(tmp_path: Path, one_year: object, name: str, options: dict, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        write_sankey(one_year, tmp_path / name, **options)
    assert not (tmp_path / name).exists()


def test_explain_tells_the_parts_of_a_total(one_year: object) -> None:
    lines = explain(one_year, "cost")
    assert lines[0].startswith("Cost: −22.54 million MXN a year")
    assert "  Flour, purchase: 33.6 million MXN" in lines


def test_explain_an_element_a_limit_and_something_idle(one_year: object) -> None:
    assert "Digester: one more t/d of capacity is worth 312 MXN a day." in explain(one_year, "digester")
    assert explain(one_year, "landfill cap") == ["landfill cap (at most 2,650 t): one more t allowed is worth 412 MXN."]
    assert "Compost yard takes no nopal: it would have to be 96 MXN/t cheaper." in explain(one_year, "Compost yard")
    assert any("nopal" in line and "40 t/d" in line for line in explain(one_year, "nopal"))


def test_explain_something_that_is_not_used_at_all(one_year: object) -> None:
    """The yard takes manure but no nopal; the flare takes nothing, and is said to be idle."""
    assert explain(one_year, "Flare") == ["Flare is idle: for biogas it would have to be 2 MXN/Nm³ cheaper."]


def test_a_process_called_like_its_route_is_explained_once(one_year: synthetic.SyntheticPlan) -> None:
    """What the process lacks, its route lacks, too: the sentence stood there twice."""
    plan = copy.deepcopy(one_year)
    for table in plan.tables.values():
        table.replace("Compost yard", "compost", inplace=True)
    lines = explain(plan, "compost")
    assert "compost takes no nopal: it would have to be 96 MXN/t cheaper." in lines
    assert len(set(lines)) == len(lines)


def test_explain_everything_in_spanish(one_year: object) -> None:
    text = "\n".join(explain(one_year, None, "es"))
    assert "Lo que frena el plan:" in text
    assert "tendría que ser 96 MXN/t más barato" in text
    assert "Digester: una unidad más (t/día) de capacidad vale 312 MXN al día." in text


def test_explain_an_unknown_name_gives_near_ones(one_year: object) -> None:
    with pytest.raises(UsageError, match="Did you mean Digester"):
        explain(one_year, "Digestr")


def test_comparison_tells_what_differs(tmp_path: Path, one_year: object) -> None:
    other = synthetic.build((2025,), 1)
    flows = other.tables["flows"]
    flows.loc[flows["element"] == "Flour", "amount"] = 4000.0
    ledger = other.tables["ledger"]
    ledger.loc[ledger["element"] == "Flour", "amount"] = 32_000_000.0
    lines = compare_summary(one_year, other)
    assert lines[0] == "Cost: −22.54 million MXN in the first, −24.14 million MXN in the second (−1.6 million MXN)."
    assert "Flour, flour: 11.51 t/d in the first, 10.96 t/d in the second." in lines
    write_comparison(one_year, other, tmp_path / "compare.html")
    page = (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert '"-1600000"' in page
    assert "{&#x27;" not in page
    assert "{'" not in page  # settings are told one by one, not as Python shows them
    assert "<A&B>" not in page


def test_equal_plans_compare_as_equal(one_year: object) -> None:
    assert compare_summary(one_year, one_year, "es") == ["Los dos planes coinciden en todos los totales."]


def test_what_cannot_be_converted_is_not_subtracted(tmp_path: Path, one_year: object) -> None:
    """Pesos less euros would be a number of nothing; each stands on a line of its own."""
    other = synthetic.build((2025,), 1)
    for name in ("ledger", "changes"):
        other.tables[name]["unit"] = other.tables[name]["unit"].replace("MXN", "EUR")
    other.run["currency"] = "EUR"
    assert not any(line.startswith("Cost") for line in compare_summary(one_year, other))
    write_comparison(one_year, other, tmp_path / "compare.html")
    section = next(read((tmp_path / "compare.html").read_text(encoding="utf-8")).every("section", id="totals"))
    rows = [[cell.text() for cell in row] for row in grids(section)[0].rows if row[0].text() == "cost"]
    assert [row[-1] for row in rows] == ["MXN", "EUR"]
    assert [row[-2] for row in rows] == ["", ""]
