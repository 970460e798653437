"""How a process is paid for, and when what stands already retires: columns of the table ``processes``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...plant.facts.finance import Finance
from ...plant.model import Process, Series
from ...plant.quantities import HOURS_PER_YEAR
from ..cells.rows import TableRows

COLUMNS = ("construction_years", "grant", "loan_share", "loan_rate", "loan_term", "closure_cost")


def read_finance(rows: TableRows, row: int, basis: str) -> Finance:
    """Construction years, grant, loan and closure of a process; each wrong cell is told."""
    grant, borrowed = (rows.scalar(row, column) or 0.0 for column in ("grant", "loan_share"))
    if grant + borrowed > 1.0 + 1e-12:
        rows.error(
            "finance-above-capex",
            f"Grant and loan are {100 * (grant + borrowed):g} % of capex together.",
            row,
            "loan_share",
            "Together they pay at most 100 % of it.",
        )
    term, rate = _term(rows, row), _rate(rows, row)
    _check_loan(rows, row, borrowed)
    return Finance(
        construction_years=_construction(rows, row),
        grant=grant,
        loan_share=borrowed if term else 0.0,
        loan_rate=rate,
        loan_term=term,
        closure_cost=rows.scalar(row, "closure_cost", basis=basis) or 0.0,
    )


def _construction(rows: TableRows, row: int) -> int:
    given = rows.integers(row, "construction_years")
    if not given:
        return 1
    if len(given) > 1 or not 1 <= given[0] <= 50:
        rows.error(
            "out-of-range",
            f"`construction_years` is {'; '.join(map(str, given))}.",
            row,
            "construction_years",
            "Write one whole number of years from 1 to 50.",
        )
        return 1
    return given[0]


def _term(rows: TableRows, row: int) -> int:
    hours = rows.scalar(row, "loan_term")
    if hours is None:
        return 0
    years = hours / HOURS_PER_YEAR
    if abs(years - round(years)) > 1e-9 or years < 1 - 1e-9:
        rows.error(
            "out-of-range",
            f"`loan_term` is {years:g} years.",
            row,
            "loan_term",
            "Write whole years, such as `12 year`.",
        )
    return max(1, round(years))


def _rate(rows: TableRows, row: int) -> float:
    series = rows.number(row, "loan_rate")
    if series is None:
        return 0.0
    rate = float(series.values) * (HOURS_PER_YEAR if series.unit else 1.0)
    if rate > 1:
        rows.error(
            "share-above-one",
            f"`loan_rate` is {series.typed}: more than 100 % a year.",
            row,
            "loan_rate",
            "" if "%" in series.typed else f"Write `{rate:g} %` if percent is meant.",
        )
    return rate


def _check_loan(rows: TableRows, row: int, borrowed: float) -> None:
    for column in ("loan_rate", "loan_term"):
        if borrowed and not rows.given(row, column):
            remedy = "Type `0 %` if it costs nothing." if column == "loan_rate" else "Write it as `12 year`."
            rows.error("value-missing", f"There is a loan, and `{column}` is blank.", row, column, remedy)
        if not borrowed and rows.given(row, column):
            rows.findings.warn(
                "column-unused",
                f"`{column}` says nothing without a loan.",
                rows.where(row, column),
                "Give `loan_share`, or leave it blank.",
            )


def retired(rows: TableRows, row: int, process: Process) -> Process:
    """The process with nothing of what stood from the year on in which it retires."""
    years = rows.integers(row, "retires")
    if not years:
        return process
    if not rows.reading.times.roadmap:
        rows.findings.warn(
            "column-unused",
            "`retires` says nothing in a plant without milestone years.",
            rows.where(row, "retires"),
            "Set `years` in `plant`, or leave it blank.",
        )
        return process
    column = "capacity" if process.capex is None else "existing"
    stands: Series | None = getattr(process, column)
    if stands is None:
        rows.error(
            "value-missing",
            f"`{process.name}` retires, and `{column}` is blank: nobody knows what of it.",
            row,
            column,
            "Give the capacity that stands until then.",
        )
        return process
    first = rows.reading.times.years[0]
    if years[0] < first:
        rows.findings.warn(
            "out-of-range",
            f"`retires` is {years[0]}, before the first milestone {first}: nothing of what stands of "
            f"`{process.name}` is there in any year.",
            rows.where(row, "retires"),
            "Check the year; or leave it blank, and take what has retired out.",
        )
    there = np.array(rows.reading.times.years)[:, None] < years[0]
    values = np.atleast_2d(stands.values) * there
    series = replace(stands, values=values, typed=f"{stands.typed} until {years[0]}")
    return replace(process, existing=series) if column == "existing" else replace(process, capacity=series)
