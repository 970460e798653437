"""A bill of the Mexican tariff GDMTH, worked out by hand by its published rules, and what its parts do to a plan.

The rules (CRE, Acuerdo A/064/2018 and those after it): energy by period; distribution on the lesser of the month's
highest demand and its energy over its hours and a load factor of 0.57; capacity on the lesser of the highest demand in
peak hours and the same; a fixed charge by month. The charges are those of January 2025 in Centro Occidente: 1.1166,
2.0023 and 2.2571 MXN/kWh, and 583.30 MXN/kW, of which 162.01 are distribution. The fixed charge is made up.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

DAYS, NOON = 31, 9 * 24 + 12
KIND = ["base"] * 6 + ["intermediate"] * 12 + ["peak"] * 4 + ["intermediate"] * 2
PRICE = {"base": 1.1166, "intermediate": 2.0023, "peak": 2.2571}
LOAD = {"base": 100, "intermediate": 400, "peak": 250}

PLANT = """
plant: {name: mill, currency: MXN, slots: 744 hours, start: 2025-01-01}
sites: [{site: mill}]
materials: [{material: electricity, unit: kWh}]
supplies:
  - {supply: grid, site: mill, material: electricity, take: up to, amount: 1.5 MW, price: tariff, fixed_cost: FIXED}
markets: [{market: works, site: mill, material: electricity, price: 0 MXN/kWh, minimum: load, maximum: load}]
rates:
  - {at: grid, effect: cost, rate: 162.01 MXN/kW/month, per: peak, load_factor: 57 %}
  - {at: grid, effect: cost, rate: 421.29 MXN/kW/month, per: peak, load_factor: 57 %, during: peak hours}
profiles:
""".replace("FIXED", "600 MXN/month")

ENERGY = 18_600 * 1.1166 + 174_100 * 2.0023 + 31_000 * 2.2571
"""31 days of 6 h x 100 kW base, 14 h x 400 kW intermediate and 4 h x 250 kW peak, and 500 kWh more on one noon."""
EVEN = 223_700 / (24 * 31 * 0.57)
"""527.49 kW: less than the 900 kW of that noon, more than the 250 kW of the peak hours."""
BILL = ENERGY + 162.01 * EVEN + 421.29 * 250 + 600


def profiles(load: list[float]) -> str:
    rows = [
        f'  - {{slot: {hour + 1}, "tariff [MXN/kWh]": {PRICE[kind]}, "load [kW]": {load[hour]}, '
        f'"peak hours": {int(kind == "peak")}, "spare [kW]": {200 if hour == NOON else 0}}}'
        for hour, kind in enumerate(KIND * DAYS)
    ]
    return "\n".join(rows) + "\n"


def usual() -> list[float]:
    load = [float(LOAD[kind]) for kind in KIND * DAYS]
    load[NOON] = 900.0
    return load


def planned(tmp_path: Path, text: str) -> mfo.Plan:
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(tmp_path / "plant.yaml").optimise()


def test_a_bill_is_that_of_the_rules(tmp_path: Path) -> None:
    """By hand: 20,768.76 + 348,600.43 + 69,970.10 for energy, 527.49 kW x 162.01, 250 kW x 421.29, and 600 MXN.

    Without the load factor distribution would be 900 kW x 162.01, without peak hours capacity 527.49 kW x 421.29."""
    plan = planned(tmp_path, PLANT + profiles(usual()))
    assert pytest.approx(439_339.29) == ENERGY
    assert round(BILL, 2) == 630_721.22
    assert plan.objective == pytest.approx(BILL, abs=0.005)
    checks = {check["name"] for check in plan.certificate["checks"]}
    assert {"peaks", "billed loads", "constants"} <= checks


@pytest.mark.parametrize(
    ("old", "new", "bill"),
    [
        (", load_factor: 57 %}", "}", BILL + 162.01 * (900 - EVEN)),
        (", during: peak hours", ", highest_of: month", BILL + 421.29 * (EVEN - 250)),
        (", fixed_cost: 600 MXN/month", "", BILL - 600),
    ],
)
def test_each_part_of_the_rules_counts(old: str, new: str, bill: float, tmp_path: Path) -> None:
    """The same bill where one rule is left out, by hand as above."""
    assert planned(tmp_path, PLANT.replace(old, new) + profiles(usual())).objective == pytest.approx(bill, abs=0.005)


def test_a_low_load_factor_makes_peaks_free(tmp_path: Path) -> None:
    """An engine may give 200 of the 900 kW of that noon, at 3 MXN/kWh: 199.54 more. Where the highest load is billed
    it saves 200 x 162.01. Where the even load is less it saves 200 / 424.08 x 162.01 = 76.41, and rests.
    """
    engine = "\n  - {supply: engine, site: mill, material: electricity, take: up to, amount: spare, price: 3 MXN/kWh}"
    text = PLANT.replace("600 MXN/month}", "600 MXN/month}" + engine)
    billed = planned(tmp_path, text + profiles(usual()))
    assert billed.objective == pytest.approx(BILL, abs=0.005)
    plain = planned(tmp_path, text.replace("load_factor: 57 %}", "}") + profiles(usual()))
    assert plain.objective == pytest.approx(BILL + 162.01 * (700 - EVEN) + 200 * (3 - 2.0023), abs=0.005)


MONTHS = """
plant: {name: works, currency: MXN, slots: 12 months}
sites: [{site: A}]
materials: [{material: power, unit: kWh}]
supplies: [{supply: grid, site: A, material: power, take: up to, amount: 900 kW, price: 0 MXN/kWh}]
markets: [{market: works, site: A, material: power, price: 0 MXN/kWh, minimum: load, maximum: load}]
rates: [{at: grid, effect: cost, rate: RATE, per: peak, MORE}]
profiles:
"""


def by_month(tmp_path: Path, more: str, rate: str = "100 MXN/kW/month") -> float:
    rows = [
        f'  - {{slot: {k + 1}, "load [kW]": {300 if k == 6 else 200}, "price [MXN/kW/month]": {10 * (k + 1)}, '
        f'"summer": {int(k in (5, 6))}}}'
        for k in range(12)
    ]
    text = MONTHS.replace("RATE", rate).replace(", MORE", f", {more}" if more else "")
    return planned(tmp_path, text + "\n".join(rows) + "\n").objective


@pytest.mark.parametrize(
    ("more", "rate", "bill"),
    [
        ("", "100 MXN/kW/month", 100 * (11 * 200 + 300)),
        ("", "price", 10 * (78 * 200 + 7 * 100)),  # each month at its own price; its mean would be 65 x 2,500
        ("highest_of: year", "100 MXN/kW/month", 100 * 12 * 300),  # contracted: the highest of the year in every month
        ("highest_of: year", "price", 10 * 78 * 300),
        ("above: 250 kW", "100 MXN/kW/month", 100 * 50),
        ("above: 180 kW", "100 MXN/kW/month", 100 * (11 * 20 + 120)),
        ("above: 250 kW, highest_of: year", "100 MXN/kW/month", 100 * 12 * 50),
        ("during: summer", "100 MXN/kW/month", 100 * (200 + 300)),
        ("during: summer, highest_of: year", "100 MXN/kW/month", 100 * 12 * 300),
        ("load_factor: 80 %", "100 MXN/kW/month", 100 * (11 * 200 + 300)),  # of even loads no factor is felt
    ],
)
def test_contracted_power_by_hand(more: str, rate: str, bill: float, tmp_path: Path) -> None:
    """Eleven months of 200 kW and a July of 300 kW."""
    assert by_month(tmp_path, more, rate) == pytest.approx(bill)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (", amount: 900 kW", "", "billed by a load factor, but nothing limits"),
        ("per: peak, ", "per: power, ", "`load_factor` says which load is billed"),
        ("load_factor: 57 %", "load_factor: 57 %, above: 3 kW", "`above` bills another load"),
        ("load_factor: 57 %", "load_factor: 57 %, highest_of: year", "`highest_of` bills another load"),
        ("load_factor: 57 %", "load_factor: 157 %", "load_factor"),
        ("load_factor: 57 %", "load_factor: 0 %", "load_factor"),
        ("load_factor: 57 %", "during: half", "holds 0.5, where each slot counts or does not"),
        ("load_factor: 57 %", "during: 0", "counts no slot"),
        ("load_factor: 57 %", "above: 3 kWh", "above"),
        ("load_factor: 57 %", "highest_of: week", "highest_of"),
    ],
)
def test_what_makes_no_bill_is_refused(old: str, new: str, said: str, tmp_path: Path) -> None:
    """At the cell, with what would be right."""
    text = MONTHS.replace("RATE", "100 MXN/kW/month" if "power, " not in new else "1 MXN/kWh")
    text = text.replace("MORE", "load_factor: 57 %").replace(old, new)
    rows = [f'  - {{slot: {k + 1}, "load [kW]": 200, "half": 0.5}}' for k in range(12)]
    (tmp_path / "plant.yaml").write_text(text + "\n".join(rows) + "\n", encoding="utf-8")
    with pytest.raises(mfo.PlantError, match=said):
        mfo.read(tmp_path / "plant.yaml").optimise()


YEAR = """
plant: {name: mill, currency: MXN, start: 2025-01-01}
slots:
  - {slot: jb, hours: 6 h, weight: 31, day: January}
  - {slot: ji, hours: 14 h, weight: 31, day: January}
  - {slot: jp, hours: 4 h, weight: 31, day: January}
  - {slot: rb, hours: 6 h, weight: 334, day: later}
  - {slot: ri, hours: 13 h, weight: 334, day: later}
  - {slot: rs, hours: 1 h, weight: 334, day: later}
  - {slot: rp, hours: 4 h, weight: 334, day: later}
sites: [{site: mill}]
materials: [{material: electricity, unit: kWh}]
supplies:
  - {supply: grid, site: mill, material: electricity, take: up to, amount: 2 MW, price: tariff, fixed_cost: FIXED}
markets: [{market: works, site: mill, material: electricity, price: 0 MXN/kWh, minimum: load, maximum: load}]
rates:
  - {at: grid, effect: cost, rate: 162 MXN/kW/month, per: peak, load_factor: 57 %}
  - {at: grid, effect: cost, rate: 420 MXN/kW/month, per: peak, load_factor: 57 %, during: peak hours}
profiles:
  - {slot: jb, "tariff [MXN/kWh]": 1.1, "load [kW]": 100, peak hours: 0}
  - {slot: ji, "tariff [MXN/kWh]": 2, "load [kW]": 500, peak hours: 0}
  - {slot: jp, "tariff [MXN/kWh]": 2.3, "load [kW]": 200, peak hours: 1}
  - {slot: rb, "tariff [MXN/kWh]": 1.1, "load [kW]": 50, peak hours: 0}
  - {slot: ri, "tariff [MXN/kWh]": 2, "load [kW]": 100, peak hours: 0}
  - {slot: rs, "tariff [MXN/kWh]": 2, "load [kW]": 900, peak hours: 0}
  - {slot: rp, "tariff [MXN/kWh]": 2.3, "load [kW]": 60, peak hours: 1}
""".replace("FIXED", "600 MXN/month")


def test_twelve_bills_of_two_typical_days(tmp_path: Path) -> None:
    """By hand: January uses 31 x 8,400 kWh for 31 x 16,500 MXN, and is billed on 500 kW and 200 kW, once; eleven months
    use 334 x 2,740 kWh for 334 x 5,282 MXN, and are billed on 2,740 / (24 x 0.57) = 200.29 kW, not 900, and on 60 kW.
    """
    energy = 31 * 16_500 + 334 * 5_282
    demand = 162 * (500 + 11 * 2_740 / (24 * 0.57)) + 420 * (200 + 11 * 60)
    assert planned(tmp_path, YEAR).objective == pytest.approx(energy + demand + 12 * 600, rel=1e-9)
