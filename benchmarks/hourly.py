"""An hourly year of Nopalmex: what mfo costs besides HiGHS's own solving, from the plant's files to the run folder.

    python benchmarks/hourly.py                 the energy side, medians of five, and the whole firm, once (10 minutes)
    python benchmarks/hourly.py --repeats 1     a quicker look at the energy side
    python benchmarks/hourly.py --energy-only   without the whole firm
    python benchmarks/hourly.py --usual         the whole firm solved the usual way and from alike slots (10 minutes)

8,760 slots, a tariff by the hour, a gas holder. The whole firm is examples/nopalmex with the slots and the tariff of
examples/nopalmex-hourly: `mfo optimise` is run as a process of its own, and everything besides the solving of the plan
counts: loading Python and its packages, reading, checking, the program, its arrays, today's flows (a program of their
own, solved by HiGHS too), the tables with their certificate, writing every table, the report and the workbook.

The energy side is examples/nopalmex-hourly, which solves in a second or two; its stages are timed within a process
that has loaded its packages. The exit code is 1 where everything besides solving takes longer than solving.
"""

from __future__ import annotations

import argparse
import csv
import json
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

EXAMPLES = Path(__file__).parents[1] / "examples"
ENERGY = EXAMPLES / "nopalmex-hourly"
TENTH = 10
STAGES = ("reading", "program and arrays", "solving", "tables and certificate", "writing tables", "report and workbook")


def once(folder: Path) -> dict[str, float]:
    """Seconds by stage of the energy side."""
    import mfo
    from mfo.report import write_report, write_workbook

    marks = [time.perf_counter()]
    bench = mfo.read(ENERGY)
    marks.append(time.perf_counter())
    begun: list[float] = []  # when each stage of optimising began; the last writes the tables
    plan = bench.optimise(progress=lambda _stage: begun.append(time.perf_counter()))
    marks += [begun[-1], time.perf_counter()]
    plan.save(folder / "run")
    marks.append(time.perf_counter())
    write_report(plan, folder / "report.html", "en")
    write_workbook(plan, folder / "plan.xlsx", "en")
    marks.append(time.perf_counter())
    reading, solved, tables, writing, report = (after - before for before, after in pairwise(marks))
    solving = plan.run["seconds"]["solve"]
    return dict(zip(STAGES, (reading, solved - solving, solving, tables, writing, report), strict=True))


def energy(folder: Path, repeats: int) -> bool:
    """The energy side: the medians by stage; whether everything else costs less than solving."""
    once(folder / "warm")  # loads the packages
    runs = [once(folder / str(number)) for number in range(repeats)]
    found = {stage: median(run[stage] for run in runs) for stage in STAGES}
    for stage, seconds in found.items():
        print(f"{stage:<24}{seconds:6.2f} s")
    return _compared("energy side, packages loaded", sum(found.values()), found["solving"])


def whole(folder: Path) -> bool:
    """The whole firm, as a process of its own; whether everything else costs less than solving."""
    plant = by_the_hour(folder / "nopalmex")
    begun = time.perf_counter()
    command = [str(Path(sys.executable).parent / "mfo"), "optimise", str(plant), "--out", str(folder / "run")]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    taken = time.perf_counter() - begun
    run = json.loads((folder / "run" / "run.json").read_text(encoding="utf-8"))
    return _compared("the whole firm, whole process", taken, run["seconds"]["solve"])


def usual(folder: Path) -> bool:
    """The whole firm's matrix in the solver, the usual way and with a start from slots that are alike."""
    import mfo
    from mfo.program.build import build_program
    from mfo.solve.engine.highs_session import Session
    from mfo.solve.solver import Solver

    graph = mfo.read(by_the_hour(folder / "nopalmex")).graph
    solver = Solver(build_program(graph, "cost"))
    ways = {
        "from alike slots": lambda: solver.solve().objective,
        "usual": lambda: Session(solver.matrix).run().objective,
    }
    seconds, reached = {}, {}
    for name, way in ways.items():
        begun = time.process_time()
        reached[name] = way()
        seconds[name] = time.process_time() - begun
        print(f"{name:<20}{seconds[name]:8.1f} s of processor time, {reached[name]:.4f}", flush=True)
    one, two = seconds.values()
    print(f"ratio {one / two:.3f}")
    return one * TENTH < two


def by_the_hour(folder: Path) -> Path:
    """examples/nopalmex with the hours and the hourly tariff of the energy side."""
    shutil.copytree(EXAMPLES / "nopalmex", folder)
    shutil.copy(ENERGY / "profiles.csv", folder)
    settings = folder / "plant.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(text.replace("slots: 1 year", "slots: 8760 hours\n  start: 2025-01-01"), encoding="utf-8")
    with (folder / "supplies.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["material"] == "electricity":
            row["price"] = "hourly tariff"
    with (folder / "supplies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return folder


def _compared(what: str, taken: float, solving: float) -> bool:
    besides = taken - solving
    found = f"besides solving {besides:.2f} s, solving {solving:.2f} s, ratio {besides / solving:.2f}"
    print(f"{what}: {found}", flush=True)
    return besides < solving


def main() -> int:
    """Measure both, print, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--energy-only", action="store_true")
    parser.add_argument("--usual", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if chosen.usual:
            return 0 if usual(folder) else 1
        fine = energy(folder, chosen.repeats)
        if not chosen.energy_only:
            fine = whole(folder) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
