"""Numbers a thousand times off, found from the largest and the least of a column alone: as by all others of each."""

from __future__ import annotations

from random import Random
from statistics import median

import numpy as np

from mfo.errors import Findings
from mfo.plant.model import Series
from mfo.reading.checks import slips


def plainly(column: list[tuple[str, Series]]) -> list[str]:
    """Whom to ask, by comparing each number with all others."""
    told, sizes = [], [(name, each, float(np.max(np.abs(each.values)))) for name, each in column]
    sizes = [(name, each, size) for name, each, size in sizes if size > 0 and np.isfinite(size)]
    for name, each, size in sizes:
        others = [other for _, own, other in sizes if own is not each]
        if len(others) < slips.LEAST:
            continue
        too_much, too_little = size > slips.TIMES * max(others), size * slips.TIMES < min(others)
        factor = 1e-3 if too_much else 1e3
        if (too_much or too_little) and 1 / slips.SPREAD < size * factor / median(others) < slips.SPREAD:
            told.append(name)
    return told


def test_a_thousand_too_much_is_found_from_the_largest_and_the_least() -> None:
    """Proves: the numbers asked about are those that lie far from every other one, whichever way they are looked for.

    Expected: each number held against all others. Equal numbers, one series in several rows, profiles, zeros and
    numbers without end are among them.
    """
    asked = 0
    for seed in range(600):
        random = Random(seed)
        pool = [
            Series(np.array(value) if random.random() < 0.8 else np.array([[value, value / 2]]), "t/h", f"{value}")
            for value in (
                random.choice((0.0, np.inf, 2.0, 3.5, -4.0, 7.0, 2000.0, 0.004, 3.5e3))
                for _ in range(random.randint(1, 6))
            )
        ]
        pool += [Series(np.array(each.values), each.unit, each.typed) for each in pool[:2]]
        column = [(f"r{k}", random.choice(pool)) for k in range(random.randint(1, 8))]
        findings = Findings()
        slips._tell_thousands("amount", column, findings)
        found = [problem.message.split("`")[3] for problem in findings.problems]
        assert found == plainly(column), seed
        asked += len(found)
    assert asked > 50
