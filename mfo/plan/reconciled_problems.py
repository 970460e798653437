"""What is told where readings do not balance as they are: that they were reconciled, and which of them are suspect."""

from __future__ import annotations

from ..errors import Problem
from ..reconciliation.reconciled_flows import ReadingResult, Reconciliation, Suspect, YieldResult
from ..units import format_number

MOST = 3  # adjustments that are told
ALIKE = 3  # meters that nothing tells apart which are told


def reconciled_problems(found: Reconciliation) -> list[Problem]:
    """A warning that the readings were reconciled, or one a suspect where the global test fails."""
    test, largest = found.test, _largest((*found.readings, *found.yields))
    square, most = format_number(test.chi_square, 3), format_number(test.limit, 3)
    told = ", ".join(_told(item) for item in largest)
    place = largest[0].where if largest else None
    if test.passed:
        message = (
            f"The readings do not balance as they are, but within their uncertainty (chi-square {square}, at most "
            f"{most}): today takes {told}."
        )
        remedy = _look_in_order(found.look_at) if found.outlier is None else _look_at(found.outlier)
        return [Problem("measurements-reconciled", message, place, remedy, "warning")]
    message = (
        f"The readings do not balance within their uncertainty (chi-square {square}, at most {most}): today takes "
        f"{told}, and one of the readings is likely to be wrong."
    )
    problems = [Problem("measurements-reconciled", message, place, "Look at the suspects first, in order.", "warning")]
    yields = {item.name for item in found.yields}
    return [*problems, *(_suspected(item, yields) for item in found.suspects)]


def _suspected(suspect: Suspect, yields: set[str]) -> Problem:
    """One suspect: a meter, or a yield or parameter of a model, or several that nothing tells apart."""
    which = " or ".join(f"{name!r}" for name in suspect.meters)
    apart = ", which nothing tells apart," if len(suspect.meters) > 1 else ""
    message = (
        f"The reading of {which}{apart} is off by {format_number(suspect.test, 3)} times what its uncertainty explains."
    )
    remedy = "Check the meter, the unit and the slot; or state a larger uncertainty."
    if yields.issuperset(suspect.meters):
        message = (
            f"The yield {which}{apart} is off by {format_number(suspect.test, 3)} times what its uncertainty explains."
        )
        remedy = "Check the recipe, or the parameter of the model and its range, or type the plant's own."
    elif not yields.isdisjoint(suspect.meters):
        remedy = "Check the meter, the unit and the slot, and the yield; or state a larger uncertainty."
    return Problem("measurement-suspect", message, suspect.where, remedy, "warning")


def _look_at(worst: ReadingResult) -> str:
    """Which meter to look at although all readings together pass: among many good ones a bad one hardly counts."""
    return (
        f"Look at the meter of {worst.at!r} first, which is off by {format_number(worst.test, 3)} times what its "
        "uncertainty explains; `mfo reconcile` tells all of them."
    )


def _look_in_order(every: tuple[Suspect, ...]) -> str:
    """Which meters to look at first although none is off by more than chance explains."""
    if not every:
        return "No reading is checked by the others, so that none can be said to be off. See `mfo reconcile`."
    first = ", ".join(
        f"{' or '.join(repr(name) for name in item.meters[:ALIKE])} ({format_number(item.test, 2)})"
        for item in every[:MOST]
    )
    return (
        f"Chance explains it. If you look at meters, then in this order: {first}; in brackets how many times what its "
        "uncertainty explains each is off. `mfo reconcile` tells all of them."
    )


def _largest(readings: tuple[ReadingResult, ...]) -> list[ReadingResult]:
    """The readings that were adjusted most, in units of their uncertainty."""
    moved = [item for item in readings if item.uncertainty > 0 and abs(item.adjustment) > 1e-9 * abs(item.measured)]
    return sorted(moved, key=lambda item: -abs(item.adjustment) / item.uncertainty)[:MOST]


def _told(item: ReadingResult) -> str:
    name = f"{item.at}, {item.parameter}" if isinstance(item, YieldResult) and item.parameter else item.at
    what = f"{name!r}" + (f" in {item.slot}" if item.slot else "")
    if not item.unit:  # a parameter that is a plain number
        return f"{format_number(item.reconciled)} for {format_number(item.measured)} of {what}"
    return f"{format_number(item.reconciled)} {item.unit} for {format_number(item.measured)} of {what}"
