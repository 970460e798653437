"""A trade-off curve: its table, its plans, and the folder that it is written to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import overload

import pandas as pd

from ..plan.plan import Plan
from .trade_offs.folder import TradeOff


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
class Curve(TradeOff):
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
    def against_unit(self) -> str:
        """The unit of the other effect."""
        return str(self.table["against_unit"].iloc[0])

    def _write_page(self, path: Path, language: str, runs: Sequence[str]) -> None:
        from ..report.pages.tradeoff_page import write_curve

        write_curve(self, path, language, runs)

    def __repr__(self) -> str:
        return f"<curve of {self.plant!r}: {self.minimise} against {self.against}, {len(self.table)} points>"

    def _repr_html_(self) -> str:
        """The curve with its numbers, for notebooks."""
        from ..report.pages.tradeoff_page import curve_fragment

        return curve_fragment(self)
