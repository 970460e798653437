"""The verb that shows process models: models."""

from __future__ import annotations

import json
from pathlib import Path

import click

from ..frame.options import json_option, library_option


@click.command()
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
    from ..screen import library_text

    loaded = library_text.load_library(plant)
    if name is None:
        click.echo(json.dumps(list(loaded.models)) if as_json else library_text.model_list(loaded))
        return
    from ...processes.describe import describe_model

    page = describe_model(name, loaded, material)
    click.echo(json.dumps(page, ensure_ascii=False, indent=2) if as_json else library_text.model_page(page))
