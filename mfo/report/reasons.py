"""Why a plan is as it is, in sentences: what binds and its price, what is idle and what it lacks, totals and parts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .figures import Figures
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
    limit: float | None  # the bound itself, summed over those slots
    until: float | None = None  # up to how much more the price holds, where that is known

    @property
    def worth(self) -> float:
        """The size by which bindings are ranked: price times bound."""
        return abs(self.price) * max(abs(self.limit or 0.0), 1e-6)


def bindings(figures: Figures) -> list[Binding]:
    """Bounds and limits in use that have a price, dearest first."""
    found: dict[tuple[Any, ...], Binding] = {}
    for row in figures.records("bounds"):
        if row["binding"] and abs(row["price"] or 0.0) > NOTHING:
            _count(found, row, row["element"], row["kind"], row["bound"], row["limit"])
    for row in figures.records("limits"):
        if row["binding"] and abs(row["price"] or 0.0) > NOTHING:
            bound = "maximum" if _at(row["value"], row["maximum"]) else "minimum"
            _count(found, row, row["limit"], "limit", bound, row[bound])
    return sorted(found.values(), key=lambda binding: -binding.worth)


def _count(found: dict[tuple[Any, ...], Binding], row: dict[str, Any], name: Any, kind: str, bound: str, limit: Any) -> None:
    key = (name, kind, bound, row["year"])
    kept = found.setdefault(
        key, Binding(str(name), kind, bound, row["year"], str(row["unit"] or ""), 0.0, str(row["price_unit"] or ""), 0, 0.0)
    )
    kept.price = (kept.price * kept.slots + row["price"]) / (kept.slots + 1)
    kept.slots += 1
    kept.limit = (kept.limit or 0.0) + (limit or 0.0)
    kept.until = row.get("until", kept.until)


def _at(value: float | None, bound: float | None) -> bool:
    return value is not None and bound is not None and abs(value - bound) <= 1e-6 * max(1.0, abs(bound))


def binding_sentence(figures: Figures, binding: Binding) -> str:
    """A binding in words: what one more unit is worth, and how far."""
    words = figures.language
    money, unit, price = binding.price_unit.split("/")[0], binding.unit, abs(binding.price)
    if unit in ("", "%", "1"):
        unit, price = words("percentage_point"), price / 100.0
    worth = words.amount(price, money)
    relaxed_by_more = (binding.bound != "minimum") == (binding.price <= 0) or binding.bound == "amount"
    key = f"binds.{'more' if relaxed_by_more else 'less'}" if binding.kind != "limit" else f"binds.limit.{binding.bound}"
    if binding.kind == "limit" and binding.bound == "maximum" and not relaxed_by_more:
        key = "binds.less"
    text = words(
        key, name=binding.name, bound=words(f"bound.{binding.bound}"), unit=pretty_unit(unit), worth=worth,
        limit=words.amount(binding.limit, binding.unit) or "–",
    )  # fmt: skip
    if binding.until:
        text += " " + words("binds.until", amount=words.amount(binding.until, binding.unit))
    return text + _when(figures, binding)


def _when(figures: Figures, binding: Binding) -> str:
    words, parts = figures.language, []
    if figures.roadmap:
        parts.append(str(binding.year))
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


def idle(figures: Figures) -> list[Idle]:
    """What the plan does not use in any slot, nearest to being used first."""
    used: set[tuple[Any, Any]] = set()
    found: dict[tuple[Any, Any], Idle] = {}
    for row in figures.records("reduced_costs"):
        key = (row["element"], row["material"])
        if abs(row["amount"] or 0.0) > 1e-7:
            used.add(key)
        lacks = abs(row["reduced_cost"] or 0.0)
        if lacks > NOTHING and (key not in found or lacks < found[key].lacks):
            material = "" if row["material"] in (None, row["element"]) else str(row["material"])
            found[key] = Idle(str(row["element"]), str(row["kind"]), material, lacks, str(row["unit"] or ""))
    return sorted((kept for key, kept in found.items() if key not in used), key=lambda kept: kept.lacks)


def idle_sentence(words: Language, kept: Idle) -> str:
    """What is not used, and what it would take."""
    kind = kept.kind if kept.kind in ("process", "supply", "market", "link") else "other"
    key = f"idle.{kind}" + ("" if kept.material else ".whole")
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
