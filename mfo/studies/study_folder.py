"""A study as a folder: its tables as CSV, the plans that it shows, and study.json, which says what made it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd

from ..plan.make_plan import versions
from ..plan.plan import Plan
from ..plan.run_folder import STUDY, plain, replace_folder, write_csv
from ..plant.model import Plant
from ..report.studies.study_workbook import write_study_workbook
from ..writing.whole import whole_file, write_text


def study_record(
    plant: Plant, question: str, asked: Mapping[str, object], found: Mapping[str, object]
) -> dict[str, object]:
    """What study.json says: the question with its options, the plant and its digest, versions, and what was found."""
    return {
        "question": question,
        "asked": dict(asked),
        "plant": plant.settings.name,
        "digest": plant.digest,
        "currency": plant.settings.currency,
        "versions": versions(),
        **found,
    }


def write_study(made: Path, record: Mapping[str, object], tables: Mapping[str, pd.DataFrame]) -> None:
    """Write the tables of a study, as CSV and in one workbook, and its study.json, last, into a folder that exists."""
    for name, table in tables.items():
        with whole_file(made / f"{name}.csv") as part:
            write_csv(table, part)
    write_study_workbook(tables, made / "study.xlsx")
    text = json.dumps(plain(record), ensure_ascii=False, indent=2, allow_nan=False)
    write_text(made / STUDY, text + "\n")


def save_study(
    folder: Path,
    force: bool,
    record: Mapping[str, object],
    tables: Mapping[str, pd.DataFrame],
    plans: Mapping[str, Plan],
    page: Callable[[Path], None] = lambda _made: None,
    *,
    report: bool = True,
    language: str = "en",
    progress: Callable[[str], None] = lambda _stage: None,
) -> None:
    """Write a study's folder as a whole or not at all; ``plans`` by the names of their run folders.

    Raises :class:`mfo.UsageError` where the folder exists and ``force`` is not given.
    """

    def fill(made: Path) -> None:
        for run, plan in plans.items():
            progress(f"writing {run}")
            plan.save(made / run, report=report, language=language)
        page(made)
        write_study(made, record, tables)

    replace_folder(folder, force, fill)
