"""Published cases of data reconciliation."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

SEPARATOR = """
plant: {name: separator, currency: EUR}
materials: [{material: slurry, unit: t}]
sites: [{site: separator}]
supplies: [{supply: feed, site: separator, material: slurry, take: up to, price: 0 EUR/t}]
markets:
  - {market: heavy, site: separator, material: slurry, price: 0 EUR/t}
  - {market: light, site: separator, material: slurry, price: 0 EUR/t}
measurements:
  - {at: feed, amount: 1000 t/d, uncertainty: 20 t/d}
  - {at: heavy, amount: 620 t/d, uncertainty: 15 t/d}
  - {at: light, amount: 370 t/d, uncertainty: 10 t/d}
"""


def test_a_separator(tmp_path: Path) -> None:
    """1,000 +- 20 in, 620 +- 15 and 370 +- 10 out: the 10 that are missing are shared by the squares of uncertainty,
    400 : 225 : 100 of 725, and chi-square is 100/725."""
    (tmp_path / "plant.yaml").write_text(SEPARATOR, encoding="utf-8")
    found = mfo.read(tmp_path / "plant.yaml").reconcile()
    assert [item.reconciled for item in found.readings] == pytest.approx([994.483, 623.103, 371.379], abs=5e-4)
    assert found.test.chi_square == pytest.approx(0.1379, abs=5e-5)
    assert found.test.degrees == 1
    assert found.test.passed
    deviations = [(variance - variance**2 / 725) ** 0.5 for variance in (400, 225, 100)]
    assert [item.reconciled_uncertainty for item in found.readings] == pytest.approx(deviations)
