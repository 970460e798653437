"""What reconciliation tells: readings, flows that nobody measured, the global test, suspects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import Where
from ..graph.arrays.flow_graph import Floats

UNSEEN = 1e-6  # of its uncertainty: by how much a yield changes that no reading sees
CONFIDENCE = 0.95  # of the global test
RARE = 0.01  # how likely chance may make the largest test


@dataclass(frozen=True)
class ReadingResult:
    """A reading as measured and as reconciled: rates in the unit typed; uncertainties are standard ones."""

    at: str
    material: str  # blank: a process's activity
    role: str
    slot: str  # its label; blank: the whole year
    unit: str
    measured: float
    uncertainty: float
    reconciled: float
    reconciled_uncertainty: float  # nan: not worked out
    adjustment: float  # reconciled - measured
    test: float  # |adjustment| / its standard deviation; nan: nothing else says what it should be
    suspect: int = 0  # its place among the suspects, from 1; 0: none
    where: Where | None = None


@dataclass(frozen=True)
class YieldResult(ReadingResult):
    """The amount of a row of a recipe with an uncertainty, as typed (``measured``) and as reconciled.

    Or a parameter of a process's model that has a range; then ``material`` and ``role`` are blank.
    """

    per: str = ""  # the input that it is per unit of; blank: per unit of activity
    parameter: str = ""  # of the model; blank: an amount of a recipe
    name: str = ""  # among suspects

    @property
    def learnt(self) -> bool:
        """Whether the readings say anything of it."""
        surer = self.uncertainty - self.reconciled_uncertainty
        return not surer <= UNSEEN * self.uncertainty or abs(self.adjustment) > UNSEEN * self.uncertainty


@dataclass(frozen=True)
class FlowResult:
    """A flow that nobody measured, over the year; not determined: one of many that fit what was read."""

    at: str
    material: str
    role: str
    unit: str
    amount: float
    uncertainty: float  # nan where it is not determined
    determined: bool


@dataclass(frozen=True)
class EffectResult:
    """Cost or emissions of the year that was read: canonical, with its standard uncertainty."""

    effect: str
    amount: float
    uncertainty: float  # nan where it is not determined
    determined: bool
    unit: str


@dataclass(frozen=True)
class GlobalTest:
    """Whether the readings fit together within their uncertainty."""

    chi_square: float
    degrees: int
    p: float
    limit: float  # what chi-square may be

    @property
    def passed(self) -> bool:
        """Whether chi-square is what uncertainty makes likely."""
        return self.chi_square <= self.limit


@dataclass(frozen=True)
class Suspect:
    """Meters that may be wrong; several where nothing tells them apart."""

    meters: tuple[str, ...]
    test: float
    where: Where | None = None


@dataclass(frozen=True)
class Reconciliation:
    """Readings made to balance. ``amounts`` holds canonical amounts by meter: by slot, or of the year; ``openings`` the
    levels (stocks,) at which stocks open that need not close on themselves (nan: they do)."""

    readings: tuple[ReadingResult, ...]
    unmeasured: tuple[FlowResult, ...]
    test: GlobalTest
    suspects: tuple[Suspect, ...]
    amounts: Sequence[Floats]
    openings: Floats
    effects: tuple[EffectResult, ...] = ()  # cost and emissions of the year
    yields: tuple[YieldResult, ...] = ()  # amounts of recipes with an uncertainty
    factors: Sequence[float] = ()  # by yield: reconciled over typed
    look_at: tuple[Suspect, ...] = ()  # every meter that others check, the largest test first
    common_error: float = float("inf")  # share that all meters must be off by together to be noticed; nan: not known

    @property
    def outlier(self) -> ReadingResult | None:
        """The reading whose test is larger than chance makes the largest of so many, whatever the global test says.

        Among many good readings a bad one hardly counts in the sum of squares.
        """
        tested = [item for item in self.readings if np.isfinite(item.test)]
        if not tested:
            return None
        from scipy.special import ndtri  # late, as few plants test readings; scipy.stats takes a second

        worst = max(tested, key=lambda item: item.test)
        by_chance = -float(ndtri(0.5 * (1 - (1 - RARE) ** (1 / len(tested)))))  # Sidak
        return worst if worst.test > by_chance else None

    @property
    def sees_common_error(self) -> bool:
        """Whether an error that all meters share would ever be noticed."""
        return self.common_error < 1.0

    @property
    def told_yields(self) -> tuple[YieldResult, ...]:
        """The yields that people are told of: without parameters of models that no reading says anything of."""
        return tuple(item for item in self.yields if not item.parameter or item.learnt)
