"""Decisions that are held, and their price, on a plant solved by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from mfo.cli.group import command_line

import mfo
from mfo.errors import UsageError

from .plants import TWO_WAYS


@pytest.fixture
def plant(tmp_path: Path) -> Path:
    path = tmp_path / "two.yaml"
    path.write_text(TWO_WAYS, encoding="utf-8")
    return path


def test_a_decision_held_costs_what_it_costs(plant: Path) -> None:
    """10 t to the farm instead of none: 9,000 + 3,000. One more would cost 200. Without the fix 10,000."""
    plan = mfo.read(plant).optimise(fixes=["farm = 10 t/year"])
    assert plan.objective == pytest.approx(12_000)
    row = plan.limits[plan.limits["limit"] == "farm = 10 t/year"].iloc[0]
    assert (row["value"], row["price"]) == pytest.approx((10, -200))
    assert plan.run["options"]["fixes"] == ["farm = 10 t/year"]


def test_what_is_forbidden_has_a_price(plant: Path) -> None:
    """Without the landfill 80 t go to the farm and 20 nowhere, unless the farm takes all: 30,000, and each tonne
    that may go to the landfill saves 200."""
    plant.write_text(TWO_WAYS.replace(", maximum: 80 t/year", ""), encoding="utf-8")
    plan = mfo.read(plant).optimise(fixes=["route: landfill = 0"])
    assert plan.objective == pytest.approx(30_000)
    assert float(plan.limits["price"].iloc[0]) == pytest.approx(200)


def test_a_link_may_be_held_by_its_name(tmp_path: Path) -> None:
    """A link's name holds the sign `>`; it was read as the limit's sign. 100 t at 5 a tonne by lorry, 1 by belt."""
    path = tmp_path / "links.yaml"
    path.write_text(
        TWO_WAYS.replace("sites: [{site: yard}]", "sites: [{site: field}, {site: yard}]").replace(
            "{supply: peels, site: yard", "{supply: peels, site: field"
        )
        + "links:\n  - {link: lorry, from: field, to: yard, material: peel, cost_per_amount: 5 MXN/t}\n"
        "  - {from: field, to: yard, material: peel, cost_per_amount: 1 MXN/t}\n",
        encoding="utf-8",
    )
    bench = mfo.read(path)
    assert bench.optimise().objective == pytest.approx(10_100)
    assert bench.optimise(fixes=["field > yard = 0"]).objective == pytest.approx(10_500)
    assert bench.optimise(limits=["field > yard <= 60 t/year"]).objective == pytest.approx(10_260)


@pytest.mark.parametrize("text", ["farm <= 3 t/year", "farm", "barn = 0", "farm = 3"])
def test_what_holds_nothing_is_refused(plant: Path, text: str) -> None:
    with pytest.raises(UsageError):
        mfo.read(plant).optimise(fixes=[text])


@pytest.mark.parametrize(
    "verb", [["optimise"], ["pareto", "--points", "2"], ["alternatives", "--number", "0"], ["export"]]
)
def test_every_verb_that_plans_holds(plant: Path, tmp_path: Path, verb: list[str]) -> None:
    out = ["--out", str(tmp_path / ("out.lp" if verb == ["export"] else "out"))]
    done = CliRunner().invoke(command_line, [verb[0], str(plant), *verb[1:], "--fix", "farm = 10 t/year", *out])
    assert done.exit_code == 0, done.output
    if verb == ["optimise"]:
        assert "farm = 10 t/year: one t more would cost 200 MXN" in done.output
    if verb == ["alternatives", "--number", "0"]:
        assert "12,000" in done.output
