"""Sizes of stores and links as decisions, each plant solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.errors import SolverError
from mfo.program.constraints import sizes

from .written import codes, planned

TANK = """
    plant: {{name: tank, currency: EUR, slots: 2 days}}
    materials: [{{material: milk, unit: t}}]
    sites: [{{site: dairy}}]
    supplies:
      - {{supply: farms, site: dairy, material: milk, take: up to, price: asked}}
    stores:
      - {{store: tank, site: dairy, material: milk, start: 0 t, {columns}}}
    markets:
      - {{market: cheese, site: dairy, material: milk, price: 0 EUR/t, minimum: wanted, maximum: wanted}}
    profiles:
      - {{slot: 1, "asked [EUR/t]": 10, "wanted [t/d]": 0}}
      - {{slot: 2, "asked [EUR/t]": 30, "wanted [t/d]": 5}}
    """
BUILT = "capex: 365 EUR/t, lifetime: 1 year"  # two days of it: 2 EUR/t


@pytest.mark.parametrize(
    ("columns", "cost", "size"),
    [
        (BUILT, 5 * 10 + 5 * 2, 5),
        (f"{BUILT}, existing: 2 t", 50 + 3 * 2, 5),
        (f"{BUILT}, capacity: 4 t", 4 * 12 + 30, 4),
        (f"{BUILT}, unit_size: 3 t, capacity: 9 t", 50 + 6 * 2, 6),
        (f"{BUILT}, unit_size: 0.1 t, capacity: 0.3 t", 0.3 * 12 + 4.7 * 30, 0.3),  # three units, though rounded less
        (f"{BUILT}, fixed_cost: 182.5 EUR/year/t", 50 + 5 * 2 + 5 * 1, 5),
        (f"{BUILT}, fixed_cost: 1825 EUR/year, capacity: 9 t", 50 + 5 * 2 + 10, 5),
        (f"{BUILT}, fixed_cost: 18250 EUR/year, capacity: 9 t", 150, 0),  # the fixed cost is not worth it
        (f"{BUILT}, maximum_charge: 40 %/d", 50 + 12.5 * 2, 12.5),  # 5 t a day need 12.5 t of a tank so slow
        ("capacity: 5 t, fixed_cost: 1825 EUR/year", 50 + 10, None),
        ("capacity: 5 t, fixed_cost: 182.5 EUR/year/t", 50 + 5, None),
    ],
)
def test_a_store_is_as_large_as_it_pays(columns: str, cost: float, size: float | None, tmp_path: Path) -> None:
    """Proves: capital, what exists, the most, whole units, both fixed costs and a power by size. A tonne bought a day
    earlier saves 20 EUR."""
    plan = planned(tmp_path, TANK.format(columns=columns))
    assert plan.objective == pytest.approx(cost, rel=1e-9)
    if size is not None:
        assert plan.sizes["in_place"].to_numpy() == pytest.approx([size], abs=1e-9)
        assert plan.sizes["unit"].tolist() == ["t"]


PIPE = """
    plant: {{name: pipe, currency: EUR, slots: 2 days}}
    materials: [{{material: water, unit: t}}, {{material: brine, unit: t}}]
    sites: [{{site: well}}, {{site: works}}]
    supplies:
      - {{supply: well, site: well, material: water, take: up to, price: 10 EUR/t}}
      - {{supply: salt well, site: well, material: brine, take: up to, price: 10 EUR/t}}
      - {{supply: mains, site: works, material: water, take: up to, price: 30 EUR/t}}
    links:
      - {{link: pipe, from: well, to: works, material: {carried}, distance: 10 km, cost_per_amount: 0 EUR/t, {columns}}}
    markets:
      - {{market: boilers, site: works, material: water, price: 0 EUR/t, minimum: 5 t/d, maximum: 5 t/d}}
      - {{market: softener, site: works, material: brine, price: 14 EUR/t, maximum: 1 t/d}}
    """


@pytest.mark.parametrize(
    ("carried", "columns", "cost", "size"),
    [
        ("water", "capex: 365 EUR/(t/d), lifetime: 1 year", 100 + 5 * 2, 5),
        ("water", "capex: 36.5 EUR/(t/d)/km, lifetime: 1 year", 100 + 5 * 2, 5),
        ("water", "capex: 365 EUR/(t/d), lifetime: 1 year, existing: 2 t/d", 100 + 3 * 2, 5),
        ("water", "capex: 365 EUR/(t/d), lifetime: 1 year, capacity: 4 t/d", 80 + 60 + 4 * 2, 4),
        ("water", "capex: 365 EUR/(t/d), lifetime: 1 year, unit_size: 3 t/d, capacity: 9 t/d", 100 + 6 * 2, 6),
        ("water", "capex: 365 EUR/(t/d), lifetime: 1 year, fixed_cost: 182.5 EUR/year/(t/d)", 100 + 5 * 3, 5),
        ("water", "capex: 365 EUR/(t/d), lifetime: 1 year, fixed_cost: 1825 EUR/year, capacity: 9 t/d", 100 + 20, 5),
        # One size for both: a tonne of brine a day earns 4 EUR, twice, and takes 2 EUR of pipe.
        ("[water, brine]", "capex: 365 EUR/(t/d), lifetime: 1 year", 100 + 6 * 2 - 8, 6),
    ],
)
def test_a_link_is_as_large_as_it_pays(carried: str, columns: str, cost: float, size: float, tmp_path: Path) -> None:
    """Proves: the same columns on links, capital by km of the way, and one size for all that a link carries."""
    plan = planned(tmp_path, PIPE.format(carried=carried, columns=columns))
    assert plan.objective == pytest.approx(cost, rel=1e-9)
    per_day = plan.sizes["in_place"] * (24 if plan.sizes["unit"].tolist() == ["t/h"] else 1)
    assert per_day.to_numpy() == pytest.approx([size], rel=1e-9)
    spent = plan.ledger[(plan.ledger["effect"] == "cost") & (plan.ledger["category"] == "capital")]
    assert set(spent["element"]) == {"pipe"}


def test_sizes_retire_and_are_built_again(tmp_path: Path) -> None:
    """Proves: a tank of a year's life is paid for in 2025, in which the stock is carried over, not in 2026, in which
    it is used up: 5 t at 10 EUR/t, kept for 4 EUR/t. Bought in 2026 150 EUR."""
    text = """
        plant: {name: tank, currency: EUR, years: [2025, 2026]}
        materials: [{material: milk, unit: t}]
        sites: [{site: dairy}]
        supplies: [{supply: farms, site: dairy, material: milk, take: up to, price: asked}]
        stores:
          - {store: tank, site: dairy, material: milk, start: 0 t, carry: yes, capex: capital, lifetime: 1 year}
        markets:
          - {market: cheese, site: dairy, material: milk, price: 0 EUR/t, minimum: wanted, maximum: wanted}
        profiles:
          - {year: 2025, "asked [EUR/t]": 10, "wanted [t/year]": 0, "capital [EUR/t]": 4}
          - {year: 2026, "asked [EUR/t]": 30, "wanted [t/year]": 5, "capital [EUR/t]": 9}
        """
    plan = planned(tmp_path, text)
    assert plan.objective == pytest.approx(5 * 10 + 5 * 4, rel=1e-9)
    assert plan.sizes["built"].tolist() == pytest.approx([5, 0])
    assert plan.sizes["in_place"].tolist() == pytest.approx([5, 0])


def test_a_program_that_forgets_what_was_built_gives_no_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the certificate follows by itself what is in place."""
    monkeypatch.setattr(sizes, "add_rows", lambda builder: None)
    with pytest.raises(SolverError, match="capacity built is off"):
        planned(tmp_path, TANK.format(columns=BUILT))


@pytest.mark.parametrize(
    ("columns", "code", "column"),
    [
        ("capex: 365 EUR/t", "value-missing", "lifetime"),
        (f"{BUILT}, existing: 5 t, capacity: 4 t", "existing-above-capacity", "existing"),
        (f"{BUILT}, fixed_cost: 3 EUR/year", "capacity-missing", "capacity"),
        (f"{BUILT}, capacity: room", "capacity-by-slot", "capacity"),
        (f"{BUILT}, build: 2031", "year-unknown", "build"),
        ("capex: 365 EUR/(t/d), lifetime: 1 year", "unit-dimension", "capex"),
    ],
)
def test_what_lacks_something_is_refused_at_its_cell(columns: str, code: str, column: str, tmp_path: Path) -> None:
    """Proves: no lifetime, more than the most, no largest size, a size by slot, no milestone, a wrong unit are told."""
    text = TANK.replace('"asked [EUR/t]": 10,', '"asked [EUR/t]": 10, "room [t]": 3,')
    text = text.replace('"asked [EUR/t]": 30,', '"asked [EUR/t]": 30, "room [t]": 4,')
    assert column in codes(tmp_path, text.format(columns=columns))[code]
