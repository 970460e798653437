"""Exports of weighbridges by a mapping file: sums by hand, gaps and unknown names told, nothing guessed."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest

import mfo
from mfo.interchange.readings import write_readings

TICKETS = """Báscula 1
Folio;Fecha;Concepto;Peso neto;Unidad
1;03/03/2025;Orgánico;12.340,5;kg
2;28/03/2025;Orgánico;7.659,5;kg
3;05/05/2025;Orgánico;20;t
4;06/03/2025;Rechazo;1.000;kg
5;07/03/2025;Visita;80;kg
"""
MAP = """
{separator: ";", decimal: ",", thousands: ".", skip: 1, encoding: latin-1, date: Fecha, date_format: "%d/%m/%Y",
 name: Concepto, amount: Peso neto, unit: "[Unidad]",
 names: {Orgánico: {at: collected, material: food waste}, Rechazo: {at: tip}}}
"""


def written(folder: Path, tickets: str = TICKETS, mapping: str = MAP) -> tuple[list[str], list[str]]:
    (folder / "tickets.csv").write_text(tickets, encoding="latin-1")
    (folder / "map.yaml").write_text(mapping, encoding="utf-8")
    told = write_readings(folder / "tickets.csv", folder / "map.yaml", folder / "out.csv", force=True)
    return (folder / "out.csv").read_text(encoding="utf-8").splitlines(), [each.message for each in told]


def test_tickets_add_up_by_month(tmp_path: Path) -> None:
    """12,340.5 + 7,659.5 kg in March, 20 t in May; April is a gap, a visitor is left out."""
    rows, told = written(tmp_path)
    assert rows == [
        "at,material,slot,amount [kg/month]",
        "collected,food waste,2025-03,20000.0",
        "collected,food waste,2025-05,20000.0",
        "tip,,2025-03,1000.0",
    ]
    assert told == [
        "Left out, as the mapping does not know them: `Visita` (1).",
        "`collected, food waste` has no line in 2025-04.",
        "`tip` has no line in 2025-04, 2025-05.",
    ]


def test_a_year_has_no_slots(tmp_path: Path) -> None:
    rows, _ = written(tmp_path, mapping=MAP.replace("skip: 1", "skip: 1, period: year"))
    assert rows == ["at,material,amount [kg/year]", "collected,food waste,40000.0", "tip,,1000.0"]


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('separator: ";"', 'separator: ","', "export-column", 2),
        ('decimal: ","', 'decimal: "x"', "export-number", 3),
        ('thousands: ".", ', "", "export-number", 3),
        ("%d/%m/%Y", "%Y-%m-%d", "export-date", 3),
        ('"[Unidad]"', "ton", "unit-ambiguous", 3),
        ("Peso neto", "Peso bruto", "export-column", 2),
        ("latin-1", "utf-8", "file-encoding", None),
        ("skip", "skipp", "mapping-key", None),
        ("date: Fecha, ", "", "mapping-key", None),
        ("skip: 1", "skip: 1, period: week", "mapping-key", None),
        ("skip: 1", "skip: one", "mapping-key", None),
        ('separator: ";"', 'separator: ";;"', "mapping-key", None),
        ('thousands: "."', 'thousands: ","', "mapping-key", None),
        ("{at: tip}", "tip", "mapping-form", None),
        ("}}}", "", "mapping-form", None),
    ],
)
def test_what_is_refused_is_told_with_its_line(old: str, new: str, code: str, line: int | None, tmp_path: Path) -> None:
    assert old in MAP
    with pytest.raises(mfo.PlantError) as caught:
        written(tmp_path, mapping=MAP.replace(old, new))
    first = caught.value.problems[0]
    assert (first.code, first.where.line if first.where else None) == (code, line)


CELLS = [
    ["Báscula 1", "", "", "", ""],
    ["Folio", "Fecha", "Concepto", "Peso neto", "Unidad"],
    [1.0, date(2025, 3, 3), "Orgánico", 12340.5, "kg"],
    [2.0, datetime(2025, 3, 28, 14, 5), "Orgánico", "7.659,5", "kg"],
    [3.0, date(2025, 5, 5), "Orgánico", 20.0, "t"],
    ["", "", "", "", ""],
    [4.0, "06/03/2025", "Rechazo", 1000.0, "kg"],
]


def read_book(folder: Path, name: str) -> list[str]:
    (folder / "map.yaml").write_text(MAP, encoding="utf-8")
    if not (folder / name).exists():
        (folder / name).write_bytes(b"what a stand-in reads")
    write_readings(folder / name, folder / "map.yaml", folder / "out.csv", force=True)
    return (folder / "out.csv").read_text(encoding="utf-8").splitlines()[1:]


BY_HAND = ["collected,food waste,2025-03,20000.0", "collected,food waste,2025-05,20000.0", "tip,,2025-03,1000.0"]


def test_cells_of_an_old_workbook_are_read_as_the_lines_of_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Numbers and dates are cells, or texts written as the mapping says; what python-calamine gives stands here."""
    book = SimpleNamespace(get_sheet_by_index=lambda _: SimpleNamespace(to_python=lambda skip_empty_area: CELLS))
    reader = SimpleNamespace(CalamineError=ValueError, CalamineWorkbook=SimpleNamespace(from_filelike=lambda _: book))
    monkeypatch.setitem(sys.modules, "python_calamine", reader)
    assert read_book(tmp_path, "tickets.xls") == BY_HAND


def test_a_workbook_is_read_by_the_package_itself(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine")
    book = openpyxl.Workbook()
    for row in CELLS:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(tmp_path / "tickets.xlsx")
    assert read_book(tmp_path, "tickets.xlsx") == BY_HAND
    (tmp_path / "tickets.xls").write_bytes(b"no workbook")
    with pytest.raises(mfo.PlantError, match="cannot be read"):
        read_book(tmp_path, "tickets.xls")


def test_without_the_package_the_way_out_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(mfo.UsageError, match=r"pip install 'mfo\[sheets\]'"):
        read_book(tmp_path, "tickets.xls")
