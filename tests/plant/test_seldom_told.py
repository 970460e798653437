"""Slips that are seldom made: each is told at its cell, with what was found there and what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from .plants import BASE, added, first, problems_of

Change = dict[str, Any]
CAPITAL = {"capex": "100 MXN/(t/d)", "lifetime": "10 years"}
ROADMAP = {"years": "2030; 2040", "discount_rate": "0 %"}
CURVE = "20 t/d: 250 MXN/(t/d); 100 t/d: 80 MXN/(t/d)"
NOWHERE = [{"site": "farm"}, {"site": "town"}]
WAY = {"from": "farm", "to": "town", "material": "nopal", "cost_per_amount": "1 MXN/t"}
PAIR = {"table": "supplies", "row": "harvest", "column": "price", "low": 5, "high": 20}
DEAR = {"scenario": "dear", "table": "supplies", "row": "harvest"}


def bound(**cells: Any) -> Change:
    """One row of ``limits``."""
    return {"limits": [{"limit": "cap", **cells}]}


def back(**cells: Any) -> Change:
    """One row of ``returns``: half of the nopal sold comes back as manure."""
    row = {"of": "shop", "sold": "nopal", "as": "manure", "at": "farm", "share": "50 %", "after": "0 d"}
    return {"returns": [{**row, **cells}]}


def buried(**cells: Any) -> Change:
    """The shop, with cells about what it buries."""
    return {"markets": [BASE["markets"][0], {**BASE["markets"][1], **cells}]}


def hard(name: str) -> Change:
    """Materials of which two have a hardness."""
    return {"hardness": 3} if name in ("nopal", "manure") else {}


def fed(row: Change) -> Change:
    """At least 60 % of each input of the digester."""
    return {"minimum_share": "60 %"} if (row["process"], row["role"]) == ("digester", "in") else {}


SLIPS: dict[str, tuple[Change, str, str, str]] = {
    "a unit as currency": (
        {"plant": {"currency": "t"}},
        "plant currency",
        "currency",
        "`t` is no currency that mfo knows.",
    ),
    "an indicator of something": (
        bound(what="indicator: diversion", of="nopal", minimum="10 %"),
        "limits of",
        "limit-indicator",
        "An indicator is a share already, of all sites: `of` has no meaning.",
    ),
    "an indicator over all years": (
        bound(what="indicator: diversion", when="total", minimum="10 %"),
        "limits when",
        "limit-indicator",
        "An indicator is counted by year.",
    ),
    "a rate beside an amount": (
        bound(what="harvest", minimum="10 t/d", maximum="4000 t"),
        "limits maximum",
        "units-differ",
        "Minimum and maximum are of different kinds.",
    ),
    "a link with two units": (
        {
            **bound(what="farm > town", maximum="10 t/d"),
            "links": [{**WAY, "material": "nopal;crate", "cost_per_amount": "0"}],
        },
        "limits what",
        "units-differ",
        "`farm > town` carries materials in t and item, which have no sum.",
    ),
    "a supply beside its material": (
        bound(what="nopal; harvest", maximum="10 t/d"),
        "limits what",
        "limit-overlap",
        "`harvest` is part of the material `nopal`: it would count twice.",
    ),
    "what is made, named twice": (
        bound(what="gas; made: gas", maximum="10 Nm3/d"),
        "limits what",
        "limit-overlap",
        "Nothing supplies `gas`, so it counts what is made of it, as `made: gas` does: it would count twice.",
    ),
    "cash beside a supply": (
        {"plant": ROADMAP, **bound(what="cash; harvest", maximum="10 MXN")},
        "limits what",
        "budget",
        "Cash is bounded alone.",
    ),
    "cash by slot": (
        {"plant": ROADMAP, **bound(what="cash", when="slot", maximum="10 MXN")},
        "limits when",
        "budget",
        "`slot` says nothing of cash.",
    ),
    "a property without bounds": (
        {
            "materials": [{**row, **hard(row["material"])} for row in BASE["materials"]],
            "quality": [{"at": "digester", "property": "hardness"}],
        },
        "quality maximum",
        "limit-empty",
        "This limits nothing: minimum and maximum are blank.",
    ),
    "interest without a loan": (
        first("processes", **CAPITAL, loan_rate="5 %"),
        "processes loan_rate",
        "column-unused",
        "`loan_rate` says nothing without a loan.",
    ),
    "a loan without interest": (
        first("processes", **CAPITAL, loan_share="50 %", loan_term="9 year"),
        "processes loan_rate",
        "value-missing",
        "There is a loan, and `loan_rate` is blank.",
    ),
    "a year in a plant of one": (
        first("processes", retires="2030"),
        "processes retires",
        "column-unused",
        "`retires` says nothing in a plant without milestone years.",
    ),
    "capex by size without an end": (
        first("processes", capacity=None, lifetime="10 years", capex_by_size=CURVE),
        "processes capex_by_size",
        "size-curve",
        "`capex_by_size` ends at a size, and `capacity` is blank.",
    ),
    "an opening without an end": (
        first("processes", capacity=None, **CAPITAL, opening_cost="100 MXN"),
        "processes opening_cost",
        "capacity-missing",
        "`opening_cost` makes being there or not a state, which needs a largest capacity.",
    ),
    "a unit that has no room": (
        first("stores", capex="10 MXN/Nm3", lifetime="10 years", unit_size="900 Nm3"),
        "stores unit_size",
        "unit-too-large",
        "One unit (900 Nm3) is more than may be built (`capacity` is 800 Nm3): nothing of it is ever built.",
    ),
    "a curve by load of several units": (
        first(
            "processes",
            **CAPITAL,
            unit_size="10 t/d",
            variable_cost=None,
            variable_cost_by_load="20 %: 20 MXN/t; 100 %: 6 MXN/t",
        ),
        "processes variable_cost_by_load",
        "load-curve",
        "`variable_cost_by_load` of `digester` is by the load of one unit, and it is built in several.",
    ),
    "a curve by load without a capacity": (
        first(
            "processes", capacity=None, variable_cost=None, variable_cost_by_load="20 t/d: 20 MXN/t; 50 t/d: 6 MXN/t"
        ),
        "processes variable_cost_by_load",
        "load-curve",
        "`variable_cost_by_load` of `digester` ends at a load, and its capacity is blank.",
    ),
    "what a recipe accepts": (
        first("processes", accepts="nopal"),
        "processes accepts",
        "column-unused",
        "`accepts` says nothing of a recipe: its rows name its materials.",
    ),
    "least shares above one": (
        {"recipes": [{**row, **fed(row)} for row in BASE["recipes"]]},
        "recipes minimum_share",
        "shares-above-one",
        "The least shares add up to 1.2.",
    ),
    "the start of several stocks": (
        first("stores", material="nopal;manure", capacity="800 t", start="5 t"),
        "stores start",
        "stock-shared",
        "`start` and `end` of a store of several materials do not say of which.",
    ),
    "back before it is sold": (
        back(after="-2 d"),
        "returns after",
        "negative",
        "`after` is -2 d: nothing comes back before it is sold.",
    ),
    "fifty times what was sold": (
        back(share="50"),
        "returns share",
        "share-above-one",
        "More than all of the `nopal` delivered to `shop` comes back: the shares add up to 50.",
    ),
    "back after two": (back(after="2"), "returns after", "unit-missing", "`after` is 2: slots or years?"),
    "back after a mass": (back(after="2 t"), "returns after", "unit-dimension", "`after` is 2 t, which is no time."),
    "a spread without a lifetime": (
        back(spread="2 years"),
        "returns spread",
        "column-unused",
        "`spread` says nothing without a lifetime.",
    ),
    "ages without a lifetime": (
        back(ages="5 to 14"),
        "returns ages",
        "column-unused",
        "`ages` says nothing without a lifetime.",
    ),
    "ages that fall": (
        back(ages="14 to 5", lifetime="fixed", after="10 years"),
        "returns ages",
        "ages",
        "`ages` is `14 to 5`, which names no years.",
    ),
    "a mass as a lifetime": (
        back(lifetime="fixed", after="10 t"),
        "returns after",
        "lag",
        "`after` is `10 t`, where the mean of the lifetime is wanted.",
    ),
    "in use for nobody knows how long": (
        back(counts="in use"),
        "returns lifetime",
        "value-missing",
        "`counts` is `in use`, and `lifetime` is blank: nobody knows how long.",
    ),
    "five times as uncertain as it is": (
        {"measurements": [{"at": "harvest", "amount": "40 t/d", "uncertainty": 5}]},
        "measurements uncertainty",
        "share-above-one",
        "`uncertainty` is 5: more than the amount itself.",
    ),
    "an uncertainty of nothing": (
        {"measurements": [{"at": "harvest", "amount": "0 t/d", "uncertainty": "5 t/d"}]},
        "measurements uncertainty",
        "uncertainty-of-zero",
        "An uncertainty in the amount's unit has no share of a zero amount.",
    ),
    "a slot of no day": (
        {"slots": [{"slot": "a", "hours": "4380 h", "day": "d"}, {"slot": "b", "hours": "4380 h"}]},
        "slots day",
        "value-missing",
        "`day` is blank here, but given elsewhere.",
    ),
    "a day of two weights": (
        {
            "slots": [
                {"slot": "a", "hours": "12 h", "day": "d", "weight": 400},
                {"slot": "b", "hours": "12 h", "day": "d", "weight": 330},
            ]
        },
        "slots weight",
        "slot-weights",
        "The slots of `d` have different weights.",
    ),
    "a timezone without a date": (
        {"plant": {"timezone": "UTC"}},
        "plant timezone",
        "column-unused",
        "`timezone` says nothing where slots have no dates.",
    ),
    "profiles one below the other": (
        {"profiles": [{"profile": "season", "slot": 1, "value": "3 t/d"}]},
        "profiles profile",
        "column-unknown",
        "The table `profiles` has a row for each value, in the columns `profile` and `value`; each profile must be a "
        "column of its own.",
    ),
    "a tier from nowhere on": (
        {"contracts": [{"contract": "c", "of": "harvest", "tiers": "x: 10 MXN/t"}]},
        "contracts tiers",
        "number-text",
        "`tiers` is `x`, which is neither a number nor a profile.",
    ),
    "a tier at another price": (
        {"contracts": [{"contract": "c", "of": "harvest", "tiers": "10 t/d: 10 MXN/m"}]},
        "contracts tiers",
        "unit-dimension",
        "`tiers` is 10 MXN/m, where a unit like MXN/t is wanted.",
    ),
    "uncertain twice": (
        {"uncertainties": [{"uncertainty": "a", **PAIR}, {"uncertainty": "b", **PAIR}]},
        "uncertainties row",
        "uncertainty-twice",
        "supplies harvest price is uncertain twice, as `a` and `b`.",
    ),
    "uncertain without an end": (
        {"uncertainties": [{"uncertainty": "a", **PAIR, "high": ""}]},
        "uncertainties high",
        "value-missing",
        "`high` is blank.",
    ),
    "two probabilities": (
        {
            "scenarios": [
                {**DEAR, "column": "price", "value": "20 MXN/t", "probability": "30 %"},
                {**DEAR, "column": "amount", "value": "30 t/d", "probability": "40 %"},
            ]
        },
        "scenarios probability",
        "probability",
        "The scenario `dear` has two probabilities: 30 % and 40 %.",
    ),
    "capex by a distance that nobody knows": (
        {
            "sites": NOWHERE,
            "links": [{**WAY, "capacity": "9 t/d", "capex": "10 MXN/(t/d)/km", "lifetime": "10 years"}],
        },
        "links distance",
        "distance-unknown",
        "How far it is from `farm` to `town` is not known.",
    ),
    "gas that is told of what is not buried": (
        buried(gas_as="gas"),
        "markets gas_as",
        "column-unused",
        "`gas_as` says nothing where `gas` is blank.",
    ),
    "a parameter without a value": (
        buried(gas="by year", gas_parameters="decay_rate"),
        "markets gas_parameters",
        "landfill-gas",
        "`decay_rate` gives no parameter a value.",
    ),
    "a parameter in an unknown unit": (
        buried(gas="by year", gas_parameters="decay_rate: 3 xx"),
        "markets gas_parameters",
        "unit-unknown",
        "`decay_rate`: `xx` is not a unit that mfo knows.",
    ),
    "taking part in nothing": (
        {
            "generation": [
                {
                    "generation": "homes",
                    "site": "town",
                    "material": "nopal",
                    "population": "100",
                    "per_head": "1 kg/d",
                    "participation": "50 %",
                    "price": "0 MXN/t",
                }
            ]
        },
        "generation participation",
        "column-unused",
        "`participation` says nothing where nothing is kept apart.",
    ),
    "a day that is none": (
        {"exchange_rates": [{"currency": "USD", "rate": "17 MXN/USD", "date": "soon"}]},
        "exchange_rates date",
        "exchange-rate",
        "`date` is `soon`, which is no date.",
    ),
    "factors without a unit": (
        {**first("supplies", amount="season * 2"), "profiles": [{"slot": 1, "season": 0.5}]},
        "supplies amount",
        "unit-missing",
        "`amount` is 1 without a unit.",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_it_is_told_at_its_cell(slip: str, tmp_path: Path) -> None:
    """One problem of that code, in that table and column, with this sentence and a remedy."""
    change, place, code, said = SLIPS[slip]
    table, column = place.split()
    told = [problem for problem in problems_of(tmp_path, **change) if problem.code == code]
    told = [problem for problem in told if f"column {column}" in str(problem.where)]
    assert [problem.message for problem in told] == [said]
    assert str(told[0].where).startswith(f"plant.yaml, {table}, ")
    assert str(told[0].where).endswith(f", column {column}")
    assert told[0].remedy


def test_what_is_bought_with_a_factor_per_other_unit(tmp_path: Path) -> None:
    """Diesel is counted per t; how many of a crate are one, nobody knows."""
    diesel = [{**row, **({"like": "diesel"} if row["material"] == "crate" else {})} for row in BASE["materials"]]
    maker = {"supply": "maker", "site": "farm", "material": "crate", "take": "up to", "price": "1 MXN/item"}
    told = problems_of(tmp_path, materials=diesel, **added("supplies", maker))
    assert [problem.message for problem in told if problem.code == "factor-unit"] == [
        "`diesel` is counted per t, `crate` in item: its upstream emissions are not counted."
    ]
