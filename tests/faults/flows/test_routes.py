"""What enters a route is found by following flows: the same number however a plant is written down. All by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from mfo.cli.screen.plan_summary import text as summary_of

import mfo

from .plants import indicator, limit_value, plan_of, text_of

DRIFT = 1e-6


def test_ash_that_another_boiler_makes_is_landfilled(tmp_path: Path) -> None:
    """6 t/d of ash from elsewhere: that the monofill could make ash, too, takes nothing off."""
    free = plan_of(text_of("route_drops_a_material_by_name", ("maximum: 0 t/year", "maximum: 6 kt/year")), tmp_path)
    assert free.totals["landfilled"]["value"] == pytest.approx(6)
    assert indicator(free, "enters: landfill") == pytest.approx(6)
    with pytest.raises(mfo.InfeasibleError) as refused:
        plan_of(text_of("route_drops_a_material_by_name"), tmp_path)
    assert "6 t have no way out" in refused.value.problems[0].message


def monofill(tmp_path: Path, sludge: float, *more: str) -> mfo.Plan:
    """The same town with sludge, a tenth of which becomes ash, and no limit."""
    text = text_of("route_drops_a_material_by_name", ("amount: 0 t/d", f"amount: {sludge} t/d"))
    text = text[: text.index("limits:")]
    for row in more:
        table, _, cells = row.partition(" ")
        text = (
            text.replace(f"\n{table}:\n", f"\n{table}:\n  - {cells}\n")
            if f"\n{table}:" in text
            else (f"{text}{table}:\n  - {cells}\n")
        )
    return plan_of(text, tmp_path)


def test_what_the_landfill_makes_itself_is_not_counted_again(tmp_path: Path) -> None:
    """10 t of sludge enter and 1 t of their ash goes on to the ash tip: with 6 t of other ash 16 t are landfilled."""
    plan = monofill(tmp_path, 10)
    assert plan.totals["landfilled"]["value"] == pytest.approx(16)
    assert indicator(plan, "enters: landfill") == pytest.approx(16)


def test_ash_of_two_makers_in_one_pool(tmp_path: Path) -> None:
    """The boiler's 6 t of ash are sent to the town, where the monofill's 1 t lies: 16 t, not 17 and not 10."""
    sent = "links {from: boiler house, to: town, material: ash, cost_per_amount: -900 MXN/t}"
    plan = monofill(tmp_path, 10, sent)
    assert plan.flows[plan.flows["element"] == "ash tip of the town"]["amount"].sum() == pytest.approx(7)
    assert plan.totals["landfilled"]["value"] == pytest.approx(16)


def test_ash_of_the_monofill_sent_on_to_another_tip_with_a_loss(tmp_path: Path) -> None:
    """Of 1 t of ash 0.5 get to the boiler house, half lost on the way, and are tipped there with 6 t of other ash."""
    dear = "links {from: town, to: boiler house, material: ash, cost_per_amount: -900 MXN/t, loss: 50 %}"
    plan = monofill(tmp_path, 10, dear)
    assert plan.flows[plan.flows["element"] == "ash tip"]["amount"].sum() == pytest.approx(6.5)
    assert plan.totals["landfilled"]["value"] == pytest.approx(16)


def town(**changes: tuple[str, str]) -> str:
    return text_of("route_recycling_drops_separate_collection", *changes.values())


REWRITTEN = {
    "as it is": town(),
    "a market in place of the tip": town(
        row=("  - {process: tip, site: town, model: recipe, route: landfill, variable_cost: 300 MXN/t}\n", ""),
        recipe=("  - {process: tip, material: mixed waste, role: in}\n", ""),
        market=(
            "markets:\n",
            "markets:\n  - {market: tip, site: town, material: mixed waste, price: -300 MXN/t, route: landfill}\n",
        ),
    ),
    "a process in place of the market": town(
        market=(
            "  - {market: recycler, site: town, material: PET, price: 100 MXN/t, route: recycling}\n",
            "  - {market: tip 2, site: town, material: flakes, price: 100 MXN/t}\n",
        ),
        material=("{material: PET, unit: t}", "{material: PET, unit: t}, {material: flakes, unit: t}"),
        process=(
            "processes:\n",
            "processes:\n  - {process: mill, site: town, model: recipe, route: recycling, variable_cost: 0 MXN/t}\n",
        ),
        recipe=(
            "recipes:\n",
            "recipes:\n  - {process: mill, material: PET, role: in}\n"
            "  - {process: mill, material: flakes, role: out, amount: 1 t/t}\n",
        ),
    ),
    "what is sorted has a name of its own": town(
        material=("{material: PET, unit: t}", "{material: PET, unit: t}, {material: sorted PET, unit: t}"),
        recipe=("material: PET, role: out", "material: sorted PET, role: out"),
        market=("material: PET, price", "material: PET; sorted PET, price"),
    ),
    "baled on the way, without a route": town(
        material=("{material: PET, unit: t}", "{material: PET, unit: t}, {material: bales, unit: t}"),
        process=(
            "processes:\n",
            "processes:\n  - {process: press, site: town, model: recipe, variable_cost: 0 MXN/t}\n",
        ),
        recipe=(
            "recipes:\n",
            "recipes:\n  - {process: press, material: PET, role: in}\n"
            "  - {process: press, material: bales, role: out, amount: 1 t/t}\n",
        ),
        market=("material: PET, price", "material: bales, price"),
    ),
    "sorted in two steps": town(
        material=("{material: PET, unit: t}", "{material: PET, unit: t}, {material: rich, unit: t}"),
        process=(
            "processes:\n",
            "processes:\n  - {process: picking, site: town, model: recipe, route: recycling, variable_cost: 0 MXN/t}\n",
        ),
        recipe=(
            "  - {process: sorting, material: PET, role: out, amount: 0.1 t/t}\n",
            "  - {process: sorting, material: rich, role: out, amount: 0.2 t/t}\n"
            "  - {process: picking, material: rich, role: in}\n"
            "  - {process: picking, material: PET, role: out, amount: 0.5 t/t}\n",
        ),
    ),
    "the tip could take PET": town(
        recipe=(
            "  - {process: tip, material: mixed waste, role: in}\n",
            "  - {process: tip, material: mixed waste, role: in}\n  - {process: tip, material: PET, role: in}\n",
        ),
    ),
    "collected at another site and sent": town(
        site=("{site: town}]", "{site: town}, {site: yard}]"),
        supply=("separate collection, site: town", "separate collection, site: yard"),
        market=(
            "markets:\n",
            "links:\n  - {from: yard, to: town, material: PET, cost_per_amount: 0 MXN/t}\nmarkets:\n",
        ),
    ),
    "kept in a store": town(
        market=("markets:\n", "stores:\n  - {store: heap, site: town, material: PET, capacity: 9 t}\nmarkets:\n")
    ),
}


@pytest.mark.parametrize("way", REWRITTEN)
def test_a_limit_and_the_indicators_say_the_same_in_every_way_of_writing(way: str, tmp_path: Path) -> None:
    """1 t of mixed waste is sorted and 6 t are collected apart: 7 of 16 t, with 0.1 t of sorted PET counted once."""
    plan = plan_of(REWRITTEN[way], tmp_path)
    assert limit_value(plan, "target") == pytest.approx(0.4375)
    assert indicator(plan, "enters: recycling") == pytest.approx(7)
    assert indicator(plan, "diversion, energy recovery excluded") == pytest.approx(0.4375)
    assert plan.totals["landfilled"]["value"] == pytest.approx(9)


WAYS = [way for way in REWRITTEN if way != "as it is"]


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.sampled_from(WAYS), st.integers(1, 40), st.integers(0, 40), st.integers(0, 40))
def test_other_amounts_in_another_way_of_writing(tmp_path: Path, way: str, mixed: int, apart: int, belt: int) -> None:
    """What the belt takes and what is collected apart enter recycling; the rest is landfilled. All by hand."""
    text = (
        REWRITTEN[way]
        .replace("amount: 10 t/d", f"amount: {mixed} t/d")
        .replace("amount: 6 t/d", f"amount: {apart} t/d")
    )
    plan = plan_of(text.replace("capacity: 1 t/d", f"capacity: {belt} t/d"), tmp_path)
    new = min(mixed, belt) + apart
    assert indicator(plan, "enters: recycling") == pytest.approx(new)
    assert limit_value(plan, "target") == pytest.approx(new / (mixed + apart))
    assert plan.totals["landfilled"]["value"] == pytest.approx(mixed - min(mixed, belt), abs=DRIFT)


def test_the_summary_says_what_is_new_to_a_route(tmp_path: Path) -> None:
    """6.1 t of PET and 1 t of mixed waste are taken, 0.1 t of them sorted before."""
    told = summary_of(plan_of(town(), tmp_path), tmp_path)
    assert "6.1 t PET, 1 t mixed waste; 7 t of it new to the route" in told
    assert "9 t mixed waste\n" in told


def test_a_press_that_loses_a_tenth(tmp_path: Path) -> None:
    """0.9 t of bales come of each tonne: 0.09 t of them were sorted; 1 t and 5.4 t of bales enter."""
    text = REWRITTEN["baled on the way, without a route"].replace(
        "bales, role: out, amount: 1", "bales, role: out, amount: 0.9"
    )
    assert indicator(plan_of(text, tmp_path), "enters: recycling") == pytest.approx(1 + 5.4)


def test_a_drier_that_gives_back_what_it_takes(tmp_path: Path) -> None:
    """Sorting puts 0.3 t of each tonne back: to have 7 t of it leave the belt, 10 t go over it, 7 t of them new."""
    text = town(
        recipe=("recipes:\n", "recipes:\n  - {process: sorting, material: mixed waste, role: out, amount: 0.3 t/t}\n"),
        capacity=("capacity: 1 t/d", "capacity: 10 t/d"),
    )
    plan = plan_of(text, tmp_path, limits=["landfilled <= 3 t"])
    assert indicator(plan, "enters: recycling") == pytest.approx(7 + 6, rel=DRIFT)


def test_a_limit_counts_what_the_ledger_counts(tmp_path: Path) -> None:
    """Landfilled mass, as an effect and as a limit on the route, is the same with a landfill model and a recipe."""
    base = text_of("waste_per_head_and_targets")
    recipe = (
        base.replace("model: landfill, variable", "model: recipe, route: landfill, variable")
        .replace("profiles:", "  - {limit: room, what: 'route: landfill', when: year, maximum: 1 Mt}\nprofiles:")
        .replace(
            "  - {process: composting, material: food waste, role: in, amount: 1 t/t}\n",
            "  - {process: composting, material: food waste, role: in, amount: 1 t/t}\n"
            "  - {process: landfill, material: food waste, role: in}\n"
            "  - {process: landfill, material: dry waste, role: in}\n",
        )
    )
    by_model, by_recipe = plan_of(base, tmp_path), plan_of(recipe, tmp_path)
    assert by_model.totals["landfilled"]["value"] == pytest.approx(by_recipe.totals["landfilled"]["value"])
    assert limit_value(by_recipe, "room") == pytest.approx(30_000)


def test_scrap_of_bought_cores_is_waste(tmp_path: Path) -> None:
    """10 t/d are bought, 4 t/d of scrap are dismantled and 1.2 t/d of that tipped: 1,460 t, 1,022 of them recycled."""
    plan = plan_of(text_of("waste_after_reuse_not_counted"), tmp_path)
    assert indicator(plan, "GRI 306-3 waste generated") == pytest.approx(1460)
    assert indicator(plan, "GRI 306-4 diverted by recycling") == pytest.approx(1022)
    assert indicator(plan, "GRI 306-5 disposed of by landfilling") == pytest.approx(438)
    assert indicator(plan, "recycling rate at the calculation point") == pytest.approx(1)


@pytest.mark.parametrize("route", ["remanufacture", "reuse"])
@pytest.mark.parametrize("taker", ["recycling", "compost"])
def test_rejects_of_what_was_bought_are_waste_in_every_route(route: str, taker: str, tmp_path: Path) -> None:
    text = text_of(
        "waste_after_reuse_not_counted", ("route: reuse", f"route: {route}"), ("route: recycling", f"route: {taker}")
    )
    assert indicator(plan_of(text, tmp_path), "GRI 306-3 waste generated") == pytest.approx(1460)


def test_without_a_route_of_its_own_the_scrap_is_the_same_waste(tmp_path: Path) -> None:
    """Refurbishing without a route: the scrap is a residue of what is made here, 1,460 t as before."""
    text = text_of("waste_after_reuse_not_counted", ("route: reuse, ", ""))
    assert indicator(plan_of(text, tmp_path), "GRI 306-3 waste generated") == pytest.approx(1460)


def test_a_residue_that_is_burnt_is_waste(tmp_path: Path) -> None:
    """40 t/d of cane leave 12 t/d of fibre: 5 burnt, 7 tipped, 4,380 t of waste a year."""
    plan = plan_of(text_of("made_residue_burnt_is_no_waste"), tmp_path)
    assert indicator(plan, "GRI 306-3 waste generated") == pytest.approx(4380)
    assert indicator(plan, "GRI 306-5 disposed of by incineration with energy recovery") == pytest.approx(1825)


def test_burnt_by_a_market_or_in_two_steps_it_is_the_same_waste(tmp_path: Path) -> None:
    market = text_of(
        "made_residue_burnt_is_no_waste",
        (
            "  - {process: fibre boiler, site: s, model: recipe, route: energy recovery, capacity: 5 t/d, "
            "variable_cost: 0 MXN/t}\n",
            "",
        ),
        ("  - {process: fibre boiler, material: fibre, role: in, amount: 1 t/t}\n", ""),
        ("  - {process: fibre boiler, material: heat, role: out, amount: 1.5 MWh/t}\n", ""),
        (
            "  - {market: heat users, site: s, material: heat, price: 500 MXN/MWh}",
            "  - {market: oven, site: s, material: fibre, price: 750 MXN/t, maximum: 5 t/d, route: energy recovery}",
        ),
        ("  - {material: heat, unit: MWh}\n", ""),
    )
    dried = text_of(
        "made_residue_burnt_is_no_waste",
        ("  - {material: heat", "  - {material: dry fibre, unit: t}\n  - {material: heat"),
        ("processes:\n", "processes:\n  - {process: drier, site: s, model: recipe, variable_cost: 0 MXN/t}\n"),
        ("fibre boiler, material: fibre, role: in", "fibre boiler, material: dry fibre, role: in"),
        (
            "recipes:\n",
            "recipes:\n  - {process: drier, material: fibre, role: in, amount: 1 t/t}\n"
            "  - {process: drier, material: dry fibre, role: out, amount: 1 t/t}\n",
        ),
    )
    for text in (market, dried):
        assert indicator(plan_of(text, tmp_path), "GRI 306-3 waste generated") == pytest.approx(4380)


def test_content_counts_against_virgin_inflow(tmp_path: Path) -> None:
    """Cores that were all used before: 1 - 0.9 x (0 virgin + 438 unrecovered) / (2 x 3,650)."""
    plan = plan_of(text_of("reused_content_in_indicator"), tmp_path)
    assert indicator(plan, "material circularity indicator") == pytest.approx(0.946)
    assert "property-unused" not in set(plan.problems["code"])


@pytest.mark.parametrize(
    ("contents", "virgin"),
    [
        ("reused_content: 0.5, recycled_content: 0.3, renewable_content: 0", 0.2),
        ("renewable_content: 40 %", 0.6),
        ("recycled_content: 0.8, renewable_content: 0.7", 0.0),
    ],
)
def test_every_content_and_their_sum(contents: str, virgin: float, tmp_path: Path) -> None:
    """What is both recycled and renewable is not virgin once."""
    text = text_of(
        "reused_content_in_indicator", ("reused_content: 1, recycled_content: 0, renewable_content: 0", contents)
    )
    expected = 1 - 0.9 * (3650 * virgin + 438) / 7300
    assert indicator(plan_of(text, tmp_path), "material circularity indicator") == pytest.approx(expected)


def test_a_content_above_one_is_refused_at_its_cell(tmp_path: Path) -> None:
    text = text_of("reused_content_in_indicator", ("reused_content: 1,", "reused_content: 1.2,"))
    with pytest.raises(mfo.PlantError) as refused:
        plan_of(text, tmp_path)
    (problem,) = (each for each in refused.value.problems if each.severity == "error")
    assert "`reused_content` is 1.2: a share lies between 0 and 1" in problem.message


def test_what_is_prevented_is_no_waste_and_told_apart(tmp_path: Path) -> None:
    plan = plan_of(text_of("prevention_told_as_disposal"), tmp_path)
    assert indicator(plan, "GRI 306-3 waste generated") == pytest.approx(90)
    assert indicator(plan, "GRI 306-5 directed to disposal, total") == pytest.approx(90)
    assert indicator(plan, "GRI 306-5 disposed of by other operations") == pytest.approx(0)
    assert indicator(plan, "waste prevented") == pytest.approx(10)


def test_prevention_by_a_market_and_home_composting_that_leaves_compost(tmp_path: Path) -> None:
    market = text_of(
        "prevention_told_as_disposal",
        (
            "  - {process: campaign, site: town, model: recipe, route: prevention, capacity: 10 t/year, "
            "variable_cost: 50 MXN/t}\n",
            "",
        ),
        (
            "  - {process: campaign, material: waste, role: in, amount: 1 t/t}\n",
            "markets:\n"
            "  - {market: refill, site: town, material: waste, price: -50 MXN/t, maximum: 10 t/year, "
            "route: prevention}\n"
            "recipes:\n",
        ),
        ("recipes:\nmarkets", "markets"),
    )
    compost = text_of(
        "prevention_told_as_disposal",
        ("{material: waste, unit: t}", "{material: waste, unit: t}, {material: soil, unit: t}"),
        (
            "recipes:\n",
            "markets:\n  - {market: gardens, site: town, material: soil, price: 0 MXN/t}\nrecipes:\n"
            "  - {process: campaign, material: soil, role: out, amount: 0.4 t/t}\n",
        ),
    )
    for text in (market, compost):
        plan = plan_of(text, tmp_path)
        assert indicator(plan, "GRI 306-3 waste generated") == pytest.approx(90)
        assert indicator(plan, "waste prevented") == pytest.approx(10)


def test_a_material_can_be_marked_as_no_waste(tmp_path: Path) -> None:
    """Old landfill gas comes back and is no waste of the year; unmarked it would be, were its mass known."""
    base = text_of("landfill_gas_by_calendar_year")
    gas = "- material: collected gas\n  unit: Nm3\n"
    heavy = f"{gas}  density: 1 kg/Nm3\n"
    told, marked = (plan_of(base.replace(gas, text), tmp_path) for text in (heavy, f"{heavy}  waste: no\n"))
    waste = [indicator(plan, "GRI 306-3 waste generated", 2030) for plan in (told, marked)]
    assert waste[1] == pytest.approx(100_000)
    assert waste[0] > waste[1] + 1000


def test_what_is_bought_can_be_marked_as_waste(tmp_path: Path) -> None:
    """Cores bought from brokers are waste where the plant says so: 3,650 t arise, 2,190 t are reused."""
    text = text_of(
        "waste_after_reuse_not_counted", ("{material: core, unit: t}", "{material: core, unit: t, waste: yes}")
    )
    plan = plan_of(text, tmp_path)
    assert indicator(plan, "GRI 306-3 waste generated") == pytest.approx(3650)
    assert indicator(plan, "GRI 306-4 diverted by preparation for reuse") == pytest.approx(2190)
