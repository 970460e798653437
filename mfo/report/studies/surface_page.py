"""Plans between three effects as a page of its own, and as a fragment for notebooks."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from ...plan.tables.schema import Row
from ...writing.whole import write_text
from ..facts.blocks import Section, capital, intro, number
from ..facts.charts import HEIGHT, WIDTH, axis, grid
from ..facts.language import Language, is_money, language, pretty_unit
from ..facts.markup import Html, join, table, tag
from ..facts.plan_view import to_records
from ..pages.report_page import made_by, shell
from ..sections.tradeoff import along, levels

if TYPE_CHECKING:
    from ...studies.trade_offs.surface import Surface

BANDS = 5  # colours of the third effect


def surface_page(found: Surface, code: str = "en", runs: Sequence[str] = ()) -> str:
    """The points as one HTML page; ``runs`` are the run folders beside it, one a point, that it links to."""
    words = _words(found, code)
    title = _title(words, found)
    over = tag("p", found.plant, class_="over")
    top = tag("header", over, tag("h1", title), tag("p", _about(words, found), class_="lead"), class_="top")
    rows = to_records(found.table)
    content = join([_chart(words, found, rows), _numbers(words, found, rows, runs)])
    parts = [Section("curve", words("surface.title"), content, True)]
    return shell(f"{found.plant}: {title}", words.code, top, parts, made_by(words))


def write_surface(found: Surface, path: str | Path, code: str = "en", runs: Sequence[str] = ()) -> None:
    """Write the points as one HTML file, with links to the reports of the run folders beside it."""
    write_text(path, surface_page(found, code, runs))


def surface_fragment(found: Surface, code: str = "en") -> str:
    """The points as a sentence and their numbers."""
    words = _words(found, code)
    return tag(
        "div",
        tag("p", tag("strong", _title(words, found))),
        intro(_about(words, found)),
        _numbers(words, found, to_records(found.table)),
    )


def _words(found: Surface, code: str) -> Language:
    return language(code, found.unit if is_money(found.unit) else "").marked


def _names(words: Language, found: Surface) -> tuple[str, str, str]:
    """The three effects in words, what is minimised first."""
    own, *others = (words.word(effect) for effect in (found.minimise, *found.against))
    return (words("curve.discounted", effect=own) if found.discounted else own, others[0], others[1])


def _title(words: Language, found: Surface) -> str:
    own, other, third = _names(words, found)
    return capital(words("surface.of", minimise=own, against=other, third=third))


def _about(words: Language, found: Surface) -> str:
    own, other, third = _names(words, found)
    if len(found.table) == 1:
        return words("surface.none", minimise=own, against=other, third=third)
    text = words("surface.about", minimise=own, against=other, third=third)
    if found.without:
        text = f"{text} {words('surface.without', count=words.number(found.without, of='count'))}"
    return f"{text} {words('curve.whole')}" if found.whole_numbers else text


def _chart(words: Language, found: Surface, rows: Sequence[Row]) -> Html:
    """What each point costs above the least, over the second effect, coloured by the third."""
    across = [float(row["against_amount"]) for row in rows]
    if len(rows) == 1 or max(across) - min(across) <= 1e-9 * max(1.0, *map(abs, across)):
        return Html("")
    own, other, third = _names(words, found)
    least = min(float(row["amount"]) for row in rows)
    above = [float(row["amount"]) - least for row in rows]
    million = is_money(found.unit) and max(above) >= 1e6
    ticks, y = axis([value / 1e6 if million else value for value in above])
    places, x = along(min(across), max(across))
    bands = _bands([float(row["third_amount"]) for row in rows])
    unit, third_unit = str(rows[0]["against_unit"]), str(rows[0]["third_unit"])
    marks = [
        tag(
            "circle",
            tag(
                "title",
                words.plain(
                    "surface.mark",
                    point=int(row["point"]),
                    own=words.plain.amount(value, found.unit, signed=True),
                    other=words.plain.amount(row["against_amount"], unit, 6),
                    against=other,
                    third_amount=words.plain.amount(row["third_amount"], third_unit, 6),
                    third=third,
                ),
            ),
            cx=f"{x(level):.1f}",
            cy=f"{y(value / 1e6 if million else value):.1f}",
            r="5",
            class_=f"c{_band(bands, float(row['third_amount']))}",
            data_value=repr(value),
            data_unit=pretty_unit(found.unit),
        )
        for row, level, value in zip(rows, across, above, strict=True)
    ]
    heading = f"{words('million')} {found.unit}" if million else pretty_unit(found.unit)
    heading = f"{capital(words('curve.above', minimise=own))} [{heading}]"
    below = words("curve.across", against=other, unit=pretty_unit(unit))
    colours = words("surface.colours", third=third, unit=pretty_unit(third_unit))
    svg = tag(
        "svg",
        grid(words, ticks, y),
        levels(words, places, x),
        *marks,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=f"{heading}. {below} {colours} {words('chart.table')}",
    )
    legend = tag(
        "ul",
        *(
            Html(f'<li style="--k:var(--c{place})">{words.plain.number(low, 4)} – {words.plain.number(high, 4)}</li>')
            for place, (low, high) in enumerate(bands)
        ),
        class_="legend",
    )
    drawn = tag("figure", tag("figcaption", tag("strong", heading), f" {below} {colours}"), svg, class_="chart curve")
    return join([drawn, legend])


def _bands(values: Sequence[float]) -> list[tuple[float, float]]:
    """Equal bands of the third effect, from its least to its most; one where all are alike."""
    low, high = min(values), max(values)
    if high - low <= 1e-9 * max(1.0, abs(high)):
        return [(low, high)]
    step = (high - low) / BANDS
    return [(low + place * step, low + (place + 1) * step) for place in range(BANDS)]


def _band(bands: Sequence[tuple[float, float]], value: float) -> int:
    return next((place for place, (_, high) in enumerate(bands) if value <= high), len(bands) - 1)


def _numbers(words: Language, found: Surface, rows: Sequence[Row], runs: Sequence[str] = ()) -> Html:
    """The points as a table, with links to the reports of run folders where there are any."""
    own, other, third = _names(words, found)
    columns = (
        ("amount", "unit", own),
        ("against_amount", "against_unit", other),
        ("third_amount", "third_unit", third),
        ("price", "price_unit", words("surface.price", against=other)),
        ("third_price", "third_price_unit", words("surface.price", against=third)),
    )
    units = {name: pretty_unit(str(rows[0][unit])) for name, unit, _ in columns}
    heads = [words("curve.point"), *(f"{capital(title)} [{units[name]}]" for name, _, title in columns)]
    cells = [
        [
            _point(words, row, runs),
            *(
                ""
                if row[name] is None or math.isnan(row[name])
                else number(
                    words,
                    row[name],
                    significant=4 if "price" in name else 6,
                    unit=units[name],
                    of=f"curve {name} {row['point']}",
                )
                for name, _, _ in columns
            ),
        ]
        for row in rows
    ]
    return table(_title(words, found), heads, cells, numeric=(1, 2, 3, 4, 5), hide_caption=True)


def _point(words: Language, row: Row, runs: Sequence[str]) -> str:
    point = int(row["point"])
    name = words("curve.number", point=words.number(point, of="count"))
    return tag("a", name, href=f"{quote(runs[point - 1])}/report.html") if runs else name
