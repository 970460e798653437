"""A roadmap's figures year by year, as page and workbook tell them: waste, money, limits, what is built and stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...plan.tables.schema import Row
from ...plant.effects import GASES
from ..facts.blocks import per_year
from ..facts.language import pretty_unit
from ..facts.plan_view import Figures

WASTE = ("GRI 306-3", "GRI 306-4 diverted by", "GRI 306-5 disposed")
DIVERSION = ("diversion", "recycling rate")
OVER_TIME = ("left of", "never comes back", "comes back after")
NOTHING = 1e-9


@dataclass(frozen=True)
class YearlyFigure:
    """A figure by year; without a unit it is a share."""

    label: str
    values: list[float | None]
    unit: str = ""

    @property
    def title(self) -> str:
        """The label with its unit."""
        return f"{self.label} [{self.unit}]" if self.unit else self.label


@dataclass(frozen=True)
class Building:
    """What is built of a process: by which milestone, from when to when in use; blank: never, and to the end."""

    year: int
    process: str
    site: str
    amount: float
    unit: str
    first: int | None
    last: int | None


def stands_for(figures: Figures) -> list[str]:
    """The years that each milestone stands for."""
    spans = [(int(year), round(figures.span[year])) for year in figures.years]
    return [str(year) if span == 1 else f"{year}–{year + span - 1}" for year, span in spans]


def by_year(figures: Figures) -> list[YearlyFigure]:
    """Waste by where it ends, diversion, each effect but the gases, and what is left of bounds over all years."""
    parts = (
        _indicators(figures, WASTE),
        _indicators(figures, DIVERSION),
        _effects(figures),
        _indicators(figures, OVER_TIME),
    )
    return [line for part in parts for line in part]


def _effects(figures: Figures) -> Iterator[YearlyFigure]:
    for effect, unit in figures.effects.items():
        if effect not in GASES:  # they stand among the emissions
            values: list[float | None] = [figures.year_total(effect, year) for year in figures.years]
            yield YearlyFigure(figures.language.word(effect), values, per_year(figures, unit))


def _indicators(figures: Figures, chosen: tuple[str, ...]) -> Iterator[YearlyFigure]:
    """The indicators whose names begin as one of those chosen, where any year has something to tell."""
    records = [row for row in figures.records("indicators") if str(row["indicator"]).startswith(chosen)]
    for indicator in dict.fromkeys(row["indicator"] for row in records):
        found = {row["year"]: row for row in records if row["indicator"] == indicator}
        if any(row["value"] for row in found.values()):
            unit = pretty_unit(str(next(iter(found.values()))["unit"] or ""))
            values = [found.get(year, {}).get("value") for year in figures.years]
            yield YearlyFigure(figures.language.word(indicator), values, unit)


def limits(figures: Figures) -> Iterator[YearlyFigure]:
    """Each limit by year: its bounds, what is reached, and what one more unit of it is worth."""
    words = figures.language
    records = [row for row in figures.records("limits") if row["year"] and not row["slot"]]
    for name in dict.fromkeys(row["limit"] for row in records):
        found = {row["year"]: row for row in records if row["limit"] == name}
        rows = [found.get(year, {}) for year in figures.years]
        first = next(iter(found.values()))
        unit = per_year(figures, str(first["unit"])) if first["unit"] else ""
        for key in ("minimum", "maximum", "value"):
            values = [row.get(key) for row in rows]
            if any(value is not None for value in values):
                yield YearlyFigure(words(f"limit.{key}", name=name), values, unit)
        prices = [row.get("price") for row in rows]
        if any(prices):
            yield YearlyFigure(words("limit.price", name=name), prices, pretty_unit(str(first["price_unit"])))


def sized(figures: Figures) -> list[Row]:
    """What is in place and built of processes, stores and links, each by its name under ``process``."""
    return [*figures.records("capacities"), *({**row, "process": row["element"]} for row in figures.records("sizes"))]


def buildings(figures: Figures) -> list[Building]:
    """What is built, the earliest first."""
    rows = [row for row in sized(figures) if (row["built"] or 0.0) > NOTHING]
    found = [
        Building(
            int(row["year"]),
            row["process"],
            row["site"],
            row["built"],
            pretty_unit(str(row["unit"])),
            _whole(row.get("first_year")),
            _whole(row.get("last_year")),
        )
        for row in rows
    ]
    return sorted(found, key=lambda item: item.year)


def until(figures: Figures, item: Building) -> str:
    """Until when it is in use, in words."""
    return "" if item.first is None else str(item.last) if item.last else figures.language("build.beyond")


def standing(figures: Figures) -> Iterator[YearlyFigure]:
    """The capacity in place by year, of what is built, grows, shrinks or retires."""
    records: Sequence[Row] = sized(figures)
    for name in dict.fromkeys(row["process"] for row in records):
        found = {row["year"]: row for row in records if row["process"] == name}
        values = [found.get(year, {}).get("in_place") for year in figures.years]
        known = [value for value in values if value is not None]
        if known and max(known) - min(known) > 1e-6 * max(known):
            yield YearlyFigure(name, values, pretty_unit(str(next(iter(found.values()))["unit"])))


def _whole(value: float | None) -> int | None:
    return None if value is None else round(value)
