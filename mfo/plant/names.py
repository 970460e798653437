"""Names: what is declared where, and what a reference means, with the nearest names where it means nothing."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from ..errors import Findings, Where
from ..translation import CHOICE, EFFECT, KIND, TABLE, in_english
from .lookalikes import stranger
from .model import Market, Process, Supply

SINGULAR = {
    "materials": "material",
    "sites": "site",
    "supplies": "supply",
    "processes": "process",
    "stores": "store",
    "markets": "market",
    "links": "link",
    "effects": "effect",
    "limits": "limit",
    "routes": "route",
    "owners": "owner",
    "profiles": "profile",
    "made": "made",
    "capacity": "capacity",
    "number": "number",
    "open": "open",
}
"""The word before the colon in a reference such as `market: bakery`, by table."""

PREFIXED = ("made", "capacity", "number", "open")
"""What is only meant where its word stands before the name: `capacity: digester`."""

_SUGGESTIONS = 100  # searches for near names per reading; beyond it a file is wrong as a whole


MISSPELT = 0.8  # how alike two names are of which one is a misspelling of the other
STEM = 6  # letters that two words begin with where they are of one kind


def near(text: str, names: Iterable[str], count: int = 3) -> list[str]:
    """The names nearest to a text, best first, whatever the case."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(name.casefold(), name)
    return [folded[name] for name in _close(text.casefold(), tuple(folded), count)]


@lru_cache(maxsize=4096)  # a study reads the same plant a thousand times
def _close(text: str, names: tuple[str, ...], count: int) -> list[str]:
    return difflib.get_close_matches(text, names, n=count, cutoff=0.6)


def near_models(text: str, names: Iterable[str]) -> list[str]:
    """The names of models nearest to a text, best first: misspelt ones, then those with a word that begins alike, as
    `anaerobic_digestion` for `biodigester`.
    """
    names = list(names)
    close = near(text, names)
    if close and difflib.SequenceMatcher(None, text.casefold(), close[0].casefold()).ratio() >= MISSPELT:
        return close
    shared = {
        name: max(_begins(text.casefold(), word) for word in re.split(r"[_ ]", name.casefold())) for name in names
    }
    alike = sorted((name for name in names if shared[name] >= STEM), key=lambda name: (-shared[name], name))
    return (alike or close)[:3]


def _begins(text: str, word: str) -> int:
    """How many letters of a word's beginning stand together in a text."""
    return next((length for length in range(len(word), 0, -1) if word[:length] in text), 0)


def did_you_mean(text: str, names: Iterable[str], nearest: Callable[[str, list[str]], list[str]] = near) -> str:
    """A remedy naming the nearest names, or all where there are few."""
    names = list(names)
    alike = [(name, told) for name in names if (told := stranger(text, name))]
    if alike:
        return f"Did you mean `{alike[0][0]}`? {alike[0][1]}"
    close = _holding(text, names) or nearest(text, names)
    if close:
        return "Did you mean " + " or ".join(f"`{name}`" for name in close) + "?"
    if 0 < len(names) <= 12:
        return "There is " + ", ".join(f"`{name}`" for name in names) + "."
    return ""


def _holding(text: str, names: list[str]) -> list[str]:
    """At most three names that hold the text as words of their own, as `fossil CO2` holds `CO2`."""
    word = re.compile(rf"(?<!\w){re.escape(text)}(?!\w)", re.IGNORECASE)
    found = [name for name in names if word.search(name)]
    return found if len(text) > 2 and len(found) <= 3 else []


def no_hint(_name: str) -> str:
    """Nothing is known of undeclared names."""
    return ""


@dataclass
class Names:
    """Every declared name by table; a dictionary keeps the order of the files.

    ``hint`` says how to declare a material that the plant lacks and somebody else (the library) knows; blank otherwise.
    """

    hint: Callable[[str], str] = no_hint
    tables: dict[str, dict[str, None]] = field(default_factory=dict)
    searches: int = 0
    remembered: dict[tuple[str, tuple[str, ...], bool], str] = field(default_factory=dict)
    same: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    doubtful: set[str] = field(default_factory=set)  # what a process would make that has problems of its own
    renamed: dict[str, tuple[str, str]] = field(default_factory=dict)  # a model's name: its process, the plant's name

    def declare(self, table: str, names: Iterable[str]) -> None:
        """Add names to a table."""
        self.tables.setdefault(table, {}).update(dict.fromkeys(names))

    def unite(self, supplies: Iterable[Supply], routed: Iterable[Process | Market]) -> None:
        """Let a name mean one thing where it means the same: a material's only supply, a route's only member."""
        of_material: dict[str, list[str]] = {}
        for supply in supplies:
            of_material.setdefault(supply.material, []).append(supply.name)
        of_route: dict[str, list[str]] = {}
        for item in routed:
            of_route.setdefault(item.route, []).append(item.name)
        self.same = {("materials", name): ("supplies", name) for name, of in of_material.items() if of == [name]}
        for name, of in of_route.items():
            if name and of == [name]:
                table = "processes" if self.has("processes", name) else "markets"
                self.same["routes", name] = table, name

    def of(self, table: str) -> Iterable[str]:
        """The names of a table in order."""
        return self.tables.get(table, {})

    def has(self, table: str, name: str) -> bool:
        """Whether a table declares the name."""
        return name in self.tables.get(table, {})

    def find(self, text: str, tables: tuple[str, ...]) -> list[tuple[str, str]]:
        """What a reference may mean: (table, name) pairs."""
        found = [(table, text) for table in tables if self.has(table, text) and table not in PREFIXED]
        if len(found) > 1:
            found = list(dict.fromkeys(self.same.get(pair, pair) for pair in found))
        if found:
            return found
        for table, context in (("routes", CHOICE), ("effects", EFFECT)):
            if table in tables and (own := in_english(context, text)) and self.has(table, own):
                return [(table, own)]
        if ":" not in text:
            return found
        word, _, name = text.partition(":")
        word, name = in_english(KIND, word) or in_english(TABLE, word) or word.strip(), name.strip()
        name = (in_english(CHOICE, name) or name) if word in ("route", "routes") else name
        return [(table, name) for table in tables if word in (table, SINGULAR.get(table)) and self.has(table, name)]

    def resolve(
        self, text: str, tables: tuple[str, ...], findings: Findings, where: Where | None, alone: bool = False
    ) -> tuple[str, str] | None:
        """The one thing a reference means; a finding and None where it means nothing, or several things.

        ``alone``: the cell holds one name, and no list of them.
        """
        found = self.find(text, tables)
        if len(found) == 1:
            return found[0]
        kinds = " or ".join(SINGULAR.get(table, table) for table in tables if table not in PREFIXED)
        if not found and text in self.doubtful and "materials" in tables:
            return None
        if not found:
            findings.error(
                "name-unknown", f"There is no {kinds} named `{text}`.", where, self._remedy(text, tables, alone)
            )
            return None
        choices = " or ".join(f"`{SINGULAR[table]}: {name}`" for table, name in found)
        meanings = ", ".join(f"a {SINGULAR[table]}" for table, _ in found)
        findings.error(
            "name-ambiguous", f"`{text}` is the name of several things: {meanings}.", where, f"Write {choices}."
        )
        return None

    def _remedy(self, text: str, tables: tuple[str, ...], alone: bool) -> str:
        key = (text, tables, alone)
        if key not in self.remembered:
            self.searches += 1
            every = [name for table in tables for name in self.of(table)]
            close = did_you_mean(text, every) if self.searches <= _SUGGESTIONS else ""
            if "materials" in tables and (known := self._material_remedy(text)):
                close = f"{close} {known}" if close.startswith("Did") else known
            self.remembered[key] = _as_list(text, set(every), alone) or close or _no_near(tables)
            if not every:
                self.remembered[key] = _none_declared(tables)
        return self.remembered[key]

    def _material_remedy(self, text: str) -> str:
        if text in self.renamed:
            process, name = self.renamed[text]
            return f"`{process}` names it `{name}`: write that."
        return self.hint(text)


def _as_list(text: str, known: set[str], alone: bool) -> str:
    """A remedy for several names with the wrong sign between them, or in a cell for one name."""
    for sign in (*([";"] if alone else []), ",", "/", "|", "+", "&", "\n", " and ", " y "):
        parts = [part.strip() for part in text.split(sign)]
        if len(parts) > 1 and known.issuperset(parts):
            if alone:
                each = " and ".join(f"`{part}`" for part in parts)
                return f"One name stands here: write a row for each, {each}."
            return f"Part names with a semicolon: `{'; '.join(parts)}`."
    return ""


def _no_near(tables: tuple[str, ...]) -> str:
    """A remedy for a name that is like none of many."""
    words = " or ".join(f"`{table}`" for table in tables if table not in PREFIXED)
    return f"Write a name that stands in {words}, or add a row there."


def _none_declared(tables: tuple[str, ...]) -> str:
    words = " or ".join(f"`{table}`" for table in tables)
    return f"None is declared: add a row to {words}."
