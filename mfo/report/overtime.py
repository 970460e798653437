"""A plan over time: what each route takes by slot, stocks, the day's mean course, the roadmap and what is built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from .charts import bar_chart, line_chart
from .diagram import route_colours
from .figures import Figures
from .html import Html, join, table, tag
from .language import pretty_unit
from .parts import intro, number, per_year

MOST_SERIES = 8


def has_time(figures: Figures) -> bool:
    """Whether there is anything to show over time."""
    return figures.roadmap or len(figures.slots) > 1


def time_content(figures: Figures) -> Html:
    """The charts of a plan with slots, years, or both."""
    words = figures.language
    pieces: list[object] = [intro(words("time.intro"))]
    if figures.roadmap:
        pieces += [_by_year(figures), _built(figures)]
    if len(figures.slots) > 1:
        year = figures.years[-1]
        charts = [_activities(figures, year), *_stocks(figures, year), _days_course(figures, year)]
        kept = [chart for chart in charts if chart]
        if figures.roadmap and kept:
            pieces.append(tag("h3", words("time.within", year=year)))
        pieces.append(tag("div", join(kept), class_="charts"))
    return join(pieces)


def _by_year(figures: Figures) -> Html:
    """The roadmap as a table and a chart: each effect, and what each route takes."""
    words = figures.language
    rows: list[list[object]] = []
    for effect, unit in figures.effects.items():
        told = per_year(figures, unit)
        cells: list[object] = [number(words, figures.year_total(effect, year), unit=told) for year in figures.years]
        rows.append([f"{words.word(effect)} [{told}]", *cells])
    for indicator in dict.fromkeys(row["indicator"] for row in figures.records("indicators")):
        found = {r["year"]: r for r in figures.records("indicators") if r["indicator"] == indicator}
        unit = str(next(iter(found.values()))["unit"] or "")
        values = [found.get(year, {}).get("value") for year in figures.years]
        shown = [words.percent(v) if not unit else number(words, v, unit=pretty_unit(unit)) for v in values]
        rows.append([f"{words.word(indicator)}" + (f" [{pretty_unit(unit)}]" if unit else ""), *shown])
    years = [str(year) for year in figures.years]
    summary = table(words("time.years"), [words("figure"), *years], rows, numeric=range(1, len(years) + 1))
    return join([summary, tag("div", join(_routes_by_year(figures)), class_="charts")])


def _routes_by_year(figures: Figures) -> list[Html]:
    words, flows = figures.language, figures.annual
    kept = flows[
        (flows["direction"] == "out of pool") & flows["kind"].isin(["process", "market"]) & (flows["route"] != "")
    ]
    charts = []
    numbers = route_colours(kept["route"].unique())
    for unit, part in kept.groupby("unit", sort=False):
        sums: dict[Any, float] = part.groupby(["route", "year"], sort=False)["amount"].sum().to_dict()
        routes = list(dict.fromkeys(str(key[0]) for key in sums))
        series = {words.word(r): [sums.get((r, year), 0.0) for year in figures.years] for r in routes}
        years = [str(year) for year in figures.years]
        colours = {words.word(route): number for route, number in numbers.items()}
        charts.append(
            bar_chart(words, words("time.routes"), per_year(figures, str(unit)), years, series, colours=colours)
        )
    return charts[:2]


def _built(figures: Figures) -> Html:
    """The build plan: what to build when, and what then stands."""
    words = figures.language
    rows = [row for row in figures.records("capacities") if (row["built"] or 0.0) > 1e-9]
    if not rows:
        return join([tag("h3", words("build.title")), intro(words("build.none"))])
    cells = [
        [str(row["year"]), row["process"], row["site"],
         *(number(words, row[key], unit=pretty_unit(str(row["unit"]))) for key in ("built", "in_place")),
         pretty_unit(str(row["unit"]))]
        for row in rows
    ]  # fmt: skip
    headers = [words(key) for key in ("year", "process", "site", "built", "in_place", "unit")]
    return join([
        tag("h3", words("build.title")), table(words("build.title"), headers, cells, numeric=(3, 4), hide_caption=True)
    ])  # fmt: skip


def _activities(figures: Figures, year: Any) -> Html:
    frame = figures["activities"]
    frame = frame[frame["year"] == year]
    if frame.empty:
        return Html("")
    words = figures.language
    total = frame.groupby("process", sort=False)["activity"].apply(lambda values: float(values.abs().sum()))
    used = [name for name in total.index if total[name] > 1e-9]
    with_capacity = frame[frame["process"].isin(used) & frame["utilisation"].notna()]
    if with_capacity.empty:
        return Html("")
    wide = _wide(with_capacity, "process", "utilisation", figures.slots) * 100.0
    most = words("time.most", count=words.number(MOST_SERIES, of="count")) if wide.shape[1] > MOST_SERIES else ""
    return line_chart(words, words("time.utilisation"), "%", figures.slot_labels, _series(wide), most)


def _stocks(figures: Figures, year: Any) -> list[Html]:
    frame = figures["stocks"]
    frame = frame[frame["year"] == year]
    charts = []
    for unit, part in frame.groupby("unit", sort=False):
        wide = _wide(part, "store", "level", figures.slots)
        title = figures.language("time.stocks")
        charts.append(line_chart(figures.language, title, pretty_unit(str(unit)), figures.slot_labels, _series(wide)))
    return charts


def _days_course(figures: Figures, year: Any) -> Html:
    """The mean day of a plan by the hour: what processes do at each hour, each kind of day as often as it repeats."""
    hours = figures.times["hours"].to_numpy()
    if len(figures.slots) < 48 or not np.allclose(hours, 1.0) or len(figures.slots) % 24:
        return Html("")
    frame = figures["activities"]
    frame = frame[(frame["year"] == year) & frame["utilisation"].notna()]
    if frame.empty:
        return Html("")
    wide = _wide(frame, "process", "utilisation", figures.slots)
    repeats = figures.times.loc[figures.times["year"] == year, "weight"].to_numpy().reshape(-1, 24, 1)
    days = (wide.to_numpy().reshape(-1, 24, wide.shape[1]) * repeats).sum(axis=0) / repeats.sum(axis=0) * 100.0
    mean = pd.DataFrame(days, columns=wide.columns)
    labels = [f"{hour}:00" for hour in range(24)]
    return line_chart(figures.language, figures.language("time.day"), "%", labels, _series(mean))


def _wide(frame: pd.DataFrame, name: str, value: str, slots: Sequence[Any]) -> pd.DataFrame:
    """One column a name, one row a slot."""
    wide = frame.pivot_table(index="slot", columns=name, values=value, aggfunc="sum", sort=False)
    return wide.reindex(list(slots)).fillna(0.0)


def _series(wide: pd.DataFrame) -> dict[str, list[float]]:
    """The series that vary and weigh most."""
    ranked = wide.abs().sum().sort_values(ascending=False).index[:MOST_SERIES]
    return {str(name): [float(v) for v in wide[name].tolist()] for name in wide.columns if name in set(ranked)}
