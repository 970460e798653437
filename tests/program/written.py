"""Plants written as a user writes them, read and planned."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

import mfo


def read(folder: Path, text: str) -> mfo.Workbench:
    """The plant of a YAML text."""
    path = folder / "plant.yaml"
    path.write_text(dedent(text), encoding="utf-8")
    return mfo.read(path)


def planned(folder: Path, text: str, minimise: str | None = None) -> mfo.Plan:
    """Its certified plan."""
    bench = read(folder, text)
    return bench.optimise() if minimise is None else bench.optimise(minimise=minimise)


def codes(folder: Path, text: str) -> dict[str, str]:
    """What a plant is refused for: the place of each code."""
    with pytest.raises(mfo.PlantError) as refused:
        read(folder, text).optimise()
    return {problem.code: str(problem.where) for problem in refused.value.problems if problem.severity == "error"}
