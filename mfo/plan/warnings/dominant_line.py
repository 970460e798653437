"""Whether nearly all of a plan's money is one line: most often a price or an amount that is off by a thousand."""

from __future__ import annotations

import pandas as pd

from ...errors import Findings, Problem, Where
from ...plant.model import Plant
from ...units import format_number

LEAST_ELEMENTS = 8  # in smaller plants one thing may well be nearly everything
TIMES = 15.0  # of everything else together

TABLES = {"supply": "supplies", "process": "processes", "market": "markets", "link": "links", "store": "stores"}


def dominance_problems(plant: Plant, ledger: pd.DataFrame) -> list[Problem]:
    """A warning where one element costs or earns many times as much as all others together."""
    own = ledger[(ledger["effect"] == "cost") & (ledger["account"] == "own")]
    sizes = own.assign(size=own["amount"].abs() * own["weight"]).groupby(["kind", "element"], sort=False)["size"].sum()
    sizes = sizes[sizes > 0]
    if len(sizes) < LEAST_ELEMENTS:
        return []
    kind, name = sizes.index[int(sizes.to_numpy().argmax())]
    largest = float(sizes.max())
    others = float(sizes.sum()) - largest
    if largest < TIMES * others:
        return []
    money = plant.settings.currency
    findings = Findings()
    findings.warn(
        "money-dominated",
        f"{name!r} costs or earns {format_number(largest)} {money}, {format_number(largest / others)} times as much as "
        f"everything else together ({format_number(others)} {money}).",
        _where(plant, str(kind), str(name)),
        "Check the units of its price and its amount: a slip of a thousand looks like this.",
    )
    return findings.problems


def _where(plant: Plant, kind: str, name: str) -> Where | None:
    items = getattr(plant, TABLES.get(kind, ""), ())
    return next((item.where for item in items if item.name == name), None)
