"""What a cash flow is worth: net present value, internal rate of return, payback; against today where it is known."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from ...graph.cash.building import AT_THE_END, LEFT, LOANS
from ...graph.cash.calendar import OperatingYears
from ..tables.schema import Row

LEAST_RATE, MOST_RATE, ROUNDS = -0.99, 100.0, 200


def year_rows(lines: Sequence[Row], calendar: OperatingYears, rate: float, today: float | None, unit: str) -> list[Row]:
    """A row for each calendar year from the first money spent on.

    ``today`` is what today's year brings, in each year of operation; None: nothing to compare with. Money falls due at
    the end of a year; present values are of the end of the year before operation begins.
    """
    base = calendar.first - 1
    begins = min([calendar.first, *(line["year"] for line in lines)])
    found: list[Row] = []
    cumulative = present = so_far = 0.0
    for year in range(begins, calendar.last + 1):
        mine = [line for line in lines if line["year"] == year]
        amounts = [float(line["amount"]) for line in mine]
        net, before = math.fsum(amounts), today if today is not None and year >= calendar.first else 0.0
        discount = (1.0 + rate) ** (base - year)
        at_the_end = math.fsum(float(line["amount"]) for line in mine if line["category"] in AT_THE_END)
        so_far += at_the_end - net
        cumulative += net - before
        present += (net - before) * discount
        found.append(
            {
                "year": year,
                "incoming": math.fsum(amount for amount in amounts if amount > 0),
                "outgoing": math.fsum(amount for amount in amounts if amount < 0),
                "net": net,
                "loans": math.fsum(float(line["amount"]) for line in mine if line["category"] in LOANS),
                "residual": math.fsum(float(line["amount"]) for line in mine if line["category"] in LEFT),
                "at_the_end": at_the_end,
                "out_of_pocket": at_the_end - net,
                "out_of_pocket_so_far": so_far,
                "today": math.nan if today is None else before,
                "difference": net - before,
                "discount": discount,
                "cumulative": cumulative,
                "present_value": (net - before) * discount,
                "cumulative_present_value": present,
                "unit": unit,
            }
        )
    return found


def appraisal_rows(years: Sequence[Row], calendar: OperatingYears, rate: float, unit: str) -> list[Row]:
    """Net present value, internal rate and payback of all cash, and of the project before loans."""
    against = "today" if years and not math.isnan(years[0]["today"]) else ""
    base = calendar.first - 1
    found: list[Row] = []
    for paid_by in ("all", "before loans"):
        flows = [(year["year"] - base, _flow(year, paid_by)) for year in years]
        operating = [(when, flow - _end(year, paid_by)) for (when, flow), year in zip(flows, years, strict=True)]
        value = math.fsum(flow * (1.0 + rate) ** -when for when, flow in flows)
        told: list[tuple[str, float, str]] = [
            ("net present value", value, unit),
            ("internal rate of return", internal_rate_of(flows), ""),
            ("payback", payback_of(operating, 0.0), "year"),
            ("discounted payback", payback_of(operating, rate), "year"),
        ]
        found += [
            {"figure": figure, "cash": paid_by, "against": against, "value": value, "unit": of}
            for figure, value, of in told
        ]
        if not any(year["loans"] for year in years):
            break
    return found


def _flow(year: Row, paid_by: str) -> float:
    return float(year["difference"] - (year["loans"] if paid_by == "before loans" else 0.0))


def _end(year: Row, paid_by: str) -> float:
    """What only the end of the horizon brings; before loans the debt that is left then is left out already."""
    return float(year["residual" if paid_by == "before loans" else "at_the_end"])


def internal_rate_of(flows: Sequence[tuple[float, float]]) -> float:
    """The rate at which the flows are worth nothing; nan where there is none, or may be several.

    ``flows`` are (years from the start, money). Money is first spent and then earned, once: otherwise several rates
    may do, and none is told.

    >>> round(internal_rate_of([(0, -1000.0), (1, 600.0), (2, 600.0)]), 6)
    0.130662
    """
    signs = [flow > 0 for _, flow in flows if flow]
    if sum(before != after for before, after in pairwise(signs)) != 1 or signs[0]:
        return math.nan

    def worth(rate: float) -> float:
        return math.fsum(flow * (1.0 + rate) ** -when for when, flow in flows)

    low, high = LEAST_RATE, MOST_RATE
    if not worth(low) > 0 > worth(high):
        return math.nan
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        low, high = (middle, high) if worth(middle) > 0 else (low, middle)
    return (low + high) / 2


def payback_of(flows: Sequence[tuple[float, float]], rate: float) -> float:
    """The years of operation until what was spent has come back; nan where it never does, or nothing was spent.

    >>> payback_of([(0, -1000.0), (1, 400.0), (2, 400.0), (3, 400.0)], 0.0)
    2.5
    """
    total = 0.0
    for when, flow in flows:
        worth = flow * (1.0 + rate) ** -when
        if total < 0 <= total + worth and when > 0:
            return float(when - 1 - total / worth)
        total += worth
    return math.nan
