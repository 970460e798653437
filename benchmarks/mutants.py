"""How many small changes of the program the tests notice: ``python benchmarks/mutants.py map|run|tell WORK ...``.

``map WORK`` copies the tree to WORK/tree, runs its tests once under coverage (``pip install coverage pytest-cov``) and
notes which tests run which line, and how much processor time each takes: those that :data:`TESTS` names for the
``--rooms``. ``run WORK --count 400 --seed 1`` draws so many changes at random, in
proportion over the rooms, and runs for each the tests of its line until one fails: first those that are quick and
have noticed changes of its file. Everything is imported once; each change is made in a fork of that process, in the
functions that are loaded, and what survives so and runs at import is tried again with mfo imported anew. Outcomes go
to WORK/outcomes.jsonl one by one; started again, it goes on where it was.
``tell WORK`` counts them, and lists the survivors; WORK/equivalent.txt may hold lines of this list that were looked at
and cannot change what mfo does, which are then counted apart.

No library did what was wanted: those looked at (mutmut, cosmic-ray) run the same tests for every change.
"""

from __future__ import annotations

import argparse
import importlib
import json
import math
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

sys.path.insert(0, str(Path(__file__).parent))

from loaded_mutants import Loaded, forget
from mutation_sites import Site, sites

ROOT = Path(__file__).parents[1]
TESTS = {
    "program": (
        "tests/program",
        "tests/solve/test_storage.py",
        "tests/solve/test_capacity.py",
        "tests/plan/landfills",
        "tests/faults/calendar/test_openings.py",
    ),
    "solve": (
        "tests/solve",
        "tests/infeasible",
        "tests/plan/test_ranges.py",
        "tests/time/test_links.py",
        "tests/faults/noplan",
        "tests/faults/numbers",
    ),
    "graph": (
        "tests/graph",
        "tests/plan/test_running.py",
        "tests/plan/cash",
        "tests/plan/landfills",
        "tests/program/test_capex_by_size.py",
        "tests/program/test_load_curves.py",
        "tests/program/test_contracts.py",
        "tests/faults/losses/test_cycles.py",
        "tests/faults/losses/test_leaks.py",
        "tests/faults/flows/test_owners.py",
        "tests/faults/calendar/test_openings.py",
        "tests/faults/meaning/test_physics.py",
    ),
    "units": ("tests/units",),
    "plan/certificate": (
        "tests/plan/test_certificate.py",
        "tests/plan/test_written_down.py",
        "tests/plan/test_told_tables.py",
        "tests/plan/test_order_of_steps.py",
        "tests/plan/test_proof.py",
        "tests/plan/test_mutations.py",
        "tests/plan/test_standing_alone.py",
        "tests/plan/test_running.py",
        "tests/plan/test_whole_plants.py",
        "tests/plan/landfills",
        "tests/program",
    ),
    "plan/indicators": (
        "tests/plan/test_indicators.py",
        "tests/plan/test_waste_tracing.py",
        "tests/plan/test_stocks_and_rooms.py",
        "tests/plan/test_circularity.py",
        "tests/plan/test_disclosures.py",
        "tests/plan/test_today.py",
        "tests/time/test_returns.py",
        "tests/faults/losses/test_told.py",
        "tests/faults/flows/test_indicator_limits.py",
    ),
}
"""The tests that are about a room; others run its lines, too, at many times the price."""
ROOMS = tuple(TESTS)
COPIED = (
    "mfo",
    "cli",
    "models",
    "datasets",
    "examples",
    "tests",
    "docs",
    "benchmarks",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "pyproject.toml",
    "requirements",
    "setup.py",
)
WITHIN = ("cli", "models", "datasets", "examples")  # folders beside the package that are parts of it
NOT_NEAR = ("tests/browser", "tests/packaging", "tests/docs", "tests/writing", "tests/serving", "tests/report")
SECONDS = 40.0  # of tests for one change, by what they took when they were mapped, unless --seconds says so
MEMORY = 6 << 30  # bytes that one run of tests may address
HEAVY = (
    "numpy",
    "pandas",
    "scipy.sparse",
    "pyomo.environ",
    "highspy",
    "click",
    "yaml",
    "openpyxl",
    "xlsxwriter",
    "pint",
    "pytest",
    "hypothesis",
)


@dataclass(frozen=True)
class Mutant:
    """A change of one file, and what became of it."""

    file: str
    site: Site
    verdict: str = ""
    by: str = ""


def copy_of_tree(work: Path) -> Path:
    """The tree once more, complete in itself, so that nothing of the first is imported."""
    tree = work / "tree"
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    left_out = shutil.ignore_patterns("__pycache__", "_build", ".hypothesis")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=left_out)
        else:
            shutil.copy(ROOT / name, tree / name)
    for name in WITHIN:
        if not (tree / "mfo" / name).exists():  # it is a copy itself
            (tree / "mfo" / name).symlink_to(f"../{name}")
    return tree


def map_tests(work: Path, tests: list[str]) -> None:
    """Note the lines that each test runs (WORK/coverage) and its seconds of processor time (WORK/seconds.json)."""
    tree = copy_of_tree(work)
    ignored = [f"--ignore={name}" for name in NOT_NEAR]
    quiet = ["-q", "-p", "no:cacheprovider", "-p", "loaded_mutants"]
    covering = ["--cov=mfo", "--cov-context=test", "--cov-report="]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join((str(tree), str(tree / "benchmarks"))),
        "COVERAGE_FILE": str(work / "coverage"),
        "MFO_TEST_SECONDS": str(work / "seconds.json"),
    }
    command = [sys.executable, "-m", "pytest", *quiet, *covering, *ignored, *tests]
    subprocess.run(command, cwd=tree, env=environment, check=False)


class Near:
    """The tests that run a line, first those that are most likely to fail for the time that they take."""

    def __init__(self, work: Path, most: float = SECONDS) -> None:
        self._most = most
        self._noticed: dict[str, Counter[str]] = defaultdict(Counter)
        self.seconds: dict[str, float] = json.loads((work / "seconds.json").read_text())
        self._base = sqlite3.connect(work / "coverage")
        self._contexts = dict(self._base.execute("select id, context from context"))
        files = self._base.execute("select path, id from file")
        self._files = {os.path.relpath(path, work / "tree"): number for path, number in files}

    def note(self, mutant: Mutant) -> None:
        """Remember which test noticed a change."""
        self._noticed[mutant.file][mutant.by] += 1

    def at_import(self, file: str, first: int, last: int) -> bool:
        """Whether any of the lines runs outside tests."""
        return "" in self._contexts_of(file, first, last)

    def tests(self, file: str, first: int, last: int) -> list[str]:
        """The tests that run any of the lines, as many as there are seconds for."""
        running = self._contexts_of(file, first, last)
        if "" in running:  # it is run when the file is imported: any test of the file may tell
            running = set(self._running(file, 1, math.inf))
            running = running if running - {""} else set(self.seconds)  # a table: whoever imports it runs other lines
        names = running.intersection(self.seconds)
        total, kept, noticed = 0.0, [], self._noticed[file]
        cost = {name: self.seconds[name] + 0.01 for name in names}
        for name in sorted(names, key=lambda name: (cost[name] / (noticed[name] + 0.2), name)):
            total += cost[name]
            if total > self._most and kept:
                break
            kept.append(name)
        return kept

    def _contexts_of(self, file: str, first: int, last: int) -> set[str]:
        running = set(self._running(file, first, last))
        while not running and first > 1:  # a statement of several lines counts at its first
            first -= 1
            running = set(self._running(file, first, last))
        return running

    def _running(self, file: str, first: int, last: float) -> Iterator[str]:
        query = "select context_id, numbits from line_bits where file_id = ?"
        for context, bits in self._base.execute(query, (self._files.get(file),)):
            lines = range(first, int(min(last + 1, 8 * len(bits))))
            if any(bits[line >> 3] >> (line & 7) & 1 for line in lines):
                yield self._contexts[context].split("|")[0]


def drawn(tree: Path, count: int, seed: int, chosen: Sequence[str] = ROOMS) -> list[Mutant]:
    """So many changes, in proportion over the rooms, in random order."""
    rooms = {room: _of_room(tree, room) for room in chosen}
    total = sum(map(len, rooms.values()))
    found = []
    for room, all_of_it in rooms.items():
        random.Random(f"{seed} {room}").shuffle(all_of_it)
        found += all_of_it[: max(1, round(count * len(all_of_it) / total))]
    random.Random(seed).shuffle(found)
    return found


def _of_room(tree: Path, room: str) -> list[Mutant]:
    files = sorted((tree / "mfo" / room).rglob("*.py"))
    return [Mutant(file.relative_to(tree).as_posix(), site) for file in files for site in sites(file.read_bytes())]


def run(work: Path, count: int, seed: int, rooms: Sequence[str] = ROOMS, seconds: float = SECONDS) -> None:
    """Try the changes that were drawn and have no outcome yet."""
    for name in HEAVY:
        __import__(name)
    trials = Trials(work, drawn(work / "tree", count, seed, rooms), seconds)
    place_first(work / "tree")
    for file in {mutant.file for mutant in trials.mutants}:
        importlib.import_module(file.removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    import pytest

    pytest.main([*QUIET, *sorted({name.partition("::")[0] for name in trials.near.seconds})], plugins=[trials])


class Trials:
    """A plugin of pytest: once the tests are collected it tries the changes in place of running them."""

    def __init__(self, work: Path, mutants: Sequence[Mutant], seconds: float = SECONDS) -> None:
        self.mutants, self.near, self.tree, self._work = mutants, Near(work, seconds), work / "tree", work
        self._items: dict[str, pytest.Item] = {}

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Try each change in a fork."""
        self._items = {item.nodeid: item for item in session.items}
        self._loaded = Loaded()
        done = set()
        for mutant in outcomes(self._work):
            done.add((mutant.file, mutant.site))
            self.near.note(mutant)
        for number, mutant in enumerate(self.mutants, start=1):
            if (mutant.file, mutant.site) not in done:
                tried = self.try_one(mutant)
                self.near.note(tried)
                with (self._work / "outcomes.jsonl").open("a") as file:
                    file.write(json.dumps(asdict(tried)) + "\n")
                print(number, mutant.file, mutant.site.line, mutant.site.kind, tried.verdict, tried.by, flush=True)
        return True

    def try_one(self, mutant: Mutant) -> Mutant:
        """Make one change in the copy, run its tests, and take it back."""
        path = self.tree / mutant.file
        source = path.read_bytes()
        last = mutant.site.line + source[mutant.site.start : mutant.site.end].count(b"\n")
        tests = [name for name in self.near.tests(mutant.file, mutant.site.line, last) if name in self._items]
        if not tests:
            return Mutant(mutant.file, mutant.site, "no test runs it")
        changed = mutant.site.applied(source)
        path.write_bytes(changed)  # for tests that start mfo as a process of its own
        limit = 20 + 5 * sum(self.near.seconds[name] for name in tests)

        def in_place() -> int:
            swapped = self._loaded.swap(path, source, changed)
            return self._run_collected(tests) if swapped else run_anew(tests)

        try:
            verdict, by = in_fork(self.tree, limit, in_place)
            if verdict == "survived" and self.near.at_import(mutant.file, mutant.site.line, last):
                verdict, by = in_fork(self.tree, limit, lambda: run_anew(tests))
        finally:
            path.write_bytes(source)
        return Mutant(mutant.file, mutant.site, verdict, by)

    def _run_collected(self, tests: list[str]) -> int:
        """In the child: tests, in order, to the first that fails; they were collected by the parent."""
        items = [self._items[name] for name in tests]
        items[0].config.pluginmanager.unregister(name="terminalreporter")
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.ihook.pytest_runtest_protocol(item=item, nextitem=following)
            if item.session.testsfailed:
                told_in(self.tree).write_text(f"FAILED {item.nodeid}\n")  # what is printed pytest has captured
                return 1
        return 0


def outcomes(work: Path) -> Iterator[Mutant]:
    """What became of the changes so far."""
    if (work / "outcomes.jsonl").exists():
        for line in (work / "outcomes.jsonl").read_text().splitlines():
            told = json.loads(line)
            yield Mutant(**{**told, "site": Site(**told["site"])})


def told_in(tree: Path) -> Path:
    """Where the tests of a change say what has failed."""
    return tree.parent / "told.txt"


def in_fork(tree: Path, seconds: float, tests: Callable[[], int]) -> tuple[str, str]:
    """What a run of tests in a fork says: killed, slow or survived, and by which test."""
    told = told_in(tree)
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        _in_child(told, int(seconds), tests)
    until = time.monotonic() + 60 * seconds  # the machine may be busy; the limit of computing time comes first
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > until:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.02)
    if os.WIFSIGNALED(ended[1]):
        return ("slow" if os.WTERMSIG(ended[1]) in (signal.SIGXCPU, signal.SIGKILL) else "killed"), ""
    if os.waitstatus_to_exitcode(ended[1]) == 0:
        return "survived", ""
    lines = told.read_text(errors="replace").splitlines()
    failed = [line.split(" ")[1] for line in lines if line.startswith(("FAILED ", "ERROR "))]
    return "killed", failed[0] if failed else ""


QUIET = ["-x", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov"]


def place_first(tree: Path) -> None:
    """Import from the copy, here and in what tests start."""
    os.chdir(tree)
    sys.dont_write_bytecode = True  # two changes of one size within a second would share it
    ours = ("", str(ROOT), str(ROOT / "benchmarks"))
    sys.path[:] = [str(tree), *(place for place in sys.path if place not in ours)]
    os.environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}


def run_anew(tests: list[str]) -> int:
    """In the child: the tests, in order, to the first that fails, with mfo and the tests imported anew."""
    forget("mfo", "tests")
    import pytest

    return int(pytest.main([*QUIET, *tests]))


def _in_child(told: Path, seconds: int, tests: Callable[[], int]) -> None:
    code = 70
    try:
        os.setsid()
        output = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        code = tests()
        sys.stdout.flush()
    finally:
        os._exit(code)


def tell(work: Path) -> None:
    """Count outcomes by room, with the interval of the share, and list what survived."""
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    looked_at = work / "equivalent.txt"
    equivalent = set(looked_at.read_text().splitlines()) if looked_at.exists() else set()
    for mutant in outcomes(work):
        room = next(room for room in ROOMS if mutant.file.startswith(f"mfo/{room}/"))
        verdict = mutant.verdict
        if verdict in ("survived", "no test runs it"):
            source = (work / "tree" / mutant.file).read_bytes()
            before = source[mutant.site.start : mutant.site.end].decode(errors="replace")
            line = f"{mutant.file}:{mutant.site.line} {verdict}: {before!r} -> {mutant.site.text!r}"
            verdict = "changes nothing" if line in equivalent else verdict
            print(line)
        rooms[room][verdict] += 1
        rooms["all"][verdict] += 1
    for room in (*ROOMS, "all"):
        total = sum(rooms[room].values()) - rooms[room]["changes nothing"]
        noticed = rooms[room]["killed"] + rooms[room]["slow"]
        if total:
            low, high = interval(noticed, total)
            share = f"{noticed / total:.1%} (95 %: {low:.1%} to {high:.1%})"
            print(f"{room}: {noticed} of {total} = {share} {dict(rooms[room])}")


def interval(hits: int, count: int, z: float = 1.96) -> tuple[float, float]:
    """Wilson's interval of a share."""
    share = hits / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return middle - half, middle + half


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["map", "run", "tell"])
    parser.add_argument("work", type=Path)
    parser.add_argument("tests", nargs="*", help="Of map, instead of those that TESTS names for the rooms.")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="+", default=ROOMS, choices=ROOMS, help="Draw from these alone.")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="Of tests for one change at most.")
    asked = parser.parse_args()
    work = asked.work.resolve()
    if asked.what == "map":
        map_tests(work, asked.tests or [name for room in asked.rooms for name in TESTS[room]])
    elif asked.what == "run":
        run(work, asked.count, asked.seed, asked.rooms, asked.seconds)
    else:
        tell(work)


if __name__ == "__main__":
    main()
