"""The inventory of a plan, by hand for the works of ``works.yaml`` with gases of their own and of a supplier."""

from __future__ import annotations

import csv
import json
import zipfile
from pathlib import Path

import pytest
import yaml

import mfo
from mfo.interchange.inventory import write_inventory

RATES = [
    {"at": "moulding", "effect": "fossil CO2", "rate": "0.1 t/t"},
    {"at": "works > still", "effect": "N2O", "rate": "0.002 kg/t"},
    {"at": "resin bought", "effect": "fossil CO2", "rate": "2 t/t"},
]
BY_HAND = [
    ("input", "offcuts", "PRODUCT_FLOW", 40_000, "kg"),
    ("input", "solvent waste", "PRODUCT_FLOW", 30_000, "kg"),
    ("input", "acid", "PRODUCT_FLOW", 10_000, "kg"),
    ("input", "resin", "PRODUCT_FLOW", 200_000, "kg"),
    ("input", "electricity", "PRODUCT_FLOW", 1_800_000, "MJ"),
    ("output", "chips", "PRODUCT_FLOW", 21_600, "kg"),
    ("output", "offcuts", "WASTE_FLOW", 16_000, "kg"),
    ("output", "clean solvent", "PRODUCT_FLOW", 24_000, "kg"),
    ("output", "still bottoms", "WASTE_FLOW", 6_000, "kg"),
    ("output", "acid", "WASTE_FLOW", 10_000, "kg"),
    ("output", "parts", "PRODUCT_FLOW", 200_000, "kg"),
    ("output", "Carbon dioxide, fossil", "ELEMENTARY_FLOW", 20_000, "kg"),
    ("output", "Dinitrogen monoxide", "ELEMENTARY_FLOW", 0.06, "kg"),
]


@pytest.fixture(scope="module")
def plan() -> mfo.Plan:
    tables = yaml.safe_load((Path(__file__).parent / "works.yaml").read_text(encoding="utf-8"))
    return mfo.read({**tables, "rates": RATES}).optimise()


def test_the_table_is_that_by_hand(plan: mfo.Plan, tmp_path: Path) -> None:
    """500 MWh are 1,800 GJ; 200 t of parts emit 20 t of CO2, 30 t on the road 0.06 kg of N2O; the resin's own CO2 is
    its supplier's."""
    assert write_inventory(plan, tmp_path / "works.csv") == ()
    with (tmp_path / "works.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    told = [(row["direction"], row["flow"], row["flow type"], float(row["amount"]), row["unit"]) for row in rows]
    assert sorted(told) == [(*row[:3], pytest.approx(row[3]), row[4]) for row in sorted(BY_HAND)]


def test_the_package_holds_the_same_and_stands_alone(plan: mfo.Plan, tmp_path: Path) -> None:
    """Every reference leads to a file of the package, and its one process has the amounts by hand."""
    write_inventory(plan, tmp_path / "works.zip")
    with zipfile.ZipFile(tmp_path / "works.zip") as archive:
        files = {name: json.loads(archive.read(name)) for name in archive.namelist()}
    assert files["olca-schema.json"] == {"version": 2}
    [process] = [content for name, content in files.items() if name.startswith("processes/")]
    first, *exchanges = process["exchanges"]
    assert (first["isQuantitativeReference"], first["amount"], first["unit"]["name"]) == (True, 1, "Item(s)")
    told = []
    for each in exchanges:
        flow = files[f"flows/{each['flow']['@id']}.json"]
        prop = files[f"flow_properties/{each['flowProperty']['@id']}.json"]
        group = files[f"unit_groups/{prop['unitGroup']['@id']}.json"]
        assert each["unit"]["@id"] in [unit["@id"] for unit in group["units"]]
        assert flow["flowProperties"][0]["flowProperty"] == each["flowProperty"]
        direction = "input" if each["isInput"] else "output"
        told.append((direction, flow["name"], flow["flowType"], each["amount"], each["unit"]["name"]))
    assert sorted(told) == [(*row[:3], pytest.approx(row[3]), row[4]) for row in sorted(BY_HAND)]
    first_bytes = (tmp_path / "works.zip").read_bytes()
    write_inventory(plan, tmp_path / "again.zip")
    assert (tmp_path / "again.zip").read_bytes() == first_bytes


def test_what_cannot_be_written_is_told(plan: mfo.Plan, tmp_path: Path) -> None:
    with pytest.raises(mfo.UsageError, match="inventory-suffix"):
        write_inventory(plan, tmp_path / "works.xlsx")
    haulage = mfo.read(
        {
            "plant": {"name": "haulage", "currency": "MXN"},
            "materials": [{"material": "haulage", "unit": "t.km"}],
            "sites": [{"site": "road"}],
            "supplies": [
                {
                    "supply": "lorry",
                    "site": "road",
                    "material": "haulage",
                    "amount": "5 t.km/d",
                    "take": "all",
                    "price": "1 MXN/t.km",
                }
            ],
            "markets": [{"market": "firm", "site": "road", "material": "haulage", "price": "2 MXN/t.km"}],
        }
    ).optimise()
    [told] = write_inventory(haulage, tmp_path / "haulage.csv")
    assert (told.code, told.severity) == ("inventory-unit", "warning")
    assert "haulage [t.km]" in told.message
