"""Matches as files: a folder of what was found, and rows of ``links`` to start from."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pandas as pd

from ..errors import Problem, UsageError
from ..plan.make_plan import versions
from ..plan.run_folder import plain, replace_folder, write_csv
from ..plant.model import Plant
from ..tables.cells.table import Table, TableColumn
from ..tables.formats.yaml_text import yaml_text
from ..writing.whole import write_text
from .match import Match, Matches

COLUMNS = {
    "from": "origin",
    "to": "destination",
    "material": "material",
    "taken_by": "taken_by",
    "taken_as": "taken_as",
    "worth": "worth",
    "unit": "unit",
    "amount": "amount",
    "most": "most",
    "saving": "saving",
    "proved": "proved",
    "least_price": "least_price",
    "most_price": "most_price",
    "owner_from": "owner_from",
    "owner_to": "owner_to",
    "freight": "freight",
    "distance": "distance",
    "break_even_distance": "break_even_distance",
}


def record(match: Match) -> dict[str, object]:
    """A match as plain data."""
    found = {name: getattr(match, attribute) for name, attribute in COLUMNS.items()}
    return {**found, "replaces": "; ".join(match.replaces), "dodges": "; ".join(match.dodges)}


def matches_table(found: Matches) -> pd.DataFrame:
    """The matches as a table, best first."""
    return pd.DataFrame([record(match) for match in found.matches], columns=[*COLUMNS, "replaces", "dodges"])


def save_matches(found: Matches, plant: Plant, folder: Path, force: bool = False, page: str = "") -> None:
    """Write matches.csv, study.json and the page, report.html.

    Raises :class:`mfo.errors.UsageError` where the folder exists and ``force`` is not given.
    """
    study = {
        "question": "matches",
        "plant": plant.settings.name,
        "digest": plant.digest,
        "versions": versions(),
        "currency": found.currency,
        "objective": found.objective,
        "pairs": found.looked_at,
    }

    def fill(made: Path) -> None:
        write_csv(matches_table(found), made / "matches.csv")
        if page:
            (made / "report.html").write_text(page, encoding="utf-8")
        (made / "study.json").write_text(json.dumps(plain(study), indent=2, ensure_ascii=False), encoding="utf-8")

    replace_folder(folder, force, fill)


def save_links(found: Matches, path: Path, force: bool = False) -> int:
    """Write the matches as rows of ``links``, a CSV file or (``.yaml``) a list; gives how many.

    A YAML file also has the ``processes`` and ``recipes`` that hand heat over where it is taken as another.

    Raises :class:`mfo.errors.UsageError` for another kind of file, or where it exists and ``force`` is not given.
    """
    rows = found.link_rows()
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".yaml", ".yml"):
        message = f"Rows of `links` cannot be written to {path.name}."
        raise UsageError(Problem("file-kind", message, remedy="Name a file that ends in .csv or .yaml."))
    columns = ["link", "from", "to", "material", "cost_per_amount", "cost_per_amount_and_distance", "today"]
    if suffix == ".csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_text(path, text.getvalue(), force)
        return len(rows)
    tables = [_table("links", columns, rows)]
    if found.process_rows():
        tables.append(_table("processes", ["process", "site", "model", "variable_cost", "today"], found.process_rows()))
        tables.append(_table("recipes", ["process", "material", "role", "amount"], found.recipe_rows()))
    write_text(path, yaml_text([table for table in tables if len(table)]) or "links: []\n", force)
    return len(rows)


def _table(name: str, columns: list[str], rows: list[dict[str, str]]) -> Table:
    made = {each: TableColumn(each, None, [row[each] or None for row in rows]) for each in columns}
    table = Table(name, dict(made))
    table.lines = list(range(1, len(rows) + 1))
    return table
