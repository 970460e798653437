"""What ``mfo sweep`` prints."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from ...translation import say
from ...units import format_number
from ..frame.run import problem_record
from .columns import columns
from .words import word

if TYPE_CHECKING:
    from ...studies.scenarios.outcome import Sweep


def as_it_stands() -> str:
    """What the plant itself is called beside its scenarios."""
    return say("(as it stands)")


def record(sweep: Sweep, out: Path) -> dict[str, object]:
    """What ``--json`` prints: ``run`` and ``totals`` are null where a scenario has no plan."""
    scenarios = [
        {
            "scenario": item.scenario or None,
            "status": item.status,
            "totals": dict(item.totals) or None,
            "changes": [each.record() for each in sweep.changed.get(item.scenario, ())],
            "run": str(out / item.run) if item.solved else None,
            "problems": [problem_record(problem) for problem in item.problems],
        }
        for item in sweep.outcomes
    ]
    status = "optimal" if sweep.exit_code == 0 else "incomplete"
    return {"status": status, "minimise": sweep.minimise, "run": str(out), "scenarios": scenarios, "problems": []}


def text(sweep: Sweep, out: Path) -> str:
    """The sweep as a table for people."""
    effects = sweep.shown_effects()
    base = sweep.outcomes[0].totals_of(effects)
    header = ["", *(part for effect, unit in effects for part in (f"{word(effect)} [{unit}]", say("difference")))]
    rows = []
    for item in sweep.outcomes:
        cells = [item.scenario or as_it_stands()]
        for total, first in zip(item.totals_of(effects), base, strict=True):
            cells += [_number(total), _number(total - first, signed=True) if item.scenario else ""]
        if not item.solved:
            cells[1:2] = [say(item.status)]
        rows.append(cells)
    solved = sum(item.solved for item in sweep.outcomes)
    about = say(
        "{plant}: the least {effect} under each scenario ({solved} of {count} with a certified plan)",
        plant=sweep.plant,
        effect=word(sweep.minimise),
        solved=solved,
        count=len(rows),
    )
    parts = [about, columns(rows, header), say("Comparison: {path}", path=out / "sweep.html")]
    if not sweep.written:
        first = out / next(item.run for item in sweep.outcomes)
        parts.append(say("A plan of these in full: mfo report {path}", path=first))
    return "\n\n".join(parts)


def _number(value: float, signed: bool = False) -> str:
    if math.isnan(value):
        return ""
    sign = "+" if signed and value > 0 else ""
    return sign + format_number(value, 4 if signed else 6)
