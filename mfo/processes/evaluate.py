"""From a process that names a model to coefficients: one evaluation of the model's formulas per accepted material.

:func:`evaluate` takes a :class:`ProcessRequest`, the plant's materials and the library, and gives an
:class:`Evaluated`. :func:`mfo.processes.chain.evaluate_all` does it for all processes of a plant, including materials
that one process makes and another takes.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import Findings, Where
from ..plant.model import Closure, Input, Material, Output, ProcessRate, Property, Series, Used
from ..units import parse_unit
from .balance import Evaluation, Failed, InputBalance, Port
from .closure import IN_GAS, UNITS, mass_of
from .formula import FormulaError, Value, dimension_of, in_words, quantity, unit_text
from .library import Library
from .model_file import Model, Parameter


@dataclass(frozen=True)
class ShareRow:
    """What a plant's ``recipes`` row says of an input of a model's process."""

    material: str
    minimum: Series | None = None
    maximum: Series | None = None
    cost: Series | None = None  # [money/material]
    where: Where | None = None


@dataclass(frozen=True)
class ProcessRequest:
    """A process of a plant that uses a model, as typed."""

    name: str
    model: str
    parameters: Mapping[str, Series | str] = field(default_factory=dict)  # overrides by parameter; text for choices
    accepts: tuple[str, ...] = ()  # blank: every candidate that the model accepts
    names: Mapping[str, str] = field(default_factory=dict)  # the model's name of a material -> the plant's
    candidates: frozenset[str] | None = None  # materials that can reach the site; None: all of the plant
    shares: tuple[ShareRow, ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)  # reference mix, for properties of outputs; blank: equal
    where: Where | None = None


@dataclass(frozen=True)
class Cost:
    """A model's own cost in its source's money, for a plant that types ``model`` in the column of that name."""

    column: str  # "capex", "fixed_cost", "variable_cost"
    value: float  # canonical
    unit: str  # canonical, with the source's currency: "EUR/t"
    currency: str
    typed: str
    price_year: str
    source: str
    standing: str
    where: Where | None = None


@dataclass(frozen=True)
class MixLimit:
    """A bound on the mean, over the mix and weighted by amount, of a number that each input has."""

    title: str
    values: Mapping[str, float]  # by input material, per canonical unit of it
    minimum: float | None
    maximum: float | None


@dataclass(frozen=True)
class Evaluated:
    """A model's process with numbers, in the plant's material names and canonical units."""

    model: str
    title: str
    route: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rates: tuple[ProcessRate, ...]
    basis: str  # canonical unit of activity
    used: tuple[Used, ...]
    closures: tuple[Closure, ...]
    declared: Mapping[str, Material]  # what is put out or used besides, as the model knows it; the plant's own wins
    costs: Mapping[str, Cost] = field(default_factory=dict)
    lifetime: float | None = None  # years
    mix_limits: tuple[MixLimit, ...] = ()
    where: Where | None = None  # the model file


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
    return _Process(request, model, materials, findings).evaluate()


class _Process:
    def __init__(
        self, request: ProcessRequest, model: Model, materials: Mapping[str, Material], findings: Findings
    ) -> None:
        self.request, self.model, self.materials, self.findings = request, model, materials, findings
        self.problems = len(findings.problems)
        self.words: dict[str, str] = {}
        self.numbers: dict[str, Value] = {}
        self.used: list[Used] = []

    def evaluate(self) -> Evaluated | None:
        self._check_names()
        self._settle_parameters()
        if self._broken():
            return None
        balances = []
        for material, per, scale in self._accepted():
            try:
                evaluation = Evaluation(
                    self.model, material, per, scale, self._known(material), self._use_properties(), self.findings
                )
                balances.append(evaluation.run())
            except Failed:
                continue
        if not balances and not self._broken():
            self._tell_no_input()
        basis = self._basis(balances)
        if self._broken() or basis is None:
            return None
        return self._assemble(balances, basis)

    def _broken(self) -> bool:
        return any(problem.severity == "error" for problem in self.findings.problems[self.problems :])

    def _name(self, port: str) -> str:
        """The plant's name of one of the model's materials."""
        return self.request.names.get(port, port)

    # parameters

    def _check_names(self) -> None:
        ports = [port.name for port in (*self.model.outputs, *self.model.uses)]
        known = [*ports, *self.model.accepts.materials]
        for name in self.request.names:
            if name not in known:
                near = difflib.get_close_matches(name, known, 2)
                remedy = f"Did you mean {' or '.join(near)}?" if near else f"It has {', '.join(ports)}."
                message = f"The model `{self.model.name}` has no material `{name}`."
                self.findings.error("model-port", message, self.request.where, remedy)
        for name, typed in self.request.parameters.items():
            if name not in self.model.parameters:
                near = difflib.get_close_matches(name, self.model.parameters, 2)
                remedy = f"Did you mean {' or '.join(near)}?" if near else ""
                where = typed.where if isinstance(typed, Series) else self.request.where
                message = f"The model `{self.model.name}` has no parameter `{name}`."
                self.findings.error("parameter-unknown", message, where, remedy)

    def _settle_parameters(self) -> None:
        for name, parameter in self.model.parameters.items():
            typed = self.request.parameters.get(name)
            if parameter.choices:
                self._settle_word(parameter, typed)
            elif typed is None:
                self.numbers[name] = parameter.value
                self.used.append(Used(name, parameter.typed, _source(parameter), parameter.standing))
            else:
                self._override(parameter, typed)

    def _settle_word(self, parameter: Parameter, typed: Series | str | None) -> None:
        word = typed.typed if isinstance(typed, Series) else typed
        if word is not None and word not in parameter.choices:
            near = difflib.get_close_matches(word, parameter.choices, 1)
            remedy = f"Did you mean {near[0]}?" if near else f"Use one of {', '.join(parameter.choices)}."
            message = f"`{word}` is none of the choices of `{parameter.name}`."
            where = typed.where if isinstance(typed, Series) else self.request.where
            self.findings.error("parameter-choice", message, where, remedy)
        self.words[parameter.name] = word or parameter.typed
        if word is None or word == parameter.typed:
            self.used.append(Used(parameter.name, parameter.typed, _source(parameter), parameter.standing))
        else:
            self.used.append(Used(parameter.name, word, "plant", "override", parameter.typed))

    def _override(self, parameter: Parameter, typed: Series | str) -> None:
        where = typed.where if isinstance(typed, Series) else self.request.where
        try:
            if isinstance(typed, Series):
                number = typed.values if typed.values.ndim else float(typed.values)
                value, text = Value(number, dimension_of(typed.unit)), typed.typed
            else:
                value, text = quantity(typed), typed
        except FormulaError as error:
            self.findings.error(error.code, str(error), where, error.remedy)
            return
        if value.dimension != parameter.value.dimension:
            found, wanted = in_words(value.dimension), in_words(parameter.value.dimension)
            message = f"`{parameter.name}` of `{self.request.name}` is {found}, where {wanted} is wanted."
            self.findings.error("unit-dimension", message, where, f"Write it as the model does: {parameter.typed}.")
            return
        low, high = parameter.low, parameter.high
        if low is not None and high is not None and (np.any(value.number < low) or np.any(value.number > high)):
            unit = parameter.value.unit
            message = (f"`{parameter.name}` of `{self.request.name}` is {text}, outside the model's range of "
                       f"{low:g} to {high:g} {unit}".rstrip() + ".")  # fmt: skip
            self.findings.warn("parameter-range", message, where, "Check the number and its unit.")
        self.numbers[parameter.name] = value
        self.used.append(Used(parameter.name, text, "plant", "override", parameter.typed))

    # inputs

    def _accepted(self) -> Iterable[tuple[Material, str, float]]:
        """The accepted materials with the unit they are counted in and how many of it one unit of them is."""
        asked = self.request.accepts
        own = {self._name(port.name) for port in (*self.model.outputs, *self.model.uses)}
        for name in asked or self.materials:
            material = self.materials.get(name)
            if material is None:
                continue  # the reader tells of names that are no material
            if not asked and (name in own or (self.request.candidates is not None
                                              and name not in self.request.candidates)):  # fmt: skip
                continue
            reason = self._refusal(material, bool(asked))
            if reason:
                if asked:
                    message = f"`{self.request.name}` cannot take `{name}`: {reason}."
                    self.findings.error("model-accepts", message, self.request.where,
                                        f"Give `{name}` what is missing, or leave it out.")  # fmt: skip
                continue
            per = self.model.accepts.per or material.unit
            yield material, per, _scale(material, per) or 1.0

    def _tell_no_input(self) -> None:
        """An error that names the materials which come closest."""
        candidates = self.request.candidates
        reasons = []
        for material in self.materials.values():
            if candidates is None or material.name in candidates:
                lacking = self._refusal(material, asked=True)
                missing = sum(not any(name in material.properties for name in need) for need in self.model.accepts.needs)
                reasons.append((missing, f"`{material.name}`: {lacking or self._refusal(material, asked=False)}"))
        near = "; ".join(reason for _, reason in sorted(reasons, key=lambda item: item[0])[:3])
        needs = ", ".join(" or ".join(need) for need in self.model.accepts.needs)
        message = f"`{self.request.name}` has no input: no material that can come to its site suits `{self.model.name}`."
        remedy = f"It needs {needs}." + (f" {near}." if near else " No material can come to its site.")
        self.findings.error("process-without-input", message, self.request.where, remedy)

    def _refusal(self, material: Material, asked: bool) -> str:
        for need in self.model.accepts.needs:
            if not any(name in material.properties for name in need):
                return f"it has no property `{' or '.join(need)}`"
        listed = {self._name(name) for name in self.model.accepts.materials} | set(self.model.accepts.materials)
        if listed and not asked and material.name not in listed and material.like not in listed:
            return f"the model takes {', '.join(self.model.accepts.materials)}"
        per = self.model.accepts.per
        if per and _scale(material, per) is None:
            return f"it is counted in {material.unit}, the model in {per}, and it has no density"
        return ""

    def _known(self, material: Material) -> dict[str, Value]:
        """Parameters and properties for one input; a parameter that stands for a property gives way to it."""
        known = {name: Value(prop.value, dimension_of(prop.unit)) for name, prop in material.properties.items()}
        for name, value in self.numbers.items():
            parameter = self.model.parameters[name]
            overridden = name in self.request.parameters
            if parameter.property and not overridden:
                prop = material.properties.get(parameter.property.format_map(_Words(self.words)))
                if prop is not None:
                    value = Value(prop.value, dimension_of(prop.unit))
            for key in (material.name, material.like or ""):
                if key in parameter.by and not overridden:
                    value = parameter.by[key]
                    break
            known[name] = value
        return known

    def _use_properties(self) -> dict[str, dict[str, Value]]:
        found: dict[str, dict[str, Value]] = {}
        for use in self.model.uses:
            material = self.materials.get(self._name(use.name))
            if material is not None:
                found[use.name] = {
                    name: Value(prop.value, dimension_of(prop.unit)) for name, prop in material.properties.items()
                }
        return found

    # results

    def _basis(self, balances: Sequence[InputBalance]) -> str | None:
        kind, name = self.model.capacity
        if kind == "input":
            units = {balance.per for balance in balances} or {self.model.accepts.per}
            if len(units) > 1:
                message = f"`{self.request.name}` takes materials counted in {' and '.join(sorted(units))}."
                self.findings.error("model-basis", message, self.request.where,
                                    "Restrict `accepts` to one unit, or count them in one.")  # fmt: skip
                return None
            return next(iter(units))
        for balance in balances:
            for port in balance.outputs if kind == "output" else balance.uses:
                if port.name == name:
                    return port.unit
        forms = self.model.outputs if kind == "output" else self.model.uses
        return next((form.unit for form in forms if form.name == name), "")

    def _assemble(self, balances: Sequence[InputBalance], basis: str) -> Evaluated:
        closures = [closure for balance in balances for closure in self._closures(balance)]
        self._add_property_use(balances)
        model = self.model
        return Evaluated(
            model=model.name,
            title=model.title,
            route=model.route,
            inputs=(*self._mix_inputs(balances), *self._needed_inputs(balances, basis)),
            outputs=tuple(self._outputs(balances)),
            rates=tuple(self._rates(balances, basis)),
            basis=basis,
            used=tuple(self.used),
            closures=tuple(closures),
            declared=self._declared(balances),
            costs=model_costs(model),
            lifetime=model.lifetime.value.number / 8760.0 if model.lifetime else None,
            mix_limits=tuple(self._mix_limits(balances)),
            where=model.where,
        )

    def _series(self, number: Any, unit: str) -> Series:
        values = np.asarray(number, dtype=np.float64)
        typed = f"{float(values):.6g} {unit}".rstrip() if values.ndim == 0 else f"model {self.model.name}"
        return Series(values, unit, typed, self.model.where)

    def _mix_inputs(self, balances: Sequence[InputBalance]) -> Iterable[Input]:
        kind, counted = self.model.capacity
        rows = {row.material: row for row in self.request.shares}
        for balance in balances:
            ports = balance.outputs if kind == "output" else balance.uses
            activity = 1.0 if kind == "input" else sum(port.amount for port in ports if port.name == counted)
            row = rows.get(balance.material.name, ShareRow(""))
            yield Input(
                balance.material.name,
                mix=True,
                activity=self._series(activity * balance.scale, ""),
                minimum_share=row.minimum,
                maximum_share=row.maximum,
                cost=row.cost,
                where=row.where or self.request.where,
            )

    def _needed_inputs(self, balances: Sequence[InputBalance], basis: str) -> Iterable[Input]:
        for form in self.model.uses:
            name = self._name(form.name)
            if form.per_activity:
                value = self._per_activity(form.amount.formula, form.unit, basis, form.amount.where)
                yield Input(name, mix=False, per_activity=value, where=self.request.where)
                continue
            per_input = {}
            for balance in balances:
                port = next(port for port in balance.uses if port.name == form.name)
                amount = port.amount * balance.scale * self._recount(port, name)
                per_input[balance.material.name] = self._series(amount, f"{port.unit}/{balance.material.unit}")
            yield Input(name, mix=False, per_input=per_input, where=self.request.where)

    def _per_activity(self, formula: Any, unit: str, basis: str, where: Where) -> Series:
        try:
            value = formula.evaluate(self.numbers)
        except FormulaError as error:
            self.findings.error(error.code, f"{self.model.name}: {error}", where, error.remedy)
            return self._series(0.0, "")
        wanted = unit_text(dimension_of(f"{unit}/{basis}")) if unit and basis else value.unit
        if value.unit != wanted:
            message = f"{self.model.name}: the formula gives {in_words(value.dimension)}, where `{wanted}` is wanted."
            self.findings.error("formula-dimension", message, where, "Check the units of its parameters.")
        return self._series(value.number, value.unit)

    def _outputs(self, balances: Sequence[InputBalance]) -> Iterable[Output]:
        for form in self.model.outputs:
            name = self._name(form.name)
            per_input = {}
            for balance in balances:
                port = next(port for port in balance.outputs if port.name == form.name)
                if np.any(np.asarray(port.amount) > 0):
                    amount = port.amount * balance.scale * (1.0 if form.is_loss else self._recount(port, name))
                    per_input[balance.material.name] = self._series(amount, f"{port.unit}/{balance.material.unit}")
            if per_input:
                yield Output(name, per_input=per_input, is_loss=form.is_loss, where=form.where)
        yield from self._lost_mass(balances)

    def _lost_mass(self, balances: Sequence[InputBalance]) -> Iterable[Output]:
        """What leaves as mass and is no output, as a stream of its own."""
        per_input = {}
        for balance in balances:
            mass = balance.balances["mass"]
            if mass.known and np.any(mass.loss > 1e-6 * np.maximum(mass.amount_in, 1e-12)):
                loss = np.maximum(mass.loss, 0.0) * balance.scale
                per_input[balance.material.name] = self._series(loss, f"t/{balance.material.unit}")
        if per_input:
            name = self.model.losses.get("mass", "losses")
            yield Output(name, per_input=per_input, is_loss=True, where=self.model.where)

    def _recount(self, port: Port, name: str) -> float:
        """How many units the plant counts a material in, for one of the model's unit."""
        material = self.materials.get(name)
        if material is None or material.unit == port.unit:
            return 1.0
        properties = port.numbers | {key: prop.value for key, prop in material.properties.items()}
        theirs, ours = mass_of(material.unit, properties), mass_of(port.unit, properties)
        if theirs and ours:
            return float(np.mean(ours / theirs))
        message = f"`{name}` is counted in {material.unit}; `{self.model.name}` counts it in {port.unit}."
        if not any(old.message == message for old in self.findings):
            remedy = f"Count it in {port.unit}, give it a density, or name another material in `names`."
            self.findings.error("model-unit", message, material.where or self.request.where, remedy)
        return 1.0

    def _rates(self, balances: Sequence[InputBalance], basis: str) -> Iterable[ProcessRate]:
        for balance in balances:
            sums: dict[tuple[str, str, int], Any] = {}
            for form, amount in balance.emissions:
                key = (form.effect, form.category, form.scope)
                sums[key] = sums.get(key, 0.0) + amount * balance.scale
            for (effect, category, scope), amount in sums.items():
                if np.any(np.asarray(amount) != 0):
                    name = balance.material.name
                    unit = f"t/{balance.material.unit}" if effect in (*IN_GAS, "landfilled") else ""
                    yield ProcessRate(effect, self._series(amount, unit), name, category, scope)
        for form in self.model.emissions:
            if form.per_activity and form.amount.formula:
                unit = "t" if form.effect in (*IN_GAS, "landfilled") else ""
                value = self._per_activity(form.amount.formula, unit, basis, form.where)
                yield ProcessRate(form.effect, value, None, form.category, form.scope)

    def _closures(self, balance: InputBalance) -> Iterable[Closure]:
        name = balance.material.name
        for title, found in balance.balances.items():
            amount_in = float(np.mean(found.amount_in))
            if not found.known or not np.any(np.asarray(found.amount_in) > 0):
                continue
            if found.is_gain:
                out = float(np.mean(found.amount_out + found.in_gases))
                message = (f"{self.model.name} makes {out:.6g} {UNITS[title]} of {title} from {amount_in:.6g} "
                           f"in one {balance.per} of `{name}`.")  # fmt: skip
                self.findings.error("closure-gain", message, self.model.where,
                                    f"Check the properties of `{name}` and the parameters of "
                                    f"`{self.request.name}`.")  # fmt: skip
            gases = float(np.mean(found.in_gases)) * balance.scale
            words = self.model.losses.get(title.replace(" ", "_"), self.model.losses.get(title, ""))
            detail = "; ".join(part for part in (f"{gases:.6g} in gases to the air" if gases else "", words) if part)
            yield Closure(
                title, name, amount_in * balance.scale, float(np.mean(found.amount_out)) * balance.scale + gases,
                float(np.mean(found.loss)) * balance.scale, f"{UNITS[title]}/{balance.material.unit}", detail,
            )  # fmt: skip

    def _declared(self, balances: Sequence[InputBalance]) -> dict[str, Material]:
        found = {}
        weights = _weights(balances, self.request.weights)
        for form in (*self.model.outputs, *self.model.uses):
            ports = []
            for balance, weight in zip(balances, weights, strict=True):
                ports += [(port, weight * balance.scale) for port in (*balance.outputs, *balance.uses)
                          if port.name == form.name]  # fmt: skip
            unit = ports[0][0].unit if ports else form.unit
            if unit:
                name = self._name(form.name)
                properties = _mean_properties(ports, self.model)
                dimension = parse_unit(unit).dimension
                found[name] = Material(name, unit, unit, dimension, properties, form.name, self.model.where)
        return found

    def _mix_limits(self, balances: Sequence[InputBalance]) -> Iterable[MixLimit]:
        for position, form in enumerate(self.model.mix):
            numbers = {b.material.name: float(np.mean(b.limits[position][0])) * b.scale for b in balances}
            bounds = [[b.limits[position][side] for b in balances] for side in (1, 2)]
            low, high = (float(np.mean(values[0])) if values and values[0] is not None else None for values in bounds)
            yield MixLimit(form.title, numbers, low, high)

    def _add_property_use(self, balances: Sequence[InputBalance]) -> None:
        """Lists the properties of inputs that formulas read, so that assumptions among them show."""
        read: set[str] = set()
        for amount in self.model.formulas():
            read |= amount.formula.names if amount.formula else set()
        read |= {parameter.property.format_map(_Words(self.words)) for parameter in self.model.parameters.values()}
        for balance in balances:
            for name, prop in balance.material.properties.items():
                if name in read and name not in self.model.parameters:
                    label = f"{name} of {balance.material.name}"
                    self.used.append(Used(label, prop.typed, prop.source, prop.standing))


class _Words(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return ""


_WEIGHED_BY = {
    "volatile_solids": ("dry_matter",),
    "ash": ("dry_matter",),
    "lower_heating_value_dry": ("dry_matter",),
    "methane_potential": ("dry_matter", "volatile_solids"),
}
"""Properties per mass of something else than the material: their mean is weighted by it."""


def _weights(balances: Sequence[InputBalance], weights: Mapping[str, float]) -> list[float]:
    found = [max(weights.get(balance.material.name, 0.0), 0.0) for balance in balances]
    return found if sum(found) > 0 else [1.0 / balance.scale for balance in balances]


def _mean_properties(ports: Sequence[tuple[Port, float]], model: Model) -> dict[str, Property]:
    """The properties of an output from the reference mix, weighted by what each input makes of it."""
    found = {}
    names = dict.fromkeys(name for port, _ in ports for name in port.properties)
    for name in names:
        total, weight = 0.0, 0.0
        for port, share in ports:
            if name in port.properties:
                part = share * float(np.mean(port.amount))
                for factor in _WEIGHED_BY.get(name, ()):
                    part *= float(np.mean(port.numbers.get(factor, 1.0)))
                total += part * float(np.mean(port.properties[name].number))
                weight += part
        if weight > 0:
            unit = next(port.properties[name].unit for port, _ in ports if name in port.properties)
            value = total / weight
            found[name] = Property(
                name, value, unit, f"{value:.6g} {unit}".rstrip(), f"model {model.name}", "derived", model.where
            )
    return found


def _scale(material: Material, per: str) -> float | None:
    """How many ``per`` one unit of a material is; None where that is not known."""
    if material.unit == per:
        return 1.0
    properties = {name: prop.value for name, prop in material.properties.items()}
    own, other = mass_of(material.unit, properties), mass_of(per, properties)
    return float(own / other) if own and other else None


def _source(parameter: Parameter) -> str:
    return parameter.source or parameter.note


def model_costs(model: Model) -> dict[str, Cost]:
    """A model's own costs by column, in the money of their sources."""
    found = {}
    for column, parameter in model.costs.items():
        unit = parameter.value.unit
        currency = next((word for word in unit.replace("/", ".").split(".") if len(word) == 3 and word.isupper()), "")
        found[column] = Cost(
            column, float(parameter.value.number), unit, currency, parameter.typed, parameter.year, _source(parameter),
            parameter.standing, parameter.where,
        )  # fmt: skip
    return found
