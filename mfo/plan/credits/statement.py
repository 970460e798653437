"""The table ``credits``: methane that digestion of manure avoids, by the Climate Action Reserve's protocol for Mexico.

What was read: the Reserve's monitoring report for its livestock protocols (U.S. 3.0 and 4.0, Mexico 2.0), whose form
asks for baseline emissions (A), project emissions (B), metered and destroyed methane (C) and reductions, the lesser of
A - B and C, over twelve months at most; its questions and answers (displaced electricity earns no credit, a dry lot is
hardly a baseline); a summary of the protocol for Mexico (co-digestion is allowed, its benefit is not counted); and
N.J.A.C. 7:27C-10.7 of another programme, for solids that decay month by month as VS decayed = VS available x f. The
protocol's own text with its equations and defaults was not at hand: f is Mangino's, and every factor is the plant's.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from ...graph.arrays.index import content_of
from ...plant.effects import ManureBaseline
from ...plant.model import Floats, Plant
from ...solve.engine.solution import Solution
from ..tables.elements import Elements
from ..tables.flows import process_outputs
from ..tables.schema import Row, rows
from .lagoon import decay_factor, decayed

READ, KNOWN, STATED = "read in what the Reserve publishes", "not read in the protocol", "the plant's own figure"
SUMMED = "line and sum read in the Reserve's form, its terms not read in the protocol"
UNIT = "t_CO2e"
METHANE = "CH4"


def credits_table(elements: Elements, solution: Solution, ledger: pd.DataFrame) -> pd.DataFrame:
    """The lines of every digester with rows in ``credits``, by year; no rows without them."""
    found: list[Row] = []
    for name, mine in _by_process(elements.plant).items():
        for year in range(elements.graph.years):
            found += _statement(elements, solution, ledger, name, mine, year)
    return rows("credits", found)


def _by_process(plant: Plant) -> dict[str, list[ManureBaseline]]:
    found: dict[str, list[ManureBaseline]] = {}
    for item in plant.credits:
        found.setdefault(item.process, []).append(item)
    return found


def _statement(
    elements: Elements, solution: Solution, ledger: pd.DataFrame, name: str, mine: list[ManureBaseline], year: int
) -> Iterator[Row]:
    plant, label = elements.plant, elements.graph.times.years[year]
    warming = plant.settings.gwp_factors.get(METHANE, 0.0)
    gwp = f"; {warming:g} t CO2e/t ({plant.settings.gwp})"

    def line(what: str, value: float, formula: str, standing: str, slot: int = 0, unit: str = "t") -> Row:
        return {
            "year": label,
            "slot": slot,
            "process": name,
            "line": what,
            "value": value,
            "unit": unit,
            "formula": formula,
            "standing": standing,
        }

    baseline, effluent = 0.0, 0.0
    for item in mine:
        solids = _solids(elements, solution, item, year)
        methane = _baseline(item, solids, year)
        for slot, (mass, avoided) in enumerate(zip(solids.tolist(), methane.tolist(), strict=True), start=1):
            yield line(
                f"volatile solids: {item.name}", mass, "manure taken x dry matter x volatile solids", STATED, slot
            )
            yield line(f"baseline methane: {item.name}", avoided, _formula(item), KNOWN, slot)
        baseline += float(methane.sum())
        effluent += (
            float(solids.sum()) * item.effluent_solids * item.potential * item.effluent_conversion * item.density
        )
    metered = _metered(elements, solution, name, mine[0].density, year)
    first = mine[0]
    slipped = metered * (1.0 / first.collected - first.destroyed)
    carbon = _fossil(ledger, name, label)
    a, b = baseline * warming, (slipped + effluent) * warming + carbon
    c = metered * first.destroyed * warming
    reductions = max(0.0, min(a - b, c))
    yield line("baseline methane", baseline, "sum of all months", KNOWN)
    yield line("metered methane", metered, "methane of the digester's gas in the plan, not of a meter", STATED)
    yield line("methane not collected or not burnt", slipped, "metered x (1 / collected - destroyed)", KNOWN)
    yield line(
        "methane of the digestate's store",
        effluent,
        "volatile solids x effluent_solids x methane_potential x effluent_conversion x density",
        KNOWN,
    )
    yield line("A: baseline emissions", a, f"baseline methane x warming potential{gwp}", SUMMED, unit=UNIT)
    yield line(
        "B: project emissions",
        b,
        "(methane not collected or not burnt + of the digestate's store) x "
        f"warming potential + fossil CO2 of the digester{gwp}",
        SUMMED,
        unit=UNIT,
    )
    yield line(
        "C: metered and destroyed methane",
        c,
        f"metered methane x destroyed x warming potential{gwp}",
        SUMMED,
        unit=UNIT,
    )
    yield line(
        "emission reductions", reductions, "the lesser of A - B and C; none where that is negative", SUMMED, unit=UNIT
    )
    yield line(
        "not creditable: destroyed beyond the baseline",
        max(0.0, c - reductions),
        "C - emission reductions: methane of other feeds than manure, and what no lagoon would have given off",
        SUMMED,
        unit=UNIT,
    )
    yield line(
        "not creditable: displaced elsewhere",
        _displaced(ledger, label),
        "what the plan's sales displace, such as power, fuel and fertiliser",
        READ,
        unit=UNIT,
    )


def _solids(elements: Elements, solution: Solution, item: ManureBaseline, year: int) -> Floats:
    """(slots,) volatile solids of the manure that the digester takes [t]."""
    index, graph = elements.index, elements.graph
    members = index.feeds.get((index.process[item.process], item.material), [])
    fed = solution.values["feed"][members, year].sum(axis=0) * graph.times.weight
    known = elements.plant.materials[item.material].properties
    mass = content_of(elements.plant, item.material, "mass")
    return np.asarray(fed * mass * known["dry_matter"].value * known["volatile_solids"].value)


def _baseline(item: ManureBaseline, solids: Floats, year: int) -> Floats:
    """(slots,) methane that the lagoon, or the other store, would have given off [t]."""
    full = solids * item.potential * item.density
    if item.conversion is not None:
        return np.asarray(full * item.conversion[year])
    assert item.temperature is not None
    factors = [decay_factor(float(each)) for each in item.temperature[year]]
    gone = decayed((solids * item.design_factor).tolist(), factors, item.cleaned)
    return np.array(gone) * item.potential * item.density


def _formula(item: ManureBaseline) -> str:
    if item.conversion is not None:
        return "volatile solids x conversion x methane_potential x density"
    return "(volatile solids x design_factor + those left of the month before) x f x methane_potential x density"


def _metered(elements: Elements, solution: Solution, name: str, density: float, year: int) -> float:
    """Methane in the gases that a digester puts out [t]."""
    process, pools, made = process_outputs(elements, solution)
    found, materials = 0.0, elements.plant.materials
    amounts = (made[:, year] * elements.graph.times.weight).sum(axis=1)
    for row, pool, amount in zip(process.tolist(), pools.tolist(), amounts.tolist(), strict=True):
        gas = materials[str(elements.pool_material[pool])]
        if row == elements.index.process[name] and gas.unit == "Nm3" and "methane_share" in gas.properties:
            found += amount * gas.properties["methane_share"].value * density
    return found


def _fossil(ledger: pd.DataFrame, name: str, year: int) -> float:
    """Fossil CO2 of the digester itself [t]."""
    mine = ledger[(ledger["element"] == name) & (ledger["kind"] == "process") & (ledger["year"] == year)]
    return float(mine[(mine["effect"] == "fossil CO2") & (mine["account"] == "own")]["amount"].sum())


def _displaced(ledger: pd.DataFrame, year: int) -> float:
    rows_of = ledger[(ledger["year"] == year) & (ledger["effect"] == "emissions") & (ledger["account"] == "avoided")]
    return abs(float(rows_of["amount"].sum()))
