"""What a process leaves is told where nothing says what becomes of it, unless the process treated what decays."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import typed
from .test_uncounted_waste import told

SORTED = """
plant: {name: sorted, currency: EUR}
materials:
  - {material: cardboard, unit: t, like: cardboard}
  - {material: electricity, unit: MWh, like: grid_electricity_mx_2024}
sites: [{site: a}]
supplies:
  - {supply: bins, site: a, material: cardboard, amount: 100 t/year, take: all, price: 0 EUR/t}
  - {supply: grid, site: a, material: electricity, price: 100 EUR/MWh, take: up to}
processes: [{process: belt, site: a, model: sorting_plant, accepts: cardboard, variable_cost: 0 EUR/t}]
markets:
  - {market: mill, site: a, material: sorted cardboard, price: 90 EUR/t}
  - {market: contractor, site: a, material: sorting residue, price: -40 EUR/t}
"""
PRESSED = """
plant: {name: pressed, currency: EUR}
materials:
  - {material: slurry, unit: t, like: cattle_slurry}
  - {material: electricity, unit: MWh, like: grid_electricity_mx_2024}
sites: [{site: a}]
supplies:
  - {supply: barn, site: a, material: slurry, amount: 1000 t/year, take: all, price: 0 EUR/t}
  - {supply: grid, site: a, material: electricity, price: 100 EUR/MWh, take: up to}
processes:
  - {process: press, site: a, model: separation, accepts: slurry, variable_cost: 0 EUR/t}
  - {process: tank, site: a, model: anaerobic_digestion, accepts: slurry, variable_cost: 0 EUR/t}
markets:
  - {market: holder, site: a, material: biogas, price: 0.1 EUR/Nm3}
  - {market: contractor, site: a, material: liquid fraction, price: -8 EUR/t}
  - {market: buyers, site: a, material: solid fraction, price: 5 EUR/t}
  - {market: another contractor, site: a, material: digestate, price: -8 EUR/t}
"""
HEAT = ("materials:\n", "materials:\n  - {material: heat, unit: MWh}\n")
BOUGHT = ("supplies:\n", "supplies:\n  - {supply: boiler, site: a, material: heat, price: 50 EUR/MWh, take: up to}\n")


def test_what_is_sorted_out_is_as_raw_as_it_was(tmp_path: Path) -> None:
    """Wet cardboard that the belt rejects rots wherever the contractor takes it: a belt has no methane of its own."""
    assert told(typed(SORTED, tmp_path)) == ["markets, line 13: `contractor` takes `sorting residue`"]


@pytest.mark.parametrize(
    ("fed", "expected"),
    [
        ("slurry", ["markets, line 17: `contractor` takes `liquid fraction`"]),
        ("digestate", []),
        ("slurry;digestate", ["markets, line 17: `contractor` takes `liquid fraction`"]),
    ],
)
def test_both_fractions_of_digestate_have_been_treated(fed: str, expected: list[str], tmp_path: Path) -> None:
    """A press has no methane: what it makes of slurry is slurry, what it makes of digestate alone is digestate, whose
    gas the digester counts. A contractor who takes the digestate itself is told in none of the three."""
    pressed = ("separation, accepts: slurry", f"separation, accepts: {fed}")
    assert told(typed(PRESSED, tmp_path, HEAT, BOUGHT, pressed)) == expected
