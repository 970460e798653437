"""Two rows of one pair of sites with different materials need no names: the material tells them apart.

By hand: 2 t of straw at 3 MXN/t and 1 t of dung at 5 MXN/t are carried from the farm to the town for 11 MXN/d.
"""

from __future__ import annotations

import pytest

import mfo

PLANT = {
    "plant": [{"setting": "name", "value": "pair"}, {"setting": "currency", "value": "MXN"}],
    "materials": [{"material": "straw", "unit": "t"}, {"material": "dung", "unit": "t"}],
    "sites": [{"site": "farm"}, {"site": "town"}],
    "supplies": [
        {
            "supply": "harvest",
            "site": "farm",
            "material": "straw",
            "amount": "2 t/d",
            "take": "all",
            "price": "0 MXN/t",
        },
        {"supply": "stable", "site": "farm", "material": "dung", "amount": "1 t/d", "take": "all", "price": "0 MXN/t"},
    ],
    "markets": [
        {"market": "mill", "site": "town", "material": "straw", "price": "0 MXN/t"},
        {"market": "garden", "site": "town", "material": "dung", "price": "0 MXN/t"},
    ],
    "links": [
        {"from": "farm", "to": "town", "material": "straw", "distance": "9 km", "cost_per_amount": "3 MXN/t"},
        {"from": "farm", "to": "town", "material": "dung", "distance": "9 km", "cost_per_amount": "5 MXN/t"},
    ],
    "scenarios": [
        {
            "scenario": "dear",
            "table": "links",
            "row": "farm > town: dung",
            "column": "cost_per_amount",
            "value": "7 MXN/t",
        }
    ],
}


def test_each_row_is_a_link_named_by_its_material() -> None:
    plan = mfo.read(PLANT).optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(11 * 365)
    names = set(plan.flows["element"])
    assert {"farm > town: straw", "farm > town: dung"} <= names


def test_a_scenario_finds_the_row_by_its_material() -> None:
    assert mfo.read(PLANT, scenario="dear").optimise().totals["cost"]["value"] == pytest.approx(13 * 365)


def test_one_material_twice_is_still_refused() -> None:
    twice = PLANT | {"links": [*PLANT["links"], PLANT["links"][1]]}
    with pytest.raises(mfo.PlantError, match="second link `farm > town`"):
        mfo.read(twice)
