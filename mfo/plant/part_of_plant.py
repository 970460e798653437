"""A plant without some of its elements, and without what is said of those alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from .model import Link, Market, Plant, Process, Store, Supply

Element = Supply | Process | Store | Market | Link

ELEMENTS = ("supplies", "processes", "stores", "markets", "links")
"""The tables of a plant's elements."""


def without_elements(plant: Plant, stays: Callable[[Element], bool]) -> Plant:
    """The plant with the elements that stay, and the returns, rates, contracts and blending rules of these.

    Limits and measurements stay as they are: what they mean for a part is for who takes it to say.
    """
    made = replace(
        plant,
        supplies=tuple(filter(stays, plant.supplies)),
        processes=tuple(filter(stays, plant.processes)),
        stores=tuple(filter(stays, plant.stores)),
        markets=tuple(filter(stays, plant.markets)),
        links=tuple(filter(stays, plant.links)),
    )
    left = names_left(made)
    return replace(
        made,
        supplies=tuple(_step(item, left["supplies"]) for item in made.supplies),
        markets=tuple(_step(item, left["markets"]) for item in made.markets),
        returns=tuple(item for item in plant.returns if item.market in left["markets"] and item.site in made.sites),
        rates=tuple(item for item in plant.rates if item.at in left[item.table]),
        contracts=tuple(item for item in plant.contracts if item.of in left[item.table]),
        quality=tuple(item for item in plant.quality if item.at in left[item.table]),
    )


def names_left(plant: Plant) -> dict[str, set[str]]:
    """The names of a plant's elements by their table."""
    return {table: {item.name for item in getattr(plant, table)} for table in ELEMENTS}


Step = TypeVar("Step", Supply, Market)


def _step(item: Step, left: set[str]) -> Step:
    """A step of a price that comes after one that is gone comes first."""
    return replace(item, after="") if item.after and item.after not in left else item
