"""What the worker process does for the page: read, check, plan, work out a curve. Plain data goes back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from ..errors import InfeasibleError, MfoError, PlantError, Problem
from ..tables.cells.table import Tables
from ..translation import spoken
from .saving import Laid, save_workbook, stale_cells

if TYPE_CHECKING:
    from ..workbench import Workbench

Tell = Callable[[str], None]


def read(path: str, tell: Tell) -> Tables:
    """The tables of a plant."""
    from ..tables.read_tables import read_tables

    tell("reading")
    return read_tables(path)


def check(draft: Laid, tell: Tell) -> list[dict[str, object]]:
    """Every problem of the plant, as data: errors where it cannot be planned, else the warnings."""
    from ..workbench import Workbench

    tell("checking")
    stale = stale_cells(draft)
    try:
        found = Workbench(draft.tables).check()
    except MfoError as error:
        found = error.problems
    return [as_data(problem) for problem in (*stale, *found)]


def save(draft: Laid, target: str, anew: bool, tell: Tell) -> list[str]:
    """Write the draft into a copy of its workbook, or as a new one; gives the formulas to be calculated again."""
    from ..tables.write_tables import write_tables

    tell("writing the workbook")
    if not anew:
        return save_workbook(draft, Path(target))
    write_tables(draft.tables, Path(target), force=True)
    return []


def bench_of(draft: Laid, scenario: str | None, values: Sequence[Sequence[str]]) -> Workbench:
    """The plant with a scenario and moved numbers. Raises :class:`mfo.PlantError` where results are out of date."""
    from ..workbench import Workbench

    if stale := stale_cells(draft):
        raise PlantError(stale)
    bench = Workbench(draft.tables)
    if scenario:
        bench = bench.scenario(scenario)
    for table, row, column, value in values:
        bench = bench.with_value(table, row, column, value)
    return bench


def plan(
    draft: Laid,
    minimise: str | None,
    limits: Sequence[str],
    scenario: str | None,
    time_limit: float | None,
    folder: str,
    language: str,
    values: Sequence[Sequence[str]],
    tell: Tell,
) -> dict[str, object]:
    """The best plan, saved with its report and workbook in ``folder``, and what the page says of it.

    ``values`` are numbers that a lever has moved: table, row, column, and what would be typed there.
    """
    from ..report.facts.plan_view import Figures
    from ..report.sections.answer import answer

    bench = bench_of(draft, scenario, values)
    made = bench.optimise(minimise, limits, time_limit=time_limit, progress=tell)
    tell("writing the report")
    made.save(Path(folder), force=True, report=True, language=language)
    from ..report.facts.language import language as words_of

    figures = Figures(made, words_of(language, bench.plant.settings.currency))
    limits_table = made.tables["limits"]
    return {
        "status": made.status,
        "minimise": made.minimise,
        "answer": [str(sentence) for sentence in answer(figures)],
        "totals": made.totals,
        "today": made.today.totals if made.today is not None else {},
        "limits": [
            {key: _plain(row[key]) for key in ("limit", "value", "minimum", "maximum", "unit", "price", "price_unit")}
            for row in limits_table.to_dict("records")[:200]
        ],
        "warnings": [as_data(problem) for problem in made.problem_list],
    }


def pictures(tables: Tables, language: str, tell: Tell) -> dict[str, object]:
    """The plant as a diagram and a map, as plain data that the page draws; refused where it cannot be read."""
    from ..report.drawing.plant_diagram import pictures_of
    from ..report.facts.language import language as words_of
    from ..workbench import Workbench

    tell("drawing")
    bench = Workbench(tables)
    return pictures_of(bench.plant, words_of(language, bench.plant.settings.currency))


def curve(
    draft: Laid,
    minimise: str,
    against: str,
    points: int,
    limits: Sequence[str],
    scenario: str | None,
    values: Sequence[Sequence[str]],
    tell: Tell,
) -> list[dict[str, object]]:
    """The points of the trade-off curve between two effects, in a scenario and with moved numbers."""
    found = bench_of(draft, scenario, values).pareto(minimise, against, points, limits, progress=tell)
    return [{str(key): _plain(value) for key, value in row.items()} for row in found.table.to_dict("records")]


def study(draft: Laid, kind: str, asked: Mapping[str, object], folder: str, tell: Tell) -> list[dict[str, object]]:
    """A study written into ``folder``, and the plans that can be made of it; ``asked`` as the page asks it.

    A sweep goes through all scenarios, so that none is chosen before.
    """
    from .studies import run_study

    scenario = None if kind == "sweep" else str(asked.get("scenario") or "") or None
    bench = bench_of(draft, scenario, cast("Sequence[Sequence[str]]", asked.get("values") or []))
    return run_study(bench, kind, asked, Path(folder), spoken(), tell)


def as_problems(error: MfoError, task: str, arguments: Sequence[object]) -> list[dict[str, object]]:
    """The problems of an error as data; where a plan was asked for and there is none, with the ways out."""
    found = [as_data(problem) for problem in error.problems]
    if task == "plan" and isinstance(error, InfeasibleError):
        from .ways_out import ways_out

        draft, _, limits = arguments[:3]
        found[0]["ways"] = ways_out(cast("Laid", draft).tables, cast("Sequence[str]", limits), error.diagnosis)
    return found


def as_data(problem: Problem) -> dict[str, object]:
    """A problem as plain data, its place in parts and as text."""
    where = problem.where
    return {
        "code": str(problem.code),
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
        "place": str(where) if where else "",
        "file": where.file if where else None,
        "sheet": where.sheet if where else None,
        "line": where.line if where else None,
        "cell": where.cell if where else None,
    }


def _plain(value: object) -> object:
    """A cell as JSON knows it."""
    item = getattr(value, "item", None)
    value = item() if callable(item) else value
    return None if value is None or value != value else value


TASKS: dict[str, Callable[..., object]] = {
    "read": read,
    "check": check,
    "plan": plan,
    "curve": curve,
    "study": study,
    "pictures": pictures,
    "save": save,
}
"""What the worker can be asked for, by name."""
