"""The order of a Sankey diagram: which column a node stands in, and who stands above whom.

Done once for all states and quantities, so that nothing jumps when a switch is used. Edges that would run backwards
are loops. Ribbons that pass over columns get a place of their own in each (a dummy), so that they run around nodes.
Columns by longest path after Eades, Lin and Smyth's heuristic for the cycles (Information Processing Letters 47, 1993,
doi:10.1016/0020-0190(93)90079-O); order by barycentres (Sugiyama, Tagawa and Toda, IEEE Trans. SMC 11, 1981).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

SWEEPS = 10
NOTICED = 1e-9  # of all that flows: what is less is rounding


@dataclass
class LayerPositions:
    """Positions of nodes (0..n-1 real, then dummies) in columns, and the way of each edge."""

    members: list[list[int]]  # by column, from top to bottom
    column: list[int]  # of each node and dummy
    paths: list[list[int]]  # by edge: the nodes it passes, first to last; only the two ends of a loop, none if absent
    loops: set[int] = field(default_factory=set)  # edges that run backwards
    real: int = 0  # how many nodes are no dummies

    @property
    def labelled(self) -> list[list[int]]:
        """The nodes of each column that are no dummies."""
        return [[n for n in members if n < self.real] for members in self.members]


def arrange(
    count: int,
    edges: Sequence[tuple[int, int]],
    weights: Sequence[float],
    last: Sequence[bool],
    absent: Collection[int] = frozenset(),
    most: int | None = None,
) -> LayerPositions:
    """Columns for ``count`` nodes. ``weights`` are the edges' widths; ``last`` marks nodes for the last column.

    ``absent`` edges are never drawn: they count for nothing, and a node that has no others stands in no column.
    Where there would be more than ``most`` columns, the lightest edges of the longest ways may run backwards.
    """
    shown = [e for e in range(len(edges)) if e not in absent]
    position = _sequence(count, [edges[e] for e in shown], [weights[e] for e in shown])
    forward = [e for e in shown if position[edges[e][0]] < position[edges[e][1]]]
    column = _longest_path(count, edges, forward, position)
    while most is not None and max(column, default=0) >= most:
        forward.remove(min(_longest(edges, forward, column), key=lambda e: weights[e]))
        column = _longest_path(count, edges, forward, position)
    _pull_sources(count, edges, forward, column)
    end = max(column, default=0)
    leaves = {edges[e][0] for e in forward}
    for node in range(count):
        if last[node] and node not in leaves:
            column[node] = end
    loops = {e for e in shown if column[edges[e][0]] >= column[edges[e][1]]}
    columns = LayerPositions([], column, [], loops, count)
    for e, (s, t) in enumerate(edges):
        columns.paths.append([] if e in absent else [s, t] if e in loops else _with_dummies(columns, s, t))
    columns.members = [[] for _ in range(max(column, default=-1) + 1)]
    _order(columns, weights)
    if absent:
        used = {node for e in shown for node in edges[e]}
        columns.members = [[n for n in members if n >= count or n in used] for members in columns.members]
    return columns


def _longest(edges: Sequence[tuple[int, int]], forward: Sequence[int], column: Sequence[int]) -> list[int]:
    """The edges of one of the longest ways, that ends in the last column."""
    into: dict[int, list[int]] = {}
    for e in forward:
        into.setdefault(edges[e][1], []).append(e)
    node, way = max(range(len(column)), key=lambda n: column[n]), list[int]()
    while column[node]:
        way.append(next(e for e in into[node] if column[edges[e][0]] == column[node] - 1))
        node = edges[way[-1]][0]
    return way


def _sequence(count: int, edges: Sequence[tuple[int, int]], weights: Sequence[float]) -> list[int]:
    """A sequence of the nodes in which little weight runs backwards."""
    out: list[dict[int, float]] = [{} for _ in range(count)]
    into: list[dict[int, float]] = [{} for _ in range(count)]
    for (s, t), w in zip(edges, weights, strict=True):
        if s != t:
            out[s][t] = out[s].get(t, 0.0) + w
            into[t][s] = into[t].get(s, 0.0) + w
    left: list[int] = []
    right: list[int] = []
    waiting = dict.fromkeys(range(count))
    while waiting:
        sources = [n for n in waiting if not into[n]]
        sinks = [n for n in waiting if not out[n] and into[n]]
        chosen = sources or sinks or [max(waiting, key=lambda n: sum(out[n].values()) - sum(into[n].values()))]
        for node in chosen:
            (right if node in sinks and not sources else left).append(node)
            del waiting[node]
            for other in out[node]:
                into[other].pop(node, None)
            for other in into[node]:
                out[other].pop(node, None)
            out[node], into[node] = {}, {}
    order = _moved_ahead([*left, *reversed(right)], count, edges, weights)
    return [place for _, place in sorted((node, place) for place, node in enumerate(order))]


def _moved_ahead(order: list[int], count: int, edges: Sequence[tuple[int, int]], weights: Sequence[float]) -> list[int]:
    """The sequence with each node where least runs backwards to and from it, as long as that makes it less in all.

    Eades's heuristic takes nodes for good; one that hands much to a node that was taken before it is moved before that.
    """
    ahead: list[dict[int, float]] = [{} for _ in range(count)]  # by node: what less runs backwards where it is first
    for (s, t), w in zip(edges, weights, strict=True):
        ahead[s][t] = ahead[s].get(t, 0.0) + w
        ahead[t][s] = ahead[t].get(s, 0.0) - w
    least = NOTICED * sum(weights)
    for _ in range(SWEEPS):
        before = list(order)
        for node in before:
            place = order.index(node)
            del order[place]
            gains = [(0.0, 0, place)]
            for side in (range(place - 1, -1, -1), range(place, len(order))):
                gain, sign = 0.0, 1.0 if side.step < 0 else -1.0
                for at in side:
                    gain += sign * ahead[node].get(order[at], 0.0)
                    gains.append((gain, -abs(at - place), at if side.step < 0 else at + 1))
            gain, _, best = max(gains)
            order.insert(best if gain > least else place, node)
        if order == before:
            break
    return order


def _longest_path(
    count: int, edges: Sequence[tuple[int, int]], forward: Sequence[int], position: Sequence[int]
) -> list[int]:
    column = [0] * count
    for e in sorted(forward, key=lambda e: position[edges[e][0]]):
        s, t = edges[e]
        column[t] = max(column[t], column[s] + 1)
    return column


def _pull_sources(count: int, edges: Sequence[tuple[int, int]], forward: Sequence[int], column: list[int]) -> None:
    """Put what only delivers right before its first taker."""
    targets: dict[int, list[int]] = {}
    fed = set()
    for e in forward:
        s, t = edges[e]
        targets.setdefault(s, []).append(column[t])
        fed.add(t)
    for node in range(count):
        if node in targets and node not in fed:
            column[node] = min(targets[node]) - 1


def _with_dummies(columns: LayerPositions, source: int, target: int) -> list[int]:
    path = [source]
    for place in range(columns.column[source] + 1, columns.column[target]):
        path.append(len(columns.column))
        columns.column.append(place)
    return [*path, target]


def _order(columns: LayerPositions, weights: Sequence[float]) -> None:
    """Sort each column by the mean position of its neighbours, to and fro, and keep the order that crosses least."""
    before: list[list[tuple[int, float]]] = [[] for _ in columns.column]
    after: list[list[tuple[int, float]]] = [[] for _ in columns.column]
    steps: list[tuple[int, int, float]] = []
    for path, weight in zip(columns.paths, weights, strict=True):
        for s, t in pairwise(path):
            if columns.column[s] < columns.column[t]:
                before[t].append((s, weight))
                after[s].append((t, weight))
                steps.append((s, t, weight))
    place = _depth_first(columns, after)
    best, least = [list(column) for column in columns.members], _crossings(columns, steps, place)
    for sweep in range(SWEEPS):
        downward = sweep % 2 == 0
        near = before if downward else after
        for members in columns.members if downward else reversed(columns.members):
            middle = {n: _barycentre(near[n], place, place[n]) for n in members}
            members.sort(key=lambda n: middle[n])
            for number, node in enumerate(members):
                place[node] = number / max(1, len(members) - 1) if len(members) > 1 else 0.5
        crossing = _crossings(columns, steps, place)
        if crossing < least:
            best, least = [list(column) for column in columns.members], crossing
    columns.members = best


def _depth_first(columns: LayerPositions, after: list[list[tuple[int, float]]]) -> list[float]:
    """Fill the columns in the order of a walk, heaviest first; places between 0 and 1."""
    seen = set()
    for start in sorted(range(len(columns.column)), key=lambda n: columns.column[n]):
        stack = [start]
        while stack:
            node = stack.pop()
            if node in seen:
                continue
            seen.add(node)
            columns.members[columns.column[node]].append(node)
            stack.extend(n for n, _ in sorted(after[node], key=lambda item: item[1]))
    place = [0.5] * len(columns.column)
    for members in columns.members:
        for number, node in enumerate(members):
            place[node] = number / (len(members) - 1) if len(members) > 1 else 0.5
    return place


def _barycentre(near: list[tuple[int, float]], place: list[float], own: float) -> float:
    total = sum(weight for _, weight in near)
    return sum(place[n] * weight for n, weight in near) / total if total > 0 else own


def _crossings(columns: LayerPositions, steps: list[tuple[int, int, float]], place: list[float]) -> float:
    """The weight of crossings between neighbouring columns (each pair by the narrower ribbon)."""
    by_column: dict[int, list[tuple[float, float, float]]] = {}
    for s, t, weight in steps:
        by_column.setdefault(columns.column[s], []).append((place[s], place[t], weight))
    total = 0.0
    for lines in by_column.values():
        if len(lines) > 120:  # counting pairs would cost more than it brings
            lines = sorted(lines, key=lambda line: -line[2])[:120]
        for number, (a, b, w) in enumerate(lines):
            for c, d, v in lines[:number]:
                if (a - c) * (b - d) < 0:
                    total += min(w, v)
    return total
