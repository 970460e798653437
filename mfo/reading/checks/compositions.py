"""Whether what a plant types of a feed can be: carbon, oxygen demand and methane potential against one another.

Cellulose holds 0.44 of carbon and takes 1.2 of oxygen, fat 0.77 and 2.9, all organic matter lies between; a kg of
oxygen demand gives 0.35 Nm3 of methane at the most, and a digester that reaches nine tenths of the potential breaks
down no more than nine tenths of the solids.
"""

from __future__ import annotations

from dataclasses import dataclass

from ...errors import Findings
from ...plant.model import Material, Property

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
        solids = _solids(material) if typed else None
        if solids is not None:
            _carbon(material, solids, typed[0], findings)
            _oxygen(material, solids, typed[0], findings)
            _methane(material, solids, typed[0], findings)


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


def _inherited(material: Material, *names: str) -> bool:
    """Whether the plant types none of these properties."""
    return not any(name in material.properties and material.properties[name].source == "plant" for name in names)


def _carbon(material: Material, solids: Solids, typed: Property, findings: Findings) -> None:
    most = max(MOST_CARBON, 0.26 + 0.18 * (solids.oxygen or 0.0))  # what is rich in carbon takes much oxygen
    if solids.carbon is not None and solids.carbon > most * (1 + SLACK):
        _tell(
            material,
            typed,
            findings,
            f"carbon is {solids.carbon:.3g} of its volatile solids, where {most:.2g} is the most",
            "Check `carbon_biogenic`, which is a share of the mass as received, beside `dry_matter` and "
            "`volatile_solids`; fat alone holds 0.77, and takes 2.9 of oxygen (`chemical_oxygen_demand`).",
        )


def _oxygen(material: Material, solids: Solids, typed: Property, findings: Findings) -> None:
    low, high = LEAST_OXYGEN * (1 - SLACK), MOST_OXYGEN * (1 + SLACK)
    if solids.oxygen is not None and not low <= solids.oxygen <= high:
        _tell(
            material,
            typed,
            findings,
            f"oxygen demand is {solids.oxygen:.3g} times its volatile solids, where 1.0 (sugar) to 2.9 (fat) can be",
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
        _tell(
            material,
            typed,
            findings,
            f"methane potential is {solids.methane:.4g} Nm3 a tonne of volatile solids, where {most:.4g} is the most "
            f"({why})",
            "Check `methane_potential`: it is per mass of volatile solids, not of dry or fresh matter, and of methane, "
            "not of biogas.",
        )


def _tell(material: Material, typed: Property, findings: Findings, text: str, remedy: str) -> None:
    findings.error("composition", f"`{material.name}`: its {text}.", typed.where, remedy)
