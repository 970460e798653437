"""Budgets on cash, worked out by hand: what is built when no more may be out of pocket."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import SolverError
from mfo.plan.cash.budgets_kept import check_budgets

YARD = """
plant: {name: yard, currency: MXN, years: [2025, 2026, 2027, 2028], discount_rate: 0 %}
materials: [{material: peel, unit: t}, {material: compost, unit: t}]
sites: [{site: yard}]
supplies: [{supply: kitchens, site: yard, material: peel, amount: 1000 t/year, take: all, price: 0 MXN/t}]
processes:
  - {process: windrows, site: yard, model: recipe, capacity: 1000 t/year, capex: CAPEX MXN/(t/year), lifetime: 4 year,
     variable_cost: 60 MXN/t}
recipes:
  - {process: windrows, material: peel, role: in, amount: 1 t/t}
  - {process: windrows, material: compost, role: out, amount: 0.4 t/t}
markets:
  - {market: tip, site: yard, material: peel, price: -TIP MXN/t}
  - {market: gardens, site: yard, material: compost, price: 300 MXN/t}
limits:
  - {limit: treasury, what: cash, BOUND}
"""


def written(folder: Path, capex: int, tip: int, bound: str) -> mfo.Workbench:
    text = YARD.replace("CAPEX", str(capex)).replace("TIP", str(tip)).replace("BOUND", bound)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


def in_place(plan: mfo.Plan) -> list[float]:
    return [round(float(each), 6) for each in plan.capacities.in_place]


@pytest.mark.parametrize("bound", ["maximum: 400 kMXN", "maximum: 400 kMXN/year", "when: year, maximum: 0.4 MMXN"])
def test_a_year_pays_for_no_more_than_its_budget(bound: str, tmp_path: Path) -> None:
    """With S t/a in place a year costs 500,000 - 560 S out of pocket, and 1,000 for each tonne of the next year's.

    400,000 in 2024 are 400 t/a; 276,000 in 2025 leave 124 more, 206,560 in 2026 193.44, and 98,233.60 in 2027 more than
    the 282.56 that are left to build. A tonne of capacity saves 560 for an annuity of 250 a year. Without the budget
    1,000 t/a are built at once, for 760,000 in all.
    """
    plan = written(tmp_path, 1000, 500, bound).optimise()
    assert in_place(plan) == [400, 524, 717.44, 1000]
    assert plan.objective == pytest.approx(4 * 500_000 - 310 * (400 + 524 + 717.44 + 1000))
    spent = [400_000, 400_000, 400_000, 98_233.6 + 282_560, -60_000]
    assert plan.cash_years.out_of_pocket.tolist() == pytest.approx(spent)
    rows = plan.limits.set_index("limit")
    assert rows.value.to_dict() == pytest.approx({f"treasury: {2024 + n}": each for n, each in enumerate(spent)})
    assert rows.binding.tolist() == [True, True, True, False, False]
    assert not [name for name in plan.indicators.indicator if "treasury" in name]
    plan.save(tmp_path / "run")
    assert mfo.Plan.load(tmp_path / "run").cash_years.out_of_pocket.tolist() == pytest.approx(spent)


def test_never_more_is_out_of_pocket_by_the_end_of_any_year(tmp_path: Path) -> None:
    """At 400 MXN for a tonne of capacity and 100 at the tip, a year costs 100,000 - 160 S, and 300,000 are there.

    Until the end of 2024 they pay for 750 t/a; until 2025 for 50 more (180,000 + 100,000 + 20,000), until 2026 for 70,
    until 2027 for 98. A tonne of capacity saves 160 for an annuity of 100. Without the budget it would be 160,000.
    """
    plan = written(tmp_path, 400, 100, "when: cumulative, maximum: 300 kMXN").optimise()
    assert in_place(plan) == [750, 800, 870, 968]
    assert plan.objective == pytest.approx(400_000 - 60 * (750 + 800 + 870 + 968))
    so_far = plan.cash_years.out_of_pocket_so_far.tolist()
    assert so_far[:4] == pytest.approx([300_000] * 4)
    assert plan.limits.value.tolist() == pytest.approx(so_far)


def test_loans_grants_and_building_count_as_the_cash_flow_tells(tmp_path: Path) -> None:
    """The cash flow of docs/cash.md: half in each of two years, 20 % given, half lent at 8 % over three years.

    By hand: 150,000 in 2023, 170,000 in 2024 with 20,000 of interest, then 254,016.76 less 120,000, and in 2028 60,000
    and 50,000 of closing less 120,000. A budget of 169 kMXN a year leaves 169/170 of it.
    """
    text = YARD.replace("CAPEX", "1000").replace("TIP", "500").replace("BOUND", "maximum: 1 MMXN")
    finance = "construction_years: 2, grant: 20 %, loan_share: 50 %, loan_rate: 8 %, loan_term: 3 year, "
    text = text.replace("variable_cost", f"{finance}closure_cost: 50 MXN/(t/year), variable_cost")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    plan = mfo.read(tmp_path / "plant.yaml").optimise()
    told = [150_000, 170_000, 134_016.76, 134_016.76, 134_016.76, -10_000]
    assert plan.limits.value.tolist() == pytest.approx(told, abs=0.01)
    assert plan.cash_years.out_of_pocket.tolist() == pytest.approx(told, abs=0.01)
    text = text.replace("lifetime: 4 year", "lifetime: 4 year, build: 2025")
    text += "  - {limit: first, what: cash, maximum: early}\n"
    early = {2025: 169, 2026: 1000, 2027: 1000, 2028: 1000}
    rows = "".join(f"  - {{year: {year}, 'early [kMXN]': {money}}}\n" for year, money in early.items())
    text = text.replace("price: -500 MXN/t", "price: -50 MXN/t")  # what is not composted costs next to nothing
    (tmp_path / "plant.yaml").write_text(f"{text}profiles:\n{rows}", encoding="utf-8")
    with pytest.raises(mfo.MfoError):
        mfo.read(tmp_path / "plant.yaml").optimise(limits=["capacity: windrows >= 1000 t/year"])
    held = mfo.read(tmp_path / "plant.yaml").optimise(limits=["capacity: windrows >= 990 t/year"])
    assert held.limits.set_index("limit").value["first: 2024"] == pytest.approx(170 * 990)


def test_cells_of_a_landfill_are_paid_from_the_budget(tmp_path: Path) -> None:
    """1 M a year at the gate, and 5 M for opening cell 2 in 2026: with 5.9 M a year it cannot be, with 6 M it can."""
    text = """
plant: {name: cells, currency: MXN, years: [2025, 2026, 2027], discount_rate: 10 %}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies:
  - {supply: collection, site: town, material: waste, amount: 10 kt/year, take: all, price: 0 MXN/t}
markets:
  - {market: landfill, site: town, material: waste, price: -100 MXN/t, route: landfill}
landfill_cells:
  - {cell: cell 1, of: landfill, capacity: 15 kt, open: yes, closure_cost: 1 MMXN}
  - {cell: cell 2, of: landfill, capacity: 20 kt, opening_cost: 5 MMXN, closure_cost: 2 MMXN}
limits:
  - {limit: treasury, what: cash, maximum: 6 MMXN}
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    plan = mfo.read(tmp_path / "plant.yaml").optimise()
    assert plan.limits.value.tolist() == pytest.approx([1e6, 6e6, 2e6])
    assert plan.cash_years.out_of_pocket.tolist() == pytest.approx([1e6, 6e6, 2e6])
    (tmp_path / "plant.yaml").write_text(text.replace("6 MMXN", "5.9 MMXN"), encoding="utf-8")
    with pytest.raises(mfo.InfeasibleError) as raised:
        mfo.read(tmp_path / "plant.yaml").optimise()
    assert "treasury: 2026" in str(raised.value)


def test_a_budget_that_bounds_another_number_is_no_plan(tmp_path: Path) -> None:
    bench = written(tmp_path, 1000, 500, "maximum: 400 kMXN")
    plan = bench.optimise()
    check_budgets(bench.plant, plan.limits, plan.cash_years)
    years = plan.cash_years.assign(out_of_pocket=plan.cash_years.out_of_pocket + 1)
    with pytest.raises(SolverError, match=r"bounds 400,000\.00 in 2024, and the cash flow tells 400,001\.00"):
        check_budgets(bench.plant, plan.limits, years)


def test_today_has_no_budget(tmp_path: Path) -> None:
    bench = written(tmp_path, 1000, 500, "maximum: 400 kMXN}\nmeasurements:\n  - {at: tip, amount: 1000 t/year")
    plan = bench.optimise()
    assert plan.today is not None
    assert in_place(plan) == [400, 524, 717.44, 1000]


@pytest.mark.parametrize(
    ("bound", "said"),
    [
        ("maximum: 4 t", "`maximum` is 4 t, where a unit like MXN or a unit like MXN/h is wanted"),
        ("when: cumulative, maximum: 4 MXN/year", "where a unit like MXN is wanted"),
        ("when: slot, maximum: 4 MXN", "`slot` says nothing of cash. Write `year` or `cumulative`"),
        ("over: yard, maximum: 4 MXN", "`over` says nothing of cash"),
        ("of: cost, maximum: 4 MXN", "`of` says nothing of cash"),
        ("minimum: 4 MXN", "`minimum` says nothing of cash"),
        ("when: year", "the maximum is blank"),
    ],
)
def test_what_is_no_budget_is_told_at_its_cell(bound: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError) as raised:
        written(tmp_path, 1000, 500, bound)
    assert said in str(raised.value)


def test_a_budget_needs_years(tmp_path: Path) -> None:
    text = YARD.replace("CAPEX", "1000").replace("TIP", "500").replace("BOUND", "maximum: 4 MXN")
    (tmp_path / "plant.yaml").write_text(text.replace("years: [2025, 2026, 2027, 2028], ", ""), encoding="utf-8")
    with pytest.raises(mfo.PlantError, match="no milestone years"):
        mfo.read(tmp_path / "plant.yaml")


def test_only_cash_is_bounded_to_date(tmp_path: Path) -> None:
    text = YARD.replace("CAPEX", "1000").replace("TIP", "500").replace("BOUND", "when: cumulative, maximum: 4 MXN")
    (tmp_path / "plant.yaml").write_text(text.replace("what: cash", "what: cost"), encoding="utf-8")
    with pytest.raises(mfo.PlantError, match="`cumulative` is of `cash`"):
        mfo.read(tmp_path / "plant.yaml")


def test_a_limit_of_one_line_is_no_budget(tmp_path: Path) -> None:
    with pytest.raises(mfo.UsageError, match="A budget on cash bounds each calendar year"):
        written(tmp_path, 1000, 500, "maximum: 4 MMXN").optimise(limits=["cash <= 4 MMXN"])
