"""Readings made to balance as a page: the verdict, which meter to look at, every reading, what follows from them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..facts.blocks import Section, intro, number
from ..facts.language import Language, language, pretty_unit
from ..facts.markup import Html, data, join, table, tag
from .report_page import made_by, shell

if TYPE_CHECKING:
    from ...reconciliation.reconciled_flows import ReadingResult, Reconciliation, Suspect

DIGITS = 5  # of amounts
LESS = 2  # of uncertainties
MOST_LOOKED_AT = 10  # meters that are told, where none is suspect


def reconciliation_page(found: Reconciliation, name: str, code: str = "en") -> str:
    """The reconciliation as one HTML page."""
    words = language(code)
    title = words("reconcile.title")
    top = tag(
        "header",
        tag("p", name, class_="over"),
        tag("h1", title),
        tag("p", _verdict(found, words), class_="lead"),
        class_="top",
    )
    parts = [
        Section("suspects", words("reconcile.suspects"), _suspects(found, words), True) if found.suspects else None,
        _order_section(found, words),
        Section("readings", words("reconcile.readings"), _readings(found, words), True),
        Section("yields", words("reconcile.yields"), _yields(found, words), True) if found.told_yields else None,
        Section("unmeasured", words("reconcile.unmeasured"), _unmeasured(found, words), True),
        Section("totals", words("reconcile.totals"), _totals(found, words), True) if found.effects else None,
    ]
    told = [part for part in parts if part is not None]
    return shell(f"{name}: {title}", words.code, top, told, made_by(words))


def _verdict(found: Reconciliation, words: Language) -> str:
    test = found.test
    count = words.number(len(found.readings), of="count")
    if not test.degrees:
        return words("reconcile.unchecked", count=count)
    return words(
        "reconcile.passed" if test.passed else "reconcile.failed",
        count=count,
        square=words.number(test.chi_square),
        limit=words.number(test.limit),
        p=words.number(test.p, 2),
    )


def _suspects(found: Reconciliation, words: Language) -> Html:
    listed = _meters(found.suspects, words("reconcile.suspects"), words)
    return join([intro(words("reconcile.suspects.intro")), listed, _common_error(found, words)])


def _order_section(found: Reconciliation, words: Language) -> Section | None:
    """The meters in the order in which they are worth looking at, where none is suspect."""
    if found.suspects or not any(item.uncertainty > 0 for item in found.readings):
        return None
    title, first = words("reconcile.order"), found.look_at[:MOST_LOOKED_AT]
    told = "reconcile.order.outlier" if found.outlier is not None else "reconcile.order.intro"
    told = told if first else "reconcile.order.none"
    listed = [_meters(first, title, words)] if first else []
    return Section("order", title, join([intro(words(told)), *listed, _common_error(found, words)]), True)


def _meters(every: Sequence[Suspect], title: str, words: Language) -> Html:
    rows = [[" / ".join(each.meters), number(words, each.test, significant=3)] for each in every]
    return table(title, [words("reconcile.meter"), words("reconcile.test")], rows, numeric=(1,), hide_caption=True)


def _common_error(found: Reconciliation, words: Language) -> Html:
    """What readings cannot show of themselves: that all of them are off by the same share."""
    if math.isnan(found.common_error):
        return Html("")
    if not found.sees_common_error:
        return intro(words("reconcile.common.unseen"))
    return intro(words("reconcile.common", share=words.plain.percent(found.common_error)))


def _readings(found: Reconciliation, words: Language) -> Html:
    rows = [_row(item, item.slot, words) for item in found.readings]
    heads = [
        words(f"reconcile.{key}") for key in ("reading", "material", "measured", "reconciled", "unit", "test", "mark")
    ]
    return join(
        [
            intro(words("reconcile.readings.intro")),
            table(words("reconcile.readings"), heads, rows, numeric=(2, 3, 5), hide_caption=True),
        ]
    )


def _yields(found: Reconciliation, words: Language) -> Html:
    rows = [_row(item, item.per or item.parameter, words) for item in found.told_yields]
    heads = [words(f"reconcile.{key}") for key in ("yield", "material", "typed", "reconciled", "unit", "test", "mark")]
    return join(
        [
            intro(words("reconcile.yields.intro")),
            table(words("reconcile.yields"), heads, rows, numeric=(2, 3, 5), hide_caption=True),
        ]
    )


def _row(item: ReadingResult, of: str, words: Language) -> list[Html | str]:
    """What was read or typed beside what balances; ``of`` says more of its name."""
    unit, role = pretty_unit(item.unit), words(f"reconcile.{item.role}") if item.role else ""
    return [
        ", ".join(part for part in (item.at, role, of) if part),
        item.material,
        _unsure(words, item.measured, item.uncertainty, unit),
        _unsure(words, item.reconciled, item.reconciled_uncertainty, unit),
        unit,
        number(words, None if math.isnan(item.test) else item.test, significant=3),
        words("reconcile.suspect") if item.suspect else "",
    ]


def _unmeasured(found: Reconciliation, words: Language) -> Html:
    rows = []
    for item in found.unmeasured:
        unit = pretty_unit(item.unit)
        role = words(f"reconcile.{item.role}") if item.role else ""
        told = _unsure(words, item.amount, item.uncertainty, unit) if item.determined else words("reconcile.unknown")
        rows.append([", ".join(part for part in (item.at, role) if part), item.material, told, unit])
    heads = [words(f"reconcile.{key}") for key in ("flow", "material", "follows", "unit")]
    return join(
        [
            intro(words("reconcile.unmeasured.intro")),
            table(words("reconcile.unmeasured"), heads, rows, numeric=(2,), hide_caption=True),
        ]
    )


def _totals(found: Reconciliation, words: Language) -> Html:
    rows = []
    for item in found.effects:
        unit = pretty_unit(item.unit)
        told = _unsure(words, item.amount, item.uncertainty, unit)
        told = told if item.determined else Html(words("reconcile.totals.open", told=told))
        rows.append([words.word(item.effect), told, unit])
    heads = [words(f"reconcile.{key}") for key in ("total", "follows", "unit")]
    return join(
        [
            intro(words("reconcile.totals.intro")),
            table(words("reconcile.totals"), heads, rows, numeric=(1,), hide_caption=True),
        ]
    )


def _unsure(words: Language, value: float, deviation: float, unit: str) -> Html:
    """A value with its standard uncertainty."""
    shown = number(words, value, significant=DIGITS, unit=unit)
    if math.isnan(deviation) or deviation <= 0:
        return shown
    return join([shown, " ± ", data(words.plain.number(deviation, LESS), deviation, unit)])
