"""What a result of a life cycle assessment is, and which of several is asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ..errors import Problem, UsageError, Where

PRODUCTION = ("A1-A3",)
"""The modules of EN 15804 that are taken unless others are asked for: cradle to gate."""
GATE = ("A1", "A2", "A3")  # what A1-A3 is the sum of, where it is told in parts
_CLIMATE = re.compile(r"gwp|global warming|climate change|treibhaus|calentamiento|cambio clim", re.IGNORECASE)
_FOSSIL = re.compile(r"fossil", re.IGNORECASE)
_LAND = re.compile(r"luluc|land use", re.IGNORECASE)
_BIOGENIC = re.compile(r"biogen", re.IGNORECASE)


@dataclass(frozen=True)
class Result:
    """One indicator: its name, its unit as it stands there, and its amounts by module (blank: no modules)."""

    indicator: str
    unit: str
    amounts: Mapping[str, float]
    where: Where


@dataclass(frozen=True)
class Assessment:
    """All results of one product: its name, year, region, owner, and how much of it the reference flow is."""

    name: str
    results: Sequence[Result]
    where: Where
    year: str = ""
    region: str = ""
    owner: str = ""
    reference: str = ""
    mean_amount: float = 1.0
    further: Mapping[str, str] = field(default_factory=dict)
    told_for: str = ""  # the mean amount with a unit that plants know, where the file tells one


def climate(assessment: Assessment) -> tuple[list[Result], str]:
    """The results that make up the footprint, and what they are in words.

    Fossil and land use where both are told: what grew is no emission when it is released, and so no uptake here. Else
    the only result of climate change there is. Raises :class:`mfo.UsageError` where there are several.
    """
    found = [each for each in assessment.results if _CLIMATE.search(each.indicator)]
    fossil = [each for each in found if _FOSSIL.search(each.indicator) and not _BIOGENIC.search(each.indicator)]
    land = [each for each in found if _LAND.search(each.indicator) and each not in fossil]
    if len(fossil) == 1 and len(land) == 1:
        return [*fossil, *land], "fossil and land use, without uptake and release of biogenic carbon"
    total = [each for each in found if "total" in each.indicator.lower()] or found
    if len(total) == 1:
        return total, "total, biogenic carbon included as its source counts it"
    raise UsageError(_unclear(assessment, found or assessment.results))


def named(assessment: Assessment, indicator: str) -> Result:
    """The one result whose indicator's name holds a text. Raises :class:`mfo.UsageError` for none, or several."""
    whole = [each for each in assessment.results if each.indicator.lower() == indicator.lower()]
    found = whole or [each for each in assessment.results if indicator.lower() in each.indicator.lower()]
    if len(found) == 1:
        return found[0]
    raise UsageError(_unclear(assessment, found or assessment.results))


def _unclear(assessment: Assessment, found: Iterable[Result]) -> Problem:
    names = "; ".join(f"`{each.indicator}`" for each in found)
    return Problem(
        "footprint-indicator",
        "It is not clear which result is meant.",
        assessment.where,
        f"Name one with --indicator: {names or 'there is none'}.",
    )


def amount(result: Result, modules: Sequence[str]) -> float:
    """A result over modules. Raises :class:`mfo.UsageError` where one is not told."""
    if set(result.amounts) == {""}:
        return result.amounts[""]
    total = 0.0
    for module in modules:
        parts = GATE if module == "A1-A3" and module not in result.amounts else (module,)
        missing = [part for part in parts if part not in result.amounts]
        if missing:
            known = ", ".join(result.amounts) or "none"
            raise UsageError(
                Problem(
                    "footprint-module",
                    f"`{result.indicator}` has no module {missing[0]}.",
                    result.where,
                    f"It has {known}; choose with --modules.",
                )
            )
        total += sum(result.amounts[part] for part in parts)
    return total
