"""Numbers that may be arrays over time: the few operations that differ, quick for plain floats."""

from __future__ import annotations

from typing import Any

import numpy as np


def mean(number: Any) -> float:
    """The number, or the mean of an array."""
    return float(number) if isinstance(number, int | float) else float(np.mean(number))


def some(condition: Any) -> bool:
    """Whether a condition holds, anywhere in an array."""
    return bool(condition) if isinstance(condition, bool | np.bool_) else bool(np.any(condition))


def larger(number: Any, least: float) -> Any:
    """The number, but not less than ``least``."""
    return max(number, least) if isinstance(number, int | float) else np.maximum(number, least)
