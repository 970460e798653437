"""The calendar year in which airspace is used up, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

CELL = """
plant: {name: airspace, currency: MXN, years: YEARS, discount_rate: 8 %}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies: [{supply: collection, site: town, material: waste, amount: 10 kt/year, take: all, price: 0 MXN/t}]
markets:
  - {market: landfill, site: town, material: waste, price: -300 MXN/t, route: landfill}
  - {market: far landfill, site: town, material: waste, price: -900 MXN/t, route: landfill}
limits: [{limit: airspace, what: "market: landfill", when: total, maximum: SPACE}]
"""


@pytest.mark.parametrize(
    ("years", "space", "full"),
    [
        (
            "[2025, 2026, 2027, 2028]",
            "25 kt",
            2027,
        ),  # 10 + 10 + 5 kt: the dearer way is put off, as money later counts less
        ("[2025, 2026, 2027, 2028]", "20 kt", 2026),
        ("[2025, 2026, 2027, 2028]", "40 kt", 2028),  # just enough for all
        ("[2025, 2026, 2027, 2028]", "41 kt", None),
        ("[2025, 2030]", "50 kt", 2029),  # five years of 10 kt
        ("[2025, 2030]", "60 kt", 2034),  # the years of a milestone are alike: 2 kt in each from 2030 to 2034
    ],
)
def test_the_year_in_which_airspace_is_used_up(years: str, space: str, full: int | None, tmp_path: Path) -> None:
    """10 kt arise in a year, and the near landfill is filled first."""
    (tmp_path / "plant.yaml").write_text(CELL.replace("YEARS", years).replace("SPACE", space), encoding="utf-8")
    plan = mfo.read(tmp_path / "plant.yaml").optimise()
    told = plan.problems[plan.problems["code"] == "limit-used-up"]["message"].tolist()
    assert told == (
        [] if full is None else [f"`airspace` ({space}) is used up in {full}: nothing more fits in after that."]
    )
