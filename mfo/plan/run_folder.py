"""Run folders: run.json and one CSV file a table, written beside and then renamed, and read back equal."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from ..errors import Problem, UsageError
from ..writing.claim import remove
from ..writing.ordinary import ordinary
from ..writing.whole import announcing, check_replaceable, whole_folder, write_text
from .run_digests import ANNOUNCED, altered, digest_of_file, digests
from .tables.row_runs import plain_values, run_starts
from .tables.schema import BLANKS, FORMAT, TABLES, Values, columns_of, empty, frame

Run: TypeAlias = dict[str, Any]
"""What run.json holds (docs/results.md)."""

RUN = "run.json"
STUDY = "study.json"
TODAY = "today"
INPUTS = "inputs"
_FORM: dict[str, type] = {"plant": str, "status": str, "minimise": str, "totals": dict, "certificate": dict}
"""What a run.json must hold for anybody to read on."""
_IF_THERE: dict[tuple[str, ...], tuple[type, ...]] = {
    ("format",): (int,),
    ("objective",): (dict,),
    ("objective", "value"): (int, float),
    ("certificate", "bound_gap"): (int, float, type(None)),
    ("options",): (dict, type(None)),
    ("options", "scenario"): (str, type(None)),
    ("options", "minimise"): (str, list, type(None)),
    ("options", "limits"): (list, type(None)),
    ("options", "fixes"): (list, type(None)),
}
"""The kinds of what ``mfo verify`` goes on with, where a run.json holds it."""
ASKED = "question.json"  # of a study that goes on where it was
OURS = (RUN, STUDY, ASKED, "curve.html", "sweep.html", "sweep.sqlite", "points.sqlite")
"""What tells a folder that may be replaced."""


def write_folder(folder: Path, run: Run, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write run.json and the tables into a folder that exists."""
    write_result_tables(folder, tables)
    write_run(folder, run)


def write_result_tables(folder: Path, tables: Mapping[str, pd.DataFrame]) -> None:
    """Write the tables alone; :func:`write_run` follows once all else stands there, too."""
    for name in TABLES:
        write_csv(tables[name], folder / f"{name}.csv")


def write_run(folder: Path, run: Run) -> None:
    """Write run.json, with the fingerprint of every file that the folder holds."""
    text = json.dumps(
        plain({**run, "format": FORMAT, "files": digests(folder)}), ensure_ascii=False, indent=2, allow_nan=False
    )
    write_text(folder / RUN, text + "\n")


def plant_in(inputs: Path) -> Path:
    """The plant among the inputs of a run: the folder itself, or its one workbook or YAML file."""
    entries = [path for path in inputs.iterdir() if path.name not in ("models", "datasets")]
    single = len(entries) == 1 and entries[0].suffix.lower() in (".xlsx", ".xlsm", ".yaml", ".yml")
    return entries[0] if single and entries[0].name not in ("plant.yaml", "plant.yml") else inputs


@contextmanager
def noted_pages() -> Iterator[None]:
    """Within the block the fingerprint of what is written into a run folder is announced in its run.json before it is
    there, so that a run which is killed in between is never taken for altered; :func:`note_page` settles it."""
    with announcing(_announce):
        yield


def _announce(written: Path, page: Path) -> None:
    if page.name != RUN:
        _renew(page, lambda run: run.setdefault(ANNOUNCED, {}).update({page.name: digest_of_file(written)}))


def note_page(page: Path) -> None:
    """Renew the fingerprint of a page that was written anew into a run folder; nothing anywhere else."""

    def settle(run: Run) -> None:
        for name, digest in run.pop(ANNOUNCED, {}).items():  # what an earlier report was killed behind, too
            if (page.parent / name).is_file() and digest_of_file(page.parent / name) == digest:
                run["files"][name] = digest
        run["files"][page.name] = digest_of_file(page)

    _renew(page, settle)


def _renew(page: Path, change: Callable[[Run], None]) -> None:
    """Change what the run.json beside a page says, if there is one that has fingerprints."""
    if (page.parent / RUN).is_file():
        run = read_run(page.parent)
        if isinstance(run.get("files"), dict):
            change(run)
            write_text(page.parent / RUN, json.dumps(run, ensure_ascii=False, indent=2) + "\n")


def read_folder(folder: Path) -> tuple[Run, dict[str, pd.DataFrame]]:
    """Read run.json and the tables of a run folder.

    Raises :class:`mfo.errors.UsageError` where it is none, a table is missing or cannot be read, or it was altered.
    """
    run = read_run(folder)
    if wrong := altered(folder, run):
        message = f"The run {folder} was altered after it was written: {'; '.join(wrong[:5])}."
        remedy = "Plan again, or take the folder from where it is whole. `mfo verify` tells all that differs."
        raise UsageError(Problem("run-altered", message, remedy=remedy))
    written = run.pop("format", 0)
    return {key: value for key, value in run.items() if key not in ("files", ANNOUNCED)}, read_tables(folder, written)


def read_run(folder: Path) -> Run:
    """What run.json holds, its form checked. Raises :class:`mfo.errors.UsageError` where it cannot be read."""
    try:
        text = ordinary(folder / RUN).read_text(encoding="utf-8")
        run = json.loads(text, parse_constant=_refuse_constant, parse_int=_whole_number, parse_float=_fraction)
    except (OSError, ValueError, RecursionError) as error:
        raise _unreadable(folder, _reason(error)) from error
    if fault := form_fault(run):
        raise _unreadable(folder, f"in {RUN}, {fault}")
    return dict(run)


def read_tables(folder: Path, written: int = FORMAT) -> dict[str, pd.DataFrame]:
    """The result tables of a run folder. Raises :class:`mfo.errors.UsageError` where one cannot be read.

    Tables and columns that runs of the format ``written`` (0: without a number) did not have yet are blank.
    """
    found = {}
    for name, spec in TABLES.items():
        try:
            if spec.since > written and name != "flows" and not (folder / f"{name}.csv").exists():
                found[name] = empty(name)
                continue
            found[name] = read_csv(folder / f"{name}.csv", name, written)
            _check_whole(found[name])
        except (OSError, ValueError, KeyError) as error:
            raise _unreadable(folder, f"in {name}.csv, {_reason(error)}") from error
    return found


def _refuse_constant(text: str) -> float:
    raise ValueError(f"{text} is no number")


def _whole_number(text: str) -> int:
    _fraction(text)
    return int(text)


def _fraction(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_constant(text[:12])


def form_fault(run: object) -> str:
    """What is wrong with the form of a run.json; blank where nothing is."""
    if not isinstance(run, dict):
        return "there is no mapping"
    for key, kind in _FORM.items():
        if not isinstance(run.get(key), kind):
            return f"`{key}` is missing or of another kind"
    for effect, told in run["totals"].items():
        if not isinstance(told, dict) or not _is_number(told.get("value")) or not isinstance(told.get("unit"), str):
            return f"the total of `{effect}` lacks a value or a unit"
    for keys, kinds in _IF_THERE.items():
        *above, key = keys
        held = run.get(above[0]) if above else run
        if isinstance(held, dict) and key in held and (not isinstance(held[key], kinds) or held[key] is True):
            return f"`{'.'.join(keys)}` is of another kind"
    if run["minimise"].split(";")[0].strip() not in run["totals"]:
        return f"there is no total of `{run['minimise']}`, which was minimised"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _unreadable(folder: Path, reason: str) -> UsageError:
    message = f"{folder} is not a run folder that can be read: {reason}."
    remedy = "Name a folder that `mfo optimise` wrote, or plan again where another version of mfo wrote it."
    return UsageError(Problem("run-unreadable", message, remedy=remedy))


def _reason(error: Exception) -> str:
    if isinstance(error, FileNotFoundError) and error.filename:
        return f"it has no {Path(error.filename).name}"
    return f"a table lacks {error}" if isinstance(error, KeyError) else str(error).rstrip(".")


def replace_folder(target: Path, force: bool, fill: Callable[[Path], None]) -> None:
    """Let ``fill(folder)`` write a folder beside the target, then put it in the target's place.

    Nothing is left behind if writing fails or is interrupted. Raises :class:`mfo.errors.UsageError` where the target
    exists and may not be replaced (``force``), or holds something else.
    """
    whole_folder(target, fill, force, _is_run)


@contextmanager
def kept_until_replaced(folder: Path, force: bool, goes_on: Callable[[Path], bool]) -> Iterator[Path]:
    """The folder in which a study is worked out that goes on where it was; ``goes_on`` tells one of the same question.

    Where something else stands in ``folder``, that is kept until the new study is complete, which is worked out in a
    hidden folder beside it until then. Raises :class:`mfo.errors.UsageError` where it may not be replaced.
    """
    if not folder.exists() or goes_on(folder):
        yield folder
        return
    check_run_replaceable(folder, force)
    beside = folder.with_name(f".{folder.name}.study")
    if not goes_on(beside):
        remove(beside)
    beside.mkdir(exist_ok=True)
    try:
        yield beside
        replace_folder(folder, force, lambda made: _moved(beside, made))
    finally:
        if not any(path.name != ASKED for path in beside.glob("*")):  # nothing to go on from
            remove(beside)


def _moved(study: Path, made: Path) -> None:
    made.rmdir()
    study.rename(made)


def check_run_replaceable(target: Path, force: bool) -> None:
    """Refuse a folder that exists and may not be replaced. Raises :class:`mfo.errors.UsageError`."""
    check_replaceable(target, force, _is_run)


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


def _text(value: object) -> str:
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


# what a spreadsheet takes for the beginning of a formula; of full width where it is set to Japanese
MARKS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def _quoted(text: object) -> str:
    return _cell(str(text))


@lru_cache(maxsize=20_000)  # names stand in many rows
def _cell(found: str) -> str:
    if found.lstrip("'\t\r").startswith(MARKS):
        found = f"'{found}"
    if any(mark in found for mark in ',"\n\r') or found != found.strip():
        return '"' + found.replace('"', '""') + '"'
    return found


def read_csv(path: Path, table: str, written: int = FORMAT) -> pd.DataFrame:
    """Read a result table with the kinds of its columns; a column that is not the table's own is read as text.

    Columns that runs of the format ``written`` did not have yet are blank. Raises KeyError where
    another one is missing.
    """
    kinds = columns_of(table)
    read = pd.read_csv(ordinary(path), dtype=str, keep_default_na=False, na_filter=False, encoding="utf-8")
    if not len(read):
        return empty(table)
    columns: dict[str, Values] = {}
    for name in read.columns:
        kind = kinds.get(name, "flag" if name == "measured" else "text")
        cells = read[name]
        if kind == "number":
            columns[name] = [_read_number(cell, name, line) for line, cell in enumerate(cells.tolist(), start=2)]
        elif kind == "flag":
            columns[name] = (cells == "yes").to_numpy()
        else:
            columns[name] = np.array([_unquoted(cell) for cell in cells.tolist()], dtype=object)
    unwritten = TABLES[table].unwritten(written)
    columns |= {name: [BLANKS[kind]] * len(read) for name, kind in unwritten.items() if name not in columns}
    return frame(table, columns)


NEVER_BLANK = frozenset({"amount", "activity", "level", "hours", "weight"})
"""Numbers that every row of a table has; a blank one means that the file is damaged."""


def _read_number(cell: str, column: str, line: int) -> float:
    if cell == "":
        return math.nan
    try:
        return float(cell)
    except ValueError:
        raise ValueError(f"`{cell[:40]}` in line {line}, column {column}, is no number") from None


def _check_whole(table: pd.DataFrame) -> None:
    """Raises ValueError where a number that every row has is blank or without end."""
    for column in sorted(NEVER_BLANK.intersection(table.columns)):
        wrong = np.flatnonzero(~np.isfinite(table[column].to_numpy(dtype=float)))
        if len(wrong):
            value = table[column].iloc[wrong[0]]
            said = "has no" if math.isnan(value) else f"says {value} for"
            raise ValueError(f"line {wrong[0] + 2} {said} {column}")


def _unquoted(cell: str) -> str:
    """A text as it was before it was made safe for spreadsheets."""
    return cell[1:] if cell.startswith("'") and cell.lstrip("'\t\r").startswith(MARKS) else cell
