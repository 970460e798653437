"""What stores lose on the way in and out, how fast they are, and what is left in them: each plant solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.errors import SolverError
from mfo.program.constraints import store_power

from .written import codes, planned

BATTERY = """
    plant: {{name: battery, currency: EUR, slots: 2 hours}}
    materials: [{{material: power, unit: MWh}}]
    sites: [{{site: works}}]
    supplies:
      - {{supply: grid, site: works, material: power, take: up to, price: tariff}}
    stores:
      - {{store: battery, site: works, material: power, capacity: 4 MWh, {columns}}}
    markets:
      - {{market: machines, site: works, material: power, price: 0 EUR/MWh, minimum: wanted, maximum: wanted}}
    profiles:
      - {{slot: 1, "tariff [EUR/MWh]": 10, "wanted [MW]": 0}}
      - {{slot: 2, "tariff [EUR/MWh]": 100, "wanted [MW]": 1}}
    """


@pytest.mark.parametrize(
    ("columns", "cost"),
    [
        # 1 MWh out of the battery takes 1 / 0.8 from it, and 1 / (0.9 * 0.8) from the grid, at 10 EUR/MWh.
        ("charge_efficiency: 90 %, discharge_efficiency: 80 %", 10 / 0.72),
        # Half a MWh comes out in an hour, counted after the efficiency; the rest is bought at 100 EUR/MWh.
        ("charge_efficiency: 90 %, discharge_efficiency: 80 %, maximum_discharge: 0.5 MW", 10 / 0.72 / 2 + 50),
        # 0.36 MWh go in in an hour, counted before the efficiency: 0.36 * 0.72 come out.
        ("charge_efficiency: 90 %, discharge_efficiency: 80 %, maximum_charge: 360 kW", 3.6 + 100 * (1 - 0.36 * 0.72)),
        # A tenth of the capacity of 4 MWh per hour.
        ("maximum_discharge: 10 %/h", 4.0 + 60.0),
        ("maximum_charge: 0.1 1/h", 4.0 + 60.0),
    ],
)
def test_a_battery_loses_and_takes_time(columns: str, cost: float, tmp_path: Path) -> None:
    """Proves: efficiencies on both ways, and powers as amounts or shares of the capacity. Without them 10 EUR."""
    plan = planned(tmp_path, BATTERY.format(columns=columns))
    assert plan.objective == pytest.approx(cost, rel=1e-9)
    stocks = plan.stocks
    kept = stocks["opening"] - stocks["loss"] + stocks["charge"] - stocks["discharge"]
    assert stocks["level"].to_numpy() == pytest.approx(kept.to_numpy(), abs=1e-9)


def test_a_program_without_the_powers_gives_no_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the certificate holds the powers by itself."""
    monkeypatch.setattr(store_power, "_power", lambda builder, way: None)
    with pytest.raises(SolverError, match="powers of stores is off"):
        planned(tmp_path, BATTERY.format(columns="maximum_discharge: 10 %/h"))


REST = """
    plant: {{name: rest, currency: EUR, years: [2025, 2030], discount_rate: 10 %}}
    materials: [{{material: sand, unit: t}}]
    sites: [{{site: pit}}]
    supplies:
      - {{supply: dug, site: pit, material: sand, amount: 10 t/year, take: all, price: 1 EUR/t}}
    stores:
      - {{store: heap, site: pit, material: sand, start: 5 t, end_value: 20 EUR/t{columns}}}
    markets:
      - {{market: builders, site: pit, material: sand, price: 15 EUR/t}}
    """


def test_what_stays_is_worth_something(tmp_path: Path) -> None:
    """Proves: each year 15 t stay, worth 20 EUR/t, rather than be sold for 15: (10 - 300) EUR a year, for five
    years each, the second five discounted by 1.1^5. Worth 10, all would be sold: (10 - 225) EUR a year."""
    factor = 5 * (1 + 1.1**-5)
    plan = planned(tmp_path, REST.format(columns=""))
    assert plan.objective == pytest.approx((10 - 15 * 20) * factor, rel=1e-9)
    assert not (plan.problems["code"] == "stock-for-good").any()
    sold = REST.replace("20 EUR/t", "10 EUR/t").format(columns="")
    assert planned(tmp_path, sold).objective == pytest.approx((10 - 15 * 15) * factor, rel=1e-9)


def test_what_a_carried_stock_leaves_counts_once(tmp_path: Path) -> None:
    """Proves: ten years of 10 t and the 5 t of the start stay to the end and are worth 20 EUR/t once, in money of 2030:
    105 t are 2,100 EUR / 1.1^5 = 1,304, where selling 10 t a year would give more: so all are sold, 5 t of them early.
    Worth 60 EUR/t, all of it stays."""
    plan = planned(tmp_path, REST.format(columns=", carry: yes").replace("20 EUR/t", "60 EUR/t"))
    bought = 10 * 5 * (1 + 1.1**-5)
    assert plan.objective == pytest.approx(bought - 105 * 60 * 1.1**-5, rel=1e-9)


@pytest.mark.parametrize(
    ("columns", "code", "column"),
    [
        ("start: 1 MWh, end: 1 MWh, end_value: 3 EUR/MWh", "end-value", "end_value"),
        ("end_value: 3 EUR/MWh", "end-value", "end_value"),
        ("charge_efficiency: 110 %", "share-above-one", "charge_efficiency"),
        ("maximum_charge: 3 t/h", "unit-dimension", "maximum_charge"),
    ],
)
def test_what_says_nothing_is_refused_at_its_cell(columns: str, code: str, column: str, tmp_path: Path) -> None:
    """Proves: a worth of what is no decision, an efficiency above one and a power of another material are refused."""
    found = codes(tmp_path, BATTERY.format(columns=columns))
    assert column in found[code]


def test_a_share_of_no_capacity_is_refused(tmp_path: Path) -> None:
    """Proves: a power per capacity needs one."""
    text = BATTERY.replace("capacity: 4 MWh, ", "").format(columns="maximum_charge: 10 %/h")
    assert "maximum_charge" in codes(tmp_path, text)["capacity-missing"]


def test_waste_does_not_vanish_in_a_store_that_loses_on_the_way(tmp_path: Path) -> None:
    """Proves: what must be taken cannot be charged and discharged until nothing is left."""
    text = """
        plant: {name: sink, currency: EUR, slots: 2 days}
        materials: [{material: slurry, unit: t}]
        sites: [{site: farm}]
        supplies: [{supply: cows, site: farm, material: slurry, amount: 3 t/d, take: all, price: 0 EUR/t}]
        stores: [{store: pit, site: farm, material: slurry, discharge_efficiency: 50 %}]
        markets: [{market: works, site: farm, material: slurry, price: -30 EUR/t}]
        """
    assert set(codes(tmp_path, text)) == {"cycle-loses"}
