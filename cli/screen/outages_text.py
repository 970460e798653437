"""What ``mfo sweep --hold-sizes`` prints: every facility out in turn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...translation import say
from ...units import format_number
from .columns import columns
from .words import word

if TYPE_CHECKING:
    from ...studies.outages import Outages, Shortfall

MOST = 30  # outages on a screen


def record(found: Outages) -> dict[str, object]:
    """What ``--json`` prints, and study.json holds: costs and emissions over the horizon."""
    return {
        "minimise": found.minimise,
        "cost": found.cost,
        "currency": found.currency,
        "emissions": found.emissions,
        "outages": found.table.to_dict("records"),
        "shortfalls": found.shortfalls_table.to_dict("records"),
    }


def text(found: Outages, folder: Path, page: bool = True) -> str:
    """The outages for people: those that cannot be borne with what falls short, then what the others add."""
    about = say(
        "{plant}: {count} outages with the plan's sizes held, {unborne} of them cannot be borne (certified)",
        plant=found.plant,
        count=len(found.outages),
        unborne=len(found.unborne),
    )
    short = [[each.name, told] for each in found.unborne for told in _shortfalls(each.shortfalls)]
    rows = [
        [row["outage"], *(format_number(row[f"{name}_difference"], 4) for name in ("cost", "emissions"))]
        for row in found.table.to_dict("records")
        if row["borne"]
    ]
    header = [say("facility out"), f"{word('cost')} + [{found.currency}]", f"{word('emissions')} + [t CO2e]"]
    parts = [about, columns(short, [say("facility out"), say("falls short")], widest=90) if short else ""]
    parts.append(columns(rows[:MOST], header) if rows else "")
    if len(rows) > MOST:
        parts.append(say("... and {count} more.", count=len(rows) - MOST))
    parts.append(say("Page: {path}", path=folder / "outages.html") if page else "")
    return "\n\n".join(part for part in parts if part)


def _shortfalls(parts: tuple[Shortfall, ...]) -> list[str]:
    if not parts:
        return [say("no plan, whatever is delivered or taken")]
    return [
        say(
            "{name}: {short} of {required} {unit}",
            name=part.name,
            short=format_number(part.short, 4),
            required=format_number(part.required, 4),
            unit=part.unit,
        )
        + (f" ({part.site})" if part.site else "")
        for part in parts
    ]
