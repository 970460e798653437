"""Contracts as arrays: one entry for each contract and month, or contract and year."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_Floats = NDArray[np.float64]
_Ints = NDArray[np.int64]
_Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class TierTerms:
    """Prices by volume: one for each entry of a contract and each of its tiers. Amounts are those of the period."""

    entry: _Ints  # (m,) position of the entry
    above: _Floats  # (m, Y) the amount from which on the price holds
    change: _Floats  # (m, Y) what a unit costs more than in the tier before: money per amount
    all_units: _Bools  # (m,) the change holds for all units of the period
    decided: _Bools  # (m,) whether whole numbers say that it is reached: where more costs less, or all units change

    def __len__(self) -> int:
        return len(self.entry)


@dataclass(frozen=True)
class ContractTerms:
    """What contracts ask of supplies, or of markets. Amounts are those of the whole period, with repetitions."""

    contract: _Ints  # (n,) position among the plant's contracts
    item: _Ints  # (n,) position of the supply or market
    month: _Ints  # (n,) which month; -1: the whole year
    within: _Floats  # (n, T) how often a slot counts in the period; 0: not in it
    share: _Floats  # (n,) the months that the period counts as in those that its slots last
    least: _Floats  # (n, Y) 0: none
    most: _Floats  # (n, Y) inf: none
    possible: _Floats  # (n, Y) the most that there can be; inf: not known
    paid: _Bools  # (n,) whether what lacks to the least may be paid for
    shortfall_price: _Floats  # (n, Y) money per amount
    optional: _Ints  # (k,) contracts that are signed or not, by position among the plant's
    optional_item: _Ints  # (k,) their supply or market
    signed: _Ints  # (n,) position among the optional ones; -1: in force
    tiers: TierTerms

    def __len__(self) -> int:
        return len(self.contract)

    @property
    def short(self) -> _Ints:
        """(s,) the entries of which what lacks may be paid for."""
        return np.flatnonzero(self.paid)


def no_terms(years: int, slots: int) -> ContractTerms:
    """Of no contract."""
    nobody, by_year, never = np.zeros(0, dtype=np.int64), np.zeros((0, years)), np.zeros(0, dtype=bool)
    return ContractTerms(
        contract=nobody,
        item=nobody,
        month=nobody,
        within=np.zeros((0, slots)),
        share=np.zeros(0),
        least=by_year,
        most=by_year,
        possible=by_year,
        paid=never,
        shortfall_price=by_year,
        optional=nobody,
        optional_item=nobody,
        signed=nobody,
        tiers=TierTerms(nobody, by_year, by_year, never, never),
    )
