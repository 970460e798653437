"""Circularity indicators of a plan, each with its formula, numerator and denominator, by year."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd

from ..solve.solution import Solution
from .circularity import diversion_rate, linear_flow_index, ratio, self_sufficiency, utility_factor
from .columns import rows
from .elements import Elements, factor
from .masses import BIOLOGICAL, ENERGY, LANDFILL, RECYCLING, REMANUFACTURE, REUSE, Masses, add_up
from .overtime import left, returned
from .tables import process_outputs


def indicators_table(elements: Elements, solution: Solution, ledger: pd.DataFrame) -> pd.DataFrame:
    """The indicators of every year. What cannot be computed (nothing to divide by, masses unknown) is left out."""
    masses = Masses(elements, solution)
    records = [
        record
        for position, year in enumerate(elements.graph.times.years)
        for record in _of_year(masses, ledger, position, year)
    ]
    records += [*returned(elements, solution), *left(elements, solution)]
    return rows("indicators", [record for record in records if not math.isnan(record["value"])])


def _of_year(masses: Masses, ledger: pd.DataFrame, position: int, year: int) -> list[dict[str, Any]]:
    found = [
        *_diversion(masses, position),
        *_gri_306(masses, position),
        *_iso_59020(masses, ledger, position, year),
        _material_circularity(masses, position),
        *_self_sufficiency(masses, position),
    ]
    return [{"year": year, **record} for record in found]


def _record(indicator: str, value: float, numerator: float, denominator: float, formula: str,
            unit: str = "") -> dict[str, Any]:  # fmt: skip
    return {"indicator": indicator, "value": value, "unit": unit, "numerator": numerator, "denominator": denominator,
            "formula": formula}  # fmt: skip


def _diversion(masses: Masses, year: int) -> list[dict[str, Any]]:
    generated, landfilled = masses.generated(year), masses.route(LANDFILL, year)
    burnt = masses.route(ENERGY, year)
    recycled = masses.recycled(year)
    return [
        _record("diversion, energy recovery included", diversion_rate(generated, landfilled), generated - landfilled,
                generated, "(waste generated - landfilled) / waste generated"),
        _record("diversion, energy recovery excluded", diversion_rate(generated, landfilled + burnt),
                generated - landfilled - burnt, generated,
                "(waste generated - landfilled - energy recovery) / waste generated"),
        _record("recycling rate at the calculation point", ratio(recycled, generated), recycled, generated,
                "collected x sorting efficiency x recycling efficiency / waste generated"),
    ]  # fmt: skip


def _gri_306(masses: Masses, year: int) -> list[dict[str, Any]]:
    """Disclosures 306-3 (generated), 306-4 (diverted from disposal) and 306-5 (directed to disposal), in t."""
    diverted = [
        ("preparation for reuse", (REUSE, REMANUFACTURE)), ("recycling", (RECYCLING,)),
        ("other recovery operations", BIOLOGICAL),
    ]  # fmt: skip
    disposed = [("incineration with energy recovery", (ENERGY,)), ("landfilling", (LANDFILL,))]
    generated = masses.generated(year)
    found = [_record("GRI 306-3 waste generated", generated, generated, math.nan, "waste generated", "t")]
    for disclosure, words, parts in (("306-4", "diverted by", diverted), ("306-5", "disposed of by", disposed)):
        for name, routes in parts:
            amount = sum(masses.route(route, year) for route in routes)
            found.append(_record(f"GRI {disclosure} {words} {name}", amount, amount, math.nan,
                                 f"entered the routes {', '.join(routes)}", "t"))  # fmt: skip
    return found


def _iso_59020(masses: Masses, ledger: pd.DataFrame, position: int, year: int) -> list[dict[str, Any]]:
    """Core indicators of ISO 59020:2024 as far as a plan knows them; contents of inflow where materials tell them."""
    reused = masses.route(REUSE, position) + masses.route(REMANUFACTURE, position)
    recycled, biological = masses.recycled(position), sum(masses.route(route, position) for route in BIOLOGICAL)
    generated = masses.generated(position)
    found = [
        _record("ISO 59020 outflow reused", ratio(reused, generated), reused, generated,
                "products and parts reused or remanufactured / waste generated"),
        _record("ISO 59020 outflow recycled", ratio(recycled, generated), recycled, generated,
                "material recycled / waste generated"),
        _record("ISO 59020 recirculated biologically", ratio(biological, generated), biological, generated,
                "biogas and compost routes / waste generated"),
    ]  # fmt: skip
    for words in ("reused", "recycled", "renewable"):
        record = _content(masses, f"{words}_content", words, position)
        if record is not None:
            found.append(record)
    sales = ledger[(ledger["effect"] == "cost") & (ledger["category"] == "sale") & (ledger["year"] == year)]
    revenue = -float(sales["amount"].sum())
    used = masses.purchased(position) + generated
    currency = masses.elements.plant.settings.currency
    found.append(_record("ISO 59020 material productivity", ratio(revenue, used), revenue, used,
                         "sales / mass of all inflows", f"{currency}/t"))  # fmt: skip
    return found


def _content(masses: Masses, name: str, words: str, year: int) -> dict[str, Any] | None:
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
    return _record(f"ISO 59020 inflow {words}", ratio(part, whole), part, whole, f"{words} mass / mass of all inflows")


def _material_circularity(masses: Masses, year: int) -> dict[str, Any]:
    """The indicator of the whole plant: inflow bought is virgin, what is landfilled or burnt is waste; X = 1."""
    inflow = masses.purchased(year) + masses.generated(year)
    virgin = masses.purchased(year)
    waste = masses.route(LANDFILL, year) + masses.route(ENERGY, year)
    if not inflow:
        return _record("material circularity indicator", math.nan, 0.0, 0.0, "")
    index = linear_flow_index(virgin, waste, inflow)
    value = max(0.0, 1 - index * utility_factor(1.0))
    return _record(
        "material circularity indicator",
        value,
        virgin + waste,
        2 * inflow,
        "1 - 0.9 (virgin inflow + unrecovered waste) / (2 x inflow), purchases taken as virgin",
    )


def _self_sufficiency(masses: Masses, year: int) -> list[dict[str, Any]]:
    """For everything that is made here and bought besides: how much of it is own."""
    elements, graph = masses.elements, masses.elements.graph
    _, pools, made = process_outputs(elements, masses.solution)
    own: dict[str, float] = {}
    bought: dict[str, float] = {}
    add_up(own, elements.pool_material[pools], masses.yearly(made)[:, year])
    supplied = masses.yearly(masses.solution.values["supply"])[:, year]
    add_up(bought, elements.pool_material[graph.supplies.pool], supplied)
    found = []
    for name in own:
        if name in bought:
            item = elements.plant.materials[name]
            scale = factor(item.unit, item.typed_unit)
            made_here, from_outside = own[name] * scale, bought[name] * scale
            value = self_sufficiency(made_here, from_outside)
            formula = f"made here / (made here + bought) [{item.typed_unit}]"
            found.append(_record(f"self-sufficiency: {name}", value, made_here, made_here + from_outside, formula))
    return found
