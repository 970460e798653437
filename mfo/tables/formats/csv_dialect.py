"""How a CSV file is written: what parts its columns, and whether its decimals are points or commas throughout.

Excel writes semicolons, decimal commas and Windows-1252 where the system's region does. A file that is so throughout is
read so, and that is said; one that is not, or where it cannot be told, is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...errors import Findings, Where

SEPARATORS = {";": "semicolons", "\t": "tabs"}
DECIMAL_COMMAS = "decimal commas"
_HINT = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_NUMBER = re.compile(r"(?P<number>[+-]?[\d.,]*\d)(?P<rest>\s*(?:[^\d\s.,;:/-].*)?)", re.DOTALL)
_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+),\d+")
_POINT = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)\.\d+")
_EITHER = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  # 1.200 or 1,200: may be twelve hundred, may be one and a fifth

Rows = list[tuple[int, list[str]]]


@dataclass(frozen=True)
class Dialect:
    """What parts the columns, and how many lines above the header say so."""

    separator: str = ","
    skipped: int = 0


def dialect_of(text: str) -> Dialect:
    """The dialect that the first line shows: commas, unless it has semicolons or tabs outside quotation marks."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    hint = _HINT.fullmatch(first.strip("\ufeff "))
    if hint:
        return Dialect(hint[1], lines.index(first) + 1)
    bare = re.sub(r'"[^"]*"', "", first)
    return Dialect(next((sign for sign in SEPARATORS if sign in bare and bare.count(sign) >= bare.count(",")), ","))


def with_points(rows: Rows, dialect: Dialect, encoding: str, shown: str, findings: Findings) -> Rows | None:
    """The rows below a header with points as decimals; what was unusual is told. None where commas and points mix."""
    told = [encoding] if encoding else []
    if dialect.separator in SEPARATORS:
        told.insert(0, SEPARATORS[dialect.separator])
        numbers = [
            (line, match["number"]) for line, row in rows for cell in row if (match := _NUMBER.fullmatch(cell.strip()))
        ]
        commas = [(line, each) for line, each in numbers if _COMMA.fullmatch(each) and not _EITHER.fullmatch(each)]
        points = [(line, each) for line, each in numbers if _POINT.fullmatch(each) and not _EITHER.fullmatch(each)]
        doubtful = [(line, each) for line, each in numbers if _EITHER.fullmatch(each)]
        if commas and points:
            _mixed(commas[0], points[0], shown, findings)
            return None
        if doubtful and not _plain_doubt(doubtful, bool(commas), bool(points)):
            _doubtful(doubtful[0], shown, findings)
            return None
        if commas:
            told.append(DECIMAL_COMMAS)
            rows = [(line, [_pointed(cell) for cell in row]) for line, row in rows]
    if told:
        findings.warn(
            "file-read-as",
            _read_as(*told),
            Where(shown),
            "Check a few numbers in the report; or save it as CSV UTF-8 with commas.",
        )
    return rows


def _read_as(habit: str, second: str = "", third: str = "") -> str:
    """What is told of up to three habits: a sentence for each count, so that each word is found by itself in others."""
    if third:
        return f"The file is written with {habit}, {second}, {third}, and is read so."
    if second:
        return f"The file is written with {habit}, {second}, and is read so."
    return f"The file is written with {habit}, and is read so."


def _plain_doubt(doubtful: list[tuple[int, str]], commas: bool, points: bool) -> bool:
    """Whether the file's other numbers say what 1,200 or 1.200 is: a decimal like theirs, never a thousand."""
    if commas:
        return all("," in each for _, each in doubtful)
    return points and all("." in each for _, each in doubtful)


def _mixed(comma: tuple[int, str], point: tuple[int, str], shown: str, findings: Findings) -> None:
    message = f"`{comma[1]}` (line {comma[0]}) has a decimal comma and `{point[1]}` (line {point[0]}) a decimal point."
    findings.error(
        "csv-separator",
        message,
        Where(shown, line=max(comma[0], point[0])),
        "Write all decimals of the file alike, best with points.",
    )


def _doubtful(found: tuple[int, str], shown: str, findings: Findings) -> None:
    line, number = found
    plain, decimal = re.sub(r"[.,]", "", number), number.replace(",", ".")
    message = f"`{number}` may be {plain} or {decimal}: nothing else in the file tells."
    findings.error("number-separator", message, Where(shown, line=line), f"Write {plain}, or {decimal}0.")


def _pointed(cell: str) -> str:
    found = _NUMBER.fullmatch(cell.strip())
    if not found or not _COMMA.fullmatch(found["number"]):
        return cell
    return found["number"].replace(".", "").replace(",", ".") + found["rest"]
