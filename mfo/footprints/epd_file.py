"""An environmental product declaration in the ILCD+EPD format (process data set), read with the standard library.

Elements are found by their local names: the namespaces of the extension differ between versions of the format. A blank
amount is an indicator that was not assessed, and no zero.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from xml.etree import ElementTree

from ..errors import Findings, Where
from .result import Assessment, Result

Element = ElementTree.Element


def read_epd(text: str, shown: str, findings: Findings) -> Assessment | None:
    """The results of a declaration; None with the reason among the findings."""
    place = Where(shown)
    if "<!DOCTYPE" in text:
        findings.error("footprint-form", "The file declares entities of its own.", place, "Save it anew.")
        return None
    try:
        root = ElementTree.fromstring(text.encode())
    except ElementTree.ParseError as error:
        line = error.position[0]
        findings.error("footprint-form", "This is no XML.", Where(shown, line=line), "Take the file as published.")
        return None
    if _tag(root) != "processDataSet":
        findings.error(
            "footprint-form",
            f"This is a `{_tag(root)}`, no process data set of ILCD.",
            place,
            "Give the file of the folder `processes` of the declaration.",
        )
        return None
    results = [result for each in _all(root, "LCIAResult") if (result := _result(each, place)) is not None]
    results += [result for each in _all(root, "exchange") if (result := _result(each, place)) is not None]
    if not results:
        findings.error("footprint-form", "The declaration has no results.", place, "Take the file as published.")
        return None
    return Assessment(
        _text(root, "baseName"),
        results,
        place,
        _text(root, "referenceYear"),
        _region(root),
        _short(next(_all(root, "referenceToOwnershipOfDataSet"), None)),
        _text(root, "UUID"),
        _mean(root),
        {"valid until": _text(root, "dataSetValidUntil")},
    )


def _tag(each: Element) -> str:
    return each.tag.rsplit("}", 1)[-1]


def _all(root: Element, name: str) -> Iterator[Element]:
    return (each for each in root.iter() if _tag(each) == name)


def _text(root: Element, name: str) -> str:
    """The text of the first element of a name, in English where it stands in several languages."""
    found = list(_all(root, name))
    language = "{http://www.w3.org/XML/1998/namespace}lang"
    chosen = next((each for each in found if each.get(language, "en") == "en"), found[0] if found else None)
    return " ".join((chosen.text or "").split()) if chosen is not None else ""


def _short(each: Element | None) -> str:
    return "" if each is None else _text(each, "shortDescription")


def _region(root: Element) -> str:
    found = next(_all(root, "locationOfOperationSupplyOrProduction"), None)
    return "" if found is None else found.get("location", "")


def _mean(root: Element) -> float:
    """How much of its unit the reference flow is."""
    wanted = _text(root, "referenceToReferenceFlow")
    for each in _all(root, "exchange"):
        if each.get("dataSetInternalID") == wanted:
            return _number(_text(each, "meanAmount")) or 1.0
    return 1.0


def _result(each: Element, place: Where) -> Result | None:
    """An indicator with its modules; amounts of scenarios are left out, as one of several alternatives."""
    reference = next((part for part in each if _tag(part).startswith("referenceTo")), None)
    amounts: dict[str, float] = {}
    for part in _all(each, "amount"):
        told = {key.rsplit("}", 1)[-1]: value for key, value in part.attrib.items()}
        value = _number(part.text or "")
        if value is not None and "scenario" not in told and "module" in told:
            amounts[told["module"]] = value
    unit = _short(next(_all(each, "referenceToUnitGroupDataSet"), None))
    return Result(_short(reference), unit, amounts, place) if amounts and _short(reference) else None


def _number(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None
