"""What the wheel holds is what the tree holds, and nothing outside ``mfo``."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOMES = {"mfo": "mfo", "models": "mfo/models", "datasets": "mfo/datasets", "cli": "mfo/cli", "examples": "mfo/examples"}


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in a wheel built from a copy of the tree, so that the build leaves nothing behind."""
    folder = tmp_path_factory.mktemp("wheel")
    source = folder / "source"
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\n")
    for name in filter(None, tracked):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", str(folder), str(source)],
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    return {name for name in zipfile.ZipFile(wheel).namelist() if not name.endswith("/")}


def test_the_wheel_installs_nothing_but_mfo(wheel_names: set[str]) -> None:
    tops = {name.split("/")[0] for name in wheel_names if ".dist-info/" not in name}
    assert tops == {"mfo"}


def test_the_wheel_holds_every_file_of_the_tree(wheel_names: set[str]) -> None:
    tracked = subprocess.run(["git", "ls-files", *HOMES], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    expected = set()
    for name in filter(None, tracked.split("\n")):
        top, _, rest = name.partition("/")
        expected.add(f"{HOMES[top]}/{rest}")
    shipped = {name for name in wheel_names if ".dist-info/" not in name}
    assert shipped == expected
