"""What a plan takes in during a year, as the standards count it: mass and its contents, energy, water, money."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ...graph.arrays.index import content_of
from ..indicators.waste_masses import Masses

REUSED, RECYCLED, RENEWABLE = "reused_content", "recycled_content", "renewable_content"


@dataclass(frozen=True)
class Inflows:
    """The inflows of one year; ``year`` is its position."""

    masses: Masses
    ledger: pd.DataFrame
    year: int

    @cached_property
    def bought(self) -> np.ndarray:
        """(supplies,) mass that is bought, and no waste [t]."""
        found: np.ndarray = np.where(self.masses.bought, self.masses.supplied[:, self.year], 0.0)
        return found

    @property
    def purchased(self) -> float:
        """Mass that is bought [t]."""
        return float(self.bought.sum())

    @property
    def arrived(self) -> float:
        """Waste that arises or comes back, less what is prevented [t]."""
        return self.masses.arrived(self.year) - self.masses.traced(self.year).prevented

    @property
    def mass(self) -> float:
        """All that comes in [t]."""
        return self.purchased + self.arrived

    @property
    def linear(self) -> float:
        """Of what is bought, the mass that is neither reused, recycled nor renewable [t]."""
        return self.purchased - self.content((REUSED, RECYCLED, RENEWABLE))

    def content(self, names: tuple[str, ...]) -> float:
        """Of what is bought, the mass that materials say is reused, recycled or renewable [t]."""
        return float((self.bought * self._shares(names)).sum())

    def unstated(self, names: tuple[str, ...]) -> list[str]:
        """Materials bought that say nothing of these contents."""
        materials, found = self.masses.elements.plant.materials, []
        for item, mass in zip(self.masses.elements.plant.supplies, self.bought.tolist(), strict=True):
            if mass > 0 and not any(name in materials[item.material].properties for name in names):
                found.append(item.material)
        return list(dict.fromkeys(found))

    def _shares(self, names: tuple[str, ...]) -> np.ndarray:
        """(supplies,) the sum of contents, a whole at most; 0 where nothing is said."""
        materials, found = self.masses.elements.plant.materials, []
        for item in self.masses.elements.plant.supplies:
            known = materials[item.material].properties
            found.append(min(1.0, sum(known[name].value for name in names if name in known)))
        return np.array(found, dtype=float)

    @cached_property
    def energy(self) -> np.ndarray:
        """(supplies,) energy that is bought [MWh]: what is counted in energy, and fuels without dry matter."""
        elements, found = self.masses.elements, []
        amounts = self.masses.yearly(self.masses.solution.values["supply"])[:, self.year].tolist()
        for item, amount, bought in zip(elements.plant.supplies, amounts, self.masses.bought, strict=True):
            material = elements.plant.materials[item.material]
            carrier = material.unit == "MWh" or "dry_matter" not in material.properties
            held = content_of(elements.plant, item.material, "energy") if carrier and bought else 0.0
            found.append(amount * (held if held == held else 0.0))
        return np.array(found, dtype=float)

    def renewable_energy(self) -> tuple[float, float]:
        """Energy bought that is renewable, by the materials' renewable content, and all of it [MWh]."""
        return float((self.energy * self._shares((RENEWABLE,))).sum()), float(self.energy.sum())

    def sells_energy(self) -> bool:
        """Whether energy leaves the plant for money: what is counted in energy, or a fuel without dry matter."""
        elements = self.masses.elements
        deliveries = elements.graph.deliveries
        amounts = self.masses.yearly(self.masses.solution.values["delivery"])[:, self.year]
        for pool, market, amount in zip(
            deliveries.pool.tolist(), deliveries.market.tolist(), amounts.tolist(), strict=True
        ):
            name = str(elements.pool_material[pool])
            known = elements.plant.materials[name]
            sold = amount > 0 and float(elements.plant.markets[market].price.values.mean()) > 0
            carrier = known.unit == "MWh" or "dry_matter" not in known.properties
            if sold and carrier and content_of(elements.plant, name, "energy") > 0:
                return True
        return False

    def water(self) -> tuple[float, float]:
        """Water drawn that was used before, by the materials' contents, and all of it [m3].

        Water is what is counted in m3, is no waste and has no heating value.
        """
        plant = self.masses.elements.plant
        amounts = self.masses.yearly(self.masses.solution.values["supply"])[:, self.year]
        wet = np.array(
            [
                plant.materials[item.material].unit == "m3"
                and "lower_heating_value" not in plant.materials[item.material].properties
                for item in plant.supplies
            ],
            dtype=bool,
        )
        drawn = np.where(wet & ~self.masses.is_waste, amounts, 0.0)
        return float((drawn * self._shares((REUSED, RECYCLED))).sum()), float(drawn.sum())

    def revenue(self) -> float:
        """Sales [currency]."""
        year = self.masses.elements.graph.times.years[self.year]
        rows = self.ledger
        sales = rows[(rows["effect"] == "cost") & (rows["category"] == "sale") & (rows["year"] == year)]
        return -float(sales["amount"].sum())
