"""One model, one input: amounts, what outputs are made of, gases and closure, all per unit of that input."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn

from ..errors import Findings, Where
from ..library.broadcast import Number, larger, some
from ..library.formula import Dimension, FormulaError, UnknownNameError, Value, dimension_of, in_words, unit_text
from ..library.technology import Amount, EmissionForm, OutputForm, TechnologyModel, UseForm
from ..plant.model import Material
from .closure import COUNTED_IN_MASS, IN_GAS, QUANTITIES, QUANTITY_OF, TOLERANCE, Balance, content, held_in, mass_of

_TINY = 1e-12


@dataclass
class Port:
    """An output or a use with numbers: ``amount`` per unit of the input, contents per unit of itself."""

    name: str
    unit: str  # canonical
    amount: Number
    properties: dict[str, Value] = field(default_factory=dict)
    is_loss: bool = False
    where: Where | None = None

    @property
    def numbers(self) -> dict[str, Number]:
        """The properties without their units."""
        return {name: value.number for name, value in self.properties.items()}


@dataclass
class InputBalance:
    """A model evaluated for one input: amounts are per ``per`` of it, ``scale`` of which are one unit of it."""

    material: Material
    per: str
    scale: float
    outputs: list[Port] = field(default_factory=list)
    uses: list[Port] = field(default_factory=list)
    emissions: list[tuple[EmissionForm, Number]] = field(default_factory=list)
    balances: dict[str, Balance] = field(default_factory=dict)
    limits: list[tuple[Number, Number | None, Number | None]] = field(
        default_factory=list
    )  # of the mix: number, minimum, maximum


class Failed(Exception):  # noqa: N818 - not an error of the user's, a way out of one evaluation
    """The model cannot be evaluated for this input; the findings say why."""


class Evaluation:
    """Evaluates a model's formulas for one input. ``known`` holds parameters and properties."""

    def __init__(
        self,
        model: TechnologyModel,
        material: Material,
        per: str,
        scale: float,
        known: Mapping[str, Value],
        use_properties: Mapping[str, Mapping[str, Value]],
        findings: Findings,
    ) -> None:
        self.model, self.material, self.findings = model, material, findings
        self.per = dimension_of(per)
        self.known = dict(known)
        self.use_properties = use_properties
        self.result = InputBalance(material, per, scale)

    def run(self) -> InputBalance:
        """The balance of this input. Raises :class:`Failed` where a formula cannot be evaluated."""
        for name, amount in self.model.values.items():
            value = self._optional(amount)
            if value is not None:
                self.known[name] = value
        for use in self.model.uses:
            if not use.per_activity:
                self._use(use)
        self._sum_inputs()
        for output in self.model.outputs:
            if not output.amount.is_remainder:
                self._output(output)
        for output in self.model.outputs:
            if output.amount.is_remainder:
                self._rest_of_mass(output)
        self._order_outputs()
        for emission in self.model.emissions:
            if not emission.amount.is_remainder and not emission.per_activity:
                self._emission(emission)
        self._rest_of_contents()
        self._rest_of_gases()
        self._limits()
        return self.result

    # what goes in

    def _sum_inputs(self) -> None:
        properties = {name: prop.value for name, prop in self.material.properties.items()}
        for quantity in QUANTITIES:
            held = content(quantity, self.material.unit, properties)
            if held is None and quantity.endswith("carbon"):
                other = "carbon_fossil" if quantity == "biogenic carbon" else "carbon_biogenic"
                held = 0.0 if other in properties else None
            balance = Balance(quantity, known=held is not None)
            balance.amount_in = (0.0 if held is None else held) / self.result.scale
            for use in self.result.uses:
                balance.amount_in = balance.amount_in + use.amount * held_in(quantity, use.unit, use.numbers)
            taken = self.model.takes_in.get(quantity.replace(" ", "_"))
            if taken is not None:
                unit = "MWh" if quantity == "energy" else "t"
                balance.amount_in = balance.amount_in + self._needed(taken, dimension_of(unit)).number
            self.result.balances[quantity] = balance

    def _use(self, form: UseForm) -> None:
        amount = self._needed(form.amount, dimension_of(form.unit) if form.unit else None)
        unit = form.unit or unit_text(_times(amount.dimension, self.per))
        properties = {name: value for name, made in form.properties.items() if (value := self._optional(made))}
        properties.update(self.use_properties.get(form.name, {}))
        self.result.uses.append(Port(form.name, unit, amount.number, properties, where=form.where))

    # what comes out

    def _output(self, form: OutputForm) -> None:
        amount = self._needed(form.amount, dimension_of(form.unit) if form.unit else None)
        unit = form.unit or unit_text(_times(amount.dimension, self.per))
        self._add_output(form, unit, amount)

    def _rest_of_mass(self, form: OutputForm) -> None:
        balance = self.result.balances["mass"]
        if not balance.known:
            self._fail(
                form.amount,
                f"the mass of one {self.material.unit} of `{self.material.name}` is not known",
                "Give it the property `density` or `item_mass`.",
            )
        left = self._not_negative(balance.loss, balance.amount_in, form.amount, "mass")
        self._add_output(form, "t", Value(left, _over(dimension_of("t"), self.per)))

    def _add_output(self, form: OutputForm, unit: str, amount: Value) -> None:
        port = Port(form.name, unit, amount.number, {}, form.is_loss, form.where)
        self.result.outputs.append(port)
        before = self.known.get("amount")
        self.known["amount"] = amount
        for name, made in form.properties.items():
            if not made.is_remainder and some(amount.number > _TINY):
                value = self._optional(made)
                if value is not None:
                    port.properties[name] = value
        if before is None:
            del self.known["amount"]
        else:
            self.known["amount"] = before
        for quantity, balance in self.result.balances.items():
            held = content(quantity, unit, port.numbers)
            if held is not None:
                balance.amount_out = balance.amount_out + port.amount * held
            elif quantity == "mass":
                balance.known = False

    def _order_outputs(self) -> None:
        order = {form.name: position for position, form in enumerate(self.model.outputs)}
        self.result.outputs.sort(key=lambda port: order[port.name])

    def _emission(self, form: EmissionForm) -> None:
        unit = "t" if form.effect in COUNTED_IN_MASS else ""
        amount = self._needed(form.amount, dimension_of(unit) if unit else None).number
        self.result.emissions.append((form, amount))
        if form.effect in IN_GAS and not form.within and not form.outside:
            quantity, share = IN_GAS[form.effect]
            balance = self.result.balances[quantity]
            balance.in_gases = balance.in_gases + amount * share

    def _rest_of_contents(self) -> None:
        for form in self.model.outputs:
            port = next(port for port in self.result.outputs if port.name == form.name)
            for name, made in form.properties.items():
                balance = self.result.balances[QUANTITY_OF[name]] if made.is_remainder else None
                mass = mass_of(port.unit, port.numbers)
                if balance is None or not balance.known or mass is None or some(port.amount * mass <= _TINY):
                    continue
                left = self._not_negative(balance.loss, balance.amount_in, made, balance.quantity)
                port.properties[name] = Value(left / (port.amount * mass))
                balance.amount_out = balance.amount_out + left

    def _rest_of_gases(self) -> None:
        for form in self.model.emissions:
            if not form.amount.is_remainder:
                continue
            quantity, share = IN_GAS[form.effect]
            balance = self.result.balances[quantity]
            left = self._not_negative(balance.loss, balance.amount_in, form.amount, quantity) if balance.known else 0.0
            self.result.emissions.append((form, left / share))
            balance.in_gases = balance.in_gases + left

    def _limits(self) -> None:
        for form in self.model.mix:
            number = self._needed(form.amount, None).number
            bounds = [self._needed(made, None).number if made else None for made in (form.minimum, form.maximum)]
            self.result.limits.append((number, bounds[0], bounds[1]))

    # formulas

    def _needed(self, amount: Amount, unit: Dimension | None) -> Value:
        """The value of a formula, per unit of the input where ``unit`` says what it must come out in."""
        try:
            value = amount.formula.evaluate(self.known) if amount.formula else Value(0.0)
        except UnknownNameError as error:
            self._fail(
                amount,
                f"`{self.material.name}` has no property `{error.name}`",
                f"Give it one, keep it out with `accepts`, or list `{error.name}` under the model's `needs`.",
            )
        except FormulaError as error:
            self._fail(amount, f"for `{self.material.name}`: {error}", error.remedy, error.code)
        if (
            unit is not None
            and value.dimension != _over(unit, self.per)
            and (value.dimension or some(value.number != 0))
        ):
            wanted, found = in_words(_over(unit, self.per)), in_words(value.dimension)
            self._fail(
                amount,
                f"the formula gives {found} for `{self.material.name}`, where {wanted} is wanted",
                "Check the units of its parameters.",
                "formula-dimension",
            )
        if unit is not None and some(value.number < -_TINY):
            self._fail(
                amount,
                f"the formula gives a negative amount for `{self.material.name}`",
                "Check the parameters and the properties.",
                "formula-negative",
            )
        return value

    def _optional(self, amount: Amount) -> Value | None:
        """The value of a formula; None where it needs a property that the input does not have."""
        try:
            return amount.formula.evaluate(self.known) if amount.formula else None
        except UnknownNameError:
            return None
        except FormulaError as error:
            self._fail(amount, f"for `{self.material.name}`: {error}", error.remedy, error.code)

    def _not_negative(self, left: Number, whole: Number, amount: Amount, quantity: str) -> Number:
        if some(left < -TOLERANCE * larger(whole, 1e-9)):
            self._fail(
                amount,
                f"more {quantity} comes out than `{self.material.name}` brings in: nothing remains",
                "Check the formulas of the other outputs and the properties of the input.",
                "closure-gain",
            )
        return larger(left, 0.0)

    def _fail(self, amount: Amount, message: str, remedy: str, code: str = "formula-name") -> NoReturn:
        text = f" ({amount.formula.text})" if amount.formula else ""
        message = f"{self.model.name}: {message}{text}."
        if not any(old.message == message and old.where == amount.where for old in self.findings):
            self.findings.error(code, message, amount.where, remedy)
        raise Failed


def _times(left: Dimension, right: Dimension) -> Dimension:
    powers = dict(left)
    for atom, power in right:
        powers[atom] = powers.get(atom, 0) + power
    return tuple(sorted((atom, power) for atom, power in powers.items() if power))


def _over(left: Dimension, right: Dimension) -> Dimension:
    return _times(left, tuple((atom, -power) for atom, power in right))
