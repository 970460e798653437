"""What ``mfo check`` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..errors import Problem
from ..plant.schema import TABLES
from ..translation import TABLE, translated
from ..units import format_number
from .columns import columns
from .run import problem_record

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


SCREEN = (
    "year", "years", "slot", "slots", "warning", "warnings", "No errors, no warnings.", "No errors, {count}.",
    "{count} figures with a source: {assumed} assumptions, {overridden} set by the plant.",
)  # fmt: skip
"""What the summary says beside names of tables."""


def summary(bench: Workbench, problems: Sequence[Problem], language: str = "en") -> str:
    """One line on the plant, one on its assumptions (as many as the report lists), one on what was found."""
    from ..plan.disclosures.figure_sources import is_assumed, is_set_here, source_rows

    counts = ", ".join(_counted(name, number, language) for name, number in _counts(bench).items() if number)
    used = source_rows(bench.plant, bench.graph.pools.material)
    assumed, overridden = sum(map(is_assumed, used)), sum(map(is_set_here, used))
    years, slots = (_number(count, word, language) for count, word in
                    ((bench.graph.years, "year"), (bench.graph.slots, "slot")))  # fmt: skip
    lines = [f"{bench.name}: {counts}; {years} x {slots}."]
    if used:
        lines.append(translated(SCREEN[-1], language).format(count=len(used), assumed=assumed, overridden=overridden))
    found = translated("No errors, {count}.", language).format(count=_number(len(problems), "warning", language))
    lines.append(found if problems else translated("No errors, no warnings.", language))
    return "\n".join(lines)


def _number(count: int, word: str, language: str) -> str:
    return f"{count} {translated(word if count == 1 else f'{word}s', language)}"


def _counted(name: str, number: int, language: str) -> str:
    """``1 supply``, ``2 supplies``."""
    word = translated(name, language, TABLE) if number != 1 else translated(TABLES[name].singular, language)
    return f"{number} {word}"


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
