"""The verb that finds the best plan: optimise."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..frame.options import (
    NumberRange,
    force_option,
    json_option,
    language_option,
    plant_argument,
    question_options,
    share,
)
from ..frame.output_paths import claimed
from ..frame.progress import Progress
from ..frame.run import tell_problems

if TYPE_CHECKING:
    pass


@click.command()
@plant_argument
@question_options
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The run folder (default: a new one in runs/)."
)
@click.option(
    "--time-limit",
    type=NumberRange(min=0, min_open=True),
    metavar="SECONDS",
    help="End solving after this long; with whole numbers the best plan found is given (default: then after 60, "
    "without any after 600).",
)
@click.option(
    "--gap", metavar="SHARE", default="0", help="With whole numbers: end this near the best possible, as 1 %."
)
@click.option("--no-report", is_flag=True, help="Write the tables only, no report.html and no plan.xlsx.")
@language_option
@force_option
@json_option
def optimise(
    plant: Path,
    minimise: str | None,
    fixes: tuple[str, ...],
    limits: tuple[str, ...],
    scenario: str | None,
    out: Path | None,
    time_limit: float | None,
    gap: str,
    no_report: bool,
    language: str,
    force: bool,
    as_json: bool,
) -> None:
    """Decide what goes where in PLANT, at least cost or least of another effect, within all limits.

    \b
      mfo optimise examples/nopalmex
      mfo optimise my-plant --minimise emissions
      mfo optimise my-plant.xlsx --limit "landfilled <= 100 t/year" --out no-landfill
      mfo optimise my-plant --fix "digester = 0"
      mfo optimise my-plant --scenario "dear carbon" --json
    """
    import mfo

    from ..screen import plan_summary

    with claimed(out, force, plant) as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        plan = bench.optimise(
            minimise=minimise,
            limits=limits,
            fixes=fixes,
            time_limit=time_limit,
            gap=share(gap, "--gap"),
            progress=progress,
        )
        progress("writing the run folder")
        plan.save(folder, force=force and out is not None, report=not no_report, language=language)
    tell_problems([problem for problem in plan.problem_list if problem.severity == "warning"])
    if as_json:
        click.echo(json.dumps(plan_summary.record(plan, folder), ensure_ascii=False, indent=2))
    else:
        click.echo(plan_summary.text(plan, folder, report=not no_report))
