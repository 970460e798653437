"""The changes from today, ranked by what they save, each as an instruction."""

from __future__ import annotations

from ...plan.tables.schema import Row
from ..facts.blocks import elsewhere, in_period, intro, unit_in_period
from ..facts.language import COUNTED
from ..facts.markup import Html, join, tag, together
from ..facts.plan_view import Figures, to_records
from ..facts.shadow_price_text import span_words

SMALL = 1e-6
MOST, LARGEST = 100, 50  # that a page lists with those that are folded; of more than that the largest
KINDS = ("supply", "process", "market", "link", "store")


def changes(figures: Figures) -> list[Row]:
    """The rows of ``changes`` that differ, those that save most first; without a cost by the relative change."""
    rows = [
        row
        for row in figures.records("changes")
        if row["change"] == 0  # as much as today, but not at the same cost
        or abs(row["change"] or 0.0) > SMALL * max(1.0, abs(row["today"] or 0.0), abs(row["plan"] or 0.0))
    ]
    return sorted(rows, key=lambda row: (row["cost_change"] or 0.0, row["emissions_change"] or 0.0))


def instruction(figures: Figures, row: Row) -> str:
    """One change in the imperative: what to do, with what, by how much."""
    words = figures.language
    kind = row["kind"] if row["kind"] in KINDS else "other"
    today, plan = row["today"] or 0.0, row["plan"] or 0.0
    if row["change"] == 0:
        return words("do.same", element=row["element"])
    scale = SMALL * max(abs(today), abs(plan))
    way = "start" if abs(today) <= scale else "stop" if abs(plan) <= scale else "more" if plan > today else "less"
    material = row["material"] if row["material"] and row["material"] != row["element"] else ""
    unit = str(row["unit"] or "")
    return words(
        f"do.{kind}.{way}" + ("" if material else ".whole"),
        element=row["element"],
        material=material,
        more=_by_how_much(figures, row, way) if way in ("more", "less") else "",
        change=in_period(figures, abs(plan - today), unit, source(row, "change")),
        plan=in_period(figures, plan, unit, source(row, "plan")),
        today=in_period(figures, today, unit, source(row, "today")),
    )


def _by_how_much(figures: Figures, row: Row, way: str) -> str:
    """By how much more or less: what is measured becomes less, what is counted becomes fewer."""
    words, value, unit = figures.language, abs(row["change"]), str(row["unit"] or "")
    if unit != COUNTED:
        return words(f"changes.{way}.amount", amount=in_period(figures, value, unit, source(row, "change")))
    told, value = unit_in_period(figures, unit), value / figures.period.days
    number = words.number(value, unit=told, of=source(row, "change"))
    return words(f"changes.{way}.count", number=number, unit=words.unit(told))


def source(row: Row, column: str) -> str:
    """Where a number of a change comes from."""
    return f"changes {column} {row['kind']}|{row['element']}|{row['site'] or ''}|{row['material'] or ''}"


def partners(figures: Figures) -> dict[tuple[str, str], str]:
    """From and to in words for (element, material): the largest two on either side, from the plan's flows."""
    from ..sankey.network import build_network

    flows = figures.annual
    rows = to_records(flows[flows["year"] == figures.years[0]])
    network = build_network({"plan": rows})
    found: dict[tuple[str, str], list[tuple[float, str]]] = {}
    for edge in network.edges:
        source, target = network.nodes[edge.source], network.nodes[edge.target]
        size = float(edge.amounts[0])
        line = f"{source.name} → {target.name}"
        for name in (source.name, target.name, *edge.via):
            found.setdefault((name, edge.material), []).append((-size, line))
    return {key: "; ".join(line for _, line in sorted(lines)[:2]) for key, lines in found.items()}


def changes_content(figures: Figures, most: int = 12) -> Html:
    """The list of instructions with from, to, how much and worth."""
    words = figures.language
    rows = changes(figures)
    if not rows:
        return intro(words("changes.none"))
    ways = partners(figures)
    items = [_item(figures, row, ways) for row in (rows if len(rows) <= MOST else rows[:LARGEST])]
    shown = tag("ol", join(items[:most]), class_="changes")
    rest: object = ""
    if len(items) > most:
        summary = words("changes.rest", count=words.number(len(rows) - most, of="count"))
        rest = tag(
            "details",
            tag("summary", summary),
            tag("ol", join(items[most:]), class_="changes", style=f"counter-reset:n {most}"),
            elsewhere(words, len(rows) - len(items), "changes"),
            class_="paper",
        )
    return join([intro(words("changes.intro")), shown, rest])


def _item(figures: Figures, row: Row, ways: dict[tuple[str, str], str]) -> Html:
    words = figures.language
    unit = str(row["unit"] or "")
    way = ways.get((str(row["element"]), str(row["material"])), "")
    numbers = words(
        "changes.numbers",
        today=in_period(figures, row["today"] or 0.0, unit, source(row, "today")),
        plan=in_period(figures, row["plan"] or 0.0, unit, source(row, "plan")),
    )
    how = together((text for text in (way, str(row["site"] or ""), numbers) if text), " · ")
    return tag(
        "li",
        tag("span", instruction(figures, row), class_="do"),
        tag("span", how, class_="how"),
        tag("span", _worth(figures, row), class_="worth"),
    )


def _worth(figures: Figures, row: Row) -> Html:
    """What a change saves and emits less: a year, as the ledgers tell it."""
    words, found = figures.language, []
    units = (("cost_change", figures.currency), ("emissions_change", figures.effects.get("emissions", "t_CO2e")))
    when = " " + (words("span.year") if figures.is_year else span_words(figures))
    for key, unit in units:
        value = row[key]
        if value is None or abs(value) < 1e-9:
            continue
        if key == "emissions_change":
            told = words.amount(value, unit, signed=True, of=source(row, key))
        else:
            saved = words.amount(abs(value), unit, of=source(row, key))
            told = words("changes.saves" if value < 0 else "changes.costs", amount=saved)
        found.append(tag("span", told + when, class_="good" if value < 0 else "bad"))
    elsewhere = row.get("displaced_change") or 0.0
    if abs(elsewhere) > 1e-9:
        told = words.amount(elsewhere, units[1][1], signed=True, of=source(row, "displaced_change"))
        found.append(
            tag("span", words("changes.displaced", amount=told) + when, class_="good" if elsewhere < 0 else "bad")
        )
    return join(found)
