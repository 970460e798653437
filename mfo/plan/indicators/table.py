"""Circularity indicators of a plan, each with its formula, numerator and denominator, by year."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from ...graph.parts.limits import quantity_terms
from ...graph.parts.routes import routes_of
from ...plant.model import Quantity
from ...solve.engine.solution import Solution
from ..tables.elements import Elements, factor
from ..tables.flows import process_outputs
from ..tables.prices import quantity
from ..tables.schema import Row, rows
from .formulas import linear_flow_index, ratio, self_sufficiency, utility_factor
from .losses import lost
from .stocks_and_rooms import left, returned
from .waste_masses import Masses, add_up
from .waste_tracing import BIOLOGICAL, ENERGY, INCINERATION, LANDFILL, RECOVERY, RECYCLING, REMANUFACTURE, REUSE, Traced

ENTERS = "enters"  # what goes into a route from outside it: `enters: recycling`

WASTE = "waste generated [t]"


def indicators_table(masses: Masses, ledger: pd.DataFrame) -> pd.DataFrame:
    """The indicators of every year. What cannot be computed (nothing to divide by, masses unknown) is left out."""
    elements, solution = masses.elements, masses.solution
    records = [
        record
        for position, year in enumerate(elements.graph.times.years)
        for record in _of_year(masses, ledger, position, year)
    ]
    records += [
        *_entering(elements, solution),
        *returned(elements, solution),
        *left(elements, solution),
        *lost(elements, solution),
    ]
    return rows("indicators", [record for record in records if not math.isnan(record["value"])])


def _of_year(masses: Masses, ledger: pd.DataFrame, position: int, year: int) -> list[Row]:
    traced = masses.traced(position)
    found = [
        *_diversion(traced),
        *_recycling(traced),
        *_gri_306(traced, masses),
        *_iso_59020(masses, ledger, position, year),
        _material_circularity(masses, position),
        *_self_sufficiency(masses, position),
    ]
    return [{"year": year, **record} for record in found]


def _record(indicator: str, value: float, numerator: float, denominator: float, formula: str, unit: str = "") -> Row:
    return {
        "indicator": indicator,
        "value": value,
        "unit": unit,
        "numerator": numerator,
        "denominator": denominator,
        "formula": formula,
    }


def _rate(indicator: str, part: float, traced: Traced, formula: str) -> Row:
    """A share of the waste generated."""
    return _record(indicator, ratio(part, traced.generated), part, traced.generated, f"{formula} / {WASTE}")


def _diversion(traced: Traced) -> list[Row]:
    recovered = _sum(traced, RECOVERY)
    named = f"waste that ends in {', '.join(RECOVERY)}"
    return [
        _rate("diversion, energy recovery excluded", recovered, traced, named),
        _rate("diversion, energy recovery included", recovered + traced.route[ENERGY], traced, f"{named}, {ENERGY}"),
    ]


def _recycling(traced: Traced) -> list[Row]:
    """Counted as in Commission Implementing Decision (EU) 2019/1004, which is made for municipal waste."""
    biological, reused = _sum(traced, BIOLOGICAL), _sum(traced, (REUSE, REMANUFACTURE))
    recycled = traced.recycled + biological
    return [
        _rate(
            "recycling rate at the calculation point",
            recycled,
            traced,
            "waste that enters recycling after sorting + biowaste that enters biogas and compost, "
            "less what of its output is disposed of",
        ),
        _rate("prepared for reuse", reused, traced, "waste that enters reuse and remanufacture, less their rejects"),
        _rate(
            "preparing for reuse and recycling, combined",
            reused + recycled,
            traced,
            "prepared for reuse + recycled at the calculation point",
        ),
    ]


def _sum(traced: Traced, routes: tuple[str, ...]) -> float:
    return sum(traced.route[route] for route in routes)


def _gri_306(traced: Traced, masses: Masses) -> list[Row]:
    """Disclosures 306-3 (generated), 306-4 (diverted from disposal) and 306-5 (directed to disposal), in t."""
    diverted = [
        ("preparation for reuse", (REUSE, REMANUFACTURE)),
        ("recycling", (RECYCLING,)),
        ("other recovery operations", BIOLOGICAL),
    ]
    burnt = [("incineration without energy recovery", (INCINERATION,))]
    unused = burnt if INCINERATION in routes_of(masses.elements.plant) else []
    disposed = [("incineration with energy recovery", (ENERGY,)), *unused, ("landfilling", (LANDFILL,))]
    formula = "what arises as waste, comes back, or is a residue of what is made here, less what is prevented"
    if masses.uncounted:
        formula = f"{formula}; not counted, as its mass is not known: {', '.join(masses.uncounted)}"
    found = [_amount("GRI 306-3 waste generated", traced.generated, formula)]
    for disclosure, words, parts in (("306-4", "diverted by", diverted), ("306-5", "disposed of by", disposed)):
        for name, routes in parts:
            formula = f"ended in the routes {', '.join(routes)}"
            found.append(_amount(f"GRI {disclosure} {words} {name}", _sum(traced, routes), formula))
        if disclosure == "306-4":
            found.append(_amount("GRI 306-4 diverted from disposal, total", _sum(traced, RECOVERY), "sum of 306-4"))
    found.append(
        _amount(
            "GRI 306-5 disposed of by other operations",
            traced.other,
            "left without a route (such as a sewer), lost in treatment or put in store",
        )
    )
    total = traced.generated - _sum(traced, RECOVERY)
    found.append(_amount("GRI 306-5 directed to disposal, total", total, "sum of 306-5"))
    if traced.prevented:
        found.append(_amount("waste prevented", traced.prevented, "what enters prevention; no waste generated"))
    return found


def _entering(elements: Elements, solution: Solution) -> list[Row]:
    """What enters each route from outside, as limits on the route count it."""
    index, years = elements.index, elements.graph.times.years
    formula = "taken by the route's processes and markets, less what the route itself has made"
    found = []
    for route in routes_of(elements.plant):
        terms = tuple(quantity_terms(index, Quantity("route", route), unit="t"))
        amounts = quantity(elements, solution, terms, "year")
        found += [
            {"year": year, **_amount(f"{ENTERS}: {route}", amount, formula)}
            for year, amount in zip(years, amounts.tolist(), strict=True)
            if terms
        ]
    return found


def _amount(indicator: str, amount: float, formula: str) -> Row:
    return _record(indicator, amount, amount, math.nan, formula, "t")


def _iso_59020(masses: Masses, ledger: pd.DataFrame, position: int, year: int) -> list[Row]:
    """Core indicators of ISO 59020:2024 as far as a plan knows them; contents of inflow where materials tell them.

    The outflow is that of waste: what is sold on leaves the plant without saying what becomes of it.
    """
    traced = masses.traced(position)
    found = [
        _rate(
            "ISO 59020 outflow reused",
            _sum(traced, (REUSE, REMANUFACTURE)),
            traced,
            "waste outflow that ends in reuse or remanufacture",
        ),
        _rate("ISO 59020 outflow recycled", traced.route[RECYCLING], traced, "waste outflow that ends in recycling"),
        _rate(
            "ISO 59020 outflow recirculated biologically",
            _sum(traced, BIOLOGICAL),
            traced,
            "waste outflow that ends in biogas or compost",
        ),
    ]
    for words in ("reused", "recycled", "renewable"):
        record = _content(masses, f"{words}_content", words, position)
        if record is not None:
            found.append(record)
    sales = ledger[(ledger["effect"] == "cost") & (ledger["category"] == "sale") & (ledger["year"] == year)]
    revenue = -float(sales["amount"].sum())
    linear = masses.virgin(position)
    currency = masses.elements.plant.settings.currency
    found.append(
        _record(
            "ISO 59020 material productivity",
            ratio(revenue, linear),
            revenue,
            linear,
            f"sales [{currency}] / mass bought that is neither reused, recycled nor renewable [t]",
            f"{currency}/t",
        )
    )
    return found


def _content(masses: Masses, name: str, words: str, year: int) -> Row | None:
    """The share of inflow that is reused, recycled or renewable, where every material says so."""
    plant, graph = masses.elements.plant, masses.elements.graph
    shares = []
    for pool in graph.supplies.pool.tolist():
        known = plant.materials[graph.pools.material[pool]].properties.get(name)
        shares.append(math.nan if known is None else known.value)
    inflow = masses.supplied[:, year]
    held = inflow > 0
    share = np.array(shares, dtype=float)
    if not held.any() or np.isnan(share[held]).any():
        return None
    part, whole = float((share[held] * inflow[held]).sum()), float(inflow[held].sum())
    formula = f"{words} mass / mass of all inflows [t]"
    return _record(f"ISO 59020 inflow {words}", ratio(part, whole), part, whole, formula)


def _material_circularity(masses: Masses, year: int) -> Row:
    """The indicator of the whole plant: what is bought is virgin but for its content; unrecovered is waste; X = 1."""
    virgin, traced = masses.virgin(year), masses.traced(year)
    inflow = masses.purchased(year) + masses.arrived(year) - traced.prevented
    waste = traced.generated - _sum(traced, RECOVERY)
    formula = (
        "1 - 0.9 x (virgin inflow + unrecovered waste) [t] / (2 x inflow) [t], purchases virgin but for their content"
    )
    if not inflow:
        return _record("material circularity indicator", math.nan, 0.0, 0.0, formula)
    value = max(0.0, 1 - linear_flow_index(virgin, waste, inflow) * utility_factor(1.0))
    return _record("material circularity indicator", value, virgin + waste, 2 * inflow, formula)


def _self_sufficiency(masses: Masses, year: int) -> list[Row]:
    """For everything that is made here and bought besides: how much of what is used here is own.

    What is sold or let go is no use of the plant, and counts as own as far as so much is made.
    """
    elements, graph = masses.elements, masses.elements.graph
    _, pools, made = process_outputs(elements, masses.solution)
    own: dict[str, float] = {}
    bought: dict[str, float] = {}
    gone: dict[str, float] = {}
    add_up(own, elements.pool_material[pools], masses.yearly(made)[:, year])
    supplied, paid = masses.yearly(masses.solution.values["supply"])[:, year], masses.bought
    add_up(bought, elements.pool_material[graph.supplies.pool[paid]], supplied[paid])
    delivered, leaves = masses.yearly(masses.solution.values["delivery"])[:, year], masses.leaves
    add_up(gone, elements.pool_material[graph.deliveries.pool[leaves]], delivered[leaves])
    found = []
    for name in own:
        if name in bought:
            item = elements.plant.materials[name]
            scale = factor(item.unit, item.typed_unit)
            sold = gone.get(name, 0.0)
            used_own = max(own[name] - sold, 0.0) * scale
            used = max(own[name] + bought[name] - sold, 0.0) * scale
            formula = f"made here and used here / used here [{item.typed_unit}]"
            value = self_sufficiency(used_own, used)
            found.append(_record(f"self-sufficiency: {name}", value, used_own, used, formula))
    return found
