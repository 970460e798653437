"""Finished jobs of a study in an SQLite file that only the parent writes: what is there need not be computed again."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from ...errors import Problem, UsageError
from .arrays import Answered

FILE = "jobs.sqlite"
_TABLE = "CREATE TABLE IF NOT EXISTS jobs (key TEXT PRIMARY KEY, answer TEXT NOT NULL)"


def key_of(question: Mapping[str, object]) -> str:
    """The key of what was asked: the digest of plant, question, seed, version and whatever else tells jobs apart."""
    text = json.dumps(question, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


class Results:
    """The answers of one question by the number of the job. Every number reads back as it was written."""

    def __init__(self, path: Path, question: str) -> None:
        self._path, self._question = path, question
        try:
            self._file = sqlite3.connect(path)
            self._file.execute(_TABLE)
        except sqlite3.DatabaseError as error:
            raise _unreadable(path, error) from error

    def __enter__(self) -> Results:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def known(self) -> dict[str, Answered]:
        """The answers that are there, by the job's key."""
        try:
            rows = self._file.execute("SELECT key, answer FROM jobs WHERE key LIKE ?", (f"{self._question}:%",))
            return {key.partition(":")[2]: _read(text) for key, text in rows}
        except (sqlite3.DatabaseError, ValueError, TypeError) as error:
            raise _unreadable(self._path, error) from error

    def keep(self, answers: Iterable[tuple[str, Answered]]) -> None:
        """Write answers by the job's key; they are on the disk when this returns."""
        try:
            with self._file:
                self._file.executemany("INSERT OR REPLACE INTO jobs VALUES (?, ?)", _rows(self._question, answers))
        except sqlite3.DatabaseError as error:
            raise _unreadable(self._path, error) from error


def _rows(question: str, answers: Iterable[tuple[str, Answered]]) -> Iterator[tuple[str, str]]:
    return ((f"{question}:{key}", json.dumps(asdict(answer))) for key, answer in answers)


def _read(text: str) -> Answered:
    found = json.loads(text)
    return Answered(**{**found, "amounts": tuple(found["amounts"])})


def _unreadable(path: Path, error: Exception) -> UsageError:
    message = f"The finished jobs in {path} cannot be read or written: {error}."
    return UsageError(Problem("jobs-unreadable", message, remedy="Delete the file, or name another place with --out."))


@contextlib.contextmanager
def results_at(folder: Path | None, question: str) -> Iterator[Results | None]:
    """The results in a folder, which is made where it is missing; None without a folder."""
    if folder is None:
        yield None
        return
    folder.mkdir(parents=True, exist_ok=True)
    with Results(folder / FILE, question) as found:
        yield found
