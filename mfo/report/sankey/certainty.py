"""How an arrow of today's flows is known (read, reconciled, following, guessed), and its standard uncertainty.

Readings share balances, so that their errors are not independent: of a sum of several uncertain flows no uncertainty is
told.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from ..facts.language import Language

BEST_FIRST = ("read", "reconciled", "spread", "follows", "guessed", "")
NEGLIGIBLE = 1e-9  # of an amount
DIGITS, LEAST_DIGITS = 2, 3  # of an uncertainty, and of an amount that is far below it


class Certainty(NamedTuple):
    """How one amount is known (blank: decided by the plan) and its standard uncertainty (nan: not told)."""

    known: str = ""
    deviation: float = math.nan


States = tuple[Certainty, ...]
"""By state of the picture."""


def of_sum(first: States, second: States, amounts: Sequence[float], others: Sequence[float]) -> States:
    """What is known of sums of two amounts, state by state: the less certain of the two; of nothing the other."""
    return tuple(
        b if not x else a if not y else Certainty(_worse(a, b).known, 0.0 if _exact(a, b) else math.nan)
        for a, b, x, y in zip(first, second, amounts, others, strict=True)
    )


def of_same(first: States, second: States) -> States:
    """What is known of amounts that are equal: the better of the two."""
    return tuple(
        Certainty(_better(a, b).known, a.deviation if not math.isnan(a.deviation) else b.deviation)
        for a, b in zip(first, second, strict=True)
    )


def _exact(a: Certainty, b: Certainty) -> bool:
    return a.deviation == 0.0 and b.deviation == 0.0


def _better(a: Certainty, b: Certainty) -> Certainty:
    return min(a, b, key=lambda item: BEST_FIRST.index(item.known))


def _worse(a: Certainty, b: Certainty) -> Certainty:
    return max(a, b, key=lambda item: BEST_FIRST.index(item.known))


def told(words: Language, amount: float, unit: str, certain: Certainty) -> str:
    """An amount with its uncertainty and how it is known: ``371.4 t/d ± 9.3 (reconciled)``."""
    text = words.amount(amount, unit, _significant(amount, certain.deviation))
    text += f" ± {off_by(words, certain)}" if is_uncertain(amount, certain) else ""
    return f"{text} ({words.choice('known', certain.known)})" if certain.known else text


def on_arrow(words: Language, amount: float, certain: Certainty) -> str:
    """The same as short as it stands on an arrow: ``371.4 ± 9.3``."""
    text = words.number(amount, _significant(amount, certain.deviation))
    return f"{text} ± {off_by(words, certain)}" if is_uncertain(amount, certain) else text


def off_by(words: Language, certain: Certainty) -> str:
    """A standard uncertainty in words."""
    return words.number(certain.deviation, DIGITS)


def is_uncertain(amount: float, certain: Certainty) -> bool:
    """Whether there is an uncertainty to tell beside an amount."""
    return not math.isnan(certain.deviation) and certain.deviation > NEGLIGIBLE * abs(amount)


def _significant(amount: float, deviation: float) -> int:
    """The digits of an amount down to the last digit of its uncertainty."""
    if math.isnan(deviation) or deviation <= 0.0 or amount == 0.0:
        return 4
    further = math.floor(math.log10(abs(amount))) - math.floor(math.log10(deviation))
    return min(max(further + DIGITS, LEAST_DIGITS), 9)
