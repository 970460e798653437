"""Tables as people write them: Spanish or unusual names, titles, totals and notes are told once and read as meant."""

from __future__ import annotations

import openpyxl
import pytest

import mfo
from mfo.plant.schema import SETTINGS, TABLES
from mfo.translation import SETTING, TABLE, in_english, translated

SHEETS = {
    "Planta": [["Ajuste", "Valor"], ["nombre", "cantina"], ["moneda", "MXN"], ["periodos", "12 meses"]],
    "Materiales": [["material", "unidad"], ["desperdicio", "t"]],
    "Sitios": [["Sitio", "Propietario"], ["patio", "escuela"]],
    "Suministros": [
        ["suministro", "sitio", "material", "cantidad [t/d]", "tomar", "precio [MXN/t]"],
        ["cocina", "patio", "desperdicio", 2, "todo", 0],
    ],
    "mercados": [
        ["mercado", "sitio", "material", "precio [MXN/t]", "ruta"],
        ["relleno", "patio", "desperdicio", -300, "landfill"],
    ],
}


def write(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


def changed(**sheets):
    return {name: sheets.get(name, rows) for name, rows in SHEETS.items()}


def problems(path):
    try:
        return [str(problem) for problem in mfo.read(path).check()]
    except mfo.PlantError as error:
        return [str(problem) for problem in error.problems]


def test_a_workbook_in_spanish_is_read_without_a_word(tmp_path):
    """Two tonnes a day at 300 MXN each for 365 days cost 219,000 MXN."""
    path = write(tmp_path / "cantina.xlsx", SHEETS)
    assert problems(path) == []
    assert mfo.read(path).optimise().objective == pytest.approx(2 * 300 * 365)


def test_every_name_has_one_meaning_in_its_table():
    """Otherwise one of two columns could not be told from the other."""
    groups = {TABLE: list(TABLES), SETTING: [setting.name for setting in SETTINGS]}
    groups |= {spec.name: list(spec.names) for spec in TABLES.values()}
    for context, names in groups.items():
        for name in names:
            assert in_english(context, translated(name, "es", context)) == name
            assert in_english(context, name) == name


NAMES_LEFT = 6
"""Columns that have no Spanish name yet: this number may only become smaller."""


def test_the_format_is_translated():
    same = {"material", "normal", "total"}  # the word is the same in both languages
    left = [
        f"{spec.name} {column.name}"
        for spec in TABLES.values()
        for column in spec.columns
        if column.name not in same and translated(column.name, "es", spec.name) == column.name
    ]
    assert len(left) <= NAMES_LEFT, left


@pytest.mark.parametrize(
    ("sheet", "rows", "told"),
    [
        ("Suministros", [["Datos de 2025"], [], *SHEETS["Suministros"]], "cell A1: `Datos de 2025` stands above"),
        ("Suministros", [*SHEETS["Suministros"], ["Total", None, None, 2]], "cell A3: The row `Total` is not read"),
        ("Suministros", [*SHEETS["Suministros"], ["Fuente: encuesta"]], "cell A3: The row `Fuente: encuesta` is not"),
        (
            "Suministros",
            [[*row, note] for row, note in zip(SHEETS["Suministros"], ("Notas", "ver acta"), strict=True)],
            "cell G1: The column `Notas` is not read",
        ),
        (
            "Suministros",
            [[*row, None, note] for row, note in zip(SHEETS["Suministros"], (None, 14), strict=True)],
            "cell H2: Column H has values but no name, stands beside the table and is not read.",
        ),
        ("Sitios", [["Lugar", "Empresa"], ["patio", "escuela"]], "cell A1: The column `Lugar` is read as `site`"),
        ("Materiales", [["Materials", "Unidades"], ["desperdicio", "t"]], "cell B1: The column `Unidades` is read as"),
    ],
)
def test_what_people_add_is_told_once_and_changes_nothing(sheet, rows, told, tmp_path):
    path = write(tmp_path / "cantina.xlsx", changed(**{sheet: rows}))
    found = problems(path)
    assert any(told in text for text in found), found
    assert len(found) <= 2
    plant = mfo.read(path).plant
    assert [(item.name, item.amount.typed, item.price.typed) for item in plant.supplies] == [
        ("cocina", "2 t/d", "0 MXN/t")
    ]
    assert [(site.name, site.owner) for site in plant.sites.values()] == [("patio", "escuela")]


def test_a_sheet_by_another_name_is_told(tmp_path):
    sheets = {"Clientes" if name == "mercados" else name: rows for name, rows in SHEETS.items()}
    path = write(tmp_path / "cantina.xlsx", {**sheets, "Notas": [["hola"]]})
    assert [text.split(" [")[1] for text in problems(path)] == ["name-read-as]", "sheet-aside]"]


def test_a_cost_of_a_market_is_not_taken_for_its_price(tmp_path):
    """Its sign would be the other one."""
    rows = [["mercado", "sitio", "material", "costo [MXN/t]", "ruta"], *SHEETS["mercados"][1:]]
    assert any("[column-unknown]" in text for text in problems(write(tmp_path / "p.xlsx", changed(mercados=rows))))
