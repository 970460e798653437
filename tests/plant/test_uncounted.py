"""Fuels and power whose emissions nothing counts are told, with what would count them."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

BOILER = """
plant: {{name: laundry, currency: MXN}}
materials:
  - {{material: {fuel}, unit: MWh}}
  - {{material: electricity, unit: MWh{like}}}
  - {{material: heat, unit: MWh}}
sites: [{{site: hall}}]
supplies:
  - {{supply: fuel line, site: hall, material: {fuel}, price: 300 MXN/MWh, take: up to}}
  - {{supply: power line, site: hall, material: electricity, price: 2 MXN/kWh, take: up to}}
processes:
  - {{process: boiler, site: hall, model: recipe, capacity: 2 MW, variable_cost: 0 MXN/MWh}}
recipes:
  - {{process: boiler, material: {fuel}, role: in, amount: 1.1 MWh/MWh}}
  - {{process: boiler, material: electricity, role: in, amount: 10 kWh/MWh}}
  - {{process: boiler, material: heat, role: out, amount: 1 MWh/MWh}}
markets:
  - {{market: washing, site: hall, material: heat, price: 0 MXN/MWh, minimum: 1 MWh/h}}
{rates}
"""
RATES = "rates:\n"
OF_FUEL = "  - {at: boiler, effect: fossil CO2, rate: 0.202 t/MWh, per: natural gas}\n"
OF_SUPPLY = "  - {at: fuel line, effect: fossil CO2, rate: 0.202 t/MWh}\n"
OF_POWER = "  - {at: power line, effect: fossil CO2, rate: 0.444 t/MWh}\n"


def told(folder: Path, fuel: str = "natural gas", like: str = "", rates: str = "") -> list[str]:
    """What a check says of emissions that nothing counts."""
    path = folder / "laundry.yaml"
    path.write_text(BOILER.format(fuel=fuel, like=like, rates=rates), encoding="utf-8")
    return [str(problem) for problem in mfo.read(path).check() if problem.code == "emissions-uncounted"]


def test_fuel_and_power_without_a_rate_are_told_with_one(tmp_path: Path) -> None:
    """15.3 kg of carbon a GJ, x 44/12 x 3.6 GJ/MWh, are 0.202 t of CO2 a MWh."""
    fuel, power = sorted(told(tmp_path), key=lambda text: "Power is bought" in text)
    assert "`boiler` takes `natural gas`, but nothing counts what burning it emits" in fuel
    assert "at `boiler`, effect `fossil CO2`, per `natural gas`, rate 0.202 t/MWh" in fuel
    assert "Power is bought from `power line`" in power
    assert "such as `grid_electricity_mx_" in power


@pytest.mark.parametrize("of_fuel", [OF_FUEL, OF_SUPPLY])
def test_a_rate_at_the_process_or_at_the_supply_counts(tmp_path: Path, of_fuel: str) -> None:
    assert told(tmp_path, rates=RATES + of_fuel + OF_POWER) == []


def test_the_grid_that_power_is_like_counts(tmp_path: Path) -> None:
    assert told(tmp_path, like=", like: grid_electricity_mx_2024", rates=RATES + OF_FUEL) == []


def test_fuels_go_by_their_spanish_names_too(tmp_path: Path) -> None:
    assert any("takes `gas natural`" in text for text in told(tmp_path, fuel="gas natural"))


def test_what_is_no_fuel_is_not_told(tmp_path: Path) -> None:
    assert not any("burning" in text for text in told(tmp_path, fuel="warm water"))
