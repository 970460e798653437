"""Plans of the examples, each worked out once for all tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import mfo

EXAMPLES = Path(__file__).parents[2] / "examples"


@cache
def plan_of(example: str, scenario: str | None = None, *limits: str) -> mfo.Plan:
    """The plan of least cost of an example, as one of its scenarios changes it, within further limits."""
    return mfo.read(EXAMPLES / example, scenario).optimise(limits=limits)
