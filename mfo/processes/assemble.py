"""From the balances of a process's inputs to what the plant needs: coefficients, rates, closures, made materials."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeGuard

import numpy as np

from ..errors import Findings, Problem, Where
from ..library.broadcast import Number, larger, mean, some
from ..library.formula import Formula, FormulaError, dimension_of, in_words, unit_text
from ..library.technology import TechnologyModel
from ..plant.model import Closure, Input, Material, Output, ProcessRate, Property, Series, Used
from ..units import parse_unit
from .balance import InputBalance, Port
from .closure import COUNTED_IN_MASS, IN_GAS, QUANTITIES, UNITS, content, held_in, mass_of
from .contract import Cost, Evaluated, MixLimit, ProcessRequest, ShareRow
from .intake import in_plant, plant_name
from .parameters import Settled, source_of

_LHV = "lower_heating_value"

DECLARED_TOLERANCE = 0.02
"""The relative gain over the mix that counts as rounding where the plant itself gives an output's properties."""


class Assembly:
    """Puts one process together. Problems go to ``findings``."""

    def __init__(
        self,
        request: ProcessRequest,
        model: TechnologyModel,
        materials: Mapping[str, Material],
        settled: Settled,
        balances: Sequence[InputBalance],
        findings: Findings,
    ) -> None:
        """Keep what :meth:`evaluated` needs."""
        self.request, self.model, self.materials = request, model, materials
        self.settled, self.balances, self.findings = settled, balances, findings
        self.weights = _weights(balances, request.weights)
        self.basis = self._basis()
        self._means: dict[str, Mapping[str, Property]] = {}

    def evaluated(self) -> Evaluated:
        """Everything about the process, in the plant's names."""
        self._add_property_use()
        self._check_shares()
        self._check_declared()
        model = self.model
        return Evaluated(
            model=model.name,
            title=model.title,
            route=model.route,
            inputs=(*self._mix_inputs(), *self._needed_inputs()),
            outputs=(*self._outputs(), *self._lost_mass()),
            rates=tuple(self._rates()),
            basis=self.basis,
            used=tuple(self.settled.used),
            closures=tuple(closure for balance in self.balances for closure in self._closures(balance)),
            declared=self._declared(),
            costs=model_costs(model),
            lifetime=mean(model.lifetime.value.number) / 8760.0 if model.lifetime else None,
            mix_limits=tuple(self._mix_limits()),
            where=model.where,
        )

    def _name(self, port: str) -> str:
        return plant_name(self.request, port)

    def _basis(self) -> str:
        kind, name = self.model.capacity
        if kind == "input":
            units = {balance.per for balance in self.balances} or {self.model.accepts.per}
            if len(units) > 1:
                message = f"`{self.request.name}` takes materials counted in {' and '.join(sorted(units))}."
                self.findings.error(
                    "model-basis", message, self.request.where, "Restrict `accepts` to one unit, or count them in one."
                )
            return next(iter(units))
        for balance in self.balances:
            for port in balance.outputs if kind == "output" else balance.uses:
                if port.name == name:
                    return port.unit
        forms = self.model.outputs if kind == "output" else self.model.uses
        return next((form.unit for form in forms if form.name == name), "")

    def _series(self, number: Number, unit: str) -> Series:
        values = np.asarray(number, dtype=np.float64)
        typed = f"{float(values):.6g} {unit}".rstrip() if values.ndim == 0 else f"model {self.model.name}"
        return Series(values, unit, typed, self.model.where)

    def _mix_inputs(self) -> Iterator[Input]:
        kind, counted = self.model.capacity
        rows = {row.material: row for row in self.request.shares}
        for balance in self.balances:
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

    def _needed_inputs(self) -> Iterator[Input]:
        for form in self.model.uses:
            name = self._name(form.name)
            if form.per_activity and form.amount.formula is not None:
                value = self._per_activity(form.amount.formula, form.unit, form.amount.where)
                yield Input(name, mix=False, per_activity=value, where=self.request.where)
                continue
            per_input = {}
            for balance in self.balances:
                port = next(port for port in balance.uses if port.name == form.name)
                amount = port.amount * balance.scale * self._recount(port, name)
                per_input[balance.material.name] = self._series(amount, f"{port.unit}/{balance.material.unit}")
            yield Input(name, mix=False, per_input=per_input, where=self.request.where)

    def _per_activity(self, formula: Formula, unit: str, where: Where) -> Series:
        try:
            value = formula.evaluate(self.settled.numbers)
        except FormulaError as error:
            self.findings.error(error.code, f"{self.model.name}: {error}", where, error.remedy)
            return self._series(0.0, "")
        wanted = unit_text(dimension_of(f"{unit}/{self.basis}")) if unit and self.basis else value.unit
        if value.unit != wanted:
            message = f"{self.model.name}: the formula gives {in_words(value.dimension)}, where `{wanted}` is wanted."
            self.findings.error("formula-dimension", message, where, "Check the units of its parameters.")
        return self._series(value.number, value.unit)

    def _outputs(self) -> Iterator[Output]:
        for form in self.model.outputs:
            name = self._name(form.name)
            per_input = {}
            for balance in self.balances:
                port = next(port for port in balance.outputs if port.name == form.name)
                if some(port.amount > 0):
                    made = port.amount * self._at_mean_energy(port)
                    if form.amount.is_remainder:
                        made = made + self._mass_of_gases(balance)
                    amount = made * balance.scale * (1.0 if form.is_loss else self._recount(port, name))
                    per_input[balance.material.name] = self._series(amount, f"{port.unit}/{balance.material.unit}")
            if per_input:
                yield Output(name, per_input=per_input, is_loss=form.is_loss, where=form.where, stage=form.stage)

    def _at_mean_energy(self, port: Port) -> Number:
        """A gas is told at the heating value of the mean of the mix, in such a volume that its own energy is kept."""
        own = port.numbers.get(_LHV)
        if port.unit != "Nm3" or own is None or not some(own > 0):
            return 1.0
        return own / self._mean_of(port.name)[_LHV].value

    def _mean_of(self, name: str) -> Mapping[str, Property]:
        """The properties of an output over the reference mix."""
        if name not in self._means:
            made = [
                (port, weight * balance.scale)
                for balance, weight in zip(self.balances, self.weights, strict=True)
                for port in balance.outputs
                if port.name == name
            ]
            self._means[name] = _mean_properties(made, self.model)
        return self._means[name]

    def _mass_of_gases(self, balance: InputBalance) -> Number:
        """By how much the gases of one input are lighter at the mean density than at their own: the rest takes it."""
        total: Number = 0.0
        for port in balance.outputs:
            scale, own = self._at_mean_energy(port), port.numbers.get("density")
            if port.unit == "Nm3" and own is not None:
                total = total + port.amount * (own - scale * self._mean_of(port.name)["density"].value)
        return total

    def _lost_mass(self) -> Iterator[Output]:
        """What leaves as mass and is no output, as a stream of its own."""
        per_input = {}
        for balance in self.balances:
            mass = balance.balances["mass"]
            if mass.known and some(mass.loss > 1e-6 * larger(mass.amount_in, 1e-12)):
                loss = larger(mass.loss, 0.0) * balance.scale
                per_input[balance.material.name] = self._series(loss, f"t/{balance.material.unit}")
        if per_input:
            name = self.model.losses.get("mass", "losses")
            yield Output(name, per_input=per_input, is_loss=True, where=self.model.where)

    def _recount(self, port: Port, name: str) -> Number:
        """How many units the plant counts a material in, for one of the model's unit."""
        material = self.materials.get(name)
        if material is None or material.unit == port.unit:
            return 1.0
        properties = port.numbers | {key: prop.value for key, prop in material.properties.items()}
        theirs, ours = mass_of(material.unit, properties), mass_of(port.unit, properties)
        if "MWh" in (material.unit, port.unit) and not (_known(theirs) and _known(ours)):  # a fuel counted by its heat
            theirs, ours = (content("energy", unit, properties) for unit in (material.unit, port.unit))
        if _known(theirs) and _known(ours):
            return ours / theirs
        message = f"`{name}` is counted in {material.unit}; `{self.model.name}` counts it in {port.unit}."
        if not any(old.message == message for old in self.findings):
            remedy = f"Count it in {port.unit}, give it a density, or name another material in `names`."
            self.findings.error("model-unit", message, material.where or self.request.where, remedy)
        return 1.0

    def _rates(self) -> Iterator[ProcessRate]:
        for balance in self.balances:
            sums: dict[tuple[str, str, int], Number] = {}
            for form, amount in balance.emissions:
                key = (form.effect, form.category, form.scope)
                sums[key] = sums.get(key, 0.0) + amount * balance.scale
            for (effect, category, scope), amount in sums.items():
                if some(amount != 0):
                    name = balance.material.name
                    unit = f"t/{balance.material.unit}" if effect in COUNTED_IN_MASS else ""
                    yield ProcessRate(effect, self._series(amount, unit), name, category, scope)
        for form in self.model.emissions:
            if form.per_activity and form.amount.formula:
                unit = "t" if form.effect in COUNTED_IN_MASS else ""
                value = self._per_activity(form.amount.formula, unit, form.where)
                yield ProcessRate(form.effect, value, None, form.category, form.scope)

    def _closures(self, balance: InputBalance) -> Iterator[Closure]:
        name = balance.material.name
        for title, found in balance.balances.items():
            amount_in = mean(found.amount_in)
            if not found.known or not some(found.amount_in > 0):
                continue
            if found.is_gain:
                out = mean(found.amount_out + found.in_gases)
                message = (
                    f"{self.model.name} makes {out:.6g} {UNITS[title]} of {title} from {amount_in:.6g} "
                    f"in one {balance.per} of `{name}`."
                )
                problem = Problem(
                    "closure-gain",
                    message,
                    self._largest(balance, title),
                    f"Check the properties of `{name}` and the parameters of `{self.request.name}`.",
                )
                self.findings.extend([in_plant(problem, balance.material, self.request.where)])
            gases = mean(found.in_gases) * balance.scale
            words = self.model.losses.get(title.replace(" ", "_"), self.model.losses.get(title, ""))
            detail = "; ".join(part for part in (f"{gases:.6g} in gases to the air" if gases else "", words) if part)
            yield Closure(
                title,
                name,
                amount_in * balance.scale,
                mean(found.amount_out) * balance.scale + gases,
                mean(found.loss) * balance.scale,
                f"{UNITS[title]}/{balance.material.unit}",
                detail,
                gases + self._in_losses(balance, title) * balance.scale,
            )

    def _in_losses(self, balance: InputBalance, quantity: str) -> float:
        """What the outputs that go nowhere hold of a quantity, per unit of the input as the model counts it."""
        losses = {form.name for form in self.model.outputs if form.is_loss}
        ports = [port for port in balance.outputs if port.name in losses]
        return sum(mean(port.amount * _held(quantity, port)) for port in ports)

    def _largest(self, balance: InputBalance, quantity: str) -> Where:
        """The line of the output or gas that carries most of a quantity away."""
        held = [(mean(port.amount * _held(quantity, port)), port.where) for port in balance.outputs]
        for form, amount in balance.emissions:
            carried, share = IN_GAS.get(form.effect, ("", 0.0))
            if carried == quantity and not form.within and not form.outside:
                held.append((mean(amount * share), form.where))
        return max(held, key=lambda each: each[0], default=(0.0, None))[1] or self.model.where

    def _declared(self) -> dict[str, Material]:
        found = {}
        for form in self.model.ports:
            ports = []
            for balance, weight in zip(self.balances, self.weights, strict=True):
                ports += [
                    (port, weight * balance.scale)
                    for port in (*balance.outputs, *balance.uses)
                    if port.name == form.name
                ]
            unit = ports[0][0].unit if ports else form.unit
            if unit:
                name = self._name(form.name)
                properties = _mean_properties(ports, self.model)
                dimension = parse_unit(unit).dimension
                found[name] = Material(name, unit, unit, dimension, properties, form.name, self.model.where, True)
        return found

    def _mix_limits(self) -> Iterator[MixLimit]:
        for position, form in enumerate(self.model.mix):
            numbers = {b.material.name: mean(b.limits[position][0]) * b.scale for b in self.balances}
            bounds = [[b.limits[position][side] for b in self.balances] for side in (1, 2)]
            low, high = (mean(values[0]) if values and values[0] is not None else None for values in bounds)
            yield MixLimit(form.title, numbers, low, high, form.advice)

    def _add_property_use(self) -> None:
        """Lists the properties of inputs that formulas read, so that assumptions among them show."""
        self.settled.used[:] = self.settled.used_for([balance.material for balance in self.balances])
        read: set[str] = set()
        for amount in self.model.formulas():
            read |= amount.formula.names if amount.formula else set()
        read |= {self.settled.property_of(parameter) for parameter in self.model.parameters.values()}
        for balance in self.balances:
            for name, prop in balance.material.properties.items():
                if name in read and name not in self.model.parameters:
                    label = f"{name} of {balance.material.name}"
                    self.settled.used.append(Used(label, prop.typed, prop.source, prop.standing))

    def _check_shares(self) -> None:
        taken = {balance.material.name for balance in self.balances}
        for row in self.request.shares:
            if row.material not in taken:
                known = ", ".join(f"`{name}`" for name in sorted(taken)) or "nothing"
                message = f"`{self.request.name}` does not take `{row.material}`: it takes {known}."
                remedy = "Give the material what the model needs, or drop the row."
                self.findings.error("share-material", message, row.where or self.request.where, remedy)

    def _check_declared(self) -> None:
        """An error where outputs with the plant's own properties hold more than the mix brings in."""
        own = {form.name: self._declared_by_plant(form.name) for form in self.model.outputs if not form.is_loss}
        if not any(own.values()):
            return
        for quantity in QUANTITIES:
            brought, made, held_in_all = 0.0, 0.0, 0.0
            for balance, weight in zip(self.balances, self.weights, strict=True):
                found = balance.balances[quantity]
                if not found.known:
                    break
                brought += weight * balance.scale * mean(found.amount_in)
                made += weight * balance.scale * mean(found.in_gases)
                for port in balance.outputs:
                    held = held_in(quantity, port.unit, port.numbers | own.get(port.name, {}))
                    held_in_all += weight * balance.scale * mean(port.amount * held)
            else:  # gases may hold more than goes in, from the air; outputs that hold nothing have no part in it
                made += held_in_all
                if held_in_all > 0 and made > brought * (1 + DECLARED_TOLERANCE) + 1e-9:
                    self._tell_declared(quantity, made / brought if brought else np.inf, own)

    def _declared_by_plant(self, port: str) -> dict[str, float]:
        material = self.materials.get(self._name(port))
        form = next(form for form in self.model.outputs if form.name == port)
        if material is None or (form.unit and material.unit != form.unit):
            return {}
        return {p.name: p.value for p in material.properties.values() if not p.source.startswith("model ")}

    def _tell_declared(self, quantity: str, ratio: float, own: Mapping[str, Mapping[str, float]]) -> None:
        names = " and ".join(f"`{self._name(port)}`" for port, properties in own.items() if properties)
        what = f"With the properties given for {names}, `{self.request.name}`"
        message = f"{what} makes {ratio:.4g} times the {quantity} that goes in."
        remedy = f"Leave the properties of {names} out: the model works them out."
        self.findings.error("closure-gain", message, self.request.where, remedy)


_WEIGHED_BY = {
    "volatile_solids": ("dry_matter",),
    "ash": ("dry_matter",),
    "lower_heating_value_dry": ("dry_matter",),
    "methane_potential": ("dry_matter", "volatile_solids"),
}
"""Properties per mass of something else than the material: their mean is weighted by it."""

_OF_THE_MASS = ("dry_matter", "carbon_biogenic", "carbon_fossil", "nitrogen")
"""Shares of the mass: of what is counted by volume, their mean is weighted by its density."""


def _weights(balances: Sequence[InputBalance], weights: Mapping[str, float]) -> list[float]:
    found = [max(weights.get(balance.material.name, 0.0), 0.0) for balance in balances]
    return found if sum(found) > 0 else [1.0 / balance.scale for balance in balances]


def _held(quantity: str, port: Port) -> Number:
    """What a unit of an output holds of a quantity; nothing where it is not known."""
    return held_in(quantity, port.unit, port.numbers)


def _known(number: Number | None) -> TypeGuard[Number]:
    """Whether a mass or an energy is known and not zero."""
    return number is not None and some(number > 0)


def _mean_properties(ports: Sequence[tuple[Port, float]], model: TechnologyModel) -> dict[str, Property]:
    """The properties of an output from the reference mix, weighted by what each input makes of it."""
    found = {}
    names = dict.fromkeys(name for port, _ in ports for name in port.properties)
    for name in names:
        total, weight = 0.0, 0.0
        for port, share in ports:
            if name in port.properties:
                part = share * port.amount
                by_mass = port.unit == "Nm3" and name in _OF_THE_MASS
                for factor in ("density",) if by_mass else _WEIGHED_BY.get(name, ()):
                    part = part * port.numbers.get(factor, 1.0)
                total += mean(part * port.properties[name].number)
                weight += mean(part)
        if weight > 0:
            unit = next(port.properties[name].unit for port, _ in ports if name in port.properties)
            value = total / weight
            found[name] = Property(
                name, value, unit, f"{value:.6g} {unit}".rstrip(), f"model {model.name}", "derived", model.where
            )
    return found


def model_costs(model: TechnologyModel) -> dict[str, Cost]:
    """A model's own costs by column, in the money of their sources."""
    found = {}
    for column, parameter in model.costs.items():
        unit = parameter.value.unit
        words = unit.replace("/", ".").split(".")
        currency = next((word for word in words if len(word) == 3 and word.isupper()), "")
        found[column] = Cost(
            column,
            float(parameter.value.number),
            unit,
            currency,
            parameter.typed,
            parameter.price_year,
            source_of(parameter),
            parameter.standing,
            parameter.where,
            parameter.size,
            parameter.exponent,
            parameter.sizes,
        )
    return found
