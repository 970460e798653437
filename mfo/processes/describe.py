"""A process model as a page of plain data: what goes in and comes out for one material, costs, closure, sources."""

from __future__ import annotations

from ..errors import Findings, Problem, UsageError
from ..library.library import Library
from ..library.technology import Parameter, TechnologyModel
from ..plant.model import Input, Material, Output, Series
from ..units import parse_unit
from .evaluate import Cost, Evaluated, ProcessRequest, evaluate, model_costs
from .parameters import as_typed
from .transport import transport_mode


def describe_model(name: str, library: Library, material: str | None = None) -> dict[str, object]:
    """A model as plain data (text, numbers, lists): for ``mfo models NAME`` and the documentation.

    ``material`` is a key of the datasets; blank: the first one that the model accepts. Amounts are per unit of it.
    Raises :class:`~mfo.errors.UsageError` for an unknown name, or a material that the model cannot take.
    """
    model = _model(name, library)
    page: dict[str, object] = {
        "name": model.name,
        "title": model.title,
        "kind": model.kind,
        "route": model.route,
        "group": model.group,
        "scope": model.scope,
        "validity": model.validity,
        "file": library.models.file(name),
        "capacity": " ".join(word for word in model.capacity if word),
        "lifetime": model.lifetime.typed if model.lifetime else "",
        "needs": [" or ".join(need) for need in model.accepts.needs],
        "takes": list(model.accepts.materials),
        "parameters": [_parameter(parameter) for parameter in model.parameters.values()],
        "costs": [_cost(cost) for cost in model_costs(model).values()],
        "no_costs": model.no_costs,
        "losses": dict(model.losses),
    }
    if model.kind == "transport":
        mode = transport_mode(name, library, Findings())
        rates = [(e.effect, e.value, e.category, e.scope) for e in mode.emissions] if mode else []
        return page | {
            "accepted": [],
            "material": "",
            "per": "t.km",
            "inputs": [],
            "outputs": [],
            "closure": [],
            "emissions": [_rate(*rate) for rate in rates],
        }
    return page | _for_material(model, library, material)


def _model(name: str, library: Library) -> TechnologyModel:
    known = len(library.findings.problems)
    model = library.models.get(name)
    if model is not None:
        return model
    problems = library.findings.problems[known:]
    if name in library.models and problems:
        raise UsageError(problems)
    near = library.models.near(name)
    remedy = f"Did you mean {' or '.join(near)}?" if near else "`mfo models` lists them."
    raise UsageError(Problem("model-unknown", f"There is no process model `{name}`.", None, remedy))


def dataset_material(key: str, library: Library) -> Material:
    """A material as the datasets have it. Raises :class:`~mfo.errors.UsageError` where they do not."""
    unit = library.datasets.unit(key)
    if not unit:
        near = library.datasets.near(key)
        remedy = f"Did you mean {' or '.join(near)}?" if near else "`mfo datasets` lists them."
        raise UsageError(Problem("material-unknown", f"The datasets have no material `{key}`.", None, remedy))
    parsed = parse_unit(unit)
    return Material(key, parsed.canonical, unit, parsed.dimension, library.material(key), key)


def accepted_materials(model: TechnologyModel, library: Library) -> list[str]:
    """The materials of the datasets that a model takes of itself, sorted."""
    if model.kind == "transport":
        return []
    everything = {key: dataset_material(key, library) for key in library.datasets.materials()}
    found = evaluate(ProcessRequest("page", model.name), everything, library, Findings())
    return [each.material for each in found.inputs if each.mix] if found else []


def _for_material(model: TechnologyModel, library: Library, material: str | None) -> dict[str, object]:
    accepted = accepted_materials(model, library)
    key = material or (accepted[0] if accepted else None)
    page: dict[str, object] = {
        "accepted": accepted,
        "material": key or "",
        "per": "",
        "inputs": [],
        "outputs": [],
        "closure": [],
        "emissions": [],
    }
    if key is None:
        return page
    findings = Findings()
    chosen = dataset_material(key, library)
    found = evaluate(ProcessRequest(model.name, model.name, accepts=(key,)), {key: chosen}, library, findings)
    if found is None:
        raise UsageError([*findings])
    return page | _evaluated(found, chosen)


def _evaluated(found: Evaluated, material: Material) -> dict[str, object]:
    return {
        "per": material.unit,
        "inputs": [_input(each, material.name) for each in found.inputs],
        "outputs": [_output(each, material.name) for each in found.outputs],
        "emissions": [_rate(each.effect, each.value, each.category, each.scope) for each in found.rates],
        "closure": [
            {
                "quantity": each.quantity,
                "in": each.amount_in,
                "out": each.amount_out,
                "loss": each.loss,
                "unit": each.unit,
                "detail": each.detail,
            }
            for each in found.closures
        ],
        "properties": {
            name: {prop.name: prop.typed for prop in declared.properties.values()}
            for name, declared in found.declared.items()
            if declared.properties
        },
    }


def _amount(series: Series) -> dict[str, object]:
    return {"amount": float(series.values), "unit": series.unit}


def _input(each: Input, material: str) -> dict[str, object]:
    if each.mix:
        return {"material": each.material, "amount": 1.0, "unit": "", "per": "input"}
    if each.per_activity is not None:
        return {"material": each.material, **_amount(each.per_activity), "per": "activity"}
    return {"material": each.material, **_amount(each.per_input[material]), "per": "input"}


def _output(each: Output, material: str) -> dict[str, object]:
    return {"material": each.material, **_amount(each.per_input[material]), "loss": each.is_loss}


def _rate(effect: str, value: Series, category: str, scope: int | None) -> dict[str, object]:
    return {"effect": effect, **_amount(value), "category": category, "scope": scope}


def _parameter(parameter: Parameter) -> dict[str, object]:
    return {
        "name": parameter.name,
        "value": parameter.typed,
        "low": parameter.low,
        "high": parameter.high,
        "unit": parameter.value.unit,
        "source": parameter.source,
        "reference": parameter.reference,
        "standing": parameter.standing,
        "year": parameter.year,
        "region": parameter.region,
        "note": parameter.note,
        "dataset": parameter.dataset,
        "property": parameter.property,
        "choices": list(parameter.choices),
        "by": {name: as_typed(parameter, value) for name, value in parameter.by.items()}
        | {key: row.typed for key, row in parameter.rows.items()},
    }


def _cost(cost: Cost) -> dict[str, object]:
    return {
        "column": cost.column,
        "value": cost.typed,
        "price_year": cost.price_year,
        "source": cost.source,
        "standing": cost.standing,
    }
