"""What flows in two plans, told alike: by the same stretch of time, and of years that both have."""

from __future__ import annotations

from collections import defaultdict

from ..facts.language import pretty_unit
from ..facts.plan_view import HOURS_PER_YEAR, Figures
from .comparability import LEAST
from .comparison_values import Entry, Values, differs, union

Key = tuple[object, ...]


def period_unit(one: Figures, two: Figures) -> str:
    """By which time flows are told: as in the first plan where both span as much, else by the day or the year."""
    if abs(one.hours - two.hours) <= LEAST:
        return one.period.unit
    return one.period.unit or two.period.unit or "d"


def same_years(one: Figures, two: Figures) -> bool:
    """Whether both are roadmaps of the same milestones, so that each year stands beside itself."""
    return one.roadmap and one.years == two.years


def flow_unit(one: Figures, two: Figures, unit: str) -> str:
    """A unit by that time: t/d."""
    time = period_unit(one, two)
    return pretty_unit(f"{unit}/{one.language.word(time)}" if time else unit)


def flows(one: Figures, two: Figures) -> list[Entry]:
    """Flows that differ, by element, material, site, direction and (blank unless both have the same) year, the largest
    relative change of a material first."""
    time, by_year = period_unit(one, two), same_years(one, two)
    every = union(one, two, lambda figures: _read(figures, time, by_year))
    size: dict[object, float] = {}
    for key, a, b, _ in every:
        size[key[1]] = max(size.get(key[1], 0.0), a or 0.0, b or 0.0)
    kept = [entry for entry in every if differs(entry[1], entry[2])]
    return sorted(kept, key=lambda entry: -apart(entry) / (size[entry[0][1]] or 1.0))


def apart(entry: Entry) -> float:
    """By how much two values differ."""
    return abs((entry[2] or 0.0) - (entry[1] or 0.0))


def _read(figures: Figures, time: str, by_year: bool) -> Values:
    """Amounts by that time; over the years of a roadmap their mean, each milestone by the years it stands for."""
    stretch = {"d": 24.0, "year": HOURS_PER_YEAR}.get(time, figures.hours)
    scale = stretch / figures.hours
    whole = sum(figures.span.values())
    amounts: dict[Key, float] = defaultdict(float)
    units: dict[Key, str] = {}
    for row in figures.annual.to_dict("records"):
        if row["kind"] == "link" and row["direction"] != "out of pool":
            continue  # what arrives is what was sent, less losses
        share = 1.0 if by_year else figures.span[row["year"]] / whole
        key = (row["element"], row["material"], row["site"], row["direction"], row["year"] if by_year else "")
        amounts[key] += row["amount"] * scale * share
        units[key] = str(row["unit"])
    return {key: (amount, units[key]) for key, amount in amounts.items()}
