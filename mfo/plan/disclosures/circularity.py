"""The indicators of WBCSD's Circular Transition Indicators 4.0 and of ISO 59020:2024, each in its own order.

Neither document was at hand. What circular inflow, circular outflow and circularity are was read on the site of the CTI
Tool, which also tells that effects on greenhouse gases are a part of their own; Table 3 of ISO 59020 and formulas (A.1)
to (A.13) of its Annex A in a public transcription, those of A.2 to A.4 with what their symbols mean, those of A.5 and
A.6 without. The other lines of CTI were not read: the column ``standing`` says so line by line.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..indicators.waste_tracing import BIOLOGICAL, RECOVERY, RECYCLING, REMANUFACTURE, REUSE
from ..tables.schema import Row
from .inflows import RECYCLED, RENEWABLE, REUSED, Inflows
from .lines import amount, share, unknown
from .waste_by_class import OFFSITE, ONSITE, WasteByClass

RECOVERED_AS = {
    "reuse": (REUSE,),
    "remanufacture": (REMANUFACTURE,),
    "recycling": (RECYCLING,),
    "biodegradation": BIOLOGICAL,
}
DEFINED, UNREAD = "definition read on the site of the CTI Tool", "not read in the original"
FORMULA = "formula and its symbols read in a transcription of Annex A"
BARE = "formula read in a transcription of Annex A, what its symbols mean only in that of Table 3"
WITHOUT_SYMBOLS = ("A.5", "A.6")
OTHERWISE = {
    REUSED: "",
    RECYCLED: " that is not reused",
    RENEWABLE: " that is neither reused nor recycled (whether it is sustainably produced, a plan cannot tell)",
}
OF_WASTE = f"{DEFINED}: of all that goes out, products and by-products too; here of waste alone"
OF_CTI_TOOL = {"% circular inflow": DEFINED, "% circular outflow": OF_WASTE, "% material circularity": OF_WASTE}
LOSSES = "; counted as it goes in: what recycling itself loses, and leaves as no residue, is not taken off"
INFLOW = "mass bought x (reused + recycled + renewable content) + waste taken in, less what is prevented"
OUTFLOW = "waste that ends in reuse, remanufacture, recycling, biogas or compost"


def cti(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    """The lines of CTI 4.0, each with what was read of it."""
    for row in _cti(waste, inflows, currency):
        yield {**row, "standing": OF_CTI_TOOL.get(str(row["line"]), UNREAD)}


def iso_59020(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    """The core indicators of ISO 59020:2024, Annex A, each with what was read of it."""
    for row in _iso_59020(waste, inflows, currency):
        yield {**row, "standing": BARE if str(row["disclosure"]).startswith(WITHOUT_SYMBOLS) else FORMULA}


def _cti(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    """Close, optimise and value the loop, and its impact. The outflow is that of waste; what is sold on does not say
    what becomes of it."""
    circular, mass = inflows.content((REUSED, RECYCLED, RENEWABLE)) + inflows.arrived, inflows.mass
    recovered, generated = _ended(waste, RECOVERY), waste.arose(None)
    whole = mass + generated
    yield share("close the loop", "% circular inflow", circular, mass, f"({INFLOW}) / mass of all inflow [t]")
    yield share("close the loop", "% circular outflow", recovered, generated, f"{OUTFLOW} / waste generated [t]")
    yield share(
        "close the loop",
        "% material circularity",
        circular + recovered,
        whole,
        "(circular inflow + circular outflow) / (inflow + outflow) [t]: both weighed by mass",
    )
    yield from _water("close the loop", "% circular water inflow", inflows)
    yield unknown("close the loop", "% circular water outflow", "which water that leaves is fit for use again")
    yield from _energy("close the loop", "% renewable energy", inflows)
    yield unknown("optimise the loop", "% critical inflow", "which materials are critical")
    for name, routes in RECOVERED_AS.items():
        yield share(
            "optimise the loop",
            f"% recovery type: {name}",
            _ended(waste, routes),
            recovered,
            f"waste that ends in {', '.join(routes)} / waste recovered [t]",
        )
    yield unknown("optimise the loop", "actual lifetime", "how long products last, and the industry's average")
    yield unknown("optimise the loop", "onsite water circulation", "which materials are water")
    linear, revenue = inflows.linear, inflows.revenue()
    yield share(
        "value the loop",
        "circular material productivity",
        revenue,
        linear,
        f"sales [{currency}] / linear inflow [t]",
        f"{currency}/t",
    )
    value = revenue * (circular + recovered) / whole if whole else float("nan")
    yield amount("value the loop", "CTI revenue", value, currency, "sales x % material circularity")
    of_both = "of virgin and of recycled material, of each material bought"
    yield unknown("impact of the loop", "GHG impact", f"emissions {of_both}")
    yield unknown("impact of the loop", "nature impact", f"use of land {of_both}")


def _iso_59020(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    yield from _contents(inflows)
    generated = waste.arose(None)
    yield unknown(
        "A.3.2", "average lifetime of product or material relative to industry average", "how long products last"
    )
    for number, words, routes in (
        ("A.3.3", "actual reused products and components derived from outflow", (REUSE, REMANUFACTURE)),
        ("A.3.4", "actual recycled material derived from outflow", (RECYCLING,)),
        ("A.3.5", "actual recirculation of outflow in the biological cycle", BIOLOGICAL),
    ):
        formula = f"waste that ends in {', '.join(routes)} / waste generated [t]{LOSSES if RECYCLING in routes else ''}"
        yield share(number, f"per cent {words}", _ended(waste, routes), generated, formula)
    net = "average per cent of energy consumed that is renewable"
    if inflows.sells_energy():
        yield unknown("A.4.2", net, "which of the energy that leaves is renewable, as the standard takes it off")
    else:
        yield from _energy("A.4.2", net, inflows)
    yield from _water("A.5.2", "per cent water withdrawn from circular sources", inflows)
    yield unknown(
        "A.5.3",
        "per cent water discharged in accordance with quality requirements",
        "which water that leaves meets them",
    )
    yield unknown("A.5.4", "ratio of on-site or internal water reuse or recirculation", "which materials are water")
    yield share(
        "A.6.2",
        "material productivity",
        inflows.revenue(),
        inflows.linear,
        f"sales [{currency}] / mass bought that is neither reused, recycled nor renewable [t]",
        f"{currency}/t",
    )
    yield unknown("A.6.3", "resource intensity index", "the resources used per value added of a reference year")


def _contents(inflows: Inflows) -> Iterator[Row]:
    """Contents of what is bought, which Annex A.2.1 wants to exclude one another: what is reused or recycled and grows
    again too counts once. Where nothing is said, Annex A.1 counts it as none."""
    counted: tuple[str, ...] = ()
    for number, name, words in (
        ("A.2.2", REUSED, "reused"),
        ("A.2.3", RECYCLED, "recycled"),
        ("A.2.4", RENEWABLE, "renewable"),
    ):
        mass = inflows.content((*counted, name)) - inflows.content(counted)
        formula, silent = f"{words} mass{OTHERWISE[name]} / mass bought [t]", inflows.unstated((name,))
        if silent:
            formula += f"; counted as none, as nothing is said of `{name}`: {', '.join(silent)}"
        yield share(number, f"average {words} content of inflow", mass, inflows.purchased, formula)
        counted = (*counted, name)


def _energy(disclosure: str, line: str, inflows: Inflows) -> Iterator[Row]:
    part, whole = inflows.renewable_energy()
    yield share(
        disclosure,
        line,
        part,
        whole,
        "energy bought x renewable content / energy bought [MWh]: what is "
        "counted in energy, and fuels without dry matter",
    )


def _water(disclosure: str, line: str, inflows: Inflows) -> Iterator[Row]:
    part, whole = inflows.water()
    yield share(
        disclosure,
        line,
        part,
        whole,
        "water drawn x (reused + recycled content) / water drawn [m3]; what is counted in m3 and has no heating value",
    )


def _ended(waste: WasteByClass, routes: tuple[str, ...]) -> float:
    return sum(waste.total(routes, place, None) for place in (ONSITE, OFFSITE))
