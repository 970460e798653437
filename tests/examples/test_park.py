"""The shipped example of an industrial park: what firms gain by sharing, and what the hour of the day changes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import mfo
from mfo.tables.conversion import convert

from .plans import EXAMPLES, plan_of

FOLDER = EXAMPLES / "park"


def plan(scenario: str | None = None) -> mfo.Plan:
    return plan_of("park", scenario)


def mean_load(process: str, scenario: str | None = None) -> dict[str, float]:
    """The mean activity of a process in base, intermediate and peak hours."""
    prices = pd.read_csv(FOLDER / "profiles.csv")["hourly tariff [MXN/kWh]"].to_numpy()
    classes = pd.cut(prices, [0, 1.5, 2.1, 3], labels=["base", "intermediate", "peak"])
    table = plan(scenario).activities
    loads = table[table.process == process].activity.to_numpy()
    return pd.Series(loads).groupby(classes, observed=True).mean().to_dict()


def test_at_least_six_firms_of_their_own() -> None:
    owners = {site.owner for site in mfo.read(FOLDER).plant.sites.values()} - {"outside the park"}
    assert len(owners) >= 6


def test_sharing_saves_money_water_emissions_and_landfill() -> None:
    """Sensitivity: with every pipe and road inside the park closed the firms pay over 100 million MXN a year more."""
    together, alone = plan().totals, plan("every firm alone").totals
    assert alone["cost"]["value"] - together["cost"]["value"] > 100e6
    for effect in ("emissions", "landfilled", "fresh water drawn"):
        assert together[effect]["value"] < alone[effect]["value"]


def test_steam_and_water_cascade() -> None:
    """High-pressure steam gives power on its way down; water is used a second time."""
    assert mean_load("back-pressure turbine")["peak"] > 0
    assert mean_load("low-pressure turbine")["peak"] > 0
    flows = plan().flows
    for way in ("reclaimed water: utilities > paper mill", "condensate: dairy > cannery"):
        assert flows.loc[flows.element == way, "amount"].sum() > 0


def test_used_solvent_and_drums_are_remanufactured() -> None:
    assert mean_load("solvent still")["base"] > 0
    assert mean_load("drum reconditioning")["base"] > 0


def test_hourly_tariffs_move_what_can_wait() -> None:
    """The ice plant rests in the peak and the engine in the base. Sensitivity: with a level tariff neither does."""
    ice, engine = mean_load("ice plant"), mean_load("park engine")
    assert ice["peak"] < 0.1 * ice["base"]
    assert engine["base"] < 0.7 * engine["peak"]
    level = mean_load("ice plant", "level tariff")
    assert level["peak"] > 0.5 * level["base"]


def test_the_park_as_a_workbook_asks_the_same(tmp_path: Path) -> None:
    """The program, with its names and numbers, is the same to the last letter."""
    convert(FOLDER, tmp_path / "park.xlsx")
    for source, name in ((FOLDER, "folder.lp"), (tmp_path / "park.xlsx", "book.lp")):
        mfo.read(source).export(tmp_path / name)
    assert (tmp_path / "book.lp").read_bytes() == (tmp_path / "folder.lp").read_bytes()


def test_today_is_every_firm_by_itself_and_some_are_worse_off_in_the_plan() -> None:
    """Today nothing passes inside the park: the cost is that of the scenario. Who serves the others is worse off."""
    together = plan()
    assert together.today is not None
    alone = plan("every firm alone").totals["cost"]["value"]
    assert together.today.totals["cost"]["value"] == pytest.approx(alone, rel=1e-3)
    by_owner = {
        name: table[table.effect == "cost"].groupby("owner").amount.sum()
        for name, table in (("plan", together.ledger), ("today", together.today.ledger))
    }
    change = by_owner["plan"].sub(by_owner["today"], fill_value=0.0)
    assert change["Servicios del Parque"] > 0 > change["Pinturas Azteca"]
    assert change.sum() == pytest.approx(together.objective - together.today.objective, rel=1e-6)
