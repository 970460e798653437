"""What result tables are made of: columns by name, what each holds and means, and since which format it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "whole", "number", "flag"]

FIRST_FORMAT = 2
"""The format of the first runs that carry a number; a run without one is older, and may lack any column."""


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result table."""

    name: str
    kind: Kind
    means: str = ""
    """What it means beyond its name, as the documentation says it."""
    since: int = FIRST_FORMAT
    """The format of run folders that has it first; in an older run it is blank."""


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A result table: what a row is, and its columns in order."""

    name: str
    row: str
    columns: tuple[ResultColumn, ...]
    since: int = FIRST_FORMAT
    """The format of run folders that has the table first; in an older run it is empty."""

    @property
    def kinds(self) -> dict[str, Kind]:
        """What each column holds, by its name."""
        return {column.name: column.kind for column in self.columns}

    def unwritten(self, written: int) -> dict[str, Kind]:
        """The columns that runs of the format ``written`` (0: without a number) do not have yet."""
        return {column.name: column.kind for column in self.columns if max(self.since, column.since) > written}


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("element", "kind", "route", "site", "owner", "material", "direction", "unit", "process", "store", "effect",
         "category", "account", "limit", "price_unit", "bound", "indicator", "formula", "code", "message", "where",
         "remedy", "severity", "label", "name", "value_text", "default", "source", "standing", "quantity", "detail",
         "words", "against", "against_unit", "use", "key", "property", "applied", "region", "reference", "licence",
         "decision", "sizes", "includes", "giver", "taker", "table", "row", "column", "before", "after", "composition",
         "waste_code", "hazard_class", "waste_class", "basel_code", "hazard", "operation", "disclosure", "line",
         "figure", "cash", "market", "contract", "cell", "opened", "full", "closing", "known",
         "way", "moved", "moved_unit", "goes_to", "instead_of"),
        "text"),
    **dict.fromkeys(("year", "slot", "scope", "point", "measure", "cohort", "month"), "whole"),
    **dict.fromkeys(("on", "open", "binding", "measured", "this_plan", "hazardous", "signed", "optional"), "flag"),
}  # fmt: skip

_OTHERWISE: dict[tuple[str, str], Kind] = {("bounds", "limit"): "number", ("sources", "value"): "text",
                                         ("datasets", "year"): "text", ("measures", "built"): "text",
                                         ("appraisal", "against"): "text"}  # fmt: skip


def table_spec(
    name: str,
    row: str,
    columns: str,
    means: Mapping[str, str] | None = None,
    since: Mapping[str, int] | None = None,
    added: int = FIRST_FORMAT,
) -> TableSpec:
    """A table whose columns have the kind that their name has everywhere.

    ``means`` and ``since`` say what is particular of single columns, ``added`` the format that has the table first.
    """
    made = tuple(
        ResultColumn(
            each,
            _OTHERWISE.get((name, each), _KINDS.get(each, "number")),
            (means or {}).get(each, ""),
            (since or {}).get(each, added),
        )
        for each in columns.split()
    )
    return TableSpec(name, row, made, added)
