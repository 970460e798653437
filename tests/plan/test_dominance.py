"""One line that is nearly all the money is told, with its cell: most often a slip of a thousand."""

from __future__ import annotations

from mfo.errors import Where
from mfo.plan.plan import Plan

from ..plants import market, plant, supply
from .solving import plan_of

NINE = range(9)


def bought(first: float) -> Plan:
    """Nine materials, each supplied at 1 t/h: the first at a price of its own, the others at 2 EUR/t."""
    return plan_of(
        plant(
            *(
                supply(
                    f"s{number}",
                    "A",
                    f"m{number}",
                    1.0,
                    first if number == 0 else 2.0,
                    where=Where("plant.xlsx", "supplies", 2 + number),
                )
                for number in NINE
            ),
            *(market(f"out{number}", "A", f"m{number}") for number in NINE),
        )
    )


def told(plan: Plan) -> list[str]:
    return [str(problem) for problem in plan.problem_list if problem.code == "money-dominated"]


def test_a_price_a_thousand_times_too_high_is_told_at_its_row(tmp_path) -> None:
    """2,000 EUR/t against 8 x 2: 125 times as much. The place is still there when the plan is read back."""
    plan = bought(2000.0)
    (text,) = told(plan)
    assert text.startswith("plant.xlsx, sheet supplies, row 2: 's0' costs or earns 17,520,000 EUR, 125 times as much")
    assert told(Plan.load(plan.save(tmp_path / "run"))) == [text]


def test_one_large_purchase_among_small_ones_is_no_slip() -> None:
    """120 EUR/t against 16 is 7.5 times."""
    assert told(bought(120.0)) == []


def test_in_a_small_plant_one_thing_may_be_nearly_everything() -> None:
    assert told(plan_of(plant(supply("s", "A", "x", 1.0, 500.0), market("m", "A", "x", 1.0)))) == []
