"""Links that take time: what leaves in one slot arrives some slots later. Each plant is solved by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import mfo
from mfo.errors import PlantError, SolverError
from mfo.graph import build

from .written import codes, planned

SHIP = """
    plant: {{name: ship, currency: EUR, {times}}}
    {slots}
    materials: [{{material: w, unit: t}}]
    sites: [{{site: a}}, {{site: b}}]
    supplies:
      - {{supply: s, site: a, material: w, take: up to, amount: arises, price: 10 EUR/t}}
    markets:
      - {{market: m, site: b, material: w, price: pays, maximum: 10 t/slot}}
    links:
      - {{link: ship, from: a, to: b, material: w, cost_per_amount: 1 EUR/t, loss: 10 %, {travel}}}
    profiles:
      - {{slot: 1, "arises [t/slot]": 10, "pays [EUR/t]": 0}}
      - {{slot: 2, "arises [t/slot]": 0, "pays [EUR/t]": 100}}
      - {{slot: 3, "arises [t/slot]": 0, "pays [EUR/t]": 50}}
      - {{slot: 4, "arises [t/slot]": 4, "pays [EUR/t]": 20}}
    """
DAYS = "slots: 4 days"


def ship(travel: str, times: str = DAYS, slots: str = "") -> str:
    return SHIP.format(times=times, slots=slots, travel=f"travel_time: {travel}" if travel else "owner: x")


@pytest.mark.parametrize(
    ("travel", "earned"),
    [
        ("", 4 * (0.9 * 20 - 11)),  # only what arises on day 4 is worth its 11 EUR/t there
        ("0 h", 4 * (0.9 * 20 - 11)),
        ("1 d", 10 * (0.9 * 100 - 11)),  # of day 4 it would arrive on day 1, for nothing
        ("24 h", 10 * (0.9 * 100 - 11)),
        ("2 slots", 10 * (0.9 * 50 - 11) + 4 * (0.9 * 100 - 11)),
        ("72 h", 10 * (0.9 * 20 - 11) + 4 * (0.9 * 50 - 11)),
        ("5 d", 10 * (0.9 * 100 - 11)),  # once round, and a day
    ],
)
def test_what_leaves_arrives_so_many_slots_later(travel: str, earned: float, tmp_path: Path) -> None:
    """Proves: round the horizon, less what is lost of it on the way, in slots or in time."""
    assert planned(tmp_path, ship(travel)).objective == pytest.approx(-earned, rel=1e-9)


def test_what_is_under_way_is_told(tmp_path: Path) -> None:
    """Proves: 10 t leave on day 1 and 4 t on day 4, and each is under way at the end of two days."""
    plan = planned(tmp_path, ship("2 d"))
    assert plan.in_transit.amount.tolist() == pytest.approx([14, 10, 0, 4])
    flows = plan.flows[plan.flows.element == "ship"].set_index(["direction", "slot"]).amount
    assert flows["out of pool"].tolist() == pytest.approx([10, 0, 0, 4])
    assert flows["into pool"].tolist() == pytest.approx([0, 3.6, 9, 0])
    assert len(planned(tmp_path, ship("")).in_transit) == 0


def test_each_typical_day_is_a_circle(tmp_path: Path) -> None:
    """Proves: of two typical days with two slots each, one slot leads to the other one of the same day.

    What leaves in slot 1 arrives in 2, twice a year; what leaves in 4 arrives in 3, three times. As a plain year of
    four slots what leaves in slot 4 would earn nothing.
    """
    days = [f"{{slot: {n}, hours: 12 h, weight: {2 + n // 3}, day: {'ab'[n // 3]}}}" for n in range(1, 5)]
    plan = planned(tmp_path, ship("12 h", "discount_rate: 0 %", "slots: [" + ", ".join(days) + "]"))
    assert plan.objective == pytest.approx(-2 * 10 * (90 - 11) - 3 * 4 * (45 - 11), rel=1e-9)


def test_each_year_of_a_roadmap_is_a_circle(tmp_path: Path) -> None:
    """Proves: two milestones of two years each earn four times what one year does."""
    quarters = "slots: [" + ", ".join(f"{{slot: {n}, hours: 2190 h}}" for n in range(1, 5)) + "]"
    plan = planned(tmp_path, ship("2 slots", "years: [2025, 2027], discount_rate: 0 %", quarters))
    assert plan.objective == pytest.approx(-4 * 656, rel=1e-9)
    assert plan.in_transit.amount.tolist() == pytest.approx(2 * [14, 10, 0, 4])


MEET = """
    plant: {name: meet, currency: EUR, slots: 3 days}
    materials: [{material: w, unit: t}]
    sites: [{site: a}, {site: b}, {site: c}]
    supplies:
      - {supply: s, site: a, material: w, take: up to, amount: arises, price: 0 EUR/t}
    markets:
      - {market: m, site: c, material: w, price: pays}
    links:
      - {link: slow, from: a, to: b, material: w, cost_per_amount: 0 EUR/t, travel_time: 2 d}
      - {link: quick, from: a, to: b, material: w, cost_per_amount: 0 EUR/t}
      - {link: on, from: b, to: c, material: w, cost_per_amount: 0 EUR/t, fixed_cost: 10 EUR/d}
    profiles:
      - {slot: 1, "arises [t/d]": 10, "pays [EUR/t]": 0}
      - {slot: 2, "arises [t/d]": 0, "pays [EUR/t]": 0}
      - {slot: 3, "arises [t/d]": 10, "pays [EUR/t]": 7}
    """


def test_what_left_on_several_days_may_meet(tmp_path: Path) -> None:
    """Proves: the link in whole numbers carries 20 t on day 3, twice what arises in a day: 140 less 30 EUR.

    Bounded by what arises in one slot it would carry 10 t and earn 40 EUR.
    """
    assert planned(tmp_path, MEET).objective == pytest.approx(-110, rel=1e-9)


def test_a_program_that_forgets_the_time_gives_no_plan(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Proves: the certificate reads the time from the plant by itself."""
    monkeypatch.setattr(build, "sent_in", lambda times, travel: None)
    with pytest.raises(SolverError):
        planned(tmp_path, ship("2 d"))


@pytest.mark.parametrize(
    ("travel", "times", "code", "right"),
    [
        ("36 h", DAYS, "travel-time", "Give `1 slot` or `2 slots`"),
        ("30 min", DAYS, "travel-time", "Leave it blank if"),
        ("-1 d", DAYS, "negative", "sign"),
        ("3", DAYS, "unit-missing", "`3 slots`"),
        ("3 km", DAYS, "unit-dimension", "`6 h`"),
        ("soon", DAYS, "", "`6 h`"),
    ],
)
def test_a_time_that_is_no_whole_slots_is_refused(
    travel: str, times: str, code: str, right: str, tmp_path: Path
) -> None:
    """Proves: at its cell, with what would be right."""
    path = tmp_path / "plant.yaml"
    path.write_text(ship(travel, times), encoding="utf-8")
    with pytest.raises(PlantError) as caught:
        mfo.read(path)
    problem = caught.value.problems[0]
    assert str(problem.where).endswith("column travel_time")
    assert code in problem.code
    assert right in problem.remedy


OTHER_TIMES = {
    "slot-days": [{"hours": "1 h", "weight": 2}, {"hours": "1 h"}, {"hours": "1 h"}, {"hours": "1 h"}],
    "of days": [{"hours": "1 h", "day": day} for day in "pqrs"],
    "uneven": [{"hours": "1 h"}, {"hours": "5 h"}, {"hours": "1 h"}, {"hours": "1 h"}],
}


@pytest.mark.parametrize("times", OTHER_TIMES)
def test_where_no_slot_follows_another_a_time_is_refused(times: str, tmp_path: Path) -> None:
    """Proves: slots that repeat in no order, that are days of their own, or of different lengths."""
    slots = json.dumps([{"slot": n + 1, **slot} for n, slot in enumerate(OTHER_TIMES[times])])
    expected = times if times == "slot-days" else "travel-time"
    assert expected in codes(tmp_path, ship("1 h", "discount_rate: 0 %", f"slots: {slots}"))


UNDER_WAY = """
plant: {name: barge, currency: EUR, slots: 5 days}
materials: [{material: grain, unit: t}]
sites: [{site: farm}, {site: mill}]
supplies:
  - {supply: harvest, site: farm, material: grain, take: up to, amount: 10 t/d, price: 100 EUR/t}
  - {supply: under way, site: mill, material: grain, take: all, amount: arriving, price: 0 EUR/t}
links:
  - {link: river, from: farm, to: mill, material: grain, cost_per_amount: 5 EUR/t, travel_time: 2 d, capacity: fleet}
stores: [{store: silo, site: mill, material: grain, start: 0 t}]
markets: [{market: flour, site: mill, material: grain, price: 300 EUR/t, maximum: 9 t/d}]
profiles:
  - {slot: 1, "arriving [t/d]": 8, "fleet [t/d]": 20}
  - {slot: 2, "arriving [t/d]": 6, "fleet [t/d]": 20}
  - {slot: 3, "arriving [t/d]": 0, "fleet [t/d]": 20}
  - {slot: 4, "arriving [t/d]": 0, "fleet [t/d]": 0}
  - {slot: 5, "arriving [t/d]": 0, "fleet [t/d]": 0}
"""


def test_a_stock_under_way_is_stated_as_what_arrives(tmp_path: Path) -> None:
    """8 t and 6 t left before the first day and arrive on the first two; nothing leaves on the last two, so that the
    days are no circle. Sold are 8, 6 and three times 9 t at 300; 27 t were bought and sent, at 105.
    """
    plan = planned(tmp_path, UNDER_WAY)
    assert plan.objective == pytest.approx(27 * 105 - 41 * 300)
    sold = plan.flows[plan.flows["element"] == "flour"].set_index("slot")["amount"]
    assert sold.tolist() == pytest.approx([8, 6, 9, 9, 9])
