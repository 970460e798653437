"""Prices in steps: which supply or market comes before which, and steps that nobody put in order."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from ...plant.model import Floats, Market, Series, Supply
from ..cells.rows import TableRows

Item = Supply | Market

WORDS = re.compile(
    r"\b(tiers?|steps?|blocks?|bands?|tranches?|brackets?|first|second|third|1st|2nd|3rd|next|above|beyond|over|up to|"
    r"from \d|rest|remaining|further|additional|excess|surplus|tramos?|bloques?|escal[oó]n(es)?|rangos?|primer[oa]?|"
    r"segund[oa]|tercer[oa]?|siguiente|excedente|hasta|más de|stufen?|erste|zweite|(rate|tariff|tarifa|price) ?\d)\b|"
    r"\d ?[-–] ?\d",
    re.IGNORECASE,
)
"""What steps of a price are called."""


def check_after(rows: TableRows, items: Sequence[Item], most: Callable[[Item], Series | None], cell: str) -> None:
    """Refuse an ``after`` that is no order; warn of steps without one. ``most`` is what a row gives or takes at most,
    in its column ``cell``.
    """
    by_name = {item.name: item for item in items}
    line = {rows.text(row, rows.spec.key[0]): row for row in rows}
    for item in items:
        before = by_name.get(item.after) if item.after else None
        row = line[item.name]
        if before is None:
            continue
        if (before.site, set(_materials(before))) != (item.site, set(_materials(item))):
            rows.error(
                "after-elsewhere",
                f"`{item.name}` comes after `{before.name}`, which is of another site or material.",
                row,
                "after",
                f"Name one of {_quoted(_materials(item))} at `{item.site}`.",
            )
        elif item.name in _chain(before, by_name):
            rows.error(
                "after-circle",
                f"`{item.name}` comes after `{before.name}`, which comes after it.",
                row,
                "after",
                "Leave `after` blank at the first step.",
            )
        elif most(before) is None:
            rows.error(
                "after-endless",
                f"`{item.name}` comes after `{before.name}`, whose `{cell}` is blank: it is never used up.",
                line[before.name],
                cell,
                f"Give the `{cell}` after which the next step begins.",
            )
    _tell_steps(rows, items, line)


def _materials(item: Item) -> tuple[str, ...]:
    return (item.material,) if isinstance(item, Supply) else item.materials


def _chain(item: Item, by_name: dict[str, Item]) -> set[str]:
    """The names that an item comes after, itself included."""
    found: set[str] = set()
    while item.name not in found:
        found.add(item.name)
        if item.after not in by_name:
            break
        item = by_name[item.after]
    return found


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _tell_steps(rows: TableRows, items: Sequence[Item], line: dict[str, int]) -> None:
    """Warn of two rows that are called steps, where the later one is better: it would be taken without the first."""
    named = [item for item in items if WORDS.search(item.name)]
    for number, later in enumerate(named):
        for before in named[:number]:
            alike = (before.site, _materials(before)) == (later.site, _materials(later))
            if alike and not later.after and not before.after and _better(later, before):
                rows.findings.warn(
                    "tiers-unordered",
                    f"`{later.name}` has a better price than `{before.name}` and may be used without it.",
                    rows.where(line[later.name], "price"),
                    f"Where they are steps of one price, write `{before.name}` under `after` of `{later.name}`.",
                )
                break


def _better(later: Item, before: Item) -> bool:
    gain: Floats = np.asarray(before.price.values - later.price.values, dtype=float)
    return bool(np.any(gain > 0)) if isinstance(later, Supply) else bool(np.any(gain < 0))
