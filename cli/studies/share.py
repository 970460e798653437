"""The verb that shares a plan between its owners: share."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...sentences import in_language
from ...translation import counted, say, spoken
from ...units import format_number
from ..frame.options import fix_option, force_option, json_option, plant_argument
from ..frame.output_paths import refuse_existing
from ..frame.progress import Progress
from ..screen.columns import columns
from ..screen.words import word

if TYPE_CHECKING:
    from ...owners.ownership import GeneratedCore, OwnerShares, Payment, StayPrice

TITLES = {
    "shapley": "Shapley",
    "nucleolus": "nucleolus",
    "prices": "plan's prices",
    "core": "core",
    "least_core": "least core",
}
MOST_PAYMENTS = 12  # of one sharing that are printed
STAYS = {  # by whether it is given, and at a price above zero
    (True, True): "{owner} stays if it gets at least {price} for {material} ({now}).",
    (True, False): "{owner} stays if it pays at most {price} to be rid of {material} ({now}).",
    (False, True): "{owner} stays if it pays at most {price} for {material} ({now}).",
    (False, False): "{owner} stays if it gets at least {price} for taking {material} ({now}).",
}
THEY_STAY = {
    (True, True): "They stay if they get at least {price} for {material} ({now}).",
    (True, False): "They stay if they pay at most {price} to be rid of {material} ({now}).",
    (False, True): "They stay if they pay at most {price} for {material} ({now}).",
    (False, False): "They stay if they get at least {price} for taking {material} ({now}).",
}


@click.command()
@plant_argument
@click.option(
    "--outside",
    multiple=True,
    metavar="OWNER",
    help="An owner who serves anybody at its prices and takes no part. May be repeated.",
)
@click.option(
    "--samples",
    type=click.IntRange(0),
    default=0,
    metavar="N",
    help="Beyond twelve owners: random orders for the Shapley value.",
)
@click.option(
    "--time-limit",
    type=click.FloatRange(0.0),
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="Beyond twelve owners: how long to look for owners who would leave, and to work out the nucleolus.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the random orders.")
@click.option("--limit", "limits", multiple=True, metavar="TEXT", help="A bound that every coalition keeps.")
@fix_option
@click.option("--scenario", metavar="NAME", help="Change the cells that this scenario of the plant names.")
@click.option("--out", type=click.Path(path_type=Path), metavar="DIR", help="Write the tables and study.json there.")
@force_option
@json_option
def share(
    plant: Path,
    outside: tuple[str, ...],
    samples: int,
    time_limit: float,
    seed: int,
    limits: tuple[str, ...],
    fixes: tuple[str, ...],
    scenario: str | None,
    out: Path | None,
    force: bool,
    as_json: bool,
) -> None:
    """Work out what each coalition of PLANT's owners can do by itself, and how to share what they save together.

    Tells what each owner pays alone and in the plan, the Shapley value, the nucleolus and sharing by the plan's prices,
    whether the core is empty, who would leave and at which price they stay, and the payments between owners that bring
    each sharing about.

    \b
      mfo share my-park
      mfo share my-park --outside "landfill operator" --out shares
      mfo share my-park --fix "digester = 0"
      mfo share my-park --json
    """
    import mfo

    from ...owners.share_files import record, save_shares

    if out is not None:
        refuse_existing(out, force)
    with Progress(quiet=as_json) as progress:
        progress("reading the plant")
        bench = mfo.read(plant, scenario=scenario)
        found = bench.share(outside, samples, seed, limits, fixes=fixes, seconds=time_limit, progress=progress)
    if out is not None:
        save_shares(found, bench.plant, out, force, limits, fixes)
    if as_json:
        click.echo(
            json.dumps({**record(found), "run": None if out is None else str(out)}, ensure_ascii=False, indent=2)
        )
        return
    click.echo(text(found, bench.name))
    if out is not None:
        click.echo("\n" + say("Tables: {path}", path=out))


def text(found: OwnerShares, name: str) -> str:
    """The sharing for people."""
    unit = found.currency
    saving = found.saving
    text = "{plant}: {owners} pay {money} together."
    if saving is not None:
        text = "{plant}: {owners} pay {money} together, {saving} less than each alone."
    parts = [
        say(
            text,
            plant=name,
            owners=counted(len(found.owners), "owner"),
            money=f"{format_number(found.together)} {unit}",
            saving=f"{format_number(saving or 0.0)} {unit}",
        ),
        _table(found),
        _core(found),
        _stays(found),
        *(_payments(found, sharing) for sharing in found.allocations),
    ]
    lacking = [
        "  " + say("{owner} has no plan alone: {why}", owner=owner, why=in_language(why, spoken()))
        for owner, why in found.lacks.items()
    ]
    if lacking:
        lacking.append(
            "  "
            + say("Who serves anybody at its prices, such as a landfill or a market, may be left out with --outside.")
        )
        parts.insert(2, "\n".join(lacking))
    return "\n\n".join(part for part in parts if part)


def _table(found: OwnerShares) -> str:
    told = [sharing for sharing, shares in found.allocations.items() if shares is not None]
    rows = []
    for owner in found.owners:
        shares = [found.allocations[sharing] for sharing in told]
        rows.append(
            [
                owner,
                _cost(found.alone[owner]),
                _cost(found.before[owner]),
                *(_cost(each[owner]) for each in shares if each is not None),
            ]
        )
    header = [
        f"{word('cost')} [{found.currency}]",
        say("alone"),
        say("before payments"),
        *(say(TITLES[sharing]) for sharing in told),
    ]
    return columns(rows, header)


def _cost(value: float) -> str:
    return format_number(value) if math.isfinite(value) else say("no plan")


def _core(found: OwnerShares) -> str:
    lines = [_verdict(found)]
    at = {item.sharing: item for item in found.stays if item.sharing}
    for item in found.leaving:
        who, gain = _listed(item.owners), f"{format_number(item.excess)} {found.currency}"
        text = "Under {sharing}, {owners} would save {money} by leaving."
        lines.append("  " + say(text, sharing=say(TITLES[item.sharing]), owners=who, money=gain))
        if item.sharing in at:
            lines.append("    " + _stay(at[item.sharing]))
    missing = [say(TITLES[sharing]) for sharing, shares in found.allocations.items() if shares is None]
    if found.generated is not None:
        lines += ["  " + line for line in _lexicographic(found, found.generated)]
        missing = [title for title in missing if title != say(TITLES["nucleolus"])]
    if missing:
        text = "Not worked out, because some coalitions have no plan or there are too many owners: {sharings}."
        lines.append("  " + say(text, sharings=", ".join(missing)))
    return "\n".join(lines)


def _verdict(found: OwnerShares) -> str:
    """Whether there is a core, and what of it was proved."""
    more = f"{format_number(found.least_excess or 0.0)} {found.currency}"
    told = found.generated
    if found.core_is_empty:
        text = "The core is empty: whatever the sharing, some owners pay {more} or more above what they would alone."
        verdict = say(text, more=more)
        if told is not None and told.settled:
            verdict += " " + say("Proved: with that much less to pay nobody would leave.")
        elif told is not None:
            verdict += " " + say("It may be more: the search ended before all coalitions were settled.")
    elif found.core_is_empty is None:
        verdict = say("Whether a sharing exists that nobody would leave was not settled.")
    else:
        verdict = say("The core is not empty: there are sharings that no owners would leave.")
    if told is None:
        return verdict
    return "\n".join([verdict, *("  " + line for line in _proof(found, told))])


def _proof(found: OwnerShares, told: GeneratedCore) -> list[str]:
    """What was proved without planning every coalition, and what was not."""
    lines = [
        say(
            "{planned} coalitions of {all} were planned; a program looks for those who gain most by leaving.",
            planned=told.planned,
            all=f"{2 ** len(found.owners) - 1:,}",
        )
    ]
    if told.differs:
        text = (
            "Whether {owner} takes part changes numbers of others: what the program says of all coalitions is no proof."
        )
        lines.append(say(text, owner=told.differs))
    for sharing, (_, _, bound) in told.leavers.items():
        title = say(TITLES[sharing])
        if not math.isfinite(bound):
            lines.append(say("Under {sharing}, not proved: others than those planned may leave.", sharing=title))
        elif all(item.sharing != sharing for item in found.leaving):
            lines.append(say("Under {sharing}, proved: no owners would save by leaving.", sharing=title))
        else:
            most = f"{format_number(bound)} {found.currency}"
            text = "Under {sharing}, proved: no owners would save more than {money} by leaving."
            lines.append(say(text, sharing=title, money=most))
    return lines


def _lexicographic(found: OwnerShares, told: GeneratedCore) -> list[str]:
    """What of the nucleolus was proved without planning every coalition."""
    low, high = told.least_bounds
    if told.nucleolus is not None:
        return [say("The nucleolus is proved: in each of its steps no coalition, planned or not, pays more.")]
    if told.least_core is not None:
        text = (
            "The nucleolus was not worked out. Told is a sharing of the least core instead: in no sharing is the most "
            "that some owners pay above what they would alone less than {least}, and here it is no more."
        )
        return [say(text, least=f"{format_number(low)} {found.currency}")]
    if math.isfinite(low) and math.isfinite(high):
        text = "Neither nucleolus nor least core was settled: the least excess lies between {low} and {high}."
        return [say(text, low=format_number(low), high=f"{format_number(high)} {found.currency}")]
    if math.isfinite(low):
        text = "Neither nucleolus nor least core was settled in the time given: the least excess is {low} or more."
        return [say(text, low=f"{format_number(low)} {found.currency}")]
    return [say("Neither nucleolus nor least core was settled in the time given.")]


def _listed(owners: tuple[str, ...]) -> str:
    return f" {say('and')} ".join(owners)


def _stays(found: OwnerShares) -> str:
    """At which price each owner stays, of what it trades most."""
    main = {item.owners: item for item in reversed(found.stays) if not item.sharing}
    if not main:
        return ""
    lines = [say("Who stays at which price, all else paid at the plan's prices:")]
    lines += [f"  {_stay(main[owner,])}" for owner in found.owners if (owner,) in main]
    return "\n".join(lines)


def _stay(item: StayPrice) -> str:
    """One threshold as a sentence: who gives stays at that price or above, who takes at that or below."""
    price, now = (f"{format_number(abs(number))} {item.unit}" for number in (item.price, item.now))
    gets = item.gives == (item.now >= 0)
    told = say("now gets {price}" if gets else "now pays {price}", price=now)
    kind = item.gives, item.price >= 0
    if len(item.owners) > 1:
        return say(THEY_STAY[kind], price=price, now=told, material=item.material)
    return say(STAYS[kind], owner=item.owners[0], price=price, now=told, material=item.material)


def _payments(found: OwnerShares, sharing: str) -> str:
    paid = [payment for payment in found.payments if payment.sharing == sharing]
    if not paid:
        return ""
    paid.sort(key=lambda payment: -payment.amount)
    lines = [say("Payments for {sharing}:", sharing=say(TITLES[sharing]))]
    lines += [f"  {_payment(payment)}" for payment in paid[:MOST_PAYMENTS]]
    if len(paid) > MOST_PAYMENTS:
        lines.append("  " + say("... and {count} more.", count=len(paid) - MOST_PAYMENTS))
    return "\n".join(lines)


def _payment(payment: Payment) -> str:
    told = say(
        "{payer} pays {payee} {money}",
        payer=payment.payer,
        payee=payment.payee,
        money=f"{format_number(payment.amount)} {payment.unit}",
    )
    if not payment.material:
        return told
    quantity = f"{format_number(payment.quantity)} {payment.quantity_unit} {payment.material}"
    price = f"{format_number(payment.price)} {payment.unit}/{payment.quantity_unit}"
    return f"{told}: {say('{quantity} at {price}', quantity=quantity, price=price)}"
