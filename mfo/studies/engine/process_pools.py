"""Tasks in several processes: one that dies costs nothing but its time."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from multiprocessing.process import BaseProcess
from typing import TypeVar

from ...translation import speak, spoken

Task = TypeVar("Task")
Result = TypeVar("Result")

KILLS = 4  # workers that a task may cost before it is told as lost
RENEWED = 200  # tasks after which the workers are made anew, so that their memory is bounded


def in_processes(
    tasks: Mapping[int, Task],
    work: Callable[[Task], Result],
    workers: int,
    start: Callable[..., None],
    arguments: tuple[object, ...],
) -> Iterator[tuple[int, Result | None]]:
    """The results as they come, by the task's number; None for a task that cost four workers.

    ``work`` and ``start`` (called in each process with ``arguments``) stand at the top of modules. Processes are
    started by spawn: a programme that is run as a file needs a ``__main__`` guard. A pool breaks as a whole when one of
    its workers dies, so it is made again with what is missing; what was twice at work when that happened works alone.
    """
    left = dict(tasks)
    kills: Counter[int] = Counter()
    while left:
        yield from _in_pool(left, work, workers, start, arguments, kills)
        for number in [number for number in left if kills[number] >= KILLS]:
            del left[number]
            yield number, None


def _in_pool(
    left: dict[int, Task],
    work: Callable[[Task], Result],
    workers: int,
    start: Callable[..., None],
    arguments: tuple[object, ...],
    kills: Counter[int],
) -> Iterator[tuple[int, Result]]:
    """Results of one pool, until all is done, it breaks or is to be renewed; what is done leaves ``left``."""
    spawn = multiprocessing.get_context("spawn")
    others = set(multiprocessing.active_children())
    waiting = list(left)[:RENEWED]
    if suspects := [number for number in waiting if kills[number] > 1]:
        waiting, workers = suspects[:1], 1  # alone, so that no other pays for it
    count = max(1, min(workers, len(waiting)))
    pool = ProcessPoolExecutor(count, mp_context=spawn, initializer=_begin, initargs=(spoken(), start, arguments))
    running: dict[Future[Result], int] = {}
    try:
        while waiting or running:
            while waiting and len(running) < count:  # no more than are worked at: a break then tells who was there
                number = waiting.pop(0)
                running[_submitted(pool, work, left[number])] = number
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                found = future.result()
                number = running.pop(future)
                del left[number]
                yield number, found
    except BrokenProcessPool:
        for number in running.values():
            kills[number] += 1
    except BaseException:  # Ctrl-C, too: a worker may be in the solver for long
        pool.shutdown(wait=False, cancel_futures=True)
        for process in set(multiprocessing.active_children()) - others:
            process.terminate()
        raise
    with suppress(BrokenProcessPool):
        pool.shutdown(cancel_futures=True)


def _begin(language: str, start: Callable[..., None], arguments: tuple[object, ...]) -> None:
    """Begin a worker, which speaks what the one speaks that asked."""
    end_with_parent()
    speak(language)
    start(*arguments)


def end_with_parent() -> None:
    """End this process as soon as the one that started it has ended, however that was: nobody would end it then.

    A worker of a pool holds both ends of the pipe that its tasks come through, so that it never hears of an end.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _submitted(pool: ProcessPoolExecutor, work: Callable[[Task], Result], task: Task) -> Future[Result]:
    """Hand out a task. Workers begin here, and inherit that Ctrl-C is for the process that started them alone."""
    in_main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if in_main else None
    try:
        return pool.submit(work, task)
    finally:
        if in_main:
            signal.signal(signal.SIGINT, before)
