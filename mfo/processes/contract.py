"""What a plant asks of a process model, and what it gets back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..errors import Where
from ..library.climate import SitePosition
from ..plant.model import Closure, Input, Material, Output, ProcessRate, Series, Used


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
    place: SitePosition | None = None  # where its site stands; None: not known
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
    size: float = 0.0  # of the plant that it was read for, in canonical units of the basis; 0: of any
    exponent: float = 1.0  # of the whole cost over the size: 0.6 to 0.8 where larger plants are cheaper per capacity
    sizes: tuple[float, float] | None = None  # between which it holds


@dataclass(frozen=True)
class MixLimit:
    """A bound on the mean, over the mix and weighted by amount, of a number that each input has."""

    title: str
    values: Mapping[str, float]  # by input material, per canonical unit of it
    minimum: float | None
    maximum: float | None
    advice: str = ""  # what to do outside of the bounds, where they are told and are no limit


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
