"""mfo beside other tools on the same problems: equal optima, and ratios of time and memory in one run.

    python benchmarks/peers.py                                  every problem at a fifth of its size, medians of five
    python benchmarks/peers.py --size 1                         at their whole size (an hour)
    python benchmarks/peers.py --peers peers-env/bin/python    the other tools from an environment of their own
    python benchmarks/peers.py --only "network with stores" --repeats 1

Each tool takes each problem from numpy arrays to a solved model in a process of its own; what is timed is processor
time from data to result, without the loading of packages, and the process's peak of memory. ``pip install mfo[bench]``
brings the other tools; one that is missing, or cannot say a problem, is told and left out. The exit code is 1 where two
optima differ by more than 1e-6.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from typing import Any

from peer_problems import PROBLEMS
from peer_tools import TOOLS

EQUAL = 1e-6


def once(tool: str, problem: str, size: float) -> dict[str, Any]:
    """One run of one tool in this process; packages are loaded by a tiny problem first."""
    with contextlib.suppress(NotImplementedError):
        TOOLS[tool](PROBLEMS[problem](0.0))
    data = PROBLEMS[problem](size)
    begun = time.process_time()
    optima = TOOLS[tool](data)
    seconds = time.process_time() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "memory": peak, "optima": optima}


def asked(python: str, tool: str, problem: str, size: float) -> dict[str, Any]:
    """The same in a process of its own; what keeps a tool from it under ``not``."""
    command = [python, __file__, "--once", tool, problem, str(size)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "TQDM_DISABLE": "1"})
    for line in reversed(done.stdout.splitlines()):
        if line.startswith('{"peer"'):
            return dict(json.loads(line)["peer"])
    return {"not": (done.stderr.strip().splitlines() or ["it ended without a word"])[-1][:120]}


def child(tool: str, problem: str, size: float) -> None:
    """Run once and tell it as one line."""
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


def compared(problem: str, options: argparse.Namespace) -> bool:
    """Time every tool on one problem and print a row for each; whether all optima are equal."""
    print(f"\n{problem}", flush=True)
    first: dict[str, Any] = {}
    good = True
    for tool in TOOLS:
        python = sys.executable if tool in ("mfo", "plain HiGHS") else options.peers
        runs = [asked(python, tool, problem, options.size) for _ in range(options.repeats)]
        if "not" in runs[0]:
            print(f"  {tool:<12} {runs[0]['not']}", flush=True)
            continue
        seconds, memory = (median(run[name] for run in runs) for name in ("seconds", "memory"))
        first = first or {"seconds": seconds, "optima": runs[0]["optima"]}
        same = not differs(first["optima"], runs[0]["optima"])
        good &= same
        ratio = seconds / first["seconds"]
        print(
            f"  {tool:<12} {seconds:8.2f} s {ratio:7.2f} x {memory:7.0f} MB  {'' if same else 'ANOTHER OPTIMUM'}",
            flush=True,
        )
    return good


def main() -> int:
    """Compare on every problem."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--once", nargs=3, metavar=("TOOL", "PROBLEM", "SIZE"), help=argparse.SUPPRESS)
    options.add_argument("--peers", default=sys.executable, help="the Python of the other tools")
    options.add_argument("--size", type=float, default=0.2, help="share of each problem's whole size")
    options.add_argument("--repeats", type=int, default=5)
    options.add_argument("--only", action="append", choices=[*PROBLEMS], help="a problem; may be repeated")
    asked_for = options.parse_args()
    if asked_for.once:
        child(asked_for.once[0], asked_for.once[1], float(asked_for.once[2]))
        return 0
    print(
        f"At {asked_for.size:g} of the whole size, {Path(asked_for.peers).name}, medians of {asked_for.repeats}; "
        "x: as a multiple of the first"
    )
    return 0 if all([compared(problem, asked_for) for problem in asked_for.only or PROBLEMS]) else 1


if __name__ == "__main__":
    sys.exit(main())
