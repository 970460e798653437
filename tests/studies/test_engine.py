"""Many plans of one plant: short cuts and the long way agree, and neither order, workers nor kills change a digit."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mfo.errors import UsageError
from mfo.reading.cell import cell_of, find_cell
from mfo.studies.engine.long_way import StudyRequest
from mfo.studies.engine.results_file import FILE, Results
from mfo.studies.engine.run_jobs import run_jobs
from mfo.studies.engine.sample_jobs import SampleJob, StudyBase, Worker, base_of
from mfo.tables.read_tables import read_tables

PLANT = """
plant: {name: three ways, currency: MXN, slots: 2}
materials: [{material: peel, unit: t}, {material: power, unit: MWh}]
sites: [{site: field}, {site: yard}]
supplies:
  - {supply: peels, site: field, material: peel, amount: 100 t/year, take: all, price: 5 MXN/t}
  - {supply: grid, site: yard, material: power, take: up to, price: tariff}
processes:
  - {process: dryer, site: yard, model: recipe, capacity: 90 t/year, capex: 30 MXN/(t/year), lifetime: 5 year,
      variable_cost: 2 MXN/t}
recipes:
  - {process: dryer, material: peel, role: in, amount: 1 t/t}
  - {process: dryer, material: power, role: in, amount: 0.5 MWh/t}
markets:
  - {market: tip, site: yard, material: peel, price: -100 MXN/t, route: landfill}
  - {market: farm, site: yard, material: peel, price: -90 MXN/t, maximum: 40 t/year, route: compost}
links: [{from: field, to: yard, material: peel, cost_per_amount: 3 MXN/t}]
limits: [{limit: little to the tip, what: tip, maximum: 60 t/year}]
profiles:
  - {slot: 1, "tariff [MXN/MWh]": 80}
  - {slot: 2, "tariff [MXN/MWh]": 120}
"""

CELLS = (
    "supplies peels price",
    "supplies grid price",
    "markets tip price",
    "markets farm maximum",
    "processes dryer variable_cost",
    "processes dryer capex",
    "links field > yard cost_per_amount",
    "limits little to the tip maximum",
    "supplies peels amount",
    "recipes dryer; power amount",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> StudyBase:
    path = tmp_path_factory.mktemp("plant") / "three.yaml"
    text = PLANT.split("profiles:")[0].replace("slots: 2", "slots: 12 months")
    rows = "\n".join(f'  - {{slot: {k}, "tariff [MXN/MWh]": {80 + 4 * k}}}' for k in range(1, 13))
    path.write_text(f"{text}profiles:\n{rows}\n", encoding="utf-8")
    tables = read_tables(path)
    cells = [cell_of(tables, name) for name in CELLS]
    ends = [(0.7 * cell.value, 1.3 * cell.value) for cell in cells]
    return base_of(tables, StudyRequest("cost"), cells, ends)[0]


def test_prices_and_bounds_take_the_short_cut_and_nothing_else(base: StudyBase) -> None:
    """A yield and a capex (which is paid as an annuity, and not of a kind that is known) go the long way."""
    short = {cell.name for cell, slope in zip(base.cells, base.slopes, strict=True) if slope is not None}
    assert short == set(CELLS) - {"processes dryer capex", "recipes dryer; power amount"}


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.floats(0.7, 1.3), min_size=8, max_size=8))
def test_both_ways_agree(base: StudyBase, factors: list[float]) -> None:
    """The objective and every effect of the short cut are those of the long way to ten digits; with a factor left out
    of one slope they differ in the second."""
    short = [number for number, slope in enumerate(base.slopes) if slope is not None]
    job = SampleJob(tuple(short), tuple(f * base.cells[k].value for f, k in zip(factors, short, strict=True)))
    worker = Worker(base)
    quick, long = worker.work(job), worker.at_length(job)
    assert quick.status == long.status
    if quick.solved:
        assert quick.objective == pytest.approx(long.objective, rel=1e-10)
        place = base.names.index("effect: cost")
        assert quick.amounts[place] == pytest.approx(long.amounts[place], rel=1e-10)
        assert max(quick.residual, quick.gap) < 1e-9


def jobs_of(base: StudyBase, count: int) -> list[SampleJob]:
    draw = np.random.default_rng(4)
    cells = (0, 2, 3, 5)
    return [
        SampleJob(cells, tuple(float(base.cells[k].value * draw.uniform(0.8, 1.2)) for k in cells))
        for _ in range(count)
    ]


def test_order_and_workers_change_no_digit(base: StudyBase) -> None:
    jobs = [*jobs_of(base, 3), *[replace(job, cells=(0, 2, 3, 4)) for job in jobs_of(base, 30)]]
    one = run_jobs(base, jobs, {})
    assert run_jobs(base, jobs[::-1], {})[::-1] == one
    assert run_jobs(base, jobs, {}, workers=2) == one


def test_finished_jobs_are_kept_and_not_computed_again(
    base: StudyBase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [replace(job, cells=(0, 2, 3, 4)) for job in jobs_of(base, 25)]
    first = run_jobs(base, jobs[:10], {"digest": "a"}, folder=tmp_path)
    done: list[SampleJob] = []
    work = Worker.work

    def counted(self: Worker, job: SampleJob) -> object:
        done.append(job)
        return work(self, job)

    monkeypatch.setattr(Worker, "work", counted)
    again = run_jobs(base, jobs, {"digest": "a"}, folder=tmp_path)
    assert again[:10] == first
    assert done == jobs[10:]
    run_jobs(base, jobs[:3], {"digest": "b"}, folder=tmp_path)  # another plant's answers are no answers
    assert done[15:] == jobs[:3]


def test_a_damaged_file_of_finished_jobs_is_told(base: StudyBase, tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"no database at all, but long enough to be looked at" * 40)
    with pytest.raises(UsageError, match="finished jobs"):
        run_jobs(base, jobs_of(base, 1), {}, folder=tmp_path)


KILLED = """
import os, sys
from pathlib import Path
from mfo.reading.cell import cell_of
from mfo.studies.engine import workers
from mfo.studies.engine.sample_jobs import SampleJob, Worker, base_of
from mfo.studies.engine.long_way import StudyRequest
from mfo.studies.engine.run_jobs import run_jobs
from mfo.tables.read_tables import read_tables

def deadly(chunk):
    mark = Path(sys.argv[2])
    if chunk[0][0] == 20 and not mark.exists():
        mark.write_text("")
        os._exit(9)
    if chunk[0][0] == 40 and sys.argv[3] == "always":
        os._exit(9)
    return workers._work(chunk)

if __name__ == "__main__":
    tables = read_tables(Path(sys.argv[1]))
    cell = cell_of(tables, "markets tip price")
    base, _ = base_of(tables, StudyRequest("cost"), [cell], [(-150.0, -50.0)])
    jobs = [SampleJob((0,), (-50.0 - k,)) for k in range(60)]
    alone = [Worker(base).work(job) for job in jobs]
    whole = workers.in_processes
    workers.in_processes = lambda tasks, work, *rest: whole(tasks, deadly, *rest)
    found = run_jobs(base, jobs, {}, workers=2)
    print([answer.status for answer in found].count("lost"), found[:40] == alone[:40], found == alone)
"""


@pytest.mark.parametrize(("how", "told"), [("once", "0 True True"), ("always", "20 True False")])
def test_a_dead_worker_costs_nothing(tmp_path: Path, how: str, told: str) -> None:
    """Killed once, the pool is made again with what is missing; a chunk that kills four workers is told as lost."""
    plant = tmp_path / "plant.yaml"
    plant.write_text(PLANT.split("profiles:")[0].replace(", slots: 2", "").replace("tariff", "90 MXN/MWh"))
    (tmp_path / "go.py").write_text(KILLED)
    command = [sys.executable, str(tmp_path / "go.py"), str(plant), str(tmp_path / "mark"), how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == told


ORPHANED = """
import os, signal, time
from mfo.studies.engine.process_pools import in_processes

def work(task):
    print("at work", flush=True)
    os.kill(os.getppid(), signal.SIGKILL)
    time.sleep(600)

if __name__ == "__main__":
    list(in_processes({0: 0}, work, 1, print, ()))
"""


@pytest.mark.skipif(os.name == "nt", reason="no SIGKILL there")
def test_workers_end_with_the_process_that_started_them(tmp_path: Path) -> None:
    """Killed while a worker is at work: the pipe that both print to is closed, so that the worker has ended, too."""
    (tmp_path / "go.py").write_text(ORPHANED)
    done = subprocess.run([sys.executable, str(tmp_path / "go.py")], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.split()) == (-signal.SIGKILL, ["at", "work"])


@pytest.mark.parametrize("text", ["LPG", "supplies peels", "supplies barn price", "markets tip colour", "moons a b"])
def test_a_cell_that_is_not_there_is_told(base: StudyBase, text: str) -> None:
    with pytest.raises(UsageError):
        cell_of(base.tables, text)


def test_numbers_are_written_as_they_would_be_typed(base: StudyBase) -> None:
    """In the cell's unit, converted from another; a profile by a factor."""
    price = find_cell(base.tables, "supplies", "peels", "price")
    assert price.change(price.number("7 MXN/kg")) == ("supplies", "peels", "price", "7000.0 MXN/t")
    tariff = find_cell(base.tables, "supplies", "grid", "price")
    assert tariff.change(tariff.end("+25 %")) == ("supplies", "grid", "price", "tariff * 1.25")
    assert price.end("-20 %") == pytest.approx(4)
    with pytest.raises(UsageError, match="no number for"):
        price.number("7 MWh")
    with pytest.raises(UsageError, match="no share of the profile"):
        tariff.end("90")


def test_a_killed_study_goes_on_where_it_was(tmp_path: Path) -> None:
    """The verb is killed with SIGKILL while it works; the same command again gives the same as one left alone."""
    plant = tmp_path / "plant.yaml"
    text = PLANT.split("profiles:")[0].replace(", slots: 2", "").replace("tariff", "90 MXN/MWh")
    row = "{uncertainty: capex, table: processes, row: dryer, column: capex, low: -20 %, high: +20 %}"
    plant.write_text(f"{text}uncertainties: [{row}]\n", encoding="utf-8")
    command = [sys.executable, "-m", "mfo.cli", "uncertainty", str(plant), "--samples", "40", "--out"]
    first = subprocess.Popen([*command, str(tmp_path / "a")], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    file = tmp_path / "a" / FILE
    for _ in range(6000):  # a busy machine takes its time to begin
        time.sleep(0.05)
        if file.exists() and _count(file) > 0:
            break
    first.send_signal(signal.SIGKILL if os.name != "nt" else signal.SIGTERM)
    first.wait()
    kept = _count(file)
    assert 0 < kept < 43
    for folder in ("a", "b"):
        subprocess.run([*command, str(tmp_path / folder)], check=True, capture_output=True, timeout=300)
    assert (tmp_path / "a" / "samples.csv").read_bytes() == (tmp_path / "b" / "samples.csv").read_bytes()
    assert _count(file) == _count(tmp_path / "b" / FILE)


def _count(path: Path) -> int:
    import sqlite3

    try:
        with sqlite3.connect(path) as file:
            return int(file.execute("SELECT COUNT(*) FROM jobs").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


def test_results_read_back_to_the_last_digit(base: StudyBase, tmp_path: Path) -> None:
    answer = Worker(base).work(jobs_of(base, 1)[0])
    with Results(tmp_path / FILE, "q") as kept:
        kept.keep([("k", answer)])
        assert kept.known() == {"k": answer}
