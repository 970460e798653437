"""The least core and the nucleolus of a game of many owners, without planning every coalition.

Row generation, stage by stage (Hallefjord, Helming, Jornsten 1995, Int. J. Game Theory 24:209; Nguyen and Thomas 2016,
European J. Operational Research 251:180). In each stage the largest excess of the planned coalitions that are not held
is made least; the coalition that would gain most of all that are not planned is looked for, and planned, until none
gains more. The stage is then that of all coalitions: its least cannot be lower with more of them, and with this sharing
it is no higher. A coalition that pays its most in every optimum over the planned ones does so over all, whose optima
are among those, and is held. What a held coalition, or a combination of them, pays no longer changes, so that the
stages end after as many as there are owners.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from ..graph.arrays.flow_graph import Floats
from .games import Stage, is_new

if TYPE_CHECKING:
    from .generated_core import Generation

MOST_PLANNED = 1500  # coalitions
INDEPENDENT = 1e-9  # what is left of a coalition without those that settle what it pays


@dataclass(frozen=True)
class LexicographicShares:
    """What was proved: the least core after the first stage, the nucleolus after the last.

    ``least`` is the least excess: no less than the first number, and no more than the second; inf: not known.
    """

    stages: int  # that were proved
    shares: Floats | None  # of the last stage that was proved; None: not even the first
    complete: bool  # it is the nucleolus
    least: tuple[float, float]


def lexicographic_shares(work: Generation, small: float) -> LexicographicShares:
    """The nucleolus as far as time allows, beginning with the coalitions that ``work`` has planned.

    Of excesses ``small`` differences count for nothing.
    """
    count = len(work.found.owners)
    known, paid = np.ones((1, count)), np.array([work.costs()[work.whole]])
    least, shares, stages = (-math.inf, math.inf), None, 0
    while len(known) < count:
        found = _stage(work, known, paid, small)
        if stages == 0:
            least = (found.excess, found.bound)
        if not found.proved or not len(found.held):
            return LexicographicShares(stages, shares, False, least)
        stages, shares = stages + 1, found.shares
        known, paid = np.vstack([known, found.held]), np.concatenate([paid, found.paid])
        work.progress(f"working out the nucleolus ({len(known)} of {count} steps)")
    shares = np.asarray(np.linalg.solve(known, paid))
    return LexicographicShares(stages, shares, True, least)


@dataclass(frozen=True)
class _Found:
    """A stage: its largest excess over the planned coalitions, and over all (inf: not known)."""

    excess: float
    bound: float
    proved: bool
    shares: Floats
    held: Floats  # (n, owners) coalitions that pay their most in every optimum, independent of those held before
    paid: Floats  # (n,) what they pay


def _stage(work: Generation, known: Floats, paid: Floats, small: float) -> _Found:
    """Make the largest excess least, among the sharings in which ``known`` rows of owners pay what is ``paid``."""
    nothing = np.zeros((0, known.shape[1])), np.zeros(0)
    blocks = _blocks(known)
    while True:
        rows, costs = _open_rows(work, known)
        if not len(rows):
            anyhow: Floats = np.asarray(np.linalg.lstsq(known, paid, rcond=None)[0], dtype=float)
            coalition, bound = work.unplanned(anyhow, -math.inf, MOST_PLANNED, blocks)
            if coalition is None:
                return _Found(-math.inf, bound, False, nothing[1], *nothing)
            continue
        stage = Stage(np.vstack([known[1:], rows]), np.concatenate([paid[1:], costs]), float(paid[0]))
        held = np.arange(len(stage.limits)) < len(known) - 1
        at = np.zeros(len(held))
        worst, tight, shares = stage.optimum(held, at)
        if shares is None:
            if not work.plan_more():
                return _Found(-math.inf, math.inf, False, nothing[1], *nothing)
            continue
        coalition, bound = work.unplanned(shares, worst + small, MOST_PLANNED, blocks)
        if coalition is not None:
            continue
        proved = bound <= worst + small
        if not proved:
            return _Found(worst, max(worst, bound), False, shares, *nothing)
        new, owed = _held(stage, known, (held, at), worst, tight)
        return _Found(worst, max(worst, bound), True, shares, new, owed)


def _held(
    stage: Stage, known: Floats, so_far: tuple[np.ndarray, Floats], worst: float, tight: list[int]
) -> tuple[Floats, Floats]:
    """The tight coalitions that are so in every optimum, as far as they are independent, and what they pay."""
    held, at = so_far
    rows, paid, independent = [], [], known
    for place in tight:
        if is_new(independent, stage.rows[place]) and stage.always_tight(held, at, worst, place):
            independent = np.vstack([independent, stage.rows[place]])
            rows.append(stage.rows[place])
            paid.append(float(stage.limits[place]) + worst)
    return np.array(rows).reshape(-1, known.shape[1]), np.array(paid)


def _open_rows(work: Generation, known: Floats) -> tuple[Floats, Floats]:
    """The planned coalitions whose payment the known ones do not settle, and what they cost."""
    costs = {each: cost for each, cost in work.costs().items() if math.isfinite(cost) and each != work.whole}
    count = known.shape[1]
    rows = np.array([[each >> place & 1 for place in range(count)] for each in costs], dtype=float).reshape(-1, count)
    basis = np.linalg.qr(known.T)[0]
    left = rows - rows @ basis @ basis.T
    open_ones = np.abs(left).max(axis=1, initial=0.0) > INDEPENDENT
    return rows[open_ones], np.array(list(costs.values()))[open_ones]


def _blocks(known: Floats) -> list[list[int]]:
    """The owners in groups that change their payments among themselves alone: unions of these are settled."""
    _, triangle, vectors = np.linalg.svd(known)
    rank = int((triangle > INDEPENDENT * triangle[0]).sum())
    free = vectors[rank:]
    count, group = connected_components(csr_matrix(np.abs(free.T @ free) > INDEPENDENT), directed=False)
    return [np.flatnonzero(group == number).tolist() for number in range(count)]
