"""What a page stores of a picture over many years: nothing is lost where it is stored shorter."""

from __future__ import annotations

import json
from typing import Any

from mfo.report.drawing.site_map import SiteMap, Way
from mfo.report.facts.language import language
from mfo.report.sankey.packed import curve, packed

from .reading import picture_model


def model() -> dict[str, Any]:
    """Two supplies to a yard over two years; the second ribbon has another unit than the picture, then no size."""
    path = curve(97, 20.5, 327, 40)

    def view(amount: float, far: str) -> dict[str, Any]:
        return {
            "n": {
                0: [85, 15.5, 10, 78, 20.5, f"{amount:g} t/year", amount, "t/year"],
                1: [85, 60, 4, 78, 70, "9 m3/year", 9.0, "m3/year"],
                2: [327, 30, 20, 346, 40, f"{amount + 8:g} t/year", amount + 8, "t/year"],
            },
            "e": {0: [path, 10, "", amount], 1: [far, 8, "8 t/year", 8.0], 2: ["M97 62H327", 1, "", None]},
        }

    edges = [[0, 2, "peel", "", "", "", "t/year"], [1, 2, "sludge", "", "", "", "m3/year"]]
    return {
        "edges": [*edges, [1, 2, "film", "", "", "", "m3/year"]],
        "amounts": {s: [f"{a} t/year", "9 m3/year", "1 m3/year"] for s, a in (("2025", 30), ("2026", 31))},
        "values": {s: [a, 9.0, 1.0] for s, a in (("2025", 30.0), ("2026", 31.0))},
        "views": {"2025|mass": view(30.0, "M1 1Q2 2 3 3Z"), "2026|mass": view(31.0, "M97 61.3H327")},
    }


def test_a_packed_picture_is_the_same_picture() -> None:
    """Every number and text comes back; of paths those that the heights and columns tell are left out."""
    stored = packed(model())
    short = picture_model(json.dumps(stored))
    whole = json.loads(json.dumps(model()))
    assert short["amounts"] == whole["amounts"]
    for key, view in whole["views"].items():
        assert short["views"][key]["n"] == view["n"]
        for e, ribbon in view["e"].items():
            assert short["views"][key]["e"][e][1:] == ribbon[1:]
    assert [stored["views"]["2025|mass"]["e"][e][0] for e in range(3)] == [[20.5, 40], "M1 1Q2 2 3 3Z", [62]]
    assert stored["views"]["2026|mass"]["n"][0] == [15.5, 10, 0, 0, 0]
    assert len(json.dumps(stored["views"])) < 0.7 * len(json.dumps(whole["views"]))


def test_a_curve_is_written_from_its_columns_and_heights() -> None:
    """Level at both ends, its controls half way between the columns, to a pixel."""
    assert curve(155, 349.2, 384, 341.5) == "M155 349.2C270 349.2 270 341.5 384 341.5"


def test_the_map_tells_once_what_of_each_material() -> None:
    """The way of all that has a mass names its materials: their amounts stand in their own views."""
    words = language("en")
    way = Way("a", "b", 80.0, (("peel", 50.0, "t/d"), ("skin", 30.0, "t/d")))
    ways = {("2025", "mass"): [way]}
    units = {"mass": "t/d", "peel": "t/d", "skin": "t/d"}
    apart = {("2025", name): [Way("a", "b", amount)] for name, amount in (("peel", 50.0), ("skin", 30.0))}
    found: Any = SiteMap({"a": (0.0, 0.0), "b": (0.1, 0.1)}, ways | apart, units, words).model()
    assert found["views"]["2025|mass"] == {0: [14.0, 80.0, "80 ", [1, 2]]}
    assert found["choices"] == ["mass", "peel", "skin"]
    alone: Any = SiteMap({"a": (0.0, 0.0), "b": (0.1, 0.1)}, ways, units, words).model()
    assert alone["views"]["2025|mass"] == {0: [14.0, 80.0, "80 t/d (peel 50 t/d, skin 30 t/d)"]}
