"""What an investment brings back: payback and internal rate of return."""

from __future__ import annotations

import math

from ...graph.parts.financing import annuity

MOST_RATE, LEAST_RATE = 1e3, -0.999  # a year: beyond these no rate is told
ROUNDS = 200
MONTHS = 12
IN_MONTHS = 2.0  # years: a shorter time is told in months


def payback(investment: float, yearly: float) -> float:
    """The years until what is saved in a year has paid for an investment; nan without either.

    >>> payback(1000.0, 250.0)
    4.0
    """
    return investment / yearly if investment > 0 and yearly > 0 else math.nan


def months_or_years(years: float) -> tuple[str, float, int]:
    """A time as people say it: ``months`` or ``years``, how many, and to how many significant digits.

    >>> months_or_years(0.15)
    ('months', 1.7999999999999998, 2)
    >>> months_or_years(4.25)
    ('years', 4.25, 3)
    """
    months = years * MONTHS
    return ("months", months, 2 if months < 10 else 3) if years < IN_MONTHS else ("years", years, 3)


def internal_rate(investment: float, yearly: float, lifetime: float) -> float:
    """The rate at which savings of so many years are worth an investment today: I = S (1 - (1 + r)^-n) / r.

    nan without investment or savings, or where no rate is within bounds. Found by bisection: the annuity rises with
    the rate.

    >>> round(internal_rate(1000.0, 1100.0, 1.0), 9)
    0.1
    """
    if not (investment > 0 and yearly > 0 and lifetime > 0 and math.isfinite(lifetime)):
        return math.nan
    low, high = LEAST_RATE, MOST_RATE
    asked = yearly / investment
    if not annuity(low, lifetime) < asked < annuity(high, lifetime):
        return math.nan
    for _ in range(ROUNDS):
        middle = (low + high) / 2
        if annuity(middle, lifetime) < asked:
            low = middle
        else:
            high = middle
    return (low + high) / 2
