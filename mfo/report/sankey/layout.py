"""Where everything in a Sankey diagram stands: nodes, ribbons, loops and labels, in pixels.

Labels cannot collide: each node keeps a slot at least as high as its label, and each label has a width of its own
between two columns. Vertical places are the nearest to the neighbours' middles that keep the slots apart (least squares
by pooling adjacent violators). A ribbon backwards is a loop under the picture, each in a lane of its own.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from .layers import LayerPositions

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NODE_WIDTH = 12.0
GAP = 8.0  # between slots of a column
LOOP_GAP, CLOSE_GAP = 10.0, 5.0
FEW_LOOPS = 6  # more stand closer
LOOPS_TAKE = 220.0  # px beside all columns in all, or little more than what thinnest loops would
WIDEST_LOOP = 64.0  # a loop takes room on both sides and below
MARGIN = 8.0
RELAXATIONS = 8
THINNEST = 1.0  # a ribbon is never drawn thinner
HAIR = 1.4  # the width of a ribbon without a size in this quantity
GAP_WIDTH = 26.0  # between a column's labels and the next column
UNLABELLED = 80.0  # right of the first column, whose labels stand left of it


@dataclass(frozen=True)
class DiagramFrame:
    """What a diagram's pixels have to respect."""

    label_width: float = 138.0
    label_height: float = 30.0
    height: float = 460.0
    gap: float = GAP_WIDTH
    on_arrows: float = 0.0  # the gap that what stands on ribbons would need
    widths: tuple[float, ...] = ()  # of each column's labels, where they differ
    heights: tuple[float, ...] = ()  # of each node's label, where they differ
    node: float = NODE_WIDTH  # width of a node

    def width_beside(self, column: int) -> float:
        """The room for the labels of a column [px]."""
        return self.widths[column] if self.widths else self.label_width

    def height_of(self, node: int) -> float:
        """The height of a node's label [px]."""
        return self.heights[node] if self.heights else self.label_height


@dataclass
class Box:
    """A node: its rectangle and where its label is anchored."""

    x: float
    y: float
    height: float
    label_x: float
    label_y: float
    anchor: str  # "start" or "end"


@dataclass
class Picture:
    """A laid out view."""

    width: float
    height: float
    boxes: dict[int, Box] = field(default_factory=dict)
    ribbons: dict[int, tuple[str, float]] = field(default_factory=dict)  # edge: path, stroke width
    loops: set[int] = field(default_factory=set)
    tips: dict[int, tuple[float, float]] = field(default_factory=dict)  # edge: where it arrives
    flat: set[int] = field(default_factory=set)  # edges whose path is an outline to fill, not a line to stroke


@dataclass
class View:
    """The sizes of one state in one quantity. ``sizes`` None: the edge flows, but has no size in this quantity."""

    sizes: list[float | None]
    flows: list[bool]  # whether the edge carries anything

    def width(self, edge: int, scale: float) -> float:
        """The drawn width of an edge [px]."""
        return _width(self.sizes[edge], scale) if self.flows[edge] else 0.0


def _width(size: float | None, scale: float) -> float:
    return HAIR if size is None else max(THINNEST, size * scale)


def common_scale(
    columns: LayerPositions, edges: Sequence[tuple[int, int]], views: Sequence[View], frame: DiagramFrame
) -> float:
    """Pixels per unit of size such that every view's fullest column fits the frame and no loop is too wide."""
    high = frame.height / max((s for v in views for s in v.sizes if s), default=1.0)
    back = max((v.sizes[e] or 0.0 for v in views for e in columns.loops if v.flows[e]), default=0.0)
    high = min(high, WIDEST_LOOP / back) if back > 0 else high
    low, beside = 0.0, max(LOOPS_TAKE, 1.2 * sum(loop_room(columns, edges, views, 0.0)))
    stacks = _Stacks(columns, views, frame)
    for _ in range(24):
        middle = (low + high) / 2
        fits = stacks.fit(middle) and (not back or sum(loop_room(columns, edges, views, middle)) <= beside)
        low, high = (middle, high) if fits else (low, middle)
    return low


class _Stacks:
    """How high the columns of all views are, by the scale: in arrays, since many scales are tried."""

    def __init__(self, columns: LayerPositions, views: Sequence[View], frame: DiagramFrame) -> None:
        drawn = [(e, path) for e, path in enumerate(columns.paths) if path]
        self.leaves = _pairs((e, path[0]) for e, path in drawn)
        self.arrives = _pairs((e, n) for e, path in drawn for n in path[1:])
        self.flows = np.array([view.flows for view in views], dtype=bool)
        sizes = [[np.nan if size is None else size for size in view.sizes] for view in views]
        self.sizes = np.array(sizes, dtype=float)
        self.column, self.columns = np.full(len(columns.column), len(columns.members)), len(columns.members)
        for number, members in enumerate(columns.members):
            self.column[members] = number  # a node that stands in none is counted in one more, which is left out
        real = np.arange(len(columns.column)) < columns.real
        labels = [frame.height_of(n) if n < columns.real else 0.0 for n in range(len(columns.column))]
        self.least, self.between = np.array(labels), np.where(real, GAP, GAP / 2)
        self.room = _room(columns, frame)

    def fit(self, scale: float) -> bool:
        """Whether every column of every view has room at a scale."""
        sized = np.where(np.isnan(self.sizes), HAIR, np.maximum(THINNEST, self.sizes * scale))
        widths = np.where(self.flows, sized, 0.0)
        heights = np.maximum(*(self._sums(widths, *pairs) for pairs in (self.leaves, self.arrives)))
        slots = np.where(heights == 0, 0.0, np.maximum(heights, self.least) + self.between)
        nodes = np.arange(len(self.column))
        stacked = _summed(slots, nodes, self.column, self.columns + 1)[:, : self.columns]
        return bool(stacked.max(initial=0.0) <= self.room)

    def _sums(self, widths: Floats, edges: Ints, nodes: Ints) -> Floats:
        return _summed(widths, edges, nodes, len(self.column))


def _pairs(pairs: Iterable[tuple[int, int]]) -> tuple[Ints, Ints]:
    first, second = np.array([*pairs], dtype=int).reshape(-1, 2).T
    return first, second


def _summed(values: Floats, taken: Ints, into: Ints, count: int) -> Floats:
    """Row by row the sums of the values ``taken``, each added to the place ``into`` that it belongs to."""
    places = np.arange(len(values))[:, None] * count + into
    found = np.zeros(len(values) * count)
    found += np.bincount(places.ravel(), weights=values[:, taken].ravel(), minlength=len(found))
    return found.reshape(len(values), count)


def _room(columns: LayerPositions, frame: DiagramFrame) -> float:
    """How high the fullest column may be [px]: labels that need more than the frame have it."""
    labels = [
        sum(frame.height_of(n) + GAP if n < columns.real else GAP / 2 for n in members) for members in columns.members
    ]
    needed = max(labels, default=frame.label_height + GAP)
    return max(frame.height, needed + frame.height / 2)


def _heights(columns: LayerPositions, edges: Sequence[tuple[int, int]], view: View, scale: float) -> list[float]:
    """The height of each node and dummy: the larger of what comes in and what goes out."""
    into = [0.0] * len(columns.column)
    out = [0.0] * len(columns.column)
    for path, size, flows in zip(columns.paths, view.sizes, view.flows, strict=True):
        if not flows:
            continue
        width = _width(size, scale)
        out[path[0]] += width
        into[path[-1]] += width
        for dummy in path[1:-1]:
            into[dummy] += width
    return [max(a, b) for a, b in zip(into, out, strict=True)]


def _slots(columns: LayerPositions, heights: list[float], frame: DiagramFrame) -> list[float]:
    return [
        0.0 if h == 0 else (max(h, frame.height_of(n)) + GAP if n < columns.real else h + GAP / 2)
        for n, h in enumerate(heights)
    ]


def lay_out(
    columns: LayerPositions,
    edges: Sequence[tuple[int, int]],
    view: View,
    scale: float,
    frame: DiagramFrame,
    room: Sequence[float],
) -> Picture:
    """Place a view. ``room`` are the pixels that loops take right and left of each column's gap (:func:`loop_room`)."""
    heights = _heights(columns, edges, view, scale)
    slots = _slots(columns, heights, frame)
    middles = _middles(columns, view, scale, heights, slots)
    picture = Picture(0.0, 0.0)
    lefts = _lefts(columns, frame, room)
    tops = {n: middles[n] - heights[n] / 2 for n in range(len(heights)) if heights[n] > 0}
    shift = MARGIN - min((middles[n] - slots[n] / 2 for n in tops), default=0.0)
    middles = [m + shift for m in middles]
    tops = {n: y + shift for n, y in tops.items()}
    bottom = max((middles[n] + slots[n] / 2 for n in tops), default=60.0)
    for n in tops:
        if n < columns.real:
            picture.boxes[n] = _box(columns, n, lefts, room, tops[n], heights[n], middles[n], frame.node)
    starts, ends = _attach(columns, view, scale, heights, tops, middles)
    floors = [max((middles[n] + slots[n] / 2 for n in m if n in tops), default=60.0) for m in columns.members]
    lowest = max(bottom, _draw(columns, view, scale, picture, lefts, starts, ends, middles, floors, frame.node))
    beyond = frame.width_beside(len(lefts) - 1) + (room[-1] if room else 0.0) + 2 * MARGIN
    picture.width = lefts[-1] + frame.node + beyond if lefts else 200.0
    picture.height = lowest + MARGIN
    return picture


def loop_room(
    columns: LayerPositions, edges: Sequence[tuple[int, int]], views: Sequence[View], scale: float
) -> list[float]:
    """The pixels that loops need beside each column: [right of 0, left of 0, right of 1, ...], then the last again."""
    count, gap = len(columns.members), _loop_gap(columns)
    right, left = [0.0] * count, [0.0] * count
    for view in views:
        r, l = [0.0] * count, [0.0] * count  # noqa: E741
        for e in columns.loops:
            width = view.width(e, scale)
            if width:
                r[columns.column[edges[e][0]]] += width + gap
                l[columns.column[edges[e][1]]] += width + gap
        right = [max(a, b) for a, b in zip(right, r, strict=True)]
        left = [max(a, b) for a, b in zip(left, l, strict=True)]
    flat = [value for pair in zip(right, left, strict=True) for value in pair]
    return [*flat, right[-1] if right else 0.0]


def _loop_gap(columns: LayerPositions) -> float:
    return LOOP_GAP if len(columns.loops) <= FEW_LOOPS else CLOSE_GAP


def _lefts(columns: LayerPositions, frame: DiagramFrame, room: Sequence[float]) -> list[float]:
    outside = len(columns.members) > 1  # the first column's labels stand left of it
    x = (frame.width_beside(0) + MARGIN if outside else 0.0) + MARGIN + (room[1] if room else 0.0)
    lefts = []
    for c in range(len(columns.members)):
        lefts.append(float(round(x)))  # whole pixels are shorter to write
        following = room[2 * c + 3] if 2 * c + 3 < len(room) - 1 else 0.0
        beside = UNLABELLED if outside and c == 0 else frame.width_beside(c)
        x += frame.node + room[2 * c] + beside + frame.gap + following
    return lefts


def anchor_of(columns: LayerPositions, n: int) -> str:
    """Where a label hangs: left of the first column's nodes, right of all others."""
    return "end" if columns.column[n] == 0 and len(columns.members) > 1 else "start"


def _box(
    columns: LayerPositions,
    n: int,
    lefts: list[float],
    room: Sequence[float],
    top: float,
    height: float,
    middle: float,
    node: float,
) -> Box:
    c = columns.column[n]
    anchor = anchor_of(columns, n)
    beside = -7.0 - room[1] if anchor == "end" else node + 7.0 + room[2 * c]
    return Box(lefts[c], top, height, lefts[c] + beside, middle, anchor)


def _middles(
    columns: LayerPositions, view: View, scale: float, heights: list[float], slots: list[float]
) -> list[float]:
    near: list[list[tuple[int, float]]] = [[] for _ in columns.column]
    back: list[list[tuple[int, float]]] = [[] for _ in columns.column]
    for e, path in enumerate(columns.paths):
        width = view.width(e, scale)
        if width == 0 or e in columns.loops:
            continue
        for s, t in pairwise(path):
            near[t].append((s, width))
            back[s].append((t, width))
    middles = [0.0] * len(columns.column)
    shown = [[n for n in members if heights[n] > 0] for members in columns.members]
    for members in shown:
        y = -sum(slots[n] for n in members) / 2
        for n in members:
            middles[n] = y + slots[n] / 2
            y += slots[n]
    totals = [[sum([width for _, width in each]) for each in side] for side in (near, back)]
    for number in range(RELAXATIONS):
        forth = number % 2 == 0
        side, total = (near, totals[0]) if forth else (back, totals[1])
        for members in shown if forth else reversed(shown):
            wanted = [
                sum([middles[m] * width for m, width in side[n]]) / total[n] if total[n] > 0 else middles[n]
                for n in members
            ]
            _separate(members, wanted, slots, heights, middles)
    return middles


def _separate(
    members: list[int], wanted: list[float], slots: list[float], heights: list[float], middles: list[float]
) -> None:
    """The nearest places to the wanted ones that keep order and slots: pooling adjacent violators."""
    offset, offsets = 0.0, []
    for n in members:
        offsets.append(offset + slots[n] / 2)
        offset += slots[n]
    blocks: list[list[float]] = []  # mean of (wanted - offset), weight, how many
    for position, n in enumerate(members):
        blocks.append([wanted[position] - offsets[position], heights[n] + 1.0, 1])
        while len(blocks) > 1 and blocks[-2][0] > blocks[-1][0]:
            mean, weight, many = blocks.pop()
            kept = blocks[-1]
            kept[0] = (kept[0] * kept[1] + mean * weight) / (kept[1] + weight)
            kept[1] += weight
            kept[2] += many
    position = 0
    for mean, _, many in blocks:
        for _ in range(int(many)):
            middles[members[position]] = mean + offsets[position]
            position += 1


def _attach(
    columns: LayerPositions,
    view: View,
    scale: float,
    heights: list[float],
    tops: dict[int, float],
    middles: list[float],
) -> tuple[dict[int, float], dict[int, float]]:
    """Where each ribbon leaves and arrives: sorted by the other end, loops below."""
    leaving: dict[int, list[tuple[float, int, float]]] = {}
    arriving: dict[int, list[tuple[float, int, float]]] = {}
    for e, path in enumerate(columns.paths):
        width = view.width(e, scale)
        if width == 0:
            continue
        loop = e in columns.loops
        leaving.setdefault(path[0], []).append((1e9 + width if loop else middles[path[1]], e, width))
        arriving.setdefault(path[-1], []).append((1e9 + width if loop else middles[path[-2]], e, width))
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    for side, places in ((leaving, starts), (arriving, ends)):
        for n, ribbons in side.items():
            y = tops[n] + (heights[n] - sum(width for _, _, width in ribbons)) / 2
            for _, e, width in sorted(ribbons):
                places[e] = y + width / 2
                y += width
    return starts, ends


def _draw(
    columns: LayerPositions,
    view: View,
    scale: float,
    picture: Picture,
    lefts: list[float],
    starts: dict[int, float],
    ends: dict[int, float],
    middles: list[float],
    floors: list[float],
    node: float,
) -> float:
    """Write the paths; gives the lowest pixel used."""
    for e, path in enumerate(columns.paths):
        if e in starts and e not in columns.loops:
            xs = [lefts[columns.column[n]] for n in path]
            ys = [starts[e], *(middles[n] for n in path[1:-1]), ends[e]]
            width, picture.tips[e] = view.width(e, scale), (xs[-1], ys[-1])
            flat = _bends_too_much(xs, ys, node, width)
            picture.ribbons[e] = (_outline(xs, ys, node, width) if flat else _ribbon(xs, ys, node), width)
            if flat:
                picture.flat.add(e)
    return _draw_loops(columns, view, scale, picture, lefts, starts, ends, floors, node)


def _ribbon(xs: list[float], ys: list[float], node: float) -> str:
    x = xs[0] + node
    pieces = [f"M{_short(x)} {_short(ys[0])}"]
    for number, (left, y) in enumerate(zip(xs[1:], ys[1:], strict=True)):
        pieces.append(_curve(x, ys[number], left, y))
        x = left
        if number < len(xs) - 2:  # straight through the column it passes
            pieces.append(f"h{node:g}")
            x += node
    return "".join(pieces)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    """A curve that is level at both ends, as short as it can be written: most of a large page is these."""
    middle = math.floor((x + to_x) / 2 + 0.5)
    if abs(to_y - y) < 0.05:
        return f"H{_short(to_x)}"
    return f"C{middle} {_short(y)} {middle} {_short(to_y)} {_short(to_x)} {_short(to_y)}"


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _bends_too_much(xs: list[float], ys: list[float], node: float, width: float) -> bool:
    """Whether a line so wide would be broken at a bend, as a sickle: its half is more than the radius of the bend.

    A curve from (0, 0) to (l, d) with level ends and its controls in the middle has the radius 3 l^2 / (8 d) there.
    """
    steps = zip(pairwise(xs), pairwise(ys), strict=True)
    return any(4 * width * abs(b - a) > 3 * (right - left - node) ** 2 for (left, right), (a, b) in steps)


def _outline(xs: list[float], ys: list[float], node: float, width: float) -> str:
    """A ribbon as an area that is equally high everywhere: along its upper side, and back along its lower one."""
    half = width / 2
    there = _ribbon(xs, [y - half for y in ys], node)
    points = [(x + node, y + half) for x, y in zip(xs[:-1], ys[:-1], strict=True)]
    back = [f"L{_short(xs[-1])} {_short(ys[-1] + half)}"]
    for number in reversed(range(len(points))):
        (x, y), right, below = points[number], xs[number + 1], ys[number + 1] + half
        back.append(_curve(right, below, x, y))
        if number:
            back.append(f"h{-node:g}")
    return f"{there}{''.join(back)}Z"


def _draw_loops(
    columns: LayerPositions,
    view: View,
    scale: float,
    picture: Picture,
    lefts: list[float],
    starts: dict[int, float],
    ends: dict[int, float],
    floors: list[float],
    node: float,
) -> float:
    right: dict[int, float] = {}
    left: dict[int, float] = {}
    loops = [e for e in columns.loops if e in starts]
    loops.sort(key=lambda e: (columns.column[columns.paths[e][0]] - columns.column[columns.paths[e][-1]], starts[e]))
    lowest, lanes, gap = max(floors, default=60.0), list(floors), _loop_gap(columns)
    for e in loops:
        width = view.width(e, scale)
        source, target = columns.column[columns.paths[e][0]], columns.column[columns.paths[e][-1]]
        down = right.get(source, 0.0) + gap + width / 2
        up = left.get(target, 0.0) + gap + width / 2
        right[source], left[target] = down + width / 2, up + width / 2
        passed = slice(target, source + 1)
        lane = max(lanes[passed]) + 2 * gap + width / 2
        lanes[passed] = [lane + width / 2 - gap / 2] * len(lanes[passed])
        lowest = max(lowest, lane + width / 2)
        x0, x1 = lefts[source] + node, lefts[target]
        picture.ribbons[e] = (_loop(x0, x0 + down, starts[e], x1, x1 - up, ends[e], lane), width)
        picture.loops.add(e)
        picture.tips[e] = x1, ends[e]
    return lowest


def _loop(x0: float, down: float, y0: float, x1: float, up: float, y1: float, lane: float) -> str:
    """Out to the right, down, back along the lane, up, and in from the left, with round corners."""
    a, b = down - x0, x1 - up
    return (
        f"M{_short(x0)} {_short(y0)}Q{_short(down)} {_short(y0)} {_short(down)} {_short(y0 + a)}V{_short(lane - a)}"
        f"Q{_short(down)} {_short(lane)} {_short(down - a)} {_short(lane)}H{_short(up + b)}"
        f"Q{_short(up)} {_short(lane)} {_short(up)} {_short(lane - b)}V{_short(y1 + b)}"
        f"Q{_short(up)} {_short(y1)} {_short(x1)} {_short(y1)}"
    )
