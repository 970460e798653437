"""mfo beside other tools on the same problems: equal optima, and ratios of time and memory in one run.

    python benchmarks/peers.py                                  every problem at a fifth of its size, medians of five
    python benchmarks/peers.py --size 1 --repeats 1 --longest 120          at their whole size, once (20 minutes)
    python benchmarks/peers.py --peers peers-env/bin/python    the other tools from an environment of their own
    python benchmarks/peers.py --only "network with stores" --repeats 1
    python benchmarks/peers.py --page docs/speed.md            write what was measured into the documentation, too

Each tool takes each problem from numpy arrays to a solved model in a process of its own; what is timed is processor
time from data to result, without the loading of packages, and the process's peak of memory. ``pip install mfo[bench]``
brings the other tools; one that is missing, or cannot say a problem, is told and left out. mfo goes on after the
optimum to tables and a certificate; its time until then is told, too. The exit code is 1 where two optima differ by
more than 1e-6.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from peer_problems import PROBLEMS
from peer_tools import MARKS, TOOLS

EQUAL = 1e-6
LONGEST = "PEERS_LONGEST"  # seconds of processor time, told to the process
WAITED = 5  # times as long a tool may take by the clock
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
PACKAGES = ("highspy", "linopy", "pypsa", "oemof.solph", "flixopt", "numpy", "pandas")
Found = dict[str, dict[str, Any]]
"""By tool the medians of seconds and memory, or under ``not`` what keeps it from a problem."""


def once(tool: str, problem: str, size: float) -> dict[str, Any]:
    """One run of one tool in this process; packages are loaded by a tiny problem first."""
    with contextlib.suppress(NotImplementedError):
        TOOLS[tool](PROBLEMS[problem](0.0))
    data = PROBLEMS[problem](size)
    MARKS.clear()
    begun = time.process_time()
    optima = TOOLS[tool](data)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {"seconds": seconds, "memory": peak, "optima": optima}
    return found | {name: at - begun for name, at in MARKS.items()}


def asked(python: str, tool: str, problem: str, size: float, longest: int) -> dict[str, Any]:
    """The same in a process of its own; what keeps a tool from it under ``not``."""
    command = [python, __file__, "--once", tool, problem, str(size)]
    environment = {**os.environ, "TQDM_DISABLE": "1", LONGEST: str(longest)}
    longer = {"not": f"more than {longest} s", "longer": longest}
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, timeout=WAITED * longest
        )
    except subprocess.TimeoutExpired:  # it waits for something, or others leave it no processor
        return longer
    if done.returncode == -signal.SIGXCPU:
        return longer
    for line in reversed(done.stdout.splitlines()):
        if line.startswith('{"peer"'):
            return dict(json.loads(line)["peer"])
    return {"not": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1][:120]}


def child(tool: str, problem: str, size: float) -> None:
    """Run once and tell it as one line; the system ends it where it takes longer than it may."""
    longest = int(os.environ.get(LONGEST, 0))
    if longest:
        resource.setrlimit(resource.RLIMIT_CPU, (longest, longest + 10))
    try:
        found = once(tool, problem, size)
    except ImportError as error:
        found = {"not": f"not installed ({error.name}): pip install mfo[bench]"}
    except NotImplementedError as error:
        found = {"not": str(error)}
    print(json.dumps({"peer": found}), flush=True)


def differs(one: list[float], other: list[float]) -> bool:
    """Whether two lists of optima are not equal."""
    pairs = zip(one, other, strict=False)
    return len(one) != len(other) or any(abs(a - b) > EQUAL * max(1.0, abs(a), abs(b)) for a, b in pairs)


def compared(problem: str, options: argparse.Namespace) -> tuple[Found, bool]:
    """Time every tool on one problem and print a row for each; the medians, and whether all optima are equal."""
    print(f"\n{problem}", flush=True)
    found: Found = {}
    good = True
    for tool in TOOLS:
        python = sys.executable if tool in ("mfo", "plain HiGHS") else options.peers
        runs = [asked(python, tool, problem, options.size, options.longest) for _ in range(options.repeats)]
        lacks = next((run["not"] for run in runs if "not" in run), None)
        if lacks:
            print(f"  {tool:<12} {lacks}", flush=True)
            found[tool] = runs[0] if "not" in runs[0] else {"not": lacks}
            continue
        found[tool] = {
            name: median(run[name] for run in runs) for name in ("seconds", "memory", "optimum") if name in runs[0]
        }
        found[tool]["optima"] = runs[0]["optima"]
        first = next(each for each in found.values() if "optima" in each)
        same = not differs(first["optima"], runs[0]["optima"])
        good &= same
        seconds, memory = found[tool]["seconds"], found[tool]["memory"]
        until = f"{found[tool]['optimum']:.2f} s to the optimum" if "optimum" in found[tool] else ""
        print(
            f"  {tool:<12} {seconds:8.2f} s {seconds / first['seconds']:7.2f} x {memory:7.0f} MB  "
            f"{until if same else 'ANOTHER OPTIMUM'}".rstrip(),
            flush=True,
        )
    return found, good


def markdown(results: dict[str, Found], options: argparse.Namespace) -> str:
    """What was measured as Markdown: seconds of each tool on each problem, then how it was measured."""
    lines = ["| seconds of processor time | " + " | ".join(["mfo", "mfo to the optimum", *list(TOOLS)[1:]]) + " |"]
    lines.append("| --- |" + " ---: |" * (len(TOOLS) + 1))
    for problem, found in results.items():
        mine = found["mfo"]
        cells = [_cell(mine), f"{mine['optimum']:.2f}" if "optimum" in mine else ""]
        cells += [_cell(found[tool]) for tool in list(TOOLS)[1:]]
        lines.append(f"| {problem} | " + " | ".join(cells) + " |")
    lines += ["", "| peak of memory [MB] | " + " | ".join(TOOLS) + " |", "| --- |" + " ---: |" * len(TOOLS)]
    for problem, found in results.items():
        cells = [f"{found[tool]['memory']:.0f}" if "memory" in found[tool] else "" for tool in TOOLS]
        lines.append(f"| {problem} | " + " | ".join(cells) + " |")
    given = f"--size {options.size:g} --repeats {options.repeats} --longest {options.longest} --page docs/speed.md"
    told = f"python benchmarks/peers.py {given}"
    date = datetime.datetime.now(datetime.UTC).date().isoformat()
    busy = ", which others used meanwhile" if os.getloadavg()[0] > 2 else ""
    lines += [
        "",
        f"Measured on {date} with `{told}`: problems at {options.size:g} of their whole size, "
        f"{_often(options.repeats)}, on {_machine()}{busy}; {_versions(options.peers)}.",
    ]
    return "\n".join(lines)


def _often(repeats: int) -> str:
    return "each once" if repeats == 1 else f"medians of {repeats}"


def _cell(found: dict[str, Any]) -> str:
    if "longer" in found:
        return f"> {found['longer']}"
    return f"{found['seconds']:.2f}" if "seconds" in found else "–"


def _machine() -> str:
    names = Path("/proc/cpuinfo")
    found = [line for line in names.read_text().splitlines() if line.startswith("model name")] if names.exists() else []
    name = found[0].partition(":")[2].strip() if found else platform.processor() or platform.machine()
    return f"{os.cpu_count()} cores of {name}, {platform.system()}"


def _versions(python: str) -> str:
    """Python, and the packages that the tools are from."""
    script = (
        "import importlib.metadata as m\n"
        f"for name in {PACKAGES!r}:\n"
        "    try: print(name, m.version(name))\n"
        "    except m.PackageNotFoundError: pass"
    )
    done = subprocess.run([python, "-c", script], capture_output=True, text=True, check=True)
    return f"Python {platform.python_version()}, " + ", ".join(done.stdout.split("\n")[:-1])


def write_page(page: Path, text: str) -> None:
    """Put what was measured between the two marks of a page."""
    before, _, rest = page.read_text(encoding="utf-8").partition(BEGIN)
    page.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def main() -> int:
    """Compare on every problem."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--once", nargs=3, metavar=("TOOL", "PROBLEM", "SIZE"), help=argparse.SUPPRESS)
    options.add_argument("--peers", default=sys.executable, help="the Python of the other tools")
    options.add_argument("--size", type=float, default=0.2, help="share of each problem's whole size")
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--longest", type=int, default=600, help="processor seconds that a tool may take")
    options.add_argument("--page", type=Path, help="a page of the documentation to write the tables into")
    options.add_argument("--only", action="append", choices=[*PROBLEMS], help="a problem; may be repeated")
    asked_for = options.parse_args()
    if asked_for.once:
        child(asked_for.once[0], asked_for.once[1], float(asked_for.once[2]))
        return 0
    print(
        f"At {asked_for.size:g} of the whole size, {Path(asked_for.peers).name}, medians of {asked_for.repeats}; "
        "x: as a multiple of the first"
    )
    results: dict[str, Found] = {}
    fine = True
    for problem in asked_for.only or PROBLEMS:
        results[problem], good = compared(problem, asked_for)
        fine &= good
        if asked_for.page:  # after each: a long comparison may be stopped
            write_page(asked_for.page, markdown(results, asked_for))
    print("\n" + markdown(results, asked_for))
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
