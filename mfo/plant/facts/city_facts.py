"""What is known of a city beside its waste: people, households, and how well facilities keep waste under control."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Households:
    """What is known of the people of a site; None: not known."""

    size: Floats | None = None  # (years,) people in a household
    income: Floats | None = None  # (years,) [money/h] of a household
    served: Floats | None = None  # (years,) share of people with a collection service


@dataclass(frozen=True)
class Control:
    """How a facility treats the waste that it takes."""

    level: str = ""  # one of LEVELS; blank: not known
    leakage: float = 0.0  # share of the plastic it takes in that leaks
    leakage_known: bool = False


@dataclass(frozen=True)
class People:
    """A row of ``generation``: how many people live at a site, and the supplies that are their waste."""

    name: str
    site: str
    population: Floats  # (years,)
    supplies: tuple[str, ...]


NO_HOUSEHOLDS, NO_CONTROL = Households(), Control()
"""Nothing is known."""
