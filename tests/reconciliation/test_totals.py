"""The uncertainty of readings carried to cost and emissions, of today, of the plan, and of what it saves; the page."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from mfo.cli import main

import mfo
from mfo.sentences import problem_in

from .networks import ASH

READ = """
rates:
  - {at: tip, effect: fossil CO2, rate: 20 kg/t}
measurements:
  - {at: kiln, amount: 100 t/year, uncertainty: 5 %}
  - {at: tip, amount: 100 t/year, uncertainty: 5 %}
"""


def _bench(folder: Path, *changes: tuple[str, str]) -> mfo.Workbench:
    text = ASH + READ
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml")


def test_today_plan_and_what_is_saved(tmp_path: Path) -> None:
    """Two readings of 100 +- 5 give 100 +- 3.5355: today 10 EUR/t and 20 kg/t, the plan 4 EUR/t, saved 6 EUR/t.
    As if today and plan were read apart, what is saved would be +- 38."""
    one = 5 / 2**0.5
    bench = _bench(tmp_path)
    plan = bench.optimise()
    unsure = plan.run["uncertainty"]
    assert unsure["today"] == pytest.approx({"cost": 10 * one, "emissions": 0.02 * one})
    assert unsure["plan"] == pytest.approx({"cost": 4 * one, "emissions": 0})
    assert unsure["saved"] == pytest.approx({"cost": 6 * one, "emissions": 0.02 * one})
    cost, emissions = bench.reconcile().effects
    assert (cost.effect, cost.amount, cost.uncertainty) == ("cost", pytest.approx(1000), pytest.approx(10 * one))
    assert (emissions.amount, emissions.uncertainty) == pytest.approx((2, 0.02 * one))
    assert plan.today is not None
    assert float(plan.today.totals["cost"]["value"]) == pytest.approx(cost.amount)


def test_emissions_of_the_plan_and_of_what_is_saved(tmp_path: Path) -> None:
    """The road emits 5 kg/t: of 100 +- 3.5355 t the plan emits 0.005 t/t, and saves 0.015 t/t against the tip."""
    one = 5 / 2**0.5
    road = ("rate: 20 kg/t}", "rate: 20 kg/t}\n  - {at: road, effect: fossil CO2, rate: 5 kg/t}")
    unsure = _bench(tmp_path, road).optimise().run["uncertainty"]
    assert unsure["today"]["emissions"] == pytest.approx(0.02 * one)
    assert unsure["plan"]["emissions"] == pytest.approx(0.005 * one)
    assert unsure["saved"] == pytest.approx({"cost": 6 * one, "emissions": 0.015 * one})


def test_cost_where_emissions_are_minimised(tmp_path: Path) -> None:
    """The road is dearer and emits less: the plan costs 14 EUR/t there, 4 EUR/t more than today, on the same tonnes."""
    one = 5 / 2**0.5
    unsure = _bench(tmp_path, ("price: -4 EUR/t", "price: -14 EUR/t")).optimise("emissions").run["uncertainty"]
    assert unsure["plan"] == pytest.approx({"cost": 14 * one, "emissions": 0})
    assert unsure["saved"] == pytest.approx({"cost": 4 * one, "emissions": 0.02 * one})


def test_what_is_landfilled_is_as_uncertain_as_what_goes_there(tmp_path: Path) -> None:
    """Today all of 100 +- 3.5355 t is landfilled, under the plan nothing."""
    one = 5 / 2**0.5
    unsure = _bench(tmp_path, ("price: -10 EUR/t}", "price: -10 EUR/t, route: landfill}")).optimise().run["uncertainty"]
    found = [unsure[of]["landfilled"] for of in ("today", "plan", "saved")]
    assert found == pytest.approx([one, 0, one])


def test_what_equally_good_plans_differ_in_is_not_told_of_the_plan(tmp_path: Path) -> None:
    """Two roads cost the same and emit 5 and 1 kg/t: which the plan takes is anybody's guess, and so is what it emits;
    cost is the same whichever."""
    roads = (
        ("price: -4 EUR/t}", "price: -4 EUR/t}\n  - {market: lane, site: s, material: ash, price: -4 EUR/t}"),
        (
            "rate: 20 kg/t}",
            "rate: 20 kg/t}\n  - {at: road, effect: fossil CO2, rate: 5 kg/t}\n"
            "  - {at: lane, effect: fossil CO2, rate: 1 kg/t}",
        ),
    )
    run = _bench(tmp_path, *roads).optimise().run
    assert set(run["uncertainty"]["today"]) == {"cost", "emissions"}
    assert set(run["uncertainty"]["saved"]) == {"cost"}
    assert run["uncertainty_not_known"] == {"today": [], "readings_needed": [], "plan": ["emissions"]}


DAY_AND_NIGHT = """
plant: {name: day and night, currency: EUR}
slots: [{slot: day, hours: 12 h, weight: 365}, {slot: night, hours: 12 h, weight: 365}]
profiles:
  - {slot: day, "tariff [EUR/MWh]": 10, "most [MWh/h]": 6, "grid factor [kg/MWh]": 100}
  - {slot: night, "tariff [EUR/MWh]": 30, "most [MWh/h]": 1, "grid factor [kg/MWh]": 500}
materials: [{material: electricity, unit: MWh}]
sites: [{site: works}]
supplies: [{supply: grid, site: works, material: electricity, take: up to, price: tariff}]
markets: [{market: machines, site: works, material: electricity, price: 0 EUR/MWh, maximum: most}]
rates: [{at: grid, effect: fossil CO2, rate: 1 kg/MWh}]
measurements: [{at: grid, amount: 17520 MWh/year, uncertainty: 5 %}]
"""


def test_prices_by_slot_are_one_today(tmp_path: Path) -> None:
    """17,520 MWh are read over the year, 2 MWh/h; at night no more than 1 can flow, so that 3 flow by day.

    A day costs 12 x 3 x 10 + 12 x 1 x 30 = 720 EUR, a year 262,800, 15 EUR/MWh; at the mean tariff of 20 EUR/MWh, which
    flows at no time, it would be 350,400. 5 % of 17,520 MWh at 15 EUR/MWh are 13,140 EUR. `reconcile` and `optimise`
    tell the same.
    """
    (tmp_path / "plant.yaml").write_text(DAY_AND_NIGHT, encoding="utf-8")
    bench = mfo.read(tmp_path / "plant.yaml")
    plan, (cost, emissions) = bench.optimise(), bench.reconcile().effects
    assert plan.today is not None
    assert (cost.amount, cost.uncertainty) == pytest.approx((262_800, 13_140))
    assert float(plan.today.totals["cost"]["value"]) == pytest.approx(cost.amount, rel=1e-12)
    assert plan.run["uncertainty"]["today"]["cost"] == pytest.approx(13_140)
    assert emissions.amount == pytest.approx(17.52)


def test_a_demand_charge_is_as_uncertain_as_the_load_that_it_is_counted_on(tmp_path: Path) -> None:
    """The highest load is 3 MW, which costs 12 x 5 x 3 = 180 EUR a year, 5 % of which are 9: 13,140 + 9 in all."""
    charge = "rates:\n  - {at: grid, effect: cost, rate: 5 EUR/MW/month, per: peak}\n  - "
    text = DAY_AND_NIGHT.replace("rates: [", charge).replace("rate: 1 kg/MWh}]", "rate: 1 kg/MWh}")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    cost, _ = mfo.read(tmp_path / "plant.yaml").reconcile().effects
    assert (cost.amount, cost.uncertainty) == pytest.approx((262_980, 13_149))


def test_of_open_flows_both_verbs_tell_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Which way 100 t take was not read: today takes the road, at 4 EUR/t, how certain that is nobody knows."""
    _bench(tmp_path, ("  - {at: tip, amount: 100 t/year, uncertainty: 5 %}\n", ""))
    bench = mfo.read(tmp_path / "plant.yaml")
    plan, (cost, _) = bench.optimise(), bench.reconcile().effects
    assert plan.today is not None
    assert (cost.amount, cost.determined) == (pytest.approx(400), False)
    assert float(plan.today.totals["cost"]["value"]) == pytest.approx(400)
    with pytest.raises(SystemExit):
        main(["reconcile", str(tmp_path / "plant.yaml")])
    assert "Today, as plans are compared with it, a year: cost 400 EUR (± not known)" in capsys.readouterr().out


def test_slots_and_units_do_not_matter(tmp_path: Path) -> None:
    """The same in kilograms, over twelve months."""
    bench = _bench(tmp_path, ("currency: EUR}", "currency: EUR, slots: 12 months}"), ("unit: t}", "unit: kg}"))
    unsure = bench.optimise().run["uncertainty"]
    assert unsure["saved"]["cost"] == pytest.approx(6 * 5 / 2**0.5)


def test_what_is_not_measured_is_exact_for_the_plan(tmp_path: Path) -> None:
    """With a meter at the tip alone, 90 +- 5, what arises is a fact and the road takes the rest: today is +- 5 times
    the 6 EUR/t between the two, and the plan is certain."""
    changes = (
        ("  - {at: kiln, amount: 100 t/year, uncertainty: 5 %}\n", ""),
        ("at: tip, amount: 100 t/year, uncertainty: 5 %", "at: tip, amount: 90 t/year, uncertainty: 5 t/year"),
    )
    unsure = _bench(tmp_path, *changes).optimise().run["uncertainty"]
    assert unsure["today"]["cost"] == pytest.approx(30)
    assert unsure["plan"]["cost"] == pytest.approx(0)
    assert unsure["saved"]["cost"] == pytest.approx(30)


def test_exact_readings_have_none(tmp_path: Path) -> None:
    plan = _bench(tmp_path, (", uncertainty: 5 %", "")).optimise()
    assert "uncertainty" not in plan.run


def test_what_is_not_determined_has_none_and_says_what_to_read(tmp_path: Path) -> None:
    """With what arises read alone, which way it takes is not known, and neither is what today costs: a reading of the
    tip or of the road would settle it, and the first is asked for. With one of them there is nothing to ask."""
    plan = _bench(tmp_path, ("  - {at: tip, amount: 100 t/year, uncertainty: 5 %}\n", "")).optimise()
    assert set(plan.run["uncertainty"]) == {"plan"}
    needed = [{"at": "tip", "material": "ash"}]
    assert plan.run["uncertainty_not_known"] == {"today": ["cost", "emissions"], "readings_needed": needed}
    (told,) = [item for item in plan.problem_list if item.code == "uncertainty-not-known"]
    assert "no reading determines what flows at 'tip' (ash)." in told.message
    assert problem_in(told, "es").message.startswith(
        "No se conoce la incertidumbre del costo y de las emisiones de hoy"
    )
    assert "Today" not in problem_in(told, "es").message
    assert "uncertainty_not_known" not in _bench(tmp_path).optimise().run


def test_only_what_matters_to_a_total_is_asked_for(tmp_path: Path) -> None:
    """Two ways that cost and emit the same leave what today costs known, though not which is taken: 100 +- 5 t at
    10 EUR/t; where they differ in emissions alone, these alone are not told."""
    changes = (
        ("  - {at: tip, amount: 100 t/year, uncertainty: 5 %}\n", ""),
        ("price: -4 EUR/t", "price: -10 EUR/t"),
    )
    run = _bench(tmp_path, *changes).optimise().run
    assert run["uncertainty"]["today"] == pytest.approx({"cost": 50})
    assert run["uncertainty_not_known"]["today"] == ["emissions"]
    same = ("rate: 20 kg/t}", "rate: 20 kg/t}\n  - {at: road, effect: fossil CO2, rate: 20 kg/t}")
    assert "uncertainty_not_known" not in _bench(tmp_path, *changes, same).optimise().run


def test_the_summary_and_the_report_tell_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _bench(tmp_path)
    with pytest.raises(SystemExit) as ended:
        main(["optimise", str(tmp_path / "plant.yaml"), "--out", str(tmp_path / "run")])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    assert (
        "cost today ± 35, under the plan ± 14, saved ± 21 EUR; emissions today ± 0.071, saved ± 0.071 t_CO2e." in shown
    )
    page = (tmp_path / "run" / "report.html").read_text(encoding="utf-8")
    assert "± 21 EUR by the uncertainty of the readings" in page.replace("\xa0", " ")
    assert "How certain the totals are" in page
    assert "cannot be seen" in page


@pytest.mark.parametrize(("code", "told"), [("en", "Flows without a meter"), ("es", "Flujos sin medidor")])
def test_the_page_of_a_reconciliation(tmp_path: Path, code: str, told: str) -> None:
    """Every reading, what follows, and the totals, in both languages."""
    _bench(tmp_path)
    out = tmp_path / "out"
    with pytest.raises(SystemExit) as ended:
        main(["reconcile", str(tmp_path / "plant.yaml"), "--out", str(out), "--language", code])
    assert ended.value.code == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{code}">' in page
    assert told in page
    assert page.count("± ") >= 5
    study = json.loads((out / "study.json").read_text(encoding="utf-8"))
    assert [item["effect"] for item in study["effects"]] == ["cost", "emissions"]


def test_a_suspect_stands_first_on_the_page(tmp_path: Path) -> None:
    _bench(tmp_path, ("at: tip, amount: 100 t/year", "at: tip, amount: 150 t/year"))
    with pytest.raises(SystemExit):
        main(["reconcile", str(tmp_path / "plant.yaml"), "--out", str(tmp_path / "out")])
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert page.index("Suspect readings") < page.index("Each reading")
