"""Plants of the kinds of `tests/faults` that look different: each number by hand, each refusal at its cell."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import mfo

CASES: dict[str, dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))


def bench(case: dict[str, Any], folder: Path) -> mfo.Workbench:
    path = folder / "plant.yaml"
    path.write_text(case["plant"], encoding="utf-8")
    return mfo.read(path, scenario=case.get("scenario"))


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "refused" not in case])
def test_the_plan_is_what_was_worked_out_by_hand(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    plan = bench(case, tmp_path).optimise()
    wanted = {**({"cost": case["cost"]} if "cost" in case else {}), **case.get("totals", {})}
    found = {effect: float(plan.totals[effect]["value"]) for effect in wanted}
    assert found == pytest.approx(wanted, rel=1e-5, abs=1e-9)
    assert set(case.get("says", ())) <= {problem.code for problem in plan.problem_list}


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if "refused" in case])
def test_it_is_refused_at_its_cell(name: str, tmp_path: Path) -> None:
    case = CASES[name]
    with pytest.raises(mfo.PlantError) as caught:
        bench(case, tmp_path).check()
    errors = [problem for problem in caught.value.problems if problem.severity == "error"]
    told = [f"{each.code}: {(each.where.cell or '') if each.where else ''}" for each in errors]
    assert sorted(told) == sorted(case["refused"])
