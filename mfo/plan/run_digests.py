"""Fingerprints of a run folder's files, so that nobody takes an altered run for what mfo wrote."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..translation import say
from ..writing.ordinary import ordinary

RUN = "run.json"
ANNOUNCED = "announced"
"""The key of run.json for the fingerprint of a page that is just about to be written anew, by its name."""
PAGES = (".html", ".xlsx", ".svg", ".png", ".pdf", ".docx")
"""What people open, save again and take notes in: told by ``mfo verify``, no reason to refuse a run."""


def digests(folder: Path) -> dict[str, str]:
    """The sha256 of every file of a run folder but run.json, by its path from there."""
    return {name: digest_of_file(path) for name, path in sorted(_files(folder)) if name != RUN}


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for path in folder.rglob("*"):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def digest_of_file(path: Path) -> str:
    """The sha256 of a file."""
    with ordinary(path).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def altered(folder: Path, run: Mapping[str, object], pages: bool = False) -> list[str]:
    """What is no longer as mfo wrote it, in words: changed and missing files, with ``pages`` those too.

    A run of a version that wrote no digests has nothing to compare with.
    """
    told = run.get("files")
    if not isinstance(told, Mapping):
        return []
    given = run.get(ANNOUNCED)
    announced = given if isinstance(given, Mapping) else {}
    found = []
    for name, digest in told.items():
        if name.endswith(PAGES) and not pages:
            continue
        path = folder / name
        if not path.is_file():
            found.append(say("{name} is missing", name=name))
        elif digest_of_file(path) not in (digest, announced.get(name)):
            found.append(say("{name} was changed", name=name))
    return found
