"""The verb that looks for ways that a plant does not have: matches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..units import format_number
from .columns import columns
from .options import force_option, json_option, plant_argument
from .planning import refuse_existing
from .progress import Progress
from .run import counted

if TYPE_CHECKING:
    from ..matches.model import Match, Matches


@click.command(short_help="Find ways between sites that the plant does not have and that would pay.")
@plant_argument
@click.option(
    "--number", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="How many to tell, at most."
)
@click.option("--prove", type=click.IntRange(0), default=3, show_default=True, metavar="N",
              help="How many of the best to prove by a certified plan with each.")  # fmt: skip
@click.option("--apply", "apply_to", type=click.Path(path_type=Path), metavar="FILE",
              help="Write them as rows of the table links: a .csv or .yaml file.")  # fmt: skip
@click.option("--scenario", metavar="NAME", help="Change the cells that this scenario of the plant names.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write matches.csv and study.json there.")
@force_option
@json_option
def matches(
    plant: Path,
    number: int,
    prove: int,
    apply_to: Path | None,
    scenario: str | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Look through PLANT for symbiosis that nobody wrote down.

    For every two sites and every material without a link: what a unit would be worth over there before transport, how
    much of it, what it would replace, and the freight or distance at which nothing is left. Each is tried alone in the
    plan of least cost.

    \b
      mfo matches my-plant
      mfo matches my-plant --number 10 --apply new-links.csv
      mfo matches my-plant --json
    """
    import mfo

    from ..matches.files import save_links, save_matches

    for target in (out, apply_to):
        if target is not None:
            refuse_existing(target, force)
    with Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        found = bench.matches(number, prove, progress=progress)
    if out is not None:
        save_matches(found, bench.plant, out, force)
    written = None if apply_to is None else save_links(found, apply_to, force)
    if as_json:
        click.echo(json.dumps(record(found, out, apply_to), ensure_ascii=False, indent=2))
        return
    click.echo(text(found, bench.name))
    if written is not None:
        click.echo(
            f"\nWrote {counted(written, 'row')} of links to {apply_to}. Where they cost 0, type what sending costs."
        )
    if out is not None:
        click.echo(f"\nTables: {out}")


def record(found: Matches, out: Path | None = None, apply_to: Path | None = None) -> dict[str, object]:
    """What ``--json`` prints. ``worth`` is money per ``unit``, ``amount`` in ``unit`` over the horizon."""
    from ..matches.files import record as plain_record

    return {
        "matches": [plain_record(match) for match in found.matches],
        "objective": {"effect": "cost", "value": found.objective, "unit": found.currency},
        "pairs": found.looked_at,
        "links": None if apply_to is None else str(apply_to),
        "run": None if out is None else str(out),
    }


def text(found: Matches, name: str) -> str:
    """The matches for people: those that bring something new first, then mere detours."""
    new = [match for match in found.matches if not match.dodges]
    round_ways = [match for match in found.matches if match.dodges]
    if not found.matches:
        return f"{name}: no way between two sites without a link would pay, not even at no freight."
    over = "a year" if found.years == 1 else "over the horizon"
    parts = [f"{name}: {counted(len(new), 'match')} that would pay, each tried alone, before what sending costs."
             .replace("matchs", "matches")]  # fmt: skip
    if new:
        parts.append(_table(new, found.currency, over))
        parts.append("\n".join(_sentence(match, found.currency, over) for match in new[:5]))
    if round_ways:
        lines = ["These only go round the cost or the loss of ways that there are:"]
        lines += [
            f"  {_way(match)}: {_money(match.worth, found.currency, match.unit)}, instead of {', '.join(match.dodges)}"
            for match in round_ways[:10]
        ]
        if len(round_ways) > 10:
            lines.append(f"  ... and {len(round_ways) - 10} more.")
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _way(match: Match) -> str:
    taken = f" into {match.taken_by}" if match.taken_by else ""
    return f"{match.material}{taken}, {match.origin} > {match.destination}"


def _money(value: float, currency: str, unit: str) -> str:
    return f"{format_number(value)} {currency}/{unit}"


def _table(found: list[Match], currency: str, over: str) -> str:
    rows = []
    for match in found:
        amount = "no end" if match.amount is None else f"{format_number(match.amount)} {match.unit}"
        saves = "no end" if match.saving is None else format_number(match.saving)
        rows.append([_way(match), _money(match.worth, currency, match.unit), amount, saves, _ends(match, currency)])
    return columns(rows, ["match", "worth", f"so much {over}", f"saves {currency}", "nothing left at"], widest=70)


def _ends(match: Match, currency: str) -> str:
    distance = match.break_even_distance
    if distance is None:
        return f"{_money(match.worth, currency, match.unit)} of freight"
    apart = "" if match.distance is None else f" (they are {format_number(match.distance, 3)} km apart)"
    return f"{format_number(distance, 3)} km{apart}"


def _sentence(match: Match, currency: str, over: str) -> str:
    giver, taker = match.owner_from or match.origin, match.owner_to or match.destination
    replaced = f" It replaces {', '.join(match.replaces)} {over}." if match.replaces else ""
    proved = (
        "" if match.proved is None else f" A plan with it saves {format_number(match.proved)} {currency} (certified)."
    )
    if match.listed:
        proved += f" It must be added to `accepts` of {match.taken_by}."
    least, most = (_money(value, currency, match.unit) for value in (match.least_price, match.most_price))
    if giver == taker:
        who = f"All of it stays with {giver}."
    else:
        who = f"{giver} gains above {least} paid for it, {taker} below {most}."
    return f"  {_way(match)}: {who}{replaced}{proved}"
