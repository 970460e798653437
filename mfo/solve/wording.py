"""The sentences of a diagnosis: elements by name, amounts as the user writes them, remedies in the imperative."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..program.build import Program
from ..program.names import Element, element
from .reasons import Change, named

Show = Callable[[float, str, Element, bool | None], str]
"""Writes an amount in a canonical unit as the user does; the last says whether to round up (True), down or nearest."""

DAY = 24.0  # hours; longer slots are told per time, as supplies and capacities are typed


def plainly(amount: float, unit: str, _thing: Element, upward: bool | None = None) -> str:
    """An amount in its canonical unit."""
    value = outward(amount, upward)
    return f"{value:,.4g} {unit}".strip() if abs(value) < 1e4 else f"{value:,.0f} {unit}".strip()


def outward(value: float, upward: bool | None) -> float:
    """Round to four digits up or down, so that a remedy still suffices; None: leave it."""
    if upward is None or not value or not np.isfinite(value):
        return value
    step = 10.0 ** (np.floor(np.log10(abs(value))) - 3)
    rounded = (np.ceil if upward else np.floor)(round(value / step, 4)) * step
    return float(rounded)


class Writer:
    """Names members and writes amounts."""

    def __init__(self, program: Program, show: Show) -> None:
        self.graph, self.show = program.graph, show
        self.limits = (*program.graph.limits, *program.limits)
        self.program = program

    def element(self, kind: str, member: int) -> Element:
        """The element of a member, as the user named it."""
        if kind == "measurement":
            names = [name for part in self.program.fixed for name in part.names]
            return Element("measurement", names[member])
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
            parts.append(f"in slot {slot}" if slot.isdigit() else f"in {slot}")
        if year is not None and self.graph.years > 1:
            parts.append(f"in {year}" if not parts else f"of {year}")
        return " ".join(("", *parts))

    def amount_in(self, amount: float, slot: int, thing: Element, upward: bool | None = None) -> str:
        """An amount of one slot; a rate where the slot is longer than a day."""
        hours = float(self.graph.times.hours[slot])
        if hours > DAY:
            return self.show(amount / hours, f"{thing.unit}/h", thing, upward)
        return self.show(amount, thing.unit, thing, upward)

    def share(self, value: float, thing: Element, upward: bool | None = None) -> str:
        """A share in percent; the bound of a property that is no share as it is."""
        if thing.kind == "quality" and thing.unit != "%":
            return f"{outward(value, upward):.4g} {thing.unit}".strip()
        return f"{outward(100 * value, upward):.4g} %"


def by_year(writer: Writer, change: Change) -> str:
    """A limit that gives in several years: which, and by how much each."""
    thing, word = change.element, "raise" if change.upward else "lower"
    parts = []
    for year, _, moved in sorted(change.parts, key=lambda part: part[0] or 0):
        needed = change.current + moved if change.upward else change.current - moved
        amount = writer.show(moved, change.unit, thing, True)
        reached = writer.show(needed, change.unit, thing, change.upward)
        parts.append(f"in {year} by {amount} (to {reached})")
    return f"{word} the {change.bound.replace('_', ' ')} of {named(thing)} {', '.join(parts)}"


def instruction(writer: Writer, change: Change, slot: int, yearly: bool) -> str:
    """What to change, from what to what. ``slot``: the position of the change's; ``yearly``: an amount a year."""
    thing, name = change.element, named(change.element)
    when = writer.when(change.year, change.slot)
    if thing.kind == "supply" and change.bound == "amount" and not change.upward:
        return _take_less(writer, change, slot, when)
    word, bound = "raise" if change.upward else "lower", change.bound.replace("_", " ")
    if change.share is not None:
        current, needed = writer.share(change.share[0], thing), writer.share(change.share[1], thing, change.upward)
        return f"{word} the {bound} of {name}{when} from {current} to {needed}"
    amount = writer.show(change.amount, change.unit, thing, True)
    below_zero = change.needed < 0 and thing.kind != "limit"
    unlike = thing.kind in ("quality", "measurement") or change.bound.endswith("share")
    if unlike or below_zero:  # the amount that is missing is counted in another unit than the bound
        return f"{word} the {bound} of {name}{when} by the equivalent of {amount}"
    needed = writer.show(change.needed, change.unit, thing, change.upward)
    current, each = writer.show(change.current, change.unit, thing, None), " a year" if yearly else ""
    return f"{word} the {bound} of {name}{when} by {amount}{each}, from {current} to {needed}{each}"


def _take_less(writer: Writer, change: Change, slot: int, when: str) -> str:
    thing, slots = change.element, len(change.parts)
    less = writer.amount_in(change.amount, slot, thing, True)
    left = writer.amount_in(change.needed, slot, thing, False)
    before = writer.amount_in(change.current, slot, thing)
    rest = f" ({writer.show(change.total, change.unit, thing, True)} over {slots} slots)" if slots > 1 else ""
    return f"take {less} less of {named(thing)}{when}{rest}, {left} instead of {before}"


def suspicion(writer: Writer, change: Change) -> str:
    """That a bound looks a thousand times too small or too large."""
    thing = change.element
    if thing.kind == "supply" and change.unit == thing.unit:
        label = [writer.slot(k) for k in range(writer.graph.slots)]
        current = writer.amount_in(change.current, label.index(change.slot) if change.slot in label else 0, thing)
    else:
        current = writer.show(change.current, change.unit, thing, None)
    size = "small" if change.upward else "large"
    return f"the {change.bound.replace('_', ' ')} of {named(thing)} ({current}) looks a thousand times too {size}"
