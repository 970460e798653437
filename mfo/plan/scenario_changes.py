"""What the plan's scenario changes of the plant as it stands: a table, a cell a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from ..differences.difference import Difference
from ..differences.find_differences import differences
from ..differences.words import before_and_after
from .tables.schema import rows

if TYPE_CHECKING:
    from ..tables.cells.table import Tables


def scenario_changes_table(standing: Tables, changed: Tables) -> pd.DataFrame:
    """The cells that differ between the plant as it stands and as a scenario changes it; none where they are one."""
    found = differences(standing, changed) if standing is not changed else ()
    return rows("scenario_changes", [_record(each) for each in found if each.table != "scenarios"])


def _record(each: Difference) -> dict[str, object]:
    column, before, after = before_and_after(each)
    return {"table": each.table, "row": each.row, "column": column, "before": before, "after": after}
