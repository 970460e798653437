"""What the readers share: the tables, the names, the times and profiles, and a table read cell by cell."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache

import numpy as np

from ...errors import Findings, Where
from ...plant import quantities
from ...plant.effects import ROUTES
from ...plant.guesses import Guess, name_guess, names_guess, number_guess, word_guess
from ...plant.model import ExchangeRate, Floats, Material, Series, Settings, Site, Times
from ...plant.names import Names, did_you_mean, near
from ...plant.quantities import CellError, Number, convert, parse_number, show
from ...plant.schema import TABLES, Column, InputTableSpec
from ...plant.slots import Slots
from ...tables.cells.table import Table, Tables
from ...translation import CHOICE, folded, translated
from ...units import looks_like_number, power_of
from .exchange_rates import exchange
from .plain_column import LONG, PlainColumn
from .profiles import Profile

ONE = np.array(1.0)
YES, NO = ("yes", "true", "sí", "si", "verdadero"), ("no", "false", "falso")
RECIPE = "recipe"
"""The model of a process that rows of `recipes` describe."""
MEANT = {"entrada": "in", "salida": "out", "input": "in", "output": "out"}
"""Words that people type for one of the format's, by what they mean."""

SPANISH_ROUTES = {
    **dict.fromkeys(("reutilización", "reutilizacion", "reúso", "reuso"), "reuse"),
    "remanufactura": "remanufacture",
    **dict.fromkeys(("reciclaje", "reciclado"), "recycling"),
    **dict.fromkeys(("biogás", "biogas"), "biogas"),
    **dict.fromkeys(("composta", "compostaje", "composteo"), "compost"),
    **dict.fromkeys(("recuperación de energía", "recuperación energética"), "energy recovery"),
    **dict.fromkeys(("relleno sanitario", "relleno", "vertedero", "disposición final"), "landfill"),
    **dict.fromkeys(("prevención", "prevencion", "reducción"), "prevention"),
}
"""Routes as a plant written in Spanish may call them; the report speaks both languages."""


@dataclass
class ReadingContext:
    """Everything a reader needs: what was read before, and where findings go."""

    tables: Tables
    findings: Findings
    settings: Settings
    times: Times
    slots: Slots
    names: Names = field(default_factory=Names)
    profiles: dict[str, Profile] = field(default_factory=dict)
    materials: dict[str, Material] = field(default_factory=dict)
    sites: dict[str, Site] = field(default_factory=dict)
    mixed: dict[str, list[tuple[str, Where | None]]] = field(default_factory=dict)
    """Factors of the datasets that another set of warming potentials weighed, by that set: key and place."""
    exchange_rates: dict[str, ExchangeRate] = field(default_factory=dict)
    exchanged: set[str] = field(default_factory=set)
    """The currencies that cells were typed in beside the plant's."""
    guesses: dict[tuple[str, int, str], Guess] = field(default_factory=dict)
    """What may have stood in cells that could not be read, by table, row and column."""
    standing: Tables | None = None
    """The tables whose amounts are the reference mix, where a scenario has others; None: these."""

    def rows(self, table: str) -> TableRows:
        """The rows of a table, checked against its schema; none where the plant lacks it."""
        return TableRows(self, TABLES[table], self.tables.get(table))

    def unit(self, material: str) -> str:
        """The canonical unit of a declared material."""
        return self.materials[material].unit


@lru_cache(maxsize=8192)
def _wanted(pattern: str, tokens: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    # A share of a share is a share: an empty unit leaves "/h" behind, which reads as "1/h".
    texts = []
    for part in pattern.split(" or "):
        for token, unit in tokens:
            part = part.replace("{" + token + "}", unit or "1")
        texts.append(_tidy(part.strip()))
    return tuple(texts)


def _tidy(text: str) -> str:
    if text.endswith("/1"):
        text = text[:-2]
    return "" if text == "1" else text


class TableRows:
    """A table as it is read: every cell through one of the methods, every finding with its place."""

    def __init__(self, reading: ReadingContext, spec: InputTableSpec, table: Table | None) -> None:
        """Take what was read before, the schema, and the table as typed (None: no rows)."""
        self.reading, self.spec = reading, spec
        self.table = table or Table(spec.name, {})
        self.findings = reading.findings
        self.columns = {column.name: column for column in spec.columns}
        self._plain: dict[str, PlainColumn] = {}

    @cached_property
    def filled(self) -> frozenset[str]:
        """The columns that hold anything in any row."""
        columns = self.table.columns.items()
        return frozenset(name for name, column in columns if any(cell is not None for cell in column.values))

    def __iter__(self) -> Iterator[int]:
        """The rows' positions."""
        return iter(range(len(self.table)))

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.table)

    def where(self, row: int, column: str | None = None) -> Where:
        """The place of a cell or a row."""
        return self.table.where(row, column)

    def error(self, code: str, message: str, row: int, column: str | None = None, remedy: str = "") -> None:
        """Record an error at a cell."""
        self.findings.error(code, message, self.where(row, column), remedy)

    def given(self, row: int, column: str) -> bool:
        """Whether the cell holds anything."""
        return self.table.value(row, column) is not None

    def text(self, row: int, column: str) -> str:
        """The cell as text, a reference as the bare name; blank: empty."""
        text = as_text(self.table.value(row, column))
        return self._bare(text, column) if ":" in text else text

    def names(self, row: int, column: str) -> tuple[str, ...]:
        """The cell as a list parted by `;`, references as bare names."""
        return tuple(self._bare(name, column) for name in as_names(self.table.value(row, column)))

    def _bare(self, name: str, column: str) -> str:
        """`material: peel` in a column of materials is `peel`; anything else stays as it is."""
        spec = self.columns.get(column)
        if ":" not in name or spec is None or len(spec.refers) != 1:
            return name
        found = self.reading.names.find(name, spec.refers)
        return found[0][1] if len(found) == 1 else name

    def refer(self, row: int, column: str) -> str | None:
        """The declared name that a cell refers to (its column says in which tables); None: blank or unknown."""
        found = self.refer_any(row, column)
        return found[1] if found else None

    def meant(self, row: int, column: str) -> str:
        """The declared name that a misspelt one comes nearest to, so that the rest of its row can be read; or blank."""
        tables = self.columns[column].refers
        found = near(self.text(row, column), [name for table in tables for name in self.reading.names.of(table)], 1)
        return found[0] if found else ""

    def refer_any(self, row: int, column: str) -> tuple[str, str] | None:
        """The table and name that a cell refers to; None: blank or unknown."""
        text = self.text(row, column)
        tables = self.columns[column].refers
        if not text:
            return None
        if len(tables) == 1 and self.reading.names.has(tables[0], text):
            return tables[0], text
        found = self.reading.names.resolve(text, tables, self.findings, self.where(row, column), alone=True)
        if found is None:
            self.guess(row, column, name_guess(self.reading.names, text, tables, self._others(row, column)))
        return found

    def guess(self, row: int, column: str, guess: Guess | None) -> None:
        """Remember what may have been meant in a cell that cannot be read."""
        if guess is not None:
            self.reading.guesses.setdefault((self.spec.name, row, column), guess)

    def _others(self, row: int, column: str) -> list[str]:
        return [self.text(row, name) for name in self.table.columns if name != column]

    def refer_all(self, row: int, column: str) -> tuple[tuple[str, str], ...]:
        """What each name of a list refers to, unknown ones left out; `*` is every name where the column allows it."""
        spec, known, typed = self.columns[column], self.reading.names, self.table.value(row, column)
        one = isinstance(typed, str) and typed != "*" and ";" not in typed and len(spec.refers) == 1
        if one and known.has(spec.refers[0], str(typed)):  # nearly every cell
            return ((spec.refers[0], str(typed)),)
        names = self.names(row, column)
        if spec.everything and names == ("*",):
            return tuple((table, name) for table in spec.refers for name in known.of(table))
        if len(set(names)) < len(names):
            twice = next(name for name in names if names.count(name) > 1)
            self.error("name-twice", f"`{twice}` stands twice in the list.", row, column, "Name it once.")
        found = [
            known.resolve(name, spec.refers, self.findings, self.where(row, column)) for name in dict.fromkeys(names)
        ]
        if None in found:
            others = [*names, *self._others(row, column)]
            guess = names_guess(known, dict(zip(dict.fromkeys(names), found, strict=True)), spec.refers, others)
            self.guess(row, column, guess)
        return tuple(pair for pair in found if pair)

    def choice(self, row: int, column: str, default: str = "") -> str:
        """One of the column's words; blank or wrong: the default."""
        typed, choices = self.text(row, column), self.columns[column].choices
        if not typed:
            return default
        meant = MEANT.get(folded(typed), typed)
        for choice in choices:
            if folded(meant) in (folded(choice), folded(translated(choice, "es", CHOICE))):
                return choice
        words = " or ".join(f"`{choice}`" for choice in choices)
        self.error("choice-unknown", f"`{column}` is {show(typed)}.", row, column, f"It must be {words}.")
        self.guess(row, column, word_guess(typed, choices))
        return default

    def route(self, row: int) -> str:
        """The route in the cell; one that is nearly, but not quite, a route of the hierarchy is told."""
        typed = self.route_name(row)
        if not typed or typed in ROUTES:
            return typed
        near = difflib.get_close_matches(typed.casefold(), [*ROUTES, *SPANISH_ROUTES], n=1, cutoff=0.8)
        if near:
            message = f"`{typed}` is taken as a route of your own, which no indicator counts."
            remedy = f"Write `{near[0]}` if that is meant."
            self.findings.warn("route-near", message, self.where(row, "route"), remedy)
        return typed

    def route_name(self, row: int) -> str:
        """The route in the cell, in English where it is one of the hierarchy."""
        typed = self.text(row, "route")
        return SPANISH_ROUTES.get(typed.casefold(), typed)

    def model(self, row: int) -> str:
        """The model in the cell, `recipe` where that is typed in Spanish or in capitals."""
        typed = self.text(row, "model")
        return RECIPE if typed.casefold() in (RECIPE, translated(RECIPE, "es", CHOICE)) else typed

    def flag(self, row: int, column: str) -> bool:
        """Yes or no; blank: no."""
        text = self.text(row, column).casefold()
        if text and text not in YES + NO:
            self.error("choice-unknown", f"`{column}` is {show(text)}.", row, column, "Write `yes` or `no`.")
            self.guess(row, column, word_guess(text, ("no", "yes")))
        return text in YES

    def is_there_today(self, row: int) -> bool:
        """What the column ``today`` says; blank: yes."""
        return self.flag(row, "today") or not self.given(row, "today")

    def integers(self, row: int, column: str) -> tuple[int, ...] | None:
        """Whole numbers parted by `;`; blank: None."""
        if not self.given(row, column):
            return None
        try:
            return tuple(as_integer(text) for text in self.names(row, column))
        except CellError as error:
            spec = self.columns[column]
            remedy = f"Write whole numbers parted by `;`, such as `{spec.example}`."
            remedy = remedy if ";" in spec.example else error.remedy
            if spec.blank and spec.blank != "not stated":
                remedy = f"{remedy} Blank means {spec.blank}."
            self.error(error.code, f"`{column}`: {error.message}", row, column, remedy)
            self.guess(row, column, Guess(None))
            return None

    def number(self, row: int, column: str, **units: str) -> Series | None:
        """The cell as a series in canonical units; None where it is blank or wrong (then there is a finding).

        ``units`` fill the column's pattern: ``material="t"``. A profile's name gives the profile's values.
        """
        value = self.table.value(row, column)
        if value is None:
            return None
        wanted = self.wanted(column, **units)
        return self._plain_number(row, column, wanted) or self.read_number(value, row, self.columns[column], wanted)

    def _plain_number(self, row: int, column: str, wanted: tuple[str, ...]) -> Series | None:
        """A plain cell of a long table, whose column was read at once; None where the cell is to be read by itself."""
        if len(self.table) < LONG:
            return None
        found = self._plain.get(column)
        if found is None:
            typed, reading = self.table.columns[column], self.reading
            found = self._plain[column] = PlainColumn(self.columns[column], typed, reading.times, reading.profiles)
        numbers = found.in_units(wanted)
        if not numbers.plain[row]:
            return None
        unit = numbers.units[numbers.kinds[row]]
        return Series(numbers.values[row], unit, found.typed(row), self.table.where(row, column))

    def wanted(self, column: str, **units: str) -> tuple[str, ...]:
        """The units that a column wants; ``units`` fill its pattern."""
        return _wanted(self.columns[column].unit, (("currency", self.reading.settings.currency), *units.items()))

    def scalar(self, row: int, column: str, **units: str) -> float | None:
        """The cell as one canonical number."""
        series = self.number(row, column, **units)
        return None if series is None else float(series.values)

    def read_number(self, value: object, row: int, spec: Column, wanted: tuple[str, ...]) -> Series | None:
        """Read a cell whose wanted units are known."""
        where = self.where(row, spec.name)
        header = self.table.columns[spec.name].unit
        try:
            values, unit, typed = self._values(value, header, spec, wanted)
            check_bounds(values, spec, typed)
        except CellError as error:
            self.findings.error(error.code, error.message, where, error.remedy)
            self.guess(row, spec.name, number_guess(spec, wanted[0] if wanted else ""))
            return None
        profile = self.reading.profiles.get(value.strip()) if isinstance(value, str) else None
        return Series(values, unit, typed, where, (profile.unit if profile else None) or "")

    def _values(
        self, value: object, header: str | None, spec: Column, wanted: tuple[str, ...]
    ) -> tuple[Floats, str, str]:
        meaning = f"`{spec.name}`"
        if not isinstance(value, str) or quantities.PLAIN.match(value):
            number = parse_number(value, header)
            return *self._converted(number, spec, wanted, meaning), number.typed
        text = value.strip()
        profile = self.reading.profiles.get(text)
        if profile is not None:
            return self._profile(profile, spec, wanted)
        if "*" in text and spec.profile:
            return self._product(text, header, spec, wanted)
        try:
            number = parse_number(text, header)
        except CellError as error:
            raise self.no_number(text, spec, error) from error
        return *self._converted(number, spec, wanted, meaning), number.typed

    def _converted(self, number: Number, spec: Column, wanted: tuple[str, ...], meaning: str) -> tuple[Floats, str]:
        """The value in the wanted unit and that unit; one number a slot where a month or a slot lasts as it does."""
        typed = number.unit.typed if number.unit and spec.profile else ""
        if typed and power_of("slot", typed) == -1:
            number = replace(number, unit=quantities.unit_of(per_hour(typed)))
        number, rate = self.in_own_money(number, spec)
        scalar, unit = convert(number, wanted, meaning, spec.example)
        return scalar * rate * slot_factors(self.reading.times, typed), unit

    def in_own_money(self, number: Number, spec: Column) -> tuple[Number, Floats]:
        """A number in the plant's money, before the rate of exchange, and that rate."""
        if number.unit is None or not self.reading.exchange_rates:
            return number, ONE
        own, rate = self._exchanged(number.unit.typed, spec, number.typed)
        return (number if own == number.unit.typed else replace(number, unit=quantities.unit_of(own))), rate

    def _exchanged(self, unit: str, spec: Column, told: str) -> tuple[str, Floats]:
        settings, rates = self.reading.settings, self.reading.exchange_rates
        own, rate = exchange(unit, settings.currency, rates, spec.name, spec.profile, told)
        if own != unit:
            self.reading.exchanged.add(quantities.foreign(unit, settings.currency))
        return own, rate

    def _profile(self, profile: Profile, spec: Column, wanted: tuple[str, ...]) -> tuple[Floats, str, str]:
        if not spec.profile:
            raise CellError(
                "profile-misplaced",
                f"`{spec.name}` cannot change over time, but `{profile.name}` is a profile.",
                "Give one number.",
            )
        typed = profile.unit or ""
        hourly = replace(profile, unit=per_hour(typed)) if typed and power_of("slot", typed) == -1 else profile
        own, rate = self._exchanged(hourly.unit or "", spec, f"the profile `{profile.name}` in {typed}")
        factor, unit = replace(hourly, unit=own or None).fit(wanted, spec.name)
        values = profile.values * factor * rate
        return values * slot_factors(self.reading.times, typed), unit, f"profile {profile.name}"

    def _product(self, text: str, header: str | None, spec: Column, wanted: tuple[str, ...]) -> tuple[Floats, str, str]:
        # `40 t/d * season`: one factor has the unit, the others are plain numbers or dimensionless profiles.
        values, unit, plain = np.array(1.0), None, ("",)
        for part in quantities.factors(text, spec.name, spec.example):
            try:
                found, _, _ = self._values(part, None, spec, plain)
            except CellError:
                if unit is not None:
                    raise
                found, unit, _ = self._values(part, None, spec, wanted)
            values = values * found
        if unit is None:
            number = parse_number("1", header)
            factor, unit = self._converted(number, spec, wanted, f"`{spec.name}`")
            values = values * factor
        return values, unit, text

    def no_number(self, text: str, spec: Column, error: CellError) -> CellError:
        """What is told of a text that is no number of a column."""
        if "deg" in spec.unit.split():
            return CellError(
                error.code, f"`{spec.name}` is {show(text)}, which is no number of degrees.", quantities.DEGREES_HINT
            )
        if looks_like_number(text):
            return CellError(error.code, f"`{spec.name}` is {show(text)}: {error.message}", error.remedy)
        if text.casefold() in NOTHING and not spec.needed and spec.blank and not spec.blank.startswith("refused"):
            return CellError(
                "number-text",
                f"`{spec.name}` is {show(text)}, which is no number.",
                f"Leave the cell blank; that means: {spec.blank}.",
            )
        if not spec.profile:
            return CellError(
                "number-text",
                f"`{spec.name}` is {show(text)}, which is no number.",
                f"Write something like `{spec.example}`.",
            )
        near = did_you_mean(text, self.reading.profiles)
        remedy = f"Write something like `{spec.example}`."
        if near:
            remedy = near if near.startswith("Did") else f"Write something like `{spec.example}`, or a profile. {near}"
        return CellError(
            "number-text", f"`{spec.name}` is {show(text)}, which is neither a number nor a profile.", remedy
        )


def per_hour(unit: str) -> str:
    """A unit per slot as one per hour: ``t/slot`` -> ``t/h``."""
    return re.sub(r"\bslots?\b", "h", unit)


def slot_factors(times: Times, unit: str) -> Floats:
    """What turns a value per month or slot, read as if each lasted 730 h or 1 h, into one per hour of each slot.

    A single number where it is the same for all. Without dates a month is a twelfth of 8,760 h.
    """
    factors = np.ones(1)
    if unit and power_of("slot", unit) == -1:
        factors = 1.0 / times.hours
    elif unit and times.months is not None and power_of("month", unit) == -1:
        factors = times.months * MONTH / times.hours
    if len(factors) == 1:  # nearly every cell of a plant
        return np.array(factors[0])
    same = bool(np.allclose(factors, factors[0], rtol=1e-12, atol=0.0))
    return np.array(factors[0]) if same else factors[None, :]


MONTH = 730.0
"""The hours of a month in units; the calendar's are counted where slots have dates."""

NOTHING = frozenset({"-", "–", "—", "?", "n/a", "n.a.", "na", "none", "unlimited", "no limit", "unknown", "tbd"})
"""What people type where they mean a blank."""


def check_bounds(values: Floats, spec: Column, typed: str) -> None:
    """Raise where a value lies outside what its column allows."""
    least, most = float(values.min()), float(values.max())
    if spec.lower is not None and least < spec.lower:
        if spec.lower == 0:
            raise CellError("negative", f"`{spec.name}` is {typed}: it cannot be negative.", "Check the sign.")
        raise CellError(
            "out-of-range",
            f"`{spec.name}` is {typed}: it cannot be below {spec.lower:g}.",
            "Check the number and its unit.",
        )
    if spec.above_zero and least <= 0:
        raise CellError("not-positive", f"`{spec.name}` is {typed}: it must be above zero.")
    if spec.upper is not None and most > spec.upper:
        if spec.kind == "share":
            raise CellError(
                "share-above-one",
                f"`{spec.name}` is {typed}: a share cannot be above 1 (100 %).",
                "Write at most 100 %." if "%" in typed else f"Write `{most:g} %` if percent is meant.",
            )
        raise CellError(
            "out-of-range",
            f"`{spec.name}` is {typed}: it cannot be above {spec.upper:g}.",
            "Check the number and its unit.",
        )


def as_text(value: object) -> str:
    """A cell as text, without blanks around it; a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return "; ".join(as_text(item) for item in value)
    return str(value).strip()


def as_names(value: object) -> tuple[str, ...]:
    """A cell as a list: a list as typed, or text parted by `;`."""
    parts = [as_text(item) for item in value] if isinstance(value, list) else as_text(value).split(";")
    return tuple(part.strip() for part in parts if part.strip())


def as_integer(text: str) -> int:
    """A whole number; raises :class:`CellError`."""
    if not quantities.PLAIN.match(text) or not float(text).is_integer():
        raise CellError("integer-expected", f"{show(text)} is no whole number.", "Write a whole number, such as 2030.")
    return int(float(text))
