"""What ``mfo check`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...errors import Problem
from ...plant.schema import TABLES
from ...translation import TABLE, counted, say, spoken, translated
from ...units import format_number
from ..frame.run import problem_record
from .columns import columns
from .library_text import closure_header

if TYPE_CHECKING:
    from ...workbench import Workbench

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
    """One line on the plant, one on its assumptions (as many as the report lists), one on what was found."""
    from ...plan.disclosures.figure_sources import is_assumed, is_set_here, source_rows

    counts = ", ".join(_counted(name, number) for name, number in _counts(bench).items() if number)
    used = source_rows(bench.plant, bench.graph.pools.material)
    assumed, overridden = sum(map(is_assumed, used)), sum(map(is_set_here, used))
    times = f"{counted(bench.graph.years, 'year')} x {counted(bench.graph.slots, 'slot')}"
    lines = [f"{bench.name}: {counts}; {times}."]
    if used:
        text = "{figures} with a source: {assumed}, {overridden} set by the plant."
        figures, assumptions = counted(len(used), "figure"), counted(assumed, "assumption")
        lines.append(say(text, figures=figures, assumed=assumptions, overridden=overridden))
    none = say("No errors, no warnings.")
    lines.append(say("No errors, {count}.", count=counted(len(problems), "warning")) if problems else none)
    return "\n".join(lines)


def _counted(name: str, number: int) -> str:
    """``1 supply``, ``2 supplies``."""
    one = translated(TABLES[name].singular, spoken())
    return f"{number} {one if number == 1 else translated(name, spoken(), TABLE)}"


def closure_table(bench: Workbench) -> str:
    """What every process balances per unit of each input."""
    rows = []
    for process in bench.plant.processes:
        for item in process.closures:
            figures = [format_number(value) for value in (item.amount_in, item.amount_out, item.loss)]
            rows.append([process.name, item.material, item.quantity, *figures, item.unit, item.detail])
    if not rows:
        return say("No process with a model: recipes are taken as they are typed.")
    header = [say("process"), say("per unit of"), *closure_header()]
    return columns(rows, header, widest=44)
