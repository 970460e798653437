"""What ``mfo pareto`` prints and writes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from ...translation import say
from ...units import format_number
from .columns import columns
from .words import word

if TYPE_CHECKING:
    from ...studies.curve import Curve
    from ...studies.trade_offs.surface import Surface


def record(found: Curve | Surface, out: Path | None, plans: bool) -> dict[str, object]:
    """What ``--json`` prints: the price of the first point is null, ``run`` the run folder of a point."""
    runs = [str(out / run) for run in found.run_folders()] if out is not None and plans else [None] * len(found.table)
    points = [
        {str(key): None if _blank(value) else value for key, value in row.items()} | {"run": run}
        for row, run in zip(found.table.to_dict(orient="records"), runs, strict=True)
    ]
    against = found.against if isinstance(found.against, str) else list(found.against)
    return {"status": "optimal", "minimise": found.minimise, "against": against, "points": points, "problems": []}


def _blank(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def text(found: Curve | Surface, out: Path | None, plans: bool) -> str:
    """The points as a table for people."""
    parts = _surface(found) if isinstance(found.against, tuple) else _curve(found)  # type: ignore[arg-type]
    if out is not None:
        runs = found.run_folders()
        shown = say("Plans: {first} to {last}", first=out / runs[0], last=runs[-1])
        if not plans:
            shown = say("A plan when it is asked for: mfo report {run}", run=out / runs[0])
        parts += [say("Curve: {path}", path=out / "curve.html") + f"\n{shown}"]
    return "\n\n".join(parts)


def _surface(found: Surface) -> list[str]:
    """Points between three effects."""
    table, effects = found.table, (found.minimise, *found.against)
    names = [word(effect) for effect in effects]
    own = f"{names[0]} {say('(discounted)')}" if found.discounted else names[0]
    price = say("price")
    units = ("unit", "against_unit", "third_unit", "price_unit", "third_price_unit")
    titles = (own, *names[1:], f"{price}: {names[1]}", f"{price}: {names[2]}")
    header = ["", *(f"{title} [{table[unit].iloc[0]}]" for title, unit in zip(titles, units, strict=True))]
    amounts, prices = ("amount", "against_amount", "third_amount"), ("price", "third_price")
    rows = [
        [
            str(row["point"]),
            *(format_number(row[name], 6) for name in amounts),
            *("" if _blank(row[name]) else format_number(row[name]) for name in prices),
        ]
        for row in table.to_dict("records")
    ]
    told = {"plant": found.plant, "effect": names[0], "other": names[1], "third": names[2]}
    text = "{plant}: the least {effect} at levels of {other} and {third}; no point betters another (all certified)"
    about = say(text, **told)
    if len(rows) == 1:
        about = say("{plant}: one plan has the least {effect}, {other} and {third} (certified)", **told)
    without = say("Pairs of levels that no plan reaches together: {count}.", count=found.without)
    return [about, columns(rows, header), *([without] if found.without else [])]


def _curve(curve: Curve) -> list[str]:
    """The points of a curve."""
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
    return [about, columns(rows, header)]


def forget(folder: Path) -> None:
    """Remove what an interrupted run would go on from: every plan is written."""
    from ...studies.trade_offs.work import forget as forgotten

    forgotten(folder)
