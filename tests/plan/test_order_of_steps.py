"""Steps in order: a plan that takes of a later one while the one before has some left is refused.

Each plan is right but for two numbers: 1 t/h, MW or unit of capacity too little in the first step, and as much too much
in the second. What flows in all is the same, so that only the order (and the objective) can tell.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from mfo.errors import SolverError
from mfo.plan.make_plan import make_plan

from ..program.test_capex_by_size import DEARER, driers
from ..program.test_load_curves import RISING, engine
from ..program.written import read
from .solving import solve

TIERS = """
    plant: {{name: tiers, currency: EUR, slots: 1 hour}}
    materials: [{{material: power, unit: MWh}}]
    sites: [{{site: works}}]
    supplies:
      - {{supply: first, site: works, material: power, take: up to, amount: 10 MW, price: {bought} EUR/MWh}}
      - {{supply: second, site: works, material: power, take: up to, amount: 10 MW, price: 30 EUR/MWh, after: first}}
    markets:
      - {{market: high, site: works, material: power, maximum: 7 MW, price: {sold} EUR/MWh}}
      - {{market: low, site: works, material: power, minimum: 5 MW, maximum: 9 MW, price: 0 EUR/MWh, after: high}}
    """


def swapped(
    folder: Path, text: str, family: str, first: tuple[int, ...], second: tuple[int, ...], amount: float = 1.0
) -> Any:
    """The plan of a text with some of the first step told as of the second, after the sound one was certified."""
    made = read(folder, text).plant
    graph, solution = solve(made)
    assert make_plan(made, graph, solution).certificate["certified"]
    values = {name: np.array(array) for name, array in solution.values.items()}
    values[family][first] -= amount
    values[family][second] += amount
    return make_plan(made, graph, replace(solution, values=values))


@pytest.mark.parametrize("bought", [20, 40])
def test_a_supply_that_comes_after_another(bought: int, tmp_path: Path) -> None:
    """12 MWh of which 10 are of the first step: 9 and 3 leave 1 there. At 40 EUR whole numbers keep the order."""
    with pytest.raises(SolverError, match=r"[:;] price steps is off by 1 \(allowed [^)]*\) at second"):
        swapped(tmp_path, TIERS.format(bought=bought, sold=5), "supply", (0, 0, 0), (1, 0, 0))


def test_of_small_steps_as_small_a_part_is_refused(tmp_path: Path) -> None:
    """In watts, a millionth of the sizes above: 0.01 Wh of the first 10 are told as of the second, a thousandth."""
    small = re.sub(r"(\d+) MW,", r"\1 W,", TIERS.format(bought=20, sold=5))
    with pytest.raises(SolverError, match=r"[:;] price steps is off by 1e-08 \(allowed 1.*e-11\) at second"):
        swapped(tmp_path, small, "supply", (0, 0, 0), (1, 0, 0), 1e-8)


@pytest.mark.parametrize("sold", [5, -5])
def test_a_market_that_comes_after_another(sold: int, tmp_path: Path) -> None:
    """7 MWh to the first, 5 to the second: 6 and 6 leave 1 there. At -5 EUR whole numbers keep the order."""
    with pytest.raises(SolverError, match=r"[:;] price steps is off by 1 \(allowed [^)]*\) at low"):
        swapped(tmp_path, TIERS.format(bought=20, sold=sold), "delivery", (0, 0, 0), (1, 0, 0))


def test_a_segment_of_a_curve_by_load(tmp_path: Path) -> None:
    """From 5 MW on the engine takes more than power from the grid costs: 5 MWh in its first segment, of 5 MWh. With 4
    in the first and 1 in the second, 1 is left in the first."""
    with pytest.raises(SolverError, match=r"[:;] curves by load is off by 1 \(allowed [^)]*\) at engine"):
        swapped(tmp_path, engine(RISING), "segment", (0, 0, 1), (1, 0, 1))


@pytest.mark.parametrize(("paid", "off"), [(0.0, "10"), (10.0, "0.000114")])
def test_a_step_of_capex_by_size(paid: float, off: str, tmp_path: Path) -> None:
    """20 t/year each are built in the first of two steps in 2025, all that it holds.

    A t/year of them in the second step is due with 15 EUR a year and not with 5; with that paid, too, what is off is
    the t/year that the first has left, 1/8760 t/h.
    """
    made = read(tmp_path, driers(DEARER)).plant
    graph, solution = solve(made)
    assert make_plan(made, graph, solution).certificate["certified"]
    values = {name: np.array(array) for name, array in solution.values.items()}
    assert values["built_step"][:, 0].tolist() == pytest.approx([20 / 8760, 0, 20 / 8760, 0])
    values["built_step"][:2, 0] += np.array([-1, 1]) / 8760
    values["step_paid"][0] += paid
    with pytest.raises(SolverError, match=rf"[:;] capex by size is off by {off} \(allowed [^)]*\) at drier north"):
        make_plan(made, graph, replace(solution, values=values))
