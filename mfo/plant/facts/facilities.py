"""What stands at a site: processes with what goes in and comes out, and stores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...errors import Where
from .causes import Emission, Used
from .city_facts import NO_CONTROL, Control
from .series import Series
from .sizing import Sizing


@dataclass(frozen=True)
class LoadCurve:
    """What a unit of activity takes, gives or costs at some loads. Between two points totals run straight, and below
    the first one the amount per unit is that of the first."""

    loads: tuple[float, ...]  # [basis/h], rising; the last is the capacity or above it
    amounts: tuple[float, ...]  # per unit of activity
    where: Where | None = None


@dataclass(frozen=True)
class Input:
    """What a process draws. ``mix``: one of a free mix; otherwise needed in fixed proportion."""

    material: str
    mix: bool
    activity: Series | None = None  # mix only: activity per unit of this input
    per_activity: Series | None = None  # needed only: amount per unit of activity
    per_input: Mapping[str, Series] = field(default_factory=dict)  # needed only: amount per unit of a mix input
    minimum_share: Series | None = None  # of the mix
    maximum_share: Series | None = None
    cost: Series | None = None  # [money/material]
    where: Where | None = None
    by_load: LoadCurve | None = None  # needed only: then ``per_activity`` is its least amount
    uncertainty: Mapping[str, float] = field(
        default_factory=dict
    )  # share of the amount, by what it is per; "": activity


@dataclass(frozen=True)
class Output:
    """What a process makes: per unit of activity, and per unit of each input."""

    material: str
    per_activity: Series | None = None
    per_input: Mapping[str, Series] = field(default_factory=dict)
    cost: Series | None = None
    is_loss: bool = False  # shown as a stream of its own, goes nowhere (vapour, dissolved carbon)
    where: Where | None = None
    stage: str = ""  # how far it is made, a word of mfo.library.datasets.STAGES_OF_MAKING
    uncertainty: Mapping[str, float] = field(default_factory=dict)  # as of an input
    by_load: LoadCurve | None = None  # then ``per_activity`` is its largest amount


@dataclass(frozen=True)
class ProcessRate:
    """A direct effect of a process: per unit of activity, or per unit of an input or output named in ``per``."""

    effect: str
    value: Series
    per: str | None = None  # a material; None: activity
    category: str = ""
    scope: int | None = 1


@dataclass(frozen=True)
class Closure:
    """What goes in and comes out of a process per unit of one input, in one quantity."""

    quantity: str  # "mass", "dry matter", "carbon", "fossil carbon", "nitrogen", "energy"
    material: str  # the input
    amount_in: float
    amount_out: float
    loss: float  # in - out - emissions; positive: shown as its own stream; negative beyond tolerance: an error
    unit: str
    detail: str = ""
    aside: float = 0.0  # the part of amount_out that is in gases and in outputs that go nowhere


@dataclass(frozen=True)
class Process(Sizing):
    """An installed or possible facility, with its coefficients evaluated."""

    name: str
    site: str
    model: str  # a model's name, or "recipe"
    route: str  # one of ROUTES, another, or ""
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rates: tuple[ProcessRate, ...] = ()
    basis: str = ""  # canonical unit of activity: "t", "Nm3", "MWh"
    typed_basis: str = ""
    capacity: Series | None = None  # [basis/h]; with capex the most that can be in place
    availability: Series | None = None
    minimum_load: Series | None = None  # share of capacity when on
    ramp: Series | None = None  # largest change of load per hour, share of capacity
    start_cost: Series | None = None  # [money] per start
    use_cost: Series | None = None  # [money] per slot in which it runs
    minimum_up: float | None = None  # [h] how long it runs at least once it has started
    minimum_down: float | None = None  # [h] how long it stands still at least once it has stopped
    initial_load: float | None = None  # [basis/h] before the first slot; None: as at the end of the year
    fixed_cost: Series | None = None  # [money/h], for the whole process
    variable_cost: Series | None = None  # [money/basis]
    cost_by_load: LoadCurve | None = None  # [money/basis]
    closable: bool = False
    used: tuple[Used, ...] = ()
    closures: tuple[Closure, ...] = ()
    where: Where | None = None
    owner: str = ""  # blank: the site's
    control: Control = NO_CONTROL


@dataclass(frozen=True)
class CoefficientChange:
    """By how much a coefficient of a process changes: of an input (``in``), an output (``out``) or a rate."""

    process: str
    role: str  # "in", "out", or "rate"
    material: str  # of a rate: its position among the process's
    kind: str  # "activity", "per_activity", "per_input", or "value" of a rate
    per: str  # an input; blank: none
    change: Series


@dataclass(frozen=True)
class ParameterRange:
    """A parameter of a process's model with a range, and what one standard deviation more of it changes."""

    process: str
    parameter: str
    value: float  # canonical
    deviation: float  # canonical: that of the triangular distribution over the range
    unit: str
    typed: str  # the value as typed
    changes: tuple[CoefficientChange, ...]
    where: Where | None = None


@dataclass(frozen=True)
class Store(Sizing):
    """A stock of one material, or of several that share its capacity."""

    name: str
    site: str
    materials: tuple[str, ...]
    capacity: Series | None  # [material]
    start: float | None = None
    end: float | None = None
    carry: bool = False
    loss: Series | None = None  # share per hour
    cost: Series | None = None  # [money/material/h]
    maximum_stay: float | None = None  # hours
    emissions: tuple[Emission, ...] = ()
    where: Where | None = None
    across_days: bool = False  # hands its stock from one typical day to the next
    loss_is_outlet: bool = False  # what is lost is meant to end there
    charge_efficiency: Series | None = None  # share of a charge that arrives in the store
    discharge_efficiency: Series | None = None  # share of what is taken from the store that comes out
    maximum_charge: Series | None = None  # [material/h], or [1/h]: of the capacity
    maximum_discharge: Series | None = None
    end_value: float | None = None  # [money/material] of the stock at the end
    fixed_cost: Series | None = None  # [money/h], for the whole; with capex once something is in place
