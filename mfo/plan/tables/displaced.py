"""What a plan displaces elsewhere, beside what it emits itself: it never is in a total, and may turn its sign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

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


def displaced(tables: Mapping[str, pd.DataFrame], today: Mapping[str, pd.DataFrame] | None) -> Displaced | None:
    """What a plan (its tables, and today's) emits with and without what it displaces; None where nothing is."""
    horizon = float(tables["times"].drop_duplicates("year")["span"].sum())
    own, avoided = (_total(tables, account) for account in ("own", "avoided"))
    before = None if today is None else _total(today, "own") * horizon
    spared = 0.0 if today is None else _total(today, "avoided") * horizon
    if not avoided and not spared:
        return None
    return Displaced(own, own + avoided, before, None if before is None else before + spared)


def _total(tables: Mapping[str, pd.DataFrame], account: str) -> float:
    times = tables["times"].drop_duplicates("year")
    span = dict(zip(times["year"].tolist(), times["span"].tolist(), strict=True))
    ledger = tables["ledger"]
    lines = ledger[(ledger["effect"] == EMISSIONS) & (ledger["account"] == account)]
    return float((lines["amount"] * lines["year"].map(span)).sum())
