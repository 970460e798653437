"""Modes of transport: model files of the kind ``transport``, per t.km, for links."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..errors import Findings, Where
from ..library.formula import FormulaError, dimension_of, in_words
from ..library.library import Library
from ..library.technology import TechnologyModel
from ..plant.model import Emission, Series, Used
from .closure import COUNTED_IN_MASS
from .evaluate import Cost, model_costs


@dataclass(frozen=True)
class Mode:
    """A mode of transport. Emissions are per t.km of goods; ``detour_factor`` is the way over the great circle."""

    name: str
    title: str
    detour_factor: float
    emissions: tuple[Emission, ...]
    used: tuple[Used, ...]
    costs: Mapping[str, Cost]


def modes(library: Library) -> list[str]:
    """The names of the library's modes of transport."""
    return [name for name in library.models if (model := library.models.get(name)) and model.kind == "transport"]


def transport_mode(name: str, library: Library, findings: Findings, where: Where | None = None) -> Mode | None:
    """The mode of that name; None, with a problem at ``where``, where there is none."""
    model = library.models.get(name)
    if model is None or model.kind != "transport":
        known = modes(library)
        near = difflib.get_close_matches(name, known, 2)
        remedy = f"Did you mean {' or '.join(near)}?" if near else f"Use one of {', '.join(known)}."
        findings.error("mode-unknown", f"`{name}` is no mode of transport.", where, remedy)
        return None
    return _evaluate(model, findings)


def _evaluate(model: TechnologyModel, findings: Findings) -> Mode | None:
    known = {key: parameter.value for key, parameter in model.parameters.items()}
    emissions = []
    try:
        for key, amount in model.values.items():
            if amount.formula:
                known[key] = amount.formula.evaluate(known)
        for form in model.emissions:
            if form.amount.formula is None:
                continue
            value = form.amount.formula.evaluate(known)
            unit = "t/t.km" if form.effect in COUNTED_IN_MASS else value.unit
            if value.dimension != dimension_of(unit):
                message = f"{model.name}: the formula gives {in_words(value.dimension)}, where `{unit}` is wanted."
                findings.error("formula-dimension", message, form.where, "Check the units of its parameters.")
                return None
            typed = f"{float(value.number):.6g} {unit}"
            series = Series(np.asarray(value.number, dtype=np.float64), unit, typed, form.where)
            emissions.append(Emission(form.effect, series, form.scope, form.category or "transport"))
    except FormulaError as error:
        findings.error(error.code, f"{model.name}: {error}", model.where, error.remedy)
        return None
    used = tuple(Used(p.name, p.typed, p.source or p.note, p.standing) for p in model.parameters.values())
    detour = model.parameters.get("detour_factor")
    factor = float(detour.value.number) if detour else 1.0
    return Mode(model.name, model.title, factor, tuple(emissions), used, model_costs(model))
