"""Any tables, any two containers, back and forth: equal, units as typed."""

from __future__ import annotations

import errno
import shutil
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfo.errors import PlantError, UsageError
from mfo.plant.schema import TABLES
from mfo.tables.cells.cell_text import resolve
from mfo.tables.cells.table import Table, TableColumn, Tables
from mfo.tables.cells.units_placement import TEXT_COLUMNS, first_difference, normal_form
from mfo.tables.conversion import convert
from mfo.tables.read_tables import read_tables
from mfo.tables.write_tables import write_tables

REPOSITORY = Path(__file__).parents[2]
PLANTS = sorted(
    [folder.parent for folder in REPOSITORY.glob("examples/*/plant.yaml")]
    + [folder.parent for folder in REPOSITORY.glob("tests/published/*/plant.yaml")]
    + list(REPOSITORY.glob("tests/published/*.yaml"))
)
CONTAINERS = ["plant.xlsx", "plant.yaml.yaml", "folder"]

UNITS = ["t/d", "kg/d", "MXN/t", "%", "t.km", "Nm3/h", "1/h", "USD/(t/year)", "ton", "t / d", "°C"]
SINGLE_WORDS = """
no NA null None 012 12:30 1e3 ~ *all &a << !tag % @ `x` | > ? [x] {x} true =1+1 'q' "q" 1,5 2025-01-01 Ñandú e\u0301
99999999999999999999 0.1234567890123456789
"""
TRICKY = [*SINGLE_WORDS.split(), "- x", "a: b", "a #b", "45 kg", "40 t/d * season", "a; b", "a\nb", "\u2028", "x" * 300]

words = st.sampled_from(TRICKY) | st.text(
    st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), max_size=12
)
numbers = st.integers(-(10**14), 10**14).map(str) | st.floats(-1e9, 1e9).map(lambda value: f"{value:.12g}")
quantities = st.builds("{} {}".format, numbers, st.sampled_from(UNITS))
cells = st.none() | (words | numbers | quantities).map(resolve)


@st.composite
def tables(draw):
    """Tables as any author might have typed them, by name."""
    names = draw(st.lists(st.sampled_from(["sites", "supplies", "profiles", "limits", "scenarios"]), unique=True))
    made = {"plant": _table("plant", {"setting": ["name", "slots"], "value": ["A plant", draw(cells)]}, {})}
    for name in names:
        rows = draw(st.integers(0, 4))
        columns = draw(st.lists(st.sampled_from(["material", "amount", "price", "value", "dry matter"]), unique=True))
        units = {column: draw(st.none() | st.sampled_from(UNITS)) for column in columns}
        shared = draw(st.sampled_from(UNITS))
        column_cells = cells | numbers.map(lambda number, unit=shared: f"{number} {unit}").map(resolve)
        values = {column: draw(st.lists(column_cells, min_size=rows, max_size=rows)) for column in columns}
        made[name] = _table(name, {"key": [f"row {row}" for row in range(rows)], **values}, units)
    return Tables(made, Path("made"))


def _table(name, values, units):
    columns = {
        key: TableColumn(key, " ".join(units[key].split()) if units.get(key) else None, cells)
        for key, cells in values.items()
    }
    return Table(name, columns, lines=list(range(len(next(iter(values.values()))))))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(made=tables(), first=st.sampled_from(CONTAINERS), second=st.sampled_from(CONTAINERS))
def test_any_tables_survive_any_two_containers(made, first, second, tmp_path_factory):
    """Proves that nothing is lost on the way, whatever was typed."""
    folder = tmp_path_factory.mktemp("round")
    write_tables(made, folder / "one" / first)
    convert(folder / "one" / first, folder / "two" / second)
    convert(folder / "two" / second, folder / "three" / first)
    last = read_tables(folder / "three" / first)
    assert first_difference(made, last) == ""
    assert normal_form(last).keys() == normal_form(made).keys()
    shutil.rmtree(folder)


@pytest.mark.parametrize("plant", PLANTS, ids=lambda path: path.name)
def test_every_plant_of_the_repository_survives_every_container(plant, tmp_path):
    """Proves it on plants that people wrote; the typed units are compared text by text within the cells."""
    original = read_tables(plant)
    step = plant
    for number, container in enumerate(CONTAINERS):
        target = tmp_path / str(number) / container
        convert(step, target)
        step = target
        assert first_difference(original, read_tables(target)) == ""


def test_units_move_into_headers_of_a_sheet_and_back(tmp_path):
    """Without hoisting, a sheet would hold ``40 t/d`` as text, of which Excel can make no sum."""
    source = tmp_path / "plant.yaml.yaml"
    source.write_text("supplies:\n  - {supply: a, amount: 40 t/d}\n  - {supply: b, amount: season}\n  - {supply: c}\n")
    convert(source, tmp_path / "plant.xlsx")
    column = read_tables(tmp_path / "plant.xlsx")["supplies"].columns["amount"]
    assert (column.unit, column.values) == ("t/d", [40, "season", None])
    convert(tmp_path / "plant.xlsx", tmp_path / "again.yaml")
    assert "{supply: a, amount: 40 t/d}" in (tmp_path / "again.yaml").read_text()


def test_a_unit_is_not_lent_to_a_cell_without_one(tmp_path):
    """A bare 5 beside ``40 t/d`` is a mistake of the author; a header [t/d] would hide it."""
    source = tmp_path / "p.yaml"
    source.write_text("supplies:\n  - {supply: a, amount: 40 t/d}\n  - {supply: b, amount: 5}\n")
    convert(source, tmp_path / "p.xlsx")
    column = read_tables(tmp_path / "p.xlsx")["supplies"].columns["amount"]
    assert (column.unit, column.values) == (None, ["40 t/d", 5])


def test_cells_with_units_of_their_own_are_kept(tmp_path):
    (tmp_path / "plant.yaml").write_text("plant: {name: p}\n")
    (tmp_path / "supplies.csv").write_text("supply,amount [t/d]\na,40\nb,960 kg/d\nc,season\n")
    for target in ("p.xlsx", "q.yaml", "folder"):
        convert(tmp_path, tmp_path / "out" / target)
        rows, _ = normal_form(read_tables(tmp_path / "out" / target))["supplies"]
        assert [row["amount"] for row in rows] == [(40, "t/d"), (960, "kg/d"), "season"]


def test_names_that_look_like_quantities_stay_names(tmp_path):
    """Gas is sold in cylinders called ``20 kg`` and ``45 kg``: names, not numbers of a column [kg]."""
    source = tmp_path / "p.yaml"
    source.write_text("materials:\n  - {material: 20 kg, unit: item}\n  - {material: 45 kg, unit: item}\n")
    convert(source, tmp_path / "p.xlsx")
    assert read_tables(tmp_path / "p.xlsx")["materials"].columns["material"].values == ["20 kg", "45 kg"]


def test_no_column_of_names_is_taken_apart():
    """Proves that the list of text columns keeps up with the schema."""
    columns = [column for table in TABLES.values() for column in table.columns]
    numeric = {column.name for column in columns if column.kind in ("number", "share")}
    typed = {column.name for column in columns if column.kind not in ("number", "share")}
    assert typed - numeric - TEXT_COLUMNS <= {"uncertainty", "weight"}


def test_models_and_datasets_of_a_plants_own_go_along(tmp_path):
    source = tmp_path / "plant"
    for part, name in (("models", "press.yaml"), ("datasets", "mine.csv")):
        (source / part).mkdir(parents=True)
        (source / part / name).write_text(part)
    (source / "plant.yaml").write_text("plant: {name: p}\n")
    convert(source, tmp_path / "p.xlsx")
    assert (tmp_path / "p.library" / "models" / "press.yaml").read_text() == "models"
    assert read_tables(tmp_path / "p.xlsx").folder == tmp_path / "p.library"
    convert(tmp_path / "p.xlsx", tmp_path / "back")
    assert (tmp_path / "back" / "datasets" / "mine.csv").read_text() == "datasets"


@pytest.mark.parametrize("name", ["p.xlsx", "p.yaml", "folder"])
def test_what_is_there_already_is_kept_unless_forced(name, tmp_path):
    source = tmp_path / "s.yaml"
    source.write_text("plant: {name: first}\n")
    convert(source, tmp_path / name)
    source.write_text("plant: {name: second}\n")
    with pytest.raises(UsageError, match="there already"):
        convert(source, tmp_path / name)
    assert read_tables(tmp_path / name)["plant"].value(0, "value") == "first"
    convert(source, tmp_path / name, force=True)
    assert read_tables(tmp_path / name)["plant"].value(0, "value") == "second"
    assert [entry.name for entry in tmp_path.iterdir() if entry.name.startswith(".")] == []


def test_a_folder_with_other_things_is_never_replaced(tmp_path):
    (tmp_path / "s.yaml").write_text("plant: {name: p}\n")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("words")
    with pytest.raises(UsageError, match=r"other things than a plant, such as chapter\.txt"):
        convert(tmp_path / "s.yaml", tmp_path / "thesis", force=True)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "words"


@pytest.mark.parametrize("name", ["p.csv", "p.xls", "p.ods", "p.json"])
def test_a_foreign_suffix_is_refused(name, tmp_path):
    (tmp_path / "s.yaml").write_text("plant: {name: p}\n")
    with pytest.raises(UsageError, match="A plant cannot be written as"):
        convert(tmp_path / "s.yaml", tmp_path / name)
    assert not (tmp_path / name).exists()


def test_a_failed_writing_leaves_what_was_there(tmp_path):
    """A text longer than a cell of Excel holds would be lost: it is told, and the old workbook stands."""
    source, target = tmp_path / "s.yaml", tmp_path / "p.xlsx"
    source.write_text("plant: {name: p}\n")
    convert(source, target)
    before = target.read_bytes()
    source.write_text(f"plant: {{name: {'x' * 40_000}}}\n")
    with pytest.raises(PlantError, match="would not arrive whole"):
        convert(source, target, force=True)
    assert target.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["p.xlsx", "s.yaml"]


def test_a_plant_is_not_written_onto_itself(tmp_path):
    (tmp_path / "s.yaml").write_text("plant: {name: p}\n")
    with pytest.raises(UsageError, match="Source and target are the same"):
        convert(tmp_path / "s.yaml", tmp_path / "s.yaml", force=True)


@pytest.mark.skipif(sys.version_info[:3] == (3, 12, 1), reason="this Python crashes where methods of Path are replaced")
@pytest.mark.parametrize("name", ["p.xlsx", "p.yaml", "folder"])
def test_a_read_only_disk_is_told_by_the_targets_name(name, tmp_path, monkeypatch):
    """There nothing can be deleted either, and the failure to tidy up hid the reason."""
    source = tmp_path / "s.yaml"
    source.write_text("plant: {name: first}\n")

    def refuse(path, *_args, **_kwargs):
        raise OSError(errno.EROFS, "Read-only file system", str(path))

    for method in ("touch", "write_text", "write_bytes", "mkdir", "unlink"):
        monkeypatch.setattr(Path, method, refuse)
    with pytest.raises(UsageError, match=rf"{name}: It cannot be written: Read-only file system\."):
        convert(source, tmp_path / name)


def test_the_sheets_of_a_workbook_stand_in_the_order_of_reading(tmp_path):
    """A folder's files come by the alphabet: effects before sites. Each sheet has its filters."""
    convert(REPOSITORY / "examples" / "park", tmp_path / "park.xlsx")
    book = openpyxl.load_workbook(tmp_path / "park.xlsx")
    assert book.sheetnames[:6] == ["plant", "sites", "materials", "supplies", "processes", "recipes"]
    assert book.sheetnames[-1] == "scenarios"
    assert all(sheet.auto_filter.ref for sheet in book)
