"""Finds a variable by the words of the result tables: a name, where needed a material, a year and a slot."""

from __future__ import annotations

from collections.abc import Sequence

from ...errors import Problem, UsageError
from ...graph.arrays.element_names import NamedElement, element
from ...graph.arrays.flow_graph import FlowGraph, Ints


def position_of(
    graph: FlowGraph, kind: str, members: Ints, dimensions: int, index: Sequence[str | int]
) -> tuple[int, ...]:
    """The positions behind ``(name, [material,] [year,] [slot])``.

    ``kind`` and ``members`` are those of the variable, ``dimensions`` how many indices it has. Years are labels, slots
    count from 1 as in the result tables; a single year, or a single slot, may be left out. Raises
    :class:`mfo.errors.UsageError` where nothing or several things are of that name, or there is no such year or slot.
    """
    words = [part for part in index if isinstance(part, str)]
    return (_member(graph, kind, members, words), *_times(graph, dimensions, list(index[len(words) :])))


def _member(graph: FlowGraph, kind: str, members: Ints, words: Sequence[str]) -> int:
    named = [element(graph, kind, int(member)) for member in members]
    found = [place for place, each in enumerate(named) if _is_meant(each, words)]
    if len(found) == 1:
        return found[0]
    text = ", ".join(repr(word) for word in words)
    if not found:
        known = ", ".join(dict.fromkeys(each.name for each in named)) or "nothing"
        raise UsageError(Problem("name-unknown", f"This variable has no {text}.", remedy=f"It has {known}."))
    several = ", ".join(f"{named[place].name!r}, {named[place].material!r}" for place in found)
    raise UsageError(Problem("name-unknown", f"{text} may be several.", remedy=f"Say which: {several}."))


def _is_meant(each: NamedElement, words: Sequence[str]) -> bool:
    return each.name == words[0] and (len(words) == 1 or words[1:] == [each.material])


def _times(graph: FlowGraph, dimensions: int, labels: list[str | int]) -> tuple[int, ...]:
    """The positions of year and slot, of those dimensions that the variable has beyond its first."""
    known = ([int(year) for year in graph.times.years], list(range(1, graph.slots + 1)))[: dimensions - 1]
    alone = [axis for axis, values in enumerate(known) if len(values) == 1]
    for axis in reversed(alone):  # one label alone is a year, where both could be left out
        if len(labels) < len(known):
            labels.insert(axis, known[axis][0])
    if len(labels) != len(known):
        wanted = " and ".join(("a year", "a slot")[: len(known)])
        raise UsageError(Problem("name-unknown", f"After the name come {wanted}.", remedy="Slots count from 1."))
    for label, values, word in zip(labels, known, ("year", "slot"), strict=False):
        if label not in values:
            message = f"There is no {word} {label}."
            raise UsageError(Problem("name-unknown", message, remedy=f"There are {values[0]} to {values[-1]}."))
    return tuple(values.index(label) for label, values in zip(labels, known, strict=True))  # type: ignore[arg-type]
