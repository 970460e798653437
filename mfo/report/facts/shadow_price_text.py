"""Why a plan is as it is, in sentences: what binds and its price, what is idle and what it lacks, totals and parts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import overload

import pandas as pd

from .blocks import names_told
from .language import Language, pretty_unit
from .markup import together
from .plan_view import Figures, to_records

NOTHING = 1e-9
FLOWING = ("process", "supply", "market", "link")  # what their bounds limit flows; a store's holds a level
MOST_BUILT = "maximum capacity"
LARGE = 1e6  # money from here on is told in millions


@dataclass
class Binding:
    """A bound or a limit in use, over the slots of one year."""

    name: str
    kind: str  # supply, process, market, link, store; "limit" for a limit of the plant
    bound: str  # capacity, amount, minimum, maximum, maximum capacity (of what may be built)
    year: int
    unit: str
    price: float  # of one more unit of the bound; of a rate: of one more unit a day in all slots of a year, by day
    price_unit: str
    slots: int  # in how many slots it binds
    limit: float | None  # the bound itself, summed over those slots; of a rate: by day; of a limit by slot: the largest
    until: float | None = None  # to which bound the price holds, where that is known
    daily: bool = False  # a rate: what may flow, over a year
    by_slot: bool = False  # a limit that holds in each slot by itself: limit is the largest of them, price their mean

    @property
    def worth(self) -> float:
        """The size by which bindings are ranked: price times bound."""
        return abs(self.price) * max(abs(self.limit or 0.0), 1e-6)

    def of(self, what: str) -> str:
        """Where a number of it comes from: its table, its name, bound and year."""
        table = "limits" if self.kind == "limit" else "bounds"
        return f"{table} {what} {self.name}|{self.bound}|{self.year}"


def bindings(figures: Figures) -> list[Binding]:
    """Bounds and limits in use that have a price: first those of which more would help; the dearest first."""
    found = []
    for table, name in (("bounds", "element"), ("limits", "limit")):
        frame = figures[table]
        if frame.empty:
            continue
        frame = frame[frame["binding"].astype(bool) & (frame["price"].abs() > NOTHING)]
        if table == "limits":
            slack = (frame["value"] - frame["maximum"]).abs()
            most = slack <= 1e-6 * frame["maximum"].abs().clip(lower=1.0)
            bound = most.map({True: "maximum", False: "minimum"})
            limit = frame["maximum"].where(most, frame["minimum"])
            frame = frame.assign(kind="limit", bound=bound, **{"limit": limit, "name": frame["limit"]})
        else:
            frame = frame[frame["bound"] != "capacity in place"]  # chosen by the plan itself: no bound of the plant
            frame = frame.assign(name=frame[name])
        found += _bindings(_by_day(figures, frame))
    return sorted(found, key=lambda binding: (binding.price < 0, -binding.worth))


def _by_day(figures: Figures, frame: pd.DataFrame) -> pd.DataFrame:
    """Bounds on what may flow in a slot as rates by day, where the slots stand for whole years.

    One more unit a day, in all slots of a year, is worth the mean of the slots' prices, each by its share of the year.
    """
    if "until" not in frame:
        frame = frame.assign(until=math.nan)
    daily = figures.is_year & frame["kind"].isin(FLOWING) & (frame["slot"] != 0)
    weight, hours = figures.of_slots(frame)
    return frame.assign(daily=daily, share=hours / figures.hours, hours=hours, weight=weight)


def _bindings(frame: pd.DataFrame) -> list[Binding]:
    """One binding a name, bound and year, over the slots in which it binds.

    One more unit that a store holds is there in all slots: it is worth the sum of their prices.
    """
    weight = frame["weight"].where(frame["daily"], 1.0)
    frame = frame.assign(every=frame["price"] * frame["weight"], largest=frame["limit"])
    whole = frame["price"] * frame["share"]
    frame = frame.assign(whole=whole, limit=frame["limit"] * weight, until=frame["until"] * weight)
    groups = frame.groupby(["name", "kind", "bound", "year"], sort=False)
    told = groups.agg(
        unit=("unit", "first"),
        price=("price", "mean"),
        price_unit=("price_unit", "first"),
        slots=("price", "size"),
        limit=("limit", "sum"),
        until=("until", "sum"),
        ends=("until", "count"),
        whole=("whole", "sum"),
        hours=("hours", "sum"),
        daily=("daily", "first"),
        every=("every", "sum"),
        largest=("largest", "max"),
        first=("slot", "max"),
        repeats=("weight", "sum"),
    )
    told = told.assign(until=told["until"].where(told["ends"] == told["slots"]))  # blank where that of a slot is
    kinds = told.index.get_level_values("kind")
    held, by_slot = kinds == "store", (kinds == "limit") & (told["first"] > 0).to_numpy()
    told = told.assign(price=told["price"].where(~held, told["every"]), by_slot=by_slot)
    told = told.assign(price=told["price"].where(~by_slot, told["every"] / told["repeats"]))  # as often as slots repeat
    told = told.assign(limit=told["limit"].where(~(held | by_slot), told["largest"]))
    told = told.assign(until=told["until"].where(~by_slot | (told["slots"] == 1)))
    days = (told["hours"] / 24).where(told["daily"], 1.0)
    told = told.assign(
        price=told["whole"].where(told["daily"], told["price"]), limit=told["limit"] / days, until=told["until"] / days
    )
    return [
        Binding(
            str(row["name"]),
            row["kind"],
            row["bound"],
            row["year"],
            str(row["unit"] or ""),
            row["price"],
            str(row["price_unit"] or ""),
            row["slots"],
            row["limit"],
            row["until"],
            bool(row["daily"]),
            bool(row["by_slot"]),
        )
        for row in to_records(told.reset_index())
    ]


def binding_sentence(figures: Figures, binding: Binding) -> str:
    """A binding in words: what one more unit is worth, and how far."""
    return binding_sentences(figures, [binding])[0]


def binding_sentences(figures: Figures, found: Iterable[Binding]) -> Sequence[str]:
    """Bindings in words; what binds in several years is told once, with its price in each.

    Each is put into words when it is asked for: of hundreds a page tells the first.
    """
    groups: dict[tuple[object, ...], list[Binding]] = {}
    for binding in found:
        groups.setdefault((binding.name, binding.kind, binding.bound, binding.price > 0), []).append(binding)
    return _Sentences(figures, list(groups.values()))


class _Sentences(Sequence[str]):
    """Sentences about groups of bindings, formed as they are asked for."""

    def __init__(self, figures: Figures, groups: list[list[Binding]]) -> None:
        self.figures, self.groups = figures, groups

    def __len__(self) -> int:
        return len(self.groups)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> _Sentences: ...
    def __getitem__(self, place: int | slice) -> str | _Sentences:
        if isinstance(place, slice):
            return _Sentences(self.figures, self.groups[place])
        return _sentence(self.figures, sorted(self.groups[place], key=lambda b: b.year or 0))


def _sentence(figures: Figures, group: list[Binding]) -> str:
    words, first = figures.language, group[0]
    money, _, per = first.price_unit.partition("/")
    share = first.unit in ("", "%", "1")
    unit = _unit(figures, first, per if share else first.unit) or words("one_unit")
    ends = [b for b in group if b.limit is not None]
    told = [
        words.percent(b.limit, of=b.of("limit")) if share else words.amount(b.limit, unit, of=b.of("limit"))
        for b in ends
    ]
    if len({words.plain.number(b.limit) for b in ends}) > 1:  # it moves: the first year's and the last's
        told = [words("in_year", amount=told[k], year=ends[k].year) for k in (0, -1)]
    else:
        told = told[:1]
    edge = len(group) == 1 and _at_edge(first)
    text = words(
        _key(first, edge),
        name=first.name,
        bound=words.choice("bound", str(first.bound)),
        unit=words.unit(unit, many=False),
        span=words("span.year" if figures.is_year else "span.slots"),
        worth=_worth(figures, group, money),
        limit=together(told, ", ") or "–",
    )
    far = _how_far(figures, first, unit) if len(group) == 1 else ""
    return text + far + _when(figures, first) + "."


def _unit(figures: Figures, binding: Binding, unit: str) -> str:
    """The unit of a bound as it is read; of a rate by day."""
    words = figures.language
    return pretty_unit(f"{unit}/{words.word('d')}" if binding.daily else unit)


def _how_far(figures: Figures, binding: Binding, unit: str) -> str:
    """Up to which bound the price holds."""
    words, until, limit = figures.language, binding.until, binding.limit
    if until is None or limit is None or _at_edge(binding):
        return ""
    share = binding.unit in ("", "%", "1")
    amount = (
        words.percent(until, of=binding.of("until")) if share else words.amount(until, unit, of=binding.of("until"))
    )
    return words("binds.until" if until > limit else "binds.down", amount=amount)


def _at_edge(binding: Binding) -> bool:
    """Whether the price ends where the bound stands: a little further is worth less."""
    if binding.until is None or binding.limit is None:
        return False
    return abs(binding.until - binding.limit) <= 1e-6 * abs(binding.limit)


def _key(binding: Binding, edge: bool = False) -> str:
    """The text for a bound of which more, or less, would help."""
    if edge:
        return "binds.edge.more" if binding.price > 0 else "binds.edge.less"
    if binding.bound == MOST_BUILT:
        return "binds.built"
    if binding.kind == "store" and binding.price > 0:
        return "binds.store"
    if binding.kind == "limit" and (binding.bound == "maximum") == (binding.price > 0):
        return f"binds.limit.{binding.bound}"
    return "binds.more" if binding.price > 0 else "binds.last" if binding.bound == "minimum" else "binds.less"


def _worth(figures: Figures, group: list[Binding], money: str) -> str:
    """The price, or the price of each year: years of one price together, and what all are told in once."""
    words = figures.language
    effect = "" if money == figures.currency else f" {words.word(figures.run.get('minimise') or '')}"
    rest = (effect + (f" {words('a_day')}" if group[0].daily else "")).rstrip()
    prices: dict[str, list[Binding]] = {}
    for binding in group:
        prices.setdefault(words.plain.amount(abs(binding.price), money), []).append(binding)
    alike = [same[0] for same in prices.values()]
    years = [_years(figures, same) for same in prices.values()]
    if len(alike) == 1 or any(abs(binding.price) >= LARGE for binding in group):
        told = (words.amount(abs(b.price), money, of=b.of("price")) + rest for b in alike)
        return together((price + when for price, when in zip(told, years, strict=True)), ", ")
    told = (words.number(abs(b.price), unit=pretty_unit(money), of=b.of("price")) for b in alike)
    return together((price + when for price, when in zip(told, years, strict=True)), ", ") + f" {money}{rest}"


def _years(figures: Figures, group: list[Binding]) -> str:
    years = [str(binding.year) for binding in group if figures.roadmap and binding.year]
    return f" ({', '.join(years)})" if years else ""


def _when(figures: Figures, binding: Binding) -> str:
    words = figures.language
    flowing = binding.kind not in ("limit", "store") and binding.bound != MOST_BUILT
    if binding.by_slot or (flowing and binding.slots < len(figures.slots)):
        count = words.number(binding.slots, of=binding.of("slots"))
        text = words("binds.slots", count=count, total=words.number(len(figures.slots), of="times count"))
        return together((" (", text, ")"))
    return ""


@dataclass
class Idle:
    """Something that is not used, and the least that it lacks."""

    name: str
    kind: str
    material: str
    lacks: float
    unit: str
    whole: bool = False  # the element is not used for anything else either


def idle(figures: Figures) -> list[Idle]:
    """What the plan does not use in any slot, nearest to being used first."""
    flows = figures.annual
    taken = flows["direction"] == ("out of pool")
    kept = flows[(taken | (flows["kind"] == "supply")) & (flows["amount"] > NOTHING)]
    used = set(zip(kept["element"].tolist(), kept["material"].tolist(), strict=True))
    frame = figures["reduced_costs"]
    if frame.empty:
        return []
    in_all = frame[frame["slot"] == 0]  # what an element lacks along its whole chain stands for its single flows
    frame = pd.concat([in_all, frame[(frame["slot"] != 0) & ~frame["element"].isin(in_all["element"])]])
    frame = frame.assign(lacks=frame["reduced_cost"].abs()).sort_values("lacks")
    frame = frame[frame["lacks"] > NOTHING].drop_duplicates(["element", "material"])
    elements = {element for element, _ in used}
    found: dict[tuple[object, object], Idle] = {}
    for row in to_records(frame):
        material = "" if row["material"] in (None, row["element"]) else str(row["material"])
        found[row["element"], row["material"]] = Idle(
            str(row["element"]),
            str(row["kind"]),
            material,
            row["lacks"],
            str(row["unit"] or ""),
            row["element"] not in elements,
        )
    return sorted((item for key, item in found.items() if key not in used), key=lambda item: item.lacks)


def idle_sentence(words: Language, kept: Idle) -> str:
    """What is not used, and what it would take."""
    kind = kept.kind if kept.kind in ("process", "supply", "market", "link") else "other"
    money = kept.unit[:3].isupper() and (len(kept.unit) == 3 or kept.unit[3] == "/")
    part = "" if kept.material else ".whole"
    if kept.whole and kind == "process" and kept.material:
        part = ".all"
    if kind == "process" and "/" not in kept.unit:
        part = ".unit"
    key = f"idle.{kind}{part}" if money or kind == "other" else f"idle.less.{kind}{part}"
    lacks = words.amount(kept.lacks, kept.unit, of=f"reduced_costs lacks {kept.name}|{kept.kind}|{kept.material}")
    return words(key, name=kept.name, material=kept.material, lacks=lacks)


def idle_sentences(words: Language, found: Iterable[Idle]) -> list[str]:
    """What is not used, and what it would take; what lacks the same, as the parts of one chain do, is told together."""
    groups: dict[tuple[str, str], list[Idle]] = {}
    for kept in found:
        groups.setdefault((f"{kept.lacks:.6g}", kept.unit), []).append(kept)
    lines = []
    for group in groups.values():
        first = next((kept for kept in group if kept.kind == "process"), group[0])
        others = list(dict.fromkeys(kept.name for kept in group if kept is not first and kept.name != first.name))
        also = " " + words("idle.also", names=names_told(words, others)) if others else ""
        lines.append(idle_sentence(words, first) + also)
    return lines


def parts_of(figures: Figures, effect: str, **where: object) -> list[tuple[str, str, float]]:
    """What a total is made of: (element, category, amount over the horizon), largest first."""
    parts: dict[tuple[str, str], float] = {}
    for row in figures.ledger_rows:
        if row["effect"] == effect and row["account"] == "own" and all(row[k] == v for k, v in where.items()):
            key = (str(row["element"] or ""), str(row["category"] or ""))
            parts[key] = parts.get(key, 0.0) + row["amount"] * row["counts"]
    return sorted(((e, c, a) for (e, c), a in parts.items() if abs(a) > NOTHING), key=lambda part: -abs(part[2]))


def part_sentence(words: Language, part: tuple[str, str, float], unit: str) -> str:
    """One part of a total: 'Grid, purchase: 630,000 MXN'."""
    element, category, value = part
    name = ", ".join(text for text in (element, words.word(category) if category else "") if text)
    return f"{name}: {words.amount(value, unit)}"


def span_words(figures: Figures, discounted: bool = False) -> str:
    """The stretch of time that totals are over, in words."""
    words = figures.language
    if figures.roadmap:
        total = sum(figures.span.values())
        key = "span.roadmap.discounted" if discounted and figures.discounts else "span.roadmap"
        return words(key, years=words.number(total, of="times years"), first=figures.years[0])
    hours = words.number(figures.hours, unit="h", of="times hours")
    return words("span.year") if figures.is_year else words("span.hours", hours=hours)


def at_most(lines: Sequence[str], most: int, words: Language) -> list[str]:
    """The first lines, and how many are left."""
    if len(lines) <= most:
        return list(lines)
    return [*lines[:most], words("and_more", count=words.number(len(lines) - most, of="count"))]
