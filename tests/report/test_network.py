"""The network behind the diagram, on flows small enough to follow by hand."""

from __future__ import annotations

from typing import Any

import numpy as np

from mfo.report.sankey.network import build_network

from . import synthetic


def row(
    element: str, kind: str, material: str, direction: str, amount: float, site: str = "S", route: str = ""
) -> dict[str, Any]:
    return {
        "element": element,
        "kind": kind,
        "route": route,
        "site": site,
        "owner": "",
        "material": material,
        "direction": "into pool" if direction == "gives" else "out of pool",
        "amount": amount,
        "unit": "t",
    }


def arrows(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], float]:
    network = build_network({"plan": rows})
    names = {key: node.name if node.kind != "pool" else f"[{node.name}]" for key, node in network.nodes.items()}
    return {(names[e.source], names[e.target], e.material): float(e.amounts[0]) for e in network.edges}


def test_one_deliverer_is_joined_to_every_taker() -> None:
    rows = [
        row("a", "supply", "m", "gives", 10),
        row("p", "process", "m", "takes", 7),
        row("q", "market", "m", "takes", 3),
    ]
    assert arrows(rows) == {("a", "p", "m"): 7, ("a", "q", "m"): 3}


def test_several_on_both_sides_meet_in_a_pool() -> None:
    """Proves that nobody is said to feed anybody where the plan does not say so."""
    rows = [
        row("a", "supply", "m", "gives", 6),
        row("b", "supply", "m", "gives", 4),
        row("p", "process", "m", "takes", 7),
        row("q", "market", "m", "takes", 3),
    ]
    assert arrows(rows) == {("a", "[m]", "m"): 6, ("b", "[m]", "m"): 4, ("[m]", "p", "m"): 7, ("[m]", "q", "m"): 3}


def test_a_link_becomes_its_ribbon_and_what_arrives_counts() -> None:
    rows = [
        row("a", "supply", "m", "gives", 10),
        row("truck", "link", "m", "takes", 10),
        row("truck", "link", "m", "gives", 9, site="T"),
        row("q", "market", "m", "takes", 9, site="T"),
    ]
    network = build_network({"plan": rows})
    assert [(e.source, e.target, e.via, float(e.amounts[0])) for e in network.edges] == [
        (("supply", "a"), ("market", "q"), ("truck",), 9.0)
    ]


def test_a_store_shows_what_it_adds_over_the_year_only() -> None:
    rows = [
        row("a", "supply", "m", "gives", 10),
        row("tank", "store", "m", "takes", 8),
        row("tank", "store", "m", "gives", 5),
        row("q", "market", "m", "takes", 7),
    ]
    assert arrows(rows) == {("a", "tank", "m"): 3, ("a", "q", "m"): 7}


def test_what_comes_back_leaves_the_market_it_was_sold_in() -> None:
    rows = [
        row("maker", "process", "crate", "gives", 10),
        row("shops", "market", "crate", "takes", 10),
        row("shops", "return", "used crate", "gives", 8),
        row("maker", "process", "used crate", "takes", 8),
    ]
    assert arrows(rows) == {("maker", "shops", "crate"): 10, ("shops", "maker", "used crate"): 8}


def test_states_share_one_network() -> None:
    today = [row("a", "supply", "m", "gives", 4), row("q", "market", "m", "takes", 4)]
    plan = [row("a", "supply", "m", "gives", 6), row("p", "process", "m", "takes", 6)]
    network = build_network({"today": today, "plan": plan})
    amounts = {e.target[1]: e.amounts.tolist() for e in network.edges}
    assert amounts == {"q": [4.0, 0.0], "p": [0.0, 6.0]}


def test_what_enters_the_picture_leaves_a_process_or_the_picture() -> None:
    """Sums by material are those of the flows, whatever was joined."""
    plan = synthetic.build((2025,), 1)
    rows = plan.tables["flows"].to_dict("records")
    network = build_network({"plan": rows})
    for material in {edge.material for edge in network.edges}:
        drawn = sum(e.amounts[0] for e in network.edges if e.material == material and e.source[0] != "pool")
        given = sum(
            r["amount"]
            for r in rows
            if r["material"] == material and r["direction"] == "into pool" and r["kind"] not in ("link", "store")
        )
        assert np.isclose(drawn, given)
