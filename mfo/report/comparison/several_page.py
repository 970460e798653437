"""Several plans side by side: totals and indicators, a plan a column, and what each plant says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from ...differences.difference import Difference
from ..facts.blocks import Section, intro, number
from ..facts.language import pretty_unit
from ..facts.markup import Html, details, join, table, tag
from ..facts.plan_view import Figures
from ..pages.report_page import figures_of, made_by, shell
from ..sections.scenario import plants_content
from .comparability import differences
from .comparison_names import Name
from .comparison_values import converted

if TYPE_CHECKING:
    from ...plan.plan import Plan

Line = tuple[str, str, list[float | None]]
"""What is compared, its unit (of the first plan that has it), and the value of each plan."""


def several_page(plans: Mapping[str, Plan], plants: Mapping[str, Sequence[Difference]], code: str = "en") -> str:
    """Plans by name as one HTML page; ``plants`` are the differences of plants from the first, by the plan's name."""
    figures = [figures_of(plan, code, marked=True) for plan in plans.values()]
    words, names = figures[0].language, list(plans)
    title = words("several.title", count=len(names))
    top = tag(
        "header",
        tag("p", words("compare.over"), class_="over"),
        tag("h1", title),
        tag("p", join([words("several.lead", first=names[0]), *apart_from_first(figures, names)], " "), class_="lead"),
        class_="top",
    )
    parts = [
        Section("totals", words("compare.totals"), _table(figures, names, totals(figures)), True),
        Section("indicators", words("indicators.title"), _table(figures, names, indicators(figures)), True),
        Section("plants", words("compare.plants"), _plants(figures[0], names[0], plants), True),
    ]
    return shell(title, words.code, top, parts, made_by(words))


def summary(plans: Mapping[str, Plan], code: str = "en") -> list[str]:
    """What the plans do not have in common with the first, and each total with the value of every plan, a line each."""
    figures = [figures_of(plan, code) for plan in plans.values()]
    words = figures[0].language
    found = apart_from_first(figures, list(plans))
    for name, unit, values in totals(figures):
        known = [(plan, value) for plan, value in zip(plans, values, strict=True) if value is not None]
        found.append(f"{words.word(name)}: {'; '.join(f'{plan} {words.amount(value, unit)}' for plan, value in known)}")
    return found


def apart_from_first(figures: Sequence[Figures], names: Sequence[str]) -> list[str]:
    """What each plan does not have in common with the first, so that their numbers say less beside each other."""
    words = figures[0].language
    first, *others = (Name(name, "first", (), words) for name in names)
    pairs = zip(figures[1:], others, strict=True)
    return [sentence for each, name in pairs for sentence in differences(figures[0], each, (first, name))]


def totals(figures: Sequence[Figures]) -> list[Line]:
    """The total of each effect; where a plan counts it in another kind of unit, on a line of its own."""
    return _lines([{effect: (each.total(effect), unit) for effect, unit in each.effects.items()} for each in figures])


def indicators(figures: Sequence[Figures]) -> list[Line]:
    """Every indicator that any of the plans has; of a roadmap each year's."""
    found = []
    for each in figures:
        years = len(each.years) > 1
        found.append(
            {
                f"{row['indicator']}, {row['year']}" if years else str(row["indicator"]): (
                    row["value"],
                    str(row["unit"]),
                )
                for row in each.records("indicators")
            }
        )
    return _lines(found)


def _lines(plans: Sequence[Mapping[str, tuple[float | None, str]]]) -> list[Line]:
    lines: dict[tuple[str, str], list[float | None]] = {}
    for place, plan in enumerate(plans):
        for name, (value, unit) in plan.items():
            own = next((key for key in lines if key[0] == name and converted(value, unit, key[1]) is not None), None)
            key = own or (name, unit)
            lines.setdefault(key, [None] * len(plans))[place] = converted(value, unit, key[1])
    return [(name, unit, values) for (name, unit), values in lines.items()]


def _table(figures: Sequence[Figures], names: Sequence[str], lines: Sequence[Line]) -> Html:
    words = figures[0].language
    if not lines:
        return intro(words("several.nothing"))
    rows = [
        [words.word(name), *(number(words, value, unit=pretty_unit(unit)) for value in values), pretty_unit(unit)]
        for name, unit, values in lines
    ]
    heads = [words("figure"), *names, words("unit")]
    return table(words("compare.totals"), heads, rows, numeric=range(1, len(names) + 1), hide_caption=True)


def _plants(first: Figures, name: str, plants: Mapping[str, Sequence[Difference]]) -> Html:
    words = first.language
    same = words("several.same")
    return join(
        details(other, plants_content(words, found, (name, other))) if found else intro(f"{other}: {same}")
        for other, found in plants.items()
    )
