"""A mistake of a row hides no other of the same row, and one cause is told once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import mfo

from .plants import problems_of

TOWN = """
plant: {name: town, currency: MXN, slots: 4 hours}
materials: [{material: mixed, unit: t}, {material: organics, unit: t}]
sites: [{site: town}, {site: edge}]
generation:
  - {generation: waste, site: town, material: mixed, population: 1000, per_head: 365 kg/year, separated_as: organics,
     participation: 10 %, capture: 50 %, participation_cost: "40 %: 12 MXN/year; 60 %: 30 MXN/year"}
links:
  - {from: town, to: edge, material: mixed, cost_per_amount: 1 MXN/t, loss: 1 %, travel_time: 1 h}
markets:
  - {market: tip, site: town, material: mixed, price: -300 MXN/t, route: landfill}
  - {market: heap, site: town, material: organics, price: 0 MXN/t, route: compost}
returns:
  - {of: tip, as: organics, at: edge, share: 60 %, after: 1 slots}
  - {of: tip, as: organics, at: town, share: 30 %, after: 1 slots}
"""
RISE = "must rise from the participation"


def told(tmp_path: Path, *changes: tuple[str, str]) -> list[tuple[str, str]]:
    """The errors' codes and columns after some changes to the town's text."""
    text = TOWN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path = tmp_path / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(path).check()
    return sorted((each.code, each.where.cell or "") for each in caught.value.problems if each.severity == "error")


@pytest.mark.parametrize("end", ["town", "twon"])
def test_a_link_that_joins_no_two_sites_has_its_numbers_read(end: str, tmp_path: Path) -> None:
    """Without it the wrong end was told alone, and the loss and the time of travel after it was put right."""
    found = told(tmp_path, ("to: edge", f"to: {end}"), ("loss: 1 %", "loss: 105 %"), ("time: 1 h", "time: soon"))
    first = "link-to-itself" if end == "town" else "name-unknown"
    assert [code for code, _ in found if code == first]
    assert {column for _, column in found} == {"to", "loss", "travel_time"}
    assert len(found) == 3


def test_a_wrong_participation_hides_no_wrong_cost_of_it(tmp_path: Path) -> None:
    """20 for 20 %, and points that fall: both are told, and the participation is not said to be blank."""
    found = told(tmp_path, ("participation: 10 %", "participation: 20"), ("60 %: 30", "30 %: 30"))
    assert found == [("campaign", "participation_cost"), ("share-above-one", "participation")]


def test_a_wrong_participation_says_nothing_of_a_right_cost(tmp_path: Path) -> None:
    assert told(tmp_path, ("participation: 10 %", "participation: 20")) == [("share-above-one", "participation")]


def test_a_misspelt_market_hides_no_shares_above_all(tmp_path: Path) -> None:
    """60 % and 45 % of what `tip` takes come back; the second says `tipp`, which is `tip` as the remedy has it."""
    found = told(
        tmp_path, ("{of: tip, as: organics, at: town, share: 30 %", "{of: tipp, as: organics, at: town, share: 45 %")
    )
    assert found == [("name-unknown", "of"), ("share-above-one", "share")]


def test_a_misspelt_market_alone_is_told_alone(tmp_path: Path) -> None:
    assert told(tmp_path, ("{of: tip, as: organics, at: town", "{of: tipp, as: organics, at: town")) == [
        ("name-unknown", "of")
    ]


@pytest.mark.parametrize(("typed", "code"), [({"weight": -100}, "not-positive"), ({"hours": "long"}, "number-text")])
def test_slots_that_cannot_be_read_are_not_summed(typed: dict[str, Any], code: str, tmp_path: Path) -> None:
    """A wrong weight was read as 1, and the year that this made was told besides."""
    slots = [{"slot": "a", "hours": 12, "weight": 365}, {"slot": "b", "hours": 12, "weight": 365}]
    problems = problems_of(tmp_path, slots=[slots[0], {**slots[1], **typed}])
    assert [problem.code for problem in problems] == [code]
