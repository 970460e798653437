"""What flows: materials, their properties, and what they are before the law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...errors import Where


@dataclass(frozen=True)
class Property:
    """A property of a material in canonical units, with where it came from."""

    name: str
    value: float
    unit: str
    typed: str
    source: str = ""  # "plant", or the dataset row's source
    standing: str = ""  # "plant", "source read", "secondary source", "derived", "unsourced"
    where: Where | None = None


@dataclass(frozen=True)
class WasteClass:
    """What a material is before the law where it is waste."""

    code: str = ""  # of the European List of Waste: "16 06 01*"
    hazards: tuple[str, ...] = ()  # the properties that make it hazardous: CRETIB, HP
    law: str = ""  # its class in Mexican law: urban, special handling, hazardous
    basel: str = ""  # its code in the annexes of the Basel Convention
    hazardous: bool = False


NO_CLASS = WasteClass()
"""Nothing is said of it: no hazardous waste."""


@dataclass(frozen=True)
class Material:
    """A material, product or energy carrier."""

    name: str
    unit: str  # canonical: t, MWh, m3, Nm3, item, ...
    typed_unit: str  # as typed; results are shown in it
    dimension: str  # of one unit: "[mass]", "[energy]", ...
    properties: Mapping[str, Property] = field(default_factory=dict)
    like: str | None = None
    where: Where | None = None
    by_model: bool = False  # declared by a process model that makes or uses it, not by the plant
    waste: bool | None = None  # whether what arises, is bought or comes back of it is waste; None: told by its price
    waste_class: WasteClass = NO_CLASS
