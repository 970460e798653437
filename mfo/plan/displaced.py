"""What a plan displaces elsewhere, beside what it emits itself: it never is in a total, and may turn its sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from .plan import Plan

EMISSIONS = "emissions"
SMALL = 1e-9  # of what is compared, relative: below it nothing has changed


@dataclass(frozen=True)
class Displaced:
    """Emissions over the horizon [t_CO2e]: the plant's own, and with what is displaced elsewhere taken off.

    ``own_today`` and ``net_today`` are those of going on as today for as long; None where nothing was measured.
    """

    own: float
    net: float
    own_today: float | None = None
    net_today: float | None = None

    @property
    def turns(self) -> bool:
        """Whether counting what is displaced turns the sign: of the change from today, or of the total itself."""
        if self.own_today is None or self.net_today is None:
            return _sign(self.own, self.own) * _sign(self.net, self.own) < 0
        size = max(abs(self.own), abs(self.net), abs(self.own_today), abs(self.net_today))
        return _sign(self.net - self.net_today, size) != _sign(self.own - self.own_today, size)


def _sign(value: float, size: float) -> int:
    return 0 if abs(value) <= SMALL * abs(size) else 1 if value > 0 else -1


def displaced(plan: Plan) -> Displaced | None:
    """What a plan emits with and without what it displaces; None where nothing is displaced, in the plan or today."""
    horizon = _horizon(plan.tables["times"])
    own, avoided = (_total(plan, account) for account in ("own", "avoided"))
    before = None if plan.today is None else _total(plan.today, "own") * horizon
    spared = 0.0 if plan.today is None else _total(plan.today, "avoided") * horizon
    if not avoided and not spared:
        return None
    return Displaced(own, own + avoided, before, None if before is None else before + spared)


def _horizon(times: pd.DataFrame) -> float:
    """The years that a plan stands for."""
    return float(times.drop_duplicates("year")["span"].sum())


def _total(plan: Plan, account: str) -> float:
    times = plan.tables["times"].drop_duplicates("year")
    span = dict(zip(times["year"].tolist(), times["span"].tolist(), strict=True))
    ledger = plan.tables["ledger"]
    lines = ledger[(ledger["effect"] == EMISSIONS) & (ledger["account"] == account)]
    return float((lines["amount"] * lines["year"].map(span)).sum())
