"""Letters of other alphabets that look like Latin ones: a name typed with a Cyrillic a is another name."""

from __future__ import annotations

import unicodedata

_TWINS = {
    # Greek
    "Α": "A",
    "Β": "B",
    "Ε": "E",
    "Ζ": "Z",
    "Η": "H",
    "Ι": "I",
    "Κ": "K",
    "Μ": "M",
    "Ν": "N",
    "Ο": "O",
    "Ρ": "P",
    "Τ": "T",
    "Υ": "Y",
    "Χ": "X",
    "ο": "o",
    "ν": "v",
    "ι": "i",
    "κ": "k",
    "ρ": "p",
    "α": "a",
    "υ": "u",
    "γ": "y",
    # Cyrillic
    "А": "A",
    "В": "B",
    "Е": "E",
    "Ѕ": "S",
    "І": "I",
    "Ј": "J",
    "К": "K",
    "М": "M",
    "Н": "H",
    "О": "O",
    "Р": "P",
    "С": "C",
    "Т": "T",
    "У": "Y",
    "Х": "X",
    "а": "a",
    "с": "c",
    "е": "e",
    "і": "i",
    "ј": "j",
    "о": "o",
    "р": "p",
    "ѕ": "s",
    "у": "y",
    "х": "x",
    "һ": "h",
    "ԁ": "d",
    "ԛ": "q",
    "ԝ": "w",
    "к": "k",
    "м": "m",
    "т": "t",
    "в": "b",
    # full width and others
    "ı": "i",
    "ℓ": "l",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "–": "-",
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
}
_TABLE = str.maketrans(_TWINS)


def skeleton(text: str) -> str:
    """The text with every letter that looks like a Latin one replaced by it: texts that look the same have one."""
    return unicodedata.normalize("NFKC", text).translate(_TABLE)


def stranger(text: str, other: str) -> str:
    """The sentence that tells two names apart which look the same: blank where they do not, or are the same."""
    if text == other or skeleton(text).casefold() != skeleton(other).casefold():
        return ""
    for one, two in zip(text, other, strict=False):
        if one.casefold() != two.casefold():
            strange, name = (one, text) if not one.isascii() else (two, other)
            return f"The `{strange}` in `{name}` is U+{ord(strange):04X} {unicodedata.name(strange, '?').lower()}."
    return ""
