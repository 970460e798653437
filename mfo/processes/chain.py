"""All processes of a plant that use models, in one go: what one makes, another may take.

A material that the plant does not list, or lists without properties, takes them from the models that make it. So the
processes are evaluated again until nothing changes. The plant's own properties win; else the mean is taken over makers,
and in each over its reference mix: everything that is supplied or made, weighted by how much of it there could be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import Findings, Problem
from ..library.broadcast import mean
from ..library.library import Library
from ..plant.model import Material, Property
from .evaluate import Evaluated, ProcessRequest, evaluate

MOST_ROUNDS = 30
STEADY = 1e-6  # relative change of a property that counts as none
NOTABLE = 0.05  # relative difference between makers, or from the plant's own figure, that is worth a warning

_CARRIED_BY_VOLUME = ("methane_share", "lower_heating_value")
"""Properties that decide how much energy a unit of a gas stands for."""

Reach = Callable[[str, str, frozenset[str]], bool]
"""Whether a material (second) can come to a process (first), given the model processes that make it (third)."""


@dataclass(frozen=True)
class Chain:
    """The processes evaluated, by name, and the plant's materials with what models add to them."""

    evaluated: Mapping[str, Evaluated]
    materials: Mapping[str, Material]
    state: _State | None = None  # in which it settled


@dataclass
class _State:
    known: dict[str, Material]
    evaluated: dict[str, Evaluated] = field(default_factory=dict)
    problems: dict[str, tuple[Problem, ...]] = field(default_factory=dict)
    versions: dict[str, int] = field(default_factory=dict)  # how often a material has changed
    makers: dict[str, frozenset[str]] = field(default_factory=dict)
    seen: dict[str, tuple[object, ...]] = field(default_factory=dict)
    amounts: dict[str, float] = field(default_factory=dict)  # what is supplied or could be made [unit/h]


def evaluate_all(
    requests: Sequence[ProcessRequest],
    materials: Mapping[str, Material],
    library: Library,
    findings: Findings,
    reach: Reach | None = None,
    supplied: Mapping[str, float] | None = None,
) -> Chain:
    """The coefficients of all processes that use models. Processes that cannot be evaluated are left out, with reasons
    in ``findings``.

    ``reach(process, material, makers)`` says whether a material can come to a process; blank: every material can, as
    far as the request's own candidates allow. ``supplied`` is what arises of each material [unit/h], for the reference
    mix; blank: all inputs weigh alike.
    """
    state = _State(dict(materials), amounts=dict(supplied or {}))
    if not _settle(state, requests, materials, library, reach, supplied or {}):
        findings.warn(
            "model-loop",
            "The properties of materials that run in a loop do not settle.",
            None,
            "Give the materials in the loop their properties in `materials`.",
        )
    for request in requests:
        findings.extend(problem for problem in state.problems.get(request.name, ()) if problem not in findings.problems)
    _warn_of_differences(state, materials, findings)
    return Chain(state.evaluated, state.known, state)


def evaluate_again(
    chain: Chain,
    requests: Sequence[ProcessRequest],
    materials: Mapping[str, Material],
    library: Library,
    reach: Reach | None,
    supplied: Mapping[str, float],
    changed: ProcessRequest,
) -> Chain | None:
    """A settled chain with one of its requests changed, and what follows from it; None where formulas give nothing."""
    if chain.state is None:
        return None
    old = chain.state
    state = replace(
        old,
        evaluated=dict(old.evaluated),
        problems={},
        versions=dict(old.versions),
        seen={name: seen for name, seen in old.seen.items() if name != changed.name},
    )
    asked = [changed if request.name == changed.name else request for request in requests]
    if not _settle(state, asked, materials, library, reach, supplied):
        return None
    if any(problem.severity == "error" for told in state.problems.values() for problem in told):
        return None
    return Chain(state.evaluated, state.known, state)


def _settle(
    state: _State,
    requests: Sequence[ProcessRequest],
    materials: Mapping[str, Material],
    library: Library,
    reach: Reach | None,
    supplied: Mapping[str, float],
) -> bool:
    """Evaluate until nothing changes; False where that does not come about."""
    for _ in range(MOST_ROUNDS):
        changed = [_evaluate_one(request, state, library, reach) for request in requests]
        known = _merge(materials, state.evaluated)
        state.amounts = _amounts(supplied, state)
        if _same(known, state.known) and not any(changed):
            return True
        for name, found in known.items():
            if name not in state.known or not _alike(found, state.known[name]):
                state.versions[name] = state.versions.get(name, 0) + 1
        state.known, state.makers = known, _makers(state.evaluated)
    return False


def _evaluate_one(request: ProcessRequest, state: _State, library: Library, reach: Reach | None) -> bool:
    """Whether a process was evaluated anew, because what can come to it has changed."""
    candidates = request.candidates if request.candidates is not None else frozenset(state.known)
    if reach is not None:
        makers = state.makers
        candidates = frozenset(
            name for name in candidates if name in state.known and reach(request.name, name, makers.get(name, _NONE))
        )
    names = [name for name in request.accepts or sorted(candidates) if name in state.known]
    weights = request.weights or {name: state.amounts.get(name, 0.0) for name in names}
    key = (*((name, state.versions.get(name, 0)) for name in names), *_mix(weights, state.evaluated.get(request.name)))
    if state.seen.get(request.name) == key:
        return False
    state.seen[request.name] = key
    problems = Findings()
    found = evaluate(replace(request, candidates=candidates, weights=weights), state.known, library, problems)
    state.problems[request.name] = tuple(problems)
    if found is None:
        state.evaluated.pop(request.name, None)
    else:
        state.evaluated[request.name] = found
    return True


def _mix(weights: Mapping[str, float], last: Evaluated | None) -> tuple[float, ...]:
    """The shares of the inputs that the process took when it was evaluated last."""
    taken = [weights.get(each.material, 0.0) for each in last.inputs if each.mix] if last else []
    whole = sum(taken) or 1.0
    return tuple(round(weight / whole, 6) for weight in taken)


_NONE: frozenset[str] = frozenset()


def _makers(evaluated: Mapping[str, Evaluated]) -> dict[str, frozenset[str]]:
    found: dict[str, frozenset[str]] = {}
    for name, process in evaluated.items():
        for output in process.outputs:
            if not output.is_loss:
                found[output.material] = found.get(output.material, _NONE) | {name}
    return found


def _amounts(supplied: Mapping[str, float], state: _State) -> dict[str, float]:
    """What is supplied or could be made of each material, if all of it went to each process that takes it [unit/h]."""
    found = dict(supplied)
    for process in state.evaluated.values():
        for output in process.outputs:
            made = sum(state.amounts.get(name, 0.0) * mean(amount.values) for name, amount in output.per_input.items())
            if made and not output.is_loss:
                found[output.material] = found.get(output.material, 0.0) + made
    return found


def _merge(plant: Mapping[str, Material], evaluated: Mapping[str, Evaluated]) -> dict[str, Material]:
    """The plant's materials, completed by what models declare, then what only models declare."""
    declared: dict[str, list[Material]] = {}
    used: dict[str, Material] = {}
    for process in evaluated.values():
        made = {output.material for output in process.outputs if not output.is_loss}
        for name, material in process.declared.items():
            if name in made:
                declared.setdefault(name, []).append(material)
            elif name not in {output.material for output in process.outputs}:
                used.setdefault(name, material)
    known = dict(plant)
    for name, makers in declared.items():
        mean = _mean(makers)
        own = plant.get(name)
        if own is None:
            known[name] = replace(makers[0], properties=mean)
        elif own.unit == makers[0].unit:
            known[name] = replace(own, properties={**mean, **own.properties}, like=own.like or makers[0].like)
        else:
            known[name] = replace(own, like=own.like or makers[0].like)
    for name, material in used.items():
        known.setdefault(name, material)
    return known


def _mean(makers: Sequence[Material]) -> dict[str, Property]:
    found = {}
    for name in dict.fromkeys(name for maker in makers for name in maker.properties):
        properties = [maker.properties[name] for maker in makers if name in maker.properties]
        value = sum(prop.value for prop in properties) / len(properties)
        first = properties[0]
        found[name] = (
            first if len(properties) == 1 else replace(first, value=value, typed=f"{value:.6g} {first.unit}".rstrip())
        )
    return found


def _same(new: Mapping[str, Material], old: Mapping[str, Material]) -> bool:
    return new.keys() == old.keys() and all(_alike(new[name], old[name]) for name in new)


def _alike(new: Material, old: Material) -> bool:
    if new.unit != old.unit or new.like != old.like or new.properties.keys() != old.properties.keys():
        return False
    return all(
        abs(prop.value - old.properties[name].value) <= STEADY * max(abs(prop.value), 1e-12)
        for name, prop in new.properties.items()
    )


def _warn_of_differences(state: _State, plant: Mapping[str, Material], findings: Findings) -> None:
    """Warns where a gas has one heating value in the plant and another where it is made."""
    for process_name, process in state.evaluated.items():
        for name, made in process.declared.items():
            for prop in _CARRIED_BY_VOLUME:
                adopted = state.known[name].properties.get(prop) if name in state.known else None
                own = made.properties.get(prop)
                if adopted is None or own is None or made.unit != state.known[name].unit:
                    continue
                if abs(adopted.value - own.value) > NOTABLE * abs(own.value):
                    declared = name in plant and prop in plant[name].properties
                    message = (
                        f"`{name}` counts with {prop} {adopted.typed}, while `{process_name}` makes it with "
                        f"{own.typed}."
                    )
                    remedy = (
                        "Leave the property out, or change the process's parameter."
                        if declared
                        else "Give them two names with `names`, or declare the property in `materials`."
                    )
                    findings.warn("property-differs", message, adopted.where or state.known[name].where, remedy)
