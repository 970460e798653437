"""What is counted beside money: routes of the waste hierarchy, gases and air pollutants, and effects at large."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import Where
from ..translation import EFFECT, in_english
from .columns.column_groups import PREVENTION, ROUTES

__all__ = ["AIR", "GASES", "PREVENTION", "ROUTES", "Effect", "ManureBaseline", "built_in_effects", "effects_meant"]

GASES = ("fossil CO2", "biogenic CO2", "fossil CH4", "CH4", "N2O")
"""Gases kept apart in the ledger [t]. ``CH4`` is of biogenic origin, ``fossil CH4`` of fossil origin."""

AIR = ("NOx", "SO2", "PM2.5", "black carbon")
"""Air pollutants that models of burning count, in mass; they enter no sum of greenhouse gases."""


@dataclass(frozen=True)
class Effect:
    """An effect that a plan is measured by."""

    name: str
    unit: str  # canonical
    built_in: bool = False
    where: Where | None = None
    typed_unit: str = ""  # as typed; results are shown in it; blank: the canonical one


@dataclass(frozen=True)
class ManureBaseline:
    """Manure that a digester keeps out of a lagoon or another store, for a statement of avoided methane."""

    name: str
    process: str
    material: str
    potential: float  # B0 [Nm3/t of volatile solids]
    density: float  # of methane [t/Nm3]
    temperature: NDArray[np.float64] | None  # (years, slots) of a lagoon [°C]
    conversion: NDArray[np.float64] | None  # (years, slots) of another store: MCF
    design_factor: float  # share of the volatile solids that counts as reaching the lagoon
    cleaned: tuple[int, ...]  # months, from 0, at whose end the lagoon is emptied
    collected: float  # share of the gas
    destroyed: float  # share of the collected methane
    effluent_solids: float  # share of the volatile solids
    effluent_conversion: float


def built_in_effects(currency: str) -> dict[str, Effect]:
    """Cost, the gases, emissions, what is landfilled, and what is spent on building (which is not part of cost)."""
    found = {"cost": Effect("cost", currency, True)}
    found |= {gas: Effect(gas, "t", True) for gas in GASES}
    found["emissions"] = Effect("emissions", "t_CO2e", True)
    found["landfilled"] = Effect("landfilled", "t", True)
    found["investment"] = Effect("investment", currency, True)
    return found


def effects_meant(text: str, declared: Container[str]) -> str:
    """Effects in order, parted by ``;``, by the format's own names; what the plant declares keeps its name.

    >>> effects_meant("costo; fossil CO2", ())
    'cost; fossil CO2'
    """
    names = [name.strip() for name in text.split(";")]
    return "; ".join(name if name in declared else in_english(EFFECT, name) or name for name in names)
