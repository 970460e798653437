"""What materials are before the law where they are waste: what is read, and what is refused."""

from __future__ import annotations

import pytest

import mfo
from mfo.plant.model import NO_CLASS, WasteClass


def read(**cells: object) -> WasteClass:
    return (
        mfo.read(
            {
                "plant": {"name": "yard", "currency": "MXN"},
                "materials": [{"material": "stuff", "unit": "t", **cells}],
                "sites": [{"site": "yard"}],
                "markets": [{"market": "tip", "site": "yard", "material": "stuff", "price": 0}],
            }
        )
        .plant.materials["stuff"]
        .waste_class
    )


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, NO_CLASS),
        ({"waste_code": "20 01 08"}, WasteClass("20 01 08")),
        ({"waste_code": "160601*"}, WasteClass("16 06 01*", hazardous=True)),
        ({"waste_code": 200108}, WasteClass("20 01 08")),
        ({"waste_code": "20 01 21", "hazardous": "yes"}, WasteClass("20 01 21", hazardous=True)),
        ({"hazard_class": "t; hp14"}, WasteClass(hazards=("T", "HP 14"), hazardous=True)),
        ({"waste_class": "special handling"}, WasteClass(law="special handling")),
        ({"waste_class": "hazardous"}, WasteClass(law="hazardous", hazardous=True)),
        ({"basel_code": "A1180"}, WasteClass(basel="A1180", hazardous=True)),
        ({"basel_code": "b3020"}, WasteClass(basel="B3020")),
        ({"basel_code": "Y48"}, WasteClass(basel="Y48")),
    ],
)
def test_what_is_said_of_a_waste(cells: dict[str, object], expected: WasteClass) -> None:
    assert read(**cells) == expected


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"waste_code": 10101}, "waste-code-form", "waste_code"),
        ({"waste_code": "20 01"}, "waste-code-form", "waste_code"),
        ({"waste_code": "21 01 08"}, "waste-code-unknown", "waste_code"),
        ({"waste_code": "16 12 01"}, "waste-code-unknown", "waste_code"),
        ({"waste_code": "16 06 00"}, "waste-code-unknown", "waste_code"),
        ({"waste_code": "16 06 01*", "hazardous": "no"}, "waste-class-conflict", "waste_code"),
        ({"hazard_class": "T", "hazardous": "no"}, "waste-class-conflict", "hazard_class"),
        ({"waste_class": "hazardous", "hazardous": "no"}, "waste-class-conflict", "waste_class"),
        ({"basel_code": "A1180", "hazardous": "no"}, "waste-class-conflict", "basel_code"),
        ({"waste_class": "urban", "hazard_class": "T"}, "waste-class-conflict", "waste_class"),
        ({"waste_class": "municipal"}, "choice", "waste_class"),
        ({"hazard_class": "X"}, "hazard-unknown", "hazard_class"),
        ({"hazard_class": "HP 16"}, "hazard-unknown", "hazard_class"),
        ({"basel_code": "A5"}, "waste-code-form", "basel_code"),
        ({"basel_code": "Y50"}, "waste-code-form", "basel_code"),
    ],
)
def test_what_is_refused_is_told_at_its_cell(cells: dict[str, object], code: str, column: str) -> None:
    with pytest.raises(mfo.PlantError) as caught:
        read(**cells)
    [problem] = caught.value.problems
    assert problem.code.startswith(code)
    assert problem.where is not None
    assert problem.where.cell == column
    assert problem.remedy
