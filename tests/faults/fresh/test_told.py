"""What is told of small mistakes, as typed and all at once."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import mfo
from mfo.report.facts.language import pretty_unit

PLANT = """
plant: {name: dairy, currency: EUR, slots: 2 weeks}
materials: [{material: whey, unit: L}, {material: power, unit: kWh}]
sites: [{site: s}]
supplies: [{supply: vat, site: s, material: whey, amount: AMOUNT, take: all, price: 0 EUR/L}]
processes: [{process: dry, site: s, model: recipe, capacity: 9000 L/d, variable_cost: 0 EUR/L}]
recipes:
  - {process: dry, material: whey, role: in, amount: 1 L/L}
  - {ROW}
markets: [{market: m, site: s, material: power, price: 0 EUR/kWh, maximum: MOST}]
"""
WHOLE = {"AMOUNT": "100 L/d", "ROW": "process: dry, material: power, role: out, amount: 1 Wh/L", "MOST": "9 kW"}


def errors(folder: Path, **changes: str) -> dict[str, str]:
    """What is wrong, by column: what is told and what to do."""
    text = PLANT
    for old, new in {**WHOLE, **changes}.items():
        text = text.replace(old, new)
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError) as caught:
        mfo.read(path).check()
    found = [problem for problem in caught.value.problems if problem.severity == "error"]
    return {str(each.where).rpartition("column ")[2]: f"{each.message} {each.remedy}" for each in found}


def test_an_unknown_material_hides_nothing_of_its_row(tmp_path: Path) -> None:
    """No material is near to `zzz`, so that nothing tells what the others are counted in."""
    row = "process: dry, material: zzz, role: out, amount: 1 EUR, per: whei, cost: 3 kg, uncertainty: 3 furlong"
    found = errors(tmp_path, ROW=row)
    assert set(found) == {"material", "amount", "per", "cost", "uncertainty"}
    assert found["per"] == "There is no material named `whei`. Did you mean `whey`?"


def test_an_amount_that_fits_some_unit_is_no_second_error(tmp_path: Path) -> None:
    found = errors(tmp_path, ROW="process: dry, material: zzz, role: out, amount: 1 kg/L, per: whey, cost: 3 EUR/kg")
    assert set(found) == {"material"}


def test_energy_without_a_time_may_be_a_power(tmp_path: Path) -> None:
    assert errors(tmp_path, MOST="9 kWh")["maximum"] == (
        "`maximum` is 9 kWh, where a unit like MWh/h is wanted. That is an amount of energy without a time: write kW "
        "if the power is meant, or say per what time, such as kWh/d or kWh/year."
    )


@pytest.mark.parametrize(("typed", "place"), [("8 L/d*", "after"), ("'* 8 L/d'", "before")])
def test_half_a_product_is_told_as_one(typed: str, place: str, tmp_path: Path) -> None:
    told = errors(tmp_path, AMOUNT=typed)["amount"]
    assert told.startswith(f"`amount` is `{typed.strip(chr(39))}`, in which nothing stands {place} a `*`.")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("biodigester", "`anaerobic_digestion` or `dry_digestion` or `sludge_digestion`"),
        ("anerobic_digestion", "`anaerobic_digestion` or `dry_digestion` or `codigestion`"),
        ("incinerator", "`incineration`"),
        ("composting_windrows", "`composting_windrow`"),
    ],
)
def test_the_nearest_model_is_meant(typed: str, meant: str, tmp_path: Path) -> None:
    text = PLANT.replace("model: recipe", f"model: {typed}")
    for old, new in WHOLE.items():
        text = text.replace(old, new)
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError, match=f"Did you mean {meant}"):
        mfo.read(tmp_path / "plant.yaml")


@pytest.mark.parametrize(
    ("unit", "read"),
    [
        ("kWh/h", "kW"),
        ("EUR/(MWh/h)", "EUR/MW"),
        ("EUR/kWh/h", "EUR/kWh/h"),  # per kWh and per hour, as of what a store holds
        ("kWh/h.km", "kWh/h.km"),
        ("MXN/(kWh/h)/month", "MXN/kW/month"),
    ],
)
def test_energy_per_hour_is_read_as_a_power(unit: str, read: str) -> None:
    assert pretty_unit(unit) == read


def test_what_a_stock_swallows_is_told_as_typed_and_for_the_time_that_is_planned(tmp_path: Path) -> None:
    """14 days of 100 L."""
    text = PLANT.replace("markets:", "stores: [{store: drum, site: s, material: whey, loss: 1 %/d}]\nmarkets:")
    text = text.replace("capacity: 9000 L/d, variable_cost: 0", "capacity: 9000 L/d, variable_cost: 1")
    for old, new in WHOLE.items():
        text = text.replace(old, new)
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(mfo.PlantError, match="'drum' would swallow 1,400 L of 'whey' at 's' in 336 h for nothing"):
        mfo.read(tmp_path / "plant.yaml").check()


def test_slots_that_are_no_year_are_told_once(tmp_path: Path) -> None:
    text = PLANT.replace(", slots: 2 weeks", "").replace(
        "markets:", "slots: [{slot: a, hours: 24, weight: 180}, {slot: b, hours: 24, weight: 180}]\nmarkets:"
    )
    for old, new in WHOLE.items():
        text = text.replace(old, new)
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    assert [problem.code for problem in mfo.read(tmp_path / "plant.yaml").check()] == ["slots-not-a-year"]


def test_a_plant_with_models_can_be_sent_to_another_process() -> None:
    plant = mfo.read(Path(__file__).parents[3] / "examples" / "nopalmex").plant
    sent = pickle.loads(pickle.dumps(plant))
    assert sent == plant
    assert sent.model_ranges is not None
    assert plant.model_ranges is not None
    assert sent.model_ranges() == plant.model_ranges()


KILN = """
plant: {name: bricks, currency: PEN, slots: 6 hours}
materials: [{material: clay, unit: kg}, {material: brick, unit: kg}]
sites: [{site: yard}]
supplies: [{supply: pit, site: yard, material: clay, take: up to, price: 0 PEN/kg}]
processes:
  - {process: kiln, site: yard, model: recipe, capacity: 100 kg/h, start_cost: 30 PEN, LEASTvariable_cost: 0 PEN/kg}
recipes:
  - {process: kiln, material: clay, role: in, amount: 1 kg/kg}
  - {process: kiln, material: brick, role: out, amount: 1 kg/kg}
stores: [{store: stack, site: yard, material: brick, capacity: 50 kg}]
markets: [{market: site, site: yard, material: brick, minimum: need, maximum: need, price: 0 PEN/kg}]
profiles:
  - {slot: 1, "need [kg/h]": 50}
  - {slot: 2, "need [kg/h]": 0}
  - {slot: 3, "need [kg/h]": 50}
  - {slot: 4, "need [kg/h]": 0}
  - {slot: 5, "need [kg/h]": 0}
  - {slot: 6, "need [kg/h]": 60}
"""


@pytest.mark.parametrize(("least", "cost", "told"), [("", 0.0, ["token-load"]), ("minimum_load: 60 %, ", 30.0, [])])
def test_a_load_that_only_saves_a_start_is_told(least: str, cost: float, told: list[str], tmp_path: Path) -> None:
    """160 kg in six hours. With loads of 60 kg and more two hours do it, 80 kg in the last and 80 in the first, after
    one start; at 10 g an hour it is never off."""
    (tmp_path / "plant.yaml").write_text(KILN.replace("LEAST", least), encoding="utf-8")
    plan = mfo.read(tmp_path / "plant.yaml").optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(cost, abs=1e-6)
    assert [problem.code for problem in plan.problem_list] == told
