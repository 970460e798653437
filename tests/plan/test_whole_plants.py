"""Laws of whole plants, from plant file to saved run: small random plants of two to four sites.

Whatever is typed ends in a certified plan or in sentences; sums of the ledger are the objective; what is saved is read
back; a tighter limit never helps; and the unit in which amounts are typed changes nothing.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mfo

LAWS = settings(
    max_examples=8, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
Plant = dict[str, Any]
MATERIALS = ("scraps", "compost", "sorted")
SLOTS: dict[str, list[dict[str, Any]]] = {
    "one": [],
    "unequal": [{"slot": "short", "hours": "760 h"}, {"slot": "long", "hours": "8000 h"}],
    "days": [
        {"slot": f"{day} {half}", "hours": "12 h", "weight": weight, "day": day}
        for day, weight in (("summer", 200), ("winter", 165))
        for half in ("day", "night")
    ],
}


class Typed:
    """Writes amounts in one unit of mass: ``rate(3, "/d")`` is 3 t/d or 3000 kg/d."""

    def __init__(self, unit: str) -> None:
        self.unit, self.per_tonne = unit, {"t": 1, "kg": 1000}[unit]

    def amount(self, tonnes: float, per: str = "") -> str:
        return f"{tonnes * self.per_tonne:.12g} {self.unit}{per}"

    def price(self, money: float, form: str = "EUR/{}") -> str:
        return f"{money / self.per_tonne:.12g} {form.format(self.unit)}"


@st.composite
def plants(draw: Any) -> Plant:
    """What a plant is made of, in tonnes and euros."""
    number = lambda low, high: draw(st.integers(low, high))  # noqa: E731
    count = number(2, 4)
    site = st.sampled_from([f"s{k}" for k in range(count)])
    material = st.sampled_from(MATERIALS)
    return {
        "sites": count,
        "slots": draw(st.sampled_from(sorted(SLOTS))),
        "years": draw(st.booleans()),
        "supplies": [
            (draw(site), number(1, 20), draw(st.sampled_from(["all", "up to"])), number(-5, 9), draw(st.booleans()))
            for _ in range(number(1, 3))
        ],
        "processes": [
            {
                "site": draw(site),
                "in": draw(material),
                "out": draw(material),
                "yield": number(1, 10) / 10,
                "cost": number(-3, 20),
                "capacity": number(1, 30),
                "kind": draw(st.sampled_from(KINDS)),
            }
            for _ in range(number(1, 3))
        ],
        "stores": [(draw(site), draw(material), number(5, 500), draw(st.booleans())) for _ in range(number(0, 2))],
        "markets": [(draw(site), draw(material), number(-10, 30), number(1, 30)) for _ in range(number(1, 3))],
        "links": draw(
            st.lists(st.tuples(site, site, number_of, st.booleans()), max_size=4, unique_by=lambda way: way[:2])
        ),
        "landfill": draw(st.integers(0, 5)),
    }


KINDS = ("plain", "built", "units", "closable", "on or off", "ramped")
number_of = st.integers(0, 9)


def written(plant: Plant, unit: str = "t", limit: float | None = None) -> dict[str, Any]:
    """The plant's tables; ``limit`` bounds what is landfilled in a year [t]."""
    typed = Typed(unit)
    tables: dict[str, Any] = {
        "plant": {"name": "any", "currency": "EUR", "discount_rate": "5 %"},
        "materials": [{"material": name, "unit": unit} for name in MATERIALS],
        "sites": [{"site": f"s{k}"} for k in range(plant["sites"])],
        "supplies": [
            {
                "supply": f"supply {k}",
                "site": site,
                "material": "scraps",
                "amount": typed.amount(amount, "/d"),
                "take": take,
                "price": "season" if by_slot else typed.price(price),
            }
            for k, (site, amount, take, price, by_slot) in enumerate(plant["supplies"])
        ],
        "processes": [],
        "recipes": [],
        "stores": [
            {
                "store": f"store {k}",
                "site": site,
                "material": name,
                "capacity": typed.amount(size),
                "across_days": "yes" if across and plant["slots"] == "days" else "no",
            }
            for k, (site, name, size, across) in enumerate(plant["stores"])
        ],
        "markets": [
            {
                "market": f"market {k}",
                "site": site,
                "material": name,
                "price": typed.price(price),
                "maximum": typed.amount(most, "/d"),
            }
            for k, (site, name, price, most) in enumerate(plant["markets"])
        ],
        "links": [_link(typed, way) for way in plant["links"] if way[0] != way[1]],
        "slots": SLOTS[plant["slots"]],
        "profiles": [
            {"slot": k + 1, f"season [EUR/{unit}]": (3 - 2 * (k % 2)) / typed.per_tonne}
            for k in range(max(1, len(SLOTS[plant["slots"]])))
        ],
    }
    for k, process in enumerate(plant["processes"]):
        _process(tables, typed, f"process {k}", process)
    if plant["landfill"]:
        for k in range(plant["sites"]):
            _landfill(tables, typed, k, plant["landfill"])
    if plant["years"]:
        tables["plant"]["years"] = "2030; 2035"
    if limit is not None:
        tables["limits"] = [{"limit": "cap", "what": "landfilled", "maximum": f"{limit:.12g} t/year"}]
    return {name: rows for name, rows in tables.items() if rows}


def _link(typed: Typed, way: tuple[str, str, int, bool]) -> dict[str, Any]:
    start, end, cost, fixed = way
    row = {
        "from": start,
        "to": end,
        "material": "*",
        "cost_per_amount": typed.price(cost),
        "capacity": typed.amount(15, "/d"),
    }
    return {**row, "fixed_cost": "9 EUR/d"} if fixed else row


def _process(tables: dict[str, Any], typed: Typed, name: str, process: dict[str, Any]) -> None:
    capital = {"capex": typed.price(50, "EUR/({}/d)"), "lifetime": "10 years"}
    more: dict[str, dict[str, Any]] = {
        "plain": {},
        "built": capital,
        "units": {**capital, "unit_size": typed.amount(4, "/d")},
        "closable": {"closable": "yes", "fixed_cost": "7 EUR/d"},
        "on or off": {"minimum_load": "40 %"},
        "ramped": {"ramp": "5 %/h"},
    }
    tables["processes"].append(
        {
            "process": name,
            "site": process["site"],
            "model": "recipe",
            "variable_cost": typed.price(process["cost"]),
            "capacity": typed.amount(process["capacity"], "/d"),
            **more[process["kind"]],
        }
    )
    tables["recipes"].append({"process": name, "material": process["in"], "role": "in"})
    if process["out"] != process["in"]:
        made = f"{process['yield']:.12g} {typed.unit}/{typed.unit}"
        tables["recipes"].append({"process": name, "material": process["out"], "role": "out", "amount": made})


def _landfill(tables: dict[str, Any], typed: Typed, site: int, cost: int) -> None:
    tables["processes"].append(
        {
            "process": f"landfill {site}",
            "site": f"s{site}",
            "model": "recipe",
            "route": "landfill",
            "variable_cost": typed.price(10 * cost),
        }
    )
    tables["recipes"] += [{"process": f"landfill {site}", "material": name, "role": "in"} for name in MATERIALS]


def outcome(folder: Path, tables: dict[str, Any]) -> mfo.Plan | None:
    """The plan, or None where it was refused with sentences."""
    path = folder / "plant.yaml"
    path.write_text(json.dumps(tables), encoding="utf-8")
    refused: tuple[mfo.Problem, ...] = ()
    try:
        return mfo.read(path).optimise()
    except (mfo.PlantError, mfo.InfeasibleError) as error:
        refused = error.problems
    assert refused
    assert all(problem.code and problem.message.strip() for problem in refused)
    return None


def close(value: float, plan: mfo.Plan) -> Any:
    """Equal within what the solver proves: a part in 10^6 of all that is paid and earned."""
    lines = plan.ledger[plan.ledger["effect"] == "cost"]
    return pytest.approx(value, abs=3e-6 * float((lines["amount"].abs() * lines["weight"]).sum()) + 1e-5)


@LAWS
@given(plants())
def test_every_plant_ends_in_a_certified_plan_or_in_sentences(tmp_path: Path, plant: Plant) -> None:
    """And the plan's sums are the objective, before and after it was saved."""
    plan = outcome(tmp_path, written(plant))
    if plan is None:
        return
    assert plan.certificate["certified"]
    lines = plan.ledger[(plan.ledger["effect"] == "cost") & (plan.ledger["account"] == "own")]
    assert float((lines["amount"] * lines["weight"]).sum()) == pytest.approx(plan.run["objective"]["value"], abs=1e-6)
    assert float((plan.costs["amount"] * plan.costs["weight"]).sum()) == pytest.approx(plan.objective, abs=1e-6)
    plan.save(tmp_path / "run", force=True)
    assert mfo.Plan.load(tmp_path / "run").equals(plan)


@LAWS
@given(plants(), st.sampled_from([0.9, 0.4, 0.0]))
def test_a_tighter_limit_never_helps(tmp_path: Path, plant: Plant, share: float) -> None:
    """A cap on what is landfilled below what the plan landfills costs at least as much, or leaves no plan."""
    free = outcome(tmp_path, written(plant))
    landfilled = 0.0 if free is None else free.totals["landfilled"]["value"]
    if free is None or not landfilled:
        return
    years = 10 if plant["years"] else 1
    capped = outcome(tmp_path, written(plant, limit=share * landfilled / years))
    if capped is not None:
        assert capped.objective > free.objective or capped.objective == close(free.objective, free)
        assert capped.totals["landfilled"]["value"] <= share * landfilled * (1 + 1e-6) + 1e-3


@LAWS
@given(plants())
def test_the_unit_typed_changes_nothing(tmp_path: Path, plant: Plant) -> None:
    """In kilograms the same plan costs the same."""
    tonnes, kilograms = (outcome(tmp_path, written(plant, unit)) for unit in ("t", "kg"))
    assert (tonnes is None) == (kilograms is None)
    if tonnes is not None and kilograms is not None:
        assert kilograms.objective == close(tonnes.objective, tonnes)
