"""A plan over time: where waste ends by year, stocks, the day's mean course, the roadmap and what is built."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

from ...plan.tables.row_runs import numbered
from ...plant.effects import ROUTES
from ..facts.blocks import elsewhere, intro, number, per_year
from ..facts.charts import bar_chart, line_chart
from ..facts.language import Language, pretty_unit
from ..facts.markup import Html, join, table, tag
from ..facts.plan_view import Figures
from .roadmap_section import Building, YearlyFigure, buildings, by_year, limits, standing, stands_for, until

MOST_SERIES = 8
MOST_STORES = 4  # that have a chart each
MOST_TARGETS = 3  # that are drawn; the table below has all
MOST_BUILT = 12  # rows of the build plan on paper: those that cost most
MANY_YEARS = 8  # more have pages of their own on paper, where their tables stand together
ENDS = ("GRI 306-4 diverted by", "GRI 306-5 disposed of by")


def many_years(figures: Figures) -> bool:
    """Whether the tables by year are too wide for an upright page."""
    return len(figures.years) > MANY_YEARS


def has_time(figures: Figures) -> bool:
    """Whether there is anything to show over time."""
    return figures.roadmap or len(figures.slots) > 1


def time_content(figures: Figures) -> Html:
    """The charts of a plan with slots, years, or both; nothing where nothing runs or waits."""
    words = figures.language
    pieces: list[object] = [intro(words("time.intro"))]
    if figures.roadmap:
        pieces = [intro(words("time.intro.years")), _by_year(figures), _built(figures)]
    if len(figures.slots) > 1:
        year = figures.years[-1]
        charts = [
            _activities(figures, year),
            *_stocks(figures, year),
            _load(figures, year),
            _days_course(figures, year),
        ]
        kept = [chart for chart in charts if chart]
        if figures.roadmap and kept:
            pieces.append(tag("h3", words("time.within", year=year)))
        if kept:
            pieces.append(tag("div", join(kept), class_="charts"))
        elif not figures.roadmap:
            return Html("")
    return join(pieces)


def _by_year(figures: Figures) -> Html:
    """The roadmap as a table and a chart: waste by route, money, emissions, what is left; then each limit by year."""
    words = figures.language
    rows: list[list[object]] = [[words("time.stands"), *stands_for(figures)], *_rows(words, by_year(figures))]
    told = _rows(words, limits(figures))
    tables = [_table(figures, "time.limits", "figure", told) if told else ""]
    early = [*tables, _standing(figures)] if many_years(figures) else []
    return join(
        [
            _table(figures, "time.years", "figure", rows),
            *early,
            tag("div", join([*waste_chart(figures), scope_chart(figures), *target_charts(figures)]), class_="charts"),
            *([] if early else tables),
        ]
    )


def _table(figures: Figures, title: str, first: str, rows: list[list[object]]) -> Html:
    words, years = figures.language, [str(year) for year in figures.years]
    return table(words(title), [words(first), *years], rows, numeric=range(1, len(years) + 1))


def _rows(words: Language, lines: Iterable[YearlyFigure]) -> list[list[object]]:
    """Figures by year as the rows of a table."""
    return [
        [line.title, *(number(words, v, unit=line.unit) if line.unit else words.percent(v) for v in line.values)]
        for line in lines
    ]


def waste_chart(figures: Figures, table_too: bool = True) -> list[Html]:
    """Where the waste ends by year, or today and under the plan; what was made of it is not counted again."""
    words = figures.language
    columns = [(str(year), figures, year) for year in figures.years]
    if not figures.roadmap:
        columns = [(words("state.plan"), figures, figures.years[0])]
    if figures.today is not None and not figures.roadmap:
        columns = [(words("state.today"), figures.today, figures.today.years[0]), *columns]
    found: dict[str, list[float]] = {}
    for place, (_, source, year) in enumerate(columns):
        for row in source.records("indicators"):
            if str(row["indicator"]).startswith(ENDS) and row["value"] is not None and row["year"] == year:
                found.setdefault(str(row["indicator"]), [0.0] * len(columns))[place] = row["value"]
    told = {name: values for name, values in found.items() if any(values)}
    if not told:
        return []
    series = {_ending(words, name): values for name, values in told.items()}
    colours = {_ending(words, name): _colour(name) for name in told}
    labels = [label for label, *_ in columns]
    return [
        bar_chart(
            words, words("time.waste"), per_year(figures, "t"), labels, series, colours=colours, table_too=table_too
        )
    ]


def scope_chart(figures: Figures) -> Html:
    """Emissions of each year by scope; nothing where no scope is known."""
    words, unit = figures.language, figures.effects.get("emissions", "")
    series: dict[str, list[float]] = {}
    known = False
    for row in figures.ledger_rows:
        if row["effect"] == "emissions" and row["account"] == "own":
            known = known or bool(row["scope"])
            name = words("scope", number=int(row["scope"])) if row["scope"] else words("no_scope")
            line = series.setdefault(name, [0.0] * len(figures.years))
            line[figures.years.index(row["year"])] += row["amount"]
    if not known:
        return Html("")
    ordered = dict(sorted(series.items()))
    labels = [str(year) for year in figures.years]
    return bar_chart(words, words("time.scopes"), per_year(figures, unit), labels, ordered, table_too=False)


def target_charts(figures: Figures) -> list[Html]:
    """Each limit that is there in several years: its bounds beside what is reached, those that bind first."""
    words, found = figures.language, []
    records = [row for row in figures.records("limits") if row["year"] and not row["slot"]]
    names = list(dict.fromkeys(row["limit"] for row in records))
    binding = {row["limit"] for row in records if row["binding"]}
    for name in sorted(names, key=lambda name: name not in binding)[:MOST_TARGETS]:
        rows = {row["year"]: row for row in records if row["limit"] == name}
        share = not next(iter(rows.values()))["unit"]
        unit = "%" if share else per_year(figures, str(next(iter(rows.values()))["unit"]))
        series = {}
        for key in ("minimum", "maximum", "value"):  # what is reached is drawn over its bounds
            values = [rows.get(year, {}).get(key) for year in figures.years]
            known = [value * (100.0 if share else 1.0) for value in values if value is not None]
            if len(known) == len(values):
                series[words(f"target.{key}")] = known
        if len(series) > 1:
            labels = [str(year) for year in figures.years]
            found.append(line_chart(words, str(name), unit, labels, series, table_too=False))
    return found


def build_chart(figures: Figures) -> Html:
    """What is spent on building in each year, by what is built: the build plan as bars."""
    words = figures.language
    spent: dict[str, list[float]] = {}
    for row in figures.ledger_rows:
        if row["effect"] == "investment" and row["amount"]:
            line = spent.setdefault(str(row["element"]), [0.0] * len(figures.years))
            line[figures.years.index(row["year"])] += row["amount"]
    ranked = sorted(spent, key=lambda name: -sum(spent[name]))
    if not ranked:
        return Html("")
    shown = {name: spent[name] for name in ranked[:MOST_SERIES]}
    rest = ranked[MOST_SERIES:]
    if rest:
        shown[words("board.rest")] = [sum(spent[name][k] for name in rest) for k in range(len(figures.years))]
    labels, unit = [str(year) for year in figures.years], pretty_unit(figures.currency)
    return tag("div", bar_chart(words, words("build.money"), unit, labels, shown, table_too=False), class_="charts")


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
    head = tag("h3", words("build.title"))
    below = "" if many_years(figures) else _standing(figures)
    found = buildings(figures)
    if not found:
        return join([head, intro(words("build.none")), below])
    cells = [
        [
            str(item.year),
            item.process,
            item.site,
            number(words, item.amount, unit=item.unit),
            item.unit,
            str(item.first or ""),
            until(figures, item),
        ]
        for item in found
    ]
    headers = [words(key) for key in ("build.year", "process", "site", "built", "unit", "build.first", "build.last")]
    less = _least_spent(figures, found)
    plan = table(words("build.title"), headers, cells, numeric=(3,), hide_caption=True, less=less)
    more = tag("div", elsewhere(words, len(less), "capacities"), class_="shorter") if less else ""
    return join([head, intro(words("build.intro")), build_chart(figures), plan, more, below])


def _standing(figures: Figures) -> Html:
    """What stands by year, of what is built or goes."""
    rows = _rows(figures.language, standing(figures))
    return _table(figures, "build.standing", "process", rows) if rows else Html("")


def _least_spent(figures: Figures, found: Sequence[Building]) -> set[int]:
    """The places of what is built that are left out on paper: all but those on which most is spent."""
    spent: dict[tuple[str, int], float] = {}
    for row in figures.ledger_rows:
        if row["effect"] == "investment":
            key = str(row["element"]), int(row["year"])
            spent[key] = spent.get(key, 0.0) + row["amount"]
    order = sorted(range(len(found)), key=lambda k: -spent.get((found[k].process, found[k].year), 0.0))
    return set(order[MOST_BUILT:]) if len(order) > MOST_BUILT + 2 else set()


def _activities(figures: Figures, year: int) -> Html:
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


def _stocks(figures: Figures, year: int) -> list[Html]:
    """Each store's level with what goes in and out; of many stores their levels alone, a chart a unit."""
    frame = figures["stocks"]
    frame = frame[frame["year"] == year]
    filled = set(frame.loc[frame["level"] > 1e-9, "store"])  # an empty one has nothing to show
    frame = frame[[store in filled for store in frame["store"]]] if len(frame) else frame
    names = list(dict.fromkeys(frame["store"]))
    if len(names) <= MOST_STORES and {"charge", "discharge"} <= set(frame.columns):
        return [_store(figures, str(name), frame[frame["store"] == name]) for name in names]
    charts = []
    for unit, part in frame.groupby("unit", sort=False):
        wide = _wide(part, "store", "level", figures.slots)
        title = figures.language("time.stocks")
        charts.append(line_chart(figures.language, title, pretty_unit(str(unit)), figures.slot_labels, _series(wide)))
    return charts


def _store(figures: Figures, name: str, part: pd.DataFrame) -> Html:
    """A store over the slots: what stands in it at their ends, and what goes in and out in each."""
    words, told = figures.language, part.set_index("slot").reindex(figures.slots)
    series = {
        words(f"store.{key}"): [float(value) for value in told[key].fillna(0.0)]
        for key in ("level", "charge", "discharge")
    }
    unit = pretty_unit(str(part["unit"].iloc[0]))
    return line_chart(words, words("time.store", name=name), unit, figures.slot_labels, series)


def _load(figures: Figures, year: int) -> Html:
    """How much of the energy that comes from most places is used in each slot, and where it comes from."""
    carriers = {r["material"] for r in figures.records("materials") if r.get("energy") and not r.get("mass")}
    flows = figures["flows"]
    made = flows[
        (flows["year"] == year)
        & (flows["direction"] == "into pool")
        & (flows["kind"] != "link")  # what only passes on
        & flows["material"].isin(carriers)
    ]
    sources = made.groupby("material")["element"].nunique()
    if sources.empty or sources.max() < 2:
        return Html("")
    name = min(sources.index, key=lambda material: (-sources[material], str(material)))
    part = made[made["material"] == name]
    hours = figures.times.drop_duplicates("slot")["hours"].to_numpy(dtype=float)[: len(figures.slots)]
    wide = _wide(part, "element", "amount", figures.slots)
    power = {str(element): wide[element].to_numpy(dtype=float) / hours for element in wide.columns}
    words, unit = figures.language, str(part["unit"].iloc[0])
    ranked = sorted(power, key=lambda element: (-float(power[element].sum()), element))[: MOST_SERIES - 1]
    series = {words("time.load.all"): np.sum(list(power.values()), axis=0).tolist()}
    series |= {element: power[element].tolist() for element in ranked}
    shown = {"MWh": "MW", "kWh": "kW"}.get(unit, f"{pretty_unit(unit)}/h")
    return line_chart(words, words("time.load", name=name), shown, figures.slot_labels, series)


def _days_course(figures: Figures, year: int) -> Html:
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


def _wide(frame: pd.DataFrame, name: str, value: str, slots: Sequence[int]) -> pd.DataFrame:
    """One column a name, one row a slot."""
    names: dict[tuple[object, ...], int] = {}
    column = numbered(frame, [name], names)  # beats a pivot: an hourly year has rows by the hundred thousand
    place = np.searchsorted(slots, frame["slot"].to_numpy()) * len(names) + column
    found = np.zeros(len(slots) * len(names))
    found += np.bincount(place, weights=frame[value].to_numpy(dtype=float), minlength=len(found))
    shape = len(slots), len(names)
    return pd.DataFrame(found.reshape(shape), index=list(slots), columns=[told for (told,) in names])


def _series(wide: pd.DataFrame) -> dict[str, list[float]]:
    """The series that vary most, and of those that do not vary the largest."""
    spread, size = wide.max() - wide.min(), wide.abs().sum()
    ranked = sorted(wide.columns, key=lambda name: (-round(float(spread[name]), 9), -float(size[name])))[:MOST_SERIES]
    return {str(name): [float(v) for v in wide[name].tolist()] for name in wide.columns if name in ranked}
