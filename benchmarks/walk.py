"""Random plants held against the independent model: ``python benchmarks/walk.py --first SEED --plants N``.

Each seed makes one plant, as the tests of ``tests/oracle`` do: half of them with sizes that are decided, a quarter of
them for the least emissions, one in ten with how far its prices hold (which takes a third of the time of those). mfo
reads and plans it from its text, the reference from its numbers. Where they differ, or the reference's plan does not
keep to its rows to the last digit, branch and bound over fractions decides. One line is printed for each finding
(``found``, the seed, how it was drawn, what the two do not agree on or the error that was raised), and one a minute
with the count, the plants per second and what became of them; what the reference does not solve in two minutes is
``undecided``, and its seed is kept with those found.
``--state FILE`` keeps the count after each plant, and the same command goes on from there; the exit code is 1 where
anything was found.

A finding is looked at with ``--show SEED``, which prints the plant, and made as small as it gets with
``benchmarks/shrink.py SEED``. Whichever of program, certificate and reference is wrong by hand is mended, and the plant
kept in ``tests/oracle/found``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.oracle.compare import disagreement, is_undecided
from tests.oracle.plants import random_plant
from tests.oracle.solving import Program

Drawn = tuple[dict[str, Any], str, str, str]


def drawn(seed: int) -> Drawn:
    """The plant of a seed: for the reference, as YAML, what is minimised, and how it was drawn in words."""
    sized, minimise = seed % 2 == 1, "emissions" if seed % 4 > 1 and seed % 8 > 3 else "cost"
    plant, text = random_plant(Random(seed), sized=sized)
    return plant, text, minimise, f"{'sized' if sized else 'plain'}, {minimise}"


def found_at(seed: int, folder: Path) -> tuple[str, str]:
    """The status of the plant of a seed, and what was found (empty: nothing)."""
    plant, text, minimise, how = drawn(seed)
    try:
        status, words = disagreement(plant, text, folder, minimise, bare=seed % 10 > 0)
    except Exception as error:  # what breaks is a finding, and the walk goes on
        where = traceback.extract_tb(error.__traceback__)[-1]
        status, words = "broken", f"{type(error).__name__}: {error} ({Path(where.filename).name}:{where.lineno})"
    if is_undecided(words):
        return "undecided", ""
    return status, f"{seed} ({how}): {words}" if words else ""


def walk(first: int, plants: int, state: Path | None, folder: Path) -> int:
    """Walk over the seeds; how many findings there are, those from before included."""
    kept: dict[str, Any] = {"first": first, "next": first, "found": []}
    if state and state.exists():
        kept = json.loads(state.read_text())
    if kept["first"] != first:
        raise SystemExit(f"{state} is of a walk that begins at {kept['first']}, not at {first}: name another file")
    outcomes = Counter(kept.get("outcomes", {}))
    begun, told, before = time.monotonic(), time.monotonic(), kept["next"]
    for seed in range(kept["next"], first + plants):
        status, words = found_at(seed, folder)
        outcomes[status] += 1
        if status == "undecided":
            kept.setdefault("undecided", []).append(seed)
        if words:
            kept["found"].append(seed)
            print(f"found {words}", flush=True)
        kept.update(next=seed + 1, outcomes=dict(outcomes))
        if state:
            state.write_text(json.dumps(kept))
        if time.monotonic() > told + 60 or seed == first + plants - 1:
            told, done = time.monotonic(), seed + 1 - before
            quiet = seed - max(kept["found"], default=first - 1)
            print(
                f"{seed + 1 - first} plants, {done / (told - begun):.2f} per second, {len(kept['found'])} found, "
                f"nothing in the last {quiet}; {dict(outcomes)}",
                flush=True,
            )
    return len(kept["found"])


def quiet() -> None:
    """Let only what is printed here reach stdout: the solvers of the reference write to its descriptor by themselves
    (scipy's HiGHS, a line at every whole number that it finds; mfo's does not)."""
    ours = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = open(ours, "w", encoding="utf-8")  # noqa: SIM115, for as long as the process lasts


def main() -> int:
    """Read the command line, and walk."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--plants", type=int, default=100, help="how many seeds from there")
    parser.add_argument("--state", type=Path, help="the file that keeps how far the walk got")
    parser.add_argument("--show", type=int, metavar="SEED", help="print the plant of a seed and nothing else")
    chosen = parser.parse_args()
    if chosen.show is not None:
        print(drawn(chosen.show)[1])
        return 0
    quiet()
    Program.seconds = 120.0
    with tempfile.TemporaryDirectory() as folder:
        return 1 if walk(chosen.first, chosen.plants, chosen.state, Path(folder)) else 0


if __name__ == "__main__":
    sys.exit(main())
