"""Readings of a meter by month as meters export them: by row with dates, by column, with gaps."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

HEAD = """
plant: {name: months, currency: EUR, start: 2025-01-01, slots: 3 months}
materials: [{material: w, unit: t}]
sites: [{site: a}]
supplies: [{supply: s, site: a, material: w, take: up to, price: 0 EUR/t}]
markets: [{market: m, site: a, material: w, price: 0 EUR/t}]
"""
BY_SLOT = """
measurements:
  - {at: s, amount: 100 t/month, uncertainty: 5 %, slot: January}
  - {at: s, amount: 110 t/month, uncertainty: 5 %, slot: March}
  - {at: m, amount: 90 t/month, uncertainty: 5 %, slot: January}
  - {at: m, amount: 80 t/month, uncertainty: 5 %, slot: February}
"""
BY_ROW = """
measurements:
  - {at: s, amount: 100 t/month, uncertainty: 5 %, date: 2025-01-31}
  - {at: s, amount: , uncertainty: 5 %, date: 2025-02-28}
  - {at: s, amount: 110 t/month, uncertainty: 5 %, date: 2025-03-31}
  - {at: m, amount: 90 t/month, uncertainty: 5 %, date: 2025-01-31}
  - {at: m, amount: 80 t/month, uncertainty: 5 %, date: "2025-02-28"}
"""
BY_COLUMN = """
measurements:
  - {at: s, uncertainty: 5 %, "2025-01 [t/month]": 100, "2025-02 [t/month]": , "2025-03 [t/month]": 110}
  - {at: m, uncertainty: 5 %, "2025-01 [t/month]": 90, "2025-02 [t/month]": 80}
"""


def _read(folder: Path, measurements: str) -> mfo.Workbench:
    (folder / "plant.yaml").write_text(HEAD + measurements, encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


@pytest.mark.parametrize("export", [BY_ROW, BY_COLUMN])
def test_an_export_means_what_readings_by_slot_mean(tmp_path: Path, export: str) -> None:
    """January: (100/25 + 90/20.25) / (1/25 + 1/20.25) = 94.475; February and March have one reading each."""
    expected = _read(tmp_path, BY_SLOT).reconcile()
    found = _read(tmp_path, export).reconcile()
    told = {(item.at, item.slot): item.reconciled for item in found.readings}
    assert told == pytest.approx({(item.at, item.slot): item.reconciled for item in expected.readings})
    assert told["s", "January"] == pytest.approx((100 / 25 + 90 / 20.25) / (1 / 25 + 1 / 20.25))
    assert set(told) == {("s", "January"), ("s", "March"), ("m", "January"), ("m", "February")}


def test_a_csv_export_by_column(tmp_path: Path) -> None:
    """Units in the header of each column, and one of its own in a cell."""
    for name, text in {
        "plant.csv": "setting,value\nname,months\ncurrency,EUR\nstart,2025-01-01\nslots,3 months\n",
        "materials.csv": "material,unit\nw,t\n",
        "sites.csv": "site\na\n",
        "supplies.csv": "supply,site,material,take,price\ns,a,w,up to,0 EUR/t\n",
        "markets.csv": "market,site,material,price\nm,a,w,0 EUR/t\n",
        "measurements.csv": "at,uncertainty,2025-01 [t/month],2025-02 [kg/month],2025-03-31\n"
        "s,5 %,100,,110 t/month\nm,5 %,90,80000,\n",
    }.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    found = mfo.read(tmp_path).reconcile()
    measured = {(item.at, item.slot): (item.measured, item.unit) for item in found.readings}
    assert measured == {
        ("s", "January"): (pytest.approx(100), "t/month"),
        ("s", "March"): (pytest.approx(110), "t/month"),
        ("m", "January"): (pytest.approx(90), "t/month"),
        ("m", "February"): (pytest.approx(80), "t/month"),
    }


def test_two_readings_of_one_slot_are_refused(tmp_path: Path) -> None:
    text = BY_ROW.replace("2025-03-31", "2025-01-15")
    with pytest.raises(mfo.PlantError, match="was read twice in"):
        _read(tmp_path, text)


def test_a_wrong_cell_of_an_export_is_told_at_its_column(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError, match=r"2025-03"):
        _read(tmp_path, BY_COLUMN.replace("110}", "-110}"))


def test_a_date_outside_the_year_is_refused(tmp_path: Path) -> None:
    with pytest.raises(mfo.PlantError, match="No slot begins at"):
        _read(tmp_path, BY_ROW.replace("date: 2025-03-31", "date: 2026-03-31"))
