"""The verb that tells how sure a plan is: uncertainty."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...units import format_number
from ..columns import columns
from ..options import plant_argument, question_options
from ..progress import Progress
from .kept_folder import kept_folder, workers_option
from .study_verb import study_options, tell

if TYPE_CHECKING:
    from ...studies.uncertainty.study import Uncertain
    from ...studies.uncertainty.worth import Worth

MOST = 30  # choices that are printed
MOST_DECIDING = 5  # of what moves a choice's worth, that are printed
NEAR = 0.005  # of all samples


@click.command(short_help="Tell how sure the plan is when cells are not known exactly.")
@plant_argument
@click.option("--samples", type=click.IntRange(2), default=500, show_default=True, help="How many samples to plan.")
@click.option("--seed", type=click.IntRange(0), default=1, show_default=True, help="What the samples are drawn by.")
@click.option("--library", is_flag=True, help="Add the ranges that models and datasets carry.")
@click.option("--plan", "run", type=click.Path(path_type=Path), metavar="RUN", help="Hold what this run builds, and "
              "decide the rest again.")  # fmt: skip
@click.option("--worth", default="", metavar="CHOICE", help='What a choice is worth, and what decides whether it pays: '
              '"IBC remanufacture" or "route: remanufacture". Each sample is planned without it, too.')  # fmt: skip
@question_options
@workers_option
@click.option("--cluster", default="", metavar="ADDRESS", help="A Dask cluster that works instead, such as "
              "tcp://10.0.0.5:8786 (needs the extra mfo[cluster]).")  # fmt: skip
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

    from ...report.studies.pages import write_uncertainty
    from ...studies.study_folder import study_record, write_study
    from ...studies.uncertainty import study

    asked = {"samples": samples, "seed": seed, "library": library,
             "plan": None if run is None else str(run), "minimise": minimise, **({"worth": worth} if worth else {}),
             "limits": list(limits), "fixes": list(fixes), "scenario": scenario}  # fmt: skip
    with kept_folder(out, force, plant, "uncertainty", asked) as folder, Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        found = bench.uncertainty(
            samples, seed, minimise, limits, fixes=fixes, plan=run, library=library, worth=worth, workers=workers,
            cluster=cluster, folder=folder, progress=progress,
        )  # fmt: skip
        record = study_record(bench.plant, "uncertainty", asked, study.result_of(found))
        tables = {"samples": found.values, "chosen": found.chosen_table, "ranking": found.ranking_table,
                  "turning": found.turning_table, "effects": found.effects_table}  # fmt: skip
        if found.worth is not None:
            tables["worth"] = found.worth.table
        write_uncertainty(found, folder / "uncertainty.html", language)
        write_study(folder, record, tables)
    folder = folder if out is None else out
    tell(study.result_of(found), folder, as_json, lambda: text(found, folder))


def text(found: Uncertain, folder: Path) -> str:
    """The study for people."""
    from ...studies.uncertainty.study import why_apart

    held = f" with what {found.held} builds" if found.held else ""
    parts = [f"{found.plant}: {found.samples - found.failed} of {found.samples} samples planned{held}, each with the "
             f"least {found.minimise}"]  # fmt: skip
    spreads = [("least " + found.minimise, found.objective, found.unit)]
    spreads += [
        (name, told, unit) for name, (told, unit) in found.effects.items()
        if name != found.minimise or not math.isclose(told.mean, found.objective.mean, rel_tol=1e-9)
    ]  # fmt: skip
    if found.regret is not None:
        spreads.insert(1, ("regret", found.regret, found.unit))
    rows = [
        [name, *(format_number(value, 5) for value in (told.mean, told.sd, told.p05, told.p50, told.p95)), unit]
        for name, told, unit in spreads
    ]
    parts.append(columns(rows, ["", "mean", "sd", "5 %", "50 %", "95 %", ""], widest=40))
    parts.append(why_apart(found))
    if found.worth is not None:
        parts.append(_worth(found.worth))
    ranked = [
        [item.uncertainty, f"{item.correlation:+.2f}", _share(item.first), _share(item.total),
         _number(item.at_low), _number(item.at_high)] for item in found.ranking
    ]  # fmt: skip
    header = ["what moves it", "rank", "first", "total", "at low end", "at high end"]
    parts.append(columns(ranked, header, widest=40))
    open_ = [item for item in found.chosen if NEAR < item.share < 1 - NEAR]
    chosen = [
        [item.name, item.kind, f"{100 * item.share:.0f} %", *(format_number(v) for v in (item.p05, item.p50, item.p95)),
         item.unit] for item in sorted(open_, key=lambda item: -item.share)[:MOST]
    ]  # fmt: skip
    if chosen:
        parts.append(columns(chosen, ["chosen in some", "", "of samples", "5 %", "50 %", "95 %", ""], widest=40))
    parts.append("\n".join(
        f"  {item.name} ({item.kind}) {'from' if item.above else 'up to'} {format_number(item.value)} {item.unit} of "
        f"{item.cell} (right in {100 * item.right:.0f} % of samples)" for item in found.turning
    ))  # fmt: skip
    if found.failures:
        first = found.failures[0]
        parts.append(f"{found.failed} samples have no plan, the first is {first[0]}: {first[1]} {first[2]}".rstrip())
    return "\n\n".join(part for part in (*parts, f"Page: {folder / 'uncertainty.html'}") if part)


def _worth(found: Worth) -> str:
    """What a choice is worth, and what decides whether it pays."""
    span = f"{_number(found.spread.p05)} to {_number(found.spread.p95)} {found.unit}"
    lines = [
        f"What {found.what} is worth (the plan without it less the plan with it free):",
        f"  It pays in {100 * found.pays:.0f} % of {found.samples} samples: {span} in nine of ten; "
        f"{_number(found.middle)} at middle values.",
    ]
    if found.decides:
        way = "from" if found.above else "up to"
        value = f"{format_number(found.value)} {found.value_unit}".rstrip()
        lines.append(f"  What decides is {found.decides}: it pays {way} {value} "
                     f"(right in {100 * found.right:.0f} % of samples).")  # fmt: skip
    else:
        told = {1.0: f"It pays whatever the ranges; what moves its worth most is {found.movers[0].uncertainty}.",
                0.0: "It never pays, whatever the ranges."}  # fmt: skip
        lines.append(f"  {told.get(found.pays, 'No single range decides whether it pays.')}")
    lines += [
        f"  Alone, all else in the middle: it pays {'from' if item.above else 'up to'} "
        f"{format_number(item.from_value)} {item.unit} of {item.cell}." for item in found.deciding
        if not math.isnan(item.from_value)
    ]  # fmt: skip
    rows = [
        [item.uncertainty, f"{item.correlation:+.2f}", _ends(item.at_low), _ends(item.at_high)]
        for item in found.movers[:MOST_DECIDING]
    ]
    moves = columns(rows, ["what moves its worth", "rank", "worth at low end", "at high end"], widest=40)
    return "\n".join([*lines, "", moves])


def _ends(value: float) -> str:
    return "no plan without" if math.isinf(value) else _number(value)


def _share(value: float) -> str:
    return "" if math.isnan(value) else f"{100 * value:.0f} %"


def _number(value: float) -> str:
    return "no plan" if math.isnan(value) else format_number(value, 5)
