"""What one unit of something causes, and the parameters behind it."""

from __future__ import annotations

from dataclasses import dataclass

from .series import Series


@dataclass(frozen=True)
class Emission:
    """A gas (or another effect) that one unit of something causes."""

    effect: str  # one of GASES, or an effect of the plant's own
    value: Series  # canonical unit of the effect per canonical unit of what causes it
    scope: int | None = None  # 1, 2, 3 where it is known
    category: str = ""  # "combustion", "methane slip", "upstream", ...


@dataclass(frozen=True)
class Used:
    """A parameter as a process used it, for the list of overrides and assumptions."""

    name: str
    value: str  # as text with unit
    source: str
    standing: str  # "source read", ..., "unsourced", "override"
    default: str = ""  # the model's own value where the plant overrides it
