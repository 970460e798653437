"""The program as the solver was given it, as numbers that anybody can hold against rows written down elsewhere."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from .flow_graph import Floats, Ints

GOLDEN = 0.6180339887498949  # its multiples fill an interval evenly


@dataclass(frozen=True)
class PosedColumns:
    """A family of columns: which members it has, their bounds and costs, (members, ...)."""

    member: Ints
    lower: Floats
    upper: Floats
    cost: Floats


@dataclass(frozen=True)
class PosedRows:
    """A family of rows: their bounds, and their sums at the probing point and at another, in the family's shape."""

    lower: Floats
    upper: Floats
    total: Floats
    again: Floats


@dataclass(frozen=True)
class Posed:
    """All families of a program, by name."""

    columns: Mapping[str, PosedColumns]
    rows: Mapping[str, PosedRows]


def probe(name: str, member: Ints, rest: tuple[int, ...], again: bool = False) -> Floats:
    """(members, *rest) the probing point: a number between 1 and 2 for each column, told by its family and place.

    Two rows with different coefficients have different sums there, but for a coincidence. Where one coefficient is not
    known, it follows from the sum; the point given ``again`` shows whether the others are the same.
    """
    place = np.arange(int(np.prod(rest))).reshape(1, *rest)
    start = zlib.crc32(f"{name} again".encode() if again else name.encode()) % 100_003
    code = start + 7919.0 * member.reshape(-1, *([1] * len(rest))) + 31.0 * place
    return np.asarray(1.0 + (code * GOLDEN) % 1.0)
