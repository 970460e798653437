"""An indicator as the subject of a limit: by hand, against the same limit written with routes, and where it is none."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

PLANT = """
plant: {name: town, currency: EUR}
materials: [{material: waste, unit: t}, {material: peat, unit: t}, {material: rest, unit: t}]
sites: [{site: s}]
supplies:
  - {supply: households, site: s, material: waste, take: all, price: 0 EUR/t, amount: 10 t/d}
  - {supply: peat, site: s, material: peat, take: up to, price: 3 EUR/t}
markets:
  - {market: tip, site: s, material: waste, price: -5 EUR/t, route: landfill}
  - {market: heap, site: s, material: waste, price: -50 EUR/t, route: compost}
  - {market: furnace, site: s, material: waste, price: -20 EUR/t, route: energy recovery}
limits: [{limit: target, what: SUBJECT, BOUND}]
"""


def plan(folder: Path, what: str, bound: str = "minimum: 60 %", *, cli: str = "") -> mfo.Plan:
    text = PLANT.replace("SUBJECT", what).replace("BOUND", bound)
    if cli:
        text = text.partition("limits:")[0]
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise(limits=[cli] if cli else [])


@pytest.mark.parametrize(
    ("what", "cost"),
    [
        ('"indicator: diversion"', 365 * (6 * 50 + 4 * 5)),
        ('"indicator: recycling rate"', 365 * (6 * 50 + 4 * 5)),
        ('"indicator: diversion with energy recovery"', 365 * (6 * 20 + 4 * 5)),
    ],
)
def test_at_least_60_percent(what: str, cost: float, tmp_path: Path) -> None:
    """6 of 10 t/d go to the cheapest way that counts, compost at 50 EUR/t or the furnace at 20, the rest to the tip."""
    found = plan(tmp_path, what)
    assert found.totals["cost"]["value"] == pytest.approx(cost)
    rows = found.indicators.set_index("indicator")["value"]
    assert rows["diversion, energy recovery included"] == pytest.approx(0.6)


def test_on_the_command_line(tmp_path: Path) -> None:
    """The same limit, typed."""
    found = plan(tmp_path, "", "", cli="indicator: diversion >= 60 %")
    assert found.totals["cost"]["value"] == pytest.approx(365 * (6 * 50 + 4 * 5))


def test_it_is_the_share_of_what_enters_the_routes(tmp_path: Path) -> None:
    """The same optimum, value and shadow price as the limit written with the route and the supply."""
    parts = [plan(tmp_path, '"indicator: diversion"'), plan(tmp_path, "compost", "of: households, minimum: 60 %")]
    for column in ("value", "price"):
        assert parts[0].limits[column].tolist() == pytest.approx(parts[1].limits[column].tolist())


def test_a_target_out_of_reach_is_told_by_its_name(tmp_path: Path) -> None:
    """1 t/d at most is composted: 10 % can be reached, 60 % cannot."""
    text = PLANT.replace("SUBJECT", '"indicator: diversion"').replace("BOUND", "minimum: 60 %")
    text = text.replace("route: compost", "route: compost, maximum: 1 t/d")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.InfeasibleError, match=r"limit target.* from 60 % to 10 %"):
        mfo.read(tmp_path / "plant.yaml").optimise()


def test_what_is_disposed_of_later_does_not_count(tmp_path: Path) -> None:
    """A composter that gives back half of what it takes, for the tip: followed to its end only half is diverted, and a
    plan that keeps 60 % by what enters the route is refused."""
    text = PLANT.replace("SUBJECT", '"indicator: diversion"').replace("BOUND", "minimum: 60 %")
    text = text.replace(
        "  - {market: heap, site: s, material: waste, price: -50 EUR/t, route: compost}\n",
        "  - {market: pit, site: s, material: rest, price: -1 EUR/t, route: landfill}\n",
    )
    text += """
processes: [{process: heap, site: s, model: recipe, route: compost, variable_cost: 9 EUR/t}]
recipes: [{process: heap, material: waste, role: in}, {process: heap, material: rest, role: out, amount: 0.5 t/t}]
"""
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.SolverError, match=r"asks for at least 60 % of diversion.* it is 30 % in"):
        mfo.read(tmp_path / "plant.yaml").optimise()


@pytest.mark.parametrize(
    ("what", "bound", "said"),
    [
        ('"indicator: material circularity indicator"', "minimum: 0.4", "is no indicator that a limit can bound"),
        ('"indicator: diversion"', "minimum: 60 %, of: households", "is a share already"),
        ('"indicator: diversion"', "minimum: 60 %, when: slot", "counted by year"),
        ('"indicator: prepared for reuse"', "minimum: 60 %", "no route that counts for it"),
        ('["indicator: diversion", heap]', "minimum: 60 %", "no sum with anything else"),
    ],
)
def test_what_no_limit_can_bound_is_refused(what: str, bound: str, said: str, tmp_path: Path) -> None:
    """With a sentence that says why."""
    with pytest.raises(mfo.PlantError, match=said):
        plan(tmp_path, what, bound)
