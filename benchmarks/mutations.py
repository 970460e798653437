"""How many wrong programs and answers the certificate refuses: ``python benchmarks/mutations.py [COUNT] [SEED]``.

Each mutation changes one number of a compiled matrix, or the answer, on the small plants of the tests, which have
everything mfo knows between them, and on as many random plants of ``tests/oracle``, until 500 (by default) have changed
the optimum by more than the certificate's tolerance. Half of the coefficients are drawn family by family, so that
contracts, landfill cells, curves by load and budgets have their turn. Told are how many were refused, changed nothing,
left no plan, or were certified with another optimum: those must be none; and of which families with another optimum.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from itertools import count as counted
from itertools import islice
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

import mfo
from tests.oracle.plants import random_plant
from tests.plan.mutations import ALLOWED, PLANTS, Subject, mutated, subjects_of

LARGEST = 600  # columns of a random plant that is taken, so that each is solved often
FRESH = 5  # rounds, after which other random plants are taken


def random_subjects(first: int, folder: Path) -> Iterator[Subject]:
    """Random plants that have a plan, from a seed on."""
    for seed in counted(first):
        path = folder / "plant.yaml"
        path.write_text(random_plant(Random(seed), sized=True)[1], encoding="utf-8")
        try:
            subject = Subject(f"random {seed}", mfo.read(path).plant)
        except mfo.MfoError:
            continue
        if subject.compiled.matrix.columns <= LARGEST:
            yield subject


def main(count: int = 500, seed: int = 0) -> int:
    """Mutate until so many have another optimum, in pieces; the exit code is 1 where the plan of one is certified."""
    total: Counter[str] = Counter()
    families: Counter[str] = Counter()
    changed, rounds, fixed = 0, 0, subjects_of()
    with tempfile.TemporaryDirectory() as name:
        drawn = random_subjects(1_000_000 * (seed + 1), Path(name))
        while changed < count:
            if rounds % FRESH == 0:
                others = list(islice(drawn, len(PLANTS)))
            rounds += 1
            found = mutated(2 * len(PLANTS), seed + sum(total.values()), [*fixed, *others])
            total += Counter(outcome.verdict for outcome in found)
            changed += sum(outcome.off > ALLOWED for outcome in found)
            named = (each.what for each in found if each.off > ALLOWED and ": coefficient " in each.what)
            families += Counter(what.partition(" of ")[2] for what in named)
            for outcome in found:
                if outcome.verdict == "certified":
                    print(f"certified: {outcome.what}, off by {outcome.off:.3g}")
            print(f"{changed} of {count} with another optimum; of all {sum(total.values())}: {dict(total)}", flush=True)
    print(", ".join(f"{name} {many}" for name, many in sorted(families.items()) if name))
    return 1 if total["certified"] else 0


if __name__ == "__main__":
    sys.exit(main(*(int(part) for part in sys.argv[1:])))
