"""The tables of cash: each line in its calendar year, the years summed, and what the whole is worth."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from ...graph.cash.building import money_lines, purchases
from ...graph.cash.calendar import OperatingYears, calendar_of, is_a_year
from ...graph.parts.annuities import BY_SIZE, CAPITAL, OPENING
from ...graph.parts.landfill_cells import CELL_CATEGORIES
from ...graph.parts.sizes import opening
from ...plant.model import Link, Plant, Process, Sizing, Store
from ..landfills.cells_cash import cells_cash
from ..tables.schema import Row, empty, rows
from .appraisal import appraisal_rows, year_rows

if TYPE_CHECKING:
    from ..plan import Plan

TABLES_OF_CASH = ("cash_flow", "cash_years", "appraisal")
KEYS = ["element", "kind", "site", "owner", "category"]


def cash_tables(plant: Plant, plan: Plan) -> dict[str, pd.DataFrame]:
    """The tables ``cash_flow``, ``cash_years`` and ``appraisal`` of a plan, compared with its today where there is one.

    Empty where the slots are no year, or where nothing is built and there is no roadmap: such a plan is one year.
    """
    tables = {name: empty(name) for name in TABLES_OF_CASH}
    ledger = plan.tables["ledger"]
    spent = ledger[(ledger["effect"] == "investment") & (ledger["amount"] > 0)]
    if not is_a_year(plant.times) or not (plant.times.roadmap or len(spent)):
        return tables
    sized = {(kind, item.name): item for kind, items in _sized(plant).items() for item in items}
    spent = spent[~spent["category"].isin(CELL_CATEGORIES)]
    built = [sized[kind, name] for kind, name in zip(spent["kind"], spent["element"], strict=True)]
    calendar = calendar_of(plant, built)
    unit = plant.settings.currency
    cells = cells_cash(plant, plan.tables["landfill_cells"])
    records = [*_building(plant, sized, spent, calendar), *_operation(ledger, calendar), *cells]
    records.sort(key=lambda record: (record["year"], record["kind"], record["element"]))
    today = None if plan.today is None else _yearly(plan.today.tables["ledger"])
    years = year_rows(records, calendar, plant.times.discount_rate, today, unit)
    tables["cash_flow"] = rows("cash_flow", [{**record, "unit": unit} for record in records])
    tables["cash_years"] = rows("cash_years", years)
    tables["appraisal"] = rows("appraisal", appraisal_rows(years, calendar, plant.times.discount_rate, unit))
    return tables


def _sized(plant: Plant) -> dict[str, Sequence[Process | Store | Link]]:
    """All that may be built, by the kind of its lines in the ledger."""
    return {"process": plant.processes, "store": plant.stores, "link": plant.links}


def _building(
    plant: Plant, sized: Mapping[tuple[str, str], Sizing], spent: pd.DataFrame, calendar: OperatingYears
) -> list[Row]:
    """Capex, grants, loans, closure and residual value of everything that is built."""
    sums: dict[tuple[object, ...], float] = {}
    for row in spent.to_dict("records"):
        process = sized[str(row["kind"]), str(row["element"])]
        if row["category"] == OPENING:
            process = opening(process)
        elif row["category"] == BY_SIZE:  # what is taken down is counted with the cheapest unit's money
            process = replace(process, finance=replace(process.finance, closure_cost=0.0))
        money = float(row["amount"]) * (calendar.years_of(int(row["year"])) if calendar.roadmap else 1.0)
        for bought in purchases(plant, process, int(row["year"]), money, calendar):
            for year, category, amount in money_lines(bought, process.finance, plant.times.discount_rate, calendar):
                key = (year, *(row[name] for name in KEYS[:-1]), category)
                sums[key] = sums.get(key, 0.0) + amount
    return [
        {**dict(zip(("year", *KEYS), key, strict=True)), "amount": amount} for key, amount in sums.items() if amount
    ]


def _operation(ledger: pd.DataFrame, calendar: OperatingYears) -> list[Row]:
    """What a year of operation costs and brings, in each calendar year of its milestone."""
    costs = _costs(ledger).groupby(["year", *KEYS], sort=False, as_index=False)["amount"].sum()
    lines: list[Row] = costs[costs["amount"] != 0].to_dict("records")
    return [
        {**line, "year": year, "amount": -line["amount"]}
        for year, milestone in calendar.milestone.items()
        for line in lines
        if line["year"] == milestone
    ]


def _costs(ledger: pd.DataFrame) -> pd.DataFrame:
    """The ledger's lines of cost, annuities and what falls in single years left out."""
    apart = ledger["category"].isin([CAPITAL, *CELL_CATEGORIES])
    own = (ledger["effect"] == "cost") & (ledger["account"] == "own") & ~apart
    return ledger[own]


def _yearly(ledger: pd.DataFrame) -> float:
    """What today's year brings in, less what it costs."""
    return -math.fsum(_costs(ledger)["amount"])
