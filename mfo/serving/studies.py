"""The studies that the page offers: each writes its page and its tables, and tells which plans can be made of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..reading.cell import cell_of
from ..studies.study_folder import save_study, study_record
from ..studies.variations import varied
from ..tables.cells.cell_text import text_of
from ..translation import say

if TYPE_CHECKING:
    import pandas as pd

    from ..tables.cells.table import CellValue
    from ..workbench import Workbench

PAGE, WORKBOOK = "study.html", "study.xlsx"
MOST_WAYS = 40  # plans that are offered
MOST_SAMPLES, MOST_VALUES, MOST_PLANS = 5000, 50, 10

Asked = Mapping[str, object]
Tell = Callable[[str], None]
Written = tuple[dict[str, object], dict[str, "pd.DataFrame"], Callable[[Path], None]]
"""What a study found as data, its tables, and what writes its page into a folder."""
Worked = tuple[Written, list[dict[str, object]]]


def run_study(
    bench: Workbench, kind: str, asked: Asked, folder: Path, language: str, tell: Tell
) -> list[dict[str, object]]:
    """Work out a study, write it into ``folder``, and give the plans that can be made of it.

    Each of these is ``text``, and what a plan is asked with: ``scenario``, ``limits`` and ``values`` (table, row,
    column, what would be typed there) beside those that the study was asked with.
    """
    (found, tables, page), ways = STUDIES[kind](bench, asked, language, tell)
    tell("writing the report")
    save_study(folder, False, study_record(bench.plant, kind, asked, found), tables, {}, page)
    return ways[:MOST_WAYS]


def _question(asked: Asked) -> tuple[str | None, list[str]]:
    limits = asked.get("limits")
    return str(asked.get("minimise") or "") or None, [str(text) for text in limits] if isinstance(limits, list) else []


def _count(asked: Asked, key: str, usual: int, most: int) -> int:
    """A count that was asked for, within what the page works out. Raises ValueError where it is no number."""
    return max(1, min(most, int(str(asked.get(key) or usual))))


def _typed(asked: Asked, key: str) -> str:
    return str(asked.get(key) or "").strip()


def _text(value: object) -> str:
    """What would be typed into a cell."""
    return text_of(cast("CellValue", value))


def _way(text: str, **asked: object) -> dict[str, object]:
    return {"text": text, **asked}


def sweep(bench: Workbench, asked: Asked, language: str, tell: Tell) -> Worked:
    """The plant's scenarios, or one number at several values, each planned by itself."""
    from ..report.pages.sweep_page import write_sweep

    minimise, limits = _question(asked)
    of = _typed(asked, "of")
    texts = []
    if of:
        ends = f"{_typed(asked, 'low')}..{_typed(asked, 'high')}"
        texts = [f"{of}={ends}:{max(2, _count(asked, 'count', 5, MOST_VALUES))}"]
    found = bench.sweep(None, minimise, limits, vary=texts, report=False, language=language, progress=tell)
    values = {
        name: [[table, row, column, _text(value)] for table, row, column, value in changes]
        for name, changes in varied(texts, bench.tables).items()
    }
    ways = [
        _way(
            f"{item.scenario}: {_total(item.totals, found.minimise)}",
            **({"values": values[item.scenario]} if of else {"scenario": item.scenario}),
        )
        for item in found.outcomes
        if item.solved and item.scenario
    ]
    tables = {"sweep": found.table, "changes": found.changes_table}
    data: dict[str, object] = {"scenarios": [{"scenario": i.scenario, "status": i.status} for i in found.outcomes]}
    return (data, tables, lambda made: write_sweep(found, made / PAGE, language, links=False)), ways


def _total(totals: Mapping[str, Mapping[str, object]], effect: str) -> str:
    from ..units import format_number

    total = totals.get(effect.split(";")[0].strip())
    return f"{format_number(float(str(total['value'])), 6)} {total['unit']}" if total else ""


def uncertainty(bench: Workbench, asked: Asked, language: str, tell: Tell) -> Worked:
    """Samples of what is not known exactly, each planned anew; no single plan is made of them."""
    from ..report.studies.study_pages import write_uncertainty
    from ..studies.uncertainty.uncertainty_study import result_of

    minimise, limits = _question(asked)
    samples = max(2, _count(asked, "samples", 100, MOST_SAMPLES))
    found = bench.uncertainty(samples, 1, minimise, limits, library=bool(asked.get("library")), progress=tell)
    tables = {
        "samples": found.values,
        "chosen": found.chosen_table,
        "ranking": found.ranking_table,
        "turning": found.turning_table,
        "effects": found.effects_table,
    }
    return (result_of(found), tables, lambda made: write_uncertainty(found, made / PAGE, language)), []


def alternatives(bench: Workbench, asked: Asked, language: str, tell: Tell) -> Worked:
    """What else is nearly as good, and the plans that differ most: each by the limit that gives it."""
    from ..report.studies.study_pages import write_alternatives
    from ..studies.alternatives import result_of
    from ..units import format_number

    minimise, limits = _question(asked)
    number = _count(asked, "number", 3, MOST_PLANS)
    found = bench.alternatives(_typed(asked, "within") or "5 %", number, minimise, limits, progress=tell)
    ways = [
        _way(f"{format_number(other.objective, 6)} {found.unit}: {other.difference}", limits=[other.limit])
        for other in found.others
    ]
    return (
        result_of(found),
        {"ranges": found.table},
        lambda made: write_alternatives(found, made / PAGE, language),
    ), ways


def breakeven(bench: Workbench, asked: Asked, language: str, tell: Tell) -> Worked:
    """One number over a range: the plan of each stretch is that of its middle."""
    from ..report.studies.study_pages import write_breakeven
    from ..studies.breakeven.breakeven_study import result_of
    from ..units import format_number

    minimise, limits = _question(asked)
    of = _typed(asked, "of")
    found = bench.breakeven(
        of, _typed(asked, "low") or None, _typed(asked, "high") or None, minimise, limits, progress=tell
    )
    cell = cell_of(bench.tables, of)
    ways = []
    for stretch in found.stretches:
        table, row, column, value = cell.change((stretch.low + stretch.high) / 2)
        ends = [f"{format_number(end, 6)} {found.unit}".strip() for end in (stretch.low, stretch.high)]
        text = say("from {low} to {high}", low=ends[0], high=ends[1])
        ways.append(_way(text, values=[[table, row, column, _text(value)]]))
    tables = {"corners": found.table, "stretches": found.stretches_table}
    return (result_of(found), tables, lambda made: write_breakeven(found, made / PAGE, language)), ways


STUDIES: dict[str, Callable[[Workbench, Asked, str, Tell], Worked]] = {
    "sweep": sweep,
    "uncertainty": uncertainty,
    "alternatives": alternatives,
    "breakeven": breakeven,
}
"""What the page can be asked for, by name."""
