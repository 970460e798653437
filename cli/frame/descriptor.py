"""Keep stdout for what the verbs say: what libraries in C write to its descriptor goes to stderr."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

STDOUT, STDERR = 1, 2


@contextmanager
def stdout_of_our_own() -> Iterator[None]:
    """For a while, ``sys.stdout`` alone leads to the process's stdout; its descriptor leads to stderr.

    Solvers and their helpers write to descriptor 1 past Python, which would break what ``--json`` promises; processes
    started meanwhile inherit the same. Where ``sys.stdout`` is no file of the process (in tests, in notebooks, or
    closed), everything stays as it is.
    """
    typed = sys.stdout
    if _descriptor(typed) != STDOUT:
        yield
        return
    typed.flush()
    _open_stderr()
    real = os.dup(STDOUT)
    ours = io.TextIOWrapper(
        open(real, "wb"),  # noqa: SIM115, closed below
        encoding=typed.encoding,
        errors=typed.errors,
        line_buffering=os.isatty(real),
    )
    os.dup2(STDERR, STDOUT)
    sys.stdout = ours
    try:
        yield
    finally:
        sys.stdout = typed
        with suppress(OSError):  # the reader is gone or the disk is full: told when it was written
            ours.flush()
        _flush_libraries()
        os.dup2(real, STDOUT)
        with suppress(OSError):
            ours.close()


def _descriptor(stream: object) -> int | None:
    """The descriptor of a stream, if it has one."""
    if not isinstance(stream, io.TextIOWrapper):
        return None
    try:
        return stream.fileno()
    except (OSError, ValueError):  # closed, or in memory
        return None


def _open_stderr() -> None:
    """Let descriptor 2 lead nowhere where it is closed: the next file that is opened would get its number."""
    try:
        os.fstat(STDERR)
    except OSError:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        if nowhere != STDERR:
            os.dup2(nowhere, STDERR)
            os.close(nowhere)


def _flush_libraries() -> None:
    """Write out what C libraries still hold for descriptor 1, before it leads to stdout again.

    Those that write come with numpy, which loads ctypes itself: where nothing has, there is nothing to write out, and
    help need not wait for it.
    """
    if "ctypes" not in sys.modules:
        return
    import ctypes

    ctypes.CDLL("ucrtbase" if os.name == "nt" else None).fflush(None)
