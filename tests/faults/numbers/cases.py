"""The plants of this folder, as they stand or with a few words exchanged."""

from __future__ import annotations

from pathlib import Path

import mfo

HERE = Path(__file__).parent


def bench(name: str, folder: Path, *changes: tuple[str, str], scenario: str | None = None) -> mfo.Workbench:
    """A plant of this folder, read with some of its text exchanged; each text must stand in it."""
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return read(text, folder, scenario)


def read(text: str, folder: Path, scenario: str | None = None) -> mfo.Workbench:
    """A plant written as one YAML file, read."""
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path, scenario=scenario)


def amounts(plan: mfo.Plan, element: str) -> list[float]:
    """What an element moved in each year and slot."""
    return [float(value) for value in plan.flows[plan.flows["element"] == element]["amount"]]


def cost(plan: mfo.Plan) -> float:
    """Cost over the horizon, not discounted."""
    return float(plan.totals["cost"]["value"])


def codes(problems: object) -> list[str]:
    """The codes of findings, in order."""
    return [problem.code for problem in problems]  # type: ignore[attr-defined]
