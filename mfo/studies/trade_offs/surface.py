"""Plans between three effects: their table, their plans, and the folder that they are written to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ...plan.plan import Plan
from ...plan.run_folder import replace_folder, write_csv
from ...report.studies.study_workbook import write_study_workbook
from ...writing.whole import whole_file
from .folder import run_names, write_plans


@dataclass(frozen=True, repr=False)
class Surface:
    """Plans of which none betters another in all of three effects; ``table`` has a row a point.

    Its columns are those of a curve (point, effect, amount, unit, against, against_amount, against_unit, price,
    price_unit), the same of the third effect (third, third_amount, third_unit, third_price, third_price_unit), and the
    levels that the point keeps (against_level, third_level; blank: none). ``plans`` are the points' plans in the same
    order, each made when it is asked for. ``without`` counts levels that no plan reaches together.
    """

    plant: str
    minimise: str
    against: tuple[str, ...]
    table: pd.DataFrame
    plans: Sequence[Plan] = field(repr=False, compare=False)
    discounted: bool = False
    whole_numbers: bool = False
    without: int = 0

    @property
    def unit(self) -> str:
        """The unit of what is minimised."""
        return str(self.table["unit"].iloc[0])

    def run_folders(self) -> list[str]:
        """What the run folders of the points are called."""
        return run_names(self.table)

    def save(
        self,
        folder: str | Path,
        force: bool = False,
        plans: bool = True,
        language: str = "en",
        progress: Callable[[str], None] = lambda _stage: None,
    ) -> Path:
        """Write curve.csv, study.xlsx, curve.html and, with ``plans``, a run folder for each point.

        Written as a whole or not at all. Raises :class:`mfo.UsageError` where the folder exists and ``force`` is not
        given.
        """
        target = Path(folder)
        replace_folder(target, force, lambda made: self.write(made, plans, language, progress))
        return target

    def write(self, made: Path, plans: bool, language: str, progress: Callable[[str], None]) -> None:
        """Write into a folder that exists; run folders that stand there already are complete, and kept."""
        from ...report.studies.surface_page import write_surface

        runs = self.run_folders() if plans else []
        write_plans(runs, self.plans, made, language, progress)
        table = self.table.assign(run=runs) if runs else self.table
        with whole_file(made / "curve.csv") as part:
            write_csv(table, part)
        write_study_workbook({"points": table}, made / "study.xlsx")
        write_surface(self, made / "curve.html", language, runs)

    def __repr__(self) -> str:
        others = " and ".join(self.against)
        return f"<surface of {self.plant!r}: {self.minimise} against {others}, {len(self.table)} points>"

    def _repr_html_(self) -> str:
        """The points with their numbers, for notebooks."""
        from ...report.studies.surface_page import surface_fragment

        return surface_fragment(self)
