"""Runs of the solver that can be watched, stopped and waited for, and a second one beside the first.

The solver's presolve can cut off the optimum of a program with whole numbers and report what is left as optimal, its
bound included (seen in every release from 1.11 to 1.16.0; tests/solve/test_presolve.py). So a program that lasts is
solved without presolve beside the first run, on the second core. That run ends as soon as its own bound shows that it
cannot better the first answer, and never lasts much longer than the first has taken. Where a gap is allowed it takes
half as much processor time as the first, and ends with it: who is content with nearly the best waits for no proof.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import highspy
import numpy as np

BESIDE_AFTER = 1.0  # seconds that the first run lasts before a second begins beside it
LONGER = 1.0  # how much longer than the first the second may last, as a multiple of the first
SHARE = 0.5  # of the first run's processor time that the second may take where a gap is allowed
SECOND_LEAST = 3.0  # seconds that a second run after the first may take beside what that took, without a gap
LEAST = 1.0  # seconds of processor time that it may take whatever the first takes
POLL = 0.05  # seconds between looks at a run
STOPPED_WITHIN = 60.0  # seconds that a run may take to heed a stop; it looks many times a second
TOLD_EVERY = 2.0  # seconds between two tellings of best and bound

Told = Callable[[float, float], None]
"""Hears of the best objective found so far and of the bound that no answer is below, in the solver's units."""


def share_of(gap: float) -> float:
    """The share of the first run's processor time that the second may take; inf: any."""
    return SHARE if gap > 0.0 else np.inf


def longest_after(seconds: float, share: float) -> float:
    """How long a second run may take after a first one of so many seconds."""
    return seconds + SECOND_LEAST if share == np.inf else max(LEAST, share * seconds)


@dataclass(eq=False)
class Run:
    """One run of a solver in a thread of its own; what it has found so far, and what makes it stop."""

    highs: highspy.Highs
    best: float = np.inf
    bound: float = -np.inf
    enough: float = np.inf  # a bound that ends the run: no answer can be better than what is known already; inf: none
    until: float = np.inf  # from then on (of time.perf_counter) the run ends as soon as it has found anything
    give_up_after: float = np.inf  # seconds from its first bound after which it ends though it has found nothing
    share: float = np.inf  # of the processor time of all else that it may take; it waits when it is ahead
    gave_up: bool = False
    ended: threading.Event = field(default_factory=threading.Event)
    _stop: bool = False
    _interrupted: bool = False
    _others: float = 0.0  # processor time of all that ran before it began
    _bounded: float = np.inf  # when it had its first bound; until then large programs may be at their relaxation

    def __post_init__(self) -> None:
        """Listen to the solver."""
        self._others = time.process_time()
        for heard in (self.highs.cbMipInterrupt, self.highs.cbSimplexInterrupt, self.highs.cbIpmInterrupt):
            heard.subscribe(self._hear)

    @property
    def is_ahead(self) -> bool:
        """Whether it has taken more than its share; to be asked in its own thread, which has done nothing else."""
        if self.share == np.inf:
            return False
        taken = time.thread_time()
        return taken > max(LEAST, self.share * (time.process_time() - self._others - taken))

    def _hear(self, event: highspy.HighsCallbackEvent) -> None:
        while not self._stop and self.is_ahead:
            time.sleep(POLL)
        if event.callback_type == highspy.cb.HighsCallbackType.kCallbackMipInterrupt:
            self.best, self.bound = event.data_out.mip_primal_bound, event.data_out.mip_dual_bound
        known = self.bound >= self.enough and self.enough < np.inf  # where there is no answer, both are inf
        now = time.perf_counter()
        if self.bound > -np.inf:
            self._bounded = min(self._bounded, now)
        late = self.best < np.inf and now > self.until
        self.gave_up = self.best == np.inf and now - self._bounded > self.give_up_after
        if self._stop or known or late or self.gave_up:
            self._interrupted = True
            event.interrupt()

    def start(self) -> threading.Thread:
        """Begin, in a daemon: a process that ends does not wait for it."""
        thread = threading.Thread(target=solve, args=(self.highs, self.ended), daemon=True)
        thread.start()
        return thread

    def stop(self) -> None:
        """Tell the run to end."""
        self._stop = True

    def close(self) -> bool:
        """End the run if it has not ended, wait for it within bounds, and listen no more; tells whether it ended."""
        self.stop()
        ended = self.ended.wait(STOPPED_WITHIN)
        if ended:
            self.unsubscribe()
        return ended

    def unsubscribe(self) -> None:
        """Listen to the solver no more; call it when it does not run."""
        for heard in (self.highs.cbMipInterrupt, self.highs.cbSimplexInterrupt, self.highs.cbIpmInterrupt):
            heard.unsubscribe(self._hear)
        if self._interrupted:  # the solver would hold on to it, and end its next run
            self._interrupted = False
            highspy.Highs.enableCallbacks(self.highs)  # type: ignore[no-untyped-call]


def solve(highs: highspy.Highs, ended: threading.Event) -> None:
    """Run, then end the threads that the solver keeps for this one: left running, they abort the process at its end."""
    try:
        highs.run()
        highspy.Highs.resetGlobalScheduler(True)
    finally:
        ended.set()


class Beside:
    """A second run without presolve, begun when the first has lasted a while; ask it at each look at the first."""

    def __init__(
        self, first: Run, make: Callable[[], highspy.Highs], plan_after: float, told: Told, share: float = np.inf
    ) -> None:
        """``make`` gives the second solver with its model and options; it is called before the first run begins.

        After ``plan_after`` seconds both runs end as soon as one of them has anything. The second takes no more than
        its ``share`` of the first's processor time, and then ends soon after it.
        """
        self.first, self._share = first, share
        self._plan_after = plan_after
        self._other = make()
        self._told = told
        self._begun = self._next = time.perf_counter()
        self.second: Run | None = None
        self._second_ended = np.inf

    def look(self) -> None:
        """Begin the second run where it is time; stop the first where the second has ended long ago; tell."""
        now = time.perf_counter()
        if self.second is None and now - self._begun >= BESIDE_AFTER:
            self.second = Run(self._other, share=self._share)
            self.second.start()
        if self.second is not None and self.second.ended.is_set():
            self._second_ended = min(self._second_ended, now)
            if self._proven() and now - self._second_ended > LONGER * (self._second_ended - self._begun):
                self.first.stop()
        best = min(self.first.best, np.inf if self.second is None else self.second.best)
        if now - self._begun > self._plan_after and np.isfinite(best):
            self.first.stop()
        if now >= self._next and (np.isfinite(best) or np.isfinite(self.first.bound)):
            self._next = now + TOLD_EVERY
            self._told(best, self.first.bound)

    def _proven(self) -> bool:
        assert self.second is not None
        return bool(self.second.highs.getModelStatus() == highspy.HighsModelStatus.kOptimal)

    def finish(self, enough: float, wait: bool) -> highspy.Highs | None:
        """The second solver, once it has ended or can change nothing: its bound is ``enough``, or its time is up.

        Without ``wait`` it is stopped as it is. None where it never began, or does not heed a stop.
        """
        if self.second is None:
            return None
        self.second.enough = enough
        now = time.perf_counter()
        ends = now + (LONGER * (now - self._begun) if self._share == np.inf else LEAST)
        while wait and not self.second.ended.wait(POLL) and time.perf_counter() < ends:
            pass
        return self.second.highs if self.second.close() else None

    def close(self) -> None:
        """End the second run."""
        if self.second is not None:
            self.second.close()
