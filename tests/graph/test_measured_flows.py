"""What readings hold fixed, and which rules of a plan they outweigh."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from mfo.graph.build import build_graph
from mfo.graph.measured_flows import MeasuredFlow, equality, fixed_rows, graph_today, held_flows
from mfo.plant.model import Measurement, Plant, QualityLimit

from ..plants import link, market, material, mix, plant, series, store, supply


def works(*measurements: Measurement) -> Plant:
    """Wet waste that a press, a heap and a market take only below 30 % of water; it has 40 %."""
    tables = {"processes": "press", "stores": "heap", "markets": "tip"}
    return plant(
        supply("bin", "A", "waste", 2.0),
        mix("press", "A", ["waste"], {"board": 0.5}),
        store("heap", "A", "waste", 10.0),
        market("tip", "A", "waste", -9.0),
        market("shop", "A", "board", 8.0),
        link("A", "B", "waste"),
        materials=(material("waste", water=0.4),),
        quality=tuple(QualityLimit(table, at, "water", maximum=0.3) for table, at in tables.items()),
        measurements=measurements,
    )


def read(table: str, at: str, amount=1.0, material: str | None = None, role: str = "", **more) -> Measurement:
    return Measurement(table, at, material, role, more.pop("series", series(amount, "t/h")), **more)


@pytest.mark.parametrize(
    ("reading", "left"),
    [
        (read("processes", "press"), {"level", "delivery"}),
        (read("markets", "tip"), {"feed", "level"}),
        (read("markets", "shop"), {"feed", "level", "delivery"}),
        (read("links", "A > B"), {"feed", "level", "delivery"}),
    ],
)
def test_a_reading_outweighs_the_blending_rule_of_what_it_was_read_at(reading: Measurement, left: set[str]) -> None:
    """What a press took was not too wet for it; what lies in a heap, and what another market takes, keeps its rule."""
    made = works(reading)
    graph = build_graph(made)
    assert {row.family for row in graph.quality} == {"feed", "level", "delivery"}
    assert {row.family for row in graph_today(made, graph, held_flows(made, graph)).quality} == left


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        (series(1.0, "t/h", "24 t/d"), "t/d"),
        (series(1.0, "t/h", "1"), "t/h"),
        (series(1.0, "t/h", "some of it"), "t/h"),
        (replace(series(1.0, "t/h", "profile hours"), profile_unit="kg/h"), "kg/h"),
    ],
)
def test_a_reading_keeps_the_unit_that_it_was_typed_in(amount, unit: str) -> None:
    made = works(read("processes", "press", series=amount))
    (held,) = held_flows(made, build_graph(made))
    assert held.unit == unit


def test_what_is_read_is_held_and_a_reading_of_nothing_is_not() -> None:
    """A year of one slot: a single flow is held fixed, an output that follows from activity is a row, and what flows
    nowhere is neither."""
    made = works(
        read("supplies", "bin", 2.0),
        read("processes", "press", 0.25, "board", "out"),
        read("links", "A > B", 1.0, "board"),
    )
    fixed, rows = fixed_rows(held_flows(made, build_graph(made)))
    assert [(item.family, item.amount.tolist(), item.names) for item in fixed] == [("supply", [[[17_520.0]]], ("bin",))]
    assert [(row.name, row.lower.tolist(), row.upper.tolist()) for row in rows] == [
        ("measured press, out: board", [[2190.0]], [[2190.0]])
    ]


def test_a_slot_without_a_reading_is_free() -> None:
    """5 t in the first of two slots to 1 %, and nothing read in the second."""
    item = MeasuredFlow("pit", "supplies", "pit", None, (), np.array([[5.0, np.nan]]), None)
    row = equality(item, slack=0.01)
    assert row.lower.tolist() == [[4.95, -np.inf]]
    assert row.upper.tolist() == [[5.05, np.inf]]
