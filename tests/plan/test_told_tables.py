"""What a reader is told is held against the plan: one number of one table altered, and the plan is refused.

The plant is a dairy in kilograms, which mfo counts in tonnes. In two days 2,000 kg of milk are bought on the first,
when it is cheap: 1,200 kg go to the vat and 800 kg to the tank, for the second day. The vat makes half of it cheese,
600 kg and 400 kg, which is a day under way: the shop sells 400 kg and 600 kg. Vat, tank and van are as large as that
needs.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pytest

import mfo
from mfo.errors import SolverError
from mfo.plan.certificate.certify import certify
from mfo.plan.make_plan import make_plan
from mfo.plan.tables.elements import Elements
from mfo.solve.engine.solution import Solution

from .solving import solve

DAIRY = """
plant: {name: dairy, currency: EUR, slots: 2 days}
materials: [{material: milk, unit: kg}, {material: cheese, unit: kg}]
sites: [{site: dairy}, {site: town}]
supplies:
  - {supply: farms, site: dairy, material: milk, take: up to, price: asked}
stores:
  - {store: tank, site: dairy, material: milk, start: 0 kg, capex: 36.5 EUR/kg, lifetime: 100 year}
processes:
  - process: vat
    site: dairy
    model: recipe
    capacity: 9 t/d
    capex: 365 EUR/(kg/d)
    lifetime: 1000 year
    variable_cost: 1 EUR/kg
recipes:
  - {process: vat, material: milk, role: in}
  - {process: vat, material: cheese, role: out, amount: 0.5 kg/kg}
links:
  - link: van
    from: dairy
    to: town
    material: cheese
    cost_per_amount: 1 EUR/kg
    travel_time: 1 d
    capex: 365 EUR/(kg/d)
    lifetime: 1000 year
markets:
  - {market: shop, site: town, material: cheese, price: 0 EUR/kg, minimum: wanted, maximum: wanted}
limits:
  - {limit: enough, what: farms, maximum: 400 t/year}
  - {limit: some, what: farms, minimum: 350 t/year}
profiles:
  - {slot: 1, "asked [EUR/kg]": 10, "wanted [kg/d]": 400}
  - {slot: 2, "asked [EUR/kg]": 30, "wanted [kg/d]": 600}
"""

Solved = tuple[Elements, Solution, dict[str, pd.DataFrame]]


@cache
def dairy(kind: str = "") -> Solved:
    """The plant, its solution and the tables of the plan; ``large``: a million times as much of everything, ``Mt``:
    the same, told in millions of tonnes."""
    text = DAIRY.replace("unit: kg", "unit: Mt") if kind == "Mt" else DAIRY
    if kind == "large":
        text = DAIRY.replace("[kg/d]", "[kt/d]").replace(" t/year", " Mt/year").replace("9 t/d", "9 Mt/d")
    with TemporaryDirectory() as folder:
        path = Path(folder, "plant.yaml")
        path.write_text(text, encoding="utf-8")
        made = mfo.read(path).plant
    graph, solution = solve(made)
    return Elements(made, graph), solution, dict(make_plan(made, graph, solution).tables)


def told(table: str, column: str, change: float, kind: str = "", **where: Any) -> dict[str, object]:
    """What the certificate says where the rows of a table that are ``where`` tell so much more."""
    elements, solution, tables = dairy(kind)
    frame = tables[table]
    rows = pd.Series(True, index=frame.index)
    for name, value in where.items():
        rows &= frame[name] == value
    assert rows.sum() == 1
    wrong = {**tables, table: frame.assign(**{column: frame[column].where(~rows, frame[column] + change)})}
    return certify(wrong, elements, solution, "cost")


def test_the_tables_tell_the_plan() -> None:
    """The numbers of the heading, in the tables that are altered below."""
    elements, solution, tables = dairy()
    assert certify(tables, elements, solution, "cost")["certified"]
    assert tables["activities"]["activity"].tolist() == pytest.approx([1200, 800])
    assert tables["stocks"]["level"].tolist() == pytest.approx([800, 0], abs=1e-6)
    assert tables["in_transit"]["amount"].tolist() == pytest.approx([600, 400])
    assert tables["capacities"]["in_place"].tolist() == pytest.approx([1.2])  # t/d
    assert tables["sizes"]["in_place"].tolist() == pytest.approx([800, 600])  # kg, kg/d


CASES = [
    # 100 kg more of milk come into the dairy than go out; of what the supply gives they are 0.1 t too much
    ("flows", "amount", 100, {"element": "farms", "slot": 1}, "balance is off by 100", "material milk, site dairy"),
    ("flows", "amount", 100, {"element": "farms", "slot": 1}, "table of flows is off by 0.1", "milk at dairy"),
    ("flows", "amount", -901, {"element": "shop", "slot": 2}, "amounts not negative is off by 301", "material cheese"),
    ("activities", "activity", 100, {"slot": 2}, "table of activities is off by 0.1", "vat, year 1, slot 2"),
    ("activities", "activity", 100, {"slot": 1}, "capacity is off by 100", "process vat"),  # of 1,200 kg a day
    ("stocks", "level", 100, {"slot": 1}, "table of stocks is off by 0.1", "tank, year 1, slot 1"),
    ("stocks", "charge", 100, {"slot": 2}, "table of stocks is off by 0.1", "tank, year 1, slot 2"),
    ("stocks", "discharge", 100, {"slot": 1}, "table of stocks is off by 0.1", "tank, year 1, slot 1"),
    ("stocks", "opening", 100, {"slot": 1}, "storage is off by 100", "store tank"),  # 100 + 800 is not 800
    ("stocks", "loss", 50, {"slot": 2}, "storage is off by 50", "store tank"),
    ("capacities", "in_place", 0.24, {}, "table of capacities is off by 0.01", "vat, year 1"),  # t/d, and t/h
    ("capacities", "built", 0.24, {}, "table of capacities is off by 0.01", "vat, year 1"),
    ("capacities", "in_place", 8.3, {}, "capacity in place is off by 0.5", "process vat"),  # 9 t/d at most
    ("sizes", "in_place", 100, {"element": "tank"}, "table of sizes is off by 0.1", "tank, year 1"),
    ("sizes", "built", 100, {"element": "tank"}, "table of sizes is off by 0.1", "tank, year 1"),
    ("sizes", "in_place", 240, {"element": "van"}, "table of sizes is off by 0.01", "van, year 1"),  # kg/d, and t/h
    ("sizes", "built", 240, {"element": "van"}, "table of sizes is off by 0.01", "van, year 1"),
    ("in_transit", "amount", 100, {"slot": 2}, "table of what is in transit is off by 0.1", "van, year 1, slot 2"),
    ("bounds", "value", 100, {"bound": "maximum", "slot": 2}, "bounds is off by 100", "element shop"),
    ("bounds", "value", -100, {"bound": "minimum", "slot": 1}, "bounds is off by 100", "element shop"),
    ("limits", "value", 400, {"limit": "enough"}, "limits is off by 208", "limit enough"),  # 400,000 / 182.5 is 2,192
    ("limits", "value", -400, {"limit": "some"}, "limits is off by 318", "limit some"),  # 350,000 / 182.5 is 1,918
    ("ledger", "amount", 100, {"element": "farms"}, "objective is off by 100", "in the ledger's sum of cost"),
]


@pytest.mark.parametrize(("table", "column", "change", "where", "said", "at"), CASES)
def test_a_table_that_tells_another_number_is_refused(
    table: str, column: str, change: float, where: dict[str, Any], said: str, at: str
) -> None:
    """The check of that name says by how much, in the unit that is typed or in tonnes, and where."""
    with pytest.raises(SolverError, match=rf"[:;] {re.escape(said)} \(allowed [^)]*\) [^;]*{re.escape(at)}"):
        told(table, column, change, **where)


@pytest.mark.parametrize("row", range(16))
def test_every_flow_is_held(row: int) -> None:
    """A kilogram more or less, of whichever kind and direction."""
    _, _, tables = dairy()
    assert len(tables["flows"]) == 16
    found = tables["flows"].iloc[row]
    where = {name: found[name] for name in ("element", "slot", "site", "direction")}
    for change in (1.0, -1.0):
        with pytest.raises(SolverError, match=r"[:;] table of flows is off by 0.001 "):
            told("flows", "amount", change, **where)


def test_what_has_room_may_be_more() -> None:
    """Proves: a bound is one on one side. On the second day the vat could do 400 kg more, and limits leave some."""
    process = {"bound": "capacity in place", "element": "vat"}
    assert told("bounds", "value", 300.0, slot=2, **process)["certified"]
    assert told("limits", "value", 100.0, limit="enough")["certified"]
    assert told("limits", "value", 100.0, limit="some")["certified"]


@pytest.mark.parametrize(("change", "fine"), [(0.0009, True), (-0.0009, True), (0.0011, False), (-0.0011, False)])
def test_a_gram_is_what_may_be_off(change: float, fine: bool) -> None:
    """A millionth of a tonne, and a part in 10^9 of 2,000 kg more: 0.001002 kg; of 1,200 kg in tonnes 1.0012e-6."""
    if fine:
        assert told("flows", "amount", change, element="vat", slot=1, material="milk")["certified"]
    else:
        with pytest.raises(SolverError, match=r"balance is off by 0.0011 \(allowed 0.001\)"):
            told("flows", "amount", change, element="vat", slot=1, material="milk")


def test_of_much_a_billionth_may_be_off() -> None:
    """Of 800,000 t in the tank 0.8 kg are rounding: in what opens the second day, too, when nothing is charged."""
    assert told("stocks", "opening", 0.5, kind="large", slot=2)["certified"]
    with pytest.raises(SolverError, match=r"storage is off by 2 \(allowed 0.801\)"):
        told("stocks", "opening", 2.0, kind="large", slot=2)


def test_of_a_large_unit_no_more_may_be_off() -> None:
    """Half a kilogram too much of 2 t of milk, told as 2e-6 Mt: a gram is what may be off, whatever the unit."""
    with pytest.raises(SolverError, match=r"balance is off by 5e-10 \(allowed 1e-12\)"):
        told("flows", "amount", 5e-10, kind="Mt", element="farms", slot=1)
