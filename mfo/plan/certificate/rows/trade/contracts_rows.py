"""Contracts: least and most amounts of a month or a year, what lacks to them, and prices by volume."""

from __future__ import annotations

import numpy as np

from .....graph.arrays.contract_terms import ContractTerms
from .....graph.arrays.flow_graph import Bools, Floats, Ints
from ....tables.elements import Texts, texts
from ...readings.book import Book, WrittenRows
from ..peak_rows import months_of

TABLES = {"supply": "supplies", "market": "markets"}


def columns(book: Book) -> None:
    """What lacks, what a tier's price counts for, whether it is reached, and whether a contract is signed."""
    for kind, table in TABLES.items():
        terms, names = book.graph.contracts(kind), book.elements.name[table]
        years, tiers = book.graph.years, terms.tiers
        short, of_tier = names[terms.item[terms.paid]], names[terms.item[tiers.entry]]
        book.column(f"{kind}_shortfall", short, (len(short), years))
        book.column(f"{kind}_above", of_tier, (len(of_tier), years))
        signed = names[terms.optional_item]
        book.column(f"{kind}_signed", signed, (len(signed), years), 0.0, 1.0, whole=True)
        may = 1.0 * tiers.decided[:, None]
        shape = (len(of_tier), years)
        book.column(f"{kind}_reached", of_tier, shape, 0.0, may, whole=True, decided=tiers.decided)


def rows(book: Book) -> None:
    """Every contract of supplies, then of markets."""
    for kind in TABLES:
        terms = book.graph.contracts(kind)
        if len(terms):
            _Writer(book, kind, terms).write()


class _Writer:
    """Writes the rows of the contracts of one kind."""

    def __init__(self, book: Book, kind: str, terms: ContractTerms) -> None:
        self.book, self.kind, self.terms = book, kind, terms
        self.months, self.weight = months_of(book), book.graph.times.weight
        self.names: Texts = texts([book.plant.contracts[number].name for number in terms.contract])

    def write(self) -> None:
        """The least and the most first, then tiers."""
        terms = self.terms
        asks, free = (terms.least > 0).any(axis=1), terms.signed < 0
        limited = np.isfinite(terms.most).any(axis=1)
        short = np.cumsum(terms.paid) - 1
        self._bound("contract minimum", asks & free & ~terms.paid, lower=terms.least)
        self._bound("contract maximum", limited & free, upper=terms.most)
        self._signed("signed minimum", asks & ~free & ~terms.paid, terms.least, 0.0, np.inf)
        self._signed("signed maximum", ~free, terms.possible, -np.inf, 0.0)
        made = self._bound("take or pay", terms.paid & free, lower=terms.least)
        made.add(made.at, self.book.at(f"{self.kind}_shortfall")[short[terms.paid & free]])
        made = self._signed("signed take or pay", terms.paid & ~free, terms.least, 0.0, np.inf)
        made.add(made.at, self.book.at(f"{self.kind}_shortfall")[short[terms.paid & ~free]])
        self._tiers()

    def _begin(
        self, name: str, entries: Ints, lower: Floats | float, upper: Floats | float, sign: float = 1.0
    ) -> WrittenRows:
        """Rows of entries, with what is taken in them."""
        shape = (len(entries), self.book.graph.years)
        like = self.terms.item[entries]
        made = self.book.write(f"{self.kind} {name}", self.names[entries], shape, lower, upper, like)
        for row, entry in enumerate(entries.tolist()):
            month, item = int(self.terms.month[entry]), int(self.terms.item[entry])
            slots = np.flatnonzero((self.months == month) | (month < 0))
            for flow in self._flows(item):
                made.add(made.at[row][:, None], flow[:, slots], sign * self.weight[slots])
        return made

    def _flows(self, item: int) -> Ints:
        """(columns, years, slots) of what a supply gives or a market takes."""
        if self.kind == "supply":
            return np.asarray(self.book.at("supply")[[item]])
        return np.asarray(self.book.at("delivery")[np.flatnonzero(self.book.graph.deliveries.market == item)])

    def _bound(
        self, name: str, chosen: Bools, lower: Floats | float = -np.inf, upper: Floats | float = np.inf
    ) -> WrittenRows:
        low, high = (bound[chosen] if isinstance(bound, np.ndarray) else bound for bound in (lower, upper))
        return self._begin(name, np.flatnonzero(chosen), low, high)

    def _signed(self, name: str, chosen: Bools, amount: Floats, lower: float, upper: float) -> WrittenRows:
        made = self._bound(name, chosen, lower, upper)
        return made.add(made.at, self.book.at(f"{self.kind}_signed")[self.terms.signed[chosen]], -amount[chosen])

    def _tiers(self) -> None:
        """U >= A - T, or U = r (A - c) with r = 1 above T, r = 0 below."""
        book, tiers = self.book, self.terms.tiers
        counted, reached = (book.at(f"{self.kind}_{name}") for name in ("above", "reached"))
        plain, decided = np.flatnonzero(~tiers.decided), np.flatnonzero(tiers.decided)
        reached = reached[decided]
        made = self._begin("tier above", tiers.entry[plain], -np.inf, tiers.above[plain])
        made.add(made.at, counted[plain], -1.0)
        entry, start = tiers.entry[decided], tiers.above[decided]
        most = self.terms.possible[entry]
        beyond = most - np.where(tiers.all_units[decided][:, None], 0.0, start)
        made = self._begin("tier reached", entry, 0.0, np.inf)
        made.add(made.at, reached, -start)
        made = self._begin("tier not reached", entry, -np.inf, start)
        made.add(made.at, reached, start - most)
        shape = (len(entry), book.graph.years)
        made = book.write(f"{self.kind} tier counted", self.names[entry], shape, -np.inf, 0.0, self.terms.item[entry])
        made.add(made.at, counted[decided]).add(made.at, reached, -beyond)
        for name, share, low, high in (
            ("not counted", most - beyond, -np.inf, 0.0),
            ("all counted", -beyond, -most, np.inf),
        ):
            made = self._begin(f"tier {name}", entry, low, high, -1.0)
            made.add(made.at, counted[decided])
            made.add(made.at, reached, share)
