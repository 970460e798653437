"""A parameter of a model may be a profile: in each slot and year the model does what that number alone would do."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import mfo
from mfo.errors import Findings
from mfo.library.library import Library
from mfo.library.technology import Parameter, TechnologyModel
from mfo.plant.model import Material, Series
from mfo.processes.contract import Evaluated, ProcessRequest
from mfo.processes.describe import dataset_material
from mfo.processes.evaluate import evaluate

from .cases import bench, cost_of, read, text_of

LIBRARY = Library.load()
MATERIALS: dict[str, Material] = {key: dataset_material(key, LIBRARY) for key in LIBRARY.datasets.materials()}
LHV, GAS = "lower_heating_value", "Nm3"


@cache
def model_of(name: str) -> TechnologyModel:
    found = LIBRARY.models.get(name)
    assert found is not None
    return found


def numbers(model: TechnologyModel) -> list[Parameter]:
    """The parameters that are numbers; a mode of transport is evaluated without a process."""
    return [] if model.kind == "transport" else [each for each in model.parameters.values() if not each.choices]


WALKED = [(name, each.name) for name in LIBRARY.models for each in numbers(model_of(name))]


def evaluated(name: str, feed: str, parameter: str, unit: str, values: Any) -> Evaluated | None:
    series = Series(np.asarray(values, dtype=float), unit, "profile p")
    asked = ProcessRequest("walk", name, {parameter: series}, accepts=(feed,))
    return evaluate(asked, {feed: MATERIALS[feed]}, LIBRARY, Findings())


@cache
def feeds_of(name: str) -> tuple[str, ...]:
    """The materials of the datasets that have what the model needs, those that it lists first."""
    model = model_of(name)
    taken = [key for key in MATERIALS if all({*need} & {*MATERIALS[key].properties} for need in model.accepts.needs)]
    return tuple(sorted(taken, key=lambda key: key not in model.accepts.materials))


def coefficients(found: Evaluated, year: int, slot: int, rest: set[str]) -> dict[tuple[str, ...], float]:
    """Every number of a process in one year and slot.

    A gas is told at one heating value and density: it counts by its energy, and by its mass with what is left over.
    """

    def at(series: Series | None) -> float:
        return 0.0 if series is None else float(np.broadcast_to(series.values, (2, 2))[year, slot])

    got: dict[tuple[str, ...], float] = {}
    for item in found.inputs:
        got["in", item.material, "activity"] = at(item.activity)
        got["in", item.material, "each"] = at(item.per_activity)
        got.update({("in", item.material, of): at(series) for of, series in item.per_input.items()})
    for output in [each for each in found.outputs if not each.is_loss]:  # losses are told, and flow nowhere
        held = found.declared[output.material].properties if output.material in found.declared else {}
        gas = output.material in found.declared and found.declared[output.material].unit == GAS
        scale = held[LHV].value if gas and LHV in held and held[LHV].value > 0 else 1.0
        got["out", output.material, "each"] = got.get(("out", output.material, "each"), 0.0) + at(output.per_activity)
        for of, series in output.per_input.items():
            got["out", output.material, of] = got.get(("out", output.material, of), 0.0) + scale * at(series)
            weight = held["density"].value if gas and "density" in held else 1.0
            got["mass of gas and rest", of] = got.get(("mass of gas and rest", of), 0.0) + weight * at(series) * (
                gas or output.material in rest
            )
    for rate in found.rates:
        key = ("rate", rate.effect, rate.per or "", rate.category or "")
        got[key] = got.get(key, 0.0) + at(rate.value)
    return got


def two_settings(name: str, parameter: Parameter) -> tuple[str, list[tuple[float, Evaluated]]]:
    """A feed, and two values of a parameter with what the model does of it then; one value where only one is taken."""
    value, unit = float(parameter.value.number), parameter.value.unit
    tried = dict.fromkeys([value, parameter.high, parameter.low, value * 0.95, value * 1.05])
    found: list[tuple[float, Evaluated]] = []
    for feed in feeds_of(name):
        found = []
        for number in [number for number in tried if number is not None]:
            alone = evaluated(name, feed, parameter.name, unit, number)
            found += [(number, alone)] if alone is not None else []
            if len(found) > 1:
                return feed, found
        if found and value == 0:
            return feed, found
    return feed, found


@pytest.mark.parametrize(("name", "parameter"), WALKED)
def test_each_slot_and_year_has_its_own_number(name: str, parameter: str) -> None:
    """Every parameter of every model, by slot and by year: as two processes with one number each."""
    declared = model_of(name).parameters[parameter]
    feed, tried = two_settings(name, declared)
    assert tried, "no value of its own range is taken"
    rest = {form.name for form in model_of(name).outputs if form.amount.is_remainder}
    (first, one), (second, two) = tried[0], tried[-1]
    values = np.array([[first, second], [second, first]])
    both = evaluated(name, feed, parameter, declared.value.unit, values)
    assert both is not None
    for year, slot, alone in ((0, 0, one), (0, 1, two), (1, 0, two), (1, 1, one)):
        got, wanted = coefficients(both, year, slot, rest), coefficients(alone, 0, 0, rest)
        for key in got.keys() | wanted.keys():
            if key[1] not in rest and (rest or not key[0].startswith("mass")):
                near = 1e-3 if key[0].startswith("mass") else 1e-6
                assert got.get(key, 0.0) == pytest.approx(wanted.get(key, 0.0), rel=near, abs=1e-9), key


def test_a_profile_keeps_the_scale_of_its_unit(tmp_path: Path) -> None:
    """Power is free but for 1,000 MXN/MWh: 30 t at 10 kWh/t buy 0.3 MWh; 300 MWh where the scale was lost."""
    plan = bench("profile_in_a_model_parameter", tmp_path).optimise()
    bought = plan.flows[(plan.flows["element"] == "grid")]["amount"].sum()
    fed = plan.flows[plan.flows["element"].isin(["n", "m"])]["amount"].sum()
    assert bought == pytest.approx(0.010 * fed)


@pytest.mark.parametrize("unit", ["kWh/t", "MWh/t", "MJ/kg", "Wh/kg"])
def test_a_profile_is_the_number_in_any_unit(unit: str, tmp_path: Path) -> None:
    """The same need of power as a number in the cell."""
    per = {"kWh/t": 10.0, "MWh/t": 0.01, "MJ/kg": 0.036, "Wh/kg": 10.0}[unit]
    profile = text_of("profile_in_a_model_parameter", ("pr [kWh/t]: 10", f"pr [{unit}]: {per}"))
    number = text_of("profile_in_a_model_parameter", ("electricity_need: pr", "electricity_need: 10 kWh/t"))
    assert cost_of(profile, tmp_path) == pytest.approx(cost_of(number, tmp_path))


@pytest.mark.parametrize(("head", "value"), [("pr", 0.85), ("pr [%]", 85)])
def test_a_share_as_a_profile_is_read(head: str, value: float, tmp_path: Path) -> None:
    """Plain and in percent (read a hundredfold before), in all slots the same: as the number."""
    profile = text_of("profile_without_unit_crashes", ("pr: 0.85", f'"{head}": {value}'))
    number = text_of("profile_without_unit_crashes", ("potential_reached: pr", "potential_reached: 85 %"))
    assert cost_of(profile, tmp_path) == pytest.approx(cost_of(number, tmp_path))


def test_a_share_by_year_is_read(tmp_path: Path) -> None:
    """85 % in one milestone and 60 % in the next: gas in the ratio of the two."""
    text = text_of(
        "profile_without_unit_crashes",
        ("slots: 2 days", "years: 2025; 2030"),
        ("- slot: 1\n  pr: 0.85", "- year: 2025\n  pr: 0.85"),
        ("- slot: 2\n  pr: 0.85", "- year: 2030\n  pr: 0.6"),
    )
    flows = read(text, tmp_path).optimise().flows
    gas = flows[(flows["element"] == "dig") & (flows["material"] == "raw gas")].groupby("year")["amount"].sum()
    assert gas[2025] / gas[2030] == pytest.approx(85 / 60, rel=0.01)


def test_a_profile_in_a_wrong_unit_is_refused(tmp_path: Path) -> None:
    """At the cell, with the unit that the model wants."""
    with pytest.raises(mfo.PlantError, match="electricity_need"):
        bench("profile_in_a_model_parameter", tmp_path, ("pr [kWh/t]: 10", "pr [Nm3/t]: 10"))
