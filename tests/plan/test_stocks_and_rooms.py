"""What of a product never comes back, and what is left of bounds over all years, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from mfo.plan.plan import Plan
from mfo.plant.model import Limit, Quantity, Return

from ..plants import market, material, plant, series, supply, times
from ..program.written import planned
from .solving import plan_of


def values(plan: Plan, start: str) -> dict[tuple[str, int], float]:
    rows = plan.indicators[plan.indicators["indicator"].str.startswith(start)]
    return {(row.indicator.removeprefix(start), row.year): row.value for row in rows.itertuples()}


def item(name: str, **mass: float):
    return replace(material(name, "item"), properties=material("x", **mass).properties)


def test_products_whose_mass_is_not_known_are_left_out_and_the_others_told() -> None:
    """Of 10 gadgets sold some scrap comes back by mass, but nobody knows what a gadget weighs. 90 of 100 crates come
    back, and of 4 t of pumps at 5 kg 0.8 t of scrap. What counts those in use is nothing that comes back."""
    made = plant(
        *(supply(f"{name}s", "A", name, price=5.0, take_all=False) for name in ("gadget", "crate", "pump")),
        market("kiosk", "A", "gadget", minimum=10.0, maximum=10.0),
        market("shops", "A", "crate", minimum=100.0, maximum=100.0),
        market("users", "A", "pump", minimum=800.0, maximum=800.0),
        market("yard", "A", ["scrap", "used", "in use"], 1.0),
        returns=(
            Return("shops", None, "in use", "A", 1, True, series(0.5), counts_use=True),
            Return("kiosk", None, "scrap", "A", 1, True, series(0.001)),
            Return("shops", None, "used", "A", 1, True, series(0.9)),
            Return("users", None, "scrap", "A", 1, True, series(0.001)),
        ),
        materials=(
            item("gadget"),
            item("crate"),
            item("used"),
            item("in use"),
            item("pump", item_mass=0.005),
            material("scrap"),
        ),
    )
    told = values(plan_of(made), "never comes back: ")
    assert told == pytest.approx({("crate (shops)", 1): 0.1, ("pump (users)", 1): 0.8})


def test_what_is_left_of_bounds_over_all_years() -> None:
    """10 t a year go to the dump, of which the town may bury 100 t in all: after two years 80 are left, after four 60.

    A bound of each year, a least and a share are no rooms that fill up.
    """
    dump, waste = (Quantity("market", "dump"),), (Quantity("material", "waste"),)
    made = plant(
        supply("bins", "A", "waste", 10.0),
        market("dump", "A", "waste", -1.0),
        at=times(hours=1.0, years=(2025, 2027)),
        limits=(
            Limit("yearly", dump, "year", maximum=series(50.0), unit="t"),
            Limit("least", dump, "total", minimum=series(1.0), unit="t"),
            Limit("share", dump, "total", basis="share", of=waste, maximum=series(1.0), unit="t"),
            Limit("airspace", dump, "total", maximum=series(100.0), unit="t"),
            Limit("used up", dump, "total", maximum=series(40.0), unit="t"),
        ),
    )
    told = values(plan_of(made), "left of: ")
    assert told == pytest.approx(
        {("airspace", 2025): 80, ("airspace", 2027): 60, ("used up", 2025): 20, ("used up", 2027): 0}
    )


AIRSPACE = """
plant: {name: kilograms, currency: EUR, years: "2025; 2027", discount_rate: 0 %}
materials: [{material: waste, unit: kg}]
sites: [{site: town}]
supplies: [{supply: bins, site: town, material: waste, amount: 10 t/year, take: all, price: 0 EUR/t}]
markets: [{market: dump, site: town, material: waste, price: -1 EUR/t}]
limits: [{limit: airspace, what: dump, when: total, maximum: 100 t}]
"""


def test_what_is_left_is_told_in_the_unit_typed(tmp_path: Path) -> None:
    """The same 100 t, of which 80 and 60 are left, where waste is counted in kilograms."""
    plan = planned(tmp_path, AIRSPACE)
    assert values(plan, "left of: ") == pytest.approx({("airspace", 2025): 80_000, ("airspace", 2027): 60_000})
    assert plan.indicators[plan.indicators["indicator"] == "left of: airspace"]["unit"].tolist() == ["kg", "kg"]
