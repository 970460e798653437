"""Numbers with units: ``40 t/d`` read, checked and written."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Any

from .parse import Unit, UnitError, parse_unit

_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([,' _’])\d{3})+(?:\.\d+)?(?![\d.,])")
_POINTS = re.compile(r"[+-]?\d{1,3}(?:\.\d{3}){2,}(?![\d.,])")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?: \d{2}:\d{2}.*)?")
_DECIMAL_COMMA = re.compile(r"[+-]?(?:\d+(?:[.']\d{3})*)?,\d+(?![\d.,])")
_LEADING_MONEY = re.compile(r"[A-Z]{0,3}[$€£¥₹]")
_LONGEST = 120


def looks_like_number(text: str) -> bool:
    """Whether a text starts as a number does, so that it is meant as one and not as a name.

    >>> looks_like_number("40 t/d"), looks_like_number("$ 40"), looks_like_number("digester")
    (True, True, False)
    """
    return re.match(r"\s*[+\-−]?[.,]?\d|\s*[A-Z]{0,3}[$€£¥₹]", text) is not None


def parse_number(text: str) -> float:
    """The plain number that ``text`` spells: ``40``, ``-0.5``, ``1e3``.

    Raises :class:`UnitError` for decimal commas, thousands separators, units and whatever else is not a number.

    >>> parse_number("1e3")
    1000.0
    >>> parse_number("1.234,5")
    Traceback (most recent call last):
    mfo.units.parse.UnitError: ... Write 1234.5 with a point. [number-decimal-comma]
    """
    number, unit = split_quantity(text)
    if unit:
        raise UnitError("number-text", f"`{text.strip()}` has a unit where a plain number stands.", f"Write {number}.")
    return _value(number, text)


def split_quantity(text: str) -> tuple[str, str]:
    """``40 t/d`` -> (``40``, ``t/d``): the text of the number and of the unit, blank where there is none.

    Raises :class:`UnitError` where no number stands at the start, or one in a spelling that may be misread.

    >>> split_quantity("40 t/d")
    ('40', 't/d')
    """
    plain = " ".join(text.replace("−", "-").split())
    if len(plain) > _LONGEST:
        raise UnitError("number-text", f"`{plain[:30]}...` is too long for a number with a unit.", "Write 40 t/d.")
    if _DATE.fullmatch(plain):
        remedy = "Write the number; in Excel give the cell the format of a number first."
        raise UnitError("number-text", f"`{plain}` is a date, not a number.", remedy)
    match = _NUMBER.match(plain)
    misread = _THOUSANDS.match(plain) or _POINTS.match(plain) or _DECIMAL_COMMA.match(plain)
    if misread and (match is None or misread.end() > match.end()):
        raise _separator_error(plain, misread.group())
    if match is None:
        raise _no_number(plain)
    rest = plain[match.end() :].strip()
    if rest[:1] in (",", "."):
        raise UnitError("number-text", f"`{plain}` is not a number that can be read.", "Write 1234.5 for the number.")
    if rest[:1] == "/" or (rest[:1] in ("-", "–", ":") and rest[1:].strip()[:1].isdigit()):
        raise UnitError(
            "number-text", f"`{plain}` is a fraction or a range, not one number.", "Write one number, such as 0.5."
        )
    return match.group(), rest


def parse_quantity(text: str) -> tuple[float, Unit]:
    """``40 t/d`` -> (40.0, unit of t/d). A bare number has the unit of a plain number, ``typed`` blank.

    Raises :class:`UnitError` as :func:`split_quantity` and :func:`parse_unit` do.

    >>> value, unit = parse_quantity("365 t/year")
    >>> value * unit.factor * 24, unit.canonical  # a tonne a day, in the canonical t/h
    (1.0, 't/h')
    """
    number, unit = split_quantity(text)
    return _value(number, text), parse_unit(unit)


def _value(number: str, text: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise UnitError("number-text", f"`{text.strip()}` is larger than any number mfo can use.", "Check the number.")
    return value


def _separator_error(plain: str, found: str) -> UnitError:
    rest = plain[len(found) :]
    thousands = re.sub(r"[,' _’]", "", found if not _POINTS.fullmatch(found) else found.replace(".", ""))
    if re.fullmatch(r"[+-]?\d{1,3},\d{3}", found):
        decimal = found.replace(",", ".")
        return UnitError(
            "number-separator",
            f"`{plain}` may be {thousands} or {decimal}: a comma is read in both ways.",
            f"Write {thousands}{rest} or {decimal}{rest}.",
        )
    if _THOUSANDS.fullmatch(found) or _POINTS.fullmatch(found):
        return UnitError(
            "number-thousands", f"`{plain}` has separators of thousands.", f"Write {thousands}{rest} without them."
        )
    decimal = re.sub(r"[.']", "", found).replace(",", ".")
    return UnitError("number-decimal-comma", f"`{plain}` has a decimal comma.", f"Write {decimal}{rest} with a point.")


def _money_sign(plain: str) -> UnitError:
    amount, slash, per = plain.partition("/")
    amount = re.sub(r"[^\d.]", "", amount) or "40"
    if "€" in plain:
        return UnitError("unit-ambiguous", f"`{plain}` has a sign of money.", f"Write {amount} EUR{slash}{per}.")
    remedy = f"Write the ISO code after the number, such as {amount} MXN{slash}{per} or {amount} USD{slash}{per}."
    return UnitError("unit-ambiguous", f"`{plain}` has a sign of money, which many countries share.", remedy)


def _no_number(plain: str) -> UnitError:
    if _LEADING_MONEY.match(plain):
        return _money_sign(plain)
    if plain and plain[0] in "<>~≈±≤≥":
        return UnitError("number-text", f"`{plain}` is not one number.", "Write the number alone, such as 40 t/d.")
    return UnitError("number-text", f"`{plain}` is not a number.", "Write a number such as 40, 0.5 or 40 t/d.")


def to_display(values: Any, canonical_unit: str, typed_unit: str) -> Any:
    """Canonical ``values`` (a number or an array of any shape) in ``typed_unit``, by column at once.

    Raises :class:`UnitError` where the two units differ in dimension.

    >>> import numpy as np
    >>> to_display(np.array([1.0, 2.5]), "t/h", "t/d").tolist()
    [24.0, 60.0]
    """
    return values * conversion(canonical_unit, typed_unit)


def conversion(source: str, target: str) -> float:
    """The factor from one unit to another: value [source] * factor = value [target].

    Raises :class:`UnitError` where the two differ in dimension.

    >>> conversion("MXN/kg", "MXN/t")
    1000.0
    >>> conversion("kg", "kWh")
    Traceback (most recent call last):
    mfo.units.parse.UnitError: `kg` is mass, `kWh` is energy. Use a unit of the same kind as kg. [unit-dimension]
    """
    old, new = parse_unit(source), parse_unit(target)
    if old.dimension != new.dimension:
        raise UnitError(
            "unit-dimension",
            f"`{source}` is {describe_dimension(old.dimension)}, `{target}` is {describe_dimension(new.dimension)}.",
            f"Use a unit of the same kind as {source}.",
        )
    return old.factor / new.factor


def describe_dimension(dimension: str) -> str:
    """A dimension in words: ``[mass]/[time]`` -> ``mass per time``; ``[]`` -> ``a plain number``.

    >>> describe_dimension("[mass]/[time]"), describe_dimension("[]")
    ('mass per time', 'a plain number')
    """
    if dimension == "[]":
        return "a plain number"
    words = dimension.replace("1/", "per ").replace("]/[", "] per [").replace("].[", "] x [")
    return words.replace("[", "").replace("]", "")


def format_number(value: float, digits: int = 4) -> str:
    """A number for people: ``digits`` significant ones, whole parts in full, thousands set apart by commas.

    >>> [format_number(number) for number in (1234567.8, 0.00123456, 40.0, -0.5)]
    ['1,234,568', '0.001235', '40', '-0.5']
    """
    if not math.isfinite(value):
        return "unlimited" if value == math.inf else str(value)
    if value == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(value)))
    if magnitude < -6 or magnitude > 14:
        return f"{value:.{digits - 1}e}"
    text = f"{value:,.{max(0, digits - 1 - magnitude)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Description:
    """What a unit or a number with a unit means, for people to check. ``str()`` gives it as lines of text.

    >>> print(describe("12 kt/yr"))
    12 kt/yr = 1.369863014 t/h
    dimension: mass per time
    kt: kilotonne, 1000 t
    yr: year of 365 days, 8760 h
    """

    typed: str
    value: float | None  # the typed number; None where only a unit was given
    unit: Unit
    parts: tuple[tuple[str, str], ...]  # each spelling within, and what it stands for

    @property
    def canonical_value(self) -> float:
        """The number in canonical units; for a bare unit what one of it is worth."""
        return (1.0 if self.value is None else self.value) * self.unit.factor

    def __str__(self) -> str:
        """Lines: what it is worth, its dimension, and each spelling."""
        left = self.typed if self.value is not None or self.typed.startswith("1") else f"1 {self.typed}"
        unit = "" if self.unit.canonical == "1" else f" {self.unit.canonical}"
        lines = [f"{left} = {self.canonical_value:.10g}{unit}", f"dimension: {describe_dimension(self.unit.dimension)}"]
        return "\n".join([*lines, *(f"{spelling}: {meaning}" for spelling, meaning in self.parts)])


def describe(text: str) -> Description:
    """What ``12 kt/yr`` or ``USD/t.km`` means: canonical value, dimension, and each spelling within.

    Raises :class:`UnitError` for what cannot be read.

    >>> describe("12 kt/yr").unit.dimension
    '[mass]/[time]'
    """
    from .parse import meanings

    if looks_like_number(text) and not text.strip().startswith("1/"):
        value, unit = parse_quantity(text)
        return Description(text.strip(), value, unit, meanings(unit.typed))
    unit = parse_unit(text)
    return Description(text.strip(), None, unit, meanings(unit.typed))
