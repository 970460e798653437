"""Drawings of studies as SVG: bars, ranges with marks, tornado, distribution, map. Each stands beside its table."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..facts.language import Language, pretty_unit
from ..facts.markup import Html, join, tag

WIDTH, NAMES, LINE = 640.0, 210.0, 22.0
TOP, BOTTOM, HEIGHT, LEFT = 10.0, 34.0, 220.0, 46.0
MOST_LETTERS = 34
ROOM_OF_WORDS = 170.0  # that stand beside a bar
CELL = 20.0  # of a map


@dataclass(frozen=True)
class Bar:
    """A line of a drawing: its name, what its bar spans, a mark upon it, and what stands at its end."""

    name: str
    low: float
    high: float
    mark: float | None = None
    text: str = ""
    colour: int = 0
    today: float = math.nan  # a second mark, where it is known


def figure(title: str, svg: Html, note: str = "") -> Html:
    """A drawing with its heading."""
    return tag("figure", tag("figcaption", tag("strong", title), " " if note else "", note), svg, class_="chart curve")


def short(name: str) -> str:
    """A name as it fits beside a bar."""
    return name if len(name) <= MOST_LETTERS else f"{name[: MOST_LETTERS - 1]}…"


def bars(words: Language, title: str, rows: Sequence[Bar], unit: str = "", note: str = "", own: bool = False) -> Html:
    """Bars on one axis, or each on its own from zero to its largest amount (``own``), with marks if there are any."""
    if not rows:
        return Html("")
    low = min(0.0, *(bar.low for bar in rows)) if not own else 0.0
    high = max(*(bar.high for bar in rows), low + 1e-12) if not own else 1.0
    if not own and low > 0:
        low = 0.0
    room = WIDTH - NAMES - 96
    drawn = []
    for place, bar in enumerate(rows):
        now = bar.today if math.isfinite(bar.today) else 0.0
        scale = max(abs(bar.high), abs(bar.mark or 0.0), abs(now), 1e-12) if own else 1.0
        y = 4 + LINE * place

        def x(value: float, scale: float = scale) -> float:
            return NAMES + room * (min(value / scale, high) - low) / (high - low)

        parts = [
            tag("text", short(bar.name), x="0", y=f"{y + 14:.1f}"),
            tag(
                "rect",
                tag("title", f"{bar.name}: {bar.text}"),
                x=f"{x(bar.low):.1f}",
                y=f"{y + 4:.1f}",
                width=f"{max(x(bar.high) - x(bar.low), 1.0):.1f}",
                height=f"{LINE - 8:.1f}",
                class_=f"c{bar.colour}",
            ),
            tag("text", bar.text, x=f"{NAMES + room + 6:.1f}", y=f"{y + 14:.1f}", class_="tick"),
        ]
        if bar.mark is not None:
            parts.append(
                tag(
                    "circle",
                    tag("title", bar.name),
                    cx=f"{x(bar.mark):.1f}",
                    cy=f"{y + LINE / 2:.1f}",
                    r="4",
                    class_="mark here",
                )
            )
        if math.isfinite(bar.today):
            parts.append(_diamond(x(bar.today), y + LINE / 2, f"{bar.name}: {words.plain('alternatives.today')}"))
        drawn.append(join(parts))
    height = LINE * len(rows) + 8
    if low < 0 < high:
        zero = NAMES + room * -low / (high - low)
        drawn.append(tag("line", x1=f"{zero:.1f}", x2=f"{zero:.1f}", y1="0", y2=f"{height:.1f}", class_="zero"))
    heading = f"{title} [{pretty_unit(unit)}]" if unit else title
    svg = tag(
        "svg", *drawn, viewBox=f"0 0 {WIDTH:g} {height:g}", role="img", aria_label=f"{heading}. {words('sweep.above')}"
    )
    return figure(heading, svg, note)


def _diamond(x: float, y: float, text: str) -> Html:
    """A mark of another shape than the dot, so that both are told apart without colours."""
    path = f"M{x:.1f} {y - 6:.1f}l5 6l-5 6l-5 -6z"
    return tag("path", tag("title", text), d=path, class_="mark today")


def _reach(row: tuple[str, float, float], middle: float) -> float:
    """How far apart the ends are that have a value, with that in the middle."""
    ends = [middle, *(value for value in row[1:] if math.isfinite(value))]
    return max(ends) - min(ends)


def _missing_end(words: Language, name: str, end: str, bar: tuple[float, float], y: float) -> Html:
    """The words for an end without a value: right of the bar where there is room for them, else left of it."""
    text = words("uncertainty.end_missing", end=words(f"uncertainty.at_{end}"))
    first, last = bar
    right = last + ROOM_OF_WORDS <= WIDTH
    return tag(
        "text",
        tag("title", f"{name}: {text}"),
        text,
        x=f"{last + 6 if right else first - 6:.1f}",
        y=f"{y + 14:.1f}",
        text_anchor="start" if right else "end",
    )


def tornado(words: Language, title: str, rows: Sequence[tuple[str, float, float]], middle: float, unit: str) -> Html:
    """For each name a bar from the value at its low end to that at its high end, around the value in the middle.

    Where one end has no value the bar of the other stands alone, and the end is told beside it. Names of parameters are
    read as words; as the models write them they stand in the table.
    """
    known = [row for row in rows if math.isfinite(row[1]) or math.isfinite(row[2])]
    if not known or not math.isfinite(middle):
        return Html("")
    ordered = sorted(known, key=lambda row: -_reach(row, middle))
    ends = [middle, *(value for row in ordered for value in row[1:] if math.isfinite(value))]
    low, high = min(ends), max(ends)
    room, span = WIDTH - NAMES - 20, (high - low) or 1.0
    drawn = []
    for place, (raw, first, last) in enumerate(ordered):
        name, y = raw.replace("_", " "), 4 + LINE * place
        drawn.append(tag("text", short(name), x="0", y=f"{y + 14:.1f}"))
        for value, colour, end in ((first, 0, "low"), (last, 1, "high")):
            if not math.isfinite(value):
                bar = sorted(NAMES + room * (each - low) / span for each in (middle, last if end == "low" else first))
                drawn.append(_missing_end(words, name, end, (bar[0], bar[1]), y))
                continue
            left, right = sorted((middle, value))
            text = f"{name}, {words(f'uncertainty.at_{end}')}: {words.plain.amount(value, unit)}"
            drawn.append(
                tag(
                    "rect",
                    tag("title", text),
                    x=f"{NAMES + room * (left - low) / span:.1f}",
                    y=f"{y + 4:.1f}",
                    width=f"{max(room * (right - left) / span, 0.5):.1f}",
                    height=f"{LINE - 8:.1f}",
                    class_=f"c{colour}",
                    data_value=repr(value),
                    data_unit=pretty_unit(unit),
                )
            )
    zero, height = NAMES + room * (middle - low) / span, LINE * len(ordered) + 8
    drawn.append(tag("line", x1=f"{zero:.1f}", x2=f"{zero:.1f}", y1="0", y2=f"{height:.1f}", class_="zero"))
    heading = f"{title} [{pretty_unit(unit)}]"
    legend = tag(
        "ul",
        *(
            Html(f'<li style="--k:var(--c{k})">{tag("span", words(f"uncertainty.at_{end}"))}</li>')
            for k, end in enumerate(("low", "high"))
        ),
        class_="legend",
    )
    svg = tag(
        "svg", *drawn, viewBox=f"0 0 {WIDTH:g} {height:g}", role="img", aria_label=f"{heading}. {words('sweep.above')}"
    )
    return join([figure(heading, svg), legend])


def histogram(words: Language, title: str, values: Sequence[float], unit: str, marks: Sequence[float] = ()) -> Html:
    """How often values lie in each of some intervals, with marks across."""
    if not values:
        return Html("")
    low, high = min(values), max(values)
    count = max(5, min(40, round(math.sqrt(len(values)))))
    if high - low <= 1e-12 * max(1.0, abs(high)):
        count, high = 1, low + max(1.0, abs(low)) * 1e-6
    width = (high - low) / count
    bins = [0] * count
    for value in values:
        bins[min(int((value - low) / width), count - 1)] += 1
    room, tall = WIDTH - LEFT - 10, HEIGHT - TOP - BOTTOM
    most = max(bins)
    drawn = [
        tag(
            "rect",
            tag("title", f"{words.plain.amount(low + k * width, unit)}: {number}"),
            x=f"{LEFT + room * k / count:.1f}",
            y=f"{TOP + tall * (1 - number / most):.1f}",
            width=f"{room / count - 1:.1f}",
            height=f"{tall * number / most:.1f}",
            class_="c0",
        )
        for k, number in enumerate(bins)
    ]
    for share in (0.0, 0.5, 1.0):
        value = low + (high - low) * share
        anchor = ("start", "middle", "end")[int(share * 2)]
        drawn.append(
            tag(
                "text",
                words.plain.number(value, 4),
                x=f"{LEFT + room * share:.1f}",
                y=f"{HEIGHT - 10:g}",
                text_anchor=anchor,
                class_="tick",
                data_value=repr(value),
            )
        )
    for mark in marks:
        if low <= mark <= high:
            at = f"{LEFT + room * (mark - low) / (high - low):.1f}"
            drawn.append(tag("line", x1=at, x2=at, y1=f"{TOP:g}", y2=f"{TOP + tall:g}", class_="zero"))
    heading = f"{title} [{pretty_unit(unit)}]"
    svg = tag(
        "svg", *drawn, viewBox=f"0 0 {WIDTH:g} {HEIGHT:g}", role="img", aria_label=f"{heading}. {words('sweep.above')}"
    )
    return figure(heading, svg)


def winners_map(words: Language, title: str, axes: tuple[str, str], points: Sequence[tuple[float, float, str]]) -> Html:
    """Who wins in the plane of two numbers: a square a point, a colour a winner."""
    xs, ys = sorted({point[0] for point in points}), sorted({point[1] for point in points})
    names = list(dict.fromkeys(point[2] for point in points if point[2]))
    drawn = [
        tag(
            "rect",
            tag("title", f"{words.plain.number(x)}, {words.plain.number(y)}: {name}"),
            x=f"{LEFT + CELL * xs.index(x):.1f}",
            y=f"{TOP + CELL * (len(ys) - 1 - ys.index(y)):.1f}",
            width=f"{CELL:g}",
            height=f"{CELL:g}",
            class_=f"c{names.index(name) % 10}",
        )
        for x, y, name in points
        if name
    ]
    wide, tall = LEFT + CELL * len(xs), TOP + CELL * len(ys)
    for place, anchor, value in ((LEFT, "start", xs[0]), (wide, "end", xs[-1])):
        drawn.append(
            tag(
                "text",
                words.plain.number(value, 4),
                x=f"{place:.1f}",
                y=f"{tall + 16:.1f}",
                text_anchor=anchor,
                class_="tick",
            )
        )
    for at, value in ((tall, ys[0]), (TOP + 12, ys[-1])):
        drawn.append(
            tag(
                "text",
                words.plain.number(value, 4),
                x=f"{LEFT - 4:.1f}",
                y=f"{at:.1f}",
                text_anchor="end",
                class_="tick",
            )
        )
    legend = tag(
        "ul",
        *(Html(f'<li style="--k:var(--c{k % 10})">{tag("span", name)}</li>') for k, name in enumerate(names)),
        class_="legend",
    )
    svg = tag("svg", *drawn, viewBox=f"0 0 {wide + 20:g} {tall + 24:g}", role="img", aria_label=title)
    return join([figure(title, svg, words("breakeven.axes", across=axes[0], up=axes[1])), legend])
