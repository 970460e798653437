"""Where verbs write: names claimed before the work, and nothing replaced that was not asked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import say
from ...writing.claim import Claim, free_name

if TYPE_CHECKING:
    pass


@contextmanager
def claimed(out: Path | None, force: bool, plant: Path, kind: str = "") -> Iterator[Path]:
    """The folder to write to, ours alone from before the work to its end: ``out``, or the next free one in runs/."""
    if out is None:
        _refuse_unwritable(Path("runs") / _run_name(plant, kind))
        with free_name(Path("runs"), _run_name(plant, kind)) as claim:
            yield claim.target.relative_to(Path.cwd()) if claim.target.is_relative_to(Path.cwd()) else claim.target
        return
    from ...plan.run_folder import check_run_replaceable

    refuse_existing(out, force)
    with Claim(out):
        refuse_existing(out, force)
        check_run_replaceable(out, force)
        yield out


def _run_name(plant: Path, kind: str) -> str:
    name = plant.resolve().stem or "plant"
    return f"{name}-{kind}" if kind else name


def refuse_existing(path: Path, force: bool) -> None:
    """Refuse to replace what is there unless asked for, and to work long for what cannot be written at the end."""
    if path.exists() and not force:
        text = "{path} exists already. Name another with --out, or replace it with --force."
        raise click.UsageError(say(text, path=path))
    _refuse_unwritable(path)


def _refuse_unwritable(path: Path) -> None:
    above = next((folder for folder in path.absolute().parents if folder.exists()), None)
    if above is not None and not os.access(above, os.W_OK):
        text = "{path} cannot be written: {folder} is read-only. Name another place with --out."
        raise click.UsageError(say(text, path=path, folder=above))
