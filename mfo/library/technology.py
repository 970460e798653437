"""A technology as a file: what may stand in ``models/*.yaml``, and what it is once read.

One model a file, named as the file; a plant's own ``models/`` folder adds models or replaces the library's. The file is
a mapping with the model's name as its only key. Formulas are text (:mod:`mfo.library.formula`): numbers with units
(``10.2 kWh/t``, a space after the unit), the names of parameters, of ``values`` and of properties of the input,
``+ - * / **``, ``min``, ``max``, ``exp``. Every formula is evaluated with units for each accepted material.

=============  ========================================================================================================
key            meaning
=============  ========================================================================================================
``title``      what the technology is called (needed)
``kind``       ``process`` (blank), or ``transport``: a mode of links, whose formulas are per t.km and which accepts
               nothing, has no outputs and may have the parameter ``detour_factor``
``route``      ``reuse``, ``remanufacture``, ``recycling``, ``biogas``, ``compost``, ``energy recovery``, ``landfill``,
               another word, or blank
``group``      what it stands under in lists: one of ``GROUPS`` or another word; blank: its route, or ``transport``
``scope``      what lies inside the model's boundary and what does not (needed)
``validity``   when the figures hold and when they do not (needed)
``accepts``    which materials it takes: ``needs`` lists the properties a material must have (``a or b``: one of
               them); ``materials`` lists names (a plant's material counts under its own name, under ``like``, and under
               the name of the model output it is), blank: any; ``per`` is the unit that inputs are counted in, blank:
               each material's own. A material in m3 or Nm3 is counted in t by its ``density``
``parameters`` name: {``value``, ``range``: [low, high], ``source``, ``reference``, ``place`` (table, page or sheet),
               ``standing``, ``year``, ``region``, ``note``}. ``value`` carries its unit (``55 %``, ``30 kWh/t``).
               Instead of value, range and source:
               ``from: KEY``, a row of ``datasets/``. ``property: NAME``: an input that has this property uses it
               instead of the value. ``by: {paper: 0.4, glass: 0}``: another value for these materials.
               ``choices: [a, b]`` makes it a word; ``property: decay_rate_{climate}`` and
               ``from: manure.mcf.lagoon.{climate}`` put the word in: another property or row for each
``values``     name: formula, for intermediate results, in order
``outputs``    material: formula, or {``unit``, ``amount``, ``properties``, ``loss``}. ``amount`` is a formula per
               unit of input, or ``remainder of mass`` (once a model). ``properties`` describe it, as formulas that
               also know ``amount``, or ``remainder`` (what the input brings and nothing else takes away: dry_matter,
               carbon_biogenic, carbon_fossil, nitrogen). ``loss: yes``: a stream that is shown and goes nowhere.
               ``stage``: ``bale``, ``raw material`` or ``goods``, how far it is made, for what it may displace
``uses``       material: formula, or {``unit``, ``amount``, ``per``}: what is needed besides, per unit of input, or with
               ``per: activity`` per unit of what the capacity counts
``takes_in``   mass, energy, ...: formula: what enters from the air, the ground or a water body, for the closure
``emissions``  a list of {``effect``, ``amount``, ``category``, ``scope``, ``per``, ``within``,
               ``outside``}. ``effect`` is a gas
               (``fossil CO2``, ``biogenic CO2``, ``fossil CH4``, ``CH4``, ``N2O``), ``landfilled`` or an effect of the
               plant's own. ``amount: remainder`` of a CO2 is the carbon that leaves no other way. ``within`` names the
               loss that the gas is part of, so that it is not counted twice. ``outside: yes``: the gas comes from
               something that is no input of the model (diesel of machines), so the closure leaves it out
``losses``     quantity: words, for what the closure shows as lost (``mass: flue gas``)
``mix``        a list of {``title``, ``amount``, ``minimum``, ``maximum``}: a formula per unit of input whose mean over
               the mix must lie between the two formulas (``carbon_biogenic - 30 * nitrogen``, maximum 0). With
               ``advice``, a sentence on what to do, it is no limit: a plan that lies outside is told, with the sentence
``capacity``   what activity counts: ``input``, or ``output: electricity``, or ``use: NAME`` (needed)
``lifetime``   like a parameter
``costs``      ``capex``, ``fixed_cost``, ``variable_cost``: like a parameter, in the source's currency, with the year
               of that money in ``price_year``. Used only where a plant types ``model`` in the column of that name.
               ``size`` is the capacity that a capex was read for, ``exponent`` that of the whole cost over the size,
               ``sizes`` [low, high] where it holds: a plant of another size pays ``(its size / size) ** (exponent -
               1)`` times as much per capacity. ``none`` is a sentence why the model has no cost of its own
=============  ========================================================================================================

``standing`` is ``source read``, ``secondary source``, ``derived`` (worked out from rows that were read: ``note`` says
how), ``definition`` (physical constants), or ``unsourced``: an assumption, with a range, and shown as one. Figures that
depend on a source are parameters; formulas hold no numbers but those of stoichiometry.

Properties are of the material as received: ``dry_matter``, ``carbon_biogenic``, ``carbon_fossil``, ``nitrogen``,
``degradable_carbon`` are t per t of it; only ``volatile_solids`` is a share of dry matter and ``methane_potential`` is
per t of volatile solids. ``mfo.library.datasets.PROPERTIES`` has the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from ..errors import Where
from .formula import Formula, Value

_WORD = re.compile(r"\{(\w+)\}")

CLOSING = ("dry_matter", "carbon_biogenic", "carbon_fossil", "nitrogen")
"""Properties of an output that may be ``remainder``."""

GROUPS = (
    "as it is today",
    "collection",
    "prevention",
    "reuse",
    "remanufacture",
    "recycling",
    "biogas",
    "compost",
    "energy recovery",
    "energy",
    "water, soil and gases",
    "waste treatment",
    "landfill",
    "flare",
    "transport",
    "other",
)
"""The order of lists of models; other groups of a plant's own stand behind."""

OTHER = "other"
"""The group of a model that names neither a group nor a route."""

COSTS = ("capex", "fixed_cost", "variable_cost")


def in_groups(models: Iterable[TechnologyModel]) -> dict[str, list[TechnologyModel]]:
    """The models by group, in the order of :data:`GROUPS`, each group by name."""
    found: dict[str, list[TechnologyModel]] = {}
    for model in sorted(models, key=lambda each: each.name):
        found.setdefault(model.group, []).append(model)
    order = {name: position for position, name in enumerate(GROUPS)}
    return {name: found[name] for name in sorted(found, key=lambda name: (order.get(name, len(order)), name))}


def words_in(text: str) -> list[str]:
    """The names of the parameters with choices whose words a text holds: ``climate`` of ``lagoon.{climate}``."""
    return _WORD.findall(text)


def with_words(text: str, words: Mapping[str, str]) -> str:
    """A text with the words put in; blank for a name that has none."""
    return _WORD.sub(lambda match: words.get(match.group(1), ""), text)


@dataclass(frozen=True)
class Amount:
    """A formula at its line, or what remains (``formula`` None)."""

    formula: Formula | None
    where: Where

    @property
    def is_remainder(self) -> bool:
        """Whether the amount is what remains."""
        return self.formula is None


@dataclass(frozen=True)
class Parameter:
    """A number (or a word of ``choices``) that formulas use, with what stands behind it."""

    name: str
    value: Value
    typed: str
    low: float | None = None  # canonical
    high: float | None = None
    property: str = ""  # of the input, used instead of the value where the input has it
    by: Mapping[str, Value] = field(default_factory=dict)  # another value for these materials
    choices: tuple[str, ...] = ()
    source: str = ""
    reference: str = ""
    place: str = ""  # the table, page or sheet of the source
    standing: str = ""
    year: str = ""
    region: str = ""
    note: str = ""
    dataset: str = ""  # the key of the row it was taken from; words of choices stand in it as {name}
    rows: Mapping[str, Parameter] = field(default_factory=dict)  # by the key with words put in, where it holds any
    where: Where | None = None
    price_year: str = ""  # of a cost
    size: float = 0.0  # of a cost: the capacity it was read for, canonical; 0: of any
    exponent: float = 1.0  # of a cost: of the whole over the size
    sizes: tuple[float, float] | None = None  # of a cost: between which it holds, canonical

    def chosen(self, words: Mapping[str, str]) -> Parameter:
        """The parameter with the row that these words of choices choose; itself where its key holds none."""
        row = self.rows.get(with_words(self.dataset, words))
        return self if row is None else replace(row, by=self.by)


@dataclass(frozen=True)
class OutputForm:
    """An output: amount per unit of input, and what it is made of."""

    name: str
    unit: str  # as typed; blank: told by the formula
    amount: Amount
    properties: Mapping[str, Amount]
    is_loss: bool
    where: Where
    stage: str = ""  # how far it is made, a word of STAGES_OF_MAKING


@dataclass(frozen=True)
class UseForm:
    """Something needed besides the inputs."""

    name: str
    unit: str
    amount: Amount
    per_activity: bool
    properties: Mapping[str, Amount]
    where: Where


@dataclass(frozen=True)
class EmissionForm:
    """A gas or another effect that the process causes."""

    effect: str
    amount: Amount
    category: str
    scope: int
    per_activity: bool
    within: str  # the loss that the gas is part of
    outside: bool  # from something that is no input: left out of the closure
    where: Where


@dataclass(frozen=True)
class MixForm:
    """A bound on the mean over the mix of a number that each input has."""

    title: str
    amount: Amount
    minimum: Amount | None
    maximum: Amount | None
    advice: str = ""  # what to do outside of the bounds, where they are told and are no limit


@dataclass(frozen=True)
class Accepts:
    """Which materials a model takes."""

    needs: tuple[tuple[str, ...], ...] = ()  # each: one of these properties
    materials: tuple[str, ...] = ()  # blank: any
    per: str = ""  # canonical unit inputs are counted in; blank: each its own


@dataclass(frozen=True)
class TechnologyModel:
    """A model file as read: a process, or a mode of transport."""

    name: str
    kind: Literal["process", "transport"]
    title: str
    route: str
    group: str  # what it stands under in lists
    scope: str
    validity: str
    accepts: Accepts
    parameters: Mapping[str, Parameter]
    values: Mapping[str, Amount]
    outputs: tuple[OutputForm, ...]
    uses: tuple[UseForm, ...]
    takes_in: Mapping[str, Amount]
    emissions: tuple[EmissionForm, ...]
    losses: Mapping[str, str]
    mix: tuple[MixForm, ...]
    capacity: tuple[Literal["input", "output", "use"], str]
    lifetime: Parameter | None
    costs: Mapping[str, Parameter]
    where: Where
    no_costs: str = ""  # why it has none of its own

    @property
    def ports(self) -> tuple[OutputForm | UseForm, ...]:
        """Outputs, then what is used besides."""
        return (*self.outputs, *self.uses)

    def formulas(self) -> Iterable[Amount]:
        """Every formula of the file."""
        yield from self.values.values()
        yield from self.takes_in.values()
        for output in self.outputs:
            yield output.amount
            yield from output.properties.values()
        for use in self.uses:
            yield use.amount
            yield from use.properties.values()
        for emission in self.emissions:
            yield emission.amount
        for limit in self.mix:
            yield from (amount for amount in (limit.amount, limit.minimum, limit.maximum) if amount)
