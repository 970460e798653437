"""The whole library: every file reads, every figure has a source or is an assumption, nothing gains anything."""

from __future__ import annotations

import pytest

from mfo.errors import Findings
from mfo.library.datasets import STANDINGS
from mfo.library.library import Library
from mfo.library.technology import Parameter, TechnologyModel, words_in
from mfo.plant.effects import AIR, GASES, ROUTES
from mfo.plant.model import Material
from mfo.processes.closure import TOLERANCE
from mfo.processes.contract import Evaluated, ProcessRequest
from mfo.processes.describe import dataset_material
from mfo.processes.evaluate import evaluate

LIBRARY = Library.load()
NAMES = list(LIBRARY.models)
MATERIALS: dict[str, Material] = {key: dataset_material(key, LIBRARY) for key in LIBRARY.datasets.materials()}


def read(name: str) -> TechnologyModel:
    model = LIBRARY.models.get(name)
    assert model is not None, [str(problem) for problem in LIBRARY.findings]
    return model


def parameters(model: TechnologyModel) -> list[Parameter]:
    return [*model.parameters.values(), *model.costs.values(), *([model.lifetime] if model.lifetime else [])]


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_has_a_source_or_is_an_assumption(name: str) -> None:
    """An assumption has a range and no source; everything else names what it was read in or worked out from."""
    for parameter in parameters(read(name)):
        assert parameter.standing in STANDINGS, parameter.name
        if parameter.standing == "unsourced":
            assert parameter.choices or (parameter.low is not None and parameter.high is not None), parameter.name
        else:
            assert parameter.source, parameter.name
        if parameter.low is not None and parameter.high is not None:
            assert parameter.low <= parameter.value.number <= parameter.high, parameter.name


@pytest.mark.parametrize("name", NAMES)
def test_formulas_hold_no_figures_of_their_own(name: str) -> None:
    """A number with a unit in a formula would have no source; only nothing and one of a unit may stand there."""
    for amount in read(name).formulas():
        literals = amount.formula.literals if amount.formula else ()
        assert all(literal.split()[0] in ("0", "1") for literal in literals), (name, amount.where, literals)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_used(name: str) -> None:
    """A parameter that no formula names would be an override without effect."""
    model = read(name)
    named = {word for amount in model.formulas() if amount.formula for word in amount.formula.names}
    named |= {word for each in model.parameters.values() for word in words_in(each.property + each.dataset)}
    assert set(model.parameters) - named <= {"detour_factor"}


@pytest.mark.parametrize("name", NAMES)
def test_words_are_those_of_the_product(name: str) -> None:
    model = read(name)
    assert model.title
    assert len(model.scope) > 30
    assert len(model.validity) > 30
    assert model.kind == "transport" or model.route in {*ROUTES, "flare", ""} or model.route.islower()
    for emission in model.emissions:
        assert emission.effect in {*GASES, *AIR, "landfilled"} or emission.effect.islower(), emission.effect


def evaluated(name: str, key: str) -> tuple[Evaluated | None, Findings]:
    findings = Findings()
    asked = ProcessRequest("walk", name, accepts=(key,))
    return evaluate(asked, {key: MATERIALS[key]}, LIBRARY, findings), findings


@pytest.mark.parametrize("name", NAMES)
def test_nothing_gains_anything(name: str) -> None:
    """All materials of the datasets that the model takes: no gain in mass, dry matter, carbon, nitrogen or energy."""
    model = read(name)
    if model.kind == "transport":
        return
    findings = Findings()
    found = evaluate(ProcessRequest("walk", name), MATERIALS, LIBRARY, findings)
    problems = [problem for problem in findings if problem.code != "process-without-input"]
    assert not problems, [str(problem) for problem in problems]
    for closure in found.closures if found else ():
        assert closure.loss >= -TOLERANCE * max(closure.amount_in, 1e-9), (closure.quantity, closure.material)


@pytest.mark.parametrize("name", NAMES)
def test_a_material_forced_on_a_model_is_refused_or_closes(name: str) -> None:
    """Where a plant's `accepts` names a material that the model does not list, it closes or is an error."""
    model = read(name)
    if model.kind == "transport":
        return
    for key, material in MATERIALS.items():
        if not all({*need} & {*material.properties} for need in model.accepts.needs):
            continue
        found, findings = evaluated(name, key)
        assert (found is None) == findings.has_errors, (name, key)
        for closure in found.closures if found else ():
            assert closure.loss >= -TOLERANCE * max(closure.amount_in, 1e-9), (key, closure.quantity)
