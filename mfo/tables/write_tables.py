"""Writes tables as a folder, a workbook or one YAML file, units as typed. Nothing is left half-written."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import Findings, PlantError, Problem, UsageError, Where
from ..writing.claim import Claim
from ..writing.whole import of_target, whole_file, whole_files, whole_folder
from ..writing.workbook_file import new_workbook
from .cells.cell_text import join_header, text_of
from .cells.table import Table, TableColumn, Tables
from .cells.units_placement import first_difference, units_in_cells, units_in_headers
from .formats.yaml_text import yaml_text

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet
from .read_tables import read_tables

_SUFFIXES = {".xlsx": "workbook", ".yaml": "yaml", ".yml": "yaml"}
_FOREIGN = (".csv", ".xls", ".xlsm", ".xlsb", ".ods", ".json", ".txt", ".zip")
_LIBRARY = ("models", "datasets")
_SHEETS = (
    "plant",
    "sites",
    "materials",
    "supplies",
    "generation",
    "processes",
    "recipes",
    "quality",
    "stores",
    "markets",
    "contracts",
    "links",
    "returns",
    "sold_before",
    "limits",
    "measurements",
    "effects",
    "rates",
    "profiles",
    "slots",
    "scenarios",
)
"""The order of sheets in which a plant is read with most ease."""


def write_tables(tables: Tables, path: str | Path, force: bool = False) -> None:
    """Write the tables: a workbook (``.xlsx``), one YAML file (``.yaml``), otherwise a folder.

    The plant's own models and datasets go along: into the folder, or into ``NAME.library`` beside a file. What is
    there already is kept unless ``force`` is given. A workbook keeps 15 significant digits of a number. What was
    written is read back and compared before it takes the target's name.

    Raises :class:`mfo.UsageError` where the target cannot be written, :class:`mfo.PlantError` where it cannot hold
    the tables.
    """
    target = Path(path)
    kind = _kind(target)
    library = target if kind == "folder" else target.with_suffix(".library")
    _check_target(target, force, kind)
    with Claim(target):
        if kind == "folder":
            whole_folder(target, lambda made: _fill_folder(tables, made, target), force, _is_a_plant)
            return
        with whole_file(target, force) as part:
            _WRITERS[kind](tables, part)
            _check_whole(tables, part, target)
            _replace_library(tables, library, force)


def write_files(files: Mapping[Path, Tables], force: bool = False) -> None:
    """Write tables that belong together into a file each, as :func:`write_tables` does: all of them or none."""
    for target in files:
        _check_target(target, force, _kind(target))
    with whole_files(list(files), force) as parts:
        for part, (target, tables) in zip(parts, files.items(), strict=True):
            with of_target(target):
                _WRITERS[_kind(target)](tables, part)
            _check_whole(tables, part, target)
        for target, tables in files.items():
            _replace_library(tables, target.with_suffix(".library"), force)


def _fill_folder(tables: Tables, folder: Path, target: Path) -> None:
    _write_folder(tables, folder)
    _check_whole(tables, folder, target)
    _copy_library(tables, folder)


def _is_a_plant(folder: Path) -> bool:
    return all(_is_plants(entry) for entry in folder.iterdir())


def _check_whole(tables: Tables, part: Path, target: Path) -> None:
    try:
        lost = first_difference(tables, read_tables(part))
    except PlantError as error:
        lost = str(error.problems[0])
    if lost:
        message = f"The tables would not arrive whole: {lost}."
        raise PlantError(Problem("target-loss", message, Where(str(target)), "Write another kind of container."))


def _kind(target: Path) -> str:
    suffix = target.suffix.lower()
    if suffix in _FOREIGN:
        message = f"A plant cannot be written as {suffix}."
        remedy = "Name a workbook (.xlsx), a YAML file (.yaml) or a folder."
        raise UsageError(Problem("target-kind", message, Where(str(target)), remedy))
    return _SUFFIXES.get(suffix, "folder")


def _check_target(target: Path, force: bool, kind: str) -> None:
    findings = Findings()
    place = Where(str(target))
    if target.is_dir() != (kind == "folder") and target.exists():
        what = "a folder" if target.is_dir() else "a file"
        findings.error("target-kind", f"There is {what} of this name already.", place, "Choose another name.")
    elif target.exists() and not (target.is_dir() and not any(target.iterdir())):
        if not force:
            findings.error("target-exists", "This is there already.", place, "Choose another name, or add --force.")
        elif target.is_dir():
            strange = [entry.name for entry in target.iterdir() if not _is_plants(entry)]
            if strange:
                message = f"The folder holds other things than a plant, such as {strange[0]}."
                findings.error("target-exists", message, place, "Choose another name.")
    findings.raise_errors(UsageError)


def _is_plants(entry: Path) -> bool:
    """Whether an entry of a folder belongs to a plant, so that a new plant may take its place."""
    return entry.name in ("plant.yaml", "plant.yml", *_LIBRARY) or (entry.is_file() and entry.suffix.lower() == ".csv")


def _write_folder(tables: Tables, folder: Path) -> None:
    plant = tables.get("plant") or Table("plant", {})
    (folder / "plant.yaml").write_text(yaml_text([plant]), encoding="utf-8", newline="\n")
    for name, table in tables.tables.items():
        if name != "plant" and table.columns:
            _write_csv(units_in_headers(table), folder / f"{name}.csv")


def _write_csv(table: Table, path: Path) -> None:
    columns = list(table.columns.values())
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow([join_header(column.name, column.unit) for column in columns])
        rows.writerows(zip(*([text_of(value) for value in column.values] for column in columns), strict=True))


def _write_yaml(tables: Tables, path: Path) -> None:
    text = yaml_text([units_in_cells(table) for table in tables.tables.values()])
    path.write_text(text, encoding="utf-8", newline="\n")


def _write_workbook(tables: Tables, path: Path) -> None:
    with new_workbook(path) as book:
        header = book.add_format({"bold": True, "bg_color": "#DDE8DD", "bottom": 1})
        place = {name: position for position, name in enumerate(_SHEETS)}
        for table in sorted(tables.tables.values(), key=lambda table: place.get(table.name, len(place))):
            if table.columns:
                sheet = book.add_worksheet(table.name)
                sheet.freeze_panes(1, 0)
                sheet.autofilter(0, 0, max(1, len(table)), len(table.columns) - 1)
                _write_sheet(sheet, units_in_headers(table), header)


def _write_sheet(sheet: Worksheet, table: Table, header: Format) -> None:
    for position, column in enumerate(table.columns.values()):
        title = join_header(column.name, column.unit)
        sheet.set_column(position, position, _width(title, column))
        sheet.write_string(0, position, title, header)
        for row, value in enumerate(column.values, start=1):
            if isinstance(value, int | float):
                sheet.write_number(row, position, value)
            elif value is not None:
                sheet.write_string(row, position, text_of(value))


def _width(title: str, column: TableColumn) -> float:
    """A width that shows the header and most cells [characters]."""
    longest = max((len(text_of(value)) for value in column.values[:200]), default=0)
    return min(60.0, max(len(title), longest, 6) + 2.0)


_WRITERS: dict[str, Callable[[Tables, Path], None]] = {
    "folder": _write_folder,
    "yaml": _write_yaml,
    "workbook": _write_workbook,
}


def _library_files(tables: Tables) -> Iterator[tuple[str, Path]]:
    """The plant's own models and datasets: the folder each is in, and the file."""
    for name in _LIBRARY:
        source = tables.folder / name if tables.folder else None
        if source is not None and source.is_dir():
            for file in sorted(source.iterdir()):
                if file.is_file() and file.suffix.lower() in (".yaml", ".yml", ".csv"):
                    yield name, file


def _has_library(tables: Tables) -> bool:
    return next(_library_files(tables), None) is not None


def _copy_library(tables: Tables, folder: Path) -> None:
    """Copy the plant's own models and datasets into a folder."""
    for name, file in _library_files(tables):
        (folder / name).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, folder / name / file.name)


def _replace_library(tables: Tables, library: Path, force: bool) -> None:
    """Put the plant's own models and datasets beside its file."""
    if not _has_library(tables):
        if library.is_dir() and force:
            shutil.rmtree(library)
        return
    if library.exists() and not force:
        message = "This is there already, and the plant has models or datasets of its own."
        raise UsageError(Problem("target-exists", message, Where(str(library)), "Choose another name, or add --force."))
    whole_folder(library, lambda made: _copy_library(tables, made), True, Path.is_dir)
