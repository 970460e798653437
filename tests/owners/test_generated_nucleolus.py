"""The nucleolus without planning every coalition: by hand for many owners, and equal to planning all of them."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from mfo.cli.frame.run import run
from mfo.cli.group import command_line

from mfo.owners.coalition import Coalitions, owners_of
from mfo.owners.generated_core import LEAVES, Generation
from mfo.owners.generated_nucleolus import _blocks, lexicographic_shares

from .test_generated_core import farmers, hall, told_by_all_coalitions
from .test_share import check_payments, random_park, read


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(random_park(3), id="linear, three"),
        pytest.param(random_park(1, "ABCD"), id="linear, four"),
        pytest.param(random_park(2, "ABCDE"), id="linear, five"),
        pytest.param(hall({"A": 1.0, "B": 1.0, "C": 1.0, "D": 1.0}), id="whole units, four"),
        pytest.param(hall({"A": 1.2, "B": 0.7, "C": 1.9, "D": 0.4, "E": 1.1}), id="whole units, five"),
        pytest.param(hall({"A": 1.2, "B": 0.7, "C": 1.9}, dummies=2), id="whole units, with others beside them"),
        pytest.param(farmers(4), id="a brewer and farmers"),
    ],
)
def test_the_same_as_with_all_coalitions(text: str, tmp_path: Path) -> None:
    """Nucleolus and least excess, of games with and without a core."""
    every, found = told_by_all_coalitions(read(text, tmp_path))
    small = 1e-5 * max(1.0, abs(every.together))
    assert found.generated is not None
    assert found.generated.nucleolus is not None
    assert found.allocations["nucleolus"] == pytest.approx(every.allocations["nucleolus"], abs=small)
    assert found.least_excess == pytest.approx(every.least_excess, abs=small)
    low, high = found.generated.least_bounds
    assert low - small <= (every.least_excess or 0.0) <= high + small
    check_payments(found)


def test_a_brewer_and_thirteen_farmers(tmp_path: Path) -> None:
    """The core is one point, so that the nucleolus is that: farmers 50,000 each, the brewer -400,000."""
    found = read(farmers(13), tmp_path).share()
    point = {"Brewer": -400_000.0, **{f"F{place}": 50_000.0 for place in range(13)}}
    assert found.allocations["nucleolus"] == pytest.approx(point, abs=1)
    assert found.least_excess == pytest.approx(0, abs=1)
    check_payments(found)


def test_what_time_allows(tmp_path: Path) -> None:
    """Without time nothing is proved and no sharing is called the nucleolus; the least excess is only bounded."""
    bench = read(farmers(13), tmp_path)
    coalitions = Coalitions(bench.plant, owners_of(bench.plant))
    coalitions.cost((1 << 14) - 1)
    work = Generation(coalitions, 0.0, lambda _stage: None)
    for place in range(14):
        coalitions.cost(1 << place)
    found = lexicographic_shares(work, LEAVES * work.scale)
    assert (found.stages, found.shares, found.complete) == (0, None, False)
    assert found.least[1] == math.inf


def test_the_least_core_where_the_search_ends_early(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where only the first stage is settled, its sharing is told as the least core, with payments, and no nucleolus."""
    bench = read(hall({f"N{place}": 1.0 for place in range(13)}), tmp_path)
    stages = []
    unplanned = Generation.unplanned

    def only_once(work: Generation, *asked: object) -> tuple[int | None, float]:
        coalition, bound = (None, math.inf) if stages else unplanned(work, *asked)  # type: ignore[arg-type]
        if coalition is None:
            stages.append(bound)
        return coalition, bound

    monkeypatch.setattr(Generation, "unplanned", only_once)
    monkeypatch.setattr("mfo.owners.generated_nucleolus._held", _one)
    code = run(command_line, ["share", str(tmp_path / "plant.yaml"), "--json"])
    assert code == 0
    told = json.loads(capsys.readouterr().out)
    assert told["allocations"]["nucleolus"] is None
    assert sum(told["allocations"]["least_core"].values()) == pytest.approx(bench.share(seconds=0.0).together)
    assert told["core"]["least_core_proved"] is True
    assert told["core"]["nucleolus_proved"] is False
    assert {payment["for"] for payment in told["payments"]} >= {"least_core"}


def _one(stage: object, known: np.ndarray, *_: object) -> tuple[np.ndarray, np.ndarray]:
    """One row held, as if no more were tight in every optimum."""
    return np.eye(known.shape[1])[:1], np.array([1.0])


def test_owners_whose_payments_are_settled() -> None:
    """Of four owners one pays what is known, and two others together: these two change theirs between them alone."""
    known = np.array([[1.0, 1.0, 1.0, 1.0], [1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 1.0, 0.0]])
    assert sorted(_blocks(known)) == [[0], [1, 2], [3]]
