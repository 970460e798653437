"""ESRS E5-4 and E5-5, in the order of the paragraphs of Delegated Regulation (EU) 2023/2772."""

from __future__ import annotations

from collections.abc import Iterator

from ..indicators.waste_tracing import RECYCLING
from ..tables.schema import Row
from .inflows import RECYCLED, REUSED, Inflows
from .lines import amount, share, unknown
from .waste_by_class import DISPOSED, DIVERTED, OFFSITE, ONSITE, WasteByClass

INCINERATION = ("incineration (with energy recovery)", "incineration (without energy recovery)")
BURNT = tuple(route for name in INCINERATION for route in DISPOSED[name])
DISPOSALS = {
    "incineration": BURNT,
    "landfill": DISPOSED["landfilling"],
    "other disposal operations": DISPOSED["other disposal operations"],
}
SOURCED = "biological materials, and biofuels used for other than energy, sustainably sourced, share"
PRODUCTS = (
    ("36 (a)", "expected durability of products", "how long products last, and the industry's average"),
    ("36 (b)", "reparability of products", "what an established rating says of each product"),
    ("36 (c)", "recyclable content of products, rate", "what of each product can be recycled"),
    ("36 (c)", "recyclable content of packaging, rate", "what of the packaging can be recycled"),
)
HAZARDS = (("hazardous waste", True), ("non-hazardous waste", False))


def esrs_e5(waste: WasteByClass, inflows: Inflows) -> Iterator[Row]:
    """The lines of resource inflows, of products and of waste."""
    yield from _inflows(inflows)
    for paragraph, words, needs in PRODUCTS:
        yield unknown(f"E5-5 {paragraph}", words, needs)
    yield from _waste(waste)


def _inflows(inflows: Inflows) -> Iterator[Row]:
    """Paragraph 31 of E5-4."""
    secondary = inflows.content((REUSED, RECYCLED))
    silent = inflows.unstated((REUSED, RECYCLED))
    left = f"; counted as primary, as nothing is said of them: {', '.join(silent)}" if silent else ""
    formula = f"mass bought x (reused + recycled content){left}"
    bought = "mass of what is bought and is no waste; what has no known mass is not counted"
    yield amount("E5-4 31 (a)", "products and materials used, total weight", inflows.purchased, "t", bought)
    yield unknown("E5-4 31 (b)", SOURCED, "which are certified, and by whom")
    yield amount("E5-4 31 (c)", "secondary reused or recycled materials used, weight", secondary, "t", formula)
    yield share(
        "E5-4 31 (c)",
        "secondary reused or recycled materials used, share",
        secondary,
        inflows.purchased,
        f"{formula} / mass bought [t]",
    )


def _waste(waste: WasteByClass) -> Iterator[Row]:
    """Paragraphs 37 to 39 of E5-5."""
    generated = waste.arose(None)
    yield amount("E5-5 37 (a)", "waste generated", generated, "t", "as GRI 306-3")
    for paragraph, words, operations in (
        ("37 (b)", "diverted from disposal", DIVERTED),
        ("37 (c)", "directed to disposal", DISPOSALS),
    ):
        for hazard, flag in HAZARDS:
            masses = [_ended(waste, routes, flag) for routes in operations.values()]
            yield amount(f"E5-5 {paragraph}", f"{words}, {hazard}", sum(masses), "t", "sum of its operations below")
            for (name, routes), mass in zip(operations.items(), masses, strict=True):
                formula = f"ended in the routes {', '.join(routes)}, on site and off site"
                yield amount(f"E5-5 {paragraph}", f"{words}, {hazard}, {name}", mass, "t", formula)
    kept = generated - _ended(waste, (RECYCLING,), None)
    formula = "waste generated - waste recycled"
    yield amount("E5-5 37 (d)", "non-recycled waste", kept, "t", formula)
    yield share("E5-5 37 (d)", "non-recycled waste, share", kept, generated, f"({formula}) / waste generated [t]")
    for kind in waste.kinds:
        name = " ".join(part for part in (waste.masses.class_name(kind), waste.masses.classes[kind].code) if part)
        yield amount("E5-5 38", f"composition of waste: {name}", waste.generated(kind), "t", "generated of its class")
    yield amount("E5-5 39", "hazardous waste generated", waste.arose(True), "t", "generated of the hazardous classes")
    yield unknown("E5-5 39", "radioactive waste generated", "which materials are radioactive", "t")


def _ended(waste: WasteByClass, routes: tuple[str, ...], flag: bool | None) -> float:
    return sum(waste.total(routes, place, flag) for place in (ONSITE, OFFSITE))
