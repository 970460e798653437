"""Contracts as the reference means them: what is taken over a month or a year, cut into the tiers of its prices."""

from __future__ import annotations

from math import inf
from typing import Any

from .flows import Flows
from .horizon import Row, at
from .solving import Expression


def add_contracts(program: Flows, y: int) -> None:
    """The contracts of a year."""
    rows = {row[key]: row for table, key in KEYS.items() for row in program.table(table)}
    for contract in program.table("contracts"):
        of = rows[contract["of"]]
        signed = 0
        if contract.get("optional"):
            signed = program.var("signed", contract["contract"], y, high=1, whole=True)
            program.cause("cost", y, of, signed, program.over_year(contract.get("fixed_cost"), y))
        for period in list(program.months()) if contract.get("when") == "month" else ["year"]:
            add_period(program, contract, of, y, period, signed)


KEYS = {"supplies": "supply", "markets": "market"}


def add_period(program: Flows, contract: Row, of: Row, y: int, period: Any, signed: int) -> None:
    """One period: column 0 is the constant 1, and stands for a contract that is in force."""
    slots = program.slots_of(period)
    taken = dict(total(program, of, y, slots))
    counts = program.counts_as(period)
    least = amount(program, contract.get("minimum"), y, slots) * counts
    most = min(amount(program, contract.get("maximum"), y, slots, inf) * counts, possible(program, of, y, slots))
    if least:
        short: Expression = {}
        if priced(contract):
            lacking = program.var("short", contract["contract"], y, period)
            short[lacking] = 1.0
            program.cause("cost", y, of, lacking, short_price(contract, of, y, slots[0]))
        program.at_least({**taken, **short, signed: -least}, 0)
    if contract.get("optional") or contract.get("maximum") is not None:
        program.at_most({**taken, signed: -most}, 0)
    if contract.get("tiers"):
        add_tiers(program, contract, of, y, period, most)


def priced(contract: Row) -> bool:
    return contract.get("shortfall_price") is not None or contract.get("shortfall_share") is not None


def short_price(contract: Row, of: Row, y: int, t: int) -> float:
    if contract.get("shortfall_share") is not None:
        return float(at(contract["shortfall_share"], y, t) * at(of["price"], y, t))
    return at(contract["shortfall_price"], y, t)


def total(program: Flows, of: Row, y: int, slots: list[int]) -> Expression:
    """What a supply gives, or a market takes, in some slots."""
    found: Expression = {}
    for t in slots:
        if "supply" in of:
            found[program.column["supply", of["supply"], y, t]] = program.weight[t]
        else:
            for material in of["material"]:
                found[program.column["delivery", of["market"], material, y, t]] = program.weight[t]
    return found


def amount(program: Flows, cell: Any, y: int, slots: list[int], blank: float = 0.0) -> float:
    if cell is None:
        return blank
    return sum(at(cell, y, t) * program.hours[t] * program.weight[t] for t in slots)


def possible(program: Flows, of: Row, y: int, slots: list[int]) -> float:
    """What there can be at most, and a trace more: over fractions a sum that is rounded is no bound of its parts."""
    cell = of.get("amount") if "supply" in of else of.get("maximum")
    return amount(program, cell, y, slots, inf) * (1 + 1e-9) * (program.growth(of, y) if cell is not None else 1.0)


def add_tiers(program: Flows, contract: Row, of: Row, y: int, period: Any, most: float) -> None:
    """What is taken is the sum of its parts in the tiers. Of units above, each tier is full before the next begins; of
    all units, what is taken lies in one tier alone."""
    slots = program.slots_of(period)
    own = at(of["price"], y, slots[0])
    counts = program.counts_as(period)
    starts = [0.0] + [amount(program, above, y, slots) * counts for above, _, _ in contract["tiers"]]
    prices = [own] + [own * (1 + price) if share else price for _, price, share in contract["tiers"]]
    kept = [n for n, start in enumerate(starts) if start < most]
    ends = [*starts[1:], most]
    sign = 1.0 if "supply" in of else -1.0
    every = contract.get("tier_units") == "all"
    parts: Expression = {}
    states = [program.var("tier", contract["contract"], y, period, n, high=1, whole=True) for n in kept]
    for place, n in enumerate(kept):
        part = program.var("part", contract["contract"], y, period, n)
        parts[part] = -1.0
        program.cause("cost", y, of, part, sign * (prices[n] - own))
        end = min(ends[n], most)
        low, high = (starts[n], end) if every else (0.0, end - starts[n])
        if every:
            program.at_least({part: 1, states[place]: -low}, 0)
            program.at_most({part: 1, states[place]: -high}, 0)
            continue
        program.at_most({part: 1, **({states[place]: -high} if place else {})}, 0 if place else high)
        if place + 1 < len(kept):
            program.at_least({part: 1, states[place + 1]: -high}, 0)
    if every:
        program.row(dict.fromkeys(states, 1.0), 1, 1)
    program.row({**total(program, of, y, slots), **parts}, 0, 0)
