"""Plants with a number so small beside the others that mfo may refuse to reckon with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import mfo

OUT_OF_REACH = 1e-18  # in canonical units; what people type of an amount, a price or a rate is far larger


def refused_with_reason(plant: dict[str, Any], error: mfo.SolverError) -> bool:
    """Whether mfo said of the plant that a number is out of scale, nothing else, and the plant has such a number."""
    return [each.code for each in error.problems] == ["number-out-of-scale"] and least_number(plant) < OUT_OF_REACH


def least_number(plant: dict[str, Any]) -> float:
    """The least magnitude among the numbers of a plant that are not 0; infinite where there is none."""
    return min((abs(each) for each in _numbers(plant) if each), default=float("inf"))


def _numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _numbers(each)
    elif isinstance(value, int | float):
        yield float(value)
