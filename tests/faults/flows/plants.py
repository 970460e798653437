"""Plants of this folder, read from their files or from text, with what is changed in them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import mfo

HERE = Path(__file__).parent


def text_of(name: str, *changes: tuple[str, str]) -> str:
    """A plant's file with texts replaced; each must stand there."""
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def plan_of(text: str, folder: Path, **question: Any) -> Any:
    """The plan of a plant given as text."""
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise(**question)


def indicator(plan: Any, name: str, year: int | None = None) -> float:
    """The value of an indicator, of the first year if none is named."""
    rows = plan.indicators[plan.indicators["indicator"] == name]
    rows = rows if year is None else rows[rows["year"] == year]
    return float(rows["value"].iloc[0])


def limit_value(plan: Any, name: str) -> float:
    """What a limit's quantity, or share, comes to."""
    return float(plan.limits.loc[plan.limits["limit"] == name, "value"].iloc[0])
