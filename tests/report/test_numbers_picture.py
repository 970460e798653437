"""The numbers of the flow diagram: its table, its drawing and what its script switches to, held against the flows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest

import mfo
from mfo.report import report_html

from ..examples.plans import EXAMPLES
from .example_pages import NAMES, Page, near, period, plain
from .reading import Element, numbers, picture_model, read, written

QUANTITIES = {"mass": "mass", "energy": "energy", "carbon": "carbon"}
UNITS = {"mass": "t", "energy": "MWh", "carbon": "t C"}


class Picture:
    """The diagram of a page as it is stored: its model, and its table of each state."""

    def __init__(self, page: Page) -> None:
        section = page.section("sankey")
        assert section is not None
        self.figure = section.first("figure")
        self.model: dict[str, Any] = picture_model(self.figure.first("script").text())
        self.names = [node[0] for node in self.model["nodes"]]
        self.kinds = [node[1] for node in self.model["nodes"]]
        self.states: list[str] = list(self.model["values"])
        self.quantities = list(self.model["units"])

    def edges(self, state: str) -> pd.DataFrame:
        """What flows in a state: a row an edge that carries something."""
        rows = [
            {"edge": e, "from": s, "to": t, "material": material, "via": via, "unit": unit, "amount": amount}
            for e, ((s, t, material, _, _, via, unit), amount) in enumerate(
                zip(self.model["edges"], self.model["values"][state], strict=True)
            )
        ]
        return pd.DataFrame(rows)


def year_of(page: Page, state: str) -> int:
    """The year whose flows and prices a state shows."""
    return int(state) if state.isdigit() else page.expected.years[0]


def moved(flows: pd.DataFrame, direction: str) -> dict[tuple[str, str, str], float]:
    """The amounts by kind, element and material in one direction."""
    kept = flows[flows["direction"] == direction]
    return kept.groupby(["kind", "element", "material"])["amount"].sum().to_dict()  # type: ignore[no-any-return]


def test_what_each_node_takes_and_gives_is_what_flows(page: Page) -> None:
    """Each process and market takes what the flows say of each material, each supply and process gives it.

    What goes over links that lose some is told as what arrives. Stores are told by what stays in them or leaves.
    """
    picture = Picture(page)
    for state, flows in page.expected.state_flows.items():
        edges = picture.edges(state)
        edges["amount"] *= [period(unit, page.expected) for unit in edges["unit"]]
        lossy = losing(flows)
        for direction, end in (("out of pool", "to"), ("into pool", "from")):
            told = edges.groupby([end, "material"])["amount"].sum()
            for (kind, element, material), amount in moved(flows, direction).items():
                if kind not in ("supply", "process", "market") or amount <= 1e-9:
                    continue
                nodes = [n for n, name in enumerate(picture.names) if name == element and picture.kinds[n] == kind]
                shown = sum(float(told.get((node, material), 0.0)) for node in nodes)
                if end == "from" and material in lossy:
                    assert 0.0 < shown <= amount * (1 + 1e-9), (state, element, material)
                else:
                    assert near(shown, amount), (state, element, material, end)
        for n, kind in enumerate(picture.kinds):
            if kind == "pool":
                into, out = (edges.loc[edges[end] == n, "amount"].sum() for end in ("to", "from"))
                assert near(into, out, 1.0) or lossy


def losing(flows: pd.DataFrame) -> set[str]:
    """Materials of which links lose some."""
    links = flows[flows["kind"] == "link"]
    sums = links.pivot_table(index="material", columns="direction", values="amount", aggfunc="sum").fillna(0.0)
    if sums.empty:
        return set()
    return {str(name) for name in sums.index[sums["into pool"] < sums["out of pool"] * (1 - 1e-9)]}


def worths(page: Page, year: int) -> dict[tuple[str, str], float]:
    """The mean price of a material at a site in a year: each slot by what passes, else by its length."""
    plan = page.plan
    prices = plan.prices[plan.prices["year"] == year]
    times = plan.times[plan.times["year"] == year].set_index("slot")
    taken = plan.flows[(plan.flows["year"] == year) & (plan.flows["direction"] == "out of pool")]
    passed = taken.groupby(["site", "material", "slot"])["amount"].sum()
    found = {}
    for (site, material), rows in prices.groupby(["site", "material"]):
        at = [passed.get((site, material, slot), 0.0) for slot in rows["slot"]] if len(rows) > 1 else [1.0]
        by = times["weight"].loc[rows["slot"]].to_numpy() * at
        if by.sum() <= 0:
            by = (times["weight"] * times["hours"]).loc[rows["slot"]].to_numpy()
        found[str(site), str(material)] = float((rows["price"].to_numpy() * by).sum() / by.sum())
    return found


def test_sizes_are_amounts_times_what_a_unit_holds_or_is_worth(page: Page) -> None:
    picture = Picture(page)
    holds = page.plan.materials.set_index("material")
    prices = {year: worths(page, year) for year in page.expected.years}
    for view, drawn in picture.model["views"].items():
        state, quantity = view.split("|")
        edges = picture.edges(state).set_index("edge")
        unit = picture.model["units"][quantity]
        worth = prices[year_of(page, state)]
        for e, (_, _, text, size) in drawn["e"].items():
            edge = edges.loc[int(e)]
            if size is None:
                assert text == ""
                assert int(e) in drawn["bare"]
                continue
            if quantity == "money":
                assert unit.startswith(page.expected.currency)
                rates = {abs(price) for (_, material), price in worth.items() if material == edge["material"]}
                assert any(near(size, edge["amount"] * rate, 1e-6) for rate in rates), (view, e)
            else:
                assert plain(unit).startswith(f"{UNITS[quantity]}/")
                assert near(size, edge["amount"] * holds.loc[edge["material"], QUANTITIES[quantity]]), (view, e)
            text = text or picture.model["amounts"][state][int(e)]  # blank: as the amount is written
            assert near(written(text)[0], size, 1.0) or abs(written(text)[0] - size) <= 5.1e-3 * abs(size)
            assert text.endswith(unit)


def test_nodes_tell_the_larger_of_what_comes_and_goes(page: Page) -> None:
    picture = Picture(page)
    for view, drawn in picture.model["views"].items():
        state, _ = view.split("|")
        ends = picture.edges(state)
        sizes = {int(e): size for e, (_, _, _, size) in drawn["e"].items()}
        for n, (*_, text, value, unit) in drawn["n"].items():
            sides = [ends[ends[end] == int(n)] for end in ("to", "from")]
            sums = [sum(sizes.get(e) or 0.0 for e in side["edge"]) for side in sides]
            if max(sums) > 0:
                assert near(value, max(sums)), (view, picture.names[int(n)])
                assert unit == picture.model["units"][view.split("|")[1]]
            else:
                most = [side[side["unit"] == unit]["amount"].sum() for side in sides]
                assert near(value, max(most)), (view, picture.names[int(n)])
            assert text.endswith(unit) or plain(text).endswith(unit)
            assert abs(written(text)[0] - value) <= max(5.1e-3 * abs(value), 1e-12)


def test_the_table_of_the_picture_is_its_model(page: Page) -> None:
    """The rows of each state's table carry the model's numbers, and say them as they round."""
    picture = Picture(page)
    for state in picture.states:
        (part,) = picture.figure.every("div", **{"data-show-state": state})
        rows = list(part.first("tbody").every("tr"))
        edges = [e for e, amount in enumerate(picture.model["values"][state]) if amount > 0]
        shown = [e for e in edges if str(e) in picture.model["views"][f"{state}|{picture.quantities[0]}"]["e"]]
        assert len(rows) == len(shown)
        for row, e in zip(rows, shown, strict=True):
            cells = [cell for cell in row.children if isinstance(cell, Element)]
            source, target, material, *_ = picture.model["edges"][e]
            assert [cell.text() for cell in cells[:3]] == [picture.names[source], picture.names[target], material]
            wanted = [picture.model["values"][state][e]]
            for quantity in picture.quantities:
                view = picture.model["views"].get(f"{state}|{quantity}")
                wanted.append(view["e"].get(str(e), [None] * 4)[3] if view else None)  # energy leaves out the rest
            told = [next((n.value for n in numbers(cell)), None) for cell in cells[4 : 4 + len(wanted)]]
            assert told == wanted or (None in wanted and told[0] == wanted[0])
            assert cells[4].text() == picture.model["amounts"][state][e]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", ["en", "es"])
def test_the_drawing_tells_its_first_view(pages: Callable[[str, str], Page], name: str, code: str) -> None:
    """Ribbons and nodes carry the numbers of the view that is drawn; titles, labels and texts for readers say them."""
    page = pages(name, code)
    picture = Picture(page)
    given = picture.figure.attributes
    state, quantity = given["data-state"], given["data-quantity"]
    view = picture.model["views"][f"{state}|{quantity}"]
    svg = picture.figure.first("svg")
    for e in range(len(picture.model["edges"])):
        (path,) = svg.every("path", id=f"e{e}")
        if str(e) not in view["e"]:
            assert "data-value" not in path.attributes
            continue
        assert float(path.attributes["data-value"]) == picture.model["values"][state][e]
        assert path.attributes["data-unit"] == picture.model["edges"][e][6]
        size = path.attributes.get("data-size")
        assert (None if size is None else float(size)) == view["e"][str(e)][3]
        title = path.first("title").text()
        assert f", {picture.model['amounts'][state][e]}" in title
        assert view["e"][str(e)][2] in title or view["e"][str(e)][2] == ""
    for n in range(len(picture.names)):
        (group,) = svg.every("g", id=f"n{n}")
        if str(n) not in view["n"]:
            continue
        *_, text, value, unit = view["n"][str(n)]
        assert (float(group.attributes["data-value"]), group.attributes["data-unit"]) == (value, unit)
        assert list(group.every("tspan"))[-1].text().strip() == text
        assert group.attributes["aria-label"].endswith(text)
        assert group.first("title").text() == group.attributes["aria-label"]


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_store_the_same_picture(pages: Callable[[str, str], Page], name: str) -> None:
    one, other = (Picture(pages(name, code)).model for code in ("en", "es"))
    assert one["values"] == other["values"]
    for view in one["views"]:
        first, second = one["views"][view], other["views"][view]
        assert {e: entry[3] for e, entry in first["e"].items()} == {e: entry[3] for e, entry in second["e"].items()}
        assert {n: entry[6] for n, entry in first["n"].items()} == {n: entry[6] for n, entry in second["n"].items()}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", ["en", "es"])
def test_pages_stay_small(pages: Callable[[str, str], Page], name: str, code: str) -> None:
    page = pages(name, code)
    assert page.size < 1_000_000


def test_worth_in_emissions_is_not_drawn_as_money() -> None:
    """In a plan of least emissions prices are emissions: there is no money in the picture, and sentences say so."""
    root = read(report_html(mfo.read(EXAMPLES / "starter").optimise(minimise="emissions")))
    model = picture_model(root.first("section", id="sankey").first("script").text())
    assert "money" not in model["units"]
    binds = root.first("section", id="binds")
    assert "MXN" not in binds.text()
    assert all(shown.unit.startswith("t CO₂e") for shown in numbers(binds) if "price" in shown.of)
