"""Python's search for garbage, seldom while many objects are made that stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

SELDOM = 200_000
"""New objects from one search to the next; Python's own 700 take a fifth of the time that a large plant is read in."""


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Search for garbage seldom within the block, and then as before; where nobody searches it stays so.

    >>> import gc
    >>> before = gc.get_threshold()
    >>> with seldom_collected():
    ...     gc.get_threshold()[0] >= SELDOM or before[0] == 0
    True
    >>> gc.get_threshold() == before
    True
    """
    before = gc.get_threshold()
    if before[0]:
        gc.set_threshold(max(before[0], SELDOM), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
