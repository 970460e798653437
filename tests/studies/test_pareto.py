"""The trade-off curve, solved by hand on the smallest plant that has one."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.report.curve import curve_page

PLANT = """
plant: {name: two ways, currency: MXN}
materials: [{material: peel, unit: t}]
sites: [{site: yard}]
supplies: [{supply: peels, site: yard, material: peel, amount: 100 t/year, take: all, price: 0 MXN/t}]
markets:
  - {market: tip, site: yard, material: peel, price: -100 MXN/t, route: landfill}
  - {market: farm, site: yard, material: peel, price: -300 MXN/t, maximum: 80 t/year, route: compost}
rates: [{at: tip, effect: CH4, rate: 0.1 t/t}]
"""


@pytest.fixture
def bench(tmp_path: Path) -> mfo.Workbench:
    (tmp_path / "plant.yaml").write_text(PLANT, encoding="utf-8")
    return mfo.read(tmp_path / "plant.yaml")


def test_the_curve_by_hand(bench: mfo.Workbench) -> None:
    """All to the tip costs 10,000 and buries 100 t; 80 t to the farm cost 26,000 and leave 20 t; each tonne costs 200.

    Methane is 0.1 t/t at 27 t CO2e/t: a tonne of CO2e costs 200 / 2.7 = 74.07. Without the ends' second objective the
    curve could begin at a dearer or dirtier plan of the same value.
    """
    curve = bench.pareto("cost", "emissions", points=5)
    table = curve.table
    assert table["cost"].tolist() == pytest.approx([10_000, 14_000, 18_000, 22_000, 26_000], rel=1e-6)
    assert table["emissions"].tolist() == pytest.approx([270, 216, 162, 108, 54], rel=1e-6)
    assert table["price"].tolist()[1:4] == pytest.approx([200 / 2.7] * 3)
    assert table["price"].isna().tolist() == [True, False, False, False, False]


def test_a_curve_shows_itself_in_both_languages(bench: mfo.Workbench) -> None:
    curve = bench.pareto("cost", "landfilled", points=3)
    assert "26,000" in curve._repr_html_()
    assert 'lang="es"' in curve_page(curve, "es")
    assert "http" not in curve_page(curve).replace("http://www.w3.org", "")


@pytest.mark.parametrize(
    ("words", "hint"),
    [(("cost", "cost", 5), "itself"), (("cost", "emissions", 1), "curve"), (("cost", "emision", 3), "emissions")],
)
def test_what_makes_no_curve_is_told(bench: mfo.Workbench, words: tuple[str, str, int], hint: str) -> None:
    with pytest.raises(mfo.UsageError, match=hint):
        bench.pareto(*words)
