"""Finished sentences in another language: found by their template in the catalogue, filled with the same values.

Problems are made where they are found, in English, by templates with fields; the catalogue's keys are these templates,
drawn from the source by ``docs/generate_catalogue.py``. A sentence is matched against them, and its values (names,
numbers, places, or sentences of their own) stand in the translated template. What matches none stays English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from string import Formatter

from .errors import Problem, Where
from .translation import (
    CHOICE,
    KIND,
    SETTING,
    TABLE,
    TRANSLATED,
    catalogue_texts,
    folded,
    in_english,
    known_names,
    translated,
)

OR, AND = {"es": "o"}, {"es": "y"}
CHOICES = ("words", "choices")  # fields of templates that list what a cell may hold
DEEPEST = 3  # sentences within sentences
SURE = 2  # a template of several sentences is meant where at least this part of the text is its own


@dataclass(frozen=True)
class Template:
    """An English sentence with named fields, and what it is in another language."""

    english: str
    foreign: str

    @cached_property
    def pieces(self) -> list[str]:
        """What stands between the fields."""
        return [literal for literal, *_ in Formatter().parse(self.english)]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a finished sentence looks like."""
        parts = list(Formatter().parse(self.english))
        found = []
        for place, (literal, field, *_) in enumerate(parts):
            after = parts[place + 1][0] if place + 1 < len(parts) else ""
            within = "[^`]" if literal.endswith("`") and after.startswith("`") else "."
            found.append(re.escape(literal) + (f"(?P<{field}>{within}*?)" if field else ""))
        return re.compile("".join(found), re.DOTALL)

    @cached_property
    def weight(self) -> int:
        """How much of it is fixed: of several that match, the one with most is meant."""
        return sum(map(len, self.pieces))

    def values(self, text: str) -> dict[str, str] | None:
        """The fields of a finished sentence; None where it is none of this template."""
        if not all(piece in text for piece in self.pieces):
            return None
        found = self.pattern.fullmatch(text)
        return found.groupdict() if found else None


@lru_cache
def _templates(language: str, context: str = "") -> tuple[Template, ...]:
    texts = catalogue_texts(language, context)
    found = [Template(english, foreign) for english, foreign in texts.items() if "{" in english]
    found += [Template(*shorter) for english, foreign in texts.items() if (shorter := _first(english, foreign))]
    return tuple(sorted(found, key=lambda template: -template.weight))


def _first(english: str, foreign: str) -> tuple[str, str] | None:
    """Of a template that ends with a sentence of its own, the one before it, as sentences may be told one by one."""
    (before, ends, _), (told, *_) = english.rpartition(". {"), foreign.rpartition(". {")
    alone = ends and told and english[len(before) :] == foreign[len(told) :]
    return (f"{before}.", f"{told}.") if alone else None


@lru_cache(maxsize=4096)
def in_language(text: str, language: str, depth: int = 0, context: str = "") -> str:
    """A finished English sentence in a language; as it is where the catalogue has no template for it.

    With a context the templates are those of that context, and what they hold stays as it is.

    >>> in_language("`price` is blank.", "es")
    '`price` está en blanco.'
    """
    if language not in TRANSLATED or not text.strip() or depth > DEEPEST:
        return text
    if (core := text.strip()) != text:
        return text.replace(core, in_language(core, language, depth, context), 1)
    exact = _exact(text, language, context)
    if exact != text:
        return exact
    if depth and (kinds := _kinds(text, language)):
        return kinds
    parts = list(_parts(text)) if depth < DEEPEST else [text]
    weak = ""
    for template in _templates(language, context):
        values = template.values(text)
        if values is None or not any(piece.strip(" `'.,:;()") for piece in template.pieces):
            continue
        kept = {name for name in values if context or f"`{{{name}}}`" in template.english}
        filled = {
            name: value if name in kept else _value(name, value, language, depth) for name, value in values.items()
        }
        weak = template.foreign.format_map(filled)
        if len(parts) == 1 or template.weight * SURE > len(text):
            return weak
        break
    if text.startswith("`") and ("` or `" in text or "` and `" in text):
        choices = text.replace("` or `", f"` {OR[language]} `").replace("` and `", f"` {AND[language]} `")
        return re.sub(r"`(\w+)(?=: )", lambda found: f"`{translated(found[1], language, KIND)}", choices)
    told = [in_language(part, language, depth + 1, context) for part in parts] if len(parts) > 1 else [text]
    return weak if weak and any(part in told for part in parts) else " ".join(told)


def _value(name: str, text: str, language: str, depth: int) -> str:
    """What stands in a field: words that a cell may hold, or a sentence or name of its own."""
    if name in CHOICES and known_names(CHOICE).issuperset(re.findall("`([^`]*)`", text)):
        told = re.sub("`([^`]*)`", lambda found: f"`{translated(found[1], language, CHOICE)}`", text)
        return told.replace("` or `", f"` {OR[language]} `")
    return in_language(text, language, depth + 1)


def _kinds(text: str, language: str) -> str:
    """Kinds of things one after another, such as ``supply or market``; blank where it is anything else."""
    pieces = re.split(r"(, | or )", text)
    words = [piece.removeprefix("a ").removeprefix("an ") for piece in pieces[::2]]
    if not known_names(KIND).issuperset(words):
        return ""
    pieces[::2] = [translated(word, language, KIND) for word in words]
    return "".join(f" {OR[language]} " if piece == " or " else piece for piece in pieces)


def _exact(text: str, language: str, context: str) -> str:
    """A text that the catalogue has, or has with a full stop at its end."""
    exact = translated(text, language, context)
    if exact != text or text.endswith("."):
        return exact
    stopped = translated(f"{text}.", language, context)
    return stopped.removesuffix(".") if stopped != f"{text}." else text


def _parts(text: str) -> Iterator[str]:
    """The sentences of a text, where it is several."""
    yield from re.split(r"(?<=[.?!]) (?=[A-Z`(])", text)


PLACES = {"es": {"sheet": "hoja", "cell": "celda", "row": "fila", "line": "línea", "column": "columna"}}
WITHIN = re.compile(r"[^\s(]+\.(?:xlsx|csv|ya?ml), (?:sheet [^,]+, (?:cell|row|column) \w+|(?:line|row) \d+)")
SEVERITIES = {"es": {"error": "error", "warning": "aviso"}}


def place_in(where: Where | None, language: str) -> str:
    """A place in a language."""
    return place_told(str(where or ""), language)


def place_told(text: str, language: str) -> str:
    """A place as it was written down in English, in a language.

    >>> place_told("supplies.csv, line 3", "es")
    'supplies.csv, línea 3'
    """
    words = PLACES.get(language, {})
    return re.sub(r"(?:(?<=, )|^)(sheet|cell|row|line|column)(?= )", lambda found: words.get(found[1], found[1]), text)


def problem_in(problem: Problem, language: str) -> Problem:
    """A problem with message and remedy in a language; its code and its place are the same."""
    if language not in TRANSLATED:
        return problem
    message, remedy = (
        _named(in_language(text, language), problem.where, language) for text in (problem.message, problem.remedy)
    )
    message = re.sub(r"\([^()]*, (?:sheet|line) [^()]*\)$", lambda found: place_told(found[0], language), message)
    message = WITHIN.sub(lambda found: place_told(found[0], language), message)
    return Problem(problem.code, message, problem.where, remedy, problem.severity)


def _named(text: str, where: Where | None, language: str) -> str:
    """A text with the columns of its sheet called as they are there, where the sheet has a foreign name."""
    sheet = (where.sheet if where else None) or ""
    table = in_english(TABLE, sheet) or _meant(sheet, text, language)
    if not table or sheet.lower() == table:
        return text
    context = SETTING if table == "plant" else table

    def told(found: re.Match[str]) -> str:
        of = next((each for each in (context, TABLE) if found[1] in known_names(each)), "")
        return f"`{translated(found[1], language, of)}`" if of else found[0]

    return re.sub("`([^`]*)`", told, text)


def _meant(sheet: str, text: str, language: str) -> str:
    """The table that a sheet is read as, where its name is nearer to that of the other language; else blank."""

    def near(name: str) -> float:
        return SequenceMatcher(None, folded(sheet), folded(name)).ratio()

    tables = [name for name in re.findall("`([^`]*)`", text) if name in known_names(TABLE)]
    return next((name for name in tables if near(translated(name, language, TABLE)) > near(name)), "") if sheet else ""
