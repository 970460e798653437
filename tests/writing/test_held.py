"""Targets that another program holds, as Excel does on Windows: a sentence, the old stands, and no plan is lost.

Windows refuses to rename a file that is open, or a folder in which one is. Here the renaming is refused so.
"""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

import mfo
from mfo.errors import UsageError
from mfo.writing.whole import whole_folder, write_text

STARTER = Path(__file__).parents[2] / "examples" / "starter"


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> set[Path]:
    """Paths that nothing can be renamed from or to."""
    paths: set[Path] = set()
    replace = os.replace

    def refuse(source: str | Path, target: str | Path) -> None:
        if paths & {Path(source), Path(target)}:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(source), None, str(target))
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuse)
    return paths


def test_a_plan_is_kept_beside_a_run_folder_that_is_held(
    tmp_path: Path, held: set[Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The old run stands as it was, the new one is whole under a free name, and both can be read."""
    out = tmp_path / "run"
    assert run(command_line, ["optimise", str(STARTER), "--out", str(out)]) == 0
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    capsys.readouterr()
    held.add(out)
    assert run(command_line, ["optimise", str(STARTER), "--out", str(out), "--force"]) == 2
    told = capsys.readouterr().err
    assert "Traceback" not in told
    said = " ".join(told.split())
    assert "It cannot be replaced: Permission denied. What was written stands in" in said
    assert "Nothing is lost. Close what is open of it, such as a workbook in Excel" in said
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "run-1"]
    assert mfo.Plan.load(tmp_path / "run-1").flows.equals(mfo.Plan.load(out).flows)


@pytest.mark.parametrize("name", ["plant.xlsx", "page.html"])
def test_a_file_that_is_held_stands(
    tmp_path: Path, held: set[Path], capsys: pytest.CaptureFixture[str], name: str
) -> None:
    target = tmp_path / name
    target.write_text("old")
    held.add(target)
    if name == "page.html":
        with pytest.raises(UsageError, match=r"It cannot be replaced: Permission denied\. Close it where it is open"):
            write_text(target, "new")
    else:
        assert run(command_line, ["convert", str(STARTER), str(target), "--force"]) in (2, 3)
        told = capsys.readouterr().err
        assert "Traceback" not in told
        assert "Close it where it is open, such as in Excel" in " ".join(told.split())
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "old")]


def test_a_folder_that_gives_way_and_whose_name_is_held_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second renaming is refused: the old one takes its name again, the new one stands beside."""
    target, replace = tmp_path / "run", os.replace
    target.mkdir()
    (target / "plan").write_text("old")

    def refuse(source: str | Path, final: str | Path) -> None:
        if Path(final) == target and Path(source).name == "new":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(source), None, str(final))
        replace(source, final)

    def fill(made: Path) -> None:
        (made / "plan").write_text("new")

    monkeypatch.setattr(os, "replace", refuse)
    with pytest.raises(UsageError, match="What was written stands in"):
        whole_folder(target, fill, True, lambda _path: True)
    found = {str(path.relative_to(tmp_path)): path.read_text() for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {"run/plan": "old", "run-1/plan": "new"}
