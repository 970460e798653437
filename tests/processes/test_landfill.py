"""Landfill gas against the totals of the US EPA's published workbook (lfg-calc-py, MIT), and the model against both."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mfo.errors import Findings
from mfo.library.library import Library
from mfo.plant.model import Material, Property, Series
from mfo.processes.evaluate import Evaluated, ProcessRequest, evaluate
from mfo.processes.landfill import LandfillSite, Waste, landfill_gas, yearly_gas

CASE = json.loads(Path(__file__).with_name("landfill_gas_first_order_decay.json").read_text(encoding="utf-8"))
SCENARIOS = list(CASE["expected, t CH4"])
COLLECTION = "collected share of what is generated, from the year given on"
STEPS = ("early", "middle", "late")


def scenario(name: str) -> tuple[dict[str, Waste], LandfillSite]:
    collection, climate = name.split("/")
    shares = CASE[COLLECTION][collection]
    rates = CASE["decay rate k, 1/year"]
    wastes = {
        title: Waste(50_000, 0.17, 0.5, rates[key][climate.lower()])
        for title, key in (("Food Waste", "food waste"), ("Corrugated Containers", "corrugated containers"))
    }
    return wastes, LandfillSite(collection={int(year): share for year, share in shares.items()})


@pytest.mark.parametrize("name", SCENARIOS)
def test_totals_of_the_published_case(name: str) -> None:
    """Proves generation, capture and emission over 99 years; without decay by material all scenarios would agree."""
    wastes, site = scenario(name)
    expected = CASE["expected, t CH4"][name]
    sums = np.zeros(3)
    for title, waste in wastes.items():
        totals = landfill_gas(waste, site).totals
        sums += totals
        for word, value in zip(("Generation", "Capture", "Emitted"), totals, strict=True):
            assert value == pytest.approx(expected[f"{title} Methane {word}"], abs=5e-5)
    for word, value in zip(("Generation", "Capture", "Emitted"), sums, strict=True):
        assert value == pytest.approx(expected[f"Total Methane {word}"], abs=1.5e-4)


def test_first_year_of_the_published_case() -> None:
    wastes, site = scenario("Typical/Dry")
    first = sum(float(landfill_gas(waste, site).generated[0]) for waste in wastes.values())
    assert first == pytest.approx(CASE["expected in year 1, dry, t CH4 generated"], rel=1e-12)


def waste_material(carbon: float, share: float, rate: float) -> Material:
    """A waste with decay rate per year."""
    rows = (
        ("degradable_carbon", carbon, ""),
        ("degradable_share", share, ""),
        ("carbon_biogenic", 0.5, ""),
        ("decay_rate_temperate_dry", rate / 8760, "1/h"),
    )
    return Material("waste", "t", "t", "[mass]", {n: Property(n, v, u, str(v)) for n, v, u in rows})


def plain(value: float, unit: str = "") -> Series:
    return Series(np.asarray(value, dtype=float), unit, str(value))


def run_model(material: Material, **more: Series | str) -> Evaluated:
    findings = Findings()
    parameters = {"climate": "temperate_dry", "destruction": plain(1.0), **more}
    found = evaluate(ProcessRequest("tip", "landfill", parameters), {"waste": material}, Library.load(), findings)
    assert found is not None, list(findings)
    return found


def rate_of(found: Evaluated, effect: str) -> float:
    return sum(float(rate.value.values) for rate in found.rates if rate.effect == effect)


@pytest.mark.parametrize("key", ["food waste", "corrugated containers"])
@pytest.mark.parametrize("name", SCENARIOS)
def test_the_model_agrees_with_the_case(name: str, key: str) -> None:
    """The closed form in the model file gives the sum over years: same emission per tonne to 4 digits."""
    collection, climate = name.split("/")
    rate = CASE["decay rate k, 1/year"][key][climate.lower()]
    expected = CASE["expected, t CH4"][name][f"{key.title()} Methane Emitted"] / 50_000
    steps = {int(year): share for year, share in CASE[COLLECTION][collection].items() if share}
    begins = {f"{step}_begins": f"{year - 1} year" for step, year in zip(STEPS, steps, strict=True)}
    shares = {f"collected_{step}": f"{share * 100:g} %" for step, share in zip(STEPS, steps.values(), strict=True)}
    found = run_model(waste_material(0.17, 0.5, rate), **begins, **shares)
    assert rate_of(found, "CH4") == pytest.approx(expected, abs=2e-9)
    assert rate_of(found, "landfilled") == 1.0


def test_carbon_is_that_of_the_material() -> None:
    """Food and paper differ in carbon: with one carbon content for all, both would emit alike at equal decay."""
    food, paper = (run_model(waste_material(carbon, 0.5, 0.1)) for carbon in (0.15, 0.40))
    assert rate_of(paper, "CH4") / rate_of(food, "CH4") == pytest.approx(0.40 / 0.15)


def test_stored_carbon_is_what_does_not_decompose() -> None:
    """Of 0.5 t carbon, 0.2 x 0.5 decomposes; all else stays: closure shows 0.4 t as stored."""
    found = run_model(waste_material(0.2, 0.5, 0.4))
    carbon = next(c for c in found.closures if c.quantity == "biogenic carbon")
    assert carbon.loss == pytest.approx(0.5 - 0.1, rel=1e-3)
    assert carbon.detail.endswith("stored in the landfill")


def test_gas_by_calendar_year_adds_up() -> None:
    """Two burials of 1 t: the sums of all years are twice those of one, up to the years cut off."""
    waste, site = Waste(1.0, 0.15, 0.7, 0.4), LandfillSite(collection={2: 0.5})
    by_year = yearly_gas({2025: 1.0, 2026: 1.0}, waste, site, 2200)
    assert by_year[2025] == (0.0, 0.0, 0.0)
    assert sum(row[0] for row in by_year.values()) == pytest.approx(2 * landfill_gas(waste, site).totals[0], rel=1e-9)


@given(st.floats(0.01, 1.0), st.floats(0, 1), st.floats(0, 1))
def test_laws(rate: float, share: float, oxidation: float) -> None:
    """Nothing negative, never more than the potential, and emitted + collected <= generated."""
    gas = landfill_gas(Waste(1.0, 0.2, 0.5, rate), LandfillSite(oxidation=oxidation, collection={3: share}))
    assert gas.generated.sum() <= 0.2 * 0.5 * 0.5 * 16 / 12 + 1e-12
    assert (gas.emitted >= 0).all()
    assert (gas.emitted + gas.collected <= gas.generated + 1e-12).all()
