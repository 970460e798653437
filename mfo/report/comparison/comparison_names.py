"""What two plans are called beside each other: by their folders, and by what was asked differently."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ...plan.tables.schema import Row
from ..facts.language import Language
from ..facts.plan_view import Figures


@dataclass(frozen=True)
class Name:
    """A plan's name in a comparison: its folder, or which of the two it is, and what was asked of it alone."""

    folder: str
    place: str  # "first" or "second"
    asked: tuple[str, ...]
    words: Language

    @property
    def head(self) -> str:
        """What heads a column: ``best``, or ``First``."""
        return self.folder or str(self.words(self.place))

    @property
    def within(self) -> str:
        """The same within a sentence: ``best``, or ``the first``."""
        return self.folder or str(self.words(f"compare.{self.place}"))

    @property
    def full(self) -> str:
        """The name with what was asked: ``best: least cost``."""
        return f"{self.head}: {', '.join(self.asked)}" if self.asked else self.head


def names(one: Figures, two: Figures) -> tuple[Name, Name]:
    """The two plans' names; what was asked of both alike is left out."""
    folders = _folders(one, two)
    return (
        Name(folders[0], "first", _asked(one, two), one.language),
        Name(folders[1], "second", _asked(two, one), one.language),
    )


def _folders(one: Figures, two: Figures) -> tuple[str, str]:
    """The last parts of both run folders' paths, as many as it takes to tell them apart; blank where one has none."""
    paths = [getattr(figures.plan, "extra", {}).get("folder") for figures in (one, two)]
    parts = [Path(path).absolute().parts for path in paths if path]
    if len(parts) < len(paths):
        return "", ""
    for count in range(1, max(map(len, parts)) + 1):
        shown = ["/".join(part[-count:]) for part in parts]
        if shown[0] != shown[1]:
            return shown[0], shown[1]
    return "", ""


def _asked(mine: Figures, other: Figures) -> tuple[str, ...]:
    """What was asked of one plan and not of the other, in words."""
    words = mine.language
    own, its = _options(mine), _options(other)
    found = [mine.name] if mine.name != other.name else []
    effect = mine.run.get("minimise")
    if effect != other.run.get("minimise"):
        found.append(words("compare.least", effect=words.word(effect)))
    scenario = own.get("scenario")
    if scenario != its.get("scenario"):
        found.append(words("compare.scenario", name=scenario) if scenario else words("compare.as_it_stands"))
    limits = [text for text in own.get("limits") or [] if text not in (its.get("limits") or [])]
    found += limits
    if not own.get("limits") and its.get("limits"):
        found.append(words("compare.no_limits"))
    found += [
        words("compare.held", fix=text) for text in own.get("fixes") or [] if text not in (its.get("fixes") or [])
    ]
    if not own.get("fixes") and its.get("fixes"):
        found.append(words("compare.none_held"))
    if own.get("own_constraints") and not its.get("own_constraints"):
        found.append(words("compare.own_constraints"))
    return tuple(found)


def _options(figures: Figures) -> Row:
    options = figures.run.get("options")
    return options if isinstance(options, dict) else {}
