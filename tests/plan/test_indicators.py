"""Indicators of whole plans, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mfo.plant.model import Return

from ..plants import link, market, material, mix, plant, recipe, series, supply, times
from .solving import plan_of


def city(**more):
    """100 t/h of waste: 60 collected and sorted (80 % paper), a mill makes 75 % of it pulp, its rejects are burnt; the
    sorter's residue (12 t/h) and the 40 t/h not collected go to landfill. The mill buys 2 t/h of starch.
    """
    return plant(
        supply("collected", "A", "mixed", 60.0),
        supply("bin", "A", "rubbish", 40.0),
        supply("starch", "A", "starch", 2.0, 300.0),
        mix("sorter", "A", ["mixed"], {"paper": 0.8, "residue": 0.2}, route="recycling"),
        mix("mill", "A", ["paper"], {"pulp": 0.75, "rejects": 0.25}, route="recycling"),
        market("pulp buyer", "A", "pulp", 100.0),
        market("oven", "A", "rejects", -20.0, route="energy recovery"),
        market("dump", "A", ["residue", "rubbish"], -10.0, route="landfill"),
        market("glue", "A", "starch", 300.0),
        **more,
    )


def indicator(plan, name: str) -> tuple[float, float, float]:
    (row,) = plan.indicators[plan.indicators["indicator"] == name].itertuples()
    assert row.formula
    return row.value, row.numerator / 8760, row.denominator / 8760


def test_diversion_with_and_without_energy_recovery() -> None:
    """52 of 100 t/h are landfilled and 12 burnt."""
    plan = plan_of(city())
    assert indicator(plan, "diversion, energy recovery included") == pytest.approx((0.48, 48, 100))
    assert indicator(plan, "diversion, energy recovery excluded") == pytest.approx((0.36, 36, 100))


def test_recycling_rate_counts_at_the_calculation_point() -> None:
    """60 collected * 0.8 sorted = 48 of 100 enter the mill; what was collected would give 60 %, pulp alone 36 %."""
    assert indicator(plan_of(city()), "recycling rate at the calculation point") == pytest.approx((0.48, 48, 100))


def gri(plan) -> dict[str, float]:
    """The table of GRI 306 in t/h, without the word GRI."""
    rows = plan.indicators[plan.indicators["indicator"].str.startswith("GRI")]
    return dict(zip(rows["indicator"].str.removeprefix("GRI "), rows["value"] / 8760, strict=True))


def test_gri_306_adds_up() -> None:
    """100 t/h: 36 become pulp; 12 of residue and 40 not collected are landfilled, 12 of rejects burnt.

    Counting what enters each route would show 60 + 52 + 12 = 124.
    """
    table = gri(plan_of(city()))
    assert table == pytest.approx(
        {
            "306-3 waste generated": 100,
            "306-4 diverted by preparation for reuse": 0,
            "306-4 diverted by recycling": 36,
            "306-4 diverted by other recovery operations": 0,
            "306-4 diverted from disposal, total": 36,
            "306-5 disposed of by incineration with energy recovery": 12,
            "306-5 disposed of by landfilling": 52,
            "306-5 disposed of by other operations": 0,
            "306-5 directed to disposal, total": 64,
        }
    )


def test_what_leaves_without_a_route_is_not_diverted() -> None:
    """Of 10 t/h 4 are digested, 5 go to the sewer for a fee and 1 is given away: 6 are no diversion.

    With all that is not landfilled it would be 100 %.
    """
    plan = plan_of(
        plant(
            supply("kitchen", "A", "liquor", 10.0),
            mix("digester", "A", ["liquor"], {"gas": 0.05}, route="biogas", capacity=series(4.0, "t/h")),
            market("sewer", "A", "liquor", -30.0, maximum=5.0),
            market("pond", "A", "liquor", -40.0),
            market("grid", "A", "gas", 9000.0),
        )
    )
    assert indicator(plan, "diversion, energy recovery included") == pytest.approx((0.4, 4, 10))
    table = gri(plan)
    assert table["306-4 diverted by other recovery operations"] == pytest.approx(4)
    assert table["306-5 disposed of by other operations"] == pytest.approx(6)


def test_what_digestion_leaves_and_nobody_uses_is_disposed_of() -> None:
    """10 t/h of waste give 1 of gas and 9 of digestate; 3 of that go to the sewer, 6 are spread: 7 are recovered."""
    plan = plan_of(
        plant(
            supply("kitchen", "A", "food", 10.0),
            mix("digester", "A", ["food"], {"gas": 0.1, "digestate": 0.9}, route="biogas"),
            market("grid", "A", "gas", 900.0),
            market("fields", "A", "digestate", 5.0, route="recycling", maximum=6.0),
            market("sewer", "A", "digestate", -30.0),
        )
    )
    assert indicator(plan, "recycling rate at the calculation point") == pytest.approx((0.7, 7, 10))
    assert gri(plan)["306-4 diverted by recycling"] == 0
    assert gri(plan)["306-5 disposed of by other operations"] == pytest.approx(3)


def test_residues_of_what_is_made_here_are_waste() -> None:
    """A brewery buys 10 t/h of malt and makes 7 of beer and 3 of grain: the grain is waste, the beer none.

    2 are composted, 1 is landfilled. Were only supplies counted, more would be landfilled than arises.
    """
    plan = plan_of(
        plant(
            supply("malt", "A", "malt", 10.0, 1.0),
            recipe("brewing", "A", {"malt": 10.0}, {"beer": 7.0, "grain": 3.0}),
            market("pubs", "A", "beer", 900.0),
            mix("windrow", "A", ["grain"], {"compost": 0.5}, route="compost", capacity=series(2.0, "t/h")),
            market("gardens", "A", "compost", 10.0),
            market("dump", "A", "grain", -10.0, route="landfill"),
        )
    )
    table = gri(plan)
    assert table["306-3 waste generated"] == pytest.approx(3)
    assert table["306-4 diverted by other recovery operations"] == pytest.approx(2)
    assert table["306-5 disposed of by landfilling"] == pytest.approx(1)


def test_rejects_of_reuse_that_are_recycled_count_once() -> None:
    """10 t/h of pallets are repaired, 2 of them broken and shredded for recycling: 8 reused, 2 recycled of 10."""
    plan = plan_of(
        plant(
            supply("back", "A", "pallets", 10.0),
            mix("repair", "A", ["pallets"], {"good": 0.8, "broken": 0.2}, route="reuse"),
            mix("shredder", "A", ["broken"], {"chips": 1.0}, route="recycling"),
            market("shops", "A", "good", 90.0),
            market("board", "A", "chips", 5.0),
        )
    )
    assert indicator(plan, "prepared for reuse") == pytest.approx((0.8, 8, 10))
    assert indicator(plan, "recycling rate at the calculation point") == pytest.approx((0.2, 2, 10))
    assert indicator(plan, "preparing for reuse and recycling, combined") == pytest.approx((1.0, 10, 10))


def test_what_is_recycled_in_a_ring_counts_once() -> None:
    """4 t/h of offcuts are pulped to 3 of pulp and 1 of sludge; half the sludge goes round again.

    Through the pulper go x = 4 + 0.5 x / 4 t/h. All that is not landfilled as sludge is recycled.
    """
    plan = plan_of(
        plant(
            supply("cuts", "A", "fibre", 4.0),
            mix("pulper", "A", ["fibre"], {"pulp": 0.75, "sludge": 0.25}, route="recycling"),
            recipe("press", "A", {"sludge": 2.0}, {"fibre": 1.0, "cake": 1.0}),
            market("paper", "A", "pulp", 90.0),
            market("dump", "A", "cake", -10.0, route="landfill"),
        )
    )
    taken = 4 / (1 - 0.125)
    table = gri(plan)
    assert table["306-5 disposed of by landfilling"] == pytest.approx(0.125 * taken)
    assert table["306-4 diverted by recycling"] == pytest.approx(0.75 * taken)
    assert table["306-4 diverted by recycling"] + 0.125 * taken == pytest.approx(4)


def test_material_circularity_of_the_plant() -> None:
    """102 t/h in, 2 of them virgin, 64 unrecovered: 1 - 0.9 * (2 + 64) / 204."""
    found = indicator(plan_of(city()), "material circularity indicator")
    assert found == pytest.approx((1 - 0.9 * 66 / 204, 66, 204))


def test_indicators_by_year() -> None:
    plan = plan_of(city(at=times(years=(2025, 2030))))
    assert sorted(set(plan.indicators["year"])) == [2025, 2030]


def test_self_sufficiency() -> None:
    """An engine makes 3 MWh an hour, one is sold, the works use 5: 3 are bought, so 2 of the 5 used are own.

    Made over made and bought would be 3 of 6, and grow with what is sold.
    """
    power = material("power", "MWh")
    plan = plan_of(
        plant(
            supply("gas", "A", "gas", 6.0),
            recipe("engine", "A", {"gas": 2.0}, {"power": 1.0}),
            supply("grid", "A", "power", price=80.0, take_all=False),
            supply("ore", "A", "ore", 1.0),
            recipe("works", "A", {"ore": 1.0, "power": 5.0}, {"metal": 1.0}),
            market("export", "A", "power", 90.0, minimum=1.0, maximum=1.0),
            market("m", "A", "metal"),
            materials=(power,),
        )
    )
    assert indicator(plan, "self-sufficiency: power") == pytest.approx((0.4, 2, 5))


def test_what_must_be_had_at_no_price_is_own_use_and_a_cooler_is_none() -> None:
    """10 MWh of heat an hour from waste gas, 2 bought where the gas does not reach; 8 must be had, 4 go to the cooler.

    6 of 8 are own: with the cooler counted as use it would be 10 of 12. What is sold on and not made is nobody's own.
    """
    heat = material("heat", "MWh")
    plan = plan_of(
        plant(
            supply("gas", "A", "gas", 10.0),
            recipe("burner", "A", {"gas": 1.0}, {"heat": 1.0}),
            supply("steam", "B", "heat", 2.0, 5.0),
            link("A", "B", "heat", capacity=series(6.0, "MWh/h")),
            market("dairy", "B", "heat", 0.0, minimum=8.0, maximum=8.0),
            market("cooler", "A", "heat", 0.0),
            supply("pellets bought", "A", "pellets", 3.0, 1.0),
            mix("press", "A", ["dust"], {"pellets": 1.0}),
            supply("dust", "A", "dust", 1.0),
            market("fuel trade", "A", "pellets", 9.0),
            materials=(heat,),
        )
    )
    assert indicator(plan, "self-sufficiency: heat") == pytest.approx((0.75, 6, 8))
    assert not plan.indicators["indicator"].str.contains("pellets").any()


def test_a_residue_that_a_lagoon_swallows_is_waste_disposed_of() -> None:
    """A still makes 8 t/h of vinasse of what it buys; 6 are digested, 2 let into a lagoon that puts nothing out.

    Left out, the plant would divert all of its waste.
    """
    plan = plan_of(
        plant(
            supply("agave", "A", "agave", 10.0, 50.0),
            mix("still", "A", ["agave"], {"spirit": 0.2, "vinasse": 0.8}),
            mix("digester", "A", ["vinasse"], {"gas": 0.05}, route="biogas", capacity=series(6.0, "t/h")),
            mix("lagoon", "A", ["vinasse"], {}, cost=5.0),
            market("bottles", "A", "spirit", 900.0),
            market("flare", "A", "gas", 0.0),
        )
    )
    assert indicator(plan, "diversion, energy recovery excluded") == pytest.approx((0.75, 6, 8))
    assert gri(plan)["306-5 disposed of by other operations"] == pytest.approx(2)


def test_contents_of_inflow_only_where_every_material_tells_them() -> None:
    known = (material("old", recycled_content=1.0), material("new", recycled_content=0.2))
    rows = (supply("a", "A", "old", 1.0), supply("b", "A", "new", 3.0, 5.0), market("m", "A", ["old", "new"]))
    assert indicator(plan_of(plant(*rows, materials=known)), "ISO 59020 inflow recycled") == pytest.approx(
        (0.4, 1.6, 4)
    )
    unknown = plan_of(plant(*rows, materials=known[:1]))
    assert not unknown.indicators["indicator"].str.contains("inflow").any()


def test_a_plant_without_waste_has_no_rates() -> None:
    plan = plan_of(plant(supply("a", "A", "x", 5.0, 1.0, take_all=False), market("m", "A", "x", 2.0)))
    assert not plan.indicators["indicator"].str.contains("diversion").any()


def test_what_digestion_makes_is_no_waste_any_more() -> None:
    """10 t/h of waste and 30 of bought maize are digested; the gas is burnt in an engine, the digestate spread.

    Neither is recovery of waste once more, and the maize is none: 10 of 10 are recovered as biogas.
    """
    plan = plan_of(
        plant(
            supply("bin", "A", "waste", 10.0),
            supply("farm", "A", "maize", 30.0, 20.0),
            mix("digester", "A", ["waste", "maize"], {"gas": 0.1, "digestate": 0.9}, route="biogas"),
            mix("engine", "A", ["gas"], {"power": 2.0}, route="energy recovery"),
            mix("press", "A", ["digestate"], {"cake": 0.4}),
            mix("spreading", "A", ["cake"], {"nutrients": 0.01}, route="recycling"),
            market("grid", "A", "power", 80.0),
            market("fields", "A", "nutrients", 5.0),
            materials=(material("power", "MWh"),),
        )
    )
    assert indicator(plan, "diversion, energy recovery excluded") == pytest.approx((1.0, 10, 10))
    assert indicator(plan, "recycling rate at the calculation point") == pytest.approx((1.0, 10, 10))
    assert indicator(plan, "ISO 59020 outflow recycled") == pytest.approx((0.0, 0, 10))
    assert indicator(plan, "ISO 59020 outflow recirculated biologically") == pytest.approx((1.0, 10, 10))


def crates(**more):
    """90 of 100 crates of 2 kg an hour come back and are washed."""
    types = [
        replace(material(name, "item"), properties=material("x", item_mass=0.002).properties)
        for name in ("crate", "used")
    ]
    return plant(
        supply("new", "A", "crate", price=5.0, take_all=False),
        market("shops", "A", "crate", minimum=100.0, maximum=100.0),
        mix("wash", "A", ["used"], {"crate": 1.0}, route="reuse"),
        returns=(Return("shops", None, "used", "A", 1, True, series(0.9)),),
        materials=types,
        **more,
    )


def test_products_that_come_back_and_are_reused() -> None:
    """Of what came back, all is reused."""
    plan = plan_of(crates())
    assert indicator(plan, "ISO 59020 outflow reused") == pytest.approx((1.0, 0.18, 0.18))
    assert indicator(plan, "self-sufficiency: crate") == pytest.approx((0.9, 90, 100))


def test_products_of_a_slot_that_stands_for_three() -> None:
    """An hour that comes three times: 270 crates of 2 kg come back, 0.54 t."""
    found = plan_of(crates(at=times(hours=1.0, weight=[3.0]))).indicators.set_index("indicator")
    assert found.loc["ISO 59020 outflow reused", "numerator"] == pytest.approx(0.54)
    assert found.loc["ISO 59020 outflow reused", "value"] == pytest.approx(1.0)


@pytest.mark.parametrize(("sold", "own", "used"), [(5.0, 0.0, 3.0), (6.0, 0.0, 2.0), (4.0, 1.0, 4.0)])
def test_what_is_sold_counts_as_own_as_far_as_so_much_is_made(sold: float, own: float, used: float) -> None:
    """5 t/h are made and 3 t/h bought: of the 8, those that are not sold are used here."""
    made = plant(
        supply("straw", "A", "y", 5.0),
        mix("mill", "A", ["y"], {"x": 1.0}),
        supply("trader", "A", "x", 3.0, 9.0),
        market("buyer", "A", "x", 50.0, sold, sold),
        mix("oven", "A", ["x"], {}),
    )
    assert indicator(plan_of(made), "self-sufficiency: x") == pytest.approx((own / used, own, used))


def test_less_than_a_tonne_counts_as_much_as_a_thousand() -> None:
    """18 seconds of the city are 0.5 t of waste, an hour of crates 0.18 t, 18 seconds of a link 0.3 t."""
    brief = times(hours=0.005)
    found = plan_of(city(at=brief)).indicators.set_index("indicator")
    assert found.loc["GRI 306-3 waste generated", "value"] == pytest.approx(0.5)
    assert found.loc["diversion, energy recovery excluded", "value"] == pytest.approx(0.36)
    back = plan_of(crates(at=times(hours=1.0))).indicators.set_index("indicator")
    assert back.loc["ISO 59020 outflow reused", "numerator"] == pytest.approx(0.18)
    carried = plan_of(
        plant(
            supply("bin", "A", "rubbish", 60.0),
            link("A", "B", "rubbish"),
            market("dump", "B", "rubbish", -10.0, route="landfill"),
            at=brief,
        )
    )
    assert carried.indicators.set_index("indicator").loc[
        "GRI 306-5 disposed of by landfilling", "value"
    ] == pytest.approx(0.3)


def test_what_leaves_to_recyclers_outside_counts_as_it_leaves() -> None:
    """A sorter without a route sends 8 of 10 t/h to a paper mill; another 5 leave with the pickers."""
    plan = plan_of(
        plant(
            supply("bin", "A", "mixed", 10.0),
            supply("street", "A", "bottles", 5.0),
            mix("sorter", "A", ["mixed"], {"paper": 0.8, "rejects": 0.2}),
            mix("pickers", "A", ["bottles"], {}, route="recycling"),
            market("mill", "A", "paper", 50.0, route="recycling"),
            market("dump", "A", "rejects", -10.0, route="landfill"),
        )
    )
    assert indicator(plan, "recycling rate at the calculation point") == pytest.approx((13 / 15, 13, 15))


def test_a_material_that_is_waste_and_bought_counts_by_its_parts() -> None:
    """8 t/h of trimmings arise and 24 of the same are bought: a quarter of what is digested is waste."""
    plan = plan_of(
        plant(
            supply("trimmings", "A", "nopal", 8.0),
            supply("harvest", "A", "nopal", 24.0, 5.0),
            mix("digester", "A", ["nopal"], {"gas": 0.1}, route="biogas"),
            market("grid", "A", "gas", 500.0),
        )
    )
    assert indicator(plan, "ISO 59020 outflow recirculated biologically") == pytest.approx((1.0, 8, 8))


def test_water_that_washes_is_apart_and_water_that_is_dried_is_waste() -> None:
    """10 t/h of bottles are washed to flakes, of which an oven takes 4: with the water 10 arise, 6 are recycled.

    10 t/h of brine are dried to 1 of salt that is landfilled: 9 are lost. With its water apart salt would arise anew.
    """
    water = [material(name, "m3", density=1.0) for name in ("water", "grey water", "brine")]
    washing = plan_of(
        plant(
            supply("bin", "A", "bottles", 10.0),
            supply("well", "A", "water", price=1.0, take_all=False),
            recipe(
                "washer", "A", {"bottles": 1.0, "water": 2.0}, {"flakes": 1.0, "grey water": 2.0}, route="recycling"
            ),
            market("oven", "A", "flakes", 9.0, maximum=4.0, route="energy recovery"),
            market("mill", "A", "flakes", 5.0),
            market("river", "A", "grey water", 0.0),
            materials=water,
        )
    )
    table = gri(washing)
    assert (table["306-3 waste generated"], table["306-4 diverted by recycling"]) == pytest.approx((10, 6))
    drying = plan_of(
        plant(
            supply("pond", "A", "brine", 10.0),
            mix("dryer", "A", ["brine"], {"salt": 0.1}, basis="m3"),
            market("dump", "A", "salt", -10.0, route="landfill"),
            materials=water,
        )
    )
    table = gri(drying)
    assert (table["306-3 waste generated"], table["306-5 disposed of by landfilling"]) == pytest.approx((10, 1))
