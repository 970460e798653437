"""Rows that say the same under two names, as when a list was pasted twice: each counts."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ...errors import Findings, Where
from ...plant.model import Plant, Series


def check_alike(plant: Plant, findings: Findings) -> None:
    """Warn of supplies with the same amount and price of the same material at the same site, and of such markets."""
    supplies = (
        (item.name, item.where, (item.site, item.material, item.take_all, *_numbers(item.amount, item.price)))
        for item in plant.supplies
        if item.amount is not None
    )
    _tell("supplies", supplies, findings)
    markets = (
        (item.name, item.where, (item.site, item.materials, *_numbers(item.minimum, item.maximum, item.price)))
        for item in plant.markets
        if item.minimum is not None or item.maximum is not None
    )
    _tell("markets", markets, findings)


def _numbers(*series: Series | None) -> list[bytes]:
    return [b"" if item is None else np.asarray(item.values, dtype=float).tobytes() for item in series]


def _tell(table: str, rows: Iterable[tuple[str, Where | None, tuple[object, ...]]], findings: Findings) -> None:
    first: dict[tuple[object, ...], str] = {}
    for name, where, says in rows:
        other = first.setdefault(says, name)
        if other != name:
            findings.warn(
                "row-alike",
                f"{name!r} and {other!r} say the same in `{table}` under two names, and both count.",
                where,
                "Remove one if it is the same thing twice; otherwise leave both.",
            )
