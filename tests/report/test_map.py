"""The map: places to scale, widths by what flows in one unit, labels apart, and its numbers beside it."""

from __future__ import annotations

import json
import random
import re
from itertools import combinations, product
from pathlib import Path

import pytest

import mfo
from mfo.report.drawing.geography import NARROW, WIDE, Room, project, scale_bar
from mfo.report.drawing.placing import Label, Labels, squares
from mfo.report.drawing.shapes import Drawing, Shape
from mfo.report.drawing.site_map import WIDEST, SiteMap, Way, draw_map, far_away, legend, numbered
from mfo.report.facts.language import language
from mfo.report.pages.report_page import report_page
from mfo.report.sankey.labels import LINE, text_width

PLANT = """
plant: {name: valley, currency: MXN, slots: 1 year}
materials:
- {material: grain, unit: t}
- {material: power, unit: MWh}
- {material: bottle, unit: item}
sites:
- {site: farm, latitude: 19.0, longitude: -100.0}
- {site: mill, latitude: 19.1, longitude: -100.0}
- {site: <b>town</b>, latitude: 19.0, longitude: -99.9}
- {site: nowhere}
supplies:
- {supply: harvest, site: farm, material: grain, amount: 730 t/year, take: all, price: 0 MXN/t}
- {supply: grid, site: mill, material: power, amount: 3650 MWh/year, take: all, price: 0 MXN/MWh}
- {supply: empties, site: farm, material: bottle, amount: 36500 item/year, take: all, price: 0 MXN/item}
markets:
- {market: miller, site: mill, material: grain, maximum: 365 t/year, price: 90 MXN/t}
- {market: baker, site: <b>town</b>, material: grain, price: 50 MXN/t}
- {market: lights, site: farm, material: power, price: 1 MXN/MWh}
- {market: bottler, site: nowhere, material: bottle, price: 1 MXN/item}
links:
- {link: up, from: farm, to: mill, material: grain, cost_per_amount: 1 MXN/t}
- {link: over, from: farm, to: <b>town</b>, material: grain, cost_per_amount: 1 MXN/t}
- {link: line, from: mill, to: farm, material: power, cost_per_amount: 0 MXN/MWh}
- {link: cart, from: farm, to: nowhere, material: bottle, cost_per_amount: 0 MXN/item}
"""


def plan_of(folder: Path, text: str = PLANT) -> mfo.Plan:
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise()


def test_places_stand_to_scale() -> None:
    """A degree of latitude is 6371.0088 km x pi / 180 = 111.195 km; one of longitude at 60 degrees half of it."""
    room = Room(1000.0, 100.0, 2000.0, 100.0, 50.0)
    north = project({"a": (0.0, 10.0), "b": (1.0, 10.0)}, room)
    assert north.per_km * 111.195 == pytest.approx(north.points["a"][1] - north.points["b"][1], rel=1e-5)
    east = project({"a": (60.0, 179.5), "b": (60.0, -179.5)}, room)  # over the date line the short way
    assert east.points["b"][0] - east.points["a"][0] == pytest.approx(800.0)
    assert east.per_km == pytest.approx(800.0 / (111.195 / 2), rel=1e-5)


@pytest.mark.parametrize("room", [WIDE, NARROW], ids=["wide", "narrow"])
def test_one_place_far_away_does_not_press_the_others_together(room: Room) -> None:
    """Ten places within 2 km of one another and one 100 km north of them: it stands at the upper edge, above them."""
    degree = 111.195
    town = {f"t{n}": (20.0 + n % 3 / degree, -100.0 + n / 10 * 2 / degree) for n in range(10)}
    alone, whole = project(town, room), project({**town, "far": (20.0 + 100 / degree, -100.0 + 0.9 / degree)}, room)
    assert whole.per_km > 0.6 * alone.per_km
    assert list(whole.far) == ["far"]
    assert whole.far["far"] == pytest.approx(99, abs=0.5)  # from the middle of the others, 1 km north of the first
    assert whole.points["far"][1] == pytest.approx(room.head)
    assert all(whole.points["far"][1] < y for name, (_, y) in whole.points.items() if name != "far")
    assert project({**town, "near": (20.0 + 3 / degree, -100.0)}, room).far == {}
    told = draw_map(SiteMap({**town, "far": (20.9, -100.0)}, {}, {}, language("en")), room, None)
    assert [name for name, _ in far_away(told)] == ["far"]


@pytest.mark.parametrize(("per_km", "most", "told"), [(10.0, 250.0, 20.0), (100.0, 250.0, 2.0), (400.0, 99.0, 0.2)])
def test_the_bar_is_a_round_length(per_km: float, most: float, told: float) -> None:
    assert scale_bar(per_km, most) == (pytest.approx(told), pytest.approx(told * per_km))


def places(count: int) -> dict[str, tuple[float, float]]:
    made = random.Random(count)
    return {f"district of the {n}th quarter": (19 + made.random() / 20, -100 + made.random() / 8) for n in range(count)}


def extent(label: Label) -> list[float]:
    """Left, top, right and bottom of a label as it is written: from its lines, its baseline and its anchor alone."""
    wide, part = max(text_width(line) for line in label.lines), {"start": 0.0, "middle": 0.5, "end": 1.0}[label.anchor]
    left, top = label.x - part * wide, label.y - 0.8 * LINE
    return [left, top, left + wide, top + LINE * len(label.lines)]


def share_area(one: list[float], other: list[float]) -> bool:
    """Whether two boxes overlap."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@pytest.mark.parametrize("room", [WIDE, NARROW], ids=["wide", "narrow"])
def test_names_never_collide_and_what_has_no_room_has_a_number(room: Room) -> None:
    placed = project(places(40), room)
    labels = Labels(room.width, placed.height)
    dots = squares(*zip(*placed.points.values(), strict=True), 5.0)
    labels.block(dots)
    found = [label for name, (x, y) in placed.points.items() if (label := labels.place(name, x, y))]
    assert 5 < len(found) <= 40
    boxes = [extent(label) for label in found]
    pairs = [*combinations(boxes, 2), *product(boxes, dots.tolist())]
    assert not any(share_area(*pair) for pair in pairs)
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= room.width
        assert 0 <= top < bottom <= placed.height
    drawing = draw_map(SiteMap(places(40), {}, {}, language("en")), room, None)
    sites = named(drawing, "sites")
    plain = [site for site in sites if "data-number" not in site.attributes]
    assert sorted([*numbered(drawing), *(site.title for site in plain)]) == sorted(places(40))
    assert all(any(part.name == "text" for part in site.inside) for site in sites)  # nobody is without one
    for number, name in enumerate(numbered(drawing), 1):
        (site,) = (site for site in sites if site.title == name)
        assert [part.text for part in site.inside if part.name == "text"] == [str(number)]
        assert f"{number} {name}" in legend(drawing)


def named(drawing: Drawing, kind: str) -> list[Shape]:
    (held,) = (shape for shape in drawing.shapes if shape.attributes.get("class") == kind)
    return list(held.inside)


def test_a_curve_is_as_wide_as_what_flows() -> None:
    """40 of at most 80 t/d: half as wide as the widest."""
    ways = {("plan", "mass"): [Way("a", "b", 80.0), Way("b", "a", 40.0)], ("today", "mass"): [Way("a", "b", 20.0)]}
    made = SiteMap({"a": (0.0, 0.0), "b": (0.1, 0.1)}, ways, {"mass": "t/d"}, language("en"))
    there, back = named(draw_map(made, WIDE, ("plan", "mass")), "ways")
    assert [float(way.inside[0].attributes["stroke-width"]) for way in (there, back)] == [WIDEST, WIDEST / 2]
    assert there.inside[0].attributes["d"] != back.inside[0].attributes["d"]
    assert there.title == "a → b: 80 t/d"
    today = named(draw_map(made, WIDE, ("today", "mass")), "ways")
    assert ["hidden" in way.attributes for way in today] == [False, True]
    assert float(today[0].inside[0].attributes["stroke-width"]) == WIDEST / 4  # one scale in all states


@pytest.mark.parametrize("code", ["en", "es"])
def test_each_choice_has_one_unit(code: str, tmp_path: Path) -> None:
    """730 t are 2 t/d, a half each way; power and bottles are never drawn beside them."""
    page = report_page(plan_of(tmp_path), code)
    (section,) = re.findall(r'<section id="map".*?</section>', page, re.S)
    assert "<b>town" not in section
    (text,) = re.findall(r'<script type="application/json">(.*?)</script>', section, re.S)
    model = json.loads(text)
    assert model["pairs"] == ["farm → mill", "farm → <b>town</b>", "mill → farm"]
    told = {
        key: {model["pairs"][int(way)]: entry[1] for way, entry in view.items()} for key, view in model["views"].items()
    }
    assert told["plan|grain"] == {"farm → mill": pytest.approx(1.0), "farm → <b>town</b>": pytest.approx(1.0)}
    assert told["plan|power"] == {"mill → farm": pytest.approx(10.0)}
    assert "plan|bottle" not in told  # it goes to a place without coordinates
    assert model["units"]["grain"] == ("t/d" if code == "en" else "t/día")
    assert "nowhere" in section


def test_without_coordinates_there_is_no_map(tmp_path: Path) -> None:
    text = re.sub(r", latitude: [\d.]+, longitude: [-\d.]+", "", PLANT, count=2)
    assert 'id="map"' not in report_page(plan_of(tmp_path, text))


def test_sites_are_tabled(tmp_path: Path) -> None:
    plan = plan_of(tmp_path)
    found = plan.tables["sites"].set_index("site")
    assert found.loc["mill", ["latitude", "longitude"]].tolist() == [19.1, -100.0]
    assert found.loc["nowhere", ["latitude", "longitude"]].isna().all()
