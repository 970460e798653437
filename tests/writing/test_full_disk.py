"""Files that may not grow, as on a full disk, for what is written past Python and for what the verbs say.

At which byte it happens is tried in ``test_interrupted``, where Python writes.
"""

from __future__ import annotations

import subprocess
import sys
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


VERBS: dict[str, tuple[str, ...]] = {
    "plan.lp": ("export", str(STARTER), "--to", "lp", "--out", "plan.lp", "--force"),
    "plan.mps": ("export", str(STARTER), "--to", "mps", "--out", "plan.mps", "--force"),
    "plant.xlsx": ("convert", str(STARTER), "plant.xlsx", "--force"),
}


@pytest.mark.parametrize("name", VERBS)
def test_the_old_file_stands(tmp_path: Path, name: str) -> None:
    """Exit 2 with a sentence; the file that was to be replaced is still there, and nothing else."""
    (tmp_path / name).write_text("old")
    done = limited(700, *VERBS[name], cwd=tmp_path)
    assert done.returncode in (2, 3), done.stderr
    assert "Traceback" not in done.stderr
    assert "cannot be written" in done.stderr or "could not be written" in done.stderr
    assert "Wrote" not in done.stdout
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [(name, "old")]


def test_no_half_run_folder(tmp_path: Path) -> None:
    done = limited(900, "optimise", str(STARTER), "--out", "run", cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []
