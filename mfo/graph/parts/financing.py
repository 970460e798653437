"""What a build is worth to who pays for it, at the start of its first use: construction, grants, loans, closure."""

from __future__ import annotations

import math
from dataclasses import dataclass

from ...plant.facts.finance import Finance


@dataclass(frozen=True)
class PaidOnce(Finance):
    """Payment for what is not paid for again where it lasts less long than its first milestone."""


def annuity(rate: float, years: float) -> float:
    """The yearly payment per unit of money borrowed: r / (1 - (1 + r)^-n); 1/n where r is 0."""
    return 1.0 / years if rate == 0 else rate / (1.0 - (1.0 + rate) ** -years)


def own_share(finance: Finance, rate: float) -> float:
    """What one unit of capex costs its owner, brought to the start of the first use at the discount rate.

    In each of n years of construction 1/n of capex is spent at the year's end, less what grant and loan pay of it, and
    interest is paid on what was borrowed in the years before; then the loan is paid back in equal payments:

        sum over j = 1..n of ((1 - g - s) / n + s i (j - 1) / n) (1 + r)^(n - j)  +  s a(i, T) / a(r, T)

    with grant g, loan s at interest i over T years, and the annuity a. Money spent at once is 1.

    >>> own_share(Finance(grant=0.4), 0.08)
    0.6
    >>> own_share(Finance(loan_share=0.5, loan_rate=0.08, loan_term=10), 0.08)
    1.0
    """
    count, borrowed = finance.construction_years, finance.loan_share
    own = (1.0 - finance.grant - borrowed) / count
    building = math.fsum(
        (own + borrowed * finance.loan_rate * before / count) * (1.0 + rate) ** (count - 1 - before)
        for before in range(count)
    )
    if not borrowed:
        return building
    return building + borrowed * annuity(finance.loan_rate, finance.loan_term) / annuity(rate, finance.loan_term)


def closing(finance: Finance, rate: float, lifetime: float) -> float:
    """What taking down a unit of capacity after its life costs, at the start of the first use [money/(basis/h)]."""
    return float(finance.closure_cost * (1.0 + rate) ** -lifetime)
