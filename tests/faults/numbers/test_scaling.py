"""Milligrams and megatonnes in one plant: nothing that was typed is dropped for being small.

The solver drops coefficients below 1e-9 and takes what is below 1e-7 for nothing. Each expected value is worked out by
hand; the docstrings say what came out of the numbers as they stand.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from mfo.errors import PlantError, SolverError
from mfo.program.build import build_program
from mfo.solve.engine.highs_session import OPTIMAL, Session
from mfo.solve.matrix.compile_program import compile_program
from mfo.solve.matrix.matrix import Matrix, compress
from mfo.solve.matrix.scaling import no_scaling, scale

from ...program.graphs import Sketch
from .cases import amounts, bench, cost, read


@pytest.mark.parametrize(
    "changes",
    [
        [],
        [("rate: 0.0001 mg/t", "rate: 0.1 ng/kg"), ("0.005 mg/year", "5 µg/year")],
        [("effect: dioxins, unit: g", "effect: dioxins, unit: kt"), ("amount: 100 t", "amount: 100000 kg")],
        [("rate: 0.0001 mg/t", "rate: 1e-10 mg/t"), ("0.005 mg/year", "5e-9 mg/year")],
    ],
)
def test_a_tiny_rate_counts_in_a_limit(tmp_path: Path, changes: list[tuple[str, str]]) -> None:
    """0.01 mg from burning all, 0.005 allowed: half is stored, 50 x 10 + 50 x 50 EUR. With the rate dropped 1,000."""
    assert cost(bench("tiny_rate_in_a_limit", tmp_path, *changes).optimise()) == pytest.approx(3_000)


@pytest.mark.parametrize(("typed", "most"), [("0.5 mg/item", 0.5), ("0.5 ug/item", 5e-4)])
def test_a_tiny_yield_earns(tmp_path: Path, typed: str, most: float) -> None:
    """1e6 chips with 0.5 mg of gold each at 0.06 EUR less 10 EUR of work: 29,990 EUR; of a thousandth 20."""
    plan = bench("tiny_yield_of_gold", tmp_path, ("0.5 mg/item", typed)).optimise()
    assert cost(plan) == pytest.approx(10 - 1e6 * most * 0.06)
    assert amounts(plan, "refiner") == pytest.approx([1e6 * most])


def test_tiny_rates_are_minimised(tmp_path: Path) -> None:
    """1e7 Nm3 through the filter leave 0.01 kg of mercury; by rates below the solver's tolerance 0.5 kg was optimal."""
    plan = bench("tiny_rate_minimised", tmp_path).optimise()
    assert plan.totals["mercury"]["value"] == pytest.approx(0.01)
    assert amounts(plan, "carbon filter") == pytest.approx([1e7])


def test_tiny_rates_are_minimised_in_every_slot_of_every_year(tmp_path: Path) -> None:
    """The same through twelve months of two years: 0.01 kg a year."""
    years = ("currency: EUR,", "currency: EUR, slots: 12 months, years: [2025, 2026],")
    plan = bench("tiny_rate_minimised", tmp_path, years).optimise()
    assert plan.totals["mercury"]["value"] == pytest.approx(0.02)
    assert amounts(plan, "chimney") == pytest.approx([])


@pytest.mark.parametrize("most", [0.2, 0.4999])
def test_a_limit_over_tiny_rates_is_kept_and_certified(tmp_path: Path, most: float) -> None:
    """0.5 kg less 0.049 mg/Nm3 over what is filtered must be the limit; the plan came out at 0.5 kg, uncertified."""
    plan = bench("tiny_rate_not_certified", tmp_path, ("0.2 kg/year", f"{most} kg/year")).optimise()
    assert cost(plan) == pytest.approx((0.5 - most) / 0.049e-6 * 0.01)
    assert plan.run["certificate"]["certified"]


@pytest.mark.parametrize(("huge", "tiny"), [("1e12", "1e-3"), ("1e12", "1e-6"), ("1e20", "1e-3")])
def test_a_small_flow_beside_a_huge_one(tmp_path: Path, huge: str, tiny: str) -> None:
    """1e12 t that nobody pays for beside a gram a year whose product is worth 1e9 a tonne.

    The small flow was cut off as noise of the large one, and the plan was refused.
    """
    changes = ("amount: 1e12", f"amount: {huge}"), ("amount: 1e-3", f"amount: {tiny}"), ("price: 1e-6", "price: 0")
    plan = bench("small_flow_beside_huge_one", tmp_path, *changes).optimise()
    assert amounts(plan, "mc") == pytest.approx([0.5 * float(tiny)], rel=1e-9)
    assert amounts(plan, "ma") == pytest.approx([float(huge)], rel=1e-9)
    assert cost(plan) == pytest.approx(float(tiny) * (1 - 0.5e9), rel=1e-6)


def test_small_money_of_huge_amounts_counts(tmp_path: Path) -> None:
    """1e12 t at a millionth each bring as much as the plant as it stands says: 1,000,000 and 500,000 MXN."""
    plan = bench("small_flow_beside_huge_one", tmp_path).optimise()
    assert cost(plan) == pytest.approx(-1_500_000, rel=1e-8)


@pytest.mark.parametrize("amount", ["1e-9 t", "1 mg", "1 ug"])
def test_a_plant_of_milligrams_is_planned_like_one_of_tonnes(tmp_path: Path, amount: str) -> None:
    """All of a must-take supply goes to the better buyer, however small it is; below 1e-7 t nothing flowed."""
    text = f"""
plant: {{name: x, currency: EUR}}
materials: [{{material: w, unit: mg}}]
sites: [{{site: a}}]
supplies: [{{supply: s, site: a, material: w, amount: {amount}/year, take: all, price: 0 EUR/mg}}]
markets:
  - {{market: good, site: a, material: w, price: 2 EUR/mg, maximum: 1000 t/year}}
  - {{market: poor, site: a, material: w, price: 1 EUR/mg}}
"""
    plan = read(text, tmp_path).optimise()
    milligrams = {"1e-9 t": 1.0, "1 mg": 1.0, "1 ug": 1e-3}[amount]
    assert amounts(plan, "good") == pytest.approx([milligrams], rel=1e-9)
    assert cost(plan) == pytest.approx(-2 * milligrams, rel=1e-9)


def test_what_is_out_of_reach_names_its_cell(tmp_path: Path) -> None:
    with pytest.raises(PlantError) as told:
        bench("tiny_rate_in_a_limit", tmp_path, ("rate: 0.0001 mg/t", "rate: 1e-300 mg/t"))
    assert "column rate: `rate` is 1e-300 mg/t, less than can be reckoned with" in str(told.value)


def test_numbers_that_no_scaling_brings_together_are_refused() -> None:
    """Two limits in which two supplies count 1e40 times as much as each other, one way round and the other."""
    s = Sketch()
    for price in (1.0, 1.0):
        s.supply("a", price=price)
        s.supply("b", price=price)
    s.market("a", minimum=5)
    s.market("b", minimum=5)
    for one, other in ((1e-20, 1e20), (1e20, 1e-20)):
        terms = [s.term("supply", 0, one), s.term("supply", 1, other)]
        s.limits.append(s.limit("wide", terms, lower=2.0))
    with pytest.raises(SolverError, match=r"limit wide.*cannot be reckoned with"):
        compile_program(build_program(s.graph()))


def _program(random: np.random.Generator, spread: float) -> tuple[Matrix, Matrix]:
    """A feasible, bounded program of ordinary numbers, and the same in units of its own for each row and column."""
    rows, columns = random.integers(2, 7), random.integers(3, 10)
    dense = np.where(random.random((rows, columns)) < 0.6, random.integers(-4, 9, (rows, columns)), 0).astype(float)
    inside = random.integers(0, 5, columns).astype(float)
    cost = random.integers(-5, 9, columns).astype(float)
    left = dense @ inside
    lower = np.where(random.random(rows) < 0.5, left, -np.inf)
    upper = np.where(np.isinf(lower) | (random.random(rows) < 0.5), left + random.integers(0, 3, rows), np.inf)

    def made(by_row: np.ndarray, by_column: np.ndarray, by_cost: float) -> Matrix:
        scaled = dense * by_row[:, None] * by_column
        row, column = np.nonzero(scaled)
        starts, index, value = compress(row, column, scaled[row, column], *scaled.shape)
        money = cost * by_column * by_cost
        return Matrix(
            money,
            0.0,
            np.zeros(columns),
            10.0 / by_column,
            np.zeros(columns, dtype=bool),
            lower * by_row,
            upper * by_row,
            starts,
            index,
            value,
            (money,),
        )

    units = [10.0 ** random.uniform(-spread, spread, size) for size in (rows, columns)]
    return made(np.ones(rows), np.ones(columns), 1.0), made(*units, 10.0 ** random.uniform(-spread, spread))


@pytest.mark.parametrize("seed", range(40))
def test_units_of_rows_columns_and_money_change_no_optimum(seed: int) -> None:
    """Random programs, and the same with each row, column and the money in units up to 1e8 apart.

    Expected: the optimum of the plain program by the solver alone, in the other unit; and duals that prove it.
    """
    random = np.random.default_rng(seed)
    plain, odd = _program(random, 8.0)
    wanted, found = Session(plain, scaled=False).run(), Session(odd).run()
    assert wanted.status == found.status == OPTIMAL
    money = odd.cost[plain.cost != 0] * odd.upper[plain.cost != 0] / (plain.cost[plain.cost != 0] * 10.0)
    factor = float(money[0]) if len(money) else 1.0
    size = float(np.abs(plain.cost).sum()) * 10.0
    assert found.objective / factor == pytest.approx(wanted.objective, abs=1e-9 * size)
    reduced = odd.cost - odd.transposed_times(found.duals)
    assert found.reduced_costs == pytest.approx(reduced, rel=1e-7, abs=1e-9 * float(np.abs(odd.cost).max()))
    assert ((found.values >= odd.lower - 1e-9 * odd.upper) & (found.values <= odd.upper * (1 + 1e-9))).all()


def test_bounds_costs_and_rows_change_in_the_models_units() -> None:
    """The session counts in units of its own; what it is given and gives is in the model's.

    By hand: 1e-9 of x (at 1e6) is needed, then 2e-9; then x may be no more than 1e-9 and y costs 3e6; a row holds y.
    """
    dense = np.array([[1.0, 1.0]])
    starts, index, value = compress(np.zeros(2, dtype=int), np.arange(2), dense.ravel(), 1, 2)
    cost = np.array([1e6, 3e6])
    program = Matrix(
        cost,
        0.0,
        np.zeros(2),
        np.full(2, 1e-6),
        np.zeros(2, dtype=bool),
        np.array([1e-9]),
        np.array([1e-6]),
        starts,
        index,
        value,
        (cost,),
    )
    session = Session(program)
    assert (session.units < 1).all()
    assert session.run().objective == pytest.approx(1e-3)
    assert session.run().duals == pytest.approx([1e6])
    session.set_row_bounds(np.array([0]), np.array([2e-9]), np.array([1e-6]))
    assert session.run().values == pytest.approx([2e-9, 0.0], abs=1e-16)
    session.set_bounds(np.array([0]), np.array([0.0]), np.array([1e-9]))
    assert session.run().objective == pytest.approx(4e-3)
    session.add_row(np.array([0.0, 1.0]), 5e-9, np.inf)
    assert session.run().objective == pytest.approx(15e-3)
    session.set_costs(np.array([1e-9, 2e-9]))
    assert session.run().objective == pytest.approx(1e-17)
    session.set_costs(np.array([4e-9]), np.array([1]))
    assert session.run().objective == pytest.approx(2e-17)


def test_ordinary_programs_are_left_as_they_are() -> None:
    """Scaling is for what needs it: a plant of tonnes and hours goes to the solver digit by digit."""
    s = Sketch()
    s.supply("a", 10, price=2)
    s.market("a", minimum=5)
    matrix = compile_program(build_program(s.graph())).matrix
    assert scale(matrix).is_plain
    assert scale(matrix).objective == no_scaling(matrix).objective == 1.0


def test_whole_numbers_stay_whole(tmp_path: Path) -> None:
    """A capacity in milligrams built in units of 3: 7 mg need three units at 10 EUR."""
    text = """
plant: {name: x, currency: EUR, discount_rate: 0 %}
materials: [{material: w, unit: mg}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, amount: 7 mg/year, take: all, price: 0 EUR/mg}]
processes:
  - {process: p, site: a, model: recipe, capacity: 30 mg/year, existing: 0 mg/year, unit_size: 3 mg/year,
     capex: 10 EUR/(mg/year), lifetime: 10 year, variable_cost: 0 EUR/mg}
recipes: [{process: p, material: w, role: in}]
"""
    plan = read(text, tmp_path).optimise()
    assert cost(plan) == pytest.approx(3 * 3 * 10 / 10)


TRACES = """
plant: {{name: traces, currency: EUR}}
materials:
  - {{material: ore, unit: t}}
  - {{material: metal, unit: t}}
  - {{material: water, unit: t}}
  - {{material: agent, unit: t}}
sites: [{{site: s}}]
supplies:
  - {{supply: mine, site: s, material: ore, take: up to, price: 2 EUR/t}}
  - {{supply: agents, site: s, material: agent, take: up to, price: 1 EUR/t}}
  - {{supply: river, site: s, material: water, amount: {river} t/year, take: all, price: 0 EUR/t}}
processes: [{{process: mill, site: s, model: recipe, variable_cost: 0 EUR/t}}]
recipes:
  - {{process: mill, material: ore, role: in, amount: 1 t/t}}
  - {{process: mill, material: agent, role: in, amount: {trace} t/t}}
  - {{process: mill, material: metal, role: out, amount: 0.5 t/t}}
  - {{process: mill, material: water, role: out, amount: {trace} t/t}}
markets:
  - {{market: smelter, site: s, material: metal, price: 0 EUR/t, minimum: 163 t/year, maximum: 163 t/year}}
  - {{market: sea, site: s, material: water, price: 0 EUR/t}}
"""


@pytest.mark.parametrize(("trace", "river"), [("1e-15", "1000"), ("1e-7", "1e10"), ("1e-12", "1e6")])
def test_what_gives_a_trace_to_a_large_pool_is_no_rounding(trace: str, river: str, tmp_path: Path) -> None:
    """163 t of metal a year take 326 t of ore at 2 EUR; what the river brings tells nothing of how much is milled."""
    plan = read(TRACES.format(trace=trace, river=river), tmp_path).optimise()
    assert cost(plan) == pytest.approx(652 + 326 * float(trace))
    assert amounts(plan, "mill")[0] == pytest.approx(326)


SMALL_AMONG_LARGE = """
plant: {{name: small among large, currency: EUR}}
materials: [{{material: water, unit: t}}]
sites: [{{site: dam}}, {{site: sea}}]
supplies:
  - {{supply: river, site: dam, material: water, amount: {river} t/year, take: all, price: 0 EUR/t}}
  - {{supply: rain, site: sea, material: water, amount: {river} t/year, take: all, price: 0 EUR/t}}
links:
  - {{link: ditch, from: dam, to: sea, material: water, capacity: {ditch} t/year, cost_per_amount: 0 EUR/t,
     loss: 99.99999 %, loss_is_outlet: yes}}
markets:
  - {{market: canal, site: dam, material: water, price: -10 EUR/t}}
  - {{market: tide, site: sea, material: water, price: 0 EUR/t}}
"""


@pytest.mark.parametrize(("river", "ditch"), [(1e10, 326.0), (1e7, 0.326)])
def test_a_ditch_beside_rivers_is_no_rounding(river: float, ditch: float, tmp_path: Path) -> None:
    """A tonne through the ditch saves 10 EUR, so that it is full. That is 3e-8 of the river, and what arrives 3e-15 of
    the sea: the river tells how much is sent, of which the sea tells nothing."""
    plan = read(SMALL_AMONG_LARGE.format(river=river, ditch=ditch), tmp_path).optimise()
    assert plan.flows.query("element == 'ditch'")["amount"].max() == pytest.approx(ditch)
