"""What two plans do not have in common, so that their numbers say less beside each other, or nothing."""

from __future__ import annotations

from ..facts.plan_view import Figures
from ..facts.shadow_price_text import span_words
from .comparison_names import Name
from .comparison_values import factor_between

UNDATED = "1"  # what a year is called where no one says which
LEAST = 25.0  # hours by which two spans differ before it is told: a leap year is a year


def differences(one: Figures, two: Figures, pair: tuple[Name, Name]) -> list[str]:
    """Each as a sentence: currencies, spans, years, units of effects, warming potentials, who reports."""
    words = one.language
    within = {"one": pair[0].within, "other": pair[1].within}

    def told(key: str, first: object, second: object, **more: object) -> str:
        return words(f"compare.apart.{key}", first=str(first), second=str(second), **within, **more)

    found = []
    if one.currency != two.currency:
        found.append(told("currency", one.currency, two.currency))
    if _longer(one, two):
        found.append(told("span", span_words(one), span_words(two)))
    years = [[str(year) for year in each.span] for each in (one, two)]
    if all(len(each) == 1 and each != [UNDATED] for each in years) and years[0] != years[1]:
        found.append(told("year", years[0][0], years[1][0]))
    for effect in one.effects:
        units = one.effects[effect], two.effects.get(effect, one.effects[effect])
        if units[0] != units[1] and units != (one.currency, two.currency):
            found.append(told("unit", *units, effect=words.word(effect)))
    for material, (unit, other) in _materials(one, two).items():
        found.append(told("unit", unit, other, effect=material))
    for key in ("gwp", "reporter"):
        settings = str(one.run.get(key) or ""), str(two.run.get(key) or "")
        if settings[0] != settings[1]:
            nobody = words("compare.apart.nobody")
            found.append(told(key, settings[0] or nobody, settings[1] or nobody))
    return found


def _materials(one: Figures, two: Figures) -> dict[str, tuple[str, str]]:
    """The materials that the two count in units of different kinds, with these."""
    units = [dict(zip(each["flows"]["material"], each["flows"]["unit"], strict=True)) for each in (one, two)]
    pairs = {str(name): (str(unit), str(units[1][name])) for name, unit in units[0].items() if name in units[1]}
    return {name: pair for name, pair in pairs.items() if factor_between(*pair) is None}


def _longer(one: Figures, two: Figures) -> bool:
    """Whether the two stand for stretches of time of different lengths."""
    spans = [figures.hours * sum(figures.span.values()) for figures in (one, two)]
    years = max(1.0, *(sum(figures.span.values()) for figures in (one, two)))
    return abs(spans[0] - spans[1]) > LEAST * years
