"""How many wrong programs and answers the certificate refuses: ``python benchmarks/mutations.py [COUNT] [SEED]``.

Each of 500 mutations (by default) changes one number of a compiled matrix, or the answer, on small plants that have
everything mfo knows between them. Told are how many were refused, changed nothing, left no plan, or were certified
although the optimum changed by more than the certificate's tolerance: those must be none.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.plan.mutations import mutated


def main(count: int = 500, seed: int = 0) -> int:
    """Make the mutations in pieces, so that the count is seen while it grows; the exit code is 1 where one passes."""
    total: Counter[str] = Counter()
    changed = 0
    for first in range(0, count, 52):
        found = mutated(min(52, count - first), seed + first)
        total += Counter(outcome.verdict for outcome in found)
        changed += sum(outcome.off > 3e-6 for outcome in found)
        for outcome in found:
            if outcome.verdict == "certified":
                print(f"certified: {outcome.what}, off by {outcome.off:.3g}")
        print(f"{sum(total.values())} of {count}: {dict(total)}, {changed} with another optimum", flush=True)
    return 1 if total["certified"] else 0


if __name__ == "__main__":
    sys.exit(main(*(int(part) for part in sys.argv[1:])))
