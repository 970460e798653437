"""Exports of weighbridges by a mapping file: sums by hand, gaps and unknown names told, nothing guessed."""

from __future__ import annotations

from pathlib import Path

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
