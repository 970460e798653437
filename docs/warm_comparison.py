"""The comparison of our models with EPA's WARM: the same material, the same pathway, the same warming potentials.

WARM v15 gives one number in CO2e a tonne, built on AR4. Ours are computed here from the model files with AR4 as well,
and with WARM's own figures for what is displaced where the point is the process and not the substitution.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from warm_sentences import SENTENCES

from mfo.errors import Findings
from mfo.library.datasets import Row
from mfo.library.library import Library
from mfo.plant.model import Material
from mfo.processes.evaluate import Evaluated, ProcessRequest, evaluate
from mfo.units import parse_unit

CARBON_TO_CO2 = 44.009 / 12.011
WARM_KEYS = {
    "food_waste": "food_waste",
    "garden_waste": "yard_trimmings",
    "paper": "mixed_paper_general",
    "cardboard": "corrugated_containers",
    "newspaper": "newspaper",
    "wood": "dimensional_lumber",
    "pet": "pet",
    "hdpe": "hdpe",
    "ldpe": "ldpe",
    "pp": "pp",
    "mixed_plastics": "mixed_plastics",
    "glass": "glass",
    "aluminium": "aluminum_cans",
    "steel": "steel_cans",
    "tyres": "tires",
    "mixed_municipal_waste": "mixed_msw",
}
"""Our material -> WARM's."""

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


RECYCLED = {
    "pet": ("recycling_pet", "PET flake", "virgin_pet"),
    "hdpe": ("recycling_polyolefins", "polyolefin pellets", "virgin_hdpe"),
    "ldpe": ("recycling_polyolefins", "polyolefin pellets", "virgin_ldpe"),
    "pp": ("recycling_polyolefins", "polyolefin pellets", "virgin_pp"),
    "glass": ("recycling_glass", "molten glass", "virgin_glass"),
    "aluminium": ("recycling_aluminium", "aluminium ingot", "virgin_aluminium"),
    "steel": ("recycling_steel", "liquid steel", "virgin_steel"),
    "cardboard": ("recycling_paper", "recycled board", "virgin_cardboard"),
    "paper": ("recycling_paper", "recycled board", "virgin_paper"),
}
"""Our material -> the model that recycles it, its product, and what that replaces."""

DEFRA_KEYS = {
    "pet": "PET",
    "hdpe": "HDPE",
    "ldpe": "LDPE",
    "pp": "PP",
    "glass": "glass",
    "aluminium": "aluminium_cans",
    "steel": "steel_cans",
    "cardboard": "board",
    "paper": "paper",
}
"""Our material -> DEFRA's."""

NOT_BURNT = ("glass", "aluminium", "steel")
"""What goes through a furnace as it is: `incineration` does not take it alone."""

DISPOSED = (
    ("landfilling", "food_waste", "defra.landfill_food", "buried"),
    ("landfilling", "garden_waste", "defra.landfill_garden", "buried"),
    ("landfilling", "paper", "defra.landfill_paper", "buried"),
    ("landfilling", "wood", "defra.landfill_wood", "buried"),
    ("landfilling", "pet", "defra.landfill_plastics", "buried"),
    *(("landfilling", name, f"defra.landfill_{name}", "buried") for name in NOT_BURNT),
    ("composting", "food_waste", "defra.composting", "composted"),
    ("digestion", "food_waste", "defra.digestion", "digested"),
    *(("combustion", name, "defra.combustion", "burnt") for name in ("food_waste", "paper", "pet", "hdpe", *NOT_BURNT)),
)
"""Pathway, material, DEFRA's row, and which of IPCC's defaults stands beside it."""

SOLD = {"cardboard": 5590, "pet": 1891, "hdpe": 1182, "glass": 1377, "metal": 1297}
"""What the city of the example sells as bales in 2040 [t]; tests/examples/test_municipality.py holds it to the plan."""

_HAULED = (
    "Nothing rots; DEFRA and WARM count haulage and the machines of the site, which a plan has as links and needs."
)
_THROUGH = "It does not burn and leaves with the ash; {}"

CREDIT_SENTENCES = {
    "pet": "DEFRA's goods hold the forming of both, WARM's flake 0.96 of collection and reclaiming.",
    "hdpe": "DEFRA takes 1.77 for recycled goods, forming included, WARM a lower virgin resin (1.67).",
    "ldpe": "DEFRA's recycled film takes 1.10, forming included, against 0.34 of our washing and pelletising and a "
    "fifth of the resin that is not displaced.",
    "metal": "Ours is a tenth aluminium and DEFRA's row is of general scrap; WARM's mix is about a third aluminium: "
    "its row lies a third of the way from its steel cans to its aluminium cans.",
    "glass": "DEFRA's containers from cullet save electricity and haulage as well; WARM's have a longer haul.",
    "aluminium": "WARM's row is for cans of American metal; the ingot alone is -7.94.",
    "steel": "DEFRA's and WARM's rows are for cans, rolled and tinned from both; ours ends with liquid steel.",
    "cardboard": "WARM credits carbon in forests that are not felled (about 3.5); ours and DEFRA's do not.",
    "paper": "WARM credits carbon in forests that are not felled (about 3.5); ours and DEFRA's do not.",
}
"""Why the sources differ by more than 30 %."""

DISPOSAL_SENTENCES = {
    (
        "landfilling",
        "food_waste",
    ): "IPCC's default has no wells; WARM takes wells of the same kind and credits carbon that stays.",
    (
        "landfilling",
        "garden_waste",
    ): "WARM credits the carbon of branches that hardly decompose; IPCC's default has no wells.",
    ("landfilling", "paper"): "IPCC's default has no wells, DEFRA few; WARM credits the carbon that stays.",
    (
        "landfilling",
        "wood",
    ): "DEFRA lets far more of the wood decompose than the tenth of the 2019 Refinement; WARM credits the carbon "
    "that stays.",
    **{("landfilling", name): _HAULED for name in ("pet", *NOT_BURNT)},
    ("combustion", "glass"): _THROUGH.format("WARM counts its haulage and heating it up."),
    ("combustion", "aluminium"): _THROUGH.format("WARM counts its haulage and heating it up, and recovers none."),
    ("combustion", "steel"): _THROUGH.format("WARM recovers it from there, which our `incineration` does not."),
    ("composting", "food_waste"): "Default gases per dry matter; WARM's are lower, and it credits carbon in soil.",
    ("digestion", "food_waste"): "IPCC's figure is the leak alone; ours and WARM's credit the power.",
    (
        "combustion",
        "food_waste",
    ): "IPCC's figure is the stack alone; ours and WARM's credit the power, at other efficiencies and grids.",
    (
        "combustion",
        "paper",
    ): "IPCC's figure is the stack alone; ours and WARM's credit the power, at other efficiencies and grids.",
    (
        "combustion",
        "pet",
    ): "IPCC's figure is the stack alone; ours and WARM's credit the power, at other efficiencies and grids.",
    (
        "combustion",
        "hdpe",
    ): "IPCC's figure is the stack alone; ours and WARM's credit the power, at other efficiencies and grids.",
}
"""Why the sources differ by more than 30 %; where there is none, they do not."""


def apart(*figures: float | None) -> bool:
    """Whether the first figure differs from another by more than 30 %."""
    first, *others = figures
    return any(
        first is not None and each is not None and abs(first - each) > NOTABLE * max(abs(each), 1e-9) for each in others
    )


@dataclass(frozen=True)
class Credit:
    """What recycling a tonne as collected saves, by four accounts [t CO2e/t; negative: saved]."""

    material: str
    bale: float
    modelled: float | None
    defra: float  # closed loop less primary, times our yield
    warm: float | None

    @property
    def sentence(self) -> str:
        """Why they differ. Raises KeyError where they do by more than 30 % and nothing says why."""
        return CREDIT_SENTENCES[self.material] if apart(self.bale, self.modelled, self.defra, self.warm) else ""


@dataclass(frozen=True)
class Disposal:
    """What burying or treating a tonne emits, by four accounts [t CO2e/t]."""

    pathway: str
    material: str
    ours: float | None
    ipcc: float | None
    defra: float | None
    warm: float | None

    @property
    def sentence(self) -> str:
        """Why they differ. Raises KeyError where they do by more than 30 % and nothing says why."""
        differ = self.ours is None or apart(self.ours, self.ipcc, self.defra, self.warm)
        return DISPOSAL_SENTENCES[self.pathway, self.material] if differ else ""


class Comparison:
    """Evaluates the models once a material and adds up what WARM adds up."""

    def __init__(self, library: Library, report: str = "ar4") -> None:
        self.library, self.findings = library, Findings()
        self.materials = library_materials(library)
        gwp = {gas: number(library, f"gwp100.{report}.{gas}") for gas in ("ch4", "n2o")}
        self.gwp = {"fossil CO2": 1.0, "CH4": gwp["ch4"], "fossil CH4": gwp["ch4"], "N2O": gwp["n2o"]}
        self.grid = number(library, "grid_electricity_mx", "upstream fossil CO2")

    def lines(self) -> list[Line]:
        """Every pathway and material that both sides have."""
        ways: Mapping[str, Callable[[str], float | None]] = {
            "landfilling": self.landfilling,
            "recycling": self.recycling,
            "combustion": self.combustion,
            "composting": self.composting,
            "digestion": self.digestion,
        }
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
        """What a plan gets: the process with its energy, less the `virgin` row that the product replaces."""
        if material not in RECYCLED:
            return None
        model, product, key = RECYCLED[material]
        found = self.run(model, material)
        if found is None:
            return None
        heat = self.used(found, "heat", material) / number(self.library, "boiler.eta")
        fuel = heat * number(self.library, "ef.natgas")
        share, _ = self.library.datasets.substitution(key)
        replaced = sum(each.value for each in self.library.emissions(key) if each.stage == "upstream")
        made = self.made(found, product, material) * share * replaced
        return self.direct(found, material) + self.grid * self.used(found, "electricity", material) + fuel - made

    def credits(self) -> list[Credit]:
        """What a plan books for recycling, by the bale and by the model, beside DEFRA and WARM."""
        found = []
        for material, (model, product, _) in RECYCLED.items():
            run, modelled = self.run(model, material), self.recycling(material)
            if run is None or modelled is None:
                continue
            primary, closed = (
                number(self.library, f"defra.{kind}.{DEFRA_KEYS[material]}") for kind in ("primary", "closedloop")
            )
            warm = self.warm("recycling", WARM_KEYS[material])
            bale = number(self.library, f"bale_{material}", "upstream CO2e AR5")
            defra = -(primary - closed) * self.made(run, product, material)
            found.append(Credit(material, -bale, modelled, defra, warm.canonical[0] if warm else None))
        return [*found, self.mixed_metal(found)]

    def mixed_metal(self, others: list[Credit]) -> Credit:
        """Bales of mixed metal, which no model takes: with the yield of steel, of which they are nine tenths."""
        steel = next(line for line in others if line.material == "steel")
        cans, scrap = (
            number(self.library, f"defra.primary.{kind}") - number(self.library, f"defra.closedloop.{kind}")
            for kind in ("steel_cans", "scrap_metal")
        )
        warm = self.warm("recycling", "mixed_metals")
        bale = number(self.library, "bale_metal", "upstream CO2e AR5")
        return Credit("metal", -bale, None, scrap * steel.defra / cans, warm.canonical[0] if warm else None)

    def city(self) -> list[tuple[str, int, float, float, float]]:
        """What the city of the example is credited with in 2040: material, t sold, and t CO2e by three accounts."""
        lines = {line.material: line for line in self.credits()}
        rows = []
        for material, sold in SOLD.items():
            line = lines[material]
            rows.append((material, sold, line.bale * sold, line.defra * sold, (line.warm or 0.0) * sold))
        return rows

    def disposals(self) -> list[Disposal]:
        """Burying and treating, with the gases weighed as DEFRA does (AR5), beside DEFRA, WARM and IPCC's defaults."""
        found = []
        for pathway, material, defra, ipcc in DISPOSED:
            ways = {
                "landfilling": self.landfilling,
                "composting": self.composting,
                "digestion": self.digestion,
                "combustion": self.combustion,
            }
            ours, warm = ways[pathway](material), self.warm(pathway, WARM_KEYS[material])
            european = number(self.library, defra)
            theirs = warm.canonical[0] if warm else None
            found.append(Disposal(pathway, material, ours, self.default(ipcc, material), european, theirs))
        return found

    def default(self, kind: str, material: str) -> float | None:
        """IPCC's default for a tonne, without wells, credits and the power that is saved."""
        properties = self.materials[material].properties
        if kind == "buried":
            carbon = properties["degradable_carbon"].value * properties["degradable_share"].value
            return carbon * 0.5 * 16 / 12 * 0.9 * self.gwp["CH4"]
        if kind == "composted":
            return 4e-3 * self.gwp["CH4"] + 0.24e-3 * self.gwp["N2O"]
        if kind == "digested":
            return 0.8e-3 * self.gwp["CH4"]
        if kind == "burnt":
            return properties["carbon_fossil"].value * CARBON_TO_CO2 + 50e-6 * self.gwp["N2O"]
        return None


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
