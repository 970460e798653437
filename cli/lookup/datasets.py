"""The verb that searches the reference data: datasets."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ...translation import say
from ..frame.options import json_option, library_option


@click.command()
@click.argument("words", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Show every row that fits, not the first 40.")
@library_option
@json_option
def datasets(words: tuple[str, ...], everything: bool, plant: Path | None, as_json: bool) -> None:
    """Search materials, factors, prices and tariffs by words of their key, description, region or source.

    \b
      mfo datasets nopal
      mfo datasets grid mexico
    """
    from ...library.datasets import search_datasets
    from ..screen import library_text

    rows = search_datasets(" ".join(words), library_text.load_library(plant).datasets)
    if as_json:
        click.echo(json.dumps([library_text.dataset_record(row) for row in rows], ensure_ascii=False, indent=2))
    elif rows:
        click.echo(library_text.dataset_rows(rows, len(rows) if everything else 40))
    else:
        text = "Nothing in the datasets has all of: {words}. Try fewer words."
        raise click.UsageError(say(text, words=" ".join(words)))
