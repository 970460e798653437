"""What a difference between two plants is, as plain data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from ..errors import Where
from ..tables.cells.table import CellValue

Kind = Literal["added", "removed", "moved", "changed", "unit"]
Part = Literal["row", "cell", "header", "file"]

KINDS: dict[Kind, str] = {
    "added": "stands in the second alone",
    "removed": "stands in the first alone",
    "moved": "a row that stands at another place among the others",
    "changed": "says something else",
    "unit": "says the same in another unit",
}
"""What each kind of difference means."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. Rows are positions 0 ... n - 1 in the first (``from_row``) and the second plant (``to_row``)."""

    kind: Kind
    part: Part
    table: str  # of a file its name
    row: str = ""  # the row's name, as a scenario would name it
    column: str = ""
    before: CellValue = None  # of a header its unit
    after: CellValue = None
    from_row: int | None = None
    to_row: int | None = None
    cells: Mapping[str, CellValue] = field(default_factory=dict)  # of a row that was added or removed
    first_place: Where | None = None
    second_place: Where | None = None

    def record(self) -> dict[str, object]:
        """The difference as JSON knows it; rows are counted from 1."""
        said: dict[str, object] = {"kind": self.kind, "part": self.part, "table": self.table}
        if self.part != "file":
            said |= {"row": self.row or None, "column": self.column or None}
        said |= {"before": self.before, "after": self.after}
        said |= {"from_row": _counted(self.from_row), "to_row": _counted(self.to_row)}
        if self.cells:
            said["cells"] = dict(self.cells)
        return said | {"before_at": _place(self.first_place), "after_at": _place(self.second_place)}


@dataclass(frozen=True, slots=True)
class Differences:
    """All differences between two plants, table by table in the order of the plant format."""

    first: str
    second: str
    found: tuple[Difference, ...]

    def __iter__(self) -> Iterator[Difference]:
        return iter(self.found)

    def __len__(self) -> int:
        return len(self.found)

    @property
    def counts(self) -> dict[Kind, int]:
        """How many there are of each kind."""
        return {kind: sum(each.kind == kind for each in self.found) for kind in KINDS}

    def record(self) -> dict[str, object]:
        """All of it as JSON knows it."""
        return {
            "first": self.first,
            "second": self.second,
            "counts": dict(self.counts),
            "differences": [each.record() for each in self.found],
        }


def _counted(row: int | None) -> int | None:
    return None if row is None else row + 1


def _place(where: Where | None) -> str | None:
    return str(where) if where is not None and str(where) else None
