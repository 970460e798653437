"""Typical days made from a year of hours, by hand: what they keep, what they err, and where they are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import mfo
from mfo.reading.cells.typical_days import extreme_days, grouped

PLANT = """
plant: {name: works, currency: MXN, slots: HOURS hours, typical_days: DAYS}
sites: [{site: A}]
materials: [{material: power, unit: kWh}]
supplies: [{supply: grid, site: A, material: power, take: up to, price: tariff}]
markets: [{market: works, site: A, material: power, price: 0 MXN/kWh, minimum: load, maximum: load}]
profiles:
"""


def profiles(load: list[float], tariff: list[float], **more: list[float]) -> str:
    """Days of 24 equal hours; ``more`` are further profiles by day."""
    rows = []
    for day, (power, price) in enumerate(zip(load, tariff, strict=True)):
        other = "".join(f', "{name} [kW]": {values[day]}' for name, values in more.items())
        rows += [
            f'  - {{slot: {24 * day + hour + 1}, "load [kW]": {power}, "tariff [MXN/kWh]": {price}{other}}}'
            for hour in range(24)
        ]
    return "\n".join(rows) + "\n"


def written(
    tmp_path: Path, days: str, load: list[float], tariff: list[float], more: str = "", **other: list[float]
) -> Path:
    text = (
        PLANT.replace("HOURS", str(24 * len(load))).replace("DAYS", days).replace("\nprofiles:", f"\n{more}\nprofiles:")
    )
    (tmp_path / "plant.yaml").write_text(text + profiles(load, tariff, **other), encoding="utf-8")
    return tmp_path / "plant.yaml"


def test_a_year_of_two_kinds_of_days_loses_nothing(tmp_path: Path) -> None:
    """Five days of 100 kW at 2 MXN and three of 60 kW at 1: 24,000 + 4,320 MXN by hand. The first of each kind stands
    alone, with the highest and the lowest values; four days of 24 hours are left.
    """
    bench = mfo.read(written(tmp_path, "4", [100, 60, 100, 100, 60, 100, 60, 100], [2, 1, 2, 2, 1, 2, 1, 2]))
    assert bench.best().objective == pytest.approx(5 * 2400 * 2 + 3 * 1440 * 1)
    assert len(bench.plant.times.hours) == 96
    assert sorted(set(bench.plant.times.weight.tolist())) == [1, 2, 4]
    assert any("8 days are told by 4, of which 2" in problem.message for problem in bench.plant.problems)


def test_a_decision_is_held_in_all_plans(tmp_path: Path) -> None:
    """16,320 kWh of two kinds of days: at 0.5 MXN from a neighbour 8,160, without him 24,000 + 4,320 at the tariff."""
    path = written(tmp_path, '""', [100, 60, 100, 100, 60, 100, 60, 100], [2, 1, 2, 2, 1, 2, 1, 2])
    neighbour = "  - {supply: neighbour, site: A, material: power, take: up to, price: 0.5 MXN/kWh}\nmarkets:"
    text = path.read_text(encoding="utf-8").replace("supplies: [{", "supplies:\n  - {").replace("tariff}]", "tariff}")
    path.write_text(text.replace("markets:", neighbour, 1), encoding="utf-8")
    bench = mfo.read(path)
    (free,) = bench.typical_days(["4"]).ways
    (held,) = bench.typical_days(["4"], fixes=["neighbour = 0"], with_best=True).ways
    assert (free.said, free.held) == pytest.approx((8_160, 8_160))
    assert (held.said, held.held, held.best) == pytest.approx((28_320, 28_320, 28_320))


def test_totals_are_kept_and_products_are_not(tmp_path: Path) -> None:
    """10, 20, 30, 40 kW at 1, 2, 4, 5 MXN. The two days between the extremes stand for each other: 25 kW at 3 MXN.
    24 h x (10 + 150 + 200) = 8,640 MXN are said, 24 h x (10 + 40 + 120 + 200) = 8,880 it costs.
    """
    found = mfo.read(written(tmp_path, '""', [10, 20, 30, 40], [1, 2, 4, 5])).typical_days(
        ["3", "3 in order"], with_best=True
    )
    for way in found.ways:
        assert (way.slots, way.said, way.held) == (72, pytest.approx(8640), pytest.approx(8880))
        assert way.error == pytest.approx(240 / 8880)
        assert way.regret == pytest.approx(0)
        assert not way.broken
    assert list(found.table["days"]) == ["3", "3 in order"]


ENGINE = """
processes:
  - {process: engine, site: A, model: recipe, capacity: 90 kW, capex: 1 MXN/kW, lifetime: 1 year,
      variable_cost: 1 MXN/kWh}
recipes:
  - {process: engine, material: fuel, role: in, amount: 1 kWh/kWh}
  - {process: engine, material: power, role: out, amount: 1 kWh/kWh}"""


def test_a_size_that_does_not_suffice_is_told(tmp_path: Path) -> None:
    """The grid gives 10, 20, 20, 40 kW. The two days between the extremes want 25 kW on average, so that an engine of
    5 kW is built; the day of 30 kW needs 10: no plan holds it in all hours, and what lacks is told.
    """
    path = written(tmp_path, '""', [10, 20, 30, 40], [1, 1, 1, 1], ENGINE, line=[10, 20, 20, 40])
    text = path.read_text(encoding="utf-8").replace(
        "take: up to, price: tariff}]",
        "take: up to, amount: line, price: tariff}"
        ", {supply: fuel, site: A, material: fuel, take: up to, price: 0 MXN/kWh}]",
    )
    path.write_text(text.replace("unit: kWh}]", "unit: kWh}, {material: fuel, unit: kWh}]"), encoding="utf-8")
    way = mfo.read(path).typical_days(["3"]).ways[0]
    assert np.isnan(way.held)
    assert np.isnan(way.error)
    assert "engine" in " ".join(way.broken)


def stored(tmp_path: Path, days: str, across: str) -> float:
    store = f"stores: [{{store: tank, site: A, material: power, capacity: 500 kWh{across}}}]"
    path = written(tmp_path, days, [10] * 8, [1, 1.1, 1.1, 1.1, 3, 2.9, 2.9, 2.9], store)
    return mfo.read(path).best().objective


def test_a_stock_runs_through_days_in_order(tmp_path: Path) -> None:
    """Eight days of 240 kWh, four of them cheap. 500 kWh are bought on the cheapest day, and used instead of 240 at 3
    and 260 kWh at 2.9: in all hours as in four stretches of one, three, one and three days. Without `across_days` a
    stock ends each day as it began, and nothing is saved.
    """
    day = [240 * price for price in (1, 1.1, 1.1, 1.1, 3, 2.9, 2.9, 2.9)]
    by_hand = sum(day) + 500 * 1 - 240 * 3 - 260 * 2.9
    assert stored(tmp_path, '""', "") == pytest.approx(by_hand)
    assert stored(tmp_path, "4 in order", ", across_days: yes") == pytest.approx(by_hand)
    assert stored(tmp_path, "4 in order", "") == pytest.approx(sum(day))


@pytest.mark.parametrize(
    ("days", "more", "said"),
    [
        ("8", "", "`typical_days` is 8, where the year has 4 days"),
        ("twelve", "", "`typical_days` is twelve"),
        ("1", "", "where the year has 4 days"),
        ("2", "", "lie on 2 days, which stand alone"),
        (
            "3",
            "stores: [{store: k, site: A, material: power, across_days: yes}]",
            "only where days stand in their order",
        ),
        ("3", "measurements: [{at: grid, amount: 3 kW, slot: 2}]", "`slot` names slots of the year"),
    ],
)
def test_what_cannot_be_told_by_typical_days_is_refused(days: str, more: str, said: str, tmp_path: Path) -> None:
    """At the setting, or at the cell that names a slot."""
    with pytest.raises(mfo.PlantError, match=said):
        mfo.read(written(tmp_path, days, [10, 20, 30, 40], [1, 2, 4, 5], more))


def test_a_year_without_hours_or_profiles_is_refused(tmp_path: Path) -> None:
    """Months are no days, and without profiles all days are alike."""
    text = PLANT.replace("DAYS", "3").replace("tariff", "1 MXN/kWh").replace("load", "5 kW").replace("profiles:", "")
    for slots, said in (("12 months", "needs slots that are hours"), ("240 hours", "needs profiles by slot")):
        (tmp_path / "plant.yaml").write_text(text.replace("HOURS hours", slots), encoding="utf-8")
        with pytest.raises(mfo.PlantError, match=said):
            mfo.read(tmp_path / "plant.yaml")


def test_days_are_grouped_by_ward() -> None:
    """0, 1, 10, 6 and 11 with the extremes 0 and 11 alone: of 1, 10 and 6 the two nearest come together."""
    grid = np.array([0.0, 1.0, 10.0, 6.0, 11.0]).reshape(5, 1, 1) / 11
    assert extreme_days(grid) == [0, 4]
    assert grouped(grid, [0, 4], 4, False) == [[0], [1], [2, 3], [4]]
    assert grouped(grid, [0, 4], 4, True) == [[0], [1], [2, 3], [4]]
    assert grouped(grid, [0, 4], 3, True) == [[0], [1, 2, 3], [4]]


def test_in_order_only_neighbours_stand_together() -> None:
    """6, 1, 6 between the extremes: the two of 6 are alike, and stand apart in order."""
    grid = np.array([0.0, 6.0, 1.0, 6.0, 11.0]).reshape(5, 1, 1) / 11
    assert grouped(grid, [0, 4], 4, False) == [[0], [1, 3], [2], [4]]
    assert grouped(grid, [0, 4], 4, True) in ([[0], [1, 2], [3], [4]], [[0], [1], [2, 3], [4]])


def test_no_number_of_days_is_told(tmp_path: Path) -> None:
    bench = mfo.read(written(tmp_path, "3", [10, 20, 30, 40], [1, 2, 4, 5]))
    with pytest.raises(mfo.UsageError, match=r"No number of typical days is given.*--days 12"):
        bench.typical_days([])
