"""What may have stood in a cell that cannot be read: the nearest name, the nearest word, any number of its unit.

A plant with such a cell is refused. A guess only lets the rest of its row, and what other rows say of it, be read.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..tables.cells.table import CellValue
from .names import SINGULAR, Names, near
from .schema import Column

LEAST_MISSES = 100  # names looked for in one reading; beyond it a file is wrong as a whole


@dataclass(frozen=True)
class Guess:
    """A value for a cell; ``sure`` where its text is close enough for whatever follows from it to be told."""

    value: CellValue
    sure: bool = False


def name_guess(names: Names, typed: str, tables: Sequence[str], others: Iterable[str]) -> Guess | None:
    """The nearest name, else the first one that stands nowhere else in the row; the first meaning of an ambiguous one.

    ``others`` are the texts of the row's other cells.
    """
    meanings = names.find(typed, tuple(tables))
    if meanings:
        table, name = meanings[0]
        return Guess(f"{SINGULAR[table]}: {name}", sure=True)
    if names.searches > LEAST_MISSES:
        return None
    every = [name for table in tables for name in names.of(table)]
    nearest = near(typed, every, 1)
    if nearest:
        return Guess(nearest[0], sure=True)
    taken = set(others)
    return next((Guess(name) for name in every if name not in taken), None)


def names_guess(
    names: Names, found: Mapping[str, object], tables: Sequence[str], others: Sequence[str]
) -> Guess | None:
    """A list whose names that mean nothing (None in ``found``) are guessed."""
    guesses = [
        Guess(name, sure=True) if meant else name_guess(names, name, tables, others) for name, meant in found.items()
    ]
    known = [guess for guess in guesses if guess]
    text = "; ".join(dict.fromkeys(str(guess.value) for guess in known))
    return Guess(text, sure=all(guess.sure for guess in known)) if known else None


def word_guess(typed: str, words: Sequence[str]) -> Guess | None:
    """The nearest of a column's words, else the first."""
    nearest = difflib.get_close_matches(typed.casefold(), words, 1)
    return Guess(nearest[0], sure=True) if nearest else Guess(words[0]) if words else None


def number_guess(spec: Column, unit: str) -> Guess:
    """A number that the column allows, in its unit."""
    least, most = spec.lower, spec.upper
    value = 1.0 if most is None or most > 1.0 else most / 2
    value = value if least is None or least < value or (least == value and not spec.above_zero) else least + 1.0
    if spec.kind in ("integer", "integers"):
        return Guess(str(int(value)))
    return Guess(f"{value:g} {unit}".strip())


def blank_guess(names: Names, spec: Column, others: Iterable[str]) -> Guess | None:
    """What may stand in a needed cell that is blank."""
    if spec.refers:
        return name_guess(names, "", spec.refers, others)
    if spec.choices:
        return Guess(spec.choices[0])
    return Guess(0) if spec.kind == "number" and not spec.above_zero and (spec.lower or 0.0) <= 0.0 else None
