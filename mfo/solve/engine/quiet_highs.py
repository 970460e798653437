"""The solver itself: made silent, its options set, run so that Ctrl-C stops it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import TypeAlias

import highspy
import numpy as np

from ...errors import SolverError
from .beside import solve
from .solution import INFEASIBLE, INTERRUPTED, OPTIMAL, TIME_LIMIT, Manner

STATUS = {
    highspy.HighsModelStatus.kOptimal: OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: INFEASIBLE,
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "infeasible or unbounded",
    highspy.HighsModelStatus.kTimeLimit: TIME_LIMIT,
    highspy.HighsModelStatus.kInterrupt: INTERRUPTED,
    highspy.HighsModelStatus.kModelEmpty: OPTIMAL,
}
LOST = (
    highspy.HighsModelStatus.kUnknown,
    highspy.HighsModelStatus.kSolveError,
    highspy.HighsModelStatus.kNotset,  # a run that ended in an error, as where costs or duals are excessive
)


class QuietHighs(highspy.Highs):
    """The solver without the lines about itself that 1.16 writes to the process's stdout as soon as it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802, the solver's own name: the first call that writes
        """Listen to the solver, which must be told before to be silent."""
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


Setting: TypeAlias = bool | int | float | str
"""The value of one of the solver's own options."""

SAFE: dict[str, Setting] = {"mip_heuristic_run_rens": False}
"""The heuristic RENS of HiGHS 1.16 ends the whole process where the first relaxation was lost (`tests/solve/rens.yaml`,
`tests/solve/lost_relaxation.yaml`)."""
WITHOUT_PRESOLVE: dict[str, Setting] = {"presolve": "off"}
USUALLY: dict[str, Setting] = {"presolve": "choose"}
MANNERS: dict[Manner, dict[str, Setting]] = {
    "as it chooses": {},
    "without presolve": WITHOUT_PRESOLVE,
    "unscaled": {"simplex_scale_strategy": 0},
    "smaller bounds": {"user_bound_scale": -10},  # powers of two
}
"""Ways to go about a program that give the same answer, but for numbers at which one of them loses its way."""
FEW = 1e4  # what the dearest column is brought to where larger costs have failed


def check(status: highspy.HighsStatus, doing: str) -> None:
    """Raise unless the solver accepted a call (it warns where it drops tiny coefficients)."""
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"The solver refused: error when {doing}.")


def made(options: Mapping[str, Setting]) -> highspy.Highs:
    """A solver with these options that heeds a stop."""
    highs = QuietHighs()  # type: ignore[no-untyped-call]
    for name, value in options.items():
        set_option(highs, name, value)
    highs.HandleUserInterrupt = True
    return highs


def set_option(highs: highspy.Highs, name: str, value: Setting) -> None:
    """Set an option; raises SolverError where the solver knows none of that name, or not that value."""
    check(highs.setOptionValue(name, value), f"setting its option {name}")


def presolving(highs: highspy.Highs, options: Mapping[str, Setting], usual: bool) -> None:
    """Let the next runs presolve as ``options`` have it, or not at all."""
    for name, value in WITHOUT_PRESOLVE.items():
        set_option(highs, name, options.get(name, USUALLY[name]) if usual else value)


def in_main() -> bool:
    """Whether this is the main thread, which alone hears of Ctrl-C."""
    return threading.current_thread() is threading.main_thread()


def run_interruptibly(highs: highspy.Highs, look: Callable[[], None] | None = None) -> None:
    """Run the solver so that Ctrl-C reaches it: it works in a thread while the main thread waits, and looks around."""
    if not in_main():
        highs.run()
        return
    # An event tells the end: a join that Ctrl-C interrupts may take a running thread for a finished one.
    ended = threading.Event()
    thread = threading.Thread(target=solve, args=(highs, ended), daemon=True)
    try:
        thread.start()  # Ctrl-C may come while it starts
        while not ended.wait(0.1):
            if look:
                look()
    except KeyboardInterrupt:
        highs.cancelSolve()  # type: ignore[no-untyped-call]
        if thread in threading.enumerate():
            ended.wait()
        raise


def larger_unit(highs: highspy.Highs) -> int:
    """The power of two, below zero, that brings the dearest column to :data:`FEW`; 0 where it is no dearer."""
    dearest = float(np.abs(highs.getLp().col_cost_).max(initial=0.0))
    return -int(np.ceil(np.log2(dearest / FEW))) if FEW < dearest < np.inf else 0


def run_with_smaller_costs(highs: highspy.Highs, look: Callable[[], None] | None = None) -> None:
    """Run anew with the objective in a larger unit, where large costs have made the solver lose its way."""
    power = larger_unit(highs)
    if not power:
        return
    set_option(highs, "user_objective_scale", power)
    highs.clearSolver()
    run_interruptibly(highs, look)
    set_option(highs, "user_objective_scale", 0)
