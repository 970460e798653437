"""A plant with the rows of its tables in the order of their names.

What is told of a plant without a plan, where several ways out are as good, then does not hang on how its tables are
sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from ..plant.model import Plant, Process


class _Named(Protocol):
    @property
    def name(self) -> str: ...


Item = TypeVar("Item", bound=_Named)
Value = TypeVar("Value")


def in_order_of_names(plant: Plant) -> Plant:
    """The same plant, its rows sorted by their names; cells of a landfill, slots and years keep the order they have.

    Examples
    --------
    >>> import mfo
    >>> plant = mfo.read("examples/nopalmex").plant
    >>> [site for site in in_order_of_names(plant).sites] == sorted(plant.sites)
    True
    """
    return replace(
        plant,
        materials=_mapping(plant.materials),
        sites=_mapping(plant.sites),
        effects=_mapping(plant.effects),
        supplies=_sorted(plant.supplies),
        processes=tuple(_process(each) for each in _sorted(plant.processes)),
        stores=tuple(replace(each, materials=tuple(sorted(each.materials))) for each in _sorted(plant.stores)),
        markets=tuple(replace(each, materials=tuple(sorted(each.materials))) for each in _sorted(plant.markets)),
        links=tuple(replace(each, materials=tuple(sorted(each.materials))) for each in _sorted(plant.links)),
        limits=_sorted(plant.limits),
        contracts=_sorted(plant.contracts),
        quality=tuple(sorted(plant.quality, key=lambda each: (each.table, each.at, each.property))),
        rates=tuple(sorted(plant.rates, key=lambda each: (each.table, each.at, each.effect, each.per or ""))),
        returns=tuple(
            sorted(plant.returns, key=lambda each: (each.market, each.sold or "", each.material, each.site, each.after))
        ),
    )


def _process(process: Process) -> Process:
    by_material = sorted(process.inputs, key=lambda each: each.material)
    return replace(
        process, inputs=tuple(by_material), outputs=tuple(sorted(process.outputs, key=lambda each: each.material))
    )


def _sorted(items: Iterable[Item]) -> tuple[Item, ...]:
    return tuple(sorted(items, key=lambda each: each.name))


def _mapping(found: Mapping[str, Value]) -> dict[str, Value]:
    return {name: found[name] for name in sorted(found)}
