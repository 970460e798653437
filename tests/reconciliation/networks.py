"""Networks for reconciliation, written as plants."""

from __future__ import annotations

from pathlib import Path

import mfo
from mfo.reconciliation.reconciled_flows import ReadingResult, Reconciliation

ASH = """
plant: {name: two ways, currency: EUR}
materials: [{material: ash, unit: t}]
sites: [{site: s}]
supplies: [{supply: kiln, site: s, material: ash, amount: 100 t/year, take: all, price: 0 EUR/t}]
markets:
  - {market: tip, site: s, material: ash, price: -10 EUR/t}
  - {market: road, site: s, material: ash, price: -4 EUR/t}
"""
"""100 t of ash that go to a tip or, for less, into a road."""
HEAD = "plant: {name: n, currency: EUR%s}\nmaterials: [{material: w, unit: t}]\n"


def network(
    folder: Path, flows: list[tuple[str, str, str]], readings: dict[str, str], settings: str = "", more: str = ""
) -> mfo.Workbench:
    """A network of links ``(name, from, to)``; from ``""`` it is a supply, to ``""`` a market. Readings are cells."""
    sites = sorted({end for _, one, other in flows for end in (one, other) if end})
    supplies = [
        f"{{supply: {name}, site: {to}, material: w, take: up to, price: 0 EUR/t}}"
        for name, one, to in flows
        if not one
    ]
    markets = [f"{{market: {name}, site: {one}, material: w, price: 0 EUR/t}}" for name, one, to in flows if not to]
    links = [
        f"{{link: {name}, from: {one}, to: {to}, material: w, cost_per_amount: 0 EUR/t}}"
        for name, one, to in flows
        if one and to
    ]
    cells = [f"{{at: {name}, {cell}}}" for name, cell in readings.items()]
    text = HEAD % settings
    tables = {
        "sites": [f"{{site: {site}}}" for site in sites],
        "supplies": supplies,
        "markets": markets,
        "links": links,
        "measurements": cells,
    }
    for table, rows in tables.items():
        text += f"{table}: [{', '.join(rows)}]\n" if rows else ""
    path = folder / "plant.yaml"
    path.write_text(text + more, encoding="utf-8")
    return mfo.read(path)


def by_name(found: Reconciliation) -> dict[str, ReadingResult]:
    """Readings by the name of what was read."""
    return {item.at: item for item in found.readings}
