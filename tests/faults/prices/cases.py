"""The plants of this folder, as they stand or with a few words exchanged."""

from __future__ import annotations

from pathlib import Path

import mfo

HERE = Path(__file__).parent

Change = tuple[str, str]


def bench(name: str, folder: Path, *changes: Change, scenario: str | None = None) -> mfo.Workbench:
    """A plant of this folder, read with some of its text exchanged; each text must stand in it."""
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path, scenario=scenario)


def cost(plan: mfo.Plan) -> float:
    """What the plan costs in all."""
    return float(plan.totals["cost"]["value"])


def price_of(plan: mfo.Plan, element: str) -> float:
    """The price of one more unit of a supply or market, as printed."""
    rows = plan.bounds[plan.bounds["element"] == element]
    return float(rows["price"].iloc[0])
