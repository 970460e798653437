"""The certificate's checks of running: each finds the plan that breaks it, and names itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from typing import Any

import numpy as np
import pytest

from mfo.errors import SolverError
from mfo.plan.certificate.certify import certify
from mfo.plan.certificate.readings.book import WrittenRows
from mfo.plan.certificate.readings.time_reading import Calendar, read_repetitions
from mfo.plan.make_plan import make_plan
from mfo.plan.tables.elements import Elements, texts
from mfo.plant.model import Plant, QualityLimit, Return

from ..plants import link, market, material, mix, plant, series, store, supply, times
from .solving import solve

DAYS = replace(times(4, hours=12.0, weight=[3.0, 3.0, 5.0, 5.0]), follows=(1, 0, 3, 2))


def wavy() -> Plant:
    """A burner that is slow to change, beside a way out that is dear."""
    burner = mix("burner", "A", ["x"], {}, cost=1.0, capacity=series(10.0), ramp=series(0.1))
    return plant(
        supply("s", "A", "x", [2.0, 8.0, 2.0, 8.0]),
        burner,
        mix("out", "A", ["x"], {}, cost=9.0),
        at=times(4, hours=1.0),
    )


def switched() -> Plant:
    """An engine that runs at half its load or not, whose starts cost, beside a grid."""
    engine = mix(
        "engine",
        "A",
        ["gas"],
        {"power": 1.0},
        cost=1.0,
        capacity=series(10.0),
        minimum_load=series(0.5),
        start_cost=series(3.0),
    )
    return plant(
        supply("wells", "A", "gas", 10.0, take_all=False),
        engine,
        supply("grid", "A", "power", None, 5.0, False),
        market("town", "A", "power", 0.0, [0.0, 7.0, 7.0, 0.0], [0.0, 7.0, 7.0, 0.0]),
        at=times(4, hours=1.0),
    )


def closable() -> Plant:
    """A press that costs when open, worth it."""
    press = mix("press", "A", ["x"], {}, cost=1.0, capacity=series(5.0), closable=True, fixed_cost=series(1.0))
    return plant(supply("s", "A", "x", 4.0), press, mix("out", "A", ["x"], {}, cost=9.0))


def sized() -> Plant:
    """Units of 2 t/h, of which 4 t/h need two."""
    built = mix("unit", "A", ["x"], {}, capex=series(10.0), lifetime=10.0, unit_size=2.0, capacity=series(8.0))
    return plant(supply("s", "A", "x", 4.0), built)


def linked() -> Plant:
    """A lorry that costs when used and carries at least 3 t/h."""
    lorry = link("A", "B", "x", 1.0, fixed_cost=series(1.0), minimum_load=series(3.0), capacity=series(9.0))
    return plant(supply("s", "A", "x", 4.0), lorry, mix("out", "B", ["x"], {}))


def returned() -> Plant:
    """Half of the crates come back a slot later."""
    back = Return("shop", "crate", "used crate", "A", 1.0, False, series(0.5))
    return plant(
        supply("maker", "A", "crate", [1.0, 2.0, 3.0, 4.0], 1.0),
        market("shop", "A", "crate"),
        mix("wash", "A", ["used crate"], {}),
        at=times(4, hours=1.0),
        returns=(back,),
    )


def stored() -> Plant:
    """A tank across two typical days, from 10 t to 46 t in three days and back in five; no other plan is possible."""
    tank = store("tank", "A", "x", 100.0, start=10.0, end=10.0, across_days=True)
    taken = [1.0, 1.0, 0.3, 0.3]
    return plant(supply("s", "A", "x", [2.0, 1.0, 0.0, 0.0]), tank, market("m", "A", "x", 1.0, taken, taken), at=DAYS)


def perishing() -> Plant:
    """Milk that keeps two slots, bought when it is cheap."""
    dairy = store("cold room", "A", "milk", 50.0, maximum_stay=2.0)
    return plant(
        supply("farm", "A", "milk", None, [1.0, 5.0, 5.0, 5.0], False),
        dairy,
        market("town", "A", "milk", 0.0, 2.0, 2.0),
        at=times(4, hours=1.0),
    )


def blended(table: str, lower: bool) -> Plant:
    """Hard and soft grain, half and half, in a silo or for a market."""
    bounds = (5.0, None) if lower else (None, 5.0)
    limit = QualityLimit(table, "silo" if table == "stores" else "mill", "hardness", *bounds)
    cheap, dear = (0.0, 1.0) if lower else (1.0, 0.0)
    return plant(
        supply("soft", "A", "soft", 3.0, cheap, False),
        supply("hard", "A", "hard", 3.0, dear, False),
        store("silo", "A", ["soft", "hard"], 50.0),
        market("mill", "A", ["soft", "hard"], 0.0, [0.0, 4.0], [0.0, 4.0]),
        materials=(material("soft", hardness=2.0), material("hard", hardness=8.0)),
        quality=(limit,),
        at=times(2, hours=1.0),
    )


@dataclass(frozen=True)
class Slip:
    """A plant, and what of its solution is changed: a family's value at a place, added to or set."""

    check: str
    made: Callable[[], Plant]
    family: str
    at: tuple[int, ...]
    add: float = 0.0
    to: float | None = None


SLIPS = [
    Slip("ramps", wavy, "activity", (0, 0, 1), add=2.0),
    Slip("minimum loads", switched, "activity", (0, 0, 1), to=3.0),
    Slip("minimum loads", switched, "activity", (0, 0, 3), to=0.5),
    Slip("starts", switched, "start", (0, 0, 1), to=0.0),
    Slip("open or closed", closable, "open", (0, 0), to=0.0),
    Slip("whole units", sized, "built", (0, 0), add=-0.5),
    Slip("link minimum loads", linked, "arc", (0, 0, 0), to=100.0),
    Slip("links in use", linked, "used", (0, 0), to=0.0),
    Slip("storage openings", stored, "opening", (0, 0, 1), add=1.0),
    Slip("storage openings", stored, "opening", (0, 0, 0), add=-1.0),
    Slip("storage ends", stored, "level", (0, 0, 3), add=1.0),
    Slip("stock levels", stored, "level", (0, 0, 2), to=0.0),
    Slip("store capacities", stored, "level", (0, 0, 1), to=95.0),
    Slip("longest stay", perishing, "level", (0, 0, 3), add=20.0),
    Slip("fresh charge", perishing, "charge", (0, 0, 2), add=3.0),
    Slip(
        "blends", lambda: blended("stores", False), "level", (1, 0, 0), add=60.0
    ),  # more than the silo can hold of the soft
    Slip("blends", lambda: blended("markets", False), "delivery", (1, 0, 1), add=10.0),
    Slip("blends", lambda: blended("markets", True), "delivery", (0, 0, 1), add=10.0),
]


@pytest.mark.parametrize("slip", SLIPS, ids=[f"{slip.check}: {slip.family} {slip.at}" for slip in SLIPS])
def test_a_plan_that_runs_as_it_may_not_is_refused(slip: Slip) -> None:
    """The sound plan passes; with one number changed the check of that name refuses it."""
    made = slip.made()
    graph, solution = solve(made)
    checks = make_plan(made, graph, solution).certificate["checks"]
    assert any(check["name"] == slip.check and check["count"] for check in checks)
    values: dict[str, Any] = {name: np.array(array) for name, array in solution.values.items()}
    values[slip.family][slip.at] = values[slip.family][slip.at] + slip.add if slip.to is None else slip.to
    with pytest.raises(SolverError, match=f"[:;] {slip.check} is off by") as caught:
        make_plan(made, graph, replace(solution, values=values))
    assert caught.value.exit_code == 5
    assert caught.value.problems[0].code == "not-certified"


def test_what_comes_back_is_recomputed_from_the_table_of_flows() -> None:
    """A tenth more comes back than was due: 0.05 of the crates sold."""
    made = returned()
    graph, solution = solve(made)
    tables = make_plan(made, graph, solution).tables
    flows = tables["flows"]
    back = flows["kind"] == "return"
    assert float(flows.loc[back, "amount"].sum()) == pytest.approx(5.0)
    wrong = {**tables, "flows": flows.assign(amount=flows["amount"].where(~back, flows["amount"] * 1.1))}
    elements = Elements(made, graph)
    assert certify(tables, elements, solution, "cost")["certified"]
    with pytest.raises(SolverError, match=r"returns is off by 0.2 .* at used crate at A"):
        certify(wrong, elements, solution, "cost")


def test_a_level_between_the_first_and_the_last_day_would_not_show_it() -> None:
    """The tank is emptied on the last of five days; the table's mean level is positive, and still it is refused."""
    made = stored()
    graph, solution = solve(made)
    values = {name: np.array(array) for name, array in solution.values.items()}
    values["level"][0, 0, 3] -= 9.0
    with pytest.raises(SolverError, match="stock levels is off by"):
        make_plan(made, graph, replace(solution, values=values))


@pytest.mark.parametrize(
    ("lost", "count", "exact"),
    [(1e-7, 365, 1e-11), (2.6e-7, 365, 1e-11), (1e-3, 365, 1e-9), (0.1, 365, 1e-9), (3e-5, 2, 1e-14), (1e-5, 4, 1e-13)],
)
def test_repetitions_that_lose_little_are_summed_as_exactly_as_those_that_lose_much(
    lost: float, count: int, exact: float
) -> None:
    """All of them one by one, in 60 digits: each keeps a share of what opens it and adds 1. The first opens at 0."""
    zero = np.array([0])
    calendar = Calendar(zero, zero, zero, zero, np.array([float(count)]), zero)
    found = read_repetitions(calendar, np.array([[[1 - lost]]]))
    with localcontext() as context:
        context.prec = 60
        kept, openings = Decimal(1 - lost), [Decimal(0)]
        for _ in range(count):
            openings.append(openings[-1] * kept + 1)
        opening, level = sum(openings[:-1]) / count, sum(openings[1:]) / count
        meant = [float(each / level) for each in (opening, openings[-2] - opening, openings[-1])]
    told = [float(each.item()) for each in (found.mean, found.last, found.closing)]
    assert told == pytest.approx(meant, rel=exact)


def test_of_coefficients_some_of_which_are_nothing_the_others_are_written() -> None:
    """Those of one, too: 0, 1 and 2 on three columns leave two entries."""
    rows = WrittenRows("sums", texts(["a", "b", "c"]), (3,), np.zeros(3), np.zeros(3), np.zeros(3, dtype=np.int64))
    rows.add(rows.at, np.array([4, 5, 6]), np.array([0.0, 1.0, 2.0]))
    ((row, column, value),) = rows.entries
    assert (row.tolist(), column.tolist(), value.tolist()) == ([1, 2], [5, 6], [1.0, 2.0])
