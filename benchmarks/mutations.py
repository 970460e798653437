"""How many wrong programs and answers the certificate refuses: ``python benchmarks/mutations.py [COUNT] [SEED]``.

Each mutation changes one number of a compiled matrix, or the answer, on small plants that have everything mfo knows
between them, until 500 (by default) have changed the optimum by more than the certificate's tolerance. Told are how
many were refused, changed nothing, left no plan, or were certified with another optimum: those must be none.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.plan.mutations import ALLOWED, mutated


def main(count: int = 500, seed: int = 0) -> int:
    """Mutate until so many have another optimum, in pieces; the exit code is 1 where the plan of one is certified."""
    total: Counter[str] = Counter()
    changed = 0
    while changed < count:
        found = mutated(52, seed + sum(total.values()))
        total += Counter(outcome.verdict for outcome in found)
        changed += sum(outcome.off > ALLOWED for outcome in found)
        for outcome in found:
            if outcome.verdict == "certified":
                print(f"certified: {outcome.what}, off by {outcome.off:.3g}")
        print(f"{changed} of {count} with another optimum; of all {sum(total.values())}: {dict(total)}", flush=True)
    return 1 if total["certified"] else 0


if __name__ == "__main__":
    sys.exit(main(*(int(part) for part in sys.argv[1:])))
