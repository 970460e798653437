"""What is told where there is no plan: the least that must change, in the unit typed, and that it is enough."""

from __future__ import annotations

import re
import time
from itertools import count
from pathlib import Path

import pytest

import mfo
from mfo.graph.build import build_graph
from mfo.graph.parts.limits import add_limits
from mfo.program.build import build_program
from mfo.reading.limit_text import parse_limit
from mfo.solve.engine.highs_session import SolverRun
from mfo.solve.infeasibility.diagnosis import diagnose
from mfo.solve.infeasibility.effort import NODES, LimitedSession

HERE = Path(__file__).parent
SLIP = (HERE / "unit_slip_accused_wrongly.yaml").read_text(encoding="utf-8")
NOISE = (HERE / "noise_told_as_advice.yaml").read_text(encoding="utf-8")
TYPED = (HERE / "remedy_in_another_unit.yaml").read_text(encoding="utf-8")
FREE = "cost_per_amount: 1 EUR/t"


def _refused(folder: Path, text: str) -> mfo.InfeasibleError:
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.InfeasibleError) as caught:
        mfo.read(folder / "plant.yaml").optimise()
    return caught.value


def _ways(error: mfo.InfeasibleError) -> list[str]:
    return error.problems[0].remedy.split(" Or: ")


def _codes(error: mfo.InfeasibleError) -> list[str]:
    return [problem.code for problem in error.problems]


def _has_plan(folder: Path, text: str) -> bool:
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise().status == "optimal"


def _profile(text: str, column: str, year: str, value: str) -> str:
    """A cell of the profiles changed."""
    before, _, after = text.partition(f"- year: {year}\n")
    changed = re.sub(rf"({re.escape(column)} \[t/year\]: )[\d.]+", rf"\g<1>{value}", after, count=1)
    assert changed != after
    return f"{before}- year: {year}\n{changed}"


def test_limits_and_supplies_move_together_by_the_least(tmp_path: Path) -> None:
    """Less of what arises alone takes 374 t; together with the limit on P3, 225.04 t suffice (an independent linear
    program). The change of each year, put into the plant as told, gives a plan."""
    (way,) = _ways(_refused(tmp_path, SLIP))
    limits = re.findall(r"in (\d{4}) from 5 t/year to ([\d.]+) t/year", way)
    less = re.findall(r"in (\d{4}) ([\d.]+) t/year instead of (\d+) t/year", way)
    (more,) = re.findall(r"supply P2 of C1 in 2028 by ([\d.]+) t/year, from 0 t/year", way)
    moved = sum(float(value) - 5 for _, value in limits) + sum(float(was) - float(left) for _, left, was in less)
    assert 225.04 <= moved + float(more) < 225.15
    text = SLIP.replace("  maximum: 5 t/year", "  maximum: mx")
    for year, value in limits:
        text = text.replace(f"- year: {year}\n", f"- year: {year}\n  mx [t/year]: {value}\n")
    for year, left, _ in less:
        text = _profile(text, "fixed P2 of C1", year, left)
    assert _has_plan(tmp_path, _profile(text, "fixed P2 of C1", "2028", more))


def test_a_slip_is_told_only_where_the_plant_has_a_plan_without_it(tmp_path: Path) -> None:
    """A thousandth of P2 does not help there."""
    assert "unit-slip" not in _codes(_refused(tmp_path, SLIP))


PEELS = """
plant: {{name: peels, currency: EUR}}
materials: [{{material: peel, unit: t}}, {{material: skin, unit: t}}]
sites: [{{site: s}}]
supplies:
  - {{supply: line, site: s, material: peel, amount: 9000 t/d, take: all, price: 0 EUR/t}}
  - {{supply: other, site: s, material: peel, amount: 6 t/d, take: all, price: 0 EUR/t}}
  - {{supply: skins, site: s, material: skin, amount: 8 t/d, take: all, price: 0 EUR/t}}
markets:
  - {{market: tip, site: s, material: peel, maximum: {tip} t/d, price: -1 EUR/t}}
  - {{market: farm, site: s, material: skin, maximum: 10 t/d, price: 0 EUR/t}}
"""


@pytest.mark.parametrize(("tip", "told"), [(20, True), (14, False)])
def test_a_thousandth_must_fit(tmp_path: Path, tip: int, told: bool) -> None:
    """9 + 6 t/d fit into 20 t/d, not into 14 t/d; and the 14 t/d are like 6, 8 and 10 t/d: no slip either."""
    error = _refused(tmp_path, PEELS.format(tip=tip))
    slips = [problem.message for problem in error.problems if problem.code == "unit-slip"]
    assert ["amount of supply line" in slip for slip in slips] == ([True] if told else [])


BURIED = """
plant: {{name: buried, currency: EUR}}
materials: [{{material: peel, unit: t}}]
sites: [{{site: s}}]
supplies: [{{supply: line, site: s, material: peel, amount: 10 t/d, take: all, price: 0 EUR/t}}]
markets:
  - {{market: farm, site: s, material: peel, price: -5 EUR/t, maximum: {farm}}}
  - {{market: tip, site: s, material: peel, price: -10 EUR/t, maximum: 40 t/d, route: landfill}}
limits: [{{limit: cap, what: landfilled, maximum: {cap}}}]
"""


@pytest.mark.parametrize(
    ("farm", "cap", "told"),
    [
        ("0 t/d", "100 t/year", []),  # 3,650 t/year must be buried, 36.5 times as much: asked for too little, no slip
        ("7 t/d", "36 t/year", []),  # 1,095 t/year, 30 times as much
        (
            "0 t/d",
            "4 t/year",
            ["The maximum of limit cap (4 t/year) looks a thousand times too small."],
        ),  # kt were meant
        ("8 kg/d", "1000 t/year", ["The maximum of market farm (8 kg/d) looks a thousand times too small."]),
    ],
)
def test_a_limit_that_asks_for_too_much_is_no_slip(farm: str, cap: str, told: list[str], tmp_path: Path) -> None:
    """10 t/d arise, 3,650 t a year. A slip is about a thousand times off what else is bounded: 10, 7 and 40 t/d."""
    error = _refused(tmp_path, BURIED.format(farm=farm, cap=cap))
    assert [problem.message for problem in error.problems if problem.code == "unit-slip"] == told


def test_nothing_is_told_below_what_numbers_mean(tmp_path: Path) -> None:
    """No change from a number to the same, none in powers of ten, and the first way out gives a plan."""
    error = _refused(tmp_path, NOISE)
    for text in map(str, error.problems):
        assert not re.search(r"e-\d\d", text)
        assert all(before != after for before, after in re.findall(r"from ([\d.]+) t/year to ([\d.]+) t/year", text))
    text = NOISE
    for year, value in re.findall(r"in (\d{4}) from [\d.]+ t/year to ([\d.]+) t/year", _ways(error)[0]):
        text = _profile(text, "mx", year, value)
    assert text != NOISE
    assert _has_plan(tmp_path, text)


def test_amounts_are_told_as_typed(tmp_path: Path) -> None:
    """100 t/year arise and 60 t/year may go."""
    error = _refused(tmp_path, TYPED)
    assert error.problems[0].message == "ash at s: 40 t/year have no way out."
    assert _ways(error) == [
        "Raise the maximum of market cement by 40 t/year, from 60 t/year to 100 t/year.",
        "take 40 t/year less of supply kiln, 60 t/year instead of 100 t/year.",
    ]


def test_each_bound_is_told_in_its_own_unit(tmp_path: Path) -> None:
    """100 t/year are 11.416 kg/h, and 60 t/year 6.849: the market is told by the hour, and what arises by the year."""
    error = _refused(tmp_path, TYPED.replace("maximum: 60 t/year", "maximum: 6.85 kg/h"))
    assert "by 4.566 kg/h, from 6.85 kg/h to 11.42 kg/h" in _ways(error)[0]
    assert "t/year instead of 100 t/year" in _ways(error)[1]


def test_a_rate_of_a_profile_is_told_in_the_unit_of_its_column(tmp_path: Path) -> None:
    """By 40 t/year, as the column says."""
    text = TYPED.replace("amount: 100 t/year", "amount: arising") + "\nprofiles: [{slot: 1, 'arising [t/year]': 100}]\n"
    assert "take 40 t/year less of supply kiln" in _ways(_refused(tmp_path, text))[-1]


def _districts(number: int, road: str, tip: str) -> str:
    """Districts with 10 t/d and a little more each, a road from each to one landfill."""
    sites, supplies, links = "", "", ""
    for k in range(number):
        amount = f"amount: {10 + k / 100} t/d, take: all, price: 0 EUR/t"
        sites += f", {{site: d{k}}}"
        supplies += f"  - {{supply: bins {k}, site: d{k}, material: waste, {amount}}}\n"
        links += f"  - {{link: road {k}, from: d{k}, to: tip, material: waste, capacity: {road} t/d, {FREE}}}\n"
    return f"""
plant: {{name: town, currency: EUR}}
materials: [{{material: waste, unit: t}}]
sites: [{{site: tip}}{sites}]
supplies:
{supplies}links:
{links}markets: [{{market: landfill, site: tip, material: waste, maximum: {tip} t/d, price: -10 EUR/t}}]
"""


def test_one_cause_of_a_hundred_districts_is_told_once(tmp_path: Path) -> None:
    """100 districts bring 1,049.5 t/d to a landfill that takes 500 t/d."""
    error = _refused(tmp_path, _districts(100, "50", "500"))
    assert _ways(error) == ["Raise the maximum of market landfill by 549.5 t/d, from 500 t/d to 1,050 t/d."]
    assert len(str(error)) < 1000


def test_a_hundred_causes_take_no_more_than_a_screen(tmp_path: Path) -> None:
    """100 roads are too small by 2 to 2.99 t/d, together by 249.5 t/d: three are told, and the sum of the rest."""
    error = _refused(tmp_path, _districts(100, "8", "5000"))
    rest = 249.5 - 2.99 - 2.98 - 2.97
    assert f"likewise for 97 more links (road 96, road 95, road 94, ...), {rest:.1f} t/d in all" in _ways(error)[0]
    assert len(str(error)) < 1000
    assert len(error.diagnosis.remedies[0].changes) == 100  # type: ignore[attr-defined]


def test_amounts_of_slots_and_years_are_not_summed_up(tmp_path: Path) -> None:
    """In one of two days of each of two milestones 5 roads are too small: amounts of a day, which no sum is told of."""
    text = _districts(5, "8", "5000").replace("currency: EUR}", "currency: EUR, years: [2030, 2040], slots: 2 days}")
    way = _ways(_refused(tmp_path, text))[0]
    assert "likewise for 2 more links (road 1, road 0)" in way
    assert "in all" not in way


FACTS = """
plant: {name: exact, currency: EUR}
materials: [{material: ash, unit: t}]
sites: [{site: s}]
supplies:
  - {supply: kiln, site: s, material: ash, amount: 10 t/d, take: all, price: 0 EUR/t}
  - {supply: spare, site: s, material: ash, amount: 1 t/d, take: up to, price: 0 EUR/t}
markets: [{market: cement, site: s, material: ash, price: 5 EUR/t, minimum: 12 t/d, maximum: 12 t/d}]
"""


def test_facts_give_way_last(tmp_path: Path) -> None:
    """12 t/d exactly are wanted, 11 t/d are there: more of what may be bought first, then what the contract says."""
    first, *others = _ways(_refused(tmp_path, FACTS))
    assert first == "Raise the amount of supply spare by 1 t/d, from 1 t/d to 2 t/d."
    assert any("the minimum of market cement" in other for other in others)


MONEY = """
plant: {name: money, currency: EUR}
materials: [{material: ash, unit: t}]
sites: [{site: s}]
supplies: [{supply: kiln, site: s, material: ash, amount: 100 t/year, take: all, price: 0 EUR/t}]
markets:
  - {market: tip, site: s, material: ash, price: -10 EUR/t, route: landfill}
  - {market: road, site: s, material: ash, price: -20 EUR/t}
limits:
  - {limit: buried, what: landfilled, maximum: 10 t/year}
  - {limit: budget, what: cost, maximum: 1500 EUR/year}
"""


def test_money_is_named_where_money_alone_suffices(tmp_path: Path) -> None:
    """10 t at 10 EUR and 90 t at 20 EUR cost 1,900 EUR: 400 EUR are lacking, whatever else could give."""
    error = _refused(tmp_path, MONEY)
    assert error.problems[0].message == "There is not enough money: limit budget is exceeded by 400 EUR/year at least."
    assert "limit budget" in _ways(error)[0]
    assert "limit buried" in _ways(error)[1]


def test_no_clock_decides_what_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a machine on which every look at the clock takes an hour, the same is told."""
    told = [str(_refused(tmp_path, text)) for text in (MONEY, FACTS, NOISE)]
    hours = count(1e6, 3600.0)
    monkeypatch.setattr(time, "perf_counter", lambda: next(hours))
    assert [str(_refused(tmp_path, text)) for text in (MONEY, FACTS, NOISE)] == told


def test_a_solver_that_finds_no_plan_is_not_believed_where_there_is_one(tmp_path: Path) -> None:
    """Told "infeasible" of a plant that has a plan, the diagnosis finds it, and says so instead of an advice."""
    (tmp_path / "plant.yaml").write_text(TYPED.replace("60 t/year", "160 t/year"), encoding="utf-8")
    program = build_program(build_graph(mfo.read(tmp_path / "plant.yaml").plant), "cost")
    with pytest.raises(mfo.SolverError, match="found one when it was asked again"):
        diagnose(program, "infeasible")


def test_many_whole_units_are_not_searched_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """960 whole units over 16 milestones (the plan's proof takes hours) with next to no money: the way out that is told
    is the best found in a number of nodes that follows from the size of the program.

    It took 301,340 of the solver's steps, all but 40,000 of them cutting at the first node, where what gives way costs
    what it is worth: 10^8 times as much as the cheapest column.
    """
    nodes, steps = [0], [0]
    usual = LimitedSession.run

    def counted(session: LimitedSession) -> SolverRun:
        answer = usual(session)
        info = session._highs.getInfo()
        nodes.append(int(info.mip_node_count))
        steps.append(max(int(info.simplex_iteration_count), 0))
        return answer

    monkeypatch.setattr(LimitedSession, "run", counted)
    plant = mfo.read(HERE.parent / "numbers" / "whole_units_never_finish.yaml").plant
    limit = parse_limit("cost <= 1 MXN/year", plant)
    program = build_program(add_limits(plant, build_graph(plant), (limit,)), "cost")
    found = diagnose(program, "infeasible", asked=(limit.name,))
    assert found.sentence.startswith("There is not enough money: limit cost <= 1 MXN/year is exceeded by")
    assert max(nodes) <= NODES // 1_000  # the program has more rows and columns than that
    assert sum(steps) < 60_000


@pytest.mark.parametrize(
    ("maximum", "told"),
    [("0.1 mg/t", "from 0.1 mg/t to 0.3 mg/t"), ("0.2 g/kt", "from 0.2 g/kt to 0.3 g/kt"), ("1e-8 %", "to 3e-08 %")],
)
def test_a_share_is_told_as_typed(maximum: str, told: str, tmp_path: Path) -> None:
    """0.3 mg of gold come out of each tonne of ore, all of which must be taken."""
    error = _refused(
        tmp_path,
        f"""
plant: {{name: gold, currency: EUR}}
materials: [{{material: gold, unit: g}}, {{material: ore, unit: t}}]
sites: [{{site: s}}]
supplies: [{{supply: mine, site: s, material: ore, amount: 20 t/d, take: all, price: 0 EUR/t}}]
processes: [{{process: leach, site: s, model: recipe, variable_cost: 1 EUR/t}}]
recipes:
  - {{process: leach, material: ore, role: in, amount: 1 t/t}}
  - {{process: leach, material: gold, role: out, amount: 0.3 mg/t}}
markets: [{{market: mint, site: s, material: gold, price: 60 EUR/g}}]
limits: [{{limit: cap, what: mint, of: mine, maximum: {maximum}}}]
""",
    )
    assert told in _ways(error)[0]


def test_a_share_of_what_a_process_makes_is_told_of_that(tmp_path: Path) -> None:
    """20 t/d of ore make 10 t/d of metal, of which one market takes 6: the 4 t/d of the other are 40 %, not 20 %."""
    error = _refused(
        tmp_path,
        """
plant: {name: mill, currency: EUR}
materials: [{material: metal, unit: t}, {material: ore, unit: t}]
sites: [{site: s}]
supplies: [{supply: mine, site: s, material: ore, amount: 20 t/d, take: all, price: 0 EUR/t}]
processes: [{process: mill, site: s, model: recipe, variable_cost: 1 EUR/t}]
recipes:
  - {process: mill, material: ore, role: in, amount: 1 t/t}
  - {process: mill, material: metal, role: out, amount: 0.5 t/t}
markets:
  - {market: near, site: s, material: metal, price: 60 EUR/t, maximum: 6 t/d}
  - {market: far, site: s, material: metal, price: 50 EUR/t}
limits: [{limit: mixed, what: far, of: metal, maximum: 20 %}]
""",
    )
    assert any("limit mixed" in way and "from 20 % to 40 %" in way for way in _ways(error)), _ways(error)


SLOT_BY_SLOT = """
plant: {{name: two, currency: EUR, years: [2030, 2040], slots: {slots}}}
materials: [{{material: ash, unit: t}}]
sites: [{{site: s}}]
supplies: [{{supply: kiln, site: s, material: ash, amount: 10 t/d, take: all, price: 0 EUR/t}}]
markets:
  - {{market: tip, site: s, material: ash, price: -10 EUR/t, maximum: 4 t/d}}
  - {{market: road, site: s, material: ash, price: -20 EUR/t}}
limits: [{{limit: cap, what: road, when: slot, maximum: may pass}}]
profiles: [{profiles}]
"""


@pytest.mark.parametrize(
    ("slots", "may_pass", "told"),
    [
        ("2 days", [5, 4, 6, 3], "in 3 slots, most in slot 2 of 2040: by 3 t/d, from 3 t/d to 6 t/d"),
        ("1 day", [5, 3], "in 2 milestone years, most in 2040: by 3 t/d, from 3 t/d to 6 t/d"),
        ("1 day", [6, 3], "in 2040 by 3 t/d, from 3 t/d to 6 t/d"),
    ],
)
def test_all_times_are_counted_in_which_a_bound_must_change(
    slots: str, may_pass: list[int], told: str, tmp_path: Path
) -> None:
    """10 t/d arise and 4 go to the tip: 6 must pass, in each slot of each milestone in which fewer may."""
    times = [(2030 + 10 * (2 * k // len(may_pass)), 1 + k % (len(may_pass) // 2)) for k in range(len(may_pass))]
    rows = [
        f"{{year: {year}, slot: {slot}, 'may pass [t/d]': {most}}}"
        for (year, slot), most in zip(times, may_pass, strict=True)
    ]
    error = _refused(tmp_path, SLOT_BY_SLOT.format(slots=slots, profiles=", ".join(rows)))
    assert f"Raise the maximum of limit cap {told}" in _ways(error)[0]
