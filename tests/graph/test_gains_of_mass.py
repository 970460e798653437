"""How much more comes out of a process than goes in, and which stocks swallow what is put in, by hand."""

from __future__ import annotations

import pytest

from mfo.graph.arrays.index import Index
from mfo.graph.build import build_graph
from mfo.graph.checks.cycle_loss import _lossy_stocks, loss_loops, may_lose
from mfo.graph.checks.mass_gain import gains

from ..plants import market, mix, plant, recipe, series, store, supply

KNOWN = {"x": 1.0, "y": 1.0, "z": 0.5, "heat": 0.0}


@pytest.mark.parametrize(
    ("made", "ratios"),
    [({"y": 1.2}, [1.2]), ({"y": 1.0}, []), ({"y": 1.09}, []), ({"y": 1.0, "z": 0.4}, [1.2]), ({"heat": 9.0}, [])],
)
def test_a_fifth_more_is_told_and_what_lies_within_the_tolerance_is_not(made, ratios: list[float]) -> None:
    assert [ratio for _, ratio in gains(recipe("p", "A", {"x": 1.0}, made), KNOWN, 0.1)] == pytest.approx(ratios)


def test_of_a_mix_each_input_must_gain_where_outputs_are_those_of_the_mix() -> None:
    """A tonne of x or two of z are a tonne; 0.8 of y come of either in a mix: z gains, x may bring what it lacks."""
    assert gains(mix("p", "A", ["x", "z"], {"y": 0.8}), KNOWN, 0.1) == []
    assert [cause for cause, _ in gains(mix("p", "A", ["x", "z"], {"y": 1.2}), KNOWN, 0.1)] == ["x", "z"]
    apart = mix("p", "A", ["x", "z"], {"y": {"x": 0.8, "z": 0.8}})
    assert gains(apart, KNOWN, 0.1) == [("z", pytest.approx(1.6))]


@pytest.mark.parametrize(
    ("heap", "swallows"),
    [
        ({"loss": series(1e-5)}, True),  # what it loses comes in again each year, without end
        ({}, False),
        ({"loss": series(1e-5), "start": 0.0}, False),  # it keeps 92 % of what it opens with
        ({"loss": series(1e-5), "end": 0.0}, False),
        ({"loss": series(1e-3), "start": 0.0}, True),  # it keeps 0.02 %
    ],
)
def test_which_stocks_can_swallow_what_is_put_in(heap, swallows: bool) -> None:
    made = plant(supply("bin", "A", "x"), store("heap", "A", "x", **heap), market("tip", "A", "x"))
    assert _lossy_stocks(Index(made, build_graph(made))).tolist() == [0] * swallows


def test_a_process_that_loses_what_it_takes_in_again_is_found_beside_others() -> None:
    """A tonne an hour at 5 EUR, or round and round through a drier until nothing is left: 8,760 t a year vanish.
    The press beside it loses nothing, and once what is dried goes by another name nothing can."""
    rows = (
        supply("bin", "A", "wet", 1.0),
        market("tip", "A", "wet", -5.0),
        supply("field", "A", "seed", 1.0),
        recipe("press", "A", {"seed": 1.0}, {"oil": 1.0}),
        market("shop", "A", "oil", 1.0),
    )
    made = plant(*rows, mix("drier", "A", ["wet"], {"wet": 0.8}))
    index = Index(made, build_graph(made))
    assert may_lose(index)
    assert [(loop.elements, loop.amount) for loop in loss_loops(index)] == [(("drier",), pytest.approx(8760))]
    sound = plant(*rows, mix("drier", "A", ["wet"], {"dry": 0.8}), market("heap", "A", "dry"))
    assert not may_lose(Index(sound, build_graph(sound)))


@pytest.mark.parametrize(("beside", "told"), [(1e5, True), (1e7, False)])
def test_a_loss_below_a_millionth_of_the_largest_flow_is_not_told(beside: float, told: bool) -> None:
    """A tonne an hour may vanish, for which a thousand go round: beside 100,000 that move it is told, beside ten
    millions it is not."""
    rows = supply("bin", "A", "wet", 1.0), market("tip", "A", "wet", -5.0), mix("drier", "A", ["wet"], {"wet": 0.999})
    made = plant(*rows, supply("pit", "A", "sand", beside), market("dam", "A", "sand"))
    assert [loop.elements for loop in loss_loops(Index(made, build_graph(made)))] == [("drier",)] * told
