"""The verb that decides once for several futures: stochastic."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import say
from ...units import format_number
from ..frame.options import NumberRange, fix_option, plant_argument
from ..frame.output_paths import claimed
from ..frame.progress import Progress
from ..screen.columns import columns
from ..screen.sweep_text import as_it_stands
from ..screen.words import word
from .study_verb import pages_option, study_options, tell

if TYPE_CHECKING:
    from ...studies.stochastic.stochastic_study import Stochastic


@click.command()
@plant_argument
@click.option(
    "--risk", default="", metavar="MEASURE", help='Weigh bad futures more: "cvar 95 %", the mean of the worst 5 %.'
)
@click.option("--weight", type=NumberRange(0, 1), default=0.5, show_default=True, help="The weight of --risk.")
@click.option("--minimise", "--minimize", metavar="EFFECT", help="What to make least (default: the plant's setting).")
@click.option("--limit", "limits", multiple=True, metavar="TEXT", help="A bound that holds in every scenario.")
@fix_option
@pages_option
@study_options
def stochastic(
    plant: Path,
    risk: str,
    weight: float,
    minimise: str | None,
    limits: tuple[str, ...],
    fixes: tuple[str, ...],
    out: Path | None,
    no_report: bool,
    language: str,
    force: bool,
    as_json: bool,
) -> None:
    """Find what to build in PLANT when it is not known which of its scenarios comes.

    What is built, open or in use is the same in all scenarios; everything else is decided once the scenario is known.
    The column `probability` of the table `scenarios` says how likely each is; what is left of 100 % belongs to the
    plant as it stands.

    \b
      mfo stochastic my-plant
      mfo stochastic my-plant --risk "cvar 95 %" --weight 0.5
    """
    import mfo

    from ...report.studies.study_pages import write_stochastic
    from ...studies.stochastic import stochastic_study as study
    from ...studies.study_folder import save_study, study_record

    with claimed(out, force, plant, "stochastic") as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant)
        found = bench.stochastic(risk, weight, minimise, limits, fixes=fixes, progress=progress)
        asked = {"risk": risk, "weight": weight, "limits": limits, "fixes": fixes}
        record = study_record(bench.plant, "stochastic", asked, study.result_of(found))
        plans = dict(zip(study.run_folders(found), (item.plan for item in found.scenarios), strict=True))
        tables = {"scenarios": found.table, "first_stage": found.first_stage_table}
        runs = list(plans) if not no_report else []

        def page(made: Path) -> None:
            write_stochastic(found, made / "stochastic.html", language, runs)

        save_study(
            folder,
            force and out is not None,
            record,
            tables,
            plans,
            page,
            report=not no_report,
            language=language,
            progress=progress,
        )
    result = study.result_of(found)
    result["scenarios"] = [
        {**each, "scenario": each["scenario"] or None, "run": str(folder / each["run"])} for each in result["scenarios"]
    ]
    tell(result, folder, as_json, lambda: text(found, folder), found.notes)


def text(found: Stochastic, folder: Path) -> str:
    """The decision for people."""
    about = say(
        "{plant}: one decision for {count} futures, with the least {effect} (certified)",
        plant=found.plant,
        count=len(found.scenarios),
        effect=word(found.minimise),
    )
    first = [[item.name, format_number(item.built), item.unit] for item in found.first_stage]
    rows = [
        [
            item.scenario or as_it_stands(),
            f"{format_number(100 * item.probability, 3)} %",
            _told(item.value),
            _told(item.alone),
            _told(item.mean_value),
        ]
        for item in found.scenarios
    ]
    header = [
        "",
        say("likely"),
        f"{word(found.minimise)} [{found.unit}]",
        say("had it been known"),
        say("decided for the mean"),
    ]
    values = [
        [say("expected"), found.expected],
        *([[found.risk, found.cvar]] if found.risk else []),
        [say("what is made least"), found.objective],
        [say("had the future been known"), found.wait_and_see],
        [say("decided for the mean"), found.mean_value_plan],
        [say("value of knowing"), found.value_of_information],
        [say("value of deciding for all"), found.value_of_stochastic_solution],
    ]
    told = columns([[str(name), _told(float(value))] for name, value in values], ["", found.unit])
    return "\n\n".join(
        [
            about,
            columns(first, [say("decided first"), "", ""]),
            columns(rows, header),
            told,
            say("Page: {path}", path=folder / "stochastic.html"),
        ]
    )


def _told(value: float) -> str:
    return "" if math.isnan(value) else say("no plan") if math.isinf(value) else format_number(value, 6)
