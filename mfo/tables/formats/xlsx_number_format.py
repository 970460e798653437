"""What the number format of a cell makes a reader believe: a unit, a currency, thousands left out.

A workbook stores 4000 and may show ``4`` (format ``#,##0,``), ``€ 4,000`` or ``4000 kg``. Only the stored number is
read, so a format that says something else than the column's header is a mistake that nobody would find by looking.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ...units import UnitError, parse_unit

_PARTS = re.compile(
    r'"(?P<quoted>[^"]*)"|\[\$(?P<currency>[^\]-]*)[^\]]*\]|\[[^\]]*\]|\\(?P<escaped>.)|[_*].|(?P<plain>[^"\[\\])'
)
_CURRENCY = re.compile(r"\[[A-Z]{3}\]")
_SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₺": "TRY", "R$": "BRL", "US$": "USD", "MX$": "MXN"}
_DIGITS = frozenset("0#?,.")


@lru_cache(maxsize=1000)
def trouble(number_format: str, unit: str | None) -> str:
    """What a number format says against the unit in the column's header, as the end of a sentence; blank where nothing.

    A lone ``$`` is many countries' sign: under a header that holds money it says nothing.
    """
    pattern, words = _taken_apart(number_format)
    if _scaling(pattern):
        return "leaves out thousands"
    if "$" in words and unit and not _holds_money(unit):
        return f"says `$`, where the header says `{unit}`"
    for word in [word for word in words if word != "$"]:
        if unit and _differs(word, unit):
            return f"says `{word}`, where the header says `{unit}`"
    return ""


def _taken_apart(number_format: str) -> tuple[str, list[str]]:
    """The digits' pattern of a format's first section, and its words with signs of money by their ISO code."""
    pattern, text = "", ""
    words = []
    for part in _PARTS.finditer(_first_section(number_format)):
        if part["currency"] is not None:
            words.append(part["currency"].strip())
        elif part["plain"] is not None and part["plain"] in _DIGITS:
            pattern += part["plain"]
        else:
            text += part["quoted"] or part["escaped"] or part["plain"] or ""
    words.append(text.removeprefix("General").strip())
    return pattern, [_SIGNS.get(word, word) for word in words if word]


def _first_section(number_format: str) -> str:
    """The part before the first semicolon that does not stand between quotation marks."""
    quoted = False
    for position, sign in enumerate(number_format):
        if sign == '"':
            quoted = not quoted
        elif sign == ";" and not quoted:
            return number_format[:position]
    return number_format


def _scaling(pattern: str) -> bool:
    """Whether commas behind the last digit divide what is shown by thousands."""
    return any(part.endswith(",") and part.strip(",") for part in pattern.split("."))


def _holds_money(unit: str) -> bool:
    """Whether a unit has a currency in it; one that cannot be read may have one."""
    try:
        return bool(_CURRENCY.search(parse_unit(unit).dimension))
    except UnitError:
        return True  # told where the header is read


def _differs(word: str, unit: str) -> bool:
    """Whether a word is a unit or a currency of its own, which the header's unit neither is nor names."""
    try:
        shown = parse_unit(word)
    except UnitError:
        return False
    if word in re.split(r"[\s/().*·]+", unit):
        return False  # `MXN` beside a price in MXN/t
    try:
        meant = parse_unit(unit)
    except UnitError:
        return False  # told where the header is read
    return (shown.dimension, shown.factor) != (meant.dimension, meant.factor)
