"""The verbs to look things up: models, datasets, units."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..translation import say
from .options import json_option

library_option = click.option(
    "--plant", type=click.Path(path_type=Path), metavar="PLANT", help="Add the plant's own models and datasets."
)


@click.command(short_help="Say what a unit or a quantity means.")
@click.argument("text", nargs=-1, required=True)
@json_option
def units(text: tuple[str, ...], as_json: bool) -> None:
    """Say how mfo reads a unit or a quantity, or why it refuses it.

    \b
      mfo units "12 kt/yr"
      mfo units MXN/t.km
      mfo units ton
    """
    from ..errors import Problem, UsageError
    from ..units import UnitError, describe

    try:
        description = describe(" ".join(text))
    except UnitError as error:
        raise UsageError(Problem(error.code, error.message, remedy=error.remedy)) from error
    if not as_json:
        click.echo(str(description))
        return
    record = {
        "typed": description.typed,
        "value": description.canonical_value,
        "unit": description.unit.canonical,
        "dimension": description.unit.dimension,
    }
    click.echo(json.dumps(record, ensure_ascii=False, indent=2))


@click.command(short_help="Show the process models, or one of them as a page.")
@click.argument("name", required=False)
@click.option("--material", metavar="KEY", help="Show what comes out for this material of the datasets.")
@library_option
@json_option
def models(name: str | None, material: str | None, plant: Path | None, as_json: bool) -> None:
    """List the process models, or show one: what goes in, what comes out, costs, closure, sources.

    \b
      mfo models
      mfo models anaerobic_digestion --material nopal
    """
    from . import library

    loaded = library.load_library(plant)
    if name is None:
        click.echo(json.dumps(list(loaded.models)) if as_json else library.model_list(loaded))
        return
    from ..processes.describe import describe_model

    page = describe_model(name, loaded, material)
    click.echo(json.dumps(page, ensure_ascii=False, indent=2) if as_json else library.model_page(page))


@click.command(short_help="Search the reference data; every row says where it comes from.")
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
    from ..library.datasets import search_datasets
    from . import library

    rows = search_datasets(" ".join(words), library.load_library(plant).datasets)
    if as_json:
        click.echo(json.dumps([library.dataset_record(row) for row in rows], ensure_ascii=False, indent=2))
    elif rows:
        click.echo(library.dataset_rows(rows, len(rows) if everything else 40))
    else:
        text = "Nothing in the datasets has all of: {words}. Try fewer words."
        raise click.UsageError(say(text, words=" ".join(words)))
