"""From a process that names a model to coefficients: one evaluation of the model's formulas per accepted material.

:func:`evaluate` takes a :class:`ProcessRequest`, the plant's materials and the library, and gives an
:class:`Evaluated`. :func:`mfo.processes.chain.evaluate_all` does it for all processes of a plant, including materials
that one process makes and another takes.
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import Findings
from ..library.library import Library
from ..library.technology import TechnologyModel
from ..plant.model import Material
from .assemble import Assembly, model_costs
from .balance import Evaluation, Failed
from .contract import Cost, Evaluated, MixLimit, ProcessRequest, ShareRow
from .intake import Intake, in_plant
from .parameters import check_materials, settle

__all__ = ["Cost", "Evaluated", "MixLimit", "ProcessRequest", "ShareRow", "evaluate", "model_costs"]


def evaluate(
    request: ProcessRequest, materials: Mapping[str, Material], library: Library, findings: Findings
) -> Evaluated | None:
    """The coefficients of a process that uses a model; None, with reasons in ``findings``, where there are none.

    ``materials`` are the plant's, and those that other processes' models declare. Every accepted material that is a
    candidate becomes an input of the mix.
    """
    if request.model not in library.models:
        near = library.models.near(request.model)
        remedy = f"Did you mean {' or '.join(near)}?" if near else f"Use one of {', '.join(library.models)}, or recipe."
        findings.error("model-unknown", f"There is no process model `{request.model}`.", request.where, remedy)
        return None
    try:
        model = library.models[request.model]
    except KeyError:
        return None  # the file's own problems are in the library's findings
    if model.kind == "transport":
        message = f"`{request.model}` is a mode of transport, not a process."
        findings.error("model-kind", message, request.where, "Name it as the `mode` of a link.")
        return None
    problems = Findings()
    found = _evaluate(request, model, materials, problems)
    findings.extend(problems)
    return None if problems.has_errors else found


def _evaluate(
    request: ProcessRequest, model: TechnologyModel, materials: Mapping[str, Material], findings: Findings
) -> Evaluated | None:
    settled = settle(request, model, findings)
    if findings.has_errors:
        return None
    intake = Intake(request, model, materials, settled, findings)
    balances = []
    for material, per, scale in intake.accepted():
        known, uses, own = intake.known(material, per), intake.use_properties(), Findings()
        try:
            balances.append(Evaluation(model, material, per, scale, known, uses, own).run())
        except Failed:
            continue
        finally:
            findings.extend(in_plant(problem, material, request.where) for problem in own)
    if not balances and not findings.has_errors:
        intake.tell_no_input()
    if balances:
        check_materials(request, settled, [balance.material for balance in balances], findings)
    return Assembly(request, model, materials, settled, balances, findings).evaluated()
