"""The version of a build is that of its tag, and there is one wherever the tree lies."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = '[project]\nname = "thing"\ndynamic = ["version"]\n[tool.setuptools]\npackages = []\n'


def git(folder: Path, *words: str) -> str:
    who = ["-c", "user.name=tester", "-c", "user.email=tester@example.org", "-c", "commit.gpgsign=false"]
    return subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


def told(folder: Path) -> str:
    """The version that a build of the tree in ``folder`` gets, as its metadata says."""
    code = "from setuptools import build_meta; print(build_meta.prepare_metadata_for_build_wheel('.'))"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, check=True, capture_output=True, text=True)
    metadata = (folder / done.stdout.split()[-1] / "METADATA").read_text(encoding="utf-8")
    return next(line for line in metadata.splitlines() if line.startswith("Version: ")).removeprefix("Version: ")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A repository of one commit, whose version is worked out as this project's."""
    made = tmp_path / "tree"
    made.mkdir()
    shutil.copy(ROOT / "setup.py", made)
    (made / "pyproject.toml").write_text(PROJECT)
    (made / ".gitignore").write_text("*.egg-info\n*.dist-info\nbuild\n__pycache__\n")
    git(made, "init", "-q")
    git(made, "add", "-A")
    git(made, "commit", "-qm", "first")
    return made


def test_a_tag_is_the_version(tree: Path) -> None:
    git(tree, "tag", "v1.2.3")
    assert told(tree) == "1.2.3"


def test_commits_past_a_tag_are_counted_and_named(tree: Path) -> None:
    git(tree, "tag", "-a", "v1.2.3", "-m", "a release")
    for _ in range(2):
        git(tree, "commit", "--allow-empty", "-qm", "more")
    assert told(tree) == f"1.2.3.post2+g{git(tree, 'rev-parse', '--short', 'HEAD')}"


def test_a_clone_without_tags_names_its_commit(tree: Path) -> None:
    git(tree, "tag", "note-on-something")  # no version
    assert told(tree) == f"0.dev1+g{git(tree, 'rev-parse', '--short', 'HEAD')}"


def test_a_folder_without_git_has_a_version_too(tree: Path) -> None:
    shutil.rmtree(tree / ".git")
    git(tree.parent, "init", "-q")  # a repository of something else, above it
    git(tree.parent, "commit", "--allow-empty", "-qm", "other")
    git(tree.parent, "tag", "v9.9")
    assert told(tree) == "0+unknown"


def test_a_broken_repository_does_not_stop_a_build(tree: Path) -> None:
    shutil.rmtree(tree / ".git")
    (tree / ".git").write_text("gitdir: nowhere\n")
    assert told(tree) == "0+unknown"


def test_a_source_archive_keeps_the_version_of_the_tag(tree: Path, tmp_path: Path) -> None:
    git(tree, "tag", "v1.2.3")
    code = f"from setuptools import build_meta; build_meta.build_sdist({str(tmp_path)!r})"
    subprocess.run([sys.executable, "-c", code], cwd=tree, check=True, capture_output=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    shutil.unpack_archive(archive, tmp_path / "unpacked", filter="data")
    assert told(tmp_path / "unpacked" / "thing-1.2.3") == "1.2.3"
