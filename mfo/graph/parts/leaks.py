"""What is lost of gases that warm: methane and refrigerants that leak from links and stores, of scope 1."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...plant.model import Material
from ...processes.closure import mass_of
from ..arrays.broadcast import compact
from ..arrays.families import TABLE_OF
from ..arrays.flow_graph import Floats
from ..arrays.index import Index
from ..arrays.rate_lines import Cause, Lines

CATEGORY = "leakage"
METHANE, CARBON_DIOXIDE = 16.043, 44.009  # g/mol
MOLAR_VOLUME = 22.414  # L/mol at 0 °C and 101.325 kPa
HEATING_VALUE = 802.3 / METHANE / 3.6  # MWh/t of methane; 802.3 kJ/mol
LEAST_KEPT = 1e-4  # of a stock, over a slot: below it, what the slot opened with cannot be told from what is left
NATURAL_GAS = "natural_gas"


def released(material: Material) -> Mapping[str, float]:
    """What a unit of a material that gets into the air is of each effect: t of methane, or t CO2e of a refrigerant.

    Methane follows from `methane_share` (by volume, the rest CO2): per Nm3 by its molar volume, per tonne by mass, per
    MWh by its heating value. Of natural gas all carbon is taken for methane. A property `warming_potential` is t CO2e
    per tonne.
    """
    properties = {name: known.value for name, known in material.properties.items()}
    mass = mass_of(material.unit, properties)
    found: dict[str, float] = {}
    methane = _methane(material, properties, mass)
    if methane:
        fossil = properties.get("carbon_fossil", 0.0) > properties.get("carbon_biogenic", 0.0)
        found["fossil CH4" if fossil else "CH4"] = methane
    potential = properties.get("warming_potential")
    if potential and mass is not None:
        found["emissions"] = potential * float(mass)
    return found


def _methane(material: Material, properties: Mapping[str, float], mass: object) -> float:
    """t of methane in a unit."""
    share = properties.get("methane_share")
    weighs = float(mass) if isinstance(mass, int | float) else 0.0
    if share is None:
        name = material.like or material.name.strip().casefold().replace(" ", "_")
        return weighs * properties.get("carbon_fossil", 0.0) * METHANE / 12.011 if name == NATURAL_GAS else 0.0
    if material.unit == "Nm3":
        return share * METHANE / MOLAR_VOLUME / 1e3  # g/L is kg/Nm3
    if material.unit == "MWh":
        return 1.0 / HEATING_VALUE
    return weighs * share * METHANE / (share * METHANE + (1.0 - share) * CARBON_DIOXIDE)


def add_leaks(index: Index, lines: Lines) -> None:
    """What leaks from links and stores, but for gases that the plant's own rates count at them."""
    gases = {name: released(material) for name, material in index.plant.materials.items()}
    own = {(rate.at, rate.effect) for rate in index.plant.rates}
    graph, materials = index.graph, index.graph.pools.material
    for member, row in enumerate(graph.arcs.link.tolist()):
        lost = 1.0 - compact(graph.arcs.yields[member : member + 1])[0]
        for effect, amount in gases[materials[int(graph.arcs.origin[member])]].items():
            if np.any(lost) and (index.plant.links[row].name, effect) not in own:
                _add(index, lines, effect, "arc", member, row, amount * lost)
    for member, row in enumerate(graph.stocks.store.tolist()):
        name, held = index.plant.stores[row].name, gases[materials[int(graph.stocks.pool[member])]]
        for effect, amount in held.items():
            if (name, effect) not in own:
                _from_store(index, lines, effect, member, amount)


def _from_store(index: Index, lines: Lines, effect: str, member: int, amount: float) -> None:
    """What a stock loses, with (level - arrived + taken) / kept in store when a slot opens, of which 1 - kept goes."""
    stocks = index.graph.stocks
    kept, arrives, takes = (
        compact(part[member : member + 1])[0] for part in (stocks.kept, stocks.charged, stocks.discharged)
    )
    gone = 1.0 / np.maximum(kept, LEAST_KEPT) - 1.0
    rates = ("level", gone), ("charge", 1.0 - arrives - arrives * gone), ("discharge", takes - 1.0 + takes * gone)
    for family, rate in rates:
        if np.any(rate):
            _add(index, lines, effect, family, member, int(stocks.store[member]), amount * rate)


def _add(index: Index, lines: Lines, effect: str, family: str, member: int, row: int, rate: Floats) -> None:
    reporter = index.plant.settings.reporter
    scope = 3 if reporter and index.owner[TABLE_OF[family]][row] != reporter else 1
    lines.add(Cause(effect, CATEGORY, family), member, rate, scope)
