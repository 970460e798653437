"""Where waste ends, by hand for single facilities, of less than a tonne each: nothing counts by being large."""

from __future__ import annotations

import numpy as np
import pytest

from mfo.plan.indicators.waste_tracing import (
    BOUGHT,
    ENERGY,
    INCINERATION,
    LANDFILL,
    MADE,
    OTHER,
    PAID_TO_TAKE,
    PREVENTION,
    RAW,
    RECYCLING,
    REMANUFACTURE,
    REUSE,
    SWALLOWED,
    Facility,
    Traced,
    composition,
    trace,
)

Masses = list[tuple[int, float]]


def traced(sources, *facilities: Facility, kinds: tuple[int, ...] = (0,) * 6, arcs=()) -> Traced:
    return trace(len(kinds), list(sources), list(arcs), list(facilities), np.array(kinds))


def at(
    route: str, takes: Masses, makes: Masses | None = None, place: int = 0, row: int = -1, first: bool = False
) -> Facility:
    return Facility(route, takes, makes or [], preliminary=first, place=place, table="processes", row=row)


def ended(found: Traced) -> dict[str, float]:
    return {route: mass for route, mass in found.route.items() if abs(mass) > 1e-12}


def split(found: Traced) -> dict[tuple[str, int, int], float]:
    return {key: mass for key, mass in found.split.items() if abs(mass) > 1e-12}


def test_what_is_sorted_here_and_recycled_elsewhere_counts_where_it_was_sorted() -> None:
    """Of 0.8 t 0.6 go on to a mill elsewhere (1), which burns 0.15 of it (2); 0.2 are landfilled (3).

    The calculation point is the mill. What is burnt and landfilled is taken from where the sorter had counted it.
    """
    found = traced(
        [(0, RAW, 0.8)],
        at(RECYCLING, [(0, 0.8)], [(1, 0.6), (2, 0.2)], row=0, first=True),
        at(RECYCLING, [(1, 0.6)], [(3, 0.45), (4, 0.15)], place=1, row=1),
        at(ENERGY, [(4, 0.15)], place=2, row=2),
        at(LANDFILL, [(2, 0.2)], place=3, row=3),
        at("", [(3, 0.45)], place=1, row=4),
    )
    assert found.generated == pytest.approx(0.8)
    assert ended(found) == pytest.approx({RECYCLING: 0.45, ENERGY: 0.15, LANDFILL: 0.2})
    assert found.recycled == pytest.approx(0.6)
    assert split(found) == pytest.approx({(RECYCLING, 0, 0): 0.45, (ENERGY, 2, 0): 0.15, (LANDFILL, 3, 0): 0.2})
    assert found.entered == {("processes", row, 0) for row in (0, 2, 3)}
    assert found.other == 0


def test_what_is_sorted_and_sold_is_recycled_as_it_leaves() -> None:
    """0.5 of 0.8 t are sold by the sorter: they are at the calculation point; 0.3 are taken for a fee and are not."""
    found = traced(
        [(0, RAW, 0.8)],
        at(RECYCLING, [(0, 0.8)], [(1, 0.5), (2, 0.3)], first=True),
        at("", [(1, 0.5)], place=1),
        at(PAID_TO_TAKE, [(2, 0.3)], place=1),
    )
    assert found.recycled == pytest.approx(0.5)
    assert split(found) == pytest.approx({(RECYCLING, 0, 0): 0.5, (OTHER, 1, 0): 0.3})
    assert found.other == pytest.approx(0.3)


def test_a_process_without_a_route_hands_on_what_it_takes() -> None:
    """0.5 t are dried before they are landfilled and 0.3 given away wet: these alone end nowhere."""
    found = traced(
        [(0, RAW, 0.8)],
        at("", [(0, 0.5)], [(1, 0.4)], row=0),
        at(LANDFILL, [(1, 0.4)], row=1),
        at("", [(0, 0.3)], place=1, row=2),
    )
    assert split(found) == pytest.approx({(LANDFILL, 0, 0): 0.4, (OTHER, 1, 0): 0.3})
    assert found.entered == {("processes", 1, 0), ("processes", 2, 0)}
    assert found.other == pytest.approx(0.4)  # 0.3 given away, 0.1 lost


def test_what_was_sorted_stays_so_until_it_is_disposed_of() -> None:
    """0.8 t sorted out are composted in error, and 0.3 of it burnt: taken from what counted as recycled."""
    found = traced(
        [(0, RAW, 0.8)],
        at(RECYCLING, [(0, 0.8)], [(1, 0.8)], first=True),
        at("compost", [(1, 0.8)], [(2, 0.8)]),
        at(ENERGY, [(2, 0.3)]),
    )
    assert ended(found) == pytest.approx({RECYCLING: 0.5, ENERGY: 0.3})
    assert found.recycled == 0


def test_what_was_recycled_and_is_sorted_again_counts_once() -> None:
    """0.6 t are recycled, then sorted and recycled again: counted once, at the calculation point once."""
    found = traced(
        [(0, RAW, 0.6)],
        at(RECYCLING, [(0, 0.6)], [(1, 0.6)], row=0),
        at(RECYCLING, [(1, 0.6)], [(2, 0.6)], place=1, row=1, first=True),
        at(RECYCLING, [(2, 0.6)], [(3, 0.6)], place=2, row=2),
        at("", [(3, 0.6)], row=3),
    )
    assert split(found) == pytest.approx({(RECYCLING, 0, 0): 0.6})
    assert found.recycled == pytest.approx(0.6)
    assert found.entered == {("processes", 0, 0)}


@pytest.mark.parametrize("burnt", [ENERGY, INCINERATION])
def test_fuels_are_no_waste_where_they_are_burnt(burnt: str) -> None:
    """Bought wood (0.3 t) and biogas of waste (0.2) are fuels; waste (0.4) and rejects of recycling (0.1) are none."""
    found = traced(
        [(0, BOUGHT, 0.3), (1, RAW, 0.6), (3, RAW, 0.5)],
        at(burnt, [(0, 0.3)]),
        at("biogas", [(1, 0.2)], [(2, 0.2)]),
        at(burnt, [(2, 0.2)]),
        at(burnt, [(1, 0.4)]),
        at(RECYCLING, [(3, 0.5)], [(4, 0.4), (5, 0.1)]),
        at(burnt, [(5, 0.1)]),
    )
    assert ended(found) == pytest.approx({"biogas": 0.2, burnt: 0.5, RECYCLING: 0.4})
    assert found.generated == pytest.approx(1.1)


def test_what_was_made_here_is_waste_where_it_is_burnt_or_swallowed() -> None:
    """Of 0.9 t bought 0.5 become goods, 0.3 offcuts that are burnt, 0.1 slops in a lagoon: 0.4 arise, of the offcuts'
    and the slops' kinds, not of what was bought.
    """
    found = traced(
        [(0, BOUGHT, 0.9)],
        at("", [(0, 0.9)], [(1, 0.5), (2, 0.3), (3, 0.1)]),
        at("", [(1, 0.5)], place=1),
        at(ENERGY, [(2, 0.3)]),
        at(SWALLOWED, [(3, 0.1)]),
        kinds=(3, 3, 1, 2),
    )
    assert found.generated == pytest.approx(0.4)
    assert found.arisen == pytest.approx({1: 0.3, 2: 0.1})
    assert split(found) == pytest.approx({(ENERGY, 0, 1): 0.3, (OTHER, 0, 2): 0.1})


def test_a_lagoon_takes_waste_and_what_was_recovered() -> None:
    """0.6 t are digested: the digestate (0.5) stays recovered in the lagoon. 0.2 t of waste beside it end there."""
    found = traced(
        [(0, RAW, 0.8)],
        at("biogas", [(0, 0.6)], [(1, 0.5)]),
        at(SWALLOWED, [(1, 0.5)]),
        at(SWALLOWED, [(0, 0.2)]),
    )
    assert split(found) == pytest.approx({("biogas", 0, 0): 0.6, (OTHER, 0, 0): 0.2})
    assert found.generated == pytest.approx(0.8)


@pytest.mark.parametrize("used", [REUSE, REMANUFACTURE])
def test_rejects_of_reuse_move_to_recycling(used: str) -> None:
    """0.7 t of waste are refurbished; 0.2 of it are sorted for a recycler elsewhere, which disposes of 0.05 of them."""
    found = traced(
        [(0, RAW, 0.7)],
        at(used, [(0, 0.7)], [(1, 0.5), (2, 0.2)], place=1),
        at("", [(1, 0.5)], place=1),
        at(RECYCLING, [(2, 0.2)], [(3, 0.2)], place=2, first=True),
        at(RECYCLING, [(3, 0.2)], [(4, 0.15), (5, 0.05)]),
        at(LANDFILL, [(5, 0.05)]),
    )
    assert split(found) == pytest.approx({(used, 1, 0): 0.5, (RECYCLING, 2, 0): 0.15, (LANDFILL, 0, 0): 0.05})
    assert found.recycled == pytest.approx(0.2)
    assert found.generated == pytest.approx(0.7)


def test_bought_goods_to_be_used_again_are_waste_where_a_route_takes_them() -> None:
    """0.7 t of used pallets are bought for repair: 0.4 are sold and no waste; 0.3 broken ones are recycled, and are."""
    found = traced(
        [(0, BOUGHT, 0.7)],
        at(REUSE, [(0, 0.7)], [(1, 0.4), (2, 0.3)]),
        at("", [(1, 0.4)], place=1),
        at(RECYCLING, [(2, 0.3)], [(3, 0.3)]),
        at(REUSE, [(3, 0.3)]),
        kinds=(0, 1, 2, 3),
    )
    assert split(found) == pytest.approx({(RECYCLING, 0, 2): 0.3})
    assert found.arisen == pytest.approx({2: 0.3})
    assert found.recycled_of == pytest.approx({2: 0.3})


def test_bought_material_that_is_recycled_is_no_waste() -> None:
    """0.5 t of bought scrap are melted: no waste, and at no calculation point; the dross (0.1 t, landfilled) is."""
    found = traced(
        [(0, BOUGHT, 0.5)],
        at(RECYCLING, [(0, 0.5)], [(1, 0.4), (2, 0.1)]),
        at("", [(1, 0.4)], place=1),
        at(LANDFILL, [(2, 0.1)]),
    )
    assert found.generated == pytest.approx(0.1)
    assert ended(found) == pytest.approx({LANDFILL: 0.1})
    assert found.recycled == 0


def test_what_is_prevented_is_no_waste() -> None:
    """Of 0.8 t that would arise 0.3 are prevented, and 0.1 of what is bought; what comes of it (0.2) is landfilled."""
    found = traced(
        [(0, RAW, 0.8), (1, BOUGHT, 0.1)],
        at(PREVENTION, [(0, 0.3), (1, 0.1)], [(2, 0.2)]),
        at(LANDFILL, [(2, 0.2)]),
        at(LANDFILL, [(0, 0.5)]),
    )
    assert found.prevented == pytest.approx(0.4)
    assert found.generated == pytest.approx(0.7)
    assert found.arisen == pytest.approx({0: 0.7})
    assert ended(found) == pytest.approx({LANDFILL: 0.7})


def test_a_store_takes_and_gives() -> None:
    """0.9 t come and 0.3 are landfilled: the rest lies there. Where 0.9 leave and 0.4 come, 0.4 are of this year."""
    filling = traced([(0, RAW, 0.9)], at(LANDFILL, [(0, 0.3)]))
    assert (filling.route[LANDFILL], filling.other) == pytest.approx((0.3, 0.6))
    emptying = traced([(0, RAW, 0.4)], at(LANDFILL, [(0, 0.9)]))
    assert (emptying.route[LANDFILL], emptying.other) == pytest.approx((0.4, 0.0))


def test_what_a_process_adds_to_waste_arises_there() -> None:
    """0.4 t of waste become 0.6 of sludge with water whose mass nobody knows: 0.6 are landfilled, 0.2 of them new."""
    found = traced([(0, RAW, 0.4)], at("", [(0, 0.4)], [(1, 0.6)]), at(LANDFILL, [(1, 0.6)]), kinds=(1, 2))
    assert found.generated == pytest.approx(0.6)
    assert split(found) == pytest.approx({(LANDFILL, 0, 1): 0.4, (LANDFILL, 0, 2): 0.2})


def test_what_an_oven_makes_is_no_waste_again() -> None:
    """0.4 t are burnt and give 0.5 of steam: nothing of it arises once more, wherever it goes."""
    found = traced([(0, RAW, 0.4)], at(ENERGY, [(0, 0.4)], [(1, 0.5)]), at(LANDFILL, [(1, 0.5)]))
    assert (found.generated, ended(found)) == (pytest.approx(0.4), {ENERGY: pytest.approx(0.4)})


def test_links_carry_what_pools_hold() -> None:
    """0.3 t of waste and 0.6 bought are mixed, carried on in halves: of what is landfilled a third was waste before."""
    arcs = [(0, 1, 0.45), (0, 2, 0.45)]
    sources = [(0, RAW, 0.3), (0, BOUGHT, 0.6)]
    found = traced(sources, at(LANDFILL, [(1, 0.45)]), arcs=arcs, kinds=(0, 1, 2))
    assert found.generated == pytest.approx(0.3 + 0.3)
    held = composition(3, sources, arcs, [], np.array([0, 1, 2])).waste(np.array([1, 0]))
    assert held == pytest.approx(np.array([[0, 1 / 3], [0, 1 / 3], [0, 1 / 3]]))


def test_a_ring_is_followed_to_its_end() -> None:
    """Of what a press takes 90 % come back: of 0.1 t of waste all ends in the landfill, after 1 / (1 - 0.9) rounds."""
    found = traced([(0, RAW, 0.1)], at("", [(0, 1.0)], [(0, 0.9), (1, 0.1)]), at(LANDFILL, [(1, 0.1)]))
    assert (found.route[LANDFILL], found.other) == (pytest.approx(0.1), 0.0)


def test_a_kind_stays_with_what_is_made_of_waste() -> None:
    """Two kinds of waste, 0.3 and 0.2 t, are recycled together: half of it is burnt, of both kinds in proportion."""
    found = traced(
        [(0, RAW, 0.3), (1, RAW, 0.2)],
        at(RECYCLING, [(0, 0.3), (1, 0.2)], [(2, 0.5)], place=1),
        at("", [(2, 0.25)], [(3, 0.25)]),
        at(MADE, [(2, 0.25)]),  # a route that no standard knows
        at(INCINERATION, [(3, 0.25)]),
        kinds=(1, 2, 0, 0),
    )
    assert split(found) == pytest.approx(
        {(RECYCLING, 1, 1): 0.15, (RECYCLING, 1, 2): 0.1, (INCINERATION, 0, 1): 0.15, (INCINERATION, 0, 2): 0.1}
    )
    assert found.arisen == pytest.approx({1: 0.3, 2: 0.2})
    assert found.recycled_of == pytest.approx({1: 0.3, 2: 0.2})


def test_what_rounding_leaves_is_nothing_however_much_arises() -> None:
    """A billionth of what arises is rounding: 0.1 kg of a million tonnes, but not half of a gram."""
    assert Traced(1e6, {LANDFILL: 1e6 - 1e-4}, 0.0).other == 0
    assert Traced(1e6, {LANDFILL: 1e6 - 1.0}, 0.0).other == pytest.approx(1.0)
    assert Traced(1e-6, {LANDFILL: 0.5e-6}, 0.0).other == pytest.approx(0.5e-6)


def test_without_kinds_all_waste_is_of_the_first() -> None:
    assert trace(1, [(0, RAW, 0.5)], [], []).arisen == {0: 0.5}
