"""All tables of the standards, of every year of a plan."""

from __future__ import annotations

import pandas as pd

from ..indicators.waste_masses import Masses
from ..tables.schema import Row, rows
from .circularity import cti, iso_59020
from .esrs_e5 import esrs_e5
from .gri_306 import by_operation, composition
from .inflows import Inflows
from .waste_by_class import DISPOSED, DIVERTED, WasteByClass

STANDARDS = ("gri_306_3", "gri_306_4", "gri_306_5", "esrs_e5", "cti", "iso_59020")
"""The tables, in the order of the workbook."""


def disclosure_tables(masses: Masses, ledger: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """The tables by name; lines that a plan cannot tell stand in their place with a blank value."""
    found: dict[str, list[Row]] = {name: [] for name in STANDARDS}
    elements = masses.elements
    currency = elements.plant.settings.currency
    for position, year in enumerate(elements.graph.times.years):
        waste = WasteByClass(masses, masses.traced(position))
        inflows = Inflows(masses, ledger, position)
        found["gri_306_3"] += composition(waste, year)
        found["gri_306_4"] += [*by_operation(waste, year, DIVERTED), _prevented(waste, year)]
        found["gri_306_5"] += by_operation(waste, year, DISPOSED)
        found["esrs_e5"] += [{"year": year, **line} for line in esrs_e5(waste, inflows)]
        found["cti"] += [{"year": year, **line} for line in cti(waste, inflows, currency)]
        found["iso_59020"] += [{"year": year, **line} for line in iso_59020(waste, inflows, currency)]
    return {name: rows(name, records) for name, records in found.items()}


def _prevented(waste: WasteByClass, year: int) -> Row:
    """The last line of the template of 306-4."""
    mass, blank = waste.traced.prevented, float("nan")
    return {
        "year": year,
        "hazard": "all",
        "operation": "waste prevented",
        "onsite": blank,
        "offsite": blank,
        "total": mass,
        "unit": "t",
        "share": blank,
        "numerator": mass,
        "denominator": blank,
        "formula": "what enters prevention; no waste generated",
    }
