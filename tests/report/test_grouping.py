"""Fewer nodes without losing anything: by site and firm, one place opened, the smallest of one unit gathered."""

from __future__ import annotations

import pytest

from mfo.report.facts.plan_view import Figures
from mfo.report.sankey.grouping import OUTSIDE, by_place, gathered, opened, places_of
from mfo.report.sankey.network import Network, build_network
from mfo.report.sankey.pictures import MOST, pictures_of

from . import synthetic
from .test_network import row

HOLDS = {"grain": {"mass": 1.0}, "heat": {"mass": None, "energy": 1.0}}


def park() -> Network:
    """A brewery that buys grain and gives spent grain to a farm; 5 MWh of heat stay within the brewery."""
    rows = [
        row("grain bought", "supply", "grain", "gives", 10, site="brewery"),
        row("brewing", "process", "grain", "takes", 10, site="brewery"),
        row("brewing", "process", "spent grain", "gives", 8, site="brewery"),
        row("boiler", "process", "heat", "gives", 5, site="brewery"),
        row("brewing", "process", "heat", "takes", 5, site="brewery"),
        row("cart", "link", "spent grain", "takes", 8, site="brewery"),
        row("cart", "link", "spent grain", "gives", 8, site="farm"),
        row("cows", "market", "spent grain", "takes", 8, site="farm"),
    ]
    return build_network({"plan": rows})


def flows(network: Network) -> dict[tuple[str, str, str], float]:
    nodes = network.nodes
    return {(nodes[e.source].name, nodes[e.target].name, e.material): float(e.amounts[0]) for e in network.edges}


def test_places_take_from_outside_and_give_to_one_another() -> None:
    places = by_place(park(), "site", "outside", lambda route: route or "use")
    assert flows(places.network) == {
        ("outside", "brewery", "grain"): 10.0,
        ("brewery", "farm", "spent grain"): 8.0,
    }
    assert OUTSIDE in places.network.nodes


def test_a_place_is_opened_beside_the_others() -> None:
    network = park()
    places = by_place(network, "site", "outside", lambda route: route or "use")
    inside = places.inside["site", "brewery"]
    assert flows(opened(network, inside, places.network, places.became)) == {
        ("grain bought", "brewing", "grain"): 10.0,
        ("boiler", "brewing", "heat"): 5.0,
        ("brewing", "farm", "spent grain"): 8.0,
    }


def test_what_is_opened_stands_in_the_order_of_the_plan() -> None:
    """As a set of names, it would stand in another order in each process, and no two reports of a plan be the same."""
    rows = [row(f"field {n}", "supply", "grain", "gives", 1, site="farm") for n in range(40)]
    rows += [row(f"mill {n}", "process", "grain", "takes", 8, site="farm") for n in range(5)]
    rows += [row("cart", "link", "flour", "takes", 1, site="farm"), row("mill 0", "process", "flour", "gives", 1)]
    network = build_network({"plan": rows})
    places = by_place(network, "site", "outside", lambda route: route or "use")
    shown = opened(network, places.inside["site", "farm"], places.network, places.became)
    order = list(network.nodes)
    inside = [key for key in shown.nodes if key in order]
    assert len(inside) > 40
    assert inside == [key for key in order if key in inside]


def test_the_smallest_of_one_unit_are_gathered() -> None:
    """Ten supplies of 1 to 10 t and three of heat: heat of 1,000 MWh is not called larger than grain, nor gathered."""
    rows = [row(f"s{n}", "supply", "grain", "gives", n) for n in range(1, 11)]
    rows += [row(f"h{n}", "supply", "heat", "gives", 1000 * n) for n in range(1, 4)]
    rows += [row("p", "process", "grain", "takes", 55), row("p", "process", "heat", "takes", 6000)]
    found, became = gathered(build_network({"plan": rows}), 9, HOLDS, lambda count: f"{count} others")
    assert len(found.nodes) == 9
    (others,) = [node for node in found.nodes.values() if node.members]
    assert others.name == "6 others"
    assert sorted(others.members) == ["s1", "s2", "s3", "s4", "s5", "s6"]
    assert flows(found)["6 others", "p", "grain"] == pytest.approx(1 + 2 + 3 + 4 + 5 + 6)
    assert sum(1 for after in became.values() if after == others.key) == 6


def test_owners_are_those_of_the_site_where_a_pool_has_none() -> None:
    rows = [
        {**row("a", "supply", "m", "gives", 3), "owner": "Alba"},
        {**row("b", "supply", "m", "gives", 4), "owner": "Alba"},
        row("q", "market", "m", "takes", 4),
        row("r", "market", "m", "takes", 3),
    ]
    network = build_network({"plan": rows})
    assert set(places_of(network, "owner").values()) == {"Alba"}


@pytest.mark.parametrize("plan", [synthetic.build(), synthetic.large(), synthetic.large(120, 90, 120)])
def test_no_picture_begins_with_more_than_forty_nodes(plan: object) -> None:
    found = pictures_of(Figures(plan))
    assert found is not None
    assert len(found.grouped[found.first].network.nodes) <= MOST
    for name in {name for diagram in found.grouped.values() for name in diagram.opens.values()}:
        assert name in found.opened
    assert all(len(diagram.network.nodes) <= 2 * MOST + 4 for diagram in found.opened.values())
