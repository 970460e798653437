"""A process that goes on in a copy of the folder it writes to, under the same path, what it has open included.

So a command can be stopped at hundreds of places of one run: at each a process is forked, which dies in a folder of its
own, while the run goes on. Linux alone, as root or where user namespaces are allowed.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

CLONE_NEWNS, CLONE_NEWUSER = 0x00020000, 0x10000000
MS_BIND, MS_REC, MS_PRIVATE = 0x1000, 0x4000, 1 << 18
ANEW = os.O_CREAT | os.O_EXCL | os.O_TRUNC


def go_on_in(copy: Path, work: Path) -> None:
    """Let this process alone find ``copy`` at the path of ``work``, and write what it has open there, too."""
    opened = list(_open_below(work))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(CLONE_NEWNS):
        _checked(libc.unshare(CLONE_NEWUSER | CLONE_NEWNS), "unshare")
    _checked(libc.mount(b"none", b"/", None, MS_REC | MS_PRIVATE, None), "mount")
    _checked(libc.mount(os.fsencode(copy), os.fsencode(work), None, MS_BIND, None), "mount")
    os.chdir(work)
    for handle, path, flags, place in opened:
        new = os.open(path, flags & ~ANEW)
        if os.path.isfile(path):
            os.lseek(new, place, os.SEEK_SET)
        os.dup2(new, handle, inheritable=False)
        os.close(new)
        if path.endswith(".lock"):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _open_below(folder: Path) -> Iterator[tuple[int, str, int, int]]:
    """Handle, path, flags and place of all that this process has open in a folder."""
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):
            path = os.readlink(f"/proc/self/fd/{name}")
            if path.startswith(f"{folder}{os.sep}") and os.path.exists(path):
                told = dict(line.split(":", 1) for line in Path(f"/proc/self/fdinfo/{name}").read_text().splitlines())
                yield int(name), path, int(told["flags"], 8), int(told["pos"])


def _checked(code: int, what: str) -> None:
    if code:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")
