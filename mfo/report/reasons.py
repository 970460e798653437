"""Why a plan is as it is, in sentences: what binds and its price, what is idle and what it lacks, totals and parts."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import pandas as pd

from .figures import Figures, to_records
from .language import Language, pretty_unit

NOTHING = 1e-9


@dataclass
class Binding:
    """A bound or a limit in use, over the slots of one year."""

    name: str
    kind: str  # supply, process, market, link, store; "limit" for a limit of the plant
    bound: str  # capacity, amount, minimum, maximum
    year: Any
    unit: str
    price: float  # of one more unit of the bound, the mean of the slots where it binds
    price_unit: str
    slots: int  # in how many slots it binds
    limit: float | None  # the bound itself, summed over those slots (a share: the mean)
    until: float | None = None  # up to how much more the price holds, where that is known

    @property
    def worth(self) -> float:
        """The size by which bindings are ranked: price times bound."""
        return abs(self.price) * max(abs(self.limit or 0.0), 1e-6)


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
            frame = frame.assign(name=frame[name])
        found += _bindings(frame)
    return sorted(found, key=lambda binding: (binding.price < 0, -binding.worth))


def _bindings(frame: pd.DataFrame) -> list[Binding]:
    """One binding a name, bound and year, over the slots in which it binds."""
    if "until" not in frame:
        frame = frame.assign(until=math.nan)
    groups = frame.groupby(["name", "kind", "bound", "year"], sort=False)
    told = groups.agg(
        unit=("unit", "first"), price=("price", "mean"), price_unit=("price_unit", "first"), slots=("price", "size"),
        limit=("limit", "sum"), until=("until", "min"),
    )  # fmt: skip
    return [
        Binding(
            str(row["name"]), row["kind"], row["bound"], row["year"], str(row["unit"] or ""), row["price"],
            str(row["price_unit"] or ""), row["slots"], row["limit"], row["until"],
        )
        for row in to_records(told.reset_index())
    ]  # fmt: skip


def binding_sentence(figures: Figures, binding: Binding) -> str:
    """A binding in words: what one more unit is worth, and how far."""
    return binding_sentences(figures, [binding])[0]


def binding_sentences(figures: Figures, found: Iterable[Binding]) -> list[str]:
    """Bindings in words; what binds in several years is told once, with its price in each."""
    groups: dict[tuple[object, ...], list[Binding]] = {}
    for binding in found:
        groups.setdefault((binding.name, binding.kind, binding.bound, binding.price > 0), []).append(binding)
    return [_sentence(figures, sorted(group, key=lambda b: b.year or 0)) for group in groups.values()]


def _sentence(figures: Figures, group: list[Binding]) -> str:
    words, first = figures.language, group[0]
    money, _, per = first.price_unit.partition("/")
    share = first.unit in ("", "%", "1")
    unit = pretty_unit(per if share else first.unit) or words("one_unit")
    limits = dict.fromkeys(
        words.percent(b.limit) if share else words.amount(b.limit, b.unit) for b in group if b.limit is not None
    )
    text = words(
        _key(first), name=first.name, bound=words(f"bound.{first.bound}"), unit=unit,
        worth=_worth(figures, group, money), limit=" – ".join(list(limits)[:: max(1, len(limits) - 1)]) or "–",
    )  # fmt: skip
    if first.until:
        text += " " + words("binds.until", amount=words.amount(first.until, first.unit))
    return text + _when(figures, first)


def _key(binding: Binding) -> str:
    """The text for a bound of which more, or less, would help."""
    if binding.kind == "limit" and (binding.bound == "maximum") == (binding.price > 0):
        return f"binds.limit.{binding.bound}"
    return "binds.more" if binding.price > 0 else "binds.last" if binding.bound == "minimum" else "binds.less"


def _worth(figures: Figures, group: list[Binding], money: str) -> str:
    """The price, or the price of each year."""
    words = figures.language
    years: dict[str, list[str]] = {}
    effect = "" if money == figures.currency else f" {words.word(figures.run.get('minimise') or '')}"
    for binding in group:
        stands = [str(binding.year)] if figures.roadmap and binding.year else []
        years.setdefault((words.amount(abs(binding.price), money) + effect).strip(), []).extend(stands)
    return ", ".join(price + (f" ({', '.join(stands)})" if stands else "") for price, stands in years.items())


def _when(figures: Figures, binding: Binding) -> str:
    words, parts = figures.language, []
    if len(figures.slots) > 1 and binding.slots < len(figures.slots) and binding.kind != "limit":
        parts.append(words("binds.slots", count=binding.slots, total=len(figures.slots)))
    return f" ({', '.join(parts)})" if parts else ""


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
    frame = frame.assign(lacks=frame["reduced_cost"].abs()).sort_values("lacks")
    frame = frame[frame["lacks"] > NOTHING].drop_duplicates(["element", "material"])
    elements = {element for element, _ in used}
    found: dict[tuple[Any, Any], Idle] = {}
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
    key = f"idle.{kind}" + ("" if kept.material else ".whole")
    if kept.whole and kind == "process" and kept.material:
        key = "idle.process.all"
    lacks = words.amount(kept.lacks, kept.unit)
    money = kept.unit[:3].isupper() and (len(kept.unit) == 3 or kept.unit[3] == "/")
    return words(key, name=kept.name, material=kept.material, lacks=lacks) + (
        "" if money else " " + words("idle.effect")
    )


def parts_of(figures: Figures, effect: str, **where: Any) -> list[tuple[str, str, float]]:
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
        key = "span.roadmap.discounted" if discounted else "span.roadmap"
        return words(key, years=words.number(total), first=figures.years[0])
    return words("span.year") if figures.is_year else words("span.hours", hours=words.number(figures.hours))


def at_most(lines: Iterable[str], most: int, words: Language) -> list[str]:
    """The first lines, and how many are left."""
    found = list(lines)
    if len(found) <= most:
        return found
    return [*found[:most], words("and_more", count=len(found) - most)]
