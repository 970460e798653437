"""A firm's own page: its figures, and nobody else's anywhere in the file."""

from __future__ import annotations

from pathlib import Path

import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

import mfo
from mfo.report import write_owner_page

from ..owners.test_share import GRAIN
from ..owners.test_share import read as read_plant
from .reading import read

MEASURED = GRAIN + "measurements: [{at: tip, amount: 1000 t/year}, {at: soy, amount: 600 t/year}]\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("grain")
    plan = read_plant(MEASURED, path).optimise()
    return plan.save(path / "run")


@pytest.mark.parametrize(
    ("code", "words"), [("en", "100,000 EUR better than today"), ("es", "100.000 EUR mejor que hoy")]
)
def test_a_page_holds_its_owners_figures_only(folder: Path, code: str, words: str, tmp_path: Path) -> None:
    """The brewer pays 200,000 and 300,000 today. The farmer's 50,000 and 300,000, its soy and the sums stay out."""
    write_owner_page(mfo.Plan.load(folder), "Brewer", tmp_path / "page.html", code)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    (answer,) = read(page).every("p", id="answer")
    assert words in answer.text()
    for hidden in ("soy", "mixer", "herd", 'value="350000'):
        assert hidden not in page, hidden
    assert "tip" in page
    assert "250" in answer.text()  # what the farmer would pay for grain at the plan's prices


def test_the_verb_writes_it(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "farmer.html"
    assert run(command_line, ["report", str(folder), "--for", "Farmer", "--out", str(page)]) == 0
    assert "draff" not in page.read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(command_line, ["report", str(folder), "--for", "Baker", "--out", str(tmp_path / "b.html")]) == 2
    assert "The owners: " in capsys.readouterr().err
    assert run(command_line, ["report", str(folder), "--for", "Farmer"]) == 2
    assert "name it with --out FILE" in capsys.readouterr().err
