"""Measures: what somebody decides, with what it saves, emits and needs; and the decision in one sentence."""

from __future__ import annotations

import math

from ...plan.measures.measures_table import power_unit
from ...plan.tables.schema import Row
from ..facts.blocks import intro
from ..facts.markup import Html, join, tag, together
from ..facts.plan_view import Figures
from ..facts.shadow_price_text import span_words
from .changes_section import changes, instruction
from .roadmap_section import sized

WAYS = ("reroute", "supply", "swap")
MOST_BUILT = 3  # facilities that the first sentence names
MOST_INCLUDED = 6  # elements of a measure that are named
CAPITAL = "capital"
SMALL = 1e-6


def measures(figures: Figures) -> list[Row]:
    """The rows of the table, in its order."""
    return figures.records("measures")


def title(figures: Figures, row: Row) -> str:
    """A measure in the imperative: what is built, or the change that it is named after."""
    words = figures.language
    if row["decision"] == "other":
        return words("measures.other")
    begun = row["kind"] == "process" and row["change"] is not None and not (row["today"] and row["plan"])
    if row["decision"] == "build":
        told = words("measures.build", what=_what_is_built(figures, row))
    elif row["way"] and not begun:
        return _way(figures, row, "do")
    else:
        told = words("do.same", element=row["element"]) if row["change"] is None else instruction(figures, row)
    return together((told, "; ", _way(figures, row, "told"))) if row["way"] in WAYS else told


def _way(figures: Figures, row: Row, key: str) -> str:
    """What goes where instead: to do, or as a clause that tells it (``told``)."""
    unit, number = str(row["moved_unit"]), row["measure"]
    when = figures.language("span.year") if figures.is_year else span_words(figures)
    amount = figures.language.amount(row["moved_amount"], unit, of=f"measures moved_amount {number}")
    return figures.language(
        f"measures.{row['way']}.{key}",
        amount=together((amount, " ", str(row["moved"]), " ", when)),
        to=row["goes_to"],
        other=row["instead_of"],
    )


def _what_is_built(figures: Figures, row: Row, most: int = MOST_BUILT) -> str:
    names, sizes = str(row["built"]).split("; "), str(row["sizes"]).split("; ")
    told = [_with_size(figures, *pair) for pair in zip(names, sizes, strict=True)]
    return _list(figures, told, most)


def _with_size(figures: Figures, name: str, size: str) -> str:
    """A facility with its size: ``digester (52 t/d)``."""
    number, _, unit = size.partition(" ")
    return together((name, " (", figures.language.amount(float(number), power_unit(unit)), ")"))


def _list(figures: Figures, told: list[str], most: int) -> str:
    """Things in a row: ``a, b and c``; beyond the most how many more there are."""
    words = figures.language
    shown, more = told[:most], len(told) - most
    if more > 0:
        shown.append(words("measures.more", count=words.number(more, of="count")))
    if len(shown) == 1:
        return shown[0]
    return together((together(shown[:-1], ", "), words("answer.and"), shown[-1]))


def decision(figures: Figures) -> str:
    """What is decided, in one sentence: what is built, its size and money, when it has paid for itself, what it saves.

    Where nothing is built it says so, and whether anything could have been. Where something is built and no time is
    told in which it pays back, it says why. The money of a roadmap is what is spent over its years.
    """
    words, rows = figures.language, measures(figures)
    built, spent = _built(figures), figures.total("investment")
    if not built and (figures.today is None or not rows):
        return words(
            "decision.none" if any(_could_be_built(row) for row in sized(figures)) else "decision.no_candidate"
        )
    text = (
        words("decision.nothing")
        if not built
        else words(
            "decision.build",
            what=_list(figures, [_with_size(figures, name, size) for name, size in built], MOST_BUILT),
            money=_money(figures),
        )
    )
    if figures.today is None:
        why = (" ", words("decision.no_today")) if spent > 0 else ()
        return together((text, ".", *why))
    saved = _saved(figures)
    years, of = _payback(figures, saved, spent) if built else (math.nan, "")
    if not math.isnan(years):
        text = together((text, words("decision.payback", time=words.duration(years, of=of))))
    span = span_words(figures, discounted=True)
    if abs(saved) > SMALL:
        key = "decision.saves" if saved > 0 else "decision.costs"
        amount = words.amount(abs(saved), figures.currency, of="ledger apart cost")
        text = together((text, words(key, amount=amount, span=span)))
    if not built:
        count = words.number(len(changes(figures)), of="changes count")
        text = together((text, words("decision.reroute", count=count)))
    late = built and spent > 0 and saved > 0 and math.isnan(years)
    why = (" ", words("decision.late" if figures.is_year else "decision.no_year")) if late else ()
    return together((text, ".", *why))


def _could_be_built(row: Row) -> bool:
    """Whether more of it than stands already could be built; what has no ``in_place`` is just there."""
    most = row["maximum"]
    return row["in_place"] is not None and (most is None or most > (row["existing"] or 0.0) * (1 + SMALL))


def _money(figures: Figures) -> str:
    """What is spent on building: of a roadmap over all its years, undiscounted."""
    words = figures.language
    if not figures.roadmap:
        return words.amount(figures.total("investment"), figures.currency, of="ledger total investment")
    spent = math.fsum(figures.year_total("investment", year) * figures.span[year] for year in figures.years)
    amount = words.amount(spent, figures.currency, of="ledger spent investment")
    return together((amount, " ", span_words(figures)))


def _saved(figures: Figures) -> float:
    from .answer import plan_and_today

    plan, today = plan_and_today(figures, "cost")
    return (today or 0.0) - plan


def _payback(figures: Figures, saved: float, spent: float) -> tuple[float, str]:
    """Years until the investment is saved, interest aside, and where that stands; nan where it is not known.

    Of a roadmap, where it is spent year by year, it is that of its cash against today, before loans.
    """
    if not figures.is_year or figures.today is None:
        return math.nan, ""
    if figures.roadmap:
        found = {
            row["cash"]: row["value"]
            for row in figures.records("appraisal")
            if row["figure"] == "payback" and row["against"] == "today"
        }
        cash = "before loans" if "before loans" in found else "all"
        years = found.get(cash)
        return math.nan if years is None or saved <= 0 else float(years), f"appraisal {cash} payback"
    capital = figures.total("cost", category=CAPITAL) - figures.today.total("cost", category=CAPITAL)
    yearly = saved + capital
    return spent / yearly if spent > 0 and yearly > 0 else math.nan, "ledger payback cost"


def _built(figures: Figures) -> list[tuple[str, str]]:
    """What is built, with its size, the dearest first; of a roadmap the sum of what is built in all years."""
    sizes: dict[str, tuple[float, str]] = {}
    for row in sized(figures):
        if (row["built"] or 0.0) > 0:
            name = str(row["process"])
            sizes[name] = (sizes.get(name, (0.0, ""))[0] + row["built"], str(row["unit"]))
    spent: dict[str, float] = {}
    for row in figures.ledger_rows:
        if row["effect"] == "investment":
            spent[str(row["element"])] = spent.get(str(row["element"]), 0.0) + row["amount"]
    names = sorted((name for name in sizes if spent.get(name, 0.0) > 0), key=lambda name: -spent[name])
    return [(name, f"{sizes[name][0]!r} {sizes[name][1]}") for name in names]


def measures_content(figures: Figures) -> Html:
    """The measures as a list: what to do, what goes with it, what it saves, emits and needs."""
    items = [_item(figures, row) for row in measures(figures)]
    return join([intro(figures.language("measures.intro")), tag("ol", join(items), class_="changes")])


def _item(figures: Figures, row: Row) -> Html:
    words = figures.language
    names = [name for name in _names(row["includes"]) if name != row["element"]]
    more = words("measures.with", what=_list(figures, list(names), MOST_INCLUDED)) if names else ""
    parts = [tag("span", more), *_needs(figures, row)]
    return tag(
        "li",
        tag("span", title(figures, row), class_="do"),
        tag("span", together((part for part in parts if part), " · "), class_="how"),
        tag("span", _worth(figures, row), class_="worth"),
    )


def _needs(figures: Figures, row: Row) -> list[str]:
    words, number = figures.language, row["measure"]
    found = []
    if row["investment"]:
        found.append(needs(figures, row))
    if row["payback"] is not None:
        found.append(words("measures.payback", time=words.duration(row["payback"], of=f"measures payback {number}")))
    if row["internal_rate"] is not None:
        rate = words.percent(row["internal_rate"], of=f"measures internal_rate {number}")
        found.append(words("measures.rate", rate=rate))
    return found


def needs(figures: Figures, row: Row) -> str:
    """What a measure takes to build; of a roadmap with the years that it is spent in, since later money counts less."""
    words = figures.language
    money = words.amount(row["investment"], figures.currency, of=f"measures investment {row['measure']}")
    when = (" ", span_words(figures, discounted=True)) if figures.roadmap else ()
    return words("measures.needs", amount=together((money, *when)))


def _worth(figures: Figures, row: Row) -> Html:
    return join([tag("span", told, class_="good" if good else "bad") for told, good in _worths(figures, row)])


def _worths(figures: Figures, row: Row) -> list[tuple[str, bool]]:
    """What a measure saves and emits in words, each with whether it is for the better."""
    words, found = figures.language, []
    for key, unit in (("cost_change", figures.currency), ("emissions_change", figures.effects.get("emissions", ""))):
        value, of = row[key], f"measures {key} {row['measure']}"
        if value is None or abs(value) < SMALL or not unit:
            continue
        when = together((" ", span_words(figures, discounted=key == "cost_change")))
        if key == "emissions_change":
            told = words.amount(value, unit, signed=True, of=of)
        else:
            told = words(
                "changes.saves" if value < 0 else "changes.costs", amount=words.amount(abs(value), unit, of=of)
            )
        found.append((together((told, when)), value < 0))
    return found


def told_measures(figures: Figures) -> list[str]:
    """Each measure in a line of plain text: what to do, what it needs, saves and emits."""
    return [_told(figures, row) for row in measures(figures)]


def _told(figures: Figures, row: Row) -> str:
    more = [*_needs(figures, row), *(told for told, _ in _worths(figures, row))]
    return f"{title(figures, row)}: {', '.join(more)}." if more else f"{title(figures, row)}."


def why(figures: Figures, name: str) -> list[str]:
    """Why something is built, begun or ended, or has more or less: the measures that it is, or is part of, with what
    goes where instead, and what they need and save."""
    found = []
    for row in measures(figures):
        named, whole = {row["element"], *_names(row["built"])}, {*_names(row["includes"])}
        if row["decision"] != "other" and name in named | whole | {row["goes_to"], row["instead_of"]}:
            found.append(figures.language("explain.why" if name in named else "explain.part", told=_told(figures, row)))
    return found


def _names(listed: object) -> list[str]:
    return [name for name in str(listed or "").split("; ") if name]
