"""The Sankey diagram as a part of a page: switches, picture, legend, notes, and the numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence

from ..facts.blocks import acting, elsewhere, intro
from ..facts.markup import Html, data, details, escape, join, table, tag
from ..sankey.certainty import is_uncertain, told
from ..sankey.diagram import Diagram
from ..sankey.labels import SHRINKS
from ..sankey.pictures import Pictures
from ..sankey.svg import draw, views_script

TALL = 0.8  # by its width: such a picture stands upright on paper, another on a page on its side
MOST_ROWS, FEWER_ROWS = 120, 50  # of a table: the widest ribbons; of places
FEWEST_ROWS, ROWS_IN_ALL = 12, 320  # of a table, and of those of all states together: a roadmap has many years


def picture_content(pictures: Pictures) -> Html:
    """The figures, one a way of grouping, and those that nodes open into; each with all that belongs to it."""
    words = next(iter(pictures.grouped.values())).words
    both = pictures.both
    kinds = [(by, words("grouped.both" if by == "site" and both else f"grouped.{by}")) for by in pictures.grouped]
    told = next(iter(pictures.grouped))  # the finest: its table says what the others' tables would
    figures = [_figure(diagram, by, by != pictures.first, by == told) for by, diagram in pictures.grouped.items()]
    inside = [_opened(diagram, name, pictures.titles[name]) for name, diagram in pictures.opened.items()]
    switch = _segment("grouped", words("switch.grouped"), kinds, pictures.first)
    return join(
        [
            intro(words("sankey.intro"), words("sankey.acts")),
            tag("div", switch, class_="switches grouped") if switch else "",
            *figures,
            *inside,
        ]
    )


def _figure(diagram: Diagram, key: str, hidden: bool, told: bool) -> Html:
    """The figure of one way of grouping; ``told`` with its numbers as a table."""
    words = diagram.words
    prefix = "" if key in ("process", "part") else f"{key}-"
    state = "plan" if "plan" in diagram.states else diagram.states[1 if diagram.states[0] == "today" else 0]
    undrawn = hidden and key in ("site", "owner")  # only the script shows it, and draws it then
    quantity, by = diagram.quantities[0], "material" if key in ("site", "owner") else "route"
    view = diagram.picture(state, quantity)
    svg = tag(
        "svg",
        tag("title", words("sankey.title")),
        "" if undrawn else draw(diagram, state, quantity, by, prefix),
        width=f"{view.width:.0f}",
        height=f"{view.height:.0f}",
        viewBox=f"0 0 {view.width:.0f} {view.height:.0f}",
        role="group",
        style=f"--w:{view.width:.0f};--least:{SHRINKS:g}",
        aria_label=words("sankey.aria"),
        aria_describedby=f"{prefix}sankey-notes",
    )
    return tag(
        "figure",
        _switches(diagram, state, quantity, by, prefix),
        tag("p", words("sankey.swipe"), class_="note hint"),
        tag("div", svg, class_="scroll"),
        tag("div", class_="tip", hidden=True),
        tag("p", class_="note", role="status", aria_live="polite"),
        _legend(diagram, "route", by != "route", quantity),
        _legend(diagram, "material", by != "material", quantity),
        _notes(diagram, state, quantity, key, prefix),
        _tables(diagram, state, FEWER_ROWS if key == "site" else MOST_ROWS) if told else "",
        views_script(diagram, undrawn),
        class_="sankey tall" if view.height > TALL * view.width else "sankey",
        data_state=state,
        data_quantity=quantity,
        data_following=words.texts["sankey.following"],
        data_share=words.texts["sankey.share"],
        data_group=key,
        data_by=by,
        hidden=hidden,
    )


def _opened(diagram: Diagram, name: str, title: str) -> Html:
    """A figure that a node opens into; the script draws it when it is asked for."""
    words = diagram.words
    state, quantity = diagram.states[-1], diagram.quantities[0]
    svg = tag(
        "svg",
        role="group",
        style=f"--w:0;--least:{SHRINKS:g}",
        aria_label=words("sankey.inside", name=title),
    )
    back = tag("button", words("sankey.back"), type="button", class_="back")
    return tag(
        "figure",
        tag("p", back, " ", tag("strong", words("sankey.inside", name=title)), class_="inside"),
        tag("div", svg, class_="scroll"),
        tag("div", class_="tip", hidden=True),
        tag("p", class_="note", role="status", aria_live="polite"),
        _legend(diagram, "route", False, quantity),
        _legend(diagram, "material", True, quantity),
        views_script(diagram, undrawn=True),
        class_="sankey opened",
        data_state=state,
        data_quantity=quantity,
        data_following=words.texts["sankey.following"],
        data_share=words.texts["sankey.share"],
        data_by="route",
        data_opens=name,
        hidden=True,
    )


def _switches(diagram: Diagram, state: str, quantity: str, by: str, prefix: str) -> Html:
    words = diagram.words
    states = [(name, diagram.label(name)) for name in diagram.states]
    quantities = [(name, diagram.name(name)) for name in diagram.quantities]
    colours = [("route", words("by.route")), ("material", words("by.material"))]
    return tag(
        "div",
        _segment("state", words("switch.state"), states, state, prefix),
        _segment("quantity", words("switch.quantity"), quantities, quantity, prefix),
        _segment("by", words("switch.by"), colours, by, prefix),
        class_="switches",
    )


def _segment(name: str, title: str, choices: Sequence[tuple[str, str]], chosen: str, prefix: str = "") -> Html:
    if len(choices) < 2:
        return Html("")
    labels = join(
        tag(
            "label",
            Html(
                f'<input type="radio" name="{prefix}sankey-{name}" value="{escape(value)}" data-pick="{name}"'
                f"{' checked' if value == chosen else ''}>"
            ),
            tag("span", text),
        )
        for value, text in choices
    )
    return tag("fieldset", tag("legend", title), tag("span", labels, class_="segment"))


def _legend(diagram: Diagram, by: str, hidden: bool, quantity: str) -> Html:
    items = []
    for name, colour in diagram.legend(by):
        told = diagram.legend_in(name) if by == "material" else diagram.quantities
        some = len(told) < len(diagram.quantities)
        shown = {"data_show_quantity": " ".join(told), "hidden": quantity not in told} if some else {}
        items.append(tag("li", name, style=f"--k:var(--c{colour})", **shown))
    items.append(tag("li", diagram.words(f"legend.other.{by}"), style="--k:var(--neutral)"))
    return tag("ul", join(items), class_="legend", data_show_by=by, hidden=hidden)


def _notes(diagram: Diagram, state: str, quantity: str, key: str, prefix: str) -> Html:
    """What the picture assumes, said on the picture."""
    words = diagram.words
    notes: list[object] = [acting(words("sankey.opens") + " ")] if diagram.opens else []
    if key in ("site", "owner"):
        notes.append(tag("span", words("sankey.places"), " "))
    if diagram.network.mixes:
        notes.append(tag("span", words("sankey.proportional"), " "))
    unsized = [q for q in diagram.quantities if diagram.dashed(q)]
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
    if diagram.uncertain:
        told = " ".join(sorted(diagram.uncertain))
        notes.append(
            tag("span", words("sankey.arrows"), " ", data_show_state=told, hidden=state not in diagram.uncertain)
        )
    notes.append(tag("span", words("sankey.stores")))
    return tag("figcaption", *notes, id=f"{prefix}sankey-notes")


def _tables(diagram: Diagram, state: str, most: int) -> Html:
    """The picture's numbers in words: one table a state."""
    words = diagram.words
    states = [name for name in diagram.states if any(s == name for s, _ in diagram.drawn)]
    most = min(most, max(FEWEST_ROWS, ROWS_IN_ALL // len(states)))
    pieces = [tag("div", _table(diagram, name, most), data_show_state=name, hidden=name != state) for name in states]
    return details(words("sankey.table"), *pieces)


def _amount(diagram: Diagram, e: int, state: str) -> Html:
    """What flows along a ribbon, with its standard uncertainty where it has one."""
    value, unit = diagram.amount_value(e, state)
    certain = diagram.certainty(e, state)
    if not is_uncertain(value, certain):
        return data(diagram.amount(e, state), value, unit)
    amount, _, unsure = told(diagram.words, value, unit, certain._replace(known="")).partition(" ± ")
    return join([data(amount, value, unit), " ± ", data(unsure, certain.deviation, unit)])


def _table(diagram: Diagram, state: str, most: int) -> Html:
    words, position = diagram.words, diagram.states.index(state)
    nodes = diagram.network.nodes
    shown_in = [q for q in diagram.quantities if q not in ("water", "dry") and not q.startswith("unit:")]
    shown = [e for e, edge in enumerate(diagram.network.edges) if edge.amounts[position] > 1e-9]
    main = diagram.quantities[0]
    by_readings = state in diagram.uncertain
    if len(shown) > most:
        shown.sort(key=lambda e: -(diagram.size_value(e, state, main)[0] or 0.0))
    rows = [
        [
            nodes[diagram.network.edges[e].source].name,
            nodes[diagram.network.edges[e].target].name,
            diagram.network.edges[e].material,
            words.word(diagram.edge_route(e)) or "–",
            _amount(diagram, e, state),
            *(data(diagram.size(e, state, q) or "–", *diagram.size_value(e, state, q)) for q in shown_in),
            *([words.choice("known", diagram.certainty(e, state).known or "guessed")] if by_readings else []),
        ]
        for e in shown[:most]
    ]
    headers = [words("from"), words("to"), words("material"), words("route"), words("amount")]
    headers += [diagram.name(q) for q in shown_in]
    numeric = range(4, len(headers))
    headers += [words("known")] if by_readings else []
    caption = f"{words('sankey.table')}: {diagram.label(state)}"
    found = table(caption, headers, rows, numeric=numeric)
    if len(shown) <= most:
        return found
    return join([found, elsewhere(words, len(shown) - most, "flows")])
