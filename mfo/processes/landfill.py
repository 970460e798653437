"""Landfill gas by first-order decay: methane generated, collected, oxidised and emitted, by year and over a lifetime.

Generated in year n after burial, from W t of waste (IPCC 2006 Guidelines, volume 5, chapter 3):

    G_n = W x DOC x DOC_f x MCF x F x 16/12 x (exp(-k (n - 1)) - exp(-k n))

Emitted = (generated - collected) x (1 - oxidised share). The process model ``landfill`` holds the same sums in closed
form, with the carbon content of each material; this module also gives the years.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import Findings
from ..library.library import Library
from ..plant.model import Material, Used
from ..plant.quantities import HOURS_PER_YEAR
from .balance import Evaluation, Failed
from .contract import ProcessRequest
from .intake import Intake, in_plant
from .parameters import settle

Floats = NDArray[np.float64]

METHANE_PER_CARBON = 16 / 12


@dataclass(frozen=True)
class Waste:
    """What is buried. ``carbon`` is degradable organic carbon [t/t as received], ``decay_rate`` [1/year]."""

    mass: float  # t
    carbon: float
    decomposable_share: float  # of the carbon, without air
    decay_rate: float


@dataclass(frozen=True)
class LandfillSite:
    """How a landfill is run. ``collection`` is the collected share by the first year (from 1) it holds for."""

    methane_correction: float = 1.0
    methane_in_gas: float = 0.5
    oxidation: float = 0.1
    collection: Mapping[int, float] | None = None  # None: no wells


@dataclass(frozen=True)
class Gas:
    """Methane [t] by year after burial, year 1 first."""

    generated: Floats
    collected: Floats
    emitted: Floats

    @property
    def totals(self) -> tuple[float, float, float]:
        """Generated, collected and emitted over all years [t]."""
        return float(self.generated.sum()), float(self.collected.sum()), float(self.emitted.sum())


def landfill_gas(waste: Waste, site: LandfillSite, years: int = 99) -> Gas:
    """The methane of waste buried at one time, followed for ``years`` years.

    >>> waste = Waste(mass=50_000, carbon=0.17, decomposable_share=0.5, decay_rate=0.072)
    >>> round(float(landfill_gas(waste, LandfillSite(collection={2: 0.5, 5: 0.75, 15: 0.825})).emitted.sum()), 4)
    815.4457
    """
    year = np.arange(1, years + 1, dtype=np.float64)
    potential = (
        waste.mass
        * waste.carbon
        * waste.decomposable_share
        * site.methane_correction
        * site.methane_in_gas
        * METHANE_PER_CARBON
    )
    generated = potential * (np.exp(-waste.decay_rate * (year - 1)) - np.exp(-waste.decay_rate * year))
    collected = generated * collected_shares(site.collection or {}, years)
    return Gas(generated, collected, (generated - collected) * (1 - site.oxidation))


def collected_shares(collection: Mapping[int, float], years: int) -> Floats:
    """The collected share of each year's gas; each entry holds from its year on until the next."""
    shares = np.zeros(years)
    for first in sorted(collection):
        shares[max(first, 1) - 1 :] = collection[first]
    return shares


def yearly_gas(
    buried: Mapping[int, float], waste: Waste, site: LandfillSite, last: int
) -> dict[int, tuple[float, float, float]]:
    """Methane generated, collected and emitted [t] by calendar year, of waste buried in several years.

    ``buried`` is mass [t] by year; ``waste`` gives its kind (its mass is not used). Gas of a year's waste begins in the
    year after.
    """
    first = min(buried)
    totals = {year: np.zeros(3) for year in range(first, last + 1)}
    per_tonne = Waste(1.0, waste.carbon, waste.decomposable_share, waste.decay_rate)
    gas = landfill_gas(per_tonne, site, max(last - first, 1))
    for year, mass in buried.items():
        for age in range(1, last - year + 1):
            place = age - 1
            totals[year + age] += mass * np.array([gas.generated[place], gas.collected[place], gas.emitted[place]])
    return {year: (float(row[0]), float(row[1]), float(row[2])) for year, row in totals.items()}


MODEL = "landfill"
"""The process model whose formulas tell what a material gives once it is buried."""
CARBON_IN_METHANE, CARBON_DIOXIDE_PER_CARBON = 12 / 16, 44 / 12
_WELLS = (("collected_early", "early_begins"), ("collected_middle", "middle_begins"), ("collected_late", "late_begins"))


@dataclass(frozen=True)
class BuriedGas:
    """What one unit of a material gives in each year after its burial, the first year first [t]."""

    escaped: Floats  # methane that no well collects, less what the cover oxidises
    collected: Floats  # methane in the wells
    carbon: Floats  # that decays
    methane_in_gas: float  # by volume
    destruction: float  # of the methane that a flare burns

    def flared(self) -> BuriedGas:
        """The same where a flare burns what is collected: what passes it escapes."""
        passed = self.escaped + self.collected * (1 - self.destruction)
        return BuriedGas(passed, np.zeros_like(passed), self.carbon, self.methane_in_gas, self.destruction)

    @property
    def carbon_dioxide(self) -> Floats:
        """Carbon dioxide that goes to the air: what decayed, less the carbon in the methane and in collected gas."""
        kept = self.escaped + self.collected / self.methane_in_gas
        return (self.carbon - kept * CARBON_IN_METHANE) * CARBON_DIOXIDE_PER_CARBON


def buried_gas(
    request: ProcessRequest, materials: Mapping[str, Material], library: Library, findings: Findings
) -> tuple[dict[str, BuriedGas], tuple[Used, ...]]:
    """The gas of each material that ``request`` accepts, by the formulas of the model ``landfill``, and the parameters
    behind it. What is wrong is put into ``findings``, and the material left out.
    """
    model = library.models[MODEL]
    problems = Findings()
    settled = settle(request, model, problems)
    found: dict[str, BuriedGas] = {}
    if not problems.has_errors:
        intake = Intake(request, model, materials, settled, problems)
        for material, per, scale in intake.accepted():
            own = Findings()
            evaluation = Evaluation(model, material, per, scale, intake.known(material, per), {}, own)
            try:
                evaluation.run()
                known = {name: float(np.mean(value.number)) for name, value in evaluation.known.items()}
                found[material.name] = _by_year(known, scale)
            except Failed:
                continue
            finally:
                problems.extend(in_plant(problem, material, request.where) for problem in own)
    findings.extend(problems)
    return found, tuple(settled.used_for([materials[name] for name in found]))


def _by_year(known: Mapping[str, float], scale: float) -> BuriedGas:
    """The sums of the model's formulas, year by year: each of its spans of collection cut where a year ends."""
    rate, horizon = known["decay_rate"] * HOURS_PER_YEAR, known["horizon"] / HOURS_PER_YEAR
    ends = np.minimum(np.arange(1, math.ceil(horizon - 1e-9) + 1, dtype=np.float64), horizon)
    starts = np.arange(len(ends), dtype=np.float64)

    def decayed(first: float, last: float) -> Floats:
        within = np.clip(starts, first, last), np.clip(ends, first, last)
        return np.asarray(np.exp(-rate * within[0]) - np.exp(-rate * within[1]))

    potential = known["potential"] * scale
    begins = [known[name] / HOURS_PER_YEAR for _, name in _WELLS] + [horizon]
    by_wells = sum(
        known[share] * decayed(first, last) for (share, _), first, last in zip(_WELLS, begins, begins[1:], strict=False)
    )
    collected = potential * known["sites_with_wells"] * by_wells
    generated = potential * decayed(0.0, horizon)
    carbon = known["degradable_carbon"] * known["degradable_share"] * scale * decayed(0.0, horizon)
    escaped = (generated - collected) * (1 - known["oxidation"])
    return BuriedGas(escaped, np.asarray(collected), carbon, known["methane_in_gas"], known["destruction"])
