"""Cells over values and elements left out, on a plant solved by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo
from mfo.errors import UsageError

from .plants import TWO_WAYS

NEAR = TWO_WAYS.replace("-300 MXN/t", "-110 MXN/t")


@pytest.fixture
def bench(tmp_path: Path) -> mfo.Workbench:
    path = tmp_path / "two.yaml"
    path.write_text(NEAR, encoding="utf-8")
    return mfo.read(path)


def test_each_value_with_each(bench: mfo.Workbench) -> None:
    """At 80 and 100 all goes to the tip; at 120 40 or 80 t to the farm: 60 x 120 + 40 x 110 and 20 x 120 + 80 x 110."""
    found = bench.sweep(vary=["markets tip price=-80..-120 MXN/t:3", "markets farm maximum=40; 80 t/year"])
    cost = found.table[found.table["effect"] == "cost"].set_index("scenario")["total"]
    assert cost.tolist() == pytest.approx([10_000, 8_000, 8_000, 10_000, 10_000, 11_600, 11_200])
    assert cost["tip price = -120 MXN/t, farm maximum = 80 t/year"] == pytest.approx(11_200)
    assert found.outcomes[1].plan is not None
    assert found.outcomes[1].plan.run["options"]["scenario"] == "tip price = -80 MXN/t, farm maximum = 40 t/year"


def test_each_left_out_in_turn(bench: mfo.Workbench) -> None:
    """Without the tip 20 t have nowhere to go; without the farm nothing changes."""
    found = bench.sweep(without=["markets"])
    assert [(item.scenario, item.status) for item in found.outcomes] == [
        ("", "optimal"),
        ("without tip", "infeasible"),
        ("without farm", "optimal"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "markets tip price",
        "markets tip price=",
        "markets tip price=1..2 MXN/t",
        "markets tip price=1..2 MXN/t:1",
        "markets tip price=1..2 MWh:3",
        "markets barn price=1; 2 MXN/t",
        "markets tip price=1..9 MXN/t:3000",
    ],
)
def test_what_varies_nothing_is_refused(bench: mfo.Workbench, text: str) -> None:
    with pytest.raises(UsageError):
        bench.sweep(vary=[text])


def test_the_verb(tmp_path: Path, bench: mfo.Workbench) -> None:
    arguments = ["--vary", "markets tip price=-80; -120 MXN/t", "--no-report", "--out", str(tmp_path / "s")]
    done = CliRunner().invoke(command_line, ["sweep", str(tmp_path / "two.yaml"), *arguments])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "s" / "tip-price--120-MXN-t" / "run.json").is_file()
    verified = CliRunner().invoke(command_line, ["verify", str(tmp_path / "s" / "tip-price--120-MXN-t")])
    assert verified.exit_code == 0, verified.output


KILLED = """
import os, sys
from pathlib import Path
import mfo
from mfo.studies import sweep as sweeps

mark = Path(sys.argv[2])

def deadly(task):
    if task[0] and not mark.exists():
        mark.write_text("")
        os._exit(9)
    return sweeps._work(task)

if __name__ == "__main__":
    whole = sweeps.in_processes
    sweeps.in_processes = lambda tasks, work, *rest: whole(tasks, deadly, *rest)
    found = mfo.read(sys.argv[1]).sweep(vary=["markets tip price=-80; -120 MXN/t"], workers=2, folder=sys.argv[3])
    print([round(item.totals["cost"]["value"]) for item in found.outcomes])
"""


def test_a_dead_worker_costs_a_sweep_nothing(tmp_path: Path, bench: mfo.Workbench) -> None:
    (tmp_path / "go.py").write_text(KILLED, encoding="utf-8")
    command = [
        sys.executable,
        str(tmp_path / "go.py"),
        str(tmp_path / "two.yaml"),
        str(tmp_path / "mark"),
        str(tmp_path / "out"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().splitlines()[-1] == "[10000, 8000, 11200]"
    assert (tmp_path / "mark").exists()


def test_only_what_stands_can_be_left_out(bench: mfo.Workbench) -> None:
    with pytest.raises(UsageError, match=r"`sites` cannot be left out in turn.*markets"):
        bench.sweep(without=["sites"])
