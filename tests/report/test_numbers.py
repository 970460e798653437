"""Every number of the examples' reports, read back from the page and held against the tables of the run folder.

What a page tells is worked out once more here from the CSV files with pandas alone (``tables.py``).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files

import pandas as pd
import pytest

import mfo

from .example_pages import NAMES, Page, near, period, plain
from .reading import Element, Grid, Number, number, numbers, says
from .tables import Expected

WORDS = json.loads((files("mfo.report") / "assets" / "texts.json").read_text(encoding="utf-8"))["words"]


# --- numbers that say where they come from ---------------------------------------------------------------------------


def ledger_number(shown: Number, expected: Expected, what: str, effect: str) -> float:
    if what == "year":
        year, effect = effect.split("|")
        return expected.effect(effect, int(year))
    total = expected.total(effect)
    if what == "spent":  # on building, undiscounted
        return sum(expected.effect(effect, year) * span for year, span in expected.span.items())
    if what == "payback":
        return told_in(shown, payback(expected))
    if what != "part":
        assert plain(shown.unit) == expected.unit(effect).replace("_", " ")
    if what in ("total", "size"):
        return total if what == "total" else abs(total)
    apart = total - expected.before(effect)
    found = {"today": expected.before(effect), "change": apart, "apart": abs(apart)}
    return found[what] if what != "part" else abs(apart) / abs(expected.before(effect))


def payback(expected: Expected) -> float:
    """Investment over what is saved in a year before capital is paid: both from the ledgers."""
    capital = sum(
        expected.effect("cost", year, category="capital") * count for year, count in expected.counts("cost").items()
    )
    before = expected.effect("cost", "today", category="capital") * sum(expected.counts("cost").values())
    return expected.total("investment") / (expected.before("cost") - expected.total("cost") + capital - before)


def measure_number(shown: Number, expected: Expected, what: str, key: str) -> float:
    """A number of a measure: what it saves is told without its sign, shares as they are."""
    table = expected.plan.measures
    (row,) = table[table["measure"] == int(key)].to_dict("records")
    if what == "payback":
        return told_in(shown, row[what])
    return abs(row[what]) if what == "cost_change" else float(row[what])


def told_in(shown: Number, years: float) -> float:
    """Years, or where there are less than two of them the months they are told in."""
    assert shown.unit in (("months", "meses") if years < 2 else ("years", "años"))
    return years * 12 if years < 2 else years


def indicator_number(shown: Number, expected: Expected, what: str, name: str) -> float:
    def value(plan: mfo.Plan | None, year: int) -> float:
        assert plan is not None
        table = plan.indicators
        if name == "landfilled, of all waste":
            masses = table[table["year"] == year].set_index("indicator")["value"]
            return float(masses["GRI 306-5 disposed of by landfilling"] / masses["GRI 306-3 waste generated"])
        return float(table.loc[(table["indicator"] == name) & (table["year"] == year), "value"].iloc[0])

    if what == "year":
        year, name = name.split("|")
        return value(expected.plan, int(year))
    plan = value(expected.plan, expected.years[-1])
    if what == "total":
        return plan
    today = value(expected.today, expected.first_of_today)
    return today if what == "today" else (plan - today) * 100


def change_number(shown: Number, expected: Expected, what: str, key: str) -> float:
    if what == "count":
        return float(len(moved(expected.plan.changes)))
    kind, element, site, material = key.split("|")
    table = expected.plan.changes.fillna({"site": "", "material": ""})
    rows = table[(table["kind"] == kind) & (table["element"] == element) & (table["site"] == site)]
    (row,) = rows[rows["material"] == material].to_dict("records")
    if what in ("cost_change", "emissions_change"):
        text = shown.element.parent.text() if shown.element.parent else ""
        assert text.split(shown.text.replace("\u00a0", " "))[1].startswith(" a year")
        if what == "cost_change":
            assert "saves " in text if row[what] < 0 else "costs " in text
        return abs(row[what]) if what == "cost_change" else float(row[what])
    if what == "displaced_change":  # a year's, as the sentence that it stands in begins
        return float(row[what])
    value = row["plan"] - row["today"] if what == "change" else row[what]
    assert near(row["change"], row["plan"] - row["today"], max(row["plan"], row["today"]))
    assert plain(shown.unit).startswith(str(row["unit"]))
    return (abs(value) if what == "change" else float(value)) / period(shown.unit, expected)


def moved(changes: pd.DataFrame) -> pd.DataFrame:
    """The changes that are more than noise."""
    size = changes[["today", "plan"]].abs().max(axis=1).clip(lower=1.0)
    return changes[(changes["change"] == 0) | (changes["change"].abs() > 1e-6 * size)]


def bound_number(shown: Number, expected: Expected, table: str, what: str, key: str) -> float:
    name, bound, year = key.rsplit("|", 2)
    found = expected.binding(table, name, bound, year)
    sentence = shown.element.parent.text() if shown.element.parent else ""
    assert name in sentence
    daily = bool(found["daily"])
    if what == "price":
        after = sentence.split(shown.text.replace("\u00a0", " "), 1)[1]
        assert (" a day" in after) == daily, sentence
        return abs(found["price"])
    if what in ("limit", "until"):
        assert shown.unit.endswith("/d") or not daily
    return found[what]


def times_number(shown: Number, expected: Expected, what: str) -> float:
    return {"count": float(expected.slots), "hours": expected.hours, "years": sum(expected.span.values())}[what]


def wanted(shown: Number, expected: Expected) -> float:
    """What a number must be, from where it says that it comes from."""
    table, _, rest = shown.of.partition(" ")
    what, _, key = rest.partition(" ")
    if table == "ledger":
        return ledger_number(shown, expected, what, key)
    if table == "indicators":
        return indicator_number(shown, expected, what, key)
    if table == "changes":
        return change_number(shown, expected, what, key)
    if table == "measures":
        return measure_number(shown, expected, what, key)
    if table in ("bounds", "limits"):
        return bound_number(shown, expected, table, what, key)
    if table == "appraisal":
        kept = expected.plan.appraisal
        (row,) = kept[(kept["cash"] == what) & (kept["figure"] == key)].to_dict("records")
        return told_in(shown, row["value"]) if row["unit"] == "year" else row["value"]
    if table == "reduced_costs":
        return expected.lacks(*key.split("|"))
    assert table == "times", shown.of
    return times_number(shown, expected, what)


def test_numbers_in_sentences_equal_the_tables(page: Page) -> None:
    """The answer, the cards, changes as instructions, what binds, what is idle."""
    found = [shown for shown in numbers(page.root) if shown.of not in ("", "count")]
    assert len(found) >= 8
    for shown in found:
        value = wanted(shown, page.expected)
        assert near(shown.value, value), (shown.of, shown.text, shown.value, value)


def test_what_is_said_is_all_there_is(page: Page) -> None:
    """Every binding bound, every idle element and every change has its sentence, or is counted among the rest."""
    section = page.section("binds")
    assert section is not None
    lists = [[line.text() for line in part.every("li")] for part in section.every("ul")]
    bounds = page.plan.bounds
    bounds = bounds[bounds["binding"].astype(bool) & (bounds["price"].abs() > 1e-9)]
    bounds = bounds[bounds["bound"] != "capacity in place"]
    limits = page.plan.limits
    limits = limits[limits["binding"].astype(bool) & (limits["price"].abs() > 1e-9)]
    groups = {(row.element, row.kind, row.bound) for row in bounds.itertuples()} | {
        (n, "limit", "") for n in limits["limit"]
    }
    first = lists[0] if groups else []
    more = re.fullmatch(r"and ([\d,]+) more\.", first[-1]) if first else None
    told = len(first) - 1 + int(more[1]) if more else len(first)
    assert len(groups) <= told <= 2 * len(groups)  # one name may have years of either sign
    changes = page.section("changes")
    if changes is not None and page.plan.today is not None:
        assert len(list(changes.every("li"))) == len(moved(page.plan.changes))


# --- tables ----------------------------------------------------------------------------------------------------------


def column_year(header: str, expected: Expected) -> int | str:
    """The year that a column of a table stands for."""
    return {"Today": "today", "Plan": expected.years[-1]}.get(header) or int(header)


def check_ledger_grid(grid: Grid, expected: Expected, effect: str, key: Callable[[str], dict[str, object]]) -> None:
    sums: dict[str, float] = {}
    for name, header, cell in grid.cells():
        (shown,) = numbers(cell)
        if name == "all others":  # what the lines above leave of the total: the sum below
            value = shown.value
        elif header == "Change":
            value = expected.effect(effect, expected.years[-1], **key(name)) - expected.effect(
                effect, "today", **key(name)
            )
        else:
            value = expected.effect(effect, column_year(header, expected), **key(name))
        assert near(shown.value, value, abs(expected.total(effect))), (grid.caption, name, header)
        assert shown.unit == grid.caption.rpartition("[")[2].rstrip("]")
        sums[header] = sums.get(header, 0.0) + shown.value * (-1 if name == "Total" else 1)
    size = max((abs(number(d).value) for row in grid.rows for cell in row for d in cell.every("data")), default=1.0)
    assert all(near(value, 0.0, size) for value in sums.values()), "the total is the sum of the lines above it"


def ledger_key(first: str, account: str) -> Callable[[str], dict[str, object]]:
    """What the name of a line says of the ledger's rows."""

    def key(name: str) -> dict[str, object]:
        if name == "Total":
            return {"account": account}
        if first == "Category":
            return {"account": account, "category": "" if name == "uncategorised" else name}
        if first == "Scope":
            return {"account": account, "scope": int(name.removeprefix("Scope ")) if name.startswith("Scope") else 0}
        if account == "avoided":
            return {"account": account, "element": name}
        element, _, category = name.rpartition(" · ")
        return {"account": account, "element": element or category, "category": category if element else ""}

    return key


def test_ledgers_equal_the_ledger_and_add_up(page: Page) -> None:
    effects = {f"{e[:1].upper()}{e[1:]}": e for e in page.plan.run["totals"]}
    seen = set()
    for grid in page.grids("ledger"):
        title, first = plain(grid.caption.rpartition(" [")[0]), grid.headers[0]
        if first == "Effect":  # gases: a line each
            for name, header, cell in grid.cells():
                gas = plain(name)
                value = page.expected.effect(gas, column_year(header, page.expected))
                assert near(numbers(cell)[0].value, value, abs(page.expected.total(gas)))
                seen.add(gas)
            continue
        account = "own" if first in ("Category", "Scope", "Element") else "avoided"
        effect = effects[f"{title[:1].upper()}{title[1:]}"]
        check_ledger_grid(grid, page.expected, effect, ledger_key(first, account))
        seen.add(effect)
    caused = {effect for effect, total in page.plan.run["totals"].items() if total["value"]}
    assert caused <= seen


def test_owners_equal_the_ledger(page: Page) -> None:
    for grid in page.grids("owners"):
        last = page.expected.years[0]
        for name, header, cell in grid.cells():
            if header == grid.headers[-1] and page.plan.today is not None:
                continue  # a word
            (shown,) = numbers(cell)
            where = {} if name == "Total" else {"owner": "" if name == "without owner" else name}
            if header == "Change":
                value = page.expected.effect("cost", last, **where) - page.expected.effect("cost", "today", **where)
            else:
                value = page.expected.effect("cost", column_year(header, page.expected), **where)
            assert near(shown.value, value, 1.0), (name, header)


def test_cash_equals_its_tables(page: Page) -> None:
    """The years as the table has them; the bars are its lines by what they are for, and add up to the year's net."""
    years = page.plan.cash_years.set_index("year")
    grids = page.grids("cash")
    assert bool(grids) == bool(len(years))
    heads = {
        "Comes in": "incoming",
        "Goes out": "outgoing",
        "Net": "net",
        "Against today": "difference",
        "Added up": "cumulative",
        "Added up, present value": "cumulative_present_value",
    }
    for grid in grids:
        for year, row in zip(grid.rows, years.index, strict=True):
            shown = {head: numbers(cell)[0].value for head, cell in zip(grid.headers[1:], year[1:], strict=True)}
            if grid.headers[1] in heads:
                assert shown == {head: years.loc[row, heads[head]] for head in shown}
            else:
                assert near(sum(shown.values()), years.loc[row, "net"], years["net"].abs().max())


def test_routes_equal_the_flows(page: Page) -> None:
    (grid,) = page.grids("routes")
    last = page.expected.years[-1]
    plan = page.expected.flows[page.expected.flows["year"] == last]
    seen = 0.0
    for row in grid.rows:
        cells = dict(zip(grid.headers, row, strict=True))
        material, route, unit = cells["Material"].text(), cells["Route"].text(), cells["Unit"].text()
        route = "" if route == "other use" else route
        for header, flows in (("Today", page.expected.flows_today), ("Plan", plan)):
            if header not in cells:
                continue
            taken = taken_from(flows, material)
            (shown,) = numbers(cells[header])
            by = taken[taken["route"] == route]
            value = by["amount"].sum() / period(unit, page.expected)
            assert near(shown.value, value), (material, route, header)
            assert plain(shown.unit) == plain(unit)
            if header == "Plan":
                (share,) = numbers(cells["Share"])
                assert near(share.value, by["amount"].sum() / taken["amount"].sum() if taken["amount"].sum() else 0.0)
                seen += by["amount"].sum()
            names = set(cells["Taken by"].text().split(", "))
            assert set(by.loc[by["amount"] > 1e-9, "element"]) <= names
    used = plan[(plan["amount"] > 1e-9) & (plan["route"] != "") & (plan["direction"] == "out of pool")]
    everything = sum(taken_from(plan, material)["amount"].sum() for material in used["material"].unique())
    assert seen >= everything * (1 - 1e-9), "every material with a route is told whole"


def taken_from(flows: pd.DataFrame, material: str) -> pd.DataFrame:
    """What processes and markets take of a material."""
    kept = flows[(flows["direction"] == "out of pool") & flows["kind"].isin(["process", "market"])]
    return kept[kept["material"] == material]


def test_indicators_equal_the_table(page: Page) -> None:
    table = page.plan.indicators.set_index(["indicator", "year"])
    seen = 0
    by_year = [grid for grid in page.grids("time") if grid.caption == "Year by year"]
    for grid in [*page.grids("indicators"), *by_year]:
        for name, header, cell in grid.cells():
            if header == "Formula":
                continue
            told = re.sub(r" \[[^]]*\]$", "", name) if grid in by_year else name
            told, year = (told[:-7], int(told[-5:-1])) if re.search(r" \(\d{4}\)$", told) else (told, 0)
            year = year or (int(header) if header.isdigit() else page.expected.years[-1])
            if (told, year) in table.index:
                check_indicator(page, table.loc[(told, year)], told, header, cell)
                seen += 1
            elif told == "stands for the years":
                last = year + int(page.expected.span[year]) - 1
                assert cell.text() == (str(year) if last == year else f"{year}–{last}")
            else:
                (shown,) = numbers(cell)
                assert near(shown.value, page.expected.effect(told, year), 1.0), (name, header)
                assert name.endswith(f"[{shown.unit}]")
    assert seen >= len(table)


def check_indicator(page: Page, row: pd.Series, name: str, header: str, cell: Element) -> None:
    column = {"Numerator": "numerator", "Denominator": "denominator"}.get(header, "value")
    value = row[column]
    if header == "Today":
        assert page.plan.today is not None
        today = page.plan.today.indicators
        found = today.loc[today["indicator"] == name, "value"]
        value = float(found.iloc[0]) if len(found) else float("nan")
    if pd.isna(value):
        assert cell.text().strip() == ""
    elif cell.text():
        assert numbers(cell)[0].value == value, (name, header)
        assert header in ("Numerator", "Denominator") or numbers(cell)[0].unit == str(row["unit"]).replace("nan", "")
    else:
        assert header == "Today"


# --- evidence --------------------------------------------------------------------------------------------------------


def test_sources_closures_and_warnings_are_the_tables(page: Page) -> None:
    table = page.plan.sources.fillna("")
    told = {
        (r.process, r.name_.replace("_", " "), r.value, r.default)
        for r in table.rename(columns={"name": "name_"}).itertuples()
    }
    closures = page.plan.closures.fillna({"unit": "", "material": ""})
    listed = 0
    for grid in page.grids("sources"):
        if grid.headers[:2] == ["Element", "Material"]:  # how today is known: held against `flows` where it is made
            continue
        if grid.headers[0] == "Element":
            texts = [[cell.text() for cell in row[:4]] for row in grid.rows]
            said = [(name, parameter.replace("_", " "), *rest) for name, parameter, *rest in texts]
            assert set(said) <= told
            listed += len(said)
            continue
        if grid.headers[0] == "Used for":
            assert len(grid.rows) == len(page.plan.datasets)
            for row, value in zip(grid.rows, page.plan.datasets["value"], strict=True):
                assert numbers(row[2])[0].value == value
            continue
        for row, record in zip(grid.rows, closures.to_dict("records"), strict=True):
            assert row[0].text() == record["process"]
            wanted = [record[key] for key in ("amount_in", "amount_out", "loss")]
            shown = [numbers(cell)[0].value if cell.text() else None for cell in row[3:6]]
            assert shown == [None if pd.isna(value) else value for value in wanted]
    assert listed == len(table)
    section = page.section("problems")
    assert section is not None
    text = section.text()
    for row in page.plan.problems.fillna("").itertuples():
        assert row.message in text
        assert row.remedy in text


def flat(values: dict[str, object], before: str = "") -> dict[str, object]:
    found: dict[str, object] = {}
    for key, value in values.items():
        name = f"{before}{key}".replace("_", " ")
        found |= flat(value, f"{before}{key}: ") if isinstance(value, dict) else {name: value}
    return found


def test_proof_tells_the_run(page: Page) -> None:
    run = {**flat(page.plan.run), **flat(page.plan.run["certificate"])}
    checks = {str(line["name"]): line for line in page.plan.run["certificate"]["checks"]}
    for grid in page.grids("proof"):
        for name, header, cell in grid.cells():
            value = checks[name][header] if header != "Value" else run[name]
            if isinstance(value, bool) or not isinstance(value, int | float):
                assert not numbers(cell)
                assert header == "where" or isinstance(value, bool | list) or cell.text() == str(value)
            else:
                assert numbers(cell)[0].value == value, (name, header)


# --- how numbers are written -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", ["en", "es"])
def test_what_is_read_is_the_value_rounded(pages: Callable[[str, str], Page], name: str, code: str) -> None:
    page = pages(name, code)
    for shown in numbers(page.root):
        assert says(shown), (shown.of, shown.text, shown.value)
        rest = re.sub(r"^[+−]?[\d.,e−]+ ?(million |millones de |% ?)?", "", shown.text.replace("\u00a0", " "))
        assert plain(rest) in ("", plain(shown.unit)), (shown.text, shown.unit)


@pytest.mark.parametrize("name", NAMES)
def test_the_spanish_page_has_the_same_numbers(pages: Callable[[str, str], Page], name: str) -> None:
    english, spanish = (numbers(pages(name, code).root) for code in ("en", "es"))
    assert [(n.value, n.of) for n in english] == [(n.value, n.of) for n in spanish]
    for one, other in zip(english, spanish, strict=True):
        parts = [WORDS.get(part, {"es": part})["es"] for part in one.unit.split("/")]
        assert plain(other.unit) in (plain(one.unit), plain("/".join(parts)))
