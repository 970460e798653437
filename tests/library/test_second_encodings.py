"""Figures of IPCC's guidelines, read in one unofficial encoding, against others that share nothing with it.

The encoding read (bonsai_ipcc) has been wrong once: the N2O of open burning, ten times too high. These are the rows
that another encoding holds: `USEPA/lfg-calc-py` (IPCC_Waste_specific_k-values.csv: 2006, vol. 5, Table 3.3),
`holos-aafc/Holos` of Agriculture and Agri-Food Canada (Table_39 and Table_40 providers: 2019 Refinement, vol. 4, Tables
10.17, 10.21 and 10.22) and `ClimateView/transition-element-framework` (2019 Refinement, vol. 5, Table 6.3).
"""

from __future__ import annotations

import pytest

from mfo.library.library import Library

CLIMATES = ("temperate_dry", "temperate_wet", "tropical_dry", "tropical_wet")
DECAY = {
    "k.paper_textiles": ((0.04, 0.03, 0.05), (0.06, 0.05, 0.07), (0.045, 0.04, 0.06), (0.07, 0.06, 0.085)),
    "k.wood": ((0.02, 0.01, 0.03), (0.03, 0.02, 0.04), (0.025, 0.02, 0.04), (0.035, 0.03, 0.05)),
    "k.garden": ((0.05, 0.04, 0.06), (0.1, 0.06, 0.1), (0.065, 0.05, 0.08), (0.17, 0.15, 0.2)),
    "k.food": ((0.06, 0.05, 0.08), (0.185, 0.1, 0.2), (0.085, 0.07, 0.1), (0.4, 0.17, 0.7)),
}
"""lfg-calc-py: default, low and high [1/year] in the four climates."""

COOL = (
    "cool_temperate_moist",
    "cool_temperate_dry",
    "boreal_dry",
    "boreal_moist",
    "warm_temperate_dry",
    "warm_temperate_moist",
)
HOLOS = {
    **{
        f"manure.mcf.heap.{zone}": value for zone, value in zip(COOL, (0.02, 0.02, 0.02, 0.02, 0.04, 0.04), strict=True)
    },
    **{
        f"manure.mcf.one_month.{zone}": value
        for zone, value in zip(COOL, (0.06, 0.08, 0.04, 0.04, 0.15, 0.13), strict=True)
    },
    "manure.n2o.heap": 0.01,
    "manure.n2o.crust": 0.005,
    "manure.n2o.tank": 0.0,
    "manure.n2o.pit": 0.002,
    "manure.nitrogen_loss.pigs.heap": 0.45,
    "manure.nitrogen_loss.pigs.tank": 0.48,
    "manure.nitrogen_loss.pigs.pit": 0.25,
    "manure.nitrogen_loss.cattle.tank": 0.48,
    "manure.nitrogen_loss.cattle.heap": 0.45,
}
"""Holos: solid storage, deep pit (below a month), liquid without and with crust; cattle are beef cattle on solid
storage and dairy cows on liquid."""

METHANE_OF_BOD = 0.6 * 27 * 1000  # g CO2e per kg of BOD: B0 of 0.6 kg/kg, weighed with AR6
CLIMATEVIEW = {"wastewater.mcf.septic_tank": 8100 / METHANE_OF_BOD, "wastewater.mcf.deep": 12960 / METHANE_OF_BOD}


@pytest.mark.parametrize("key", DECAY)
def test_decay_rates_are_those_of_the_landfill_tool_of_the_epa(library: Library, key: str) -> None:
    rows = [library.rows(f"{key}.{climate}")[0] for climate in CLIMATES]
    assert [(row.value, row.low, row.high) for row in rows] == list(DECAY[key])


def test_every_material_decays_at_one_of_those_rates(library: Library) -> None:
    """What the materials hold are the table's rows again, so that one check does for all of them."""
    seen = 0
    for row in library.rows():
        if row.property.startswith("decay_rate_") and row.standing == "secondary source":
            at = CLIMATES.index(row.property.removeprefix("decay_rate_"))
            assert (row.value, row.low, row.high) in {rates[at] for rates in DECAY.values()}, row
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("key", [*HOLOS, *CLIMATEVIEW])
def test_manure_and_wastewater_are_those_of_another_tool(library: Library, key: str) -> None:
    (row,) = library.rows(key)
    assert row.value == pytest.approx((HOLOS | CLIMATEVIEW)[key], rel=1e-9)
