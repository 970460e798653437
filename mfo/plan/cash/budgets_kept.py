"""Holds budgets on cash against the cash flow that is told: one number, worked out in two ways."""

from __future__ import annotations

import pandas as pd

from ...errors import Problem, SolverError
from ...graph.cash.budgets import budget_year
from ...plant.model import Plant

NEAR = 1e-6  # of the money that changes hands until then


def check_budgets(plant: Plant, limits: pd.DataFrame, years: pd.DataFrame) -> None:
    """Raise :class:`SolverError` where a budget bounds another number than the cash flow tells.

    The program's rows are coefficients of what is decided; the cash flow is made from the ledger, line by line.
    """
    values = limits.set_index("limit")["value"] if len(limits) else pd.Series(dtype=float)
    moved = (years["incoming"] - years["outgoing"]).cumsum()
    for limit in plant.limits:
        told = "out_of_pocket_so_far" if limit.when == "cumulative" else "out_of_pocket"
        for year, cash, size in zip(years["year"], years[told], moved, strict=True) if limit.on_cash else ():
            bounded = values.get(budget_year(limit.name, int(year)))
            if bounded is not None and abs(float(bounded) - float(cash)) > NEAR * max(1.0, float(size)):
                raise SolverError(
                    Problem(
                        "budget-differs",
                        f"The budget `{limit.name}` bounds {float(bounded):,.2f} in {int(year)}, and the cash flow "
                        f"tells {float(cash):,.2f}.",
                        limit.where,
                        "This is a defect of mfo; please report it.",
                    )
                )
