"""What burning gives off besides warming: each figure as its source has it, and each product worked out again.

The guidebook's tables were typed a second time from its export in atmoschem/pega: a value, and the ends of its range.
"""

from __future__ import annotations

import pytest

from mfo.library.library import Library

GUIDEBOOK = {
    "air.gas_engine.pm25": 2.0,  # g/GJ, 1.A.4 Table 3-30
    "air.open_burning.nox": 3.18,  # kg/t, 5.C.2 Table 3-1
    "air.incineration.nox": 1.071,  # 1,071 g/t, 5.C.1.a Table 3-1
    "air.incineration.so2": 0.087,  # 87 g/t, 5.C.1.a Table 3-1
    "air.solid_fuel.pm25": 37.0,  # g/GJ, 1.A.4 Table 3-45
}
BLACK_CARBON = {
    "air.gas_boiler.bc": (0.45, 0.054),  # g/GJ and share of PM2.5, 1.A.4 Tables 3-26 and 3-27
    "air.gas_engine.bc": (2.0, 0.025),  # 1.A.4 Table 3-30
    "air.incineration.bc": (0.003, 0.035),  # kg/t, 5.C.1.a Table 3-1
    "air.solid_fuel.bc": (37.0, 0.15),  # g/GJ, 1.A.4 Table 3-48
}
ASSUMED = {"air.flare.pm25", "air.open_burning.so2", "air.open_burning.bc", "air.lorry.bc"}
"""For which no table was found. Who finds one takes it out of here."""


@pytest.mark.parametrize("key", GUIDEBOOK)
def test_a_factor_is_the_guidebooks(library: Library, key: str) -> None:
    (row,) = library.rows(key)
    assert row.value == pytest.approx(GUIDEBOOK[key], rel=1e-9)


@pytest.mark.parametrize("key", BLACK_CARBON)
def test_black_carbon_is_a_share_of_the_guidebooks_particles(library: Library, key: str) -> None:
    (row,) = library.rows(key)
    particles, share = BLACK_CARBON[key]
    assert row.value == pytest.approx(particles * share, rel=1e-3)


def test_black_carbon_is_part_of_the_fine_particles(library: Library) -> None:
    seen = 0
    for row in library.rows():
        if row.key.startswith("air.") and row.key.endswith(".bc"):
            (particles,) = library.rows(row.key.removesuffix("bc") + "pm25")
            assert isinstance(row.value, float)
            assert isinstance(particles.value, float)
            assert row.value < particles.value, row.key
            assert row.unit == particles.unit
            seen += 1
    assert seen == 6


def test_few_factors_of_air_are_assumed(library: Library) -> None:
    assert {row.key for row in library.rows() if row.key.startswith("air.") and row.standing == "unsourced"} == ASSUMED
