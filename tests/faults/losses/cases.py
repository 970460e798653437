"""The plants of this folder, as they stand or with a few words exchanged."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

HERE = Path(__file__).parent

Change = tuple[str, str]


def bench(name: str, folder: Path, *changes: Change) -> mfo.Workbench:
    """A plant of this folder, read with some of its text exchanged; each text must stand in it."""
    return typed((HERE / f"{name}.yaml").read_text(encoding="utf-8"), folder, *changes)


def typed(text: str, folder: Path, *changes: Change) -> mfo.Workbench:
    """A plant as typed, read with some of its text exchanged."""
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path)


def cost(made: mfo.Workbench) -> float:
    """What the cheapest plan costs in all."""
    return float(made.optimise().totals["cost"]["value"])


def refused(name: str, folder: Path, *changes: Change) -> list[str]:
    """The errors of a plant, each as `code: where`, the same from `check` and from `optimise`."""
    return refused_text((HERE / f"{name}.yaml").read_text(encoding="utf-8"), folder, *changes)


def refused_text(text: str, folder: Path, *changes: Change) -> list[str]:
    """The errors of a plant as typed, the same from `check` and from `optimise`."""
    found = []
    for asked in ("check", "optimise"):
        with pytest.raises(mfo.PlantError) as caught:
            getattr(typed(text, folder, *changes), asked)()
        errors = [item for item in caught.value.problems if item.severity == "error"]
        found.append([f"{item.code}: {str(item.where).partition(', ')[2]}" for item in errors])
    assert found[0] == found[1]
    return found[0]
