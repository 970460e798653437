"""A disk that is watched: each call that changes it is told, and there may be room for so many bytes only."""

from __future__ import annotations

import builtins
import contextlib
import errno
import io
import itertools
import math
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

CALLS = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.truncate")


class Disk:
    """Counts what changes the disk below a folder; gives room for so many bytes, and calls back at each change."""

    def __init__(self, folder: Path, room: float = float("inf")) -> None:
        self.folder = os.path.realpath(folder)
        self.room = room
        self.calls = 0
        self.written = 0
        self.at_call: Callable[[int], None] = lambda _call: None
        self.at_first_file: Callable[[], None] = lambda: None
        self.at_write: Callable[[int], None] = lambda _size: None
        self.at_end: Callable[[], None] = lambda: None
        self.piece = float("inf")

    def pieces(self, size: int) -> list[int]:
        """The sizes of the pieces that a write is made in, two or more, none larger than ``piece``."""
        count = max(2, math.ceil(size / self.piece))
        edges = [size * place // count for place in range(count + 1)]
        return [end - begin for begin, end in itertools.pairwise(edges)]

    def call(self) -> None:
        """One change more is about to be made, or half made."""
        self.calls += 1
        self.at_call(self.calls - 1)

    def ours(self, path: object) -> bool:
        """Whether a path lies in the folder."""
        if not isinstance(path, str | bytes | os.PathLike):
            return False
        return os.path.abspath(os.fsdecode(path)).startswith(self.folder + os.sep)

    def heard(self, event: str, arguments: tuple[Any, ...]) -> None:
        """An event of the interpreter."""
        if event == "open" and arguments[2] & os.O_CREAT and self.ours(arguments[0]):
            if not os.fsdecode(arguments[0]).endswith(".lock"):
                first, self.at_first_file = self.at_first_file, lambda: None
                first()
            return
        if event in CALLS and self.ours(arguments[0]):
            self.call()

    def flushed(self, real: Callable[[int], None]) -> Callable[[int], None]:
        """``os.fsync``, counted."""

        def fsync(handle: int) -> None:
            self.call()
            real(handle)

        return fsync

    def opened(self, real: Callable[..., Any]) -> Callable[..., Any]:
        """``open``, whose files of the folder count each write."""

        def open_counted(file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, *more: Any) -> Any:
            if not self.ours(file) or not set(mode) & set("wax+"):
                return real(file, mode, buffering, encoding, *more)
            self.call()
            raw = Counted(self, os.fspath(file), mode.replace("t", "").replace("b", ""))
            buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
            return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, *more)

        def open_by_name(
            file: Any,
            mode: str = "r",
            buffering: int = -1,
            encoding: Any = None,
            errors: Any = None,
            newline: Any = None,
            *more: Any,
            **named: Any,
        ) -> Any:
            if more or named:
                return real(file, mode, buffering, encoding, errors, newline, *more, **named)
            return open_counted(file, mode, buffering, encoding, errors, newline)

        return open_by_name

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """Count from here on. What was imported before must not hold ``open`` under another name."""
        if not HEARING:
            HEARING.append(True)
            sys.addaudithook(hear)
        WATCHING.append(self)
        real = builtins.open, io.open, os.fsync
        builtins.open = io.open = self.opened(io.open)  # type: ignore[assignment]
        os.fsync = self.flushed(os.fsync)  # type: ignore[assignment]
        try:
            yield
        finally:
            builtins.open, io.open, os.fsync = real
            WATCHING.remove(self)


class Counted(io.FileIO):
    """A file whose writes count and fill the disk."""

    def __init__(self, disk: Disk, path: str, mode: str) -> None:
        super().__init__(path, mode)
        self.disk = disk

    def write(self, data: Any) -> int:
        """Write as much as there is room for, in pieces with a call between each two."""
        view = memoryview(data).cast("B")
        self.disk.at_write(len(view))
        room = int(min(len(view), max(0.0, self.disk.room - self.disk.written)))
        done = 0
        for size in self.disk.pieces(room):
            if done:
                self.disk.call()
            now = super().write(view[done : done + size])
            done += now
            self.disk.written += now
            if now < size:  # the system took less: the rest is tried again
                return done
        if room < len(view):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return done


def unwatched(disk: Disk, act: Callable[..., None]) -> Callable[..., None]:
    """``act``, whose own changes of the disk do not count."""

    def acted(*arguments: int) -> None:
        WATCHING.remove(disk)
        try:
            act(*arguments)
        finally:
            WATCHING.append(disk)

    return acted


WATCHING: list[Disk] = []
HEARING: list[bool] = []


def hear(event: str, arguments: tuple[Any, ...]) -> None:
    """The interpreter's events, to whoever watches; a hook of this kind stays for good."""
    for disk in WATCHING:
        disk.heard(event, arguments)
