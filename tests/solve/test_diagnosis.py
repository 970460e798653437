"""What is said when nothing fits: each plan that cannot be, its sentence, and remedies that make it possible."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.graph.arrays.element_names import NamedElement
from mfo.program.build import build_program
from mfo.solve.infeasibility.causes import ConflictPart, together
from mfo.solve.infeasibility.diagnosis import diagnose
from mfo.solve.solver import solve_program

from ..program.graphs import Sketch


def digester(s, capacity=np.inf, share=0.5, **options):
    made = s.process(capacity=capacity, **options)
    s.feed(made, "manure", per=1)
    s.output(made, "digestate", share)
    return made


def no_outlet():
    s = Sketch()
    s.supply("manure", 10, take_all=True)
    digester(s)
    return s


def market_too_small():
    s = Sketch(slots=3)
    s.supply("manure", [10, 30, 10], take_all=True)
    digester(s)
    s.market("digestate", maximum=8)
    return s


def capacity_too_small():
    s = Sketch(slots=2, hours=[2.0, 2.0])
    s.supply("manure", 10, take_all=True)
    digester(s, capacity=4)
    s.market("digestate")
    return s


def store_too_small():
    s = Sketch(slots=2)
    s.supply("manure", [10, 0], take_all=True)
    s.market("manure", maximum=5)
    s.store("manure", capacity=3, start=0.0)
    return s


def demand_too_large():
    s = Sketch()
    s.supply("manure", 5)
    s.market("manure", minimum=8)
    return s


def demand_of_nothing():
    s = Sketch()
    s.pool("manure")
    s.market("gas", minimum=8)
    return s


def limit_too_tight():
    s = Sketch()
    s.supply("manure", 10, take_all=True)
    made = digester(s)
    s.market("digestate")
    s.rate("activity", made, 0.1, effect="CH4")
    s.limit("methane", [s.term("activity", made, 0.1)], upper=0.4)
    return s


def limits_against_each_other():
    s = Sketch()
    s.supply("manure")
    s.market("manure")
    s.limit("at least", [s.term("supply", 0)], lower=9.0)
    s.limit("at most", [s.term("supply", 0)], upper=4.0)
    return s


def link_too_small():
    s = Sketch()
    s.supply("manure", 10, take_all=True, site="farm")
    s.link("farm", "plant", "manure", capacity=6)
    s.market("manure", site="plant")
    return s


def joint_link_too_small():
    s = Sketch()
    s.supply("manure", 10, take_all=True, site="farm")
    s.supply("straw", 10, take_all=True, site="farm")
    s.link("farm", "plant", ["manure", "straw"], capacity=15)
    s.market(["manure", "straw"], site="plant")
    return s


def blend_impossible():
    s = Sketch()
    s.supply("manure", 10, take_all=True)
    s.supply("straw", 2)
    made = s.process()
    feeds = [s.feed(made, "manure"), s.feed(made, "straw")]
    s.output(made, "mix", 1)
    s.market("mix")
    s.blend("feed", feeds, [5.0, -10.0])
    return s


def share_impossible():
    s = Sketch()
    s.supply("manure", 10, take_all=True)
    s.supply("straw", 2)
    made = s.process()
    s.feed(made, "manure", high=0.5)
    s.feed(made, "straw")
    s.market("mix")
    s.output(made, "mix", 1)
    return s


def roadmap_too_late():
    s = Sketch(years=2)
    s.supply("manure", 10, take_all=True)
    digester(s, capacity=20, expandable=True, most=20, existing=4.0, may_build=[False, True])
    s.market("digestate")
    return s


def store_ends_too_full():
    s = Sketch()
    s.supply("manure", 2)
    s.market("manure")
    s.store("manure", start=0.0, end=5.0)
    return s


INFEASIBLE = {
    no_outlet: ("digestate at here: 5 t have no way out.", {("supply", "amount")}),
    market_too_small: (
        "digestate at here: 7 t in slot 2 have no way out.",
        {("supply", "amount"), ("market", "maximum")},
    ),
    capacity_too_small: (
        "manure at here: 2 t in slot 1 (4 t in 2 slots) have no way out.",
        {("process", "capacity"), ("supply", "amount")},
    ),
    store_too_small: (
        "manure at here: 2 t in slot 1 have no way out.",
        {("store", "capacity"), ("market", "maximum"), ("supply", "amount")},
    ),
    demand_too_large: ("manure at here: 3 t are lacking.", {("supply", "amount"), ("market", "minimum")}),
    demand_of_nothing: ("gas at here: 8 t are lacking.", {("market", "minimum")}),
    limit_too_tight: ("manure at here: 6 t have no way out.", {("limit", "maximum")}),
    limits_against_each_other: (
        "These cannot hold together: limit at least; limit at most.",
        {("limit", "minimum"), ("limit", "maximum")},
    ),
    link_too_small: ("manure at farm: 4 t have no way out.", {("link", "capacity"), ("supply", "amount")}),
    joint_link_too_small: ("at farm: 5 t have no way out.", {("link", "capacity"), ("supply", "amount")}),
    blend_impossible: (" at here: ", {("quality", "maximum"), ("supply", "amount")}),
    share_impossible: (" at here: ", {("process", "maximum_share"), ("supply", "amount")}),
    roadmap_too_late: ("manure at here: 6 t in 2025 have no way out.", {("supply", "amount")}),
    store_ends_too_full: ("manure at here: 3 t are lacking.", {("store", "end"), ("supply", "amount")}),
}


def applied(make, change):
    """The same sketch with one change of a remedy made."""
    s = make()
    slots = {str(k + 1): k for k in range(s.slots)}
    years = {label: k for k, label in enumerate(s.times.years)}
    sign = 1 if change.upward else -1
    for year, slot, amount in change.parts:
        where = (slice(None) if year is None else years[year], slice(None) if slot is None else slots[slot])
        moved = sign * (amount + 1e-6)
        hours = s.times.hours if change.unit.endswith("/h") else np.ones(s.slots)
        _apply(s, change, where, moved, moved * (hours if slot is None else 1.0))
    return s


def _apply(s, change, where, moved, per_slot):
    kind, name = change.element.kind, change.element.name
    if kind == "limit":
        for limit in s.limits:
            if limit.name == name:
                (limit.lower if change.bound == "minimum" else limit.upper)[...] += moved
        return
    if kind == "quality":
        s.quality.clear()
        return
    row = next(row for row in s.rows[kind] if row["name"] == name)
    names = {
        "supply": ["minimum", "maximum"] if np.all(moved < 0) else ["maximum"],
        "process": ["installed"],
        "market": [change.bound],
        "link": ["capacity"],
        "store": ["capacity"],
    }[kind]
    if change.bound == "end":
        s.rows["stock"][0]["end"] += moved
        return
    if change.bound == "maximum_share":
        s.rows["feed"][0]["maximum_share"] = s.full(1.0)
        return
    for field in names:
        values = np.array(row[field], dtype=float)
        if values.ndim == 1:
            values[where[0]] += moved
        else:
            values[where] += per_slot
        row[field] = np.maximum(values, 0)


def explained(s):
    program = build_program(s.graph())
    solution = solve_program(program)
    assert solution.status in ("infeasible", "unbounded")
    return diagnose(program, solution.status)


@pytest.mark.parametrize("make", INFEASIBLE, ids=lambda make: make.__name__)
def test_what_does_not_fit_is_named_with_ways_out_that_work(make):
    """Proves: the sentence names the place; every remedy, applied, makes a plan possible."""
    sentence, bounds = INFEASIBLE[make]
    found = explained(make())
    assert sentence in found.sentence
    offered = {(change.element.kind, change.bound) for remedy in found.remedies for change in remedy.changes}
    assert offered == bounds
    for remedy in found.remedies:
        s = make()
        for change in remedy.changes:
            s = applied(lambda s=s: s, change)
        assert solve_program(build_program(s.graph())).status == "optimal", remedy.sentence
    assert found.problems()[0].code == "no-plan"
    assert not found.slips


def test_remedies_are_ranked_and_worded():
    """Proves: a market 87.5 % larger comes before leaving 28 % of a supply; both say from what to what."""
    found = explained(market_too_small())
    texts = [remedy.sentence for remedy in found.remedies]
    assert texts == [
        "raise the maximum of market market 0 by 7 t/h, from 8 t/h to 15 t/h",
        "take 14 t less of supply supply 0 in slot 2, 16 t instead of 30 t",
    ]
    assert [remedy.size for remedy in found.remedies] == pytest.approx([7 / 8, 14 / 50])


def test_the_conflict_holds_only_what_takes_part():
    """Proves: the second supply has nothing to do with the conflict and is left out."""
    s = capacity_too_small()
    s.supply("straw", 3, take_all=True)
    s.market("straw")
    found = explained(s)
    assert {(part.element.kind, part.element.name, part.bound) for part in found.conflict} == {
        ("supply", "supply 0", "amount"),
        ("process", "process 0", "capacity"),
    }


@pytest.mark.parametrize(("amount", "slip"), [(50_000.0, True), (200.0, False)])
def test_a_slip_of_units_is_named(amount, slip):
    """Proves: 50,000 t where 60 fit looks like kilograms; 200 where 60 fit is a true conflict."""
    s = Sketch()
    s.supply("manure", amount, take_all=True)
    s.supply("straw", 30.0)
    digester(s, capacity=60)
    s.market("digestate")
    s.market("straw", maximum=40)
    found = explained(s)
    if not slip:
        assert not found.slips
        return
    assert (found.slips[0].element.name, found.slips[0].upward) == ("supply 0", False)
    problem = found.problems()[1]
    assert problem.code == "unit-slip"
    assert "supply supply 0 (50,000 t) looks a thousand times too large" in problem.message


def test_a_capacity_in_kilograms_is_the_likelier_slip():
    """Proves: with supplies of 50 and 40 t and a capacity of 0.05 t the capacity is the odd one out."""
    s = Sketch()
    s.supply("manure", 50.0, take_all=True)
    s.supply("straw", 40.0)
    digester(s, capacity=0.05)
    s.market("digestate", maximum=60)
    found = explained(s)
    assert found.slips[0].element.kind == "process"
    assert found.slips[0].upward


def test_whole_numbers_that_do_not_fit_are_explained():
    """Proves: between 3 and 4 t can only be run at a minimum load of 5: a conflict that no linear program has."""
    s = Sketch()
    s.supply("manure", 4, take_all=True)
    digester(s, capacity=10, minimum_load=0.5)
    s.market("digestate")
    found = explained(s)
    assert found.conflict == ()
    assert {change.bound for remedy in found.remedies for change in remedy.changes} >= {"minimum_load", "amount"}


def test_measured_flows_that_contradict_capacities_are_named():
    s = capacity_too_small()
    program = build_program(s.graph(), fixed=(s.fixed("activity", 0, 10.0),))
    found = diagnose(program)
    kinds = {change.element.kind for remedy in found.remedies for change in remedy.changes}
    assert "measurement" in kinds


def test_amounts_are_shown_as_the_user_writes_them():
    program = build_program(no_outlet().graph())
    found = diagnose(program, show=lambda amount, unit, thing, _: f"{amount * 1000:,.0f} k{unit}")
    assert found.sentence == "digestate at here: 5,000 kt have no way out."


def loop_of_trade():
    s = Sketch()
    s.supply("a", price=2)
    s.market("a", price=5)
    return s


def loop_of_recycling():
    s = Sketch()
    s.supply("core", 3, price=1)
    shop = s.process(cost=1.0)
    s.feed(shop, "core", per=1)
    s.output(shop, "core", 1.0)
    s.output(shop, "part", 1.0)
    s.market("part", price=4)
    return s


def loop_over_a_link():
    s = Sketch()
    s.supply("a", price=1, site="A")
    s.link("A", "B", "a", cost=2)
    s.market("a", price=4, site="B")
    return s


UNBOUNDED = {
    loop_of_trade: "supply supply 0 > market market 0. Each t of supply supply 0 earns 3 EUR",
    loop_of_recycling: "process process 0 > market market 0. Each t of process process 0 earns 3 EUR",
    loop_over_a_link: "supply supply 0 > link A > B > market market 0. Each t of supply supply 0 earns 1 EUR",
}


@pytest.mark.parametrize("make", UNBOUNDED, ids=lambda make: make.__name__)
def test_the_loop_that_earns_for_ever_is_named(make):
    """Proves: the sentence names the loop and what each turn earns; a maximum of the market makes it finite."""
    found = explained(make())
    assert found.kind == "unbounded"
    assert UNBOUNDED[make] in found.sentence
    assert "market market 0 a maximum" in found.sentence
    s = make()
    s.rows["market"][0]["maximum"] = s.full(7.0)
    assert solve_program(build_program(s.graph())).status == "optimal"


def test_a_conflict_is_found_among_many_bounds():
    """Proves: of forty minima and forty supplies that must be taken, the limit on one market contradicts its minimum
    alone; without either there is a plan, whatever else must be."""
    s = Sketch(slots=3)
    for name in (f"material {k}" for k in range(40)):
        s.supply(name, 2.0, take_all=True)
        s.supply(name, 50.0)
        s.market(name, minimum=5.0)
    s.limit("cap", [s.term("delivery", 17)], upper=14.0)
    found = diagnose(build_program(s.graph()), asked=("cap",))
    assert [str(part) for part in found.conflict] == ["limit cap", "the minimum of market market 17"]


@pytest.mark.parametrize(("asked", "other"), [("most", "least"), ("least", "most")])
def test_of_two_limits_in_a_conflict_the_one_that_was_asked_comes_first(asked, other):
    """At most 10 and at least 20 of one flow: the user's own question stands before what the plant says."""
    s = Sketch()
    s.supply("peel", 50.0)
    s.market("peel")
    s.limit("least", [s.term("delivery", 0)], lower=20.0)
    s.limit("most", [s.term("delivery", 0)], upper=10.0)
    found = diagnose(build_program(s.graph()), asked=(asked,))
    assert [str(part) for part in found.conflict] == [f"limit {asked}", f"limit {other}"]


def test_bounds_of_one_kind_in_a_conflict_are_told_together() -> None:
    """One bound alone can never hold; more than two of one kind are the first and how many others."""
    bounds = [ConflictPart(NamedElement("supply", f"s{k}", "peel", "A"), "amount") for k in range(4)]
    assert together(bounds[:1]) == "The amount of supply s0 cannot hold, whatever else is planned."
    assert together(bounds) == "These cannot hold together: the amount of supply s0 and of 3 others."
