"""The numbers of a city: SDG 11.6.1 and 12.5.1, plastic, cost and work, districts side by side."""

from __future__ import annotations

from ...plan.city.city_table import ALL
from ...plan.tables.schema import Row
from ..facts.blocks import amount, intro, number
from ..facts.markup import Html, data, details, join, table
from ..facts.plan_view import Figures

MOST_DISTRICTS = 8  # side by side; of more the whole alone is shown, and they stand below
COUNTED = ("people", "households")


def city_content(figures: Figures) -> Html:
    """A table for each group of numbers, by district; of a roadmap for each year; then how each was worked out."""
    words, rows = figures.language, figures.records("city")
    years = list(dict.fromkeys(int(row["year"]) for row in rows))
    pieces: list[object] = [intro(words("city.intro"))]
    for year in years:
        mine = [row for row in rows if row["year"] == year]
        inside = _groups(figures, mine)
        shown = year in (years[0], years[-1])
        pieces.append(details(str(year), inside, open_=shown) if len(years) > 1 else inside)
    pieces.append(details(words("city.formulas"), _formulas(figures, [row for row in rows if row["year"] == years[0]])))
    return join(pieces)


def _groups(figures: Figures, rows: list[Row]) -> Html:
    words, sites = figures.language, list(dict.fromkeys(str(row["site"]) for row in rows))
    side_by_side = len(sites) - 1 <= MOST_DISTRICTS
    groups = list(dict.fromkeys(str(row["disclosure"]) for row in rows))
    tables = [
        _table(
            figures, group, [row for row in rows if row["disclosure"] == group], sites if side_by_side else sites[:1]
        )
        for group in groups
    ]
    if side_by_side:
        return join(tables)
    each = [
        details(
            site,
            *(_table(figures, group, [row for row in rows if row["disclosure"] == group], [site]) for group in groups),
        )
        for site in sites[1:]
    ]
    return join([*tables, details(words("city.each"), *each)])


def _table(figures: Figures, group: str, rows: list[Row], sites: list[str]) -> Html:
    words = figures.language
    by_line: dict[str, dict[str, Row]] = {}
    for row in rows:
        by_line.setdefault(str(row["line"]), {})[str(row["site"])] = row
    cells = [[words.word(line), *(_value(figures, of.get(site)) for site in sites)] for line, of in by_line.items()]
    headers = [words.word(group), *(words("city.all") if site == ALL else site for site in sites)]
    return table(words.word(group), headers, cells, numeric=range(1, len(headers)), hide_caption=True)


def _value(figures: Figures, row: Row | None) -> Html:
    words = figures.language
    if row is None or row["value"] is None:
        return Html(words("city.blank"))
    if row["unit"] in COUNTED:
        return number(words, row["value"], unit=str(row["unit"]))
    if not row["unit"]:
        return data(words.plain.percent(row["value"]), row["value"])
    return amount(words, row["value"], "/".join(words.word(part) for part in str(row["unit"]).split("/")))


def _formulas(figures: Figures, rows: list[Row]) -> Html:
    words = figures.language
    cells = [
        [
            words.word(row["line"]),
            _value(figures, row),
            *(number(words, row[part]) for part in ("numerator", "denominator")),
            words.word(row["formula"]),
        ]
        for row in rows
        if row["site"] == ALL
    ]
    headers = [words("indicator"), words("city.all"), words("numerator"), words("denominator"), words("formula")]
    return table(words("city.formulas"), headers, cells, numeric=range(1, 4), hide_caption=True)
