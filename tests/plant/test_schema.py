"""The schema is data: complete, and its examples are legal."""

from __future__ import annotations

import pytest

from mfo.plant.names import PREFIXED
from mfo.plant.schema import KINDS, SETTINGS, TABLES, Column, all_columns
from mfo.units import parse_quantity

COLUMNS = [(spec.name if spec else "plant", column) for spec, column in all_columns()]


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=lambda part: part if isinstance(part, str) else part.name)
def test_every_column_says_what_it_means(table: str, column: Column) -> None:
    assert column.kind in KINDS
    assert column.meaning.endswith((".", ")."))
    assert column.needed or column.blank or column.name in ("value",), f"{table}.{column.name}: what does a blank mean?"
    assert column.kind != "choice" or column.choices


@pytest.mark.parametrize(
    "column", [column for _, column in COLUMNS if column.kind in ("number", "share")], ids=lambda column: column.name
)
def test_examples_of_numbers_can_be_read(column: Column) -> None:
    parse_quantity(column.example)


def test_keys_and_references_exist() -> None:
    for spec in TABLES.values():
        assert all(spec.column(name) for name in spec.key)
        for column in spec.columns:
            others = ("routes", "owners", *PREFIXED)
            assert all(name in TABLES or name in others for name in column.refers)
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)
