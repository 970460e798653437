"""From what a cell holds to a canonical number: each unit looked up once, dimensions compared, hints given."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from ..units import Unit, UnitError, parse_quantity, parse_unit
from ..units.spellings import CURRENCIES, MONEY_PREFIXES

PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\Z")
"""A number and nothing else; no thousands separators, no decimal comma."""

PREFIXES = "".join(MONEY_PREFIXES)
_MONEY = re.compile(rf"\b([{PREFIXES}]?)([A-Z]{{3}})\b")

HOURS_PER_YEAR = 8760.0
HOURS_PER_MONTH = HOURS_PER_YEAR / 12


class CellError(ValueError):
    """A cell that cannot be read: a code, a sentence and a remedy."""

    def __init__(self, code: str, message: str, remedy: str = "") -> None:
        """Take the code of the problem to be, what was found and what would be right."""
        self.code, self.message, self.remedy = code, message, remedy
        super().__init__(message)


@dataclass(frozen=True)
class Number:
    """A number as found in a cell: the value in the unit it was typed in, and that unit (None: bare)."""

    value: float
    unit: Unit | None
    typed: str


@lru_cache(maxsize=8192)
def _unit_or_error(text: str) -> Unit | UnitError:
    try:
        return parse_unit(text)
    except UnitError as error:
        return error


def unit_of(text: str) -> Unit:
    """The unit of a spelling; raises :class:`CellError`. Each spelling is parsed once, failures too."""
    found = _unit_or_error(text)
    if isinstance(found, UnitError):
        raise CellError(found.code, found.message, found.remedy)
    return found


@lru_cache(maxsize=8192)
def fit(typed: str, wanted: tuple[str, ...]) -> tuple[float, str] | None:
    """The factor from a typed unit to the first wanted unit of its dimension, and that unit; None: none fits."""
    unit = unit_of(typed)
    for text in wanted:
        if not text:
            if unit.is_plain:
                return unit.factor, ""
            continue
        target = unit_of(text)
        if target.dimension == unit.dimension:
            return unit.factor / target.factor, "" if target.is_plain else target.canonical
    return None


@lru_cache(maxsize=8192)
def bare(wanted: tuple[str, ...]) -> str | None:
    """The wanted unit that a bare number has: a dimensionless one ("" for a share); None where there is none."""
    for text in wanted:
        if not text or unit_of(text).is_plain:
            return ""
    return None


@lru_cache(maxsize=4096)
def _quantity(text: str) -> tuple[float, Unit] | UnitError:
    try:
        return parse_quantity(text)
    except UnitError as error:
        return error


def parse_number(value: object, header: str | None) -> Number:
    """Read a cell that should hold a number; the unit of the cell goes before that of the header."""
    if isinstance(value, bool | list):
        raise CellError("number-text", f"A number is wanted here, not {show(value)}.")
    if isinstance(value, str):
        text = value.strip()
        if not PLAIN.match(text):
            found = _quantity(text)
            if isinstance(found, UnitError):
                raise CellError(found.code, found.message, found.remedy)
            return Number(found[0], found[1] if found[1].typed else None, text)
        number = float(text)
    elif isinstance(value, int | float):
        number, text = float(value), f"{value}"
    else:
        raise CellError("number-text", f"A number is wanted here, not {show(value)}.")
    if not math.isfinite(number):
        raise CellError(
            "number-text", f"{show(value)} is no number to reckon with.", "Leave the cell blank for no limit."
        )
    if header is None:
        return Number(number, None, text)
    return Number(number, unit_of(header), f"{text} {header}")


def convert(number: Number, wanted: tuple[str, ...], meaning: str, example: str = "") -> tuple[float, str]:
    """The value in the wanted unit, and that unit. ``meaning`` names the number in messages, ``example`` is a cell."""
    if number.unit is None:
        unit = bare(wanted)
        if unit is not None:
            return _within_reach(number.value, number, meaning), unit
        if number.value == 0:
            return 0.0, unit_of(wanted[0]).canonical
        usual = _usual_unit(example, wanted)
        raise CellError(
            "unit-missing",
            f"{meaning} is {number.typed} without a unit.",
            f"Write it as `{number.typed} {usual}`, or put the unit in the header: `[{usual}]`.",
        )
    found = fit(number.unit.typed, wanted)
    if found is None:
        raise CellError(
            "unit-dimension",
            f"{meaning} is {number.typed}, where {wanted_text(wanted, example)} is wanted.",
            hint(number.unit.typed, wanted),
        )
    value = number.value * found[0]
    return _within_reach(value, number, meaning), found[1]


REACH = (1e-36, 1e36)  # of numbers in canonical units; sums and products of them stay numbers


def _within_reach(value: float, number: Number, meaning: str) -> float:
    if value == 0 or REACH[0] <= abs(value) <= REACH[1]:
        return value
    size = "more" if abs(value) > 1 else "less"
    raise CellError(
        "number-text",
        f"{meaning} is {number.typed}, {size} than can be reckoned with.",
        "Check it; leave the cell blank for no limit, or write 0 for nothing.",
    )


def _usual_unit(example: str, wanted: tuple[str, ...]) -> str:
    """The unit that people type: that of the column's example where it fits, else the canonical one."""
    unit = example.partition(" ")[2]
    try:
        return unit if unit and fit(unit, wanted) else wanted[0]
    except CellError:
        return wanted[0]


DEGREES_HINT = "Write degrees as one number with a point, those south and west with a minus: 19.44, -100.36."


def wanted_text(wanted: tuple[str, ...], example: str = "") -> str:
    """The wanted units in words; ``example`` is a cell of the column, which tells counts from shares."""
    several = " or ".join(dict.fromkeys(_one_wanted(text, example) for text in wanted))
    return "an angle in degrees (such as 19.44)" if "deg" in wanted else several


def _one_wanted(unit: str, example: str) -> str:
    if unit:
        return f"a unit like {unit}"
    is_count = PLAIN.match(example) is not None and float(example) > 1
    number = f"a number (such as {example})" if is_count else "a share (such as 0.3 or 30 %)"
    return number


def factors(text: str, name: str, example: str) -> list[str]:
    """The factors of a product as typed in the column ``name``: ``40 t/d * season``."""
    parts = [part.strip() for part in text.split("*")]
    if all(parts):
        return parts
    raise CellError(
        "number-text",
        f"`{name}` is {show(text)}, in which nothing stands before a `*`."
        if not parts[0]
        else f"`{name}` is {show(text)}, in which nothing stands after a `*`.",
        f"Write a number or a profile there, as in `{example} * season`, or leave the `*` out.",
    )


_POWERS = {f"{prefix}Wh": f"{prefix}W" for prefix in ("", "k", "M", "G", "T")}


def hint(typed: str, wanted: tuple[str, ...]) -> str:
    """What usually lies behind a wrong dimension."""
    joined = " ".join(wanted)
    if "deg" in wanted:
        return DEGREES_HINT
    normal_typed, normal_wanted = "Nm3" in typed, "Nm3" in joined
    if normal_typed != normal_wanted and "m3" in typed and "m3" in joined:
        return "Nm3 (gas at 0 °C and 1 atm) and m3 (as metered) are different: say which it is, and convert by hand."
    if ("CO2e" in typed) != ("CO2e" in joined) and "t" in joined:
        return "A mass (t) and a warming potential (t_CO2e) are different: say which it is."
    codes = re.findall(r"\b[A-Z]{3}\b", joined)
    others = [code for code in re.findall(r"\b[A-Z]{3}\b", typed) if codes and code not in codes]
    if re.fullmatch(r"[A-Z]{3}/[A-Z]{3}", joined) and re.search(r"\b[A-Z]{3}\b", typed):
        return f"Write how much {codes[0]} one {codes[1]} is, in {joined}."
    if others:
        return f"The plant counts in {codes[0]}: give the rate of {others[0]} in the table `exchange_rates`."
    power = _POWERS.get(typed)
    if power and _fits(power, wanted):
        return (
            f"That is an amount of energy without a time: write {power} if the power is meant, or say per what time, "
            f"such as {typed}/d or {typed}/year."
        )
    if _fits(f"{typed}/d", wanted):
        return f"That is an amount without a time: say per what time, such as {typed}/d or {typed}/year."
    for unit in wanted:
        per = unit.partition("/")[2]
        if per and _fits(f"{typed}/{per}", wanted):
            return f"Say per what it is, such as `{typed}/{per}`."
    if _fits(f"({typed}).km", wanted):
        return _by_the_km(codes)
    for one, other in MEASURES:
        if _fits(f"({typed}).({one}/{other})", wanted) or _fits(f"({typed}).({other}/{one})", wanted):
            return f"Check the unit, in the cell and in the header; convert between {one} and {other} by hand."
    return "Check the unit, in the cell and in the header."


MEASURES = (("t", "m3"), ("t", "Nm3"), ("t", "MWh"), ("m3", "MWh"), ("Nm3", "MWh"), ("t", "item"), ("m3", "item"))
"""What a material may be counted in, of which people type the one for the other."""


def _by_the_km(codes: list[str]) -> str:
    if codes:
        return "That is money per km: type it under `cost_per_amount_and_distance`, or multiply it by the km."
    return "That is per km: multiply it by the km of the way."


def _fits(typed: str, wanted: tuple[str, ...]) -> bool:
    try:
        return fit(typed, wanted) is not None
    except CellError:
        return False


@lru_cache(maxsize=4096)
def foreign(unit: str, own: str) -> str:
    """The currency within a unit that is not the plant's own; blank where there is none.

    >>> foreign("kUSD/t", "MXN"), foreign("kMXN/t", "MXN"), foreign("GWh/t", "MXN")
    ('USD', '', '')
    """
    return next((code for _, code in _MONEY.findall(unit) if code in CURRENCIES and code != own), "")


def in_own(unit: str, own: str) -> str:
    """A unit with the plant's currency in the place of another.

    >>> in_own("kUSD/t", "MXN")
    'kMXN/t'
    """
    other = foreign(unit, own)
    return re.sub(rf"\b([{PREFIXES}]?){other}\b", rf"\g<1>{own}", unit) if other else unit


def show(value: object) -> str:
    """A cell's content for a message, shortened."""
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return f"`{text if len(text) <= 60 else text[:57] + '...'}`"
