"""The tables of GRI 306: Waste 2020, in the order of its templates: 306-3, 306-4 and 306-5."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..tables.schema import Row
from .waste_by_class import DISPOSED, DIVERTED, OFFSITE, ONSITE, WasteByClass, all_of

HAZARDS = {"hazardous": True, "non-hazardous": False}


def composition(waste: WasteByClass, year: int) -> Iterator[Row]:
    """306-3: each class of waste with what arose, was diverted from disposal and was directed to it; then all."""
    for kind in waste.kinds:
        of_law = waste.masses.classes[kind]
        yield {
            "year": year,
            "composition": waste.masses.class_name(kind),
            "hazardous": of_law.hazardous,
            "waste_code": of_law.code,
            "hazard_class": "; ".join(of_law.hazards),
            "waste_class": of_law.law,
            "basel_code": of_law.basel,
            **_sums(waste, [kind], waste.generated(kind)),
            "unit": "t",
            "formula": "generated = diverted + directed to disposal",
        }
    blank = dict.fromkeys(("waste_code", "hazard_class", "waste_class", "basel_code"), "")
    sums = _sums(waste, waste.kinds, waste.arose(None))
    yield {
        "year": year,
        "composition": "total waste",
        "hazardous": False,
        **blank,
        **sums,
        "unit": "t",
        "formula": "sum of the lines above",
    }


def _sums(waste: WasteByClass, kinds: list[int], generated: float) -> dict[str, float]:
    found = {}
    for name, operations in (("diverted", DIVERTED), ("disposed", DISPOSED)):
        routes = all_of(operations)
        found[name] = sum(waste.amount(routes, place, kind) for kind in kinds for place in (ONSITE, OFFSITE))
    return {"generated": generated, **found}


def by_operation(waste: WasteByClass, year: int, operations: Mapping[str, tuple[str, ...]]) -> Iterator[Row]:
    """306-4 or 306-5: each operation on site, off site and in total, of hazardous waste, of other waste, of both."""
    for hazard, flag in (*HAZARDS.items(), ("all", None)):
        for name, routes in operations.items():
            if flag is not None:
                yield _line(waste, year, hazard, name, routes, flag)
        yield _line(waste, year, hazard, "total", all_of(operations), flag)


def _line(waste: WasteByClass, year: int, hazard: str, name: str, routes: tuple[str, ...], flag: bool | None) -> Row:
    on, off = (waste.total(routes, place, flag) for place in (ONSITE, OFFSITE))
    generated = waste.arose(None)
    if name == "total":
        formula = "sum of the operations above" if flag is not None else "hazardous + non-hazardous"
    elif name == "other disposal operations":
        formula = (
            "taken for a fee, let go without a route or on one of the plant's own, lost in treatment or put in store"
        )
    else:
        formula = f"ended in the routes {', '.join(routes)}"
    return {
        "year": year,
        "hazard": hazard,
        "operation": name,
        "onsite": on,
        "offsite": off,
        "total": on + off,
        "unit": "t",
        "share": (on + off) / generated if generated else float("nan"),
        "numerator": on + off,
        "denominator": generated,
        "formula": f"{formula}; share: of waste generated",
    }
