"""A Dask cluster of this machine: the same digits as one worker, whatever dies."""

from __future__ import annotations

import os
import pickle
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from importlib import resources
from pathlib import Path

import pandas as pd
import pytest

import mfo
from mfo.errors import UsageError
from mfo.plan.make_plan import versions
from mfo.reading.cell import cell_of
from mfo.studies import sweep as sweeping
from mfo.studies.cluster.dask_cluster import on_cluster
from mfo.studies.cluster.own_files import own_files
from mfo.studies.engine import run_jobs as running
from mfo.studies.engine.long_way import StudyRequest
from mfo.studies.engine.run_jobs import run_jobs
from mfo.studies.engine.sample_jobs import SampleJob, StudyBase, Worker, base_of
from mfo.studies.engine.workers import chunk_worker
from mfo.studies.scenarios.alone import ScenarioJob, kept_in_memory
from mfo.studies.scenarios.elsewhere import planner

from .plants import BOILERS, TWO_WAYS

KETTLE = """
plant: {name: kettle, currency: MXN}
materials: [{material: gas, unit: t, like: lpg}, {material: heat, unit: MWh}]
sites: [{site: hall}]
supplies: [{supply: pipe, site: hall, material: gas, take: up to, price: 20000 MXN/t}]
processes: [{process: kettle, site: hall, model: kettle, capacity: 1 MW, variable_cost: 0 MXN/MWh}]
markets: [{market: works, site: hall, material: heat, price: 0 MXN/MWh, minimum: 1000 MWh/year, maximum: 1000 MWh/year}]
"""


def _base(path: Path) -> StudyBase:
    path.write_text(TWO_WAYS.replace("-300 MXN/t", "-110 MXN/t"), encoding="utf-8")
    bench = mfo.read(path)
    return base_of(bench.tables, StudyRequest("cost"), [cell_of(bench.tables, "markets tip price")], [(-150, -50)])[0]


def test_two_workers_one_of_which_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same answers to the last digit as from this process, though one worker is killed after the first results.

    No client of ours is the default one, as at a command line.
    """
    distributed = pytest.importorskip("distributed")
    base = replace(_base(tmp_path / "two.yaml"), short=False)
    jobs = [SampleJob((0,), (-50.0 - k / 2,)) for k in range(100)]
    monkeypatch.setattr(running, "TOLD", 0.0)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        pids = list(client.run(os.getpid).values())
        killed = []

        def progress(stage: str) -> None:
            if " of 100 values" in stage and not killed:
                killed.append(pids[0])
                os.kill(pids[0], signal.SIGKILL if os.name != "nt" else signal.SIGTERM)

        found = run_jobs(base, jobs, {}, cluster=cluster.scheduler_address, folder=tmp_path / "a", progress=progress)
    assert killed
    assert found == [Worker(base).work(job) for job in jobs]


SURE = """
uncertainties:
  - {uncertainty: tip, table: markets, row: tip, column: price, low: -20 %, high: +20 %}
  - {uncertainty: room, table: markets, row: farm, column: maximum, low: 60, high: 90}
"""
VARY = "markets tip price=-80..-130 MXN/t:51"


def test_one_worker_two_and_a_cluster_give_the_same_digits(tmp_path: Path) -> None:
    """Uncertainty, a curve, outages, a sweep of many and one of few scenarios: in this process, in two, and on two
    Dask workers of which one is killed once the first results are there. Every table is the same to the last digit."""
    distributed = pytest.importorskip("distributed")
    path = tmp_path / "two.yaml"
    path.write_text(TWO_WAYS.replace("-300 MXN/t", "-110 MXN/t") + SURE, encoding="utf-8")
    bench = mfo.read(path)
    (tmp_path / "boilers.yaml").write_text(BOILERS, encoding="utf-8")
    boilers = mfo.read(tmp_path / "boilers.yaml")

    def told(progress: Callable[[str], None] | None = None, **how: object) -> list[pd.DataFrame]:
        sure = bench.uncertainty(120, 1, progress=progress, folder=tmp_path / f"sure-{len(how)}-{how}", **how)
        many = bench.sweep(vary=[VARY], progress=progress, **how)
        curve = bench.pareto("cost", "landfilled", 4, progress=progress, **how)
        few = bench.sweep(without=["markets"], progress=progress, folder=tmp_path / f"few-{how}", **how)
        out = boilers.outages(progress=progress, **how)
        runs = [mfo.Plan.load(tmp_path / f"few-{how}" / each.run) for each in few.outcomes if each.solved]
        assert [each.run["source"] for each in runs] == [str(path)] * len(runs)
        tables = [
            sure.values,
            sure.chosen_table,
            sure.ranking_table,
            sure.effects_table,
            many.table,
            few.table,
            curve.table,
            out.table,
            out.shortfalls_table,
        ]
        return [*tables, *(each.flows for each in runs), *(each.ledger for each in runs)]

    one, two = told(), told(workers=2)
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        killed: list[int] = []

        def progress(stage: str) -> None:
            if " of " in stage and "samples" in stage and not killed:
                killed.append(next(iter(client.run(os.getpid).values())))
                os.kill(killed[0], signal.SIGKILL if os.name != "nt" else signal.SIGTERM)

        shared = told(progress, cluster=cluster.scheduler_address)
    assert killed
    for first, *others in zip(one, two, shared, strict=True):
        for other in others:
            pd.testing.assert_frame_equal(first, other, check_exact=True)


def test_a_plant_on_a_cluster_has_its_own_files(tmp_path: Path) -> None:
    """A folder with a model of its own, and a plant that cannot be planned in one scenario: what is told is the same
    though the worker has another folder, and the run holds the files."""
    folder = tmp_path / "plant"
    (folder / "models").mkdir(parents=True)
    model = (resources.files("mfo.models") / "boiler.yaml").read_text(encoding="utf-8")
    (folder / "models" / "kettle.yaml").write_text(model.replace("boiler:", "kettle:", 1), encoding="utf-8")
    (folder / "plant.yaml").write_text(KETTLE, encoding="utf-8")
    jobs: list[ScenarioJob] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sweeping, "sweep", lambda job, *_: jobs.append(job))
        mfo.read(folder).sweep(without=["processes"])
    (job,) = jobs
    alone = [kept_in_memory(job, *task) for task in (("", "base"), ("without kettle", "no-kettle"))]
    files = dict(job.planned.inputs)
    sent = pickle.loads(pickle.dumps(job))
    shutil.rmtree(folder)
    found = planner(sent, files, "en")([("", "base"), ("without kettle", "no-kettle")])
    assert [each.totals for each in found] == [each.totals for each in alone]
    assert [each.problems for each in found] == [each.problems for each in alone]
    assert (first := found[0].plan) is not None
    assert sorted(first.inputs()) == ["models/kettle.yaml", "plant.yaml"]
    assert first.run["source"] == str(folder)


def test_a_worker_needs_nothing_but_mfo(tmp_path: Path) -> None:
    """What is sent works where the plant's folder is not: a model of its own comes along."""
    folder = tmp_path / "plant"
    (folder / "models").mkdir(parents=True)
    model = (resources.files("mfo.models") / "boiler.yaml").read_text(encoding="utf-8")
    (folder / "models" / "kettle.yaml").write_text(model.replace("boiler:", "kettle:", 1), encoding="utf-8")
    (folder / "plant.yaml").write_text(KETTLE, encoding="utf-8")
    tables = mfo.read(folder).tables
    cell = cell_of(tables, "supplies pipe price")
    base = base_of(tables, StudyRequest("cost"), [cell], [(10_000, 30_000)], short=False)[0]
    chunk = [(0, SampleJob((0,), (25_000.0,)))]
    own = [(0, Worker(base).work(chunk[0][1]))]
    files = own_files(folder)
    shutil.rmtree(folder)
    assert Worker(base).work(chunk[0][1]) != own[0][1]  # there is no such model here any more
    assert chunk_worker(base, files)(chunk) == own


def test_no_cluster_is_told(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    from mfo.studies.cluster import dask_cluster

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(dask_cluster, "WAIT", 0.5)
        with pytest.raises(UsageError, match="No Dask cluster answers"):
            list(on_cluster({0: []}, chunk_worker, (), "tcp://127.0.0.1:9", versions()))
