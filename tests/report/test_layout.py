"""Geometry of the Sankey diagram: widths to scale, loops as loops, labels apart."""

from __future__ import annotations

import re
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfo.report.facts.plan_view import Figures
from mfo.report.sankey.diagram import Diagram, build_diagram
from mfo.report.sankey.labels import text_width
from mfo.report.sankey.layers import arrange
from mfo.report.sankey.layout import LOOPS_TAKE, NODE_WIDTH, DiagramFrame, View, common_scale, lay_out, loop_room

from . import synthetic


def diagram_of(plan: object) -> Diagram:
    found = build_diagram(Figures(plan))
    assert found is not None
    return found


def label_boxes(diagram: Diagram, state: str, quantity: str) -> list[tuple[float, float, float, float, str]]:
    boxes = []
    for n, box in diagram.picture(state, quantity).boxes.items():
        lines = diagram.lines[n]
        amount = diagram.node_amount(n, state, quantity)
        width, height = max(text_width(line) for line in [*lines, amount]), 13.0 * (len(lines) + 1)
        left = box.label_x - width if box.anchor == "end" else box.label_x
        boxes.append((left, box.label_y - height / 2, left + width, box.label_y + height / 2, lines[0]))
    return boxes


@pytest.mark.parametrize(
    "plan", [synthetic.build(), synthetic.large(), synthetic.large(3, 4, 3), synthetic.large(90, 60, 80, 3)]
)
def test_labels_do_not_overlap(plan: object) -> None:
    diagram = diagram_of(plan)
    for state, quantity in diagram.drawn:
        for a, b in combinations(label_boxes(diagram, state, quantity), 2):
            apart = a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] + 0.01 or b[3] <= a[1] + 0.01
            assert apart, (a, b)


def test_widths_are_to_one_scale_in_all_states() -> None:
    """Nopal into the digester: 12,000 t under the plan, 6,000 t today; the ribbon is twice as wide."""
    diagram = diagram_of(synthetic.build((2025,), 1))
    edge = next(n for n, e in enumerate(diagram.network.edges) if e.material == "nopal" and e.target[1] == "Digester")
    widths = [diagram.picture(state, "mass").ribbons[edge][1] for state in ("plan", "today")]
    assert widths[0] == pytest.approx(2 * widths[1])


def test_a_recycling_loop_is_drawn_as_a_loop() -> None:
    """Recovered flour goes back from the dryer to the bakery: leftwards, under both of them, and nothing else does."""
    diagram = diagram_of(synthetic.build((2025,), 1))
    picture = diagram.picture("plan", "mass")
    names = [diagram.network.edges[e].material for e in picture.loops]
    assert "recovered flour" in names
    loop = next(e for e in picture.loops if diagram.network.edges[e].material == "recovered flour")
    source, target = diagram.edges[loop]
    assert picture.boxes[source].x > picture.boxes[target].x
    lowest = max(float(v) for v in re.findall(r"[VQ][\d.]+ ?([\d.]*)", picture.ribbons[loop][0]) if v)
    assert lowest > max(picture.boxes[n].y + picture.boxes[n].height for n in (source, target))


def test_money_is_amount_times_what_one_more_is_worth() -> None:
    """Electricity of the grid: 300 MWh a year at 2,100 MXN/MWh is 630,000 MXN."""
    diagram = diagram_of(synthetic.build((2025,), 1))
    edge = next(n for n, e in enumerate(diagram.network.edges) if e.source[1] == "Grid")
    size = diagram.sizes["money"][edge]
    assert size is not None
    assert size[diagram.states.index("plan")] == pytest.approx(300 * 2100)


networks = st.integers(2, 14).flatmap(
    lambda count: st.tuples(
        st.just(count),
        st.lists(
            st.tuples(st.integers(0, count - 1), st.integers(0, count - 1), st.floats(0.001, 1e6)),
            min_size=1,
            max_size=40,
        ),
    )
)


@settings(max_examples=60, deadline=None)
@given(networks)
def test_any_network_keeps_its_nodes_apart_and_its_widths(drawn: tuple[int, list[tuple[int, int, float]]]) -> None:
    """Cycles, self-loops and parallel ribbons included: every node has a place, none overlap, widths are to scale."""
    count, given_edges = drawn
    edges = [(s, t) for s, t, _ in given_edges]
    view = View([w for _, _, w in given_edges], [True] * len(edges))
    columns = arrange(count, edges, [w for _, _, w in given_edges], [False] * count)
    frame = DiagramFrame()
    scale = common_scale(columns, edges, [view], frame)
    picture = lay_out(columns, edges, view, scale, frame, loop_room(columns, edges, [view], scale))
    used = {n for edge in edges for n in edge}
    assert set(picture.boxes) == used
    assert set(picture.ribbons) == set(range(len(edges)))
    for e, (_, width) in picture.ribbons.items():
        assert width == pytest.approx(max(1.0, given_edges[e][2] * scale))
    for a, b in combinations(picture.boxes.values(), 2):
        beside = a.x + NODE_WIDTH <= b.x or b.x + NODE_WIDTH <= a.x
        assert beside or a.y + a.height <= b.y + 1e-6 or b.y + b.height <= a.y + 1e-6
    forward = [e for e in range(len(edges)) if e not in picture.loops]
    assert all(picture.boxes[edges[e][0]].x < picture.boxes[edges[e][1]].x for e in forward)


def test_a_loop_that_carries_most_does_not_fill_the_picture() -> None:
    """1,000 go round and 10 come and go: to the column's height alone the loop would be 460 px wide; it keeps to 64."""
    edges = [(0, 1), (1, 2), (2, 1), (2, 3)]
    view = View([10.0, 1010.0, 1000.0, 10.0], [True] * 4)
    columns = arrange(4, edges, [10.0, 1010.0, 1000.0, 10.0], [False, False, False, True])
    scale = common_scale(columns, edges, [view], DiagramFrame())
    picture = lay_out(columns, edges, view, scale, DiagramFrame(), loop_room(columns, edges, [view], scale))
    assert max(picture.ribbons[e][1] for e in picture.loops) <= 64.0 + 1e-6


def test_as_little_as_can_be_runs_backwards() -> None:
    """Of the ring of 4, 9 and 9 the 4 must run backwards, of 9 to and 3 fro the 3: 7. The heuristic alone leaves 12."""
    edges = [(0, 2), (1, 0), (1, 3), (2, 1), (3, 1)]
    assert arrange(4, edges, [4.0, 9.0, 9.0, 9.0, 3.0], [False] * 4).loops == {0, 4}


def test_many_columns_become_few_by_what_is_lightest() -> None:
    """A chain of 5 nodes whose third step is thin: in 4 columns that step alone does not run forwards."""
    edges = [(0, 1), (1, 2), (2, 3), (3, 4)]
    columns = arrange(5, edges, [9.0, 8.0, 1.0, 7.0], [False] * 5, most=4)
    assert len(columns.members) <= 4
    assert columns.loops == {2}


def test_what_is_never_drawn_takes_no_place() -> None:
    """Without the middle one of three steps the last two nodes and the first two are beside each other."""
    edges = [(0, 1), (1, 2), (2, 3), (4, 0)]
    columns = arrange(5, edges, [1.0] * 4, [False] * 5, absent={1, 3})
    assert [sorted(members) for members in columns.members] == [[0, 2], [1, 3]]
    assert columns.loops == set()


def test_loops_leave_the_columns_their_room() -> None:
    """Nine ways back of 900 each beside 10 that come and go: they take no more than the room kept for loops."""
    edges = [(0, 1), *[(1, n) for n in range(2, 11)], *[(n, 1) for n in range(2, 11)]]
    weights = [10.0, *[910.0] * 9, *[900.0] * 9]
    columns = arrange(11, edges, weights, [False] * 11)
    view, frame = View(weights, [True] * len(edges)), DiagramFrame()
    scale = common_scale(columns, edges, [view], frame)
    assert len(columns.loops) == 9
    assert sum(loop_room(columns, edges, [view], scale)) <= LOOPS_TAKE + 1e-6
