"""Limits over lists: each flow counts once. And limits on the command line: over, into, =, < and >."""

from __future__ import annotations

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner
from mfo.cli import main

import mfo

from .cases import bench, cells, read, refused, text_of

MINIMUM, MAXIMUM = "limit_counts_twice_minimum", "limit_counts_twice_maximum"

TWO = """\
plant: {name: two owners, currency: EUR}
materials: [{material: w, unit: t}, {material: v, unit: t}]
sites: [{site: a, owner: Ann}, {site: b, owner: Bob}]
supplies:
  - {supply: s, site: a, material: w, amount: 10 t/d, take: all, price: 0 EUR/t}
  - {supply: r, site: b, material: v, amount: 10 t/d, take: all, price: 0 EUR/t}
processes:
  - {process: sorting, site: a, model: recipe, route: recycling, variable_cost: 0 EUR/t}
  - {process: sort b, site: b, model: recipe, route: recycling, variable_cost: 0 EUR/t}
recipes: [{process: sorting, material: w, role: in}, {process: sort b, material: v, role: in}]
markets:
  - {market: tip, site: a, material: w, price: 5 EUR/t, route: landfill}
  - {market: tip b, site: b, material: v, price: 5 EUR/t, route: landfill}
"""


@pytest.mark.parametrize("name", [MINIMUM, MAXIMUM])
def test_a_route_beside_its_own_process_is_refused(name: str, tmp_path: Path) -> None:
    """At the cell, with both names: 30 % passed as 60 %."""
    problems = refused(text_of(name), tmp_path)
    assert cells(problems) == [("limit-overlap", "what")]
    for part in ("recycling", "sorting" if name == MINIMUM else "`p`"):
        assert part in problems[0].message


@pytest.mark.parametrize(
    ("what", "of"),
    [
        ("[landfill, tip]", "s"),
        ("[landfilled, tip]", "s"),
        ("[landfilled, 'route: landfill']", "s"),
        ("[sorting, 'process: sorting']", "s"),
        ("sorting", "['material: w', s]"),
        ("sorting", "[landfill, tip, s]"),
    ],
)
def test_a_whole_beside_its_part_is_refused(what: str, of: str, tmp_path: Path) -> None:
    """Routes, the effect `landfilled`, materials beside a supply of theirs, one thing under two names."""
    text = text_of(MINIMUM, ("what: [recycling, sorting], of: s", f"what: {what}, of: {of}"))
    text = text.replace(
        "supplies: [", "supplies: [{supply: t, site: a, material: w, amount: 1 t/d, take: all, price: 0 EUR/t}, "
    )
    column = "of" if of.startswith("[") else "what"
    assert cells(refused(text, tmp_path)) == [("limit-overlap", column)]


def test_parts_one_by_one_are_their_sum(tmp_path: Path) -> None:
    """Two processes of one route, or a route and a process outside it: 60 % of 20 t/d at most to the tips, 5 EUR/t."""
    limit = "limits: [{limit: l, what: [sorting, sort b], of: [s, r], minimum: 60 %}]\n"
    plan = read(TWO + limit, tmp_path).optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(-5 * 0.4 * 20 * 365)
    other = TWO.replace(
        "route: recycling, variable_cost: 0 EUR/t}\n  - {process: sort b",
        "variable_cost: 0 EUR/t}\n  - {process: sort b",
    )
    plan = read(other + limit.replace("sort b", "recycling"), tmp_path).optimise()
    assert plan.totals["cost"]["value"] == pytest.approx(-5 * 0.4 * 20 * 365)


def test_the_command_line_refuses_an_overlap_too(tmp_path: Path) -> None:
    with pytest.raises(mfo.UsageError, match="part of the route `recycling`"):
        read(TWO.replace("sort b", "other"), tmp_path).optimise(limits=["recycling + sorting >= 3 t/d"])


@pytest.mark.parametrize(
    ("limit", "buried"),
    [
        ("recycling >= 3 t/d over Ann", 17),
        ("recycling over a >= 3 t/d", 17),
        ("recycling > 3 t/d over a; b", 17),
        ("recycling = 4 t/d over Bob", 16),
        ("w into recycling >= 4 t/d", 16),
        ("w; v into recycling = 5 t/d", 15),
        ("w into landfill < 10 % of s", 11),
        ("landfilled <= 1 % of s; r over Bob per year", 10.1),
        ("sorting == 25 % of s", 17.5),
    ],
)
def test_limits_as_typed_on_the_command_line(limit: str, buried: float, tmp_path: Path) -> None:
    """20 t/d would all be buried, which pays 5 EUR/t."""
    plan = read(TWO, tmp_path).optimise(limits=[limit])
    assert plan.totals["landfilled"]["value"] == pytest.approx(buried * 365)


@pytest.mark.parametrize(
    ("limit", "says"),
    [
        ("recycling >= 3 t/d over Zed", "site or owner"),
        ("x into recycling >= 3 t/d", "material named"),
        ("v into sorting >= 1 t/d", "nothing to do with"),
        ("w into landfilled >= 1 t/d", "says nothing of"),
    ],
)
def test_what_the_command_line_names_must_exist(limit: str, says: str, tmp_path: Path) -> None:
    """In the words of the table."""
    with pytest.raises(mfo.UsageError, match=says):
        read(TWO, tmp_path).optimise(limits=[limit])


def test_an_equal_sign_is_both_bounds(tmp_path: Path) -> None:
    """More than burying pays nothing, so only a minimum would leave 10 %."""
    free = TWO.replace("price: 5 EUR/t", "price: 0 EUR/t").replace("variable_cost: 0", "variable_cost: -1")
    plan = read(free, tmp_path).optimise(limits=["recycling = 10 % of s; r"])
    assert plan.totals["landfilled"]["value"] == pytest.approx(18 * 365)


def test_several_objectives_on_the_command_line(tmp_path: Path) -> None:
    """At no price, the least landfilled among the cheapest plans is none; the file says so on its own."""
    (tmp_path / "p.yaml").write_text(TWO.replace("price: 5 EUR/t", "price: 0 EUR/t"), encoding="utf-8")

    @click.command(context_settings={"ignore_unknown_options": True, "allow_extra_args": True})
    def outer() -> None:
        main(
            [
                "optimise",
                str(tmp_path / "p.yaml"),
                "--minimise",
                "cost",
                "--minimise",
                "landfilled",
                "--json",
                "--out",
                str(tmp_path / "run"),
            ]
        )

    done = CliRunner().invoke(outer, [])
    assert json.loads(done.stdout)["totals"]["landfilled"]["value"] == pytest.approx(0)


def test_a_plant_of_this_folder_reads(tmp_path: Path) -> None:
    """Without the overlap 60 % are recycled."""
    plan = bench(MINIMUM, tmp_path, ("[recycling, sorting]", "recycling")).optimise()
    assert plan.totals["landfilled"]["value"] == pytest.approx(0.4 * 3650)
