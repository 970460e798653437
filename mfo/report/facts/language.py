"""The languages of a report: its texts, the words of the field, and how numbers are written.

Texts stand in ``texts.json``: ``texts`` by key with one entry a language, ``words`` by their English form. Names that a
user gave and units are never translated.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from importlib.resources import files

from ...errors import Problem, UsageError
from ...plan.measures.payback import months_or_years
from ...translation import MONTH, translated
from .markup import Html, data, escape

LANGUAGES = ("en", "es")
POINT_CURRENCIES = frozenset({"MXN", "USD", "GTQ", "HNL", "NIO", "DOP", "PEN", "PAB"})
"""Spanish-speaking countries with these currencies write 1,234.5; the others write 1.234,5."""

LISTS = ("waste that ends in", "ended in the routes")  # texts that a list of routes follows
_SUPERSCRIPT = ("Nm3", "m3")
COUNTED = "item"  # the unit of what is counted


@dataclass(frozen=True)
class Language:
    """Texts in one language and the way its numbers are written."""

    code: str
    texts: Mapping[str, str]
    words: Mapping[str, str]
    decimal: str = "."
    thousands: str = ","
    marks: bool = False  # whether numbers are HTML that carries their full value

    @cached_property
    def marked(self) -> Language:
        """The same language for a page: numbers are HTML with full values (:func:`mfo.report.facts.markup.data`)."""
        return replace(self, marks=True)

    @cached_property
    def plain(self) -> Language:
        """The same language with numbers as plain text."""
        return replace(self, marks=False) if self.marks else self

    def __call__(self, key: str, **values: object) -> str:
        """The text of that key, its ``{places}`` filled; as HTML where one of the values is HTML."""
        if any(isinstance(value, Html) for value in values.values()):
            return self.html(key, **values)
        return self.texts[key].format_map(values)

    def choice(self, kind: str, word: str) -> str:
        """A word of a closed set in this language; as it stands where a table that was altered holds another one."""
        key = f"{kind}.{word}"
        return self(key) if key in self.texts else word

    def html(self, key: str, **values: object) -> Html:
        """The text as HTML: everything is escaped except values that are HTML already."""
        filled = {name: escape(value) for name, value in values.items()}
        return Html(escape(self.texts[key]).format_map(filled))

    def word(self, term: object) -> str:
        """A word of the field (a route, a kind, an indicator) in this language; names and others stay as they are.

        What follows a colon, a unit in brackets, the sides of a division and lists of routes are looked up by part.
        """
        text = str(term)
        if text in self.words:
            return self.words[text]
        head, _, unit = text.rpartition(" [")
        if text.endswith("]") and (head in self.words or " / " not in head):
            return f"{self.word(head)} [{self.unit(unit[:-1])}]" if head else text
        if " / " in text:
            return " / ".join(self.word(part) for part in text.split(" / "))
        if "; " in text:
            return "; ".join(self.word(part) for part in text.split("; "))
        if ": " in text:
            return ": ".join(self.words.get(part, part) for part in text.split(": "))
        for lead in LISTS:
            if text.startswith(f"{lead} "):
                routes = text.removeprefix(f"{lead} ").split(", ")
                return f"{self.word(lead)} {', '.join(self.word(route) for route in routes)}"
        return text

    def slot(self, label: object) -> str:
        """What a slot is called: a month in this language, with its year; any other label as it stands."""
        month, space, year = str(label).partition(" ")
        return f"{translated(month, self.code, MONTH)}{space}{year}"

    def number(
        self, value: float | None, significant: int = 4, signed: bool = False, unit: str = "", of: str = ""
    ) -> str:
        """A number to so many significant digits, grouped by thousands; an empty text for a blank.

        ``unit`` and ``of`` (the table and row it comes from) are told to machines only.
        """
        return self._marked(self._digits(value, significant, signed), value, unit, of)

    def amount(self, value: float | None, unit: str, significant: int = 4, signed: bool = False, of: str = "") -> str:
        """A number with its unit; large money is told in thousands or millions, in the language's words."""
        if value is None or math.isnan(value):
            return ""
        if is_money(unit) and abs(value) >= 1e6:
            text = f"{self._digits(value / 1e6, significant, signed)} {self('million')} {unit}"
        else:
            text = f"{self._digits(value, significant, signed)} {self.unit(unit, abs(value) != 1)}".rstrip()
        return self._marked(text, value, pretty_unit(unit), of)

    def unit(self, unit: str, many: bool = True) -> str:
        """A unit as it is read; what is counted is told by the language's own word, in the plural on top."""
        pretty = pretty_unit(unit)
        if COUNTED not in pretty:
            return pretty
        head, *below = pretty.split("/")
        on_top = self("unit.items" if many else "unit.item") if head == COUNTED else head
        return "/".join([on_top, *(self("unit.item") if part == COUNTED else part for part in below)])

    def percent(self, value: float | None, signed: bool = False, of: str = "") -> str:
        """A fraction as a percentage."""
        if value is None or math.isnan(value):
            return ""
        return self._marked(f"{self._digits(value * 100, 3, signed)} %", value, "", of)

    def duration(self, years: float, of: str = "") -> str:
        """A time in years as people say it: below two years in months."""
        name, count, significant = months_or_years(years)
        unit = self.word(name)
        return self._marked(f"{self._digits(count, significant, False)} {unit}", count, unit, of)

    def _marked(self, text: str, value: float | None, unit: str, of: str) -> str:
        return data(text, value, unit, of) if self.marks else text

    def _digits(self, value: float | None, significant: int, signed: bool) -> str:
        if value is None or math.isnan(value):
            return ""
        if math.isinf(value):
            return "∞" if value > 0 else "−∞"
        text = f"{abs(value):,.{_decimals(value, significant)}f}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        if (self.thousands, self.decimal) != (",", "."):
            text = text.translate({ord(","): self.thousands, ord("."): self.decimal})
        sign = "−" if value < 0 and text.strip("0.,") else "+" if signed and value > 0 else ""
        return sign + text


def _decimals(value: float, significant: int) -> int:
    if value == 0:
        return 0
    return max(0, min(12, significant - 1 - math.floor(math.log10(abs(value)))))


def is_money(unit: str) -> bool:
    """Whether a unit is a currency: three capitals, as ISO writes them."""
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


_POWER = re.compile(r"(^|\s|/(?=\())(\()?([kMGT]?)Wh/h(?(2)\)|(?![\w.]))")


@lru_cache(maxsize=4096)
def pretty_unit(unit: str) -> str:
    """A unit as it is read: m³ for m3, t CO2e for t_CO2e, kW for kWh/h (but EUR/kWh/h as it is: per kWh and hour)."""
    unit = _POWER.sub(r"\1\3W", unit)
    for plain in _SUPERSCRIPT:
        unit = unit.replace(plain, plain[:-1] + "³")
    return unit.replace("_", " ").replace("CO2e", "CO₂e").replace("CO2", "CO₂")


@lru_cache
def _stored() -> dict[str, dict[str, dict[str, str]]]:
    return dict(json.loads((files("mfo.report") / "assets" / "texts.json").read_text(encoding="utf-8")))


@lru_cache
def language(code: str = "en", currency: str = "") -> Language:
    """The language of that code (``en``, ``es``).

    Spanish numbers follow the habit of the country the currency belongs to. Raises :class:`UsageError` for a
    language that is not there.
    """
    base = code.lower().replace("_", "-").split("-")[0]
    if base not in LANGUAGES:
        message = f"There is no language {code!r}; there are {' and '.join(LANGUAGES)}."
        raise UsageError(Problem("language-unknown", message))
    stored = _stored()
    texts = {key: entry[base] for key, entry in stored["texts"].items()}
    words = {term: entry[base] for term, entry in stored["words"].items() if base in entry}
    comma = base == "es" and currency not in POINT_CURRENCIES
    return Language(base, texts, words, *((",", ".") if comma else (".", ",")))
