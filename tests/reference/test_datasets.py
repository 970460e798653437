"""Datasets: reading rows, defects at their line, what a plant adds, and the shipped files themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.errors import Findings
from mfo.library.datasets import COLUMNS, PROPERTIES, STANDINGS, Datasets, load_datasets, read_rows, search_datasets
from mfo.library.formula import dimension_of
from mfo.units import parse_unit

HEADER = ",".join(COLUMNS)
SHIPPED = load_datasets(None, Findings())


def rows(tmp_path: Path, text: str, name: str = "own.csv") -> tuple[Datasets, Findings]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    findings = Findings()
    return Datasets(read_rows(path, findings, name)), findings


def test_a_material_and_its_emissions(tmp_path: Path) -> None:
    """9 % becomes 0.09, 36 MJ/kg 10 MWh/t; factors by gas and stage are no properties."""
    data, findings = rows(
        tmp_path,
        f"{HEADER}\n"
        "fuel,unit,a fuel,t,,,,,,,,,definition\n"
        "fuel,dry_matter,,9,8,10,%,MX,2020,A book,p. 3,fact,source read\n"
        "fuel,lower_heating_value,,36,,,MJ/kg,,,A book,,,source read\n"
        "fuel,use fossil CO2,,3.1,,,t/t,,,A book,,,source read\n"
        "fuel,upstream CO2e AR5,,0.6,,,t_CO2e/t,,,A book,,,source read\n",
    )
    assert not list(findings)
    properties = data.material("fuel")
    assert set(properties) == {"dry_matter", "lower_heating_value"}
    assert properties["dry_matter"].value == pytest.approx(0.09)
    assert properties["dry_matter"].typed == "9 %"
    assert properties["lower_heating_value"].value == pytest.approx(10)
    assert properties["lower_heating_value"].unit == "MWh/t"
    assert data.unit("fuel") == "t"
    factors = {(factor.stage, factor.gas, factor.gwp): factor.value for factor in data.emissions("fuel")}
    assert factors == {("use", "fossil CO2", ""): 3.1, ("upstream", "CO2e", "AR5"): 0.6}
    assert data.materials() == ["fuel"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a,,x,ten,,,t,,,s,,,derived", "number-text"),
        ("a,,x,1e999,,,t,,,s,,,derived", "number-text"),
        ("a,,x,1,x,,t,,,s,,,derived", "number-text"),
        ("a,,x,1,,,ton,,,s,,,derived", "unit-ambiguous"),
        ("a,,x,1,,,furlong,,,s,,,derived", "unit-unknown"),
        ("a,,x,1,,,t,,,s,,,rumour", "dataset-standing"),
        ("a b,,x,1,,,t,,,s,,,derived", "dataset-key"),
        (",,x,1,,,t,,,s,,,derived", "dataset-key"),
        ("a,use methane,x,1,,,t/t,,,s,,,derived", "dataset-gas"),
        ("b,,x,1,,,t,,,s,,,derived", "row-twice"),
    ],
)
def test_defects_at_their_line(tmp_path: Path, line: str, code: str) -> None:
    _, findings = rows(tmp_path, f"{HEADER}\nb,,x,1,,,t,,,s,,,derived\n\n{line}\n")
    assert [problem.code for problem in findings] == [code]
    where = next(iter(findings)).where
    assert where is not None
    assert (where.file, where.line) == ("own.csv", 4)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("key,value,standing,licence,owner\n", "column-unknown"),
        ("key,standing\n", "column-missing"),
        ("", "column-missing"),
    ],
)
def test_headers(tmp_path: Path, text: str, code: str) -> None:
    assert code in {problem.code for problem in rows(tmp_path, text)[1]}


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    findings = Findings()
    assert read_rows(tmp_path / "missing.csv", findings) == []
    (tmp_path / "latin.csv").write_bytes(f"{HEADER}\na,,Zitácuaro,1,,,t,,,s,,,derived\n".encode("latin-1"))
    assert read_rows(tmp_path / "latin.csv", findings) == []
    assert [problem.code for problem in findings] == ["dataset-file", "dataset-file"]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    (tmp_path / "bom.csv").write_bytes(f"\ufeff{HEADER}\r\na,,x,1,,,t,,,s,,,derived\r\n".encode())
    findings = Findings()
    assert len(read_rows(tmp_path / "bom.csv", findings)) == 1
    assert not list(findings)


def test_a_plants_rows_win(tmp_path: Path) -> None:
    """One property is replaced, the others of the library stay."""
    (tmp_path / "datasets").mkdir()
    (tmp_path / "datasets" / "own.csv").write_text(
        "key,property,value,unit,source,standing\nnopal,dry_matter,10,%,our laboratory,source read\n", encoding="utf-8"
    )
    findings = Findings()
    data = load_datasets(tmp_path, findings)
    assert not list(findings)
    assert data.material("nopal")["dry_matter"].value == pytest.approx(0.10)
    assert data.material("nopal")["methane_potential"] == SHIPPED.material("nopal")["methane_potential"]


def test_search() -> None:
    found = search_datasets("grid mexico electricity", SHIPPED) or search_datasets("grid electricity", SHIPPED)
    assert found
    assert any("grid" in row.key for row in found)
    assert search_datasets("methane potential nopal", SHIPPED)[0].key == "nopal"
    assert search_datasets("no such thing anywhere", SHIPPED) == []
    assert "nopal" in SHIPPED.near("nopa")


def test_shipped_rows_have_a_source_or_are_assumptions() -> None:
    """An assumption has a range and no source; definitions may name none, everything else does."""
    for row in SHIPPED:
        assert row.standing in STANDINGS, row.where
        if row.standing == "unsourced":
            assert not row.source, row.where
            assert row.low is not None, row.where
            assert row.high is not None, row.where
        elif row.standing != "definition":
            assert row.source, row.where


def test_shipped_values_lie_in_their_ranges() -> None:
    for row in SHIPPED:
        if isinstance(row.value, float):
            assert row.low is None or row.low <= row.value * (1 + 1e-9), row.where
            assert row.high is None or row.value <= row.high * (1 + 1e-9), row.where


def test_shipped_properties_have_the_dimension_of_their_meaning() -> None:
    """A heating value per Nm3 belongs to a material counted in Nm3; a share is a plain number between 0 and 1."""
    for key in SHIPPED.materials():
        unit = parse_unit(SHIPPED.unit(key)).canonical
        for name, found in SHIPPED.material(key).items():
            meaning = PROPERTIES.get(name)
            if meaning is None:
                continue
            wanted = {dimension_of(text.format(unit=unit)) if text else () for text in meaning.units}
            assert dimension_of(found.unit) in wanted, (key, name, found.unit)
            if meaning.units == ("",) and name != "octane":
                assert 0 <= found.value <= 1, (key, name)


def test_shipped_compositions_are_possible() -> None:
    """Carbon, nitrogen and ash fit into the dry matter; degradable carbon is biogenic carbon."""
    for key in SHIPPED.materials():
        values = {name: found.value for name, found in SHIPPED.material(key).items()}
        dry = values.get("dry_matter", 1.0)
        parts = sum(values.get(name, 0.0) for name in ("carbon_biogenic", "carbon_fossil", "nitrogen"))
        assert parts <= dry * 1.001, key
        assert values.get("degradable_carbon", 0.0) <= values.get("carbon_biogenic", 1.0) * 1.001, key


def test_warming_potentials_of_three_reports() -> None:
    for report in ("ar4", "ar5", "ar6"):
        assert SHIPPED.row(f"gwp100.{report}.n2o") is not None
