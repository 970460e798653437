"""What a plant says about its own figures reaches the list of sources."""

from __future__ import annotations

from pathlib import Path

import mfo

PLANT = """
plant: {name: sources, currency: MXN}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies:
  - {supply: round, site: town, material: waste, amount: 2 t/d, take: all, price: 0 MXN/t, source: weighbridge 2025}
markets:
  - {market: tip, site: town, material: waste, price: -300 MXN/t, source: "Assumption: last year's fee"}
  - {market: kiln, site: town, material: waste, price: -500 MXN/t}
"""


def test_sources_and_assumptions_of_rows_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "plant.yaml"
    path.write_text(PLANT, encoding="utf-8")
    listed = mfo.read(path).optimise().tables["sources"]
    told = {row.process: (row.value, row.source, row.standing) for row in listed.itertuples()}
    assert told["round"] == ("amount 2 t/d, price 0 MXN/t", "weighbridge 2025", "stated")
    assert told["tip"] == ("price -300 MXN/t", "Assumption: last year's fee", "unsourced")
    assert "kiln" not in told
