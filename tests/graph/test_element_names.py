"""What a row or a flow of the graph is called, where positions of links and of what they carry are not the same."""

from __future__ import annotations

from mfo.graph.arrays.element_names import element
from mfo.graph.build import build_graph

from ..plants import link, market, plant, store, supply


def test_links_that_carry_several_materials_are_told_apart_from_their_flows() -> None:
    """The first link carries two materials and the second one: flows 0 and 1 are the first's, flow 2 the other's."""
    made = plant(
        supply("farm", "A", "straw", 1.0),
        supply("field", "A", "hay", 1.0),
        link("A", "B", ["straw", "hay"]),
        link("B", "C", "hay"),
        market("stable", "B", "straw"),
        market("barn", "C", "hay"),
    )
    graph = build_graph(made)
    flows = [element(graph, "arc", member) for member in range(3)]
    assert [(flow.name, flow.material) for flow in flows] == [("A > B", "straw"), ("A > B", "hay"), ("B > C", "hay")]
    links = [element(graph, "link", row) for row in range(2)]
    assert [(each.name, each.site) for each in links] == [("A > B", "A"), ("B > C", "B")]


def test_stores_that_hold_one_material_or_several_are_told_apart_from_their_stocks() -> None:
    """The first store holds one material and the second two: stock 0 is the first's, stocks 1 and 2 the other's."""
    made = plant(
        supply("farm", "A", "straw", 1.0),
        supply("field", "A", "hay", 1.0),
        store("barn", "A", "hay"),
        store("loft", "A", ["straw", "hay"]),
        market("stable", "A", "straw"),
        market("neighbour", "A", "hay"),
    )
    graph = build_graph(made)
    stocks = [element(graph, "stock", member) for member in range(3)]
    assert [(each.name, each.material) for each in stocks] == [("barn", "hay"), ("loft", "straw"), ("loft", "hay")]
    assert [element(graph, "store", row).name for row in range(2)] == ["barn", "loft"]
