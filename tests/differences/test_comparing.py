"""Which cells differ, as scenarios, sweeps and comparisons tell it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

import mfo
from mfo.report import report_html
from mfo.report.pages.sweep_page import sweep_page

from ..cli.test_verbs import mfo as command

YARD = {
    "plant": {"name": "yard", "currency": "MXN"},
    "materials": [{"material": "peel", "unit": "t"}],
    "sites": [{"site": "yard"}],
    "supplies": [{"supply": "line", "site": "yard", "material": "peel", "amount": "10 t/d", "take": "all", "price": 0}],
    "markets": [{"market": "tip", "site": "yard", "material": "peel", "price": "-100 MXN/t", "route": "landfill"}],
    "scenarios": [
        {"scenario": "dear", "table": "markets", "row": "tip", "column": "price", "value": "-180 MXN/t"},
        {"scenario": "dear", "table": "plant", "row": "carbon_price", "column": "value", "value": "9 MXN/t_CO2e"},
    ],
}
PRICE = ["markets", "tip", "price", "-100 MXN/t", "-180 MXN/t"]


def yaml_of(folder: Path, name: str, **tables: object) -> Path:
    path = folder / name
    path.write_text(json.dumps({**YARD, **tables}), encoding="utf-8")  # JSON is YAML
    return path


def test_a_scenario_s_plan_holds_the_cells_it_changes_and_its_report_shows_them(tmp_path: Path) -> None:
    bench = mfo.read(YARD)  # type: ignore[arg-type]
    plan = bench.scenario("dear").optimise()
    told = plan.tables["scenario_changes"]
    assert told.to_numpy().tolist() == [
        ["plant", "carbon_price", "value", "", "9 MXN/t_CO2e"],
        PRICE,
    ]
    plan.save(tmp_path / "run")
    assert mfo.Plan.load(tmp_path / "run").tables["scenario_changes"].equals(told)
    for language, words in (("en", "What the scenario changes"), ("es", "Lo que cambia el escenario")):
        page = report_html(plan, language)
        assert words in page
        assert "-180 MXN/t" in page
    standing = bench.optimise()
    assert not len(standing.tables["scenario_changes"])
    assert "What the scenario changes" not in report_html(standing)


def test_a_cell_set_by_hand_is_told_as_a_scenario_s() -> None:
    plan = mfo.read(YARD).with_value("markets", "tip", "price", "-180 MXN/t").optimise()  # type: ignore[arg-type]
    assert plan.tables["scenario_changes"].to_numpy().tolist() == [PRICE]


def test_a_sweep_tells_what_each_scenario_changes() -> None:
    sweep = mfo.read(YARD).sweep()  # type: ignore[arg-type]
    assert [each.row for each in sweep.changed["dear"]] == ["carbon_price", "tip"]
    assert "What each scenario changes" in sweep_page(sweep)
    assert "-180 MXN/t" in sweep_page(sweep, "es")


def test_two_runs_are_compared_with_what_their_plants_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    mfo.read(yaml_of(tmp_path, "a.yaml")).optimise().save("one")
    dear = [{**YARD["markets"][0], "price": "-150 MXN/t"}]  # type: ignore[dict-item, index, list-item]
    mfo.read(yaml_of(tmp_path, "b.yaml", markets=dear)).optimise().save("two")
    done = command("compare", "one", "two")
    assert "two: 1 difference: 1 changed." in done.out
    page = (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert "What the plants say differently" in page
    assert "-150 MXN/t" in page


def test_several_plants_stand_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By hand: 3,650 t a year to the tip at 100, at 150 and at 200 MXN/t."""
    monkeypatch.chdir(tmp_path)
    for name, price in (("a", 100), ("b", 150), ("c", 200)):
        yaml_of(tmp_path, f"{name}.yaml", markets=[{**YARD["markets"][0], "price": f"{-price} MXN/t"}])  # type: ignore[dict-item, index, list-item]
    done = command("compare", "a.yaml", "b.yaml", "c.yaml", "--json")
    record = json.loads(done.out)
    assert [each["totals"]["cost"]["value"] for each in record["plans"]] == pytest.approx([365_000, 547_500, 730_000])
    assert {name: each["counts"]["changed"] for name, each in record["plants"].items()} == {"b.yaml": 1, "c.yaml": 1}
    page = (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert "3 plans side by side" in page
    assert "-200 MXN/t" in page
    assert command("compare", "a.yaml").code == 2


def test_a_run_without_its_plant_is_compared_by_its_plan_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sends a run without `inputs`: what its plant said is not known, what it costs is."""
    monkeypatch.chdir(tmp_path)
    plan = mfo.read(yaml_of(tmp_path, "a.yaml")).optimise()
    for name in ("one", "two"):
        plan.save(name)
    shutil.rmtree("two/inputs")
    record_of = json.loads((Path("two") / "run.json").read_text("utf-8"))
    del record_of["files"]  # as an older version wrote it; a newer one says that the folder is not whole
    (Path("two") / "run.json").write_text(json.dumps(record_of), encoding="utf-8")
    done = command("compare", "one", "two", "--json")
    record = json.loads(done.out)
    assert record["plants"] == {}
    assert len({each["totals"]["cost"]["value"] for each in record["plans"]}) == 1
    told = command("diff", "one", "two")
    assert told.code == 2
    assert "The run two does not hold the plant that it was made from." in told.err
    assert "run-inputs" in told.err
