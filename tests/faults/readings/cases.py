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
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path, scenario=scenario)


def today_cost(plan: mfo.Plan) -> float:
    """What a year costs today."""
    assert plan.today is not None
    return float(plan.today.totals["cost"]["value"])


def cost(plan: mfo.Plan) -> float:
    """What a year costs under the plan."""
    return float(plan.totals["cost"]["value"])


def moved(plan: mfo.Plan, element: str) -> list[float]:
    """What an element moves today, slot by slot."""
    assert plan.today is not None
    flows = plan.today.flows
    return [float(value) for value in flows[flows["element"] == element]["amount"]]


def known(plan: mfo.Plan) -> dict[str, str]:
    """How today's flows are known, by element."""
    assert plan.today is not None
    flows = plan.today.flows
    return dict(zip(flows["element"], flows["known"], strict=True))
