"""Ordinary files alone: reading a pipe that nobody writes to waits for ever, and a device may have no end."""

from __future__ import annotations

import stat
from pathlib import Path


def ordinary(path: Path) -> Path:
    """The path of a file that can be read to its end. Raises OSError where it is not there, or is something else.

    >>> ordinary(Path("/dev/null"))
    Traceback (most recent call last):
    ...
    OSError: null is no ordinary file (a pipe, a device, a socket or a folder)
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise OSError(f"{path.name} is no ordinary file (a pipe, a device, a socket or a folder)")
    return path
