"""Circularity formulas against hand calculations."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.plan.indicators.formulas import (
    diversion_rate,
    material_circularity,
    ratio,
    recycling_rate,
    self_sufficiency,
    utility_factor,
)


def test_a_linear_product_has_a_tenth() -> None:
    """All virgin, all to waste: LFI = (1 + 1) / 2 = 1, so 1 - 0.9."""
    assert material_circularity() == pytest.approx(0.1, abs=1e-12)


def test_lasting_twice_as_long() -> None:
    """F(2) = 0.45."""
    assert material_circularity(utility=2.0) == pytest.approx(0.55, abs=1e-12)


def test_recycled_input_and_collection() -> None:
    """V = 0.75; W_0 = 0.6; W_F = 0.2 * 0.25 / 0.8 = 0.0625; W_C = 0.25 * 0.4 = 0.1; W = 0.68125;
    LFI = 1.43125 / (2 - 0.01875) = 0.722397; 1 - 0.9 LFI = 0.34984. With the efficiencies swapped it would be 0.35647.
    """
    found = material_circularity(
        recycled_input=0.25, collected_for_recycling=0.4, feedstock_efficiency=0.8, recycling_efficiency=0.75
    )
    assert found == pytest.approx(0.34984, abs=5e-6)


def test_everything_reused_is_one() -> None:
    assert material_circularity(reused_input=1.0, collected_for_reuse=1.0) == 1.0


@given(
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.floats(0, 0.5),
    st.floats(0.5, 1),
    st.floats(0.5, 1),
    st.floats(0.5, 10),
)
def test_it_lies_between_nought_and_one(
    fr: float, fu: float, cr: float, cu: float, ef: float, ec: float, x: float
) -> None:
    assert 0 <= material_circularity(fr, fu, cr, cu, ef, ec, x) <= 1


def test_utility_must_be_above_nought() -> None:
    with pytest.raises(ValueError, match="utility"):
        utility_factor(0.0)


def test_rates() -> None:
    """100 t of waste, 60 collected, 80 % sorted out, 75 % of that recycled: 36 %."""
    assert recycling_rate(60, 0.8, 0.75, 100) == pytest.approx(0.36)
    assert diversion_rate(100, 36) == pytest.approx(0.64)
    assert self_sufficiency(30, 40) == 0.75
    assert math.isnan(ratio(1, 0))
