"""Which refusals of a random plant are taken for what mfo promises of numbers out of reach."""

from __future__ import annotations

import pytest

import mfo
from mfo.errors import Problem

from .out_of_reach import least_number, refused_with_reason


def _plant(cost: float) -> dict[str, object]:
    return {"plant": {"name": "p"}, "processes": [{"variable_cost": [0.0, -cost], "closable": False}], "hours": [24.0]}


@pytest.mark.parametrize(
    ("cost", "codes", "expected"),
    [
        (4.446e-23, ["number-out-of-scale"], True),
        (4.446e-17, ["number-out-of-scale"], False),
        (4.446e-23, ["not-certified"], False),
        (4.446e-23, ["number-out-of-scale", "not-certified"], False),
    ],
)
def test_only_a_number_out_of_reach_may_be_refused(cost: float, codes: list[str], expected: bool) -> None:
    """The numbers are 4.446e-23 (or e-17), 24 and zeros, which count for nothing."""
    assert least_number(_plant(cost)) == cost
    assert refused_with_reason(_plant(cost), mfo.SolverError([Problem(code, "") for code in codes])) is expected
