"""Formulas: what they may hold, what they are worth with units, and what is refused."""

from __future__ import annotations

import contextlib
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.library.formula import FormulaError, UnknownNameError, Value, dimension_of, parse_formula, quantity

PER_TONNE = dimension_of("MWh/t")


def value(text: str, **known: Value) -> Value:
    return parse_formula(text).evaluate(known)


def test_numbers_carry_their_units() -> None:
    """10.2 kWh/t is 0.0102 MWh/t; MJ and kWh add up, as 3.6 MJ = 1 kWh."""
    assert value("10.2 kWh/t").number == pytest.approx(0.0102)
    assert value("10.2 kWh/t").dimension == PER_TONNE
    assert value("1 kWh/t + 3.6 MJ/t").number == pytest.approx(0.002)


def test_percent_is_a_hundredth() -> None:
    assert value("5 % * 200").number == pytest.approx(10)
    assert value("5% * 200").number == pytest.approx(10)


def test_dimensions_multiply_and_divide() -> None:
    """t/t x Nm3/t over a plain share is Nm3/t; times kg/Nm3 it is a plain ratio of masses."""
    known = {"solids": Value(0.07), "potential": quantity("327 Nm3/t"), "share": quantity("55 %")}
    gas = value("solids * potential / share", **known)
    assert gas.unit == "Nm3/t"
    assert value("gas * 0.7158 kg/Nm3", gas=gas).dimension == ()


def test_functions() -> None:
    assert value("min(3 t, 2 t, 5 t)").number == 2.0
    assert value("max(-1, 0)").number == 0.0
    assert value("exp(-0.5 * 2)").number == pytest.approx(math.exp(-1))
    assert value("side ** 2", side=quantity("3 km")).unit == "km.km"


def test_arrays_over_time_pass_through() -> None:
    result = value("share * 2", share=Value(np.array([[0.1, 0.2]])))
    assert result.number.tolist() == [[0.2, 0.4]]


def test_names_and_literals_are_told() -> None:
    formula = parse_formula("dry_matter * 10.2 kWh/t + min(a, b)")
    assert formula.names == {"dry_matter", "a", "b"}
    assert formula.literals == ("10.2 kWh/t",)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1 t + 1 kWh", "formula-dimension"),
        ("1 t - 1", "formula-dimension"),
        ("min(1 t, 1 h)", "formula-dimension"),
        ("exp(2 t)", "formula-dimension"),
        ("2 ** (1 t)", "formula-dimension"),
        ("x ** 0.5", "formula-dimension"),
        ("9 ** 9 ** 9", "formula-number"),
        ("((9 ** 8) ** 8) ** 8 * ((9 ** 8) ** 8) ** 8", "formula-number"),
        ("1 / (2 - 2)", "formula-number"),
        ("exp(1000)", "formula-number"),
        ("(0 - 2) ** 0.5", "formula-number"),
        ("3 tonnnes * 2", "unit-unknown"),
        ("2 ton", "unit-ambiguous"),
        ("__import__('os')", "formula-syntax"),
        ("x.real", "formula-syntax"),
        ("x if x else x", "formula-syntax"),
        ("[1, 2]", "formula-syntax"),
        ("lambda: 1", "formula-syntax"),
        ("open(x)", "formula-syntax"),
        ("min(x, default=x)", "formula-syntax"),
        ("'text'", "formula-syntax"),
        ("x // x", "formula-syntax"),
        ("x < x", "formula-syntax"),
        ("", "formula-syntax"),
        ("x *", "formula-syntax"),
        ("x + " * 200 + "x", "formula-syntax"),
        ("(" * 300 + "x" + ")" * 90, "formula-syntax"),
        ("x+" * 160 + "x", "formula-syntax"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    with pytest.raises(FormulaError) as raised:
        value(text, x=quantity("2 t"))
    assert raised.value.code == code


def test_a_missing_name_gives_near_ones() -> None:
    with pytest.raises(UnknownNameError, match="`methan_share`") as raised:
        value("methan_share * 2", methane_share=Value(0.5))
    assert "methane_share" in raised.value.remedy


@pytest.mark.parametrize("text", ["10 kWh/q", "ten", "", "1e999 t", "5 t t t /", "nan", "nan t", "inf", "-inf t"])
def test_quantities_that_are_none(text: str) -> None:
    with pytest.raises(FormulaError):
        quantity(text)


numbers = st.floats(0.01, 100)


@given(numbers, numbers, numbers)
def test_arithmetic_agrees_with_python(a: float, b: float, c: float) -> None:
    """The evaluator does what Python does with the same numbers."""
    known = {"a": Value(a), "b": Value(b), "c": Value(c)}
    result = value("a * b + c / a - b ** 2 + max(a, c)", **known).number
    assert result == pytest.approx(a * b + c / a - b**2 + max(a, c), rel=1e-12, abs=1e-9)


@given(st.text(max_size=60))
def test_no_text_breaks_the_parser(text: str) -> None:
    """Any text is a formula or a FormulaError, never another exception."""
    with contextlib.suppress(FormulaError):
        parse_formula(text).evaluate({})


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1" * 400, "formula-syntax"),  # beyond the largest float
        ("2 * dry_matter # 3", "formula-syntax"),  # Python would drop the rest without a word
        ("a ** (b - b)", "formula-number"),
        ("a ** none", "formula-number"),
        ("a ** (0 * none)", "formula-number"),
        ("none ** 2", "formula-number"),
        ("True", "formula-syntax"),
        ("1_000 * a", "formula-syntax"),
    ],
)
def test_odd_numbers_are_refused(text: str, code: str) -> None:
    huge = Value(float("inf"))
    with pytest.raises(FormulaError) as caught:
        value(text, a=Value(2.0), b=huge, none=Value(float("nan")), dry_matter=Value(1.0))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "number"), [("1e3", 1000.0), ("12e3 * 2", 24000.0), ("1.5e-3", 0.0015), ("2E2", 200.0)]
)
def test_exponents_are_no_units(text: str, number: float) -> None:
    """Without the rule ``1e3`` was 1 of a unit ``e3``."""
    assert value(text).number == pytest.approx(number)
    assert value(text).dimension == ()


def test_exponents_and_units_stand_together() -> None:
    assert value("1e3 kg/t").number == pytest.approx(1.0)
