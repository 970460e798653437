"""Killed at any call that changes the disk, or full after any number of bytes: the old result or the new one, whole.

What a kill leaves is what is on the disk at that moment, so that one run shows what each kill would leave.
"""

from __future__ import annotations

import gc
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import mfo
from mfo.errors import UsageError
from mfo.plan.run_folder import write_csv
from mfo.report.paper.document import write_docx
from mfo.studies.study_folder import write_study
from mfo.tables.read_tables import read_tables
from mfo.tables.write_tables import write_files, write_tables
from mfo.writing.claim import Claim

from .disk import WATCHING, Disk

STARTER = Path(__file__).parents[2] / "examples" / "starter"
OLD = "what stood there before"


@pytest.fixture(scope="module")
def plan() -> mfo.Plan:
    return mfo.read(STARTER).optimise()


Writer = Callable[[Path], object]
WRITERS: dict[str, Callable[[mfo.Plan], Writer]] = {
    "plant.yaml": lambda _plan: lambda target: write_tables(read_tables(STARTER), target, force=True),
    "plant.xlsx": lambda _plan: lambda target: write_tables(read_tables(STARTER), target, force=True),
    "plant": lambda _plan: lambda target: write_tables(read_tables(STARTER), target, force=True),
    "run": lambda plan: lambda target: plan.save(target, force=True),
}


def contents(path: Path) -> dict[str, bytes]:
    """The files of a folder, or one file; none where there is nothing."""
    files = [path] if path.is_file() else sorted(each for each in path.rglob("*") if each.is_file())
    return {each.relative_to(path).as_posix(): each.read_bytes() for each in files}


def stand(target: Path, name: str) -> dict[str, bytes]:
    """Put something older in the target's place; gives what it holds."""
    if target.suffix:
        target.write_text(OLD)
    else:
        target.mkdir()
        (target / ("run.json" if name == "run" else "plant.yaml")).write_text(OLD)
    return contents(target)


@pytest.mark.parametrize("name", WRITERS)
def test_what_a_kill_leaves_is_old_or_new_and_cleaned_up_by_the_next(name: str, tmp_path: Path, plan: mfo.Plan) -> None:
    here, seen = tmp_path / "here", tmp_path / "seen"
    here.mkdir()
    old = stand(here / name, name)
    left: list[dict[str, bytes]] = []
    disk = Disk(here)

    def look(call: int) -> None:
        WATCHING.remove(disk)
        shutil.copytree(here, seen)
        with Claim(seen / name):  # what the next writer does first
            pass
        assert [path.name for path in seen.iterdir()] == [name], call
        left.append(contents(seen / name))
        shutil.rmtree(seen)
        WATCHING.append(disk)

    disk.at_call = look
    with disk.watched():
        WRITERS[name](plan)(here / name)
    new = contents(here / name)
    assert disk.calls > 5
    assert new != old
    assert [each for each in left if each not in (old, new)] == []
    assert left[0] == old


@pytest.mark.parametrize("name", WRITERS)
def test_a_disk_that_fills_leaves_the_old(name: str, tmp_path: Path, plan: mfo.Plan) -> None:
    """After each of twenty numbers of bytes, from none to a few too few: a workbook says when, and packs that."""
    old = stand(tmp_path / name, name)
    copy = tmp_path.parent / f"{tmp_path.name} in full"
    WRITERS[name](plan)(copy / name)
    size = sum(map(len, contents(copy / name).values()))
    for room in [size * part // 20 for part in range(20)] + [size - 16]:
        with Disk(tmp_path, room).watched(), pytest.raises(UsageError, match="cannot be written"):
            WRITERS[name](plan)(tmp_path / name)
        assert contents(tmp_path / name) == old, room
        assert [path.name for path in tmp_path.iterdir()] == [name], room


def test_a_disk_that_fills_leaves_all_files_that_belong_together(tmp_path: Path) -> None:
    """The parts of a park are one or the other edition: none takes its name before the disk has held all of them."""
    starter = read_tables(STARTER)
    parts = {tmp_path / name: starter for name in ("Ann.yaml", "Bob.xlsx", "shared.yaml")}
    write_files(parts)
    size = sum(map(len, contents(tmp_path).values()))
    for part in parts:
        part.write_text(OLD)
    for room in [size * part // 7 for part in range(7)] + [size - 100]:  # a workbook's time changes its length
        with Disk(tmp_path, room).watched(), pytest.raises(UsageError, match="cannot be written"):
            write_files(parts, force=True)
        assert contents(tmp_path) == {part.name: OLD.encode() for part in parts}, room


def test_a_full_disk_stops_the_tables_of_a_study(tmp_path: Path, plan: mfo.Plan) -> None:
    """Their workbook, too: nothing half-written has its name."""
    tables = {"flows": plan.flows}
    write_study(tmp_path, {"question": "a"}, tables)
    size = (tmp_path / "flows.csv").stat().st_size + (tmp_path / "study.xlsx").stat().st_size
    whole = contents(tmp_path)
    # a workbook holds when it was made, and is some bytes longer or shorter at another second
    with Disk(tmp_path, size - 100).watched(), pytest.raises(UsageError, match=r"study\.xlsx"):
        write_study(tmp_path, {"question": "b"}, tables)
    assert contents(tmp_path) == whole


def test_a_full_disk_is_told_once_by_a_word_document(
    tmp_path: Path, plan: mfo.Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An archive that is left open would tell it again, with a traceback, when it is thrown away."""
    pytest.importorskip("docx")
    thrown_away: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", thrown_away.append)
    (tmp_path / "page.docx").write_text(OLD)
    with Disk(tmp_path, 2500).watched(), pytest.raises(UsageError, match="cannot be written"):
        write_docx(plan, tmp_path / "page.docx")
    gc.collect()
    assert thrown_away == []
    assert contents(tmp_path) == {"page.docx": OLD.encode()}


def test_the_watched_disk_counts_and_fills(tmp_path: Path, plan: mfo.Plan) -> None:
    """Proves that the tests above would notice: a file written in its place is half there."""
    disk = Disk(tmp_path, 100)
    with disk.watched(), pytest.raises(OSError, match="No space"):
        write_csv(plan.flows, tmp_path / "flows.csv")
    assert (tmp_path / "flows.csv").stat().st_size == 100
    assert disk.calls > 1
