"""Least loads that leave no room, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.errors import Findings, Where
from mfo.graph.build import build_graph
from mfo.graph.checks.never_used import check_least_loads

from ..plants import link, market, mix, plant, series, supply, times


def told(*rows, slots: int = 1) -> list[str]:
    findings = Findings()
    ends = supply("bin", "A", "waste", 9.0), market("tip", "B", "waste")
    check_least_loads(plant(*ends, *rows, at=times(slots)), findings)
    return [problem.message for problem in findings.warnings]


@pytest.mark.parametrize(
    ("least", "more", "idle"),
    [
        (0.6, {"availability": series(0.5)}, True),
        (0.5, {"availability": series(0.5)}, False),
        (0.6, {"availability": series([0.5, 0.7])}, False),
        (0.6, {"capacity": series([4.0, 10.0])}, False),
        (0.6, {"capacity": series([4.0, 10.0]), "availability": series([1.0, 0.5])}, True),
        (0.6, {"capacity": series(10.0), "capex": series(5.0), "availability": series(0.5)}, True),
        (0.6, {"availability": series(0.0)}, False),  # it is switched off, which is meant
    ],
)
def test_a_process_whose_least_load_is_more_than_it_can_ever_do(least: float, more, idle: bool) -> None:
    press = mix("press", "A", ["waste"], {}, minimum_load=series(least), **{"capacity": series(10.0), **more})
    messages = told(press, slots=2)
    assert ["it never runs" in message for message in messages] == [True] * idle
    assert not idle or "more than the 50 % of its capacity" in messages[0]


@pytest.mark.parametrize(
    ("least", "capacity", "idle"),
    [
        (series(6.0), series(5.0), True),
        (series(5.0), series(5.0), False),
        (series([6.0, 6.0]), series([5.0, 6.0]), False),
        (series(6.0), None, False),
        (None, series(5.0), False),
        (series(6.0), series(0.0), False),
    ],
)
def test_a_link_whose_least_load_is_more_than_its_capacity(least, capacity, idle: bool) -> None:
    messages = told(link("A", "B", "waste", minimum_load=least, capacity=capacity), slots=2)
    assert messages == ["`minimum_load` of 'A > B' is more than its `capacity`: nothing can ever be sent."] * idle


def test_a_year_without_capacity_is_no_room() -> None:
    """Closed in the first year and half out of order in the second: at 60 % it never runs. Nothing is divided by 0."""
    findings = Findings()
    more = {"capacity": series([[0.0], [10.0]]), "availability": series(0.5), "minimum_load": series(0.6)}
    press = mix("press", "A", ["waste"], {}, **more)
    rows = supply("bin", "A", "waste", 9.0), market("tip", "A", "waste"), press
    check_least_loads(plant(*rows, at=times(1, years=(2025, 2026))), findings)
    assert ["it never runs" in problem.message for problem in findings.warnings] == [True]


def test_a_row_of_links_is_told_of_once() -> None:
    """Two ways from one row of the table: the first is named, and a second finding would say nothing new."""
    row = Where("links.csv", None, 2)
    ways = [link("A", end, "waste", minimum_load=series(6.0), capacity=series(5.0), where=row) for end in ("B", "C")]
    assert [message.split("'")[1] for message in told(*ways)] == ["A > B"]


@pytest.mark.parametrize(
    ("more", "least"),
    [
        ({}, 0.0),
        ({"start_cost": series(7.0)}, 1e-4),
        ({"use_cost": series(7.0)}, 1e-4),
        ({"minimum_down": 2.0}, 1e-4),
        ({"start_cost": series(7.0), "minimum_load": series([0.0, 0.3])}, [1e-4, 0.3]),
    ],
)
def test_what_costs_to_start_is_off_where_it_does_nothing(more, least) -> None:
    """A ten-thousandth of the capacity at least, else it would stand by at nothing, and never start again."""
    press = mix("press", "A", ["waste"], {}, capacity=series(10.0), **more)
    graph = build_graph(plant(supply("bin", "A", "waste", 9.0), press, at=times(2)))
    assert graph.processes.minimum_load[0].tolist() == [np.broadcast_to(least, 2).tolist()]
