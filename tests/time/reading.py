"""Plants written as text, and the sums that their tests look at."""

from __future__ import annotations

from pathlib import Path

import mfo

EXACT = 1e-9


def plan_of(folder: Path, text: str, scenario: str | None = None) -> mfo.Plan:
    """The best plan of a plant written in YAML."""
    return bench_of(folder, text, scenario).optimise()


def bench_of(folder: Path, text: str, scenario: str | None = None) -> mfo.Workbench:
    """A plant written in YAML."""
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path, scenario)


def cost(plan: mfo.Plan) -> float:
    """What the plan costs over its horizon, discounted: what was minimised."""
    assert plan.minimise == "cost"
    return plan.objective


def by_year(plan: mfo.Plan, table: str, column: str, **where: str) -> list[float]:
    """A column of a result table summed for each year, in the units of the table."""
    frame = getattr(plan, table)
    for key, value in where.items():
        frame = frame[frame[key] == value]
    return [float(value) for value in frame.groupby("year", sort=True)[column].sum()]


def by_slot(plan: mfo.Plan, table: str, column: str, **where: str) -> list[float]:
    """A column of a result table in each slot."""
    frame = getattr(plan, table)
    for key, value in where.items():
        frame = frame[frame[key] == value]
    return [float(value) for value in frame.sort_values("slot")[column]]
