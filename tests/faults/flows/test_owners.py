"""Who pays and who gains: sales, gate fees and costs by owner, by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .plants import plan_of, text_of

NAME = "owner_ledger_of_outside_market"


def by_owner(plan: Any) -> dict[str, float]:
    lines = plan.ledger[plan.ledger["effect"] == "cost"]
    return {str(owner): float(amount) for owner, amount in lines.groupby("owner")["amount"].sum().items() if amount}


def test_the_sale_is_the_mills(tmp_path: Path) -> None:
    """8.6 t/d of board are sold at 6,800 MXN/t and sent for 50; pulping 10 t/d costs 900 MXN/t: all the mill's."""
    plan = plan_of(text_of(NAME), tmp_path)
    assert by_owner(plan) == pytest.approx({"The mill": 365 * (-8.6 * 6800 + 8.6 * 50 + 10 * 900)})
    changes = plan.changes.set_index("element")["owner"]
    assert changes["box maker"] == "The mill"
    assert changes["landfill"] == "The town"


def test_a_gate_fee_is_the_senders(tmp_path: Path) -> None:
    """A tip of the town takes what the mill sends: the mill pays 650 MXN/t and the way there."""
    text = text_of(NAME)
    text = text.replace(
        "  - {process: landfill, site: tip, model: recipe, route: landfill, variable_cost: 650 MXN/t}\n", ""
    )
    text = text.replace("  - {process: landfill, material: old board, role: in, amount: 1 t/t}\n", "")
    text = text.replace(
        "markets:\n",
        "markets:\n  - {market: gate, site: tip, material: old board, price: -650 MXN/t, route: landfill}\n",
    ).replace("900 MXN/t}\n", "900 MXN/t, capacity: 4 t/d}\n")
    plan = plan_of(text, tmp_path)
    expected = 365 * (4 * 900 + 6 * (650 + 50) - 4 * 0.86 * (6800 - 50))
    assert by_owner(plan) == pytest.approx({"The mill": expected})


def test_each_row_can_name_who_pays(tmp_path: Path) -> None:
    """The buyer fetches the board, a haulier runs the pulper for the mill, and the town sells what is made."""
    text = text_of(
        NAME,
        ("to: outside, material: board,", "to: outside, owner: The buyer, material: board,"),
        ("variable_cost: 900 MXN/t", "variable_cost: 900 MXN/t, owner: The contractor"),
        ("price: 6800 MXN/t", "price: 6800 MXN/t, owner: The town"),
        ("take: all, price: 0 MXN/t", "take: all, price: 100 MXN/t, owner: The union"),
    )
    plan = plan_of(text, tmp_path)
    assert by_owner(plan) == pytest.approx(
        {
            "The buyer": 365 * 8.6 * 50,
            "The contractor": 365 * 10 * 900,
            "The town": -365 * 8.6 * 6800,
            "The union": 365 * 10 * 100,
        }
    )


def two_sellers(owner: str = "") -> str:
    return f"""
plant: {{name: dairy, currency: EUR}}
materials: [{{material: milk, unit: t}}]
sites: [{{site: a, owner: A}}, {{site: b, owner: B}}, {{site: dairy, owner: D}}]
supplies:
  - {{supply: herd a, site: a, material: milk, amount: 10 t/d, take: all, price: 1 EUR/t}}
  - {{supply: herd b, site: b, material: milk, amount: 20 t/d, take: all, price: 1 EUR/t}}
  - {{supply: own herd, site: dairy, material: milk, amount: 10 t/d, take: all, price: 1 EUR/t}}
links: [{{from: a; b, to: dairy, material: milk, cost_per_amount: 2 EUR/t}}]
markets: [{{market: shops, site: dairy, material: milk, price: 400 EUR/t{owner}}}]
"""


def test_what_several_bring_is_shared_by_what_each_brought(tmp_path: Path) -> None:
    """40 t/d at 400 EUR/t: a quarter is A's, half B's, and a quarter that of the dairy's own herd."""
    plan = plan_of(two_sellers(), tmp_path)
    assert by_owner(plan) == pytest.approx(
        {
            "A": 365 * (10 * 3 - 10 * 400),
            "B": 365 * (20 * 3 - 20 * 400),
            "D": 365 * (10 - 10 * 400),
        }
    )
    assert sum(by_owner(plan).values()) == pytest.approx(plan.totals["cost"]["value"])


def test_a_market_that_names_its_owner_is_that_owners(tmp_path: Path) -> None:
    plan = plan_of(two_sellers(", owner: D"), tmp_path)
    assert by_owner(plan)["D"] == pytest.approx(365 * (10 - 40 * 400))


def test_a_limit_over_an_owner_counts_what_is_theirs(tmp_path: Path) -> None:
    """The town's purse, over what it owns and over what it pays for, allows 30 t/d of 40 at 10 EUR/t."""
    text = """
plant: {name: purse, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: yard, owner: Firm}]
supplies: [{supply: bins, site: yard, material: waste, amount: 40 t/d, take: all, price: 0 EUR/t}]
processes:
  - {process: cheap, site: yard, model: recipe, variable_cost: 10 EUR/t, owner: Town}
  - {process: dear, site: yard, model: recipe, variable_cost: 30 EUR/t}
recipes: [{process: cheap, material: waste, role: in}, {process: dear, material: waste, role: in}]
limits: [{limit: purse, what: cost, over: Town, maximum: 300 EUR/d}]
"""
    assert by_owner(plan_of(text, tmp_path)) == pytest.approx({"Town": 365 * 300, "Firm": 365 * 300})


def test_an_owner_that_is_nearly_another_is_told(tmp_path: Path) -> None:
    plan = plan_of(text_of(NAME, ("price: 6800 MXN/t", "price: 6800 MXN/t, owner: The mil")), tmp_path)
    (told,) = plan.problems[plan.problems["code"] == "owner-near"].itertuples()
    assert told.message == "`The mil` owns no site and is taken as an owner of its own."
    assert "The mill" in told.remedy
    assert "markets" in told.where
