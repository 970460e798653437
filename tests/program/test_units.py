"""Each row of the program adds up like with like: checked by Pyomo's units on a small instance."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyo
import pytest
from pyomo.core.base.units_container import InconsistentUnitsError, UnitsError
from pyomo.util.check_units import assert_units_consistent

import mfo.program.build as build
from mfo.program.components.builder import Builder
from mfo.program.components.pyomo_components import Lookup

from .graphs import Sketch

pyo.units.load_definitions_from_strings(["EUR = [currency]"])

FLOW, RATE, HOURS, MONEY = "metric_ton", "metric_ton/hour", "hour", "EUR"
VARIABLES = {
    **dict.fromkeys(["supply", "arc", "delivery", "feed", "activity", "level", "charge", "discharge", "opening"], FLOW),
    **dict.fromkeys(["capacity", "built"], RATE),
}
TABLES = {
    **dict.fromkeys(
        ["market_minimum", "market_maximum", "link_capacity", "used_most", "link_load", "store_room", "link_room"], FLOW
    ),
    **dict.fromkeys(
        ["open_most", "on_most", "on_least", "ramp_given", "end_level", "limited_capacity", "measured_amount"], FLOW
    ),
    **dict.fromkeys(["existing", "unit_size", "ramp_given", "ramp_given_known", "ramp_built_known"], RATE),
    **dict.fromkeys(["expandable_hours", "load_hours"], HOURS),
    **dict.fromkeys(["year_limit_lower", "year_limit_upper"], FLOW),
    "rate_per_slot": "1/hour",
}
COSTS = {  # of the objective, by the family it counts
    **dict.fromkeys(["supply", "arc", "delivery", "feed", "activity", "level"], "EUR/metric_ton"),
    **dict.fromkeys(["capacity", "built"], "EUR/(metric_ton/hour)"),
}


class WithUnits(Builder):
    """Builds the same model with units on variables and tables (which makes it slow: for this test only)."""

    changed: dict[str, str] = {}  # noqa: RUF012

    def table(self, name, values, *sets):
        unit = {**TABLES, **self.changed}.get(name)
        if name.startswith("objective_") and name.endswith("_coefficient"):
            unit = COSTS.get(name.removesuffix("_coefficient").split("_", 2)[2], MONEY)
        if unit is None:
            super().table(name, values, *sets)
            return
        numbers = {index: Lookup(values)[index] for index in np.ndindex(*values.shape)}
        numbers = {index if len(index) > 1 else index[0]: number for index, number in numbers.items()}
        made = pyo.Param(*sets, initialize=numbers, mutable=True, units=getattr(pyo.units, unit), within=pyo.Any)
        setattr(self.model, name, made)
        self.registry.arrays[id(made)] = values

    def variable(self, name, sets, **options):
        made = super().variable(name, sets, **options)
        if name in VARIABLES:
            made.component._units = getattr(pyo.units, VARIABLES[name])
        return made


def sketch():
    s = Sketch(slots=2, hours=[2.0, 3.0])
    s.supply("a", 9, price=1.0)
    s.supply("b", 9, price=2.0)
    for options in (
        {"capacity": 5},
        {"capacity": 5, "closable": True, "minimum_load": 0.4, "has_start": True, "ramp": 0.5},
        {"expandable": True, "most": 5, "capacity": 5, "unit_size": 2.0, "existing": 1.0, "minimum_load": 0.2},
    ):
        made = s.process(cost=1.0, **options)
        first = s.feed(made, "a", low=0.1)
        s.feed(made, "b", high=0.5)
        s.output(made, "p", 0.5, feed=first)
        s.output(made, "p", 0.1)
        s.rate("open", made, 3.0)
    s.rate("built", made, 4.0)
    s.link("here", "there", ["a", "p"], cost=1.0, capacity=6, fixed=1.0, load=1.0)
    s.link("here", "there", ["a", "p"], cost=1.0, capacity=6)
    s.store(["a", "p"], capacity=5, cost=0.1, kept=0.9, start=1.0, end=1.0, stay=1)
    s.market(["a", "p"], price=3.0, maximum=4.0)
    s.limit("most", [s.term("supply", 0)], upper=8.0)
    s.blend("feed", [0, 1], [-1.0, 2.0])
    return s


def model(monkeypatch, changed=()):
    builder = type("Changed", (WithUnits,), {"changed": dict(changed)})
    monkeypatch.setattr(build, "Builder", builder)
    s = sketch()
    return build.build_program(s.graph(), fixed=(s.fixed("supply", 0, 1.0),)).model()


def test_every_row_and_the_objective_add_up_like_with_like(monkeypatch):
    """Proves: flows in t, capacities in t/h and hours in h meet consistently in every family, and cost in EUR."""
    assert_units_consistent(model(monkeypatch))


@pytest.mark.parametrize("name", ["expandable_hours", "existing", "store_room", "on_least"])
def test_a_wrong_unit_is_noticed(monkeypatch, name):
    """Proves: the check above can fail, for each of these when it is taken for money."""
    wrong = model(monkeypatch, {name: "EUR"})
    with pytest.raises((InconsistentUnitsError, UnitsError)):
        assert_units_consistent(wrong)
