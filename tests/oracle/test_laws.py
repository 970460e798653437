"""Laws that hold for every plant: what is typed otherwise, cut otherwise or larger plans the same.

Random plants, each solved as it is and changed; the tolerance is what the solver proves, a part in 10^6 of all that is
paid and earned.
"""

from __future__ import annotations

from itertools import count, islice, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

import mfo
from mfo.tables.conversion import convert

from .compare import mfo_answer
from .plants import random_plant
from .reference import Reference
from .retyped import bound_by_year, cut_in_two, multiplied, shuffled, with_dearer_twins

FACTOR = 3.0


def outcome(text: str, folder: Path) -> tuple[str, float, float]:
    """Status, objective, and all that is paid and earned."""
    status, plan = mfo_answer(text, folder, "cost")
    if status != "optimal":
        return status, 0.0, 0.0
    cost = plan.ledger[plan.ledger["effect"] == "cost"]
    return status, plan.objective, float((cost["amount"].abs() * cost["weight"]).sum())


def assert_same(first: tuple[str, float, float], second: tuple[str, float, float], factor: float = 1.0) -> None:
    assert first[0] == second[0]
    assert second[1] == pytest.approx(factor * first[1], abs=factor * 2e-6 * first[2] + 1e-5)


@pytest.mark.parametrize("seed", range(500, 506))
def test_order_and_size_change_nothing(seed: int, tmp_path: Path) -> None:
    """Proves: tables, rows and columns in another order give the same plan; three times of everything costs three
    times as much; the same supply at a higher price is not used."""
    text = random_plant(Random(seed))[1]
    plan = outcome(text, tmp_path)
    assert_same(plan, outcome(shuffled(text, Random(seed)), tmp_path))
    assert_same(plan, outcome(multiplied(text, FACTOR), tmp_path), FACTOR)
    if plan[0] == "optimal":
        assert_same(plan, outcome(with_dearer_twins(text), tmp_path))


def with_slots() -> list[str]:
    texts = (random_plant(Random(seed))[1] for seed in count(600))
    return list(islice((text for text in texts if "\nslots:" in text), 6))


@pytest.mark.parametrize("text", with_slots(), ids=range(6))
def test_a_slot_cut_in_two_changes_nothing(text: str, tmp_path: Path) -> None:
    """Proves: where nothing is decided, counted or kept from slot to slot, halves of slots give the same totals."""
    whole = bound_by_year(text)
    assert_same(outcome(whole, tmp_path), outcome(cut_in_two(whole), tmp_path))


@pytest.mark.parametrize("seed", range(700, 703))
def test_the_container_changes_nothing(seed: int, tmp_path: Path) -> None:
    """Proves: as YAML, as a workbook, as a folder and as YAML again it is the same plan, table by table."""
    (tmp_path / "plant.yaml").write_text(random_plant(Random(seed))[1], encoding="utf-8")
    steps = [tmp_path / name for name in ("plant.yaml", "book.xlsx", "folder", "again.yaml")]
    for source, target in pairwise(steps):
        convert(source, target)
    plans = [_plan(step) for step in steps]
    for plan in plans[1:]:
        assert type(plan) is type(plans[0])
        if isinstance(plan, mfo.Plan):
            assert plan.objective == plans[0].objective
            assert plan.flows.equals(plans[0].flows)
            assert plan.ledger.equals(plans[0].ledger)


def _plan(path: Path) -> Any:
    try:
        return mfo.read(path).optimise()
    except mfo.MfoError as error:
        return error


def is_plain(plant: dict[str, Any]) -> bool:
    """Whether everything that costs or limits has its price in the tables of bounds and limits."""
    states = ("capex", "ramp", "closable", "start_cost", "minimum_load")
    return (
        not any(column in row for row in plant["processes"] for column in states)
        and not any(column in row for row in plant["stores"] for column in ("start", "end"))
        and not any(column in row for row in plant["links"] for column in ("fixed_cost", "minimum_load"))
        and not any(row.get("per") == "used" for row in plant["rates"])
        and not plant["contracts"]
        and not any({"after", "minimum_load"} & set(row) for row in (*plant["supplies"], *plant["markets"]))
    )


def plain_plants() -> list[int]:
    return list(islice((seed for seed in count(0) if is_plain(random_plant(Random(seed))[0])), 12))


@pytest.mark.parametrize("seed", plain_plants())
def test_the_prices_told_add_up_to_the_cost(seed: int, tmp_path: Path) -> None:
    """Proves: every bound times its price, as the tables tell them, counted by slot weights, years stood for and
    discount, is the cost (less what is due whatever is done). A price that is told in a wrong unit, or of a bound that
    is not told, breaks the sum."""
    plant, text = random_plant(Random(seed))
    status, plan = mfo_answer(text, tmp_path, "cost")
    if status != "optimal":
        return
    saved, size = _worth(plan, {row["limit"] for row in plant["limits"] if row.get("of")})
    fixed = Reference(plant).objective("cost").get(0, 0.0)
    assert fixed - saved == pytest.approx(plan.objective, abs=1e-6 * size + 1e-4)


def _worth(plan: mfo.Plan, shares: set[str]) -> tuple[float, float]:
    """The sum of bounds times prices, and of its magnitudes; a bound on a share is one of zero."""
    times = plan.times.assign(year_weight=plan.times["span"] * plan.times["discount"])
    by_year = times.groupby("year")["year_weight"].first().to_dict()
    weight = {(row.year, row.slot): row.weight * row.year_weight for row in times.itertuples()}
    weight |= {(year, 0): value for year, value in by_year.items()} | {(0, 0): 1.0}
    parts = [row.price * row.limit * weight[row.year, row.slot] for row in plan.bounds.itertuples() if row.price]
    parts += [
        row.price * (row.maximum if row.price > 0 else row.minimum) * weight[row.year, row.slot]
        for row in plan.limits.itertuples()
        if row.price and row.limit not in shares
    ]
    return sum(parts), sum(abs(part) for part in parts)
