"""What mfo costs besides solving, against Pyomo's own HiGHS interface and HiGHS alone.

    python benchmarks/speed.py                 two graphs of about 300,000 columns, medians of five
    python benchmarks/speed.py --repeats 1     a quick look
    python benchmarks/speed.py --hourly        8,760 slots: everything besides solving against solving

Time is from the graph to HiGHS holding the model; solving is excluded on both sides. Memory is the peak of a process
that does it once, against one that reads the same arrays from a file and passes them to HiGHS. The targets are a tenth
of the time, and three times the memory; the exit code is 1 where one is missed.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np

KINDS = {"many sites, one slot": (55_000, 5_000, 5_000, 1), "50 nodes, 2,000 slots": (20, 10, 10, 2_000)}
ARRAYS = ("cost", "lower", "upper", "whole", "row_lower", "row_upper", "starts", "index", "value")


def ours(size: tuple[int, ...]) -> float:
    """Seconds from the graph to HiGHS holding the model."""
    from graphs import layered

    from mfo.program.build import build_program
    from mfo.solve.engine.highs_session import Session
    from mfo.solve.matrix.compile_program import compile_program

    graph = layered(*size)
    started = time.perf_counter()
    session = Session(compile_program(build_program(graph)).matrix)
    seconds = time.perf_counter() - started
    assert session.rows
    return seconds


def pyomos(size: tuple[int, ...]) -> float:
    """The same program as an ordinary Pyomo model through Pyomo's interface to HiGHS."""
    import pyomo.environ  # noqa: F401 (registers Pyomo's plugins)
    from graphs import layered
    from pyomo.contrib.solver.solvers.highs import Highs

    from mfo.program.build import build_program

    program = build_program(layered(*size))
    started = time.perf_counter()
    Highs().set_instance(program.model())
    return time.perf_counter() - started


def alone(path: str) -> None:
    """HiGHS alone: read the arrays and pass them."""
    import highspy

    with np.load(path) as arrays:
        a = {name: arrays[name] for name in ARRAYS}
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    status = highs.passModel(
        len(a["cost"]),
        len(a["row_lower"]),
        len(a["value"]),
        2,
        1,
        0.0,
        a["cost"],
        a["lower"],
        a["upper"],
        a["row_lower"],
        a["row_upper"],
        a["starts"],
        a["index"],
        a["value"],
        a["whole"].astype(np.int32),
    )
    assert status == highspy.HighsStatus.kOk


def save(size: tuple[int, ...], path: str) -> None:
    """Write the arrays of a graph's program."""
    from graphs import layered

    from mfo.program.build import build_program
    from mfo.solve.matrix.compile_program import compile_program

    matrix = compile_program(build_program(layered(*size))).matrix
    np.savez(path, **{name: getattr(matrix, name) for name in ARRAYS})
    print(f"  {matrix.columns:,} columns, {matrix.rows:,} rows, {len(matrix.value):,} entries")


def peak_memory(*arguments: str) -> float:
    """Peak memory of this script in a process of its own [MB]."""
    script = [sys.executable, __file__, *arguments]
    return float(subprocess.run(script, check=True, capture_output=True, text=True).stdout.split()[-1])


def own_peak() -> float:
    """Peak memory of this process [MB]; where the system tells it, without what the parent had before."""
    status = Path("/proc/self/status")
    if status.exists():
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return float(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def compare(name: str, size: tuple[int, ...], repeats: int) -> bool:
    """Print the comparison for one graph; whether both targets are met."""
    print(name)
    with tempfile.TemporaryDirectory() as folder:
        arrays = str(Path(folder) / "arrays.npz")
        save(size, arrays)
        own_memory = peak_memory("--once", name)
        highs_memory = peak_memory("--alone", arrays)
    own = median(ours(size) for _ in range(repeats))
    pyomo = median(pyomos(size) for _ in range(repeats))
    print(f"  graph to HiGHS: {own:.2f} s; Pyomo's interface {pyomo:.2f} s; ratio 1/{pyomo / own:.0f} (target 1/10)")
    print(
        f"  peak memory: {own_memory:.0f} MB; HiGHS alone {highs_memory:.0f} MB; "
        f"ratio {own_memory / highs_memory:.2f} (target 3)"
    )
    return own <= pyomo / 10 and own_memory <= 3 * highs_memory


def hourly() -> bool:
    """An hourly year: everything besides solving against solving."""
    from graphs import layered

    from mfo.program.build import build_program
    from mfo.solve.solver import solve_program

    started = time.perf_counter()
    solution = solve_program(build_program(layered(4, 2, 2, 8_760)))
    total, solving = time.perf_counter() - started, solution.seconds["solve"]
    print(f"8,760 slots: {solution.status}; solving {solving:.2f} s, everything else {total - solving:.2f} s")
    return total - solving < solving


def main() -> int:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--hourly", action="store_true")
    parser.add_argument("--once", choices=KINDS, help=argparse.SUPPRESS)
    parser.add_argument("--alone", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.once or options.alone:
        _ = ours(KINDS[options.once]) if options.once else alone(options.alone)
        print(own_peak())
        return 0
    if options.hourly:
        return 0 if hourly() else 1
    return 0 if all([compare(name, size, options.repeats) for name, size in KINDS.items()]) else 1


if __name__ == "__main__":
    raise SystemExit(main())
