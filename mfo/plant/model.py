"""The typed plant: what the tables mean, with units checked and every number in canonical units.

Numbers that may change over time are :class:`Series`: canonical values that broadcast to (years, slots), together
with what was typed and where. Rates are per hour, amounts in the canonical unit of the material, money in the plant's
currency, lengths in km, dimensionless numbers as fractions (5 % is 0.05). Nothing here knows positions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from ..errors import Problem, Where
from .dataset_row import DatasetRow
from .effects import Effect, ManureBaseline
from .facts.bounds import Limit, Measurement, QualityLimit, Quantity, Rate
from .facts.causes import Emission, Used
from .facts.city_facts import NO_HOUSEHOLDS, Households, People
from .facts.contracts import Contract
from .facts.exchanges import Link, Market, Return, Supply
from .facts.facilities import (
    Closure,
    CoefficientChange,
    Input,
    LoadCurve,
    Output,
    ParameterRange,
    Process,
    ProcessRate,
    Store,
)
from .facts.finance import ExchangeRate
from .facts.landfill import LandfillCell
from .facts.materials import NO_CLASS, Material, Property, WasteClass
from .facts.series import Floats, Series, Times
from .facts.sizing import Sizing
from .lifetimes import Product

__all__ = [
    "NO_CLASS",
    "Closure",
    "CoefficientChange",
    "Contract",
    "DatasetRow",
    "Emission",
    "ExchangeRate",
    "Floats",
    "Input",
    "LandfillCell",
    "Limit",
    "Link",
    "LoadCurve",
    "Market",
    "Material",
    "Measurement",
    "Output",
    "ParameterRange",
    "Plant",
    "Process",
    "ProcessRate",
    "Property",
    "QualityLimit",
    "Quantity",
    "Rate",
    "Return",
    "Series",
    "Settings",
    "Site",
    "Sizing",
    "Store",
    "Supply",
    "Times",
    "Used",
    "WasteClass",
]


@dataclass(frozen=True)
class Site:
    """A place. ``owner`` is blank where the plant has one owner."""

    name: str
    owner: str = ""
    latitude: float | None = None
    longitude: float | None = None
    elevation: float | None = None  # km
    where: Where | None = None
    households: Households = NO_HOUSEHOLDS


@dataclass(frozen=True)
class Settings:
    """The plant's settings."""

    name: str
    currency: str
    price_year: int | None = None
    gwp: str = "AR6"
    gwp_factors: Mapping[str, float] = field(default_factory=dict)  # by gas of GASES [t_CO2e/t]; biogenic CO2: 0
    carbon_price: Series | None = None  # [money/t_CO2e]
    minimise: str = "cost"
    discount_rate: float = 0.0
    language: str = ""  # in which it is spoken of; blank: that of whoever asks
    reporter: str = ""  # the owner who reports (scopes); blank: everything is ours
    informal: tuple[str, ...] = ()  # owners who work informally
    measurement_uncertainty: float | None = None  # relative, of readings that state none; None: they are exact


@dataclass(frozen=True)
class Plant:
    """A plant read and checked. Tuples keep the order of the files."""

    settings: Settings
    times: Times
    materials: Mapping[str, Material]
    sites: Mapping[str, Site]
    supplies: tuple[Supply, ...] = ()
    processes: tuple[Process, ...] = ()
    stores: tuple[Store, ...] = ()
    markets: tuple[Market, ...] = ()
    links: tuple[Link, ...] = ()
    returns: tuple[Return, ...] = ()
    products: tuple[Product, ...] = ()  # in use after they were sold, with what was sold before the horizon
    effects: Mapping[str, Effect] = field(default_factory=dict)
    rates: tuple[Rate, ...] = ()
    limits: tuple[Limit, ...] = ()
    measurements: tuple[Measurement, ...] = ()
    quality: tuple[QualityLimit, ...] = ()
    scenarios: Mapping[str, tuple[tuple[str, str, str, object], ...]] = field(default_factory=dict)
    stated: tuple[tuple[str, Used], ...] = ()  # by row: what the column `source` says of its figures
    problems: tuple[Problem, ...] = ()  # warnings that did not stop the reading
    source: str = ""  # path of the container
    digest: str = ""  # sha256 of the input files
    dataset_rows: tuple[DatasetRow, ...] = ()  # what of the datasets it rests on
    people: tuple[People, ...] = ()  # whose waste supplies are
    exchange_rates: Mapping[str, ExchangeRate] = field(default_factory=dict)  # by currency
    landfill_cells: tuple[LandfillCell, ...] = ()  # in the order in which those of one landfill are opened
    contracts: tuple[Contract, ...] = ()
    credits: tuple[ManureBaseline, ...] = ()  # manure of a statement of avoided methane
    model_ranges: Callable[[], tuple[ParameterRange, ...]] | None = field(default=None, compare=False, repr=False)
    """Works out what the ranges of models' parameters do to yields: many evaluations, so only where it is asked for."""
    parameter_ranges: tuple[ParameterRange, ...] = ()  # what they do, where yields are to be reconciled

    def __getstate__(self) -> dict[str, object]:
        """What is sent to another process or copied: ranges worked out, as what works them out stays here."""
        ranges = None if self.model_ranges is None else partial(tuple, self.model_ranges())
        return {**self.__dict__, "model_ranges": ranges}
