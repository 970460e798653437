"""Who lives where, in how large households, and who works informally."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...plant.facts.city_facts import Floats, Households, People
from ...plant.model import Series
from ...plant.names import did_you_mean
from ...units import format_number
from ..cells.rows import ReadingContext, TableRows
from .generation import population_of, supplies_of

UNLIKE = 1e-9  # of a population: two that differ by less are one


def read_households(rows: TableRows, row: int) -> Households:
    """The columns of ``sites`` about the people there."""
    return Households(*(_by_year(rows, row, column) for column in ("household_size", "income", "served")))


def _by_year(rows: TableRows, row: int, column: str) -> Floats | None:
    """(Y,) a number of each year, the mean where it changes within the year; None where the cell is blank."""
    series, times = rows.number(row, column), rows.reading.times
    return None if series is None else series.over_years(len(times.years), times.lasting)


def read_people(reading: ReadingContext) -> tuple[People, ...]:
    """Who lives where, by row of ``generation``; rows of one site that tell different populations are told."""
    rows, found = reading.rows("generation"), []
    years = len(reading.times.years)
    first: dict[str, People] = {}
    for row in rows:
        site, people = rows.refer(row, "site"), population_of(rows, row)
        if site is None or people is None:
            continue
        over = Series(people, "", "").over_years(years, reading.times.lasting)  # of a year the mean over its time
        item = People(rows.text(row, "generation"), site, over, supplies_of(rows, row))
        found.append(item)
        other = first.setdefault(site, item)
        if not np.allclose(other.population, item.population, rtol=UNLIKE, atol=0.0):
            told = [format_number(float(each.population[0])) for each in (item, other)]
            rows.findings.warn(
                "population-differs",
                f"`{item.name}` has {told[0]} people, and `{other.name}` of the same site "
                f"`{site}` {told[1]}: the larger number counts as the people of {site}.",
                rows.where(row, "population"),
                "Give both rows the same population, or each group of people a site of its own.",
            )
    return tuple(found)


def check_informal(reading: ReadingContext, settings: TableRows) -> None:
    """Whoever works informally owns something."""
    owners = [*reading.names.of("owners")]
    for name in reading.settings.informal:
        if name not in owners:
            settings.error(
                "name-unknown",
                f"`informal` names `{name}`, who owns nothing.",
                0,
                "informal",
                did_you_mean(name, owners),
            )


def with_households(reading: ReadingContext) -> None:
    """Give the sites what their rows say of households, which needs the settings and profiles."""
    rows = reading.rows("sites")
    for row in rows:
        name = rows.text(row, "site")
        if name in reading.sites:
            reading.sites[name] = replace(reading.sites[name], households=read_households(rows, row))


def for_all_heads(rows: TableRows, row: int, bounds: list[Series | None], basis: str) -> list[Series | None] | None:
    """The bounds of a limit, where they are typed per head times the people of its sites; None where that has no
    meaning, which is told."""
    if not rows.flag(row, "per_head"):
        return bounds
    reading, names = rows.reading, [name for _, name in rows.refer_all(row, "over")]
    sites = {site.name for site in reading.sites.values() if not names or site.name in names or site.owner in names}
    most: dict[str, Floats] = {}
    for item in read_people(reading):
        if item.site in sites:
            most[item.site] = np.maximum(most.get(item.site, 0.0), item.population)
    if basis == "share" or not most:
        what = "a share, which is the same for one and for all" if basis == "share" else "of places where nobody lives"
        rows.error(
            "limit-per-head",
            f"The bound is per head, and {what}.",
            row,
            "per_head",
            "Leave it blank."
            if basis == "share"
            else "Name in `over` the sites of people who stand in `generation`, or leave `per_head` blank.",
        )
        return None
    heads = np.sum([*most.values()], axis=0)[:, None]
    return [None if each is None else replace(each, values=np.atleast_2d(each.values) * heads) for each in bounds]


def refuse_budget_per_head(rows: TableRows, row: int) -> None:
    """Tell of a budget that is typed per head: it is the treasurer's."""
    if rows.flag(row, "per_head"):
        rows.error(
            "limit-per-head", "The bound is per head, and a budget has none.", row, "per_head", "Leave it blank."
        )
