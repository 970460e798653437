"""The verb that makes measured flows balance: reconcile."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import CHOICE, counted, say, spoken, translated
from ...units import format_number
from ..frame.options import force_option, json_option, language_option, plant_argument
from ..frame.output_paths import refuse_existing
from ..frame.progress import Progress
from ..screen.columns import columns
from ..screen.words import unit_words, word

if TYPE_CHECKING:
    from ...reconciliation.reconciled_flows import EffectResult, ReadingResult, Reconciliation

MOST_UNMEASURED = 40  # flows without a meter that are printed
MOST_LOOKED_AT = 5  # meters that are printed to look at, where none is suspect


@click.command()
@plant_argument
@click.option("--scenario", metavar="NAME", help="Change the cells that this scenario of the plant names.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Write readings.csv, unmeasured.csv and study.json and report.html there.",
)
@language_option
@force_option
@json_option
def reconcile(plant: Path, scenario: str | None, out: Path | None, language: str, force: bool, as_json: bool) -> None:
    """Adjust PLANT's readings by least squares until its balances, yields and stores hold.

    Tells for each reading what was measured and what balances, for each flow without a meter what follows from them,
    whether the readings fit together (chi-square test, 95 %), and where they do not, which are suspect. Readings
    without an uncertainty are exact, unless the plant's setting `measurement_uncertainty` gives them one. Amounts of
    recipes with an `uncertainty`, and parameters of process models with a range, are adjusted as readings are.

    \b
      mfo reconcile my-plant
      mfo reconcile my-plant.xlsx --json
    """
    import mfo

    from ...studies.reconciliation_folder import save_reconciliation

    if out is not None:
        refuse_existing(out, force)
    with Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        progress("making the readings balance")
        found = bench.reconcile()
    if out is not None:
        save_reconciliation(found, bench.plant, out, force, language)
    click.echo(
        json.dumps(record(found, out), ensure_ascii=False, indent=2) if as_json else text(found, bench.name, out)
    )


def record(found: Reconciliation, out: Path | None = None) -> dict[str, object]:
    """What ``--json`` prints."""
    test = found.test
    return {
        "readings": [
            {**_named(item), "slot": item.slot or None, **_found(item, "measured")} for item in found.readings
        ],
        "yields": [
            {**_named(item), "per": item.per or None, "parameter": item.parameter or None, **_found(item, "typed")}
            for item in found.yields
        ],
        "unmeasured": [
            {
                "at": item.at,
                "material": item.material,
                "role": item.role or None,
                "amount": item.amount,
                "uncertainty": _number(item.uncertainty),
                "determined": item.determined,
                "unit": item.unit,
            }
            for item in found.unmeasured
        ],
        "test": {"chi_square": test.chi_square, "degrees": test.degrees, "p": test.p, "passed": test.passed},
        "effects": [
            {
                "effect": item.effect,
                "amount": item.amount,
                "uncertainty": _number(item.uncertainty),
                "determined": item.determined,
                "unit": item.unit,
            }
            for item in found.effects
        ],
        "suspects": [{"meters": list(each.meters), "test": each.test} for each in found.suspects],
        "look_at": [{"meters": list(each.meters), "test": each.test} for each in found.look_at],
        "common_error_seen_from": found.common_error if found.sees_common_error else None,
        "run": None if out is None else str(out),
    }


def _named(item: ReadingResult) -> dict[str, object]:
    return {"at": item.at, "material": item.material or None, "role": item.role or None}


def _found(item: ReadingResult, before: str) -> dict[str, object]:
    """What was read or typed, and what balances."""
    return {
        "unit": item.unit,
        before: item.measured,
        "uncertainty": item.uncertainty,
        "reconciled": item.reconciled,
        "reconciled_uncertainty": _number(item.reconciled_uncertainty),
        "adjustment": item.adjustment,
        "test": _number(item.test),
        "suspect": item.suspect > 0,
        "suspect_order": item.suspect or None,
    }


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def text(found: Reconciliation, name: str, out: Path | None) -> str:
    """The reconciliation for people."""
    test = found.test
    if test.degrees == 0:
        verdict = say("No reading can be checked by the others: none of them is adjusted.")
    else:
        fits = say("Within their uncertainty they fit together:")
        if not test.passed:
            fits = say("Within their uncertainty they do not fit together:")
        verdict = (
            fits
            + " "
            + say(
                "chi-square {value}, at most {limit} with {degrees} of freedom, p {p}.",
                value=format_number(test.chi_square),
                limit=format_number(test.limit),
                degrees=counted(test.degrees, "degree"),
                p=format_number(test.p, 3),
            )
        )
    reconciled = say("{plant}: {readings} reconciled.", plant=name, readings=counted(len(found.readings), "reading"))
    parts = [f"{reconciled} {verdict}", _suspects(found), _look_at(found), _common_error(found)]
    return "\n\n".join(
        part
        for part in (*parts, _readings(found), _yields(found), _unmeasured(found), _effects(found), _where(out))
        if part
    )


def _suspects(found: Reconciliation) -> str:
    either = f" {say('or')} "
    lines = [
        f"  {place}. {either.join(each.meters)}"
        + (f" {say('(nothing tells them apart)')}" if len(each.meters) > 1 else "")
        + ": "
        + say("{number} times its standard deviation", number=format_number(each.test, 3))
        for place, each in enumerate(found.suspects, start=1)
    ]
    return "\n".join([say("Suspect readings, each found without those before:"), *lines]) if lines else ""


def _look_at(found: Reconciliation) -> str:
    """The meters in the order in which they are worth looking at, where none is suspect."""
    if found.suspects or not found.look_at:
        return ""
    either = f" {say('or')} "
    lines = [
        f"  {place}. {either.join(each.meters)}: "
        + say("{number} times its standard deviation", number=format_number(each.test, 2))
        for place, each in enumerate(found.look_at[:MOST_LOOKED_AT], start=1)
    ]
    told = say("No meter is off by more than chance explains. In this order they are off most:")
    if found.outlier is not None:
        told = say("All together they fit, but the first of these meters is off by more than chance explains:")
    return "\n".join([told, *lines])


def _common_error(found: Reconciliation) -> str:
    """What readings cannot show of themselves: that all of them are off by the same share."""
    if not any(item.uncertainty > 0 for item in found.readings) or math.isnan(found.common_error):
        return ""
    if not found.sees_common_error:
        return say("If all meters were off by the same share, these readings would balance as well: it cannot be seen.")
    percent = format_number(100 * found.common_error, 2)
    return say("If all meters were off by the same share, it would be noticed from {percent} % on.", percent=percent)


def _readings(found: Reconciliation) -> str:
    rows = [_row(item, item.slot) for item in found.readings]
    header = [say("reading"), *map(say, ("material", "measured", "reconciled", "unit", "test")), ""]
    return columns(rows, header, widest=40)


def _yields(found: Reconciliation) -> str:
    rows = [_row(item, item.per or item.parameter) for item in found.told_yields]
    header = [say("yield"), *map(say, ("material", "typed", "reconciled", "unit", "test")), ""]
    return columns(rows, header, widest=40) if rows else ""


def _row(item: ReadingResult, of: str) -> list[str]:
    """What was read or typed beside what balances; ``of`` says more of its name."""
    name = ", ".join(part for part in (item.at, _role(item.role), of) if part)
    unsure = [_pm(item.measured, item.uncertainty), _pm(item.reconciled, item.reconciled_uncertainty)]
    test = "" if math.isnan(item.test) else format_number(item.test, 3)
    suspect = say("suspect {number}", number=item.suspect) if item.suspect else ""
    return [name, item.material, *unsure, unit_words(item.unit), test, suspect]


def _role(role: str | None) -> str:
    return translated(role or "", spoken(), CHOICE)


def _pm(value: float, deviation: float) -> str:
    """A value with its standard uncertainty."""
    known = "" if math.isnan(deviation) else f" ± {format_number(deviation, 3)}" if deviation > 0 else ""
    return f"{format_number(value, 6)}{known}"


def _unmeasured(found: Reconciliation) -> str:
    rows = []
    for item in found.unmeasured[:MOST_UNMEASURED]:
        name = ", ".join(part for part in (item.at, _role(item.role)) if part)
        told = _pm(item.amount, item.uncertainty) if item.determined else say("not known")
        rows.append([name, item.material, told, unit_words(item.unit)])
    if not rows:
        return ""
    more = len(found.unmeasured) - len(rows)
    table = columns(rows, [say("without a meter"), say("material"), say("follows"), say("unit")], widest=40)
    return f"{table}\n{say('... and {count} more.', count=more)}" if more > 0 else table


def _effects(found: Reconciliation) -> str:
    """Cost and emissions of today, as a plan is compared with them."""
    if not found.effects:
        return say("Today's cost and emissions are not told: no flows in each slot fit these readings.")
    told = [_effect(item) for item in found.effects]
    return say("Today, as plans are compared with it, a year: {told}.", told="; ".join(told))


def _effect(item: EffectResult) -> str:
    amount = _pm(item.amount, item.uncertainty)
    open_ended = "" if item.determined else " " + say("(± not known)")
    return f"{word(item.effect)} {amount} {unit_words(item.unit)}{open_ended}"


def _where(out: Path | None) -> str:
    return "" if out is None else say("Report: {path}", path=out / "report.html")
