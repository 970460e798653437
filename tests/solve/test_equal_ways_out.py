"""Of ways out that are as good the same is told, in the order of names: however the tables are sorted, whichever way
the solver takes, and whatever the clock says."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest
import yaml

import mfo
from mfo.solve.engine import highs_session

PRESSES = """
plant: {name: two presses, currency: EUR}
materials: [{material: w, unit: t}]
sites: [{site: north}, {site: east}, {site: south}]
supplies:
  - {supply: north bins, site: north, material: w, amount: 10 t/d, take: all, price: 0 EUR/t}
  - {supply: east bins, site: east, material: w, amount: 10 t/d, take: all, price: 0 EUR/t}
processes:
  - {process: press b, site: south, model: recipe, capacity: 8 t/d, variable_cost: 1 EUR/t}
  - {process: press a, site: south, model: recipe, capacity: 8 t/d, variable_cost: 1 EUR/t}
recipes:
  - {process: press b, material: w, role: in, amount: 1 t/t}
  - {process: press a, material: w, role: in, amount: 1 t/t}
links:
  - {link: lorry n, from: north, to: south, material: w, cost_per_amount: 1 EUR/t}
  - {link: lorry e, from: east, to: south, material: w, cost_per_amount: 1 EUR/t}
"""
# 20 t/d arise and 16 can be pressed
PRESSES_SAY = (
    "w at east: 4 t/d have no way out. Raise the capacity of process press a by 4 t/d, from 8 t/d to 12 t/d. "
    "Or: raise the capacity of process press b by 4 t/d, from 8 t/d to 12 t/d. "
    "Or: take 4 t/d less of supply east bins, 6 t/d instead of 10 t/d. "
    "Or: take 4 t/d less of supply north bins, 6 t/d instead of 10 t/d. [no-plan]"
)
MARKETS = """
plant: {name: two markets, currency: EUR}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies:
  - {supply: s1, site: a, material: w, amount: 10 t/d, take: up to, price: 0 EUR/t}
  - {supply: s2, site: a, material: w, amount: 10 t/d, take: up to, price: 0 EUR/t}
markets:
  - {market: m2, site: a, material: w, minimum: 15 t/d, price: 0 EUR/t}
  - {market: m1, site: a, material: w, minimum: 15 t/d, price: 0 EUR/t}
limits:
  - {limit: k2, what: s2, maximum: 5 t/d}
  - {limit: k1, what: s1, maximum: 5 t/d}
"""
# 10 t/d may come and 30 are asked for: of two markets the first gives all of its 15, the other the 5 that are left
MARKETS_SAY = (
    "w at a: 20 t/d are lacking. Lower the minimum of market m1 by 15 t/d, from 15 t/d to 0 t/d; and lower the minimum "
    "of market m2 by 5 t/d, from 15 t/d to 10 t/d. "
    "Or: raise the maximum of limit k1 by 20 t/d, from 5 t/d to 25 t/d; and raise the amount of supply s1 by 15 t/d, "
    "from 10 t/d to 25 t/d. "
    "Or: raise the maximum of limit k2 by 20 t/d, from 5 t/d to 25 t/d; and raise the amount of supply s2 by 15 t/d, "
    "from 10 t/d to 25 t/d. [no-plan]"
)
UNITS = """
plant: {name: whole units, currency: EUR, slots: 2 days}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies:
  - {supply: s1, site: a, material: w, amount: 10 t/d, take: all, price: 0 EUR/t}
  - {supply: s2, site: a, material: w, amount: 10 t/d, take: all, price: 0 EUR/t}
processes:
  - {process: p3, site: a, model: recipe, capacity: 6 t/d, unit_size: 3 t/d, capex: 1 EUR/(t/d), lifetime: 9 year,
     variable_cost: 0 EUR/t}
  - {process: p1, site: a, model: recipe, capacity: 6 t/d, unit_size: 3 t/d, capex: 1 EUR/(t/d), lifetime: 9 year,
     variable_cost: 0 EUR/t}
recipes:
  - {process: p1, material: w, role: in, amount: 1 t/t}
  - {process: p3, material: w, role: in, amount: 1 t/t}
"""
# 20 t/d arise and 12 can be done: three more units of 3 t/d of one, or of both
UNITS_SAY = (
    "w at a: 8 t in slot 1 (16 t in 2 slots) have no way out. Raise the capacity of process p1 by 9 t/d, from 6 t/d to "
    "15 t/d. Or: raise the capacity of process p3 by 9 t/d, from 6 t/d to 15 t/d. "
)
PLANTS = {"presses": (PRESSES, PRESSES_SAY), "markets": (MARKETS, MARKETS_SAY), "units": (UNITS, UNITS_SAY)}


def told(text: str, folder: Path, shuffled: int = 0) -> list[str]:
    """All that is said of a plant without a plan, its rows in another order for each number but 0."""
    plant = yaml.safe_load(text)
    for table in plant.values():
        if shuffled and isinstance(table, list):
            random.Random(shuffled).shuffle(table)
    path = folder / "plant.yaml"
    path.write_text(yaml.safe_dump(plant, sort_keys=False), encoding="utf-8")
    with pytest.raises(mfo.InfeasibleError) as caught:
        mfo.read(path).optimise()
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize("name", PLANTS)
def test_the_first_by_name_is_told_however_the_rows_are_sorted(name: str, tmp_path: Path) -> None:
    text, says = PLANTS[name]
    found = [told(text, tmp_path, shuffled) for shuffled in range(4)]
    assert found[0][0].startswith(says)
    assert found[1:] == found[:1] * 3


@pytest.mark.parametrize("name", PLANTS)
def test_the_same_is_told_whichever_way_the_solver_takes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, _ = PLANTS[name]
    found = []
    for seed in (0, 17, 51, 2_000_000_011):
        monkeypatch.setitem(highs_session.MANNERS, "as it chooses", {"random_seed": seed})
        found.append(told(text, tmp_path))
    assert found[1:] == found[:1] * 3


@pytest.mark.parametrize("name", PLANTS)
def test_no_clock_decides_what_is_told(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look at the clock finds it an hour further on."""
    text, _ = PLANTS[name]
    before, hours = told(text, tmp_path), iter(range(10**9))
    for clock in ("perf_counter", "process_time", "monotonic"):
        monkeypatch.setattr(time, clock, lambda: 3600.0 * next(hours))
    assert told(text, tmp_path) == before
