"""A model's own cost in a plant: its size, the plant's price year, the exchange rate, and what is told of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mfo

PLANT = """
plant: {name: power, currency: CURRENCY, SETTING gwp: AR6}
materials:
  - {material: gas, unit: Nm3, like: biogas}
  - {material: electricity, unit: MWh}
  - {material: heat, unit: MWh}
sites: [{site: works}]
supplies:
  - {supply: digester, site: works, material: gas, take: up to, price: 0 CURRENCY/Nm3}
processes:
  - {process: engine, site: works, model: chp_engine, accepts: gas, capacity: SIZE, existing: 0 kW, capex: model,
     variable_cost: model}
markets:
  - {market: grid, site: works, material: electricity, maximum: 1 MWh/d, price: 0 CURRENCY/MWh}
  - {market: cooler, site: works, material: heat, price: 0 CURRENCY/MWh}
"""


def engine(
    folder: Path, currency: str = "MXN", setting: str = "price_year: 2025,", size: str = "100 kW"
) -> mfo.Workbench:
    text = PLANT.replace("CURRENCY", currency).replace("SETTING", setting).replace("SIZE", size)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder)


def capex(work: mfo.Workbench) -> tuple[float, str]:
    """Per kW, and as told."""
    series = work.plant.processes[0].capex
    assert series is not None
    return float(np.mean(series.values)) / 1000, series.typed  # canonical: per MWh/h


def codes(work: mfo.Workbench) -> set[str]:
    return {problem.code for problem in work.plant.problems}


def test_euros_of_2015_enter_as_pesos_of_2025(tmp_path: Path) -> None:
    """950 EUR/kW at 3 MW; the index of chemical plants goes from 556.8 in 2015 to 810.4, and a EUR is 21.5 MXN."""
    amount, typed = capex(engine(tmp_path, size="3 MW"))
    assert amount == pytest.approx(950 * 810.4 / 556.8 * 21.5)
    for part in ("0.95 MEUR/MW of 2015", "price index of EUR, 2015 to 2025", "at 21.5 MXN per EUR, 2025"):
        assert part in typed


def test_pesos_of_2020_follow_consumer_prices_back(tmp_path: Path) -> None:
    """From the 2025 of the exchange rate back to the plant's 2020 by consumer prices in Mexico:

    1.0569 x 1.0790 x 1.0553 x 1.0472 x 1.038 = 1.3082.
    """
    now, before = capex(engine(tmp_path))[0], capex(engine(tmp_path, setting="price_year: 2020,"))[0]
    assert now / before == pytest.approx(1.0568921 * 1.0789628 * 1.0552796 * 1.0472226 * 1.038, rel=1e-4)


def test_money_of_the_source_needs_no_exchange(tmp_path: Path) -> None:
    amount, typed = capex(engine(tmp_path, "EUR", "price_year: 2020,", "3 MW"))
    assert amount == pytest.approx(950 * 596.2 / 556.8)
    assert " at " not in typed


def test_a_smaller_engine_costs_more_a_kilowatt(tmp_path: Path) -> None:
    """From 9.3 MW to 100 kW: 93 ** (1 - 0.845) = 2.02 times, as from the source's 1,433 to 2,900 USD/kW."""
    small, large = (capex(engine(tmp_path, "EUR", "price_year: 2015,", size))[0] for size in ("100 kW", "9.3 MW"))
    assert small / large == pytest.approx(2900 / 1433, rel=0.01)
    assert small == pytest.approx(950 * 30**0.155)


def test_a_size_for_which_the_cost_was_not_read_is_told(tmp_path: Path) -> None:
    assert "cost-size" in codes(engine(tmp_path, size="20 MW"))
    assert "cost-size" not in codes(engine(tmp_path, size="150 kW"))


def test_a_plant_without_a_price_year_is_told(tmp_path: Path) -> None:
    assert "price-year" in codes(engine(tmp_path, setting=""))
    assert "price-year" not in codes(engine(tmp_path))


def test_a_year_without_an_index_is_told(tmp_path: Path) -> None:
    assert "price-index" in codes(engine(tmp_path, setting="price_year: 2031,"))


def test_the_run_lists_cost_index_and_rate_with_their_sources(tmp_path: Path) -> None:
    used = {each.name: each for each in engine(tmp_path).plant.processes[0].used}
    assert "Danish Energy Agency" in used["capex"].source
    assert used["capex"].value == "0.95 MEUR/MW of 2015"
    assert "Chemical Engineering" in used["price index of EUR, 2015 to 2025"].source
    assert used["MXN per EUR, 2025"].value == "21.5"


@pytest.mark.parametrize(
    ("cells", "part"),
    [
        ("carbon_biogenic: 18 %", "carbon is 0.702 of its volatile solids, where 0.6 is the most"),
        ("chemical_oxygen_demand: 0.02 t/t", "oxygen demand is 0.078 times its volatile solids"),
        ("methane_potential: 900 Nm3/t", "methane potential is 900 Nm3 a tonne of volatile solids"),
        ("dry_matter: 12 %, carbon_biogenic: 14.85 %", "carbon is 1.3 of its volatile solids"),
    ],
)
def test_a_feed_that_cannot_be_is_refused_at_its_cell(tmp_path: Path, cells: str, part: str) -> None:
    """Pulp of 25.65 % volatile solids, 14.85 % carbon."""
    text = f"""
plant: {{name: pulp, currency: MXN}}
materials:
  - {{material: pulp, unit: t, like: avocado_pulp, {cells}}}
sites: [{{site: works}}]
supplies:
  - {{supply: packers, site: works, material: pulp, amount: 1 t/d, take: all, price: 0 MXN/t}}
markets:
  - {{market: fields, site: works, material: pulp, price: 0 MXN/t}}
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError) as told:
        mfo.read(tmp_path)
    problems = [each for each in told.value.problems if each.code == "composition"]
    assert problems
    assert any(part in each.message for each in problems)
    assert all(each.where is not None and each.where.line == 4 for each in problems)


def test_another_dryness_alone_is_read(tmp_path: Path) -> None:
    """Nopal of 20 % dry matter holds as much carbon a tonne of solids as nopal does."""
    text = """
plant: {name: nopal, currency: MXN}
materials:
  - {material: old nopal, unit: t, like: nopal, dry_matter: 20 %}
sites: [{site: works}]
supplies:
  - {supply: field, site: works, material: old nopal, amount: 1 t/d, take: all, price: 0 MXN/t}
markets:
  - {market: fields, site: works, material: old nopal, price: 0 MXN/t}
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    assert mfo.read(tmp_path).plant.materials["old nopal"]


def test_fat_alone_is_read(tmp_path: Path) -> None:
    """0.77 of carbon and 2.87 of oxygen: triolein, C57H104O6."""
    text = """
plant: {name: fat, currency: MXN}
materials:
  - {material: fat, unit: t, dry_matter: 1, volatile_solids: 1, carbon_biogenic: 0.77, biogas_methane_share: 0.72,
     chemical_oxygen_demand: 2.87 t/t, methane_potential: 950 Nm3/t}
sites: [{site: works}]
supplies:
  - {supply: trap, site: works, material: fat, amount: 1 t/d, take: all, price: 0 MXN/t}
markets:
  - {market: buyer, site: works, material: fat, price: 0 MXN/t}
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    assert mfo.read(tmp_path).plant.materials["fat"]


def test_twenty_years_weigh_methane_three_times(tmp_path: Path) -> None:
    """AR6 over 20 years: 82.5 for methane of fossil origin, 79.7 for other, 273 for N2O."""
    (tmp_path / "plant.yaml").write_text(
        PLANT.replace("CURRENCY", "MXN")
        .replace("SETTING", "price_year: 2025,")
        .replace("SIZE", "100 kW")
        .replace("gwp: AR6", "gwp: AR6-20")
    )
    settings = mfo.read(tmp_path).plant.settings
    assert settings.gwp == "AR6-20"
    assert settings.gwp_factors == {"fossil CO2": 1.0, "biogenic CO2": 0.0, "fossil CH4": 82.5, "CH4": 79.7, "N2O": 273}


def test_a_city_can_argue_with_its_air(tmp_path: Path) -> None:
    """One MWh a day of power at 36.9 %: 9.756 GJ of gas, 292 g of NOx and 2 g of PM2.5 a GJ of it, told in kg."""
    text = PLANT.replace("CURRENCY", "MXN").replace("SETTING", "price_year: 2025,").replace("SIZE", "100 kW")
    text = text.replace("maximum: 1 MWh/d", "minimum: 1 MWh/d, maximum: 1 MWh/d").replace(
        "capex: model, ", "capex: 1 MXN/kW, "
    )
    text += "effects:\n  - {effect: NOx, unit: kg}\n"
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    plan = mfo.read(tmp_path).optimise()
    assert plan.totals["NOx"] == {"value": pytest.approx(365 * 3.6 / 0.369 * 0.292), "unit": "kg"}
    assert plan.totals["PM2.5"]["value"] == pytest.approx(365 * 3.6 / 0.369 * 2e-6)
    assert {"SO2", "black carbon"} <= set(plan.totals)


def test_a_pollutant_is_a_mass(tmp_path: Path) -> None:
    text = PLANT.replace("CURRENCY", "MXN").replace("SETTING", "price_year: 2025,").replace("SIZE", "100 kW")
    (tmp_path / "plant.yaml").write_text(text + "effects:\n  - {effect: NOx, unit: item}\n", encoding="utf-8")
    with pytest.raises(mfo.PlantError) as told:
        mfo.read(tmp_path)
    assert "effect-air" in {each.code for each in told.value.problems}
