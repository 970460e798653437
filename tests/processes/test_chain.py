"""Processes that feed one another: what one makes, another takes, with its properties; loops settle."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.errors import Findings
from mfo.library.library import Library
from mfo.processes.chain import Chain, evaluate_all
from mfo.processes.contract import ProcessRequest

from .making import HERE, amount, library, material

FEED = {"dry_matter": "9 %", "volatile_solids": "78 %", "methane_potential": "327 Nm3/t", "nitrogen": "0.1 %"}


def chain(requests: list[ProcessRequest], *materials: object, **more: object) -> tuple[Chain, Findings]:
    findings = Findings()
    own = {each.name: each for each in materials}  # type: ignore[attr-defined]
    found = evaluate_all(requests, own, Library.load(), findings, **more)  # type: ignore[arg-type]
    return found, findings


DIGESTER = ProcessRequest("digester", "anaerobic_digestion", where=HERE)
SEPARATOR = ProcessRequest("separator", "separation", where=HERE)
COMPOSTER = ProcessRequest("composter", "composting_windrow", where=HERE, accepts=("solid fraction",))


def test_the_order_of_rows_does_not_matter() -> None:
    """Composting needs the solid of a separator that needs the digestate of a digester: any order gives the same."""
    feed = material("nopal", **FEED, carbon_biogenic="3.3 %")
    forward, findings = chain([DIGESTER, SEPARATOR, COMPOSTER], feed)
    backward, others = chain([COMPOSTER, SEPARATOR, DIGESTER], feed)
    assert not list(findings)
    assert not list(others)
    assert forward.materials.keys() == backward.materials.keys()
    for process in ("digester", "separator", "composter"):
        one, other = forward.evaluated[process], backward.evaluated[process]
        assert {o.material for o in one.outputs} == {o.material for o in other.outputs}
    assert amount(forward.evaluated["composter"], "compost", "solid fraction") == pytest.approx(
        amount(backward.evaluated["composter"], "compost", "solid fraction")
    )


def test_properties_flow_down_with_the_mix() -> None:
    """Nitrogen of 0.1 % and 0.5 % in 9 and 1 t: the digestate holds what 10 t of the mix bring, 0.014 t."""
    nopal = material("nopal", **FEED)
    manure = material("manure", **{**FEED, "nitrogen": "0.5 %"})
    found, _ = chain([DIGESTER], nopal, manure, supplied={"nopal": 9.0, "manure": 1.0})
    nitrogen = found.materials["digestate"].properties["nitrogen"].value
    made = amount(found.evaluated["digester"], "digestate", "nopal")
    assert nitrogen == pytest.approx((9 * 0.001 + 1 * 0.005) / 10 / made)


def test_the_plants_own_property_wins() -> None:
    found, _ = chain([DIGESTER], material("nopal", **FEED), material("digestate", dry_matter="4 %"))
    properties = found.materials["digestate"].properties
    assert properties["dry_matter"].value == 0.04
    assert properties["dry_matter"].source == "plant"
    assert properties["nitrogen"].source == "model anaerobic_digestion"


def test_what_cannot_come_is_not_taken() -> None:
    def reach(process: str, name: str, makers: frozenset[str]) -> bool:
        return name == "nopal" or (process == "near engine" and "digester" in makers)

    engines = [ProcessRequest(name, "chp_engine", where=HERE) for name in ("near engine", "far engine")]
    found, findings = chain([DIGESTER, *engines], material("nopal", **FEED), reach=reach)
    assert set(found.evaluated) == {"digester", "near engine"}
    assert [problem.code for problem in findings] == ["process-without-input"]
    assert "far engine" in str(next(iter(findings)))


def test_a_gas_declared_richer_than_it_is_made_is_a_warning() -> None:
    """The plant says 65 % methane and 6.5 kWh/Nm3, the digester makes 55 %: what burns would be worth too much."""
    declared = material("biogas", "Nm3", methane_share="65 %")
    _, findings = chain([DIGESTER], material("nopal", **FEED), declared)
    assert [(problem.code, problem.severity) for problem in findings] == [("property-differs", "warning")]


def test_materials_only_models_know_are_declared() -> None:
    found, _ = chain([DIGESTER], material("nopal", **FEED))
    assert found.materials["biogas"].unit == "Nm3"
    assert found.materials["heat"].unit == "MWh"
    assert "water vapour" not in found.materials  # a loss goes nowhere


LOOP = """\
  accepts: {{needs: [dry_matter], materials: [{takes}], per: t}}
  capacity: input
  outputs:
    {makes}: {{unit: t, amount: 0.5, properties: {{dry_matter: dry_matter}}}}
    lost: {{unit: t, amount: remainder of mass, loss: yes}}
"""


def test_loops_settle(tmp_path: Path) -> None:
    """Half of a goes to b and half of b back to a: the dry matter of both becomes that of the fresh feed."""
    lib = library(tmp_path, first=LOOP.format(takes="fresh, b", makes="a"), second=LOOP.format(takes="a", makes="b"))
    findings = Findings()
    requests = [ProcessRequest("one", "first", where=HERE), ProcessRequest("two", "second", where=HERE)]
    found = evaluate_all(
        requests, {"fresh": material("fresh", dry_matter="20 %")}, lib, findings, supplied={"fresh": 1.0}
    )
    assert not list(findings)
    assert [each.material for each in found.evaluated["one"].inputs] == ["fresh", "b"]
    assert found.materials["b"].properties["dry_matter"].value == pytest.approx(0.2)
