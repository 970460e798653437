"""Results of assessments as rows: of a dataset, which materials are like, or of the table ``rates``."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from math import isclose
from pathlib import Path

from ..errors import Findings, Problem, UsageError, Where
from ..library.datasets import COLUMNS
from ..tables.formats.file_guards import decode, read_bytes
from ..tables.read_tables import read_table
from ..units import UnitError, parse_quantity, parse_unit
from .epd_file import read_epd
from .result import PRODUCTION, Assessment, amount, climate, named
from .results_table import SHEETS, read_results

_EQUIVALENT = re.compile(
    r"(kg|g|t|Mg)\s*[-_ ]?(?i:CO2)(?!\d)\s*[-_ ]?(?i:e|eq\.?|eqv\.?|equiv\.?|äq\.?|äqv\.?|äquiv\.?|equivalents?)?"
)
"""A mass of CO2 equivalents as assessments write it. Mg is a megagram; mg is not taken."""
TONNES = {"kg": 1e-3, "g": 1e-6, "t": 1.0, "Mg": 1.0}


@dataclass(frozen=True)
class FootprintRequest:
    """What is to become of a file of results."""

    per: str  # how much of the product the results are for: "1 t"
    licence: str
    modules: tuple[str, ...] = PRODUCTION
    indicator: str = ""  # blank: climate change
    source: str = ""  # blank: the owner and name that the file tells


def read_assessment(path: Path) -> Assessment:
    """The results of a file: a declaration in ILCD+EPD (``.xml``), or a table (``.csv``, ``.xlsx``).

    Raises :class:`mfo.PlantError` with all that is wrong with it.
    """
    findings = Findings()
    found: Assessment | None = None
    if path.suffix.lower() == ".xml":
        content = read_bytes(path, path.name, findings)
        text = None if content is None else decode(content, path.name, findings)
        found = None if text is None else read_epd(text, path.name, findings)
    else:
        found = read_results(read_table(path, "results", SHEETS), findings)
    findings.raise_errors()
    assert found is not None
    return found


def dataset_text(path: Path, key: str, gwp: str, asked: FootprintRequest) -> str:
    """A dataset (CSV) in which ``key`` has the footprint as its upstream emissions, and its unit."""
    assessment = read_assessment(path)
    if asked.indicator:
        results, words = [named(assessment, asked.indicator)], asked.indicator
    else:
        results, words = climate(assessment)
    quantity, unit = _per(asked.per, assessment)
    value = sum(amount(each, asked.modules) * _tonnes(each.unit, each.where) for each in results) / quantity
    modules = "" if set(results[0].amounts) == {""} else f" of modules {', '.join(asked.modules)}"
    told = f"climate change{modules}: {words}; for {asked.per}, the reference flow of {assessment.mean_amount:g}"
    rows = [
        {"key": key, "property": "unit", "description": assessment.name, "value": unit},
        {"key": key, "property": "stage", "description": "how far it is made", "value": "goods"},
        {
            "key": key,
            "property": f"upstream CO2e {gwp}",
            "description": told,
            "value": repr(value),
            "unit": f"t_CO2e/{unit}",
            "region": assessment.region,
            "year": assessment.year,
        },
    ]
    kept = {
        "source": _source(assessment, asked),
        "reference": assessment.reference or path.name,
        "licence": asked.licence,
        "standing": "source read",
    }
    return _csv(COLUMNS, [{**row, **kept} for row in rows])


def rates_text(path: Path, at: str, effect: str, asked: FootprintRequest) -> str:
    """A table of rates (CSV) in which ``at`` causes a result as ``effect``, per unit of what it counts."""
    assessment = read_assessment(path)
    results = [named(assessment, asked.indicator)] if asked.indicator else climate(assessment)[0]
    quantity, unit = _per(asked.per, assessment)
    if asked.indicator:
        value, typed = amount(results[0], asked.modules) / quantity, _known(results[0].unit, results[0].where)
    else:
        value = sum(amount(each, asked.modules) * _tonnes(each.unit, each.where) for each in results) / quantity
        typed = "t_CO2e"
    source = f"{_source(assessment, asked)}; {assessment.reference or path.name}; licence: {asked.licence}"
    return _csv(
        ("at", "effect", "rate", "source"),
        [{"at": at, "effect": effect, "rate": f"{value!r} {typed}/{unit}", "source": source}],
    )


def _per(typed: str, assessment: Assessment) -> tuple[float, str]:
    """How much of which unit the results are for. Raises :class:`mfo.UsageError` where the file tells otherwise."""
    try:
        value, unit = parse_quantity(typed)
    except UnitError as error:
        raise UsageError(Problem(error.code, error.message, remedy="Write --per as in `1 t` or `1000 kg`.")) from error
    if value <= 0 or unit.is_plain:
        message = f"The results cannot be for `{typed}`."
        raise UsageError(Problem("footprint-per", message, remedy="Write --per as in `1 t` or `1000 kg`."))
    told = assessment.told_for
    if told:
        of_file, in_file = parse_quantity(told)
        same = in_file.dimension == unit.dimension and isclose(of_file * in_file.factor, value * unit.factor)
        if not same:
            message = f"The results are for {told}, and not for `{typed}`."
            raise UsageError(Problem("footprint-per", message, assessment.where, f'Write --per "{told}".'))
    return value, unit.typed


def _tonnes(unit: str, where: Where) -> float:
    """What one unit of a footprint is in t_CO2e."""
    match = _EQUIVALENT.fullmatch(unit.replace("₂", "2").strip())
    if match is None:
        message = f"`{unit}` is no mass of CO2 equivalents."
        raise UsageError(Problem("footprint-unit", message, where, "Name the result of climate change: --indicator."))
    return TONNES[match[1]]


def _known(unit: str, where: Where) -> str:
    """A unit that plants know. Raises :class:`mfo.UsageError` for another."""
    match = _EQUIVALENT.fullmatch(unit.replace("₂", "2").strip())
    plain = unit.strip() if match is None else "t_CO2e" if match[1] == "Mg" else f"{match[1]}_CO2e"
    try:
        return parse_unit(plain.split(" ")[0]).typed
    except UnitError as error:
        raise UsageError(Problem("footprint-unit", error.message, where, error.remedy)) from error


def _source(assessment: Assessment, asked: FootprintRequest) -> str:
    return asked.source or ", ".join(part for part in (assessment.owner, assessment.name) if part) or "not stated"


def _csv(columns: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    held = io.StringIO()
    writer = csv.DictWriter(held, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return held.getvalue()
