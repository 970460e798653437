"""The comparison of our models with EPA's WARM: the same material, the same pathway, the same warming potentials.

WARM v15 gives one number in CO2e a tonne, built on AR4. Ours are computed here from the model files with AR4 as well,
and with WARM's own figures for what is displaced where the point is the process and not the substitution.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from mfo.errors import Findings
from mfo.library.datasets import Row
from mfo.library.library import Library
from mfo.plant.model import Material
from mfo.processes.evaluate import Evaluated, ProcessRequest, evaluate
from mfo.units import parse_unit

CARBON_TO_CO2 = 44.009 / 12.011
WARM_KEYS = {
    "food_waste": "food_waste", "garden_waste": "yard_trimmings", "paper": "mixed_paper_general",
    "cardboard": "corrugated_containers", "newspaper": "newspaper", "wood": "dimensional_lumber", "pet": "pet",
    "hdpe": "hdpe", "ldpe": "ldpe", "pp": "pp", "mixed_plastics": "mixed_plastics", "glass": "glass",
    "aluminium": "aluminum_cans", "steel": "steel_cans", "tyres": "tires",
    "mixed_municipal_waste": "mixed_msw",
}  # fmt: skip
"""Our material -> WARM's."""


_YARD = (
    "WARM takes laboratory shares by part (grass, leaves, branches), in which branches hardly decompose, and credits "
    "the carbon that stays: from +0.13 (grass) to -0.59 (branches). IPCC gives one decomposable share of 0.7 (0.49 to "
    "0.91) for all garden waste."
)
_NEWSPRINT = (
    "In WARM's laboratory shares (Barlaz) newsprint, of mechanical pulp, hardly decomposes, and nearly all its carbon "
    "is credited as stored. IPCC gives one decomposable share of 0.5 (0.15 to 0.85) for all paper; we keep the "
    "guideline's value. Who buries newsprint alone types a `degradable_share` of its own."
)
_CURING = (
    "Ours displaces Mexico's grid at an engine's 37 % and leaves out curing; WARM cures the digestate, displaces "
    "the American grid and credits carbon in soil and fertiliser."
)
_POWER = (
    "WARM's American plants make power at another efficiency and displace another grid; ours is a Danish plant, "
    "counted here for electricity alone against Mexico's grid of 2024, and its heat would come on top."
)
_PLASTIC = (
    "The carbon is the same; WARM credits the electricity with the marginal American grid, so that its sum is lower."
)
_FOREST = "Most of WARM's credit is carbon in forests that are not felled; we count the process and the board alone."
_PAPER = "IPCC's carbon, decay and decomposable share for all paper, against laboratory values by grade in WARM."
_SOIL = (
    "WARM credits carbon that stays in soil (about -0.2 to -0.3) and takes lower gas emissions; ours are IPCC's "
    "default CH4 and N2O per dry matter, and the carbon in soil belongs to the model of spreading."
)
_RESIN = (
    "WARM's recycled resin takes 0.96 (PET) and 0.58 (HDPE) from collection to pellet; ours starts at the bale "
    "and takes the reclaimer's energy at the Mexican grid, so that more of the virgin resin is saved."
)
SENTENCES: dict[tuple[str, str], str] = {
    **{("landfilling", name): _PAPER for name in ("paper", "cardboard")},
    ("landfilling", "newspaper"): _NEWSPRINT,
    ("landfilling", "garden_waste"): _YARD,
    **{("combustion", name): _PLASTIC for name in ("pet", "hdpe", "ldpe", "pp", "mixed_plastics")},
    **{("combustion", name): _POWER for name in
       ("food_waste", "garden_waste", "paper", "cardboard", "newspaper", "wood")},
    ("combustion", "tyres"): "WARM recovers steel from tyres and displaces coal; we count neither in an incinerator.",
    ("combustion", "mixed_municipal_waste"):
    "The small difference of large terms, the carbon of plastics against power; WARM also recovers steel from the ash.",
    ("recycling", "cardboard"): _FOREST,
    **{("recycling", name): _RESIN for name in ("pet", "hdpe")},
    ("recycling", "glass"): "WARM's containers from cullet include forming and transport; ours ends with molten glass.",
    ("recycling", "steel"): "WARM's cans from scrap (1.95) include rolling and tinning, which ours leaves out on the "
    "recycled side only: liquid steel is no can. Against IPCC's 1.58 for steel from ore ours saves about 1.1.",
    ("composting", "food_waste"): _SOIL,
    ("composting", "garden_waste"): _SOIL,
    **{("digestion", name): _CURING for name in ("food_waste", "garden_waste")},
}  # fmt: skip
"""Why we differ, wherever we differ by more than 30 %."""

NOTABLE = 0.30

OPPOSITE, FAR = "The sign differs", "Five times apart"
"""The verdicts on a line that does not agree with WARM in sign or in order of magnitude."""

NEAR_ZERO = 0.3
"""How far apart two figures of the same sign may be, whatever their ratio [t CO2e/t]."""


@dataclass(frozen=True)
class Line:
    """One material on one pathway: ours and WARM's [t CO2e/t, AR4]. ``stored`` is biogenic carbon that stays buried."""

    pathway: str
    material: str
    gases: float  # the gases alone, and what energy and products displace
    stored: float  # as CO2, negative
    warm: float

    @property
    def ours(self) -> float:
        """With the stored carbon credited, as WARM credits it."""
        return self.gases + self.stored

    @property
    def difference(self) -> float:
        """Ours less WARM's, over WARM's."""
        if abs(self.ours - self.warm) < 1e-9:
            return 0.0
        return (self.ours - self.warm) / abs(self.warm)

    @property
    def verdict(self) -> str:
        """Empty where sign and order of magnitude (a factor of five, or 0.3 t CO2e/t) are WARM's."""
        if self.ours * self.warm < 0:
            return OPPOSITE
        if abs(self.ours - self.warm) <= NEAR_ZERO or 0.2 <= self.ours / self.warm <= 5:
            return ""
        return FAR

    @property
    def sentence(self) -> str:
        """What the table says of the line. Raises KeyError where a difference above 30 % has no sentence."""
        if abs(self.difference) <= NOTABLE and not self.verdict:
            return ""
        why = SENTENCES[self.pathway, self.material]
        return f"**{self.verdict}.** {why}" if self.verdict else why


class Comparison:
    """Evaluates the models once a material and adds up what WARM adds up."""

    def __init__(self, library: Library) -> None:
        self.library, self.findings = library, Findings()
        self.materials = library_materials(library)
        gwp = {gas: number(library, f"gwp100.ar4.{gas}") for gas in ("ch4", "n2o")}
        self.gwp = {"fossil CO2": 1.0, "CH4": gwp["ch4"], "fossil CH4": gwp["ch4"], "N2O": gwp["n2o"]}
        self.grid = number(library, "grid_electricity_mx", "upstream fossil CO2")

    def lines(self) -> list[Line]:
        """Every pathway and material that both sides have."""
        ways: Mapping[str, Callable[[str], float | None]] = {
            "landfilling": self.landfilling, "recycling": self.recycling, "combustion": self.combustion,
            "composting": self.composting, "digestion": self.digestion,
        }  # fmt: skip
        found = []
        for pathway, ours in ways.items():
            for material, theirs in WARM_KEYS.items():
                row = self.warm(pathway, theirs)
                value = ours(material)
                if row is not None and value is not None:
                    buried = pathway == "landfilling"
                    site = number(self.library, f"warm.ar4.{pathway}.glass") if buried else 0.0
                    stored = self.stored(material) if buried else 0.0
                    found.append(Line(pathway, material, value, stored, row.canonical[0] - site))
        return found

    def warm(self, pathway: str, name: str) -> Row | None:
        """WARM's row for a pathway and one of its materials."""
        datasets = self.library.datasets
        return datasets.row(f"warm.ar4.{pathway}.{name}") or datasets.row(f"warm.ar4.{pathway}.{name}_energy")

    def run(self, model: str, material: str, **parameters: object) -> Evaluated | None:
        """A model evaluated for one material; None where it does not take it."""
        findings = Findings()
        one = {material: self.materials[material]}
        found = evaluate(ProcessRequest(model, model, parameters), one, self.library, findings)  # type: ignore[arg-type]
        if findings.has_errors or found is None or not any(entry.material == material for entry in found.inputs):
            return None
        return found

    def direct(self, found: Evaluated, material: str) -> float:
        """Gases of the process itself [t CO2e/t]; biogenic CO2 counts nothing."""
        return sum(
            float(rate.value.values) * self.gwp.get(rate.effect, 0.0)
            for rate in found.rates
            if rate.per in (material, None)
        )

    def made(self, found: Evaluated, name: str, material: str) -> float:
        """An output per t of the material."""
        for output in found.outputs:
            if output.material == name and material in output.per_input:
                return float(output.per_input[material].values)
        return 0.0

    def used(self, found: Evaluated, name: str, material: str) -> float:
        """A use per t of the material."""
        for entry in found.inputs:
            if entry.material == name and material in entry.per_input:
                return float(entry.per_input[material].values)
        return 0.0

    def landfilling(self, material: str) -> float | None:
        """Landfill with gas collection and flare: the gases alone."""
        found = self.run("landfill", material)
        return None if found is None else self.direct(found, material)

    def stored(self, material: str) -> float:
        """The biogenic carbon that stays in the landfill, as CO2 taken from the air [t CO2/t, negative].

        What cannot rot at all, as the natural rubber of tyres, gets no credit in WARM and none here.
        """
        if not self.materials[material].properties["degradable_carbon"].value:
            return 0.0
        found = self.run("landfill", material)
        closures = found.closures if found is not None else ()
        kept = sum(each.loss for each in closures if each.quantity == "biogenic carbon" and each.material == material)
        return -max(kept, 0.0) * CARBON_TO_CO2

    def combustion(self, material: str) -> float | None:
        """Incineration for electricity alone, against the grid."""
        found = self.run("incineration", material)
        if found is None:
            return None
        return self.direct(found, material) - self.grid * self.made(found, "electricity", material)

    def composting(self, material: str) -> float | None:
        """Open windrows; the carbon that stays in soil is left out."""
        found = self.run("composting_windrow", material)
        return None if found is None else self.direct(found, material)

    def digestion(self, material: str) -> float | None:
        """Dry digestion and an engine, against the grid; the digestate's value is left out."""
        found = self.run("dry_digestion", material)
        if found is None:
            return None
        gas = next(output for output in found.outputs if output.material == "biogas")
        declared = found.declared["biogas"].properties
        energy = float(gas.per_input[material].values) * declared["lower_heating_value"].value
        engine = energy * number(self.library, "chp.eta_el_small")
        slip = energy * number(self.library, "chp.ch4_slip") * self.gwp["CH4"]
        own = self.used(found, "electricity", material)
        return self.direct(found, material) + slip - self.grid * (engine - own)

    def recycling(self, material: str) -> float | None:
        """The process with its energy, less WARM's manufacture from virgin inputs times the yield."""
        ways = {
            "pet": ("recycling_pet", "PET flake", "PET"),
            "hdpe": ("recycling_polyolefins", "polyolefin pellets", "HDPE"),
            "glass": ("recycling_glass", "molten glass", "glass"),
            "aluminium": ("recycling_aluminium", "aluminium ingot", "al_cans"),
            "steel": ("recycling_steel", "liquid steel", "steel_cans"),
            "cardboard": ("recycling_paper", "recycled board", "corrugated"),
        }  # fmt: skip
        if material not in ways:
            return None
        model, product, virgin = ways[material]
        found = self.run(model, material)
        if found is None:
            return None
        heat = self.used(found, "heat", material) / number(self.library, "boiler.eta")
        fuel = heat * number(self.library, "ef.natgas")
        made = self.made(found, product, material) * number(self.library, f"warm.virgin.{virgin}")
        return self.direct(found, material) + self.grid * self.used(found, "electricity", material) + fuel - made


def number(library: Library, key: str, prop: str = "") -> float:
    """A row's value in canonical units."""
    row = library.datasets.row(key, prop)
    if row is None:
        raise KeyError(f"{key} {prop}")
    return row.canonical[0]


def library_materials(library: Library) -> dict[str, Material]:
    """The materials of the datasets as if a plant listed them."""
    found = {}
    for key in library.datasets.materials():
        unit = parse_unit(library.datasets.unit(key))
        found[key] = Material(key, unit.canonical, unit.typed, unit.dimension, library.material(key), key)
    return found
