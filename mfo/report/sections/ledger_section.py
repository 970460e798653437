"""Routes, ledgers and owners: tables that add up to the totals of a plan."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...plan.tables.schema import Row
from ...plant.effects import GASES
from ..facts.blocks import (
    capital,
    change,
    intro,
    names_told,
    number,
    per_year,
    unit_in_period,
    year_headers,
)
from ..facts.language import pretty_unit
from ..facts.markup import Html, details, join, table, tag
from ..facts.plan_view import Figures

ROWS_ON_PAPER, FEW_ROWS = 16, 40  # of what goes where: so many where there are more than a few
MOST_LINES = 60  # of a ledger by element: the largest
MOST_BESIDE = 2  # years


def ledger_content(figures: Figures) -> Html:
    """Each effect as a table by category that adds up, its elements below, avoided burdens apart.

    Nothing where nothing costs or emits anything.
    """
    words = figures.language
    pieces: list[object] = []
    gases = [effect for effect in figures.effects if effect in GASES]
    for effect in figures.effects:
        if effect not in gases:
            pieces.append(_effect(figures, effect))
    if gases:
        pieces.append(_gases(figures, gases))
    avoided = _avoided(figures)
    if avoided:
        pieces.append(tag("div", tag("h3", words("ledger.avoided")), intro(words("ledger.avoided.intro")), avoided))
    if not any(pieces):
        return Html("")
    narrow = len(figures.years) <= MOST_BESIDE  # then two tables stand side by side on a wide screen
    return join([intro(words("ledger.intro")), tag("div", *pieces, class_="ledgers" if narrow else None)])


def _effect(figures: Figures, effect: str) -> Html:
    words, unit = figures.language, per_year(figures, figures.effects[effect])
    if effect == "investment" and not figures.roadmap:
        unit = pretty_unit(figures.currency)  # spent once, in a plan of one year
    title = f"{capital(words.word(effect))} [{unit}]"
    categories = _sums(
        figures, effect, lambda row: words.word(row["category"]) if row["category"] else words("uncategorised")
    )
    elements = _sums(
        figures,
        effect,
        lambda row: " · ".join(str(part) for part in (row["element"], words.word(row["category"] or "")) if part),
    )
    by_scope = _sums(
        figures, effect, lambda row: words("scope", number=int(row["scope"])) if row["scope"] else words("no_scope")
    )
    scoped = effect == "emissions" and any(row["scope"] for row in figures.ledger_rows)
    if not categories:
        return Html("")  # nothing in the plan nor today causes it
    better = None if effect == "investment" else True  # what is spent on building is no loss by itself
    return tag(
        "div",
        tag("h3", title),
        _table(figures, title, words("category"), categories, unit, better),
        details(words("ledger.by_scope"), _table(figures, title, words("scope.title"), by_scope, unit))
        if scoped
        else "",
        details(
            words("ledger.by_element"),
            _table(figures, title, words("element"), _largest(figures, elements), unit, better),
        ),
    )


def _largest(figures: Figures, sums: dict[str, dict[int | str, float]]) -> dict[str, dict[int | str, float]]:
    """The largest lines, and all others as one, so that the sum stays."""
    if len(sums) <= MOST_LINES + 1:
        return sums
    ranked = sorted(sums, key=lambda name: -max(map(abs, sums[name].values())))
    rest: dict[int | str, float] = {}
    for name in ranked[MOST_LINES:]:
        for column, value in sums[name].items():
            rest[column] = rest.get(column, 0.0) + value
    return {**{name: sums[name] for name in ranked[:MOST_LINES]}, figures.language("ledger.rest"): rest}


def _sums(
    figures: Figures, effect: str, name: Callable[[Row], str], account: str = "own"
) -> dict[str, dict[int | str, float]]:
    """Sums by name and column: each year of the plan, and ``today``."""
    sums: dict[str, dict[int | str, float]] = {}
    for source, column in ((figures, None), (figures.today, "today")):
        if source is None:
            continue
        for row in source.ledger_rows:
            if row["effect"] == effect and row["account"] == account:
                line = sums.setdefault(name(row), {})
                key = column or row["year"]
                line[key] = line.get(key, 0.0) + row["amount"]
    return sums


def _table(
    figures: Figures,
    caption: str,
    first: str,
    sums: dict[str, dict[int | str, float]],
    unit: str,
    better: bool | None = True,
) -> Html:
    words = figures.language
    columns: list[int | str] = [*(["today"] if figures.today else []), *figures.years]
    headers = [first, *([words("state.today")] if figures.today else []), *year_headers(figures)]
    compared = figures.today is not None and not figures.roadmap
    if compared:
        headers.append(words("change"))
    lines = sorted(sums.items(), key=lambda item: -abs(item[1].get(figures.years[-1], 0.0)))
    rows = [_line(figures, name, values, columns, compared, unit, better) for name, values in lines]
    totals = {column: sum(values.get(column, 0.0) for values in sums.values()) for column in columns}
    return table(
        caption,
        headers,
        rows,
        numeric=range(1, len(headers)),
        hide_caption=True,
        total=_line(figures, words("total"), totals, columns, compared, unit, better),
    )


def _line(
    figures: Figures,
    name: str,
    values: dict[int | str, float],
    columns: list[int | str],
    compared: bool,
    unit: str,
    better: bool | None = True,
) -> list[object]:
    words = figures.language
    cells: list[object] = [name, *(number(words, values.get(column, 0.0), unit=unit) for column in columns)]
    if compared:
        cells.append(change(words, values.get(columns[-1], 0.0) - values.get("today", 0.0), better, unit))
    return cells


def _gases(figures: Figures, gases: list[str]) -> Html:
    words = figures.language
    unit = per_year(figures, "t")
    title = f"{words('ledger.gases')} [{unit}]"
    columns: list[int | str] = [*(["today"] if figures.today else []), *figures.years]
    headers = [words("effect"), *([words("state.today")] if figures.today else []), *year_headers(figures)]
    rows = []
    for gas in gases:
        sums = _sums(figures, gas, lambda row: "")
        rows.append(_line(figures, words.word(gas), sums.get("", {}), columns, False, unit))
    return tag("div", tag("h3", title), table(title, headers, rows, numeric=range(1, len(headers)), hide_caption=True))


def _avoided(figures: Figures) -> Html:
    words, pieces = figures.language, []
    for effect, unit in figures.effects.items():
        sums = _sums(figures, effect, lambda row: str(row["element"] or ""), "avoided")
        if sums and any(value for line in sums.values() for value in line.values()):
            told = per_year(figures, unit)
            title = f"{capital(words.word(effect))} [{told}]"
            pieces.append(_table(figures, title, title, sums, told))
    return join(pieces)


def routes_content(figures: Figures) -> Html:
    """Where each material goes: by material and route, who takes it, how much, today beside the plan.

    Nothing where no route takes anything.
    """
    words = figures.language
    year = figures.years[-1]
    plan = _taken(figures, year)
    today = _taken(figures.today, figures.today.years[0]) if figures.today else {}
    keys = sorted({**plan, **today}, key=lambda key: (key[0].casefold(), key[0], -plan.get(key, (0.0, set()))[0]))
    routed = {material for material, route, _ in keys if route}
    rows, before = [], None
    moved: dict[str, list[tuple[float, str]]] = {}
    for material, route, unit in keys:
        if material not in routed:
            continue
        amount, takers = plan.get((material, route, unit), (0.0, set()))
        was = today.get((material, route, unit), (0.0, set()))
        if max(amount, was[0]) < 1e-9:
            continue
        total = sum(value for key, (value, _) in plan.items() if key[0] == material)
        rows.append(_route_row(figures, material, route, unit, amount, was, takers | was[1], total, material == before))
        moved.setdefault(material, []).append((abs(amount - was[0]), unit))
        before = material
    if not rows:
        return Html("")
    largest: dict[str, float] = {}
    for change_, unit in (each for part in moved.values() for each in part):
        largest[unit] = max(largest.get(unit, 0.0), change_)
    shares = {name: [size / (largest[unit] or 1.0) for size, unit in part] for name, part in moved.items()}
    less = _least_moved(shares) if len(rows) > FEW_ROWS else set[int]()
    shorter = words("routes.shorter", count=words.number(len(less), of="count"))
    headers = [words("material"), words("route"), words("taken_by")]
    headers += [words("state.today")] if figures.today else []
    headers += [words("state.plan"), words("share"), words("unit")]
    return join(
        [
            intro(words("routes.intro.year", year=year) if figures.roadmap else words("routes.intro")),
            table(words("routes.title"), headers, rows, range(3, len(headers) - 1), hide_caption=True, less=less),
            tag("p", shorter, class_="note shorter") if less else "",
        ]
    )


def _least_moved(moved: dict[str, list[float]]) -> set[int]:
    """The rows that paper can do without: of the materials that change least against today, beyond a page of them.

    ``moved`` has for each material how much each of its rows changes, as a share of the largest change in that unit.
    """
    starts, place = {}, 0
    for material, shares in moved.items():
        starts[material], place = place, place + len(shares)
    kept, dropped = 0, set[int]()
    for material in sorted(moved, key=lambda material: -max(moved[material])):
        rows = len(moved[material])
        if kept + rows > ROWS_ON_PAPER:
            dropped |= set(range(starts[material], starts[material] + rows))
        else:
            kept += rows
    return dropped


def _taken(figures: Figures, year: int) -> dict[tuple[str, str, str], tuple[float, set[str]]]:
    flows = figures.annual
    kept = flows[
        (flows["year"] == year) & (flows["direction"] == "out of pool") & flows["kind"].isin(["process", "market"])
    ]
    found: dict[tuple[str, str, str], tuple[float, set[str]]] = {}
    for row in kept.to_dict("records"):
        if row["amount"] > 1e-9:
            key = (str(row["material"]), str(row["route"] or ""), str(row["unit"]))
            amount, takers = found.get(key, (0.0, set()))
            found[key] = (amount + row["amount"], takers | {str(row["element"])})
    return found


def _route_row(
    figures: Figures,
    material: str,
    route: str,
    unit: str,
    amount: float,
    was: tuple[float, set[str]],
    takers: Iterable[str],
    total: float,
    same: bool,
) -> list[object]:
    words, days = figures.language, figures.period.days
    share = amount / total if total > 0 else 0.0
    bar = tag("span", class_="bar", style=f"--part:{100 * share:.1f}%", aria_hidden="true")
    cells: list[object] = [
        tag("span", material, class_="unseen") if same else material,
        words.word(route) if route else words("no_route"),
        names_told(words, sorted(takers)),
    ]
    told = unit_in_period(figures, unit)
    if figures.today is not None:
        cells.append(number(words, was[0] / days, unit=told))
    cells += [number(words, amount / days, unit=told), join([bar, words.percent(share)]), words.unit(told)]
    return cells


def owners(figures: Figures) -> list[str]:
    """The owners that the ledger knows, or today's: who pays nothing any more is one who gains or loses."""
    ledgers = [figures.ledger_rows, *([figures.today.ledger_rows] if figures.today else [])]
    return list(dict.fromkeys(str(row["owner"]) for rows in ledgers for row in rows if row["owner"]))


def owners_content(figures: Figures) -> Html:
    """Who pays, who gains, and who is worse off than today."""
    words = figures.language
    year, unit = figures.years[0], per_year(figures, pretty_unit(figures.currency))
    headers = [words("owner"), *([words("state.today")] if figures.today else []), *year_headers(figures)]
    if figures.today:
        headers += [words("change"), words("verdict")]
    rows = []
    for owner in [*owners(figures), ""]:
        sums = _sums(figures, "cost", lambda row, owner=owner: "x" if (row["owner"] or "") == owner else "")  # type: ignore[misc]
        values = sums.get("x", {})
        if not owner and not any(values.values()):
            continue
        cells: list[object] = [owner or words("no_owner")]
        if figures.today:
            cells.append(number(words, values.get("today", 0.0), unit=unit))
        cells += [number(words, values.get(y, 0.0), unit=unit) for y in figures.years]
        if figures.today:
            difference = values.get(year, 0.0) - values.get("today", 0.0)
            cells += [change(words, difference, unit=unit), _verdict(figures, difference)]
        rows.append(cells)
    totals: list[object] = [words("total")]
    if figures.today:
        before = figures.today.year_total("cost", figures.today.years[0])
        totals.append(number(words, before, unit=unit))
    totals += [number(words, figures.year_total("cost", y), unit=unit) for y in figures.years]
    if figures.today:
        totals += [change(words, figures.year_total("cost", year) - before, unit=unit), ""]
    numeric = range(1, len(headers) - (1 if figures.today else 0))
    title = f"{capital(words.word('cost'))} [{unit}]"
    note = words("owners.intro.year", year=year) if figures.roadmap and figures.today else words("owners.intro")
    return join([intro(note), table(title, headers, rows, numeric=numeric, total=totals)])


def _verdict(figures: Figures, difference: float) -> Html:
    words = figures.language
    if abs(difference) < 1e-6:
        return tag("span", words("verdict.same"))
    return tag(
        "span",
        words("verdict.better" if difference < 0 else "verdict.worse"),
        class_="good" if difference < 0 else "bad",
    )
