"""The table of contracts: what is taken under each in a month or year, what lacks, and what its terms cost."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ...graph.arrays.contract_terms import ContractTerms
from ...graph.arrays.flow_graph import Floats
from ...solve.engine.solution import Solution
from ..tables.elements import Elements
from ..tables.schema import Row, rows

STATE = 0.5  # a whole number above it is one
KINDS = {"supply": "supplies", "market": "markets"}


def contracts_table(elements: Elements, solution: Solution) -> pd.DataFrame:
    """One row for each contract, year and month (0: the year); costs are those of that period."""
    found: list[Row] = []
    for kind in KINDS:
        terms = elements.graph.contracts(kind)
        if len(terms):
            told = _Told(elements, solution, kind, terms)
            found += [row for entry in range(len(terms)) for row in told.rows(entry)]
    order = {name: number for number, name in enumerate(elements.graph.contract_names)}
    found.sort(key=lambda row: (row["year"], order[str(row["contract"])], row["month"]))
    return rows("contracts", found)


@dataclass(frozen=True)
class _Told:
    """The contracts of one kind with a plan's values."""

    elements: Elements
    solution: Solution
    kind: str
    terms: ContractTerms

    def rows(self, entry: int) -> list[Row]:
        """One row a year."""
        return [self._row(entry, y) for y in range(self.elements.graph.years)]

    def _row(self, entry: int, y: int) -> Row:
        terms, elements, plant = self.terms, self.elements, self.elements.plant
        table, item = KINDS[self.kind], int(terms.item[entry])
        contract = plant.contracts[int(terms.contract[entry])]
        row = plant.supplies[item] if self.kind == "supply" else plant.markets[item]
        scale, unit = self._unit(item)
        flows = self._flows(entry, y).sum(axis=0) * terms.within[entry]
        taken, place = float(flows.sum()), int(terms.signed[entry])
        signed = place < 0 or bool(self.solution.values[f"{self.kind}_signed"][place, y] > STATE)
        least, most = float(terms.least[entry, y]), float(terms.most[entry, y])
        short, lacking = self._short(entry, y, max(least - taken, 0.0) if signed else 0.0)
        fixed = 0.0
        if contract.fixed_cost is not None and signed:
            rate = contract.fixed_cost.over(*self._times)[y]
            fixed = float(rate @ (terms.within[entry] * elements.graph.times.hours) * terms.share[entry])
        tier = self._tier_cost(entry, y)
        paid = (1.0 if self.kind == "supply" else -1.0) * float(row.price.over(*self._times)[y] @ flows)
        return {
            "year": int(elements.graph.times.years[y]),
            "month": int(terms.month[entry]) + 1,
            "contract": contract.name,
            "element": row.name,
            "kind": self.kind,
            "owner": elements.owner[table][item],
            "optional": contract.optional,
            "signed": signed,
            "amount": taken * scale,
            "minimum": least * scale if least else np.nan,
            "maximum": most * scale if np.isfinite(most) else np.nan,
            "shortfall": short * scale,
            "unit": unit,
            "shortfall_cost": lacking,
            "tier_cost": tier,
            "fixed_cost": fixed,
            "cost": paid + tier + lacking + fixed,
            "saves": self._saves(place, y),
        }

    def _short(self, entry: int, y: int, lacks: float) -> tuple[float, float]:
        """What lacks and is paid for, and what is paid; where it costs nothing the program may have any amount."""
        terms = self.terms
        if not terms.paid[entry]:
            return 0.0, 0.0
        price = float(terms.shortfall_price[entry, y])
        place = int(np.searchsorted(terms.short, entry))
        paid = float(self.solution.values[f"{self.kind}_shortfall"][place, y])
        return (paid if price else lacks), paid * price

    def _saves(self, place: int, y: int) -> float:
        """What the decision of a year saves over the other one; nan where there is none, or it was not tried."""
        worse = self.solution.otherwise.get(f"{self.kind}_signed")
        if place < 0 or worse is None or self.elements.minimise != "cost":
            return float("nan")
        return max(float(worse[place, y]), 0.0)

    @property
    def _times(self) -> tuple[int, int]:
        return self.elements.graph.years, self.elements.graph.slots

    def _flows(self, entry: int, y: int) -> Floats:
        """(flows, slots) of the supply or into the market."""
        item = int(self.terms.item[entry])
        if self.kind == "supply":
            return np.asarray(self.solution.values["supply"][[item], y])
        mine = np.flatnonzero(self.elements.graph.deliveries.market == item)
        return np.asarray(self.solution.values["delivery"][mine, y])

    def _unit(self, item: int) -> tuple[float, str]:
        """Typed units per canonical unit of what a supply gives or a market takes, and that unit."""
        graph, elements = self.elements.graph, self.elements
        of_market = graph.deliveries.pool[graph.deliveries.market == item]
        pools = graph.supplies.pool[[item]] if self.kind == "supply" else of_market
        if not len(pools):  # nothing can come there
            return 1.0, elements.plant.materials[elements.plant.markets[item].materials[0]].unit
        return float(elements.pool_factor[pools[0]]), str(elements.pool_unit[pools[0]])

    def _tier_cost(self, entry: int, y: int) -> float:
        """What prices by volume add to the price of the row."""
        tiers = self.terms.tiers
        counted = self.solution.values[f"{self.kind}_above"]
        mine = np.flatnonzero(tiers.entry == entry)
        return float(counted[mine, y] @ tiers.change[mine, y])
