"""A sweep over many scenarios as one file: what was asked, the plant's files, and what became of each scenario.

Only the process that was started writes there. What is there need not be computed again, and any plan can be made from
it when it is asked for.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ...errors import Problem, UsageError, Where
from .outcome import ScenarioOutcome

FILE = "sweep.sqlite"
_TABLES = (
    "CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, content TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS inputs (name TEXT PRIMARY KEY, content BLOB NOT NULL)",
    "CREATE TABLE IF NOT EXISTS outcomes (key TEXT PRIMARY KEY, scenario TEXT, run TEXT, outcome TEXT NOT NULL)",
)


@dataclass(frozen=True)
class Kept:
    """One sweep's file, open."""

    path: Path
    file: sqlite3.Connection

    def tell(self, about: Mapping[str, Any], inputs: Mapping[str, bytes]) -> None:
        """Write down what is asked, and of which files."""
        with _readable(self.path), self.file:
            told = [(name, json.dumps(value, ensure_ascii=False, default=str)) for name, value in about.items()]
            self.file.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", told)
            self.file.execute("DELETE FROM inputs")
            self.file.executemany("INSERT INTO inputs VALUES (?, ?)", inputs.items())

    def about(self) -> dict[str, Any]:
        """What was asked."""
        with _readable(self.path):
            return {name: json.loads(text) for name, text in self.file.execute("SELECT name, content FROM about")}

    def inputs(self) -> dict[str, bytes]:
        """The plant's files by their names."""
        with _readable(self.path):
            return dict(self.file.execute("SELECT name, content FROM inputs"))

    def known(self) -> dict[str, ScenarioOutcome]:
        """What became of scenarios, by key."""
        with _readable(self.path):
            return {key: _read(text) for key, text in self.file.execute("SELECT key, outcome FROM outcomes")}

    def named(self, run: str) -> ScenarioOutcome | None:
        """What became of the scenario whose run has this name."""
        with _readable(self.path):
            row = self.file.execute("SELECT outcome FROM outcomes WHERE run = ?", (run,)).fetchone()
        return _read(row[0]) if row else None

    def keep(self, outcomes: Iterable[tuple[str, ScenarioOutcome]]) -> None:
        """Write what became of scenarios, by key; it is on the disk when this returns."""
        rows = [(key, item.scenario, item.run, _written(item)) for key, item in outcomes]
        with _readable(self.path), self.file:
            self.file.executemany("INSERT OR REPLACE INTO outcomes VALUES (?, ?, ?, ?)", rows)

    def drop_others(self, keys: Iterable[str]) -> None:
        """Forget what was kept of other questions."""
        held = set(keys)
        with _readable(self.path), self.file:
            every = [key for (key,) in self.file.execute("SELECT key FROM outcomes")]
            self.file.executemany("DELETE FROM outcomes WHERE key = ?", [(key,) for key in every if key not in held])


@contextlib.contextmanager
def kept_at(folder: Path, name: str = FILE) -> Iterator[Kept]:
    """The file of a sweep, or of another study, in a folder, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    with _readable(path):
        file = sqlite3.connect(path)
        for table in _TABLES:
            file.execute(table)
    try:
        yield Kept(path, file)
    finally:
        file.close()


def asked_of(folder: Path, name: str = FILE) -> dict[str, Any] | None:
    """What the sweep, or another study, in a folder was asked; None where there is none."""
    if not (folder / name).is_file():
        return None
    with kept_at(folder, name) as kept:
        return kept.about()


def _written(item: ScenarioOutcome) -> str:
    problems = [asdict(problem) for problem in item.problems]
    return json.dumps(
        {
            "scenario": item.scenario,
            "run": item.run,
            "status": item.status,
            "totals": item.totals,
            "problems": problems,
            "exit_code": item.exit_code,
            "years": item.years,
        },
        ensure_ascii=False,
    )


def _read(text: str) -> ScenarioOutcome:
    found = json.loads(text)
    problems = tuple(
        Problem(**{**each, "where": Where(**each["where"]) if each["where"] else None}) for each in found["problems"]
    )
    return ScenarioOutcome(**{**found, "problems": problems, "years": tuple(found.get("years", ()))})


@contextlib.contextmanager
def _readable(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError) as error:
        message = f"The plans kept in {path} cannot be read or written: {error}."
        remedy = "Delete the file, or name another place with --out."
        raise UsageError(Problem("jobs-unreadable", message, remedy=remedy)) from error
