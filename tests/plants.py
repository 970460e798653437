"""Plants by hand, in canonical units, for tests that need no files. Rates are per hour; one year of one slot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from mfo.plant.model import (
    Input,
    Link,
    Market,
    Material,
    Output,
    Plant,
    Process,
    Property,
    Series,
    Settings,
    Site,
    Store,
    Supply,
    Times,
)

HOURS = 8760.0
GWP = {"fossil CO2": 1.0, "biogenic CO2": 0.0, "fossil CH4": 30.0, "CH4": 27.0, "N2O": 273.0}


def series(value: float | Sequence[float] | np.ndarray, unit: str = "", typed: str | None = None) -> Series:
    """A number for all times, one per slot (a list), or (years, slots)."""
    values = np.asarray(value, dtype=float)
    if values.ndim == 1:
        values = values.reshape(1, -1)
    return Series(values, unit, typed if typed is not None else f"{value} {unit}".strip())


def times(
    slots: int = 1,
    years: Sequence[int] = (1,),
    hours: float | Sequence[float] | None = None,
    weight: float | Sequence[float] = 1.0,
    rate: float = 0.0,
    roadmap: bool | None = None,
) -> Times:
    """A year cut evenly, or slots as given; with several years a roadmap with the years to the next milestone."""
    length = np.broadcast_to(np.asarray(HOURS / slots if hours is None else hours, dtype=float), (slots,)).copy()
    labels = np.array(years, dtype=float)
    span = np.append(np.diff(labels), np.diff(labels)[-1]) if len(years) > 1 else np.ones(1)
    discount = (1 + rate) ** -(labels - labels[0])
    names = tuple(str(slot + 1) for slot in range(slots))
    weights = np.broadcast_to(np.asarray(weight, dtype=float), (slots,)).copy()
    several = len(years) > 1 if roadmap is None else roadmap
    return Times(tuple(years), span, discount, length, weights, names, several, rate)


DIMENSIONS = {"t": "[mass]", "MWh": "[energy]", "m3": "[volume]", "Nm3": "[normal volume]", "item": "[item]"}


def material(name: str, unit: str = "t", **properties: float) -> Material:
    """A material with plain properties."""
    found = {key: Property(key, value, "", str(value)) for key, value in properties.items()}
    return Material(name, unit, unit, DIMENSIONS.get(unit, f"[{unit}]"), found)


def supply(
    name: str,
    site: str,
    material: str,
    amount: float | Any = None,
    price: float | Any = 0.0,
    take_all: bool = True,
    **more: Any,
) -> Supply:
    """A supply; amount per hour."""
    rate = None if amount is None else series(amount, "t/h")
    return Supply(name, site, material, rate, take_all, series(price, "EUR/t"), **more)


def market(
    name: str,
    site: str,
    materials: str | Sequence[str],
    price: float | Any = 0.0,
    minimum: Any = None,
    maximum: Any = None,
    **more: Any,
) -> Market:
    """A market; minimum and maximum per hour."""
    held = (materials,) if isinstance(materials, str) else tuple(materials)
    least = None if minimum is None else series(minimum, "t/h")
    most = None if maximum is None else series(maximum, "t/h")
    return Market(name, site, held, series(price, "EUR/t"), least, most, **more)


def link(origin: str, destination: str, materials: str | Sequence[str], cost: float | Any = 0.0, **more: Any) -> Link:
    """A way between two sites with one cost per amount."""
    held = (materials,) if isinstance(materials, str) else tuple(materials)
    name = more.pop("name", f"{origin} > {destination}")
    return Link(name, origin, destination, held, cost={item: series(cost, "EUR/t") for item in held}, **more)


def mix(
    name: str,
    site: str,
    inputs: Sequence[str | Input],
    outputs: dict[str, float | dict[str, float]],
    cost: float = 0.0,
    **more: Any,
) -> Process:
    """A process with a free mix of inputs; an output per unit of activity, or by input."""
    made = [
        Output(key, per_input={item: series(value) for item, value in amount.items()})
        if isinstance(amount, dict)
        else Output(key, per_activity=series(amount))
        for key, amount in outputs.items()
    ]
    fed = tuple(Input(item, True, activity=series(1.0)) if isinstance(item, str) else item for item in inputs)
    basis = more.pop("basis", "t")
    return Process(
        name,
        site,
        more.pop("model", "recipe"),
        more.pop("route", ""),
        fed,
        tuple(made),
        basis=basis,
        typed_basis=basis,
        variable_cost=series(cost, "EUR/t"),
        **more,
    )


def recipe(
    name: str, site: str, needs: dict[str, float], outputs: dict[str, float], cost: float = 0.0, **more: Any
) -> Process:
    """A process with inputs and outputs in fixed proportion to activity."""
    fed = tuple(Input(key, False, per_activity=series(amount)) for key, amount in needs.items())
    return mix(name, site, fed, dict(outputs), cost, **more)


def store(name: str, site: str, materials: str | Sequence[str], capacity: float | None = None, **more: Any) -> Store:
    """A stock of one material or several."""
    held = (materials,) if isinstance(materials, str) else tuple(materials)
    return Store(name, site, held, None if capacity is None else series(capacity, "t"), **more)


def plant(
    *rows: Any,
    sites: Sequence[str | Site] = (),
    materials: Sequence[Material] = (),
    at: Times | None = None,
    **more: Any,
) -> Plant:
    """A plant of rows of any kind; sites and materials that are not given are made from the names used (in t)."""
    kinds = (Supply, Process, Store, Market, Link)
    groups = {kind: tuple(row for row in rows if isinstance(row, kind)) for kind in kinds}
    given = {item.name: item for item in materials}
    names = {site if isinstance(site, str) else site.name: site for site in sites}
    for row in rows:
        for name in (row.origin, row.destination) if isinstance(row, Link) else (row.site,):
            names.setdefault(name, name)
        for name in _materials(row):
            given.setdefault(name, material(name))
    settings = more.pop("settings", None) or Settings("test", "EUR", gwp_factors=GWP)
    places = {key: Site(key) if isinstance(item, str) else item for key, item in names.items()}
    return Plant(
        settings,
        at or times(),
        given,
        places,
        groups[Supply],
        groups[Process],
        groups[Store],
        groups[Market],
        groups[Link],
        **more,
    )


def _materials(row: Any) -> list[str]:
    if isinstance(row, Supply):
        return [row.material]
    if isinstance(row, Process):
        return [item.material for item in row.inputs] + [item.material for item in row.outputs]
    return list(row.materials)
