"""What is built, as money in calendar years: capex over construction, grants, loans and their service, what is left."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from ...plant.facts.finance import Finance
from ...plant.model import Plant, Sizing
from ..parts.annuities import times_bought
from ..parts.financing import PaidOnce, annuity
from ..parts.landfill_cells import CLOSURE, TO_COME
from .calendar import OperatingYears

Line = tuple[int, str, float]
"""A calendar year, a category, and money: positive comes in."""

CAPEX, GRANT, RESIDUAL = "capex", "grant", "residual value"
DRAWN, BUILDING, INTEREST, REPAYMENT, OUTSTANDING = (
    "loan drawn",
    "interest while building",
    "interest",
    "repayment",
    "loan outstanding",
)
LOANS = (DRAWN, BUILDING, INTEREST, REPAYMENT, OUTSTANDING)
LEFT = (RESIDUAL, TO_COME)
"""What is left after the last year: what still stands, of replacements after their milestone, and is to be closed."""
AT_THE_END = (*LEFT, OUTSTANDING)


@dataclass(frozen=True)
class Purchase:
    """Something bought: its money, the year it is first used, how long it lasts, what closing it costs.

    ``until`` is the last year that it is bought for: what is left of it then has a residual value.
    """

    money: float
    first: int
    lifetime: float  # years
    closure: float
    until: int


def purchases(plant: Plant, process: Sizing, milestone: int, money: float, calendar: OperatingYears) -> list[Purchase]:
    """What is bought for a build, each whole, in the year in which it falls.

    In a roadmap what lasts less long than its first milestone is bought again within it, and ``money`` is that of all
    of them; without a roadmap it is bought again, for ``money`` each, until the calendar ends.
    """
    life = process.lifetime or 1.0
    first = _first_use(plant, process, milestone)
    if first is None:
        return []
    needed = calendar.years_of(first) if calendar.roadmap else calendar.last + 1 - calendar.first
    once = calendar.roadmap and isinstance(process.finance, PaidOnce)
    count = 1 if once else times_bought(needed, life)
    each = money / count if calendar.roadmap else money
    closing = each * _closure_per_capex(plant, process, milestone)
    until = first + needed - 1 if count > 1 else calendar.last
    begins = (first + math.floor(number * life + 1e-9) for number in range(count))
    return [Purchase(each, year, life, closing, until) for year in begins]


def _first_use(plant: Plant, process: Sizing, milestone: int) -> int | None:
    years = plant.times.years
    if not plant.times.roadmap:
        return years[0]
    return next((year for year in years if year >= milestone + process.lead_time), None)


def _closure_per_capex(plant: Plant, process: Sizing, milestone: int) -> float:
    if process.capex is None or not process.finance.closure_cost:
        return 0.0
    capex = process.capex.over_years(len(plant.times.years), plant.times.lasting)
    at = float(capex[plant.times.years.index(milestone)])
    return process.finance.closure_cost / at if at else 0.0


def money_lines(bought: Purchase, finance: Finance, rate: float, calendar: OperatingYears) -> Iterator[Line]:
    """All that a purchase costs and brings, year by year; operation apart."""
    yield from _construction(bought, finance)
    yield from _service(bought, finance, calendar)
    ends = bought.first + math.ceil(bought.lifetime - 1e-9) - 1
    if bought.closure and ends <= calendar.last:
        yield ends, CLOSURE, -bought.closure
    left = bought.first + bought.lifetime - (bought.until + 1)
    if left > 1e-9:
        yield bought.until, RESIDUAL, bought.money * annuity(rate, bought.lifetime) / annuity(rate, left)


def _construction(bought: Purchase, finance: Finance) -> Iterator[Line]:
    count = finance.construction_years
    part = bought.money / count
    for number in range(count):
        year = bought.first - count + number
        yield year, CAPEX, -part
        yield year, GRANT, part * finance.grant
        yield year, DRAWN, part * finance.loan_share
        yield year, BUILDING, -part * number * finance.loan_share * finance.loan_rate


def _service(bought: Purchase, finance: Finance, calendar: OperatingYears) -> Iterator[Line]:
    owed = bought.money * finance.loan_share
    if not owed:
        return
    payment = owed * annuity(finance.loan_rate, finance.loan_term)
    for year in range(bought.first, min(bought.first + finance.loan_term - 1, calendar.last) + 1):
        interest = owed * finance.loan_rate
        yield year, INTEREST, -interest
        yield year, REPAYMENT, interest - payment
        owed -= payment - interest
    if bought.first + finance.loan_term - 1 > calendar.last:
        yield calendar.last, OUTSTANDING, -owed
