"""What a model is valid for is a limit on what goes in: how much dry fuel wet chips need."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import read

GASIFIER = """
plant: {name: gasifier, currency: EUR}
sites: [{site: s}]
materials:
  - {material: wet, unit: t, like: wood, dry_matter: 30 %}
  - {material: dry, unit: t, like: wood, dry_matter: 90 %}
  - {material: heat, unit: MWh}
  - {material: electricity, unit: MWh}
  - {material: producer gas, unit: Nm3}
  - {material: char ash, unit: t}
supplies:
  - {supply: wet, site: s, material: wet, take: all, price: 0 EUR/t, amount: 10 t/d}
  - {supply: dry, site: s, material: dry, take: up to, price: 90 EUR/t}
  - {supply: heat, site: s, material: heat, take: up to, price: 0 EUR/MWh}
  - {supply: electricity, site: s, material: electricity, take: up to, price: 0 EUR/MWh}
processes: [{process: gasifier, site: s, model: gasification, variable_cost: 0 EUR/t, accepts: wet; dry}]
markets:
  - {market: gas, site: s, material: producer gas, price: 0 EUR/Nm3}
  - {market: ash, site: s, material: char ash, price: 0 EUR/t}
"""


def taken(text: str, supply: str, folder: Path) -> float:
    """What is taken of a supply in a year [t]."""
    flows = read(text, folder).optimise().flows
    return float(flows.loc[(flows["element"] == supply) & (flows["kind"] == "supply"), "amount"].sum())


def test_wet_chips_need_dry_ones(tmp_path: Path) -> None:
    """10 t/d of 70 % water and d of 10 % are 55 % water at d = (7 - 5.5) / (0.55 - 0.1) = 3.333 t/d."""
    assert taken(GASIFIER, "dry", tmp_path) == pytest.approx(365 * 1.5 / 0.45)


def test_a_limit_of_a_model_can_be_moved(tmp_path: Path) -> None:
    """At 60 % of water d = (7 - 6) / (0.6 - 0.1) = 2 t/d."""
    text = GASIFIER.replace("variable_cost: 0 EUR/t,", "variable_cost: 0 EUR/t, most_water: 60 %,")
    assert taken(text, "dry", tmp_path) == pytest.approx(730)


@pytest.mark.parametrize(
    ("column", "said"), [("ash: 9 %", "ash of the dry fuel"), ("lower_heating_value_dry: 12 GJ/t", "heating value of")]
)
def test_fuel_that_makes_slag_is_told(column: str, said: str, tmp_path: Path) -> None:
    """Straw has 9 % of ash, peat 12 GJ/t: what must be taken and cannot be burnt has no plan, which names the limit."""
    text = GASIFIER.replace("dry_matter: 30 %", f"dry_matter: 80 %, {column}").replace(
        "take: up to, price: 90", "take: up to, amount: 0 t/d, price: 90"
    )
    with pytest.raises(mfo.InfeasibleError, match=said):
        read(text, tmp_path).optimise()


WET = """
plant: {{name: wet, currency: EUR}}
materials:
  - {{material: thick, unit: t, dry_matter: 20 %, volatile_solids: 80 %, methane_potential: 300 Nm3/t}}
  - {{material: thin, unit: t, dry_matter: {thin} %, volatile_solids: 80 %, methane_potential: 300 Nm3/t}}
sites: [{{site: s}}]
supplies:
  - {{supply: a, site: s, material: thick, amount: {amount} t/d, take: all, price: 0 EUR/t}}
  - {{supply: b, site: s, material: thin, amount: 1 t/d, take: all, price: 0 EUR/t}}
  - {{supply: grid, site: s, material: electricity, take: up to, price: 100 EUR/MWh}}
  - {{supply: boiler, site: s, material: heat, take: up to, price: 30 EUR/MWh}}
processes: [{{process: digester, site: s, model: anaerobic_digestion, variable_cost: 0 EUR/t}}]
markets:
  - {{market: gas, site: s, material: biogas, price: 0.1 EUR/Nm3}}
  - {{market: field, site: s, material: digestate, price: 0 EUR/t}}
"""


@pytest.mark.parametrize(
    ("amount", "thin", "told"),
    [(1, 6, []), (2, 6, ["15.3 %"]), (0, 3, ["3 %"]), (0, 5, [])],
)
def test_wet_digestion_tells_a_mix_that_is_too_thick_or_too_thin(
    amount: int, thin: int, told: list[str], tmp_path: Path
) -> None:
    """4 to 14 % dry matter in the mix: (20 + 6) / 2 = 13 %, (2 * 20 + 6) / 3 = 15.3 %. No limit, as liquid thins it."""
    plan = read(WET.format(amount=amount, thin=thin), tmp_path).optimise()
    found = [problem.message for problem in plan.problem_list if problem.code == "beyond-validity"]
    assert found == [
        f"In this plan the dry matter of the mix at 'digester' is {share}, where its model holds for 4 % - 14 %."
        for share in told
    ]
