"""The shipped example Nopalmex: it runs, its baseline balances, and every route competes for real."""

from __future__ import annotations

import pytest

import mfo
from mfo.library.library import Library

from .plans import EXAMPLES, plan_of

NOTHING = 1e-6


def plan(scenario: str | None = None, *limits: str) -> mfo.Plan:
    return plan_of("nopalmex", scenario, *limits)


def activity(process: str, *question: str | None) -> float:
    table = plan(*question).activities
    return float(table.loc[table.process == process, "activity"].sum())


def drawn(element: str, material: str, *question: str | None) -> float:
    flows = plan(*question).flows
    chosen = (flows.element == element) & (flows.material == material) & (flows.direction == "out of pool")
    return float(flows.loc[chosen, "amount"].sum())


CHEAP_SCRAP = ("worthless scrap and cheap IBC",)
DIGESTERS_STOPPED = (None, "digester <= 0 t/d", "pilot digester <= 0 t/d")

# route or use, how it is measured, the question under which it is in the plan, and the one under which it is not
COMPETITION = {
    "electricity from biogas": (lambda *q: activity("engine", *q), (None,), ("cheap power",)),
    "biogas for LPG in the ovens": (lambda *q: drawn("ovens", "biogas", *q), (None,), ("cheap LPG",)),
    "biogas as fuel for the fleet": (lambda *q: activity("gas cars", *q), (None,), ("cheap petrol",)),
    "vehicle gas sold": (lambda *q: drawn("filling station", "vehicle gas", *q), ("dear vehicle gas",), (None,)),
    "liquid fertiliser": (lambda *q: activity("fertiliser works", *q), (None,), ("cheap fertiliser",)),
    "reuse of crates": (lambda *q: activity("crate washing", *q), (None,), ("cheap boxes",)),
    "remanufacture of IBC": (lambda *q: activity("IBC remanufacture", *q), (None,), ("cheap IBC",)),
    "recycling of IBC": (lambda *q: activity("IBC dismantling", *q), ("cheap IBC",), (None,)),
    "recycling of rejected containers": (lambda *q: activity("container granulate", *q), (None,), CHEAP_SCRAP),
    "biogas": (lambda *q: activity("digester", *q), (None,), DIGESTERS_STOPPED),
    "compost": (lambda *q: activity("composting", *q), (None,), ("cheap compost",)),
    "landfill": (lambda *q: activity("landfill", *q), CHEAP_SCRAP, (None,)),
}


@pytest.mark.parametrize("way", COMPETITION)
def test_every_way_is_in_under_one_price_or_cap_and_out_under_another(way: str) -> None:
    """Proves: the routes compete; none is forced in or out by how the example is written."""
    amount, used, unused = COMPETITION[way]
    assert amount(*used) > 1.0
    assert amount(*unused) == pytest.approx(0.0, abs=NOTHING)


def test_stopped_digesters_send_the_waste_to_compost_and_landfill() -> None:
    assert activity("composting", *DIGESTERS_STOPPED) > activity("composting", None)
    assert activity("landfill", *DIGESTERS_STOPPED) > 100.0


def test_the_plan_is_certified_and_better_than_today() -> None:
    found = plan()
    assert found.status == "optimal"
    assert found.today is not None
    assert found.totals["cost"]["value"] < found.today.totals["cost"]["value"]
    assert found.totals["emissions"]["value"] < found.today.totals["emissions"]["value"]
    assert found.today.totals["landfilled"]["value"] > found.totals["landfilled"]["value"]


def test_the_page_says_what_the_model_of_the_firm_rests_on() -> None:
    """The potential used and those measured in Mexico stand on the page as they stand in the datasets."""
    page = (EXAMPLES / "nopalmex" / "README.md").read_text(encoding="utf-8")
    part = page.partition("## What the model of the firm rests on")[2].partition("\n## ")[0]
    datasets = Library.load().datasets
    used = datasets.row("nopal", "methane_potential")
    alone, mixed = (datasets.row(f"nopal.{name}") for name in ("BMP_mx_2024", "BMP_codigestion_low"))
    assert used is not None
    assert alone is not None
    assert mixed is not None
    for number in (used.value, alone.value, alone.high, mixed.low, mixed.high):
        assert f"{number:g}" in part
    assert used.low == mixed.low  # the row's range holds all that was measured
    assert used.high == alone.high


def test_todays_gas_is_what_the_press_reported() -> None:
    """26 t/d of nopal and 3 t/d of manure give 1,600 m3/d as metered at 1,940 m (52 m3 there are 37.6 Nm3)."""
    flows = plan().today.flows
    made = flows[(flows.element == "digester") & (flows.material == "biogas") & (flows.direction == "into pool")]
    metered = made.amount.sum() / 365 * 52 / 37.6
    assert metered == pytest.approx(1600, rel=0.03)


def test_a_carbon_price_moves_the_plan_and_pays_for_itself() -> None:
    """Emissions fall, and the bill without the price rises: otherwise the plan before was not the cheapest."""
    price = 640.5
    before, after = plan().totals, plan("carbon price as in Querétaro").totals
    assert after["emissions"]["value"] < before["emissions"]["value"]
    without_price = after["cost"]["value"] - price * after["emissions"]["value"]
    assert without_price > before["cost"]["value"]
    assert after["cost"]["value"] < before["cost"]["value"] + price * before["emissions"]["value"]


def test_a_cap_on_emissions_has_a_price() -> None:
    capped = plan(None, "emissions <= 1150 t_CO2e/year")
    assert capped.totals["emissions"]["value"] <= 1150 * (1 + 1e-9)
    prices = capped.limits.price.abs()
    assert prices.max() > 0
