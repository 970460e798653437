"""A plant's own models and datasets as content, so that another machine can read them."""

from __future__ import annotations

from pathlib import Path

PARTS = (("models", "*.yaml"), ("datasets", "*.csv"))


def own_files(folder: Path | None) -> dict[str, bytes]:
    """The files by their names below a plant's folder."""
    if folder is None:
        return {}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for part, pattern in PARTS
        for path in sorted((folder / part).glob(pattern))
        if path.is_file()
    }


def unpack(files: dict[str, bytes], folder: Path) -> None:
    """Write the files below another folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
