"""Which materials can come to which site: from where they arise or are made, over the links that carry them."""

from __future__ import annotations

from collections import defaultdict

from ...translation import CHOICE, in_english
from ..cells.rows import ReadingContext, TableRows


class Reach:
    """Answers whether a material can come to a process. Reads the tables as typed and reports nothing."""

    def __init__(self, reading: ReadingContext) -> None:
        """Collect the ways and the sources of every material."""
        processes = reading.rows("processes")
        self.site = {processes.text(row, "process"): processes.text(row, "site") for row in processes}
        self.ways: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.sources: dict[str, set[str]] = defaultdict(set)
        self._read_ways(reading.rows("links"), [*reading.sites])
        self._read_sources(reading)
        self.known: dict[tuple[str, frozenset[str]], set[str]] = {}

    def _read_ways(self, rows: TableRows, sites: list[str]) -> None:
        for row in rows:
            origins, ends = rows.names(row, "from"), rows.names(row, "to")
            for origin in sites if origins == ("*",) else origins:
                for material in rows.names(row, "material"):
                    self.ways[material][origin].update(sites if ends == ("*",) else ends)

    def _read_sources(self, reading: ReadingContext) -> None:
        for table, column, place in (
            ("supplies", "material", "site"),
            ("generation", "material", "site"),
            ("generation", "separated_as", "site"),
            ("stores", "material", "site"),
            ("returns", "as", "at"),
        ):
            rows = reading.rows(table)
            for row in rows:
                for material in rows.names(row, column):
                    self.sources[material].add(rows.text(row, place))
        recipes = reading.rows("recipes")
        for row in recipes:
            if in_english(CHOICE, recipes.text(row, "role")) == "out":
                site = self.site.get(recipes.text(row, "process"))
                self.sources[recipes.text(row, "material")].update({site} if site else ())

    def __call__(self, process: str, material: str, makers: frozenset[str]) -> bool:
        """Whether ``material`` can come to the site of ``process``, given the model processes that make it."""
        key = (material, makers)
        if key not in self.known:
            self.known[key] = self._spread(material, makers)
        return self.site.get(process, "") in self.known[key]

    def _spread(self, material: str, makers: frozenset[str]) -> set[str]:
        reached = set(self.sources.get(material, ())) | {self.site[name] for name in makers if name in self.site}
        waiting = list(reached)
        while waiting:
            origin = waiting.pop()
            for ways in (self.ways.get(material), self.ways.get("*")):
                new = (ways or {}).get(origin, set()) - reached
                reached |= new
                waiting += new
        return reached
