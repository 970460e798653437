"""The verb that looks for ways that a plant does not have: matches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import counted, say
from ...units import format_number
from ..frame.options import fix_option, force_option, json_option, language_option, plant_argument
from ..frame.output_paths import refuse_existing
from ..frame.progress import Progress
from ..screen.columns import columns

if TYPE_CHECKING:
    from ...matches.match import Match, Matches


@click.command()
@plant_argument
@click.option(
    "--number", type=click.IntRange(1), default=50, show_default=True, metavar="N", help="How many to tell, at most."
)
@click.option(
    "--prove",
    type=click.IntRange(0),
    default=3,
    show_default=True,
    metavar="N",
    help="How many of the best to prove by a certified plan with each.",
)
@click.option(
    "--apply",
    "apply_to",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write them as rows of the table links: a .csv or .yaml file.",
)
@click.option("--limit", "limits", multiple=True, metavar="TEXT", help="A bound that the plans keep.")
@fix_option
@click.option("--scenario", metavar="NAME", help="Change the cells that this scenario of the plant names.")
@click.option(
    "--out", type=click.Path(path_type=Path), metavar="DIR", help="Write matches.csv, study.json and report.html there."
)
@language_option
@force_option
@json_option
def matches(
    plant: Path,
    number: int,
    prove: int,
    apply_to: Path | None,
    limits: tuple[str, ...],
    fixes: tuple[str, ...],
    scenario: str | None,
    out: Path | None,
    language: str,
    force: bool,
    as_json: bool,
) -> None:
    """Look through PLANT for symbiosis that nobody wrote down.

    For every two sites and every material without a link: what a unit would be worth over there before transport, how
    much of it, what it would replace, and the freight or distance at which nothing is left. Heat that is warm enough
    for another use is looked for at one site, too. Each is tried alone in the plan of least cost.

    \b
      mfo matches my-plant
      mfo matches my-plant --number 10 --apply new-links.csv
      mfo matches my-plant --json
    """
    import mfo

    from ...matches.match_files import save_links, save_matches

    for target in (out, apply_to):
        if target is not None:
            refuse_existing(target, force)
    with Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        found = bench.matches(number, prove, limits, fixes=fixes, progress=progress)
    if out is not None:
        from ...report.studies.matches_page import matches_page

        save_matches(found, bench.plant, out, force, matches_page(found, bench.plant, language))
    written = None if apply_to is None else save_links(found, apply_to, force)
    if as_json:
        click.echo(json.dumps(record(found, out, apply_to), ensure_ascii=False, indent=2))
        return
    click.echo(text(found, bench.name))
    if written is not None:
        click.echo(
            "\n"
            + say(
                "Wrote {rows} of links to {path}. Where they cost 0, type what sending costs.",
                rows=counted(written, "row"),
                path=apply_to,
            )
        )
    if out is not None:
        click.echo("\n" + say("Report: {path}", path=out / "report.html"))


def record(found: Matches, out: Path | None = None, apply_to: Path | None = None) -> dict[str, object]:
    """What ``--json`` prints. ``worth`` is money per ``unit``, ``amount`` in ``unit`` over the horizon."""
    from ...matches.match_files import record as plain_record

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
        return say("{plant}: no way between two sites without a link would pay, not even at no freight.", plant=name)
    over = say("a year") if found.years == 1 else say("over the horizon")
    parts = [
        say(
            "{plant}: {matches} that would pay, each tried alone, before what sending costs.",
            plant=name,
            matches=counted(len(new), "match"),
        )
    ]
    if new:
        parts.append(_table(new, found.currency, over))
        parts.append("\n".join(_sentence(match, found.currency, over) for match in new[:5]))
    if round_ways:
        lines = [say("These only go round the cost or the loss of ways that there are:")]
        lines += [
            "  "
            + say(
                "{way}: {money}, instead of {ways}",
                way=_way(match),
                ways=", ".join(match.dodges),
                money=_money(match.worth, found.currency, match.unit),
            )
            for match in round_ways[:10]
        ]
        if len(round_ways) > 10:
            lines.append("  " + say("... and {count} more.", count=len(round_ways) - 10))
        parts.append("\n".join(lines))
    return "\n\n".join(parts)


def _way(match: Match) -> str:
    taken = match.material
    if match.taken_by:
        taken = say("{material} into {process}", material=match.material, process=match.taken_by)
    elif match.taken_as:
        taken = say("{material} as {other}", material=match.material, other=match.taken_as)
    if match.at_one_site:
        return say("{material} at {site}", material=taken, site=match.origin)
    return f"{taken}, {match.origin} > {match.destination}"


def _money(value: float, currency: str, unit: str) -> str:
    return f"{format_number(value)} {currency}/{unit}"


def _table(found: list[Match], currency: str, over: str) -> str:
    rows = []
    for match in found:
        amount = say("no end") if match.amount is None else f"{format_number(match.amount)} {match.unit}"
        saves = say("no end") if match.saving is None else format_number(match.saving)
        rows.append([_way(match), _money(match.worth, currency, match.unit), amount, saves, _ends(match, currency)])
    header = [
        say("match"),
        say("worth"),
        say("so much {span}", span=over),
        say("saves {unit}", unit=currency),
        say("nothing left at"),
    ]
    return columns(rows, header, widest=70)


def _ends(match: Match, currency: str) -> str:
    if match.at_one_site:
        return say("nothing is sent")
    distance = match.break_even_distance
    if distance is None:
        return say("{money} of freight", money=_money(match.worth, currency, match.unit))
    told = f"{format_number(distance, 3)} km"
    if match.distance is None:
        return told
    return f"{told} {say('(they are {distance} km apart)', distance=format_number(match.distance, 3))}"


def _sentence(match: Match, currency: str, over: str) -> str:
    giver, taker = match.owner_from or match.origin, match.owner_to or match.destination
    told = []
    if match.replaces:
        names = ", ".join(
            say("{amount} {unit} of {name}", amount=format_number(each.amount), unit=each.unit, name=each.name)
            for each in match.replaced
        )
        told.append(say("It replaces {names} {span}.", names=names, span=over))
    if match.proved is not None:
        money = f"{format_number(match.proved)} {currency}"
        told.append(say("A plan with it saves {money} (certified).", money=money))
    if match.listed:
        told.append(say("It must be added to `accepts` of {process}.", process=match.taken_by))
    if match.taken_as:
        told.append(
            say(
                "It is warm enough; a process that turns it into {other} has to stand at {site}.",
                other=match.taken_as,
                site=match.destination,
            )
        )
    least, most = (_money(value, currency, match.unit) for value in (match.least_price, match.most_price))
    if giver == taker:
        who = say("All of it stays with {owner}.", owner=giver)
    else:
        text = "{giver} gains above {least} paid for it, {taker} below {most}."
        who = say(text, giver=giver, taker=taker, least=least, most=most)
    return f"  {_way(match)}: {' '.join([who, *told])}"
