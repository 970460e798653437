"""The answer: three sentences and the few numbers that matter."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from ...plan.tables.displaced import displaced
from ..facts.language import Language, is_money
from ..facts.markup import Html, join, tag, together
from ..facts.plan_view import Figures
from ..facts.shadow_price_text import binding_sentence, span_words

SMALL = 1e-6
MOST_CARDS = 6
MOST_LOST = 3  # materials that the sentence of losses names
DIVERSION = "diversion, energy recovery excluded"
BURIED = "landfilled, of all waste"
FIRST = (DIVERSION, BURIED, "recycling rate", "diversion")  # the shares that everybody asks for
NO_CARD = "material circularity indicator"
"""Not told without its formula: waste that comes in is no purchase, so that a plant that buries all of it has 55 %."""
WASTE, TO_LANDFILL = "GRI 306-3 waste generated", "GRI 306-5 disposed of by landfilling"


def answer(figures: Figures) -> list[str]:
    """Plain sentences: what it costs, what it emits and buries, what is lost on the way, and what matters most."""
    found = [_cost(figures), _burden(figures), _lost(figures), _lever(figures)]
    return [sentence for sentence in found if sentence]


def plan_and_today(figures: Figures, effect: str) -> tuple[float, float | None]:
    """An effect's total and today's, both over the same time: today's year stands for the whole horizon."""
    today = figures.today
    plan = figures.total(effect)
    if today is None:
        return plan, None
    one = today.year_total(effect, today.years[0])
    money = figures.effects.get(effect) == figures.currency
    weights = {row["year"]: row["counts"] for row in figures.ledger_rows if (row["unit"] == figures.currency) == money}
    return plan, one * (sum(weights.values()) if weights else 1.0)


def _cost(figures: Figures) -> str:
    words = figures.language
    if "cost" not in figures.effects:
        return ""
    plan, today = plan_and_today(figures, "cost")
    minimised = str(figures.run.get("minimise") or "cost")
    text = words(
        "answer.earns" if plan < 0 else "answer.pays",
        amount=words.amount(abs(plan), figures.currency, of="ledger size cost"),
        span=span_words(figures, discounted=True),
        least=words("answer.least", effect=words.word(minimised)),
    )
    if today is not None and abs(plan - today) > SMALL * max(1.0, abs(today)):
        key = "answer.better" if plan < today else "answer.worse"
        part = words.percent(abs(plan - today) / abs(today), of="ledger part cost") if today else ""
        apart = words.amount(abs(plan - today), figures.currency, of="ledger apart cost")
        text += words(key, amount=apart, part=part or "–") + _unsure(figures, "cost")
    return text + "."


def _unsure(figures: Figures, effect: str) -> str:
    """What the readings' uncertainty makes of what is saved of an effect; blank where it is not known."""
    unsure = figures.run.get("uncertainty")
    saved = unsure.get("saved", {}).get(effect, 0.0) if isinstance(unsure, dict) else 0.0
    amount = figures.language.plain.amount(saved, figures.effects.get(effect, ""), 2)
    return figures.language("answer.unsure", amount=amount) if saved > 0 else ""


def _told(figures: Figures) -> list[str]:
    """The effects worth telling: what is minimised, cost, emissions and landfilled, unless nothing causes them."""
    minimised = str(figures.run.get("minimise") or "cost")
    found = dict.fromkeys(e for e in ("cost", "emissions", "landfilled", minimised) if e in figures.effects)
    return [effect for effect in found if effect == minimised or any(plan_and_today(figures, effect))]


def _burden(figures: Figures) -> str:
    words, found = figures.language, []
    for effect in _told(figures):
        if effect == "cost":
            continue
        plan, today = plan_and_today(figures, effect)
        key = f"answer.{effect}" if effect in ("emissions", "landfilled") else "answer.effect"
        key += ".none" if effect == "landfilled" and not plan else ""
        unit = figures.effects[effect]
        text = words(key, effect=words.word(effect), amount=words.amount(plan, unit, of=f"ledger total {effect}"))
        if today is not None and abs(plan - today) > SMALL * max(1.0, abs(today)):
            key = "answer.less" if plan < today else "answer.more"
            text += words(key, amount=words.amount(abs(plan - today), unit, of=f"ledger apart {effect}"))
            text += _unsure(figures, effect)
        if effect == "emissions":
            text += displaced_words(figures)
        found.append(text)
    if not found:
        return ""
    text = together(found, words("answer.and")) + "."
    return type(text)(text[0].upper() + text[1:])


def _lost(figures: Figures) -> str:
    """What links and stores lose, of a roadmap in its last year; nothing where nothing is."""
    words, last = figures.language, figures.years[-1]
    rows = [row for row in figures.records("indicators") if row["year"] == last]
    rows = [row for row in rows if str(row["indicator"]).startswith("lost: ") and row["value"]]
    told = [
        together(
            (
                words.amount(row["value"], row["unit"], of=f"indicators year {last}|{row['indicator']}"),
                " ",
                str(row["indicator"]).partition(": ")[2],
            )
        )
        for row in rows[:MOST_LOST]
    ]
    if not told:
        return ""
    span = str(last) if figures.roadmap else span_words(figures)
    return words("answer.lost", amounts=together(told, ", "), span=span)


def _read(figures: Figures) -> dict[str, pd.DataFrame]:
    return {"times": figures.times, "ledger": figures["ledger"]}


def displaced_words(figures: Figures) -> str:
    """What the plan emits with what is displaced elsewhere, where that turns the sign; else nothing."""
    words, unit = figures.language, figures.effects["emissions"]
    beyond = displaced(_read(figures), None if figures.today is None else _read(figures.today))
    if beyond is None or not beyond.turns:
        return ""
    net = words.amount(beyond.net, unit, of="ledger net emissions")
    if beyond.net_today is None:
        return words("answer.displaced", net=net)
    key = "answer.displaced.less" if beyond.net < beyond.net_today else "answer.displaced.more"
    apart = words.amount(abs(beyond.net - beyond.net_today), unit, of="ledger apart net emissions")
    return words(key, net=net, amount=apart)


def _lever(figures: Figures) -> str:
    from .changes_section import changes, instruction, source

    words = figures.language
    found = changes(figures)
    if found:
        told = instruction(figures, found[0])
        told = type(told)(told[0].lower() + told[1:])
        count, saved = words.number(len(found), of="changes count"), found[0]["cost_change"] or 0.0
        if len(found) == 1 or saved >= 0:
            return words("answer.any_change" if len(found) > 1 else "answer.only_change", change=told, count=count)
        worth = words.amount(-saved, figures.currency, of=source(found[0], "cost_change"))
        worth += " " + (words("span.year") if figures.is_year else span_words(figures))
        return words("answer.first_change", change=told, count=count, worth=worth)
    if course := _course(figures):
        return course
    tight = figures.bindings
    if tight:
        asked = [binding for binding in tight if binding.kind == "limit" and binding.price > 0]
        made = [binding for binding in tight if binding.kind != "supply" and binding.price > 0]  # one can build or sell
        return words("answer.tightest", sentence=binding_sentence(figures, (asked or made or tight)[0]))
    return words("answer.free")


def _course(figures: Figures) -> str:
    """How a roadmap goes from its first year to its last: what is diverted, and what is buried in a year."""
    words, found = figures.language, []
    if not figures.roadmap:
        return ""
    rows = {row["year"]: row["value"] for row in figures.records("indicators") if row["indicator"] == DIVERSION}
    ends = figures.years[0], figures.years[-1]
    shares = [float(rows[year]) for year in ends if rows.get(year) is not None]
    if len(shares) == len(ends):
        told = [words.percent(rows[year], of=f"indicators year {year}|{DIVERSION}") for year in ends]
        found.append(
            words(f"answer.course.{_way(*shares)}", what=words("answer.diverted"), first=told[0], last=told[1])
        )
    unit = figures.effects.get("landfilled", "")
    buried = [figures.year_total("landfilled", year) for year in ends] if unit else []
    if any(buried):
        told = [
            words.amount(size, unit, of=f"ledger year {year}|landfilled")
            for year, size in zip(ends, buried, strict=True)
        ]
        found.append(words(f"answer.course.{_way(*buried)}", what=words("answer.buried"), first=told[0], last=told[1]))
    if not found:
        return ""
    when = words("answer.course", first=ends[0], last=ends[1])
    return together((when, together(found, words("answer.and")), "."))


def _way(first: float, last: float) -> str:
    close = abs(last - first) <= SMALL * max(1.0, abs(first))
    return "stays" if close else "rises" if last > first else "falls"


@dataclass(frozen=True)
class Card:
    """A number that matters, under the plan and today."""

    title: str
    plan: float
    today: float | None
    unit: str
    less_is_better: bool | None = True
    span: str = ""
    of: str = ""  # where the number comes from


def cards(figures: Figures) -> list[Card]:
    """The few numbers that matter: the effects that everybody asks for, then the first indicators."""
    words = figures.language
    span = span_words(figures)
    found = []
    for effect in _told(figures):
        plan, today = plan_and_today(figures, effect)
        unit = figures.effects[effect]
        when = span_words(figures, discounted=True) if is_money(unit) else span
        found.append(Card(words.word(effect), plan, today, unit, True, when, f"ledger {{}} {effect}"))
    last = figures.years[-1]
    rows = _shares(figures, last)
    before = _shares(figures.today, figures.today.years[0]) if figures.today else {}
    ranked = sorted(rows, key=lambda row: next((k for k, name in enumerate(FIRST) if name in row), len(FIRST)))
    shown: set[tuple[object, object]] = set()
    for name in ranked:
        same = (words.plain.percent(rows[name]), words.plain.percent(before.get(name)))
        if len(found) == MOST_CARDS or (same in shown and name != BURIED) or not (rows[name] or before.get(name)):
            continue  # one number is not told twice under two names, and nothing at all not once
        shown.add(same)
        when = str(last) if figures.roadmap else ""
        of = f"indicators {{}} {name}"
        found.append(Card(words.word(name), rows[name], before.get(name), "", name == BURIED, when, of))
    return found


def _shares(figures: Figures, year: int) -> dict[str, float]:
    """The indicators of a year that are shares and speak for themselves, and what part of all waste is buried."""
    rows = [row for row in figures.records("indicators") if row["year"] == year and row["value"] is not None]
    found = {str(row["indicator"]): row["value"] for row in rows if not row["unit"] and row["indicator"] != NO_CARD}
    masses = {row["indicator"]: row["value"] for row in rows}
    waste, buried = masses.get(WASTE) or 0.0, masses.get(TO_LANDFILL)
    return found if waste <= 0 or buried is None else {**found, BURIED: buried / waste}


def cards_html(figures: Figures) -> Html:
    """The cards as a description list."""
    return tag("dl", join(_card(figures.language, card) for card in cards(figures)), class_="cards")


def _card(words: Language, card: Card) -> Html:
    big = tag("dd", _written(words, card.plan, card.unit, of=card.of.format("total")), class_="big")
    span = tag("dd", card.span, class_="span") if card.span else ""
    was: object = ""
    if card.today is not None:
        difference = card.plan - card.today
        better = (difference < 0) == card.less_is_better
        style = None if abs(difference) < SMALL * max(1.0, abs(card.today)) else "good" if better else "bad"
        apart = _difference(words, difference, card.unit, card.of.format("change"))
        was = tag(
            "dd",
            f"{words('state.today')}: ",
            _written(words, card.today, card.unit, of=card.of.format("today")),
            " ",
            tag("span", together(("(", apart, ")")), class_=style) if style else "",
            class_="was",
        )
    return tag("div", tag("dt", card.title), big, span, was, class_="card")


def _difference(words: Language, value: float, unit: str, of: str) -> str:
    """A difference in words; of shares in percentage points."""
    if unit in ("", "1", "share"):
        return words.number(value * 100, 3, signed=True, unit="%", of=of) + f" {words('points')}"
    return _written(words, value, unit, True, of)


def _written(words: Language, value: float, unit: str, signed: bool = False, of: str = "") -> str:
    if unit in ("", "1", "share"):
        return words.percent(value, signed, of)
    return words.amount(value, unit, signed=signed, of=of)
