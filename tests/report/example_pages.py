"""The reports of the examples beside what their run folders' tables say."""

from __future__ import annotations

from pathlib import Path

import mfo
from mfo.report import write_report

from .plants import PLANTS
from .reading import Element, Grid, grids, read
from .tables import Expected

NAMES = ("starter", "nopalmex", "nopalmex-hourly", "park", "municipality", *PLANTS)


class Page:
    """A report in one language beside what the run folder's tables say."""

    def __init__(self, folder: Path, code: str) -> None:
        self.plan = mfo.Plan.load(folder)
        self.code = code
        path = folder / f"report-{code}.html"
        write_report(self.plan, path, code)
        self.size = path.stat().st_size
        self.root = read(path.read_text(encoding="utf-8"))
        self.expected = Expected(self.plan)

    def section(self, key: str) -> Element | None:
        """A section by its anchor."""
        return next(self.root.every("section", id=key), None)

    def grids(self, key: str) -> list[Grid]:
        """The tables of a section."""
        found = self.section(key)
        return grids(found) if found is not None else []


def near(value: float, wanted: float, size: float = 0.0) -> bool:
    """Equal but for the order in which numbers were added up."""
    return abs(value - wanted) <= 1e-9 * max(abs(wanted), size, 1e-3)


def plain(text: str) -> str:
    """A unit or a gas as the tables write it."""
    for shown, typed in (("₂", "2"), ("₄", "4"), ("³", "3"), ("items", "item"), ("piezas", "item"), ("pieza", "item")):
        text = text.replace(shown, typed)
    return text


def period(unit: str, expected: Expected) -> float:
    """What a year's amount was divided by, as its unit says."""
    if unit.endswith("/d"):
        return expected.hours / 24
    assert unit.endswith("/year"), unit
    return 1.0
