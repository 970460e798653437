"""Tells in which calendar year a bound over all years is used up, such as the airspace of a landfill."""

from __future__ import annotations

import numpy as np

from ...errors import Problem
from ...solve.engine.solution import Solution
from ..tables.elements import Elements, factor
from ..tables.prices import quantity

NEARLY = 1e-9  # of the bound: what is left of one that is used up


def used_up_problems(elements: Elements, solution: Solution) -> list[Problem]:
    """A warning for each total of a roadmap that is used up, with the year; nothing of totals of money.

    The years of a milestone are alike, so that what is left at its begin lasts for as many of them as it is enough for.
    """
    times = elements.graph.times
    if not times.roadmap:
        return []
    limits = {limit.name: limit for limit in elements.plant.limits}
    found = []
    for rows in elements.graph.limits:
        money = rows.base == elements.plant.settings.currency
        if rows.when != "total" or rows.maximum is None or rows.most is None or rows.share or money:
            continue
        year = year_used_up(quantity(elements, solution, rows.what, "year"), float(rows.most.reshape(-1)[0]), elements)
        if year is None:
            continue
        limit = limits.get(rows.name)
        most = float(rows.most.reshape(-1)[0]) * factor(rows.base, rows.typed)
        typed = limit.maximum.typed if limit and limit.maximum else f"{most:,.6g} {rows.typed}"
        message = f"`{rows.name}` ({typed}) is used up in {year}: nothing more fits in after that."
        remedy = "What more of it would be worth stands with the limit's price."
        found.append(Problem("limit-used-up", message, limit.where if limit else None, remedy, severity="warning"))
    return found


def year_used_up(yearly: np.ndarray, whole: float, elements: Elements) -> int | None:
    """The calendar year in which a total is reached at what each year of a milestone takes; None: it is not."""
    left = whole
    times = elements.graph.times
    for year, span, taken in zip(times.years, times.span.tolist(), yearly.tolist(), strict=True):
        if taken > 0 and taken * span >= left - NEARLY * whole:
            return int(year + max(np.ceil(left / taken - NEARLY * whole / taken), 1) - 1)
        left -= taken * span
    return None
