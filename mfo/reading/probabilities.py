"""How likely each scenario is: the column `probability` of the table `scenarios`."""

from __future__ import annotations

import math

from ..errors import Findings, Problem, UsageError
from ..plant.quantities import CellError, convert, parse_number
from ..tables.cells.table import Table, Tables
from .cells.rows import as_text

COLUMN = "probability"
NOTHING = 1e-9  # of what is left of 100 %, below which it is rounding


def read_probabilities(tables: Tables, findings: Findings) -> dict[str, float]:
    """The probability of each scenario, in order; none given: all alike. What is wrong becomes a finding at its cell.

    A scenario states it in any of its rows, in all alike; they add up to 100 % at most.
    """
    rows = tables.get("scenarios")
    if rows is None:
        return {}
    names = scenario_names(tables)
    found: dict[str, float] = {}
    for line in range(len(rows)):
        name, share = as_text(rows.value(line, "scenario")), _share(rows, line, findings)
        if share is None or not name:
            continue
        if not math.isclose(found.setdefault(name, share), share, rel_tol=1e-9):
            message = f"The scenario `{name}` has two probabilities: {100 * found[name]:g} % and {100 * share:g} %."
            findings.error("probability", message, rows.where(line, COLUMN), "Give the same in all its rows.")
    if not found:
        return dict.fromkeys(names, 1.0 / len(names)) if names else {}
    if sum(found.values()) > 1 + NOTHING:
        message = f"The probabilities of the scenarios add up to {100 * sum(found.values()):.6g} %."
        remedy = "Let them add up to 100 %, or less: the rest is the plant as it stands."
        findings.error("probability", message, rows.where(None, COLUMN), remedy)
    return {name: found[name] for name in names if name in found}


def scenario_names(tables: Tables) -> list[str]:
    """The names of the plant's scenarios, in order."""
    rows = tables.get("scenarios")
    typed = [as_text(rows.value(line, "scenario")) for line in range(len(rows))] if rows is not None else []
    return list(dict.fromkeys(name for name in typed if name))


def _share(rows: Table, line: int, findings: Findings) -> float | None:
    """The cell as a share; None where it is blank or wrong."""
    value = rows.value(line, COLUMN)
    if value is None:
        return None
    try:
        share, _ = convert(parse_number(value, rows.columns[COLUMN].unit), ("",), f"`{COLUMN}`", "30 %")
    except CellError as error:
        findings.error(error.code, error.message, rows.where(line, COLUMN), error.remedy)
        return None
    if not 0 <= share <= 1:
        message = f"`{COLUMN}` is {as_text(value)}: it lies between 0 and 100 %."
        findings.error("probability", message, rows.where(line, COLUMN), "Write it like 30 %.")
        return None
    return share


def futures(tables: Tables) -> dict[str, float]:
    """Every scenario that can come with its probability, the plant as it stands (blank) last where any is left to it.

    Raises :class:`mfo.UsageError` where there is no scenario.
    """
    findings = Findings()
    found = read_probabilities(tables, findings)
    findings.raise_errors(UsageError)
    if not found:
        remedy = "Add rows to the table `scenarios`; its column `probability` says how likely each is."
        raise UsageError(Problem("scenarios-none", "The plant has no scenario to decide for.", remedy=remedy))
    missing = [name for name in scenario_names(tables) if name not in found]
    if missing:
        message = f"Some scenarios have a probability, but `{missing[0]}` has none."
        raise UsageError(Problem("probability", message, remedy="Give one to each scenario (0 % is one), or to none."))
    left = 1.0 - sum(found.values())
    likely = {name: share for name, share in found.items() if share > 0}
    return {**likely, "": left} if left > NOTHING else likely
