"""Small charts as SVG: lines and stacked bars, each with its numbers as a table behind it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from itertools import groupby

from .blocks import number
from .language import Language
from .markup import Html, details, escape, join, table, tag, together

WIDTH, HEIGHT = 520.0, 220.0
LEFT, RIGHT, TOP, BOTTOM = 58.0, 10.0, 12.0, 26.0
DIGIT = 7.6  # the width of one in the largest letters that a chart has, on a telephone
MOST_POINTS = 120
DAY = 48  # half-hours: means over parts of days would swing with the day


@dataclass(frozen=True)
class Chart:
    """What a chart shows, for whoever draws it by other means."""

    heading: str
    labels: Sequence[str]
    series: Mapping[str, Sequence[float]]
    colours: Mapping[str, int]
    stacked: bool  # bars on one another, else lines


_kept: ContextVar[list[Chart] | None] = ContextVar("charts", default=None)


@contextmanager
def keeping_charts() -> Iterator[list[Chart]]:
    """The charts drawn meanwhile, in order; their figures carry their places in it as ``data-chart``."""
    found: list[Chart] = []
    token = _kept.set(found)
    try:
        yield found
    finally:
        _kept.reset(token)


def gathered(count: int) -> int:
    """How many neighbours become one point, so that at most 120 are drawn; of hours and half-hours whole days."""
    many = math.ceil(count / MOST_POINTS)
    return many if many <= DAY / 2 else math.ceil(many / DAY) * DAY


def thin(values: Sequence[float], labels: Sequence[str]) -> tuple[list[float], list[str]]:
    """At most 120 points: means of neighbouring slots, each under its first label."""
    many = gathered(len(values))
    if many <= 1:
        return list(values), list(labels)
    starts = range(0, len(values), many)
    means = [sum(values[s : s + many]) / len(values[s : s + many]) for s in starts]
    return means, [labels[s] for s in starts]


def line_chart(
    words: Language,
    title: str,
    unit: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    note: str = "",
    table_too: bool = True,
) -> Html:
    """Lines over labels, one a series, with axis, legend and table."""
    thinned = {name: thin(values, labels) for name, values in series.items()}
    shown = next(iter(thinned.values()))[1] if thinned else []
    values = {name: pair[0] for name, pair in thinned.items()}
    ticks, y = axis([v for line in values.values() for v in line])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(shown) - 1)
    lines = [
        tag(
            "path",
            tag("title", name),
            class_=f"stroke c{number % 10}",
            d="M" + "L".join(f"{LEFT + k * step:.1f} {y(v):.1f}" for k, v in enumerate(line)),
        )
        for number, (name, line) in enumerate(values.items())
    ]
    places = [(LEFT + k * step, label) for k, label in enumerate(shown)]
    if len(shown) < len(labels):  # means, which must not be taken for the slots they stand at
        many = words("chart.means", count=words.number(gathered(len(labels)), of="count"))
        note = together((note, many), " " if note else "")
    return _figure(
        words,
        title,
        unit,
        join([grid(words, ticks, y), *lines, _marks(places)]),
        shown,
        values,
        note,
        table_too=table_too,
        room=_room(words, ticks),
    )


def bar_chart(
    words: Language,
    title: str,
    unit: str,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    note: str = "",
    colours: Mapping[str, int] | None = None,
    table_too: bool = True,
) -> Html:
    """Stacked bars over labels, one colour a series (``colours`` where they are fixed), with axis, legend and table.

    ``table_too``: without it the table is left out, where it stands elsewhere on the page.
    """
    painted = colours or {name: number % 10 for number, name in enumerate(series)}
    tops = [sum(max(0.0, line[k]) for line in series.values()) for k in range(len(labels))]
    lows = [sum(min(0.0, line[k]) for line in series.values()) for k in range(len(labels))]
    ticks, y = axis([*tops, *lows, 0.0])
    step = (WIDTH - LEFT - RIGHT) / max(1, len(labels))
    bars = []
    for k in range(len(labels)):
        up = down = 0.0
        for name, line in series.items():
            base = up if line[k] >= 0 else down
            if line[k] >= 0:
                up += line[k]
            else:
                down += line[k]
            bars.append(
                tag(
                    "rect",
                    tag("title", f"{name}, {labels[k]}: {words.plain.amount(line[k], unit)}"),
                    data_value=repr(line[k]),
                    data_unit=unit or None,
                    x=f"{LEFT + (k + 0.18) * step:.1f}",
                    width=f"{0.64 * step:.1f}",
                    y=f"{y(max(base, base + line[k])):.1f}",
                    height=f"{abs(y(base) - y(base + line[k])):.1f}",
                    class_=f"c{painted[name]}",
                )
            )
    places = [(LEFT + (k + 0.5) * step, label) for k, label in enumerate(labels)]
    return _figure(
        words,
        title,
        unit,
        join([grid(words, ticks, y), *bars, _marks(places)]),
        labels,
        series,
        note,
        painted,
        table_too,
        _room(words, ticks),
        stacked=True,
    )


class Scale:
    """Where a value stands on the upright axis."""

    def __init__(self, low: float, high: float) -> None:
        self.low, self.high = low, high

    def __call__(self, value: float) -> float:
        """The height of a value in the drawing."""
        return HEIGHT - BOTTOM - (value - self.low) / (self.high - self.low) * (HEIGHT - TOP - BOTTOM)


def axis(values: Sequence[float]) -> tuple[list[float], Scale]:
    """Round ticks that hold all values and zero."""
    low, high = min(0.0, *values, 0.0), max(0.0, *values, 0.0)
    if high - low <= 0:
        high = 1.0
    rough = (high - low) / 4
    size = 10 ** math.floor(math.log10(rough))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [k * step for k in range(first, last + 1)], Scale(first * step, last * step)


def grid(words: Language, ticks: Sequence[float], y: Scale) -> Html:
    """Lines across at the ticks, with their numbers."""
    pieces = []
    for tick in ticks:
        pieces.append(
            tag(
                "line",
                x1=f"{LEFT:g}",
                x2=f"{WIDTH - RIGHT:g}",
                y1=f"{y(tick):.1f}",
                y2=f"{y(tick):.1f}",
                class_="zero" if tick == 0 else "axis",
            )
        )
        pieces.append(
            tag(
                "text",
                words.plain.number(tick, 3),
                x=f"{LEFT - 8:g}",
                y=f"{y(tick) + 4:.1f}",
                text_anchor="end",
                class_="tick",
                data_value=f"{tick:.6g}",
            )
        )
    return join(pieces)


def _room(words: Language, ticks: Sequence[float]) -> float:
    """What the longest number at a tick needs beyond the margin that every chart has."""
    longest = max((len(words.plain.number(tick, 3)) for tick in ticks), default=0)
    return max(0.0, math.ceil(longest * DIGIT + 8 - LEFT))


def _marks(places: Sequence[tuple[float, str]]) -> Html:
    """Labels below the axis, as many as fit; of kinds of days by the hour, each kind's name under its hours."""
    if days := _days(places):
        return days
    shown = [(x, _short(label)) for x, label in places]
    widest = max((len(label) for _, label in shown), default=1) * 6.4 + 12
    every = max(1, math.ceil(widest * len(shown) / (WIDTH - LEFT - RIGHT)))
    return join(
        tag("text", label, x=f"{x:.1f}", y=f"{HEIGHT - 8:g}", text_anchor="middle")
        for k, (x, label) in enumerate(shown)
        if k % every == 0 and x + len(label) * 3.2 < WIDTH and x - len(label) * 3.2 > 0
    )


def _days(places: Sequence[tuple[float, str]]) -> Html | None:
    """The names of kinds of days (``winter weekday 23:00``) under their hours, where there are several and they fit."""
    if not places or not all(re.fullmatch(r".*\D \d{1,2}:\d{2}", label) for _, label in places):
        return None
    runs = [(name, [x for x, _ in run]) for name, run in groupby(places, lambda place: place[1].rpartition(" ")[0])]
    if len(runs) < 2 or any(len(name) * 6.4 > xs[-1] - xs[0] for name, xs in runs):
        return None
    lines = [
        tag("line", x1=f"{xs[0]:.1f}", x2=f"{xs[0]:.1f}", y1=f"{TOP:g}", y2=f"{HEIGHT - BOTTOM:g}", class_="axis")
        for _, xs in runs[1:]
    ]
    names = [
        tag("text", name, x=f"{(xs[0] + xs[-1]) / 2:.1f}", y=f"{HEIGHT - 8:g}", text_anchor="middle")
        for name, xs in runs
    ]
    return join([*lines, *names])


def _short(label: str) -> str:
    """A date and time as its date."""
    return label[:10] if len(label) >= 16 and label[4:5] == "-" and label[7:8] == "-" else label


def _figure(
    words: Language,
    title: str,
    unit: str,
    drawing: Html,
    labels: Sequence[str],
    series: Mapping[str, Sequence[float]],
    note: str,
    colours: Mapping[str, int] | None = None,
    table_too: bool = True,
    room: float = 0.0,
    stacked: bool = False,
) -> Html:
    painted = colours or {name: number % 10 for number, name in enumerate(series)}
    heading = f"{title} [{unit}]" if unit else title
    legend = tag(
        "ul",
        join(Html(f'<li style="--k:var(--c{painted[name]})">{escape(name)}</li>') for name in series),
        class_="legend",
    )
    svg = tag(
        "svg",
        drawing,
        viewBox=f"{-room:g} 0 {WIDTH + room:g} {HEIGHT:g}",
        role="img",
        aria_label=f"{heading}. {words('chart.table')}",
    )
    rows = [[label, *(number(words, line[k], unit=unit) for line in series.values())] for k, label in enumerate(labels)]
    kept = _kept.get()
    if kept is not None:
        kept.append(Chart(heading, labels, series, painted, stacked))
    behind = table(heading, [words("chart.when"), *series], rows, numeric=range(1, len(series) + 1))
    return tag(
        "figure",
        tag("figcaption", tag("strong", heading), " " if note else "", note),
        svg,
        legend,
        details(words("numbers"), behind) if table_too else "",
        class_="chart",
        data_chart=len(kept) - 1 if kept is not None else None,
    )
