"""Totals are sums of the ledger, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd


def total(ledger: pd.DataFrame, effect: str, year: int | None = None, weighted: bool = False) -> float:
    """The total of an effect, own account: the sum of its lines, in one year or over all.

    ``weighted`` counts each year as the objective does: by the years it stands for, and of money by the discount.
    """
    chosen = (ledger["effect"] == effect) & (ledger["account"] == "own")
    if year is not None:
        chosen &= ledger["year"] == year
    lines = ledger[chosen]
    amounts = lines["amount"] * lines["weight"] if weighted else lines["amount"]
    return float(amounts.sum())


def totals(
    ledger: pd.DataFrame, effects: Mapping[str, str], span: Mapping[int, float], minimised: str = "cost"
) -> dict[str, dict[str, object]]:
    """Every effect over the whole horizon: each year by the years it stands for, not discounted.

    What nothing causes is left out, but for the effects that everybody asks for and the one that was minimised.
    """
    years = ledger["year"].map(span).to_numpy(dtype=float)
    amounts = ledger["amount"].to_numpy() * years
    own = (ledger["account"] == "own").to_numpy()
    found: dict[str, dict[str, object]] = {}
    for effect, unit in effects.items():
        chosen = own & (ledger["effect"] == effect).to_numpy()
        if chosen.any() or effect in ("cost", "emissions", "landfilled", minimised):
            found[effect] = {"value": float(amounts[chosen].sum()), "unit": unit}
    return found
