"""Every kind of broken plant gives its one sentence with place and remedy, exit code 3, and nothing is written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

import mfo
from mfo.tables.formats import xlsx_file as workbook

from .cases_files import CASES as FILES
from .cases_meaning import CASES as MEANING
from .plant import write_plant

CASES = {**FILES, **MEANING}


@pytest.fixture
def plant(tmp_path):
    return write_plant(tmp_path / "plant")


def listing(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def errors(caught, plant):
    texts = [str(problem) for problem in caught.value.problems if problem.severity == "error"]
    texts = [re.sub(r"reader says: [^.]+\. ", "reader says: WHY. ", text) for text in texts]  # another library's words
    return [text.replace(str(plant), "PLANT").replace(str(plant.parent), "ABOVE") for text in texts]


def test_the_plant_that_is_broken_here_is_sound(plant):
    """Proves that each message below comes from the one thing that was broken."""
    problems = mfo.read(plant).check()
    assert [problem.code for problem in problems] == ["material-unused"]


def test_there_are_many_kinds():
    assert len(CASES) >= 60
    assert len(FILES) + len(MEANING) == len(CASES)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", CASES)
def test_message(kind, plant):
    act, message = CASES[kind]
    path = act(plant)
    before = listing(plant.parent)
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(path).check()
    assert errors(caught, plant) == [message]
    assert listing(plant.parent) == before


@pytest.mark.parametrize("kind", CASES)
def test_exit_code_and_nothing_written(kind, plant, capsys):
    path = CASES[kind][0](plant)
    before = listing(plant.parent)
    code = run(command_line, ["optimise", str(path), "--out", str(plant.parent / "run")])
    told = capsys.readouterr().err
    assert code == 3
    assert "Traceback" not in told
    assert CASES[kind][1].rsplit(" [", 1)[1].rstrip("]") in told
    assert listing(plant.parent) == before


def test_a_workbook_that_unpacks_to_too_much_is_refused(plant, tmp_path, monkeypatch):
    """A small archive may hold a terabyte of zeros; its directory tells before anything is unpacked."""
    act, _ = FILES["cell with an error of Excel"]
    path = act(plant)
    monkeypatch.setattr(workbook, "LARGEST_UNPACKED", 0.001)
    with pytest.raises(mfo.PlantError, match=r"unpacks to 0 MB; it may have 0\.001 MB"):
        mfo.read(path)


def test_many_mistakes_are_told_at_once(plant):
    for kind in ("unknown column", "misspelt site", "negative amount", "decimal comma"):
        MEANING[kind][0](plant)
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(plant)
    codes = {problem.code for problem in caught.value.problems}
    assert {"column-unknown", "name-unknown", "negative", "number-decimal-comma"} <= codes
