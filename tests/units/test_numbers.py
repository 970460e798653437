"""Numbers as people type them, what is refused because it may be misread, and how numbers are shown."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.units import (
    UnitError,
    conversion,
    describe,
    format_number,
    looks_like_number,
    parse_number,
    parse_quantity,
    split_quantity,
    to_display,
)


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("40 t/d", 40, "t/d"),
        ("40t/d", 40, "t/d"),
        ("-1e3 kg", -1000, "kg"),
        ("−5 t", -5, "t"),
        (".5 %", 0.5, "%"),
        ("5%", 5, "%"),
        ("3", 3, ""),
        ("12 kg CO2e", 12, "kg CO2e"),
        ("2\u00a0t", 2, "t"),
        ("1.000", 1, ""),
        ("3 1/h", 3, "1/h"),
    ],
)
def test_quantities(text, value, unit):
    number, parsed = parse_quantity(text)
    assert (number, parsed.typed) == (value, unit)


REFUSED = [
    ("1,5 t", "`1,5 t` has a decimal comma. Write 1.5 t with a point."),
    ("0,5", "`0,5` has a decimal comma. Write 0.5 with a point."),
    ("1.000,5 t", "`1.000,5 t` has a decimal comma. Write 1000.5 t with a point."),
    ("1,000 t", "`1,000 t` may be 1000 or 1.000: a comma is read in both ways. Write 1000 t or 1.000 t."),
    ("1,234,567 t", "`1,234,567 t` has separators of thousands. Write 1234567 t without them."),
    ("1.234.567 t", "`1.234.567 t` has separators of thousands. Write 1234567 t without them."),
    ("1 234 t", "`1 234 t` has separators of thousands. Write 1234 t without them."),
    ("1'234.5", "`1'234.5` has separators of thousands. Write 1234.5 without them."),
    ("1_000", "`1_000` has separators of thousands. Write 1000 without them."),
    (
        "$40",
        "`$40` has a sign of money, which many countries share. Write the ISO code after the number, such as"
        " 40 MXN or 40 USD.",
    ),
    ("1/3", "`1/3` is a fraction or a range, not one number. Write one number, such as 0.5."),
    ("10-20 t", "`10-20 t` is a fraction or a range, not one number. Write one number, such as 0.5."),
    (
        "2025-03-01",
        "`2025-03-01` is a date, not a number. Write the number; in Excel give the cell the format of a number first.",
    ),
    (",5 t", "`,5 t` has a decimal comma. Write .5 t with a point."),
    ("1-2 t", "`1-2 t` is a fraction or a range, not one number. Write one number, such as 0.5."),
    ("1 – 2 t", "`1 – 2 t` is a fraction or a range, not one number. Write one number, such as 0.5."),
    ("12:30", "`12:30` is a fraction or a range, not one number. Write one number, such as 0.5."),
    ("<5 t", "`<5 t` is not one number. Write the number alone, such as 40 t/d."),
    ("1.2.3", "`1.2.3` is not a number that can be read. Write 1234.5 for the number."),
    ("nan", "`nan` is not a number. Write a number such as 40, 0.5 or 40 t/d."),
    ("many", "`many` is not a number. Write a number such as 40, 0.5 or 40 t/d."),
    ("", "`` is not a number. Write a number such as 40, 0.5 or 40 t/d."),
    ("1e999", "`1e999` is larger than any number mfo can use. Check the number."),
]


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_what_may_be_misread_is_refused(text, message):
    with pytest.raises(UnitError) as caught:
        parse_quantity(text)
    assert f"{caught.value.message} {caught.value.remedy}" == message


def test_a_plain_number_has_no_unit():
    assert parse_number(" 1e3 ") == 1000
    with pytest.raises(UnitError, match="has a unit where a plain number stands"):
        parse_number("40 t")


@given(st.text(max_size=40))
def test_any_text_is_a_quantity_or_a_unit_error(text):
    with contextlib.suppress(UnitError):
        number, _ = split_quantity(text)
        assert not np.isnan(float(number))
        assert looks_like_number(text)


def test_conversion_by_column():
    """40 t/d is 40/24 t/h; an array of any shape converts at once."""
    values = np.array([[1.0, 2.0], [3.0, 40 / 24]])
    np.testing.assert_allclose(to_display(values, "t/h", "t/d"), values * 24)
    assert conversion("MXN/t", "MXN/kg") == pytest.approx(0.001)


def test_conversion_between_kinds_is_refused():
    with pytest.raises(UnitError, match="`Nm3` is normal volume, `m3` is volume"):
        conversion("Nm3", "m3")
    with pytest.raises(UnitError, match="`t` is mass, `t_CO2e` is CO2e"):
        conversion("t", "t_CO2e")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (1234567.8, "1,234,568"),
        (40.0, "40"),
        (-0.5, "-0.5"),
        (0.00123456, "0.001235"),
        (123.456, "123.5"),
        (99999.9, "100,000"),
        (1e-9, "1.000e-09"),
        (float("inf"), "unlimited"),
    ],
)
def test_numbers_for_people(value, text):
    assert format_number(value) == text


def test_description_of_a_quantity():
    """12,000 t in 8,760 h are 1.369863 t an hour."""
    description = describe("12 kt/yr")
    assert description.canonical_value == pytest.approx(12000 / 8760)
    assert str(description).splitlines() == [
        "12 kt/yr = 1.369863014 t/h",
        "dimension: mass per time",
        "kt: kilotonne, 1000 t",
        "yr: year of 365 days, 8760 h",
    ]


def test_description_of_a_bare_unit():
    assert str(describe("USD/t.km")).splitlines() == [
        "1 USD/t.km = 1 USD/t/km",
        "dimension: USD per mass per length",
        "USD: currency",
        "t: tonne, 1,000 kg",
        "km: kilometre",
    ]
    assert str(describe("1/h")).splitlines()[0] == "1/h = 1 1/h"
