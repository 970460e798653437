"""What the text of a cell means before anybody knows its column: blank, number or text; and headers with units.

One rule for all containers, so that a plant reads the same from CSV, a workbook and YAML: a text that is a number in
plain spelling is a number, everything else is text. ``no``, ``NA``, ``null`` and ``12:30`` are texts; ``012`` is too,
for it may be a code. Whether a column may hold text is decided later, by its meaning.
"""

from __future__ import annotations

import re
import unicodedata

from .table import CellValue

_NUMBER = re.compile(r"[+-]?(?:0|[1-9]\d*|\d+\.\d*|\.\d+|(?:\d+(?:\.\d*)?|\.\d+)[eE][+-]?\d{1,3})")
_FIRST = frozenset("0123456789+-.")
_HEADER = re.compile(r"(?P<name>[^\[\]]*?)\s*\[(?P<unit>[^\[\]]*)\]")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_SPACES = re.compile(r"[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
_UNSEEN = re.compile(  # those of Unicode's Default_Ignorable_Code_Point, and marks of annotations
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
EXACT_DIGITS = 15  # more than these a workbook would not keep


def resolve(text: str) -> CellValue:
    """The value of a cell's text: None where blank, a number where it is one, otherwise the text without its margins.

    Whole numbers are int whatever their spelling (``1e3`` is 1000), so that names such as ``7`` compare as typed.
    """
    text = text.strip()
    if not text:
        return None
    if text[0] in _FIRST and _NUMBER.fullmatch(text):
        return _number(text)
    return text if text.isascii() and "\r" not in text else clean(text)


def _number(text: str) -> CellValue:
    digits = sum(character.isdigit() for character in text)
    value = float(text)
    if "." not in text and "e" not in text and "E" not in text:
        return int(text) if digits <= EXACT_DIGITS else text  # a longer one is an identifier
    if value in (float("inf"), float("-inf")):
        return text
    return whole(value)


def whole(value: float) -> int | float:
    """A float that is a whole number as int, any other as it is."""
    return int(value) if abs(value) < 10**EXACT_DIGITS and value == int(value) else value


def clean(text: str) -> str:
    """Text in composed characters, with plain spaces and line ends, without margins and what nobody can see.

    A no-break space is a space; joiners of no width, soft hyphens and marks of direction go.
    """
    text = _UNSEEN.sub("", _SPACES.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n")))
    return unicodedata.normalize("NFC", text).strip()


def control_character(text: str) -> str:
    """The first character that no text should hold (NUL, bell, ...), as ``U+0007``; blank where there is none."""
    match = _CONTROL.search(text)
    return f"U+{ord(match.group()):04X}" if match else ""


def split_header(text: str) -> tuple[str, str | None]:
    """``amount [t/d]`` -> (``amount``, ``t/d``); a header without brackets has no unit.

    Raises :class:`ValueError` where the brackets are not one closed pair at the end.
    """
    header = clean(text)
    if "[" not in header and "]" not in header:
        return header, None
    match = _HEADER.fullmatch(header)
    if match is None or not match["name"]:
        raise ValueError(header)
    return match["name"], " ".join(match["unit"].split()) or None


def join_header(name: str, unit: str | None) -> str:
    """The header that :func:`split_header` reads back."""
    return name if unit is None else f"{name} [{unit}]"


def text_of(value: CellValue) -> str:
    """A cell as text that :func:`resolve` reads back."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(value)
    return value if isinstance(value, str) else repr(value)
