"""The verb that tells every problem of a plant: check."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...sentences import problem_in
from ...translation import counted, say, spoken
from ..frame.options import force_option, json_option, plant_argument
from ..frame.output_paths import refuse_existing
from ..frame.progress import Progress
from ..frame.run import tell_problems

if TYPE_CHECKING:
    from ...errors import Problem


@click.command()
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

    from ..screen import check_summary

    if marked is not None:
        refuse_existing(marked, force)
    with Progress(quiet=as_json) as progress, _marks(plant, marked, force, spoken()) as mark:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        progress("checking the graph")
        problems = bench.check()
        mark(problems)
    if as_json:
        click.echo(json.dumps(check_summary.record(bench, problems), ensure_ascii=False, indent=2))
        return
    tell_problems(problems)
    click.echo(check_summary.summary(bench, problems))
    if closure:
        click.echo(check_summary.closure_table(bench))


@contextmanager
def _marks(
    plant: Path, marked: Path | None, force: bool, language: str
) -> Iterator[Callable[[Sequence[Problem]], None]]:
    """What writes the marked copy, if one is wanted; it is written of the problems of an error too."""
    from ...errors import PlantError
    from ...tables.formats.xlsx_marked import write_marked

    def mark(problems: Sequence[Problem]) -> None:
        if marked is not None:
            count = write_marked(plant, marked, [problem_in(each, language) for each in problems], force)
            click.echo(say("Wrote {path}, with notes at {cells}.", path=marked, cells=counted(count, "cell")), err=True)

    try:
        yield mark
    except PlantError as error:
        if plant.is_file() and not any(each.code.startswith("file-") for each in error.problems):
            mark(error.problems)  # a workbook that cannot be read has no cells to mark
        raise
