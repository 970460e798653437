"""A trade-off curve: its table, its plans, and the folder that it is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import overload

import pandas as pd

from ..plan.plan import Plan
from ..plan.run_folder import replace_folder, write_csv
from ..writing.whole import whole_file
from .trade_offs.folder import run_names, write_plans


class Plans(Sequence[Plan]):
    """Plans that are made from their solutions each time they are asked for, so that many need little memory."""

    def __init__(self, makers: Sequence[Callable[[], Plan]] = ()) -> None:
        self._makers = tuple(makers)

    def __len__(self) -> int:
        return len(self._makers)

    @overload
    def __getitem__(self, index: int) -> Plan: ...
    @overload
    def __getitem__(self, index: slice) -> Plans: ...
    def __getitem__(self, index: int | slice) -> Plan | Plans:
        return Plans(self._makers[index]) if isinstance(index, slice) else self._makers[index]()

    def __iter__(self) -> Iterator[Plan]:
        return (make() for make in self._makers)


@dataclass(frozen=True, repr=False)
class Curve:
    """A trade-off curve. ``table`` has a row a point, from the least of ``minimise`` to the least of ``against``.

    Columns as in the result table ``curve`` (``docs/results.md``), without ``this_plan``. A single row says that there
    is nothing to trade: one plan has the least of both. ``plans`` are the points' plans in the same order, each made
    when it is asked for, with the curve among its tables. ``discounted`` says that amounts of what is minimised are
    discounted over a roadmap, ``whole_numbers`` that prices hold whole numbers as they are.
    """

    plant: str
    minimise: str
    against: str
    table: pd.DataFrame
    plans: Sequence[Plan] = field(default_factory=Plans, repr=False, compare=False)
    discounted: bool = False
    whole_numbers: bool = False

    @property
    def unit(self) -> str:
        """The unit of what is minimised."""
        return str(self.table["unit"].iloc[0])

    @property
    def against_unit(self) -> str:
        """The unit of the other effect."""
        return str(self.table["against_unit"].iloc[0])

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
        """Write curve.csv, curve.html and, with ``plans``, a run folder with report and workbook for each point.

        Written as a whole or not at all. Raises :class:`mfo.UsageError` where the folder exists and ``force`` is not
        given.
        """
        target = Path(folder)
        replace_folder(target, force, lambda made: self.write(made, plans, language, progress))
        return target

    def write(self, made: Path, plans: bool, language: str, progress: Callable[[str], None]) -> None:
        """Write into a folder that exists; run folders that stand there already are complete, and kept."""
        from ..report.pages.tradeoff_page import write_curve

        runs = self.run_folders() if plans and len(self.plans) else []
        write_plans(runs, self.plans, made, language, progress)
        with whole_file(made / "curve.csv") as part:
            write_csv(self.table.assign(run=runs) if runs else self.table, part)
        write_curve(self, made / "curve.html", language, runs)

    def __repr__(self) -> str:
        return f"<curve of {self.plant!r}: {self.minimise} against {self.against}, {len(self.table)} points>"

    def _repr_html_(self) -> str:
        """The curve with its numbers, for notebooks."""
        from ..report.pages.tradeoff_page import curve_fragment

        return curve_fragment(self)
