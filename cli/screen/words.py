"""Words of the field as the screen says them: effects, routes, kinds, indicators."""

from __future__ import annotations

from ...translation import CHOICE, KIND, TABLE, say, spoken, translated

PERIODS = ("year", "month", "d")
DISCOUNTED = " (discounted)"  # of an effect that is counted so beside itself


def word(term: object) -> str:
    """A word of the field in the language that is spoken now, as reports say it; names stay as they are."""
    if spoken() == "en":
        return str(term)
    if str(term).endswith(DISCOUNTED):
        return f"{word(str(term).removesuffix(DISCOUNTED))} {say('(discounted)')}"
    from ...report.facts.language import language  # late: English needs none of it

    return language(spoken()).word(term)


def unit_words(unit: str) -> str:
    """A unit as the language that is spoken now writes it: `t/año`."""
    if spoken() == "en":
        return unit
    from ...report.facts.language import language  # late: English needs none of it

    words = language(spoken())
    amount, _, period = unit.rpartition("/")
    return f"{words.unit(amount)}/{words.word(period)}" if period in PERIODS and amount else words.unit(unit)


def choice(kind: str, name: str) -> str:
    """What is chosen, as the screen says it: a route by its word, everything else by the name that it has."""
    return translated(name, spoken(), CHOICE) if kind == "route" else name


def kind_word(kind: str) -> str:
    """The word before a name, such as ``route``."""
    return translated(kind, spoken(), KIND)


def cell_words(cell: str) -> str:
    """A cell by table, row and column, as its sheet calls them."""
    table, _, rest = cell.partition(" ")
    row, _, column = rest.rpartition(" ")
    return f"{translated(table, spoken(), TABLE)} {row} {translated(column, spoken(), table)}" if row else cell
