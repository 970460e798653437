"""The folder of a study that keeps its finished jobs: the same command again takes up the same folder."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from ...errors import MfoError
from ...writing.claim import Claim, free_name, remove
from ...writing.ordinary import ordinary
from ...writing.whole import write_text
from ..frame.output_paths import claimed
from ..frame.run import keeping

workers_option = click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="How many processes work."
)

cluster_option = click.option(
    "--cluster",
    default="",
    metavar="ADDRESS",
    help="A Dask cluster that works instead, such as tcp://10.0.0.5:8786 (needs the extra mfo[cluster]).",
)


@contextmanager
def kept_folder(out: Path | None, force: bool, plant: Path, kind: str, asked: Mapping[str, object]) -> Iterator[Path]:
    """The folder to work in, ours alone: one of a study that was begun with the same question, or a new one.

    Without ``out`` it is the last in runs/ that asks the same, or the next free one. Where ``out`` holds something
    else it stands until the new study is complete: until then that one is worked out in a hidden folder beside it.
    Raises where ``out`` holds something else and ``force`` is not given.
    """
    from ...plan.run_folder import kept_until_replaced  # late: it loads pandas, and the list of verbs need not wait

    question = {"plant": str(plant.resolve()), "kind": kind, **asked}
    if out is None:
        name = f"{plant.resolve().stem or 'plant'}-{kind}"
        found = [folder for folder in Path("runs").glob(f"{name}-*") if _asks(folder, question)]
        if found:
            out = max(found, key=lambda folder: folder.stat().st_mtime)
        else:
            with free_name(Path("runs"), name) as claim, keeping(claim.target), _dropped_unbegun(claim.target):
                yield _begun(claim.target, question)
            return
    elif not _asks(out, question):
        goes_on = partial(_asks, question=question)
        with (
            claimed(out, force, plant, kind) as folder,
            kept_until_replaced(folder, force, goes_on) as work,
            keeping(work),
            _dropped_unbegun(work),
        ):
            yield _begun(work, question)
        return
    with Claim(out), keeping(out):
        yield out


@contextmanager
def _dropped_unbegun(folder: Path) -> Iterator[None]:
    """Leave no folder of a question that was refused: nothing but the question is in it."""
    from ...plan.run_folder import ASKED

    try:
        yield
    except MfoError:
        if folder.is_dir() and [entry.name for entry in folder.iterdir()] == [ASKED]:
            remove(folder)
        raise


def _begun(folder: Path, question: Mapping[str, object]) -> Path:
    from ...plan.run_folder import ASKED

    folder.mkdir(parents=True, exist_ok=True)
    write_text(folder / ASKED, json.dumps(question, ensure_ascii=False, indent=2) + "\n")
    return folder


def _asks(folder: Path, question: Mapping[str, object]) -> bool:
    from ...plan.run_folder import ASKED

    try:
        return bool(json.loads(ordinary(folder / ASKED).read_text(encoding="utf-8")) == question)
    except (OSError, ValueError):
        return False
