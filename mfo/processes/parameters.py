"""The parameters of one process: the model's own, or the plant's where it overrides them, listed as used."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import Findings, Where
from ..library.climate import BY_PLACE, CLIMATE, climate_at
from ..library.formula import FormulaError, Value, dimension_of, in_words, quantity
from ..library.technology import Parameter, TechnologyModel, with_words
from ..plant.model import Material, Series, Used
from .contract import ProcessRequest


@dataclass
class Settled:
    """Parameters with their values. ``words`` are those of choices, ``by`` the plant's values for single materials."""

    parameters: Mapping[str, Parameter]
    overridden: frozenset[str]  # for every material
    words: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, Value] = field(default_factory=dict)
    by: dict[str, dict[str, Value]] = field(default_factory=dict)  # parameter, material
    used: list[Used] = field(default_factory=list)

    def property_of(self, parameter: Parameter) -> str:
        """The property of inputs that a parameter gives way to, with words put in; blank for none."""
        return with_words(parameter.property, self.words)

    def known(self, material: Material) -> dict[str, Value]:
        """What formulas know for one input: its properties, and parameters over them."""
        known = values_of(material)
        for name, value in self.numbers.items():
            own = _of(self.by.get(name, {}), material)
            if own is None:
                own = value if name in self.overridden else self._for(self.parameters[name], value, material)
            known[name] = own
        return known

    def _for(self, parameter: Parameter, value: Value, material: Material) -> Value:
        own = _by(parameter, material)
        if own is not None:
            return own
        prop = material.properties.get(self.property_of(parameter)) if parameter.property else None
        return value if prop is None else Value(prop.value, dimension_of(prop.unit))

    def used_for(self, materials: Sequence[Material]) -> list[Used]:
        """The parameters with the values that the inputs got; one that all replace by a property is left out."""
        found = []
        for each in self.used:
            parameter = self.parameters[each.name]
            own = [(material.name, _by(parameter, material)) for material in materials]
            shown = [f"{as_typed(parameter, value)} ({name})" for name, value in own if value is not None]
            name = self.property_of(parameter)
            default = [
                material
                for material, (_, value) in zip(materials, own, strict=True)
                if value is None and not (name and name in material.properties)
            ]
            if each.standing == "override" or not materials or (default and not shown):
                found.append(each)
            elif shown:
                rest = [f"{each.value} otherwise"] if default else []
                found.append(replace(each, value="; ".join(shown + rest)))
        return found


def _by(parameter: Parameter, material: Material) -> Value | None:
    """A parameter's value for one material, where the model gives it one of its own."""
    return _of(parameter.by, material)


def _of(by: Mapping[str, Value], material: Material) -> Value | None:
    """The value for a material, by its name or by what it is like."""
    return next((by[key] for key in (material.name, material.like or "") if key in by), None)


def as_typed(parameter: Parameter, value: Value) -> str:
    """A value in the unit that the parameter was typed in, as far as that is a percentage."""
    if parameter.typed.endswith("%"):
        return f"{value.number * 100:g} %"
    return f"{value.number:g} {value.unit}".rstrip()


def values_of(material: Material) -> dict[str, Value]:
    """The properties of a material as values for formulas."""
    return {name: Value(prop.value, dimension_of(prop.unit)) for name, prop in material.properties.items()}


def source_of(parameter: Parameter) -> str:
    """What stands behind a parameter, in words."""
    return parameter.source or parameter.note


def settle(request: ProcessRequest, model: TechnologyModel, findings: Findings) -> Settled:
    """The parameters that a process uses; overrides that do not fit are put into ``findings``."""
    _check_names(request, model, findings)
    whole = (name for name, typed in request.parameters.items() if not _is_by_material(typed))
    words = {name: _word(request, each) for name, each in model.parameters.items() if each.choices}
    parameters = {name: each.chosen(words) for name, each in model.parameters.items()}
    settled = Settled(parameters, frozenset(whole))
    for name, parameter in parameters.items():
        typed = request.parameters.get(name)
        if parameter.choices:
            _settle_word(request, parameter, typed, settled, findings)
        elif typed is None:
            settled.numbers[name] = parameter.value
            settled.used.append(Used(name, parameter.typed, source_of(parameter), parameter.standing))
        else:
            _override(request, parameter, typed, settled, findings)
    return settled


def _check_names(request: ProcessRequest, model: TechnologyModel, findings: Findings) -> None:
    ports = [port.name for port in model.ports]
    known = [*ports, *model.accepts.materials]
    for name in request.names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 2)
            remedy = f"Did you mean {' or '.join(near)}?" if near else f"It has {', '.join(ports)}."
            message = f"The model `{model.name}` has no material `{name}`."
            findings.error("model-port", message, request.where, remedy)
    for name, typed in request.parameters.items():
        if name not in model.parameters:
            near = difflib.get_close_matches(name, model.parameters, 2)
            own = ", ".join(model.parameters) or "none"
            remedy = f"Did you mean {' or '.join(near)}?" if near else f"Its parameters are: {own}."
            message = f"The model `{model.name}` has no parameter `{name}`."
            findings.error("parameter-unknown", message, _place(request, typed), remedy)


def _place(request: ProcessRequest, typed: Series | str | None) -> Where | None:
    return typed.where if isinstance(typed, Series) and typed.where else request.where


def _word(request: ProcessRequest, parameter: Parameter) -> str:
    """The word of a parameter with choices: the plant's, that of the place, else the model's own."""
    typed = request.parameters.get(parameter.name)
    return (typed.typed if isinstance(typed, Series) else typed) or _of_place(request, parameter) or parameter.typed


def _of_place(request: ProcessRequest, parameter: Parameter) -> str:
    """The word that follows from where the process stands; blank where nothing does."""
    known = parameter.name == CLIMATE and request.place is not None
    return climate_at(request.place, parameter.choices) if known and request.place else ""


def _settle_word(
    request: ProcessRequest, parameter: Parameter, typed: Series | str | None, settled: Settled, findings: Findings
) -> None:
    word = typed.typed if isinstance(typed, Series) else typed
    if word is not None and word not in parameter.choices:
        near = difflib.get_close_matches(word, parameter.choices, 1)
        remedy = f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(parameter.choices)}."
        message = f"`{word}` is none of the choices of `{parameter.name}`."
        findings.error("choice-unknown", message, _place(request, typed), remedy)
    here = _of_place(request, parameter)
    settled.words[parameter.name] = word or here or parameter.typed
    if word is None and here:
        settled.used.append(Used(parameter.name, here, BY_PLACE, "derived", parameter.typed))
    elif word is None:
        settled.used.append(Used(parameter.name, parameter.typed, source_of(parameter), parameter.standing))
    else:
        settled.used.append(Used(parameter.name, word, "plant", "override", parameter.typed))


def _is_by_material(typed: Series | str) -> bool:
    """Whether an override gives values for single materials: ``digestate: 70 %; compost: 20 %``."""
    return isinstance(typed, str) and ":" in typed


def _override(
    request: ProcessRequest, parameter: Parameter, typed: Series | str, settled: Settled, findings: Findings
) -> None:
    text = typed.typed if isinstance(typed, Series) else typed
    if isinstance(typed, str) and _is_by_material(typed):
        settled.numbers[parameter.name] = parameter.value
        values = settled.by.setdefault(parameter.name, {})
        for part in filter(None, (part.strip() for part in typed.split(";"))):
            material, _, amount = part.partition(":")
            value = _checked(request, parameter, amount.strip(), findings)
            if value is not None:
                values[material.strip()] = value
    else:
        value = _checked(request, parameter, typed, findings)
        if value is None:
            return
        settled.numbers[parameter.name] = value
    settled.used.append(Used(parameter.name, text, "plant", "override", _default(parameter)))


def _default(parameter: Parameter) -> str:
    """The model's own value, with those for single materials."""
    by = ", ".join(f"{as_typed(parameter, value)} for {name}" for name, value in parameter.by.items())
    return f"{parameter.typed} ({by})" if by else parameter.typed


def _checked(request: ProcessRequest, parameter: Parameter, typed: Series | str, findings: Findings) -> Value | None:
    """The value of an override; None, with a finding, where it does not fit."""
    where = _place(request, typed)
    try:
        value = _value(typed)
    except FormulaError as error:
        findings.error(error.code, f"`{parameter.name}`: {error}", where, error.remedy)
        return None
    text = typed.typed if isinstance(typed, Series) else typed
    if value.dimension != parameter.value.dimension:
        found, wanted = in_words(value.dimension), in_words(parameter.value.dimension)
        message = f"`{parameter.name}` of `{request.name}` is {found}, where {wanted} is wanted."
        findings.error("unit-dimension", message, where, f"Write it as the model does: {parameter.typed}.")
        return None
    if _is_no_share(request, parameter, value, text, where, findings):
        return None
    low, high = parameter.low, parameter.high
    if low is not None and high is not None and (np.any(value.number < low) or np.any(value.number > high)):
        bounds = f"{low:g} to {high:g} {parameter.value.unit}".rstrip()
        message = f"`{parameter.name}` of `{request.name}` is {text}, outside the model's range of {bounds}."
        findings.warn("parameter-range", message, where, "Check the number and its unit.")
    return value


def _is_no_share(
    request: ProcessRequest, parameter: Parameter, value: Value, text: str, where: Where | None, findings: Findings
) -> bool:
    """Tell of a value that no share or ratio can have: formulas would give less than nothing from it."""
    if value.dimension:
        return False
    least, most = _limits_of_ratio(parameter)
    if most is not None and not (np.all(value.number >= least) and np.all(value.number <= most)):
        lowest, highest = f"{least * 100:g} %", f"{most * 100:g} %"
        message = (
            f"`{parameter.name}` of `{request.name}` is {text}, "
            f"but is a share of {lowest} at least and {highest} at most."
        )
    elif not np.all(value.number >= least):
        message = f"`{parameter.name}` of `{request.name}` is {text}, but cannot be below {least:g}."
    else:
        return False
    findings.error("parameter-share", message, where, "Check the number and its unit.")
    return True


def _limits_of_ratio(parameter: Parameter) -> tuple[float, float | None]:
    """The least and the most that a parameter without a dimension can be; None: no share, so without a most.

    A share is what the model gives in %, or as a bare number of which no value and no end of its range is above 1; a
    ratio has its units (kWh/kWh). What the model itself has outside of 0 to 100 % is allowed as far as it reaches.
    """
    ranged = parameter.low is not None and parameter.high is not None
    own = [float(np.max(parameter.value.number)), float(np.min(parameter.value.number))]
    own += [float(each) for value in parameter.by.values() for each in np.ravel(value.number)]
    own += [each for each in (parameter.low, parameter.high) if each is not None]
    least, most = min(0.0, *own), max(1.0, *own)
    in_percent = parameter.typed.endswith("%")
    bare = ranged and most <= 1 and not any(letter.isalpha() and letter not in "eE" for letter in parameter.typed)
    return least, most if in_percent or bare else None


def check_materials(request: ProcessRequest, settled: Settled, taken: Sequence[Material], findings: Findings) -> None:
    """Tell of values for materials that the process does not take."""
    known = list(dict.fromkeys(name for item in taken for name in (item.name, item.like) if name))
    for parameter, values in settled.by.items():
        for name in values:
            if name not in known:
                near = difflib.get_close_matches(name, known, 2)
                takes = ", ".join(f"`{item.name}`" for item in taken) or "nothing"
                remedy = f"Did you mean {' or '.join(near)}?" if near else f"It takes {takes}."
                message = f"`{parameter}` of `{request.name}` has a value for `{name}`, which it does not take."
                findings.error("parameter-material", message, request.where, remedy)


def _value(typed: Series | str) -> Value:
    if isinstance(typed, str):
        return quantity(typed)
    return Value(typed.values if typed.values.ndim else float(typed.values), dimension_of(typed.unit))
