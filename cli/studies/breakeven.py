"""The verb that moves one number over a range: breakeven."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import counted, say
from ...units import format_number
from ..frame.options import plant_argument, question_options
from ..frame.output_paths import claimed
from ..frame.progress import Progress
from ..screen.columns import columns
from ..screen.words import cell_words, word
from .study_verb import study_options, tell

if TYPE_CHECKING:
    from ...studies.breakeven.breakeven_study import Breakeven

TOLD = 4  # changes at a corner that are printed


@click.command()
@plant_argument
@click.option("--of", required=True, metavar="CELL", help='The number by table, row and column: "supplies LPG price".')
@click.option("--from", "low", metavar="NUMBER", help="Where the range begins (default: 0).")
@click.option("--to", "high", metavar="NUMBER", help="Where it ends (default: twice what stands there).")
@click.option("--against", metavar="CELL", help="A second number: which route wins in the plane of both.")
@click.option("--against-from", "against_low", metavar="NUMBER", help="Where the second range begins.")
@click.option("--against-to", "against_high", metavar="NUMBER", help="Where the second range ends.")
@question_options
@click.option("--no-report", is_flag=True, help="Write the tables only, no breakeven.html.")
@study_options
def breakeven(
    plant: Path,
    of: str,
    low: str | None,
    high: str | None,
    against: str | None,
    against_low: str | None,
    against_high: str | None,
    minimise: str | None,
    fixes: tuple[str, ...],
    limits: tuple[str, ...],
    scenario: str | None,
    no_report: bool,
    out: Path | None,
    language: str,
    force: bool,
    as_json: bool,
) -> None:
    """Move one number of PLANT over a range and tell every value at which the plan changes, and what changes there.

    \b
      mfo breakeven my-plant --of "supplies LPG price"
      mfo breakeven my-plant --of "supplies LPG price" --from 0 --to "30 MXN/kg" --against "markets compost price"
    """
    import mfo

    from ...report.studies.study_pages import write_breakeven
    from ...studies.breakeven import breakeven_study as study
    from ...studies.study_folder import save_study, study_record

    with claimed(out, force, plant, "breakeven") as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        found = bench.breakeven(
            of,
            low,
            high,
            minimise,
            limits,
            fixes=fixes,
            against=against,
            against_low=against_low,
            against_high=against_high,
            progress=progress,
        )
        asked = {
            "of": of,
            "from": low,
            "to": high,
            "against": against,
            "limits": limits,
            "fixes": fixes,
            "scenario": scenario,
        }
        record = study_record(bench.plant, "breakeven", asked, study.result_of(found))
        tables = {"corners": found.table, "stretches": found.stretches_table}
        if found.winners is not None:
            tables["winners"] = found.winners

        def page(made: Path) -> None:
            if not no_report:
                write_breakeven(found, made / "breakeven.html", language)

        save_study(folder, force and out is not None, record, tables, {}, page)
    tell(study.result_of(found), folder, as_json, lambda: text(found, None if no_report else folder), found.notes)


def text(found: Breakeven, folder: Path | None) -> str:
    """The corners for people, and where the page is; ``folder`` is None where none is written."""
    about = say(
        "{plant}: {cell} from {low} to {high} {unit}, now {now}: {corners}",
        plant=found.plant,
        cell=cell_words(found.of),
        low=format_number(found.low),
        high=format_number(found.high),
        unit=found.unit,
        now=format_number(found.now),
        corners=counted(len(found.corners), "corner"),
    )
    if not found.exact:
        about += f" {say('(looked for by bisection: whole numbers, or no straight line)')}"
    rows = [
        [
            f"{format_number(corner.value, 6)} {found.unit}",
            format_number(corner.objective, 6),
            "; ".join(
                say(
                    "{name}: {before} to {after} {unit}",
                    name=change.name,
                    before=format_number(change.before),
                    after=format_number(change.after),
                    unit=change.unit,
                )
                for change in corner.changes[:TOLD]
            ),
        ]
        for corner in found.corners
    ]
    header = [say("at"), f"{word(found.minimise)} [{found.objective_unit}]", say("changes")]
    table = columns(rows, header, widest=110) if rows else ""
    page = "" if folder is None else say("Page: {path}", path=folder / "breakeven.html")
    return "\n\n".join(part for part in (about, table, page) if part)
