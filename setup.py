"""Give a build its version: of the tag that it stands on, or how far it is past the last tag.

Everything else about the package stands in pyproject.toml. Needs no network and nothing but git, and never fails: a
source archive says its version itself, a clone without tags names its commit, a folder without git is ``0+unknown``.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from setuptools import setup

UNKNOWN = "0+unknown"


def version(root: Path) -> str:
    """The version of the tree in ``root``."""
    archived = root / "PKG-INFO"
    if archived.is_file():
        found = re.search(r"^Version: (\S+)$", archived.read_text(encoding="utf-8"), re.M)
        if found:
            return found.group(1)
    if not (root / ".git").exists():  # a folder above it may be a repository of something else
        return UNKNOWN
    tagged = re.fullmatch(r"v(\d[\w.]*)-(\d+)-g(\w+)", git(root, "describe", "--tags", "--long", "--match", "v[0-9]*"))
    if tagged:
        name, past, commit = tagged.groups()
        return name if past == "0" else f"{name}.post{past}+g{commit}"
    commits, commit = git(root, "rev-list", "--count", "HEAD"), git(root, "rev-parse", "--short", "HEAD")
    return f"0.dev{commits}+g{commit}" if commits and commit else UNKNOWN


def git(root: Path, *words: str) -> str:
    """What git says; nothing where it fails or is not installed."""
    try:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    setup(version=version(Path(__file__).resolve().parent))
