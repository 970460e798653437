"""A disk that fills, at any byte: what is there is whole or absent, and what stood before still stands."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "examples" / "starter"

LIMITED = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # a write beyond the limit fails, as on a full disk
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from mfo.cli import main
sys.argv = ["mfo", *sys.argv[2:]]
raise SystemExit(main())
"""


def limited(size: int, *arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a verb where no file may grow beyond ``size`` bytes."""
    return subprocess.run(
        [sys.executable, "-c", LIMITED, str(size), *arguments], cwd=cwd, capture_output=True, text=True, timeout=300
    )


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A run of the starter."""
    folder = tmp_path_factory.mktemp("run") / "run"
    done = subprocess.run(
        [sys.executable, "-m", "mfo.cli", "optimise", str(STARTER), "--out", str(folder)], capture_output=True
    )
    assert done.returncode == 0
    return folder


VERBS: dict[str, Callable[[Path], tuple[str, ...]]] = {
    "plan.lp": lambda run: ("export", str(STARTER), "--to", "lp", "--out", "plan.lp", "--force"),
    "plan.mps": lambda run: ("export", str(STARTER), "--to", "mps", "--out", "plan.mps", "--force"),
    "plant.xlsx": lambda run: ("convert", str(STARTER), "plant.xlsx", "--force"),
    "plant.yaml": lambda run: ("convert", str(STARTER), "plant.yaml", "--force"),
    "compare.html": lambda run: ("compare", str(run), str(run), "--out", "compare.html", "--force"),
}


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("size", [0, 700])
def test_the_old_file_stands(tmp_path: Path, run: Path, name: str, size: int) -> None:
    """Exit 2 with a sentence; the file that was to be replaced is still there, and nothing else."""
    (tmp_path / name).write_text("old")
    done = limited(size, *VERBS[name](run), cwd=tmp_path)
    assert done.returncode in (2, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr or "could not be written" in done.stderr
    assert "Wrote" not in done.stdout
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "old")]


@pytest.mark.parametrize("size", [0, 900, 20_000])
def test_no_half_run_folder(tmp_path: Path, size: int) -> None:
    done = limited(size, "optimise", str(STARTER), "--out", "run", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
