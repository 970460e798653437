"""What one choice is worth under every sample: the plan without it less the plan with it free; what decides that."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats
from ..engine.arrays import Answered
from .variance_shares import Spread, rank_correlations, spread, switch

PAYS = 1e-7  # of the objective, above which a choice is worth something
HALVINGS = 14  # of a range, in which the value is looked for at which a choice begins to pay


@dataclass(frozen=True)
class Deciding:
    """One uncertainty, and what the choice is worth as it moves: ``at_low`` and ``at_high`` with it alone at its ends.

    ``from_value`` is where the choice begins (``above``) or ceases to pay with all others at their middle values, nan
    where it pays at both ends or at neither. ``correlation`` is of ranks, over the samples.
    """

    uncertainty: str
    correlation: float
    at_low: float
    at_high: float
    cell: str
    from_value: float
    unit: str
    above: bool


@dataclass(frozen=True)
class Worth:
    """What a choice is worth: ``pays`` is the share of samples in which it is worth anything.

    ``decides`` is the uncertainty that tells best whether it pays, over all samples, with its value and the share of
    samples told right; blank where it pays in (nearly) all or none, or no single one tells.
    """

    what: str
    unit: str
    pays: float
    samples: int
    spread: Spread
    middle: float
    deciding: tuple[Deciding, ...]
    decides: str = ""
    value: float = math.nan
    value_unit: str = ""
    above: bool = True
    right: float = math.nan

    @property
    def movers(self) -> list[Deciding]:
        """What moves the worth, most first: by how far apart it is at both ends, then by the rank correlation."""
        return sorted(self.deciding, key=lambda item: (-_moves(item), -abs(item.correlation)))

    @property
    def table(self) -> pd.DataFrame:
        """A row an uncertainty, what moves the worth most first."""
        return pd.DataFrame([asdict(item) for item in self.deciding], columns=list(Deciding.__dataclass_fields__))


@dataclass(frozen=True)
class UncertaintiesByName:
    """The uncertainties by name: the cell that stands for each, its unit, and its values.

    ``value`` is that at a share of its distribution, ``within`` that at a share of the way from low to high end.
    """

    names: tuple[str, ...]
    cells: tuple[str, ...]
    units: tuple[str, ...]
    value: Callable[[int, float], float]  # of the name's position and the share
    within: Callable[[int, float], float]


def worth_of(
    what: str,
    unit: str,
    free: Sequence[Answered],
    without: Sequence[Answered],
    first: int,
    shares: Floats,
    about: UncertaintiesByName,
    pays_at: Callable[[int, float], bool],
) -> Worth:
    """What samples say of a choice: ``free`` and ``without`` are answers to the same jobs, samples from ``first`` on.

    The first is that at middle values, from the third on there are two a name (at its low and at its high end).
    ``pays_at`` tells whether the choice pays with a name at a share of the way between its ends and all others in the
    middle.
    """
    apart = np.array([_worth(*pair) for pair in zip(free, without, strict=True)])
    samples = apart[first:]
    known = np.isfinite(samples) | np.isinf(samples)
    chosen = np.where(known, samples > 0, False)[known]
    finite = np.isfinite(samples)
    correlation = rank_correlations(shares[finite], samples[finite]) if finite.any() else np.zeros(len(about.names))
    deciding = []
    for place, name in enumerate(about.names):
        low, high = (float(apart[2 + 2 * place + side]) for side in (0, 1))
        value = math.nan
        if not (math.isnan(low) or math.isnan(high)) and (low > 0) != (high > 0):
            value = about.within(place, _edge(low > 0, partial(pays_at, place)))
        deciding.append(
            Deciding(
                name, float(correlation[place]), low, high, about.cells[place], value, about.units[place], high > low
            )
        )
    deciding.sort(key=lambda item: (math.isnan(item.from_value), -_moves(item), -abs(item.correlation)))
    share = float(chosen.mean()) if len(chosen) else math.nan
    told = Worth(what, unit, share, int(known.sum()), spread(samples[finite]), float(apart[0]), tuple(deciding))
    edge = switch(shares[known], chosen)
    if edge is None:
        return told
    place = edge.place
    return replace(
        told,
        decides=about.names[place],
        value=about.value(place, edge.edge),
        above=edge.above,
        value_unit=about.units[place],
        right=edge.right,
    )


def _worth(free: Answered, without: Answered) -> float:
    """What it costs to do without; infinite where there is no plan then, nan where there is none at all."""
    if not free.solved:
        return math.nan
    if not without.solved:
        return math.inf if without.status == "infeasible" else math.nan
    apart = without.objective - free.objective
    return apart if apart > PAYS * max(1.0, abs(free.objective)) else 0.0


def pays(free: Answered, without: Answered) -> bool:
    """Whether a choice is worth anything."""
    return _worth(free, without) > 0


def _moves(item: Deciding) -> float:
    apart = abs(item.at_high - item.at_low)
    return apart if math.isfinite(apart) else 0.0


def _edge(low_pays: bool, at: Callable[[float], bool]) -> float:
    """How far between two ends a choice begins or ceases to pay, by halving."""
    low, high = 0.0, 1.0
    for _ in range(HALVINGS):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if at(middle) == low_pays else (low, middle)
    return 0.5 * (low + high)
