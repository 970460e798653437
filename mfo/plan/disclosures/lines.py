"""A line of a standard's form: what it is called there, its value, and how it was worked out."""

from __future__ import annotations

import math

from ..indicators.formulas import ratio
from ..tables.schema import Row


def amount(disclosure: str, line: str, value: float, unit: str, formula: str) -> Row:
    """A line that is an amount."""
    return _row(disclosure, line, value, unit, value, math.nan, formula)


def share(disclosure: str, line: str, part: float, whole: float, formula: str, unit: str = "") -> Row:
    """A line that is a quotient; blank where there is nothing to divide by."""
    return _row(disclosure, line, ratio(part, whole), unit, part, whole, formula)


def unknown(disclosure: str, line: str, needs: str, unit: str = "") -> Row:
    """A line that the form asks for and a plan cannot tell, with what it would need."""
    return _row(disclosure, line, math.nan, unit, math.nan, math.nan, f"not told by a plan: {needs}")


def _row(disclosure: str, line: str, value: float, unit: str, part: float, whole: float, formula: str) -> Row:
    return {
        "disclosure": disclosure,
        "line": line,
        "value": value,
        "unit": unit,
        "numerator": part,
        "denominator": whole,
        "formula": formula,
    }
