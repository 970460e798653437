"""A budget: a row of ``limits`` on the cash of calendar years."""

from __future__ import annotations

from ...plant.facts.bounds import Limit, Quantity
from ...translation import EFFECT, in_english
from ..cells.rows import TableRows

CASH = "cash"
"""What is bounded: all that goes out of pocket, less what comes in."""
NEAR_A_YEAR = 25  # hours by which the slots of a year may differ from 8,760 h


def means_cash(name: str) -> bool:
    """Whether a name is the word for cash, in whatever language."""
    return CASH in (name.strip().casefold(), in_english(EFFECT, name))


def is_budget(rows: TableRows, row: int, tables: tuple[str, ...]) -> bool:
    """Whether a row bounds cash, and not something of the plant's own of that name."""
    names = rows.names(row, "what")
    named = [name for name in names if means_cash(name)]
    return bool(named) and not rows.reading.names.find(named[0], tables)


def read_budget(rows: TableRows, row: int) -> Limit | None:
    """The most that may be out of pocket; what says nothing beside it is told at its cell."""
    times, currency = rows.reading.times, rows.reading.settings.currency
    if not times.roadmap or abs(times.hours_per_year - 8760.0) > NEAR_A_YEAR:
        rows.error(
            "budget-years",
            "Cash goes out in calendar years, and the plant has no milestone years of 8,760 h.",
            row,
            "what",
            "Set `years` in `plant`; a limit on `investment` bounds what is built without them.",
        )
        return None
    when = rows.choice(row, "when", "year")
    wrong = _wrong(rows, row, when)
    wanted = (currency,) if when == "cumulative" else (currency, f"{currency}/h")
    spec = rows.columns["maximum"]
    most = rows.read_number(rows.table.value(row, "maximum"), row, spec, wanted) if rows.given(row, "maximum") else None
    if wrong or most is None:
        return None
    return Limit(
        rows.text(row, "limit"),
        (Quantity("cash", CASH),),
        "cumulative" if when == "cumulative" else "year",
        basis="amount" if most.unit == currency else "rate",
        maximum=most,
        unit=currency,
        where=rows.where(row),
    )


def _wrong(rows: TableRows, row: int, when: str) -> bool:
    """Whether the row says what has no meaning for cash, or lacks its bound."""
    told = False
    if len(rows.names(row, "what")) > 1:
        rows.error("budget", "Cash is bounded alone.", row, "what", "Give each of the others a row of its own.")
        told = True
    if when not in ("year", "cumulative"):
        rows.error("budget", f"`{when}` says nothing of cash.", row, "when", "Write `year` or `cumulative`.")
        told = True
    for column in ("material", "over", "of", "minimum"):
        if rows.given(row, column):
            message = f"`{column}` says nothing of cash."
            rows.error("budget", message, row, column, "Leave it blank: a budget is a `maximum`.")
            told = True
    if not rows.given(row, "maximum"):
        message = "This limits nothing: the maximum is blank."
        rows.error("limit-empty", message, row, "maximum", "Give one, such as `40 MMXN`.")
        told = True
    return told


def told_to_date(rows: TableRows, row: int) -> bool:
    """Whether a row that is no budget is to hold until the end of each calendar year, which is told."""
    if rows.choice(row, "when", "year") != "cumulative":
        return False
    rows.error(
        "limit-span",
        "`cumulative` is of `cash`: nothing else is bounded until the end of each calendar year.",
        row,
        "when",
        "Write `year` or `total`, or `cash` under `what`.",
    )
    return True
