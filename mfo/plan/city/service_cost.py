"""What a city's waste costs, shared among its districts by the mass of their waste in each process, market and link."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

import numpy as np
import pandas as pd

from ...plant.model import Floats
from .districts import Districts

KINDS = {"process": "processes", "market": "markets"}


class Shared:
    """Amounts of an effect of one year by district; the waste of others bears its own part."""

    def __init__(self, districts: Districts, ledger: pd.DataFrame) -> None:
        """``ledger`` is the plan's."""
        plant = districts.masses.elements.plant
        self.districts = districts
        self.reporter = plant.settings.reporter
        year = districts.masses.elements.graph.times.years[districts.year]
        self.all = ledger[(ledger["year"] == year) & (ledger["account"] == "own")]
        self.lines = self.all[self.all["owner"] == self.reporter] if self.reporter else self.all
        self.thrown = {name: item.site for item in plant.people for name in item.supplies}

    @cached_property
    def service(self) -> Floats:
        """(districts,) cost of the service, net of sales, with campaigns, without what people pay or are paid."""
        return self._shared(self.lines[self.lines["effect"] == "cost"]) + self._campaigns

    @cached_property
    def paid(self) -> Floats:
        """(districts,) what people pay for their waste to be taken; negative: they are paid."""
        found = self._campaigns.copy()  # in the price of what they win over, but not paid to the people
        lines = self.lines[(self.lines["effect"] == "cost") & (self.lines["kind"] == "supply")]
        for name, amount in zip(lines["element"].tolist(), lines["amount"].tolist(), strict=True):
            if name in self.thrown:
                found[self.districts.sites.index(self.thrown[name])] -= amount
        return found

    @cached_property
    def _campaigns(self) -> Floats:
        """(districts,) what winning people over costs."""
        masses, found = self.districts.masses, np.zeros(len(self.districts.sites))
        borne = set(self.lines.loc[self.lines["kind"] == "supply", "element"])
        for item, amounts in zip(masses.elements.plant.supplies, masses.solution.values["supply"], strict=True):
            if item.campaign_cost is not None and item.name in borne:
                cost = masses.yearly(amounts * item.campaign_cost.values)[self.districts.year]
                found[self.districts.sites.index(item.site)] += cost
        return found

    def of(self, effect: str) -> Floats:
        """(districts,) an effect of all owners, by the mass of waste."""
        return self._shared(self.all[self.all["effect"] == effect])

    def _shared(self, lines: pd.DataFrame) -> Floats:
        """(districts,) amounts of everything but the people's waste itself, by the mass of waste."""
        found, rest = np.zeros(len(self.districts.sites)), 0.0
        cells = (lines[column].tolist() for column in ("kind", "element", "amount"))
        for kind, name, amount in zip(*cells, strict=True):
            if kind == "supply" and name in self.thrown:
                continue
            weight = self._weights.get((kind, name))
            if weight is None:
                rest += amount
            else:
                found += amount * weight
        return found + rest * self._arising

    @cached_property
    def _arising(self) -> Floats:
        """(districts,) the share of all waste that arises in each: what bears costs of no single waste."""
        whole = self.districts.masses.traced(self.districts.year).generated
        return self.districts.generated / whole if whole > 0 else np.zeros(len(self.districts.sites))

    @cached_property
    def _weights(self) -> dict[tuple[str, str], Floats]:
        """(districts,) shares of the waste that processes, markets and links move, by kind and name."""
        mass: dict[tuple[str, str], Floats] = defaultdict(lambda: np.zeros(len(self.districts.sites) + 1))
        elements = self.districts.masses.elements
        for item in self.districts.facilities:
            kind = "process" if item.table == "processes" else "market"
            for pool, amount in item.takes:
                mass[kind, self.districts.row_of(item).name] += amount * self._parts[pool]
        links = elements.index.element["arc"].tolist()
        names, sent = elements.name["links"], self.districts.masses.sent[:, self.districts.year]
        for row, pool, amount in zip(links, elements.graph.arcs.origin.tolist(), sent.tolist(), strict=True):
            mass["link", names[row]] += amount * self._parts[pool]
        return {key: parts[:-1] / parts.sum() for key, parts in mass.items() if parts.sum() > 0}

    @cached_property
    def _parts(self) -> Floats:
        """(pools, districts + 1) shares that are waste of each district, and of others."""
        return np.column_stack([self.districts.shares, self.districts.other_waste])
