"""The hourly year of Nopalmex: the gas holder lets the engine run when power is dear.

What that is worth is estimated by hand from the tariff alone.
"""

from __future__ import annotations

import re
from functools import cache

import numpy as np
import pandas as pd
import pytest

import mfo

from .plans import EXAMPLES, plan_of

FOLDER = EXAMPLES / "nopalmex-hourly"
HOURS = 8760
ENGINE = 0.200  # MW


def plan(scenario: str | None = None) -> mfo.Plan:
    return plan_of("nopalmex-hourly", scenario)


@cache
def profiles() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "profiles.csv")


def tariff() -> np.ndarray:
    return 1000 * profiles()["hourly tariff [MXN/kWh]"].to_numpy()  # MXN/MWh


def running(process: str, scenario: str | None = None) -> np.ndarray:
    table = plan(scenario).activities
    return table.loc[table.process == process].sort_values("slot").activity.to_numpy()


def power_as_the_gas_comes() -> np.ndarray:
    """What the engine makes in each hour if nothing is stored [MWh]: the day's gas in even hours, less the ovens'.

    40 t nopal, 5 t manure and 10 t nejayote a day give 40 x 37.55 + 5 x 62.2 + 10 x 14.3 Nm3 of gas (of 5.47 kWh), 2 %
    of which escapes; the ovens need twice the heat they give; the engine makes 36.9 % power.
    """
    gas = (40 * 37.55 + 5 * 62.2 + 10 * 14.3) * 0.98 / 24 * 5.47 / 1000
    ovens = 2 * profiles()["oven heat by hour [kW]"].to_numpy() / 1000
    return (gas - ovens) * 0.369


def income_in_merit_order(hours_together: int) -> float:
    """The engine in the dearest hours first, gas freely stored within so many hours [MXN/year]."""
    available, price = power_as_the_gas_comes(), tariff()
    income = 0.0
    for start in range(0, HOURS, hours_together):
        span = slice(start, start + hours_together)
        left = float(available[span].sum())
        for each in np.sort(price[span])[::-1]:
            made = min(ENGINE, left)
            income += made * each
            left -= made
    return income


def test_the_engine_runs_full_in_the_peak_and_rests_in_the_base() -> None:
    dear, cheap = tariff() > 2120, tariff() < 1500
    with_holder, without = running("engine"), running("engine", "without the gas holder")
    assert with_holder[dear].mean() == pytest.approx(ENGINE, rel=1e-3)
    assert with_holder[cheap].mean() < 0.2 * without[cheap].mean()


def test_the_page_tells_the_loads_of_the_plan() -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    classes = {
        "base": tariff() < 1500,
        "intermediate": (tariff() >= 1500) & (tariff() <= 2120),
        "peak": tariff() > 2120,
    }
    for name, hours in classes.items():
        told = re.search(rf"^\| {name} hours \| (\d+) \| (\d+) \|", page, flags=re.MULTILINE)
        assert told
        for number, scenario in zip(told.groups(), (None, "without the gas holder"), strict=True):
            assert float(number) == pytest.approx(1000 * running("engine", scenario)[hours].mean(), abs=0.6)


def test_the_holder_is_worth_what_a_hand_estimate_says() -> None:
    """Proves: the holder earns the difference between selling in merit order and selling as the gas comes.

    Storing within a day bounds it from below, storing freely within a week from above; the truth lies half-way.
    """
    worth = plan("without the gas holder").totals["cost"]["value"] - plan().totals["cost"]["value"]
    as_it_comes = float((np.minimum(power_as_the_gas_comes(), ENGINE) * tariff()).sum())
    least, most = income_in_merit_order(24) - as_it_comes, income_in_merit_order(168) - as_it_comes
    assert least < worth < most
    assert worth == pytest.approx((least + most) / 2, rel=0.05)


def test_what_is_stored_stays_within_the_holder() -> None:
    stocks = plan().stocks
    level = stocks[stocks.store == "gas holder"].level
    assert level.max() == pytest.approx(1000, rel=1e-6)
    assert level.min() >= -1e-6
