"""The folder of a study that keeps its finished jobs: the same command again takes up the same folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from ...writing.claim import Claim, free_name, remove
from ..planning import claimed

ASKED = "question.json"

workers_option = click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="How many processes work."
)


@contextmanager
def kept_folder(out: Path | None, force: bool, plant: Path, kind: str, asked: Mapping[str, object]) -> Iterator[Path]:
    """The folder of a study, ours alone: one that was begun with the same question, or a new one.

    Without ``out`` it is the last in runs/ that asks the same, or the next free one. Raises where ``out`` holds
    something else and ``force`` is not given.
    """
    question = {"plant": str(plant.resolve()), "kind": kind, **asked}
    if out is None:
        name = f"{plant.resolve().stem or 'plant'}-{kind}"
        found = [folder for folder in Path("runs").glob(f"{name}-*") if _asks(folder, question)]
        if found:
            out = max(found, key=lambda folder: folder.stat().st_mtime)
        else:
            with free_name(Path("runs"), name) as claim:
                yield _begun(claim.target, question)
            return
    elif not _asks(out, question):
        with claimed(out, force, plant, kind) as folder:
            remove(folder)
            yield _begun(folder, question)
        return
    with Claim(out):
        yield out


def _begun(folder: Path, question: Mapping[str, object]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / ASKED).write_text(json.dumps(question, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return folder


def _asks(folder: Path, question: Mapping[str, object]) -> bool:
    try:
        return bool(json.loads((folder / ASKED).read_text(encoding="utf-8")) == question)
    except (OSError, ValueError):
        return False
