"""Plants without a plan: the sentence each must give, and a remedy of that sentence which, applied, makes a plan.

The plants, the findings in full and the remedies are data in cases.yaml, with the hand calculation behind each.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from mfo.cli.frame.run import failure

import mfo

CASES = yaml.safe_load((Path(__file__).parent / "cases.yaml").read_text(encoding="utf-8"))
TODAY = [name for name, case in CASES.items() if case.get("today")]
"""Where readings contradict the plant: the plan is made all the same, and the finding is a warning."""
NONE = [name for name in CASES if name not in TODAY]
EARNING = [name for name, case in CASES.items() if "[unbounded]" in case["says"][0]]


def refused(path: Path, text: str) -> mfo.MfoError:
    path.write_text(text, encoding="utf-8")
    with pytest.raises((mfo.InfeasibleError, mfo.PlantError)) as caught:
        mfo.read(path).optimise()
    return caught.value


def test_there_are_enough_kinds():
    """At least 12 plants that nothing fits, and 3 that earn for ever."""
    assert len(NONE) - len(EARNING) >= 12
    assert len(EARNING) >= 3


@pytest.mark.parametrize("name", NONE)
def test_what_is_said(name, tmp_path):
    """Proves the whole text, word by word: place, amount, ways out with from and to, conflict, likely slip."""
    found = refused(tmp_path / "plant.yaml", CASES[name]["plant"])
    assert [str(problem) for problem in found.problems] == CASES[name]["says"]


@pytest.mark.parametrize("name", TODAY)
def test_what_is_said_of_today(name, tmp_path):
    """Proves that readings which cannot be leave a plan, compared with nothing, and what is said of them."""
    (tmp_path / "plant.yaml").write_text(CASES[name]["plant"], encoding="utf-8")
    plan = mfo.read(tmp_path / "plant.yaml").optimise()
    assert plan.today is None
    assert [str(problem) for problem in plan.problem_list] == CASES[name]["says"]


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


ALIKE = """
plant: {name: too much peel, currency: MXN, slots: 12 months}
materials: [{material: peel, unit: t}, {material: LPG, unit: t, like: lpg}]
sites: [{site: yard}]
supplies:
  - {supply: peels, site: yard, material: peel, amount: 10 t/d, take: all, price: 0 MXN/t}
  - {supply: tank, site: yard, material: LPG, take: up to, price: 20 MXN/kg}
processes: [{process: boiler, site: yard, model: boiler, capacity: 1 MW, variable_cost: 0 MXN/MWh}]
markets: [{market: tip, site: yard, material: peel, maximum: 6 t/d, price: -100 MXN/t}]
"""


def test_what_gives_alike_in_all_slots_is_told_of_all(tmp_path: Path) -> None:
    """10 t/d arise and 6 t/d may go: 4 t/d less, 1,460 t a year. Told of one month alone, it would not be enough."""
    (tmp_path / "plant.yaml").write_text(ALIKE, encoding="utf-8")
    bench = mfo.read(tmp_path / "plant.yaml")
    with pytest.raises(mfo.InfeasibleError) as told:
        bench.optimise()
    assert "take 4 t/d less of supply peels in all 12 slots (1,460 t in all), 6 t/d instead of 10 t/d" in str(
        told.value
    )
    (unused,) = [each for each in bench.check() if each.code == "output-untaken"]
    assert "write that in the column `names`: `heat: NAME`" in unused.remedy


EMPTY_STORE = """
plant: {name: town, currency: EUR}
materials: [{material: waste, unit: t}, {material: lime, unit: t}]
sites: [{site: town}]
supplies:
  - {supply: north, site: town, material: waste, take: all, amount: 10 t/d, price: 0 EUR/t}
  - {supply: south, site: town, material: waste, take: all, amount: 5 t/d, price: 0 EUR/t}
processes: [{process: treatment, site: town, model: recipe, variable_cost: 1 EUR/t}]
recipes:
  - {process: treatment, material: waste, role: in}
  - {process: treatment, material: lime, role: in, amount: 0.1 t/t}
stores: [{store: silo, site: town, material: lime, capacity: 10 t, capex: 10 EUR/t, lifetime: 10 year}]
"""


def test_a_store_of_what_comes_nowhere_is_no_defect(tmp_path):
    """Proves that the finding is told: 15 t/d of waste want 1.5 t/d of lime, which nobody brings to its silo."""
    found = refused(tmp_path / "plant.yaml", EMPTY_STORE)
    assert str(found.problems[0]).startswith("lime at town: 1.5 t/d are lacking.")


POND = """
plant: {name: farm, currency: MXN}
materials: [{material: slurry, unit: t}, {material: gas, unit: Nm3}, {material: digestate, unit: t}]
sites: [{site: farm}]
supplies: [{supply: sows, site: farm, material: slurry, amount: 60 t/d, take: all, price: 0 MXN/t}]
processes: [{process: digester, site: farm, model: recipe, variable_cost: 9 MXN/t}]
recipes:
  - {process: digester, material: slurry, role: in}
  - {process: digester, material: gas, role: out, amount: 20 Nm3/t}
  - {process: digester, material: digestate, role: out, amount: 0.9 t/t}
markets: [{market: burner, site: farm, material: gas, price: 2 MXN/Nm3}]
"""


def test_what_cannot_run_is_told_beside_the_reasons(tmp_path: Path) -> None:
    """No way out for slurry but a digester that stands still because nothing takes its digestate: `check` warned of
    that, and the plan that failed over it told only that less slurry should come."""
    error = refused(tmp_path / "plant.yaml", POND)
    assert [(each.code, each.severity) for each in error.problems][-1] == ("output-untaken", "warning")
    assert "Nothing takes 'digestate' from 'digester'" in str(error)
    mended = POND.replace("markets: [", "markets: [{market: fields, site: farm, material: digestate, price: 0 MXN/t}, ")
    assert not told_at(tmp_path / "mended.yaml", mended)


def told_at(path: Path, text: str) -> tuple[mfo.Problem, ...]:
    """What a plan of the plant warns of."""
    path.write_text(text, encoding="utf-8")
    return tuple(each for each in mfo.read(path).optimise().problem_list if each.code == "output-untaken")
