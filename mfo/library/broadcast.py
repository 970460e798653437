"""Numbers that may be arrays over time: the few operations that differ, quick for plain floats."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

Number: TypeAlias = float | np.ndarray
"""A number, or one that varies over time: an array (years, slots)."""


def mean(number: Number) -> float:
    """The number, or the mean of an array."""
    return float(number) if isinstance(number, int | float) else float(np.mean(number))


def some(condition: bool | np.bool_ | np.ndarray) -> bool:
    """Whether a condition holds, anywhere in an array."""
    return bool(condition) if isinstance(condition, bool | np.bool_) else bool(np.any(condition))


def larger(number: Number, least: float) -> Number:
    """The number, but not less than ``least``."""
    return max(number, least) if isinstance(number, int | float) else np.maximum(number, least)
