"""What every element gives more and takes more than today, in amounts and at the plan's prices.

The plan balances in every place, and so does today. What all elements together give more into a place is therefore
nothing, and what they are worth to one another there, at any price, adds up to nothing: however elements are put
together, their savings and what they hand one another add up to the plan's saving.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from .unit_rates import Flow, unit_rates

if TYPE_CHECKING:
    from ..plan import Plan
    from ..tables.elements import Elements

KEYS = ["element", "kind", "part", "site", "material"]
INTO, CAPITAL = "into pool", "capital"
Member = tuple[str, str, str]
"""Element, kind, and its material where a member is one material of an element: of markets, links, and processes that
only take things (a landfill is one member a material). What comes back from a market belongs to the market."""
Place = tuple[str, str]
Amounts = dict[tuple[Member, Place], float]


@dataclass(frozen=True)
class Exchanges:
    """By member and place: ``amount`` given more than today (negative: taken), and what it is worth at plan prices.

    Sums over the horizon; of money as the objective counts it. ``cost`` and ``emissions`` are how much more each member
    causes itself, ``capital`` the part of the cost that pays for what is built, ``investment`` what that takes.
    """

    amount: dict[tuple[Member, Place], float]
    worth: dict[tuple[Member, Place], float]
    cost: dict[Member, float]
    emissions: dict[Member, float]
    capital: dict[Member, float]
    investment: dict[Member, float]
    traded: set[Place] = field(default_factory=set)  # where the plan buys or sells at the margin


def exchanges(elements: Elements, plan: Plan, today: Plan, takes: set[tuple[str, str]]) -> Exchanges:
    """What changes from today to the plan, member by member and place by place.

    Each material of an element bears what a unit of it causes; what no unit causes (a fixed cost, a rate that differs
    from slot to slot) is shared among them by how much they change. ``takes`` are the processes that make nothing out
    of what they take, with each material that may stand alone there.
    """
    times = plan.tables["times"].assign(years=lambda table: table["span"] * table["discount"])
    flows = _signed(plan, today, times, takes)
    prices = _prices(plan, times)
    flows = flows.merge(prices, on=["year", "slot", "site", "material"], how="left")
    flows["discounted"] = flows["amount"] * flows["years"]
    flows["worth"] = flows["discounted"] * flows["price"].fillna(0.0)
    flows["amount"] *= flows["span"]
    sums = flows.groupby(KEYS, sort=False)[["amount", "worth"]].sum()
    amount, worth = dict[tuple[Member, Place], float](), dict[tuple[Member, Place], float]()
    for (element, kind, part, site, material), given, value in zip(
        sums.index, sums["amount"], sums["worth"], strict=True
    ):
        amount[(element, kind, part), (site, material)] = float(given)
        worth[(element, kind, part), (site, material)] = float(value)
    members = dict.fromkeys(member for member, _ in amount)  # in order, so that sums are the same in every process
    rates = dict(zip(("cost", "emissions"), unit_rates(elements), strict=True))
    by_unit = {
        "cost": _by_unit(flows, "discounted", rates["cost"]),
        "emissions": _by_unit(flows, "amount", rates["emissions"]),
    }
    causes = {
        effect: _caused(plan, today, effect, members, amount, by_unit.get(effect, {}))
        for effect in ("cost", "emissions", "investment")
    }
    capital = _caused(plan, today, "cost", members, amount, {}, (CAPITAL,))
    return Exchanges(amount, worth, causes["cost"], causes["emissions"], capital, causes["investment"], _traded(plan))


def _signed(plan: Plan, today: Plan, times: pd.DataFrame, takes: set[tuple[str, str]]) -> pd.DataFrame:
    """Rows of flows of the plan less today's, in every year; what is given into a place counts positive."""
    columns = ["year", "slot", "element", "kind", "site", "material", "direction", "amount"]
    after = plan.tables["flows"][columns]
    once = today.tables["flows"][columns]
    before = pd.concat([once.assign(year=year) for year in times["year"].unique()]) if len(once) else once
    both = pd.concat([after, before.assign(amount=-before["amount"])], ignore_index=True)
    sign = np.where(both["direction"] == INTO, 1.0, -1.0)
    both = both.assign(amount=both["amount"] * sign, kind=both["kind"].replace("return", "market"))
    back = set(zip(both["element"], both["kind"], both["direction"], strict=True))
    apart = [
        kind == "link"
        or (kind == "process" and (element, material) in takes)
        or (kind == "market" and (element, kind, INTO) not in back)
        for element, kind, material in zip(both["element"], both["kind"], both["material"], strict=True)
    ]
    both = both.assign(part=np.where(np.array(apart, dtype=bool), both["material"], ""))
    summed = both.groupby(["year", "slot", "direction", *KEYS], sort=False)[["amount"]].sum().reset_index()
    both = summed.merge(times[["year", "slot", "weight", "span", "years"]], on=["year", "slot"], how="left")
    both["amount"] *= both["weight"]
    return both


def _prices(plan: Plan, times: pd.DataFrame) -> pd.DataFrame:
    """The plan's prices in money; none where the plan makes least of something else."""
    prices = plan.tables["prices"][["year", "slot", "site", "material", "price"]]
    return prices if plan.minimise == "cost" else prices.iloc[:0]


def _by_unit(flows: pd.DataFrame, column: str, rates: Mapping[Flow, float]) -> dict[Member, float]:
    """By member, what the units that it takes more than today (a supply: gives more) cause by themselves."""
    moved = flows[(flows["direction"] == INTO) == (flows["kind"] == "supply")]
    found: dict[Member, float] = {}
    for element, kind, part, material, amount in zip(
        moved["element"], moved["kind"], moved["part"], moved["material"], moved[column], strict=True
    ):
        sign = 1.0 if kind == "supply" else -1.0
        member = (element, kind, part)
        found[member] = found.get(member, 0.0) + sign * amount * rates.get((element, kind, material), 0.0)
    return found


def _caused(
    plan: Plan,
    today: Plan,
    effect: str,
    members: Collection[Member],
    amount: Amounts,
    by_unit: Mapping[Member, float],
    categories: tuple[str, ...] = (),
) -> dict[Member, float]:
    """By member, how much more of an effect it causes than today over the horizon, money discounted."""
    found: dict[tuple[str, str], float] = {}
    ledger = _lines(plan, effect, categories)
    for element, kind, value in zip(
        ledger["element"], ledger["kind"], ledger["amount"] * ledger["weight"], strict=True
    ):
        found[element, kind] = found.get((element, kind), 0.0) + value
    weights = plan.tables["times"].drop_duplicates("year")
    money = effect in ("cost", "investment")
    years = float((weights["span"] * (weights["discount"] if money else 1.0)).sum())
    ledger = _lines(today, effect, categories)
    for element, kind, value in zip(ledger["element"], ledger["kind"], ledger["amount"] * years, strict=True):
        found[element, kind] = found.get((element, kind), 0.0) - value
    parts: dict[tuple[str, str], list[Member]] = {}
    for member in members:
        parts.setdefault(member[:2], []).append(member)
    told: dict[Member, float] = {}
    for key, value in found.items():
        shares = _shares(parts.get(key, [(*key, "")]), amount)
        left = value - sum(by_unit.get(member, 0.0) for member in shares)
        for member, share in shares.items():
            told[member] = told.get(member, 0.0) + by_unit.get(member, 0.0) + share * left
    return told


def _lines(plan: Plan, effect: str, categories: tuple[str, ...]) -> pd.DataFrame:
    ledger = plan.tables["ledger"]
    chosen = (ledger["effect"] == effect) & (ledger["account"] == "own")
    return ledger[chosen & ledger["category"].isin(categories)] if categories else ledger[chosen]


def _shares(members: list[Member], amount: dict[tuple[Member, Place], float]) -> dict[Member, float]:
    """How an element's effect is shared among its members: by how much more or less each takes."""
    taken = {member: 0.0 for member in sorted(members)}
    for (member, _), given in amount.items():
        if member in taken:
            taken[member] += given
    total, size = sum(taken.values()), sum(abs(value) for value in taken.values())
    if len(taken) == 1 or size == 0:
        return {member: 1.0 / len(taken) for member in taken}
    if abs(total) > 0.01 * size:
        return {member: value / total for member, value in taken.items()}
    return {member: abs(value) / size for member, value in taken.items()}


def _traded(plan: Plan) -> set[Place]:
    """Places where the plan buys or sells and could buy or sell more or less: outside prices are the prices there."""
    flows, bounds = plan.tables["flows"], plan.tables["bounds"]
    held = bounds[bounds["binding"] & bounds["kind"].isin(["supply", "market"])]
    fixed = set(zip(held["year"], held["slot"], held["element"], strict=True))
    trades = flows[flows["kind"].isin(["supply", "market"]) & (flows["amount"] > 0)]
    return {
        (site, material)
        for year, slot, element, site, material in zip(
            trades["year"], trades["slot"], trades["element"], trades["site"], trades["material"], strict=True
        )
        if (year, slot, element) not in fixed
    }
