"""What the ranges of models' parameters do to the coefficients of a plant's processes, by first order.

Each process has its parameters to itself: of two digesters of one model, one may reach more than the other. One
parameter moves all that follows from it together: the outputs and needs of its process, its emissions, and what others
make of its products.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from ..library.formula import Value
from ..library.library import Library
from ..library.varied import own_range
from ..plant.model import CoefficientChange, Material, ParameterRange, Process, Series
from .chain import Chain, Reach, evaluate_again
from .contract import Evaluated, ProcessRequest

STEP = 0.1  # of a standard deviation, to each side
LEAST = 1e-9  # relative change of a coefficient that is none

Key = tuple[str, str, str, str, str]
"""Process, role, material, kind and per of a coefficient, as in :class:`CoefficientChange`."""


def parameter_ranges(
    requests: Sequence[ProcessRequest],
    materials: Mapping[str, Material],
    library: Library,
    chain: Chain,
    reach: Reach | None,
    supplied: Mapping[str, float],
) -> tuple[ParameterRange, ...]:
    """The parameters with a range that move an input or output of any process; those that the plant overrides do not.

    ``chain`` is what the same arguments gave. A parameter for which the formulas give nothing, or other inputs and
    outputs, to either side is left out, as if it were exact.
    """
    base = _coefficients(chain)
    found = []
    for request in requests:
        process = chain.evaluated.get(request.name)
        if process is None:
            continue
        for used in process.used:
            parameter = library.models[request.model].parameters.get(used.name)
            bounds = None if parameter is None else own_range(parameter, used)
            if parameter is None or bounds is None:
                continue
            value, deviation = float(parameter.value.number), _deviation(*bounds)
            sides = []
            for sign in (1.0, -1.0):
                number = Value(value + sign * STEP * deviation, parameter.value.dimension)
                model = library.models[request.model]
                other = replace(model, parameters={**model.parameters, used.name: replace(parameter, value=number)})
                twin = library.with_model(_twin(request), other)
                again = evaluate_again(
                    chain, requests, materials, twin, reach, supplied, replace(request, model=_twin(request))
                )
                if again is not None:
                    sides.append((sign, _coefficients(again)))
                if sides and not _changes(base, sides):
                    break  # most parameters are of emissions and costs alone
            changes = _changes(base, sides)
            if any(each.role != "rate" for each in changes):
                found.append(
                    ParameterRange(
                        request.name,
                        used.name,
                        value,
                        deviation,
                        parameter.value.unit,
                        parameter.typed,
                        tuple(changes),
                        request.where,
                    )
                )
    return tuple(found)


def _twin(request: ProcessRequest) -> str:
    """A name for a process's own version of its model."""
    return ": ".join((request.model, request.name))


def _deviation(low: float, middle: float, high: float) -> float:
    """The standard deviation of a triangular distribution."""
    square = low**2 + middle**2 + high**2 - low * middle - low * high - middle * high
    return float(np.sqrt(square / 18.0))


def _coefficients(chain: Chain) -> dict[Key, Series]:
    return {key: series for name, each in chain.evaluated.items() for key, series in _of_process(name, each)}


def _of_process(name: str, process: Evaluated | Process) -> Iterator[tuple[Key, Series]]:
    for role, entries in (("in", process.inputs), ("out", process.outputs)):
        for entry in entries:
            for kind in ("activity", "per_activity"):
                series = getattr(entry, kind, None)
                if series is not None:
                    yield (name, role, entry.material, kind, ""), series
            for per, series in entry.per_input.items():
                yield (name, role, entry.material, "per_input", per), series
    for position, rate in enumerate(process.rates):
        yield (name, "rate", str(position), "value", rate.per or ""), rate.value


def _changes(base: Mapping[Key, Series], sides: Sequence[tuple[float, dict[Key, Series]]]) -> list[CoefficientChange]:
    """By how much one standard deviation changes each coefficient, from one side or both; none where keys differ."""
    if not sides or any(found.keys() != base.keys() for _, found in sides):
        return []
    found = []
    for key, series in base.items():
        slopes = [(side[key].values - series.values) / (sign * STEP) for sign, side in sides]
        change = np.asarray(sum(slopes) / len(slopes))
        if np.any(np.abs(change) > LEAST * np.abs(series.values)):
            found.append(CoefficientChange(*key, replace(series, values=change)))
    return found
