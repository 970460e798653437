"""What the wheel and the source archive hold is what the tree holds, and nothing outside ``mfo``."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HOMES = {"mfo": "mfo", "models": "mfo/models", "datasets": "mfo/datasets", "cli": "mfo/cli", "examples": "mfo/examples"}


def tracked(*folders: str) -> list[str]:
    """The files that git tracks and that are there."""
    listed = subprocess.run(["git", "ls-files", "-z", *folders], cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def build(kind: str, source: Path, target: Path) -> Path:
    """Build a ``wheel`` or an ``sdist`` from a copy of the tree, so that nothing is left behind in it."""
    code = f"from setuptools import build_meta; build_meta.build_{kind}({str(target)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=source, check=True, capture_output=True)
    (built,) = target.iterdir()
    return built


@pytest.fixture(scope="module")
def archives(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], set[str]]:
    """The names in a wheel built from the tree, and in one built from the source archive."""
    folder = tmp_path_factory.mktemp("packaging")
    source = folder / "source"
    for name in tracked():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes((ROOT / name).read_bytes())
    for part in ("sdist", "direct", "through"):
        (folder / part).mkdir()
    with tarfile.open(build("sdist", source, folder / "sdist")) as archive:
        archive.extractall(folder / "unpacked", filter="data")
    (unpacked,) = (folder / "unpacked").iterdir()
    wheels = build("wheel", source, folder / "direct"), build("wheel", unpacked, folder / "through")
    direct, through = (set(zipfile.ZipFile(wheel).namelist()) for wheel in wheels)
    return direct, through


def shipped(names: set[str]) -> set[str]:
    return {name for name in names if ".dist-info/" not in name and not name.endswith("/")}


def test_the_wheel_installs_nothing_but_mfo(archives: tuple[set[str], set[str]]) -> None:
    assert {name.split("/")[0] for name in shipped(archives[0])} == {"mfo"}


def test_the_wheel_holds_every_file_of_the_tree(archives: tuple[set[str], set[str]]) -> None:
    expected = set()
    for name in tracked(*HOMES):
        top, _, rest = name.partition("/")
        expected.add(f"{HOMES[top]}/{rest}")
    assert shipped(archives[0]) == expected


def test_the_source_archive_gives_the_same_wheel(archives: tuple[set[str], set[str]]) -> None:
    assert shipped(archives[1]) == shipped(archives[0])
