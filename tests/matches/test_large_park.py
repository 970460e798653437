"""A park of 31 firms: a way that was taken out of it is found."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

import mfo
from mfo.matches.find_matches import find_matches
from mfo.matches.match import Matches

PARKS = Path(__file__).parents[1] / "parks"


def year_of_january(text: str) -> str:
    """The park with the 31 days of January standing for a year: a twelfth of its slots."""
    lines = [line for line in text.splitlines() if not line.startswith("- {slot: ") or "slot: Jan" in line]
    weight = re.compile(r"(slot: .*, weight: )(\d+)")
    return "\n".join(weight.sub(lambda found: f"{found[1]}{int(found[2]) * 365 / 31}", line) for line in lines)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Matches:
    """A park of 31 firms without its way from the PET collectors to the recycler."""
    path = tmp_path_factory.mktemp("park") / "park31.yaml"
    path.write_text(year_of_january((PARKS / "park31.yaml").read_text(encoding="utf-8")), encoding="utf-8")
    whole = mfo.read(path).plant
    gone = {"PET bales: outside > PET recycler"}
    return find_matches(replace(whole, links=tuple(link for link in whole.links if link.name not in gone)), 2, 0)


def test_a_way_taken_out_of_a_large_park_is_found(large: Matches) -> None:
    """Virgin PET costs 22,000 a tonne, so the wash takes all it can: 28 t on each of January's 23 weekdays, and that in
    three of the four quarters of its 8 days of weekends. Straight or from the landfill differ by the freight there.
    """
    first, second = large.matches
    assert first.material == "PET bales"
    assert (first.origin, first.destination) == ("outside", "PET recycler")
    assert first.replaces[0].endswith("of virgin PET")
    assert (second.origin, second.destination) == ("landfill site", "PET recycler")
    assert first.saving is not None
    assert second.saving is not None
    assert first.saving - second.saving == pytest.approx(365 / 31 * (28 * 23 + 21 * 8) * 90, rel=1e-6)
