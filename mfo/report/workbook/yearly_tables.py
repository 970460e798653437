"""Tables by slot as tables by year, for sheets that people can read."""

from __future__ import annotations

import numpy as np
import pandas as pd

from ...plan.tables.row_runs import add_up
from ..facts.plan_view import Figures
from ..facts.shadow_price_text import NOTHING

SUMMED = {
    "flows": ("amount",),
    "activities": ("activity", "capacity"),
    "stocks": ("charge", "discharge", "loss"),
    "bounds": ("value", "limit", "until"),
    "reduced_costs": ("amount",),
}
"""The columns that add up over the slots, by table; all other numbers are means over time."""
FIRSTS = ("route", "owner", "unit", "price_unit")  # columns that say no more than the keys do


def over_slots(figures: Figures, name: str) -> pd.DataFrame:
    """A table by slot as one by year: amounts and what bounds them summed, each slot as often as it repeats.

    Everything else is a mean over time. What a store holds is a level: its bounds are means, too. What an idle element
    lacks is told along its whole chain where that is known, else the least that it lacks in any slot.
    """
    frame = figures[name]
    if "slot" not in frame.columns:
        return frame
    numbers = [c for c in frame.columns if c not in ("year", "slot") and frame[c].dtype.kind == "f"]
    names = [c for c in frame.columns if c not in ("slot", *numbers) and frame[c].dtype.kind != "b"]
    keys = [c for c in names if c not in FIRSTS]
    if name == "reduced_costs":
        return _least(figures, frame, keys)[[*names, *numbers]]
    weight, hours = (np.nan_to_num(part, nan=1.0) for part in figures.of_slots(frame))  # no slot: the whole year
    level = (frame["kind"] == "store").to_numpy() if "kind" in frame.columns else np.zeros(len(frame), dtype=bool)
    table, known = frame[[*names, *numbers]].copy(), {}
    for column in numbers:
        summed = column in SUMMED.get(name, ()) and not (name == "bounds" and level.all())
        by = np.where(level, hours, weight) if summed and name == "bounds" else weight if summed else hours
        known[column] = f"hours of {column}"
        table[known[column]] = np.where(frame[column].notna(), hours, 0.0)
        table[column] = frame[column].to_numpy(dtype=float) * by
    table["hours in all"] = hours
    made = add_up(table, keys, [*numbers, *known.values(), "hours in all"])
    return _told(made, name, numbers, known)[[*names, *numbers]]


def _told(made: pd.DataFrame, name: str, numbers: list[str], known: dict[str, str]) -> pd.DataFrame:
    """Sums and means from what was added up."""
    level = made["kind"] == "store" if "kind" in made.columns else pd.Series(False, index=made.index)
    for column in numbers:
        mean = (made[column] / made[known[column]]).where(made[known[column]] > 0)
        if column in SUMMED.get(name, ()):
            whole = made[column].where(made[known[column]] >= made["hours in all"] * (1 - 1e-9))
            total = whole if column in ("capacity", "until") else made[column]  # without a part there is no sum
            made[column] = total.where(~level, mean) if name == "bounds" else total
        else:
            made[column] = mean
    if name == "activities":
        made["utilisation"] = (made["activity"] / made["capacity"]).where(made["capacity"] > 0)
    return made


def _least(figures: Figures, frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Of each flow that the year has none of, the row that lacks least; along the chain (slot 0) where there is one."""
    flows = figures.annual
    flows = flows[((flows["direction"] == "out of pool") | (flows["kind"] == "supply")) & (flows["amount"] > NOTHING)]
    used = pd.MultiIndex.from_frame(flows[["element", "material"]])
    whole = frame[frame["slot"] == 0]
    parts = frame[(frame["slot"] != 0) & ~frame["element"].isin(whole["element"])]
    parts = parts[~pd.MultiIndex.from_frame(parts[["element", "material"]]).isin(used)]
    size = parts["reduced_cost"].abs()
    least = parts.loc[size.groupby([parts[key] for key in keys], sort=False, dropna=False).idxmin()]
    return pd.concat([whole, least])
