"""What each unit is worth, by definition, and where the form of a unit ends."""

from __future__ import annotations

import pytest

from mfo.units import UnitError, conversion, parse_unit
from mfo.units.parse import DEEPEST, HIGHEST_POWER, LONGEST

BTU = 1055.05585262  # J, of the International Table


@pytest.mark.parametrize(
    ("unit", "other", "worth"),
    [
        ("t", "kg", 1000),
        ("kg", "g", 1000),
        ("g", "mg", 1000),
        ("mg", "ug", 1000),
        ("ug", "ng", 1000),
        ("kt", "t", 1000),
        ("Mt", "kt", 1000),
        ("tonne", "t", 1),
        ("lb", "kg", 0.45359237),
        ("short_ton", "lb", 2000),
        ("long_ton", "lb", 2240),
        ("t_CO2e", "kg_CO2e", 1000),
        ("kWh", "Wh", 1000),
        ("MWh", "kWh", 1000),
        ("GWh", "MWh", 1000),
        ("TWh", "GWh", 1000),
        ("Wh", "J", 3600),
        ("kJ", "J", 1000),
        ("MJ", "kJ", 1000),
        ("GJ", "MJ", 1000),
        ("TJ", "GJ", 1000),
        ("PJ", "TJ", 1000),
        ("toe", "MWh", 11.63),
        ("Btu", "J", BTU),
        ("MMBtu", "Btu", 1e6),
        ("Nm3", "NL", 1000),
        ("m3", "L", 1000),
        ("L", "mL", 1000),
        ("hL", "L", 100),
        ("kL", "m3", 1),
        ("ML", "m3", 1000),
        ("dm3", "L", 1),
        ("cm3", "mL", 1),
        ("hm3", "m3", 1e6),
        ("bbl", "L", 158.987294928),
        ("ha", "m2", 10000),
        ("km2", "ha", 100),
        ("acre", "m2", 4046.8564224),
        ("km", "m", 1000),
        ("m", "cm", 100),
        ("cm", "mm", 10),
        ("mile", "m", 1609.344),
        ("day", "h", 24),
        ("h", "min", 60),
        ("min", "s", 60),
        ("week", "day", 7),
        ("month", "h", 730),
        ("year", "month", 12),
        ("year", "day", 365),
        ("%", "‰", 10),
        ("%", "ppm", 10000),
        ("GW", "MW", 1000),
        ("MW", "kW", 1000),
        ("kW", "W", 1000),
        ("MW", "MWh/h", 1),
        ("tkm", "kg.km", 1000),
        ("pkm", "person.km", 1),
    ],
)
def test_worth_by_definition(unit: str, other: str, worth: float) -> None:
    """SI prefixes, NIST SP 811 for pounds, acres, barrels and miles, IEA for the toe; a year has 365 days of 24 h."""
    assert conversion(unit, other) == pytest.approx(worth, rel=1e-9)
    assert conversion(other, unit) == pytest.approx(1 / worth, rel=1e-9)


CANONICAL = {
    "kg": ("t", 0.001),
    "kg_CO2e": ("t_CO2e", 0.001),
    "kWh": ("MWh", 0.001),
    "NL": ("Nm3", 0.001),
    "L": ("m3", 0.001),
    "ha": ("m2", 10000),
    "m": ("km", 0.001),
    "items": ("item", 1),
    "hab": ("person", 1),
    "degC": ("degC", 1),
    "K": ("K", 1),
    "deg": ("deg", 1),
    "day": ("h", 24),
    "slot": ("slot", 1),
    "%": ("1", 0.01),
}


@pytest.mark.parametrize("unit", CANONICAL)
def test_worth_in_the_canonical_unit(unit: str) -> None:
    parsed = parse_unit(unit)
    assert (parsed.canonical, pytest.approx(parsed.factor, rel=1e-12)) == CANONICAL[unit]


def test_powers_with_and_without_a_sign() -> None:
    assert parse_unit("t^2").canonical == "t.t"
    assert conversion("m^3", "m3") == 1
    assert conversion("km^1", "m") == pytest.approx(1000)


@pytest.mark.parametrize("power", ["0", "0003", str(HIGHEST_POWER + 1), "2000", "-1", "x"])
def test_a_power_is_a_whole_number_from_1_to_4(power: str) -> None:
    with pytest.raises(UnitError, match="a power that is not a whole number from 1 to 4"):
        parse_unit(f"t^{power}")


def test_the_highest_power_is_one() -> None:
    assert parse_unit(f"t^{HIGHEST_POWER}").canonical == "t.t.t.t"
    with pytest.raises(UnitError, match="a power above 4"):
        parse_unit("t.t.t.t.t")


def test_units_may_be_as_long_and_as_deep_as_said() -> None:
    assert parse_unit(" " * (LONGEST - 1) + "t").canonical == "t"
    with pytest.raises(UnitError, match="too long for a unit"):
        parse_unit(" " * LONGEST + "t")
    assert parse_unit("(" * DEEPEST + "t" + ")" * DEEPEST).canonical == "t"
    assert parse_unit(".".join(["(t)"] * 3)).canonical == "t.t.t"
    closed = "(MXN).(t).(MWh).(Nm3).(m3).(km).(item).(person)/(h)"  # one more than may be open at once
    assert parse_unit(closed).canonical == "MXN.t.MWh.Nm3.m3.km.item.person/h"
    with pytest.raises(UnitError, match="too many brackets"):
        parse_unit("(" * (DEEPEST + 1) + "t" + ")" * (DEEPEST + 1))


def test_a_unit_among_further_words_makes_them_names_side_by_side() -> None:
    """`water` alone would be a substance within the unit; with `t` behind it, a sign is missing."""
    with pytest.raises(UnitError, match="two names side by side"):
        parse_unit("kg water t")
