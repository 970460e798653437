"""A store that opens with more than was ever put in, or keeps for good what must go somewhere, is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import cost, typed

YARD = """
plant: {name: yard, currency: EUR, slots: 4 months, TIMES}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, amount: 10 t/month, take: all, price: 0 EUR/t}]
stores: [{store: yard, site: a, material: w, STORE}]
markets: [{market: tip, site: a, material: w, price: -50 EUR/t}]
"""
ONE, ROADMAP = ", TIMES", ("slots: 4 months, TIMES", "slots: 12 months, years: [2025, 2027]")


@pytest.mark.parametrize(
    ("store", "price", "code"),
    [
        ("start: 0 t", 0, "stock-for-good"),  # 40 t that cost 2,000 EUR at the tip
        ("start: 0 t, capacity: 15 t", 1250, "stock-for-good"),
        ("start: 30 t, end: 0 t", 3500, "stock-from-nothing"),
        ("carry: yes", 2000, ""),
        ("capacity: 15 t", 2000, ""),
        ("start: 5 t, end: 5 t", 2000, ""),
        ("start: 0 t, end: 30 t", 500, ""),  # what the plant says is to be there at the end
    ],
)
def test_what_a_year_leaves_in_a_store_is_told(store: str, price: float, code: str, tmp_path: Path) -> None:
    made = typed(YARD, tmp_path, (ONE, ""), ("STORE", store))
    assert cost(made) == pytest.approx(price, abs=1e-6)
    told = [item.code for item in made.optimise().problem_list]
    assert told == ([code] if code else [])


@pytest.mark.parametrize(
    ("store", "code"),
    [
        ("start: 0 t, end: 30 t", "stock-for-good"),  # 30 t each year, of which the next one knows nothing
        ("start: 30 t, end: 0 t", "stock-from-nothing"),
        ("start: 10 t, end: 10 t", ""),
        ("carry: yes", ""),
    ],
)
def test_what_every_year_leaves_in_a_store_is_told(store: str, code: str, tmp_path: Path) -> None:
    plan = typed(YARD, tmp_path, ROADMAP, ("STORE", store)).optimise()
    assert [item.code for item in plan.problem_list] == ([code] if code else [])
