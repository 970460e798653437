"""Charts, limits by year and what is built, read back from the examples' pages and held against the tables."""

from __future__ import annotations

import re

import pandas as pd

from .example_pages import Page, near, plain
from .reading import Element, Grid, grids, numbers, written


def test_limits_by_year_equal_the_table(page: Page) -> None:
    table = page.plan.limits.set_index(["limit", "year"])
    columns = {"at most": "maximum", "at least": "minimum", "reached": "value"}
    name, seen = "", set()
    for grid in page.grids("time"):
        if grid.caption != "Targets and limits, year by year":
            continue
        for row in grid.rows:
            told = re.fullmatch(r"(.*): (at most|at least|reached)( \[.*\])?", row[0].text())
            name = told[1] if told else name
            column = columns[told[2]] if told else "price"
            for header, cell in zip(grid.headers[1:], row[1:], strict=True):
                found = table.loc[(name, int(header))] if (name, int(header)) in table.index else None
                value = None if found is None else found[column]
                shown = numbers(cell)
                assert [n.value for n in shown] == ([] if value is None or pd.isna(value) else [value])
                unit = found["price_unit"] if column == "price" else f"{found['unit'] or ''}/year" if shown else ""
                assert not shown or plain(shown[0].unit) in ("", plain(str(unit))), (name, column)
                seen |= {(name, int(header), column)} if shown else set()
    if len(page.expected.years) > 1:
        bounds = {(n, y, c) for (n, y), row in table.iterrows() for c in columns.values() if pd.notna(row[c]) and y}
        assert bounds <= seen


def series_of(page: Page, title: str, unit: str) -> pd.DataFrame | None:
    """What a chart must show: a column a name, a row a slot or year; None for what is a table of another test."""
    plan, expected, year = page.plan, page.expected, page.expected.years[-1]
    if title == "Capacity in use":
        rows = plan.activities[plan.activities["year"] == year]
        used = rows.groupby("process")["activity"].sum().loc[lambda sums: sums > 1e-9].index
        rows = rows[rows["process"].isin(used) & rows["utilisation"].notna()]
        return rows.pivot(index="slot", columns="process", values="utilisation") * 100
    if title == "Stocks at the slot's end":
        rows = plan.stocks[(plan.stocks["year"] == year) & (plan.stocks["unit"] == unit.replace("³", "3"))]
        return rows.pivot(index="slot", columns="store", values="level")
    if title.startswith("The store "):
        rows = plan.stocks[(plan.stocks["year"] == year) & (plan.stocks["store"] == title.removeprefix("The store "))]
        assert set(rows["unit"]) == {unit.replace("³", "3")}
        named = {"level": "level at the slot's end", "charge": "put in", "discharge": "taken out"}
        return rows.set_index("slot")[list(named)].rename(columns=named)
    if title.startswith("The load: "):
        return load_of(page, title.removeprefix("The load: "), unit)
    if title == "The mean day: capacity in use by the hour":
        rows = plan.activities[plan.activities["year"] == year]
        hour = (rows["slot"] - 1) % 24
        weight = rows["slot"].map(plan.times.set_index("slot")["weight"])
        rows = rows.assign(hour=hour, weight=weight, weighed=rows["utilisation"] * weight * 100)
        rows = rows[rows["utilisation"].notna()]
        sums = rows.groupby(["hour", "process"])[["weighed", "weight"]].sum()
        return (sums["weighed"] / sums["weight"]).unstack().dropna(axis=1, how="all")
    if title != "Where the waste ends":
        return None
    table = plan.indicators
    kept = table[table["indicator"].str.match("GRI 306-[45] (?!.*total)") & (table["unit"] == unit.partition("/")[0])]
    assert expected.years == sorted(expected.years)
    return kept.pivot(index="year", columns="indicator", values="value")


def load_of(page: Page, material: str, unit: str) -> pd.DataFrame:
    """What comes from each source by the hour, and all together; links only pass on."""
    flows, year = page.plan.flows, page.expected.years[-1]
    rows = flows[(flows["year"] == year) & (flows["direction"] == "into pool") & (flows["kind"] != "link")]
    rows = rows[rows["material"] == material]
    assert set(rows["unit"]) == {f"{unit}h"}
    hours = page.plan.times.drop_duplicates("slot").set_index("slot")["hours"]
    wide = rows.pivot_table(index="slot", columns="element", values="amount", aggfunc="sum")
    wide = wide.reindex(hours.index).fillna(0.0).div(hours, axis=0)
    wide.insert(0, "used in all", wide.sum(axis=1))
    return wide


def thinned(series: pd.DataFrame) -> pd.DataFrame:
    """Means of neighbours where there are more than 120 points; of two days at least where they are hours."""
    many = -(-len(series) // 120)
    many = many if many <= 24 else -(-many // 48) * 48
    return series.groupby([k // many for k in range(len(series))]).mean()


def test_charts_show_the_tables(page: Page) -> None:
    section = page.section("time")
    for figure in section.every("figure") if section is not None else ():
        if not list(figure.every("table")):
            continue  # builds, scopes and targets, which stand in tables beside them: held by test_year_charts
        title, _, unit = figure.first("strong").text().rpartition(" [")
        series = series_of(page, title, unit.rstrip("]"))
        assert series is not None
        small = thinned(series)
        (grid,) = grids(figure)
        assert len(grid.rows) == len(small)
        assert ("Means of" in figure.first("figcaption").text()) == (len(small) < len(series))
        columns = [name for name in grid.headers[1:]]
        if title != "Where the waste ends":
            assert set(columns) == set(series.abs().sum().nlargest(8).index) or len(columns) == min(8, series.shape[1])
        for row, (_, values) in zip(grid.rows, small.iterrows(), strict=True):
            for name, cell in zip(columns, row[1:], strict=True):
                shown = numbers(cell)[0]
                assert near(shown.value, values[named(name, values)], series.abs().max().max()), (title, name)
                assert shown.unit == unit.rstrip("]")
        check_drawing(figure, grid)


def named(name: str, values: pd.Series) -> str:
    """The column of a series by the name that a chart gives it."""
    if name in values.index:
        return name
    return next(str(column) for column in values.index if str(column).endswith(name))


def check_drawing(figure: Element, grid: Grid) -> None:
    """Points and bars stand where the axis says that their values are."""
    ticks = [
        (float(t.attributes["data-value"]), float(t.attributes["y"]) - 4)
        for t in figure.every("text")
        if "data-value" in t.attributes
    ]
    for text in figure.every("text"):
        if "data-value" in text.attributes:
            assert near(written(text.text())[0], float(text.attributes["data-value"]), 1.0)
    (low, y_low), (high, y_high) = ticks[0], ticks[-1]

    def height(y: float) -> float:
        return low + (y - y_low) / (y_high - y_low) * (high - low)

    room = 0.15 * (high - low) / abs(y_high - y_low) + 1e-9
    for column, line in enumerate(figure.first("svg").every("path"), start=1):
        drawn = [height(float(point.split()[1])) for point in line.attributes["d"].lstrip("M").split("L")]
        shown = [numbers(row[column])[0].value for row in grid.rows]
        assert len(drawn) == len(shown)
        assert all(abs(a - b) <= room for a, b in zip(drawn, shown, strict=True)), grid.caption
    bars = [bar for bar in figure.first("svg").every("rect")]
    cells = [numbers(cell)[0].value for row in grid.rows for cell in row[1:]]
    for bar, value in zip(bars, cells, strict=False):
        assert float(bar.attributes["data-value"]) == value
        assert abs(float(bar.attributes["height"]) * (high - low) / abs(y_high - y_low) - abs(value)) <= 2 * room


def test_the_build_plan_is_what_is_built(page: Page) -> None:
    table = page.plan.capacities
    built = table[table["built"] > 1e-9].set_index(["year", "process", "site"])
    for grid in page.grids("time"):
        if grid.caption == "Capacity in place, year by year":
            for name, header, cell in grid.cells():
                process, _, unit = name.partition(" [")
                rows = table[(table["process"] == process) & (table["year"] == int(header))]
                assert [n.value for n in numbers(cell)] == rows["in_place"].tolist()
                assert plain(numbers(cell)[0].unit) == rows["unit"].iloc[0] == plain(unit.rstrip("]"))
        if grid.caption != "What to build when":
            continue
        assert len(grid.rows) == len(built)
        for year, process, site, size, unit, first, last in grid.rows:
            wanted = built.loc[(int(year.text()), process.text(), site.text())]
            assert numbers(size)[0].value == wanted["built"]
            assert plain(unit.text()) == wanted["unit"]
            assert first.text() == f"{wanted['first_year']:.0f}"
            told = "beyond the last year" if pd.isna(wanted["last_year"]) else f"{wanted['last_year']:.0f}"
            assert last.text() == told
