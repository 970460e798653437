"""What ``mfo pareto`` prints and writes."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..units import format_number
from .columns import columns

if TYPE_CHECKING:
    from ..studies import Curve


def record(curve: Curve) -> dict[str, Any]:
    """What ``--json`` prints."""
    rows = curve.table.to_dict(orient="records")
    points = [{str(key): None if _blank(value) else value for key, value in row.items()} for row in rows]
    return {"status": "optimal", "minimise": curve.minimise, "against": curve.against, "points": points, "problems": []}


def _blank(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


def text(curve: Curve, out: Path | None) -> str:
    """The curve as a table for people."""
    table = curve.table
    price_unit = str(table["price_unit"].iloc[0])
    header = [
        "",
        f"{curve.minimise} [{curve.unit}]",
        f"{curve.against} [{curve.against_unit}]",
        f"price [{price_unit}]",
    ]
    rows = [
        [str(point), format_number(own, 6), format_number(other, 6), "" if _blank(price) else format_number(price)]
        for point, own, other, price in zip(
            table["point"], table[curve.minimise], table[curve.against], table["price"], strict=True
        )
    ]
    about = f"{curve.plant}: the least {curve.minimise} at each level of {curve.against} (all certified)"
    last = f"\n\nCurve: {out / 'curve.html'}" if out is not None else ""
    return f"{about}\n\n{columns(rows, header)}{last}"


def write(curve: Curve, out: Path, language: str) -> None:
    """Write curve.csv and curve.html into a new folder, as a whole or not at all."""
    from ..plan.files import replace_folder
    from ..report.curve import write_curve

    def fill(made: Path) -> None:
        curve.table.to_csv(made / "curve.csv", index=False)
        write_curve(curve, made / "curve.html", language)

    replace_folder(out, False, fill)
