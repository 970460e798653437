"""The run folders of points."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ...plan.plan import Plan


def run_names(table: pd.DataFrame) -> list[str]:
    """What the run folders of the points of a table are called."""
    width = max(2, len(str(len(table))))
    return [f"point-{point:0{width}d}" for point in table["point"]]


def write_plans(
    runs: Sequence[str], plans: Sequence[Plan], made: Path, language: str, progress: Callable[[str], None]
) -> None:
    """Write a run folder for each point; one that stands there already is complete, and kept."""
    for place, run in enumerate(runs):
        if (made / run).is_dir():
            continue
        progress(f"writing {run} of {len(runs)}")
        plans[place].save(made / run, report=True, language=language)
