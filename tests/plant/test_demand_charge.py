"""Demand charges as they are typed: per highest load of each month, by the kW and month or by the kW."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

PLANT = """
plant: {name: works, currency: MXN, slots: SLOTS}
sites: [{site: A}]
materials: [{material: power, unit: MWh}]
supplies: [{supply: grid, site: A, material: power, take: up to, price: 0 MXN/MWh}]
markets: [{market: works, site: A, material: power, price: 0 MXN/MWh, minimum: 2 MW, maximum: 2 MW}]
rates: [{at: grid, effect: cost, rate: RATE, per: peak}]
"""


def plan(tmp_path: Path, rate: str, slots: str = "12 months") -> mfo.Plan:
    (tmp_path / "plant.yaml").write_text(PLANT.replace("RATE", rate).replace("SLOTS", slots), encoding="utf-8")
    return mfo.read(tmp_path / "plant.yaml").optimise()


@pytest.mark.parametrize("rate", ["588.1 MXN/kW/month", "588.1 MXN/kW", "588100 MXN/MW/month"])
@pytest.mark.parametrize("slots", ["12 months", "1 year", "52 weeks"])
def test_a_steady_load_pays_each_month(rate: str, slots: str, tmp_path: Path) -> None:
    """2 MW at 588.1 MXN per kW and month are 14,114,400 MXN a year, however the year is cut and the rate is written.

    Without the charge the power is free.
    """
    off = 3e-3 if "weeks" in slots else 1e-9  # 52 weeks are 364 days
    assert plan(tmp_path, rate, slots).objective == pytest.approx(2000 * 588.1 * 12, rel=off)


@pytest.mark.parametrize(
    ("rate", "said"),
    [
        ("2 MXN/m3", "`rate` is 2 MXN/m3, where a unit like"),
        ("2 MXN/kWh", "`rate` is 2 MXN/kWh, a price per amount, where one per load is wanted"),
    ],
)
def test_another_unit_is_refused(rate: str, said: str, tmp_path: Path) -> None:
    """A price per energy is no charge on a load, though MXN/kWh and MXN/kW/month have one dimension."""
    with pytest.raises(mfo.PlantError, match=said):
        plan(tmp_path, rate)


def test_only_supplies_have_a_peak(tmp_path: Path) -> None:
    """At a market `peak` is taken for a material, which the plant does not have."""
    text = PLANT.replace("at: grid", "at: works").replace("RATE", "1 MXN/kW").replace("SLOTS", "1 year")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError, match="peak"):
        mfo.read(tmp_path / "plant.yaml")
