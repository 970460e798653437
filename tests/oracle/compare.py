"""Solve a plant with the reference and with mfo, and say where they disagree."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

import mfo

from .horizon import at
from .judging import exactly, is_reached, nearly, room_of
from .reference import Reference
from .solving import Answer, Best, Program

CAUTIOUS = {
    "gain-loop",
    "cycle-loses",
    "limit-touches-nothing",
    "shares-above-one",
    "shares-below-one",
    "capacity-out-of-reach",
    "contract-beyond",
}
"""Refused as a slip, though standing still would do."""


def mfo_answer(text: str, folder: Path, minimise: str, bare: bool = False) -> tuple[str, Any]:
    """The status and the plan (``bare``: without how far its prices hold), or what was said where there is none."""
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        return "optimal", mfo.read(path).best(minimise=minimise, bare=bare)
    except mfo.InfeasibleError as error:
        return ("unbounded" if "unbounded" in error.problems[0].code else "infeasible"), error
    except mfo.PlantError as error:
        return "refused", error


def disagreement(
    plant: dict[str, Any], text: str, folder: Path, minimise: str = "cost", bare: bool = False
) -> tuple[str, str]:
    """The status that mfo found, and what mfo and the reference do not agree on; empty where they do.

    Where they do not agree, or the reference's plan is not as good as it says once its rows are held over fractions,
    the best plan over fractions decides, or the best where rows are left open by the rounding of their coefficients;
    nothing is decided where that takes too long.
    """
    reference = Reference(plant)
    mine = reference.solve(minimise)
    status, plan = mfo_answer(text, folder, minimise, bare)
    words = said_apart(plant, status, plan, mine, minimise)
    if words or (mine.status == "optimal" and not is_reached(reference, reference.objective(minimise), mine)):
        words = said_apart(plant, status, plan, reference.solve(minimise, exactly), minimise)
        if words and (loosely := reference.solve(minimise, nearly)).status in ("optimal", "unknown"):
            words = said_apart(plant, status, plan, loosely, minimise)
    return status, words


def is_undecided(words: str) -> bool:
    """Whether the reference had no time to answer, so that nothing is known."""
    return "reference: unknown" in words or "are unknown in the reference" in words


def said_apart(plant: dict[str, Any], status: str, plan: Any, mine: Answer, minimise: str) -> str:
    """What a plan, or what is said in its place, and an answer of the reference do not agree on."""
    if status == "optimal" and mine.status == "optimal":
        return _differ(plant, plan, mine, minimise)
    if status == mine.status or (status == "refused" and mine.status == "infeasible"):
        return ""  # refused: said before anything is solved
    errors = [] if status == "optimal" else [problem for problem in plan.problems if problem.severity == "error"]
    if status == "refused" and all(_is_cautious(problem) for problem in errors):
        return ""
    return f"mfo: {status}, reference: {mine.status} {mine.objective}; mfo says {[str(e) for e in errors[:3]]}"


def _is_cautious(problem: Any) -> bool:
    """Whether something is refused that could stand still: of the gas of landfills, what nothing takes."""
    no_taker = problem.code == "landfill-gas" and problem.message.startswith("Nothing takes the ")
    return problem.code in CAUTIOUS or no_taker


def _differ(plant: dict[str, Any], plan: Any, mine: Answer, minimise: str) -> str:
    if abs(plan.objective - mine.objective) > room_of(mine):
        return f"objective: mfo {plan.objective!r}, reference {mine.objective!r}"
    if minimise != "cost" and mine.tied != "optimal":
        return ""
    discounted = "discount_rate" in plant["plant"] and plant["plant"].get("years")
    if minimise != "cost" and not discounted:  # totals are not discounted, ties are
        theirs, ours = plan.totals["cost"]["value"], mine.totals["cost"]
        if abs(theirs - ours) > 1e-5 * abs(ours) + 0.1:
            return f"cost among the best: mfo {theirs!r}, reference {ours!r}"
    return emissions_differ(plant, plan) and emissions_differ(plant, plan, nearly)


def emissions_differ(plant: dict[str, Any], plan: Any, best: Best = Program.best) -> str:
    """Hold the reference to the plan's own flows, and compare what they cause."""
    pinned, room = Reference(plant), defaultdict(lambda: 1e-5)
    factor = {row["material"]: UNITS[row["unit"]] for row in plant["materials"]}
    index = {year: position for position, year in enumerate(pinned.years)} if plant["plant"].get("years") else {}
    moved: dict[tuple[Any, ...], float] = {}
    for flow in plan.flows.itertuples():
        y = index.get(flow.year, 0)
        kind = {
            "supply": ("supply", flow.element),
            "market": ("delivery", flow.element, flow.material),
            "link": ("arc", flow.element, flow.material),
            "process": ("feed", flow.element, flow.material),
        }.get(flow.kind)
        out = flow.direction == "out of pool"
        if kind is None or (flow.kind == "process" and not out) or (flow.kind == "link" and not out):
            continue
        moved[(*kind, y, flow.slot - 1)] = flow.amount * factor.get(flow.material, 1.0)  # gas of landfills is in t
    for stock in plan.stocks.itertuples():
        moved["level", stock.store, stock.material, index.get(stock.year, 0), stock.slot - 1] = (
            stock.level * factor[stock.material]
        )
        for way in ("charge", "discharge"):
            moved[way, stock.store, stock.material, index.get(stock.year, 0), stock.slot - 1] = (
                getattr(stock, way) * factor[stock.material]
            )
    for built in plan.capacities.itertuples():
        moved["in place", built.process, index.get(built.year, 0)] = in_basis(built.in_place, built.unit)
    for size in plan.sizes.itertuples():
        y = index.get(size.year, 0)
        value = in_basis(size.in_place, size.unit) if size.kind == "link" else size.in_place * UNITS[size.unit]
        moved["in place", size.element, y] = value
    for key, column in pinned.column.items():
        if key[0] in ("supply", "delivery", "arc", "feed", "level", "charge", "discharge", "in place"):
            value = moved.get(key, 0.0)
            slack = slack_of(plant, key[2] if len(key) > 4 else key[1]) + 1e-6 * abs(value)
            pinned.row({column: 1}, value - slack, value + slack)
            room[column] = slack
    for key, column in pinned.column.items():
        if key[0] == "used":  # costs nothing where nobody pays for it: hold it to what is sent
            sent = sum(amount for arc, amount in moved.items() if arc[0] == "arc" and (arc[1], arc[3]) == key[1:])
            pinned.row({column: 1}, float(sent > 0), float(sent > 0))
        elif key[0] in ("peak", "billed"):  # what costs nothing is held to what is billed, too
            billed, room[column] = charged(pinned, key, moved), slack_of(plant, key[1])
            if key[0] == "billed":
                room[column] /= plant["rates"][key[2]]["load_factor"]
            pinned.row({column: 1}, billed * (1 - 1e-9) - (key[0] == "billed") * room[column], billed + room[column])
    again = pinned.solve(best=best)
    if again.status != "optimal":
        return f"the plan's flows are {again.status} in the reference"
    for effect in ("emissions", "CH4", "fossil CO2", "landfilled", "water"):
        if effect not in plan.totals and effect not in again.totals:
            continue
        theirs = (
            plan.totals[effect]["value"] * UNITS.get(plan.totals[effect]["unit"], 1.0) if effect in plan.totals else 0.0
        )
        ours = again.totals.get(effect, 0.0)
        causes = (terms for name, _, _, terms in pinned.caused if name == effect)
        allowed = sum(abs(rate) * room[column] for terms in causes for column, rate in terms.items())
        if abs(theirs - ours) > 1e-5 * abs(ours) + max(pinned.span) * allowed + 1e-6:
            return f"{effect}: mfo {theirs!r}, reference under the same flows {ours!r}"
    return ""


def charged(pinned: Reference, key: tuple[Any, ...], moved: dict[tuple[Any, ...], float]) -> float:
    """The load that a demand charge is counted on under these flows."""
    kind, supply, number, y, month = key
    rate, slots = pinned.table("rates")[number], pinned.slots_of(month)
    given = {t: moved.get(("supply", supply, y, t), 0.0) for t in slots}
    free = pinned.mean(rate.get("above"), y)
    load = max([given[t] / pinned.hours[t] - free for t in slots if at(rate.get("during"), y, t, 1.0)] + [0.0])
    if kind == "peak":
        return load
    drawn = sum(given[t] * pinned.weight[t] for t in slots)
    return min(load, drawn / rate["load_factor"] / sum(pinned.hours[t] * pinned.weight[t] for t in slots))


def slack_of(plant: dict[str, Any], name: str) -> float:
    """What is next to nothing of a material, of a supply, or of what a process does."""
    return float(1e-5 * plant["sizes"].get(name, 1.0))


def in_basis(value: float, unit: str) -> float:
    """A capacity per hour in canonical units."""
    amount, _, time = unit.partition("/")
    return value * UNITS[amount] / {"h": 1, "d": 24, "week": 168, "month": 730, "year": 8760}[time]


UNITS = {
    "t": 1,
    "kg": 1e-3,
    "MWh": 1,
    "kWh": 1e-3,
    "GJ": 1 / 3.6,
    "m3": 1,
    "L": 1e-3,
    "item": 1,
    "t_CO2e": 1,
    "g": 1e-6,
    "mg": 1e-9,
    "kt": 1e3,
    "Mt": 1e6,
    "Wh": 1e-6,
    "GWh": 1e3,
    "TWh": 1e6,
    "mL": 1e-6,
}
