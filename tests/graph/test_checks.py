"""What is told about a graph before anything is solved: each check fires on a plant made for it, not on its cure."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mfo.errors import Where
from mfo.graph.build import build_graph
from mfo.graph.checks.structure import check_graph
from mfo.plant.effects import Effect
from mfo.plant.model import Limit, Measurement, Output, ProcessRate, Quantity, Return

from ..plants import link, market, material, mix, plant, recipe, series, store, supply, times


def found(made) -> dict[str, str]:
    """Codes and texts of all problems."""
    return {problem.code: f"{problem.severity}: {problem}" for problem in check_graph(made, build_graph(made))}


def test_a_sound_plant_has_no_problems() -> None:
    assert (
        found(plant(supply("s", "A", "waste", 1.0), link("A", "B", "waste"), market("tip", "B", "waste", -5.0))) == {}
    )


def test_a_supply_without_way_out() -> None:
    """The waste is at A, its taker at B, and no link leads there; one may be left at a transfer station too."""
    rows = (supply("bin", "A", "waste", 1.0, where=Where("supplies.csv", None, 2)), market("tip", "B", "waste", -5.0))
    text = found(plant(*rows))["no-way-out"]
    assert text.startswith("error: supplies.csv, line 2: All of 'bin' must be taken")
    assert "'tip' at 'B'" in text
    assert "no-way-out" in found(plant(*rows, link("A", "C", "waste"), link("C", "A", "waste")))
    assert found(plant(*rows, link("A", "B", "waste"))) == {}


def test_what_may_be_left_needs_no_way_out() -> None:
    assert "no-way-out" not in found(plant(supply("s", "A", "x", 1.0, take_all=False)))


def test_the_way_out_is_followed_through_processes() -> None:
    """A digester is a way out only if both its gas and its sludge have one; a store is an end too."""
    rows = (
        supply("bin", "A", "waste", 1.0),
        mix("d", "A", ["waste"], {"gas": 0.1, "sludge": 0.9}),
        market("g", "A", "gas"),
    )
    problems = found(plant(*rows))
    assert "no-way-out" in problems
    assert "Nothing takes 'sludge' from 'd'" in problems["output-untaken"]
    assert "by-product of 'gas'" in problems["output-untaken"]
    assert problems["output-untaken"].startswith("warning")
    assert found(plant(*rows, store("tank", "A", "sludge"))) == {}
    assert found(plant(*rows, mix("tip", "A", ["sludge"], {}))) == {}


def test_a_recycling_loop_is_a_way_out_of_itself() -> None:
    """Water goes round through a cleaner with a purge: the loop is sound, though each part leads back to the other."""
    use = mix("use", "A", ["water"], {"dirty": 1.0})
    clean = mix("clean", "A", ["dirty"], {"water": 0.8, "brine": 0.2})
    assert found(plant(supply("tap", "A", "water", 1.0), use, clean, market("drain", "A", "brine"))) == {}


def test_a_market_that_nothing_can_reach() -> None:
    rows = (supply("s", "A", "x", 1.0, take_all=False), market("shop", "B", "x", 1.0, minimum=1.0))
    text = found(plant(*rows))["market-unreachable"]
    assert text.startswith("error")
    assert "'s' at 'A' could deliver it: add a link to 'B'" in text
    assert found(plant(*rows, link("A", "B", "x"))) == {}


def test_a_market_whose_only_maker_cannot_run() -> None:
    """The baker needs heat that nothing brings, so bread cannot reach the shop although there is flour."""
    rows = (
        supply("mill", "A", "flour", 1.0, take_all=False),
        recipe("baker", "A", {"flour": 1.0, "heat": 1.0}, {"bread": 1.0}),
        market("shop", "A", "bread", 1.0, minimum=0.1),
    )
    problems = found(plant(*rows))
    assert "market-unreachable" in problems
    assert "'baker' needs 'heat'" in problems["input-missing"]
    assert found(plant(*rows, supply("boiler", "A", "heat"))) == {}


def test_a_cycle_that_makes_something_from_nothing() -> None:
    """1 t becomes 1.2 t becomes 1.2 t: an error. With a loss on the way back, or an input from outside, it is none."""
    press = mix("press", "A", ["cake"], {"oil": 1.2})
    rows = (press, market("m", "A", "oil", 1.0, maximum=5.0), supply("s", "A", "cake", 1.0))
    gaining = found(plant(*rows, mix("back", "A", ["oil"], {"cake": 1.0})))
    assert gaining["gain-loop"].startswith("error")
    assert "'press'" in gaining["gain-loop"]
    assert "'back'" in gaining["gain-loop"]
    aside = supply("mine", "B", "coal", 1.0), market("stove", "B", "coal", 1.0)  # which is on no cycle
    assert "gain-loop" in found(plant(*rows, mix("back", "A", ["oil"], {"cake": 1.0}), *aside))
    assert found(plant(*rows, mix("back", "A", ["oil"], {"cake": 0.8}))).keys() == {"recipe-mass-gain"}
    fed = recipe("back", "A", {"oil": 1.0, "seed": 0.5}, {"cake": 1.0})
    assert found(plant(*rows, fed, supply("field", "A", "seed"))).keys() == {"recipe-mass-gain"}


def test_a_gain_over_several_dimensions_is_a_warning() -> None:
    """Transport from electricity and electricity from transport: the factor between units may be right."""
    made = plant(
        recipe("car", "A", {"power": 1.0}, {"transport": 1.0}),
        recipe("wind", "A", {"transport": 0.03}, {"power": 1.0}),
        market("out", "A", "transport", minimum=1.0),
        materials=(material("power", "MWh"), material("transport", "t.km")),
    )
    assert list(found(made)) == ["gain-loop"]
    assert found(made)["gain-loop"].startswith("warning")


def test_returns_that_bring_more_than_was_sold() -> None:
    """A crate sold comes back 1.1 times: the market feeds on itself."""
    rows = (
        supply("new", "A", "crate", 1.0),
        market("shops", "A", "crate", 1.0),
        mix("wash", "A", ["used"], {"crate": 1.0}),
    )
    for share, codes in ((1.1, ["gain-loop"]), (0.9, [])):
        back = Return("shops", None, "used", "A", 1, True, series(share))
        for slots in (1, 2):  # in each of which 0.9 come back, and not 1.8 in all
            made = plant(*rows, returns=(back,), materials=(material("used"),), at=times(slots))
            assert list(found(made)) == codes


def test_a_limit_that_touches_no_flow() -> None:
    rows = (supply("s", "A", "x", 1.0), market("m", "A", "x"))
    nothing = Limit("no landfill", (Quantity("route", "landfill"),), maximum=series(0.0), unit="t")
    text = found(plant(*rows, limits=(nothing,)))["limit-touches-nothing"]
    assert text.startswith("error")
    assert "'no landfill' touches no flow" in text
    share = Limit(
        "share", (Quantity("market", "m"),), basis="share", of=(Quantity("route", "landfill"),), maximum=series(0.5)
    )
    assert "the quantity that its share is of" in found(plant(*rows, limits=(share,)))["limit-touches-nothing"]
    touching = Limit("sold", (Quantity("market", "m"),), maximum=series(5.0), unit="t")
    assert found(plant(*rows, limits=(touching,))) == {}


def test_sites_and_materials_that_nothing_uses() -> None:
    made = plant(
        supply("s", "A", "x", 1.0), market("m", "A", "x"), sites=("A", "moon"), materials=(material("cheese"),)
    )
    problems = found(made)
    assert set(problems) == {"site-isolated", "material-unused"}
    assert "'moon'" in problems["site-isolated"]
    assert "'cheese'" in problems["material-unused"]
    assert all(text.startswith("warning") for text in problems.values())


def test_bales_that_nothing_fills_are_no_news() -> None:
    """A sorting plant that gets paper alone declares bales of glass too; the plant did not list them."""
    glass = replace(material("sorted glass"), by_model=True)
    made = plant(supply("s", "A", "x", 1.0), market("m", "A", "x"), materials=(glass,))
    assert found(made) == {}


def test_a_recipe_that_puts_out_more_mass_than_goes_in() -> None:
    """1.4 t of compost from 1 t of waste is a warning, for water may go in; with 0.5 t of water named it is sound."""
    rows = (supply("bin", "A", "waste", 1.0), supply("tap", "A", "water"), market("garden", "A", "compost", 10.0))
    text = found(plant(*rows, mix("heap", "A", ["waste"], {"compost": 1.4})))["recipe-mass-gain"]
    assert text.startswith("warning")
    assert "'heap' puts out 1.4 t for each t that goes in." in text
    needy = recipe("heap", "A", {"waste": 1.0, "water": 0.5}, {"compost": 1.4})
    assert found(plant(*rows, needy)) == {}
    compost = Output("compost", per_activity=series(1.4), where=Where("recipes.csv", None, 3))
    typed = replace(mix("heap", "A", ["waste"], {}), outputs=(compost,))
    assert found(plant(*rows, typed))["recipe-mass-gain"].startswith("warning: recipes.csv, line 3: 'heap' puts out")


def test_the_input_that_gains_mass_is_named() -> None:
    rows = (supply("bin", "A", "waste", 1.0), supply("cut", "A", "wood", 1.0), market("garden", "A", "compost", 10.0))
    heap = mix("heap", "A", ["waste", "wood"], {"compost": {"waste": 0.5, "wood": 1.2}})
    assert "puts out 1.2 t for each t of 'wood'" in found(plant(*rows, heap))["recipe-mass-gain"]


@pytest.mark.parametrize(
    ("into", "out", "amount", "told"),
    [
        ("Nm3", "Nm3", 43.61, "'p' puts out 43.61 Nm3 for each Nm3 that goes in. Write 0.4361"),
        ("m3", "m3", 12.0, "'p' puts out 12 m3 for each m3 that goes in. Write 0.12"),
        ("m3", "m3", 10.5, "'p' puts out 10.5 m3 for each m3 that goes in. Write 0.105"),  # more than tenfold
        ("Nm3", "Nm3", 3.0, ""),  # methane is reformed to three times its volume of hydrogen
        ("t", "Nm3", 150.0, ""),  # biogas from a tonne of kitchen waste
        ("m3", "Nm3", 25.0, ""),  # biogas from a cubic metre of slurry
        ("item", "item", 24.0, ""),  # a crate of bottles
    ],
)
def test_a_volume_far_above_what_goes_in(into: str, out: str, amount: float, told: str) -> None:
    """Percent without its sign makes a hundred times the volume; yields in another unit are no slip."""
    materials = (material("a", into), material("b", out))
    rows = (supply("s", "A", "a", 1.0), market("m", "A", "b"), recipe("p", "A", {"a": 1.0}, {"b": amount}))
    text = found(plant(*rows, materials=materials)).get("recipe-volume-gain", "")
    assert told in text
    assert bool(told) == bool(text)


def test_effluent_of_a_tonne_and_some_water_is_no_slip() -> None:
    rows = (supply("s", "A", "waste", 1.0), supply("tap", "A", "wash", 1.0), market("m", "A", "effluent"))
    press = recipe("press", "A", {"waste": 1.0, "wash": 0.05}, {"effluent": 0.9})
    materials = (material("wash", "m3"), material("effluent", "m3"))
    assert found(plant(*rows, press, materials=materials)) == {}


def test_power_that_lifts_no_heat_so_far() -> None:
    """Power may lift a few times its heat; 95 MWh of heat for one of power is 95 % without its sign."""
    materials = (material("electricity", "MWh"), material("heat", "MWh"))
    rows = (supply("grid", "A", "electricity", 1.0), market("m", "A", "heat"))
    boiler = recipe("boiler", "A", {"electricity": 1.0}, {"heat": 95.0})
    assert "puts out 95 MWh" in found(plant(*rows, boiler, materials=materials))["recipe-energy-gain"]
    lifting = recipe("boiler", "A", {"electricity": 1.0}, {"heat": 4.0})
    assert "recipe-energy-gain" not in found(plant(*rows, lifting, materials=materials))


def test_what_weighs_nothing_and_what_is_counted_in_items_are_weighed_too() -> None:
    """8.5 t of solvent from 1 t and some steam, 4 t of wood from a pallet of 20 kg: neither may hide the slip."""
    materials = (material("steam", "MWh"), material("pallet", "item", item_mass=0.02))
    rows = (supply("s", "A", "used", 1.0), supply("boiler", "A", "steam"), market("m", "A", "solvent"))
    still = recipe("still", "A", {"used": 1.0, "steam": 0.6}, {"solvent": 8.5})
    assert "'still' puts out 8.5 t for each t" in found(plant(*rows, still, materials=materials))["recipe-mass-gain"]
    sound = recipe("still", "A", {"used": 1.0, "steam": 0.6}, {"solvent": 0.85})
    assert found(plant(*rows, sound, materials=materials[:1])) == {}
    rows = (supply("yard", "A", "pallet", 1.0), market("m", "A", "wood"))
    saw = recipe("saw", "A", {"pallet": 1.0}, {"wood": 4.0})
    assert "puts out 200 t for each t" in found(plant(*rows, saw, materials=materials[1:]))["recipe-mass-gain"]
    assert found(plant(*rows, saw, materials=(material("pallet", "item"),))) == {}


def test_a_reading_that_the_amount_of_its_supply_or_market_contradicts() -> None:
    """2,000 t/h were read where 2 t/h arise; 1 t/h was sold where the plan must sell 1.5. 5 % apart is the scales."""

    def told(table: str, at: str, amount: float) -> str:
        rows = (supply("bin", "A", "waste", 2.0), market("shop", "A", "waste", minimum=1.5))
        reading = Measurement(table, at, None, "", series(amount, "t/h"), where=Where("m.csv", None, 2))
        return found(plant(*rows, measurements=(reading,))).get("measurement-apart", "")

    text = told("supplies", "bin", 2000.0)
    assert text.startswith("warning: m.csv, line 2: 'bin' was measured at 17,520,000 t a year")
    assert "`supplies` has at most 17,520: today and the plan do not compare. One is a thousand times" in text
    assert "`supplies` must take 17,520" in told("supplies", "bin", 1.0)
    assert "`markets` asks for at least 13,140" in told("markets", "shop", 1.0)
    assert told("markets", "shop", 1.8) == told("supplies", "bin", 2.1) == ""


def test_a_supply_pasted_twice_under_another_name() -> None:
    rows = (supply("dairy", "A", "whey", 3.0), market("farm", "A", "whey", maximum=9.0))
    twice = found(plant(*rows, supply("dairy (2)", "A", "whey", 3.0)))["row-alike"]
    assert twice.startswith("warning: 'dairy (2)' and 'dairy' say the same in `supplies` under two names")
    assert "row-alike" in found(plant(*rows, market("pigs", "A", "whey", maximum=9.0)))
    assert found(plant(*rows, supply("second line", "A", "whey", 2.0))) == {}


def test_an_effect_that_a_model_causes_is_declared() -> None:
    """Noise of a drier would stand in the ledger without a unit; declared in `effects` it is sound."""
    noisy = replace(mix("drier", "A", ["x"], {"y": 1.0}), rates=(ProcessRate("noise", series(1.0)),))
    rows = (supply("s", "A", "x", 1.0), noisy, market("m", "A", "y"))
    text = found(plant(*rows))["effect-undeclared"]
    assert text.startswith("error")
    assert "The model of 'drier' causes 'noise', which is no gas and no effect of the plant." in text
    assert found(plant(*rows, effects={"noise": Effect("noise", "item")})) == {}
