"""One plan asks several things of the readings reconciled: they are reconciled once, and for each plant anew."""

from __future__ import annotations

import gc
from pathlib import Path

import pytest

import mfo
from mfo.reconciliation import year_today as once
from mfo.reconciliation.bilinear import Reconciled

SEPARATOR = """
plant: {name: separator, currency: EUR, minimise: cost}
materials: [{material: mud, unit: t}, {material: sand, unit: t}, {material: clay, unit: t}]
sites: [{site: pit}]
supplies: [{supply: digger, site: pit, material: mud, amount: 1000 t/year, take: up to, price: 1 EUR/t}]
processes: [{process: separator, site: pit, model: recipe, variable_cost: 0 EUR/t}]
recipes:
  - {process: separator, material: mud, role: in}
  - {process: separator, material: sand, role: out, amount: 0.6 t/t, uncertainty: 0.03 t/t}
  - {process: separator, material: clay, role: out, amount: 0.4 t/t}
markets: [{market: builders, site: pit, material: sand, price: 5 EUR/t},
          {market: potters, site: pit, material: clay, price: 5 EUR/t}]
measurements:
  - {at: digger, material: mud, amount: 1000 t/year, uncertainty: 20 t/year}
  - {at: builders, material: sand, amount: 620 t/year, uncertainty: 15 t/year}
"""


def test_a_plan_reconciles_its_readings_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Today's flows, how each is known, and the uncertainty of totals; a changed reading is reconciled anew."""
    counted = list[Reconciled | None]()
    work = once.reconcile_all

    def counting(*asked: object) -> Reconciled | None:
        counted.append(work(*asked))  # type: ignore[arg-type]
        return counted[-1]

    monkeypatch.setattr(once, "reconcile_all", counting)
    path = tmp_path / "separator.yaml"
    found = []
    for amount in (620, 500):
        path.write_text(SEPARATOR.replace("620 t", f"{amount} t"), encoding="utf-8")
        bench = mfo.read(path)
        plan = bench.optimise("cost")
        assert plan.today is not None
        assert set(plan.today.tables["flows"]["known"]) <= {"reconciled", "follows"}
        assert plan.run["uncertainty"]
        found.append([float(each.reconciled) for each in bench.reconcile().readings])
    assert len(counted) == 2
    assert found[0] != found[1]


def test_an_answer_goes_with_its_plant(tmp_path: Path) -> None:
    (tmp_path / "separator.yaml").write_text(SEPARATOR, encoding="utf-8")
    bench = mfo.read(tmp_path / "separator.yaml")
    typed = once.first_as_typed(bench.plant)
    assert once.first_as_typed(bench.plant) is typed
    assert once.year_today(typed) is once.year_today(typed)
    del bench
    gc.collect()
    assert once.first_as_typed._held is None
