"""The language that a plant asks for, looked up before anything else of it is read: problems are told in it too."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..translation import LANGUAGES, SETTING, TABLE, in_english
from .cells.familiar_names import TABLES
from .read_tables import SETTINGS, WORKBOOKS, YAMLS

LOOKED_AT = 10_000  # signs of a YAML file, rows of a sheet
INPUTS = "inputs"
_STATED = re.compile(r"(?:^|[{,])[ \t]*(?:language|idioma)[ \t]*:[ \t]*[\"']?([A-Za-z]{2})\b", re.MULTILINE)


def stated_language(path: Path) -> str:
    """The setting ``language`` of a plant, or of the plant that a run was made from; blank where there is none.

    What cannot be read has none: whoever reads it afterwards says why.
    """
    try:
        return next((found for each in _candidates(path) if (found := _stated(each))), "")
    except Exception:  # a damaged file, of any kind: told when it is read
        return ""


def _candidates(path: Path) -> Iterator[Path]:
    """The files that may hold the settings."""
    for place in (path, path / INPUTS):
        if place.is_dir():
            yield from (place / name for name in SETTINGS if (place / name).is_file())
            held = sorted(place.glob("*")) if place != path else []
            yield from (each for each in held if each.suffix in WORKBOOKS + YAMLS and each.is_file())
        elif place.is_file():
            yield place


def _stated(path: Path) -> str:
    if path.suffix.lower() in YAMLS:
        with path.open(encoding="utf-8", errors="replace") as stream:
            found = _STATED.search(stream.read(LOOKED_AT))
        typed = found[1] if found else ""
    else:
        typed = _in_workbook(path) if path.suffix.lower() in WORKBOOKS else ""
    return typed.lower() if typed.lower() in LANGUAGES else ""


def _in_workbook(path: Path) -> str:
    import openpyxl  # late: plants in text files need not wait for it

    book = openpyxl.load_workbook(path, read_only=True, data_only=True)
    try:
        for title in book.sheetnames:
            if "plant" not in (in_english(TABLE, title), TABLES.get(title.strip().casefold())):
                continue
            for row in book[title].iter_rows(max_row=LOOKED_AT // 100, max_col=8, values_only=True):
                cells = [str(cell).strip() for cell in row if cell is not None]
                if len(cells) > 1 and in_english(SETTING, cells[0]) == "language":
                    return cells[1]
    finally:
        book.close()
    return ""
