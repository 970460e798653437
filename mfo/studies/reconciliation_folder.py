"""A reconciliation as a folder: readings.csv, unmeasured.csv, yields.csv where any is uncertain, study.json, a page."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from ..plan.make_plan import versions
from ..plan.run_folder import STUDY, plain, replace_folder, write_csv
from ..plant.model import Plant
from ..reconciliation.reconciled_flows import FlowResult, ReadingResult, Reconciliation, YieldResult
from ..report.pages.reconciliation_page import reconciliation_page

READINGS = [name for name in ReadingResult.__dataclass_fields__ if name != "where"]
YIELDS = [name for name in YieldResult.__dataclass_fields__ if name not in ("slot", "where", "name")]
FLOWS = list(FlowResult.__dataclass_fields__)


def reconciliation_tables(found: Reconciliation) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The readings and the flows without a meter as tables."""
    readings = pd.DataFrame(
        [{name: getattr(item, name) for name in READINGS} for item in found.readings], columns=READINGS
    )
    return readings, pd.DataFrame([asdict(item) for item in found.unmeasured], columns=FLOWS)


def save_reconciliation(
    found: Reconciliation, plant: Plant, folder: Path, force: bool = False, language: str = "en"
) -> None:
    """Write the tables and what made them.

    Raises :class:`mfo.errors.UsageError` where the folder exists and ``force`` is not given.
    """
    readings, flows = reconciliation_tables(found)
    study = {
        "question": "reconcile",
        "plant": plant.settings.name,
        "digest": plant.digest,
        "versions": versions(),
        "test": {**asdict(found.test), "passed": found.test.passed},
        "effects": [asdict(each) for each in found.effects],
        "suspects": [{"meters": each.meters, "test": each.test} for each in found.suspects],
        "look_at": [{"meters": each.meters, "test": each.test} for each in found.look_at],
        "common_error_seen_from": found.common_error if found.sees_common_error else None,
    }

    def fill(made: Path) -> None:
        write_csv(readings, made / "readings.csv")
        write_csv(flows, made / "unmeasured.csv")
        if found.yields:
            told = [{name: getattr(item, name) for name in YIELDS} for item in found.yields]
            write_csv(pd.DataFrame(told, columns=YIELDS), made / "yields.csv")
        page = reconciliation_page(found, plant.settings.name, language)
        (made / "report.html").write_text(page, encoding="utf-8")
        (made / STUDY).write_text(json.dumps(plain(study), indent=2, ensure_ascii=False), encoding="utf-8")

    replace_folder(folder, force, fill)
