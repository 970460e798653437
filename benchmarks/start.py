"""How long mfo takes to answer, against what must be loaded anyway: whole processes, in turn, medians of five.

``python benchmarks/start.py`` in an environment where mfo is installed. The targets are ratios of at most 2.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

RUNS = 5
ROOT = Path(__file__).parents[1]
MFO = str(Path(sys.executable).parent / "mfo")


def seconds(command: list[str], folder: str) -> float:
    """Wall-clock seconds of one run; it must succeed."""
    begun = time.perf_counter()
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - begun


def compare(title: str, command: list[str], loading: str) -> None:
    """Print the median of both, and of their ratios run by run."""
    other = [sys.executable, "-c", loading]
    pairs = []
    with tempfile.TemporaryDirectory() as folder:
        seconds(command, folder), seconds(other, folder)  # a first run fills the caches
        for _ in range(RUNS):
            pairs.append((seconds(command, folder), seconds(other, folder)))
    ours, theirs = (statistics.median(pair[side] for pair in pairs) for side in (0, 1))
    ratio = statistics.median(first / second for first, second in pairs)
    print(f"{title}: {ours:.3f} s; python -c '{loading}': {theirs:.3f} s; ratio {ratio:.2f}")


if __name__ == "__main__":
    compare("mfo --help", [MFO, "--help"], "import click")
    plan = [MFO, "optimise", str(ROOT / "examples" / "nopalmex")]
    compare("mfo optimise examples/nopalmex", plan, "import pyomo.environ, highspy, pandas")
