"""The verb that tells how sure a plan is: uncertainty."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...sentences import in_language
from ...translation import figure_words, parameter_words, say, spoken
from ...units import format_number
from ..frame.options import plant_argument, question_options
from ..frame.progress import Progress
from ..screen.columns import columns
from ..screen.words import cell_words, choice, kind_word, word
from .kept_folder import cluster_option, kept_folder, workers_option
from .study_verb import study_options, tell

if TYPE_CHECKING:
    from ...studies.uncertainty.uncertainty_study import Uncertain
    from ...studies.uncertainty.worth import Worth

MOST = 30  # choices that are printed
MOST_DECIDING = 5  # of what moves a choice's worth, that are printed
NEAR = 0.005  # of all samples


@click.command()
@plant_argument
@click.option("--samples", type=click.IntRange(2), default=500, show_default=True, help="How many samples to plan.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="What the samples are drawn by.")
@click.option("--library", is_flag=True, help="Add the ranges that models and datasets carry.")
@click.option(
    "--plan",
    "run",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="Hold what this run builds, and decide the rest again.",
)
@click.option(
    "--worth",
    default="",
    metavar="CHOICE",
    help="What a choice is worth, and what decides whether it pays: "
    '"IBC remanufacture" or "route: remanufacture". Each sample is planned without it, too.',
)
@question_options
@workers_option
@cluster_option
@study_options
def uncertainty(
    plant: Path,
    samples: int,
    seed: int,
    library: bool,
    run: Path | None,
    worth: str,
    minimise: str | None,
    fixes: tuple[str, ...],
    limits: tuple[str, ...],
    scenario: str | None,
    workers: int,
    cluster: str,
    out: Path | None,
    language: str,
    force: bool,
    as_json: bool,
) -> None:
    """Plan PLANT under many samples of what its table `uncertainties` says is not known.

    Tells how cost, emissions and limits spread, how often each process, route, market and link is chosen, which
    uncertainty moves the result most, and from which value on a choice turns. Stopped and started again, it goes on
    where it was.

    \b
      mfo uncertainty my-plant
      mfo uncertainty my-plant --samples 2000 --workers 2
      mfo uncertainty my-plant --plan runs/my-plant-1
      mfo uncertainty my-plant --library --worth "route: remanufacture"
    """
    import mfo

    from ...report.studies.study_pages import write_uncertainty
    from ...studies.study_folder import study_record, write_study
    from ...studies.uncertainty import uncertainty_study as study

    asked = {
        "samples": samples,
        "seed": seed,
        "library": library,
        "plan": None if run is None else str(run),
        "minimise": minimise,
        **({"worth": worth} if worth else {}),
        "limits": list(limits),
        "fixes": list(fixes),
        "scenario": scenario,
    }
    with kept_folder(out, force, plant, "uncertainty", asked) as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        found = bench.uncertainty(
            samples,
            seed,
            minimise,
            limits,
            fixes=fixes,
            plan=run,
            library=library,
            worth=worth,
            workers=workers,
            cluster=cluster,
            folder=folder,
            progress=progress,
        )
        record = study_record(bench.plant, "uncertainty", asked, study.result_of(found))
        tables = {
            "samples": found.values,
            "chosen": found.chosen_table,
            "ranking": found.ranking_table,
            "turning": found.turning_table,
            "effects": found.effects_table,
        }
        if found.worth is not None:
            tables["worth"] = found.worth.table
        write_uncertainty(found, folder / "uncertainty.html", language)
        write_study(folder, record, tables)
    folder = folder if out is None else out
    tell(study.result_of(found), folder, as_json, lambda: text(found, folder))


def text(found: Uncertain, folder: Path) -> str:
    """The study for people."""
    from ...studies.uncertainty.uncertainty_study import why_apart

    text = "{plant}: {solved} of {count} samples planned, each with the least {effect}"
    if found.held:
        text = "{plant}: {solved} of {count} samples planned with what {run} builds, each with the least {effect}"
    parts = [
        say(
            text,
            plant=found.plant,
            solved=found.samples - found.failed,
            count=found.samples,
            run=found.held,
            effect=word(found.minimise),
        )
    ]
    spreads = [(say("least {effect}", effect=word(found.minimise)), found.objective, found.unit)]
    spreads += [
        (word(name), told, unit)
        for name, (told, unit) in found.effects.items()
        if name != found.minimise or not math.isclose(told.mean, found.objective.mean, rel_tol=1e-9)
    ]
    if found.regret is not None:
        spreads.insert(1, (say("regret"), found.regret, found.unit))
    rows = [
        [name, *(format_number(value, 5) for value in (told.mean, told.sd, told.p05, told.p50, told.p95)), unit]
        for name, told, unit in spreads
    ]
    parts.append(columns(rows, ["", say("mean"), say("sd"), "5 %", "50 %", "95 %", ""], widest=40))
    parts.append(why_apart(found))
    if found.worth is not None:
        parts.append(_worth(found.worth, found.of_models))
    ranked = [
        [
            _read(item.uncertainty, found.of_models),
            f"{item.correlation:+.2f}",
            _share(item.first),
            _share(item.total),
            _number(item.at_low),
            _number(item.at_high),
        ]
        for item in found.ranking
    ]
    header = [say("what moves it"), *map(say, ("rank", "first", "total", "at low end", "at high end"))]
    parts.append(columns(ranked, header, widest=40))
    open_ = [item for item in found.chosen if NEAR < item.share < 1 - NEAR]
    chosen = [
        [
            choice(item.kind, item.name),
            say("built") if item.kind == "built" else kind_word(item.kind),
            f"{100 * item.share:.0f} %",
            *(format_number(v) for v in (item.p05, item.p50, item.p95)),
            item.unit,
        ]
        for item in sorted(open_, key=lambda item: -item.share)[:MOST]
    ]
    if chosen:
        parts.append(
            columns(chosen, [say("chosen in some"), "", say("of samples"), "5 %", "50 %", "95 %", ""], widest=40)
        )
    parts.append(
        "\n".join(
            "  "
            + say(
                "{name} from {value} of {cell} (right in {percent} % of samples)"
                if item.above
                else "{name} up to {value} of {cell} (right in {percent} % of samples)",
                name=f"{choice(item.kind, item.name)} ({kind_word(item.kind)})",
                value=f"{format_number(item.value)} {item.unit}",
                cell=cell_words(item.cell),
                percent=f"{100 * item.right:.0f}",
            )
            for item in found.turning
        )
    )
    if found.failures:
        first = found.failures[0]
        parts.append(
            say(
                "{count} samples have no plan, the first is {number}: {why}",
                count=found.failed,
                number=first[0],
                why=in_language(f"{first[1]} {first[2]}".strip(), spoken()),
            )
        )
    return "\n\n".join(part for part in (*parts, say("Page: {path}", path=folder / "uncertainty.html")) if part)


def _read(name: str, of_models: frozenset[str]) -> str:
    """What is uncertain, as words where it is a parameter of a model or a figure of the datasets."""
    return parameter_words(name, spoken()) if name in of_models else figure_words(name, spoken())


def _worth(found: Worth, of_models: frozenset[str]) -> str:
    """What a choice is worth, and what decides whether it pays."""

    lines = [
        say("What {what} is worth (the plan without it less the plan with it free):", what=found.what),
        "  "
        + say(
            "It pays in {percent} % of {count} samples: {span} {unit} in nine of ten; {middle} at middle values.",
            percent=f"{100 * found.pays:.0f}",
            count=found.samples,
            unit=found.unit,
            middle=_number(found.middle),
            span=say("{low} to {high}", low=_number(found.spread.p05), high=_number(found.spread.p95)),
        ),
    ]
    if found.decides:
        text = "What decides is {what}: it pays up to {value} (right in {percent} % of samples)."
        if found.above:
            text = "What decides is {what}: it pays from {value} (right in {percent} % of samples)."
        value = f"{format_number(found.value)} {found.value_unit}".rstrip()
        lines.append(
            "  " + say(text, what=_read(found.decides, of_models), value=value, percent=f"{100 * found.right:.0f}")
        )
    else:
        text = "No single range decides whether it pays."
        if found.pays in (0.0, 1.0):
            text = "It pays whatever the ranges; what moves its worth most is {what}."
            if not found.pays:
                text = "It never pays, whatever the ranges."
        lines.append("  " + say(text, what=_read(found.movers[0].uncertainty, of_models) if found.pays == 1.0 else ""))
    lines += [
        "  "
        + say(
            "Alone, all else in the middle: it pays from {value} of {cell}."
            if item.above
            else "Alone, all else in the middle: it pays up to {value} of {cell}.",
            value=f"{format_number(item.from_value)} {item.unit}",
            cell=cell_words(item.cell),
        )
        for item in found.deciding
        if not math.isnan(item.from_value)
    ]
    rows = [
        [item.uncertainty, f"{item.correlation:+.2f}", _ends(item.at_low), _ends(item.at_high)]
        for item in found.movers[:MOST_DECIDING]
    ]
    header = [say("what moves its worth"), *map(say, ("rank", "worth at low end", "at high end"))]
    moves = columns(rows, header, widest=40)
    return "\n".join([*lines, "", moves])


def _ends(value: float) -> str:
    return say("no plan without") if math.isinf(value) else _number(value)


def _share(value: float) -> str:
    return "" if math.isnan(value) else f"{100 * value:.0f} %"


def _number(value: float) -> str:
    return say("no plan") if math.isnan(value) else format_number(value, 5)
