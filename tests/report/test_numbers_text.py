"""The numbers that ``mfo optimise`` and ``mfo explain`` print, against the tables of the run folder."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from mfo.cli.screen.plan_summary import text

from mfo.report import explain

from .example_pages import Page
from .reading import numbers, written

WASTE = {
    "waste": ("GRI 306-3 waste generated",),
    "to reuse": ("GRI 306-4 diverted by preparation for reuse",),
    "to recycling": ("GRI 306-4 diverted by recycling",),
    "to biogas and compost": ("GRI 306-4 diverted by other recovery operations",),
    "to energy recovery": ("GRI 306-5 disposed of by incineration with energy recovery",),
    "to landfill": ("GRI 306-5 disposed of by landfilling",),
}


@pytest.fixture
def told(page: Page) -> list[str]:
    return text(page.plan, Path("run")).splitlines()


def rounds(said: str, value: float) -> bool:
    """Whether a number in a text is its value, rounded to at least three digits."""
    shown, room = written(said)
    sign = -1.0 if said.strip().startswith("-") else 1.0
    shown = sign * abs(shown)
    return abs(shown - value) <= min(room * (1 + 1e-6), 5.1e-3 * abs(value)) + 1e-12 * abs(value)


def block(lines: list[str], head: str) -> list[str]:
    """The lines below a heading, up to the next blank one."""
    start = next((k for k, line in enumerate(lines) if line.startswith(head)), None)
    if start is None:
        return []
    found = lines[start:]
    return found[: found.index("")] if "" in found else found


def test_what_goes_where_is_what_flows(page: Page, told: list[str]) -> None:
    flows = page.expected.flows
    taken = flows[(flows["direction"] == "out of pool") & (flows["year"] == page.expected.years[0])]
    for line in block(told, "What goes where, per day:")[1:]:
        route, rest = re.fullmatch(r"  (.*?)  +(\S.*)", line).groups()  # type: ignore[union-attr]
        by = taken[taken["route"] == route].groupby(["material", "unit"])["amount"].sum() / (page.expected.hours / 24)
        rest = re.sub(r"; [\d,.]+ t of it new to the route$", "", rest)
        for part in re.sub(r", and \d+ more$", "", rest).split(", "):
            ((_, unit), value) = next((k, v) for k, v in by.items() if part.endswith(f" {k[0]}"))  # type: ignore[misc]
            assert rounds(part.split(" ")[0], value), part
            assert part.split(" ")[1] == unit or unit == "item", part
    assert block(told, "What goes where") or len(page.expected.years) > 1


def test_totals_are_those_of_the_ledger(page: Page, told: list[str]) -> None:
    plan = page.plan
    head = next(line for line in told if re.match(r"(a year|over the horizon) +", line))
    lines = block(told, head)
    names = re.split(r"  +", head)[1:]
    assert len(lines) > 2
    for line in lines[1:]:
        name, *cells = re.split(r"(?<=\S)  +", line)
        effect = name.strip().removesuffix(" (spent once)")
        counts = page.expected.span
        if effect.startswith("discounted to"):
            effect, counts = "cost", page.expected.weight
        after = sum(page.expected.effect(effect, year) * count for year, count in counts.items())
        known = {"plan": after}
        if plan.today is not None:
            known["today"] = page.expected.effect(effect, "today") * sum(counts.values())
            known["change"] = after - known["today"]
        for header, cell in zip(names, cells, strict=True):
            assert rounds(cell, known[header]), line
            if header == "change" and "%" in cell:
                share = re.search(r"\(([+-][\d.,]+) %\)", cell)
                assert share is not None
                assert rounds(share[1], 100 * known["change"] / abs(known["today"])), line
            elif header != "change":
                assert cell.split(" ", 1)[1] == page.expected.unit(effect)


def test_the_measures_are_the_words_of_the_table(page: Page, told: list[str]) -> None:
    """Each measure is told as the table tells it, and its words hold the row's numbers."""
    head = next((line for line in told if line.startswith("Measures, which together are what the plan saves")), "")
    lines = block(told, head)[1:] if head else []
    assert bool(lines) == (page.plan.today is not None and len(page.plan.measures) > 0)
    for line, row in zip(lines, page.plan.measures.itertuples(), strict=True):
        assert line.strip() == f"{row.measure}. {row.words}"
        sizes = [float(size.split(" ")[0]) for size in row.sizes.split("; ") if size]
        said = [
            row.today,
            row.plan,
            abs(row.change),
            abs(row.cost_change),
            abs(row.emissions_change),
            row.investment,
            row.moved_amount,
            round(row.payback * 12, 1) if row.payback < 2 else row.payback,
            *sizes,
        ]
        names_and_numbers(row.words, {row.element, row.material, row.site, *row.built.split("; ")}, said)


def test_the_changes_are_the_words_of_the_table(page: Page) -> None:
    """The words of each change hold the row's numbers, by the year."""
    for row in page.plan.changes.itertuples():
        said = [
            row.today,
            row.plan,
            abs(row.change),
            abs(row.cost_change),
            abs(row.emissions_change),
            abs(row.displaced_change),
        ]
        names_and_numbers(row.words, {row.element, row.material, row.site}, said)


def names_and_numbers(words: str, names: set[str], said: list[float]) -> None:
    """Whether every number in a sentence, but for those of names, is one of those that it may say."""
    rest = words
    for name in sorted(map(str, names), key=len, reverse=True):
        rest = rest.replace(name, "") if name else rest
    for found in re.findall(r"(?<![\w.])[\d,]*\.?\d+(?![\w])", rest):
        assert any(rounds(found, value) for value in said if value == value), words


def test_the_years_of_a_roadmap_are_the_tables(page: Page, told: list[str]) -> None:
    plan, years = page.plan, page.expected.years
    lines = block(told, "Year by year")
    indicators = plan.indicators.set_index(["indicator", "year"])["value"]
    seen = set()
    ends = [found.end() for found in re.finditer(r"\d{4}", lines[1])] if lines else []
    width = ends[1] - ends[0] if ends else 0
    for line in lines[2:]:
        name = line[: ends[0] - width].strip()
        cells = [line[end - width : end].strip() for end in ends]
        label, _, unit = name.rpartition(" [")
        for year, cell in zip(years, cells, strict=True):
            if label in WASTE:
                value = sum(indicators[key, year] for key in WASTE[label])
            elif label in ("diversion", "with energy recovery"):
                kind = "included" if label.startswith("with") else "excluded"
                value = 100 * indicators[f"diversion, energy recovery {kind}", year]
            elif label in plan.run["totals"]:
                value = page.expected.effect(label, year) / (1e6 if unit.startswith("million") else 1.0)
            elif label.startswith("left of "):
                value = indicators[f"left of: {label.removeprefix('left of ')}", year]
            elif label == "stands for":
                value = page.expected.span[year]
            else:
                begin = label.removeprefix("price of ").rstrip("…")
                rows = plan.limits[plan.limits["limit"].str.startswith(begin) & (plan.limits["year"] == year)]
                value = abs(rows["price"].iloc[0]) or float("nan")
            seen.add(label)
            assert (cell == "") if value != value else rounds(cell, value), (line, year)
    assert bool(seen) == (len(years) > 1)
    built = plan.capacities[plan.capacities["built"] > 1e-9]
    said = " ".join(line.strip() for line in block(told, "To be built:"))
    for row in built.itertuples():
        found = re.search(rf"\b{row.year} .*?\b{re.escape(row.process)} ([\d.,]+) {re.escape(row.unit)}", said)
        assert len(years) == 1 or (found is not None and rounds(found[1], row.built)), row


def test_explaining_says_what_the_page_says(page: Page) -> None:
    """What binds and what is idle is told in the same sentences."""
    section = page.section("binds")
    assert section is not None
    lines = {line.text() for line in section.every("li")}
    said = [line.strip() for line in explain(page.plan)]
    shared = [line for line in said if line in lines]
    assert len(shared) >= min(4, len(lines) - 1)
    answer = page.root.first("p", id="answer").text()
    assert " ".join(said[: said.index("")] if "" in said else said[:3]) == answer
    cost = page.expected.total("cost")
    total = next((line for line in said if line.startswith("Cost: ")), "")
    shown = [number.value for number in numbers(page.root) if number.of == "ledger size cost"]
    assert shown == [pytest.approx(abs(cost), rel=1e-12)]
    value, room = written(total.removeprefix("Cost: "))
    assert abs(value - cost) <= room * (1 + 1e-6)


def test_a_material_is_explained_by_its_mean_price(pages: Callable[[str, str], Page]) -> None:
    """Slots of twelve hours on 260 and on 105 days: the mean counts the former more than twice as much."""
    plan = pages("typical days", "en").plan
    prices = plan.prices[(plan.prices["material"] == "power") & (plan.prices["site"] == "mill")]
    one, two, three, four = prices.sort_values("slot")["price"].tolist()
    (line,) = (line for line in explain(plan, "power") if "is worth" in line and line.startswith("One more"))
    assert line.startswith("One more MWh of power at mill is worth ")
    assert rounds(line.split("is worth ")[1], (260 * (one + two) + 105 * (three + four)) / 730)
    assert not rounds(line.split("is worth ")[1], (one + two + three + four) / 4)
