"""The reference data: every row stands on something, and no material breaks a law."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from mfo.library.datasets import COLUMNS, NO_PROPERTIES, PROPERTIES, STANDINGS, Row
from mfo.library.library import Library

ROOT = Path(__file__).parents[2]
TOLERANCE = 1e-3  # sources give three to four digits


def share(library: Library, key: str, name: str) -> float:
    found = library.material(key).get(name)
    return found.value if found else 0.0


def test_every_row_stands_on_a_source_or_is_an_assumption_with_a_range(library: Library) -> None:
    """Proves that nothing unsourced passes as sourced; without it an invented number would look like a fact."""
    for row in library.rows():
        assert row.standing in STANDINGS, row
        if row.standing == "unsourced":
            assert not row.source, f"{row.key} {row.property}: an assumption names a source"
            assert row.low is not None, f"{row.key} {row.property}: an assumption without a range"
            assert row.high is not None, f"{row.key} {row.property}: an assumption without a range"
        elif row.standing != "definition":
            assert row.source, f"{row.key} {row.property}: no source"
        if row.low is not None and row.high is not None and isinstance(row.value, float):
            assert row.low <= row.value <= row.high, f"{row.key} {row.property}: outside its range"


def test_what_was_read_can_be_found_again(library: Library) -> None:
    """A row read in a source says where: an address, a DOI, a file or a licence that names one."""
    for row in library.rows():
        if row.standing == "source read":
            assert row.reference, f"{row.key} {row.property}: read, but where?"


def test_what_was_read_holds_somewhere_or_at_some_time(library: Library) -> None:
    """A region (or `general`), a year, or a source that names its year: rows and the models' own parameters."""
    year = re.compile(r"(19|20)\d\d")
    models = [each for model in library.models.values() for each in model.parameters.values()]
    for each in [*library.rows(), *models]:
        if each.standing in ("source read", "secondary source"):
            assert each.region or each.year or year.search(f"{each.source} {each.reference}"), each


@pytest.mark.parametrize("path", sorted((ROOT / "datasets").glob("*.csv")), ids=lambda path: path.name)
def test_every_file_has_the_same_columns_in_the_same_order(path: Path) -> None:
    with path.open(encoding="utf-8", newline="") as handle:
        assert tuple(next(csv.reader(handle))) == COLUMNS


def test_claims_that_no_balance_bears_are_no_data(library: Library) -> None:
    """8 t of methane a day, 860 m3 per t of dry matter, 1 MW from 125 t of nopal: none of them is a row."""
    for row in library.rows():
        assert "claim" not in row.key
        assert not (row.key.startswith("calvillo") and row.unit == "MW"), row
        assert not (row.unit == "m3/t" and isinstance(row.value, float) and row.value > 700), row


def test_no_material_holds_more_than_itself(library: Library) -> None:
    """Carbon and ash fit into the dry matter, degradable carbon into the biogenic carbon, methane into the carbon."""
    carbon_of_methane = 0.53587e-3  # t per Nm3: 12.011 g/mol over 22.414 L/mol
    checked = 0
    for key in library.datasets.materials():
        if library.datasets.unit(key) != "t":
            continue
        checked += 1
        dry = share(library, key, "dry_matter")
        carbon = share(library, key, "carbon_biogenic") + share(library, key, "carbon_fossil")
        if "dry_matter" in library.material(key):
            assert carbon + dry * share(library, key, "ash") <= dry * (1 + TOLERANCE), key
        if "degradable_carbon" in library.material(key):
            limit = share(library, key, "carbon_biogenic") * (1 + TOLERANCE)
            assert share(library, key, "degradable_carbon") <= limit, key
        methane = dry * share(library, key, "volatile_solids") * share(library, key, "methane_potential")
        assert methane * carbon_of_methane <= carbon * (1 + TOLERANCE), key
    assert checked > 40


def test_digestion_cannot_give_more_energy_than_the_feed_holds(library: Library) -> None:
    """35.8 MJ per Nm3 of methane against the dry heating value; a potential typed per dry matter would fail here."""
    for key in library.datasets.materials():
        held = share(library, key, "lower_heating_value_dry")
        if held and "methane_potential" in library.material(key):
            methane = share(library, key, "volatile_solids") * share(library, key, "methane_potential")
            assert methane * 35.8 / 3600 <= held, key


def test_fuels_hold_the_carbon_that_burning_them_gives_off(library: Library) -> None:
    """LPG: 17.2 kg C/GJ x 47.3 GJ/t = 0.81356 t C/t and x 44/12 = 2.983 t CO2/t (IPCC 2006, vol. 2)."""
    gases = {factor.gas: factor for factor in library.emissions("lpg") if factor.stage == "use"}
    assert share(library, "lpg", "carbon_fossil") == pytest.approx(0.81356, rel=1e-4)
    assert gases["fossil CO2"].value == pytest.approx(2.98305, rel=1e-4)


def test_sums_of_gases_say_which_warming_potentials_made_them(library: Library) -> None:
    """WARM stands on AR4, DEFRA on AR5; the key or the description says so, and neither is a gas of its own."""
    named = re.compile(r"AR[456]", re.IGNORECASE)
    for row in library.rows():
        if "CO2e/" in row.unit and row.key.startswith(("warm", "defra", "truck", "rail", "ship")):
            assert named.search(f"{row.key} {row.property} {row.description}"), row
    for row in library.rows("warm"):
        assert "AR4" in row.description
    for row in library.rows("defra"):
        assert "AR5" in row.description


def test_three_sets_of_warming_potentials(library: Library) -> None:
    """IPCC AR4, AR5 and AR6 over 100 years, methane of fossil origin apart."""
    wanted = {
        "ar4.ch4": 25,
        "ar4.ch4_fossil": 25,
        "ar4.n2o": 298,
        "ar5.ch4": 28,
        "ar5.ch4_fossil": 30,
        "ar5.n2o": 265,
        "ar6.ch4_nonfossil": 27,
        "ar6.ch4_fossil": 29.8,
        "ar6.n2o": 273,
    }
    for key, value in wanted.items():
        row = library.datasets.row(f"gwp100.{key}")
        assert row is not None
        assert row.value == value


def test_the_composition_of_municipal_waste_is_left_as_it_is_and_says_what_it_sums_to(library: Library) -> None:
    rows = library.rows("msw.ipcc.ca")
    assert len(rows) == 8
    assert sum(float(row.value) for row in rows) == pytest.approx(100.1, abs=1e-9)
    assert all("100.1 %" in row.description for row in rows)


def test_the_tariff_has_four_charges_in_each_month(library: Library) -> None:
    rows = library.rows("gdmth.co.2025")
    assert len(rows) == 48
    for month in range(1, 13):
        peak, base = (month_row(library, month, period) for period in ("peak", "base"))
        assert peak > base > 1.0


def month_row(library: Library, month: int, period: str) -> float:
    row: Row | None = library.datasets.row(f"gdmth.co.2025.{month:02d}.{period}")
    assert row is not None
    return float(row.value)


def test_grid_factors_by_year(library: Library) -> None:
    """Official factors 2020 to 2024 and the goal for 2030, t CO2 per MWh."""
    wanted = {"2020": 0.494, "2021": 0.423, "2022": 0.435, "2023": 0.438, "2024": 0.444, "2030_goal": 0.314}
    for year, value in wanted.items():
        (factor,) = library.emissions(f"grid_electricity_mx_{year}")
        assert (factor.stage, factor.gas, factor.value) == ("upstream", "fossil CO2", value)


def test_every_common_property_is_one_that_models_know(library: Library) -> None:
    """A misspelt property would be silently useless."""
    own = re.compile(r"decay_rate_(temperate|tropical)_(dry|wet)")
    for row in library.rows():
        stage = row.property.split(" ")[0]
        known = row.property in PROPERTIES or own.fullmatch(row.property) or stage in ("upstream", "use", "disposal")
        assert known or row.property in ("", *NO_PROPERTIES), row
