"""Contracts of supplies and markets: amounts and prices of each month or year, and what they add to the cost.

What is taken in a period is the sum over its slots, each as often as it repeats. A price by volume needs one price of
the row in a period: where it changes within, nobody can say which of the units were those above.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...errors import Findings, Where
from ...plant.facts.contracts import Contract
from ...plant.model import Market, Plant, Series, Supply
from ...plant.quantities import HOURS_PER_MONTH
from ..arrays.broadcast import ints
from ..arrays.contract_terms import ContractTerms, TierTerms
from ..arrays.flow_graph import Bools, Floats, Ints, Markets, Supplies
from ..arrays.index import Index
from ..arrays.rate_lines import Cause, Lines
from .peaks import months_lasting, months_of_slots

SHORTFALL = "shortfall"
FEBRUARY = 60.0  # hours: by how much months of the calendar, or several together, differ from 730 h each
SAME = 1e-9  # prices of one period that differ by less, relatively, are one


@dataclass(frozen=True)
class _Entry:
    """A contract in one of its periods."""

    contract: int
    item: int
    month: int
    within: Floats  # (T,)
    share: float = 1.0  # the months that it counts as in those that its slots last: 1 in 30 / 30.4 of a month


class _Reader:
    """Puts the contracts of supplies, or of markets, into arrays."""

    def __init__(self, plant: Plant, table: str, items: Supplies | Markets, findings: Findings) -> None:
        self.plant, self.times, self.findings = plant, plant.times, findings
        self.rows: Sequence[Supply | Market] = plant.supplies if table == "supplies" else plant.markets
        self.maximum, self.sign = items.maximum, 1.0 if table == "supplies" else -1.0
        self.years, self.slots = len(plant.times.years), len(plant.times.hours)
        names = items.names
        place = {name: number for number, name in enumerate(names)}
        mine = [(number, item) for number, item in enumerate(plant.contracts) if item.table == table]
        self.entries = [
            _Entry(number, place[item.of], *period) for number, item in mine for period in self._periods(item)
        ]
        self.optional = ints(number for number, item in mine if item.optional)
        self.optional_item = ints(place[item.of] for _, item in mine if item.optional)

    def _periods(self, contract: Contract) -> list[tuple[int, Floats, float]]:
        """The months, or the year: which, how often each slot counts in it, and what of it is agreed.

        An amount is that of a month, whether it has 28 days or 31, where all periods are as long as months of the
        calendar; else it is in proportion to their days, as of a workday that stands for 250.
        """
        weight = self.times.weight
        if not contract.monthly:
            return [(-1, weight, 1.0)]
        of_slot, months = months_of_slots(self.times)
        lasting = np.bincount(of_slot, months_lasting(self.times))
        whole = np.all(np.abs(months - lasting) * HOURS_PER_MONTH <= FEBRUARY)
        shares = months / lasting if whole else np.ones(len(months))
        return [(n, np.where(of_slot == n, weight, 0.0), float(share)) for n, share in enumerate(shares)]

    def terms(self) -> ContractTerms:
        """The arrays; what is wrong is found."""
        contracts = [self.plant.contracts[entry.contract] for entry in self.entries]
        paid = np.array([item.minimum is not None and item.shortfall_price is not None for item in contracts], bool)
        least = self._amounts([item.minimum for item in contracts], 0.0)
        most = self._amounts([item.maximum for item in contracts], np.inf)
        possible = np.minimum(most, self._possible())
        self._check_beyond(contracts, least, possible)
        back = {int(number): place for place, number in enumerate(self.optional)}
        signed = ints(back.get(entry.contract, -1) for entry in self.entries)
        tiers = self._tiers()
        self._check_bounded(contracts, possible, signed, tiers)
        return ContractTerms(
            contract=ints(entry.contract for entry in self.entries),
            item=ints(entry.item for entry in self.entries),
            month=ints(entry.month for entry in self.entries),
            within=np.array([entry.within for entry in self.entries]).reshape(-1, self.slots),
            share=np.array([entry.share for entry in self.entries]),
            least=least,
            most=most,
            possible=possible,
            paid=paid,
            shortfall_price=self._short_prices(contracts),
            optional=self.optional,
            optional_item=self.optional_item,
            signed=signed,
            tiers=tiers,
        )

    def _amounts(self, rates: Sequence[Series | None], blank: float) -> Floats:
        found = [
            np.full(self.years, blank) if rate is None else self._amount(rate, entry)
            for rate, entry in zip(rates, self.entries, strict=True)
        ]
        return np.array(found).reshape(-1, self.years)

    def _amount(self, rate: Series, entry: _Entry) -> Floats:
        """(Y,) what a rate comes to in a period."""
        total: Floats = rate.over(self.years, self.slots) @ (entry.within * self.times.hours)
        return total * entry.share

    def _possible(self) -> Floats:
        shape = (len(self.rows), self.years, self.slots)
        most = np.broadcast_to(self.maximum, shape)
        found = [
            np.where(entry.within > 0, most[entry.item] * np.where(entry.within > 0, entry.within, 1.0), 0.0).sum(
                axis=1
            )
            for entry in self.entries
        ]
        return np.array(found).reshape(-1, self.years)

    def _short_prices(self, contracts: Sequence[Contract]) -> Floats:
        found = np.zeros((len(self.entries), self.years))
        for row, (entry, item) in enumerate(zip(self.entries, contracts, strict=True)):
            price = item.shortfall_price
            if price is None:
                continue
            found[row] = self._price(price, entry, item.where)
            if not price.unit:
                found[row] *= self._own_price(entry)
                if np.any(found[row] < 0):
                    self.findings.error(
                        "contract-share",
                        f"What lacks to the minimum of `{item.name}` is paid with a share of a price below zero.",
                        price.where or item.where,
                        "Give `shortfall_price` as money per amount.",
                    )
        return found

    def _own_price(self, entry: _Entry) -> Floats:
        row = self.rows[entry.item]
        return self._price(row.price, entry, self.plant.contracts[entry.contract].where)

    def _price(self, price: Series, entry: _Entry, where: Where | None) -> Floats:
        """(Y,) the one price of a period."""
        values = price.over(self.years, self.slots)[:, entry.within > 0]
        low, high = values.min(axis=1), values.max(axis=1)
        if np.any(high - low > SAME * np.maximum(np.abs(high), np.abs(low))):
            contract = self.plant.contracts[entry.contract]
            span = "a month" if contract.monthly else "the year"
            typed = price.typed
            self.findings.error(
                "contract-price-varies",
                f"`{contract.name}` needs one price for {span}, and the price of `{contract.of}` ({typed}) changes "
                "within it.",
                where,
                "Give prices that hold for the whole period, or count by `month`.",
            )
        return np.asarray(values.mean(axis=1))

    def _tiers(self) -> TierTerms:
        entry, above, change, every = list[int](), list[Floats](), list[Floats](), list[bool]()
        for row, each in enumerate(self.entries):
            contract = self.plant.contracts[each.contract]
            before = own = self._own_price(each) if contract.tiers else np.zeros(self.years)
            for tier in contract.tiers:
                price = own * (1.0 + (tier.change or 0.0))
                if tier.price is not None:
                    price = self._price(tier.price, each, contract.tiers_where)
                if np.any(price != before):
                    entry.append(row)
                    above.append(self._amount(tier.above, each))
                    change.append(self.sign * (price - before))
                    every.append(contract.all_units)
                before = price
        changes = np.array(change).reshape(-1, self.years)
        whole: Bools = np.array(every, dtype=bool)
        return TierTerms(
            entry=ints(entry),
            above=np.array(above).reshape(-1, self.years),
            change=changes,
            all_units=whole,
            decided=whole | (changes < 0).any(axis=1),
        )

    def _check_beyond(self, contracts: Sequence[Contract], least: Floats, possible: Floats) -> None:
        """Refuse a minimum that can never be met: most likely a slip of units, and paid for year by year."""
        for number in dict.fromkeys(entry.contract for entry in self.entries):
            mine = [row for row, entry in enumerate(self.entries) if entry.contract == number]
            if np.all(least[mine] > possible[mine] * (1 + SAME)):
                item = contracts[mine[0]]
                self.findings.error(
                    "contract-beyond",
                    f"`{item.name}` asks for more ({item.minimum.typed if item.minimum else ''}) than `{item.of}` can "
                    "ever give or take.",
                    item.where,
                    "Check the units of the `minimum`, and of the row's `amount` or `maximum`.",
                )

    def _check_bounded(self, contracts: Sequence[Contract], possible: Floats, signed: Ints, tiers: TierTerms) -> None:
        """Refuse a decision about what nothing bounds: whole numbers need to know how much it is at most."""
        decided = {int(row) for row in tiers.entry[tiers.decided]} | set(np.flatnonzero(signed >= 0).tolist())
        endless = [row for row in sorted(decided) if not np.all(np.isfinite(possible[row]))]
        for item in dict.fromkeys(contracts[row].name for row in endless):
            contract = next(each for each in contracts if each.name == item)
            cell = "amount" if contract.table == "supplies" else "maximum"
            self.findings.error(
                "contract-unbounded",
                f"`{contract.name}` is decided with whole numbers, which need to know how much there can be at most.",
                contract.where,
                f"Give the contract a `maximum`, or `{contract.of}` its `{cell}`.",
            )


def build_contracts(plant: Plant, table: str, items: Supplies | Markets, findings: Findings) -> ContractTerms | None:
    """What contracts ask of supplies, or of markets; None where there is no contract. What is wrong is found."""
    if not any(contract.table == table for contract in plant.contracts):
        return None
    return _Reader(plant, table, items, findings).terms()


def add_contract_costs(index: Index, lines: Lines, findings: Findings) -> None:
    """What is paid for what lacks, what prices by volume add or take off, and what signed contracts cost."""
    for kind, table, word in (("supply", "supplies", "purchase"), ("market", "markets", "sale")):
        terms, plant = index.graph.contracts(kind), index.plant
        rows: Sequence[Supply | Market] = plant.supplies if kind == "supply" else plant.markets
        for place, entry in enumerate(terms.short.tolist()):
            lines.add(Cause("cost", SHORTFALL, f"{kind}_shortfall"), place, terms.shortfall_price[entry])
        for place, entry in enumerate(terms.tiers.entry.tolist()):
            negative = float(rows[int(terms.item[entry])].price.values.mean()) < 0
            cause = Cause("cost", "gate fee" if negative else word, f"{kind}_above")
            lines.add(cause, place, terms.tiers.change[place])
        for place, number in enumerate(terms.optional.tolist()):
            fixed = plant.contracts[number].fixed_cost
            if fixed is not None:
                lines.add(Cause("cost", "fixed", f"{kind}_signed"), place, fixed, factor=plant.times.hours_per_year)
        if table == "markets":
            _check_owners(index, terms, findings)


def _check_owners(index: Index, terms: ContractTerms, findings: Findings) -> None:
    """Whose the contract of a market is must be told where several owners deliver to it."""
    for number, item in sorted({*zip(terms.contract.tolist(), terms.item.tolist(), strict=True)}):
        if item in index.several_sellers:
            contract = index.plant.contracts[number]
            findings.error(
                "contract-owner",
                f"Several owners can deliver to `{contract.of}`, and nothing says whose `{contract.name}` is.",
                contract.where,
                f"Name the `owner` of `{contract.of}`.",
            )
