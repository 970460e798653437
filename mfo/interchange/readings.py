"""Exports of weighbridges, meters and ERP systems as the table ``measurements``, by a file that says what is what.

Each line of an export (a ticket, a reading, a posting) has a date, a name and an amount; they are added up by what the
name stands for in the plant and by period.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import yaml

from ..errors import Findings, PlantError, Problem, Where
from ..plant.names import did_you_mean
from ..tables.formats.file_guards import read_bytes
from ..units import UnitError, conversion, parse_unit
from ..writing.whole import write_text
from .sheets import is_workbook, sheet_lines

KEYS = (
    "separator",
    "decimal",
    "thousands",
    "encoding",
    "skip",
    "date",
    "date_format",
    "name",
    "amount",
    "unit",
    "period",
    "names",
)
PERIODS = {"day": "%Y-%m-%d", "month": "%Y-%m", "year": ""}
MOST_TOLD = 8


@dataclass(frozen=True)
class Mapped:
    """What an export means: how it is written, which columns hold what, and what its names are in the plant."""

    names: Mapping[str, Mapping[str, str]]
    date: str
    name: str
    amount: str
    unit: str  # of all amounts, or the column that holds it, in square brackets: "[Unidad]"
    separator: str = ","
    decimal: str = "."
    thousands: str = ""
    encoding: str = "utf-8-sig"
    skip: int = 0
    date_format: str = "%Y-%m-%d"
    period: str = "month"


Sums = dict[tuple[str, str, str, str], float]
"""By ``at``, ``material``, ``role`` and period."""


def write_readings(
    export: str | Path, mapping: str | Path, target: str | Path, force: bool = False
) -> tuple[Problem, ...]:
    """Write the readings of an export as a table ``measurements`` (CSV). Gives what was left out, and gaps.

    Raises :class:`mfo.PlantError` with all that is wrong with either file.
    """
    findings = Findings()
    meant = read_mapping(Path(mapping), findings)
    if meant is None:
        raise PlantError(findings.problems)
    sums, unit = _sums(Path(export), meant, findings)
    findings.raise_errors()
    _tell_gaps(sums, meant, Path(export).name, findings)
    write_text(target, _table(sums, unit, meant), force)
    return tuple(findings)


def read_mapping(path: Path, findings: Findings) -> Mapped | None:
    """A mapping file; None with the reasons among the findings."""
    place = Where(path.name)
    content = read_bytes(path, path.name, findings)
    if content is None:
        return None
    try:
        held: object = yaml.safe_load(content.decode("utf-8"))
    except (UnicodeDecodeError, yaml.YAMLError, ValueError, RecursionError) as error:
        reason = str(error).splitlines()[0]
        findings.error("mapping-form", f"The mapping cannot be read: {reason}.", place, "Write YAML.")
        return None
    if not isinstance(held, dict):
        findings.error("mapping-form", "The mapping has no keys.", place, f"Its keys are {', '.join(KEYS)}.")
        return None
    for key in (key for key in held if key not in KEYS):
        findings.error(
            "mapping-key",
            f"A mapping has no key `{key}`.",
            place,
            did_you_mean(str(key), KEYS) or f"Its keys are {', '.join(KEYS)}.",
        )
    for key in (key for key in ("date", "name", "amount", "unit", "names") if not held.get(key)):
        findings.error("mapping-key", f"The mapping lacks `{key}`.", place, "Say which column holds it.")
    names = held.get("names")
    good = isinstance(names, dict) and all(isinstance(each, dict) and each.get("at") for each in names.values())
    if names and not good:
        findings.error(
            "mapping-form",
            "Each of `names` stands for a place of the plant.",
            place,
            'Write `names: {"Organic, route 4": {at: collected, material: food waste}}`.',
        )
    skip = held.get("skip", 0)
    if not isinstance(skip, int) or isinstance(skip, bool) or skip < 0:
        findings.error("mapping-key", f"`skip` is `{skip}`.", place, "Write how many lines stand before the header.")
    for key in (key for key in ("separator", "decimal", "thousands") if len(str(held.get(key, "."))) != 1):
        findings.error("mapping-key", f"`{key}` is `{held[key]}`.", place, "Write one sign.")
    if held.get("decimal", ".") == held.get("thousands"):
        findings.error("mapping-key", "`decimal` and `thousands` are the same sign.", place, "Tell them apart.")
    if held.get("period", "month") not in PERIODS:
        findings.error("mapping-key", f"`period` is `{held['period']}`.", place, f"Write {', '.join(PERIODS)}.")
    if findings.has_errors:
        return None
    assert isinstance(names, dict)
    plain = {str(name): {str(key): str(value) for key, value in each.items()} for name, each in names.items()}

    def text(key: str, default: str = "") -> str:
        return str(held.get(key, default))

    return Mapped(
        plain,
        text("date"),
        text("name"),
        text("amount"),
        text("unit"),
        text("separator", ","),
        text("decimal", "."),
        text("thousands"),
        text("encoding", "utf-8-sig"),
        skip,
        text("date_format", "%Y-%m-%d"),
        text("period", "month"),
    )


def _sums(path: Path, meant: Mapped, findings: Findings) -> tuple[Sums, str]:
    """Amounts by what they stand for and period, in the unit of the first; names without a meaning are told."""
    sums: Sums = {}
    unit, unknown = "", dict[str, int]()
    for line, row in _rows(path, meant, findings):
        place = Where(path.name, line=line)
        name = row[meant.name].strip()
        if name not in meant.names:
            unknown[name] = unknown.get(name, 0) + 1
            continue
        when, amount = (
            _date(row[meant.date], meant, place, findings),
            _number(row[meant.amount], meant, place, findings),
        )
        typed = row[meant.unit[1:-1]].strip() if meant.unit.startswith("[") else meant.unit
        try:
            unit = unit or parse_unit(typed).typed
            factor = conversion(typed, unit)
        except UnitError as error:
            findings.error(error.code, error.message, place, error.remedy)
            continue
        if when is not None and amount is not None:
            of = meant.names[name]
            key = (of["at"], of.get("material", ""), of.get("role", ""), when.strftime(PERIODS[meant.period]))
            sums[key] = sums.get(key, 0.0) + amount * factor
    if unknown:
        told = ", ".join(f"`{name}` ({count})" for name, count in list(unknown.items())[:MOST_TOLD])
        findings.warn(
            "export-unmapped",
            f"Left out, as the mapping does not know them: {told}.",
            Where(path.name),
            "Add them to `names` where they belong to the plant.",
        )
    return sums, unit


def _rows(path: Path, meant: Mapped, findings: Findings) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line with its number, by column."""
    content = read_bytes(path, path.name, findings)
    if content is None:
        return
    try:
        rows = _lines(path, content, meant)
    except (OSError, UnicodeDecodeError, LookupError, csv.Error) as error:
        findings.error("file-encoding", f"The export cannot be read: {error}.", Where(path.name), "Set `encoding`.")
        return
    head = [cell.strip() for cell in rows[meant.skip][1]] if len(rows) > meant.skip else []
    wanted = [meant.date, meant.name, meant.amount, *([meant.unit[1:-1]] if meant.unit.startswith("[") else [])]
    for column in (column for column in wanted if column not in head):
        findings.error(
            "export-column",
            f"The export has no column `{column}`.",
            Where(path.name, line=meant.skip + 1),
            did_you_mean(column, head) or "Check `separator` and `skip` of the mapping.",
        )
    if findings.has_errors:
        return
    for line, row in rows[meant.skip + 1 :]:
        if any(cell.strip() for cell in row):
            yield line, dict(zip(head, [*row, *[""] * len(head)], strict=False))


def _lines(path: Path, content: bytes, meant: Mapped) -> list[tuple[int, list[str]]]:
    """The lines of an export with their numbers, of a CSV file or of a workbook's first sheet."""
    if is_workbook(path):
        return sheet_lines(path.name, content, meant.decimal, meant.date_format)
    reader = csv.reader(io.StringIO(content.decode(meant.encoding), newline=""), delimiter=meant.separator)
    return [(reader.line_num, row) for row in reader]


def _date(text: str, meant: Mapped, place: Where, findings: Findings) -> date | None:
    try:
        return datetime.strptime(text.strip(), meant.date_format).date()
    except ValueError:
        findings.error(
            "export-date",
            f"`{text}` is no date of the form `{meant.date_format}`.",
            place,
            "Set `date_format`, as in `%d/%m/%Y` or `%Y-%m-%d %H:%M`.",
        )
        return None


def _number(text: str, meant: Mapped, place: Where, findings: Findings) -> float | None:
    """A number as the mapping says they are written; nothing is guessed."""
    part = re.escape(meant.thousands)
    whole = rf"\d{{1,3}}(?:{part}\d{{3}})+|\d+" if meant.thousands else r"\d+"
    if re.fullmatch(rf"[+-]?(?:{whole})(?:{re.escape(meant.decimal)}\d+)?", text.strip()) is None:
        findings.error(
            "export-number",
            f"`{text}` is no number with `{meant.decimal}` before its decimals.",
            place,
            "Set `decimal` and `thousands` as the export writes them.",
        )
        return None
    plain = text.strip().replace(meant.thousands, "") if meant.thousands else text.strip()
    return float(plain.replace(meant.decimal, "."))


def _tell_gaps(sums: Sums, meant: Mapped, shown: str, findings: Findings) -> None:
    """Months between the first and the last in which something has no line at all."""
    if meant.period != "month" or not sums:
        return
    months = sorted({key[3] for key in sums})
    every = [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(_month(months[0]), _month(months[-1]) + 1)]
    for at, material, role in dict.fromkeys(key[:3] for key in sums):
        missing = [month for month in every if (at, material, role, month) not in sums]
        if missing:
            name = f"{at}, {material}" if material else at
            findings.warn(
                "export-gap",
                f"`{name}` has no line in {', '.join(missing[:MOST_TOLD])}.",
                Where(shown),
                "What is blank was not read; where nothing came, add a line of 0.",
            )


def _month(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:7]) - 1


def _table(sums: Sums, unit: str, meant: Mapped) -> str:
    held = io.StringIO()
    rows = csv.writer(held, lineterminator="\n")
    per = {"day": "d", "month": "month", "year": "year"}[meant.period]
    names = [name for place, name in enumerate(("at", "material", "role", "slot")) if any(key[place] for key in sums)]
    rows.writerow([*names, f"amount [{unit}/{per}]"])
    for key, amount in sorted(sums.items()):
        cells = dict(zip(("at", "material", "role", "slot"), key, strict=True))
        rows.writerow([*(cells[name] for name in names), repr(amount)])
    return held.getvalue()
