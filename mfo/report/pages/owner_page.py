"""A firm's own page: what it gives, gets, pays and earns, today and in the plan, without the figures of others."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from ...errors import Problem, UsageError
from ...plan.tables.schema import empty
from ..facts.blocks import Section, intro
from ..facts.markup import Html, join, tag
from ..facts.plan_view import Figures
from ..facts.shadow_price_text import span_words
from ..sections.changes_section import changes_content
from ..sections.ledger_section import ledger_content, owners
from ..sections.transfers import transfer_lines
from .report_page import figures_of, made_by, shell

if TYPE_CHECKING:
    from ...plan.plan import Plan

OWN = ("ledger", "changes", "flows", "activities", "capacities", "sizes")  # tables whose rows name an owner
KEPT = ("times", "materials")  # tables that say nothing of anybody
HIDDEN = ("totals", "objective", "certificate", "digest", "source", "options")  # of run.json: they speak of all


def owner_page(plan: Plan, owner: str, code: str = "en") -> str:
    """The page of one owner. Raises :class:`mfo.errors.UsageError` where the run knows no such owner."""
    known = owners(figures_of(plan, code))
    if owner not in known:
        message = f"The run knows no owner `{owner}`."
        raise UsageError(Problem("name-unknown", message, remedy=f"The owners: {', '.join(known)}."))
    figures = figures_of(of_owner(plan, owner), code, marked=True)
    words = figures.language
    top = tag(
        "header",
        tag("p", figures.name, class_="over"),
        tag("h1", owner),
        tag("p", _answer(figures, owner), class_="lead", id="answer"),
        class_="top",
    )
    parts = [Section("ledger", words("ledger.title"), ledger_content(figures), True)]
    if len(figures["transfers"]):
        content = join([intro(words("owner.transfers.intro")), transfer_lines(figures)])
        parts.insert(0, Section("transfers", words("transfers.list"), content, True))
    if len(figures["changes"]):
        parts.insert(1, Section("changes", words("changes.title"), changes_content(figures), True))
    return shell(f"{owner} · {figures.name}", words.code, top, parts, made_by(words))


def of_owner(plan: Plan, owner: str) -> Plan:
    """A plan that holds only what is an owner's: its lines, its flows and changes, and what it gives and gets.

    A change that several owners share, as of a market to which all deliver, is left out: it would show the sum.
    """
    tables = {name: empty(name) for name in plan.tables}
    for name in OWN:
        tables[name] = _rows(plan.tables[name], "owner", owner)
    for name in KEPT:
        tables[name] = plan.tables[name]
    handed = plan.tables["transfers"]
    tables["transfers"] = handed[(handed["giver"] == owner) | (handed["taker"] == owner)].reset_index(drop=True)
    run = {key: value for key, value in plan.run.items() if key not in HIDDEN}
    today = None if plan.today is None else of_owner(plan.today, owner)
    return replace(plan, tables=tables, run=run, today=today, extra={})


def _rows(table: pd.DataFrame, column: str, value: str) -> pd.DataFrame:
    return table[table[column] == value].reset_index(drop=True)


def _answer(figures: Figures, owner: str) -> Html:
    """What it costs the owner outside, against today, and what it would pay others at the plan's prices."""
    words, span = figures.language, span_words(figures, discounted=True)
    plan = figures.total("cost")
    sentences = [
        words(
            "owner.pays" if plan >= 0 else "owner.earns",
            owner=owner,
            span=span,
            amount=words.amount(abs(plan), figures.currency, of="ledger size cost"),
        )
    ]
    if figures.today is not None:
        weights = figures.times.drop_duplicates("year")
        years = float((weights["span"] * weights["discount"]).sum())
        apart = plan - figures.today.year_total("cost", figures.today.years[0]) * years
        if apart:
            key = "owner.less" if apart < 0 else "owner.more"
            sentences.append(words(key, amount=words.amount(abs(apart), figures.currency, of="ledger apart cost")))
    net = math.fsum(
        (row["worth"] or 0.0) * (1 if row["taker"] == owner else -1) for row in figures.records("transfers")
    )
    if net:
        key = "owner.would_pay" if net > 0 else "owner.would_get"
        sentences.append(words(key, amount=words.amount(abs(net), figures.currency), span=span))
    return join(sentences, " ")
