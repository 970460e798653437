"""Supplies and markets that move nothing in a slot, or at least so much: by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mfo
from mfo.errors import InfeasibleError, SolverError
from mfo.graph.build import build_graph
from mfo.plan.make_plan import make_plan
from mfo.program.build import build_program
from mfo.solve.solver import solve_program

FARM = """
plant: {name: farm, currency: EUR, slots: 2 hours}
materials: [{material: manure, unit: t}, {material: slurry, unit: t}]
sites: [{site: farm}, {site: hub}]
supplies:
  - {supply: pit, site: farm, material: manure, amount: in, take: all, price: 0 EUR/t}
  - {supply: tank, site: hub, material: slurry, amount: 6 t/h, take: up to, price: -3 EUR/t%s}
links:
  - {from: farm, to: hub, material: manure, cost_per_amount: 0.1 EUR/t}
markets:
  - {market: digester, site: hub, material: [manure, slurry], price: -2 EUR/t, maximum: 20 t/h%s}
  - {market: heap, site: farm, material: manure, price: -1 EUR/t, maximum: 4 t/h}
profiles:
  - {slot: 1, "in [t/h]": 8}
  - {slot: 2, "in [t/h]": 3}
"""
"""In the first hour 4 t go on the heap and 4 t to the digester: 4 + 4 x 2.1 = 12.40 EUR; in the second 3 t on the heap:
3.00 EUR. Each tonne of slurry earns 3 - 2 = 1 EUR in both: 6 + 6. Together 3.40 EUR."""


def read(folder: Path, supply: str = "", market: str = "", text: str = FARM) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(text % (supply, market), encoding="utf-8")
    return mfo.read(path)


def test_without_a_least_load_each_hour_is_free(tmp_path: Path) -> None:
    """The answer that the other tests change."""
    assert read(tmp_path).optimise().totals["cost"]["value"] == pytest.approx(12.4 + 3 - 12)


def test_a_market_takes_at_least_so_much_or_nothing(tmp_path: Path) -> None:
    """At least 10 t an hour: in the first hour 4 t of manure, which have nowhere else to go, and 6 t of slurry are just
    that; in the second 3 t of manure and 6 t of slurry are too little, so that the slurry stays where it is.
    """
    plan = read(tmp_path, market=", minimum_load: 10 t/h").optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(12.4 - 6 + 3)
    taken = plan.flows[plan.flows.element == "digester"].groupby("slot").amount.sum()
    assert taken.to_dict() == pytest.approx({1: 10, 2: 0})


def test_a_supply_gives_at_least_so_much_or_nothing(tmp_path: Path) -> None:
    """The digester takes 9 t an hour at most. In the first hour 4 t are manure, and less than 6 t of slurry are not to
    be had; in the second all 6 t of it are taken.
    """
    plant = read(tmp_path, supply=", minimum_load: 6 t/h", text=FARM.replace("maximum: 20 t/h", "maximum: 9 t/h"))
    plan = plant.optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(12.4 + 3 - 6)
    given = plan.flows[plan.flows.element == "tank"].set_index("slot").amount
    assert given.to_dict() == pytest.approx({1: 0, 2: 6})


def test_it_may_differ_from_slot_to_slot(tmp_path: Path) -> None:
    """10 t in the first hour and 9 t in the second: then 3 t of manure and 6 t of slurry are taken, or 3 t go on the
    heap. With slurry: 3 x 2.1 + 6 x 2 - 6 x 3 = 0.30 EUR, without it 3.00 EUR.
    """
    text = FARM.replace(": 8}", ': 8, "low [t/h]": 10}').replace(": 3}", ': 3, "low [t/h]": 9}')
    plan = read(tmp_path, market=", minimum_load: low", text=text).optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(12.4 - 6 + 0.3)


def test_a_step_of_the_price_waits_for_one_that_comes_in_least_loads(tmp_path: Path) -> None:
    """3 t/h are wanted. The first 4 t/h come in loads of 4 t/h alone, for nothing; the next cost 1 EUR/t, and are to be
    had only where the first are used up. What is not needed goes away for 2 EUR/t.

    All of the first, and 1 t too much: 2 EUR an hour; also at 4 EUR/t, where 3 t/h of the next ones alone would cost
    3 EUR and not 4: so prices do not keep the order by themselves.
    """
    text = """
plant: {name: mill, currency: EUR, slots: 1 hours}
materials: [{material: grain, unit: t}]
sites: [{site: a}]
supplies:
  - {supply: first, site: a, material: grain, amount: 4 t/h, take: up to, price: 0 EUR/t, minimum_load: 4 t/h}
  - {supply: next, site: a, material: grain, amount: 9 t/h, take: up to, price: 1 EUR/t, after: first}
markets:
  - {market: mill, site: a, material: grain, price: 0 EUR/t, minimum: 3 t/h, maximum: 3 t/h}
  - {market: away, site: a, material: grain, price: -%s EUR/t}
"""
    for price, cost in (("2", 2.0), ("4", 4.0)):
        path = tmp_path / f"{price}.yaml"
        path.write_text(text % price, encoding="utf-8")
        assert mfo.read(path).optimise().totals["cost"]["value"] == pytest.approx(cost)


def test_without_a_plan_the_least_load_is_a_way_out(tmp_path: Path) -> None:
    """4.5 t/h arise, 4 t/h fit on the heap, and the digester takes nothing below 5 t/h.

    Half a tonne has nowhere to go: the least load is half a tonne too much, the heap half a tonne too small. To raise
    what the digester takes at most helps nobody, as it is not in use.
    """
    text = FARM.replace(": 8}", ": 4.5}").replace("amount: 6 t/h", "amount: 0 t/h")
    with pytest.raises(InfeasibleError) as caught:
        read(tmp_path, market=", minimum_load: 5 t/h", text=text).optimise()
    told = "\n".join(str(problem) for problem in caught.value.problems)
    assert "lower the minimum load of market digester by 0.5 t/h, from 5 t/h to 4.5 t/h" in told.casefold()
    assert "raise the maximum of market heap by 0.5 t/h" in told.casefold()
    assert "the maximum of market digester" not in told


def test_what_an_idle_one_lacks_is_told_of_all_that_it_would_take(tmp_path: Path) -> None:
    """The mill pays 5 EUR/t for the field's 10 t: 50 EUR. For export 60 t, of which 50 t cost the trader's 4 EUR/t,
    would bring 60 p - 200: as much at p = 250 / 60, 0.2667 EUR/t above the 3.90 that are paid. Or the trader's price
    would be (60 x 3.90 - 50) / 50 = 3.68 EUR/t. What a first tonne alone would lack is told of neither.
    """
    text = """
plant: {name: mill, currency: EUR, slots: 1 hours}
materials: [{material: grain, unit: t}]
sites: [{site: a}]
supplies:
  - {supply: field, site: a, material: grain, amount: 10 t/h, take: all, price: 0 EUR/t}
  - {supply: trader, site: a, material: grain, amount: 50 t/h, take: up to, price: 4 EUR/t, minimum_load: 20 t/h}
markets:
  - {market: mill, site: a, material: grain, price: 5 EUR/t, maximum: 15 t/h}
  - {market: tip, site: a, material: grain, price: -3 EUR/t}
  - {market: export, site: a, material: grain, price: 3.9 EUR/t, maximum: 100 t/h, minimum_load: 60 t/h}
"""
    path = tmp_path / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    told = mfo.read(path).optimise().reduced_costs
    lacks = {(row.element, row.year): row.reduced_cost for row in told.itertuples()}
    assert lacks["export", 0] == pytest.approx(250 / 60 - 3.9)
    assert lacks["trader", 0] == pytest.approx(4 - 3.68)
    assert {element for element, year in lacks if year} == {"tip"}


SLIPS = [
    ("delivery", (0, 0, 1), 0.5),  # half a tonne in the hour in which nothing may be taken
    ("market_in_use", (0, 0, 0), -1.0),
    ("supply_in_use", (0, 0, 1), -1.0),
]


@pytest.mark.parametrize(("family", "place", "add"), SLIPS)
def test_a_plan_that_takes_too_little_is_refused(
    tmp_path: Path, family: str, place: tuple[int, ...], add: float
) -> None:
    """The sound plan passes; with one number changed the certificate refuses it."""
    text = FARM.replace("amount: 6 t/h", "amount: 7 t/h")
    plant = read(tmp_path, ", minimum_load: 2 t/h", ", minimum_load: 10 t/h", text).plant
    graph = build_graph(plant)
    solution = solve_program(build_program(graph))
    checks = make_plan(plant, graph, solution).certificate["checks"]
    assert any(check["name"] == "minimum loads of trade" and check["count"] for check in checks)
    values: dict[str, Any] = {name: np.array(array) for name, array in solution.values.items()}
    values[family][place] += add
    with pytest.raises(SolverError) as caught:
        make_plan(plant, graph, replace(solution, values=values))
    assert caught.value.problems[0].code == "not-certified"


@pytest.mark.parametrize(
    ("supply", "market", "code", "words"),
    [
        (", minimum_load: 7 t/h", "", "never-used", "`minimum_load` (7 t/h) is more than `amount` (6 t/h)"),
        ("", ", minimum_load: 21 t/h", "never-used", "`minimum_load` (21 t/h) is more than `maximum` (20 t/h)"),
        ("", ", minimum: 3 t/h, minimum_load: 2 t/h", "column-unused", "`minimum_load` says nothing where `minimum`"),
    ],
)
def test_what_is_without_effect_is_told(tmp_path: Path, supply: str, market: str, code: str, words: str) -> None:
    """A least load that no slot has room for, or that is delivered anyway, is a warning at its cell."""
    told = [problem for problem in read(tmp_path, supply, market).check() if problem.code == code]
    assert [problem.severity for problem in told] == ["warning"]
    assert words in told[0].message
    assert "minimum_load" in str(told[0].where)


def test_all_of_a_supply_has_no_least_load(tmp_path: Path) -> None:
    """What must be taken is taken: the column is told to say nothing, and changes nothing."""
    text = FARM.replace("take: all, price: 0 EUR/t", "take: all, price: 0 EUR/t, minimum_load: 5 t/h")
    plant = read(tmp_path, text=text)
    assert [problem.code for problem in plant.check()] == ["column-unused"]
    assert plant.optimise().totals["cost"]["value"] == pytest.approx(12.4 + 3 - 12)


@pytest.mark.parametrize(
    ("supply", "market", "text", "words"),
    [
        (", minimum_load: 2 t/h", "", FARM.replace(" amount: 6 t/h,", ""), "`amount` is blank"),
        ("", ", minimum_load: 2 t/h", FARM.replace(", maximum: 20 t/h", ""), "`maximum` is blank"),
        ("", ", minimum_load: 20 %%", FARM, "`minimum_load`"),
        ("", ", minimum_load: -2 t/h", FARM, "`minimum_load`"),
    ],
)
def test_a_least_load_needs_a_most_and_is_a_rate(
    tmp_path: Path, supply: str, market: str, text: str, words: str
) -> None:
    """Nothing or at least so much can only be said of what has an end; a share is refused, as it is of nothing."""
    with pytest.raises(mfo.PlantError) as caught:
        read(tmp_path, supply, market, text).optimise()
    assert words in str(caught.value.problems[0].message)
