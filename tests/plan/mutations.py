"""Mutations: a program that is wrong in one place, or an answer that is, whose plan the certificate must refuse.

Each changes one number: a coefficient, a cost or a bound of the compiled matrix, or what the solver answers. What comes
of it is compared with the right optimum; where the two differ by more than the certificate's tolerance, a plan that is
certified is wrong and looks right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mfo.errors import SolverError
from mfo.graph.arrays.flow_graph import Floats, Ints
from mfo.graph.build import build_graph
from mfo.plan.make_plan import make_plan
from mfo.plant.model import Plant
from mfo.program.build import build_program
from mfo.solve.engine.highs_session import Session
from mfo.solve.engine.solution import Solution
from mfo.solve.matrix.matrix import Matrix
from mfo.solve.solver import Solver

from . import test_certificate, test_running, test_standing_alone

ALLOWED = (
    3e-6  # what two optima may differ by, relative to all that is summed up: the certificate's tolerance and rounding
)
USED = 1e-6  # in canonical units: more than nothing
FACTORS = (0.0, 0.5, 0.9, 0.999, 1.001, 1.1, 2.0, -1.0)


@dataclass(frozen=True)
class Outcome:
    """What came of one mutation."""

    what: str
    verdict: str  # "refused", "certified", "no plan", "no change"
    off: float = 0.0  # by how much the optimum differs, relative


class Subject:
    """A plant, its program and its right answer."""

    def __init__(self, name: str, made: Plant, minimise: str = "cost") -> None:
        """Solve the plant. Raises SolverError where it has no plan."""
        self.name, self.plant, self.minimise = name, made, minimise
        self.graph = build_graph(made)
        self.solver = Solver(build_program(self.graph, minimise))
        self.compiled, self.posed = self.solver.compiled, self.solver.matrix
        self.right = self.solver.solve()
        if self.right.status != "optimal":
            raise SolverError(f"{name} is {self.right.status}.")
        self.likely = self._likely(self.solver.values)
        plan = make_plan(made, self.graph, self.right, minimise)
        ledger = plan.ledger
        own = ledger[(ledger["effect"] == minimise) & (ledger["account"] == "own")]
        self.gross = max(1.0, float((own["amount"].abs() * own["weight"]).sum()))

    def _likely(self, values: Floats) -> dict[str, Ints]:
        """Numbers that the optimum is likely to change with: of what is in use, and of rows that bind."""
        matrix, used = self.compiled.matrix, np.abs(values) > USED
        sums = matrix.times(values)
        binds = np.minimum(np.abs(sums - matrix.row_lower), np.abs(sums - matrix.row_upper)) < USED * np.maximum(
            1.0, np.abs(sums)
        )
        return {
            "value": np.flatnonzero(binds[matrix.row_of_entry()] & used[matrix.index]),
            "cost": np.flatnonzero(used & (matrix.cost != 0)),
            "row": np.flatnonzero(binds & (sums != 0)),
            "column": np.flatnonzero(used & ((values >= matrix.upper - USED) | (values <= matrix.lower + USED))),
        }

    def of_family(self, name: str) -> Ints:
        """The entries of a family's rows; those that the optimum is likely to change with, where there are any."""
        matrix = self.compiled.matrix
        inside = np.isin(matrix.row_of_entry(), np.arange(matrix.rows)[self.compiled.rows[name]])
        likely = np.intersect1d(np.flatnonzero(inside), self.likely["value"])
        return likely if len(likely) else np.flatnonzero(inside)

    def solved(self, matrix: Matrix) -> Solution | None:
        """The answer to another matrix; None where there is none."""
        solver, condensed = self.solver, self.solver.condensed
        solver.compiled, solver.matrix, solver.condensed = replace(self.compiled, matrix=matrix), matrix, None
        try:
            with np.errstate(divide="ignore", invalid="ignore"):  # entries of zero, which no program has
                solver.session = Session(matrix, **solver.options)
                solution = solver.solve()
        except SolverError:
            return None
        finally:
            solver.compiled, solver.matrix, solver.condensed = self.compiled, self.posed, condensed
        return solution if solution.status == "optimal" else None

    def costs(self, values: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """What values of all families cost, family by family, by the program's own costs."""
        found = []
        for name, variable in self.compiled.program.registry.variables.items():
            own = values[name] if values[name].shape == variable.shape else values[name][variable.member]
            found.append(self.compiled.matrix.cost[variable.columns] * own.ravel())
        return found

    def judged(self, what: str, solution: Solution | None) -> Outcome:
        """Whether a wrong answer is refused."""
        if solution is None:
            return Outcome(what, "no plan")
        off = abs(solution.objective - self.right.objective) / self.gross
        try:
            make_plan(self.plant, self.graph, solution, self.minimise)
        except SolverError:
            return Outcome(what, "refused", off)
        return Outcome(what, "certified" if off > ALLOWED else "no change", off)


def matrix_mutation(subject: Subject, random: np.random.Generator) -> tuple[str, Matrix]:
    """One number of the matrix changed; in four of five cases one that the optimum is likely to change with."""
    matrix = subject.compiled.matrix
    kind = random.choice(["value", "cost", "row", "column"], p=[0.55, 0.15, 0.15, 0.15])
    factor = float(random.choice(FACTORS))
    likely = subject.likely[kind] if random.random() < 0.8 else []
    pick = lambda many: int(random.choice(likely) if len(likely) else random.integers(many))  # noqa: E731
    if kind == "value":
        k, family = pick(len(matrix.value)), ""
        if random.random() < 0.5:  # else a family of few rows is hardly ever met
            family = str(random.choice(sorted(subject.compiled.rows)))
            k = int(random.choice(subject.of_family(family))) if len(subject.of_family(family)) else k
        value = matrix.value.copy()
        value[k] *= factor
        what = f"{subject.name}: coefficient {k} times {factor}"
        return f"{what} of {family}" if family else what, replace(matrix, value=value)
    if kind == "cost":
        k = pick(matrix.columns)
        cost = matrix.cost.copy()
        cost[k] = cost[k] * factor if cost[k] else (factor - 1) * float(np.abs(cost).max(initial=1.0))
        return f"{subject.name}: cost {k} times {factor}", replace(matrix, cost=cost, costs=(cost, *matrix.costs[1:]))
    names = ("row_lower", "row_upper") if kind == "row" else ("lower", "upper")
    sides = [np.array(getattr(matrix, name)) for name in names]
    k = pick(len(sides[0]))
    size = max([abs(side[k]) for side in sides if np.isfinite(side[k])], default=0.0) or 1.0
    for side in sides:
        if np.isfinite(side[k]):
            side[k] += (factor - 1) * size
    if sides[0][k] > sides[1][k]:
        sides[0][k] = sides[1][k]
    what = f"{subject.name}: {kind} bound {k} moved by {factor - 1:g} of {size:.3g}"
    return what, replace(matrix, **dict(zip(names, sides, strict=True)))


def answer_mutation(subject: Subject, random: np.random.Generator) -> tuple[str, Solution]:
    """Another optimum told than was reached, or the best of another effect told as the best."""
    right = subject.right
    if random.random() < 0.3:
        moved = right.objective + float(random.choice([-0.01, 0.0001, 0.01])) * subject.gross
        return f"{subject.name}: objective {moved:.6g}", replace(right, objective=moved, bound=moved)
    matrix = subject.compiled.matrix
    cost = matrix.cost * random.choice([1.0, 0.5, 2.0, -1.0], size=matrix.columns, p=[0.7, 0.1, 0.1, 0.1])
    found = subject.solved(replace(matrix, cost=cost, costs=(cost, *matrix.costs[1:])))
    if found is None:
        return f"{subject.name}: no other answer", right
    names = {family: values for family, values in found.values.items() if family != "effect"}
    reached = sum(float(np.sum(part)) for part in subject.costs(names))
    return f"{subject.name}: an answer to other costs", replace(found, objective=reached, bound=reached)


PLANTS: Mapping[str, Callable[[], Plant]] = {
    "busy": test_certificate.busy,
    "ramps": test_running.wavy,
    "states": test_running.switched,
    "closable": test_running.closable,
    "units": test_running.sized,
    "links": test_running.linked,
    "returns": test_running.returned,
    "days": test_running.stored,
    "perishing": test_running.perishing,
    "blends": lambda: test_running.blended("stores", False),
    "loads": test_standing_alone.loaded,
    "across": test_standing_alone.kept_for_days,
    "alone": test_standing_alone.days_apart,
}


def subjects_of(plants: Mapping[str, Callable[[], Plant]] = PLANTS) -> list[Subject]:
    """The plants, each solved."""
    return [Subject(name, made()) for name, made in plants.items()]


def mutated(count: int, seed: int, subjects: Sequence[Subject] = ()) -> list[Outcome]:
    """So many mutations, round the plants, each judged; nine in ten of the matrix, the others of the answer."""
    random = np.random.default_rng(seed)
    subjects, found = subjects or subjects_of(), list[Outcome]()
    for number in range(count):
        subject = subjects[number % len(subjects)]
        if random.random() < 0.9:
            what, matrix = matrix_mutation(subject, random)
            found.append(subject.judged(what, subject.solved(matrix)))
        else:
            found.append(subject.judged(*answer_mutation(subject, random)))
    return found
