"""Tasks on a Dask cluster that exists, with the same results as in processes of this machine.

A worker needs mfo and nothing else: what its tasks start from is sent along. A worker that dies loses nothing, as Dask
has others do its tasks; a task that costs four workers is told as lost.
"""

from __future__ import annotations

import pickle
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from importlib import import_module
from typing import TypeVar

from ...errors import Problem, UsageError

Task = TypeVar("Task")
Result = TypeVar("Result")

WAIT = 30.0  # seconds for a scheduler to answer, and for a first worker to come


def on_cluster(
    tasks: Mapping[int, Task],
    maker: Callable[..., Callable[[Task], Result]],
    arguments: tuple[object, ...],
    address: str,
    made_by: Mapping[str, str],
) -> Iterator[tuple[int, Result | None]]:
    """The results as they come, by the task's number; None for a task that cost four workers.

    ``maker`` stands at the top of a module; called with ``arguments`` on a worker it gives what works its tasks out.
    ``made_by`` are the versions of mfo and of the solver here. Raises :class:`mfo.UsageError` where there is no such
    cluster, it has no worker, or a worker has other versions, whose digits might differ.
    """
    try:
        distributed = import_module("distributed")
    except ImportError as error:
        message = "Dask's `distributed` is not installed, which --cluster needs."
        raise UsageError(
            Problem("cluster-missing", message, remedy='Install it: pip install "mfo[cluster]".')
        ) from error
    try:
        client = distributed.Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        remedy = "Start it with `dask scheduler`, and name the address that it prints, such as tcp://10.0.0.5:8786."
        raise UsageError(
            Problem("cluster-unreachable", f"No Dask cluster answers at {address}: {error}.", remedy=remedy)
        ) from error
    futures: dict[object, int] = {}
    try:
        _check_workers(client, address, made_by)
        token, blob = uuid.uuid4().hex, pickle.dumps((maker, arguments))
        start = client.submit(bytes, blob, pure=False)  # a task: Dask makes it again where it is lost
        futures.update((client.submit(_work, start, token, task, pure=False), number) for number, task in tasks.items())
        for future in distributed.as_completed(list(futures), loop=client.loop):  # no other client need be there
            killed = isinstance(future.exception(), distributed.KilledWorker)
            yield futures[future], None if killed else future.result()
    finally:
        with suppress(Exception):  # the scheduler may be gone; what was found is kept
            client.cancel(list(futures))
        client.close()


def _check_workers(client: object, address: str, made_by: Mapping[str, str]) -> None:
    """Refuse a cluster without workers, and workers that would not give the same digits."""
    try:
        client.wait_for_workers(1, timeout=WAIT)  # type: ignore[attr-defined]
    except TimeoutError as error:
        remedy = f"Start workers with `dask worker {address}` where mfo is installed."
        raise UsageError(
            Problem("cluster-workers", f"The Dask cluster at {address} has no worker.", remedy=remedy)
        ) from error
    try:
        found = client.run(_versions)  # type: ignore[attr-defined]
    except (ImportError, AttributeError) as error:
        message = f"A worker of the Dask cluster at {address} cannot work for mfo: {error}."
        raise UsageError(Problem("cluster-workers", message, remedy="Install mfo on every worker.")) from error
    for worker, theirs in found.items():
        other = {name: version for name, version in theirs.items() if made_by.get(name) != version}
        if other:
            told = ", ".join(f"{name} {version} (here {made_by.get(name)})" for name, version in other.items())
            message = f"The worker {worker} has other versions: {told}."
            raise UsageError(
                Problem(
                    "cluster-workers",
                    message,
                    remedy="Install the same versions there, so that the digits are the same.",
                )
            )


def _versions() -> dict[str, str]:
    from ...plan.make_plan import versions

    return dict(versions())


_local = threading.local()


def _work(start: bytes, token: str, task: Task) -> object:
    """One task on a worker: what works it out is made once a study and thread."""
    if getattr(_local, "token", None) != token:
        maker, arguments = pickle.loads(start)
        _local.worker, _local.token = maker(*arguments), token
    return _local.worker(task)
