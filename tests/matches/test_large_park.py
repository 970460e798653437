"""A park of 31 firms: a way that was taken out of it is found."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import mfo
from mfo.matches.find import find_matches
from mfo.matches.model import Matches

PARKS = Path(__file__).parents[1] / "parks"


@pytest.fixture(scope="module")
def large() -> Matches:
    """A park of 31 firms without its way from the PET collectors to the recycler."""
    whole = mfo.read(PARKS / "park31.yaml").plant
    gone = {"PET bales: outside > PET recycler"}
    return find_matches(replace(whole, links=tuple(link for link in whole.links if link.name not in gone)), 2, 0)


def test_a_way_taken_out_of_a_large_park_is_found(large: Matches) -> None:
    """Virgin PET costs 22,000 a tonne: 9,548 t of bales a year are best, straight or from the landfill."""
    first, second = large.matches
    assert first.material == "PET bales"
    assert (first.origin, first.destination) == ("outside", "PET recycler")
    assert first.replaces[0].endswith("of virgin PET")
    assert (second.origin, second.destination) == ("landfill site", "PET recycler")
    assert first.saving is not None
    assert second.saving is not None
    assert first.saving - second.saving == pytest.approx(9548 * 90, rel=1e-6)
