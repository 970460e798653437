"""The ledger: one line for each year, element, effect, category, account and scope. Totals are its sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...graph.arrays.broadcast import compact
from ...graph.arrays.families import BY_YEAR, TABLE_OF
from ...graph.arrays.flow_graph import Floats, FlowGraph, Ints, RateLine
from ...solve.engine.solution import Solution
from .block_table import BlockTable
from .deliverers import Shares, delivery_shares
from .elements import KIND_OF, Elements

CARBON_PRICE = "carbon price"


@dataclass(frozen=True)
class Heading:
    """What the lines of one block of the ledger have in common."""

    table: str  # of the plant: whose rows cause it
    effect: str
    category: str
    account: str
    scope: int  # 0: none
    owner: str | None = None  # None: the row's own


Entries = dict[Heading, Floats]
"""Amounts (rows of the table, Y) under each heading."""


def ledger_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """Everything that a plan costs and emits, in the year it arises.

    Gases stand by mass and, weighed by their warming potential, as ``emissions``; where emissions have a price, they
    are also a line of cost. Amounts are in the unit typed for the effect. ``weight`` is years stood for, of money times
    discount: amount times weight adds up to the objective.
    """
    graph = elements.graph
    blocks = BlockTable("ledger", graph.times, by_slot=False)
    for heading, amounts in _with_derived(graph, _collect(elements, solution)).items():
        unit = elements.effect_unit.get(heading.effect, "")
        members = {
            "element": elements.name[heading.table],
            "kind": KIND_OF[heading.table],
            "site": elements.site[heading.table],
            "owner": elements.owner[heading.table] if heading.owner is None else heading.owner,
            "route": elements.route[heading.table],
            "effect": heading.effect,
            "category": heading.category,
            "account": heading.account,
            "scope": heading.scope,
            "unit": unit,
        }
        amounts = amounts * elements.effect_factor(heading.effect)
        values = {"amount": amounts, "weight": np.broadcast_to(graph.year_weight(heading.effect), amounts.shape)}
        blocks.add(members, values, keep=amounts != 0)
    return blocks.build()


def _collect(elements: Elements, solution: Solution) -> Entries:
    entries: Entries = {}
    sums = {
        name: values @ elements.graph.times.weight
        for name, values in solution.values.items()
        if name not in BY_YEAR and values.ndim == 3 and values.shape[2] == elements.graph.slots
    }
    shares = delivery_shares(elements, solution) if elements.index.several_sellers else {}
    for line in elements.graph.rates:
        amounts = line_amounts(elements.graph, line, solution.values, sums)
        rows = line.owners if line.owners is not None else elements.index.element[line.family][line.member]
        if line.family == "delivery" and line.effect == "cost" and elements.index.several_sellers:
            _add_by_seller(entries, elements, line, amounts, shares)
            continue
        scopes = np.array(line.scope or [0] * len(line.member))
        for scope in np.unique(scopes):
            heading = Heading(TABLE_OF[line.family], line.effect, line.category, line.account, int(scope))
            _add(entries, heading, len(elements.name[heading.table]), rows[scopes == scope], amounts[scopes == scope])
    return entries


def _add_by_seller(entries: Entries, elements: Elements, line: RateLine, amounts: Floats, shares: Shares) -> None:
    """Sales and gate fees of markets, each owner's part under a heading of its own."""
    rows = elements.index.element["delivery"][line.member]
    for owner, share in shares.items():
        heading = Heading("markets", line.effect, line.category, line.account, 0, owner)
        _add(entries, heading, len(elements.name["markets"]), rows, amounts * share[line.member])


def _add(entries: Entries, heading: Heading, size: int, rows: Ints, amounts: Floats) -> None:
    total = entries.setdefault(heading, np.zeros((size, amounts.shape[1])))
    np.add.at(total, rows, amounts)


def line_amounts(graph: FlowGraph, line: RateLine, values: Mapping[str, Floats], sums: Mapping[str, Floats]) -> Floats:
    """(members, Y) what each member of a line causes in a year of each milestone."""
    if line.family == "constant":
        return line.value
    member, rate = line.member, line.value
    if line.family in BY_YEAR:
        return rate * values[line.family][member]
    short = compact(rate)
    if short.shape[2] == 1:
        return np.asarray(short[:, :, 0] * sums[line.family][member])
    full: Floats = np.einsum("nyt,nyt,t->ny", rate, values[line.family][member], graph.times.weight)
    return full


def _with_derived(graph: FlowGraph, entries: Entries) -> Entries:
    """Add emissions weighed from gases, and what they cost where emissions have a price."""
    found = dict(entries)
    for heading, amounts in entries.items():
        warming = graph.gwp.get(heading.effect, 0.0)
        if warming:
            same = Heading(heading.table, "emissions", heading.category, heading.account, heading.scope)
            found[same] = found.get(same, 0.0) + amounts * warming
    price = np.broadcast_to(graph.carbon_price, (graph.years,))
    if np.any(price):
        for heading, amounts in list(found.items()):
            if heading.effect == "emissions" and heading.account == "own":
                cost = Heading(heading.table, "cost", CARBON_PRICE, "own", 0)
                found[cost] = found.get(cost, 0.0) + amounts * price
    return found


def costs_table(ledger: pd.DataFrame) -> pd.DataFrame:
    """Costs by year and category: sums of the ledger."""
    return _grouped(ledger[ledger["effect"] == "cost"], "costs")


def emissions_table(ledger: pd.DataFrame, gases: tuple[str, ...]) -> pd.DataFrame:
    """Emissions by year, gas (and ``emissions`` weighed), category and scope: sums of the ledger."""
    return _grouped(ledger[ledger["effect"].isin([*gases, "emissions"])], "emissions")


def _grouped(lines: pd.DataFrame, table: str) -> pd.DataFrame:
    from .schema import columns_of, frame

    columns = list(columns_of(table))
    keys = [name for name in columns if name != "amount"]
    if lines.empty:
        return frame(table, {name: [] for name in columns})
    summed = lines.groupby(keys, sort=False, as_index=False)["amount"].sum()
    return frame(table, {name: summed[name].to_numpy() for name in columns})
