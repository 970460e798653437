"""The verbs to look things up: models, datasets, units."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from .options import json_option

library_option = click.option(
    "--plant", type=click.Path(path_type=Path), metavar="PLANT", help="Add the plant's own models and datasets."
)


def columns(rows: Sequence[Sequence[str]], header: Sequence[str], widest: int = 60) -> str:
    """Rows as aligned text."""
    table = [list(header), *[list(row) for row in rows]]
    widths = [min(max(len(row[place]) for row in table), widest) for place in range(len(header))]
    lines = []
    for row in table:
        cells = [
            text if len(text) <= width else text[: width - 1] + "…" for text, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    return "\n".join(lines)


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
