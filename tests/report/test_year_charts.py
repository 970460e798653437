"""A roadmap's charts by year: what is spent on building, emissions by scope, each target beside what is reached."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import mfo
from mfo.report.facts.markup import Html
from mfo.report.facts.plan_view import Figures
from mfo.report.sections.overtime import build_chart, scope_chart, target_charts

from ..examples.plans import plan_of
from .reading import Element, read


@pytest.fixture(scope="module")
def city() -> mfo.Plan:
    return plan_of("municipality")


def bars(chart: Html) -> Iterator[float]:
    return (float(bar.attributes["data-value"]) for bar in read(str(chart)).every("rect"))


def test_the_bars_of_the_build_plan_are_what_is_invested(city: mfo.Plan) -> None:
    ledger = city.tables["ledger"]
    spent = ledger.loc[ledger["effect"] == "investment", "amount"].sum()
    assert sum(bars(build_chart(Figures(city)))) == pytest.approx(spent)


def test_the_bars_of_scopes_are_the_emissions(city: mfo.Plan) -> None:
    ledger = city.tables["ledger"]
    own = ledger[(ledger["effect"] == "emissions") & (ledger["account"] == "own")]
    assert sum(bars(scope_chart(Figures(city)))) == pytest.approx(own["amount"].sum())


def test_a_target_stands_beside_what_is_reached(city: mfo.Plan) -> None:
    """Each drawn limit has a line for what is reached and one for each bound; two equal lines end at one height."""
    charts = [read(str(chart)) for chart in target_charts(Figures(city))]
    assert charts
    for chart in charts:
        lines: list[Element] = list(chart.every("path"))
        assert lines[-1].first("title").text() == "reached"
        assert len(lines) in (2, 3)
