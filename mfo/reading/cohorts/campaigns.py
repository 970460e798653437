"""Participation as a decision: what more people who keep waste apart cost, step by step along a curve.

``participation_cost`` of a row of ``generation`` gives points beyond its participation, such as
``40 %: 12 MXN/year; 60 %: 30 MXN/year``: with 60 % of the people taking part, a campaign costs 30 MXN a head and year.
Each step becomes a supply of what is kept apart, up to its part of the waste, at what it adds to the cost; a limit
keeps the sum with what stays mixed at all that is thrown away. Where a later step is cheaper than the one before, whole
numbers keep their order.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ...plant.columns.table_spec import number_column
from ...plant.model import Floats, Limit, Quantity, Series, Supply
from ...plant.quantities import CellError, parse_number, show
from ...units import format_number
from ..cells.rows import TableRows

COLUMN = "participation_cost"
COST = number_column(COLUMN, "{currency}/h", "", "40 %: 12 MXN/year; 60 %: 30 MXN/year", lower=0.0, profile=False)
SAME = 1e-12  # of a slope: two that differ by less are one


@dataclass(frozen=True)
class Campaign:
    """The points of a curve: shares of people, and what a head costs in each hour [money/h]."""

    shares: tuple[float, ...]
    costs: tuple[float, ...]


def step_names(rows: TableRows, row: int, base: str) -> tuple[str, ...]:
    """The names of the supplies that a row's points stand for; points that cannot be read have none."""
    try:
        return tuple(_name(base, share) for share, _ in _points(rows.text(row, COLUMN)))
    except CellError:
        return ()


def _name(base: str, share: float) -> str:
    return f"{base} at {format_number(100 * share)} %"


def _points(text: str) -> list[tuple[float, str]]:
    """Shares of people and the texts of their costs."""
    found = []
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        share, colon, cost = part.partition(":")
        if not colon:
            raise CellError(
                "campaign",
                f"`{COLUMN}` has the point {show(part)}, which is no share with its cost.",
                f"Write points such as `{COST.example}`.",
            )
        number = parse_number(share.strip(), None)
        found.append((number.value * (number.unit.factor if number.unit else 1.0), cost.strip()))
    return found


def read_campaign(rows: TableRows, row: int, joined: Floats | None) -> Campaign | None:
    """The curve of a row that starts at its participation; None where it has none, or a wrong one, which is told.

    Without a participation, which is told where it is read, the points are held to each other alone.
    """
    if not rows.given(row, COLUMN):
        return None
    try:
        points = _points(rows.text(row, COLUMN))
    except CellError as error:
        rows.error(error.code, error.message, row, COLUMN, error.remedy)
        return None
    wanted = (f"{rows.reading.settings.currency}/h",)
    costs = [rows.read_number(cost, row, COST, wanted) for _, cost in points]
    begin = 0.0 if joined is None else float(joined.max())
    shares = [begin, *(share for share, _ in points)]
    if any(later <= before for before, later in pairwise(shares)) or shares[-1] > 1.0:
        rows.error(
            "campaign",
            f"The shares of `{COLUMN}` must rise from the participation "
            f"({format_number(100 * begin)} %) to 100 % at most."
            if joined is not None
            else f"The shares of `{COLUMN}` must rise to 100 % at most.",
            row,
            COLUMN,
            f"Write points such as `{COST.example}`.",
        )
        return None
    known = [float(cost.values) for cost in costs if cost is not None]
    if len(known) < len(costs):
        return None
    if any(later < before for before, later in pairwise([0.0, *known])):
        rows.error(
            "campaign",
            f"The costs of `{COLUMN}` fall from one point to the next: more people who take part cost no less.",
            row,
            COLUMN,
            "Give the whole cost at each point, not what the step adds.",
        )
        return None
    return Campaign(tuple(shares[1:]), tuple(known))


def campaign_supplies(
    base: Supply, joined: Floats, potential: Series, people: Floats, campaign: Campaign
) -> Iterator[Supply]:
    """A supply for each step. ``potential`` is what is kept apart where all take part [material/h], ``joined`` the
    share of people who do so at no cost, ``people`` how many there are, all (Y or 1, T or 1)."""
    amounts, unit = np.atleast_2d(potential.values), potential.unit
    begins: list[Floats] = [joined, *(np.full((1, 1), share) for share in campaign.shares)]
    costs, before, dearest = (0.0, *campaign.costs), "", np.zeros((1, 1))
    for step, share in enumerate(campaign.shares):
        part = share - begins[step]
        slope = (costs[step + 1] - costs[step]) / part
        shape = np.broadcast(slope, people, amounts).shape
        per_unit = np.divide(slope * people, amounts, out=np.zeros(shape), where=np.broadcast_to(amounts > 0, shape))
        cheaper = bool(np.any(slope < dearest * (1 - SAME)))  # than any step before: the curve is not convex there
        name = _name(base.name, share)
        yield replace(
            base,
            name=name,
            take_all=False,
            after=before if cheaper else "",
            amount=Series(
                np.asarray(amounts * part), unit, f"up to {format_number(100 * share)} % of the people", base.where
            ),
            price=replace(base.price, values=np.asarray(base.price.values + per_unit)),
            campaign_cost=replace(base.price, values=per_unit),
        )
        before, dearest = name, np.asarray(np.maximum(dearest, slope))


def whole_of(left: Supply, steps: list[Supply]) -> Limit:
    """What stays mixed and what campaigns win over are together all that is thrown away, in each slot."""
    assert left.amount is not None
    names = tuple(Quantity("supply", item.name) for item in (left, *steps))
    whole = replace(left.amount, profile_unit=left.amount.unit)  # what it is told in: nobody typed a sum
    return Limit(
        f"{left.name}, all of it",
        names,
        "slot",
        basis="rate",
        minimum=whole,
        maximum=whole,
        unit=left.amount.unit.removesuffix("/h"),
        where=left.where,
    )
