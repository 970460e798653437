"""A claim on a name: whoever holds it is the only one who writes there.

The claim is a lock of the operating system on a hidden file beside the target. It ends with the process, however that
ends, so that a killed run blocks nobody; what such a run left behind is removed by whoever claims the name next.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import IO

from ..errors import Problem, UsageError, Where

_HELD: dict[Path, int] = {}  # the claims of this process, by target: a claim within a claim is the same claim


class Claim:
    """The right to write a target, from ``with`` to its end.

    Raises :class:`mfo.errors.UsageError` where somebody else is writing there, or where nothing can be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder, Claim(Path(folder) / "run") as claim:
    ...     claim.target.name
    'run'
    """

    def __init__(self, target: str | Path) -> None:
        self.target = Path(os.path.abspath(target))
        self._file: IO[bytes] | None = None
        self._made: list[Path] = []  # folders above the target that were made for it

    @property
    def _lock(self) -> Path:
        return self.target.with_name(f".{self.target.name}.lock")

    def __enter__(self) -> Claim:
        if self.target in _HELD:
            _HELD[self.target] += 1
            return self
        if not self._taken():
            message = "Another mfo is writing this just now."
            raise UsageError(Problem("target-busy", message, Where(str(self.target)), "Wait for it, or name another."))
        _HELD[self.target] = 1
        self._clean()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _HELD[self.target] -= 1
        if _HELD[self.target]:
            return
        del _HELD[self.target]
        if self._file is not None:
            with contextlib.suppress(OSError):
                self._lock.unlink()
            self._file.close()
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()  # only where nothing was written after all

    def _taken(self) -> bool:
        """Take the lock. A lock file that was removed while we waited for it is another writer's: look again."""
        while True:
            try:
                self._make_parents()
                file = self._lock.open("ab")
            except OSError as error:
                raise unwritable(self.target, error) from error
            if not _locked(file):
                file.close()
                return False
            try:
                same = os.path.samestat(os.fstat(file.fileno()), self._lock.stat())
            except FileNotFoundError:
                same = False
            if same:
                self._file = file
                return True
            file.close()

    def _make_parents(self) -> None:
        missing = [folder for folder in self.target.parents if not folder.exists()]
        for folder in reversed(missing):
            folder.mkdir(exist_ok=True)
            self._made.append(folder)

    def _clean(self) -> None:
        """Remove what a killed writer of this target left; a target that it had set aside is put back."""
        for left in self.leftovers():
            aside = left / "old"
            if aside.exists() and not self.target.exists():
                os.replace(aside, self.target)
            remove(left)

    def leftovers(self) -> Iterator[Path]:
        """What writers of this target leave when they are killed."""
        yield from list(self.target.parent.glob(f".{_escaped(self.target.name)}.*.part*"))


def _escaped(name: str) -> str:
    return "".join(f"[{mark}]" if mark in "*?[" else mark for mark in name)


def _locked(file: IO[bytes]) -> bool:
    """Lock a file without waiting; False where somebody else has."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextlib.contextmanager
def free_name(parent: Path, name: str) -> Iterator[Claim]:
    """A claim on the first ``parent/NAME-n`` that neither exists nor is being written by somebody else."""
    for number in itertools.count(1):
        claim = Claim(parent / f"{name}-{number}")
        if claim.target.exists():
            continue
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(claim)
            except UsageError as error:
                if error.problems[0].code != "target-busy":
                    raise
                continue
            if claim.target.exists():
                continue
            yield claim
            return


def unwritable(target: Path, error: OSError) -> UsageError:
    """That a target cannot be written, and why."""
    message = f"It cannot be written: {error.strerror or error}."
    return UsageError(Problem("target-unwritable", message, Where(str(target)), "Name a place where you may write."))


def held(target: Path, error: OSError, kept: Path | None = None) -> UsageError:
    """That a target cannot be replaced, as where another program has it open; ``kept`` is where the new one stands."""
    message = f"It cannot be replaced: {error.strerror or error}."
    remedy = (
        "Close it where it is open, such as in Excel, or take its write protection off, and repeat; or name another."
    )
    if kept is not None:
        message = f"It cannot be replaced: {error.strerror or error}. What was written stands in {kept}."
        remedy = "Nothing is lost. Close what is open of it, such as a workbook in Excel, before you replace it."
    return UsageError(Problem("target-held", message, Where(str(target)), remedy))


def remove(path: Path) -> None:
    """Delete a file or folder of ours if it is there; failing to is no reason to fail, nor to hide why we failed."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
