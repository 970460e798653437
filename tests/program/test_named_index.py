"""A variable's place by the words of the result tables, and what is said where there is none."""

from __future__ import annotations

import pytest

from mfo.errors import UsageError
from mfo.graph.arrays.flow_graph import FlowGraph
from mfo.graph.build import build_graph
from mfo.program.components.named_index import position_of

from ..plants import market, plant, supply, times


def graph_of(**more) -> FlowGraph:
    """Two markets for two materials: their deliveries are (shop, beer), (shop, bread), (pub, beer)."""
    return build_graph(
        plant(
            supply("brewery", "A", "beer", 5.0),
            supply("bakery", "A", "bread", 5.0),
            market("shop", "A", ["beer", "bread"], 1.0),
            market("pub", "A", "beer", 2.0),
            at=times(**more),
        )
    )


def place(graph: FlowGraph, *index: str | int, dimensions: int = 3) -> tuple[int, ...]:
    return position_of(graph, "delivery", graph.deliveries.market * 0 + range(3), dimensions, index)


@pytest.fixture(scope="module")
def roadmap() -> FlowGraph:
    return graph_of(slots=2, years=(2025, 2030))


def test_a_name_a_material_a_year_and_a_slot(roadmap: FlowGraph) -> None:
    assert place(roadmap, "shop", "bread", 2030, 1) == (1, 1, 0)
    assert place(roadmap, "pub", 2025, 2) == (2, 0, 1)
    assert place(roadmap, "pub", 2030, dimensions=2) == (2, 1)
    assert place(roadmap, "pub", dimensions=1) == (2,)


def test_a_single_year_or_slot_may_be_left_out() -> None:
    assert place(graph_of(), "pub") == (2, 0, 0)
    assert place(graph_of(slots=2), "pub", 2) == (2, 0, 1)
    assert place(graph_of(years=(2025, 2030)), "pub", 2030) == (2, 1, 0)


@pytest.mark.parametrize(
    ("index", "message", "remedy"),
    [
        (("shop", 2025, 1), "'shop' may be several.", "Say which: 'shop', 'beer', 'shop', 'bread'."),
        (("kiosk", 2025, 1), "This variable has no 'kiosk'.", "It has shop, pub."),
        (("pub", "bread", 2025, 1), "This variable has no 'pub', 'bread'.", "It has shop, pub."),
        (("pub",), "After the name come a year and a slot.", "Slots count from 1."),
        (("pub", 2025), "After the name come a year and a slot.", "Slots count from 1."),
        (("pub", 2026, 1), "There is no year 2026.", "There are 2025 to 2030."),
        (("pub", 2025, 0), "There is no slot 0.", "There are 1 to 2."),
        (("pub", 2025, 3), "There is no slot 3.", "There are 1 to 2."),
    ],
)
def test_what_is_not_there_is_said(roadmap: FlowGraph, index, message: str, remedy: str) -> None:
    with pytest.raises(UsageError) as caught:
        place(roadmap, *index)
    (problem,) = caught.value.problems
    assert (problem.message, problem.remedy) == (message, remedy)
