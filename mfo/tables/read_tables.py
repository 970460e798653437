"""Reads a plant's tables from whichever container they stand in."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path

from ..errors import Findings, Where
from ..translation import TABLE, in_english
from .cells.builder import name_settings
from .cells.table import Table, Tables
from .formats.csvfile import read_csv
from .formats.file_guards import leads_out
from .formats.frames import Rows, read_frames
from .formats.xlsx_file import read_workbook
from .formats.yaml_file import read_yaml
from .formats.yaml_text import yaml_text
from .places.feature import GEO
from .places.sites_file import read_sites_file

SETTINGS = ("plant.yaml", "plant.yml")
WORKBOOKS = (".xlsx", ".xlsm")
YAMLS = (".yaml", ".yml")
LOCK = "~$"

_INSTEAD = "Give a folder with plant.yaml, a workbook (.xlsx) or a YAML file (.yaml)."
_OTHER = {
    ".csv": "A CSV file is one table of a plant. Give the folder that holds it.",
    ".xls": "This is the old Excel format. Save the workbook as .xlsx.",
    ".xlsb": "This is a binary workbook. Save it as .xlsx.",
    ".ods": "This is an OpenDocument sheet. Save it as .xlsx.",
    ".json": "This is a JSON file. Write the plant as YAML, which is close to it.",
}


def read_tables(path: str | Path) -> Tables:
    """The tables of a plant as typed: a folder, a workbook or one YAML file.

    ``folder/plant.yaml`` is taken for the folder, whose CSV files belong to it. A workbook or single YAML file
    ``park.xlsx`` may have models and datasets of its own in a folder ``park.library`` beside it.

    Raises :class:`mfo.PlantError` with all that is wrong with the files and the structure of their tables.
    """
    path, findings = Path(path), Findings()
    source = path.parent if path.name.lower() in SETTINGS and path.is_file() else path
    if source.is_dir():
        tables = _read_folder(source, findings)
        folder: Path | None = source
    else:
        tables = _read_file(source, findings)
        library = source.with_suffix(".library")
        folder = library if library.is_dir() else None
    if not tables and not findings.has_errors:
        findings.error("plant-empty", "There are no tables.", Where(path.name), "Write the table `plant` first.")
    findings.raise_errors()
    _name_settings(tables)
    return Tables(tables, source, folder, list(findings.problems))


def tables_from(frames: Mapping[str, Rows]) -> Tables:
    """The tables of a plant that stands in memory, as data frames, lists of rows, or settings by name.

    Raises :class:`mfo.PlantError` with all that is wrong with their structure.
    """
    findings = Findings()
    tables = read_frames(frames, findings)
    if not tables and not findings.has_errors:
        findings.error("plant-empty", "There are no tables.", None, "Give the table `plant` first.")
    findings.raise_errors()
    _name_settings(tables)
    return Tables(tables, Path(MEMORY), None, list(findings.problems), yaml_text(list(tables.values())))


def _name_settings(tables: Mapping[str, Table]) -> None:
    if "plant" in tables:
        name_settings(tables["plant"])


MEMORY = "tables in memory"
"""What stands for the file of tables that come from none."""


def read_table(path: str | Path, name: str, sheets: Collection[str] = ()) -> Table:
    """One table from a file of its own: a CSV file, or the sheet or key of that name in a workbook or YAML file.

    ``sheets`` are further names of the sheet, in small letters: no other one is looked at then, and one that stands
    alone is taken whatever its name.

    Raises :class:`mfo.PlantError` with all that is wrong with it.
    """
    path, findings = Path(path), Findings()
    table: Table | None = None
    if path.suffix.lower() == ".csv" and path.exists():
        table = read_csv(path, path.name, findings, called=name)
    elif path.is_dir():
        findings.error("plant-kind", "This is a folder.", Where(str(path)), f"Name the file with the table `{name}`.")
    else:
        tables = _read_file(path, findings, (name, *sheets) if sheets else ())
        table = next((tables[each] for each in (name, *sheets) if each in tables), None)
        if table is None and sheets and len(tables) == 1:
            (table,) = tables.values()
        if table is None and not findings.has_errors:
            message = f"It has no table `{name}`."
            findings.error("table-missing", message, Where(path.name), f"Name the sheet or key `{name}`.")
    findings.raise_errors()
    return table  # type: ignore[return-value]


def _read_file(path: Path, findings: Findings, only: Collection[str] = ()) -> dict[str, Table]:
    suffix, place = path.suffix.lower(), Where(str(path))
    if not path.exists() and not path.is_symlink():
        near = _near_paths(path)
        findings.error("plant-missing", "There is no such folder or file.", place, near or "Check the path.")
    elif path.name.startswith(LOCK):
        message = "This is the file by which Excel remembers that a workbook is open, not the workbook."
        findings.error("plant-kind", message, place, f"Give {path.with_name(path.name.removeprefix(LOCK))}.")
    elif suffix in WORKBOOKS:
        return read_workbook(path, path.name, findings, only=only)
    elif suffix in YAMLS:
        return read_yaml(path, path.name, findings)
    elif suffix in _OTHER:
        findings.error("plant-kind", _OTHER[suffix], place)
    else:
        findings.error("plant-kind", "This is no plant.", place, _INSTEAD)
    return {}


def _near_paths(path: Path) -> str:
    import difflib

    try:
        names = [entry.name for entry in path.parent.iterdir()]
    except OSError:
        return ""
    found = difflib.get_close_matches(path.name, names, 1, 0.7)
    return f"Did you mean {path.parent / found[0]}?" if found else ""


def _read_folder(folder: Path, findings: Findings) -> dict[str, Table]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        findings.error("file-unreadable", f"The folder cannot be read: {error.strerror}.", Where(str(folder)))
        return {}
    _check_library(folder, findings)
    entries = [entry for entry in entries if not entry.name.startswith((".", "~"))]
    settings = [entry for entry in entries if entry.name.lower() in SETTINGS]
    sheets = [entry for entry in entries if entry.suffix.lower() == ".csv"]
    if not settings and not any(entry.stem.lower() == "plant" for entry in sheets):
        _no_settings(folder, entries, findings)
        return {}
    if len(settings) > 1:
        message = f"The folder has both {settings[0].name} and {settings[1].name}."
        findings.error("plant-twice", message, Where(settings[1].name), "Keep one of them.")
    tables = read_yaml(settings[0], settings[0].name, findings, folder) if settings else {}
    for entry in sheets:
        table = read_csv(entry, entry.name, findings, folder)
        if table is not None and table.name in tables:
            other = tables[table.name].where()
            message = f"The table `{table.name}` stands in {other} too."
            findings.error("table-twice", message, Where(entry.name), "Keep one of them.")
        elif table is not None:
            tables[table.name] = table
    for entry in entries:
        if entry.suffix.lower() in GEO:
            _read_places(entry, folder, tables, findings)
    return tables


def _read_places(entry: Path, folder: Path, tables: dict[str, Table], findings: Findings) -> None:
    """The sites of a file of a map; another than that called after the table is told and left alone."""
    if in_english(TABLE, entry.stem) != "sites":
        message = f"{entry.name} is not read: the file with the sites is called sites{entry.suffix.lower()}."
        findings.warn("geo-name", message, Where(entry.name), "Rename it, or take it out of the plant's folder.")
    elif "sites" in tables:
        message = f"The table `sites` stands in {tables['sites'].where()} too."
        findings.error("table-twice", message, Where(entry.name), "Keep one of them.")
    elif (table := read_sites_file(entry, entry.name, findings, folder)) is not None:
        tables["sites"] = table


def _check_library(folder: Path, findings: Findings) -> None:
    """Refuse models and datasets of the plant's own that are links out of its folder, or pipes."""
    for part in ("models", "datasets"):
        inside = [folder / part, *(folder / part).glob("*")] if (folder / part).exists() else []
        for path in inside:
            place = Where(str(path.relative_to(folder)))
            if path.is_symlink() and leads_out(path, folder):
                message = f"The link leads out of the plant's folder, to {path.resolve()}."
                findings.error("file-outside", message, place, "Copy the file into the plant's folder.")
            elif path.exists() and not path.is_file() and not path.is_dir():
                findings.error("file-kind", "This is not a file.", place, "Put a file here, or take it away.")


def _no_settings(folder: Path, entries: list[Path], findings: Findings) -> None:
    plants = [entry.name for entry in entries if entry.suffix.lower() in (*WORKBOOKS, *YAMLS)]
    remedy = f"Did you mean {folder / plants[0]}?" if plants else "Put the settings into plant.yaml."
    findings.error("plant-missing", "The folder has no plant.yaml.", Where(str(folder)), remedy)
