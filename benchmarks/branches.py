"""How many branches of ``mfo/`` the tests take: ``python benchmarks/branches.py WORK [TESTS ...]``.

Runs the tests (all of them, or those named; ``pip install coverage pytest-cov`` before) on two cores, with what
commands and workers they start, and adds what they take to what is in WORK/coverage. With all of them go the checks in
a browser, where Chromium is there: what only `mfo serve` does is seen by these. Those of the documentation, which has
to be built for them, are left out. Then it tells the share of lines and of branches by room, and the modules of which
less than nine in ten branches are taken. ``--tell`` runs nothing.

A process that is killed tells nothing of what it took; one that is ended by a signal or ends at once does.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
SETTINGS = ROOT / "benchmarks" / "branches.ini"
LOW = 0.9
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
BUILT = ("tests/browser/check_site.py", "tests/browser/check_search.py")  # of the documentation as it is built
COUNTS = ("covered_lines", "num_statements", "covered_branches", "num_branches")

Counts = dict[str, int]


def run(work: Path, tests: list[str]) -> None:
    """Run tests, and add what they take to what was taken before."""
    work.mkdir(parents=True, exist_ok=True)
    covering = ["--cov", f"--cov-config={SETTINGS}", "--cov-append", "--cov-report="]
    command = [sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", *covering]
    asked = [tests]
    if not tests and any(map(shutil.which, BROWSERS)):
        asked.append(["tests/browser", "--browser", *(f"--ignore={each}" for each in BUILT)])
    for each in asked:
        subprocess.run([*command, *each], cwd=ROOT, env=_environment(work), check=False)


def _environment(work: Path) -> dict[str, str]:
    return {**os.environ, "COVERAGE_FILE": str(work / "coverage")}  # one place, wherever a command runs


def taken(work: Path) -> dict[str, Counts]:
    """By module of ``mfo/``, the lines and branches that there are and that were taken."""
    target = work / "coverage.json"
    command = [sys.executable, "-m", "coverage", "json", "-q", f"--rcfile={SETTINGS}", "-o", str(target)]
    subprocess.run(command, cwd=ROOT, env=_environment(work), check=True)
    files = json.loads(target.read_text())["files"]
    return {name: each["summary"] for name, each in files.items() if name.startswith("mfo/")}


def tell(modules: dict[str, Counts]) -> None:
    """Print the shares by room and in all, then the modules that fall short."""
    rooms: dict[str, list[Counts]] = defaultdict(list)
    for name, counts in modules.items():
        parts = name.split("/")
        rooms["mfo/" if len(parts) == 2 else f"mfo/{parts[1]}"].append(counts)
        rooms["in all"].append(counts)
    for room, found in sorted(rooms.items()):
        print(_line(room, {count: sum(each[count] for each in found) for count in COUNTS}))
    print(f"\nless than {LOW:.0%} of the branches:")
    short = {name: each for name, each in modules.items() if each["covered_branches"] < LOW * each["num_branches"]}
    for name, counts in sorted(short.items(), key=lambda item: _missed(item[1])):
        print(_line(name, counts))


def _missed(counts: Counts) -> int:
    return counts["covered_branches"] - counts["num_branches"]


def _line(name: str, counts: Counts) -> str:
    lines, all_lines, branches, all_branches = (counts[count] for count in COUNTS)
    share = branches / max(all_branches, 1)
    return f"{name:55} branches {share:6.1%} ({branches} of {all_branches})   lines {lines / max(all_lines, 1):6.1%}"


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("tests", nargs="*")
    parser.add_argument("--tell", action="store_true", help="Only tell what was taken so far.")
    asked = parser.parse_args()
    work = asked.work.resolve()
    if not asked.tell:
        run(work, asked.tests)
    tell(taken(work))


if __name__ == "__main__":
    main()
