"""The diagram of a plant: every site and element is there, boxes apart, an arrow a pair, and nothing is markup."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest

import mfo
from mfo.report.drawing.plant_diagram import pictures_of, plant_diagram
from mfo.report.drawing.shapes import Shape
from mfo.report.facts.language import language

from ..examples.plans import EXAMPLES
from .test_map import PLANT


def boxes(shapes: tuple[Shape, ...]) -> list[tuple[float, float, float, float]]:
    found = [part for shape in shapes for part in shape.inside if part.attributes.get("class") == "box"]
    sizes = [[float(box.attributes[key]) for key in ("x", "y", "width", "height")] for box in found]
    return [(x, y, x + width, y + height) for x, y, width, height in sizes]


@pytest.mark.parametrize("name", ["starter", "nopalmex", "park", "municipality"])
def test_a_box_a_site_and_an_arrow_a_pair(name: str) -> None:
    plant = mfo.read(EXAMPLES / name).plant
    drawing = plant_diagram(plant, language("en"))
    arrows, *places = drawing.shapes
    assert sorted(place.title.split(" (")[0] for place in places) == sorted(plant.sites)
    assert len(arrows.inside) == len({(link.origin, link.destination) for link in plant.links})
    told = [line.title for place in places for line in place.inside]
    for each in (*plant.processes, *plant.markets):
        assert any(each.name in text for text in told), each.name
    found = boxes(tuple(places))
    for (a, b, c, d), (e, f, g, h) in combinations(found, 2):
        assert min(c, g) <= max(a, e) or min(d, h) <= max(b, f)
    assert all(left >= 0 and right <= drawing.width and bottom <= drawing.height for left, _, right, bottom in found)


def test_names_are_told_as_they_are(tmp_path: Path) -> None:
    """What goes to the page is plain data; HTML is escaped where the same shapes are written as HTML."""
    (tmp_path / "plant.yaml").write_text(PLANT, encoding="utf-8")
    plant = mfo.read(tmp_path / "plant.yaml").plant
    told = json.dumps(pictures_of(plant, language("es")))
    assert "<b>town</b>" in told
    assert "farm \\u2192 mill: grain" in told
    html = "".join(shape.html() for shape in plant_diagram(plant, language("es")).shapes)
    assert "<b>" not in html
    assert "&lt;b&gt;town" in html
