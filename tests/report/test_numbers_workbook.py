"""Every cell of the examples' workbooks against the tables of the run folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from mfo.report import write_workbook

from .example_pages import NAMES, Page, near, plain
from .reading import numbers

SUMS = {
    "flows": ["amount"],
    "activities": ["activity", "capacity"],
    "stocks": ["charge", "discharge", "loss"],
}
KEYS = {
    "flows": ["year", "element", "site", "material", "direction"],
    "activities": ["year", "process"],
    "stocks": ["year", "store"],
    "prices": ["year", "site", "material"],
    "bounds": ["year", "element", "bound"],
}


class Book:
    """A workbook read back, beside the page of the same plan."""

    def __init__(self, page: Page, path: Path) -> None:
        self.page, self.plan = page, page.plan
        write_workbook(page.plan, path)
        book = openpyxl.load_workbook(path, read_only=True)
        self.sheets = {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}

    def table(self, name: str) -> pd.DataFrame:
        """A sheet as a table, its columns named as the CSV file names them; blanks are None."""
        head, *rows = self.sheets[name]
        columns = [re.sub(r" \\[.*\\]$| \[[^]]*\]$", "", str(title)).replace(" ", "_") for title in head]
        return pd.DataFrame(rows, columns=columns, dtype=object)

    def units(self, name: str) -> dict[str, str]:
        """The units that stand in a sheet's headers."""
        found = (re.fullmatch(r"(.*) \[([^]]*)\]", str(title)) for title in self.sheets[name][0])
        return {match[1].replace(" ", "_"): match[2] for match in found if match}


@pytest.fixture(scope="session")
def books(pages: Callable[[str, str], Page], tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Book]:
    """The workbooks by example, each written once."""
    made: dict[str, Book] = {}

    def book(name: str) -> Book:
        if name not in made:
            made[name] = Book(pages(name, "en"), tmp_path_factory.mktemp("books") / f"{name}.xlsx")
        return made[name]

    return book


@pytest.fixture(params=NAMES)
def book(request: pytest.FixtureRequest, books: Callable[[str], Book]) -> Book:
    return books(request.param)


def same(cell: Any, value: Any) -> bool:
    """Whether a cell holds a value of a table: numbers to 15 digits, blanks as blanks."""
    if value is None or value == "" or value != value:
        return cell in (None, "")
    if isinstance(value, int | float) and not isinstance(value, bool):
        return isinstance(cell, int | float) and abs(cell - value) <= 1e-14 * abs(value)
    return bool(cell == value)


def test_each_sheet_is_its_table(book: Book) -> None:
    tables = {name: table for name, table in book.plan.tables.items() if name in book.sheets}
    assert {"flows", "ledger", "indicators", "bounds", "capacities"} <= set(tables)
    for name, table in tables.items():
        sheet = book.table(name)
        if len(sheet) < len(table):
            continue  # summed up; see below
        assert len(sheet) == len(table)
        if "slot_name" in sheet.columns:
            labels = book.plan.times.set_index(["year", "slot"])["label"].to_dict()
            named = [labels.get(at, "") for at in zip(table["year"], table["slot"], strict=True)]
            assert all(same(cell, label) for cell, label in zip(sheet.pop("slot_name"), named, strict=True))
        for column in sheet.columns:
            pairs = zip(sheet[column].tolist(), table[column].tolist(), strict=True)
            assert all(same(cell, value) for cell, value in pairs), (name, column)
        left_out = set(table.columns) - set(sheet.columns)
        if name == "flows":  # what no reading says anything of
            blank = {"known", "year_uncertainty"} & left_out
            assert all(same(None, value) for column in blank for value in table[column])
            left_out -= blank
        for column in left_out:  # a unit that all rows share
            assert column in ("unit", "price_unit", "against_unit"), (name, column)
            (unit,) = table[column].unique()
            assert not unit or unit.replace("_", " ") in {plain(u) for u in book.units(name).values()}, (name, column)


def test_sums_over_the_slots_are_sums_and_means_over_time(book: Book) -> None:
    """Amounts add up, each slot as often as it repeats; prices and levels are means over time."""
    times = book.plan.times.set_index(["year", "slot"])
    for name, keys in KEYS.items():
        table = book.plan.tables[name]
        if name not in book.sheets or len(book.table(name)) == len(table):
            continue
        index = pd.MultiIndex.from_frame(table[["year", "slot"]])
        weight = times["weight"].reindex(index).fillna(1.0).to_numpy()
        hours = weight * times["hours"].reindex(index).fillna(1.0).to_numpy()
        places = table.groupby(keys).indices
        store = (table["kind"] == "store").to_numpy() if name == "bounds" else False
        for row in book.table(name).to_dict("records"):
            kept = places[tuple(row[key] for key in keys)]
            rows, w, h = table.iloc[kept], weight[kept], hours[kept]
            summed = SUMS.get(name, [] if store is False or store[kept].any() else ["value", "limit"])
            for column in set(row) - {*keys, "year", "slot", "utilisation", "until"}:
                if rows[column].dtype.kind != "f":
                    assert same(row[column], rows[column].iloc[0])
                elif rows[column].isna().any():
                    assert row[column] is None
                else:
                    by, over = (w, 1.0) if column in summed else (h, h.sum())
                    wanted = (rows[column] * by).sum() / over
                    assert near(row[column], wanted, abs(rows[column]).max()), (name, row, column)
            if name == "activities" and row["capacity"]:
                assert near(row["utilisation"], row["activity"] / row["capacity"])


def test_what_lacks_least_stands_for_the_year(book: Book) -> None:
    table = book.plan.tables["reduced_costs"]
    if "reduced_costs" not in book.sheets or len(book.table("reduced_costs")) == len(table):
        return
    for row in book.table("reduced_costs").to_dict("records"):
        wanted = book.page.expected.lacks(row["element"], row["kind"], row["material"])
        assert near(abs(row["reduced_cost"]), wanted)
        flows = book.page.expected.flows
        used = flows[(flows["element"] == row["element"]) & (flows["material"] == row["material"])]
        assert used["amount"].sum() <= 1e-9


def test_the_summary_says_what_the_page_says(book: Book) -> None:
    """Its sentences are the page's; each of its numbers is one that the page marks, and so one of the tables."""
    lines = book.sheets["Summary"]
    lead = book.page.root.first("p", id="answer").text()
    texts = [line[0] for line in lines[1:8] if isinstance(line[0], str)]
    sentences = [text for text in texts if text.endswith(".") and text in lead]
    assert " ".join(sentences) == lead
    marked = sorted({abs(number.value) for number in numbers(book.page.root)})
    marked += [number.value / 100 for number in numbers(book.page.root) if number.unit == "%"]  # points of shares
    marked += [
        number.value / 12 for number in numbers(book.page.root) if number.unit.startswith("month")
    ]  # in years here
    found = [cell for line in lines for cell in line if isinstance(cell, int | float) and not isinstance(cell, bool)]
    assert len(found) >= 6
    years = {float(year) for year in book.page.expected.years}
    for cell in found:
        close = (value for value in marked if abs(abs(value) - abs(cell)) <= 1e-12 * max(abs(cell), 1.0))
        assert cell in years or next(close, None) is not None, cell


def test_contents_counts_the_rows(book: Book) -> None:
    listed = {row[0]: row[1] for row in book.sheets["Contents"] if row[0] in book.plan.tables}
    assert listed == {name: len(book.sheets[name]) - 1 for name in listed}
    assert set(listed) == set(book.plan.tables) & set(book.sheets)
