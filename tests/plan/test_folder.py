"""Run folders: written beside and renamed, never over something else, and read back equal."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfo.errors import UsageError
from mfo.plan.plan import Plan
from mfo.plan.run_folder import kept_until_replaced, read_csv, write_csv
from mfo.plan.tables.schema import FORMAT, TABLES, ResultColumn, TableSpec, columns_of, empty, frame

from ..plants import market, mix, plant, series, store, supply, times
from .solving import plan_of


@pytest.fixture(scope="module")
def plan() -> Plan:
    return plan_of(
        plant(
            supply("bin, big", "A", "x", [1.0, 2.0, 3.0]),
            mix('the "press"', "A", ["x"], {"y": 1 / 3}, 1.1),
            store("tank", "A", "y", 9.0),
            market("m", "A", "y", 0.1),
            at=times(3),
        )
    )


def test_a_run_folder_reads_back_equal(plan: Plan, tmp_path: Path) -> None:
    plan.today = Plan(plan.tables, plan.run)
    again = Plan.load(plan.save(tmp_path / "run"))
    assert again.equals(plan)
    assert again.today is not None
    assert again.objective == plan.objective
    for name in TABLES:
        pd.testing.assert_frame_equal(again.tables[name], plan.tables[name], check_exact=True)
    plan.today = None
    assert not again.equals(plan)


def test_run_json_says_what_was_done(plan: Plan, tmp_path: Path) -> None:
    run = json.loads((plan.save(tmp_path / "run") / "run.json").read_text(encoding="utf-8"))
    assert run["status"] == "optimal"
    assert run["objective"]["value"] == plan.objective
    assert run["objective"]["unit"] == "EUR"
    assert set(run["totals"]) >= {"cost", "emissions", "landfilled"}
    assert run["certificate"]["certified"] is True
    assert run["versions"]["mfo"]
    assert run["seconds"]["solve"] > 0
    assert {"plant", "digest", "options", "started"} <= set(run)


def test_an_existing_folder_is_replaced_only_by_force(plan: Plan, tmp_path: Path) -> None:
    target = plan.save(tmp_path / "run")
    (target / "note.txt").write_text("mine")
    with pytest.raises(UsageError, match="exists already"):
        plan.save(target)
    assert (target / "note.txt").exists()
    plan.save(target, force=True)
    assert not (target / "note.txt").exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run"]


def test_a_folder_that_is_no_run_is_never_replaced(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    with pytest.raises(UsageError, match="not a run folder"):
        plan.save(tmp_path / "thesis", force=True)
    assert (tmp_path / "thesis" / "chapter.txt").exists()


def test_nothing_is_left_when_writing_is_interrupted(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C in the middle of the tables: the old run stands as it was, and nothing lies beside it."""
    from mfo.plan import run_folder as files

    target = plan.save(tmp_path / "run")
    before = {path.name: path.read_bytes() for path in target.iterdir()}
    monkeypatch.setattr(files, "write_csv", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        plan.save(target, force=True)
    assert {path.name: path.read_bytes() for path in target.iterdir()} == before
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


def test_the_old_run_comes_back_when_the_renaming_is_interrupted(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C between the two renames, when the old run has just been put aside."""
    import os

    target = plan.save(tmp_path / "run")
    rename, calls = os.replace, []

    def interrupted(source: Path, goal: Path) -> None:
        calls.append(goal)
        if len(calls) == 2:
            raise KeyboardInterrupt
        rename(source, goal)

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        plan.save(target, force=True)
    assert Plan.load(target).equals(plan)
    assert [path.name for path in tmp_path.iterdir()] == ["run"]


@pytest.mark.parametrize("spoil", ["missing", "json", "table", "number"])
def test_what_cannot_be_read_is_told(plan: Plan, tmp_path: Path, spoil: str) -> None:
    target = plan.save(tmp_path / "run")
    if spoil == "missing":
        target = tmp_path / "nowhere"
    elif spoil == "json":
        (target / "run.json").write_text("{")
    elif spoil == "table":
        (target / "flows.csv").unlink()
    else:
        (target / "flows.csv").write_text((target / "flows.csv").read_text().replace("2920.0", "many"))
    with pytest.raises(UsageError, match="run-altered" if spoil in ("table", "number") else "run-unreadable"):
        Plan.load(target)


def test_a_notebook_shows_the_answer_and_the_picture(plan: Plan) -> None:
    shown = plan._repr_html_()
    assert shown.startswith("<div>")
    assert "the plan costs" in shown
    assert "cost" in shown
    assert "<svg" in shown
    assert "<script" not in shown


text = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\x00\r"), max_size=12)
number = st.floats(allow_nan=True, allow_infinity=True)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(text, number, st.booleans(), st.integers(0, 9999)), max_size=8), st.sampled_from(sorted(TABLES))
)
def test_any_table_reads_back_equal(cells: list[tuple[str, float, bool, int]], name: str) -> None:
    """Names with commas, quotes, spaces and line breaks; numbers to the last bit; blanks stay blanks."""
    kinds = {"text": 0, "number": 1, "flag": 2, "whole": 3}
    table = frame(name, {column: [row[kinds[kind]] for row in cells] for column, kind in columns_of(name).items()})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.csv"
        write_csv(table, path)
        again = read_csv(path, name)
    pd.testing.assert_frame_equal(again, table, check_exact=True)
    assert math.copysign(1, -0.0) == -1


def test_what_a_format_lacked_is_blank_and_nothing_else(tmp_path: Path) -> None:
    """A run of today's format that lacks a column is damaged; one without a number may be older than any column."""
    path = tmp_path / "prices.csv"
    path.write_text("year,slot,site,material,unit\n2025,1,A,x,EUR/t\n")
    assert read_csv(path, "prices", written=0)["price"].isna().all()
    with pytest.raises(KeyError, match="price"):
        read_csv(path, "prices", written=FORMAT)
    spec = TableSpec("t", "a row", (ResultColumn("year", "whole"), ResultColumn("later", "text", since=FORMAT + 1)))
    assert spec.unwritten(FORMAT) == {"later": "text"}


def test_profiles_do_not_disturb(tmp_path: Path) -> None:
    made = plan_of(plant(supply("s", "A", "x", series([0.1, 0.2]).values), market("m", "A", "x"), at=times(2)))
    assert Plan.load(made.save(tmp_path / "r")).equals(made)


@pytest.mark.parametrize("text", ["=1+1", "+x", "-y", "@z", "'=a", "''+b", "'plain", "-", "\t=c", "＝1+1", "－y"])
def test_no_cell_of_a_csv_file_is_a_formula(tmp_path: Path, text: str) -> None:
    """A spreadsheet that opens the file shows the name; read back it is the same to the letter."""
    table = empty("problems")
    table.loc[0] = ["" for _ in table.columns]
    table["message"] = [text]
    write_csv(table, tmp_path / "problems.csv")
    assert (
        not (tmp_path / "problems.csv")
        .read_text()
        .splitlines()[1]
        .strip(",")
        .startswith(("=", "+", "-", "@", "\t=", "＝", "－"))
    )
    assert read_csv(tmp_path / "problems.csv", "problems")["message"].tolist() == [text]


def test_what_stands_is_kept_until_a_study_is_complete(tmp_path: Path) -> None:
    """Interrupted, the old study stands and the new one goes on from a hidden folder; complete, it takes its place."""
    folder, beside = tmp_path / "study", tmp_path / ".study.study"
    folder.mkdir()
    (folder / "study.json").write_text("old")

    def goes_on(found: Path) -> bool:
        return (found / "jobs").exists()

    def interrupted() -> None:
        with kept_until_replaced(folder, True, goes_on) as work:
            (work / "jobs").write_text("one")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (folder / "study.json").read_text() == "old"
    with kept_until_replaced(folder, True, goes_on) as work:
        assert work == beside
        assert (work / "jobs").read_text() == "one"
    assert [path.name for path in tmp_path.iterdir()] == ["study"]
    assert [path.name for path in folder.iterdir()] == ["jobs"]
    with kept_until_replaced(folder, False, goes_on) as work:
        assert work == folder
