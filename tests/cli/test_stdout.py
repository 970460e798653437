"""Stdout holds what a verb says and nothing else, whatever libraries write to the process's descriptor."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from ..studies.plants import TWO_WAYS

ROOT = Path(__file__).parents[2]
STARTER = ROOT / "examples" / "starter"
NOISE = "a library says so"

# The C library writes before the verb's work, and after it without being made to write out what it holds.
NOISY = f"""
import ctypes
import click

libc = ctypes.CDLL(None)
invoke = click.Command.invoke

def noisy(command, context):
    libc.puts(b"{NOISE}")
    libc.fflush(None)
    try:
        return invoke(command, context)
    finally:
        libc.puts(b"{NOISE}")

click.Command.invoke = noisy
"""
BEGIN = """
if __name__ == "__main__":
    import sys
    from mfo.cli import main
    main(sys.argv[1:])
"""
EACH = """
if __name__ == "__main__":
    import json, sys
    from mfo.cli import main
    for words in json.loads(sys.argv[1]):
        try:
            main(words)
        except SystemExit as ended:
            print("ended with", ended.code, flush=True)
"""
IN_WORKERS = f"""
if __name__ == "__mp_main__":
    import ctypes
    ctypes.CDLL(None).puts(b"{NOISE}")
    ctypes.CDLL(None).fflush(None)
    ctypes.CDLL(None).puts(b"{NOISE}")
"""
BROKEN = "plant: {name: broken}\nsupplies:\n  - {name: s, site: nowhere, material: x, amount: 1 parsec}\n"
SCENARIOS = """
scenarios:
  - {scenario: dear, table: markets, row: tip, column: price, value: -500 MXN/t}
  - {scenario: cheap, table: markets, row: tip, column: price, value: -50 MXN/t}
"""


def ran(folder: Path, script: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """How a script ends that is run in a folder."""
    (folder / "noisy.py").write_text(script)
    command = [sys.executable, "noisy.py", *map(str, words)]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


VERBS: list[tuple[list[str], int]] = [
    (["optimise", str(STARTER), "--no-report", "--json"], 0),
    (["check", str(STARTER), "--json"], 0),
    (["pareto", str(STARTER), "--points", "2", "--out", "curve", "--no-plans", "--json"], 0),
    (["optimise", "broken.yaml", "--json"], 3),
    (["units", "3 kWh", "--json"], 0),
    (["models", "landfill", "--json"], 0),
    (["optimise", str(STARTER), "--no-report", "--limit", "cost <= 1 MXN", "--json"], 4),
]


def test_stdout_is_one_json_object_whatever_a_library_writes(tmp_path: Path) -> None:
    """One verb after another in one process, and then one as people read it; the library has its say twice in each."""
    (tmp_path / "broken.yaml").write_text(BROKEN)
    read_by_people = ["optimise", str(STARTER), "--no-report"]
    done = ran(tmp_path, NOISY + EACH, json.dumps([*(words for words, _ in VERBS), read_by_people]))
    said = re.split(r"^ended with (\d)\n", done.stdout, flags=re.M)
    assert list(map(int, said[1::2])) == [*(code for _, code in VERBS), 0], done.stderr
    for text in said[:-3:2]:
        assert isinstance(json.loads(text), dict)
    assert "starter: the plan with the least cost" in said[-3], said[-3][:200]
    assert NOISE not in done.stdout
    assert done.stderr.count(NOISE) >= 2 * len(VERBS) + 2
    assert "HiGHS" not in done.stdout + done.stderr


def test_workers_of_a_sweep_write_nothing_to_stdout(tmp_path: Path) -> None:
    """Proves: a library that writes in processes of their own does not reach what the sweep prints."""
    (tmp_path / "plant.yaml").write_text(TWO_WAYS + SCENARIOS)
    done = ran(tmp_path, IN_WORKERS + BEGIN, "sweep", "plant.yaml", "--workers", "2", "--no-report", "--json")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), dict)
    assert done.stderr.count(NOISE) >= 2


def test_the_solver_says_nothing_about_itself_where_python_asks(tmp_path: Path) -> None:
    """Proves: a plan made in Python leaves stdout to the caller."""
    code = f"import mfo; mfo.read({str(STARTER)!r}).optimise(); print('done')"
    done = ran(tmp_path, code)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_stdout_is_given_back(tmp_path: Path) -> None:
    """Proves: a program that runs a verb may print before and after it, itself and through a library."""
    code = f"""
import ctypes, os
from mfo.cli import main
print("before")
try:
    main(["units", "3 kWh", "--json"])
except SystemExit as ended:
    print("ended", ended.code)
ctypes.CDLL(None).puts(b"{NOISE}")
"""
    done = ran(tmp_path, code)
    lines = done.stdout.splitlines()
    assert (lines[0], lines[-2:]) == ("before", ["ended 0", NOISE])
    json.loads("\n".join(lines[1:-2]))


@pytest.mark.parametrize("closed", ["2>&-", ">&-", "</dev/null"])
def test_a_closed_stream_disturbs_nothing(closed: str, tmp_path: Path) -> None:
    command = f"{sys.executable} noisy.py units '3 kWh' --json {closed}"
    (tmp_path / "noisy.py").write_text(NOISY + BEGIN)
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert ">&-" in closed[:3] or isinstance(json.loads(done.stdout), dict)
