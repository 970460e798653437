"""The plants of this folder, as they stand or with a few words exchanged."""

from __future__ import annotations

from pathlib import Path

import mfo

HERE = Path(__file__).parent


def text_of(name: str, *changes: tuple[str, str]) -> str:
    """A plant's file with texts exchanged; each must stand in it."""
    text = (HERE / f"{name}.yaml").read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


def read(text: str, folder: Path, scenario: str | None = None) -> mfo.Workbench:
    """A plant written as one YAML file, read."""
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path, scenario=scenario)


def bench(name: str, folder: Path, *changes: tuple[str, str]) -> mfo.Workbench:
    """A plant of this folder, read with some of its text exchanged."""
    return read(text_of(name, *changes), folder)


def cost_of(text: str, folder: Path) -> float:
    """What the cheapest plan of a plant costs."""
    return float(read(text, folder).optimise().totals["cost"]["value"])


def refused(text: str, folder: Path) -> list[mfo.Problem]:
    """The errors for which a plant is refused, by `check` as by `optimise`; there must be some."""
    found = []
    for verb in (lambda: read(text, folder).check(), lambda: read(text, folder).optimise()):
        try:
            verb()
        except mfo.PlantError as error:
            found.append([problem for problem in error.problems if problem.severity == "error"])
    assert len(found) == 2, "not refused by both"
    assert found[0] == found[1]
    return found[0]


def cells(problems: list[mfo.Problem]) -> list[tuple[str, str]]:
    """Of each problem its code and the column (or cell) it stands in."""
    return [(problem.code, problem.where.cell or "" if problem.where else "") for problem in problems]
