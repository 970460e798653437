"""The map as a part of a page: what flows where by state and material, with its numbers as a table."""

from __future__ import annotations

import pandas as pd

from ...plan.tables.schema import Row
from ..facts.blocks import elsewhere, intro, unit_in_period
from ..facts.markup import Html, data, details, escape, join, script, table, tag
from ..facts.plan_view import Figures, to_records
from .geography import NARROW, WIDE
from .shapes import Drawing
from .site_map import SiteMap, Way, draw_map, far_away, gather, legend

MOST_CHOICES = 12  # materials that can be looked at one by one
MOST_ROWS, MOST_CELLS = 200, 600  # of the table: a row a link, a cell a state
SMALL = 1e-9
TOGETHER = ("mass", "energy")


def located(figures: Figures) -> dict[str, tuple[float, float]]:
    """The sites with coordinates."""
    return {
        str(row["site"]): (row["latitude"], row["longitude"])
        for row in figures.records("sites")
        if row["latitude"] is not None and row["longitude"] is not None
    }


def has_map(figures: Figures) -> bool:
    """Whether at least two sites have coordinates."""
    return len(located(figures)) >= 2


def map_content(figures: Figures) -> Html:
    """The figure with its switches, a drawing for wide and one for narrow screens, notes and numbers."""
    words = figures.language
    found = map_of(figures)
    states = list(dict.fromkeys(state for state, _ in found.ways))
    choices = list(dict.fromkeys(choice for _, choice in found.ways))
    unplaced = [str(row["site"]) for row in figures.records("sites") if row["site"] not in found.places]
    elsewhere = words("map.elsewhere", names=", ".join(unplaced)) if unplaced else ""
    if not choices:
        return join([intro(words("map.intro"), words("map.acts")), figure(found, None, "", elsewhere)])
    state = "plan" if "plan" in states else states[1 if states[0] == "today" else 0]
    return join(
        [
            intro(words("map.intro"), words("map.acts")),
            figure(found, (state, choices[0]), _switches(figures, found, state), elsewhere),
        ]
    )


def map_of(figures: Figures) -> SiteMap:
    """The map of a plan; links from or to a site without coordinates are not on it."""
    places = located(figures)
    links = [(state, row) for state, flows in _states(figures).items() for row in _sent(flows)]
    holds = {str(row["material"]): row for row in figures.records("materials")}
    ways: dict[tuple[str, str], list[Way]] = {}
    units: dict[str, str] = {}
    for choice in _choices(figures, [row for _, row in links], holds):
        together = choice in TOGETHER
        for state in _states(figures):
            sized = [
                (row["from"], row["to"], row["material"], row["amount"] * factor / figures.period.days)
                for of, row in links
                if of == state
                and row["from"] in places
                and row["to"] in places
                and (factor := _factor(row, choice, holds)) is not None
            ]
            own = next((row["unit"] for _, row in links if row["material"] == choice), "")
            units[choice] = unit_in_period(figures, {"mass": "t", "energy": "MWh"}.get(choice, own))
            rows = [(a, b, material, size, units[choice]) for a, b, material, size in sized if size > SMALL]
            ways[state, choice] = [
                way if together else Way(way.origin, way.destination, way.amount) for way in gather(rows)
            ]
    owners = {str(row["site"]): str(row["owner"] or "") for row in figures.records("sites")}
    kept = {choice for (_, choice), held in ways.items() if held}
    shown = {key: held for key, held in ways.items() if key[1] in kept}
    return SiteMap(places, shown, units, figures.language.plain, owners)


def _states(figures: Figures) -> dict[str, pd.DataFrame]:
    """The flows of each state that can be looked at: today, the plan or each year."""
    flows = figures.annual
    years = {str(year): flows[flows["year"] == year] for year in figures.years}
    found = years if figures.roadmap else {"plan": flows}
    if figures.today is not None:
        first = figures.today.annual
        return {"today": first[first["year"] == figures.today.years[0]], **found}
    return found


def _sent(flows: pd.DataFrame) -> list[Row]:
    """What arrives over each link: from, to, material, amount of a year, unit."""
    links = to_records(flows[flows["kind"] == "link"])
    origins = {(r["element"], r["material"]): r["site"] for r in links if r["direction"] == "out of pool"}
    return [
        {**row, "from": origins[row["element"], row["material"]], "to": row["site"]}
        for row in links
        if row["direction"] == "into pool" and (row["element"], row["material"]) in origins
    ]


def _factor(row: Row, choice: str, holds: dict[str, Row]) -> float | None:
    if choice in TOGETHER:
        held = holds.get(row["material"]) or {}
        other = held.get("mass") if choice == "energy" else None
        return held.get(choice) if not other else None
    return 1.0 if row["material"] == choice else None


def _choices(figures: Figures, links: list[Row], holds: dict[str, Row]) -> list[str]:
    """All that has a mass, all that has an energy and no mass, then the materials that travel most."""
    masses: dict[str, float] = {}
    for row in links:
        size = row["amount"] * ((holds.get(row["material"]) or {}).get("mass") or 1e-6)
        masses[row["material"]] = masses.get(row["material"], 0.0) + size
    found = sorted(masses, key=lambda material: -masses[material])
    kinds = [kind for kind in TOGETHER if sum(_factor(r, kind, holds) is not None for r in links) > 1]
    return [*kinds, *found[:MOST_CHOICES]]


def _switches(figures: Figures, found: SiteMap, state: str) -> Html:
    words = figures.language.plain
    states = list(dict.fromkeys(key for key, _ in found.ways))
    choices = list(dict.fromkeys(choice for _, choice in found.ways))
    named = {key: words(f"state.{key}") if key in ("plan", "today") else key for key in states}
    radios = join(
        tag(
            "label",
            Html(
                f'<input type="radio" name="map-state" value="{escape(key)}" data-map="state"'
                f"{' checked' if key == state else ''}>"
            ),
            tag("span", told),
        )
        for key, told in named.items()
    )
    options = join(
        tag("option", words(f"map.choice.{key}") if key in TOGETHER else key, value=key, selected=number == 0)
        for number, key in enumerate(choices)
    )
    pieces = []
    if len(states) > 1:
        legend = tag("legend", words("switch.state"))
        pieces.append(tag("fieldset", legend, tag("span", radios, class_="segment")))
    if len(choices) > 1:
        pieces.append(tag("label", words("map.shown"), " ", tag("select", options, data_map="choice"), class_="pick"))
    return tag("div", *pieces, class_="switches") if pieces else Html("")


def figure(
    found: SiteMap, shown: tuple[str, str] | None, switches: str, elsewhere: str, note: str | None = None
) -> Html:
    """The drawings for wide and narrow screens with their notes; without ``note`` that of flows, and their numbers."""
    drawings = draw_map(found, WIDE, shown), draw_map(found, NARROW, shown)
    notes = [
        tag("p", " ".join([*_notes(found, drawing, note), elsewhere]), class_=f"note {kind}")
        for drawing, kind in zip(drawings, ("broad", "slim"), strict=True)
    ]
    pictures = [_svg(found, drawing, kind) for drawing, kind in zip(drawings, ("broad", "slim"), strict=True)]
    key = f"{shown[0]}|{shown[1]}" if shown else ""
    return tag(
        "figure",
        switches,
        *pictures,
        *notes,
        _table(found) if note is None else "",
        script(found.model()),
        class_="map",
        data_map_view=key or None,
    )


def _svg(found: SiteMap, drawing: Drawing, kind: str) -> Html:
    return tag(
        "svg",
        *(shape.html() for shape in drawing.shapes),
        viewBox=f"0 0 {drawing.width:g} {drawing.height:.0f}",
        role="img",
        aria_label=found.words("map.aria", count=len(found.places)),
        class_=kind,
    )


def _notes(found: SiteMap, drawing: Drawing, note: str | None) -> list[str]:
    names = legend(drawing)
    words = found.words
    told = [words("map.note") if note is None else note]
    if far := far_away(drawing):
        places = ", ".join(f"{name} ({words.plain.amount(distance, 'km')})" for name, distance in far)
        told.append(words("map.far", names=places))
    if names:
        told.append(words("map.numbered", names=names))
    return told


def _table(found: SiteMap) -> Html:
    """What the map shows as numbers: each material, state by state."""
    words = found.words
    states = list(dict.fromkeys(state for state, _ in found.ways))
    amounts: dict[tuple[str, str, str], dict[str, tuple[float, str]]] = {}
    for (state, choice), ways in found.ways.items():
        for way in ways if choice not in TOGETHER else ():
            key = way.origin, way.destination, choice
            amounts.setdefault(key, {})[state] = (way.amount, found.units[choice])
    most = min(MOST_ROWS, max(1, MOST_CELLS // max(1, len(states))))
    shown = list(amounts.items())
    if len(shown) > most:  # those of a material and unit beside each other, the largest first
        shown.sort(key=lambda item: -max(found.width(item[0][2], amount) for amount, _ in item[1].values()))
    rows = [[*key, *(_cell(found, held.get(state)) for state in states)] for key, held in shown[:most]]
    if not rows:
        return Html("")
    heads = [
        words("from"),
        words("to"),
        words("material"),
        *(words(f"state.{key}") if key in ("plan", "today") else key for key in states),
    ]
    caption = words("map.table")
    told = table(caption, heads, rows, numeric=range(3, len(heads)), hide_caption=True)
    return details(words("numbers"), told, elsewhere(words, len(shown) - most, "flows"))


def _cell(found: SiteMap, held: tuple[float, str] | None) -> Html:
    return data(found.words.amount(*held), *held) if held is not None else Html("–")
