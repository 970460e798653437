"""An hourly year of Nopalmex: what mfo costs besides HiGHS's own solving, from the plant's files to the run folder.

    python benchmarks/hourly.py                 medians of five
    python benchmarks/hourly.py --repeats 1     a quick look

8,760 slots: a tariff by the hour, a gas holder, a hot water tank. Counted besides solving are reading the files,
checking, the program, its arrays, the tables with their certificate, and writing every table; the report and the
workbook are shown apart. Loading Python's packages is not counted. The exit code is 1 where everything besides solving,
the report and the workbook included, takes longer than solving.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from itertools import pairwise
from pathlib import Path
from statistics import median

PLANT = Path(__file__).parents[1] / "examples" / "nopalmex-hourly"
STAGES = ("reading", "program and arrays", "solving", "tables and certificate", "writing tables", "report and workbook")


def once(folder: Path) -> dict[str, float]:
    """Seconds by stage."""
    import mfo
    from mfo.report import write_report, write_workbook

    marks = [time.perf_counter()]
    bench = mfo.read(PLANT)
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


def main() -> int:
    """Measure, print the medians, and compare."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    with tempfile.TemporaryDirectory() as folder:
        once(Path(folder, "warm"))  # loads the packages
        runs = [once(Path(folder) / str(number)) for number in range(repeats)]
    found = {stage: median(run[stage] for run in runs) for stage in STAGES}
    for stage, seconds in found.items():
        print(f"{stage:<24}{seconds:6.2f} s")
    solving = found["solving"]
    besides = sum(found.values()) - solving
    without = besides - found["report and workbook"]
    print(f"besides solving {without:.2f} s with all tables written, {besides:.2f} s with report and workbook; "
          f"solving {solving:.2f} s")  # fmt: skip
    return 0 if besides < solving else 1


if __name__ == "__main__":
    raise SystemExit(main())
