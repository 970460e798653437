"""An hourly year of Nopalmex: what mfo costs besides HiGHS's own solving, from the plant's files to the run folder.

    python benchmarks/hourly.py                 the energy side, medians of five, and the whole firm, once (10 minutes)
    python benchmarks/hourly.py --repeats 1     a quicker look at the energy side
    python benchmarks/hourly.py --energy-only   without the whole firm

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
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fine = energy(folder, chosen.repeats)
        if not chosen.energy_only:
            fine = whole(folder) and fine
    return 0 if fine else 1


if __name__ == "__main__":
    raise SystemExit(main())
