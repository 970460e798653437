"""Numbers as people type them: in some unit, in some spelling, or by a profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Any

AMOUNTS = {
    "t": {"t": 1, "kg": 1e-3},
    "MWh": {"MWh": 1, "kWh": 1e-3, "GJ": 1 / 3.6},
    "m3": {"m3": 1, "L": 1e-3},
    "item": {"item": 1},
}
SMALL = {
    "t": {"mg": 1e-9, "g": 1e-6, "kg": 1e-3},
    "MWh": {"Wh": 1e-6, "kWh": 1e-3},
    "m3": {"mL": 1e-6, "L": 1e-3},
    "item": {"item": 1},
}
GREAT = {"t": {"t": 1, "kt": 1e3, "Mt": 1e6}, "MWh": {"GWh": 1e3, "TWh": 1e6}, "m3": {"m3": 1}, "item": {"item": 1}}


class Unit(str):
    """A canonical unit with the size of what is counted in it: 1e-9 t is usual where the size is 1e-9."""

    size: float

    def __new__(cls, unit: str, size: float = 1.0) -> Unit:
        made = super().__new__(cls, unit)
        made.size = size
        return made

    def alike(self, other: Unit) -> bool:
        """Whether the two may have a sum: the same unit, and amounts of one size."""
        return self == other and self.size == other.size


def size_of(unit: str) -> float:
    return unit.size if isinstance(unit, Unit) else 1.0


def spelt(unit: str) -> dict[str, float]:
    """The spellings that amounts of that size are typed in."""
    size = size_of(unit)
    return (SMALL if size < 1 else GREAT if size > 1 else AMOUNTS)[unit]


TIMES = {"h": 1, "d": 24, "week": 168, "month": 730, "year": 8760}
MONEY = {"EUR": 1, "kEUR": 1000}
PERCENT = {"": 1, "%": 0.01}


def four_digits(number: float) -> float:
    """A number as it is typed; next to nothing, which mfo refuses below 1e-36, is typed as nothing."""
    return float(f"{number:.4g}") if abs(number) > 1e-24 else 0.0


Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Cell:
    """A canonical value with how it was typed."""

    value: Any
    text: str
    unit: str = ""  # canonical unit of the activity that a process's cost is per
    per_capacity: bool = False  # a fixed cost per capacity and time
    months: list[float] | None = None  # by slot, what a value per month is there, relative to months of 730 h


@dataclass
class Maker:
    """Draws the cells of one plant; profiles pile up as they are drawn."""

    rng: Random
    years: list[int]
    slots: list[str]
    profiles: list[tuple[str, str, list[list[float]]]] = field(default_factory=list)
    units: dict[str, Unit] = field(default_factory=dict)
    interpolate: str = ""
    given: list[int] = field(default_factory=list)  # the years of profiles by year
    spans: dict[int, int] = field(default_factory=dict)  # the years whose mean a milestone holds; none: its first
    months: list[float] = field(default_factory=list)  # by slot, the hours of its month; empty: no dates

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def pick(self, options: Any) -> Any:
        return self.rng.choice(list(options))

    def spelling(self, parts: list[dict[str, float]], form: str) -> tuple[str, float]:
        """A unit and its factor: ``form`` with the parts set in; the first is multiplied, the others divide."""
        chosen = [self.pick(part.items()) for part in parts]
        factor = chosen[0][1]
        for _, value in chosen[1:]:
            factor /= value
        return form.format(*(name for name, _ in chosen)), factor

    def calendar(self, unit: str) -> list[float] | None:
        """What a value per month is in each slot, relative to months of 730 h; None where the unit is no such one."""
        return [730.0 / hours for hours in self.months] if self.months and unit.endswith("/month") else None

    def cell(self, low: float, high: float, parts: list[dict[str, float]], form: str, vary: float = 0.0) -> Cell:
        """A number between bounds (canonical), typed in some unit; with a chance of ``vary`` a profile of its own."""
        unit, factor = self.spelling(parts, form)
        months = self.calendar(unit)
        typed = lambda: four_digits(self.rng.uniform(low, high) / factor)  # noqa: E731
        if not self.chance(vary):
            number = typed()
            space = "" if unit == "%" and self.chance(0.5) else " "
            return Cell(number * factor, f"{number!r}{space}{unit}".strip(), months=months)
        by_slot = self.chance(0.7) or len(self.years) == 1
        by_year = (not by_slot or self.chance(0.3)) and len(self.years) > 1
        first = [typed() for _ in self.slots] if by_slot else [typed()] * len(self.slots)
        again = lambda: [typed() for _ in self.slots] if by_slot else [typed()] * len(self.slots)  # noqa: E731
        values = [first, *((again() if by_year else first) for _ in self.given[1:])]
        name = f"profile {len(self.profiles) + 1}"
        self.profiles.append(
            (name, f"{name} [{unit}]" if unit else name, ("slot" * by_slot + "year" * by_year, values))
        )
        return Cell(
            [[value * factor for value in self.in_year(values, year)] for year in self.years], name, months=months
        )

    def in_year(self, values: list[list[float]], year: int) -> list[float]:
        """The values by slot of a milestone: those of its first year, or the mean of its years."""
        every = [self.in_one_year(values, each) for each in range(year, year + self.spans.get(year, 1))]
        return [sum(of_slot) / len(every) for of_slot in zip(*every, strict=True)]

    def in_one_year(self, values: list[list[float]], year: int) -> list[float]:
        """The values by slot in a year: those given, else on the line between the years given, or the last given."""
        before = max(place for place, given in enumerate(self.given) if given <= year)
        if self.given[before] == year or self.interpolate == "step" or year > self.given[-1]:
            return values[before]
        part = (year - self.given[before]) / (self.given[before + 1] - self.given[before])
        pairs = zip(values[before], values[before + 1], strict=True)
        return [old + part * (new - old) for old, new in pairs]

    def profile_rows(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = []
        for _, header, (kind, values) in self.profiles:
            for y, year in enumerate(self.given):
                for t, slot in enumerate(self.slots):
                    if ("year" in kind or y == 0) and ("slot" in kind or t == 0):
                        row: dict[str, Any] = {}
                        if "slot" in kind:
                            row["slot"] = slot
                        if "year" in kind:
                            row["year"] = year
                        rows.append({**row, header: values[y][t]})
        return rows

    # --- the kinds of numbers; low and high are those of amounts of usual size ---

    def rate(self, unit: str, low: float, high: float, vary: float = 0.2) -> Cell:
        size = size_of(unit)
        return self.cell(low * size, high * size, [spelt(unit), TIMES], "{}/{}", vary)

    def amount(self, unit: str, low: float, high: float, vary: float = 0.0) -> Cell:
        size = size_of(unit)
        return self.cell(low * size, high * size, [spelt(unit)], "{}", vary)

    def price(self, unit: str, low: float, high: float, vary: float = 0.2) -> Cell:
        size = size_of(unit)
        return self.cell(low / size, high / size, [MONEY, spelt(unit)], "{}/{}", vary)

    def share(self, low: float, high: float, vary: float = 0.1) -> Cell:
        return self.cell(low, high, [PERCENT], "{}", vary)

    def ratio(self, top: str, bottom: str, low: float, high: float, vary: float = 0.1) -> Cell:
        size = size_of(top) / size_of(bottom)
        return self.cell(low * size, high * size, [spelt(top), spelt(bottom)], "{}/{}", vary)


def capacity_price(
    m: Maker, low: float, high: float, basis: str, form: str, vary: float = 0.0, by_year: bool = False
) -> Cell:
    """Money per capacity, or per time and capacity (``per_capacity`` tells the reference which)."""
    low, high = low / size_of(basis), high / size_of(basis)
    money, amount, time = m.pick(MONEY.items()), m.pick(spelt(basis).items()), m.pick(TIMES.items())
    per = m.pick(TIMES.items())
    factor = money[1] / (amount[1] / time[1]) / (per[1] if form else 1)
    unit = f"{money[0]}/({amount[0]}/{time[0]}){form.format(per[0])}"
    typed = lambda: four_digits(m.rng.uniform(low, high) / factor)  # noqa: E731
    if not by_year:
        number = typed()
        months = m.calendar(unit) if time[0] != "month" else None  # of a month per month nothing is left
        return Cell(number * factor, f"{number!r} {unit}", per_capacity=bool(form), months=months)
    values = [[typed()] * len(m.slots) for _ in m.given]
    name = f"profile {len(m.profiles) + 1}"
    m.profiles.append((name, f"{name} [{unit}]", ("year", values)))
    return Cell([[value * factor for value in m.in_year(values, year)] for year in m.years], name)
