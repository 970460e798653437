"""Many scenarios: totals through one live run of the solver, plans when they are asked for, stopped and taken up."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo
from mfo.reading.scenarios import changes_by_name
from mfo.studies.engine.long_way import StudyRequest
from mfo.studies.scenarios import many
from mfo.studies.scenarios.alone import ScenarioJob
from mfo.studies.scenarios.outcome import ScenarioOutcome
from mfo.studies.scenarios.quick import QuickWorker, quick_of

from .plants import TWO_WAYS

NEAR = TWO_WAYS.replace("-300 MXN/t", "-110 MXN/t")
VARY = "markets tip price=-80..-130 MXN/t:26"


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(NEAR, encoding="utf-8")
    return path


def _by_hand(price: float) -> float:
    """100 t to the tip while it is the cheaper way; above 110 a tonne 80 t to the farm and 20 t to the tip."""
    return min(100 * price, 20 * price + 80 * 110)


def _ran(*arguments: str) -> str:
    done = CliRunner().invoke(command_line, list(arguments))
    assert done.exit_code == 0, done.output
    return done.output


def test_totals_by_hand_and_plans_on_demand(plant: Path) -> None:
    found = mfo.read(plant).sweep(vary=[VARY])
    cost = found.table[found.table["effect"] == "cost"]["total"].tolist()
    assert cost == pytest.approx([10_000, *(_by_hand(price) for price in np.linspace(80, 130, 26))])
    last = found.outcomes[-1].plan
    assert last is not None
    assert last.totals["cost"]["value"] == pytest.approx(20 * 130 + 80 * 110)
    assert last.run["options"]["scenario"] == "tip price = -130 MXN/t"


def test_a_folder_keeps_what_makes_each_plan(plant: Path, tmp_path: Path) -> None:
    """The run that is asked for later is that of `mfo optimise` of the same cell, and holds when it is verified."""
    out = tmp_path / "all"
    _ran("sweep", str(plant), "--vary", VARY, "--out", str(out))
    assert sorted(path.name for path in out.iterdir()) == ["study.xlsx", "sweep.csv", "sweep.html", "sweep.sqlite"]
    run = out / "tip-price--120-MXN-t"
    _ran("report", str(run))
    _ran("verify", str(run))
    own = mfo.read(plant).with_value("markets", "tip", "price", "-120 MXN/t").optimise()
    assert mfo.Plan.load(run).flows.equals(own.flows)
    assert (run / "report.html").is_file()
    sheets = openpyxl.load_workbook(run / "plan.xlsx", read_only=True).sheetnames
    own.save(tmp_path / "own", report=True)
    assert sheets == openpyxl.load_workbook(tmp_path / "own" / "plan.xlsx", read_only=True).sheetnames
    assert CliRunner().invoke(command_line, ["report", str(out / "no-such-run")]).exit_code != 0


def test_an_interrupted_sweep_gives_the_same_table(
    plant: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To the last digit, wherever it was stopped, and only what is missing is worked out."""
    out = tmp_path / "all"
    asked = ("sweep", str(plant), "--vary", VARY, "--out", str(out))
    _ran(*asked)
    whole = (out / "sweep.csv").read_text(encoding="utf-8")
    worked: list[str] = []
    own = many.totals_alone

    def counted(job: ScenarioJob, quick: QuickWorker | None, name: str, run: str) -> ScenarioOutcome:
        worked.append(name)
        return own(job, quick, name, run)

    monkeypatch.setattr(many, "totals_alone", counted)
    for condition, count in (("rowid % 2 = 1", 13), ("scenario LIKE '%-82 %'", 1), ("scenario <> ''", 26)):
        (out / "sweep.html").unlink()
        worked.clear()
        with sqlite3.connect(out / "sweep.sqlite") as file:
            file.execute(f"DELETE FROM outcomes WHERE scenario <> '' AND {condition}")
        file.close()
        _ran(*asked)
        assert (out / "sweep.csv").read_text(encoding="utf-8") == whole
        assert len(set(worked)) == len(worked) == count
    assert CliRunner().invoke(command_line, list(asked)).exit_code != 0  # done, and there


def test_what_an_interrupted_sweep_kept_is_held_against_the_long_way(plant: Path, tmp_path: Path) -> None:
    """A number that was altered in its file does not get into the table of the second call."""
    out = tmp_path / "all"
    asked = ("sweep", str(plant), "--vary", VARY, "--out", str(out))
    _ran(*asked)
    (out / "sweep.html").unlink()
    with sqlite3.connect(out / "sweep.sqlite") as file:
        file.execute("UPDATE outcomes SET outcome = replace(outcome, '00.0', '01.0') WHERE scenario <> ''")
    file.close()
    done = CliRunner().invoke(command_line, list(asked))
    assert done.exit_code == 5 or "not-certified" in str(done.exception)


def test_what_ties_is_planned_by_itself(tmp_path: Path) -> None:
    """At 110 both ways cost the same and bury more or less: the short cut leaves it; at 111 nothing is left open.

    Without that rule the short cut would tell whatever corner it came to.
    """
    path = tmp_path / "two.yaml"
    path.write_text(NEAR, encoding="utf-8")
    bench = mfo.read(path)
    scenarios = {str(price): (("markets", "tip", "price", f"-{price} MXN/t"),) for price in (109, 110, 111, 112)}
    quick = quick_of(bench.tables, StudyRequest("cost"), scenarios, bench.optimise().totals)
    assert quick is not None
    worker = QuickWorker(quick)
    assert worker.totals(quick.jobs["110"]) is None
    found = worker.totals(quick.jobs["111"])
    assert found is not None
    assert found["cost"]["value"] == pytest.approx(20 * 111 + 80 * 110)
    assert found["landfilled"]["value"] == pytest.approx(20)


def test_scenarios_that_change_more_than_numbers_are_planned_by_themselves(plant: Path, tmp_path: Path) -> None:
    """A maximum of nothing, a cell that is written in another way, and one of a kind that is not straight."""
    rows = [f"s{k},markets,tip,price,-{100 + k} MXN/t" for k in range(21)]
    rows += [
        "none,markets,tip,maximum,0 t/year",
        "header,markets,tip,price,-90 MXN/kg",
        "kind,markets,farm,route,reuse",
    ]
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["scenario,table,row,column,value", *rows, ""]), encoding="utf-8")
    bench = mfo.read(plant)
    found = {item.scenario: item for item in bench.sweep(path).outcomes}
    assert found["none"].status == "infeasible"
    assert found["none"].problems[0].message.startswith("peel at yard: 20 t/year")
    assert found["header"].totals["cost"]["value"] == pytest.approx(20 * 90_000 + 80 * 110)
    assert found["kind"].totals["cost"]["value"] == pytest.approx(10_000)
    assert found["s20"].totals["cost"]["value"] == pytest.approx(_by_hand(120))
    assert len(changes_by_name(bench.tables)) < len(found)


ROADMAP = """
plant: {name: two ways for years, currency: MXN, years: 2025; 2030, discount_rate: 10 %}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: tip, site: yard, material: peel, price: -100 MXN/t, route: landfill}
  - {market: farm, site: yard, material: peel, price: -110 MXN/t, maximum: 80 t/year, route: compost}
"""


def test_a_roadmap_tells_its_years_for_many_scenarios_too(tmp_path: Path) -> None:
    """Above 110 a tonne to the tip 80 of 100 t are composted: 20 t are buried in each year, which costs 80 x 110
    and 20 at the tip's price; below it all is buried. The same from what was kept."""
    path, out = tmp_path / "road.yaml", tmp_path / "all"
    path.write_text(ROADMAP, encoding="utf-8")
    asked = ("sweep", str(path), "--vary", VARY, "--out", str(out))
    _ran(*asked)
    told = (out / "years.csv").read_text(encoding="utf-8")
    years = pd.read_csv(out / "years.csv").set_index(["scenario", "figure", "year"])["value"]
    for year in (2025, 2030):
        assert years["tip price = -120 MXN/t", "landfilled", year] == pytest.approx(20)
        assert years["tip price = -120 MXN/t", "cost", year] == pytest.approx(80 * 110 + 20 * 120)
        assert years["tip price = -90 MXN/t", "landfilled", year] == pytest.approx(100)
    assert 'id="years"' in (out / "sweep.html").read_text(encoding="utf-8")
    (out / "sweep.html").unlink()
    _ran(*asked)
    assert (out / "years.csv").read_text(encoding="utf-8") == told


def test_scenarios_of_a_file_make_the_run_that_is_asked_for_later(plant: Path, tmp_path: Path) -> None:
    """Of 26 prices one has no plan, since the tip takes nothing there: no run is made of it, nor of one that is not
    among them. At 125 it is 20 x 125 + 80 x 110 = 11,300."""
    rows = [f"p{price},markets,tip,price,-{price} MXN/t" for price in range(101, 126)]
    rows.append("none,markets,tip,maximum,0 t/year")
    path = tmp_path / "rows.csv"
    path.write_text("\n".join(["scenario,table,row,column,value", *rows, ""]), encoding="utf-8")
    out = tmp_path / "all"
    _ran("sweep", str(plant), str(path), "--out", str(out))
    path.unlink()
    runs = {each: out / each for each in ("p125", "none", "p126")}
    for name in ("none", "p126"):
        done = CliRunner().invoke(command_line, ["report", str(runs[name])])
        assert done.exit_code != 0
        assert not runs[name].exists()
    _ran("report", str(runs["p125"]))
    plan = mfo.Plan.load(runs["p125"])
    assert plan.totals["cost"]["value"] == pytest.approx(11_300)
    assert plan.run["options"]["scenario"] == "p125"
    assert "rows.csv" in str(plan.run["options"]["scenarios"])
    _ran("verify", str(runs["p125"]))


def test_scenarios_that_the_plant_holds_make_their_runs(plant: Path, tmp_path: Path) -> None:
    """They stand in the plant's own file, so that nothing has to be added to it: at 125 11,300 again."""
    rows = "".join(
        f"  - {{scenario: p{price}, table: markets, row: tip, column: price, value: -{price} MXN/t}}\n"
        for price in range(101, 127)
    )
    plant.write_text(f"{NEAR}scenarios:\n{rows}", encoding="utf-8")
    out = tmp_path / "all"
    _ran("sweep", str(plant), "--out", str(out))
    _ran("report", str(out / "p125"))
    first = (out / "p125" / "flows.csv").stat().st_mtime_ns
    _ran("report", str(out / "p125"), "--force")  # the run is there now, and is not made again
    assert (out / "p125" / "flows.csv").stat().st_mtime_ns == first
    done = CliRunner().invoke(command_line, ["report", str(tmp_path / "nowhere" / "p125")])
    assert isinstance(done.exception, mfo.UsageError)
    plan = mfo.Plan.load(out / "p125")
    assert plan.totals["cost"]["value"] == pytest.approx(11_300)
    assert "scenarios" not in plan.run["options"]
    _ran("verify", str(out / "p125"))
