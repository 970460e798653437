"""A model as a page: what goes in and comes out for one material, and errors with near names."""

from __future__ import annotations

import json

import pytest

from mfo.errors import Findings, UsageError
from mfo.library.library import Library
from mfo.processes.describe import describe_model
from mfo.processes.transport import modes, transport_mode


@pytest.fixture(scope="module")
def library() -> Library:
    return Library.load()


def test_a_process_for_a_material(library: Library) -> None:
    page = describe_model("anaerobic_digestion", library, "nopal")
    outputs = {each["material"]: each for each in page["outputs"]}
    assert outputs["biogas"]["amount"] == pytest.approx(37.6 * 0.98, rel=0.03)
    assert outputs["biogas"]["unit"] == "Nm3/t"
    assert outputs["water vapour"]["loss"]
    assert {each["quantity"] for each in page["closure"]} >= {"mass", "dry matter", "nitrogen", "energy"}
    assert all(each["standing"] for each in page["parameters"])
    assert "nopal" in page["accepted"]
    json.dumps(page)


def test_a_page_says_why_there_are_no_costs(library: Library) -> None:
    assert describe_model("manure_lagoon", library)["no_costs"].startswith("It is there today")
    assert describe_model("photovoltaics", library)["no_costs"] == ""


def test_every_model_has_a_page(library: Library) -> None:
    for name in library.models:
        page = describe_model(name, library)
        assert page["title"], name
        assert page["scope"], name
        json.dumps(page)


def test_a_mode_of_transport(library: Library) -> None:
    page = describe_model("truck", library)
    assert page["per"] == "t.km"
    assert page["emissions"][0]["amount"] == pytest.approx(0.19748e-3)
    mode = transport_mode("truck", library, Findings())
    assert mode is not None
    assert mode.detour_factor > 1
    assert "truck" in modes(library)


def test_unknown_names(library: Library) -> None:
    with pytest.raises(UsageError, match="Did you mean anaerobic_digestion"):
        describe_model("anaerobic_digestio", library)
    with pytest.raises(UsageError, match="Did you mean nopal"):
        describe_model("anaerobic_digestion", library, "nopa")
    with pytest.raises(UsageError, match="has no property"):
        describe_model("anaerobic_digestion", library, "steel")
    findings = Findings()
    assert transport_mode("truk", library, findings) is None
    assert "Did you mean truck" in str(next(iter(findings)))


def test_a_page_shows_the_values_of_single_materials(library: Library) -> None:
    """A sorting plant sends 80 % of paper to its bale; the default of 0 % alone would mislead."""
    parameters = {each["name"]: each for each in describe_model("sorting_plant", library, "paper")["parameters"]}
    assert parameters["to_paper"]["value"] == "0 %"
    assert parameters["to_paper"]["by"] == {"paper": "80 %", "newspaper": "80 %"}
