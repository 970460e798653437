"""Every kind of slip gets one error that names the cell, what was found and what would be right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mfo.errors import PlantError, Problem
from mfo.reading.read_plant import read_plant
from mfo.tables.read_tables import read_tables

from .plants import added, first, problems_of

# (what is changed, code, words that the message must hold, the column it points at)
BROKEN: list[tuple[dict[str, Any], str, str, str]] = [
    # tables, columns, settings
    ({"materials": None}, "table-missing", "no table `materials`", ""),
    (first("supplies", amout="3 t/d"), "column-unknown", "Did you mean `amount`?", "amout"),
    (first("processes", capcity="3 t/d"), "column-unknown", "Did you mean `capacity`", "capcity"),
    ({"plant": {"discount": "8 %"}}, "setting-unknown", "Did you mean `discount_rate`?", ""),
    ({"plant": {"currency": None}}, "setting-missing", "`currency` is missing", ""),
    ({"plant": {"currency": "pesos"}}, "currency", "`pesos` is no currency", ""),
    ({"plant": {"gwp": "AR7"}}, "choice-unknown", "`AR4` or", ""),
    ({"plant": {"discount_rate": 8}}, "share-above-one", "Write `8 %`", ""),
    ({"plant": {"minimise": "emission"}}, "name-unknown", "Did you mean `emissions`?", ""),
    ({"plant": {"slots": "12 moons"}}, "slots", "`12 moons` are no slots", ""),
    ({"plant": {"slots": "2 years"}}, "slots", "under `years`", ""),
    ({"plant": {"years": [2030, 2025]}}, "years-order", "do not rise", ""),
    ({"plant": {"start": "31.1.2025", "slots": "12 months"}}, "date", "2025-01-31", ""),
    ({"plant": {"start": "9999-12-31", "slots": "12 months"}}, "date", "Check the year", ""),
    ({"plant": {"years": [1, 10**20]}}, "years-order", "between 1 and 9999", ""),
    (first("supplies", amount="1e308 kt/h"), "number-text", "more than can be reckoned with", "amount"),
    (first("processes", capex="1 MXN/(t/d)", lifetime=20), "unit-missing", "Write it as `20 year`", "lifetime"),
    (
        {"measurements": [{"at": "harvest", "amount": "3 t/d", "uncertainty": 5}]},
        "share-above-one",
        "`5 %`",
        "uncertainty",
    ),
    ({"plant": {"start": "2025-01-01", "timezone": "Mexico"}}, "timezone", "America/Mexico_City", ""),
    # units
    (first("supplies", amount=40), "unit-missing", "`amount` is 40 without a unit", "amount"),
    (first("supplies", amount="40 MXN/t"), "unit-dimension", "a unit like t/h is wanted", "amount"),
    (first("supplies", amount="40 t"), "unit-dimension", "a unit like t/h", "amount"),
    (first("supplies", price="10 USD/t"), "unit-dimension", "the rate of USD in the table `exchange_rates`", "price"),
    (first("stores", capacity="800 m3"), "unit-dimension", "are different", "capacity"),
    (first("supplies", amount="40 ton/d"), "unit-ambiguous", "ton", "amount"),
    (first("supplies", amount="40 tt/d"), "unit-unknown", "tt", "amount"),
    (first("recipes", 2, amount="38"), "unit-missing", "Nm3/t", "amount"),
    (first("materials", unit="t/d"), "unit-material", "no unit of an amount", "unit"),
    (first("processes", capacity="59 MXN/d"), "unit-dimension", "`capacity`", "capacity"),
    ({"plant": {"carbon_price": "250 MXN/t"}}, "unit-dimension", "t_CO2e", ""),
    # numbers
    (first("supplies", amount="-40 t/d"), "negative", "cannot be negative", "amount"),
    (first("supplies", amount="much"), "number-text", "neither a number nor a profile", "amount"),
    (first("supplies", amount="4,5 t/d"), "number-decimal-comma", "4.5", "amount"),
    (first("recipes", 1, minimum_share="110 %"), "share-above-one", "above 1", "minimum_share"),
    (first("processes", availability=92), "share-above-one", "Write `92 %`", "availability"),
    (first("sites", latitude=194.4), "out-of-range", "above 90", "latitude"),
    (first("sites", latitude=None), "value-missing", "both latitude and longitude", "latitude"),
    (first("markets", 1, minimum="9 t/d", maximum="8 t/d"), "minimum-above-maximum", "lies above", "minimum"),
    (first("stores", start="900 Nm3"), "stock-above-capacity", "more than the store holds", "start"),
    (first("processes", capex="1 MXN/(t/d)", lifetime="0 year"), "not-positive", "above zero", "lifetime"),
    (first("processes", capex="1 MXN/(t/d)"), "value-missing", "capex but no lifetime", "lifetime"),
    (
        first("processes", capex="1 MXN/(t/d)", lifetime="9 year", existing="99 t/d"),
        "existing-above-capacity",
        "more than may be in place",
        "existing",
    ),
    (first("processes", build=2030, capex="1 MXN/(t/d)", lifetime="9 year"), "year-unknown", "no milestone", "build"),
    (first("supplies", growth="300 %/year"), "out-of-range", "Write `2 %/year`", "growth"),
    # blanks
    (first("supplies", price=None), "value-missing", "Type 0", "price"),
    (first("supplies", amount=None), "value-missing", "`up to`", "amount"),
    (first("supplies", take=None), "value-missing", "`take` is blank", "take"),
    (first("processes", variable_cost=None), "value-missing", "no row of its recipe has a cost", "variable_cost"),
    (first("links", cost_per_amount_and_distance=None), "value-missing", "Type 0", "cost_per_amount"),
    (first("recipes", 5, amount=None), "value-missing", "has no amount", "amount"),
    (first("sites", 1, latitude=None, longitude=None), "distance-unknown", "not known", "distance"),
    # names
    (first("supplies", site="fram"), "name-unknown", "Did you mean `farm`?", "site"),
    (first("supplies", material="nopales"), "name-unknown", "Did you mean `nopal`?", "material"),
    (first("markets", material="powr"), "name-unknown", "Did you mean `power`?", "material"),
    (first("supplies", 1, supply="harvest"), "row-twice", "the first is at", "supply"),
    (
        added("links", {"from": "farm", "to": "town", "material": "nopal", "cost_per_amount": "1 MXN/t"}),
        "row-twice",
        "a second link `farm > town`; the first is at plant.yaml, links, line",
        "from",
    ),
    (first("links", to="farm"), "link-to-itself", "in one pool", "to"),
    (first("links", material="nopal;nopal"), "name-twice", "twice", "material"),
    (first("links", material="*"), "units-differ", "one row for each unit", "material"),
    ({"profiles": [{"year": 2025, "p": 1}]}, "profile-gap", "the plant has no years", "p"),
    ({"plant": {"discount_rate": "800 %/year"}}, "share-above-one", "more than 100 % a year", ""),
    (first("processes", model="digestor"), "model-unknown", "`digestor`", "model"),
    (first("links", mode="trcuk"), "mode-unknown", "truck", "mode"),
    (first("materials", like="noapl"), "like-unknown", "`nopal`", "like"),
    (
        {"materials": [{"material": "a", "unit": "t", "like": "b"}, {"material": "b", "unit": "t", "like": "a"}]},
        "like-circular",
        "a > b > a",
        "like",
    ),
    (first("supplies", take="some"), "choice-unknown", "`all` or `up to`", "take"),
    (first("processes", closable="maybe"), "choice-unknown", "`yes` or `no`", "closable"),
    # recipes
    (
        {"recipes": [{"process": "engine", "material": "gas", "role": "in", "amount": "1 Nm3/Nm3"}]},
        "process-without-input",
        "has no input",
        "process",
    ),
    (
        added("recipes", {"process": "digester", "material": "power", "role": "in"}),
        "mix-unit",
        "counted in MWh",
        "material",
    ),
    (
        added("recipes", {"process": "diggester", "material": "gas", "role": "out", "amount": "1 Nm3/t"}),
        "name-unknown",
        "`digester`",
        "process",
    ),
    (first("recipes", 2, per="power"), "per-unknown", "no input", "per"),
    (
        first("recipes", 1, minimum_share="60 %", maximum_share="50 %"),
        "minimum-above-maximum",
        "lies above",
        "minimum_share",
    ),
    (
        {"recipes": [{"process": "engine", "material": "gas", "role": "in", "maximum_share": "50 %"}]},
        "shares-below-one",
        "no mix fills",
        "maximum_share",
    ),
    (first("recipes", 2, minimum_share="10 %"), "share-misplaced", "comes out", "minimum_share"),
    (first("recipes", 4, minimum_share="10 %"), "share-misplaced", "both an amount and a share", "amount"),
    # stores, markets, returns
    (first("markets", 1, material="nopal;power"), "units-differ", "`nopal` in t, `power` in MWh", "material"),
    (
        {"returns": [{"of": "shop", "as": "crate", "at": "farm", "after": 2, "share": "1 item/t", "sold": "nopal"}]},
        "unit-missing",
        "slots or years",
        "after",
    ),
    (
        {
            "returns": [
                {"of": "shop", "as": "nopal", "at": "farm", "after": "2 years", "share": "110 %", "sold": "nopal"}
            ]
        },
        "share-above-one",
        "More than all",
        "share",
    ),
    (
        {"returns": [{"of": "shop", "as": "nopal", "at": "farm", "after": "2 years", "share": "10 %"}]},
        "value-missing",
        "which one comes back",
        "sold",
    ),
    (
        {"returns": [{"of": "shop", "as": "nopal", "at": "farm", "after": "2 years", "share": "1 %", "sold": "power"}]},
        "not-sold",
        "takes no `power`",
        "sold",
    ),
    (
        {"returns": [{"of": "grid", "as": "power", "at": "farm", "after": "45 d", "share": "10 %"}]},
        "lag",
        "neither whole years nor whole slots",
        "after",
    ),
    (first("markets", replaces="pertol"), "replaces-unknown", "Did you mean `petrol`", ""),
    # effects, rates, limits, quality, measurements, scenarios
    ({"effects": [{"effect": "cost", "unit": "MXN"}]}, "name-taken", "built in", "effect"),
    ({"rates": [{"at": "digester", "effect": "watr", "rate": "1 m3/t"}]}, "name-unknown", "watr", "effect"),
    ({"rates": [{"at": "digester", "effect": "CH4", "rate": "1 m3/t"}]}, "unit-dimension", "`rate`", "rate"),
    (
        {"rates": [{"at": "digester", "effect": "CH4", "rate": "1 kg/t", "per": "power"}]},
        "per-unknown",
        "nothing to do",
        "per",
    ),
    ({"limits": [{"limit": "l", "what": "emissions", "maximum": "5 t"}]}, "unit-dimension", "t_CO2e", "maximum"),
    ({"limits": [{"limit": "l", "what": "emissions"}]}, "limit-empty", "limits nothing", "maximum"),
    ({"limits": [{"limit": "l", "what": "crate", "maximum": "5 t"}]}, "unit-dimension", "item", "maximum"),
    ({"limits": [{"limit": "l", "what": "harvest;engine", "maximum": "5 t"}]}, "units-differ", "no sum", "what"),
    (
        {
            "links": [{"from": "farm", "to": "town", "material": "nopal;power", "cost_per_amount": 0}],
            "limits": [{"limit": "l", "what": "farm > town", "maximum": "5 t"}],
        },
        "units-differ",
        "carries",
        "what",
    ),
    (
        {"limits": [{"limit": "l", "what": "landfilled", "of": "engine", "maximum": "5 %"}]},
        "units-of",
        "no share",
        "of",
    ),
    (
        {
            "links": [{"from": "farm", "to": "town", "material": "nopal;power", "cost_per_amount": 0}],
            "limits": [{"limit": "l", "what": "farm > town", "maximum": "5 t"}],
        },
        "units-differ",
        "carries",
        "what",
    ),
    (
        {"limits": [{"limit": "l", "what": "landfilled", "of": "harvest", "maximum": "5 t/d"}]},
        "unit-dimension",
        "a share",
        "maximum",
    ),
    (
        {"limits": [{"limit": "l", "what": "hravest", "maximum": "5 t"}]},
        "name-unknown",
        "Did you mean `harvest`?",
        "what",
    ),
    (
        {"limits": [{"limit": "l", "what": "cost", "maximum": "5 MXN", "when": "month"}]},
        "choice-unknown",
        "`slot`",
        "when",
    ),
    (
        {"quality": [{"at": "digester", "property": "hardness", "maximum": 6}]},
        "property-unknown",
        "hardness",
        "property",
    ),
    (
        {"measurements": [{"at": "digester", "material": "power", "amount": "3 t/d"}]},
        "measurement-touches-nothing",
        "nothing to do with `power`",
        "material",
    ),
    ({"measurements": [{"at": "shop", "amount": "3 t/d"}]}, "value-missing", "which was measured", "material"),
    ({"measurements": [{"at": "harvest", "amount": "3 t/d", "slot": "7"}]}, "slot-unknown", "no slot", "slot"),
    (
        {
            "scenarios": [
                {"scenario": "s", "table": "supplies", "row": "hravest", "column": "price", "value": "1 MXN/t"}
            ]
        },
        "row-unknown",
        "Did you mean `harvest`?",
        "row",
    ),
    (
        {
            "scenarios": [
                {"scenario": "s", "table": "supplies", "row": "harvest", "column": "prize", "value": "1 MXN/t"}
            ]
        },
        "column-unknown",
        "Did you mean `price`?",
        "column",
    ),
    # profiles and slots
    (
        {"profiles": [{"profile": "peel", "slot": 1, "value": "3 t/d"}]},
        "column-unknown",
        "a row for each value",
        "profile",
    ),
    (
        {"plant": {"slots": "3 months"}, "profiles": [{"slot": 1, "p [t/d]": 1}, {"slot": 2, "p [t/d]": 1}]},
        "profile-gap",
        "no value for slot 3",
        "p",
    ),
    (
        {
            "plant": {"slots": "2 months"},
            "profiles": [{"slot": 1, "p [t/d]": 1}, {"slot": 2, "p [t/d]": 1}, {"slot": 2, "p [t/d]": 4}],
        },
        "profile-twice",
        "second value",
        "p",
    ),
    ({"profiles": [{"slot": 4, "p [t/d]": 1}]}, "slot-unknown", "no slot `4`", "slot"),
    ({"plant": {"years": [2025, 2030]}, "profiles": [{"year": 2025, "p [t/d]": 1}]}, "profile-gap", "interpolate", "p"),
    (
        {"profiles": [{"slot": 1, "p [m3/d]": 1}], **first("supplies", amount="p")},
        "unit-dimension",
        "is in m3/d",
        "amount",
    ),
    ({"profiles": [{"slot": 1, "p": 1}], **first("supplies", amount="p")}, "unit-missing", "p [t/h]", "amount"),
    ({"profiles": [{"slot": 1, "p [t/d]": -1}], **first("supplies", amount="p")}, "negative", "profile p", "amount"),
    ({"profiles": [{"slot": 1, "p": 1}], **first("stores", start="p")}, "profile-misplaced", "cannot change", "start"),
    ({"plant": {"slots": "2 months"}, "slots": [{"slot": "a", "hours": 1}]}, "slots-twice", "Keep one", ""),
    ({"slots": [{"slot": "a", "hours": "3 t"}]}, "unit-dimension", "`hours`", "hours"),
]


def named(problem: Problem) -> str:
    """The column that a problem points at, without the unit of its header."""
    return (problem.where.cell or "").split(" [")[0] if problem.where else ""


@pytest.mark.parametrize(("change", "code", "words", "column"), BROKEN, ids=lambda part: str(part)[:60])
def test_each_slip_is_told_at_its_cell(
    tmp_path: Path, change: dict[str, Any], code: str, words: str, column: str
) -> None:
    problems = problems_of(tmp_path, **change)
    assert code in {problem.code for problem in problems}, [str(problem) for problem in problems]
    found = [problem for problem in problems if problem.code == code]
    assert any(words in str(problem) for problem in found), [str(problem) for problem in found]
    if column:
        assert any(problem.where and named(problem) == column for problem in found), [str(p) for p in found]
        assert all(problem.where and problem.where.line for problem in found)


def test_all_problems_come_at_once(tmp_path: Path) -> None:
    """Three slips in three tables give three problems; a reader that stops at the first would give one."""
    problems = problems_of(
        tmp_path, **first("supplies", amount="4 MXN"), **first("markets", price=None), **first("stores", site="fram")
    )
    assert {problem.code for problem in problems} == {"unit-dimension", "value-missing", "name-unknown"}


def test_many_alike_are_told_as_a_number(tmp_path: Path) -> None:
    rows = [{"site": f"s{number}", "latitude": 91 + number / 100, "longitude": 0} for number in range(500)]
    problems = problems_of(tmp_path, **added("sites", *rows))
    assert len(problems) == 20
    assert "480 more" in str(problems[-1])


RATED = [("supplies", "supply"), ("processes", "process"), ("stores", "store"), ("markets", "market")]


@pytest.mark.parametrize(("table", "kind"), RATED)
def test_a_rate_of_what_is_wrong_itself_is_no_defect(table: str, kind: str, tmp_path: Path) -> None:
    """A rate per material at a row that could not be read: the row alone is told, where mfo ended with a traceback."""
    text = """
plant: {name: depot, currency: EUR}
materials: [{material: wood, unit: t}]
sites: [{site: depot}]
supplies: [{supply: supply, site: depot, material: wood, amount: 1 t/d, take: all, price: 0 EUR/t}]
processes: [{process: process, site: depot, model: recipe, variable_cost: 0 EUR/t}]
recipes: [{process: process, material: wood, role: in}]
stores: [{store: store, site: depot, material: wood}]
markets: [{market: market, site: depot, material: wood, price: 0 EUR/t}]
"""
    before = text.index("site: depot", text.index(f"{table}:"))
    text = text[:before] + "site: dpot" + text[before + len("site: depot") :]
    rate = "1 kg/t/d" if kind == "store" else "1 kg/t"
    text += f"rates: [{{at: {kind}, effect: fossil CO2, rate: {rate}, per: wood}}]\n"
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(PlantError) as told:
        read_plant(read_tables(tmp_path / "plant.yaml"))
    assert [each.code for each in told.value.problems if each.severity == "error"] == ["name-unknown"]
