"""Models with constraints of the user's own, and files for other solvers."""

from __future__ import annotations

import highspy
import numpy as np
import pyomo.core as pyo
import pytest

import mfo
from mfo.errors import UsageError
from mfo.graph.arrays.element_names import position
from mfo.program.build import build_program
from mfo.solve.custom_model import solve_model
from mfo.solve.export import write_program
from mfo.solve.solver import solve_program

from ..program.graphs import Sketch


def two_suppliers():
    s = Sketch()
    s.supply("a", 10, price=1)
    s.supply("a", 20, price=2)
    s.market("a", minimum=15)
    return build_program(s.graph())


def test_the_model_without_changes_gives_the_same_solution():
    program = two_suppliers()
    plain, own = solve_program(program), solve_model(program, program.model())
    assert own.objective == pytest.approx(plain.objective)
    for family, values in plain.values.items():
        assert own.values[family] == pytest.approx(values)
    assert own.duals["balance"] == pytest.approx(plain.duals["balance"])


def test_a_constraint_of_ones_own_holds_and_has_a_price():
    """Proves: the near supply may give a quarter of the delivery: 3.75 at 1 and 11.25 at 2; without it 10 and 5."""
    program = two_suppliers()
    model = program.model()
    near = position(program.graph, "supply", "supply 0")
    model.fair = pyo.Constraint(expr=model.supply[near, 0, 0] <= 0.25 * model.delivery[0, 0, 0])
    solution = solve_model(program, model)
    assert solution.values["supply"].ravel() == pytest.approx([3.75, 11.25])
    assert solution.duals["own:fair"] == pytest.approx([-1])
    assert solution.duality_gap < 1e-9
    assert model.supply[near, 0, 0].value == pytest.approx(3.75)


def test_fixed_variables_and_switched_off_constraints_count():
    """Proves: with 4 of the near supply fixed the far one gives 11; without the balance nothing need be bought."""
    program = two_suppliers()
    model = program.model()
    model.supply[0, 0, 0].fix(4.0)
    assert solve_model(program, model).values["supply"].ravel() == pytest.approx([4, 11])
    model = program.model()
    model.balance_rows.deactivate()
    assert solve_model(program, model).objective == pytest.approx(0)


def test_variables_of_ones_own_may_be_whole():
    """Proves: the far supply comes in lorries of 4 at 1 each, on top of its price: 10 + 2 x 6 / ... = 10 + 10 + 2."""
    program = two_suppliers()
    model = program.model()
    model.lorries = pyo.Var(domain=pyo.NonNegativeIntegers)
    model.loads = pyo.Constraint(expr=model.supply[1, 0, 0] <= 4 * model.lorries)
    model.objective.deactivate()
    model.mine = pyo.Objective(expr=model.objective.expr + model.lorries)
    solution = solve_model(program, model)
    assert solution.whole_numbers
    assert solution.objective == pytest.approx(10 + 10 + 2)
    assert model.lorries.value == pytest.approx(2)


def test_a_model_that_is_not_linear_is_refused():
    program = two_suppliers()
    model = program.model()
    model.bent = pyo.Constraint(expr=model.supply[0, 0, 0] * model.supply[1, 0, 0] >= 1)
    with pytest.raises(UsageError, match="not linear"):
        solve_model(program, model)


@pytest.mark.parametrize("kind", ["lp", "mps"])
def test_a_program_is_written_in_the_users_words_and_reads_back(kind, tmp_path):
    """Proves: HiGHS reads the file back to the same optimum, and its names hold site, material and element."""
    s = Sketch()
    s.supply("maíz > seco", 10, price=1, site="Plant A")
    s.market("maíz > seco", minimum=5, site="Plant A")
    s.limit("least of all", [s.term("supply", 0)], lower=6.0)
    program = build_program(s.graph())
    path = tmp_path / f"program.{kind}"
    write_program(program, path)
    text = path.read_text()
    assert "balance.Plant_A.maiz_to_seco.2025.1" in text
    assert "limit_year.least_of_all.2025" in text
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.readModel(str(path))
    highs.run()
    assert highs.getObjectiveValue() == pytest.approx(solve_program(program).objective)
    assert np.isfinite(highs.getObjectiveValue())


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    """HiGHS itself ends the process on such a path."""
    (tmp_path / "note").write_text("no folder")
    s = Sketch()
    s.supply("waste", 10, price=1)
    with pytest.raises(UsageError, match="cannot be written"):
        write_program(build_program(s.graph()), tmp_path / "note" / "program.lp")


SHOP = """
plant: {name: shop, currency: EUR}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies: [{supply: bins, site: town, material: waste, amount: 10 t/d, take: all, price: 0 EUR/t}]
processes: [{process: landfill, site: town, model: recipe, variable_cost: 50 EUR/t}]
recipes: [{process: landfill, material: waste, role: in}]
"""


def test_constraints_of_ones_own_that_nothing_fits_are_named(tmp_path):
    """Without them there is a plan, so that no bound of the plant is to blame."""
    (tmp_path / "plant.yaml").write_text(SHOP, encoding="utf-8")
    plant = mfo.read(tmp_path / "plant.yaml")
    model = plant.model()
    landfill = plant.position("process", "landfill")
    model.closing = pyo.Constraint(expr=model.activity[landfill, 0, 0] <= 9 * 365)
    with pytest.raises(mfo.InfeasibleError) as caught:
        plant.optimise(model=model)
    (problem,) = caught.value.problems
    assert problem.message == "The plant has a plan, but none together with the constraints closing."
    model = plant.model()
    model.activity[landfill, 0, 0].fix(0.0)
    with pytest.raises(mfo.InfeasibleError, match="together with what was fixed or deactivated in the model"):
        plant.optimise(model=model)
