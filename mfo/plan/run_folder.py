"""Run folders: run.json and one CSV file a table, written beside and then renamed, and read back equal."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from ..errors import Problem, UsageError
from ..writing.whole import whole_folder
from .tables.row_runs import plain_values, run_starts
from .tables.schema import TABLES, columns_of, empty, frame

RUN = "run.json"
TODAY = "today"
OURS = (RUN, "curve.html", "sweep.html")  # what tells a folder that may be replaced


def write_folder(folder: Path, run: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> None:
    """Write run.json and the tables into a folder that exists."""
    text = json.dumps(plain(run), ensure_ascii=False, indent=2, allow_nan=False)
    (folder / RUN).write_text(text + "\n", encoding="utf-8")
    for name in TABLES:
        write_csv(tables[name], folder / f"{name}.csv")


def read_folder(folder: Path) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """Read run.json and the tables of a run folder.

    Raises :class:`mfo.errors.UsageError` where it is none, or a table is missing or cannot be read.
    """
    try:
        run = json.loads((folder / RUN).read_text(encoding="utf-8"))
        return run, {name: read_csv(folder / f"{name}.csv", name) for name in TABLES}
    except (OSError, ValueError, KeyError) as error:
        message = f"{folder} is not a run folder that can be read: {_reason(error)}."
        remedy = "Name a folder that `mfo optimise` wrote, or plan again where another version of mfo wrote it."
        raise UsageError(Problem("run-unreadable", message, remedy=remedy)) from error


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and error.filename:
        return f"it has no {Path(error.filename).name}"
    return f"a table lacks {error}" if isinstance(error, KeyError) else str(error)


def replace_folder(target: Path, force: bool, fill: Callable[[Path], None]) -> None:
    """Let ``fill(folder)`` write a folder beside the target, then put it in the target's place.

    Nothing is left behind if writing fails or is interrupted. Raises :class:`mfo.errors.UsageError` where the target
    exists and may not be replaced (``force``), or holds something else.
    """
    whole_folder(target, fill, force, _is_run)


def _is_run(target: Path) -> bool:
    """Whether a folder is empty or one that mfo wrote: a run, or a study of several."""
    return target.is_dir() and (any((target / name).exists() for name in OURS) or not any(target.iterdir()))


def plain(value: Any) -> Any:
    """Data as JSON knows it: numbers that are none become null."""
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, np.generic):
        return plain(value.item())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def write_csv(table: pd.DataFrame, path: Path) -> None:
    """Write a table so that every number reads back as the same float. Blank numbers are blank cells."""
    header = ",".join(_quoted(str(name)) for name in table.columns)
    lines = map(",".join, zip(*_parts(table), strict=True))
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(header + "\n")
        file.write("\n".join(lines) + ("\n" if len(table) else ""))


def _parts(table: pd.DataFrame) -> list[list[str]]:
    """The cells of the columns in order; neighbouring columns of text are one part."""
    parts: list[list[str]] = []
    texts: list[np.ndarray] = []
    for name in table.columns if len(table) else ():
        values = plain_values(table[name])
        if values.dtype.kind == "O":
            texts.append(values)
            continue
        parts += [_joined(texts)] if texts else []
        texts = []
        parts.append(_cells(values))
    return parts + ([_joined(texts)] if texts else [])


def _joined(columns: list[np.ndarray]) -> list[str]:
    """Cells of text side by side, each run of the same formed once."""
    starts = run_starts(columns)
    formed = np.empty(len(starts), dtype=object)
    formed[:] = [",".join(map(_text, row)) for row in zip(*(values[starts] for values in columns), strict=True)]
    cells: list[str] = np.repeat(formed, np.diff(np.append(starts, len(columns[0])))).tolist()
    return cells


def _text(value: Any) -> str:
    return "" if value != value else _quoted(value)


def _cells(values: np.ndarray) -> list[str]:
    if values.dtype.kind == "f":
        return _numbers(values)
    if values.dtype.kind == "b":
        return ["yes" if flag else "no" for flag in values.tolist()]
    codes, different = pd.factorize(values)
    cells: list[str] = np.array([str(value) for value in different.tolist()], dtype=object)[codes].tolist()
    return cells


def _numbers(values: np.ndarray) -> list[str]:
    """The shortest text that reads back as the same number; many are the same, and formed once."""
    different, place = np.unique(values, return_inverse=True)
    if len(different) > len(values) // 2:
        texts: list[str] = ["" if value != value else repr(value) for value in values.tolist()]
        return texts
    formed = np.array(["" if value != value else repr(value) for value in different.tolist()], dtype=object)
    cells: list[str] = formed[place].tolist()
    return cells


MARKS = ("=", "+", "-", "@")  # what a spreadsheet takes for the beginning of a formula


def _quoted(text: Any) -> str:
    found = str(text)
    if found.lstrip("'\t\r").startswith(MARKS):
        found = f"'{found}"
    if any(mark in found for mark in ',"\n\r') or found != found.strip():
        return '"' + found.replace('"', '""') + '"'
    return found


def read_csv(path: Path, table: str) -> pd.DataFrame:
    """Read a result table with the kinds of its columns; a column that is not the table's own is read as text."""
    kinds = columns_of(table)
    read = pd.read_csv(path, dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
    if not len(read):
        return empty(table)
    columns: dict[str, Any] = {}
    for name in read.columns:
        kind = kinds.get(name, "flag" if name == "measured" else "text")
        cells = read[name]
        if kind == "number":
            columns[name] = [math.nan if cell == "" else float(cell) for cell in cells.tolist()]
        elif kind == "flag":
            columns[name] = (cells == "yes").to_numpy()
        else:
            columns[name] = np.array([_unquoted(cell) for cell in cells.tolist()], dtype=object)
    return frame(table, columns)


def _unquoted(cell: str) -> str:
    """A text as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'\t\r").startswith(MARKS) else cell
