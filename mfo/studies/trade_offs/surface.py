"""Plans between three effects: their table, their plans, and the folder that they are written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from ...plan.plan import Plan
from .folder import TradeOff


@dataclass(frozen=True, repr=False)
class Surface(TradeOff):
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

    def _write_page(self, path: Path, language: str, runs: Sequence[str]) -> None:
        from ...report.studies.surface_page import write_surface

        write_surface(self, path, language, runs)

    def __repr__(self) -> str:
        others = " and ".join(self.against)
        return f"<surface of {self.plant!r}: {self.minimise} against {others}, {len(self.table)} points>"

    def _repr_html_(self) -> str:
        """The points with their numbers, for notebooks."""
        from ...report.studies.surface_page import surface_fragment

        return surface_fragment(self)
