"""What each spelling is worth: against the definitions of the units, and against pint's own registry."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.units import UnitError, parse_quantity, parse_unit, registry, spellings
from mfo.units.parse import _powers
from mfo.units.spellings import CURRENCIES

# Worth by definition: SI prefixes, 8760 h a year, 730 h a month, 42 US gallons of 231 cubic inches a barrel,
# 1055.05585262 J a Btu, 41.868 GJ a toe.
WORTH = [
    ("t", 1, "t"),
    ("kg", 0.001, "t"),
    ("kt", 1000, "t"),
    ("Mt", 1e6, "t"),
    ("g/kg", 0.001, "1"),
    ("t/d", 1 / 24, "t/h"),
    ("t/week", 1 / 168, "t/h"),
    ("kg/month", 0.001 / 730, "t/h"),
    ("kt/yr", 1000 / 8760, "t/h"),
    ("kt/y", 1000 / 8760, "t/h"),
    ("kt/a", 1000 / 8760, "t/h"),
    ("kW", 0.001, "MWh/h"),
    ("MW", 1, "MWh/h"),
    ("kWh", 0.001, "MWh"),
    ("GJ", 1 / 3.6, "MWh"),
    ("MJ/Nm3", 1 / 3600, "MWh/Nm3"),
    ("L", 0.001, "m3"),
    ("bbl", 42 * 231 * 16.387064e-6, "m3"),
    ("MMBtu", 1055.05585262e6 / 3.6e9, "MWh"),
    ("toe", 11.63, "MWh"),
    ("m3/d", 1 / 24, "m3/h"),
    ("Nm3/t", 1, "Nm3/t"),
    ("kg_CO2e/kWh", 1, "t_CO2e/MWh"),
    ("kgCO2e/t", 0.001, "t_CO2e/t"),
    ("t CO2e", 1, "t_CO2e"),
    ("t.km", 1, "t.km"),
    ("tkm", 1, "t.km"),
    ("USD/t.km", 1, "USD/t/km"),
    ("USD/tkm", 1, "USD/t/km"),
    ("USD/(t.km)", 1, "USD/t/km"),
    ("USD/t/km", 1, "USD/t/km"),
    ("USD/(t/year)", 8760, "USD.h/t"),
    ("EUR/item/km", 1, "EUR/km/item"),
    ("MXN/kW/month", 1000 / 730, "MXN/MWh"),
    ("MEUR/MW", 1e6, "EUR.h/MWh"),
    ("kEUR", 1e3, "EUR"),
    ("kg/person/d", 0.001 / 24, "t/person/h"),
    ("%", 0.01, "1"),
    ("%/year", 0.01 / 8760, "1/h"),
    ("1/y", 1 / 8760, "1/h"),
    ("", 1, "1"),
    ("-", 1, "1"),
    ("m³/d", 1 / 24, "m3/h"),
    ("m^3", 1, "m3"),
    ("kWh·km", 0.001, "MWh.km"),
    ("ha", 1e4, "m2"),
    ("°C", 1, "degC"),
    ("short ton", 0.90718474, "t"),
]


@pytest.mark.parametrize(("text", "factor", "canonical"), WORTH)
def test_worth(text, factor, canonical):
    unit = parse_unit(text)
    assert unit.canonical == canonical
    assert unit.factor == pytest.approx(factor, rel=1e-12)
    assert unit.typed == text


@pytest.mark.parametrize("unit", ["kg", "lb", "kWh", "GJ", "Btu", "toe", "acre", "mile", "ha", "week", "min", "kW"])
def test_worth_agrees_with_pints_own_registry(unit):
    """Proves the table of worths against an independent one, for units on which pint and we mean the same."""
    theirs = {
        "MWh": "megawatt_hour",
        "t": "metric_ton",
        "MWh/h": "megawatt",
        "m2": "m**2",
        "toe": "tonne_of_oil_equivalent",
    }
    ours = parse_unit(unit)
    expected = pint.UnitRegistry().Quantity(1, theirs.get(unit, unit)).to(theirs.get(ours.canonical, ours.canonical))
    assert ours.factor == pytest.approx(expected.magnitude, rel=1e-5)  # the toe of pint has five digits


def test_the_same_spelling_differs_from_pints_where_the_domain_does():
    """Without a registry of our own ``kt`` would be a knot, ``bbl`` a US dry barrel and a year 365.25 days."""
    assert parse_unit("kt").dimension == "[mass]"
    assert parse_unit("year").factor == 8760
    assert parse_unit("bbl").factor == pytest.approx(0.158987294928)


DISTINCT = ["t", "t_CO2e", "m3", "Nm3", "item", "person", "MXN", "USD", "MWh", "km", "m2", "h", "K", "degC", "", "t/h"]


def test_dimensions_are_kept_apart():
    assert len({parse_unit(text).dimension for text in DISTINCT}) == len(DISTINCT)


AMBIGUOUS = [
    "ton",
    "tons",
    "MT",
    "mt",
    "M",
    "unit",
    "units",
    "$",
    "€",
    "peso",
    "gal",
    "Sm3",
    "MBtu",
    "Mm3",
    "C",
    "mo",
    "mW",
]


@pytest.mark.parametrize("text", AMBIGUOUS)
def test_ambiguous_spellings_are_refused_with_a_question(text):
    for whole in (text, f"MXN/{text}"):
        with pytest.raises(UnitError) as caught:
            parse_unit(whole)
        assert caught.value.code == "unit-ambiguous"
        assert caught.value.remedy.startswith("Write ")


MESSAGES = [
    ("ton", "`ton` may be a tonne of 1,000 kg or a short ton of 907 kg. Write t (1,000 kg) or short_ton (907 kg)."),
    ("t/MT", "`MT` in `t/MT` may be a metric tonne or a million tonnes. Write t (1,000 kg) or Mt (a million tonnes)."),
    (
        "kg CH4/t",
        "`kg CH4/t` names a substance or basis within the unit. Write kg/t: what is measured belongs in the"
        " name of the column or of the material.",
    ),
    (
        "Nm3 CH4/t VS",
        "`Nm3 CH4/t VS` names a substance or basis within the unit. Write Nm3/t: what is measured belongs"
        " in the name of the column or of the material.",
    ),
    (
        "kg CO2e/t wet",
        "`kg CO2e/t wet` names a substance or basis within the unit. Write kg_CO2e/t: what is measured"
        " belongs in the name of the column or of the material.",
    ),
    (
        "MWh_el",
        "`MWh_el` names a substance or basis within the unit. Write MWh: what is measured belongs in the name"
        " of the column or of the material.",
    ),
    (
        "kgCO2/GJ",
        "`kgCO2/GJ` names a substance or basis within the unit. Write kg/GJ: what is measured belongs in the"
        " name of the column or of the material.",
    ),
    ("mxn", "`mxn` is not a unit that mfo knows. Did you mean MXN?"),
    ("Kwh/t", "`Kwh` in `Kwh/t` is not a unit that mfo knows. Did you mean kWh?"),
    ("tonn", "`tonn` is not a unit that mfo knows. Did you mean tonne?"),
    ("kgs", "`kgs` is not a unit that mfo knows. Did you mean kg?"),  # not KGS, the Kyrgyz som
    ("lbm", "`lbm` is not a unit that mfo knows. Did you mean lb?"),  # a unit of two letters
    ("lts", "`lts` is not a unit that mfo knows. Did you mean L?"),
    ("t km", "`t km` has two names side by side. Join units with a full stop, such as t.km, or divide with /."),
    (
        "kg/(m3 h)",
        "`kg/(m3 h)` has two names side by side. Join units with a full stop, such as t.km, or divide with /.",
    ),
    ("t-km", "`t-km` has two names side by side. Join units with a full stop, such as t.km, or divide with /."),
    (
        "USD/t*km",
        "`USD/t*km` does not say whether what follows `*` is divided too. Use brackets, such as USD/(t.km) or"
        " (USD/t).km.",
    ),
    ("100 km", "`100 km` has a number within the unit. Put numbers before the unit: 100 km."),
    ("t/", "`t/` has an end where a unit should stand. Write units such as t/d or USD/(t.km)."),
    ("t//d", "`t//d` has `/` where a unit should stand. Write units such as t/d or USD/(t.km)."),
    ("(t/d", "`(t/d` has a bracket that is not closed. Close it with )."),
    ("h^9", "`h^9` has a power that is not a whole number from 1 to 4. Write m3 for cubic metres, 1/h for per hour."),
]


@pytest.mark.parametrize(("text", "message"), MESSAGES)
def test_what_is_no_unit_is_told_with_what_is_right(text, message):
    with pytest.raises(UnitError) as caught:
        parse_unit(text)
    assert f"{caught.value.message} {caught.value.remedy}" == message


@pytest.mark.parametrize("text", ["9**9**9", "t^999999999", "(" * 70 + "t" + ")" * 70, "t" * 100_000, "t." * 39 + "t"])
def test_no_text_makes_it_hang(text):
    with pytest.raises(UnitError):
        parse_unit(text)


@given(st.text(max_size=90))
def test_any_text_is_a_unit_or_a_unit_error(text):
    with contextlib.suppress(UnitError):
        assert parse_unit(text).factor > 0


def _units():
    plain = [name for name in spellings() if name not in ("-", "1")]
    single = st.sampled_from(plain)
    return st.builds("{}/{}".format, single, single) | st.builds("{}.{}/{}".format, single, single, single) | single


@given(_units())
def test_canonical_text_reads_back_as_itself(text):
    unit = parse_unit(text)
    again = parse_unit(unit.canonical)
    assert (again.factor, again.canonical, again.dimension) == (1.0, unit.canonical, unit.dimension)


@given(_units(), _units())
def test_units_form_a_group(one, other):
    """Proves that the sums are right for any two units: (a/b) of (b/a) is a plain number worth 1."""
    there, back = parse_unit(f"({one})/({other})"), parse_unit(f"({other})/({one})")
    assert there.factor * back.factor == pytest.approx(1, rel=1e-12)
    assert parse_unit(f"({there.canonical}).({back.canonical})").dimension == "[]"


@given(st.floats(-1e12, 1e12), _units())
def test_a_quantity_is_its_number_and_its_unit(value, unit):
    number, parsed = parse_quantity(f"{value!r} {unit}")
    assert number == value
    assert parsed.factor == parse_unit(unit).factor


def test_units_are_read_without_pint():
    """Proves that neither the command line's help nor a plan need wait for pint."""
    code = "import sys, mfo.units; mfo.units.parse_unit('kEUR/(kg/d)'); sys.exit('pint' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


_WORDS = st.sampled_from([word for word in spellings() if word not in CURRENCIES])
_MONEY = st.sampled_from(["EUR", "kEUR", "MUSD", "MXN"])
_PARTS = st.lists(st.tuples(_WORDS | _MONEY, st.sampled_from("./")), min_size=1, max_size=4)


@pytest.fixture(scope="module")
def pints():
    """Pint's registry of the same units, and of some money."""
    found = registry()
    for code in ("EUR", "USD", "MXN"):
        found.define(f"{code} = [{code}]")
    for unit, worth in (("kEUR", "1e3 * EUR"), ("MUSD", "1e6 * USD")):
        found.define(f"{unit} = {worth}")
    return found


@given(parts=_PARTS)
def test_any_product_of_units_is_worth_what_pint_says(parts, pints):
    """Proves the sums of powers against pint, which multiplies the same declared factors in its own way."""
    text = "1" + "".join(f"{sign}{word}" for word, sign in parts)
    try:
        unit = parse_unit(text)
    except UnitError:  # a power too high
        return
    factor, base = pints.get_root_units(pints.UnitsContainer(_powers(text)))
    assert unit.factor == pytest.approx(float(factor), rel=1e-14, abs=0)
    above = sorted(name for name, power in base._units.items() for _ in range(int(power)))
    below = sorted(name for name, power in base._units.items() for _ in range(-int(power)))
    first, *rest = unit.canonical.split("/")
    assert (sorted(each for each in first.split(".") if each != "1"), sorted(rest)) == (above, below)


def test_the_page_about_units_is_up_to_date():
    script = Path(__file__).parents[2] / "docs" / "generate_units.py"
    assert subprocess.run([sys.executable, str(script), "--check"], check=False).returncode == 0
