"""The sentences of a diagnosis: elements by name, amounts as the user writes them, remedies in the imperative."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np

from ...graph.arrays.element_names import NamedElement, element
from ...graph.arrays.flow_graph import LimitRows
from ...program.build import Program
from ...translation import MONTH, say, spoken, translated
from ...units import conversion, format_number, parse_unit
from .causes import BoundChange, bounded, named


class Show(Protocol):
    """Writes an amount in a canonical unit as the user does, rounded up (True), down or to the nearest (None).

    ``digits`` is given where four significant ones do not tell two numbers apart.
    """

    def __call__(
        self, amount: float, unit: str, thing: NamedElement, upward: bool | None = None, /, digits: int = 4
    ) -> str:
        """The amount with its unit."""


DIGITS = 4
OF_SIZES = frozenset({"capacity", "built", "standing", "units", "opened", "step"})
"""The last words of families of what is in place."""
MOST_ALIKE = 3  # changes of one kind that are told one by one
FINER = (6, 8, 10)  # significant digits where fewer do not tell two numbers apart
MOST_YEARS = 10  # that are told one by one
DAY = 24.0  # hours; longer slots are told per time, as supplies and capacities are typed


def plainly(amount: float, unit: str, _thing: NamedElement, upward: bool | None = None, /, digits: int = DIGITS) -> str:
    """An amount in its canonical unit."""
    value = outward(amount, upward, digits)
    return f"{value:,.{digits}g} {unit}".strip() if abs(value) < 1e4 else f"{value:,.0f} {unit}".strip()


def outward(value: float, upward: bool | None, digits: int = DIGITS) -> float:
    """Round to four digits up or down, so that a remedy still suffices; None: leave it."""
    if upward is None or not value or not np.isfinite(value):
        return value
    step = 10.0 ** (np.floor(np.log10(abs(value))) - digits + 1)
    rounded = (np.ceil if upward else np.floor)(round(value / step, 4)) * step
    return float(rounded)


def _slot_name(label: str) -> str:
    """A slot by its label; a month by its name in the language that is spoken."""
    month, parted, year = label.partition(" ")
    return f"{translated(month, spoken(), MONTH)}{parted}{year}"


def _of_sizes(limit: LimitRows) -> bool:
    """Whether a limit bounds what is in place, or what is spent on it once, which nobody counts by the year."""
    return bool(limit.what) and all(term.family.rpartition("_")[2] in OF_SIZES for term in limit.what)


class Writer:
    """Names members and writes amounts."""

    def __init__(self, program: Program, show: Show, digits: int = DIGITS) -> None:
        self.graph, self.digits = program.graph, digits
        self.typed = show
        self.show: Show = show if digits == DIGITS else partial(show, digits=digits)
        self.limits = (*program.graph.limits, *program.limits)
        self.program = program

    def apart(self, write: Callable[[Writer], tuple[str, ...]]) -> tuple[str, ...]:
        """The texts that ``write`` makes, in as many digits as it takes for the first two to differ."""
        texts = write(self)
        for digits in FINER:
            if texts[0] != texts[1]:
                break
            texts = write(self.finer(digits))
        return texts

    def finer(self, digits: int) -> Writer:
        """The same with as many significant digits."""
        return self if digits <= self.digits else Writer(self.program, self.typed, digits)

    def element(self, kind: str, member: int) -> NamedElement:
        """The element of a member, as the user named it."""
        if kind == "measurement":
            names = [name for part in self.program.fixed for name in part.names]
            return NamedElement("measurement", names[member])
        return element(self.graph, kind, member, self.limits)

    def year(self, position: int) -> int | None:
        """The label of a milestone; None for all."""
        return self.graph.times.years[position] if position >= 0 else None

    def slot(self, position: int) -> str | None:
        """The label of a slot; None for all."""
        return self.graph.times.labels[position] if position >= 0 else None

    def when(self, year: int | None, slot: str | None) -> str:
        """A time in words, with a blank before it; nothing where there is only one."""
        parts = []
        if slot is not None and self.graph.slots > 1:
            parts.append(
                say("in slot {slot}", slot=slot) if slot.isdigit() else say("in {time}", time=_slot_name(slot))
            )
        if year is not None and self.graph.years > 1:
            parts.append(say("in {time}", time=year) if not parts else say("of {year}", year=year))
        return " ".join(("", *parts))

    @property
    def times(self) -> str:
        """What several times are called: slots, or years where a year is one slot."""
        return say("slots") if self.graph.slots > 1 else say("milestone years")

    def amount_in(self, amount: float, slot: int, thing: NamedElement, upward: bool | None = None) -> str:
        """An amount of one slot; a rate where the slot is longer than a day."""
        hours = float(self.graph.times.hours[slot])
        if hours > DAY:
            return self.show(amount / hours, f"{thing.unit}/h", thing, upward)
        return self.show(amount, thing.unit, thing, upward)

    def limit(self, thing: NamedElement) -> LimitRows | None:
        """The rows of an element that is a limit."""
        return next((rows for rows in self.limits if thing.kind == "limit" and rows.name == thing.name), None)

    def bound(self, value: float, unit: str, thing: NamedElement, upward: bool | None, slot: int = -1) -> str:
        """The bound of an element as it was typed: a limit's as an amount, an amount a year or a rate."""
        limit = self.limit(thing)
        if limit is None:
            return self.show(value, unit, thing, upward)
        a_year = f" {say('a year')}" if limit.when == "year" and not _of_sizes(limit) else ""
        if limit.share or not limit.bound_unit:
            return self.show(value, unit, thing, upward).strip() + a_year
        rate = parse_unit(limit.bound_unit).dimension != parse_unit(unit).dimension
        if rate:
            value, unit = value / self._hours(limit, slot), f"{unit}/h"
        typed = outward(value * conversion(unit, limit.bound_unit), upward, self.digits)
        return f"{format_number(typed, self.digits)} {limit.bound_unit}{'' if rate else a_year}"

    def _hours(self, limit: LimitRows, slot: int) -> float:
        """The hours that a limit's rows span."""
        times = self.graph.times
        if limit.when == "slot":
            return float(times.hours[slot])
        year = float((times.hours * times.weight).sum())
        return year * float(np.sum(times.span)) if limit.when == "total" else year

    def share(self, value: float, thing: NamedElement, upward: bool | None = None) -> str:
        """A share as it was typed, or in percent; the bound of a property that is no share as it is."""
        limit = self.limit(thing)
        if limit is not None and limit.bound_unit not in ("", "%"):
            typed = outward(value / parse_unit(limit.bound_unit).factor, upward, self.digits)
            return f"{format_number(typed, self.digits)} {limit.bound_unit}"
        if thing.kind == "quality" and thing.unit != "%":
            return f"{outward(value, upward, self.digits):.{self.digits}g} {thing.unit}".strip()
        return f"{outward(100 * value, upward, self.digits):.{self.digits}g} %"


def unlike(writer: Writer, thing: NamedElement) -> bool:
    """Whether what is missing is counted in another unit than the bound, as for a share."""
    limit = writer.limit(thing)
    return thing.kind in ("quality", "measurement") or (limit is not None and limit.share)


def by_year(writer: Writer, change: BoundChange) -> str:
    """A bound that gives in several years: which, and from what to what in each."""
    largest: dict[int | None, tuple[float, tuple[float, float] | None]] = {}
    for (year, _, moved), ends in zip(change.parts, change.ends, strict=True):
        if year not in largest or moved > largest[year][0]:
            largest[year] = moved, ends
    parts = [
        f"{say('in {time}', time=year)} {_from_to(writer, change, moved, ends)}"
        for year, (moved, ends) in sorted(largest.items(), key=lambda each: each[0] or 0)
    ]
    text = "raise the {bound} {parts}" if change.upward else "lower the {bound} {parts}"
    return say(text, bound=bounded(change.element, change.bound), parts=", ".join(parts))


def _from_to(writer: Writer, change: BoundChange, moved: float, ends: tuple[float, float] | None) -> str:
    thing = change.element
    if ends is not None and change.share is not None:
        before, after = ends
        current, needed = writer.apart(
            lambda each: (each.share(before, thing), each.share(after, thing, change.upward))
        )
        return say("from {current} to {needed}", current=current, needed=needed)
    if ends is None or unlike(writer, thing) or change.bound.endswith("share"):
        return say("by the equivalent of {amount}", amount=writer.show(moved, change.unit, thing, True))
    before, after = ends
    current, needed = writer.apart(
        lambda each: (
            each.bound(before, change.unit, thing, None),
            each.bound(after, change.unit, thing, change.upward),
        )
    )
    return say("from {current} to {needed}", current=current, needed=needed)


def instruction(writer: Writer, change: BoundChange, slot: int) -> str:
    """What to change, from what to what. ``slot``: the position of the change's."""
    thing, bound = change.element, bounded(change.element, change.bound)
    when = writer.when(change.year, change.slot)
    if thing.kind == "supply" and change.bound == "amount" and not change.upward:
        return _take_less(writer, change, slot, when)
    text = "raise the {bound}{when} {change}" if change.upward else "lower the {bound}{when} {change}"
    times = len({(year, slot) for year, slot, _ in change.parts if slot is not None})
    if times > 1:
        when = f" {say('in {count} {times}, most{when}:', count=times, times=writer.times, when=when)}"
    if change.share is not None:
        before, after = change.share
        current, needed = writer.apart(
            lambda each: (each.share(before, thing), each.share(after, thing, change.upward))
        )
        return say(
            text, bound=bound, when=when, change=say("from {current} to {needed}", current=current, needed=needed)
        )
    below_zero = change.needed < 0 and thing.kind != "limit"
    if unlike(writer, thing) or change.bound.endswith("share") or below_zero:
        amount = writer.show(change.amount, change.unit, thing, True)
        return say(text, bound=bound, when=when, change=say("by the equivalent of {amount}", amount=amount))
    values = ((change.current, None), (change.needed, change.upward), (change.amount, True))
    current, needed, amount = writer.apart(
        lambda each: tuple(each.bound(value, change.unit, thing, side, slot) for value, side in values)
    )
    moved = say("by {amount}, from {current} to {needed}", amount=amount, current=current, needed=needed)
    if change.varies:
        moved = say(
            "by {amount} in every slot, where it is largest from {current} to {needed}",
            amount=amount,
            current=current,
            needed=needed,
        )
    return say(text, bound=bound, when=when, change=moved)


def _take_less(writer: Writer, change: BoundChange, slot: int, when: str) -> str:
    thing, slots = change.element, len(change.parts)
    if writer.graph.slots == 1 and 1 < slots <= MOST_YEARS and None not in change.ends:
        return _less_by_year(writer, change, slot)
    before, left, less = writer.apart(
        lambda each: (
            each.amount_in(change.current, slot, thing),
            each.amount_in(change.needed, slot, thing, False),
            each.amount_in(change.amount, slot, thing, True),
        )
    )
    ends = say("{left} instead of {before}", left=left, before=before)
    if slots == 1:
        return say("take {less} less of {thing}{when}, {ends}", less=less, thing=named(thing), when=when, ends=ends)
    total = f"({say('{amount} in all', amount=writer.show(change.total, change.unit, thing, True))})"
    text = "take less of {thing} in {count} {times}, most{when}: {less} less {total}, {ends}"
    if _everywhere(writer, change):
        text = "take {less} less of {thing} in all {count} {times} {total}, {ends}"
    return say(text, less=less, thing=named(thing), count=slots, times=writer.times, total=total, ends=ends, when=when)


def _less_by_year(writer: Writer, change: BoundChange, slot: int) -> str:
    """What is left of a supply in each year in which less of it is taken."""
    thing, years = change.element, []
    for (year, _, _), ends in sorted(zip(change.parts, change.ends, strict=True), key=lambda pair: pair[0][0] or 0):
        before, left = ends or (change.current, change.needed)
        texts = writer.apart(
            lambda each, of=(left, before): (  # type: ignore[misc]
                each.amount_in(of[0], slot, thing, False),
                each.amount_in(of[1], slot, thing),
            )
        )
        ends_of_year = say("{left} instead of {before}", left=texts[0], before=texts[1])
        years.append(f"{say('in {time}', time=year)} {ends_of_year}")
    total = writer.show(change.total, change.unit, thing, True)
    return say(
        "take less of {thing}, {parts} ({amount} in all)", thing=named(thing), parts=", ".join(years), amount=total
    )


def _everywhere(writer: Writer, change: BoundChange) -> bool:
    """Whether what moves is the same rate at all times."""
    times = writer.graph.times
    if len(change.parts) != writer.graph.slots * writer.graph.years:
        return False
    hours = dict(zip(times.labels, times.hours, strict=True))
    rates = [moved / hours[slot] for _, slot, moved in change.parts if slot is not None]
    return len(rates) == len(change.parts) and max(rates) - min(rates) <= 1e-6 * max(rates)


def likewise(writer: Writer, same: list[BoundChange]) -> list[str]:
    """Changes of one bound of many elements: the largest in full, and how many more with what they come to."""
    ordered = sorted(same, key=lambda change: -change.total)
    first, rest = ordered[:MOST_ALIKE], ordered[MOST_ALIKE:]
    names = ", ".join(change.element.name for change in rest[:MOST_ALIKE])
    more = ", ..." if len(rest) > MOST_ALIKE else ""
    kind = rest[0].element.kind
    many = {"supply": "supplies", "process": "processes"}.get(kind, f"{kind}s")
    sums = ""
    if len({change.unit for change in rest}) == 1 and not any(change.share for change in rest):
        total = writer.show(sum(change.amount for change in rest), rest[0].unit, rest[0].element, True)
        sums = f", {say('{amount} in all', amount=total)}" if writer.graph.slots * writer.graph.years == 1 else ""
    told = say("likewise for {count} more {many} ({names})", count=len(rest), many=say(many), names=f"{names}{more}")
    return [*(change.sentence for change in first), f"{told}{sums}"]


def suspicion(writer: Writer, change: BoundChange) -> str:
    """That a bound looks a thousand times too small or too large."""
    thing = change.element
    if thing.kind == "supply" and change.unit == thing.unit:
        label = [writer.slot(k) for k in range(writer.graph.slots)]
        current = writer.amount_in(change.current, label.index(change.slot) if change.slot in label else 0, thing)
    else:
        current = writer.bound(change.current, change.unit, thing, None)
    text = "the {bound} ({current}) looks a thousand times too large"
    if change.upward:
        text = "the {bound} ({current}) looks a thousand times too small"
    return say(text, bound=bounded(thing, change.bound), current=current)
