"""The verb that plans scenarios and compares them: sweep."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click

from ...translation import say
from ...writing.claim import Claim
from ..frame.options import fix_option, force_option, in_order, json_option, language_option, plant_argument
from ..frame.output_paths import claimed
from ..frame.progress import Progress
from ..frame.run import keeping, tell_problems
from .kept_folder import cluster_option, kept_folder, workers_option
from .study_verb import tell


@click.command()
@plant_argument
@click.argument("scenarios", type=click.Path(path_type=Path), required=False)
@click.option(
    "--minimise",
    "--minimize",
    metavar="EFFECT",
    multiple=True,
    callback=in_order,
    help="What to make least (default: the plant's setting). Repeated: what to make least next, the first held.",
)
@click.option("--limit", "limits", multiple=True, metavar="TEXT", help="A bound that every scenario keeps.")
@fix_option
@click.option(
    "--vary",
    multiple=True,
    metavar="TEXT",
    help='A cell over values: "supplies LPG price=8..20 MXN/kg:7". May be repeated: each with each.',
)
@click.option(
    "--without",
    multiple=True,
    metavar="KIND",
    type=click.Choice(["processes", "markets", "supplies", "links", "stores"]),
    help="Leave each of them out in turn, e.g. processes.",
)
@click.option(
    "--hold-sizes",
    is_flag=True,
    help="With --without: hold what the plan builds (N-1), and tell what each outage costs and what falls short.",
)
@workers_option
@cluster_option
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="The folder (default: a new one in runs/).")
@click.option("--no-report", is_flag=True, help="Write the tables of each run only, no report.html and no plan.xlsx.")
@click.option("--every-plan", is_flag=True, help="Write a run folder for each plan, also where there are more than 20.")
@language_option
@force_option
@json_option
def sweep(
    plant: Path,
    scenarios: Path | None,
    minimise: str | None,
    limits: tuple[str, ...],
    fixes: tuple[str, ...],
    vary: tuple[str, ...],
    without: tuple[str, ...],
    hold_sizes: bool,
    workers: int,
    cluster: str,
    out: Path | None,
    no_report: bool,
    every_plan: bool,
    language: str,
    force: bool,
    as_json: bool,
) -> int:
    """Plan PLANT as it stands and under each scenario, and compare the plans.

    SCENARIOS is a CSV file, or a workbook with a sheet `scenarios`, in the form of the plant's table of that name; left
    out, it is the plant's own. Each plan is a run folder in DIR; DIR/sweep.html and DIR/sweep.csv compare them. Where a
    scenario has no plan the others are written all the same, and the exit code is 4.

    Of more than 20 scenarios only the totals are worked out; `mfo report DIR/NAME` (and every other verb that takes a
    run) writes the plan of any one when it is asked for. Stopped and started again, such a sweep goes on where it was.

    \b
      mfo sweep my-plant
      mfo sweep my-plant prices.csv --workers 4 --out prices
      mfo sweep my-plant --vary "supplies LPG price=8..20 MXN/kg:7" --no-report
      mfo sweep my-plant --without processes --no-report
      mfo sweep my-plant --without processes --without links --hold-sizes
    """
    import mfo

    if hold_sizes:
        if scenarios or vary or every_plan or not without:
            wrong = "--hold-sizes goes with --without, and with no scenarios, --vary or --every-plan."
            raise click.UsageError(say(wrong))
        _outages(
            plant, minimise, limits, fixes, without, workers, cluster, out, language, not no_report, force, as_json
        )
        return 0

    from ...studies.sweep import sweep_question
    from ..screen import sweep_text

    force = force and out is not None
    asked = sweep_question(plant, scenarios, minimise, limits, fixes, vary, without)
    with taken_up(out, force, plant, asked) as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        found = mfo.read(plant).sweep(
            scenarios,
            minimise,
            limits,
            fixes=fixes,
            vary=vary,
            without=without,
            workers=workers,
            cluster=cluster,
            folder=folder,
            force=force,
            report=not no_report,
            language=language,
            every=every_plan,
            progress=progress,
        )
    tell_problems(found.problems)
    if as_json:
        click.echo(json.dumps(sweep_text.record(found, folder), ensure_ascii=False, indent=2))
    else:
        click.echo(sweep_text.text(found, folder))
    return found.exit_code


def _outages(
    plant: Path,
    minimise: str | None,
    limits: tuple[str, ...],
    fixes: tuple[str, ...],
    without: tuple[str, ...],
    workers: int,
    cluster: str,
    out: Path | None,
    language: str,
    report: bool,
    force: bool,
    as_json: bool,
) -> None:
    """Every facility out in turn, with the sizes of the plan held."""
    import mfo

    from ...report.studies.outages_page import write_outages
    from ...studies.study_folder import study_record, write_study
    from ..screen import outages_text

    asked = {"minimise": minimise, "without": list(without), "limits": list(limits), "fixes": list(fixes)}
    with kept_folder(out, force, plant, "outages", asked) as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant)
        found = bench.outages(
            without,
            minimise,
            limits,
            fixes=fixes,
            workers=workers,
            cluster=cluster,
            folder=folder,
            progress=progress,
        )
        told = outages_text.record(found)
        if report:
            write_outages(found, folder / "outages.html", language)
        tables = {"outages": found.table, "shortfalls": found.shortfalls_table}
        write_study(folder, study_record(bench.plant, "outages", asked, told), tables)
    folder = folder if out is None else out
    tell(told, folder, as_json, lambda: outages_text.text(found, folder, report))


@contextmanager
def taken_up(out: Path | None, force: bool, plant: Path, asked: Mapping[str, object]) -> Iterator[Path]:
    """The folder of a sweep: one of the same question that was interrupted, else one that is claimed anew."""
    from ...studies.sweep import begun

    candidates = Path("runs").glob(f"{plant.resolve().stem or 'plant'}-sweep-*") if out is None else [out]
    found = [folder for folder in candidates if begun(folder, asked)]
    if not found:
        with claimed(out, force, plant, "sweep") as folder, keeping(folder):
            yield folder
        return
    with Claim(found[0]), keeping(found[0]):
        yield found[0]
