"""What ``mfo pareto`` prints and writes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from ..translation import say
from ..units import format_number
from .columns import columns
from .words import word

if TYPE_CHECKING:
    from ..studies.curve import Curve


def record(curve: Curve, out: Path | None, plans: bool) -> dict[str, object]:
    """What ``--json`` prints: the price of the first point is null, ``run`` the run folder of a point."""
    runs = [str(out / run) for run in curve.run_folders()] if out is not None and plans else [None] * len(curve.table)
    points = [
        {str(key): None if _blank(value) else value for key, value in row.items()} | {"run": run}
        for row, run in zip(curve.table.to_dict(orient="records"), runs, strict=True)
    ]
    return {"status": "optimal", "minimise": curve.minimise, "against": curve.against, "points": points, "problems": []}


def _blank(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def text(curve: Curve, out: Path | None, plans: bool) -> str:
    """The curve as a table for people."""
    table = curve.table
    price_unit = str(table["price_unit"].iloc[0])
    own = f"{word(curve.minimise)} {say('(discounted)')}" if curve.discounted else word(curve.minimise)
    header = [
        "",
        f"{own} [{curve.unit}]",
        f"{word(curve.against)} [{curve.against_unit}]",
        f"{say('price')} [{price_unit}]",
    ]
    rows = [
        [str(point), format_number(least, 6), format_number(other, 6), "" if _blank(price) else format_number(price)]
        for point, least, other, price in zip(
            table["point"], table["amount"], table["against_amount"], table["price"], strict=True
        )
    ]
    effects = {"plant": curve.plant, "effect": word(curve.minimise), "other": word(curve.against)}
    about = say("{plant}: the least {effect} at each level of {other} (all certified)", **effects)
    if len(rows) == 1:
        rows, header = [row[:-1] for row in rows], header[:-1]  # nothing has a price there
        about = say("{plant}: one plan has the least {effect} and the least {other} (certified)", **effects)
    parts = [about, columns(rows, header)]
    if out is not None:
        runs = curve.run_folders()
        shown = "\n" + say("Plans: {first} to {last}", first=out / runs[0], last=runs[-1]) if plans else ""
        parts.append(say("Curve: {path}", path=out / "curve.html") + shown)
    return "\n\n".join(parts)
