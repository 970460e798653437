"""Which load of a supply a demand charge is counted on."""

from __future__ import annotations

from dataclasses import dataclass

from .series import Series


@dataclass(frozen=True)
class BilledLoad:
    """The load that a rate ``per: peak`` is counted on: as it stands, the highest of each month."""

    during: Series | None = None  # 1 in the slots that count, else 0; None: all count
    load_factor: float | None = None  # billed is no more than the month's even load over this share
    above: Series | None = None  # [unit/h] only what lies above it counts
    yearly: bool = False  # the highest of the whole year, billed in every month

    @property
    def told(self) -> tuple[str, float, str, bool]:
        """What tells one charge from another: as typed."""
        return (
            self.during.typed if self.during else "",
            self.load_factor or 0.0,
            self.above.typed if self.above else "",
            self.yearly,
        )


HIGHEST_OF_MONTH = BilledLoad()
"""The highest load of each month, whatever the hour."""
