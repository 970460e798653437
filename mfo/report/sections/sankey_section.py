"""The Sankey diagram as a part of a page: switches, picture, legend, notes, and the numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

from ..facts.blocks import intro
from ..facts.markup import Html, data, details, escape, join, table, tag
from ..sankey.diagram import Diagram
from ..sankey.svg import draw, views_json

MOST_ROWS = 400


def picture_content(diagram: Diagram) -> Html:
    """The figure with everything that belongs to it."""
    words = diagram.words
    state = "plan" if "plan" in diagram.states else diagram.states[1 if diagram.states[0] == "today" else 0]
    quantity = diagram.quantities[0]
    view = diagram.picture(state, quantity)
    svg = tag(
        "svg",
        tag("title", words("sankey.title")),
        draw(diagram, state, quantity),
        width=f"{view.width:.0f}",
        height=f"{view.height:.0f}",
        viewBox=f"0 0 {view.width:.0f} {view.height:.0f}",
        role="group",
        style=f"--w:{view.width:.0f};--least:{diagram.frame.shrinks:g}",
        aria_label=words("sankey.aria"),
        aria_describedby="sankey-notes",
    )
    figure = tag(
        "figure", _switches(diagram, state, quantity), tag("p", words("sankey.swipe"), class_="note hint"),
        tag("div", svg, class_="scroll"),
        tag("div", class_="tip", hidden=True), tag("p", class_="note", role="status", aria_live="polite"),
        _legend(diagram, "route", False), _legend(diagram, "material", True), _notes(diagram, quantity),
        _tables(diagram, state),
        Html(f'<script type="application/json">{views_json(diagram)}</script>'),
        class_="sankey", data_state=state, data_quantity=quantity, data_following=words.texts["sankey.following"],
        data_share=words.texts["sankey.share"],
    )  # fmt: skip
    return join([intro(words("sankey.intro")), figure])


def _switches(diagram: Diagram, state: str, quantity: str) -> Html:
    words = diagram.words
    states = [(name, diagram.label(name)) for name in diagram.states]
    quantities = [(name, words(f"quantity.{name}")) for name in diagram.quantities]
    colours = [("route", words("by.route")), ("material", words("by.material"))]
    return tag(
        "div", _segment("state", words("switch.state"), states, state),
        _segment("quantity", words("switch.quantity"), quantities, quantity),
        _segment("by", words("switch.by"), colours, "route"), class_="switches",
    )  # fmt: skip


def _segment(name: str, title: str, choices: Sequence[tuple[str, str]], chosen: str) -> Html:
    if len(choices) < 2:
        return Html("")
    labels = join(
        tag(
            "label",
            Html(f'<input type="radio" name="sankey-{name}" value="{escape(value)}" data-pick="{name}"'
                 f"{' checked' if value == chosen else ''}>"),
            tag("span", text),
        )
        for value, text in choices
    )  # fmt: skip
    return tag("fieldset", tag("legend", title), tag("span", labels, class_="segment"))


def _legend(diagram: Diagram, by: str, hidden: bool) -> Html:
    items = [Html(f'<li style="--k:var(--c{colour})">{escape(name)}</li>') for name, colour in diagram.legend(by)]
    items.append(Html(f'<li style="--k:var(--neutral)">{escape(diagram.words(f"legend.other.{by}"))}</li>'))
    return tag("ul", join(items), class_="legend", data_show_by=by, hidden=hidden)


def _notes(diagram: Diagram, quantity: str) -> Html:
    """What the picture assumes, said on the picture."""
    words = diagram.words
    notes: list[object] = []
    if diagram.network.mixes:
        notes.append(tag("span", words("sankey.proportional"), " "))
    unsized = [q for q in diagram.quantities if any(size is None for size in diagram.sizes[q])]
    if unsized:
        notes.append(
            tag(
                "span",
                words("sankey.unsized"),
                " ",
                data_show_quantity=" ".join(unsized),
                hidden=quantity not in unsized,
            )
        )
    if "money" in diagram.quantities:
        notes.append(tag("span", words("sankey.worth"), " ", data_show_quantity="money", hidden=quantity != "money"))
    notes.append(tag("span", words("sankey.stores")))
    return tag("figcaption", *notes, id="sankey-notes")


def _tables(diagram: Diagram, state: str) -> Html:
    """The picture's numbers in words: one table a state."""
    words = diagram.words
    pieces = [
        tag("div", _table(diagram, name), data_show_state=name, hidden=name != state)
        for name in diagram.states
        if any(s == name for s, _ in diagram.drawn)
    ]
    return details(words("sankey.table"), *pieces)


def _table(diagram: Diagram, state: str) -> Html:
    words, position = diagram.words, diagram.states.index(state)
    nodes = diagram.network.nodes
    shown = [e for e, edge in enumerate(diagram.network.edges) if edge.amounts[position] > 1e-9]
    rows = [
        [nodes[diagram.network.edges[e].source].name, nodes[diagram.network.edges[e].target].name,
         diagram.network.edges[e].material, words.word(diagram.edge_route(e)) or "–",
         data(diagram.amount(e, state), *diagram.amount_value(e, state)),
         *(data(diagram.size(e, state, q) or "–", *diagram.size_value(e, state, q)) for q in diagram.quantities)]
        for e in shown[:MOST_ROWS]
    ]  # fmt: skip
    headers = [words("from"), words("to"), words("material"), words("route"), words("amount")]
    headers += [words(f"quantity.{q}") for q in diagram.quantities]
    caption = f"{words('sankey.table')}: {diagram.label(state)}"
    return table(caption, headers, rows, numeric=range(4, len(headers)))
