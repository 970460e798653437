"""A number that no unit brings together with those beside it is refused by the name of its element."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

PRESSES = """
plant: {name: presses, currency: EUR}
materials: [{material: ash, unit: t}, {material: brick, unit: t}]
sites: [{site: a}]
supplies: [{supply: kiln, site: a, material: ash, amount: 100 t/year, take: all, price: 0 EUR/t}]
processes:
  - {process: old press, site: a, model: recipe, capacity: 60 t/year, closable: yes, fixed_cost: 500 EUR/year}
  - {process: new press, site: a, model: recipe, capacity: 60 t/year, closable: yes, fixed_cost: COST EUR/year}
recipes:
  - {process: old press, material: ash, role: in}
  - {process: old press, material: brick, role: out, amount: 1 t/t}
  - {process: new press, material: ash, role: in}
  - {process: new press, material: brick, role: out, amount: 1 t/t}
markets:
  - {market: masons, site: a, material: brick, price: 0 EUR/t}
  - {market: tip, site: a, material: ash, price: -2 EUR/t}
limits: [{limit: purse, what: cost, maximum: 7000 EUR/year}]
"""


def _bench(folder: Path, cost: str) -> mfo.Workbench:
    text = PRESSES.replace("COST", cost).replace(" EUR/year}", " EUR/year, variable_cost: 0 EUR/t}", 2)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


def test_a_cost_out_of_scale_is_refused_with_its_element(tmp_path: Path) -> None:
    """Whether a press is open is 0 or 1 and has no other unit. In the row of the purse 500 EUR and 4.446e-23 EUR stand
    for it: multiplied by 1 / root(500 x 4.446e-23), which brings both as near to 1 as it goes, the lesser is 3e-13,
    which the solver takes for nothing."""
    with pytest.raises(mfo.SolverError) as refused:
        _bench(tmp_path, "4.446e-23").optimise()
    (told,) = refused.value.problems
    assert told.code == "number-out-of-scale"
    assert told.message.startswith("A number of process new press is 4.45e-23 in the limit year of limit purse")


@pytest.mark.parametrize("cost", ["4.446e-18", "0"])
def test_what_a_unit_brings_together_is_planned(cost: str, tmp_path: Path) -> None:
    """4.446e-18 EUR become 9e-11 in the same way. The new press takes 60 t for nothing, 40 t are tipped for 2 EUR each:
    80 EUR, for which nobody opens the old press for 500."""
    assert _bench(tmp_path, cost).optimise().objective == pytest.approx(80)
