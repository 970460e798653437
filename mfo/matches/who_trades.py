"""Whose a match is: who has a material at a place, and who could take it there."""

from __future__ import annotations

from collections.abc import Iterable

from ..plant.model import Plant
from .probe import Place


def giver(plant: Plant, place: Place) -> str:
    """Who has it: the owner of what it comes from there, if that is one, else of the site."""
    site, material = place
    bought = [each.owner for each in plant.supplies if (each.site, each.material) == place]
    made = [each.owner for each in plant.processes if each.site == site and _has(each.outputs, material)]
    return _one((*bought, *made), plant.sites[site].owner)


def taker(plant: Plant, place: Place, process: str = "") -> str:
    """Who could take it: the owner of what draws it there, or of a process that could, if that is one."""
    site, material = place
    if process:
        return _one((each.owner for each in plant.processes if each.name == process), plant.sites[site].owner)
    used = [each.owner for each in plant.processes if each.site == site and _has(each.inputs, material)]
    sold = [each.owner for each in plant.markets if each.site == site and material in each.materials]
    return _one((*used, *sold), plant.sites[site].owner)


def _has(items: Iterable[object], material: str) -> bool:
    return any(getattr(item, "material", "") == material for item in items)


def _one(owners: Iterable[str], of_site: str) -> str:
    """The one owner that all have, a blank being that of the site; that of the site where they differ."""
    named = {owner or of_site for owner in owners}
    return named.pop() if len(named) == 1 else of_site
