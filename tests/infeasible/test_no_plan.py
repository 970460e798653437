"""Plants without a plan: the sentence each must give, and a remedy of that sentence which, applied, makes a plan.

The plants, the findings in full and the remedies are data in cases.yaml, with the hand calculation behind each.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mfo.cli.run import failure

import mfo

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
EARNING = [name for name, case in CASES.items() if "[unbounded]" in case["says"][0]]


def refused(path: Path, text: str) -> mfo.MfoError:
    path.write_text(text, encoding="utf-8")
    with pytest.raises((mfo.InfeasibleError, mfo.PlantError)) as caught:
        mfo.read(path).optimise()
    return caught.value


def test_there_are_enough_kinds():
    """At least 12 plants that nothing fits, and 3 that earn for ever."""
    assert len(CASES) - len(EARNING) >= 12
    assert len(EARNING) >= 3


@pytest.mark.parametrize("name", CASES)
def test_what_is_said(name, tmp_path):
    """Proves the whole text, word by word: place, amount, ways out with from and to, conflict, likely slip."""
    found = refused(tmp_path / "plant.yaml", CASES[name]["plant"])
    assert [str(problem) for problem in found.problems] == CASES[name]["says"]


@pytest.mark.parametrize("name", CASES)
def test_the_remedy_applied_makes_a_plan(name, tmp_path):
    """Proves that what is advised helps: the cell that the finding names, changed as it says, and nothing else."""
    text = CASES[name]["plant"]
    for old, new in CASES[name]["remedy"].items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    plan = mfo.read(tmp_path / "plant.yaml").optimise()
    assert plan.status == "optimal"


@pytest.mark.parametrize("name", ["capacity too small", EARNING[0]])
def test_a_program_that_reads_json_gets_the_same(name, tmp_path):
    found = refused(tmp_path / "plant.yaml", CASES[name]["plant"])
    record = failure(found)
    assert record["status"] == ("unbounded" if name in EARNING else "infeasible")
    assert record["problems"][0]["message"] in CASES[name]["says"][0]
