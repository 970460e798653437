"""What goes into a store and comes out again in the same slot for nothing is no part of a plan; by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mfo
from mfo.graph.build import build_graph
from mfo.program.build import build_program
from mfo.solve.engine.idle_rounds import without_idle_rounds
from mfo.solve.matrix.compile_program import Compiled, compile_program

TANK = """
plant: {name: tank, currency: EUR, slots: 2 days}
materials: [{material: water, unit: t}]
sites: [{site: a}]
supplies: [{supply: well, site: a, material: water, amount: much, take: up to, price: 1 EUR/t}]
stores: [{store: tank, site: a, material: water, maximum_charge: 100 t/d, maximum_discharge: 100 t/d%s}]
markets: [{market: town, site: a, material: water, price: 0 EUR/t, minimum: 10 t/d, maximum: 10 t/d}]
rates: [{at: tank, effect: N2O, per: discharge, rate: 1 kg/t}%s]
%s
profiles: [{slot: 1, "much [t/d]": 50}, {slot: 2, "much [t/d]": 0}]
"""
"""The second day's 10 t come out of the tank: 10 kg of N2O, whatever else might go round at no cost. Bounds on its
powers keep charge and discharge apart for the solver."""


def read(folder: Path, store: str = "", rate: str = "", limit: str = "") -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(TANK % (store, rate, limit), encoding="utf-8")
    return mfo.read(path)


def compiled_of(bench: mfo.Workbench) -> Compiled:
    return compile_program(build_program(build_graph(bench.plant)))


def after(compiled: Compiled, charge: tuple[float, float], discharge: tuple[float, float]) -> tuple[list[float], ...]:
    """Charge and discharge of both days, rounds taken out."""
    variables = compiled.program.registry.variables
    primal = np.zeros(compiled.matrix.columns)
    primal[variables["charge"].columns], primal[variables["discharge"].columns] = charge, discharge
    found = without_idle_rounds(compiled, primal)
    return tuple(found[variables[way].columns].tolist() for way in ("charge", "discharge"))


def test_what_is_emitted_is_what_is_needed(tmp_path: Path) -> None:
    assert read(tmp_path).optimise().totals["N2O"]["value"] == pytest.approx(0.010)


def test_a_round_for_nothing_is_taken_out(tmp_path: Path) -> None:
    """90 t in and 80 t out on the first day are 10 t in."""
    assert after(compiled_of(read(tmp_path)), (90, 30), (80, 40)) == ([10, 0], [0, 10])


@pytest.mark.parametrize(
    ("store", "rate", "limit"),
    [
        (", charge_efficiency: 90 %", "", ""),  # what goes round is lost in part: the stock would be another
        (", discharge_efficiency: 90 %", "", ""),
        (", maximum_stay: 1 d", "", ""),  # old stock goes out and new comes in
        ("", ", {at: tank, effect: cost, per: charge, rate: -1 EUR/t}", ""),  # it is paid for
        ("", "", "limits: [{limit: enough, what: N2O, minimum: 50 kg}]"),  # something asks for it
    ],
)
def test_a_round_that_does_something_stays(tmp_path: Path, store: str, rate: str, limit: str) -> None:
    bench = read(tmp_path, store, rate, limit)
    assert after(compiled_of(bench), (90, 30), (80, 40)) == ([90, 30], [80, 40])


def test_a_round_that_costs_is_taken_out(tmp_path: Path) -> None:
    """A search for whole numbers may end with a plan that pays for it: it is better without."""
    compiled = compiled_of(read(tmp_path, rate=", {at: tank, effect: cost, per: charge, rate: 1 EUR/t}"))
    assert after(compiled, (90, 30), (80, 40)) == ([10, 0], [0, 10])
