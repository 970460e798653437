"""The verb that takes results of other people's assessments: footprint."""

from __future__ import annotations

from pathlib import Path

import click

from ...translation import say
from ..frame.options import force_option
from ..frame.output_paths import refuse_existing


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--per", required=True, metavar="AMOUNT", help='How much of the product it is for: "1 t", "1000 kg".')
@click.option("--licence", required=True, metavar="TEXT", help="Under which terms the numbers may be used.")
@click.option("--key", metavar="KEY", help="Write a dataset in which this key has the footprint; needs --gwp.")
@click.option("--gwp", type=click.Choice(["AR4", "AR5", "AR6"]), help="The warming potentials it was weighed with.")
@click.option("--at", metavar="NAME", help="Write rates: a supply, process, store, market or link that causes it.")
@click.option("--effect", metavar="EFFECT", default="emissions", show_default=True, help="Of the rates.")
@click.option("--indicator", metavar="TEXT", default="", help="Another result than climate change.")
@click.option("--modules", metavar="LIST", default="A1-A3", show_default=True, help="Of EN 15804, parted by `;`.")
@click.option("--source", metavar="TEXT", default="", help="Whose it is (default: as the file tells).")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE.csv", required=True, help="The table that takes it."
)
@force_option
def footprint(
    file: Path,
    per: str,
    licence: str,
    key: str | None,
    gwp: str | None,
    at: str | None,
    effect: str,
    indicator: str,
    modules: str,
    source: str,
    out: Path,
    force: bool,
) -> None:
    """Take a result from FILE: an EPD in ILCD+EPD (.xml), or a table of openLCA or Activity Browser (.csv, .xlsx).

    It becomes a dataset in the plant's folder `datasets/`, which materials are `like` and markets `replace`, or a row
    of `rates`. Source and licence go along.

    \b
      mfo footprint steel.xml --per "1 t" --key steel --gwp AR5 --licence "CC BY 4.0" --out my-plant/datasets/steel.csv
      mfo footprint results.csv --per "1000 kg" --at "steel bought" --licence "own study" --out rates.csv
    """
    from ...footprints.rows import FootprintRequest, dataset_text, rates_text
    from ...writing.whole import write_text

    if (key is None) == (at is None):
        raise click.UsageError(say("Say what is to be written: a dataset with --key, or rates with --at."))
    if key is not None and gwp is None:
        raise click.UsageError(say("Say with --gwp which warming potentials the footprint was weighed with."))
    refuse_existing(out, force)
    asked = FootprintRequest(
        per, licence, tuple(part.strip() for part in modules.split(";") if part.strip()), indicator, source
    )
    text = dataset_text(file, key, gwp or "", asked) if key is not None else rates_text(file, at or "", effect, asked)
    write_text(out, text, force)
    click.echo(say("Wrote {path}.", path=out))
