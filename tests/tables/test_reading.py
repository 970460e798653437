"""What readers make of cells: values, places, and what YAML, CSV and Excel each do to them."""

from __future__ import annotations

import contextlib
import datetime

import openpyxl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfo.errors import PlantError, Where
from mfo.tables.cells.cell_text import join_header, resolve, split_header, text_of
from mfo.tables.read_tables import read_tables


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("40", 40),
        ("-0.5", -0.5),
        ("1e3", 1000),
        ("1.0", 1),
        (".5", 0.5),
        ("012", "012"),
        ("12:30", "12:30"),
        ("no", "no"),
        ("NA", "NA"),
        ("None", "None"),
        ("null", "null"),
        ("~", "~"),
        (".inf", ".inf"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("1,5", "1,5"),
        ("40 t/d", "40 t/d"),
        ("2025-01-01", "2025-01-01"),
        ("  margin ", "margin"),
        ("", None),
        (" \u00a0", None),
        ("12345678901234567890", "12345678901234567890"),
        ("e\u0301", "é"),
    ],
)
def test_a_text_means_the_same_in_every_container(text, value, tmp_path):
    """YAML 1.1 would make False of no, 10 of 012 and 750 of 12:30; pandas would make NaN of NA and None."""
    assert resolve(text) == value
    assert type(resolve(text)) is type(value)
    (tmp_path / "plant.yaml").write_text(
        f'plant: {{name: p, plain: {text if "," not in text else "x"}, quoted: "{text}"}}\n'
    )
    (tmp_path / "sites.csv").write_text(f'site,owner\nkey,"{text}"\n')
    with xlsxwriter.Workbook(str(tmp_path / "p.xlsx")) as book:
        sheet = book.add_worksheet("sites")
        sheet.write_row(0, 0, ["site", "owner"])
        sheet.write_string(1, 0, "key")
        sheet.write_string(1, 1, text)
    tables = read_tables(tmp_path)
    assert tables["plant"].value(2, "value") == value
    assert tables["plant"].value(1, "value") == (value if "," not in text else "x")
    assert tables["sites"].value(0, "owner") == value
    assert read_tables(tmp_path / "p.xlsx")["sites"].value(0, "owner") == value


@given(st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**15) + 1, 10**15 - 1))
def test_numbers_keep_their_value_as_text(value):
    assert resolve(text_of(value)) == value


@given(st.text("abc []t/d", max_size=12))
def test_headers_split_and_join(text):
    try:
        name, unit = split_header(text)
    except ValueError:
        return
    assert split_header(join_header(name, unit)) == (name, unit)


def test_every_cell_knows_its_place(tmp_path):
    (tmp_path / "plant.yaml").write_text("plant:\n  name: p\n\nsites:\n  - site: a\n    owner: x\n  - {site: b}\n")
    (tmp_path / "supplies.csv").write_text('supply,amount [t/d]\n\n"two\nlines",3\nb,4\n')
    tables = read_tables(tmp_path)
    assert str(tables["sites"].where(0, "owner")) == "plant.yaml, sites, line 6, column owner"
    assert str(tables["sites"].where(1, "site")) == "plant.yaml, sites, line 7, column site"
    assert str(tables["plant"].where(0, "value")) == "plant.yaml, plant, line 2, column value"
    assert str(tables["supplies"].where(0, "amount")) == "supplies.csv, line 3, column amount"
    assert str(tables["supplies"].where(1, "amount")) == "supplies.csv, line 5, column amount"
    assert tables["supplies"].value(0, "supply") == "two\nlines"


def test_a_workbook_is_read_with_addresses_dates_and_percent(tmp_path):
    """5 % is stored as 0.05: without its sign it would be read as 0.05 % under a header [%]."""
    path = tmp_path / "p.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Supplies"
    sheet.append([None])
    sheet.append(["supply", "share [%]", "since", "from", "ok", "at"])
    sheet.append(["a", 0.05, datetime.date(2025, 3, 1), datetime.datetime(2025, 3, 1, 14, 30), True, datetime.time(9)])
    sheet["B3"].number_format = "0.0%"
    sheet.append([])
    sheet.append(["b", 7])
    book.create_sheet("Sheet2")
    book.save(path)
    table = read_tables(path)["supplies"]
    assert [table.value(0, name) for name in table.columns] == [
        "a",
        "5 %",
        "2025-03-01",
        "2025-03-01 14:30",
        "true",
        "09:00",
    ]
    assert str(table.where(0, "share")) == "p.xlsx, sheet Supplies, cell B3"
    assert str(table.where(1, "share")) == "p.xlsx, sheet Supplies, cell B5"
    assert table.columns["share"].unit == "%"


def test_formulas_are_read_by_their_stored_result(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "p.xlsx")) as book:
        sheet = book.add_worksheet("sites")
        sheet.write_row(0, 0, ["site", "amount"])
        sheet.write_string(1, 0, "a")
        sheet.write_formula(1, 1, "=20*2", None, 40)
    assert read_tables(tmp_path / "p.xlsx")["sites"].value(0, "amount") == 40


def test_a_byte_order_mark_is_read_past(tmp_path):
    (tmp_path / "plant.yaml").write_bytes(b"\xef\xbb\xbfplant: {name: p}\n")
    (tmp_path / "sites.csv").write_bytes(b"\xef\xbb\xbfsite\r\na\r\n")
    tables = read_tables(tmp_path)
    assert list(tables["sites"].columns) == ["site"]
    assert tables["plant"].value(0, "value") == "p"


def test_a_hidden_sheet_is_read_with_a_warning(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "p.xlsx")) as book:
        for name in ("plant", "sites"):
            book.add_worksheet(name).write_row(0, 0, ["site", "owner"])
        book.get_worksheet_by_name("sites").hide()
    tables = read_tables(tmp_path / "p.xlsx")
    assert [str(problem) for problem in tables.problems] == [
        "p.xlsx, sheet sites: The sheet is hidden, and was read all the same. Show it, or delete it. [sheet-hidden]"
    ]


@pytest.mark.parametrize("name", ["plant.yaml", "sites.csv", "plant.xlsx"])
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=200) | st.text("a1 ,;:[]{}&*!|>-#'\"\n\t", max_size=60).map(str.encode))
def test_any_bytes_are_tables_or_a_plant_error(name, content, tmp_path):
    """Proves that no file can end in a traceback."""
    (tmp_path / "plant.yaml").write_text("plant: {name: p}\n")
    (tmp_path / name).write_bytes(content)
    with contextlib.suppress(PlantError):
        read_tables(tmp_path / name if name.endswith("xlsx") else tmp_path)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=8)), min_size=1, max_size=4))
def test_any_damage_to_a_workbook_is_told(cuts, tmp_path):
    """The same for workbooks with some bytes overwritten, which get past the first looks."""
    path = tmp_path / "plant.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("sites").write_row(0, 0, ["site", "owner"])
    content = bytearray(path.read_bytes())
    for position, piece in cuts:
        start = position % len(content)
        content[start : start + len(piece)] = piece
    path.write_bytes(content)
    with contextlib.suppress(PlantError):
        read_tables(path)


def test_a_column_called_like_a_cell_is_not_taken_for_one():
    assert str(Where("a.csv", None, 3, "CO2")) == "a.csv, line 3, column CO2"
    assert str(Where("a.xlsx", "sites", 3, "B3")) == "a.xlsx, sheet sites, cell B3"


def test_lists_become_text_as_in_a_sheet(tmp_path):
    (tmp_path / "p.yaml").write_text("links:\n  - {from: a, to: [b, c d]}\n")
    assert read_tables(tmp_path / "p.yaml")["links"].value(0, "to") == "b; c d"


def test_the_settings_file_stands_for_its_folder(tmp_path):
    """Without this, ``mfo check plant/plant.yaml`` would silently leave out the CSV files beside it."""
    (tmp_path / "plant.yaml").write_text("plant: {name: p}\n")
    (tmp_path / "sites.csv").write_text("site\na\n")
    tables = read_tables(tmp_path / "plant.yaml")
    assert (set(tables.tables), tables.folder) == ({"plant", "sites"}, tmp_path)


def test_all_files_are_told_at_once(tmp_path):
    (tmp_path / "plant.yaml").write_text("plant: {name: p, name: q}\n")
    (tmp_path / "sites.csv").write_text("site;owner\na;b\n")
    (tmp_path / "links.csv").write_text("from,from\na,b\n")
    with pytest.raises(PlantError) as caught:
        read_tables(tmp_path)
    assert [problem.code for problem in caught.value.problems] == [
        "key-twice",
        "column-twice",
        "file-read-as",  # semicolons throughout: read as meant, and said so
    ]
    assert caught.value.exit_code == 3


def test_a_year_of_hours_is_read(tmp_path):
    """8,760 rows of ten profiles, each value in its place."""
    rows = "\n".join(",".join([str(hour + 1)] + [f"{hour * 0.37 + k:.4f}" for k in range(10)]) for hour in range(8760))
    header = ",".join(["slot"] + [f"profile {k} [MXN/kWh]" for k in range(10)])
    (tmp_path / "plant.yaml").write_text("plant: {name: p}\n")
    (tmp_path / "profiles.csv").write_text(f"{header}\n{rows}\n")
    table = read_tables(tmp_path)["profiles"]
    assert (len(table), table.value(8759, "profile 9")) == (8760, 8759 * 0.37 + 9)


def test_a_place_in_a_workbook_is_a_row_as_excel_numbers_it() -> None:
    assert str(Where("plant.xlsx", "supplies", 7)) == "plant.xlsx, sheet supplies, row 7"
    assert str(Where("plant.XLSM", "supplies", 7, "amount")) == "plant.XLSM, sheet supplies, row 7, column amount"
    assert str(Where("supplies.csv", None, 7, "amount")) == "supplies.csv, line 7, column amount"
