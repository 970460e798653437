"""A saved run against itself: what was altered is told, and a damaged folder is a sentence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from mfo.cli.plans.report import report as report_verb

import mfo
from mfo.errors import UsageError
from mfo.plan.plan import Plan
from mfo.verification import plan_again, verify

STARTER = Path(__file__).parents[2] / "examples" / "starter"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("run") / "run"
    mfo.read(STARTER).optimise().save(folder, report=True)
    return folder


@pytest.fixture
def run(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "run"))


def differing(run: Path) -> dict[str, tuple[str, ...]]:
    return {check.name: check.differs for check in verify(run, plan_again) if check.differs}


def without_digests(run: Path) -> None:
    """As a run that an older version wrote."""
    told = json.loads((run / "run.json").read_text())
    del told["files"]
    (run / "run.json").write_text(json.dumps(told))


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_a_run_as_written(run: Path) -> None:
    assert differing(run) == {}
    assert sorted(path.name for path in (run / "inputs").iterdir()) == sorted(
        path.name for path in STARTER.iterdir() if path.suffix in (".yaml", ".csv")
    )


def test_an_altered_table_is_told_and_refused(run: Path) -> None:
    """547.5 t into composting become 540 t: the file, and the pool that no longer balances."""
    replace(run / "flows.csv", "547.5", "540.0")
    found = differing(run)
    assert found["files"] == ("flows.csv was changed",)
    assert found["balances"] == ("food waste at yard, year 1, slot 1: 7.5 more comes in than goes out",)
    with pytest.raises(UsageError, match=r"was altered after it was written: flows\.csv was changed"):
        Plan.load(run)


def test_an_altered_total_is_told(run: Path) -> None:
    """By the ledger's lines, and by planning the inputs again; without fingerprints, too."""
    without_digests(run)
    replace(run / "run.json", '"value": 122275.0', '"value": 100000.0')
    replace(run / "run.json", '"value": 122275.0', '"value": 100000.0')
    found = differing(run)
    assert found["totals"] == ("the total of cost is 100000 MXN, its lines add up to 122275",)
    assert found["answer"] == ("planned again, cost is 122275 instead of 100000",)


def test_altered_inputs_give_another_answer(run: Path) -> None:
    without_digests(run)
    shutil.rmtree(run / "inputs")
    shutil.copytree(STARTER, run / "inputs")
    text = (run / "inputs" / "plant.yaml").read_text()
    (run / "inputs" / "plant.yaml").write_text(text.replace("2 t/d", "3 t/d"))
    assert "answer" in differing(run)


def test_notes_in_a_page_are_told_and_do_no_harm(run: Path) -> None:
    (run / "report.html").write_text("noted")
    assert differing(run) == {"files": ("report.html was changed",)}
    assert Plan.load(run).status == "optimal"


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("flows.csv", "547.5", "", r"in flows\.csv, line 3 has no amount"),
        ("flows.csv", "547.5", "inf", r"in flows\.csv, line 3 says inf for amount"),
        ("flows.csv", "547.5", "many", r"in flows\.csv, `many` in line 3, column amount, is no number"),
        ("run.json", '"certificate"', '"certificat"', r"in run\.json, `certificate` is missing or of another kind"),
        ("run.json", '"unit": "MXN"\n    },', '"units": "MXN"\n    },', r"the total of `cost` lacks a value or a unit"),
        ("run.json", '"value": 9.125', '"value": Infinity', r"Infinity is no number"),
        ("run.json", "{", "[", r"in run\.json|not a run folder"),
        ("run.json", '"minimise": "cost"', '"minimise": "N2O"', r"there is no total of `N2O`, which was minimised"),
    ],
)
def test_a_damaged_run_is_a_sentence(run: Path, file: str, old: str, new: str, message: str) -> None:
    """Of a run without fingerprints, as older versions wrote them: nothing ends in a defect of mfo."""
    without_digests(run)
    if file == "run.json":
        told = json.loads((run / file).read_text())
        told.pop("objective")
        (run / file).write_text(json.dumps(told, indent=2))
    replace(run / file, old, new)
    with pytest.raises(UsageError, match=message):
        Plan.load(run)


def test_the_verb(run: Path) -> None:
    """Exit 0 and 5; the report written again is not taken for altered."""

    def mfo_verify(*more: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "mfo.cli", "verify", str(run), "--json", *more]
        return subprocess.run(command, capture_output=True, text=True)

    again = [sys.executable, "-m", "mfo.cli", "report", str(run), "--force", "--language", "es"]
    assert subprocess.run(again, capture_output=True).returncode == 0
    done = mfo_verify()
    assert (done.returncode, json.loads(done.stdout)["status"]) == (0, "verified")
    (run / "ledger.csv").unlink()
    assert mfo_verify("--no-solve").returncode == 2
    shutil.rmtree(run / "inputs")
    (run / "inputs").mkdir()


def test_a_run_of_an_older_version_is_read(run: Path) -> None:
    """Without fingerprints, format and inputs, without the table ``datasets`` and two columns of others."""
    without_digests(run)
    told = json.loads((run / "run.json").read_text())
    del told["format"]
    (run / "run.json").write_text(json.dumps(told))
    shutil.rmtree(run / "inputs")
    (run / "datasets.csv").unlink()
    lines = [line.split(",") for line in (run / "ledger.csv").read_text().splitlines()]
    assert lines[0][-1] == "weight"
    at = lines[0].index("scope")
    (run / "ledger.csv").write_text("\n".join(",".join(row[:at] + row[at + 1 :]) for row in lines) + "\n")
    plan = Plan.load(run)
    assert plan.totals["cost"]["value"] == 122275.0
    assert len(plan.datasets) == 0
    assert set(plan.ledger["scope"]) == {0}
    assert differing(run) == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("name", ["flows.csv", "run.json"])
def test_a_pipe_in_a_run_folder_is_no_table(run: Path, name: str) -> None:
    """Nobody writes to it, so that reading it would wait for ever."""
    (run / name).unlink()
    os.mkfifo(run / name)
    with pytest.raises(UsageError, match="no ordinary file"):
        verify(run, plan_again)


@pytest.mark.parametrize(("effect", "unit"), [("investment", "MXN"), ("N2O", "t")])
def test_a_run_of_an_effect_that_nothing_causes_has_its_total_of_zero(tmp_path: Path, effect: str, unit: str) -> None:
    mfo.read(STARTER).optimise(effect).save(tmp_path / "run")
    assert Plan.load(tmp_path / "run").totals[effect] == {"value": 0.0, "unit": unit}


@pytest.mark.parametrize(
    ("within", "value"),
    [
        ("format", "new"),
        ("objective", None),
        ("objective.value", "NaN"),
        ("objective.value", []),
        ("certificate.bound_gap", "none"),
        ("options", "cost"),
        ("options.scenario", {}),
        ("options.minimise", 1.5),
        ("options.limits", "cost <= 1 MXN"),
    ],
)
def test_a_run_json_with_something_of_another_kind_is_told(run: Path, within: str, value: object) -> None:
    told = json.loads((run / "run.json").read_text())
    *above, key = within.split(".")
    (told[above[0]] if above else told)[key] = value
    (run / "run.json").write_text(json.dumps(told))
    with pytest.raises(UsageError, match=f"in run.json, `{within}` is of another kind"):
        verify(run, plan_again)


@pytest.mark.parametrize("number", ["1" + "0" * 400, "-1e999"], ids=["whole", "fraction"])
def test_a_run_json_with_a_number_beyond_all_bounds_is_told(run: Path, number: str) -> None:
    """In a place where nothing reckons with it: a page that shows it would end with an overflow."""
    text = (run / "run.json").read_text()
    (run / "run.json").write_text(text.replace('"digest":', f'"seed": {number}, "digest":', 1))
    with pytest.raises(UsageError, match=f"{number[:6]}.* is no number"):
        verify(run, plan_again)


class Killed(BaseException):
    """What stands for the end of the process, which nothing catches."""


@pytest.mark.parametrize("last", range(9))
def test_a_report_that_is_killed_leaves_a_run_as_mfo_wrote_it(
    run: Path, last: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proves: wherever between its files `mfo report` ends, page and workbook are those that run.json knows, before
    or after; the page had been new, and its fingerprint old. The next report says of all what it wrote."""
    (run / "plan.xlsx").unlink()
    told = json.loads((run / "run.json").read_text())
    del told["files"]["plan.xlsx"]
    (run / "run.json").write_text(json.dumps(told))
    steps = 0
    rename = os.replace

    def counted(source: str | Path, target: str | Path) -> None:
        nonlocal steps
        before, after = divmod(last, 2)
        if steps == before and not after:
            raise Killed
        rename(source, target)
        steps += 1
        if steps > before and after:
            raise Killed

    report = [str(run), "--language", "es"]
    with monkeypatch.context() as patched:
        patched.setattr("mfo.writing.whole.os.replace", counted)
        with pytest.raises(Killed):
            report_verb.main(report, standalone_mode=False)
    assert differing(run) == {}
    report_verb.main(report, standalone_mode=False)
    assert differing(run) == {}
    assert "announced" not in json.loads((run / "run.json").read_text())
    assert "announced" not in Plan.load(run).run


TANK = """
plant: {name: a tank, currency: EUR, slots: 2 days}
materials: [{material: milk, unit: t}]
sites: [{site: farm}]
supplies: [{supply: cows, site: farm, material: milk, amount: milked, take: all, price: 0 EUR/t}]
stores: [{store: tank, site: farm, material: milk, capacity: 9 t, charge_efficiency: 90 %}]
markets: [{market: dairy, site: farm, material: milk, price: 100 EUR/t, maximum: 5 t/d}]
profiles: [{slot: 1, "milked [t/d]": 10}, {slot: 2, "milked [t/d]": 0}]
"""


def test_a_run_with_a_store_balances(tmp_path: Path) -> None:
    """Of 10 t 5 are sold at once and 5 go into the tank, of which 4.5 are sold on the second day: 950 EUR."""
    (tmp_path / "tank.yaml").write_text(TANK)
    run = tmp_path / "run"
    plan = mfo.read(tmp_path / "tank.yaml").optimise()
    plan.save(run)
    assert plan.totals["cost"]["value"] == pytest.approx(-950)
    assert differing(run) == {}
    without_digests(run)
    replace(run / "stocks.csv", ",5.0,", ",6.0,")
    told = differing(run)["balances"]
    assert told == ("tank in year 1, slot 1: its flows of milk are not those of its stock",)


def test_a_run_with_a_decision_held_is_planned_again_with_it(tmp_path: Path) -> None:
    """Held at 3 t/d, the dairy takes 3 t on each day: 600 EUR, where the best plan earns 950."""
    text = TANK.replace("markets: [", "markets: [{market: drain, site: farm, material: milk, price: 0 EUR/t}, ")
    (tmp_path / "tank.yaml").write_text(text)
    plan = mfo.read(tmp_path / "tank.yaml").optimise(fixes=["dairy = 3 t/d"])
    plan.save(tmp_path / "run")
    assert plan.totals["cost"]["value"] == pytest.approx(-600)
    assert differing(tmp_path / "run") == {}


def test_what_goes_out_without_coming_in_and_a_limit_that_is_passed(tmp_path: Path) -> None:
    """The dairy takes 5 t of what comes in; with 6 t written there, 1 t more goes out. It may take 9.5 t in all."""
    (tmp_path / "tank.yaml").write_text(TANK)
    run = tmp_path / "run"
    mfo.read(tmp_path / "tank.yaml").optimise(limits=["dairy <= 20 t"]).save(run)
    assert differing(run) == {}
    without_digests(run)
    flows = (run / "flows.csv").read_text().splitlines()
    row = next(number for number, line in enumerate(flows) if ",dairy," in line and ",5.0," in line)
    flows[row] = flows[row].replace(",5.0,", ",6.0,", 1)
    (run / "flows.csv").write_text("\n".join(flows) + "\n")
    replace(run / "limits.csv", ",20.0,", ",9.0,")
    told = differing(run)
    assert [each for each in told["balances"] if "1 more goes out than comes in" in each]
    assert [each for each in told["limits"] if each.startswith("the limit dairy <= 20 t is passed: 9.5 t")]
