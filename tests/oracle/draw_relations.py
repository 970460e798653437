"""Random relations between several decided sizes, added to a plant that was drawn before.

Each is drawn by a generator of its own: what else a seed draws stays as it is.
"""

from __future__ import annotations

from random import Random
from typing import Any

from .typed import Cell, Maker, Tables, Unit

Decided = tuple[str, str, dict[str, Any], Unit]
"""The kind, the name, the row and the unit of something whose size is decided."""


def add_more_relations(m: Maker, tables: Tables) -> None:
    """One of several, one only with another, sizes tied, and a size beyond what moves both ways."""
    built = decided(m, tables)
    words = [f"{name} {row['capacity'].text} {row['capex'].text}" for _, name, row, _ in built]
    for number, add in enumerate((one_of_several, only_with, tied, both_ways)):
        rng = Random(f"relation {number} {words}")
        limit = add(rng, built) if built and rng.random() < 0.3 else {}
        if limit:
            tables["limits"].append({"limit": f"more {number + 1}", **limit})


def decided(m: Maker, tables: Tables) -> list[Decided]:
    """All whose size is decided, up to one most of all slots."""
    found = [("process", row["process"], row, basis(row)) for row in tables["processes"]]
    found += [("store", row["store"], row, m.units[row["material"][0]]) for row in tables["stores"]]
    found += [("link", row["link"], row, m.units[row["material"][0]]) for row in tables["links"]]
    sized = [each for each in found if "capex" in each[2] and isinstance(each[2].get("capacity"), Cell)]
    return [each for each in sized if not isinstance(each[2]["capacity"].value, list)]


def basis(row: dict[str, Any]) -> Unit:
    """What a process's activity is counted in."""
    return Unit((row.get("variable_cost") or row["variable_cost_by_load"]).unit)


def one_of_several(rng: Random, built: list[Decided]) -> dict[str, Any]:
    """At most one unit of several, as of the diameters of a pipe."""
    names = [name for _, name, row, _ in built if "unit_size" in row]
    if len(names) < 2:
        return {}
    most = rng.choice((1, 1, 2, 3))
    return {"what": [f"number: {name}" for name in names], "maximum": Cell(float(most), f"{most}"), "basis": "amount"}


def only_with(rng: Random, built: list[Decided]) -> dict[str, Any]:
    """A link only where something else is, or something else only where there is a link."""
    links, others = ([name for kind, name, *_ in built if (kind == "link") is one] for one in (True, False))
    if not links or not others:
        return {}
    one, other = rng.sample((rng.choice(links), rng.choice(others)), 2)
    return {"what": [f"open: {one}"], "of": [f"open: {other}"], "maximum": Cell(1.0, "100 %"), "basis": "share"}


def tied(rng: Random, built: list[Decided]) -> dict[str, Any]:
    """A size at least, or at most, a share of another of its unit."""
    pairs = [
        (one, other)
        for kind, one, _, unit in built
        for like, other, _, same in built
        if one != other and unit == same and (kind == "store") is (like == "store")
    ]
    if not pairs:
        return {}
    one, other = rng.choice(pairs)
    bound, share = rng.choice((("minimum", rng.randint(0, 60)), ("maximum", rng.randint(50, 300))))
    return {
        "what": [f"capacity: {one}"],
        "of": [f"capacity: {other}"],
        bound: Cell(share / 100, f"{share} %"),
        "basis": "share",
    }


def both_ways(rng: Random, built: list[Decided]) -> dict[str, Any]:
    """A link as large as what moves on it and on one like it together, as of a pipe that runs both ways."""
    links = [(name, row, unit) for kind, name, row, unit in built if kind == "link"]
    if not links:
        return {}
    name, row, _ = rng.choice(links)
    others = [each[0] for each in links if each[1]["material"] == row["material"] and each[0] != name]
    share = rng.randint(80, 140)
    return {
        "what": [f"capacity: {name}"],
        "of": [name, *others[:1]],
        "when": "slot",
        "minimum": Cell(share / 100, f"{share} %"),
        "basis": "share",
    }
