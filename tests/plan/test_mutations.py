"""One number of the program or of the answer is wrong, and the plan that comes of it is refused."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from mfo.errors import SolverError
from mfo.plan.make_plan import make_plan
from mfo.solve.matrix.matrix import Matrix
from mfo.solve.matrix.pose import posed

from .mutations import PLANTS, Subject, mutated


def test_no_plan_of_a_mutated_program_is_certified() -> None:
    """Proves: of what changes the optimum nothing passes. `benchmarks/mutations.py` makes 500 of them."""
    found = mutated(52, seed=7)
    count = Counter(outcome.verdict for outcome in found)
    assert [outcome for outcome in found if outcome.verdict == "certified"] == []
    assert sum(outcome.off > 1e-3 for outcome in found if outcome.verdict == "refused") > 10, count


def asks_for_use(matrix: Matrix, row: int) -> Matrix:
    """Flow - most x state <= -0.1: whoever sends nothing must be in use all the same."""
    upper = matrix.row_upper.copy()
    upper[row] -= 0.1
    return replace(matrix, row_upper=upper)


def allows_half(matrix: Matrix, row: int) -> Matrix:
    """4 x flow - 2 x most x state <= 0: what is in use sends half of what it can, though its own coefficient grew."""
    value = matrix.value.copy()
    part = slice(matrix.starts[row], matrix.starts[row + 1])
    value[part] = np.where(value[part] > 0, 4 * value[part], 2 * value[part] - 4)
    return replace(matrix, value=value)


@pytest.mark.parametrize("change", [asks_for_use, allows_half])
def test_the_bound_of_a_narrower_program_proves_nothing(change) -> None:  # type: ignore[no-untyped-def]
    """Proves: what the solver was given is held against the plant in the rows of states, too."""
    links = Subject("links", PLANTS["links"]())
    make_plan(links.plant, links.graph, links.right, "cost")
    row = int(np.arange(links.compiled.matrix.rows)[links.compiled.rows["used"]][0])
    narrower = replace(links.compiled, matrix=change(links.compiled.matrix, row))
    with pytest.raises(SolverError, match="rows of used"):
        make_plan(links.plant, links.graph, replace(links.right, posed=posed(narrower)), "cost")


@pytest.mark.parametrize(
    ("part", "family", "what", "factor", "more"),
    [
        ("columns", "used", "upper", 0.0, 0.0),  # the lorry may not go
        ("columns", "supply", "upper", 0.9, 0.0),  # less may be sent than there is
        ("columns", "supply", "lower", 1.0, 0.1),
        ("columns", "arc", "cost", 1.001, 0.0),  # a way that is dearer, or cheaper, than the plant's
        ("columns", "used", "cost", 0.999, 0.0),
        ("rows", "balance", "total", 1.001, 0.0),
        ("rows", "link sends while used", "upper", 1.0, -0.1),
        ("rows", "link minimum load", "lower", 1.0, 0.1),
    ],
)
def test_a_bound_on_another_program_proves_nothing(
    part: str, family: str, what: str, factor: float, more: float
) -> None:
    """Proves: bounds of columns, costs, and bounds and coefficients of rows, each told a little otherwise."""
    links = Subject("links", PLANTS["links"]())
    given = posed(links.compiled)
    held = dict(getattr(given, part))
    held[family] = replace(held[family], **{what: getattr(held[family], what) * factor + more})
    with pytest.raises(SolverError, match=f"in what the solver was given: {part} of {family}"):
        make_plan(links.plant, links.graph, replace(links.right, posed=replace(given, **{part: held})), "cost")


def test_what_nobody_wrote_down_proves_nothing() -> None:
    """Columns and rows of a family that the certificate does not know, and nothing at all."""
    links = Subject("links", PLANTS["links"]())
    given = posed(links.compiled)
    for part in ("columns", "rows"):
        held = {**getattr(given, part), "of a dream": next(iter(getattr(given, part).values()))}
        with pytest.raises(SolverError, match=f"in what the solver was given: {part} of of a dream"):
            make_plan(links.plant, links.graph, replace(links.right, posed=replace(given, **{part: held})), "cost")
    with pytest.raises(SolverError, match="in what the solver was given: anything"):
        make_plan(links.plant, links.graph, replace(links.right, posed=None), "cost")


def test_the_bound_of_a_wider_program_still_holds() -> None:
    """Proves: where more is allowed than the plant allows, what no plan can be below is below all of the plant's."""
    links = Subject("links", PLANTS["links"]())
    given = posed(links.compiled)
    columns, rows = dict(given.columns), dict(given.rows)
    columns["supply"] = replace(columns["supply"], upper=columns["supply"].upper + 1.0)
    rows["link minimum load"] = replace(rows["link minimum load"], lower=rows["link minimum load"].lower - 1.0)
    wider = replace(given, columns=columns, rows=rows)
    assert make_plan(links.plant, links.graph, replace(links.right, posed=wider), "cost").certificate["certified"]
