"""Files and folders that are there whole or not at all.

What is written goes beside the target, is flushed to the disk and looked at, and then takes the target's name in one
step. On a full disk, after Ctrl-C or when the process is killed, what stood there before still stands.
"""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from pathlib import Path

from ..errors import Problem, UsageError, Where
from .claim import Claim, free_name, held, remove, unwritable

_ANNOUNCED_TO: ContextVar[Callable[[Path, Path], None] | None] = ContextVar("announced_to", default=None)


@contextmanager
def announcing(tell: Callable[[Path, Path], None]) -> Generator[None, None, None]:
    """Within the block call ``tell(written, target)`` of each file that is whole, just before it takes its name."""
    before = _ANNOUNCED_TO.set(tell)
    try:
        yield
    finally:
        _ANNOUNCED_TO.reset(before)


@contextmanager
def whole_file(target: str | Path, force: bool = True, empty: bool = False) -> Generator[Path, None, None]:
    """A path beside the target to write to; at the end it is flushed and takes the target's name.

    The path has the target's suffix. Raises :class:`mfo.errors.UsageError` where the target exists and ``force`` is
    not given, is no ordinary file, cannot be written, or nothing was written and the file is not meant to be ``empty``.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with whole_file(Path(folder) / "note.txt") as path:
    ...         _ = path.write_text("whole")
    ...     (Path(folder) / "note.txt").read_text()
    'whole'
    """
    final = Path(target)
    _check_file(final, force)
    with Claim(final):
        part = _beside(final, folder=False)
        try:
            try:
                yield part
                _flush(part, empty)
                _check_file(final, force)
                if tell := _ANNOUNCED_TO.get():
                    tell(part, final)
                _rename(part, final, force)
                _flush_folder(final.parent)
            except OSError as error:
                if isinstance(error, FileNotFoundError) and error.filename not in (None, str(part), str(final)):
                    raise
                raise unwritable(final, error) from error
        finally:
            remove(part)


@contextmanager
def whole_files(targets: Sequence[Path], force: bool = True) -> Generator[list[Path], None, None]:
    """Paths beside several targets that belong together: none takes its name before all are on the disk."""
    with ExitStack() as stack:
        parts = [stack.enter_context(whole_file(target, force)) for target in targets]
        yield parts
        for part, target in zip(parts, targets, strict=True):
            with of_target(target):
                _flush(part)


@contextmanager
def of_target(target: Path) -> Generator[None, None, None]:
    """Within the block an error of the disk is that this target cannot be written."""
    try:
        yield
    except OSError as error:
        raise unwritable(target, error) from error


def write_text(target: str | Path, text: str, force: bool = True) -> None:
    """Write a text in UTF-8, its line ends as they are. See :func:`whole_file`."""
    with whole_file(target, force, empty=not text) as part:
        part.write_text(text, encoding="utf-8", newline="\n")


def write_bytes(target: str | Path, data: bytes, force: bool = True) -> None:
    """Write bytes. See :func:`whole_file`."""
    with whole_file(target, force, empty=not data) as part:
        part.write_bytes(data)


def whole_folder(target: str | Path, fill: Callable[[Path], None], force: bool, ours: Callable[[Path], bool]) -> None:
    """Let ``fill(folder)`` write a folder beside the target, then put it in the target's place.

    ``ours`` tells whether what stands there may be replaced at all; it is asked before the work and again before the
    renaming, since others may have written meanwhile. Raises :class:`mfo.errors.UsageError` where the target exists
    and may not be replaced, or cannot be written.
    """
    final = Path(target)
    check_replaceable(final, force, ours)
    with Claim(final):
        beside = _beside(final, folder=True)
        try:
            made = beside / "new"
            made.mkdir()
            fill(made)
            _flush_tree(made)
            check_replaceable(final, force, ours)
            _take_place(made, final, beside / "old")
            _flush_folder(final.parent)
        except OSError as error:
            if error.filename is not None and not str(error.filename).startswith(str(beside)):
                raise
            raise unwritable(final, error) from error
        finally:
            if (beside / "old").exists() and not final.exists():
                os.replace(beside / "old", final)  # interrupted between the two renames
            remove(beside)


def _take_place(made: Path, final: Path, old: Path) -> None:
    """Give a folder its name. Where another program holds what stands there, the new one is kept under a free name.

    Windows lets no folder be renamed in which a file is open.
    """
    try:
        if final.exists():
            os.replace(final, old)
        os.replace(made, final)
    except PermissionError as error:
        if old.exists() and not final.exists():
            os.replace(old, final)
        raise held(final, error, _kept(made, final)) from error


def _kept(made: Path, target: Path) -> Path | None:
    """Where a folder was put because its target is held: beside it; None where that cannot be either."""
    try:
        with free_name(target.parent, target.name) as claim:
            os.replace(made, claim.target)
            return claim.target
    except (OSError, UsageError):
        return None


def check_replaceable(target: Path, force: bool, ours: Callable[[Path], bool]) -> None:
    """Refuse a target that exists and may not be replaced. Raises :class:`mfo.errors.UsageError`."""
    if not os.path.lexists(target):
        return
    if not force:
        raise _refusal(target, "exists already.", "Name another folder, or replace it with --force.")
    if not target.is_dir() or target.is_symlink() or not ours(target):
        raise _refusal(target, "is not a run folder, so it is not replaced.", "Name another folder.")


def _refusal(target: Path, found: str, remedy: str) -> UsageError:
    return UsageError(Problem("run-exists", f"{target} {found}", remedy=remedy))


def _check_file(target: Path, force: bool) -> None:
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    except OSError as error:
        raise unwritable(target, error) from error
    place = Where(str(target))
    if stat.S_ISDIR(mode):
        raise UsageError(Problem("target-kind", "There is a folder of this name.", place, "Name a file."))
    if not stat.S_ISREG(mode):
        message = "This is no ordinary file (a pipe, a device or a socket)."
        raise UsageError(Problem("target-kind", message, place, "Name an ordinary file."))
    if not force:
        raise UsageError(Problem("target-exists", "This is there already.", place, "Name another, or add --force."))


def _beside(target: Path, folder: bool) -> Path:
    """A new empty file or folder beside the target, which a later writer knows as left over."""
    prefix = f".{target.name}."
    try:
        if folder:
            return Path(tempfile.mkdtemp(prefix=prefix, suffix=".part", dir=target.parent))
        handle, name = tempfile.mkstemp(prefix=prefix, suffix=f".part{target.suffix}", dir=target.parent)
        os.close(handle)
        os.chmod(name, 0o666 & ~_umask())
        return Path(name)
    except OSError as error:
        raise unwritable(target, error) from error


def _umask() -> int:
    held = os.umask(0)
    os.umask(held)
    return held


def _rename(part: Path, target: Path, force: bool) -> None:
    """Give the file its name; without ``force`` a file that came meanwhile is kept."""
    if force:
        try:
            os.replace(part, target)
        except PermissionError as error:
            if not target.exists():
                raise
            raise held(target, error) from error
        return
    try:
        os.link(part, target)
    except FileExistsError as error:
        raise UsageError(
            Problem("target-exists", "This is there already.", Where(str(target)), "Name another, or add --force.")
        ) from error
    except OSError:  # a file system without links: the claim still keeps other writers of ours away
        os.replace(part, target)


def _flush(path: Path, empty: bool = False) -> None:
    """Bring a file to the disk; an error that was held back until now comes here."""
    if not empty and not path.stat().st_size:
        raise OSError(28, "nothing arrived on the disk; it may be full")
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _flush_tree(folder: Path) -> None:
    """Bring all files of a folder to the disk; a folder within another that is being written is flushed with it."""
    if any(above.name.startswith(".") and above.name.endswith(".part") for above in folder.parents[1:]):
        return
    for inner in sorted(folder.rglob("*")):
        if inner.is_file():
            with inner.open("rb+") as file:
                os.fsync(file.fileno())


def _flush_folder(folder: Path) -> None:
    """Bring a folder's names to the disk, where the system lets one."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(handle)
    except OSError:
        return
    finally:
        os.close(handle)
