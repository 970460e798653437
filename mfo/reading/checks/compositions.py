"""Whether what a plant types of a feed can be: carbon, oxygen demand and methane potential against one another.

Cellulose holds 0.44 of carbon and takes 1.2 of oxygen, fat 0.77 and 2.9, all organic matter lies between; a kg of
oxygen demand gives 0.35 Nm3 of methane at the most, and a digester that reaches nine tenths of the potential breaks
down no more than nine tenths of the solids.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import Findings
from ...plant.model import Material, Property
from ...processes.closure import mass_of

MOST_HEAT = 14.0  # MWh/t of dry matter: polyethylene gives 12.9, methane 13.9
NEARLY_DRY = 0.95  # above it nothing is known of what may burn there
MOST_CARBON, LEAST_OXYGEN, MOST_OXYGEN = 0.6, 1.0, 2.9  # per mass of volatile solids
METHANE_OF_OXYGEN = 350.0  # Nm3/t
CARBON_PER_VOLUME = 0.53587e-3  # t/Nm3 of a gas with one carbon atom a molecule
USUAL_METHANE = 0.55  # of biogas, where the feed does not say
SLACK = 2e-3  # sources give three digits

CHECKED = (
    "carbon_biogenic",
    "chemical_oxygen_demand",
    "methane_potential",
    "volatile_solids",
    "dry_matter",
    "biogas_methane_share",
    "density",
    "carbon_fossil",
    "lower_heating_value",
)
"""The properties that the checks compare, the first of them that is typed bears the finding."""


@dataclass(frozen=True)
class Solids:
    """What a feed holds for each mass of its volatile solids; None where it is not known."""

    carbon: float | None
    oxygen: float | None
    methane: float | None  # Nm3/t
    share: float
    same: bool  # whether carbon and solids are of one account, and not one typed and the other inherited


def check_compositions(materials: dict[str, Material], findings: Findings) -> None:
    """Record an error at the cell of each typed property that no organic matter can have."""
    for material in materials.values():
        typed = [
            material.properties[name]
            for name in CHECKED
            if name in material.properties and material.properties[name].source == "plant"
        ]
        told = len(findings.problems)
        solids = _solids(material) if typed else None
        if solids is not None:
            _carbon(material, solids, typed[0], findings)
            _oxygen(material, solids, typed[0], findings)
            _methane(material, solids, typed[0], findings)
        if typed and material.unit == "t" and len(findings.problems) == told:
            _dry_carbon(material, findings)
            _dry_heat(material, findings)


def _solids(material: Material) -> Solids | None:
    known = {name: each.value for name, each in material.properties.items()}
    per_unit = known.get("dry_matter", 0.0) * known.get("volatile_solids", 0.0)
    if not per_unit > 0 or material.unit not in ("t", "m3"):
        return None
    demand = known.get("chemical_oxygen_demand")
    if _inherited(material, "chemical_oxygen_demand") and not _inherited(material, "dry_matter", "volatile_solids"):
        demand = None  # that of other solids
    unit = material.properties["chemical_oxygen_demand"].unit if demand is not None else ""
    if demand is not None and unit.endswith("m3"):
        demand = demand / known.get("density", 1.0)
    carbon = known.get("carbon_biogenic")
    return Solids(
        None if carbon is None else carbon / per_unit,
        None if demand is None else demand / per_unit,
        known.get("methane_potential"),
        known.get("biogas_methane_share", USUAL_METHANE),
        not _inherited(material, "carbon_biogenic") or _inherited(material, "dry_matter", "volatile_solids"),
    )


def _typed(material: Material, *names: str) -> Property | None:
    """The first of these properties that the plant types."""
    found = [material.properties[name] for name in names if not _inherited(material, name)]
    return found[0] if found else None


def _inherited(material: Material, *names: str) -> bool:
    """Whether the plant types none of these properties."""
    return not any(name in material.properties and material.properties[name].source == "plant" for name in names)


def _carbon(material: Material, solids: Solids, typed: Property, findings: Findings) -> None:
    most = max(MOST_CARBON, 0.26 + 0.18 * (solids.oxygen or 0.0))  # what is rich in carbon takes much oxygen
    if solids.carbon is not None and solids.carbon > most * (1 + SLACK):
        findings.error(
            "composition",
            f"`{material.name}`: its carbon is {solids.carbon:.3g} of its volatile solids, "
            f"where {most:.2g} is the most.",
            typed.where,
            "Check `carbon_biogenic`, which is a share of the mass as received, beside `dry_matter` and "
            "`volatile_solids`; fat alone holds 0.77, and takes 2.9 of oxygen (`chemical_oxygen_demand`).",
        )


def _dry_carbon(material: Material, findings: Findings) -> None:
    """Carbon of both kinds is part of the dry matter; where none is told, of the whole."""
    known = {name: each.value for name, each in material.properties.items()}
    kinds = [name for name in ("carbon_biogenic", "carbon_fossil") if known.get(name)]
    mixed = not _inherited(material, "dry_matter") and _inherited(material, *kinds)  # that of other solids
    dry = 1.0 if mixed else known.get("dry_matter", 1.0)
    carbon = sum(known[name] for name in kinds)
    typed = _typed(material, *kinds, "dry_matter")
    if typed is not None and dry > 0 and carbon > dry * (1 + SLACK):
        findings.error(
            "composition",
            f"`{material.name}`: its carbon is {100 * carbon:.3g} % of its mass as received, of which only "
            f"{100 * dry:.3g} % is dry matter.",
            typed.where,
            f"Check {' and '.join(f'`{name}`' for name in kinds)} (of the mass as received, water included) beside "
            "`dry_matter`.",
        )


def _dry_heat(material: Material, findings: Findings) -> None:
    """Heat comes of the dry matter alone: that of a dry tonne typed for a wet one is seen here."""
    known = {name: each.value for name, each in material.properties.items()}
    heat, dry = known.get("lower_heating_value"), known.get("dry_matter")
    mass = mass_of(material.unit, known)
    if heat is None or dry is None or not mass or not 0 < dry < NEARLY_DRY:
        return
    per_dry = heat / float(mass) / dry
    if _inherited(material, "lower_heating_value") and not _inherited(material, "dry_matter"):
        return  # that of other solids
    typed = _typed(material, "lower_heating_value", "dry_matter")
    if typed is not None and per_dry > MOST_HEAT * (1 + SLACK):
        findings.error(
            "composition",
            f"`{material.name}`: its lower heating value is {per_dry:.3g} MWh a tonne of dry matter, where "
            f"{MOST_HEAT:.2g} is the most.",
            typed.where,
            "Check `lower_heating_value`, which is per unit as received, water included, beside `dry_matter`.",
        )


def _oxygen(material: Material, solids: Solids, typed: Property, findings: Findings) -> None:
    low, high = LEAST_OXYGEN * (1 - SLACK), MOST_OXYGEN * (1 + SLACK)
    if solids.oxygen is not None and not low <= solids.oxygen <= high:
        findings.error(
            "composition",
            f"`{material.name}`: its oxygen demand is {solids.oxygen:.3g} times its volatile solids, where 1.0 "
            "(sugar) to 2.9 (fat) can be.",
            typed.where,
            "Check `chemical_oxygen_demand`, which is per unit as received, beside `dry_matter` and `volatile_solids`.",
        )


def _methane(material: Material, solids: Solids, typed: Property, findings: Findings) -> None:
    if solids.methane is None:
        return
    most = METHANE_OF_OXYGEN * (MOST_OXYGEN if solids.oxygen is None else solids.oxygen)
    why = "0.35 Nm3 a kg of oxygen demand"
    if solids.carbon and solids.same:
        formed = solids.share * 0.9 / (1 - 0.1 * solids.share)  # of all gas, with the tenth of CO2 that stays dissolved
        by_carbon = solids.carbon * formed / CARBON_PER_VOLUME
        if by_carbon < most:
            most, why = by_carbon, "with it more carbon would leave than nine tenths of the solids hold"
    if solids.methane > most * (1 + SLACK):
        findings.error(
            "composition",
            f"`{material.name}`: its methane potential is {solids.methane:.4g} Nm3 a tonne of volatile solids, where "
            f"{most:.4g} is the most ({why}).",
            typed.where,
            "Check `methane_potential`: it is per mass of volatile solids, not of dry or fresh matter, and of methane, "
            "not of biogas.",
        )
