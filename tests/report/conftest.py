from __future__ import annotations

import pytest

from . import synthetic


@pytest.fixture(scope="session")
def one_year() -> synthetic.SyntheticPlan:
    """One year, one slot, today's routing, two owners, a recycling loop."""
    return synthetic.build((2025,), 1)


@pytest.fixture(scope="session")
def roadmap() -> synthetic.SyntheticPlan:
    """The same over three milestone years of twelve months."""
    return synthetic.build()
