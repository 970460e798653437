"""The verb that says what a unit means: units."""

from __future__ import annotations

import json

import click

from ..frame.options import json_option


@click.command()
@click.argument("text", nargs=-1, required=True)
@json_option
def units(text: tuple[str, ...], as_json: bool) -> None:
    """Say how mfo reads a unit or a quantity, or why it refuses it.

    \b
      mfo units "12 kt/yr"
      mfo units MXN/t.km
      mfo units ton
    """
    from ...errors import Problem, UsageError
    from ...units import UnitError, describe

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
