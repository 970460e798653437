"""What the tests of the library share: the library, its materials, and models evaluated for them."""

from __future__ import annotations

from functools import cache

from mfo.errors import Findings
from mfo.library.library import Library
from mfo.plant.model import Material
from mfo.processes.chain import evaluate_all
from mfo.processes.evaluate import Evaluated, ProcessRequest, evaluate
from mfo.units import parse_unit

MADE_BY = {"land_application": "anaerobic_digestion"}  # takes what another model makes, and nothing of the datasets


@cache
def library() -> Library:
    """The library that mfo ships, without a defect."""
    findings = Findings()
    found = Library.load(None, findings)
    findings.raise_errors()
    return found


@cache
def materials() -> dict[str, Material]:
    """The materials of the datasets as if a plant listed them."""
    found = {}
    for key in library().datasets.materials():
        unit = parse_unit(library().datasets.unit(key))
        found[key] = Material(key, unit.canonical, unit.typed, unit.dimension, library().material(key), key)
    return found


@cache
def run(model: str, *names: str) -> Evaluated:
    """A model with some materials of the datasets, or with all that it accepts. Fails on any problem."""
    findings = Findings()
    chosen = {name: materials()[name] for name in names} if names else materials()
    found: Evaluated | None
    if model in MADE_BY:
        maker = ProcessRequest("maker", MADE_BY[model], accepts=("nopal", "cattle_manure"))
        chain = evaluate_all([maker, ProcessRequest(model, model)], chosen, library(), findings)
        found = chain.evaluated.get(model)
    else:
        found = evaluate(ProcessRequest(model, model), chosen, library(), findings)
    assert not list(findings), [str(problem) for problem in findings]
    assert found is not None
    return found


def out(found: Evaluated, name: str, of: str) -> float:
    """An output per unit of an input."""
    return next(float(output.per_input[of].values) for output in found.outputs if output.material == name)


def gas(found: Evaluated, effect: str, of: str, category: str = "") -> float:
    """A gas per unit of an input."""
    return sum(
        float(rate.value.values)
        for rate in found.rates
        if rate.effect == effect and rate.per == of and category in rate.category
    )
