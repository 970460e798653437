"""Every factor behind a number with its source, and comparisons of what cannot be compared."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.plan.plan import Plan
from mfo.report import compare_summary

from .plants import plan_of, text_of


def test_factors_of_what_is_bought_and_displaced_stand_in_the_run(tmp_path: Path) -> None:
    """The factors times the amounts are the ledger's own lines; each row says where it comes from."""
    plan = plan_of(text_of("upstream_without_source"), tmp_path)
    rows = plan.datasets
    factors = rows[rows["use"].isin(["upstream", "displaced"])].set_index(["name", "key", "property"])
    bought = factors.loc[("gp", "natural_gas", "upstream fossil CO2")]
    line = plan.ledger[(plan.ledger["element"] == "gp") & (plan.ledger["effect"] == "fossil CO2")]["amount"].sum()
    assert line == pytest.approx(5 * 365 * float(bought["applied"].split()[0]))
    assert bought["low"] < bought["value"] < bought["high"]
    shown = factors.loc[("lamps", "grid_electricity_mx_2020", "upstream fossil CO2")]
    assert shown["value"] == pytest.approx(0.494)
    for column in ("region", "year", "source", "reference", "licence", "standing"):
        assert shown[column]
    assert ("grid", "grid_electricity_mx", "upstream fossil CO2") in factors.index
    assert set(rows.loc[rows["use"] == "warming potential", "name"]) == {"AR6"}


def test_the_run_folder_and_the_page_hold_them(tmp_path: Path) -> None:
    plan = plan_of(text_of("upstream_without_source"), tmp_path)
    folder = plan.save(tmp_path / "run", report=True)
    assert Plan.load(folder).datasets.equals(plan.datasets)
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "lamps: displaced" in page
    assert "gob.mx/cms/uploads/attachment/file/980977" in page


def test_parameters_of_a_model_that_the_plant_does_not_set(tmp_path: Path) -> None:
    """A parameter that comes of a dataset row is named; one that the plant sets is not."""
    base = text_of("waste_per_head_and_targets")
    plan = plan_of(base, tmp_path)
    named = plan.datasets[plan.datasets["use"] == "parameter"]
    used = plan.sources[(plan.sources["process"] == "landfill") & (plan.sources["standing"] != "override")]
    assert set(named["name"]) <= {"landfill"}
    assert set(named["source"]) - {""} <= set(used["source"])


def runs(tmp_path: Path, **texts: str) -> list[Plan]:
    found = []
    for name, text in texts.items():
        (tmp_path / f"plant-{name}").mkdir()
        plan = plan_of(text, tmp_path / f"plant-{name}")
        plan.save(tmp_path / name)
        found.append(Plan.load(tmp_path / name))
    return found


def test_two_currencies_are_not_compared(tmp_path: Path) -> None:
    euro, dollar = runs(tmp_path, euro=text_of("compare_euro_plan"), dollar=text_of("compare_dollar_plan"))
    lines = compare_summary(euro, dollar)
    assert lines[0] == "euro counts money in EUR, dollar in USD: their money is not compared."
    assert not any("same in every total" in line or line.startswith("Cost:") for line in lines)


def test_a_year_and_five_days_are_told(tmp_path: Path) -> None:
    year = text_of("compare_euro_plan")
    days = text_of("compare_euro_plan", ("currency: EUR", "currency: EUR\n  slots: 5 days"))
    lines = compare_summary(*runs(tmp_path, year=year, days=days))
    assert lines[0] == (
        "The totals of year are amounts a year, those of days amounts over the 120 h of the horizon: they do not span "
        "the same time."
    )


def test_a_roadmap_and_a_year_are_told_and_warming_potentials_and_who_reports(tmp_path: Path) -> None:
    plain = text_of("compare_euro_plan", ("- site: A\n", "- site: A\n  owner: Mill\n"))
    road = text_of(
        "compare_euro_plan",
        ("- site: A\n", "- site: A\n  owner: Mill\n"),
        ("currency: EUR", "currency: EUR\n  years: 2025; 2030\n  gwp: AR5\n  reporter: Mill"),
    )
    lines = compare_summary(*runs(tmp_path, plain=plain, road=road))
    assert any("they do not span the same time" in line for line in lines)
    assert "plain weighs gases by AR6, road by AR5: their emissions differ by that, too." in lines
    assert "The scopes of plain are those of everybody together, the scopes of road those of Mill." in lines


def test_an_effect_in_other_units_is_told(tmp_path: Path) -> None:
    water = "\neffects:\n- effect: water\n  unit: {}\nrates:\n- at: mill\n  effect: water\n  rate: 1 {}/t\n"
    one, two = (text_of("compare_euro_plan") + water.format(unit, unit) for unit in ("m3", "t"))
    lines = compare_summary(*runs(tmp_path, one=one, two=two))
    assert "Water is counted in m3 in one, and in t in two." in [line[0].upper() + line[1:] for line in lines]


def test_the_same_currency_is_compared_as_before(tmp_path: Path) -> None:
    text = text_of("compare_euro_plan")
    assert compare_summary(*runs(tmp_path, one=text, two=text)) == ["The two plans are the same in every total."]


def test_a_year_is_not_booked_into_january(tmp_path: Path) -> None:
    plan = plan_of(text_of("compare_euro_plan"), tmp_path)
    with pytest.raises(mfo.UsageError) as refused:
        plan.by("month")
    assert refused.value.problems[0].message == (
        "A slot lasts 8,760 h, which is more than a month: what of it happens in which month is not known."
    )
    assert plan.by("year")["amount"].sum() > 0


@pytest.mark.parametrize(
    ("slots", "period", "fits"),
    [
        ("12 months", "month", True),
        ("12 months", "day", False),
        ("52 weeks", "month", True),
        ("52 weeks", "day", False),
        ("2 days", "day", True),
    ],
)
def test_slots_no_longer_than_the_period_are_added_up(slots: str, period: str, fits: bool, tmp_path: Path) -> None:
    text = text_of("compare_euro_plan", ("currency: EUR", f"currency: EUR\n  slots: {slots}"))
    plan = plan_of(text, tmp_path)
    if not fits:
        with pytest.raises(mfo.UsageError, match=f"more than a {period}"):
            plan.by(period)
        return
    assert plan.by(period)["amount"].sum() == pytest.approx(plan.by("horizon")["amount"].sum())
