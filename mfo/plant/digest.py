"""A fingerprint of a plant's files, so that a run can say what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from ..tables.cells.table import Tables
from ..tables.places.feature import GEO, SIDECARS

MADE = "plant.yaml"
"""The file that holds tables which were made in memory."""


def digest_of(tables: Tables) -> str:
    """sha256 over the names and contents of the input files, the plant's own models and datasets included."""
    total = hashlib.sha256()
    for name, content in input_files(tables).items():
        total.update(name.encode())
        total.update(b"\0")
        total.update(hashlib.sha256(content).digest())
    return total.hexdigest()


def input_files(tables: Tables) -> dict[str, bytes]:
    """The content of each input file by its name relative to the plant."""
    held = {name: path.read_bytes() for name, path in _files(tables)}
    if tables.made is not None:
        held[MADE] = tables.made.encode()
    return dict(sorted(held.items()))


def _files(tables: Tables) -> Iterator[tuple[str, Path]]:
    """Each file once, by its name relative to the plant."""
    source = tables.source
    if tables.made is not None:
        pass  # what stands in the source was changed, or there is none
    elif source.is_file():
        yield source.name, source
    elif source.is_dir():
        for path in source.iterdir():
            if path.is_file() and path.suffix.lower() in (".yaml", ".yml", ".csv", *GEO, *SIDECARS):
                yield path.name, path
    for part, suffix in (("models", ".yaml"), ("datasets", ".csv")):
        folder = tables.folder / part if tables.folder else None
        if folder is not None and folder.is_dir():
            for path in folder.glob(f"*{suffix}"):
                if path.is_file():
                    yield f"{part}/{path.name}", path
