"""What is landfilled in a unit whose mass is not known."""

from __future__ import annotations

from pathlib import Path

import mfo

SLURRY = """
plant: {name: slurry, currency: EUR}
materials: [{material: slurry, unit: m3KNOWN}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: slurry, amount: 10 m3/d, take: all, price: 0 EUR/m3}]
markets: [{market: tip, site: a, material: slurry, price: -10 EUR/m3, route: ROUTE}]
"""


def told(tmp_path: Path, known: str, route: str) -> list[str]:
    text = SLURRY.replace("KNOWN", known).replace("ROUTE", route)
    path = tmp_path / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    return [problem.message for problem in mfo.read(path).check() if problem.code == "mass-unknown"]


def test_what_is_landfilled_without_a_mass_is_told(tmp_path: Path) -> None:
    """Proves: 10 m3 a day that count as 0 t landfilled are told, and 10,950 t a year of a known density are not."""
    assert len(told(tmp_path, "", "landfill")) == 1
    assert "'slurry'" in told(tmp_path, "", "landfill")[0]
    assert told(tmp_path, ", density: 3 t/m3", "landfill") == []
    assert told(tmp_path, "", "biogas") == []
