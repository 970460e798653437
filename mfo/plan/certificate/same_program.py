"""Whether the solver was given the program that the certificate wrote down, so that its bound is a bound on that.

The bound of a program with whole numbers is the solver's alone. It holds for the plant where everything that the plant
allows was allowed in what the solver was given, at the same costs: rows with the same coefficients, found by their sums
at a probing point, and bounds that are no narrower.
"""

from __future__ import annotations

import numpy as np

from ...graph.arrays.flow_graph import Floats
from ...graph.arrays.posed import Posed, PosedColumns, PosedRows, probe
from .proof import Proof
from .readings.book import Columns, WrittenRows

SAME = 1e-7  # what rounding may change, relative to the terms of a row: as far as the solver itself sees


def differences(proof: Proof, given: Posed) -> list[str]:
    """The families in which the solver was given something narrower, dearer or cheaper than the plant."""
    found = []
    cost = _with_known(proof)
    for name, columns in given.columns.items():
        family = proof.book.families.get(name)
        if family is None or not _same_columns(family, columns, cost):
            found.append(f"columns of {name}")
    written = {rows.family: number for number, rows in enumerate(proof.book.rows)}
    point, other = _point(proof), _point(proof, again=True)
    total, again = proof.matrix.times(point), proof.matrix.times(other)
    size = proof.matrix.sizes().times(np.abs(point))
    for name, posed in given.rows.items():
        number = written.get(name)
        if number is None or posed.total.shape != proof.book.rows[number].shape:
            found.append(f"rows of {name}")
            continue
        rows, part = proof.book.rows[number], slice(proof.first[number], proof.first[number + 1])
        sums, sizes = total[part].reshape(rows.shape), size[part].reshape(rows.shape)
        if rows.switch is not None:
            on = np.broadcast_to(rows.switch, rows.shape)
            allowed = (sums - posed.total) / point[on]
            told_again = (again[part].reshape(rows.shape) - posed.again) / other[on]
            same = _switches_enough(rows, posed, allowed, told_again, sizes)
        else:
            same = bool((np.abs(posed.total - sums) <= SAME * sizes).all())
            same = same and _no_narrower(posed.lower, posed.upper, rows.lower, rows.upper)
        if not same:
            found.append(f"rows of {name}")
    return found


def _with_known(proof: Proof) -> Floats:
    """(columns,) costs, those of what is no decision counted on the constant as the solver has them."""
    cost, constant = proof.cost.copy(), proof.book.at("constant")[0]
    for family in proof.book.families.values():
        if family.decided is not None:
            still = ~family.decided
            own = cost[family.at[still]] * np.where(np.isfinite(family.lower[still]), family.lower[still], 0.0)
            cost[constant] += own.sum(axis=(0, *range(2, own.ndim)))
    return cost


def _same_columns(family: Columns, given: PosedColumns, cost: Floats) -> bool:
    """Whether bounds are no narrower and costs the same; columns that the solver was not given stand still."""
    own = cost[family.at]
    size = np.abs(own).max(initial=0.0)
    same = np.abs(given.cost - own[given.member]) <= SAME * np.maximum(np.abs(own[given.member]), 1e-6 * size)
    return bool(same.all()) and _no_narrower(
        given.lower, given.upper, family.lower[given.member], family.upper[given.member]
    )


def _no_narrower(lower: Floats, upper: Floats, own_lower: Floats, own_upper: Floats) -> bool:
    below = lower <= own_lower + SAME * np.where(np.isfinite(own_lower), np.abs(own_lower), 0.0)
    above = upper >= own_upper - SAME * np.where(np.isfinite(own_upper), np.abs(own_upper), 0.0)
    return bool(below.all() and above.all())


def _switches_enough(rows: WrittenRows, given: PosedRows, allowed: Floats, again: Floats, sizes: Floats) -> bool:
    """Whether what a state allows when it is on is as much as is of use, and off it asks for nothing.

    What it allows stands in its coefficient, which the certificate's rows do not hold: it is what the sums differ by,
    at one point as at another where nothing else differs.
    """
    room = SAME * (sizes + np.abs(allowed))
    alike = np.abs(allowed - again) <= room
    enough = allowed + np.minimum(given.upper, 0.0) >= rows.of_use - SAME * np.abs(rows.of_use) - room
    return bool((alike & enough & (given.upper >= -SAME * sizes) & np.isneginf(given.lower)).all())


def _point(proof: Proof, again: bool = False) -> Floats:
    """(columns,) the probing point, or the other one; what is no decision is its value times the constant's."""
    found = np.zeros(proof.book.size)
    years = probe("constant", np.zeros(1, dtype=np.int64), (proof.book.graph.years,), again)[0]
    for family in proof.book.families.values():
        shape = family.values.shape
        point = probe(family.name, np.arange(shape[0]), shape[1:], again)
        if family.decided is not None:
            one = years.reshape(1, -1, *([1] * (len(shape) - 2)))
            known = np.where(np.isfinite(family.lower), family.lower, 0.0) * one
            point = np.where(family.decided.reshape(-1, *([1] * (len(shape) - 1))), point, known)
        found[family.first : family.first + point.size] = point.ravel()
    return found
