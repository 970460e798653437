"""The slots of a year, and what a text such as `7`, `March` or `2025-03-01 14:00` names among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from ..translation import MONTH, in_english
from .model import Floats
from .names import did_you_mean
from .quantities import CellError, show


@dataclass
class Slots:
    """The slots of a year: lengths, weights, labels, and where each begins (None: no dates)."""

    hours: Floats
    weight: Floats
    labels: tuple[str, ...]
    follows: tuple[int, ...] = ()
    begins: Sequence[datetime] | None = None  # in the plant's zone, or without one
    by_text: dict[str, int] = field(default_factory=dict)
    months: Floats | None = None  # how many months of the calendar each lasts; None: no dates

    def __post_init__(self) -> None:
        """Prepare the look-up by text."""
        positions = {str(position + 1): position for position in range(len(self.labels))}
        self.by_text = positions | {label: position for position, label in enumerate(self.labels)}
        self._by_moment = {} if self.begins is None else _moments(self.begins)

    def position(self, text: str) -> int:
        """The slot, from 0, that a text names: a position from 1, a label or a date; raises CellError."""
        found = self.by_text.get(text)
        if found is not None:
            return found
        month, _, year = text.partition(" ")
        if own := in_english(MONTH, month):  # `enero 2025`
            named = f"{own} {year}".strip()
            if named != text and named in self.labels:
                return self.labels.index(named)
        if self._by_moment and len(text) >= 7:
            found = self._by_moment.get(as_date(text))
            if found is not None:
                return found
            raise CellError(
                "slot-unknown",
                f"No slot begins at {show(text)}.",
                f"Slots begin at {self.labels[0]}, {self.labels[min(1, len(self.labels) - 1)]}, ...",
            )
        remedy = did_you_mean(text, self.labels) if len(self.labels) <= 400 else ""
        if re.match(r"\d{4}-\d\d", text):
            remedy = "Set `start` in `plant`, so that slots have dates."
        raise CellError(
            "slot-unknown", f"There is no slot {show(text)}: there are {len(self.labels)}, counted from 1.", remedy
        )

    def span(self, text: str) -> range:
        """The slots that `7`, or `7 to 9`, names; raises CellError."""
        first, separator, last = text.partition(" to ")
        begin = self.position(first.strip())
        end = self.position(last.strip()) if separator else begin
        if end < begin:
            raise CellError("slot-order", f"{show(text)} ends before it begins.", "Write two ranges.")
        return range(begin, end + 1)


def _moments(begins: Sequence[datetime]) -> dict[datetime, int]:
    # A local time that comes twice (the clock put back) means its first coming; the second needs its offset.
    found: dict[datetime, int] = {}
    for position, moment in enumerate(begins):
        found.setdefault(moment.replace(tzinfo=None), position)
        if moment.tzinfo is not None:
            found[moment.astimezone(UTC)] = position
    return found


def as_date(value: object) -> datetime:
    """A date or a moment as ISO 8601 writes it; raises :class:`CellError`."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    text = str(value).strip()
    for pattern in (text, f"{text}-01", f"{text}-01-01"):
        try:
            return datetime.fromisoformat(pattern)
        except ValueError:
            continue
    raise CellError("date", f"{show(text)} is no date.", "Write it as 2025-01-31 or 2025-01-31 14:00.")
