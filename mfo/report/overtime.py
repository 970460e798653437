"""A plan over time: where waste ends by year, stocks, the day's mean course, the roadmap and what is built."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from ..plant.model import GASES, ROUTES
from .charts import bar_chart, line_chart
from .figures import Figures
from .html import Html, join, table, tag
from .language import Language, pretty_unit
from .parts import intro, number, per_year

MOST_SERIES = 8
WASTE = ("GRI 306-3", "GRI 306-4 diverted by", "GRI 306-5 disposed", "diversion", "recycling rate")
ENDS = ("GRI 306-4 diverted by", "GRI 306-5 disposed of by")
OVER_TIME = ("left of", "never comes back", "comes back after")


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
    """The roadmap as a table and a chart: waste by route, money, emissions, what is left; then each limit by year."""
    words = figures.language
    years = [str(year) for year in figures.years]
    rows = [_stands_for(figures), *_indicators(figures, WASTE), *_effects(figures), *_indicators(figures, OVER_TIME)]
    summary = table(words("time.years"), [words("figure"), *years], rows, numeric=range(1, len(years) + 1))
    limits = _limits(figures)
    told = table(words("time.limits"), [words("figure"), *years], limits, numeric=range(1, len(years) + 1))
    return join([summary, tag("div", join(_waste_by_year(figures)), class_="charts"), told if limits else ""])


def _stands_for(figures: Figures) -> list[object]:
    """The years that each milestone stands for."""
    spans = [(int(year), round(figures.span[year])) for year in figures.years]
    cells = [str(year) if span == 1 else f"{year}–{year + span - 1}" for year, span in spans]
    return [figures.language("time.stands"), *cells]


def _effects(figures: Figures) -> list[list[object]]:
    """Each effect by year, without the gases, which stand among the emissions."""
    words = figures.language
    rows: list[list[object]] = []
    for effect, unit in figures.effects.items():
        if effect not in GASES:
            told = per_year(figures, unit)
            values = [figures.year_total(effect, year) for year in figures.years]
            rows.append([f"{words.word(effect)} [{told}]", *(number(words, value, unit=told) for value in values)])
    return rows


def _indicators(figures: Figures, chosen: tuple[str, ...]) -> list[list[object]]:
    """The indicators whose names begin as one of those chosen, where any year has something to tell."""
    words = figures.language
    rows: list[list[object]] = []
    records = [row for row in figures.records("indicators") if str(row["indicator"]).startswith(chosen)]
    for indicator in dict.fromkeys(row["indicator"] for row in records):
        found = {row["year"]: row for row in records if row["indicator"] == indicator}
        if not any(row["value"] for row in found.values()):
            continue
        unit = str(next(iter(found.values()))["unit"] or "")
        cells = [found.get(year, {}).get("value") for year in figures.years]
        shown = [words.percent(v) if not unit else number(words, v, unit=pretty_unit(unit)) for v in cells]
        rows.append([f"{words.word(indicator)}" + (f" [{pretty_unit(unit)}]" if unit else ""), *shown])
    return rows


def _limits(figures: Figures) -> list[list[object]]:
    """Each limit by year: its bounds, what is reached, and what one more unit of it is worth."""
    words = figures.language
    rows: list[list[object]] = []
    records = [row for row in figures.records("limits") if row["year"] and not row["slot"]]
    for name in dict.fromkeys(row["limit"] for row in records):
        found = {row["year"]: row for row in records if row["limit"] == name}
        lines = [found.get(year, {}) for year in figures.years]
        first = next(iter(found.values()))
        unit = per_year(figures, str(first["unit"])) if first["unit"] else ""
        for key in ("minimum", "maximum", "value"):
            cells = [line.get(key) for line in lines]
            if any(cell is not None for cell in cells):
                shown = [number(words, cell, unit=unit) if unit else words.percent(cell) for cell in cells]
                rows.append([words(f"limit.{key}", name=name) + (f" [{unit}]" if unit else ""), *shown])
        prices, unit = [line.get("price") for line in lines], pretty_unit(str(first["price_unit"]))
        if any(prices):
            rows.append([words("limit.price", unit=unit), *(number(words, cell, unit=unit) for cell in prices)])
    return rows


def _waste_by_year(figures: Figures) -> list[Html]:
    """Where the waste of each year ends, each tonne once: what was made of it is not counted again."""
    words = figures.language
    found: dict[str, dict[Any, float]] = {}
    for row in figures.records("indicators"):
        if str(row["indicator"]).startswith(ENDS) and row["value"] is not None:
            found.setdefault(str(row["indicator"]), {})[row["year"]] = row["value"]
    told = {name: values for name, values in found.items() if any(values.values())}
    if not told:
        return []
    series = {_ending(words, name): [values.get(y, 0.0) for y in figures.years] for name, values in told.items()}
    colours = {_ending(words, name): _colour(name) for name in told}
    years = [str(year) for year in figures.years]
    return [bar_chart(words, words("time.waste"), per_year(figures, "t"), years, series, colours=colours)]


def _ending(words: Language, indicator: str) -> str:
    """What an indicator of waste counts, without the number of the standard."""
    return words.word(indicator).split(" ", 2)[2]


def _colour(indicator: str) -> int:
    """The colour of the route in which waste ends."""
    named = {
        "reuse": "reuse",
        "recycling": "recycling",
        "recovery operations": "biogas",
        "energy recovery": "energy recovery",
        "landfilling": "landfill",
    }
    return next((ROUTES.index(route) for part, route in named.items() if part in indicator), len(ROUTES))


def _built(figures: Figures) -> Html:
    """The build plan: what to build when, from when and until when it is in use, and what then stands by year."""
    words = figures.language
    records = figures.records("capacities")
    rows = sorted((row for row in records if (row["built"] or 0.0) > 1e-9), key=lambda row: int(row["year"]))
    if not rows:
        return join([tag("h3", words("build.title")), intro(words("build.none")), _standing(figures, records)])
    cells = [
        [str(row["year"]), row["process"], row["site"],
         number(words, row["built"], unit=pretty_unit(str(row["unit"]))), pretty_unit(str(row["unit"])),
         _year(row.get("first_year")), _year(row.get("last_year")) or words("build.beyond")]
        for row in rows
    ]  # fmt: skip
    headers = [words(key) for key in ("build.year", "process", "site", "built", "unit", "build.first", "build.last")]
    return join([
        tag("h3", words("build.title")), intro(words("build.intro")),
        table(words("build.title"), headers, cells, numeric=(3,), hide_caption=True), _standing(figures, records),
    ])  # fmt: skip


def _year(value: float | None) -> str:
    return "" if value is None else f"{value:.0f}"


def _standing(figures: Figures, records: Sequence[dict[str, Any]]) -> Html:
    """The capacity in place by year, of what is built, grows, shrinks or retires."""
    words = figures.language
    rows: list[list[object]] = []
    for name in dict.fromkeys(row["process"] for row in records):
        found = {row["year"]: row for row in records if row["process"] == name}
        values = [found.get(year, {}).get("in_place") for year in figures.years]
        known = [value for value in values if value is not None]
        if known and max(known) - min(known) > 1e-6 * max(known):
            unit = pretty_unit(str(next(iter(found.values()))["unit"]))
            rows.append([f"{name} [{unit}]", *(number(words, value, unit=unit) for value in values)])
    if not rows:
        return Html("")
    years = [str(year) for year in figures.years]
    return table(words("build.standing"), [words("process"), *years], rows, numeric=range(1, len(years) + 1))


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
    """The series that vary most, and of those that do not vary the largest."""
    spread, size = wide.max() - wide.min(), wide.abs().sum()
    ranked = sorted(wide.columns, key=lambda name: (-round(float(spread[name]), 9), -float(size[name])))[:MOST_SERIES]
    return {str(name): [float(v) for v in wide[name].tolist()] for name in wide.columns if name in ranked}
