"""Claims on names: one writer at a time, and what a killed writer leaves is cleaned by the next."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from mfo.errors import UsageError
from mfo.writing.claim import Claim, free_name
from mfo.writing.whole import whole_file, whole_folder, write_text

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "examples" / "starter"

HOLD = """
import sys, time
from pathlib import Path
from mfo.writing.claim import Claim
from mfo.writing.whole import whole_file
target = Path(sys.argv[1])
with whole_file(target) as part:
    part.write_text("half")
    print("ready", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def holder(tmp_path: Path):
    """A process that is writing ``tmp_path/plan.txt`` and does not come to its end."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path / "plan.txt")], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    yield process
    process.kill()
    process.wait()


def test_two_writers_of_one_file(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    """The second is refused while the first writes; without the claim both would say that they wrote it."""
    with pytest.raises(UsageError, match="Another mfo is writing this"):
        write_text(tmp_path / "plan.txt", "mine")
    assert not (tmp_path / "plan.txt").exists()


def test_a_killed_writer_blocks_nobody_and_is_cleaned_up(tmp_path: Path, holder: subprocess.Popen[str]) -> None:
    (tmp_path / "other.txt").write_text("mine")
    holder.kill()
    holder.wait()
    assert len(list(tmp_path.iterdir())) == 3  # the lock, the half, and what is not mfo's
    write_text(tmp_path / "plan.txt", "whole")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["other.txt", "plan.txt"]
    assert (tmp_path / "plan.txt").read_text() == "whole"


def test_a_free_name_is_nobody_elses(tmp_path: Path) -> None:
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "a-1").mkdir()
    with free_name(tmp_path / "runs", "a") as first, free_name(tmp_path / "runs", "b") as other:
        assert (first.target.name, other.target.name) == ("a-2", "b-1")
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["a-1"]


def test_folders_made_for_nothing_go(tmp_path: Path) -> None:
    with Claim(tmp_path / "new" / "deep" / "run"):
        assert (tmp_path / "new" / "deep").is_dir()
    assert list(tmp_path.iterdir()) == []


def test_what_came_meanwhile_is_kept(tmp_path: Path) -> None:
    """Without ``force`` a file that somebody else wrote during the work stays; with it a foreign folder stays."""
    target = tmp_path / "page.html"

    def write() -> None:
        with whole_file(target, force=False) as part:
            part.write_text("mine")
            target.write_text("theirs")

    with pytest.raises(UsageError, match="is there already"):
        write()
    assert target.read_text() == "theirs"

    def fill(folder: Path) -> None:
        (folder / "run.json").write_text("{}")
        (tmp_path / "run").mkdir()
        (tmp_path / "run" / "thesis.txt").write_text("theirs")

    with pytest.raises(UsageError, match="is not a run folder"):
        whole_folder(tmp_path / "run", fill, True, lambda folder: (folder / "run.json").exists())
    assert (tmp_path / "run" / "thesis.txt").read_text() == "theirs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["page.html", "run"]


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_only_ordinary_files_are_written(tmp_path: Path, kind: str) -> None:
    """A pipe that nobody reads would hang for ever."""
    import os

    target = tmp_path / "page.html"
    target.mkdir() if kind == "folder" else os.mkfifo(target)
    with pytest.raises(UsageError, match="folder of this name" if kind == "folder" else "no ordinary file"):
        write_text(target, "text")


def optimise(*arguments: str, cwd: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "mfo.cli", "optimise", str(STARTER), "--no-report", *arguments]
    return subprocess.Popen(command, cwd=cwd, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_runs_beside_each_other(tmp_path: Path) -> None:
    """Three at once without ``--out`` make three runs; three into one folder end 0, 2, 2."""
    each = [optimise(cwd=tmp_path) for _ in range(3)]
    assert [process.wait() for process in each] == [0, 0, 0]
    assert sorted(path.name for path in (tmp_path / "runs").iterdir()) == ["starter-1", "starter-2", "starter-3"]
    one = [optimise("--out", "mine", cwd=tmp_path) for _ in range(3)]
    assert sorted(process.wait() for process in one) == [0, 2, 2]
    assert (tmp_path / "mine" / "run.json").exists()


def test_a_killed_run_leaves_nothing_that_the_next_does_not_clean(tmp_path: Path) -> None:
    process = optimise("--out", "mine", cwd=tmp_path)
    until = time.monotonic() + 60
    while not any(path.suffix == ".part" for path in tmp_path.iterdir()) and process.poll() is None:
        assert time.monotonic() < until
        time.sleep(0.001)
    process.kill()
    process.wait()
    assert optimise("--out", "mine", "--force", cwd=tmp_path).wait() == 0
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_text_that_is_meant_to_be_empty_is_whole_and_a_file_that_nobody_wrote_is_not(tmp_path: Path) -> None:
    write_text(tmp_path / "plan.txt", "")
    assert (tmp_path / "plan.txt").read_bytes() == b""
    with pytest.raises(UsageError, match="nothing arrived"), whole_file(tmp_path / "plan.txt"):
        pass


def test_a_target_that_a_killed_writer_had_set_aside_is_put_back(tmp_path: Path) -> None:
    """It was killed between the two renames: the run that was there is there again before the next is written."""
    aside = tmp_path / ".run.x1.part" / "old"
    aside.mkdir(parents=True)
    (aside / "run.json").write_text("{}", encoding="utf-8")
    with Claim(tmp_path / "run"):
        assert (tmp_path / "run" / "run.json").read_text(encoding="utf-8") == "{}"
    assert (tmp_path / "run" / "run.json").read_text(encoding="utf-8") == "{}"
    assert [each.name for each in tmp_path.iterdir()] == ["run"]


def test_where_no_folder_can_be_no_name_is_free(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="target-"), free_name(tmp_path / "file" / "runs", "park"):
        pass
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_a_source_that_is_missing_is_not_told_as_a_target(tmp_path: Path) -> None:
    """Whoever writes reads, too: that another file is not there says nothing against what is written."""
    with pytest.raises(FileNotFoundError, match=r"source\.csv"), whole_file(tmp_path / "plan.csv") as part:
        part.write_bytes((tmp_path / "source.csv").read_bytes())

    def fill(made: Path) -> None:
        (made / "plan.csv").write_bytes((tmp_path / "source.csv").read_bytes())

    with pytest.raises(FileNotFoundError, match=r"source\.csv"):
        whole_folder(tmp_path / "run", fill, False, lambda _folder: True)
    assert list(tmp_path.iterdir()) == []
