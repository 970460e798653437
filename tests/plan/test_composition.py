"""Outputs whose composition was worked out for another mix than the plan feeds."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.errors import Problem

PLANT = """\
plant: {name: distillery, currency: MXN, minimise: cost}

sites:
  - {site: works}

materials:
  - {material: vinasse, unit: t, dry_matter: 5 %, volatile_solids: 80 %, methane_potential: 300 Nm3/t, nitrogen: 0.15 %}
  - {material: manure, unit: t, dry_matter: 5 %, volatile_solids: 80 %, methane_potential: 300 Nm3/t, nitrogen: 0.3 %}
DIGESTATE
supplies:
  - {supply: still, site: works, material: vinasse, amount: 100 t/d, take: all, price: 0 MXN/t}
  - {supply: barn, site: works, material: manure, amount: AMOUNT, take: up to, price: 500 MXN/t}
  - {supply: grid, site: works, material: electricity, take: up to, price: 100 MXN/MWh}
  - {supply: oven, site: works, material: heat, take: up to, price: 10 MXN/MWh}

processes:
  - {process: digester, site: works, model: anaerobic_digestion, accepts: vinasse; manure, variable_cost: 10 MXN/t}

markets:
  - {market: flare, site: works, material: biogas, price: 0 MXN/Nm3}
  - {market: fields, site: works, material: digestate, price: 0 MXN/t}
"""


def warnings(folder: Path, digestate: str = "", amount: str = "25 t/d") -> list[Problem]:
    path = folder / "plant.yaml"
    row = f"  - {{material: digestate, unit: t, nitrogen: {digestate}}}\n" if digestate else ""
    path.write_text(PLANT.replace("DIGESTATE\n", row).replace("AMOUNT", amount), encoding="utf-8")
    return [each for each in mfo.read(path).optimise().problem_list if each.code == "composition-off"]


def test_nitrogen_that_no_feed_brought_is_told_with_the_value_that_closes(tmp_path: Path) -> None:
    """100 t/d of vinasse bring 36,500 t x 0.15 % = 54.75 t of nitrogen a year. The digestate was worked out for
    125 t/d of which a fifth is manure: (100 x 0.15 % + 25 x 0.3 %) / 125 = 0.18 % of the feed, 20 % more: 65.7 t."""
    (problem,) = warnings(tmp_path)
    assert problem.severity == "warning"
    assert "the outputs of 'digester' hold 65.7 t of nitrogen a year, what was fed to it 54.75 t (+20.0%)" in str(
        problem
    )
    assert "Give 'digestate' its nitrogen in `materials`: " in problem.remedy
    closing = problem.remedy.split("`materials`: ")[1].split(" closes")[0]
    assert float(closing.split()[0]) > 0.15  # the gas took mass along and no nitrogen
    assert warnings(tmp_path, digestate=closing) == []


@pytest.mark.parametrize("amount", ["0 t/d", "1 t/d"])
def test_a_mix_that_is_hardly_another_is_not_told(tmp_path: Path, amount: str) -> None:
    """1 t/d of manure in 101: 0.15149 % instead of 0.15 %, 1 % too much."""
    assert warnings(tmp_path, amount=amount) == []


def test_dry_matter_that_turned_to_gas_is_not_sent_to_the_digestate(tmp_path: Path) -> None:
    """A t of vinasse holds 50 kg of dry matter and gives 0.05 x 0.8 x 300 x 0.9 = 10.8 Nm3 of methane, 19.636 of gas:
    25.08 kg, and 1.93 of dissolved carbon dioxide, for which 0.86 x 27.01 = 23.23 kg of solids are broken down.
    26.77 kg are left in 0.97388 t: 2.749 %. All 50 kg in the digestate would be 5.134 %, with nothing for the gas.
    """
    plant = PLANT.replace("manure, unit: t, dry_matter: 5 %", "manure, unit: t, dry_matter: 60 %")
    path = tmp_path / "plant.yaml"
    path.write_text(plant.replace("DIGESTATE\n", "").replace("AMOUNT", "100 t/d"), encoding="utf-8")
    told = [each for each in mfo.read(path).optimise().problem_list if each.code == "composition-off"]
    (problem,) = [each for each in told if "of dry matter" in each.message]
    assert "Give 'digestate' its dry_matter in `materials`: 2.749 % closes this plan." in problem.remedy


@pytest.mark.parametrize("capacity", ["10 m3/d", ""])
def test_what_a_recipe_could_make_counts_in_the_reference_mix(tmp_path: Path, capacity: str) -> None:
    """A still of 10 m3/d (or what 60 t/d of agave allow at 6 t/m3) makes 100 t/d of vinasse, beside 25 t/d of manure:
    0.18 % of nitrogen in 0.97388 t of digestate. Without the still the digestate would be that of manure alone.
    """
    rows = (
        PLANT.replace(
            "{supply: still, site: works, material: vinasse, amount: 100 t/d, take: all, price: 0 MXN/t}",
            "{supply: fields, site: works, material: agave, amount: 60 t/d, take: all, price: 0 MXN/t}",
        )
        .replace(
            "processes:\n",
            f"recipes:\n  - {{process: still, material: agave, role: in, amount: 6 t/m3}}\n"
            f"  - {{process: still, material: vinasse, role: out, amount: 10 t/m3}}\n\nprocesses:\n"
            f"  - {{process: still, site: works, model: recipe, capacity: {capacity}, variable_cost: 0 MXN/m3}}\n",
        )
        .replace("DIGESTATE\n", "  - {material: agave, unit: t}\n")
    )
    path = tmp_path / "plant.yaml"
    path.write_text(rows.replace("AMOUNT", "25 t/d"), encoding="utf-8")
    held = mfo.read(path).plant.materials["digestate"].properties["nitrogen"].value
    assert held == pytest.approx(0.0018 / 0.97388, rel=1e-4)
