"""How time grows with a plant: seconds of processor time over entries of its program, and the exponent.

    python benchmarks/growth.py                to about four million entries
    python benchmarks/growth.py --largest 2    to about two million

Slots: a layered network with stores over more and more slots, from the graph to the arrays that HiGHS is given.
Sites: more and more sites at one slot, the same. Tables: sites that all send to one by `*`, from tables to a certified
plan with everything that is told of it. Each exponent is that of the last doubling but one to the last: what is below 1
grows more slowly than the plant. The exit code is 1 where one is above 1.05, which is what timing itself leaves open.
"""

from __future__ import annotations

import argparse
import gc
import math
import sys
import time
from collections.abc import Callable
from statistics import median

from graphs import layered

import mfo
from mfo.graph.arrays.flow_graph import FlowGraph
from mfo.program.build import build_program
from mfo.solve.matrix.compile_program import compile_program
from mfo.solve.matrix.condense import condense

ALLOWED = 1.05
REPEATS = 3
SLOTS = (350, 700, 1_400, 2_800, 5_600, 11_200)
SITES = (14_000, 27_500, 55_000, 110_000, 220_000, 440_000)
STARS = (400, 800, 1_600, 3_200, 6_400)


def compiled(graph: FlowGraph) -> tuple[float, int]:
    """Seconds from a graph to the arrays, and their entries."""
    begun = time.process_time()
    arrays = compile_program(build_program(graph, "cost"))
    condense(arrays)
    return time.process_time() - begun, len(arrays.matrix.value)


def star(sites: int) -> tuple[float, int]:
    """Seconds from tables to a plan, and the rows of its tables."""
    tables = {
        "plant": {"name": "star", "currency": "EUR"},
        "materials": [{"material": "waste", "unit": "t"}],
        "sites": [{"site": f"s{k}"} for k in range(sites)],
        "supplies": [
            {
                "supply": f"w{k}",
                "site": f"s{k}",
                "material": "waste",
                "amount": "10 t/year",
                "take": "all",
                "price": "0 EUR/t",
            }
            for k in range(1, sites)
        ],
        "markets": [{"market": "tip", "site": "s0", "material": "waste", "price": "-100 EUR/t"}],
        "links": [{"from": "*", "to": "s0", "material": "waste", "distance": "5 km", "cost_per_amount": "2 EUR/t"}],
    }
    begun = time.process_time()
    plan = mfo.read(tables).optimise()
    return time.process_time() - begun, len(plan.flows)


def grown(name: str, sizes: tuple[int, ...], once: Callable[[int], tuple[float, int]], largest: float) -> bool:
    """Time one kind at all its sizes; whether its exponent is small enough."""
    print(name)
    points: list[tuple[float, int]] = []
    once(sizes[0])  # loads what is loaded once
    for size in sizes:
        found = []
        for _ in range(REPEATS):
            gc.collect()  # what the run before has left takes no memory from this one
            found.append(once(size))
        seconds, entries = median(each[0] for each in found), found[0][1]
        points.append((seconds, entries))
        print(f"  {size:>8,} {entries:>10,} entries {seconds:8.2f} s", flush=True)
        if entries > largest * 1e6 * 0.6:
            break
    (first, few), (last, many) = points[-3], points[-1]
    exponent = math.log(last / first) / math.log(many / few)
    print(f"  exponent {exponent:.2f}")
    return exponent <= ALLOWED


def main() -> int:
    """Time all kinds."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--largest", type=float, default=4.0, help="millions of entries to go to")
    largest = options.parse_args().largest
    good = [
        grown("slots", SLOTS, lambda size: compiled(layered(20, 10, 10, size)), largest),
        grown("sites", SITES, lambda size: compiled(layered(size, size // 10, size // 10, 1)), largest),
        grown("tables", STARS, star, largest),
    ]
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
