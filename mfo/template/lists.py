"""What a cell of the template offers to choose from: fixed words, models, routes, and the names of other sheets."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..library.library import Library
from ..plant.effects import ROUTES
from ..plant.schema import TABLES, Column, InputTableSpec
from ..translation import CHOICE, TABLE, translated

LISTS = "# lists"  # a sheet that mfo passes over
DEPTH = 500  # rows of a sheet that lists reach


@dataclass
class Lists:
    """The columns of the sheet of lists, and which range each is."""

    language: str
    columns: dict[str, list[str]] = field(default_factory=dict)
    ranges: dict[str, str] = field(default_factory=dict)

    def fill(self) -> None:
        """Gather the lists that do not depend on the plant."""
        models = Library.load().models.values()
        processes = [model.name for model in models if model.kind == "process"]
        self._add("model", ["recipe", *processes])
        self._add("mode", [model.name for model in models if model.kind == "transport"])
        self._add("route", [translated(route, self.language, CHOICE) for route in ROUTES])

    def _add(self, name: str, words: list[str]) -> None:
        letter = chr(ord("A") + len(self.columns))
        self.columns[name] = words
        self.ranges[name] = f"='{LISTS}'!${letter}$1:${letter}${len(words)}"

    def of(self, table: str, column: Column) -> list[str] | str | None:
        """The words, or the range, that a column offers; None where people type what they like."""
        if column.choices or column.kind == "flag":
            return [translated(word, self.language, CHOICE) for word in column.choices or ("yes", "no")]
        if column.name in self.ranges and table in ("processes", "markets", "links"):
            return self.ranges[column.name]
        own = [each for each in column.refers if TABLES.get(each) and TABLES[each].key]
        return self._names(TABLES[own[0]]) if len(own) == 1 == len(column.refers) else None

    def _names(self, spec: InputTableSpec) -> str:
        """The names that another sheet declares, in its first column from the third row on."""
        letter = chr(ord("A") + spec.names.index(spec.key[0]))
        return f"='{translated(spec.name, self.language, TABLE)}'!${letter}$3:${letter}${DEPTH}"


def rows_of(columns: Iterable[list[str]]) -> list[list[str]]:
    """Columns of unequal length as rows, blanks at the ends."""
    found = list(columns)
    return [[column[row] if row < len(column) else "" for column in found] for row in range(max(map(len, found)))]
