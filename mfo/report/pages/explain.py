"""Why this plan: sentences for everything, or for one name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import TYPE_CHECKING

from ...errors import Problem, UsageError
from ...plan.tables.schema import Row
from ..facts.blocks import in_period
from ..facts.plan_view import Figures
from ..facts.shadow_price_text import (
    at_most,
    binding_sentences,
    idle_sentence,
    idle_sentences,
    part_sentence,
    parts_of,
    span_words,
)
from ..forms.contracts_section import contract_lines
from ..sections.answer import answer
from ..sections.measures import why
from ..sections.roadmap_section import sized
from .report_page import figures_of

if TYPE_CHECKING:
    from ...plan.plan import Plan

MOST = 12


def explain(plan: Plan, name: str | None = None, code: str = "en") -> list[str]:
    """Sentences that say why the plan is as it is; ``name`` is anything that the plan knows.

    Raises :class:`UsageError` with the nearest names where it knows no such name.
    """
    figures = figures_of(plan, code)
    if name is None:
        return _everything(figures)
    known = names(figures)
    found = next((candidate for candidate in known if candidate == name), None)
    found = found or next((candidate for candidate in known if candidate.lower() == name.strip().lower()), None)
    if found is None:
        raise _unknown(figures, name, known)
    told = [list(tell(figures, found)) for tell in known[found]]
    before: set[str] = set()
    lines: list[str] = []
    for sentences in told:  # a process and its route may be called alike: what both say is said once
        lines += [sentence for sentence in sentences if sentence not in before]
        before.update(sentences)
    priced = {binding.name for binding in figures.bindings} | {kept.name for kept in figures.idle}
    if figures.whole_numbers and found in priced:
        lines.append(figures.language("explain.whole"))
    unknown = "explain.unused.whole" if figures.whole_numbers else "explain.unused"
    return lines or [figures.language(unknown, name=found)]


Tell = Callable[[Figures, str], Iterable[str]]


def names(figures: Figures) -> dict[str, list[Tell]]:
    """Everything that can be asked for, with what tells about it."""
    known: dict[str, list[Tell]] = {}

    def add(found: Iterable[object], tell: Tell) -> None:
        for name in dict.fromkeys(str(item) for item in found if item):
            if tell not in known.setdefault(name, []):
                known[name].append(tell)

    flows = figures.annual
    add(figures.effects, _effect)
    for table, column in (
        ("ledger", "element"),
        ("bounds", "element"),
        ("reduced_costs", "element"),
        ("activities", "process"),
        ("stocks", "store"),
        ("capacities", "process"),
        ("sizes", "element"),
    ):
        add(figures[table][column].unique(), _element)
    add(flows["element"].unique(), _element)
    add(figures["limits"]["limit"].unique(), _limit)
    add(figures["contracts"]["contract"].unique(), contract_lines)
    add(figures["landfill_cells"]["cell"].unique(), _cell)
    add([*flows["material"].unique(), *figures["prices"]["material"].unique()], _material)
    add(_by_route(figures), _route)
    add(flows["site"].unique(), _place("site"))
    add(flows["owner"].unique(), _place("owner"))
    return known


def _unknown(figures: Figures, name: str, known: Iterable[str]) -> UsageError:
    words = figures.language
    near = get_close_matches(name, list(known), n=3, cutoff=0.5)
    remedy = words("explain.near", near=", ".join(near)) if near else words("explain.kinds")
    return UsageError(Problem("name-unknown", words("explain.unknown", name=name), remedy=remedy))


def _everything(figures: Figures) -> list[str]:
    words = figures.language
    lines = answer(figures)
    tight = binding_sentences(figures, figures.bindings)
    if tight:
        lines += ["", words("explain.tight"), *(f"  {line}" for line in at_most(tight, MOST, words))]
    told = [line for name in figures["contracts"]["contract"].unique() for line in contract_lines(figures, str(name))]
    if told:
        lines += ["", words("explain.contracts"), *(f"  {line}" for line in at_most(told, MOST, words))]
    unused = idle_sentences(words, figures.idle)
    if unused:
        lines += ["", words("explain.idle"), *(f"  {line}" for line in at_most(unused, MOST, words))]
    if figures.whole_numbers and (tight or unused):
        lines += ["", words("explain.whole")]
    minimised = str(figures.run.get("minimise") or "cost")
    if minimised in figures.effects:
        lines += ["", *_effect(figures, minimised)]
    return lines


def _effect(figures: Figures, effect: str) -> list[str]:
    words, unit = figures.language, figures.effects[effect]
    title = words.word(effect)
    total = words(
        "explain.total",
        effect=title[:1].upper() + title[1:],
        amount=words.amount(figures.total(effect), unit),
        span=span_words(figures, unit == figures.currency),
    )
    parts = [f"  {part_sentence(words, part, unit)}" for part in parts_of(figures, effect)]
    return [total, *at_most(parts, MOST, words)]


def _element(figures: Figures, name: str) -> list[str]:
    words, lines = figures.language, []
    flows = figures.annual
    year = figures.years[-1]
    for row in flows[(flows["element"] == name) & (flows["year"] == year)].to_dict("records"):
        if row["amount"] > 1e-9:
            key = "explain.flow.gives" if row["direction"] == "into pool" else "explain.flow.takes"
            amount = in_period(figures, row["amount"], row["unit"])
            lines.append(words(key, name=name, amount=amount, material=row["material"]))
    lines = [*why(figures, name), *_year_told(figures, lines), *_building(figures, name)]
    cost = sum(amount for _, _, amount in parts_of(figures, "cost", element=name))
    if abs(cost) > 1e-9:
        key = "explain.cost" if cost > 0 else "explain.earns"
        lines.append(words(key, amount=words.amount(abs(cost), figures.currency), span=span_words(figures, True)))
    lines += binding_sentences(figures, (b for b in figures.bindings if b.name == name and b.kind != "limit"))
    lines += [idle_sentence(words, kept) for kept in figures.idle if kept.name == name]
    contracts = figures["contracts"]
    for contract in contracts[contracts["element"] == name]["contract"].unique():
        lines += contract_lines(figures, str(contract))
    cells = figures["landfill_cells"]
    for cell in cells[cells["market"] == name]["cell"].unique():
        lines += _cell(figures, str(cell))
    return lines


def _cell(figures: Figures, name: str) -> list[str]:
    """When a cell of a landfill opens, is full and closes, and what is in it at the end."""
    words = figures.language
    last = {str(row["cell"]): row for row in figures.records("landfill_cells")}
    row = last[name]
    if not row["closing"]:
        return [_unopened(figures, name)]
    opened, full = str(row["opened"]), str(row["full"])
    told = [
        words("explain.cell.opened", year=opened) if opened else words("cells.before"),
        words("explain.cell.full", year=full) if full else words("cells.never"),
        words("explain.cell.closing", year=str(row["closing"])),
    ]
    filled, holds = (words.amount(row[part], str(row["unit"])) for part in ("filled", "capacity"))
    return [words("explain.cell", name=name, told=", ".join(told), filled=filled, capacity=holds)]


def _unopened(figures: Figures, name: str) -> str:
    """Why a cell is never opened: the one before has room, or the waste goes elsewhere for less."""
    last = {str(row["cell"]): row for row in figures.records("landfill_cells")}
    words, market = figures.language, last[name]["market"]
    mine = [cell for cell, row in last.items() if row["market"] == market]
    place = mine.index(name)
    if not place:
        return words("explain.cell.first", name=name)
    before = mine[place - 1]
    row = last[before]
    if not row["closing"]:
        return words("explain.cell.waits.unopened", name=name, before=before)
    if not row["full"]:
        left = words.amount(row["left"], str(row["unit"]))
        return words("explain.cell.waits", name=name, before=before, left=left)
    return words("explain.cell.dear", name=name, before=before)


def _year_told(figures: Figures, lines: list[str]) -> list[str]:
    """Amounts of a roadmap's last milestone, under a line that says so."""
    return [figures.language("explain.year", year=figures.years[-1]), *lines] if lines and figures.roadmap else lines


def _building(figures: Figures, name: str) -> list[str]:
    """What is built and for how much; in a roadmap when it is decided, from when and until when it is in use."""
    words, lines = figures.language, []
    for row in sized(figures):
        if row["process"] != name or not (row["built"] or 0.0) > 1e-9:
            continue
        first, last, amount = row.get("first_year"), row.get("last_year"), words.amount(row["built"], str(row["unit"]))
        if first is None:
            spent = sum(part["amount"] for part in figures.ledger_rows if _is_spent_on(part, name))
            lines.append(words("explain.built.once", amount=amount, money=words.amount(spent, figures.currency)))
            continue
        key = "explain.built" if last is None else "explain.built.until"
        lines.append(words(key, year=row["year"], amount=amount, first=f"{first:.0f}", last=f"{last or 0:.0f}"))
    return lines


def _is_spent_on(part: Row, name: str) -> bool:
    return bool(part["effect"] == "investment" and part["element"] == name)


def _limit(figures: Figures, name: str) -> list[str]:
    words = figures.language
    lines = [*binding_sentences(figures, (b for b in figures.bindings if b.name == name and b.kind == "limit"))]
    if lines:
        return lines
    for row in figures.records("limits"):
        if row["limit"] != name:
            continue
        for bound in ("minimum", "maximum"):
            if row[bound] is not None and row["value"] is not None:
                unit = str(row["unit"] or "")
                told = [words.amount(v, unit) if unit else words.percent(v) for v in (row["value"], row[bound])]
                line = words("explain.slack", name=name, value=told[0], bound=words(f"slack.{bound}"), limit=told[1])
                lines.append(f"{row['year']}: {line}" if figures.roadmap and row["year"] else line)
    return list(dict.fromkeys(lines))


def _material(figures: Figures, name: str) -> list[str]:
    words, lines = figures.language, []
    flows, year = figures.annual, figures.years[-1]
    for row in flows[(flows["material"] == name) & (flows["year"] == year)].to_dict("records"):
        if row["amount"] > 1e-9 and row["kind"] != "link":
            key = "explain.flow.gives" if row["direction"] == "into pool" else "explain.flow.takes"
            amount = in_period(figures, row["amount"], row["unit"])
            lines.append(words(key, name=row["element"], amount=amount, material=name))
    lines = _year_told(figures, lines)
    prices = figures["prices"]
    prices = prices[(prices["material"] == name) & (prices["year"] == year)]
    times = figures.times[figures.times["year"] == year].set_index("slot")
    prices = prices.assign(lasts=prices["slot"].map(times["hours"] * times["weight"]))
    for site, part in prices.groupby("site", sort=False):
        price = float((part["price"] * part["lasts"]).sum() / part["lasts"].sum())  # a mean over time
        money, _, unit = str(part["unit"].iloc[0]).partition("/")
        if abs(price) > 1e-9:
            key = "explain.price" if price > 0 else "explain.burden"
            lines.append(words(key, unit=unit, material=name, site=site, worth=words.amount(abs(price), money)))
    return lines


def _by_route(figures: Figures) -> dict[str, set[str]]:
    """The elements of each route, those that the plan does not use as well."""
    tables = [(figures.annual, "element"), (figures["activities"], "process")]
    if figures.today:
        tables.append((figures.today.annual, "element"))
    found: dict[str, set[str]] = {}
    for table, column in tables:
        pairs = table[["route", column]].drop_duplicates().dropna()
        for route, element in pairs.itertuples(index=False, name=None):
            if route:
                found.setdefault(str(route), set()).add(str(element))
    return found


def _route(figures: Figures, name: str) -> list[str]:
    words, lines = figures.language, []
    flows = figures.annual
    kept = flows[
        (flows["route"] == name) & (flows["year"] == figures.years[-1]) & (flows["direction"] == "out of pool")
    ]
    for row in kept.to_dict("records"):
        if row["amount"] > 1e-9:
            amount = in_period(figures, row["amount"], row["unit"])
            lines.append(
                words(
                    "explain.route",
                    route=words.word(name),
                    amount=amount,
                    material=row["material"],
                    name=row["element"],
                )
            )
    lines = _year_told(figures, lines)
    members = _by_route(figures)[name]
    lines += binding_sentences(figures, (b for b in figures.bindings if b.name in members))
    lines += [idle_sentence(words, i) for i in figures.idle if i.name in members]
    return lines


def _place(column: str) -> Tell:
    def tell(figures: Figures, name: str) -> list[str]:
        words = figures.language
        cost = sum(amount for _, _, amount in parts_of(figures, "cost", **{column: name}))
        key = "explain.cost" if cost > 0 else "explain.earns"
        head = f"{name}: " + words(
            key, amount=words.amount(abs(cost), figures.currency), span=span_words(figures, True)
        )
        parts = [f"  {part_sentence(words, p, figures.currency)}" for p in parts_of(figures, "cost", **{column: name})]
        return [head, *at_most(parts, MOST, words)]

    return tell
