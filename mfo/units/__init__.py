"""Units as people type them: what is accepted, what is refused as ambiguous, and what each is worth.

Canonical units: t, MWh, m3, Nm3, item, km, h, t_CO2e, the currency itself, plain fractions. A year is 8,760 h and a
month 730 h, which the readers of a plant with dates turn into the calendar's. Each ISO currency, CO2e, normal gas
volume, things counted, persons and slots are dimensions of their own.
"""

from __future__ import annotations

from .numbers import (
    Description,
    conversion,
    describe,
    describe_dimension,
    format_number,
    looks_like_number,
    parse_number,
    parse_quantity,
    split_quantity,
    to_display,
)
from .parse import Unit, UnitError, parse_unit, power_of, registry, spellings

__all__ = [
    "Description",
    "Unit",
    "UnitError",
    "conversion",
    "describe",
    "describe_dimension",
    "format_number",
    "looks_like_number",
    "parse_number",
    "parse_quantity",
    "parse_unit",
    "power_of",
    "registry",
    "spellings",
    "split_quantity",
    "to_display",
]
