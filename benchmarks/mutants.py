"""How many small changes of the program the tests notice: ``python benchmarks/mutants.py map|run|tell WORK ...``.

``map WORK`` copies the tree to WORK/tree, runs its tests once under coverage (``pip install coverage pytest-cov``) and
notes which tests run which line, and how long each takes. ``run WORK --count 400 --seed 1`` draws so many changes at
random, in proportion over the rooms, and runs for each the quickest tests of its line, in the copy, until one fails.
Outcomes go to WORK/outcomes.jsonl one by one; started again, it goes on where it was. ``tell WORK`` counts them, and
lists the survivors.

No library did what was wanted: those looked at (mutmut, cosmic-ray) run the same tests for every change.
"""

from __future__ import annotations

import argparse
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
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from xml.etree import ElementTree

sys.path.insert(0, str(Path(__file__).parent))

from mutation_sites import Site, sites

ROOT = Path(__file__).parents[1]
ROOMS = ("program", "solve", "graph", "units", "plan/certificate", "plan/indicators")
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
SECONDS = 40.0  # of tests for one change, by what they took when they were mapped
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
    """Note the lines that each test runs (WORK/coverage) and its seconds (WORK/seconds.json)."""
    tree, report = copy_of_tree(work), work / "junit.xml"
    ignored = [f"--ignore={name}" for name in NOT_NEAR]
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--cov=mfo",
        "--cov-context=test",
        "--cov-report=",
        f"--junitxml={report}",
        "-o",
        "junit_family=xunit1",
        *ignored,
        *tests,
    ]
    environment = {**os.environ, "PYTHONPATH": str(tree), "COVERAGE_FILE": str(work / "coverage")}
    subprocess.run(command, cwd=tree, env=environment, check=False)
    seconds = {}
    for case in ElementTree.parse(report).iter("testcase"):
        if case.find("failure") is None and case.find("error") is None and case.find("skipped") is None:
            seconds[f"{case.get('file')}::{_inside(case)}"] = float(case.get("time", 0))
    (work / "seconds.json").write_text(json.dumps(seconds))


def _inside(case: ElementTree.Element) -> str:
    """The part of a test's name behind its file: classes, function, parameters."""
    stem = str(case.get("file")).removesuffix(".py").replace("/", ".")
    classes = str(case.get("classname")).removeprefix(stem).strip(".")
    return "::".join(part for part in (classes.replace(".", "::"), str(case.get("name"))) if part)


class Near:
    """The tests that run a line, quickest first."""

    def __init__(self, work: Path) -> None:
        self.seconds: dict[str, float] = json.loads((work / "seconds.json").read_text())
        self._base = sqlite3.connect(work / "coverage")
        self._contexts = dict(self._base.execute("select id, context from context"))
        files = self._base.execute("select path, id from file")
        self._files = {os.path.relpath(path, work / "tree"): number for path, number in files}

    def tests(self, file: str, first: int, last: int) -> list[str]:
        """The tests that run any of the lines, as many as :data:`SECONDS` allow."""
        running = set(self._running(file, first, last))
        while not running and first > 1:  # a statement of several lines counts at its first
            first -= 1
            running = set(self._running(file, first, last))
        if "" in running:  # it is run when the file is imported: any test of the file may tell
            running = set(self._running(file, 1, math.inf))
        names = running.intersection(self.seconds)
        total, kept = 0.0, []
        for name in sorted(names, key=lambda name: (self.seconds[name], name)):
            total += self.seconds[name] + 0.01
            if total > SECONDS and kept:
                break
            kept.append(name)
        return kept

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


def run(work: Path, count: int, seed: int, rooms: Sequence[str] = ROOMS) -> None:
    """Try the changes that were drawn and have no outcome yet."""
    for name in HEAVY:
        __import__(name)
    near, tree = Near(work), work / "tree"
    done = {(mutant.file, mutant.site) for mutant in outcomes(work)}
    for number, mutant in enumerate(drawn(tree, count, seed, rooms), start=1):
        if (mutant.file, mutant.site) in done:
            continue
        tried = try_one(tree, near, mutant)
        with (work / "outcomes.jsonl").open("a") as file:
            file.write(json.dumps(asdict(tried)) + "\n")
        print(number, mutant.file, mutant.site.line, mutant.site.kind, tried.verdict, tried.by, flush=True)


def outcomes(work: Path) -> Iterator[Mutant]:
    """What became of the changes so far."""
    if (work / "outcomes.jsonl").exists():
        for line in (work / "outcomes.jsonl").read_text().splitlines():
            told = json.loads(line)
            yield Mutant(**{**told, "site": Site(**told["site"])})


def try_one(tree: Path, near: Near, mutant: Mutant) -> Mutant:
    """Make one change in the copy, run its tests, and take it back."""
    path = tree / mutant.file
    source = path.read_bytes()
    last = mutant.site.line + source[mutant.site.start : mutant.site.end].count(b"\n")
    tests = near.tests(mutant.file, mutant.site.line, last)
    if not tests:
        return Mutant(mutant.file, mutant.site, "no test runs it")
    path.write_bytes(mutant.site.applied(source))
    try:
        verdict, by = _verdict(tree, tests, 20 + 5 * sum(near.seconds[name] for name in tests))
    finally:
        path.write_bytes(source)
    return Mutant(mutant.file, mutant.site, verdict, by)


def _verdict(tree: Path, tests: list[str], seconds: float) -> tuple[str, str]:
    """What a run of tests in a process of its own says: killed, slow or survived, and by which test."""
    told = tree.parent / "told.txt"
    child = os.fork()
    if child == 0:
        _run_tests(tree, tests, told, int(seconds))
    until = time.monotonic() + 6 * seconds  # the machine may be busy; the limit of computing time comes first
    while not (ended := os.waitpid(child, os.WNOHANG))[0]:
        if time.monotonic() > until:
            os.killpg(child, signal.SIGKILL)
        time.sleep(0.05)
    if os.WIFSIGNALED(ended[1]):
        return ("slow" if os.WTERMSIG(ended[1]) in (signal.SIGXCPU, signal.SIGKILL) else "killed"), ""
    if os.waitstatus_to_exitcode(ended[1]) == 0:
        return "survived", ""
    lines = told.read_text(errors="replace").splitlines()
    failed = [line.split(" ")[1] for line in lines if line.startswith(("FAILED ", "ERROR "))]
    return "killed", failed[0] if failed else ""


def _run_tests(tree: Path, tests: list[str], told: Path, seconds: int) -> None:
    """In the child: the tests of the copy, in order, to the first that fails."""
    code = 70
    try:
        os.setsid()
        os.chdir(tree)
        output = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(output, 1)
        os.dup2(output, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        sys.dont_write_bytecode = True  # two changes of one size within a second would share it
        ours = ("", str(ROOT), str(ROOT / "benchmarks"))
        sys.path[:] = [str(tree), *(place for place in sys.path if place not in ours)]
        os.environ |= {"PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"}
        import pytest

        quiet = ["-x", "-q", "-rfE", "--tb=no", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "no:pytest_cov"]
        code = int(pytest.main([*quiet, *tests]))
        sys.stdout.flush()
    finally:
        os._exit(code)


def tell(work: Path) -> None:
    """Count outcomes by room, with the interval of the share, and list what survived."""
    rooms: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in outcomes(work):
        room = next(room for room in ROOMS if mutant.file.startswith(f"mfo/{room}/"))
        rooms[room][mutant.verdict] += 1
        rooms["all"][mutant.verdict] += 1
        if mutant.verdict in ("survived", "no test runs it"):
            source = (work / "tree" / mutant.file).read_bytes()
            before = source[mutant.site.start : mutant.site.end].decode(errors="replace")
            print(f"{mutant.file}:{mutant.site.line} {mutant.verdict}: {before!r} -> {mutant.site.text!r}")
    for room in (*ROOMS, "all"):
        total = sum(rooms[room].values())
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
    parser.add_argument("tests", nargs="*", default=["tests"])
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rooms", nargs="+", default=ROOMS, choices=ROOMS, help="Draw from these alone.")
    asked = parser.parse_args()
    work = asked.work.resolve()
    if asked.what == "map":
        map_tests(work, asked.tests)
    elif asked.what == "run":
        run(work, asked.count, asked.seed, asked.rooms)
    else:
        tell(work)


if __name__ == "__main__":
    main()
