"""A trade-off curve drawn: the chart and the numbers, and the section in the report of each of its plans."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ...plan.tables.schema import Row
from ..facts.blocks import intro, number
from ..facts.charts import BOTTOM, HEIGHT, LEFT, RIGHT, TOP, WIDTH, axis, grid
from ..facts.language import Language, is_money, pretty_unit
from ..facts.markup import Html, join, table, tag
from ..facts.plan_view import Figures


@dataclass(frozen=True)
class Drawn:
    """A curve as it is shown: its rows, what they are about, and the point that the plan shown is (0: none)."""

    words: Language
    rows: Sequence[Row]
    discounted: bool = False
    whole: bool = False
    here: int = 0

    @property
    def unit(self) -> str:
        """The unit of what is minimised."""
        return str(self.rows[0]["unit"])

    @property
    def against_unit(self) -> str:
        """The unit of the other effect."""
        return str(self.rows[0]["against_unit"])

    @property
    def own(self) -> str:
        """What is minimised, in words."""
        word = self.words.word(self.rows[0]["effect"])
        return self.words("curve.discounted", effect=word) if self.discounted else word

    @property
    def other(self) -> str:
        """The effect that it is set against, in words."""
        return self.words.word(self.rows[0]["against"])

    @property
    def title(self) -> str:
        """What the curve is of."""
        text = self.words("curve.of", minimise=self.own, against=self.other)
        return text[:1].upper() + text[1:]

    def about(self) -> str:
        """How it is read."""
        if len(self.rows) == 1:
            return self.words("curve.none", minimise=self.own, against=self.other)
        text = self.words("curve.about", minimise=self.own, against=self.other)
        return f"{text} {self.words('curve.whole')}" if self.whole else text


def curve_content(figures: Figures) -> Html:
    """The curve in the report of one of its plans: where this plan stands on it, the chart, the numbers."""
    rows = figures.records("curve")
    here = next((int(row["point"]) for row in rows if row["this_plan"]), 0)
    total, least = figures.run["totals"][rows[0]["effect"]]["value"], figures.run["objective"]["value"]
    discounted = abs(total - least) > 1e-9 * max(1.0, abs(total))
    whole = bool(dict(figures.run.get("certificate") or {}).get("whole_numbers"))
    drawn = Drawn(figures.language, rows, discounted, whole, here)
    where = tag("p", join(_where(drawn), " "), class_="where") if here else ""
    return join([intro(drawn.about()), where, chart(drawn), numbers(drawn)])


def _where(drawn: Drawn) -> list[str]:
    """Which point this plan is, and what one unit less would cost from here."""
    words, row = drawn.words, drawn.rows[drawn.here - 1]
    of = f"curve {{}} {drawn.here}"
    found = [
        words(
            "curve.here",
            point=words.number(drawn.here, of="count"),
            count=words.number(len(drawn.rows), of="count"),
            own=words.amount(row["amount"], drawn.unit, of=of.format("amount")),
            minimise=drawn.own,
            other=words.amount(row["against_amount"], drawn.against_unit, 6, of=of.format("against_amount")),
        )
    ]
    unit = pretty_unit(drawn.against_unit)
    if row["price"] is None:
        found.append(words("curve.free", against=drawn.other))
    else:
        price = words.amount(row["price"], drawn.unit, of=of.format("price"))
        key = "curve.end" if drawn.here == len(drawn.rows) else "curve.less"
        found.append(words(key, price=price, unit=unit, against=drawn.other))
    return found


def chart(drawn: Drawn) -> Html:
    """What each level costs above the least: the curve itself would be flat beside its own height."""
    if len(drawn.rows) == 1:
        return Html("")
    words = drawn.words
    least = float(drawn.rows[0]["amount"])
    above = [float(row["amount"]) - least for row in drawn.rows]
    million = is_money(drawn.unit) and max(above) >= 1e6
    ticks, y = axis([value / 1e6 if million else value for value in above])
    across = [float(row["against_amount"]) for row in drawn.rows]
    places, x = along(min(across), max(across))
    points = [(x(level), y(value / 1e6 if million else value)) for level, value in zip(across, above, strict=True)]
    line = tag("path", class_="stroke c0", d="M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in points))
    marks = [_mark(drawn, row, value, place) for row, value, place in zip(drawn.rows, above, points, strict=True)]
    unit = f"{words('million')} {drawn.unit}" if million else pretty_unit(drawn.unit)
    heading = words("curve.above", minimise=drawn.own)
    heading = f"{heading[:1].upper()}{heading[1:]} [{unit}]"
    below = words("curve.across", against=drawn.other, unit=pretty_unit(drawn.against_unit))
    svg = tag(
        "svg",
        grid(words, ticks, y),
        levels(words, places, x),
        line,
        *marks,
        viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}",
        role="img",
        aria_label=f"{heading}. {below} {words('chart.table')}",
    )
    return tag("figure", tag("figcaption", tag("strong", heading), f" {below}"), svg, class_="chart curve")


def _mark(drawn: Drawn, row: Row, above: float, place: tuple[float, float]) -> Html:
    """A point, larger and ringed where it is this plan, with its text behind it."""
    words = drawn.words.plain
    here = int(row["point"]) == drawn.here
    text = words(
        "curve.mark",
        point=int(row["point"]),
        own=words.amount(above, drawn.unit, signed=True),
        other=words.amount(row["against_amount"], drawn.against_unit, 6),
    )
    text = f"{words('curve.this')}: {text}" if here else text
    x, y = (f"{value:.1f}" for value in place)
    mark = tag(
        "circle",
        tag("title", text),
        cx=x,
        cy=y,
        r="7" if here else "4",
        class_="mark here" if here else "mark",
        data_value=repr(above),
        data_unit=pretty_unit(drawn.unit),
    )
    if not here:
        return mark
    right = place[0] < WIDTH - 110
    label = tag(
        "text",
        words("curve.this"),
        x=f"{place[0] + (12 if right else -12):.1f}",
        y=f"{place[1] - 8:.1f}",
        text_anchor="start" if right else "end",
        class_="here",
    )
    return join([mark, label])


def along(low: float, high: float) -> tuple[list[float], Callable[[float], float]]:
    """Round places along the level axis, and where a level stands on it."""
    rough = (high - low) / 4
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    places = [k * step for k in range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)]
    width = WIDTH - LEFT - RIGHT - 24  # so that marks at both ends are whole
    return places, lambda level: LEFT + 12 + (level - low) / (high - low) * width


def levels(words: Language, places: Sequence[float], x: Callable[[float], float]) -> Html:
    """The level axis: a line and a number at each place."""
    pieces = []
    for place in places:
        at = f"{x(place):.1f}"
        pieces.append(tag("line", x1=at, x2=at, y1=f"{TOP:g}", y2=f"{HEIGHT - BOTTOM:g}", class_="axis"))
        label = words.plain.number(place, 6)
        pieces.append(
            tag(
                "text",
                label,
                x=at,
                y=f"{HEIGHT - 8:g}",
                text_anchor="middle",
                class_="tick",
                data_value=f"{place:.10g}",
            )
        )
    return join(pieces)


def numbers(drawn: Drawn, runs: Sequence[str] = ()) -> Html:
    """The curve as a table; ``runs`` are run folders, one a point, whose reports are linked."""
    words = drawn.words
    units = [pretty_unit(unit) for unit in (drawn.unit, drawn.against_unit, str(drawn.rows[0]["price_unit"]))]
    names = (drawn.own, drawn.other, words("curve.price"))
    heads = [words("curve.point"), *(f"{name} [{unit}]" for name, unit in zip(names, units, strict=True))]
    columns = ("amount", "against_amount", "price")
    cells = [
        [
            _point(drawn, row, runs),
            *(
                number(
                    words,
                    row[column],
                    significant=4 if column == "price" else 6,
                    unit=unit,
                    of=f"curve {column} {row['point']}",
                )
                for column, unit in zip(columns, units, strict=True)
            ),
        ]
        for row in drawn.rows
    ]
    return table(drawn.title, heads, cells, numeric=(1, 2, 3), hide_caption=True)


def _point(drawn: Drawn, row: Row, runs: Sequence[str]) -> str:
    """What heads a row: the point, as a link to its report where there is one, and whether it is this plan."""
    point = int(row["point"])
    name = drawn.words("curve.number", point=drawn.words.number(point, of="count"))
    if point == drawn.here:
        return tag("strong", name, f" ({drawn.words('curve.this')})")
    return tag("a", name, href=f"{runs[point - 1]}/report.html") if runs else name
