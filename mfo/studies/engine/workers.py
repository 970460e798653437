"""Jobs in this process or in several, with the same answers whatever the number of workers and the order."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress

from .arrays import Answered
from .jobs import Base, Job, Worker

CHUNK = 20  # jobs that a worker is given at once
KILLS = 4  # workers that a chunk may cost before it is told as failed
RENEWED = 200  # chunks after which the workers are made anew, so that their memory is bounded

Numbered = tuple[int, Job]


def answers(base: Base, jobs: Sequence[Numbered], workers: int) -> Iterator[list[tuple[int, Answered]]]:
    """Answers by the job's number, some at a time as they come.

    ``workers`` beyond one are processes, started by spawn. One that dies costs nothing but its time: a pool breaks as
    a whole, so it is made again with what is missing. A chunk that costs four workers is told as lost.
    """
    chunks = [list(jobs[first : first + CHUNK]) for first in range(0, len(jobs), CHUNK)]
    if workers <= 1 or len(jobs) <= 1:
        worker = Worker(base)
        for chunk in chunks:
            yield [(number, worker.work(job)) for number, job in chunk]
        return
    kills: Counter[int] = Counter()
    left = {chunk[0][0]: chunk for chunk in chunks}
    while left:
        yield from _in_pool(base, left, workers, kills)
        for first in [first for first in left if kills[first] >= KILLS]:
            yield [(number, Answered("lost", reason=f"It cost {KILLS} workers.")) for number, _ in left.pop(first)]


def _in_pool(
    base: Base, left: dict[int, list[Numbered]], workers: int, kills: Counter[int]
) -> Iterator[list[tuple[int, Answered]]]:
    """Answers of one pool, until all is done, it breaks or is to be renewed; what is done leaves ``left``."""
    spawn = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    waiting = list(left)[:RENEWED]
    if suspects := [first for first in waiting if kills[first] > 1]:
        waiting, workers = suspects[:1], 1  # alone, so that no other pays for it
    count = min(workers, len(waiting))
    pool = ProcessPoolExecutor(count, mp_context=spawn, initializer=_start, initargs=(base,))
    running: dict[Future[list[tuple[int, Answered]]], int] = {}
    try:
        while waiting or running:
            while waiting and len(running) < count:  # no more than are worked at: a break then tells who was there
                first = waiting.pop(0)
                running[_submitted(pool, left[first])] = first
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                found = future.result()
                del left[running.pop(future)]
                yield found
    except BrokenProcessPool:
        for first in running.values():
            kills[first] += 1
    except BaseException:  # Ctrl-C, too: a worker may be in the solver for long
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    with suppress(BrokenProcessPool):
        pool.shutdown(cancel_futures=True)


def _submitted(pool: ProcessPoolExecutor, chunk: list[Numbered]) -> Future[list[tuple[int, Answered]]]:
    """Hand out a chunk. Workers begin here, and inherit that Ctrl-C is for the process that started them alone."""
    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main else None
    try:
        return pool.submit(_work, chunk)
    finally:
        if in_main:
            signal.signal(signal.SIGINT, before)


_worker: list[Worker] = []  # of a process


def _start(base: Base) -> None:
    _worker.append(Worker(base))


def _work(chunk: list[Numbered]) -> list[tuple[int, Answered]]:
    return [(number, _worker[0].work(job)) for number, job in chunk]
