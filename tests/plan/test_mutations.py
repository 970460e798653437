"""One number of the program or of the answer is wrong, and the plan that comes of it is refused."""

from __future__ import annotations

from collections import Counter

from .mutations import mutated


def test_no_plan_of_a_mutated_program_is_certified() -> None:
    """Proves: of what changes the optimum nothing passes. `benchmarks/mutations.py` makes 500 of them."""
    found = mutated(52, seed=7)
    count = Counter(outcome.verdict for outcome in found)
    assert [outcome for outcome in found if outcome.verdict == "certified"] == []
    assert sum(outcome.off > 1e-3 for outcome in found if outcome.verdict == "refused") > 10, count
