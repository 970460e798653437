"""Changes to tables, and what of them is written into somebody's own workbook."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

import mfo
from mfo.errors import UsageError
from mfo.serving.saving import depending_formulas, laid, save_workbook, stale_cells
from mfo.tables.cells.table import Table, TableColumn, Tables
from mfo.tables.conversion import convert
from mfo.tables.editing import Draft, Edit
from mfo.tables.formats.xlsx_patch import patched
from mfo.tables.read_tables import read_tables

STARTER = Path(mfo.__file__).parents[1] / "examples" / "starter"


def small() -> Draft:
    columns = {name: TableColumn(name, None, [f"{name}{row}" for row in range(3)]) for name in ("a", "b")}
    return Draft(Tables({"t": Table("t", columns, lines=[2, 3, 4])}, Path("x.xlsx")))


edits = st.lists(
    st.builds(
        Edit,
        st.sampled_from(["cell", "add", "delete"]),
        st.just("t"),
        st.integers(0, 5),
        st.sampled_from(["a", "b", "c"]),
        st.sampled_from([None, "x", 3, 2.5]),
    ),
    max_size=12,
)


def content(draft: Draft) -> list[tuple[int, tuple[object, ...]]]:
    table = draft.tables["t"]
    return [(line, tuple(table.value(row, name) for name in ("a", "b", "c"))) for row, line in enumerate(table.lines)]


@given(edits)
@settings(max_examples=150, deadline=None)
def test_every_step_can_be_taken_back_and_made_again(steps: list[Edit]) -> None:
    """Undoing all steps gives what was read; a record of the steps makes the same table; what was read stays."""
    draft, seen = small(), []
    for step in steps:
        seen.append(content(draft))
        try:
            draft.apply([step])
        except UsageError:
            assert content(draft) == seen.pop()
    again = small()
    again.replay(draft.record())
    assert content(again) == content(draft)
    while seen:
        draft.undo()
        assert content(draft) == seen.pop()
    with pytest.raises(UsageError, match="undo-nothing"):
        draft.undo()


def dressed(path: Path) -> None:
    """The starter as a workbook that somebody has made their own."""
    convert(STARTER, path)
    book = openpyxl.load_workbook(path)
    sheet = book["supplies"]
    sheet["A2"].font = Font(bold=True)
    sheet["D2"].fill = PatternFill("solid", fgColor="FFFF00")
    sheet["A2"].comment = Comment("weighed in May", "park")
    sheet.freeze_panes = "B2"
    choices = DataValidation("list", formula1='"all,up to"')
    choices.add("E2:E50")
    sheet.add_data_validation(choices)
    sums = book.create_sheet("sums")
    sums["A1"], sums["A2"], sums["A3"], sums["A4"] = "sum", "=supplies!D2*365", "=A2/12", "=1+1"
    book.save(path)
    with_results(path)


def with_results(path: Path) -> None:
    """Give every formula the stored result 7, as a program that calculates would leave one."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            new.writestr(name, re.sub(rb"</f><v ?/?>(</v>)?", b"</f><v>7</v>", old.read(name)))
    path.write_bytes(made.getvalue())


def test_only_the_changed_cells_of_a_workbook_change(tmp_path: Path) -> None:
    """The font, fill, comment, drop-down and frozen pane stay; every other part is the same to the byte."""
    source, target = tmp_path / "park.xlsx", tmp_path / "home.xlsx"
    dressed(source)
    draft = Draft(read_tables(source))
    draft.set_cells("supplies", [(0, "amount", "9.5"), (0, "owner", "canteen & co <b>")])
    draft.add_row("supplies")
    draft.set_cells("supplies", [(1, "supply", "second"), (1, "amount", "1.25")])
    assert save_workbook(laid(draft), target) == ["sums!A2", "sums!A3"]
    sheet = openpyxl.load_workbook(target)["supplies"]
    heads = [cell.value for cell in sheet[1]]
    assert (sheet["D2"].value, sheet["D2"].fill.fgColor.rgb) == (9.5, "00FFFF00")
    assert sheet.cell(2, heads.index("owner") + 1).value == "canteen & co <b>"
    assert [cell.value for cell in sheet[3]][:4] == ["second", None, None, 1.25]
    assert sheet["A2"].font.bold
    assert sheet["A2"].comment is not None
    assert sheet.freeze_panes == "B2"
    assert sheet.data_validations.dataValidation[0].sqref.ranges
    before, after = zipfile.ZipFile(source), zipfile.ZipFile(target)
    touched = {"xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml"}
    other = [name for name in before.namelist() if name not in touched and "worksheets/sheet" not in name]
    assert [name for name in other if before.read(name) != after.read(name)] == []


def test_a_deleted_row_is_blank_and_the_rest_stays_where_it_is(tmp_path: Path) -> None:
    source, target = tmp_path / "park.xlsx", tmp_path / "home.xlsx"
    dressed(source)
    draft = Draft(read_tables(source))
    names = [draft.tables["sites"].value(row, "site") for row in range(len(draft.tables["sites"]))]
    draft.delete_row("sites", 1)
    save_workbook(laid(draft), target)
    again = read_tables(target)["sites"]
    assert [again.value(row, "site") for row in range(len(again))] == [names[0], *names[2:]]
    assert again.lines == [2, 4]


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ("=supplies!D2/2", True),
        ("=SUM(supplies!C1:E4)", True),
        ("=SUM(supplies!D:D)", True),
        ("=Arising*0.5", True),
        ('=INDIRECT("supplies!D"&2)', True),
        ("=SUM(supplies!A1:ZZ9999)", True),
        ("=supplies!D3/2", False),
        ("=D2+1", False),
        ('=IF(1,4,"supplies!D2")', False),
    ],
)
def test_a_formula_of_the_plant_whose_result_is_old_is_a_problem(tmp_path: Path, formula: str, told: bool) -> None:
    """`price` of the first market hangs on the amount in `D2`, by address, range, column, name or text; or it does not.

    Written over, it is a number of the person's own again, and nothing is old.
    """
    source = tmp_path / "park.xlsx"
    convert(STARTER, source)
    book = openpyxl.load_workbook(source)
    letter = next(cell.column_letter for cell in book["markets"][1] if str(cell.value).startswith("price"))
    book["markets"][f"{letter}2"] = formula
    book.defined_names["arising"] = DefinedName("arising", attr_text="supplies!$D$2")
    book.save(source)
    with_results(source)
    draft = Draft(read_tables(source))
    assert stale_cells(laid(draft)) == []
    draft.set_cells("supplies", [(0, "amount", "9.5")])
    found = stale_cells(laid(draft))
    assert [(each.code, each.where.sheet, each.where.cell) for each in found if each.where] == (
        [("cell-stale-formula", "markets", f"{letter}2")] if told else []
    )
    draft.set_cells("markets", [(0, "price", "5")])
    assert stale_cells(laid(draft)) == []


def test_a_stored_result_that_is_no_longer_true_is_taken_out(tmp_path: Path) -> None:
    """`A3` hangs on `D2` through `A2`, across sheets; `A4` on nothing. Who reads such a cell is told."""
    source, target = tmp_path / "park.xlsx", tmp_path / "home.xlsx"
    dressed(source)
    assert depending_formulas(source.read_bytes(), {("supplies", "D2")}) == {("sums", "A2"), ("sums", "A3")}
    target.write_bytes(patched(source.read_bytes(), {"supplies": {"D2": 9}}, {"sums": {"A2", "A3"}}))
    values = openpyxl.load_workbook(target, data_only=True)["sums"]
    assert [values[address].value for address in ("A2", "A3", "A4")] == [None, None, 7]
    assert openpyxl.load_workbook(target)["sums"]["A3"].value == "=A2/12"
    with pytest.raises(mfo.PlantError, match=r"sheet sums, cell A2.*cell-uncached-formula"):
        mfo.read(target)
