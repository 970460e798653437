"""Effects, rates, limits and quality: what a plant is measured by, and what may not be passed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

import numpy as np

from ...plant.effects import AIR, GASES, Effect, built_in_effects
from ...plant.facts.bounds import WAYS
from ...plant.model import Floats, Limit, Link, Market, Process, QualityLimit, Quantity, Rate, Series, Store, Supply
from ...plant.names import Names, did_you_mean
from ...plant.quantities import HOURS_PER_MONTH, HOURS_PER_YEAR, CellError, unit_of
from ...units import looks_like_number, split_quantity
from ..cells.indicator_subjects import indicator_of
from ..cells.rows import ReadingContext, TableRows, slot_factors
from ..checks.limit_units import (
    DECIDED,
    UNTOLD,
    Pairs,
    basis_of,
    canonical_unit,
    no_part,
    shared_units,
    told_of_size,
    wanted_units,
    warn_of_large_shares,
)
from ..checks.overlaps import overlap
from ..cohorts.people import for_all_heads, refuse_budget_per_head
from ..money.rate_words import is_a_word
from ..money.read_billed_load import read_billed_load
from ..money.read_budget import is_budget, read_budget, told_to_date
from .emissions import bought_scope
from .processes import steady
from .supplies_markets import check_order

Kind = Literal[
    "effect", "supply", "material", "made", "process", "market", "route", "link", "store", "capacity", "number", "open"
]
KIND: dict[str, Kind] = {
    "effects": "effect",
    "supplies": "supply",
    "materials": "material",
    "made": "made",
    "processes": "process",
    "markets": "market",
    "routes": "route",
    "links": "link",
    "stores": "store",
    "capacity": "capacity",
    "number": "number",
    "open": "open",
}
QUANTITIES = tuple(KIND)


@dataclass
class NamedRows:
    """The rows that rates, limits, quality and measurements may speak of, by name."""

    supplies: Mapping[str, Supply]
    processes: Mapping[str, Process]
    stores: Mapping[str, Store]
    markets: Mapping[str, Market]
    links: Mapping[str, Link]
    effects: Mapping[str, Effect]

    def materials(self, table: str, name: str) -> tuple[str, ...]:
        """The materials of a supply, store, market or link; of a process its inputs and outputs."""
        if table == "supplies":
            return (self.supplies[name].material,) if name in self.supplies else ()
        if table == "processes":
            process = self.processes.get(name)
            return materials_of(process) if process else ()
        if table == "routes":
            return self._of_route(name)
        group: Mapping[str, Store | Market | Link] = {
            "stores": self.stores,
            "markets": self.markets,
            "links": self.links,
        }[table]  # type: ignore[assignment]
        return group[name].materials if name in group else ()

    def _of_route(self, route: str) -> tuple[str, ...]:
        found = [
            each for process in self.processes.values() if process.route == route for each in materials_of(process)
        ]
        found += [each for market in self.markets.values() if market.route == route for each in market.materials]
        return tuple(dict.fromkeys(found))

    def units(self, table: str, name: str, reading: ReadingContext) -> tuple[str, ...]:
        """The units that a quantity may be counted in; several for a route or a link of several materials."""
        if table in DECIDED:
            return self._size_units(table, name, reading)
        if table == "effects":
            return (self.effects[name].unit,) if name in self.effects else ()
        if table in ("materials", "made"):
            return (reading.unit(name),) if name in reading.materials else ()
        if table == "processes":
            return (self.processes[name].basis,) if name in self.processes else ()
        if table == "routes":
            return self._route_units(name, reading)
        return tuple(dict.fromkeys(reading.unit(material) for material in self.materials(table, name)))

    def _size_units(self, table: str, name: str, reading: ReadingContext) -> tuple[str, ...]:
        """Numbers of units and of what is open are counted; a capacity is a rate, that of a store an amount."""
        if table != "capacity":
            return ("",)
        if name in self.processes:
            return (f"{self.processes[name].basis}/h",)
        held = self.stores[name].materials if name in self.stores else self.links[name].materials
        return (reading.unit(held[0]) + ("" if name in self.stores else "/h"),)

    def _route_units(self, route: str, reading: ReadingContext) -> tuple[str, ...]:
        # What goes a route is counted by mass, or in the unit of what enters it.
        units = ["t"]
        for process in self.processes.values():
            if process.route == route:
                mix = [each for each in process.inputs if each.mix] or process.inputs
                units += [reading.unit(each.material) for each in mix]
        for market in self.markets.values():
            if market.route == route:
                units += [reading.unit(material) for material in market.materials]
        return tuple(dict.fromkeys(units))


def materials_of(process: Process) -> tuple[str, ...]:
    """What a process takes in and puts out, each once."""
    names = [each.material for each in process.inputs] + [each.material for each in process.outputs]
    return tuple(dict.fromkeys(names))


def air_counted(reading: ReadingContext, caused: Iterable[str]) -> dict[str, Effect]:
    """The pollutants that something causes or that a row asks for; a plant may declare them with a unit of its own."""
    asked = {reading.rows("limits").text(row, "what") for row in reading.rows("limits")}
    asked |= {reading.rows("rates").text(row, "effect") for row in reading.rows("rates")}
    asked |= {name.strip() for name in reading.settings.minimise.split(";")}
    return {name: Effect(name, "t") for name in AIR if name in asked or name in set(caused)}


def read_effects(reading: ReadingContext, caused: Iterable[str] = ()) -> dict[str, Effect]:
    """The built-in effects, the pollutants that are ``caused``, and those of the table ``effects``."""
    rows, found = reading.rows("effects"), built_in_effects(reading.settings.currency)
    found |= air_counted(reading, caused)
    for row in rows:
        name, typed = rows.text(row, "effect"), rows.text(row, "unit")
        if name in found and found[name].built_in:
            rows.error("name-taken", f"`{name}` is built in.", row, "effect", "Use it, or choose another name.")
            continue
        try:
            unit = unit_of(typed)
        except CellError as error:
            rows.error(error.code, error.message, row, "unit", error.remedy)
            continue
        if name in AIR and unit.canonical != "t":
            rows.error(
                "effect-air",
                f"`{name}` is counted in `{typed}`, where a mass is wanted.",
                row,
                "unit",
                "Write kg or t.",
            )
        elif name and typed:
            found[name] = Effect(name, unit.canonical, False, rows.where(row), unit.typed)
    return found


def read_rates(reading: ReadingContext, elements: NamedRows) -> tuple[Rate, ...]:
    """The table ``rates``."""
    rows = reading.rows("rates")
    found = [_rate(rows, row, elements) for row in rows]
    return tuple(rate for rate in found if rate)


def _rate(rows: TableRows, row: int, elements: NamedRows) -> Rate | None:
    at, effect = rows.refer_any(row, "at"), rows.refer(row, "effect")
    if at is None or effect is None or effect not in elements.effects:
        return None
    table, name = at
    per, units = _per(rows, row, table, name, elements)
    if not units:
        return None
    own = elements.effects[effect].unit
    spec = rows.columns["rate"]
    wanted = tuple(f"{own}/{unit}" if unit else own for unit in units)
    value = rows.read_number(rows.table.value(row, "rate"), row, spec, wanted) if rows.given(row, "rate") else None
    if value is None:
        return None
    if per == "peak" and float(value.values.min()) < 0:  # whoever is paid for a load would have one that is not there
        rows.error(
            "negative",
            f"`rate` is {value.typed}: a rate per highest load cannot be negative.",
            row,
            "rate",
            "Check the sign; a credit per amount is a rate of its own, with `per` blank.",
        )
        return None
    if per == "capacity" and value.unit != unit_of(wanted[1]).canonical:  # per time: kept per year
        value = replace(value, values=value.values * HOURS_PER_YEAR, unit=unit_of(wanted[1]).canonical)
    if per == "peak" and value.unit == canonical_unit(wanted[0]):  # per time: kept per month
        if (value.profile_unit or value.typed).count("/") < 2:  # MXN/kWh is as much money per energy as MXN/kW/month
            rows.error(
                "unit-dimension",
                f"`rate` is {value.typed}, a price per amount, where one per load is wanted.",
                row,
                "rate",
                "Write it per load and month, such as `588 MXN/kW/month`.",
            )
            return None
        value = replace(value, values=value.values * _month(rows, value), unit=unit_of(wanted[1]).canonical)
    held = elements.units(table, name, rows.reading)
    if not held:  # its own row is wrong, and told
        return None
    scope = _scope(rows, row, table, name, effect, elements)
    billed = read_billed_load(rows, row, per, held[0])
    return Rate(table, name, effect, value, per, rows.where(row), scope, billed)


def _month(rows: TableRows, value: Series) -> Floats:
    """The hours of a month by which a value per hour becomes one per month: of one typed per month those of its own."""
    units = [value.profile_unit]
    for part in (part.strip() for part in value.typed.split("*")):  # of `588 MXN/kW/month * season` one has it
        profile = rows.reading.profiles.get(part)
        units += [split_quantity(part)[1]] if looks_like_number(part) else [profile.unit or ""] if profile else []
    unit = next(filter(None, units), "")
    hours: Floats = HOURS_PER_MONTH / slot_factors(rows.reading.times, unit)
    return hours


def _scope(rows: TableRows, row: int, table: str, name: str, effect: str, elements: NamedRows) -> int | None:
    """The scope of a gas: as typed, else by what the rate stands at; other effects have none."""
    typed = rows.choice(row, "scope")
    if effect not in (*GASES, "emissions"):
        if typed:
            rows.error(
                "scope-no-gas", f"`scope` says nothing of `{effect}`, which is no gas.", row, "scope", "Leave it blank."
            )
        return None
    if typed:
        return int(typed)
    if table == "supplies":
        return bought_scope(rows.reading.materials[elements.supplies[name].material])
    return 3 if table == "markets" else 1


def _per(rows: TableRows, row: int, table: str, name: str, elements: NamedRows) -> tuple[str | None, tuple[str, ...]]:
    """What a rate is per, and the units it may be per; no units: wrong, and told."""
    text, reading = rows.text(row, "per"), rows.reading
    if text == "capacity" and table == "processes":
        basis = elements.units(table, name, reading)
        return text, tuple(unit for each in basis for unit in (f"({each}/h)/h", f"({each}/h)"))
    if text == "peak" and table == "supplies":
        held = elements.units(table, name, reading)
        return text, tuple(unit for each in held for unit in (f"({each}/h)/h", f"({each}/h)"))
    if text == "used" and table == "links":
        return text, ("",)
    if text in WAYS and table == "stores" and text not in elements.materials(table, name):
        return text, elements.units(table, name, reading)
    if text and is_a_word(rows, row, table, name, text):
        return None, ()
    if text:
        material = rows.refer(row, "per")
        if material is None:
            return None, ()
        known = elements.materials(table, name)
        if known and material not in known:
            rows.error(
                "per-unknown",
                f"`{name}` has nothing to do with `{material}`.",
                row,
                "per",
                "It has " + ", ".join(f"`{each}`" for each in known) + ".",
            )
            return None, ()
        return material, (_held(reading.unit(material), table),)
    units = elements.units(table, name, reading)
    if len(units) > 1:
        rows.error(
            "value-missing",
            f"`{name}` has materials in different units: per unit of which?",
            row,
            "per",
            "Name one of its materials.",
        )
        return None, ()
    return None, tuple(_held(unit, table) for unit in units)


def _held(unit: str, table: str) -> str:
    return f"{unit}/h" if table == "stores" else unit


def read_quality(reading: ReadingContext, elements: NamedRows) -> tuple[QualityLimit, ...]:
    """The table ``quality``."""
    rows = reading.rows("quality")
    found = [_quality(rows, row, elements) for row in rows]
    return tuple(limit for limit in found if limit)


def _quality(rows: TableRows, row: int, elements: NamedRows) -> QualityLimit | None:
    at, name = rows.refer_any(row, "at"), rows.text(row, "property")
    if at is None or not name:
        return None
    if not elements.materials(*at):  # the row itself is wrong, and told where it stands
        return None
    materials = [rows.reading.materials[each] for each in elements.materials(*at) if each in rows.reading.materials]
    having = [material for material in materials if name in material.properties]
    if not having:
        every = {each for material in rows.reading.materials.values() for each in material.properties}
        rows.error(
            "property-unknown",
            f"None of the materials of `{at[1]}` has the property `{name}`.",
            row,
            "property",
            did_you_mean(name, every) or "Add a column of that name to `materials`.",
        )
        return None
    wanted = (having[0].properties[name].unit,)
    least, most = (
        rows.read_number(rows.table.value(row, column), row, rows.columns[column], wanted)
        if rows.given(row, column)
        else None
        for column in ("minimum", "maximum")
    )
    if not rows.given(row, "minimum") and not rows.given(row, "maximum"):
        rows.error("limit-empty", "This limits nothing: minimum and maximum are blank.", row, "maximum", "Give one.")
        return None
    check_order(rows, row, least, most)
    bounds = [float(series.values) if series is not None else None for series in (least, most)]
    return QualityLimit(at[0], at[1], name, bounds[0], bounds[1], rows.where(row))


def read_limits(reading: ReadingContext, elements: NamedRows) -> tuple[Limit, ...]:
    """The table ``limits``."""
    rows = reading.rows("limits")
    found = [_limit(rows, row, elements) for row in rows]
    return tuple(limit for limit in found if limit)


def declare_sizes(names: Names, elements: NamedRows) -> None:
    """What limits may say of the sizes of processes, stores and links by their names."""
    sized: list[Process | Store | Link] = [
        *elements.processes.values(),
        *elements.stores.values(),
        *elements.links.values(),
    ]
    names.declare("capacity", [item.name for item in sized if item.capex is not None or item.capacity is not None])
    names.declare("number", [item.name for item in sized if item.capex is not None and item.unit_size])
    names.declare(
        "open",
        [item.name for item in sized if item.capex is not None or (isinstance(item, Process) and item.closable)],
    )


def _limit(rows: TableRows, row: int, elements: NamedRows) -> Limit | None:
    if is_budget(rows, row, QUANTITIES):
        refuse_budget_per_head(rows, row)
        return read_budget(rows, row)
    indicator = indicator_of(rows, row, elements.supplies, elements.processes, elements.markets)
    if indicator is None:
        return None
    what, of = (indicator.what, indicator.of) if indicator else (rows.refer_all(row, "what"), rows.refer_all(row, "of"))
    over = tuple(name for _, name in rows.refer_all(row, "over"))
    when = cast(Literal["slot", "year", "total"], rows.choice(row, "when", "year"))
    if told_to_date(rows, row):
        return None
    told = any(len(pairs) < len(set(rows.names(row, column))) for column, pairs in (("what", what), ("of", of)))
    if told or not what:
        return None
    if not rows.given(row, "minimum") and not rows.given(row, "maximum"):
        rows.error("limit-empty", "This limits nothing: minimum and maximum are blank.", row, "maximum", "Give one.")
        return None
    if told_of_size(rows, row, when, what, of, elements):
        return None
    if when == "slot" and ("effects", "investment") in (*what, *of):
        rows.error(
            "limit-span",
            "`investment` is counted by year: what is built is not spent in a slot.",
            row,
            "when",
            "Write `year` or `total`.",
        )
        return None
    materials = _materials(rows, row, what, elements)
    if materials is None or (not indicator and _told_overlap(rows, row, elements)):
        return None
    counted = tuple(("materials", name) for name in materials) or what
    try:
        wanted = wanted_units(counted, of, elements, rows.reading)
    except CellError as error:
        if error.code != UNTOLD:
            rows.error(error.code, error.message, row, "of" if error.code == "units-of" else "what", error.remedy)
        return None
    bounds = [
        rows.read_number(rows.table.value(row, column), row, rows.columns[column], wanted)
        if rows.given(row, column)
        else None
        for column in ("minimum", "maximum")
    ]
    if all(bound is None for bound in bounds):
        return None
    if what[0][0] == "capacity":  # what stands per month of the calendar is that of a mean month, as in its own table
        bounds = [steady(rows, bound, None)[0] for bound in bounds]
    basis, unit = basis_of(bounds, shared_units(counted, of, elements, rows.reading), bool(of))
    if basis == "mixed":
        rows.error(
            "units-differ",
            "Minimum and maximum are of different kinds.",
            row,
            "maximum",
            "Give both as a rate, or both as an amount.",
        )
        return None
    check_order(rows, row, bounds[0], bounds[1])
    counted_heads = for_all_heads(rows, row, bounds, basis)
    if counted_heads is None:
        return None
    bounds = counted_heads
    if basis == "share":
        warn_of_large_shares(rows, row, bounds)
    if when == "total" and basis != "rate":
        _refuse_many(rows, row, bounds)
    return Limit(
        rows.text(row, "limit"),
        quantities(what),
        when,
        over,
        cast(Literal["rate", "amount", "share"], basis),
        bounds[0],
        bounds[1],
        quantities(of),
        unit,
        "",
        rows.where(row),
        materials,
        indicator.indicator if indicator else "",
    )


def _told_overlap(rows: TableRows, row: int, elements: NamedRows) -> bool:
    """Whether a list counts a flow twice, which is told at its cell."""
    told = False
    for column in ("what", "of"):
        found = overlap(rows.refer_all(row, column), elements.supplies, elements.processes, elements.markets)
        if found:
            rows.error("limit-overlap", found[0], row, column, found[1])
            told = True
    return told


def _materials(rows: TableRows, row: int, what: Pairs, elements: NamedRows) -> tuple[str, ...] | None:
    """The materials that count of what is limited; None where they are wrong, and told."""
    found = tuple(name for _, name in rows.refer_all(row, "material"))
    if len(found) < len(set(rows.names(row, "material"))):
        return None
    wrong = no_part(found, what, elements)
    if wrong:
        rows.error("limit-material", wrong[0], row, "material", wrong[1])
        return None
    return found


def _refuse_many(rows: TableRows, row: int, bounds: list[Series | None]) -> None:
    """A bound over all years is one amount or share; a rate by year adds up to one."""
    for column, bound in zip(("minimum", "maximum"), bounds, strict=True):
        if bound is not None and float(np.ptp(bound.values)) > 0:
            rows.error(
                "limit-total",
                f"A bound over all years is one number, but {bound.typed} has several.",
                row,
                column,
                "Give one, or a rate by year, such as t/year; for a bound in each year write `year` in `when`.",
            )


def quantities(pairs: Pairs) -> tuple[Quantity, ...]:
    """References as quantities."""
    return tuple(Quantity(KIND[table], name) for table, name in pairs)
