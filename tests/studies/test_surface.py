"""Plans between three effects, solved by hand, and what holds of points of any plant."""

from __future__ import annotations

import math
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mfo
from mfo.report.studies.surface_page import surface_page

from ..report.reading import read

HEAD = """
plant: {name: three ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
effects: [{effect: water, unit: m3}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
"""


def plant(folder: Path, ways: dict[str, tuple[int, int, int]]) -> mfo.Workbench:
    """A plant with ways out: what each costs [MXN/t], emits [t CO2/t] and draws [m3/t]."""
    markets = [
        f"{{market: {name}, site: yard, material: peel, price: -{cost} MXN/t}}" for name, (cost, _, _) in ways.items()
    ]
    rates = [
        f"{{at: {name}, effect: {effect}, rate: {rate} {unit}/t, per: peel}}"
        for name, own in ways.items()
        for effect, unit, rate in (("fossil CO2", "t", own[1]), ("water", "m3", own[2]))
        if rate
    ]
    text = f"{HEAD}markets: [{', '.join(markets)}]\nrates: [{', '.join(rates)}]\n"
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


THREE_WAYS = {"tip": (100, 2, 0), "kiln": (300, 0, 0), "farm": (150, 0, 5)}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> object:
    return plant(tmp_path_factory.mktemp("ways"), THREE_WAYS).pareto("cost", ["emissions", "water"], points=3)


def test_the_points_by_hand(found) -> None:  # type: ignore[no-untyped-def]
    """All to the tip: 10,000 MXN, 200 t CO2, no water. The least emissions at the least cost: the farm, 15,000, 500 m3.

    Levels of emissions: none, 100, 0 t; of water: none, 250, 0 m3. At 100 t half goes to the tip, the rest to the farm
    (12,500, 250 m3) or, without water, to the kiln (20,000). At 0 t: the farm, half of each (22,500), the kiln
    (30,000). A tonne less of CO2 costs 50 / 2 = 25 at the farm and 200 / 2 = 100 at the kiln, a cubic metre less
    150 / 5 = 30. Levels of water without one of emissions give the tip again, and 100 t with 250 m3 the second point
    again: they are left out.
    """
    table = found.table
    assert table["amount"].tolist() == pytest.approx([10_000, 12_500, 20_000, 15_000, 22_500, 30_000], rel=1e-5)
    assert table["against_amount"].tolist() == pytest.approx([200, 100, 100, 0, 0, 0], abs=1e-3)
    assert table["third_amount"].tolist() == pytest.approx([0, 250, 0, 500, 250, 0], abs=1e-3)
    assert table["price"].tolist() == pytest.approx([math.nan, 25, 100, 25, 100, 100], nan_ok=True)
    assert table["third_price"].tolist() == pytest.approx([math.nan, math.nan, 30, math.nan, 30, 30], nan_ok=True)
    assert found.without == 0
    plan = found.plans[2]
    assert plan.certificate["certified"]
    assert plan.run["options"]["against"] == ["emissions", "water"]


def test_the_points_are_written_in_both_languages(found, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    folder = found.save(tmp_path / "points", plans=False)
    assert sorted(path.name for path in folder.iterdir()) == ["curve.csv", "curve.html", "study.xlsx"]
    page = read((folder / "curve.html").read_text(encoding="utf-8"))
    marks = [float(mark.attributes["data-value"]) for mark in page.every("circle")]
    assert marks == [value - found.table["amount"].min() for value in found.table["amount"]]
    assert "frente a" in surface_page(found, "es")
    assert "20,000" in found._repr_html_()


def test_levels_that_no_plan_reaches_together_are_counted(tmp_path: Path) -> None:
    """Without the kiln no plan has neither emissions nor water: at 0 t the farm draws 500 m3."""
    ways = {name: own for name, own in THREE_WAYS.items() if name != "kiln"}
    found = plant(tmp_path, ways).pareto("cost", ["emissions", "water"], points=3)
    assert found.table["amount"].tolist() == pytest.approx([10_000, 12_500, 15_000], rel=1e-5)
    assert found.without == 3  # 100 t without water, 0 t with 250 m3, and 0 t without water


def test_one_plan_for_all_three(tmp_path: Path) -> None:
    found = plant(tmp_path, {"tip": (100, 0, 0), "farm": (150, 2, 5)}).pareto("cost", ["emissions", "water"], points=2)
    assert len(found.table) == 1
    assert "nothing to trade" in surface_page(found)


def test_more_than_three_effects_are_refused(tmp_path: Path) -> None:
    with pytest.raises(mfo.UsageError, match="4 effects"):
        plant(tmp_path, THREE_WAYS).pareto("cost", ["emissions", "water", "landfilled"])


@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(own=st.lists(st.tuples(st.integers(50, 400), st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=4))
def test_no_point_betters_another_and_each_is_the_best_of_its_levels(
    tmp_path: Path, own: list[tuple[int, int, int]]
) -> None:
    bench = plant(tmp_path, {f"way {place}": each for place, each in enumerate(own)})
    table = bench.pareto("cost", ["emissions", "water"], points=3).table
    points = table[["amount", "against_amount", "third_amount"]].to_numpy()
    room = 1e-5 * points.max(axis=0, initial=1.0)
    assert not any(
        (one <= other + room).all() and (one < other - 2 * room).any() for one, other in permutations(points, 2)
    )
    for row in table.to_dict("records"):
        limits = [
            f"{row[name]} <= {row[f'{name}_level']!r} {row[f'{name}_unit']} in total"
            for name in ("against", "third")
            if not math.isnan(row[f"{name}_level"])
        ]
        assert bench.optimise("cost", limits).objective == pytest.approx(row["amount"], rel=1e-9)
