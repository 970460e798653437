"""The indicators of WBCSD's Circular Transition Indicators 4.0 and of ISO 59020:2024, each in its own order.

Neither document was at hand. What circular inflow, circular outflow and circularity are was read on the site of the CTI
Tool; names and descriptions of the indicators of ISO 59020 in a public transcription of its Table 3. The formulas of
its Annex A, and the other lines of CTI, were not read: the column ``standing`` says so line by line.
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
DESCRIBED = "name and description read in a transcription of Table 3, the formula of Annex A not"
OF_CTI_TOOL = ("% circular inflow", "% circular outflow", "% material circularity")
INFLOW = "mass bought x (reused + recycled + renewable content) + waste taken in, less what is prevented"
OUTFLOW = "waste that ends in reuse, remanufacture, recycling, biogas or compost"


def cti(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    """The lines of CTI 4.0, each with what was read of it."""
    for row in _cti(waste, inflows, currency):
        yield {**row, "standing": DEFINED if row["line"] in OF_CTI_TOOL else UNREAD}


def iso_59020(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    """The core indicators of ISO 59020:2024, Annex A."""
    for row in _iso_59020(waste, inflows, currency):
        yield {**row, "standing": DESCRIBED}


def _cti(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    """Close, optimise and value the loop. The outflow is that of waste; what is sold on does not say what
    becomes of it."""
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


def _iso_59020(waste: WasteByClass, inflows: Inflows, currency: str) -> Iterator[Row]:
    for number, name, words in (
        ("A.2.2", REUSED, "reused"),
        ("A.2.3", RECYCLED, "recycled"),
        ("A.2.4", RENEWABLE, "renewable"),
    ):
        line, silent = f"average {words} content of inflow", inflows.unstated((name,))
        if silent:
            yield unknown(number, line, f"`{name}` of {', '.join(silent)}")
        else:
            yield share(number, line, inflows.content((name,)), inflows.purchased, f"{words} mass / mass bought [t]")
    generated = waste.arose(None)
    yield unknown("A.3.2", "average lifetime of product relative to industry average", "how long products last")
    for number, words, routes in (
        ("A.3.3", "actual reused products and components derived from outflow", (REUSE, REMANUFACTURE)),
        ("A.3.4", "actual recycled material derived from outflow", (RECYCLING,)),
        ("A.3.5", "actual recirculation of outflow in the biological cycle", BIOLOGICAL),
    ):
        formula = f"waste that ends in {', '.join(routes)} / waste generated [t]"
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
