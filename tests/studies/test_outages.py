"""Every facility out in turn with the sizes held (N-1), on plants solved by hand."""

from __future__ import annotations

import json
import math
import pickle
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo
from mfo.errors import InfeasibleError, UsageError
from mfo.studies import outages as study
from mfo.studies.trade_offs import work as trade_offs

from .plants import BOILERS

BATTERY = """
plant: {name: line and battery, currency: MXN, gwp: AR6}
slots:
  - {slot: night, hours: 12 h, weight: 365, day: any}
  - {slot: noon, hours: 12 h, weight: 365, day: any}
profiles: [{slot: night, "load [MWh/h]": 4}, {slot: noon, "load [MWh/h]": 12}]
materials: [{material: power, unit: MWh}]
sites: [{site: grid}, {site: mill}]
supplies: [{supply: grid power, site: grid, material: power, take: up to, price: 100 MXN/MWh}]
links: [{from: grid, to: mill, material: power, capacity: 8 MWh/h, cost_per_amount: 0 MXN/MWh}]
stores: [{store: battery, site: mill, material: power, capacity: 60 MWh}]
markets: [{market: mill load, site: mill, material: power, price: 0 MXN/MWh, minimum: load, maximum: load}]
"""


@pytest.fixture
def boilers(tmp_path: Path) -> Path:
    path = tmp_path / "boilers.yaml"
    path.write_text(BOILERS, encoding="utf-8")
    return path


def test_sizes_are_held_and_what_falls_short_is_told(boilers: Path) -> None:
    """By hand. Boiler A costs 100 MXN a year for each MWh/d, B 365 x 50: A is built for all 100 MWh/d. The plan:
    100 x 365 x 100 of gas + 100 x 100 of capital + 365 x (8 x 10 + 2 x 30). Without A, B gives its 40 of 100 MWh/d;
    without burying, 2 of 10 t/d are left; without composting all is buried: 365 x 8 x 20 more; without B nothing
    changes. Were sizes not held, a plan without B or composting would be the same, and composting's outage would not
    pay A's capital twice: that of A stays 10,000."""
    found = mfo.read(boilers).outages()
    assert found.cost == pytest.approx(3_650_000 + 10_000 + 51_100)
    assert [each.name for each in found.outages] == ["boiler A", "burying", "composting", "boiler B"]
    told = [
        (each.name, *((part.kind, part.name, part.site, part.material, part.unit) for part in each.shortfalls))
        for each in found.unborne
    ]
    assert told == [
        ("boiler A", ("market", "heating", "yard", "heat", "MWh/d")),
        ("burying", ("supply", "peelings", "yard", "peel", "t/d")),
    ]
    short = found.shortfalls_table
    assert short["short"].tolist() == pytest.approx([60, 2])
    assert short["required"].tolist() == pytest.approx([100, 10])
    assert short["share"].tolist() == pytest.approx([0.6, 0.2])
    table = found.table.set_index("outage")
    assert table["cost_difference"]["composting"] == pytest.approx(58_400)
    assert table["cost_difference"]["boiler B"] == 0
    assert math.isnan(table["cost"]["boiler A"])


def test_a_plan_made_anew_would_build_instead(boilers: Path) -> None:
    """Proves that holding matters: a third boiler at 300 MXN a year a MWh/d is no part of the plan; a sweep without A
    would build it at 100 x 300 MXN, the outage with sizes held may not, and 60 MWh/d fall short all the same."""
    text = BOILERS.replace(
        "  - {process: boiler B, site",
        "  - {process: boiler C, site: yard, model: recipe, capacity: 200 MWh/d, existing: 0 MWh/d,\n"
        "     capex: 3000 MXN/(MWh/d), lifetime: 10 year, variable_cost: 0 MXN/MWh}\n  - {process: boiler B, site",
    ).replace(
        "  - {process: boiler B, role: in,",
        "  - {process: boiler C, role: in, material: gas, amount: 1}\n"
        "  - {process: boiler C, role: out, material: heat, amount: 1}\n  - {process: boiler B, role: in,",
    )
    boilers.write_text(text, encoding="utf-8")
    bench = mfo.read(boilers)
    anew = bench.sweep(without=["processes"]).outcomes[1]
    assert anew.scenario == "without boiler A"
    assert anew.totals["cost"]["value"] == pytest.approx(3_650_000 + 30_000 + 51_100)
    held = next(each for each in bench.outages().outages if each.name == "boiler A")
    assert [part.short for part in held.shortfalls] == pytest.approx([60])


def test_a_link_and_a_store_in_slots(tmp_path: Path) -> None:
    """By hand: the line's 8 MW carry the night's 4 and fill the battery, so that 12 are there at noon. Without the
    battery 4 of 12 MW are missing at noon (96 of 288 MWh/d at that pace), without the line all of it."""
    path = tmp_path / "battery.yaml"
    path.write_text(BATTERY, encoding="utf-8")
    found = mfo.read(path).outages(["links", "stores"])
    assert [each.kind for each in found.outages] == ["link", "store"]
    assert found.shortfalls_table["short"].tolist() == pytest.approx([288, 96])
    assert found.shortfalls_table["required"].tolist() == pytest.approx([288, 288])


def test_a_limit_gives_only_where_it_must(boilers: Path) -> None:
    """At most 1,000 t a year to landfill: without composting 3,650 t are buried, or 7.26 of 10 t/d stay, which is what
    is told; obligations give first, so that a limit is never bent for cost."""
    text = BOILERS + "limits: [{limit: cap, what: 'routes: landfill', maximum: 1000 t/year}]\n"
    boilers.write_text(text, encoding="utf-8")
    found = mfo.read(boilers).outages()
    outage = next(each for each in found.outages if each.name == "composting")
    assert [(part.kind, part.name) for part in outage.shortfalls] == [("supply", "peelings")]
    assert outage.shortfalls[0].short == pytest.approx(10 - 1000 / 365)


def test_what_is_finished_is_not_worked_out_again(
    boilers: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped at the second outage, two plans are kept: that of the plant as it stands and the first outage. The next
    run plans the other three, the third nothing, each with the digits of a run that keeps nothing, by two processes."""
    bench, folder = mfo.read(boilers), tmp_path / "kept"
    planned: list[str] = []
    own = study._planned

    def counted(asked: study._Asked, out: str = "") -> object:
        planned.append(out)
        if len(planned) == 3:
            raise KeyboardInterrupt
        return own(asked, out)

    monkeypatch.setattr(study, "_planned", counted)
    with pytest.raises(KeyboardInterrupt):
        bench.outages(folder=folder)
    second, third = bench.outages(folder=folder), bench.outages(folder=folder)
    assert planned[3:] == ["process: boiler B = 0", "process: composting = 0", "process: burying = 0"]
    fresh = bench.outages(workers=2)
    for found in (second, third):
        assert found.cost == fresh.cost
        pd.testing.assert_frame_equal(found.table, fresh.table, check_exact=True)
        pd.testing.assert_frame_equal(found.shortfalls_table, fresh.shortfalls_table, check_exact=True)
    bench.outages(folder=folder, limits=["cost <= 90 MMXN/year"])
    assert len(planned) == 3 + 3 + 1 + 5  # the one before in two processes; another question keeps its own


def test_without_a_plan_no_folder_is_left(boilers: Path, tmp_path: Path) -> None:
    """1000 MWh/d of heat are more than both boilers give: nothing is finished that could be kept."""
    boilers.write_text(BOILERS.replace("minimum: 100", "minimum: 1000").replace("maximum: 100", "maximum: 1000"))
    with pytest.raises(InfeasibleError):
        mfo.read(boilers).outages(folder=tmp_path / "kept")
    line = ["sweep", str(boilers), "--without", "processes", "--hold-sizes", "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(command_line, line).exit_code != 0
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} == set()


def test_without_a_report_no_page_is_written(boilers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    line = ["sweep", str(boilers), "--without", "processes", "--hold-sizes", "--no-report", "--out", str(out)]
    told = CliRunner().invoke(command_line, line)
    assert told.exit_code == 0
    assert "outages.html" not in told.output
    assert (out / "outages.csv").exists()
    assert not (out / "outages.html").exists()


MODEL = """
plant: {name: kettle, currency: MXN, gwp: AR6}
materials: [{material: gas, unit: t, like: lpg}, {material: heat, unit: MWh}]
sites: [{site: hall}]
supplies:
  - {supply: pipe, site: hall, material: gas, take: up to, price: 20000 MXN/t}
  - {supply: neighbour, site: hall, material: heat, take: up to, price: 5000 MXN/MWh}
processes:
  - {process: one, site: hall, model: boiler, capacity: 1 MW, variable_cost: 0 MXN/MWh}
  - {process: other, site: hall, model: boiler, capacity: 1 MW, variable_cost: 1 MXN/MWh}
markets: [{market: works, site: hall, material: heat, price: 0 MXN/MWh, minimum: 1000 MWh/year, maximum: 1000 MWh/year}]
"""


def test_a_plant_with_models_can_be_sent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What several processes are asked goes through pickle here, and the work stays: the ranges of a model's
    parameters, which only today's flows ask for, are a function that cannot be sent, and stopped outages and curves."""
    path = tmp_path / "kettle.yaml"
    path.write_text(MODEL, encoding="utf-8")
    bench, sent = mfo.read(path), []

    def here(tasks: dict[int, object], work: object, _workers: int, start: object, arguments: tuple[object]) -> object:
        start(*pickle.loads(pickle.dumps(arguments)))
        sent.append(work)
        return [(number, work(task)) for number, task in tasks.items()]

    monkeypatch.setattr(study, "in_processes", here)
    monkeypatch.setattr(trade_offs, "in_processes", here)
    monkeypatch.setattr(study, "_asked", [])
    monkeypatch.setattr(trade_offs, "_asked", [])
    pd.testing.assert_frame_equal(bench.outages(workers=2).table, bench.outages().table, check_exact=True)
    two, one = bench.pareto("cost", "emissions", 4, workers=2), bench.pareto("cost", "emissions", 4)
    pd.testing.assert_frame_equal(two.table, one.table, check_exact=True)
    assert len(sent) == 2


@pytest.mark.parametrize("kind", ["markets", "stores"])
def test_only_what_stands_can_be_out(boilers: Path, kind: str) -> None:
    """A market is no facility; of stores there are none."""
    with pytest.raises(UsageError, match=kind):
        mfo.read(boilers).outages([kind])


def test_the_verb_writes_tables_and_a_page(boilers: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    line = ["sweep", str(boilers), "--without", "processes", "--hold-sizes", "--out", str(out), "--json"]
    done = CliRunner().invoke(command_line, line, catch_exceptions=False)
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert [row["outage"] for row in told["outages"] if not row["borne"]] == ["boiler A", "burying"]
    assert {file.name for file in out.iterdir()} == {
        *("outages.csv", "shortfalls.csv", "study.xlsx", "study.json", "outages.html", "jobs.sqlite", "question.json")
    }
    page = (out / "outages.html").read_text(encoding="utf-8")
    assert "heating: less is delivered" in page
    assert "cannot be borne" in page
    spoken = CliRunner().invoke(command_line, [*line[:-1], "--force", "--language", "es"], catch_exceptions=False)
    assert spoken.exit_code == 0
    assert "heating: se entrega menos" in (out / "outages.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("further", [["--vary", "supplies peelings amount=1..2 t/d:2"], ["--every-plan"]])
def test_what_does_not_go_together_is_refused(boilers: Path, further: list[str]) -> None:
    line = ["sweep", str(boilers), "--without", "processes", "--hold-sizes", *further]
    assert CliRunner().invoke(command_line, line).exit_code == 2
    assert CliRunner().invoke(command_line, ["sweep", str(boilers), "--hold-sizes"]).exit_code == 2


def test_a_limit_that_cannot_hold_is_told_by_how_much(boilers: Path) -> None:
    """At least 1,000 t a year to compost, 2.74 t/d of the 8 t/d that composting takes: without it nothing is composted,
    and of the 1,000 t all are missing. That no obligation could give instead is why the limit is told."""
    text = BOILERS + "limits: [{limit: composted, what: 'routes: compost', minimum: 1000 t/year}]\n"
    boilers.write_text(text, encoding="utf-8")
    found = mfo.read(boilers).outages(["processes"])
    outage = next(each for each in found.outages if each.name == "composting")
    [part] = [each for each in outage.shortfalls if each.kind == "limit"]
    assert (part.name, part.short, part.required) == ("composted", pytest.approx(1000), pytest.approx(1000))
