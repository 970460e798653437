"""Each arrow of today tells its amount, plus and minus what the readings leave, and how it is known."""

from __future__ import annotations

import json
import math
from pathlib import Path

import pytest

import mfo
from mfo.plan.plan import Plan
from mfo.report.facts.language import language
from mfo.report.facts.plan_view import Figures
from mfo.report.sankey.certainty import Certainty, of_same, of_sum, told
from mfo.report.sankey.diagram import build_diagram
from mfo.report.sankey.svg import standalone, views_script

from .reading import picture_model

SEPARATOR = """
plant: {name: A separator, currency: EUR%s}
materials: [{material: slurry, unit: t}]
sites: [{site: hall}, {site: yard}, {site: bank}]
supplies: [{supply: feed, site: hall, material: slurry, take: all, amount: 365000 t/year, price: 0 EUR/t}]
links:
  - {link: conveyor, from: hall, to: yard, material: slurry, cost_per_amount: 1 EUR/t, loss: 10 %%}
markets:
  - {market: heavy, site: hall, material: slurry, price: 2 EUR/t}
  - {market: light, site: yard, material: slurry, price: 4 EUR/t}
measurements:
  - {at: feed, amount: 1000 t/d, uncertainty: 20 t/d}
  - {at: heavy, amount: 620 t/d, uncertainty: 15 t/d}
  - {at: light, amount: 333 t/d, uncertainty: 9 t/d}
"""
LEFT = 20**2 + 15**2 + 10**2  # variances of feed, heavy and what the conveyor takes: 333 +- 9 arrive of 370 +- 10
DEVIATIONS = {"feed": 20, "heavy": 15, "conveyor": 10}
"""The standard ones of three meters on one balance; reconciled, by hand: s^2 - s^4 / (sum of all s^2)."""


def by_hand(name: str) -> float:
    variance = DEVIATIONS[name] ** 2
    return math.sqrt(variance - variance**2 / LEFT)


def plan_of(folder: Path, settings: str = "") -> Plan:
    (folder / "plant.yaml").write_text(SEPARATOR % settings, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise()


@pytest.mark.parametrize("settings", ["", ", slots: 12 months"])
def test_flows_of_today_have_the_uncertainty_of_the_year(settings: str, tmp_path: Path) -> None:
    """Proves 13.39, 12.46 and 9.28 t/d, of what arrives 90 % of that, over one slot and over twelve months in each of
    which the year's stands. As if months were independent, the year would be sqrt(12) times too certain."""
    plan = plan_of(tmp_path, settings)
    assert plan.today is not None
    flows = plan.today.flows
    found = {(row.element, row.direction): row for row in flows.itertuples()}
    for name, direction, share in (
        ("feed", "into pool", 1.0),
        ("heavy", "out of pool", 1.0),
        ("conveyor", "out of pool", 1.0),
        ("conveyor", "into pool", 0.9),
        ("light", "out of pool", 0.9),
    ):
        like = "conveyor" if name == "light" else name
        assert found[name, direction].year_uncertainty == pytest.approx(365 * share * by_hand(like))
    assert found["conveyor", "into pool"].known == "follows"
    assert flows.groupby(["element", "direction"])["year_uncertainty"].nunique().eq(1).all()
    supply = plan.flows[plan.flows.element == "feed"]
    assert supply.year_uncertainty.tolist() == pytest.approx([365 * by_hand("feed")] * len(supply))
    others = plan.flows[plan.flows.element != "feed"]
    assert others.year_uncertainty.isna().all()
    assert (plan.flows.known == "").all()


def test_what_was_read_exactly_or_guessed_has_none(tmp_path: Path) -> None:
    """An exact reading is off by nothing; two ways from hall that nobody read are guessed, and told no uncertainty."""
    more = "  - {market: other, site: hall, material: slurry, price: 1 EUR/t}\nmeasurements:"
    text = (SEPARATOR % "").replace("measurements:", more).replace("amount: 620 t/d, uncertainty: 15", "amount: 620")
    text = text.replace("620 t/d", "620 t/d, uncertainty: 0 t/d").replace("  - {at: light", "#")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    today = mfo.read(tmp_path / "plant.yaml").optimise().today
    assert today is not None
    rows = {row.element: row for row in today.flows.itertuples()}
    assert rows["heavy"].year_uncertainty == 0.0
    guessed = today.flows[today.flows.known == "guessed"]
    assert len(guessed)
    assert guessed.year_uncertainty.isna().all()


def test_ribbons_tips_and_the_file_tell_it(tmp_path: Path) -> None:
    """370 and 333 less their parts of the 10 t/d that are missing: 371.38 sent, 334.24 +- 8.36 arrive."""
    saved = plan_of(tmp_path).save(tmp_path / "run")
    diagram = build_diagram(Figures(Plan.load(saved), language("en", "EUR")))
    assert diagram is not None
    arrows = {text for _, _, text, _ in diagram.arrows("today", "mass").values()}
    assert arrows == {"334.2 ± 8.4", "623 ± 12"}  # one ribbon a taker: feed has no arrow of its own
    assert not diagram.arrows("today", "money")
    script = picture_model(str(views_script(diagram)).partition(">")[2].rpartition("<")[0])
    e = next(int(e) for e, off in script["unsure"]["today"].items() if off == "8.4")
    assert script["amounts"]["today"][e] == "334.2 t/d"
    assert script["words"][script["known"]["today"][e]] == "reconciled"
    assert "plan" not in script["known"]
    drawn = standalone(diagram, "t", "today", "mass")
    assert "334.2 ± 8.4" in drawn
    assert "On ribbons: amounts" in drawn
    assert "On ribbons: amounts" not in standalone(diagram, "t", "plan", "money")


def test_a_run_of_an_older_format_tells_none(tmp_path: Path) -> None:
    """Runs of format 10 had `known` of today alone, and no uncertainty."""
    saved = plan_of(tmp_path).save(tmp_path / "run")
    for folder, dropped in ((saved, ["known", "year_uncertainty"]), (saved / "today", ["year_uncertainty"])):
        table = Plan.load(saved).flows if folder == saved else Plan.load(saved).today.flows  # type: ignore[union-attr]
        table.drop(columns=dropped).to_csv(folder / "flows.csv", index=False)
        run = json.loads((folder / "run.json").read_text(encoding="utf-8"))
        run.pop("files")
        (folder / "run.json").write_text(json.dumps({**run, "format": 10}), encoding="utf-8")
    old = Plan.load(saved)
    assert old.flows.year_uncertainty.isna().all()
    assert old.today is not None
    assert set(old.today.flows.known) == {"reconciled", "follows"}
    diagram = build_diagram(Figures(old, language("es", "EUR")))
    assert diagram is not None
    assert not diagram.uncertain


def test_sums_are_as_uncertain_as_is_known() -> None:
    """Of two uncertain flows nothing is told, for one error may undo the other; beside nothing each stands."""
    read, guess, exact = Certainty("read", 3.0), Certainty("guessed"), Certainty("reconciled", 0.0)
    assert of_sum((read,), (guess,), [1.0], [0.0]) == (read,)
    both = of_sum((read,), (exact,), [1.0], [1.0])[0]
    assert both.known == "reconciled"
    assert math.isnan(both.deviation)
    assert of_same((guess,), (read,)) == (read,)
    words = language("es", "EUR")
    assert told(words, 1234.567, "t", Certainty("follows", 0.42)) == "1.234,57 t ± 0,42 (deducido)"
