"""What a plant's tables mean: canonical numbers, blanks, recipes, links, names; worked out by hand."""

from __future__ import annotations

import tempfile
from math import asin, cos, pi, sin, sqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mfo.plant.model import Plant, Process
from mfo.reading.read_plant import read_plant
from mfo.reading.scenarios import apply_scenario

from .plants import BASE, added, first, plant_of, problems_of, tables_of


def process(plant: Plant, name: str) -> Process:
    return next(item for item in plant.processes if item.name == name)


def test_numbers_become_canonical_and_keep_what_was_typed(tmp_path: Path) -> None:
    plant = plant_of(tmp_path)
    harvest, grid = plant.supplies[0], plant.markets[0]
    assert harvest.amount is not None
    assert float(harvest.amount.values) == pytest.approx(40 / 24)
    assert (harvest.amount.unit, harvest.amount.typed) == ("t/h", "40 t/d")
    assert harvest.amount.where is not None
    assert harvest.amount.where.cell == "amount"
    assert float(grid.price.values) == pytest.approx(2000)
    assert grid.price.unit == "MXN/MWh"
    assert plant.materials["power"].unit == "MWh"
    assert plant.materials["power"].typed_unit == "kWh"


@settings(max_examples=30, deadline=None)
@given(
    st.just(0.0) | st.floats(1e-30, 1e9),
    st.sampled_from([("t/d", 24), ("kg/h", 1e3), ("kt/year", 8.76), ("t/month", 730)]),
)
def test_any_unit_of_a_rate_means_the_same(value: float, unit: tuple[str, float]) -> None:
    """Law: the same rate typed in another unit is the same number."""
    with tempfile.TemporaryDirectory() as folder:
        plant = plant_of(Path(folder), **first("supplies", amount=f"{value * unit[1]!r} {unit[0]}"))
    amount = plant.supplies[0].amount
    assert amount is not None
    assert float(amount.values) == pytest.approx(value, rel=1e-12)


def test_blanks(tmp_path: Path) -> None:
    """A blank amount, capacity or maximum is no limit, a blank minimum none; another blank cost none."""
    plant = plant_of(tmp_path)
    assert plant.supplies[1].amount is None
    assert process(plant, "engine").capacity is None
    assert plant.markets[0].minimum is None
    assert plant.markets[1].maximum is None
    assert plant.stores[0].cost is None


def test_a_zero_needs_no_unit(tmp_path: Path) -> None:
    """Nothing is nothing in every unit; any other bare number is refused."""
    plant = plant_of(tmp_path, **first("supplies", 1, price=0))
    assert float(plant.supplies[1].price.values) == 0
    assert problems_of(tmp_path, **first("supplies", 1, price=1))[0].code == "unit-missing"


def test_a_free_mix_and_yields_by_input(tmp_path: Path) -> None:
    digester = process(plant_of(tmp_path), "digester")
    nopal, manure = digester.inputs
    assert (digester.basis, digester.typed_basis) == ("t", "t")
    assert nopal.mix
    assert manure.mix
    assert manure.minimum_share is not None
    assert float(manure.minimum_share.values) == pytest.approx(0.1)
    (gas,) = digester.outputs
    assert {name: float(series.values) for name, series in gas.per_input.items()} == {"nopal": 38, "manure": 30}
    assert gas.per_activity is None


def test_needed_inputs_and_the_basis_without_a_capacity(tmp_path: Path) -> None:
    """The engine has no capacity: its variable cost per Nm3 tells that its activity is counted in Nm3."""
    engine = process(plant_of(tmp_path), "engine")
    assert engine.basis == "Nm3"
    (power,) = engine.outputs
    assert power.per_activity is not None
    assert float(power.per_activity.values) == pytest.approx(0.002)
    assert power.per_activity.unit == "MWh/Nm3"


def test_the_basis_follows_amounts_where_nothing_else_tells(tmp_path: Path) -> None:
    change = first("processes", 1, variable_cost="0")
    assert process(plant_of(tmp_path, **change), "engine").basis == "Nm3"


def test_fixed_costs_of_both_kinds(tmp_path: Path) -> None:
    """Money per time is for the whole process, money per capacity and time for what is in place."""
    whole = process(plant_of(tmp_path, **first("processes", fixed_cost="8760 MXN/year")), "digester")
    by_size = process(plant_of(tmp_path, **first("processes", fixed_cost="365 MXN/(t/d)/year")), "digester")
    assert whole.fixed_cost is not None
    assert float(whole.fixed_cost.values) == pytest.approx(1)
    assert whole.fixed_cost_per_capacity is None
    assert by_size.fixed_cost is None
    assert by_size.fixed_cost_per_capacity is not None
    assert float(by_size.fixed_cost_per_capacity.values) == pytest.approx(365 * 24 / 8760)


@pytest.mark.parametrize(
    ("column", "typed", "process", "words"),
    [
        # 35 MXN/t in every hour is 35 x 8,760 a year for each t/h
        (
            "fixed_cost",
            "35 MXN/t",
            "digester",
            "It counts, running or not, as 306,600 MXN/year for each t/h of capacity.",
        ),
        ("fixed_cost", "0.2 MXN/kWh", "generator", "as 1,752,000 MXN/year for each MWh/h of capacity."),
        # 100 MXN in 730 h for each kW is 136.986 MXN/MWh
        ("variable_cost", "100 MXN/kW/month", "generator", "It counts as 136.986 MXN for each MWh of activity."),
    ],
)
def test_a_cost_that_reads_like_the_other_kind_is_told(
    tmp_path: Path, column: str, typed: str, process: str, words: str
) -> None:
    """Both kinds are of one dimension, so the unit alone does not refuse a slip of the column: its spelling tells."""
    (problem,) = problems_of(tmp_path, **_with_generator(**{"process": process, column: typed}))
    assert (problem.code, problem.severity) == ("cost-kind", "warning")
    assert words in problem.message
    assert problem.where is not None


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("fixed_cost", "100 MXN/kW/month"),
        ("fixed_cost", "2 kMXN/year"),
        ("fixed_cost", "1 MXN/(kWh/h)/h"),
        ("fixed_cost", 0),
        ("variable_cost", "0.2 MXN/kWh"),
        ("variable_cost", "2 MXN/(kW.h)"),
    ],
)
def test_a_cost_of_its_own_kind_is_not_told(tmp_path: Path, column: str, typed: object) -> None:
    assert not problems_of(tmp_path, **_with_generator(**{"process": "generator", column: typed}))


def _with_generator(**cells: object) -> dict[str, Any]:
    """The base plant with a generator counted in power, and cells changed of the process that is named."""
    generator = {"process": "generator", "site": "farm", "model": "recipe", "capacity": "100 kW", "variable_cost": 0}
    change = added("processes", generator)
    for row in change["processes"]:
        row.update(cells if row["process"] == cells["process"] else {})
    return {
        **change,
        **added(
            "recipes",
            {"process": "generator", "material": "gas", "role": "in", "amount": "0.5 Nm3/kWh"},
            {"process": "generator", "material": "power", "role": "out", "amount": "1 kWh/kWh"},
        ),
    }


def test_capital_lifetime_lead_time_and_unit_size(tmp_path: Path) -> None:
    change = first(
        "processes",
        capex="24 MXN/(t/d)",
        lifetime="20 year",
        lead_time="2 year",
        unit_size="10 t/d",
        existing="20 t/d",
        ramp="20 %/h",
        start_cost="5 MXN",
        minimum_load="40 %",
    )
    digester = process(plant_of(tmp_path, **change), "digester")
    assert digester.capex is not None
    assert float(digester.capex.values) == pytest.approx(24 * 24)
    assert (digester.lifetime, digester.lead_time) == (pytest.approx(20), pytest.approx(2))
    assert digester.unit_size == pytest.approx(10 / 24)
    assert digester.ramp is not None
    assert float(digester.ramp.values) == pytest.approx(0.2)


def test_a_loss_is_a_share_per_time(tmp_path: Path) -> None:
    loss = plant_of(tmp_path).stores[0].loss
    assert loss is not None
    assert (float(loss.values), loss.unit) == (pytest.approx(0.01 / 24), "1/h")


def test_the_great_circle(tmp_path: Path) -> None:
    """By the spherical law of cosines instead of the haversine: the same distance, the same cost."""
    link = plant_of(tmp_path).links[0]
    one, other, across = 19.44 * pi / 180, 19.70 * pi / 180, (101.19 - 100.36) * pi / 180
    chord = sqrt((cos(other) * sin(across)) ** 2 + (cos(one) * sin(other) - sin(one) * cos(other) * cos(across)) ** 2)
    assert link.distance == pytest.approx(6371.0088 * asin(chord), rel=1e-9)
    assert link.name == "farm > town"
    assert float(link.cost["nopal"].values) == pytest.approx(2 * (link.distance or 0))
    assert link.cost["nopal"].unit == "MXN/t"


def test_a_mode_brings_detour_and_emissions(tmp_path: Path) -> None:
    straight = plant_of(tmp_path).links[0]
    by_truck = plant_of(tmp_path, **first("links", mode="truck")).links[0]
    assert (by_truck.distance or 0) > (straight.distance or 0)
    gases = {each.effect: float(each.value.values) for each in by_truck.emissions["nopal"]}
    assert 1e-5 < gases["fossil CO2"] / (by_truck.distance or 1) < 1e-3  # t per t.km
    assert not straight.emissions


def test_lists_and_stars_become_pairs(tmp_path: Path) -> None:
    links = [
        {"from": "*", "to": "*", "material": "*", "distance": "3 km", "cost_per_amount": "0"},
        {
            "link": "barge",
            "from": "farm",
            "to": "town",
            "material": "nopal",
            "distance": "9 km",
            "cost_per_amount": "1 MXN/t",
        },
    ]
    plant = plant_of(tmp_path, links=links)
    assert [link.name for link in plant.links] == ["farm > town", "town > farm", "barge"]
    assert plant.links[0].materials == ("nopal", "manure", "gas", "power", "crate")


def test_a_second_mode_gets_its_name(tmp_path: Path) -> None:
    rail = {"from": "farm", "to": "town", "material": "nopal", "mode": "truck", "cost_per_amount": "1 MXN/t"}
    assert [link.name for link in plant_of(tmp_path, **added("links", rail)).links] == [
        "farm > town",
        "farm > town (truck)",
    ]


def test_names_that_mean_several_things_need_a_prefix(tmp_path: Path) -> None:
    """`digester` may name a process and a route; a prefix tells them apart."""
    change = first("processes", route="engine")
    limits = [{"limit": "l", "what": "engine", "maximum": "5 Nm3"}]
    assert problems_of(tmp_path, **change, limits=limits)[0].code == "name-ambiguous"
    limits[0]["what"] = "process: engine"
    (limit,) = plant_of(tmp_path, **change, limits=limits).limits
    assert (limit.what[0].kind, limit.what[0].name) == ("process", "engine")


def test_one_thing_by_two_names_is_no_question(tmp_path: Path) -> None:
    """A material's only supply, named as it, is the same amount."""
    limits = [{"limit": "l", "what": "nopal", "maximum": "5 t"}]
    (limit,) = plant_of(tmp_path, **first("supplies", supply="nopal"), limits=limits).limits
    assert limit.what[0].name == "nopal"


@pytest.mark.parametrize(
    ("row", "basis", "value", "unit"),
    [
        ({"what": "emissions", "maximum": "8760 t_CO2e/year"}, "rate", 1, "t_CO2e"),
        ({"what": "cost", "maximum": "5 kMXN"}, "amount", 5000, "MXN"),
        ({"what": "harvest;barn", "maximum": "24 t/d"}, "rate", 1, "t"),
        ({"what": "digester", "of": "harvest", "maximum": "300 %"}, "share", 3, "t"),
        ({"what": "biogas", "maximum": "30 %", "of": "nopal"}, "share", 0.3, "t"),
        ({"what": "farm > town", "maximum": "2 t", "when": "total", "over": "A"}, "amount", 2, "t"),
        ({"what": "holder", "maximum": "500 Nm3", "when": "slot"}, "amount", 500, "Nm3"),
    ],
)
def test_bounds_are_rates_amounts_or_shares(
    tmp_path: Path, row: dict[str, str], basis: str, value: float, unit: str
) -> None:
    (limit,) = plant_of(tmp_path, limits=[{"limit": "l", **row}]).limits
    assert limit.maximum is not None
    assert (limit.basis, float(limit.maximum.values), limit.unit) == (basis, pytest.approx(value), unit)


def test_rates(tmp_path: Path) -> None:
    rates = [
        {"at": "digester", "effect": "CH4", "rate": "2 kg/t", "per": "nopal"},
        {"at": "digester", "effect": "jobs", "rate": "2 item/(t/d)", "per": "capacity"},
        {"at": "digester", "effect": "cost", "rate": "365 MXN/(t/d)/year", "per": "capacity"},
        {"at": "digester", "effect": "CH4", "rate": "1 kg/(t/year)/year", "per": "capacity"},
        {"at": "farm > town", "effect": "jobs", "rate": "1 item", "per": "used"},
        {"at": "holder", "effect": "cost", "rate": "24 MXN/Nm3/d"},
    ]
    plant = plant_of(tmp_path, effects=[{"effect": "jobs", "unit": "item"}], rates=rates)
    values = [float(rate.value.values) for rate in plant.rates]
    assert values == pytest.approx([0.002, 48, 365 * 24, 8.76, 1, 1])  # t per t of yearly capacity is t/(t/h)/h
    assert [rate.table for rate in plant.rates] == ["processes"] * 4 + ["links", "stores"]


def test_returns_in_slots_and_years(tmp_path: Path) -> None:
    returns = [
        {"of": "shop", "sold": "nopal", "as": "crate", "at": "farm", "after": after, "share": "2 item/t"}
        for after in ("2 years", "3 slots", "4 months", "24 months")
    ]
    plant = plant_of(tmp_path, plant={"slots": "12 months", "start": "2025-01-01"}, returns=returns)
    assert [(item.after, item.in_years) for item in plant.returns] == [(2, True), (3, False), (4, False), (2, True)]


def test_measurements(tmp_path: Path) -> None:
    rows = [
        {"at": "digester", "material": "nopal", "amount": "24 t/d", "uncertainty": "6 t/d"},
        {"at": "engine", "material": "power", "amount": "1 MWh/h", "uncertainty": "5 %"},
        {"at": "harvest", "amount": "38 t/d"},
    ]
    plant = plant_of(tmp_path, measurements=rows)
    assert [(item.role, item.material) for item in plant.measurements] == [
        ("in", "nopal"),
        ("out", "power"),
        ("", "nopal"),
    ]
    assert plant.measurements[0].uncertainty == pytest.approx(0.25)
    assert plant.measurements[1].uncertainty == pytest.approx(0.05)


def test_quality(tmp_path: Path) -> None:
    change = first("materials", hardness=8.8)
    plant = plant_of(tmp_path, **change, quality=[{"at": "digester", "property": "hardness", "minimum": 3}])
    assert (plant.quality[0].minimum, plant.quality[0].maximum) == (3, None)
    assert not plant.problems


def test_a_property_that_nothing_uses_is_told(tmp_path: Path) -> None:
    (problem,) = problems_of(tmp_path, **first("materials", dry_mater=0.1))
    assert (problem.code, problem.severity) == ("property-unused", "warning")
    assert "`dry_matter`" in problem.remedy


def test_like_takes_the_properties_of_a_dataset(tmp_path: Path) -> None:
    """Its own columns override; another material of the plant may be named, and passes on what it is like."""
    materials = [
        {"material": "nopal", "unit": "t", "like": "nopal"},
        *BASE["materials"][1:],
        {"material": "old nopal", "unit": "t", "like": "nopal", "dry_matter": "20 %"},
    ]
    found = plant_of(tmp_path, materials=materials).materials
    assert found["nopal"].properties["dry_matter"].value == pytest.approx(0.09)
    assert found["old nopal"].properties["dry_matter"].value == pytest.approx(0.2)
    assert found["old nopal"].properties["dry_matter"].source == "plant"
    assert found["nopal"].properties["dry_matter"].source not in ("", "plant")


def test_scenarios_change_cells_and_keep_places(tmp_path: Path) -> None:
    scenarios = [
        {"scenario": "dear", "table": "supplies", "row": "harvest", "column": "price", "value": "99 MXN/t"},
        {"scenario": "dear", "table": "recipes", "row": "digester; manure", "column": "maximum_share", "value": "50 %"},
        {"scenario": "dear", "table": "plant", "row": "carbon_price", "column": "value", "value": "7 MXN/t_CO2e"},
    ]
    tables = tables_of(tmp_path, {"scenarios": scenarios})
    before, after = read_plant(tables), read_plant(apply_scenario(tables, "dear"))
    assert (float(before.supplies[0].price.values), float(after.supplies[0].price.values)) == (10, 99)
    assert before.supplies[0].price.where == after.supplies[0].price.where
    assert process(after, "digester").inputs[1].maximum_share is not None
    assert after.settings.carbon_price is not None
    assert before.settings.carbon_price is None
    assert len(before.scenarios["dear"]) == 3


def test_the_digest_follows_the_files(tmp_path: Path) -> None:
    one = plant_of(tmp_path).digest
    again = plant_of(tmp_path).digest
    other = plant_of(tmp_path, **first("supplies", amount="41 t/d")).digest
    assert one == again != other
    assert len(one) == 64


def test_a_year_is_slots_where_the_horizon_is_longer(tmp_path: Path) -> None:
    """In 24 months told one by one, what comes back after a year comes back 12 slots later, not in the same slot."""
    returns = [{"of": "shop", "sold": "nopal", "as": "crate", "at": "farm", "after": "1 year", "share": "2 item/t"}]
    (back,) = plant_of(tmp_path, plant={"slots": "24 months"}, returns=returns).returns
    assert (back.after, back.in_years) == (12, False)
