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
