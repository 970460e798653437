"""A section that has nothing to show is not on the page."""

from __future__ import annotations

import re
from pathlib import Path

import mfo
from mfo.report import report_html

FARM = """
plant: {name: farm, currency: EUR, slots: 12 months}
materials: [{material: straw, unit: t}]
sites: [{site: farm}]
supplies: [{supply: field, site: farm, material: straw, amount: 30 t/month, take: all, price: %s EUR/t}]
markets: [{market: neighbour, site: farm, material: straw, price: 0 EUR/t%s}]
"""


def sections(folder: Path, price: int, more: str) -> list[str]:
    (folder / "plant.yaml").write_text(FARM % (price, more), encoding="utf-8")
    page = report_html(mfo.read(folder / "plant.yaml").optimise())
    assert not re.search(r"<tbody>\s*</tbody>", page)
    assert not re.search(r'<div class="(charts|ledgers)">\s*</div>', page)
    return re.findall(r'<section id="(\w+)"', page)


def test_a_plan_in_which_nothing_costs_runs_or_is_disposed_of_shows_none_of_it(tmp_path: Path) -> None:
    """Straw that costs nothing goes to a neighbour by no route: no ledger, no routes, nothing over time."""
    assert not {"ledger", "routes", "time"} & set(sections(tmp_path, 0, ""))


def test_what_there_is_has_its_section(tmp_path: Path) -> None:
    """The same straw at a price, for compost: a ledger and routes."""
    assert {"ledger", "routes"} <= set(sections(tmp_path, 1, ", route: compost"))
