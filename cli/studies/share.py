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
    from ...owners.ownership import OwnerShares, Payment

TITLES = {"shapley": "Shapley", "nucleolus": "nucleolus", "prices": "plan's prices"}
MOST_PAYMENTS = 12  # of one sharing that are printed


@click.command(short_help="Say who gains, how owners may share it, and who would pay whom.")
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
    whether the core is empty, who would leave, and the payments between owners that bring each sharing about.

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
        found = bench.share(outside, samples, seed, limits, fixes=fixes, progress=progress)
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
    lines = []
    if found.core_is_empty is None:
        lines.append(say("Whether a sharing exists that nobody would leave was not worked out."))
    elif found.core_is_empty:
        more = f"{format_number(found.least_excess or 0.0)} {found.currency}"
        lines.append(
            say(
                "The core is empty: whatever the sharing, some owners pay {more} or more above what they would alone.",
                more=more,
            )
        )
    else:
        lines.append(say("The core is not empty: there are sharings that no owners would leave."))
    for item in found.leaving:
        who, gain = f" {say('and')} ".join(item.owners), f"{format_number(item.excess)} {found.currency}"
        text = "Under {sharing}, {owners} would save {money} by leaving."
        lines.append("  " + say(text, sharing=say(TITLES[item.sharing]), owners=who, money=gain))
    missing = [say(TITLES[sharing]) for sharing, shares in found.allocations.items() if shares is None]
    if missing:
        text = "Not worked out, because some coalitions have no plan or there are too many owners: {sharings}."
        lines.append("  " + say(text, sharings=", ".join(missing)))
    return "\n".join(lines)


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
