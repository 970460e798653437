"""The Sankey diagram of a plan: its quantities and states, colours and labels, laid out view by view."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np
from numpy.typing import NDArray

from ...plan.tables.schema import Row
from ...plant.effects import ROUTES
from ..facts.language import Language, pretty_unit
from ..facts.plan_view import Figures, to_records
from .certainty import Certainty, is_uncertain, off_by, on_arrow, told
from .grouping import gathered
from .labels import CHARACTERS, frame_for, lines_for, spread, text_width
from .layers import LayerPositions, arrange
from .layout import DiagramFrame, Picture, View, common_scale, lay_out, loop_room
from .network import Key, Network, build_network
from .sizes import QUANTITIES, by_unit, left_out, sizes_of

Floats = NDArray[np.float64]
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
MOST_NODES = 220
COLOURS = 10  # colours besides the neutral one
ON_ARROWS = ("read", "reconciled", "spread", "follows")  # how what is told on arrows is known
MOST_COLUMNS = 9  # of a picture of places: a laptop's screen shows it whole with labels that can be read
ARROW, AT_END = 12.0, 5.0  # between the lines of labels on arrows; from a label to the node [px]
MOST_PATHS = 9000  # ribbons over all views; beyond, only the main quantity is drawn for each year


def _once(method: Callable[Concatenate[Diagram, Asked], Answer]) -> Callable[Concatenate[Diagram, Asked], Answer]:
    """Let a method of a diagram work out each answer once: frame, picture, table and script ask for the same."""

    def answer(self: Diagram, /, *key: Asked.args, **none: Asked.kwargs) -> Answer:
        known: dict[object, Answer] = self.answers.setdefault(method.__name__, {})
        if key not in known:
            known[key] = method(self, *key, **none)
        return known[key]

    answer.__doc__ = method.__doc__
    return answer


@dataclass
class Diagram:
    """Everything a picture needs: the network, and for each state and quantity a layout."""

    network: Network
    layers: Mapping[str, LayerPositions]  # by quantity
    edges: list[tuple[int, int]]
    sizes: dict[str, list[Floats | None]]  # quantity: by edge, by state; None: no size in it
    units: dict[str, str]  # quantity: the unit its sizes are told in
    words: Language
    per: float  # divide a horizon's amount by this
    period: str  # "d", "year" or blank
    label: Callable[[str], str]  # a state's name in words
    opens: Mapping[int, str] = field(default_factory=dict)  # node: the picture that it opens into
    absent: Mapping[str, frozenset[int]] = field(default_factory=dict)  # quantity: edges that are not drawn in it
    apart: bool = False  # whether what has no mass is drawn only in views of its own
    answers: dict[str, dict[object, Any]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def quantities(self) -> tuple[str, ...]:
        """The quantities in which something has a size, best covered first among mass, energy, money, carbon."""
        return tuple(self.sizes)

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The states: plan, or one a year, and today."""
        return self.network.states

    @cached_property
    def lines(self) -> list[list[str]]:
        """The name of each node as it stands in every picture: on as many lines as it takes in the first."""
        names, found = [node.name for node in self.network.nodes.values()], list[list[str]]()
        for layers in reversed(list(self.layers.values())):
            members = layers.labelled
            lines = lines_for(names, members)
            stands = {n for column in members for n in column}
            found = [line if n in stands or not found else found[n] for n, line in enumerate(lines)]
        return found

    @cached_property
    def _scales(self) -> dict[str, tuple[float, list[float], DiagramFrame]]:
        """By quantity pixels per unit, the pixels that loops take, and the frame."""
        found = {}
        for quantity in self.sizes:
            layers, frame = self.layers[quantity], self._frame(quantity)
            views = [self.view(state, quantity) for state in self.states]
            scale = common_scale(layers, self.edges, views, frame)
            room = loop_room(layers, self.edges, views, scale)
            found[quantity] = scale, room, spread(frame, room)
        return found

    def _frame(self, quantity: str) -> DiagramFrame:
        """The frame with room for every label in every view of a quantity, and for what stands on arrows."""
        alike = [q for q in self.sizes if self.layers[q] is self.layers[quantity]]
        drawn = [(state, q) for state, q in self.drawn if q in alike]
        amounts = []
        for n in range(len(self.network.nodes)):
            told = {self.node_amount(n, state, q) for state, q in drawn}
            amounts.append(max((text_width(text, CHARACTERS["amount"]) for text in told), default=0.0))
        frame = frame_for(self.lines, amounts, self.layers[quantity].labelled)
        texts = {self.arrow(e, *view) for view in drawn if view[0] in self.uncertain for e in range(len(self.edges))}
        widest = max((text_width(text, CHARACTERS["amount"]) for text in texts), default=0.0)
        return replace(frame, on_arrows=widest + 3 * AT_END if widest else 0.0)

    def view(self, state: str, quantity: str) -> View:
        """The sizes of the edges in one state and quantity."""
        position = self.states.index(state)
        sizes = [None if size is None else float(size[position]) for size in self.sizes[quantity]]
        absent = self.absent.get(quantity, frozenset())
        return View(
            sizes, [edge.amounts[position] > 1e-9 and e not in absent for e, edge in enumerate(self.network.edges)]
        )

    def name(self, quantity: str) -> str:
        """What a quantity is called."""
        kind, _, unit = quantity.partition(":")
        return self.words.unit(pretty_unit(unit)) if kind == "unit" else self.words(f"quantity.{quantity}")

    def dashed(self, quantity: str) -> bool:
        """Whether some ribbon of the views of a quantity has no size in it."""
        absent = self.absent.get(quantity, frozenset())
        return any(size is None and e not in absent for e, size in enumerate(self.sizes[quantity]))

    def picture(self, state: str, quantity: str) -> Picture:
        """The layout of one state in one quantity; the scale is the same for all states."""
        if (state, quantity) not in self._pictures:
            scale, room, frame = self._scales[quantity]
            made = lay_out(self.layers[quantity], self.edges, self.view(state, quantity), scale, frame, room)
            self._pictures[state, quantity] = made
        return self._pictures[state, quantity]

    @cached_property
    def _pictures(self) -> dict[tuple[str, str], Picture]:
        """The layouts that were made."""
        return {}

    @cached_property
    def drawn(self) -> list[tuple[str, str]]:
        """The views worth drawing: all, unless many years times many ribbons would make the page heavy."""
        everything = [(state, quantity) for quantity in self.quantities for state in self.states]
        if len(everything) * len(self.edges) <= MOST_PATHS:
            return everything
        first = self.quantities[0]
        ends = {self.states[0], self.states[-1]}
        kept = [(s, q) for s, q in everything if q == first or s in ends]
        return kept if len(kept) * len(self.edges) <= MOST_PATHS else [(s, q) for s, q in kept if q == first]

    @_once
    def amount_value(self, edge: int, state: str) -> tuple[float, str]:
        """What flows along an edge in the period, and its unit: the material's own."""
        link = self.network.edges[edge]
        return _written(float(link.amounts[self.states.index(state)]) / self.per), self._per(link.unit)

    @_once
    def amount(self, edge: int, state: str) -> str:
        """What flows along an edge, in the material's own unit, in words."""
        return self.words.amount(*self.amount_value(edge, state))

    @_once
    def certainty(self, edge: int, state: str) -> Certainty:
        """How the amount of an edge is known, its standard uncertainty in the period."""
        certain = self.network.edges[edge].certain
        found = certain[self.states.index(state)] if certain else Certainty()
        return found._replace(deviation=found.deviation / self.per)

    def told_amount(self, edge: int, state: str) -> str:
        """The same as :meth:`amount`, with its uncertainty and how it is known where the state tells that."""
        return told(self.words, *self.amount_value(edge, state), self.certainty(edge, state))

    def deviations(self, state: str) -> Iterator[tuple[int, str]]:
        """The edges whose amount has an uncertainty in a state, and that in words."""
        for e in range(len(self.edges)):
            if is_uncertain(self.amount_value(e, state)[0], self.certainty(e, state)):
                yield e, off_by(self.words, self.certainty(e, state))

    @cached_property
    def uncertain(self) -> frozenset[str]:
        """The states in which some amount has an uncertainty."""
        return frozenset(state for state in self.states if next(self.deviations(state), None))

    def arrow(self, edge: int, state: str, quantity: str) -> str:
        """What stands on an edge: its size with its uncertainty, of today's flows the certain ones, too.

        Blank for money, which is an amount times a price, and where no amount of the state has an uncertainty.
        """
        value, unit = self.amount_value(edge, state)
        certain = self.certainty(edge, state)
        unsure = is_uncertain(value, certain)
        if quantity == "money" or state not in self.uncertain or not (unsure or certain.known in ON_ARROWS):
            return ""
        size, _ = self.size_value(edge, state, quantity)
        if size is None or not value:
            return f"{on_arrow(self.words, value, certain)} {self.words.unit(unit)}"
        return on_arrow(self.words, size, certain._replace(deviation=certain.deviation * size / value))

    def arrows(self, state: str, quantity: str) -> dict[int, tuple[float, float, str, str]]:
        """By edge where its label ends, its text and how it is known; those that have no room are left out.

        Wider ribbons come first; labels stand where a ribbon arrives, and keep a line apart.
        """
        picture, gap = self.picture(state, quantity), self._scales[quantity][2].gap
        found: dict[int, tuple[float, float, str, str]] = {}
        for e in sorted(picture.tips, key=lambda e: -picture.ribbons[e][1]):
            text, (x, y) = self.arrow(e, state, quantity), picture.tips[e]
            if not text or text_width(text, CHARACTERS["amount"]) + 2 * AT_END > gap:
                continue
            if not any(abs(x - a) < gap and abs(y - b) < ARROW for a, b, _, _ in found.values()):
                found[e] = x - AT_END, y, text, self.certainty(e, state).known
        return found

    @_once
    def size_value(self, edge: int, state: str, quantity: str) -> tuple[float | None, str]:
        """The size of an edge in a quantity and its unit; None where it has none."""
        size = self.sizes[quantity][edge]
        told = None if size is None else _written(float(size[self.states.index(state)]) / self.per)
        return told, self.unit(quantity)

    @_once
    def size(self, edge: int, state: str, quantity: str) -> str:
        """The size of an edge in a quantity, in words; blank where it has none."""
        return self.words.amount(*self.size_value(edge, state, quantity))

    @_once
    def node_value(self, node: int, state: str, quantity: str) -> tuple[float, str]:
        """What passes a node and its unit: in the quantity, else in the unit of which it passes most."""
        position = self.states.index(state)
        into, out = 0.0, 0.0
        plain: dict[tuple[str, bool], float] = {}
        sizes = self.sizes[quantity]
        for e in self._edges_of[node]:
            s, t = self.edges[e]
            edge, size = self.network.edges[e], sizes[e]
            side = (edge.unit, node == t)
            plain[side] = plain.get(side, 0.0) + float(edge.amounts[position])
            if size is not None:
                into += float(size[position]) * (node == t)
                out += float(size[position]) * (node == s)
        if max(into, out) > 0:
            return _written(max(into, out) / self.per), self.unit(quantity)
        (unit, _), value = max(plain.items(), key=lambda item: item[1])
        return _written(value / self.per), self._per(unit)

    @cached_property
    def _edges_of(self) -> list[list[int]]:
        """The edges at each node, in order."""
        found: list[list[int]] = [[] for _ in self.network.nodes]
        for e, ends in enumerate(self.edges):
            for node in dict.fromkeys(ends):
                found[node].append(e)
        return found

    @_once
    def node_amount(self, node: int, state: str, quantity: str) -> str:
        """What passes a node, in words."""
        return self.words.amount(*self.node_value(node, state, quantity), 3)

    def unit(self, quantity: str) -> str:
        """The unit in which a quantity is told."""
        return self._per(self.units[quantity])

    def _per(self, unit: str) -> str:
        return pretty_unit(f"{unit}/{self.words.word(self.period)}" if self.period else unit)

    @cached_property
    def route_colours(self) -> dict[str, int]:
        """The colour number of each route that appears: fixed for the known ones."""
        found = dict.fromkeys(node.route for node in self.network.nodes.values() if node.route)
        return route_colours(found)

    @cached_property
    def material_colours(self) -> dict[str, int]:
        """The colour number of the largest materials; the others stay neutral.

        What is only in views of its own has the colours there that nothing else in them has.
        """
        found = {material: number for number, material in enumerate(self._largest(self.quantities[0]))}
        everywhere = set(self._largest(self.quantities[0], None))
        for quantity in self.quantities[1:] if self.apart else ():
            largest = self._largest(quantity)
            free = [number for number in range(COLOURS) if number not in {found.get(each) for each in largest}]
            own = [each for each in largest if each not in found and each not in everywhere]
            found |= dict(zip(own, free, strict=False))
            everywhere |= set(largest)
        return found

    def _largest(self, quantity: str, most: int | None = COLOURS) -> list[str]:
        """The materials of which most flows, in a quantity."""
        total: dict[str, float] = {}
        for edge, size in zip(self.network.edges, self.sizes[quantity], strict=True):
            total[edge.material] = total.get(edge.material, 0.0) + (float(size.max()) if size is not None else 0.0)
        if self.apart:
            total = {material: size for material, size in total.items() if size > 0}
        return sorted(total, key=lambda material: -total[material])[:most]

    def edge_route(self, edge: int) -> str:
        """The route a ribbon belongs to: of what it goes to, else of where it comes from."""
        link = self.network.edges[edge]
        return self.network.nodes[link.target].route or self.network.nodes[link.source].route

    def colour(self, edge: int, by: str) -> int | None:
        """The colour number of a ribbon by ``route`` or ``material``; None is neutral."""
        if by == "material":
            return self.material_colours.get(self.network.edges[edge].material)
        return self.route_colours.get(self.edge_route(edge))

    def legend(self, by: str) -> list[tuple[str, int]]:
        """The names and colour numbers of the legend."""
        if by == "material":
            return list(self.material_colours.items())
        return [(self.words.word(route), number) for route, number in self.route_colours.items()]

    def legend_in(self, material: str) -> list[str]:
        """The quantities whose legends name a material: all, unless each view shows things of its own."""
        return [q for q in self.quantities if not self.apart or material in self._largest(q, None)]


def _written(value: float) -> float:
    """A number to twelve digits: a large page holds tens of thousands."""
    return float(f"{value:.12g}")


def route_colours(routes: Iterable[str]) -> dict[str, int]:
    """The colour number of each route: fixed for the known ones, the rest of the colours for others."""
    found = dict.fromkeys(routes)
    others = [route for route in found if route not in ROUTES]
    free = range(len(ROUTES), COLOURS)
    colours = {route: ROUTES.index(route) for route in ROUTES if route in found}
    return {**colours, **{route: free[n % len(free)] for n, route in enumerate(others)}}


def build_diagram(figures: Figures, most: int = MOST_NODES) -> Diagram | None:
    """The diagram of a plan and, where there is one, today's routing. None where nothing flows."""
    network, _ = gathered(network_of(figures), most, holds_of(figures), others(figures))
    return draw_network(figures, network) if network.edges else None


def network_of(figures: Figures) -> Network:
    """Everything that flows, in every state that can be looked at."""
    flows = figures.annual
    if not figures.roadmap:
        states = {"plan": to_records(flows)}
    else:
        states = {str(year): to_records(flows[flows["year"] == year]) for year in figures.years}
    if figures.today is not None:
        today = figures.today.annual
        first = today[today["year"] == figures.today.years[0]]
        states = {"today": to_records(first), **states}
    return build_network(states)


def holds_of(figures: Figures) -> dict[str, Row]:
    """What a unit of each material holds."""
    return {str(row["material"]): row for row in figures.records("materials")}


def others(figures: Figures) -> Callable[[int], str]:
    """What a node is called that stands for so many."""
    words = figures.language.plain
    return lambda count: words("sankey.other", count=count)


def draw_network(
    figures: Figures,
    network: Network,
    quantities: tuple[str, ...] = QUANTITIES,
    opens: Mapping[Key, str] | None = None,
    apart: bool = False,
) -> Diagram:
    """The diagram of a network that has edges; ``opens`` names the pictures that some of its nodes open into.

    ``apart`` draws what has no mass only in views of its own: by energy, and by the unit that it is told in.
    """
    words, period = figures.language.plain, figures.period
    keys = {key: number for number, key in enumerate(network.nodes)}
    edges = [(keys[edge.source], keys[edge.target]) for edge in network.edges]
    sizes = sizes_of(figures, network, quantities)
    sizes |= by_unit(network, sizes) if apart else {}
    last = [node.kind == "market" for node in network.nodes.values()]
    absent = left_out(sizes, apart)
    units = {"mass": "t", "water": "t", "dry": "t", "energy": "MWh", "money": figures.currency, "carbon": "t C"}
    units["amount"] = network.edges[0].unit
    units |= {key: key.partition(":")[2] for key in sizes if key.startswith("unit:")}
    if apart:  # nothing of one view is in another: each has an order of its own
        bare = frozenset[int]()
        layers = {
            q: arrange(len(keys), edges, _weights(sizes[q]), last, absent.get(q, bare), MOST_COLUMNS) for q in sizes
        }
    else:  # so that nothing jumps when a switch is used
        layers = dict.fromkeys(sizes, arrange(len(keys), edges, _weights(sizes[next(iter(sizes))]), last))
    return Diagram(
        network,
        layers,
        edges,
        sizes,
        units,
        words,
        period.days,
        period.unit,
        lambda state: words(f"state.{state}") if state in ("plan", "today") else state,
        {keys[key]: name for key, name in (opens or {}).items() if key in keys},
        absent,
        apart,
    )


def _weights(sizes: list[Floats | None]) -> list[float]:
    largest = max((float(size.max()) for size in sizes if size is not None), default=1.0) or 1.0
    return [(float(size.max()) / largest if size is not None else 0.0) + 0.005 for size in sizes]
