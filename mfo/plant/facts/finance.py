"""How what is built is paid for: over which years, from whose money, and what taking it down costs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finance:
    """Payment for one build. Money falls due at the end of a calendar year; first use is at the start of one."""

    construction_years: int = 1  # before the first use, in which capex is spent in equal parts
    grant: float = 0.0  # share of capex that is given
    loan_share: float = 0.0  # share of capex that is borrowed, drawn as it is spent
    loan_rate: float = 0.0  # interest a year
    loan_term: int = 0  # years over which it is paid back in equal payments, from the first use on
    closure_cost: float = 0.0  # [money/(basis/h)] in the last year of its life


SPENT_AT_ONCE = Finance()
"""Own money, spent in the year before the first use."""


@dataclass(frozen=True)
class ExchangeRate:
    """What a unit of another money is in the plant's."""

    currency: str
    values: tuple[float, ...]  # by milestone; one number where all are alike; empty: not known
    words: str  # the rates that count with their days; where the first is too late, the year that lacks one
    date: str = ""  # of the first of them, as typed; where several may count, blank
    source: str = ""
    used: bool = False  # whether any cell was typed in it
