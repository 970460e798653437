"""The verb that tells what else is nearly as good: alternatives."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import say
from ...units import format_number
from ..frame.options import plant_argument, question_options
from ..frame.output_paths import claimed
from ..frame.progress import Progress
from ..screen.columns import columns
from ..screen.words import choice, kind_word, word
from .study_verb import pages_option, study_options, tell

if TYPE_CHECKING:
    from ...studies.alternatives import Alternatives

MOST_RANGES = 60  # that are printed


@click.command()
@plant_argument
@click.option(
    "--within",
    default="5 %",
    show_default=True,
    metavar="DISTANCE",
    help='How much worse than the best a plan may be: "5 %" of it, or "20000 MXN".',
)
@click.option("--number", type=click.IntRange(0), default=5, show_default=True, help="How many other plans to write.")
@question_options
@pages_option
@study_options
def alternatives(
    plant: Path,
    within: str,
    number: int,
    minimise: str | None,
    fixes: tuple[str, ...],
    limits: tuple[str, ...],
    scenario: str | None,
    out: Path | None,
    no_report: bool,
    language: str,
    force: bool,
    as_json: bool,
) -> None:
    """Work out what PLANT must do, may do and never does within a distance of its best plan, and other plans there.

    For every process, route, market, supply and link the least and the most over the horizon. Then the plans that
    differ most from the best one and from one another, each a run folder.

    \b
      mfo alternatives my-plant
      mfo alternatives my-plant --within "20000 MXN" --number 3
    """
    import mfo

    from ...report.studies.study_pages import write_alternatives
    from ...studies import alternatives as study
    from ...studies.study_folder import save_study, study_record

    with claimed(out, force, plant, "alternatives") as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        found = bench.alternatives(within, number, minimise, limits, fixes=fixes, progress=progress)
        asked = {"within": within, "number": number, "limits": limits, "fixes": fixes, "scenario": scenario}
        record = study_record(bench.plant, "alternatives", asked, study.result_of(found))
        plans = dict(zip(study.run_folders(found), (other.plan for other in found.others), strict=True))
        runs = list(plans) if not no_report else []

        def page(made: Path) -> None:
            write_alternatives(found, made / "alternatives.html", language, runs)

        save_study(
            folder,
            force and out is not None,
            record,
            {"ranges": found.table},
            plans,
            page,
            report=not no_report,
            language=language,
            progress=progress,
        )
    result = study.result_of(found)
    result["plans"] = [{**each, "run": str(folder / each["run"])} for each in result["plans"]]
    tell(result, folder, as_json, lambda: text(found, folder))


def text(found: Alternatives, folder: Path) -> str:
    """The ranges for people."""
    about = say(
        "{plant}: what is possible within {distance} {unit} of the least {effect}, {best} {unit}",
        plant=found.plant,
        distance=format_number(found.bound - found.best),
        unit=found.unit,
        effect=word(found.minimise),
        best=format_number(found.best, 6),
    )
    known = any(math.isfinite(item.today) for item in found.ranges)
    rows = [
        [
            choice(item.kind, item.name),
            kind_word(item.kind),
            say(item.verdict),
            _end(item.least, item.none_below),
            format_number(item.plan),
            _end(item.most, item.none_above),
            *([_today(item.today)] if known else []),
            item.unit,
        ]
        for item in found.ranges
    ]
    header = ["", "", "", say("least"), say("plan"), say("most"), *([say("today")] if known else []), ""]
    shown = columns(rows[:MOST_RANGES], header, widest=40)
    further = len(rows) - MOST_RANGES
    more = [say("... and {count} more in ranges.csv.", count=further)] if further > 0 else []
    if open_ := sum(not item.proven for item in found.ranges):
        told = say("a plan reaches the first number, and none passes the one in brackets.")
        more.append(f"{say('Whole numbers leave {count} ranges open:', count=open_)} {told}")
    lines = [
        f"  {number}. {format_number(other.objective, 6)} {found.unit}: {other.difference}"
        for number, other in enumerate(found.others, start=1)
    ]
    plans = ["\n".join([say("Other plans, each a run folder:"), *lines])] if lines else []
    page = say("Page: {path}", path=folder / "alternatives.html")
    return "\n\n".join(["\n".join([about, "", shown, *more]), *plans, page])


def _end(reached: float, bound: float) -> str:
    return format_number(reached) if reached == bound else f"{format_number(reached)} ({format_number(bound)})"


def _today(amount: float) -> str:
    return format_number(amount) if math.isfinite(amount) else ""
