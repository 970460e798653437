"""The verbs that ask the program: check, optimise, export."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..sentences import problem_in
from ..translation import counted, say, spoken
from ..writing.claim import Claim, free_name
from .options import force_option, json_option, language_option, plant_argument, question_options, share
from .progress import Progress
from .run import tell_problems

if TYPE_CHECKING:
    from ..errors import Problem


@click.command(short_help="Tell every problem of a plant at once, each at its cell.")
@plant_argument
@click.option("--closure", is_flag=True, help="Print what every process balances: mass, carbon, nitrogen, energy.")
@click.option("--scenario", metavar="NAME", help="Check the plant as this scenario changes it.")
@click.option(
    "--marked",
    type=click.Path(path_type=Path),
    metavar="COPY.xlsx",
    help="Write a copy of the workbook with every problem as a note at its cell.",
)
@force_option
@json_option
def check(
    plant: Path,
    closure: bool,
    scenario: str | None,
    marked: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Read PLANT and tell every problem at once: each with file, sheet or line, cell, and a remedy.

    Every scenario must be readable; measurements that do not balance are told. No plan is made.

    \b
      mfo check my-plant
      mfo check my-plant.xlsx --closure
      mfo check my-plant.xlsx --marked problems.xlsx
    """
    import mfo

    from . import checking

    if marked is not None:
        refuse_existing(marked, force)
    with Progress(quiet=as_json) as progress, _marks(plant, marked, force, spoken()) as mark:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        progress("checking the graph")
        problems = bench.check()
        mark(problems)
    if as_json:
        click.echo(json.dumps(checking.record(bench, problems), ensure_ascii=False, indent=2))
        return
    tell_problems(problems)
    click.echo(checking.summary(bench, problems))
    if closure:
        click.echo(checking.closure_table(bench))


@contextmanager
def _marks(
    plant: Path, marked: Path | None, force: bool, language: str
) -> Iterator[Callable[[Sequence[Problem]], None]]:
    """What writes the marked copy, if one is wanted; it is written of the problems of an error too."""
    from ..errors import PlantError
    from ..tables.formats.xlsx_marked import write_marked

    def mark(problems: Sequence[Problem]) -> None:
        if marked is not None:
            count = write_marked(plant, marked, [problem_in(each, language) for each in problems], force)
            click.echo(say("Wrote {path}, with notes at {cells}.", path=marked, cells=counted(count, "cell")), err=True)

    try:
        yield mark
    except PlantError as error:
        if plant.is_file():
            mark(error.problems)
        raise


@click.command(short_help="Find the best plan and write it to a run folder.")
@plant_argument
@question_options
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="The run folder (default: a new one in runs/)."
)
@click.option(
    "--time-limit",
    type=click.FloatRange(min=0, min_open=True),
    metavar="SECONDS",
    help="End solving after this long; with whole numbers the best plan found is given (default: then after 60).",
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

    from . import summary

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
        click.echo(json.dumps(summary.record(plan, folder), ensure_ascii=False, indent=2))
    else:
        click.echo(summary.text(plan, folder, report=not no_report))


@contextmanager
def claimed(out: Path | None, force: bool, plant: Path, kind: str = "") -> Iterator[Path]:
    """The folder to write to, ours alone from before the work to its end: ``out``, or the next free one in runs/."""
    if out is None:
        _refuse_unwritable(Path("runs") / _run_name(plant, kind))
        with free_name(Path("runs"), _run_name(plant, kind)) as claim:
            yield claim.target.relative_to(Path.cwd()) if claim.target.is_relative_to(Path.cwd()) else claim.target
        return
    from ..plan.run_folder import check_run_replaceable

    refuse_existing(out, force)
    with Claim(out):
        refuse_existing(out, force)
        check_run_replaceable(out, force)
        yield out


def _run_name(plant: Path, kind: str) -> str:
    name = plant.resolve().stem or "plant"
    return f"{name}-{kind}" if kind else name


def refuse_existing(path: Path, force: bool) -> None:
    """Refuse to replace what is there unless asked for, and to work long for what cannot be written at the end."""
    if path.exists() and not force:
        text = "{path} exists already. Name another with --out, or replace it with --force."
        raise click.UsageError(say(text, path=path))
    _refuse_unwritable(path)


def _refuse_unwritable(path: Path) -> None:
    above = next((folder for folder in path.absolute().parents if folder.exists()), None)
    if above is not None and not os.access(above, os.W_OK):
        text = "{path} cannot be written: {folder} is read-only. Name another place with --out."
        raise click.UsageError(say(text, path=path, folder=above))


@click.command(short_help="Write the linear program for another solver.")
@plant_argument
@question_options
@click.option("--to", "kind", type=click.Choice(["lp", "mps"]), default="lp", show_default=True, help="File format.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="FILE", help="The file (default: beside, named as the plant)."
)
@force_option
def export(
    plant: Path,
    minimise: str | None,
    fixes: tuple[str, ...],
    limits: tuple[str, ...],
    scenario: str | None,
    kind: str,
    out: Path | None,
    force: bool,
) -> None:
    """Write PLANT's program as an LP or MPS file, rows and columns named in the plant's words.

    \b
      mfo export my-plant --to lp
      mfo export my-plant --to mps --minimise emissions --out emissions.mps
    """
    import mfo

    target = out or Path(f"{plant.resolve().stem}.{kind}")
    if target.suffix != f".{kind}":
        text = "--to {kind} writes a file that ends in .{kind}, not {path}."
        raise click.UsageError(say(text, kind=kind, path=target))
    refuse_existing(target, force)
    with Progress() as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        progress("writing the program")
        bench.export(target, minimise=minimise, limits=limits, fixes=fixes)
    click.echo(say("Wrote {path}.", path=target))
