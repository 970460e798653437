"""The Sankey diagram written as SVG: for the page, and as a picture of its own with legend and note."""

from __future__ import annotations

from ..facts.markup import Html, escape, join, script, tag
from .diagram import Diagram
from .labels import LINE, text_width, wrap
from .layout import NODE_WIDTH, Box, Picture
from .packed import packed

LIGHT = ("#1f9e89", "#3b6fb5", "#5aa9e6", "#6a9f3a", "#a8763e", "#e08e2b", "#8b8f97", "#8d6cab", "#c76b8f", "#c9b037")
"""Colours on a light ground, in the order of the routes; the last three are for routes of a plant's own."""

NEUTRAL = "#aab6c2"
FONT = "'Helvetica Neue',Arial,'Liberation Sans','mfo Sans',sans-serif"


def draw(diagram: Diagram, state: str, quantity: str, by: str = "route", prefix: str = "") -> Html:
    """The inside of the SVG: ribbons, nodes and labels of one view, each with its numbers as a title.

    ``prefix`` begins the ids, where several diagrams stand on one page.
    """
    picture = diagram.picture(state, quantity)
    ribbons = [_ribbon(diagram, picture, e, state, quantity, by, prefix) for e in range(len(diagram.edges))]
    nodes = [_node(diagram, picture, n, state, quantity, prefix) for n in range(len(diagram.network.nodes))]
    pieces = [tag("g", *ribbons, class_="ribbons"), tag("g", *nodes, class_="nodes")]
    if diagram.uncertain:
        pieces.append(tag("g", *_arrows(diagram, state, quantity), class_="arrows"))
    return join(pieces)


def _arrows(diagram: Diagram, state: str, quantity: str) -> list[Html]:
    """What stands on the ribbons: amounts with their uncertainty."""
    return [
        tag("text", text, x=f"{x:.1f}", y=f"{y + 4.0:.1f}", text_anchor="end", class_=known or None)
        for x, y, text, known in diagram.arrows(state, quantity).values()
    ]


def _ribbon(diagram: Diagram, picture: Picture, e: int, state: str, quantity: str, by: str, prefix: str) -> Html:
    path, width = picture.ribbons.get(e, ("", 0.0))
    (value, unit), (size, _) = diagram.amount_value(e, state), diagram.size_value(e, state, quantity)
    return tag(
        "path",
        tag("title", ribbon_title(diagram, e, state, quantity)) if path else "",
        d=path or None,
        stroke_width=f"{width:.1f}",
        id=f"{prefix}e{e}",
        class_=ribbon_classes(diagram, e, by, quantity, e in picture.flat),
        visibility=None if path else "hidden",
        data_value=repr(value) if path else None,
        data_unit=unit if path else None,
        data_size=repr(size) if path and size is not None else None,
    )


def ribbon_classes(diagram: Diagram, e: int, by: str, quantity: str, flat: bool = False) -> str:
    """The classes of a ribbon: its colour, a dash where it has no size in the quantity, whether it is filled."""
    colour = diagram.colour(e, by)
    parts = ["r", f"c{colour}" if colour is not None else "c-"]
    if diagram.sizes[quantity][e] is None:
        parts.append("bare")
    if flat:
        parts.append("flat")
    return " ".join(parts)


def ribbon_title(diagram: Diagram, e: int, state: str, quantity: str) -> str:
    """What a ribbon is, in one line."""
    edge = diagram.network.edges[e]
    source, target = (diagram.network.nodes[key].name for key in (edge.source, edge.target))
    size = diagram.size(e, state, quantity)
    amount = diagram.amount(e, state)
    text = f"{edge.material}: {source} → {target}, {diagram.told_amount(e, state)}"
    return text + (f" ({size})" if size and size != amount else "")


def _node(diagram: Diagram, picture: Picture, n: int, state: str, quantity: str, prefix: str) -> Html:
    node = list(diagram.network.nodes.values())[n]
    box = picture.boxes.get(n)
    colour = diagram.route_colours.get(node.route)
    amount = diagram.node_amount(n, state, quantity) if box else ""
    value, unit = diagram.node_value(n, state, quantity) if box else (0.0, None)
    label = f"{told_name(diagram, n)}, {diagram.words.word(node.kind)}, {amount}"
    rectangle = tag(
        "rect",
        x=f"{box.x if box else 0:.1f}",
        y=f"{box.y if box else 0:.1f}",
        width=f"{NODE_WIDTH:g}",
        height=f"{max(box.height, 2.0) if box else 0:.1f}",
        rx="2",
        class_=f"c{colour}" if colour is not None else "c-",
    )
    return tag(
        "g",
        tag("title", label),
        rectangle,
        _label(diagram, n, amount, box),
        id=f"{prefix}n{n}",
        class_=node_classes(diagram, n),
        tabindex="-1",
        role="button",
        aria_label=label,
        visibility=None if box else "hidden",
        data_value=repr(value) if box else None,
        data_unit=unit,
    )


def told_name(diagram: Diagram, n: int) -> str:
    """A node's name, with those that it stands for."""
    node = list(diagram.network.nodes.values())[n]
    return f"{node.name} ({', '.join(node.members)})" if node.members else node.name


def node_classes(diagram: Diagram, n: int) -> str:
    """The classes of a node: its kind, and whether it opens."""
    kind = list(diagram.network.nodes.values())[n].kind
    return f"node {kind} opens" if n in diagram.opens else f"node {kind}"


def _label(diagram: Diagram, n: int, amount: str, box: Box | None) -> Html:
    x, y = (box.label_x, box.label_y) if box else (0.0, 0.0)
    lines, anchor = diagram.lines[n], box.anchor if box else "start"
    top = y - LINE * (len(lines) + 1) / 2 + 10.0
    spans = [tag("tspan", line, x=f"{x:.1f}", dy="0" if k == 0 else f"{LINE:g}") for k, line in enumerate(lines)]
    spans.append(tag("tspan", amount, x=f"{x:.1f}", dy=f"{LINE:g}", class_="amount"))
    return tag("text", *spans, x=f"{x:.1f}", y=f"{top:.1f}", text_anchor=anchor)


def views_script(diagram: Diagram, undrawn: bool = False) -> Html:
    """Every view for the page's script: places, widths and numbers; ``undrawn`` adds what it takes to draw them."""
    nodes = list(diagram.network.nodes.values())
    edges = diagram.network.edges
    stored: dict[str, object] = {
        "nodes": [
            [
                node.name,
                diagram.words.word(node.kind),
                int(node.kind == "pool"),
                told if (told := told_name(diagram, n)) != node.name else "",
                diagram.opens.get(n, ""),
            ]
            for n, node in enumerate(nodes)
        ],
        "edges": [
            [
                *diagram.edges[e],
                edge.material,
                _class(diagram.colour(e, "route")),
                _class(diagram.colour(e, "material")),
                ", ".join(edge.via),
                diagram.amount_value(e, diagram.states[0])[1],
            ]
            for e, edge in enumerate(edges)
        ],
        "amounts": {s: [diagram.amount(e, s) for e in range(len(edges))] for s in diagram.states},
        "values": {s: [diagram.amount_value(e, s)[0] for e in range(len(edges))] for s in diagram.states},
        "units": {q: diagram.unit(q) for q in diagram.quantities},
        "views": {f"{s}|{q}": _view_json(diagram, s, q) for s, q in diagram.drawn},
    }
    stored |= _certain_json(diagram)
    if undrawn:  # the script makes the nodes, too
        routes = (diagram.route_colours.get(node.route) for node in nodes)
        stored["drawn"] = [
            [diagram.lines[n], node_classes(diagram, n), _class(colour)] for n, colour in enumerate(routes)
        ]
    return script(packed(stored))


def _certain_json(diagram: Diagram) -> dict[str, object]:
    """How amounts are known, by state with uncertain ones: the place of a word in a list, and what each is off by."""
    if not diagram.uncertain:
        return {}
    every = range(len(diagram.edges))
    known = {state: [diagram.certainty(e, state).known for e in every] for state in sorted(diagram.uncertain)}
    words = list(dict.fromkeys(word for each in known.values() for word in each))
    return {
        "words": [diagram.words.choice("known", word) if word else "" for word in words],
        "known": {state: [words.index(word) for word in each] for state, each in known.items()},
        "unsure": {state: dict(diagram.deviations(state)) for state in known},
    }


def _class(colour: int | None) -> str:
    return "c-" if colour is None else f"c{colour}"


def _place(value: float) -> float:
    """A place in pixels, as short as it can be written."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


def _view_json(diagram: Diagram, state: str, quantity: str) -> dict[str, object]:
    picture = diagram.picture(state, quantity)
    return {
        "w": round(picture.width),
        "h": round(picture.height),
        "n": {
            n: [
                _place(box.x),
                _place(box.y),
                _place(max(box.height, 2.0)),
                _place(box.label_x),
                _place(box.label_y),
                diagram.node_amount(n, state, quantity),
                *diagram.node_value(n, state, quantity),
            ]
            for n, box in picture.boxes.items()
        },
        "e": {
            e: [
                path,
                _place(width),
                "" if (size := diagram.size(e, state, quantity)) == diagram.amount(e, state) else size,
                diagram.size_value(e, state, quantity)[0],
            ]
            for e, (path, width) in picture.ribbons.items()
        },
        "flat": sorted(picture.flat),
        "bare": [e for e in picture.ribbons if diagram.sizes[quantity][e] is None],
        **({"a": _arrow_json(diagram, state, quantity)} if diagram.uncertain else {}),
    }


def _arrow_json(diagram: Diagram, state: str, quantity: str) -> list[list[object]]:
    return [[_place(x), _place(y + 4.0), text, known] for x, y, text, known in diagram.arrows(state, quantity).values()]


STYLE = (
    f"text{{font:11.5px {FONT};fill:#1b2733;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-opacity:.85;"
    "stroke-linejoin:round}.amount{fill:#52606d;font-size:11px}.heading{font-size:17px;font-weight:700}"
    ".small{fill:#52606d;font-size:11px}.r{fill:none;stroke-opacity:.5}.bare{stroke-dasharray:4 4;stroke-opacity:.9}"
    f"path.c-{{stroke:{NEUTRAL}}}path.flat{{fill-opacity:.5}}path.flat.c-{{fill:{NEUTRAL};stroke:none}}"
    "rect.c-{fill:#64748b}.pool rect{fill:#94a3b8}"
    ".arrows text{font-size:10.5px}.arrows .read{font-weight:700}.arrows .follows,.arrows .spread{font-style:italic}"
)


def standalone(
    diagram: Diagram, title: str, state: str | None = None, quantity: str | None = None, by: str = "route"
) -> str:
    """A complete SVG file of one view: heading, picture, legend, and what the picture assumes."""
    state = state or diagram.states[-1]
    quantity = quantity or diagram.quantities[0]
    words = diagram.words
    picture = diagram.picture(state, quantity)
    width, top = max(picture.width, 640.0) + 48.0, 72.0
    unit = diagram.unit(quantity)
    lead = words("sankey.heading", state=diagram.label(state), quantity=diagram.name(quantity), unit=unit)
    legend, y = _legend(diagram, by, width, top + picture.height + 26.0)
    notes = [words(f"sankey.{key}") for key in _notes(diagram, state, quantity)]
    written = [
        tag("text", line, x="24", y=f"{y + 20.0 + 15.0 * k:.0f}", class_="small")
        for k, line in enumerate(line for note in notes for line in wrap(note, width - 60.0, 4))
    ]
    height = y + 34.0 + 15.0 * len(written)
    style = STYLE + "".join(
        f"path.c{n}{{stroke:{c}}}path.flat.c{n}{{fill:{c};stroke:none}}rect.c{n}{{fill:{c}}}"
        for n, c in enumerate(LIGHT)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="img" aria-label="{escape(title)}"><style>{style}</style>'
        f'<rect width="100%" height="100%" fill="#fff"/><text class="heading" x="24" y="34">{escape(title)}</text>'
        f'<text class="small" x="24" y="54">{escape(lead)}</text>'
        f'<g transform="translate(24 {top:g})">{draw(diagram, state, quantity, by)}</g>{legend}{join(written)}</svg>\n'
    )


def _notes(diagram: Diagram, state: str, quantity: str) -> list[str]:
    """The keys of the sentences a picture owes its reader."""
    keys = ["proportional"] if diagram.network.mixes else []
    if diagram.dashed(quantity):
        keys.append("unsized")
    if quantity == "money":
        keys.append("worth")
    if state in diagram.uncertain and quantity != "money":
        keys.append("arrows")
    return keys


def _legend(diagram: Diagram, by: str, width: float, y: float) -> tuple[Html, float]:
    x, pieces = 24.0, []
    for name, colour in diagram.legend(by):
        need = 24.0 + text_width(name)
        if x + need > width - 24.0:
            x, y = 24.0, y + 20.0
        pieces.append(
            tag("rect", x=f"{x:.0f}", y=f"{y - 10:.0f}", width="12", height="12", rx="2", class_=f"c{colour}")
        )
        pieces.append(tag("text", name, x=f"{x + 18:.0f}", y=f"{y:.0f}", class_="small"))
        x += need + 14.0
    return join(pieces), y
