"""Whether an indicator that a limit bounds is within its bound where every tonne is followed to its end."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from ...errors import Problem, SolverError
from ...graph.arrays.flow_graph import LimitRows
from ...units import format_number

NEAR = 1e-6  # what the two ways of counting may differ by


def check_indicators(indicators: pd.DataFrame, limits: Iterable[LimitRows], years: tuple[int, ...]) -> None:
    """Raise :class:`SolverError` where a plan keeps a limit by what enters the routes, and not by where it ends.

    The two differ where what was recovered is disposed of later, where waste and what was bought lie together, where
    waste is made here, comes back or is prevented: there an indicator is not linear.
    """
    for limit in limits:
        for position, year in enumerate(years if limit.indicator else ()):
            found = indicators[(indicators["indicator"] == limit.indicator) & (indicators["year"] == year)]
            value = float(found["value"].iloc[0]) if len(found) else np.nan
            least, most = (float(side[position]) if side is not None else np.nan for side in (limit.least, limit.most))
            if value < least - NEAR or value > most + NEAR:
                raise SolverError(
                    Problem(
                        "indicator-not-linear",
                        _told(limit, year, value, least, most),
                        remedy="Limit what enters the routes themselves, as a share of the supplies.",
                    )
                )


def _told(limit: LimitRows, year: int, value: float, least: float, most: float) -> str:
    bound = f"at least {_percent(least)}" if value < least else f"at most {_percent(most)}"
    return (
        f"The limit {limit.name!r} asks for {bound} of {limit.indicator}, which what enters the routes keeps; but "
        f"followed to the end of every tonne it is {_percent(value)} in {year}: part of it is disposed of "
        "later, was bought, is made here or comes back, and how much depends on the plan, so that no linear limit "
        "holds it."
    )


def _percent(share: float) -> str:
    return f"{format_number(100 * share)} %"
