"""The command line as people use it: what it prints, what it writes, how it ends."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result
from mfo.cli import main

from ..studies.plants import TWO_WAYS

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "examples" / "starter"


class Ended:
    """How a command ended: code, stdout, stderr."""

    def __init__(self, result: Result) -> None:
        self.code = result.exit_code
        self.out = result.stdout
        self.err = result.stderr


def mfo(*words: str | Path) -> Ended:
    import click

    @click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True, "help_option_names": []})
    @click.pass_context
    def outer(context: click.Context) -> None:
        main([str(word) for word in words])

    return Ended(CliRunner().invoke(outer, []))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_new_plant_can_be_planned_at_once(folder: Path) -> None:
    assert mfo("new", "mine").code == 0
    assert mfo("check", "mine").code == 0
    done = mfo("optimise", "mine", "--out", "run")
    assert done.code == 0
    # by hand: 547.5 t at 150 + 182.5 t at 300 - 219 t sold at 200 + 730 t x 10 km x 4
    assert "122,275 MXN" in done.out
    assert (folder / "run" / "report.html").is_file()
    assert (folder / "run" / "plan.xlsx").is_file()


@pytest.mark.parametrize("example", ["starter", "nopalmex", "nopalmex-hourly", "park", "municipality"])
def test_the_page_of_a_copy_names_the_copy(folder: Path, example: str) -> None:
    """Where mfo comes from a wheel there is no folder `examples` and no `docs` beside it."""
    assert mfo("new", "my own", "--from", example).code == 0
    page = (folder / "my own" / "README.md").read_text(encoding="utf-8")
    assert 'mfo optimise "my own" --out' in page
    assert "examples/" not in page
    assert "](.." not in page


def test_new_replaces_nothing_and_says_so(folder: Path) -> None:
    assert mfo("new", "mine.xlsx").code == 0
    done = mfo("new", "mine.xlsx")
    assert done.code == 2
    assert "Choose another name" in done.err
    assert "--force" not in done.err


def test_optimize_is_optimise(folder: Path) -> None:
    assert mfo("optimize", STARTER, "--no-report").code == 0


def test_runs_never_overwrite_each_other(folder: Path) -> None:
    mfo("optimise", STARTER, "--no-report")
    mfo("optimise", STARTER, "--no-report")
    assert sorted(path.name for path in (folder / "runs").iterdir()) == ["starter-1", "starter-2"]
    assert mfo("optimise", STARTER, "--no-report", "--out", "runs/starter-1").code == 2
    assert mfo("optimise", STARTER, "--no-report", "--out", "runs/starter-1", "--force").code == 0


def test_a_read_only_folder_is_told_before_the_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not after an hour of solving."""
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK)
    done = mfo("optimise", STARTER)
    assert done.code == 2
    assert f"cannot be written: {folder} is read-only. Name another place with --out." in done.err.replace("\n", " ")
    assert "reading the plant" not in done.err


def test_json_is_one_object_with_the_agreed_keys(folder: Path) -> None:
    done = mfo("optimise", STARTER, "--json", "--out", "run")
    said = json.loads(done.out)
    assert said["status"] == "optimal"
    assert said["objective"] == {"effect": "cost", "value": pytest.approx(122275), "unit": "MXN", "today": None}
    assert said["horizon"] == {"years": 1, "discounted_years": 1}
    assert said["totals"]["landfilled"]["value"] == pytest.approx(182.5)
    assert said["today"] is None
    assert said["run"] == "run"
    assert said["problems"] == []
    assert said["certificate"]


def test_a_limit_changes_the_plan(folder: Path) -> None:
    """More composting than its capacity of 1.5 t/d cannot be had, so a tighter limit is infeasible (exit code 4)."""
    assert mfo("optimise", STARTER, "--no-report", "--limit", "landfilled <= 200 t/year").code == 0
    done = mfo("optimise", STARTER, "--limit", "landfilled <= 100 t/year", "--json")
    assert done.code == 4
    assert json.loads(done.out)["status"] == "infeasible"
    assert not (folder / "runs" / "starter-2").exists()


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("optimise", "PLANT", "--limit", "landfiled <= 1 t"), "landfilled"),
        (("optimise", "PLANT", "--minimise", "emision"), "emissions"),
        (("optimice", "PLANT"), "optimise"),
        (("units", "ton"), "short"),
        (("models", "anaerobic_digestio"), "anaerobic_digestion"),
        (("new", "x", "--from", "nopalmx"), "nopalmex"),
        (("optimise", "PLANT", "--scenario", "none such"), "scenario"),
    ],
)
def test_a_wrong_word_is_told_with_the_nearest_right_one(folder: Path, words: tuple[str, ...], hint: str) -> None:
    done = mfo(*(str(STARTER) if word == "PLANT" else word for word in words))
    assert done.code == 2
    assert hint in done.err
    assert "Traceback" not in done.err
    assert list(folder.iterdir()) == []


def test_a_wrong_plant_names_every_place_and_writes_nothing(folder: Path) -> None:
    text = (STARTER / "plant.yaml").read_text(encoding="utf-8")
    (folder / "plant.yaml").write_text(
        text.replace("2 t/d", "2 MWh/d").replace("site: yard, model", "site: yrad, model")
    )
    done = mfo("optimise", "plant.yaml", "--json")
    assert done.code == 3
    problems = json.loads(done.out)["problems"]
    errors = [problem for problem in problems if problem["severity"] == "error"]
    assert len(errors) == 2
    assert all(problem["where"]["line"] for problem in errors)
    assert any("yard" in problem["remedy"] for problem in errors)
    assert not (folder / "runs").exists()


@pytest.mark.parametrize("missing", ["nowhere", "nowhere.xlsx", "nowhere.yaml"])
def test_a_missing_plant_is_told(folder: Path, missing: str) -> None:
    done = mfo("check", missing)
    assert done.code == 3
    assert missing in done.err


def test_convert_there_and_back_gives_the_same_plan(folder: Path) -> None:
    assert mfo("convert", STARTER, "a.xlsx").code == 0
    assert mfo("convert", "a.xlsx", "b.yaml").code == 0
    assert mfo("convert", "a.xlsx", "b.yaml").code != 0  # it is there already
    assert mfo("convert", "b.yaml", "c").code == 0
    assert "122,275 MXN" in mfo("optimise", "c", "--no-report").out


@pytest.mark.parametrize("kind", ["lp", "mps"])
def test_the_exported_program_has_the_same_optimum(folder: Path, kind: str) -> None:
    """An independent reading of the file by the solver gives the plan's objective."""
    import highspy

    assert mfo("export", STARTER, "--to", kind, "--out", f"program.{kind}").code == 0
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.readModel(str(folder / f"program.{kind}"))
    solver.run()
    assert solver.getObjectiveValue() == pytest.approx(122275)
    assert "composting" in (folder / f"program.{kind}").read_text()


def test_explain_report_and_compare_read_run_folders(folder: Path) -> None:
    mfo("optimise", STARTER, "--no-report", "--out", "a")
    mfo("optimise", STARTER, "--no-report", "--out", "b", "--minimise", "emissions")
    assert mfo("explain", "a").out.strip()
    done = mfo("explain", "a", "burying")
    assert done.code == 0, done.err
    assert mfo("explain", "a", "buryng").code == 2
    assert mfo("report", "a", "--language", "es", "--out", "informe.html").code == 0
    assert 'lang="es"' in (folder / "informe.html").read_text(encoding="utf-8")
    assert mfo("report", "a", "--sankey", "flows.svg").code == 0
    assert mfo("compare", "a", "b", "--out", "page.html").code == 0
    assert (folder / "page.html").is_file()


def test_compare_names_runs_by_folder_and_by_what_was_asked_of_one_alone(folder: Path) -> None:
    (folder / "two.yaml").write_text(TWO_WAYS, encoding="utf-8")
    mfo("optimise", "two.yaml", "--no-report", "--out", "cheap")
    mfo("optimise", "two.yaml", "--no-report", "--out", "clean", "--minimise", "emissions")
    mfo("optimise", "two.yaml", "--no-report", "--out", "capped", "--limit", "emissions <= 162 t_CO2e")
    lines = mfo("compare", "cheap", "clean", "--out", "page.html").out.splitlines()
    assert lines[:2] == ["cheap: least cost", "clean: least emissions"]
    assert lines[2] == "Cost: 10,000 MXN in cheap, 26,000 MXN in clean (+16,000 MXN)."
    page = (folder / "page.html").read_text(encoding="utf-8")
    assert "two ways: cheap and clean compared" in page
    assert '<th scope="col" class="n">clean</th>' in page
    lines = mfo("compare", "cheap", "capped", "--out", "es.html", "--language", "es").out.splitlines()
    assert lines[:2] == ["cheap: sin más límites", "capped: emissions <= 162 t_CO2e"]
    assert "18,000 MXN en capped" in lines[2]


def test_pareto_prints_and_writes_a_curve_with_its_plans(folder: Path) -> None:
    """100 t to the tip cost 10,000 MXN; 80 t of them to the farm 26,000 (tests/studies)."""
    (folder / "two.yaml").write_text(TWO_WAYS, encoding="utf-8")
    done = mfo("pareto", "two.yaml", "--points", "3", "--out", "curve", "--json")
    points = json.loads(done.out)["points"]
    assert [point["amount"] for point in points] == pytest.approx([10_000, 18_000, 26_000], rel=1e-6)
    written = ["curve.csv", "curve.html", "point-01", "point-02", "point-03", "study.xlsx"]
    assert sorted(path.name for path in (folder / "curve").iterdir()) == written
    assert [point["run"] for point in points] == [f"curve/point-0{number}" for number in (1, 2, 3)]
    assert (folder / "curve" / "point-03" / "plan.xlsx").is_file()
    assert mfo("report", "curve/point-02", "--language", "es", "--out", "punto.html").code == 0
    assert "Curva de compromiso" in (folder / "punto.html").read_text(encoding="utf-8")
    assert mfo("pareto", "two.yaml", "--points", "3", "--out", "curve").code == 2
    done = mfo("pareto", "two.yaml", "--points", "2", "--out", "curve", "--no-plans", "--force")
    assert "Curve: curve/curve.html" in done.out
    assert sorted(path.name for path in (folder / "curve").iterdir()) == [*written[:2], "points.sqlite", "study.xlsx"]


def test_pareto_between_three_effects_in_spanish(folder: Path) -> None:
    """What is buried least emits least, too, the farm with all that it takes: 10,000 and 26,000 are all points."""
    (folder / "two.yaml").write_text(TWO_WAYS, encoding="utf-8")
    words = ("pareto", "two.yaml", "--against", "emissions", "--against", "landfilled", "--points", "2")
    done = mfo(*words, "--out", "curva", "--language", "es")
    assert "ningún punto mejora a otro" in done.out
    assert "10,000" in done.out
    points = json.loads(mfo(*words, "--json").out)["points"]
    assert [point["amount"] for point in points] == pytest.approx([10_000, 26_000], rel=1e-5)
    assert (folder / "curva" / "point-02" / "report.html").is_file()
    assert (folder / "curva" / "study.xlsx").is_file()


def test_pareto_says_where_there_is_nothing_to_trade(folder: Path) -> None:
    """The cheapest plan of the starter, 122,275 MXN by hand (see the first test), emits least, too."""
    done = mfo("pareto", STARTER, "--points", "3")
    assert "one plan has the least cost and the least emissions" in done.out
    assert done.out.count("122,275") == 1


def test_sweep_writes_what_has_a_plan_and_ends_with_4_where_something_has_none(folder: Path) -> None:
    """At 150 MXN a tonne the tip costs 15,000; without it 20 t have no way out (tests/studies)."""
    (folder / "two.yaml").write_text(TWO_WAYS, encoding="utf-8")
    rows = "dear tip,markets,tip,price,-150 MXN/t\nno tip,markets,tip,maximum,0 t/year\n"
    (folder / "tips.csv").write_text(f"scenario,table,row,column,value\n{rows}", encoding="utf-8")
    done = mfo("sweep", "two.yaml", "tips.csv", "--out", "tips")
    assert done.code == 4
    assert "15,000" in done.out
    assert "+5,000" in done.out
    assert "Scenario `no tip`: peel at yard" in done.err
    assert sorted(path.name for path in (folder / "tips").iterdir()) == [
        "base",
        "dear-tip",
        "study.xlsx",
        "sweep.csv",
        "sweep.html",
    ]
    assert (folder / "tips" / "dear-tip" / "report.html").is_file()
    assert mfo("sweep", "two.yaml", "tips.csv", "--out", "tips").code == 2
    done = mfo("sweep", "two.yaml", "tips.csv", "--out", "tips", "--force", "--no-report", "--json")
    found = json.loads(done.out)
    assert [item["status"] for item in found["scenarios"]] == ["optimal", "optimal", "infeasible"]
    assert [item["run"] for item in found["scenarios"]] == ["tips/base", "tips/dear-tip", None]
    assert mfo("sweep", "two.yaml").code == 2
    assert mfo("sweep", "two.yaml", "none.csv").code == 3


def test_help_of_every_verb_shows_an_example() -> None:
    from mfo.cli.group import VERBS

    for verb in VERBS:
        done = mfo(verb, "--help")
        assert done.code == 0
        assert f"mfo {verb}" in done.out


def test_every_option_says_what_it_is() -> None:
    import click
    from mfo.cli.group import VERBS, command_line

    context = click.Context(command_line)
    commands = {verb: command_line.get_command(context, verb) for verb in VERBS}
    silent = [
        f"{verb} {option.opts[0]}"
        for verb, command in commands.items()
        if command
        for option in command.params
        if isinstance(option, click.Option) and not option.help
    ]
    assert not silent


def test_completion_knows_the_verbs() -> None:
    assert "_MFO_COMPLETE" in mfo("completion", "bash").out


def test_interrupting_leaves_nothing_half_written(tmp_path: Path) -> None:
    """Ctrl-C at any moment of the work: the run folder is there as a whole or not at all."""
    words = ["optimise", str(STARTER), "--out", "run"]
    code = f"import sys, mfo.cli.frame.run; sys.stderr.write('ready\\n'); sys.stderr.flush(); mfo.cli.main({words})"
    # A shell lets what it runs in the background ignore interrupts, this test and its processes included.
    heeding = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    for pause in (0.1, 0.5, 1.0, 1.5):
        process = subprocess.Popen(
            [sys.executable, "-c", code], cwd=tmp_path, stderr=subprocess.PIPE, text=True, preexec_fn=heeding
        )
        assert process.stderr is not None
        assert process.stderr.readline() == "ready\n"
        time.sleep(pause)
        if process.poll() is None:
            os.kill(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
        left = sorted(path.name for path in tmp_path.iterdir())
        assert left in ([], ["run"]), err
        # Python drops an interrupt that comes in a callback of its import system, and says so; the work goes on.
        assert "Traceback" not in err or err.startswith("Exception ignored in"), err
        if left:
            assert (tmp_path / "run" / "run.json").is_file()
            break


@pytest.mark.parametrize(
    "words",
    [("new", "/proc/no"), ("new", "/proc/no.xlsx"), ("optimise", STARTER, "--no-report", "--out", "/proc/no")],
)
def test_where_nothing_can_be_written_the_target_is_named(folder: Path, words: tuple[str, ...]) -> None:
    done = mfo(*words)
    assert done.code in (2, 3)
    assert f"error {words[-1]}: It cannot be written: " in done.err


def test_the_runs_own_page_is_written_again_and_other_files_are_not(folder: Path) -> None:
    mfo("optimise", STARTER, "--out", "a")
    assert mfo("report", "a", "--language", "es").code == 0
    assert 'lang="es"' in (folder / "a" / "report.html").read_text(encoding="utf-8")
    assert mfo("report", "a", "--out", "other.html").code == 0
    assert mfo("report", "a", "--out", "other.html").code == 2
    assert mfo("report", "a", "--out", "other.html", "--force").code == 0


def test_52_weeks_are_not_headed_a_year(folder: Path) -> None:
    """52 weeks of 1.5 t/d at 130 MXN/t less 43,800 / 365 and 0.5 t/d at 340: 122,275 x 364 / 365 = 121,940 MXN."""
    mfo("new", "mine.yaml")
    text = (folder / "mine.yaml").read_text(encoding="utf-8")
    (folder / "mine.yaml").write_text(
        text.replace("currency: MXN", "currency: MXN\n  slots: 52 weeks"), encoding="utf-8"
    )
    told = mfo("optimise", "mine.yaml", "--no-report", "--out", "weeks").out
    assert "over 364 days" in told
    assert "121,940 MXN" in told


def test_check_counts_assumptions_as_the_report_does(folder: Path) -> None:
    """What is known of nopal, and a supply that is called an assumption: the rows of the table `sources`."""
    text = (
        "plant: {name: p, currency: MXN}\nmaterials: [{material: nopal, unit: t, like: nopal}]\nsites: [{site: a}]\n"
        "supplies:\n  - {supply: field, site: a, material: nopal, amount: 1 t/d, take: all, price: 0 MXN/t, "
        "source: assumption}\nmarkets:\n  - {market: tip, site: a, material: nopal, price: -1 MXN/t, route: landfill}\n"
    )
    (folder / "p.yaml").write_text(text, encoding="utf-8")
    mfo("optimise", "p.yaml", "--no-report", "--out", "p")
    table = pd.read_csv(folder / "p" / "sources.csv", keep_default_na=False)
    assumed = int(table["standing"].isin(["unsourced", "assumption", ""]).sum())
    assert 0 < assumed < len(table)
    assert (
        f"{len(table)} figures with a source: {assumed} assumptions, 0 set by the plant." in mfo("check", "p.yaml").out
    )


def test_a_full_disk_is_no_defect(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from mfo.cli.frame.run import _tell_defect

    assert _tell_defect(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == 2
    assert capsys.readouterr().err == "The output cannot be written: No space left on device.\n"


def test_a_folder_that_is_no_run_says_what_it_lacks(folder: Path) -> None:
    done = mfo("report", STARTER)
    assert done.code == 2
    assert "it has no run.json" in done.err


def test_a_roadmap_is_compared_with_going_on_as_today(folder: Path) -> None:
    """Ten years at 122,275 MXN, in two steps at 10 %: 611,375 + 611,375 / 1.1^5 = 990,991 MXN of 2025.

    Today all is buried: 730 t at 300 + 730 t x 10 km x 4 = 248,200 MXN a year, 2,482,000 in ten years. Compared with
    one year of today the plan would seem to cost five times as much.
    """
    assert mfo("new", "mine").code == 0
    plant = folder / "mine" / "plant.yaml"
    text = plant.read_text(encoding="utf-8")
    settings = "  currency: MXN\n  years: [2025, 2030]\n  discount_rate: 10 %\n"
    measured = "\nmeasurements:\n  - {at: burying, material: food waste, role: in, amount: 2 t/d}\n"
    plant.write_text(text.replace("  currency: MXN\n", settings) + measured, encoding="utf-8")
    done = mfo("optimise", "mine", "--no-report", "--out", "run")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "cost 2,482,000 MXN 1,222,750 MXN -1,259,250 (-50.7 %)" in lines
    assert "discounted to 2025 2,011,563 MXN 990,991 MXN -1,020,573 (-50.7 %)" in lines


def test_the_list_of_verbs_loads_none_of_the_large_packages() -> None:
    code = (
        "import sys; from mfo.cli import main; sys.argv = ['mfo', '--help']\ntry: main()\nfinally: print(*sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Usage" in done.stdout
    loaded = set(done.stdout.split())
    assert not {"pandas", "numpy", "scipy", "pyomo", "highspy", "pint"} & loaded
    assert not {name for name in loaded if name.startswith(("mfo.cli.plans", "mfo.cli.plants", "mfo.cli.studies"))}


@pytest.mark.parametrize("typed", ["nan", "-3", "0"])
def test_a_time_limit_is_a_number_above_none(folder: Path, typed: str) -> None:
    ended = mfo("optimise", STARTER, "--time-limit", typed, "--out", "run")
    assert ended.code == 2
    assert not (folder / "run").exists()


def test_a_word_that_is_too_long_for_a_name_is_told(folder: Path) -> None:
    """No file system has names of 20,000 letters; looking for one is refused with another error than not finding it."""
    assert mfo("units", "9" * 20_000 + " t").code == 2


def test_json_of_an_effect_that_nothing_causes_is_a_zero(folder: Path) -> None:
    told = json.loads(mfo("optimise", STARTER, "--minimise", "investment", "--json", "--no-report").out)
    assert (told["objective"]["value"], told["objective"]["unit"]) == (0.0, "MXN")


def test_a_plan_of_an_ordinary_plant_loads_no_sparse_algebra() -> None:
    """Proves: neither checks, certificate and indicators nor today's flows, where nothing was measured, load packages
    that take as long to load as a small plant takes to plan."""
    loaded = loaded_for("starter")
    assert not loaded & {"scipy.sparse", "scipy.optimize", "scipy.linalg", "mfo.reconciliation.reconcile"}


def test_no_plan_loads_a_compiler_of_fortran() -> None:
    """numpy's own, which scipy would load with every other name of numpy."""
    loaded = loaded_for("nopalmex")
    assert "scipy.sparse" in loaded
    assert not {name for name in loaded if name.startswith("numpy.f2py.")}


def loaded_for(example: str) -> set[str]:
    """The modules that a process has loaded once it has planned an example."""
    plant = Path(__file__).parents[2] / "examples" / example
    code = f"import sys, mfo; mfo.read({str(plant)!r}).optimise(); print(*sys.modules)"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())
