"""What a plan of a roadmap comes to in each year: diversion, effects, and what is built."""

from __future__ import annotations

import math
from collections.abc import Iterator

from ...plan.plan import Plan
from ...plan.tables.schema import Row
from ...plant.effects import GASES

INDICATORS = ("diversion", "recycling rate")
NOTHING = 1e-9


def by_year(plan: Plan) -> tuple[Row, ...]:
    """A row a figure and year (figure, kind, year, value, unit); none for a plan of one year.

    Effects are those of one year, undiscounted; what is built stands in the year in which it is built.
    """
    years = [int(year) for year in plan.tables["times"]["year"].unique()]
    return tuple([*_indicators(plan), *_effects(plan, years), *_built(plan)]) if len(years) > 1 else ()


def _indicators(plan: Plan) -> Iterator[Row]:
    table = plan.tables["indicators"]
    for row in table[table["indicator"].isin(INDICATORS)].to_dict("records"):
        yield {
            "figure": row["indicator"],
            "kind": "indicator",
            "year": int(row["year"]),
            "value": float(row["value"]),
            "unit": str(row["unit"] or ""),
        }


def _effects(plan: Plan, years: list[int]) -> Iterator[Row]:
    own = plan.tables["ledger"]
    own = own[own["account"] == "own"]
    for effect, total in plan.totals.items():
        if effect in GASES:  # they stand among the emissions
            continue
        rows = own[own["effect"] == effect]
        for year in years:
            amount = math.fsum(rows["amount"][rows["year"] == year])
            yield {"figure": effect, "kind": "effect", "year": year, "value": amount, "unit": f"{total['unit']}/year"}


def _built(plan: Plan) -> Iterator[Row]:
    sizes = plan.tables["sizes"].rename(columns={"element": "process"})
    for table in (plan.tables["capacities"], sizes):
        for row in table[table["built"].fillna(0.0) > NOTHING].to_dict("records"):
            yield {
                "figure": row["process"],
                "kind": "built",
                "year": int(row["year"]),
                "value": float(row["built"]),
                "unit": str(row["unit"]),
            }
