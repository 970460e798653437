"""The verb that tells what a year of fewer days errs: typical."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import say
from ...units import format_number
from ..frame.options import fix_option, json_option, plant_argument
from ..frame.progress import Progress
from ..screen.columns import columns
from ..screen.words import word

if TYPE_CHECKING:
    from ...studies.shortened.typical_days_study import TypicalDays, TypicalDaysStudy


@click.command()
@plant_argument
@click.option("--days", multiple=True, metavar="TEXT", default=["12"], show_default=True, help='"12", "24 in order".')
@click.option("--minimise", "--minimize", metavar="EFFECT", help="What to make least (default: the plant's setting).")
@click.option("--limit", "limits", multiple=True, metavar="TEXT", help="A bound that holds in every plan.")
@fix_option
@click.option("--best", is_flag=True, help="Plan all slots of the year too, and tell how far from that it is.")
@json_option
def typical(
    plant: Path,
    days: tuple[str, ...],
    minimise: str | None,
    limits: tuple[str, ...],
    fixes: tuple[str, ...],
    best: bool,
    as_json: bool,
) -> None:
    """Plan PLANT with typical days, hold what is built in all slots of its year, and tell what they err.

    The error is told in money, or where no plan holds in all slots, by the bounds that would have to give.

    \b
      mfo typical my-plant --days 12 --days "24 in order"
      mfo typical my-plant --days 12 --best
    """
    import mfo

    from ...plan.run_folder import plain

    with Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant)
        found = bench.typical_days(days, minimise, limits, fixes=fixes, with_best=best, progress=progress)
    if as_json:
        told = {"plant": found.plant, "minimise": found.minimise, "unit": found.unit, "slots": found.slots}
        ways = found.table.to_dict("records")
        for way, told_way in zip(found.ways, ways, strict=True):
            told_way["fixes"] = [asdict(each) for each in way.fixed]
        click.echo(json.dumps(plain({"status": "optimal", **told, "ways": ways}), ensure_ascii=False, indent=2))
        return
    click.echo(text(found))


def text(found: TypicalDaysStudy) -> str:
    """What each way errs, for people."""
    about = say(
        "{plant}: plans made with typical days, held in all {count} slots (certified)",
        plant=found.plant,
        count=f"{found.slots:,}",
    )
    rows = [
        [way.days, f"{way.slots:,}", _number(way.said), _number(way.held), _share(way.error), _share(way.regret)]
        for way in found.ways
    ]
    header = [
        say("typical days"),
        say("slots"),
        f"{say('the plan says')} [{found.unit}]",
        f"{say('in all slots')} [{found.unit}]",
        say("error"),
        say("above the best"),
    ]
    broken = [f"{way.days}: {' '.join(way.broken)}" for way in found.ways if way.broken]
    told = [about, word(found.minimise), columns(rows, header), *broken, *map(_held, found.ways)]
    return "\n\n".join(part for part in told if part)


def _held(way: TypicalDays) -> str:
    """What one unit more of each decision that was held is worth in the plan made with typical days."""
    from ..screen.plan_summary import price_told

    several = len({each.year for each in way.fixed}) > 1
    lines = [
        f"  {each.fix}{f' ({each.year})' if several else ''}: {price_told(each.price, each.price_unit, each.unit)}"
        for each in way.fixed
    ]
    return "\n".join([say("Held, and its price with {days} typical days:", days=way.days), *lines]) if lines else ""


def _number(value: float) -> str:
    return say("no plan") if math.isnan(value) else format_number(value, 8)


def _share(value: float) -> str:
    return "" if math.isnan(value) else f"{format_number(100 * value, 3)} %"
