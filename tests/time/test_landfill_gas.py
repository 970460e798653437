"""Landfill gas in the years in which it arises, for every year to 2060, against the sums of a spreadsheet."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError

YEARS = range(2025, 2061)
RATE, POTENTIAL = 0.08, 0.05  # a year; t of methane a tonne
IN_PLACE = {2005: 40_000.0, 2020: 90_000.0}

TIP = f"""
plant: {{name: tip, currency: EUR, years: [{", ".join(map(str, YEARS))}], interpolate: linear}}
materials:
  - {{material: waste, unit: t}}
  - {{material: in wells, unit: t, waste: no}}
  - {{material: escaping, unit: t, waste: no}}
sites: [{{site: tip}}]
supplies: [{{supply: town, site: tip, material: waste, amount: buried, take: all, price: 0 EUR/t}}]
markets:
  - {{market: landfill, site: tip, material: waste, price: -30 EUR/t, route: landfill}}
  - {{market: air, site: tip, material: escaping, price: 0 EUR/t}}
  - {{market: engine, site: tip, material: in wells, price: 100 EUR/t}}
returns:
  - {{of: landfill, as: escaping, at: tip, after: 12.5 years, lifetime: decay, ages: 1 to 1, share: 45 kg/t}}
  - {{of: landfill, as: escaping, at: tip, after: 12.5 years, lifetime: decay, ages: 2 to 4, share: 22.5 kg/t}}
  - {{of: landfill, as: in wells, at: tip, after: 12.5 years, lifetime: decay, ages: 2 to 4, share: 25 kg/t}}
  - {{of: landfill, as: escaping, at: tip, after: 12.5 years, lifetime: decay, ages: 5 on, share: 11.25 kg/t}}
  - {{of: landfill, as: in wells, at: tip, after: 12.5 years, lifetime: decay, ages: 5 on, share: 37.5 kg/t}}
sold_before: [{{of: landfill, year: 2005, amount: 40 kt}}, {{of: landfill, year: 2020, amount: 90 kt}}]
rates: [{{at: air, effect: CH4, rate: 1 t/t}}]
profiles:
  - {{year: 2025, "buried [kt/year]": 10}}
  - {{year: 2060, "buried [kt/year]": 3}}
"""


def spreadsheet(year: int) -> tuple[float, float]:
    """(collected, escaped) methane of a year: a line for each year of burial, first-order decay as IPCC 2006 has it.

    Collected are half of the gas from the second year after burial on, three quarters from the fifth; a tenth of what
    is not is oxidised in the cover.
    """
    buried = IN_PLACE | {each: 10_000.0 - 200.0 * (each - 2025) for each in YEARS}
    collected = escaped = 0.0
    for burial, tonnes in buried.items():
        age = year - burial
        if age < 1:
            continue
        gas = tonnes * POTENTIAL * (math.exp(-RATE * (age - 1)) - math.exp(-RATE * age))
        share = 0.0 if age == 1 else 0.5 if age < 5 else 0.75
        collected += gas * share
        escaped += gas * (1 - share) * 0.9
    return collected, escaped


def test_gas_of_every_year_to_2060_is_that_of_a_spreadsheet(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(TIP, encoding="utf-8")
    plan = mfo.read(path).optimise()
    wells = plan.flows[plan.flows["element"] == "engine"].set_index("year")["amount"]
    gas = plan.emissions[plan.emissions["effect"] == "CH4"].groupby("year")["amount"].sum()
    for year in YEARS:
        collected, escaped = spreadsheet(year)
        assert wells.loc[year] == pytest.approx(collected, rel=1e-6)
        assert gas.loc[year] == pytest.approx(escaped, rel=1e-6)


def test_ages_that_name_no_years_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(TIP.replace("ages: 2 to 4", "ages: 4 to 2"), encoding="utf-8")
    with pytest.raises(PlantError) as error:
        mfo.read(path)
    assert {problem.code for problem in error.value.problems} == {"ages"}
