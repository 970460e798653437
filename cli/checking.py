"""What ``mfo check`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import Problem
from ..plant.schema import TABLES
from ..units import format_number
from .columns import columns
from .run import counted, problem_record

if TYPE_CHECKING:
    from ..workbench import Workbench

COUNTED = ("materials", "sites", "supplies", "processes", "stores", "markets", "links", "limits", "measurements")


def record(bench: Workbench, problems: Sequence[Problem]) -> dict[str, object]:
    """What ``--json`` prints."""
    return {
        "status": "ok",
        "plant": bench.name,
        "counts": _counts(bench),
        "problems": [problem_record(problem) for problem in problems],
    }


def _counts(bench: Workbench) -> dict[str, int]:
    return {name: len(getattr(bench.plant, name)) for name in COUNTED}


def summary(bench: Workbench, problems: Sequence[Problem]) -> str:
    """One line on the plant, one on its assumptions, one on what was found."""
    counts = ", ".join(_counted(name, number) for name, number in _counts(bench).items() if number)
    used = [item for process in bench.plant.processes for item in process.used]
    assumed = sum(item.standing == "unsourced" for item in used)
    overridden = sum(item.standing == "override" for item in used)
    times = f"{counted(bench.graph.years, 'year')} x {counted(bench.graph.slots, 'slot')}"
    lines = [f"{bench.name}: {counts}; {times}."]
    if used:
        lines.append(f"{len(used)} model parameters: {assumed} assumptions, {overridden} overridden by the plant.")
    lines.append(f"No errors, {counted(len(problems), 'warning')}." if problems else "No errors, no warnings.")
    return "\n".join(lines)


def _counted(name: str, number: int) -> str:
    """``1 supply``, ``2 supplies``."""
    if number != 1:
        return f"{number} {name}"
    return f"1 {TABLES[name].singular}"


def closure_table(bench: Workbench) -> str:
    """What every process balances per unit of each input."""
    rows = []
    for process in bench.plant.processes:
        for item in process.closures:
            figures = [format_number(value) for value in (item.amount_in, item.amount_out, item.loss)]
            rows.append([process.name, item.material, item.quantity, *figures, item.unit, item.detail])
    if not rows:
        return "No process with a model: recipes are taken as they are typed."
    header = ["process", "per unit of", "quantity", "in", "out", "lost", "unit", "where it goes"]
    return columns(rows, header, widest=44)
