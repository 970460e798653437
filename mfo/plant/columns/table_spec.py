"""What a table of a plant is made of: its columns, their kinds, units, bounds, meanings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["name", "names", "text", "number", "integer", "integers", "share", "choice", "date", "flag"]

KINDS: dict[Kind, str] = {
    "name": "a name",
    "names": "a name, or several parted by `;`",
    "text": "free text",
    "number": "a number with a unit",
    "integer": "a whole number",
    "integers": "whole numbers parted by `;`",
    "share": "a share: 0.3 or 30 %",
    "choice": "one of a few words",
    "date": "a date: 2025-01-31",
    "flag": "yes or no",
}


@dataclass(frozen=True)
class Column:
    """A column of a table, or a setting: its kind, its unit, its meaning and what a blank means."""

    name: str
    kind: Kind
    meaning: str
    example: str = ""
    unit: str = ""  # the pattern of the unit, for numbers
    needed: bool = False
    blank: str = ""  # what a blank cell means
    choices: tuple[str, ...] = ()
    refers: tuple[str, ...] = ()  # the tables whose names it may hold
    everything: bool = False  # `*` stands for all names
    profile: bool = False  # may hold a profile's name instead of a number
    lower: float | None = None  # the least value allowed
    upper: float | None = None  # the largest value allowed
    above_zero: bool = False  # zero is not allowed either

    @property
    def unit_text(self) -> str:
        """The pattern of the unit in words: ``a plain number, or 1/h``; blank where no unit belongs."""
        parts = [part.strip() for part in self.unit.split(" or ")] if self.unit else []
        return ", or ".join(part or "a plain number" for part in parts)


@dataclass(frozen=True)
class InputTableSpec:
    """A table: what a row is, its columns in order, and which columns name a row."""

    name: str
    row: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()  # the columns that tell rows apart
    unique: bool = True  # no two rows with the same key
    further: str = ""  # what further columns mean; empty: there are none
    needed: bool = False  # a plant without it is refused
    singular: str = ""  # the word before a colon in a reference: "market: bakery"

    def column(self, name: str) -> Column | None:
        """The column of that name, or None."""
        return next((column for column in self.columns if column.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns in order."""
        return tuple(column.name for column in self.columns)


def name_column(
    name: str, meaning: str, example: str = "", refers: str = "", needed: bool = True, **more: object
) -> Column:
    """A column that holds one name."""
    tables = tuple(refers.split())
    return Column(name, "name", meaning, example, needed=needed, refers=tables, **more)  # type: ignore[arg-type]


def names_column(name: str, meaning: str, example: str, refers: str = "", **more: object) -> Column:
    """A column that holds one name or several."""
    return Column(name, "names", meaning, example, refers=tuple(refers.split()), **more)  # type: ignore[arg-type]


def number_column(name: str, unit: str, meaning: str, example: str, blank: str = "", **more: object) -> Column:
    """A column that holds a number with a unit; a profile's name may stand there unless ``profile`` says no."""
    more.setdefault("profile", True)
    return Column(name, "number", meaning, example, unit, blank=blank, **more)  # type: ignore[arg-type]


def share_column(name: str, meaning: str, example: str, blank: str = "", **more: object) -> Column:
    """A column that holds a share from 0 to 1."""
    settings: dict[str, object] = {"profile": True, "lower": 0.0, "upper": 1.0, **more}
    return Column(name, "share", meaning, example, blank=blank, **settings)  # type: ignore[arg-type]


def sizing_columns(
    capacity: str, per: str, example: str, capex: str, by_size: str, whole: str = ""
) -> tuple[Column, ...]:
    """The columns by which the size of something other than a process is decided, as processes have them.

    ``capacity`` is the unit of a size, ``per`` money per size; ``whole`` what its fixed cost for the whole is due for.
    """
    return (
        number_column(
            "existing", capacity, "What stands already, where capex is given.", example, "nothing", lower=0.0
        ),
        Column("build", "integers", "The milestone years in which it may be built.", "2030; 2035", blank="all years"),
        number_column(
            "capex",
            per,
            "What a unit of capacity costs to build; paid as an annuity. Then `capacity` is the "
            "most that may be in place.",
            capex,
            "the capacity is there",
            lower=0.0,
        ),
        Column(
            "capex_by_size",
            "text",
            "What a unit of capacity costs by how much is built at once, in place of `capex`: sizes, up to the "
            "capacity, with the money per unit.",
            by_size,
            blank="`capex`, whatever the size",
        ),
        number_column(
            "opening_cost",
            "{currency}",
            "What opening it costs, whatever its size: spent beside capex when the first of it is in place, paid as an "
            "annuity too. Needs capex and a capacity.",
            "50 kMXN",
            "nothing",
            lower=0.0,
        ),
        number_column(
            "fixed_cost",
            f"{{currency}}/h or {{currency}}/h/({capacity})",
            "What it costs, moved or not: "
            f"money per time {whole or 'for the whole, once something is in place'}, or money per capacity and "
            "time for what is in place.",
            "3000 MXN/year",
            "none",
            lower=0.0,
        ),
        number_column(
            "lifetime",
            "h",
            "How long what is built lasts.",
            "20 year",
            "needed with capex",
            above_zero=True,
            profile=False,
        ),
        number_column(
            "lead_time", "h", "From the decision to build to the first use.", "1 year", "none", lower=0.0, profile=False
        ),
        number_column(
            "minimum_capacity",
            capacity,
            "The least that may be in place where anything is; needs a capacity.",
            example,
            "any",
            above_zero=True,
            profile=False,
        ),
        number_column(
            "unit_size",
            capacity,
            "The size of one unit, where only whole units can be built.",
            example,
            "any size",
            above_zero=True,
            profile=False,
        ),
    )
