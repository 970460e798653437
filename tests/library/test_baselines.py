"""What manure and wastewater do today, against hand calculations: without it no plan can show what digestion saves."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import Findings
from mfo.library.datasets import Row

from .shared import library as library_of_tests
from .small_plants import emitted, made, solved

N2O = 44.013 / 28.014  # nitrous oxide per nitrogen in it
CH4 = 0.7158  # kg/Nm3
CO2 = 1.9635  # kg/Nm3

SLURRY = "dry_matter: 10 %, volatile_solids: 80 %, methane_potential: 200 Nm3/t, carbon_biogenic: 4 %, nitrogen: 0.5 %"
SEWAGE = "chemical_oxygen_demand: 0.6 kg/t, carbon_biogenic: 0.0003, nitrogen: 0.00006"
STRONG = "chemical_oxygen_demand: 5 kg/t, carbon_biogenic: 0.0018, nitrogen: 0.0003"


@pytest.mark.parametrize(("climate", "conversion"), [("", 0.73), ("tropical_wet", 0.8), ("boreal_moist", 0.5)])
def test_a_lagoon_gives_off_the_methane_of_its_climate(tmp_path: Path, climate: str, conversion: float) -> None:
    """1,000 t with 16 Nm3 of potential a tonne, converted by 73 % (warm temperate, moist), 80 % and 50 % (IPCC 2019).

    The gas is 60 % methane. What is lost is 0.86 of the gas's mass. Of 5 t of nitrogen 35 % leave as ammonia, of which
    1 % becomes nitrous oxide elsewhere; the lagoon itself gives none.
    """
    plan = solved(tmp_path, "manure_lagoon", SLURRY, parameters={"climate": climate} if climate else {})
    methane = 16 * conversion
    gas = methane * CH4 + methane * 0.4 / 0.6 * CO2
    assert emitted(plan, "CH4") == pytest.approx(methane * CH4)
    assert emitted(plan, "biogenic CO2") == pytest.approx(methane * 0.4 / 0.6 * CO2)
    assert emitted(plan, "N2O", "indirect") == pytest.approx(5 * 0.35 * 0.01 * N2O)
    assert emitted(plan, "N2O", "manure storage") == 0
    assert made(plan, "stored slurry") == pytest.approx(1000 - gas * 0.86)


@pytest.mark.parametrize(
    ("words", "conversion"),
    [
        ({}, 0.37),  # six months, warm temperate and moist
        ({"emptied": "one_month"}, 0.13),
        ({"emptied": "four_months", "climate": "tropical_montane"}, 0.5),
        ({"emptied": "one_month", "climate": "tropical_dry"}, 0.42),
    ],
)
def test_a_tank_by_how_often_it_is_emptied(tmp_path: Path, words: dict[str, str], conversion: float) -> None:
    """Two words choose one of 30 factors.

    Nitrous oxide: 0.2 % of 5 t of nitrogen in the pit, 1 % of a quarter elsewhere.
    """
    plan = solved(tmp_path, "manure_storage", SLURRY, parameters=words)
    assert emitted(plan, "CH4") == pytest.approx(16 * conversion * CH4)
    assert emitted(plan, "N2O", "manure storage") == pytest.approx(5 * 0.002 * N2O)
    assert emitted(plan, "N2O", "indirect") == pytest.approx(5 * 0.25 * 0.01 * N2O)


def test_a_heap_rots_with_air_and_gives_nitrous_oxide(tmp_path: Path) -> None:
    """4 % of 16,000 Nm3 as methane; a quarter of 40 t of carbon leaves; 1 % of 5 t of nitrogen as nitrous oxide."""
    plan = solved(tmp_path, "manure_heap", SLURRY)
    methane = 16 * 0.04 * CH4
    assert emitted(plan, "CH4") == pytest.approx(methane)
    assert emitted(plan, "N2O", "manure storage") == pytest.approx(5 * 0.01 * N2O)
    assert emitted(plan, "N2O", "indirect") == pytest.approx(5 * 0.45 * 0.01 * N2O)
    carbon = 40 * 0.25 - methane * 12.011 / 16.043
    assert emitted(plan, "biogenic CO2") == pytest.approx(carbon * 44.009 / 12.011)
    assert made(plan, "stored manure") == pytest.approx(1000 - 80 * 0.25)


def test_a_septic_tank(tmp_path: Path) -> None:
    """0.6 t of oxygen demand less a quarter in the sludge, x 0.25 x 0.5 (IPCC 2019); N2O of 0.45 % of the nitrogen."""
    plan = solved(tmp_path, "septic_tank", SEWAGE)
    assert emitted(plan, "CH4") == pytest.approx(0.6 * 0.75 * 0.25 * 0.5)
    assert emitted(plan, "N2O") == pytest.approx(0.06 * 0.0045 * N2O)
    assert made(plan, "septage") == pytest.approx(0.6 * 0.25 / 1.3 / 0.03)


@pytest.mark.parametrize(("depth", "correction"), [("deep", 0.8), ("shallow", 0.2)])
def test_a_lagoon_for_wastewater(tmp_path: Path, depth: str, correction: float) -> None:
    plan = solved(tmp_path, "wastewater_lagoon", STRONG, depth=depth)
    methane = 5 * 0.25 * correction
    assert emitted(plan, "CH4") == pytest.approx(methane)
    carbon = 1.8 * 0.8 - methane * 12.011 / 16.043  # 80 % of the carbon does not flow out
    assert emitted(plan, "biogenic CO2") == pytest.approx(carbon * 44.009 / 12.011)


@pytest.mark.parametrize(("waters", "correction"), [("unknown", 0.11), ("lake", 0.19), ("flowing", 0.035)])
def test_sewage_that_flows_to_waters(tmp_path: Path, waters: str, correction: float) -> None:
    """0.6 t of oxygen demand x 0.25 x the factor of the water; N2O of 0.5 % of 60 kg of nitrogen; all carbon leaves."""
    plan = solved(tmp_path, "wastewater_discharge", SEWAGE, waters=waters)
    methane = 0.6 * 0.25 * correction
    assert emitted(plan, "CH4") == pytest.approx(methane)
    assert emitted(plan, "N2O") == pytest.approx(0.06 * 0.005 * N2O)
    carbon = 0.3 - methane * 12.011 / 16.043
    assert emitted(plan, "biogenic CO2") == pytest.approx(carbon * 44.009 / 12.011)


def test_a_word_that_chooses_no_row_is_told_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError) as caught:
        solved(tmp_path, "manure_lagoon", SLURRY, climate="tropical_wett")
    told = [problem for problem in caught.value.problems if problem.code == "choice-unknown"]
    assert len(told) == 1
    assert "tropical_wet" in told[0].remedy


def test_all_words_of_a_tank_have_their_row_and_warmer_is_more() -> None:
    """30 factors: each climate no less than a colder one of the same moisture, each stay more than a shorter one."""
    rows = {key: float(row.value) for key, row in _factors().items()}
    assert len(rows) == 30
    order = ("boreal", "cool_temperate", "warm_temperate", "tropical")
    for stay in ("one_month", "four_months", "six_months"):
        for moisture in ("moist", "dry"):
            values = [rows[f"manure.mcf.{stay}.{zone}_{moisture}"] for zone in order]
            assert values == sorted(values)
    for zone in {key.rpartition(".")[2] for key in rows}:
        assert rows[f"manure.mcf.one_month.{zone}"] < rows[f"manure.mcf.four_months.{zone}"]
        assert rows[f"manure.mcf.four_months.{zone}"] < rows[f"manure.mcf.six_months.{zone}"]


def _factors() -> dict[str, Row]:
    library = library_of_tests()
    stays = library.models["manure_storage"].parameters["methane_conversion"].rows
    found = {key: library.datasets.row(key) for key in stays}
    return {key: row for key, row in found.items() if row is not None}


COMPARED = """
plant: {{name: farm, currency: MXN, gwp: AR6, carbon_price: {price} MXN/t_CO2e}}
materials:
  - {{material: slurry, unit: t, {slurry}}}
sites: [{{site: farm}}]
supplies:
  - {{supply: barn, site: farm, material: slurry, amount: 1000 t/year, take: all, price: 0 MXN/t}}
  - {{supply: grid, site: farm, material: electricity, take: up to, price: 0 MXN/MWh}}
  - {{supply: sun, site: farm, material: heat, take: up to, price: 0 MXN/MWh}}
processes:
  - {{process: lagoon, site: farm, model: manure_lagoon, accepts: slurry, variable_cost: 0 MXN/t}}
  - process: digester
    site: farm
    model: anaerobic_digestion
    accepts: slurry
    methane_slip: 2 %
    potential_reached: 90 %
    variable_cost: 100 MXN/t
  - {{process: torch, site: farm, model: flare, destruction: 99 %, variable_cost: 0 MXN/Nm3}}
markets:
  - {{market: fields, site: farm, material: [stored slurry, digestate], price: 0 MXN/t}}
"""


def test_the_saving_of_a_digester_is_the_methane_of_the_lagoon(tmp_path: Path) -> None:
    """A carbon price of 434 MXN/t leaves the lagoon, one of 455 builds the digester.

    The lagoon gives 16 x 0.73 x 0.7158 = 8.3604 kg of methane and 27.495 g of nitrous oxide a tonne, the digester
    16 x 0.9 x 0.7158 kg x (2 % slip and 1 % of the rest at the torch) = 0.3071 kg. 8.0533 kg x 27 and 0.027495 kg x 273
    are 224.95 kg CO2e for 100 MXN: 444.5 MXN/t.
    """
    made_of = {}
    for price in (434, 455):
        folder = tmp_path / str(price)
        folder.mkdir()
        (folder / "plant.yaml").write_text(COMPARED.format(price=price, slurry=SLURRY), encoding="utf-8")
        plan = mfo.read(folder).optimise()
        gases = plan.ledger[(plan.ledger.effect == "emissions") & (plan.ledger.account == "own")]
        made_of[price] = float(gases.amount.sum())
    slip = 16 * 0.9 * CH4 * (0.02 + 0.98 * 0.01)
    assert made_of[434] == pytest.approx(16 * 0.73 * CH4 * 27 + 5 * 0.35 * 0.01 * N2O * 273)
    assert made_of[455] == pytest.approx(slip * 27)
    assert 100_000 / (made_of[434] - made_of[455]) == pytest.approx(444.5, rel=1e-3)


def test_no_finding_is_left_by_the_library_of_baselines() -> None:
    findings: Findings = library_of_tests().findings
    assert not list(findings)
