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


@pytest.mark.parametrize("rate", ["588.1 MXN/kW/month", "7057.2 MXN/kW/year", "588.1 MXN/kW/month * 1"])
def test_a_month_of_the_calendar_is_one_month(rate: str, tmp_path: Path) -> None:
    """In 2024, with its 29th of February, 12 months are 12 months: 2 MW at 588.1 MXN are 14,114,400 MXN."""
    assert plan(tmp_path, rate, "12 months, start: 2024-01-01").objective == pytest.approx(2000 * 588.1 * 12)


def test_mass_by_mass_is_a_plain_number_and_still_per_month(tmp_path: Path) -> None:
    """10 kg of N2O for each t/month of the highest load and year: 10 t/h are 7,300 t a month, 73 t a year."""
    rows = (
        "material: water, unit: t",
        "grid, site: A, material: water, take: up to, price: 0 MXN/t",
        "works, site: A, material: water, price: 0 MXN/t, minimum: 10 t/h, maximum: 10 t/h",
    )
    text = PLANT.replace("material: power, unit: MWh", rows[0]).replace("SLOTS", "12 months")
    text = text.replace("grid, site: A, material: power, take: up to, price: 0 MXN/MWh", rows[1])
    text = text.replace("works, site: A, material: power, price: 0 MXN/MWh, minimum: 2 MW, maximum: 2 MW", rows[2])
    (tmp_path / "plant.yaml").write_text(
        text.replace("effect: cost, rate: RATE", "effect: N2O, rate: 0.01 kg/(kg/month)/year"), encoding="utf-8"
    )
    assert mfo.read(tmp_path / "plant.yaml").optimise().totals["N2O"]["value"] == pytest.approx(73.0)


@pytest.mark.parametrize(
    ("rates", "limit", "said"),
    [
        ("effect: cost, rate: -3 MXN/kW", "", "a rate per highest load cannot be negative"),
        ("effect: N2O, rate: 3 kg/kW", "limits: [{limit: l, what: N2O, minimum: 100 t/year}]", "asks for more of what"),
    ],
)
def test_nobody_is_paid_for_a_load_that_is_not_there(rates: str, limit: str, said: str, tmp_path: Path) -> None:
    """2 MW emit 72 t a year: 100 t would be met by a load of 2.8 MW which nobody draws."""
    text = PLANT.replace("SLOTS", "12 months").replace("effect: cost, rate: RATE", rates) + limit
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError, match=said):
        mfo.read(tmp_path / "plant.yaml").optimise()
