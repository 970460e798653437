"""The verb that shows what less of one effect costs in another: pareto."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import click

from ...writing.claim import Claim
from ..frame.options import fix_option, force_option, json_option, language_option, plant_argument
from ..frame.output_paths import claimed
from ..frame.progress import Progress
from ..frame.run import keeping
from .kept_folder import cluster_option, workers_option


@click.command()
@plant_argument
@click.option(
    "--minimise", "--minimize", metavar="EFFECT", default="cost", show_default=True, help="What to make least."
)
@click.option(
    "--against",
    metavar="EFFECT",
    multiple=True,
    default=("emissions",),
    show_default="emissions",
    help="What to bring down step by step. Given twice: three effects.",
)
@click.option(
    "--points",
    type=int,
    default=None,
    show_default="20; 6 for three effects",
    help="How many plans, both ends included; of three effects how many levels of each of the two.",
)
@click.option("--limit", "limits", multiple=True, metavar="TEXT", help="A bound that every point keeps.")
@fix_option
@click.option("--scenario", metavar="NAME", help="Change the cells that this scenario of the plant names.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write the curve there, and a run folder for each point.",
)
@click.option(
    "--no-plans",
    is_flag=True,
    help="Write the curve only; `mfo report DIR/point-03` writes a plan when it is asked for.",
)
@workers_option
@cluster_option
@language_option
@force_option
@json_option
def pareto(
    plant: Path,
    minimise: str,
    against: tuple[str, ...],
    points: int | None,
    limits: tuple[str, ...],
    fixes: tuple[str, ...],
    scenario: str | None,
    out: Path | None,
    no_plans: bool,
    workers: int,
    cluster: str,
    language: str,
    force: bool,
    as_json: bool,
) -> None:
    """Work out the trade-off curve of PLANT between two effects, or three: a certified plan at each level.

    With --out DIR the curve is written to DIR/curve.html and DIR/curve.csv, and the plan of each point, with report and
    workbook, to DIR/point-01, DIR/point-02 and so on.

    \b
      mfo pareto my-plant
      mfo pareto my-plant --minimise cost --against landfilled --points 10 --out curve
    """
    import mfo

    from ..screen import trade_off_text

    plans = not no_plans
    asked = {
        "plant": str(plant.resolve()),
        "minimise": minimise,
        "against": list(against),
        "points": points,
        "limits": list(limits),
        "fixes": list(fixes),
        "scenario": scenario,
        "language": language,
        "plans": plans,
    }
    with point_folder(out, force, plant, asked) as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        found = mfo.read(plant, scenario=scenario).pareto(
            minimise,
            list(against),
            points,
            limits,
            fixes=fixes,
            workers=workers,
            cluster=cluster,
            folder=folder,
            asked=asked,
            progress=progress,
        )
        if folder is not None:
            found.write(folder, plans, language, progress)
            if plans:
                trade_off_text.forget(folder)
    click.echo(
        json.dumps(trade_off_text.record(found, out, plans), ensure_ascii=False, indent=2)
        if as_json
        else trade_off_text.text(found, out, plans)
    )


@contextmanager
def point_folder(out: Path | None, force: bool, plant: Path, asked: Mapping[str, object]) -> Iterator[Path | None]:
    """The folder to work points out in, which is ``out`` in the end; one of the same question that was interrupted is
    taken up again."""
    if out is None:
        yield None
        return
    from ...plan.run_folder import kept_until_replaced
    from ...studies.trade_offs.work import begun

    goes_on = partial(begun, asked=asked)
    with (
        Claim(out) if goes_on(out) else claimed(out, force, plant),
        kept_until_replaced(out, force, goes_on) as work,
        keeping(work),
    ):
        yield work
