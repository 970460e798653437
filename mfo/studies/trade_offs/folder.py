"""What trade-offs have in common: points with their plans, and the folder that they are written to."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from ...plan.run_folder import replace_folder, write_csv
from ...writing.whole import whole_file

if TYPE_CHECKING:
    from ...plan.plan import Plan


class TradeOff:
    """A table with a row a point, and the points' plans in the same order, each made when it is asked for."""

    table: pd.DataFrame
    plans: Sequence[Plan]

    @property
    def unit(self) -> str:
        """The unit of what is minimised."""
        return str(self.table["unit"].iloc[0])

    def run_folders(self) -> list[str]:
        """What the run folders of the points are called."""
        width = max(2, len(str(len(self.table))))
        return [f"point-{point:0{width}d}" for point in self.table["point"]]

    def save(
        self,
        folder: str | Path,
        force: bool = False,
        plans: bool = True,
        language: str = "en",
        progress: Callable[[str], None] = lambda _stage: None,
    ) -> Path:
        """Write curve.csv, study.xlsx, curve.html and, with ``plans``, a run folder with its report for each point.

        Written as a whole or not at all. Raises :class:`mfo.UsageError` where the folder exists and ``force`` is not
        given.
        """
        target = Path(folder)
        replace_folder(target, force, lambda made: self.write(made, plans, language, progress))
        return target

    def write(self, made: Path, plans: bool, language: str, progress: Callable[[str], None]) -> None:
        """Write into a folder that exists; run folders that stand there already are complete, and kept."""
        from ...report.studies.study_workbook import write_study_workbook

        runs = self.run_folders() if plans and len(self.plans) else []
        for place, run in enumerate(runs):
            if not (made / run).is_dir():
                progress(f"writing {run} of {len(runs)}")
                self.plans[place].save(made / run, report=True, language=language)
        table = self.table.assign(run=runs) if runs else self.table
        with whole_file(made / "curve.csv") as part:
            write_csv(table, part)
        write_study_workbook({"points": table}, made / "study.xlsx")
        self._write_page(made / "curve.html", language, runs)

    @abstractmethod
    def _write_page(self, path: Path, language: str, runs: Sequence[str]) -> None:
        """Write the page, with links to the reports of these run folders."""
