"""What leaks of methane and refrigerants is emitted, in links and in stores. Expected values by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from .cases import bench, typed

PIPE = "leaking_biogas_pipe"
METHANE = 16.043 / 22.414 / 1000  # t per Nm3


def total(plan: mfo.Plan, effect: str) -> float:
    return float(plan.totals[effect]["value"])


def leaked(plan: mfo.Plan, effect: str) -> float:
    ledger = plan.ledger[(plan.ledger["effect"] == effect) & (plan.ledger["category"] == "leakage")]
    assert set(ledger["scope"]) <= {1}
    return float(ledger["amount"].sum())


def test_a_leaking_pipe_of_biogas_emits_methane(tmp_path: Path) -> None:
    """10 % of what is sent, by the gas's share of methane; it was told as nothing. AR6: 27 t CO2e a tonne."""
    plan = bench(PIPE, tmp_path).optimise()
    flows = plan.flows
    sent = float(flows.loc[(flows["element"] == "pipe") & (flows["direction"] == "out of pool"), "amount"].sum())
    share = bench(PIPE, tmp_path).plant.materials["biogas"].properties["methane_share"].value
    assert leaked(plan, "CH4") == pytest.approx(0.1 * sent * share * METHANE)
    assert leaked(plan, "CH4") == pytest.approx(0.2, abs=0.005)
    assert leaked(plan, "emissions") == pytest.approx(5.5, abs=0.02)
    tight = bench(PIPE, tmp_path, ("loss: 10 %", "loss: 0 %")).optimise()
    assert total(plan, "emissions") - total(tight, "emissions") == pytest.approx(27 * leaked(plan, "CH4"))


def test_a_rate_of_the_plants_own_takes_its_place(tmp_path: Path) -> None:
    """A measured leak of 1 g/Nm3 sent, not both."""
    own = ("markets:", "rates: [{at: pipe, effect: CH4, rate: 1 kg/Nm3, per: biogas}]\nmarkets:")
    plan = bench(PIPE, tmp_path, own).optimise()
    assert leaked(plan, "CH4") == 0
    rows = plan.ledger[(plan.ledger["effect"] == "CH4") & (plan.ledger["element"] == "pipe")]
    sent = plan.flows[(plan.flows["element"] == "pipe") & (plan.flows["direction"] == "out of pool")]["amount"].sum()
    assert float(rows["amount"].sum()) == pytest.approx(float(sent) * 1e-3)


HOLDER = """
plant: {name: holder, currency: EUR, slots: 2 days}
materials: [{material: gas, unit: Nm3, methane_share: 60 %}]
sites: [{site: a}]
supplies: [{supply: digester, site: a, material: gas, amount: day, take: up to, price: 1 EUR/Nm3}]
stores: [{store: holder, site: a, material: gas, loss: 10 %/d}]
markets: [{market: engine, site: a, material: gas, minimum: 50 Nm3/d, maximum: 50 Nm3/d, price: 0 EUR/Nm3}]
profiles:
  - {slot: 1, "day [Nm3/d]": 500}
  - {slot: 2, "day [Nm3/d]": 0}
"""


def test_a_leaking_holder_emits_methane(tmp_path: Path) -> None:
    """50 Nm3 for the second day: of c put in (1 - 0.1/24)^24 are left, so that c - 50 leak."""
    kept = (1 - 0.1 / 24) ** 24
    plan = typed(HOLDER, tmp_path).optimise()
    assert leaked(plan, "CH4") == pytest.approx((50 / kept - 50) * 0.6 * METHANE)
    assert total(plan, "emissions") == pytest.approx(27 * (50 / kept - 50) * 0.6 * METHANE)


def test_fossil_gas_leaks_as_fossil_methane(tmp_path: Path) -> None:
    """Natural gas of 0.75 kg/Nm3 with 73.44 % of carbon, all of it taken for methane; AR6: 29.8 t CO2e a tonne."""
    kept = (1 - 0.1 / 24) ** 24
    gas = ("{material: gas, unit: Nm3, methane_share: 60 %}", "{material: gas, unit: Nm3, like: natural_gas}")
    plan = typed(HOLDER, tmp_path, gas).optimise()
    expected = (50 / kept - 50) * 0.75e-3 * 0.7344 * 16.043 / 12.011
    assert leaked(plan, "fossil CH4") == pytest.approx(expected, rel=1e-6)
    assert leaked(plan, "emissions") == pytest.approx(29.8 * expected, rel=1e-6)


def test_a_refrigerant_warms_by_its_own_potential(tmp_path: Path) -> None:
    """1,300 t CO2e a tonne; 5 % of 2 t on the way."""
    text = """
plant: {name: cold, currency: EUR}
materials: [{material: R134a, unit: kg, warming_potential: 1300 t_CO2e/t}]
sites: [{site: a}, {site: b}]
supplies: [{supply: old fridges, site: a, material: R134a, amount: 2 t/year, take: all, price: 0 EUR/t}]
links: [{from: a, to: b, material: R134a, cost_per_amount: 0 EUR/t, loss: 5 %}]
markets: [{market: destruction, site: b, material: R134a, price: -900 EUR/t}]
"""
    made = typed(text, tmp_path)
    assert made.check() == ()
    assert total(made.optimise(), "emissions") == pytest.approx(0.05 * 2 * 1300)


def test_least_emissions_send_by_the_tight_way(tmp_path: Path) -> None:
    """A dearer pipe that leaks 1 % beside one that leaks 10 %: least cost takes the one, least emissions the other."""
    second = (
        "loss: 10 %}]",
        "loss: 10 %}, {link: tight pipe, from: a, to: b, material: biogas, cost_per_amount: 0.05 EUR/Nm3, loss: 1 %}]",
    )
    made = bench(PIPE, tmp_path, second)
    assert leaked(made.optimise("emissions"), "CH4") < 0.15 * leaked(made.optimise("cost"), "CH4")


def test_heat_and_water_leak_without_emissions(tmp_path: Path) -> None:
    water = ("{material: gas, unit: Nm3, methane_share: 60 %}", "{material: gas, unit: Nm3, density: 1 kg/Nm3}")
    plan = typed(HOLDER, tmp_path, water).optimise()
    assert "leakage" not in set(plan.ledger["category"])
