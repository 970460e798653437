"""Losses that nothing can have: more than all of it per time, or all of what is sent."""

from __future__ import annotations

import numpy as np

from ...plant.model import Series
from ...plant.quantities import CellError, unit_of
from ...units import format_number
from ..cells.rows import TableRows

NEARLY_ALL = 0.9
"""A link that loses this share and more is a way out under another name, unless its row says that losing is meant."""


def check_store_loss(rows: TableRows, row: int, loss: Series | None) -> None:
    """Refuse a store that loses more than all of what it holds in the time that its loss is stated per.

    What is kept over a slot is (1 - loss per hour) to the power of its hours, which means nothing below zero.
    """
    share = 0.0 if loss is None else float(np.max(loss.values, initial=0.0)) * _hours(loss)
    if loss is not None and share > 1.0 + 1e-9:
        rows.error(
            "loss-above-all",
            f"`loss` is {loss.typed}: more than all that is there is lost in that time.",
            row,
            "loss",
            "Give the share that is lost per time, at most 100 % of it"
            + (
                f"; write `{format_number(share)} %` if percent is meant."
                if share >= 2 and "%" not in loss.typed
                else "."
            ),
        )
    _told_outlet(rows, row, loss)


def check_link_loss(rows: TableRows, row: int, loss: Series | None, outlet: bool) -> None:
    """Refuse a link that delivers nothing, or next to nothing, of what is sent, unless losing it is meant."""
    most = 0.0 if loss is None else float(np.max(loss.values, initial=0.0))
    if loss is not None and most >= NEARLY_ALL and not outlet:
        what = "nothing" if most >= 1.0 else f"only {format_number((1.0 - most) * 100)} %"
        rows.error(
            "link-loses-all",
            f"`loss` is {loss.typed}: {what} of what is sent arrives, and the rest vanishes.",
            row,
            "loss",
            "Write what becomes of it as a process without output or a market with its `route` and price; "
            "`loss_is_outlet: yes` if it is meant to be lost on the way; `capacity: 0` where the way is closed.",
        )
    _told_outlet(rows, row, loss)


def _told_outlet(rows: TableRows, row: int, loss: Series | None) -> None:
    if rows.flag(row, "loss_is_outlet") and (loss is None or not np.any(loss.values)):
        rows.findings.warn(
            "column-unused",
            "`loss_is_outlet` says nothing where nothing is lost.",
            rows.where(row, "loss_is_outlet"),
            "Give the `loss`, or leave it blank.",
        )


def _hours(loss: Series) -> float:
    """How many hours the time has that the loss is stated per."""
    time = (loss.profile_unit or loss.typed).rpartition("/")[2].strip()
    try:
        return float(unit_of(time).factor) if time else 1.0
    except CellError:
        return 1.0
