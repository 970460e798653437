"""Waste does not vanish: what would lose for nothing what must go somewhere is refused at its row, and nothing else is.

Costs are worked out by hand; without the check each refused plant came out "optimal, certified" at the cost named.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .cases import bench, cost, refused, refused_text, typed

HEAP, WAYS, DRYER = "lossy_heap_swallows_waste", "lossy_link_both_ways", "process_that_shrinks_its_own_input"
YEARLY = ("slots: 12 months", "slots: 1 year")


@pytest.mark.parametrize(
    "changes",
    [
        (),  # 0 EUR instead of 14,600
        (YEARLY,),
        (("loss: 5 %/month", "loss: 0.1 %/d"),),  # a stock of 10,000 t from nothing
        (("loss: 5 %/month", "loss: 5 %/month, capacity: 5000 t"),),  # 2,900 of 3,650 t a year
        (("loss: 5 %/month", "loss: 99 %/d, start: 0 t"),),  # opens empty, and keeps nothing
        (("take: all, price: 0 EUR/t", "take: up to, price: -3 EUR/t"),),  # paid 3 EUR for what fields take for 4
        (("unit: t}", "unit: m3}"), ("10 t/d", "10 m3/d"), ("0 EUR/t}", "0 EUR/m3}"), ("-4 EUR/t", "-4 EUR/m3")),
        (("price: -4 EUR/t}", "price: 1 EUR/t, maximum: 5 t/d}"),),  # half of it has no other way
    ],
)
def test_a_stock_that_swallows_waste_is_refused(changes: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    assert refused(HEAP, tmp_path, *changes) == ["cycle-loses: stores, line 5"]


def test_a_stock_that_is_meant_to_lose_is_a_way_out(tmp_path: Path) -> None:
    assert cost(bench(HEAP, tmp_path, ("5 %/month", "5 %/month, loss_is_outlet: yes"))) == pytest.approx(0, abs=1e-6)


def test_a_stock_that_loses_nothing_holds_nothing_back(tmp_path: Path) -> None:
    """10 t/d for 365 days at 4 EUR/t."""
    assert cost(bench(HEAP, tmp_path, (", loss: 5 %/month", ""))) == pytest.approx(14_600)


def test_a_residue_that_is_made_is_refused_as_what_arises(tmp_path: Path) -> None:
    """A press that earns 50 EUR/t of oil must be rid of its cake at 20 EUR/t: the heap swallows it."""
    text = """
plant: {name: press, currency: EUR, slots: 4 months}
materials: [{material: seed, unit: t}, {material: oil, unit: t}, {material: cake, unit: t}]
sites: [{site: a}]
supplies: [{supply: fields, site: a, material: seed, amount: 100 t/month, take: up to, price: 1 EUR/t}]
processes: [{process: press, site: a, model: recipe, variable_cost: 1 EUR/t}]
recipes:
  - {process: press, material: seed, role: in}
  - {process: press, material: oil, role: out, amount: 0.6 t/t}
  - {process: press, material: cake, role: out, amount: 0.4 t/t}
stores: [{store: pile, site: a, material: cake, loss: 10 %/month}]
markets:
  - {market: oil sale, site: a, material: oil, price: 50 EUR/t}
  - {market: tip, site: a, material: cake, price: -20 EUR/t}
"""
    with pytest.raises(Exception, match="'pile' would swallow 160 t of 'cake' at 'a'"):
        typed(text, tmp_path).check()
    sold = typed(text, tmp_path, ("price: -20 EUR/t", "price: 2 EUR/t"))  # nobody wants to lose what sells
    assert sold.check() == ()
    assert cost(sold) == pytest.approx(400 * (1 + 1 - 0.6 * 50 - 0.4 * 2))


@pytest.mark.parametrize(
    "changes",
    [
        (),  # 250,000 EUR instead of 1,965,000
        (("loss: 2 %", "loss: 30 %"),),
        (("cost_per_amount: 5 EUR/t, loss: 2 %", "cost_per_amount: 0 EUR/t, loss: 0.01 %"),),
        (("price: -2000 EUR/t}", "price: 5 EUR/t, maximum: 900 t/year}"),),  # the last 100 t
        (
            (
                "price: -2000 EUR/t}",
                "price: -2000 EUR/t}, {market: sewer, site: works, material: brine, price: -300 EUR/t}",
            ),
        ),
    ],
)
def test_ways_there_and_back_that_lose_are_refused(changes: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    assert refused(WAYS, tmp_path, *changes) == ["cycle-loses: links, line 5"]


def test_a_ring_of_three_one_way_links_is_refused(tmp_path: Path) -> None:
    ring = "links:\n" + "".join(
        f"  - {{from: {one}, to: {other}, material: brine, cost_per_amount: 5 EUR/t, loss: {loss}}}\n"
        for one, other, loss in (("works", "pond", "0 %"), ("pond", "basin", "3 %"), ("basin", "works", "0 %"))
    )
    old = "links: [{link: tanker, from: [works, pond], to: [works, pond], material: brine, cost_per_amount: 5 EUR/t, "
    changes = (old + "loss: 2 %}]\n", ring), ("{site: pond}", "{site: pond},{site: basin}")
    assert refused(WAYS, tmp_path, *changes) == ["cycle-loses: links, line 6"]


def test_going_round_that_does_not_pay_is_no_fault(tmp_path: Path) -> None:
    """At 0.1 % a tonne would go round 500 times for 5,000 EUR: it is brought away for 5 + 0.999 x 2,000."""
    made = bench(WAYS, tmp_path, ("loss: 2 %", "loss: 0.1 %"))
    assert made.check() == ()
    assert cost(made) == pytest.approx(1000 * (5 + 0.999 * 2000))


def test_one_way_alone_loses_once(tmp_path: Path) -> None:
    made = bench(WAYS, tmp_path, ("from: [works, pond], to: [works, pond]", "from: works, to: pond"))
    assert cost(made) == pytest.approx(1000 * (5 + 0.98 * 2000))


def test_ways_on_which_losing_is_meant_are_a_way_out(tmp_path: Path) -> None:
    """1 / (1 - 0.98 x 0.98) tonnes sent there for each that is lost, and 0.98 of that back, at 5 EUR."""
    expected = 1000 * 5 * 1.98 / (1 - 0.98**2)
    assert cost(bench(WAYS, tmp_path, ("loss: 2 %", "loss: 2 %, loss_is_outlet: yes"))) == pytest.approx(expected)


@pytest.mark.parametrize("loss", ["100 %", "99.9 %", "95 %", "1"])
def test_a_link_that_loses_all_is_refused(loss: str, tmp_path: Path) -> None:
    assert refused("link_that_loses_all", tmp_path, ("100 %", loss)) == ["link-loses-all: links, line 6, column loss"]


def test_a_link_that_is_meant_to_lose_all_is_a_way_out(tmp_path: Path) -> None:
    """1 EUR/t instead of 500 at the tip beside."""
    made = bench("link_that_loses_all", tmp_path, ("loss: 100 %", "loss: 100 %, loss_is_outlet: yes"))
    assert cost(made) == pytest.approx(100)
    assert cost(bench("link_that_loses_all", tmp_path, ("loss: 100 %", "loss: 50 %"))) == pytest.approx(50_000)


@pytest.mark.parametrize(
    ("loss", "message"),
    [
        ("125 %/h", "more than all"),
        ("1.25 1/h", "more than all"),
        ("150 %/d", "more than all"),  # the share lost per hour lies below one
        ("30 1/h", "if percent is meant"),
    ],
)
def test_losing_more_than_all_is_refused(loss: str, message: str, tmp_path: Path) -> None:
    """125 % an hour lost 10 t out of 8."""
    change = ("125 %/h", loss)
    assert refused("loss_above_one", tmp_path, change) == ["loss-above-all: stores, line 6, column loss"]
    with pytest.raises(Exception, match=message):
        bench("loss_above_one", tmp_path, change)


def test_losing_a_share_per_time_over_a_longer_slot_is_none(tmp_path: Path) -> None:
    """2 % a day is no more than all of it in a slot of three months: 0.98 per day, to the power of the days."""
    text = """
plant: {name: cold, currency: EUR, slots: 4 months}
materials: [{material: ice, unit: t}]
sites: [{site: a}]
supplies: [{supply: maker, site: a, material: ice, take: up to, price: 1 EUR/t}]
stores: [{store: cellar, site: a, material: ice, loss: 2 %/d, start: 100 t, end: 0 t}]
markets: [{market: bar, site: a, material: ice, price: 2 EUR/t, maximum: 0 t/d}]
"""
    assert [item.code for item in typed(text, tmp_path).check()] == []


@pytest.mark.parametrize(
    "changes",
    [
        (),  # 7,143 EUR instead of 23,000
        (("0.3 t/t", "0.9 t/t"),),
        (("price: -60 EUR/t", "price: 1 EUR/t, maximum: 400 t/year"),),
        (("variable_cost: 1 EUR/t", "variable_cost: 1 EUR/t, capacity: 20000 t/year"),),
    ],
)
def test_a_process_that_shrinks_what_it_takes_is_refused(changes: tuple[tuple[str, str], ...], tmp_path: Path) -> None:
    assert refused(DRYER, tmp_path, *changes) == ["cycle-loses: processes, line 5"]


SHRINKING = """
plant: {name: shrinking, currency: EUR}
materials: [{material: pallets, unit: UNIT}, {material: parts, unit: UNIT}, {material: boards, unit: UNIT}]
sites: [{site: yard}, {site: shop}]
supplies: [{supply: returns, site: yard, material: pallets, amount: 400 UNIT/month, take: all, price: 0 EUR/UNIT}]
processes:
  - {process: taking apart, site: yard, model: recipe, variable_cost: 0.1 EUR/UNIT}
  - {process: mending, site: shop, model: recipe, variable_cost: 0.2 EUR/UNIT}
recipes:
  - {process: taking apart, material: pallets, role: in}
  - {process: taking apart, material: parts, role: out, amount: 0.8 UNIT/UNIT}
  - {process: mending, material: parts, role: in}
  - {process: mending, material: pallets, role: out, amount: 0.9 UNIT/UNIT}
links:
  - {link: there, from: yard, to: shop, material: parts, cost_per_amount: 0 EUR/UNIT}
  - {link: back, from: shop, to: yard, material: pallets, cost_per_amount: 0 EUR/UNIT}
markets: [{market: chipper, site: yard, material: pallets, price: -6 EUR/UNIT, route: recycling}]
"""


@pytest.mark.parametrize("unit", ["kg", "item", "t", "m3"])
def test_processes_that_hand_it_round_until_nothing_is_left_are_refused(unit: str, tmp_path: Path) -> None:
    """A round of 0.3 EUR leaves 0.72 of what went in: 0.1 + 0.8 x 0.2 EUR over 0.28 make it vanish for 0.93 EUR, not 6.
    The ways between lose nothing; a third process that hands it on changes nothing."""
    text = SHRINKING.replace("UNIT", unit)
    assert refused_text(text, tmp_path) == ["cycle-loses: processes, line 7"]
    sorting = (
        "processes:\n",
        f"processes:\n  - {{process: sorting, site: yard, model: recipe, variable_cost: 0 EUR/{unit}}}\n",
    )
    ring = (
        f"taking apart, material: pallets, role: in}}\n  - {{process: taking apart, material: parts, role: out, "
        f"amount: 0.8 {unit}/{unit}",
        f"sorting, material: pallets, role: in}}\n  - {{process: sorting, material: boards, role: out, "
        f"amount: 1 {unit}/{unit}}}\n  - {{process: taking apart, material: boards, role: in}}\n"
        f"  - {{process: taking apart, material: parts, role: out, amount: 0.8 {unit}/{unit}",
    )
    (one,) = refused_text(text, tmp_path, sorting, ring)
    assert one.startswith("cycle-loses: processes, line ")


def test_what_is_lost_on_the_round_has_a_way_out_of_its_own(tmp_path: Path) -> None:
    """With the remedy it is planned: scrap at 20 EUR/t makes going round dear, and all is chipped for 6 EUR/t."""
    scrap = (
        "  - {process: mending, material: parts, role: in}\n",
        "  - {process: taking apart, material: scrap, role: out, amount: 0.2 t/t}\n"
        "  - {process: mending, material: scrap, role: out, amount: 0.1 t/t}\n"
        "  - {process: mending, material: parts, role: in}\n",
    )
    named = ("{material: boards, unit: t}", "{material: scrap, unit: t}")
    tip = (
        "route: recycling}]",
        "route: recycling},{market: a tip, site: yard, material: scrap, price: -20 EUR/t},"
        "{market: b tip, site: shop, material: scrap, price: -20 EUR/t}]",
    )
    made = typed(SHRINKING.replace("UNIT", "t"), tmp_path, scrap, named, tip)
    assert [item for item in made.check() if item.code == "cycle-loses"] == []
    assert cost(made) == pytest.approx(400 * 12 * 6)


def test_sludge_that_is_dried_and_mixed_again_is_refused(tmp_path: Path) -> None:
    """What is dried is mixed into sludge again, and 70 % of it is gone with each round."""
    back = (
        "{process: dryer, material: sludge, role: out, amount: 0.3 t/t}",
        "{process: dryer, material: cake, role: out, amount: 0.3 t/t},"
        "{process: mixer, material: cake, role: in},{process: mixer, material: sludge, role: out, amount: 1 t/t}",
    )
    other = (
        "variable_cost: 1 EUR/t}]",
        "variable_cost: 1 EUR/t},{process: mixer, site: a, model: recipe, variable_cost: 0 EUR/t}]",
    )
    cake = ("{material: heat, unit: MWh}", "{material: heat, unit: MWh},{material: cake, unit: t}")
    assert refused(DRYER, tmp_path, back, other, cake) == ["cycle-loses: processes, line 5"]


@pytest.mark.parametrize("name", ["wash water", "agua de lavado", "rinse"])
def test_water_that_is_used_and_cleaned_again_is_told(name: str, tmp_path: Path) -> None:
    """Water evaporates wherever it is used: a warning, before and after solving; by its name or by what it is like."""
    text = """
plant: {name: washing, currency: EUR}
materials: [{material: NAME, unit: m3, like: water}, {material: used water, unit: m3}]
sites: [{site: a}]
supplies: [{supply: mains, site: a, material: NAME, amount: 1000 m3/year, take: all, price: 0 EUR/m3}]
processes:
  - {process: washing, site: a, model: recipe, variable_cost: 0.1 EUR/m3}
  - {process: cleaning, site: a, model: recipe, variable_cost: 0.1 EUR/m3}
recipes:
  - {process: washing, material: NAME, role: in}
  - {process: washing, material: used water, role: out, amount: 0.9 m3/m3}
  - {process: cleaning, material: used water, role: in}
  - {process: cleaning, material: NAME, role: out, amount: 0.95 m3/m3}
markets: [{market: sewer, site: a, material: NAME, price: -9 EUR/m3}]
"""
    made = typed(text.replace("NAME", name), tmp_path, *([] if name == "rinse" else [(", like: water", "")]))
    told = [(item.code, item.severity, str(item.where)) for item in made.check() if item.code == "cycle-loses"]
    assert told == [("cycle-loses", "warning", "plant.yaml, processes, line 7")]
    assert "cycle-loses" in [item.code for item in made.optimise().problem_list]


def test_what_only_the_plan_shows_is_told_after_solving(tmp_path: Path) -> None:
    """The tip pays 1 EUR/t and emits, so that least cost goes there and least emissions go round."""
    emits = ("price: -2000 EUR/t}]", "price: 50 EUR/t}]\nrates: [{at: disposal, effect: emissions, rate: 1 t_CO2e/t}]")
    made = bench(WAYS, tmp_path, emits)
    assert [problem.code for problem in made.check()] == ["gate-fee-sign"]  # a tip that pays is asked about
    assert [problem.code for problem in made.optimise("cost").problem_list] == ["gate-fee-sign"]
    _, problem = sorted(made.optimise("emissions").problem_list, key=lambda each: each.code == "cycle-loses")
    assert (problem.code, problem.severity) == ("cycle-loses", "warning")
    assert "1,000 t of 'brine' a year go round in 'tanker: works > pond', 'tanker: pond > works'" in problem.message


def test_what_is_dried_under_a_name_of_its_own_is_dried_once(tmp_path: Path) -> None:
    """1,000 t at 1 EUR and 0.8 MWh of 5 EUR each, and 300 t at 60 EUR: 23,000 EUR; not drying costs 60,000."""
    dried = ("{process: dryer, material: sludge, role: out", "{process: dryer, material: dried, role: out")
    named = ("{material: heat, unit: MWh}", "{material: heat, unit: MWh},{material: dried, unit: t}")
    sold = ("material: sludge, price: -60 EUR/t", "material: [sludge, dried], price: -60 EUR/t")
    assert cost(bench(DRYER, tmp_path, dried, named, sold)) == pytest.approx(23_000)


NET = """
plant: {name: district heating, currency: EUR, slots: 12 months}
materials: [{material: heat, unit: MWh}]
sites: [{site: works}, {site: town}, {site: hill}]
supplies: [{supply: kiln, site: works, material: heat, amount: 1000 MWh/month, take: all, price: 0 EUR/MWh}]
links: [{link: pipe, from: [works, town, hill], to: [works, town, hill], material: heat, cost_per_amount: 0.1 EUR/MWh,
         loss: 8 %}]
stores: [{store: tank, site: town, material: heat, loss: 2 %/d, capacity: 50 MWh}]
markets:
  - {market: homes, site: hill, material: heat, price: 20 EUR/MWh, maximum: 700 MWh/month}
  - {market: cooler, site: works, material: heat, price: 0 EUR/MWh}
"""

COOLING = """
plant: {name: cooling water, currency: EUR}
materials: [{material: water, unit: m3}, {material: warm, unit: m3}, {material: cooled, unit: t}]
sites: [{site: a}]
supplies: [{supply: mains, site: a, material: water, take: up to, price: 2 EUR/m3}]
processes:
  - {process: mould, site: a, model: recipe, variable_cost: 0 EUR/m3}
  - {process: tower, site: a, model: recipe, variable_cost: 0.1 EUR/m3}
recipes:
  - {process: mould, material: water, role: in}
  - {process: mould, material: warm, role: out, amount: 1 m3/m3}
  - {process: mould, material: cooled, role: out, amount: 0.1 t/m3}
  - {process: tower, material: warm, role: in}
  - {process: tower, material: water, role: out, amount: 0.97 m3/m3}
markets:
  - {market: purge, site: a, material: warm, price: -3 EUR/m3}
  - {market: parts, site: a, material: cooled, price: 9 EUR/t, minimum: 10 t/d, maximum: 10 t/d}
"""

SUN = """
plant: {name: sun and battery, currency: EUR, slots: 24 hours}
materials: [{material: power, unit: MWh}, {material: charge, unit: MWh}]
sites: [{site: a}]
supplies: [{supply: panels, site: a, material: power, amount: 2 MW, take: all, price: 0 EUR/MWh}]
processes:
  - {process: charger, site: a, model: recipe, variable_cost: 0 EUR/MWh}
  - {process: inverter, site: a, model: recipe, variable_cost: 0 EUR/MWh}
recipes:
  - {process: charger, material: power, role: in}
  - {process: charger, material: charge, role: out, amount: 0.95 MWh/MWh}
  - {process: inverter, material: charge, role: in}
  - {process: inverter, material: power, role: out, amount: 0.95 MWh/MWh}
stores: [{store: battery, site: a, material: charge, loss: 0.1 %/h, capacity: 4 MWh}]
markets: [{market: grid, site: a, material: power, price: 40 EUR/MWh, maximum: 3 MW}]
"""

HOLDER = """
plant: {name: gas holder, currency: EUR, slots: 30 days}
materials: [{material: gas, unit: Nm3}]
sites: [{site: a}]
supplies: [{supply: digester, site: a, material: gas, amount: 2000 Nm3/d, take: all, price: 0 EUR/Nm3}]
stores: [{store: holder, site: a, material: gas, loss: 1 %/d, capacity: 800 Nm3}]
processes: [{process: flare, site: a, model: recipe, variable_cost: 0.01 EUR/Nm3}]
recipes: [{process: flare, material: gas, role: in}]
"""


@pytest.mark.parametrize("text", [NET, COOLING, SUN, HOLDER], ids=["heat net", "cooling water", "battery", "holder"])
def test_losing_on_the_way_is_no_fault(text: str, tmp_path: Path) -> None:
    """Heat of a net, water of a cooling tower with a purge, a battery's power, the leak of a gas holder."""
    made = typed(text, tmp_path)
    assert [item for item in made.check() if item.code == "cycle-loses"] == []
    made.optimise()


def test_energy_that_would_be_sent_round_is_a_warning(tmp_path: Path) -> None:
    """Without the cooler the kiln's heat has to be lost in the pipes, which pipes do."""
    made = typed(NET, tmp_path, ("  - {market: cooler, site: works, material: heat, price: 0 EUR/MWh}\n", ""))
    assert {(item.code, item.severity) for item in made.check()} >= {("cycle-loses", "warning")}


def test_a_mark_without_a_loss_is_told(tmp_path: Path) -> None:
    made = bench(HEAP, tmp_path, (", loss: 5 %/month", ", loss_is_outlet: yes"))
    assert [item.code for item in made.check()] == ["column-unused"]
