"""What is wrong in one row is told together: a name that is misspelt hides nothing else, and nothing follows from it.

In each row of a plant that uses every table all numbers, shares and words are made wrong; what is then told is told too
where a name of the row is misspelt besides. Before, a misspelt site of a process hid 36 columns.
"""

from __future__ import annotations

import copy
from typing import Any

import pytest

from mfo.errors import PlantError
from mfo.plant.schema import TABLES, Column
from mfo.reading.read_plant import read_plant

from .full import FULL, tables_from

Cell = tuple[str, str]
WRONG = {"number": "7 parsec", "share": "abc", "choice": "qqqqq", "flag": "perhaps", "integers": "xx"}


def told(data: dict[str, list[dict[str, Any]]]) -> set[tuple[str, str]]:
    """Place and code of each error."""
    with pytest.raises(PlantError) as caught:
        read_plant(tables_from(data))
    return {(str(each.where), each.code) for each in caught.value.problems if each.severity == "error"}


def misspelt(name: str) -> str:
    first = str(name).split(";")[0]
    return f"{first[:-1]}x{first[-1]}" if len(first) > 2 else f"{first}x"


def edited(table: str, row: int, changes: dict[str, str]) -> dict[str, list[dict[str, Any]]]:
    data = copy.deepcopy(FULL)
    data[table][row].update(changes)
    return data


def filled(table: str, row: int) -> list[tuple[str, Column]]:
    """The cells of a row: their headers as typed and their columns."""
    named = ((header, TABLES[table].column(header.partition(" [")[0])) for header in FULL[table][row])
    return [(header, column) for header, column in named if column]


def spoilt(table: str, row: int) -> dict[str, str]:
    """The cells of a row that are no names, each made wrong."""
    cells = filled(table, row)
    return {header: WRONG[column.kind] for header, column in cells if column.kind in WRONG and not column.refers}


ROWS = [
    (table, row)
    for table, rows in FULL.items()
    for row in range(len(rows))
    if table != "plant" and any(column.refers for _, column in filled(table, row)) and spoilt(table, row)
]


@pytest.mark.parametrize(("table", "row"), ROWS)
def test_a_misspelt_name_hides_nothing_in_its_row(table: str, row: int) -> None:
    cells = filled(table, row)
    wrong = spoilt(table, row)
    alone = told(edited(table, row, wrong))
    names = {
        header: misspelt(FULL[table][row][header])
        for header, column in cells
        if column.refers and FULL[table][row][header] != "*"
    }
    at_once = told(edited(table, row, {**wrong, **names}))
    assert alone <= at_once
    new = {
        place for place, code in at_once - alone if code != "share-material"
    }  # which is how a model tells of its feed
    assert {place.rpartition(" ")[2] for place in new} == set(names)


@pytest.mark.parametrize("name", ["farxm", "qqqqq"])
def test_an_unknown_site_is_told_with_what_else_is_wrong_and_nothing_that_follows(name: str) -> None:
    """The recipe of the digester names what it takes in; that none comes to an unknown site is no second error."""
    data = edited("processes", 0, {"site": name, "capex": "7 parsec", "closable": "perhaps"})
    data["supplies"][0]["price"] = "7 mol"
    assert told(data) == {
        ("processes.csv, line 2, column site", "name-unknown"),
        ("processes.csv, line 2, column capex", "unit-unknown"),
        ("processes.csv, line 2, column closable", "choice-unknown"),
        ("supplies.csv, line 2, column price", "unit-unknown"),
    }


def test_a_misspelt_material_is_told_where_nothing_else_says_what_the_activity_is_counted_in() -> None:
    """`washing` has no capacity, so its recipe tells the unit: told was that nothing does, and the name was not."""
    assert told(edited("recipes", 3, {"material": "used cratxe"})) == {
        ("recipes.csv, line 5, column material", "name-unknown")
    }


def test_a_blank_cell_that_is_needed_hides_nothing() -> None:
    data = edited("processes", 0, {"site": "", "capex": "7 parsec"})
    data["processes"][0]["site"] = None
    assert told(data) == {
        ("processes.csv, line 2, column site", "value-missing"),
        ("processes.csv, line 2, column capex", "unit-unknown"),
    }
