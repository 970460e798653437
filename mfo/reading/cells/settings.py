"""The settings of a plant, and the warming potentials that weigh its gases."""

from __future__ import annotations

from dataclasses import replace

from ...library.library import Library
from ...plant.effects import effects_meant
from ...plant.model import Settings, Times
from ...plant.quantities import CellError, unit_of
from .rows import TableRows, as_text

YEARS = (1900, 2200)  # what is taken for a calendar year
_POTENTIALS = {"fossil CH4": ("ch4_fossil", "ch4"), "CH4": ("ch4_nonfossil", "ch4"), "N2O": ("n2o",)}


def read_settings(rows: TableRows) -> Settings:
    """The settings that need nothing else to be read."""
    currency = rows.text(0, "currency")
    try:
        if currency and not unit_of(currency).dimension == f"[{currency}]":
            raise CellError("currency", f"`{currency}` is no currency.", "Write an ISO code such as MXN or EUR.")
    except CellError as error:
        rows.error(
            "currency",
            f"`{currency}` is no currency that mfo knows.",
            0,
            "currency",
            error.remedy or "Write an ISO code such as MXN or EUR.",
        )
        currency = ""
    price_year = rows.integers(0, "price_year")
    if price_year and not YEARS[0] <= price_year[0] <= YEARS[1]:
        message = f"`price_year` is {price_year[0]}, which is no calendar year."
        rows.error("out-of-range", message, 0, "price_year", "Write it with four digits, such as 2025.")
    least = effects_meant("; ".join(rows.names(0, "minimise")), _declared(rows))
    return Settings(
        rows.text(0, "name"),
        currency or "EUR",
        price_year[0] if price_year else None,
        minimise=least or "cost",
        reporter=rows.text(0, "reporter"),
        informal=rows.names(0, "informal"),
        language=rows.choice(0, "language", ""),
        measurement_uncertainty=rows.scalar(0, "measurement_uncertainty"),
    )


def _declared(rows: TableRows) -> frozenset[str]:
    """The effects of the plant's own, which keep their names in whatever language."""
    table = rows.reading.tables.get("effects")
    return frozenset() if table is None else frozenset(as_text(table.value(n, "effect")) for n in range(len(table)))


def finish_settings(rows: TableRows, settings: Settings, times: Times, library: Library) -> Settings:
    """The settings that may hold profiles or come from the datasets."""
    chosen = rows.choice(0, "gwp", "AR6")
    return replace(
        settings,
        gwp=chosen,
        gwp_factors=warming_potentials(chosen, library),
        carbon_price=rows.number(0, "carbon_price"),
        discount_rate=times.discount_rate,
    )


def warming_potentials(chosen: str, library: Library) -> dict[str, float]:
    """t CO2e per t of each gas, over 100 years or over 20; biogenic CO2 counts zero and is reported apart."""
    report, _, years = chosen.lower().partition("-")
    family = f"gwp{years or '100'}.{report}"
    rows = {row.key: row for row in library.rows(family)}
    found = {"fossil CO2": 1.0, "biogenic CO2": 0.0}
    for gas, names in _POTENTIALS.items():
        row = next((rows[key] for name in names if (key := f"{family}.{name}") in rows), None)
        if row is not None and isinstance(row.value, float):
            found[gas] = row.value
    return found
