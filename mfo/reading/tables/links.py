"""The table ``links``: lists and `*` become pairs, blank distances great circles, two costs one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from math import asin, cos, prod, radians, sin, sqrt

import numpy as np

from ...library.broadcast import mean
from ...library.library import Library
from ...plant.guesses import word_guess
from ...plant.model import Emission, Link, Series, Site
from ...plant.quantities import PLAIN, unit_of
from ...processes.closure import mass_of
from ...processes.transport import Mode, transport_mode
from ...processes.transport import modes as known_modes
from ...units import format_number
from ..cells.rows import ReadingContext, TableRows
from ..checks.loss_shares import check_link_loss
from ..money.read_size_curve import CAPEX_BY_SIZE, decides
from ..money.read_sizes import ReadSizes, read_sizes
from ..operation.slot_counts import read_travel_time
from .processes import by_month, steady
from .supplies_markets import shared_unit

EARTH_RADIUS = 6371.0088  # km, mean radius (IUGG)
MOST_WAYS = 1_000_000  # a material over a pair of sites: with so many a plan of one slot takes 5 GB
MOST_SHORT, LEAST_SHORT = 0.9, 1.0  # of the great circle, and by how many km: coordinates are rounded


@dataclass(frozen=True)
class _Pair:
    row: int
    name: str
    origin: str
    destination: str
    materials: tuple[str, ...]
    mode: str


def great_circle(one: Site, other: Site) -> float | None:
    """The distance over the globe [km] by the haversine formula; None where a coordinate is missing."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    first, second = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    half = sin((second - first) / 2) ** 2 + cos(first) * cos(second) * sin(across / 2) ** 2
    return 2 * EARTH_RADIUS * asin(sqrt(min(1.0, half)))


def read_links(reading: ReadingContext, library: Library) -> tuple[Link, ...]:
    """The table ``links``, one link a pair of sites."""
    rows = reading.rows("links")
    numbers, modes = _Numbers(rows), _modes(rows, library)
    found = []
    named = pairs(rows)
    for pair in named:
        link = _link(rows, pair, modes.get(pair.mode), numbers)
        if link:
            found.append(link)
    told = {pair.row for pair in named}
    for row in rows:
        if row not in told:
            _despite_its_ends(rows, row, numbers)
    return tuple(found)


def _despite_its_ends(rows: TableRows, row: int, numbers: _Numbers) -> None:
    """Read the numbers of a row that joins no two sites, so that what is wrong with them is told at once."""
    known = [name for name in rows.names(row, "material") if name in rows.reading.materials]
    units = {rows.reading.unit(name) for name in known}
    for column in ("distance", "loss"):
        numbers.get(row, column)
    for column in ("capacity", "cost_per_amount", "cost_per_amount_and_distance") if len(units) == 1 else ():
        numbers.get(row, column, *units)
    numbers.travel_time(row)


def _modes(rows: TableRows, library: Library) -> dict[str, Mode]:
    """The modes that rows name, each evaluated once; unknown ones are told once."""
    found: dict[str, Mode | None] = {}
    for row in rows:
        name = rows.text(row, "mode")
        if name and name not in found:
            found[name] = transport_mode(name, library, rows.findings, rows.where(row, "mode"))
        if name and found[name] is None:
            rows.guess(row, "mode", word_guess(name, known_modes(library)))
    return {name: mode for name, mode in found.items() if mode}


def pairs(rows: TableRows) -> list[_Pair]:
    """Every pair of sites that a row spans, with its name; names that meet get their mode, then their materials."""
    found: list[_Pair] = []
    first: dict[str, int] = {}
    for pair in _told_apart(rows, _all_pairs(rows)):
        if pair.name in first:
            column = "link" if rows.given(pair.row, "link") else "from"
            rows.error(
                "row-twice",
                f"There is a second link `{pair.name}`; the first is at {rows.where(first[pair.name], column)}.",
                pair.row,
                column,
                "Give both a name of their own in a column `link`, or make them one row that lists the materials.",
            )
            continue
        first[pair.name] = pair.row
        found.append(pair)
    return found


def _all_pairs(rows: TableRows) -> list[_Pair]:
    """The pairs of all rows; a row with which there would be too many is told before they are made."""
    found: list[_Pair] = []
    ways = 0
    for row in rows:
        ways += prod(_meant(rows, row, column) for column in ("from", "to", "material"))
        if ways > MOST_WAYS:
            message = f"{ways:,} ways are too many: each is a material on a link between two sites."
            remedy = f"Name the sites that something goes between; a plant may have {MOST_WAYS:,} ways."
            rows.error("links-many", message, row, "from", remedy)
            return []
        found += _expand(rows, row)
    return found


def _meant(rows: TableRows, row: int, column: str) -> int:
    """How many names a cell stands for."""
    typed = rows.table.value(row, column)
    if typed == "*":
        return sum(len(rows.reading.names.tables.get(table, ())) for table in rows.columns[column].refers)
    return typed.count(";") + 1 if isinstance(typed, str) else 1


def _told_apart(rows: TableRows, expanded: list[_Pair]) -> list[_Pair]:
    """The pairs; those that meet and have no name of their own get their mode, then their materials if these differ."""
    named = _meeting(rows, expanded, lambda pair: f" ({pair.mode})" if pair.mode else "")
    carried = Counter((pair.name, material) for pair in named for material in pair.materials)
    twice = {name for (name, _), count in carried.items() if count > 1}
    return _meeting(rows, named, lambda pair: "" if pair.name in twice else f": {', '.join(pair.materials)}")


def _meeting(rows: TableRows, pairs: list[_Pair], suffix: Callable[[_Pair], str]) -> list[_Pair]:
    count = Counter(pair.name for pair in pairs)
    return [
        replace(pair, name=pair.name + suffix(pair))
        if count[pair.name] > 1 and not rows.given(pair.row, "link")
        else pair
        for pair in pairs
    ]


def _expand(rows: TableRows, row: int) -> Iterator[_Pair]:
    origins = [name for _, name in rows.refer_all(row, "from")]
    destinations = [name for _, name in rows.refer_all(row, "to")]
    materials = tuple(name for _, name in rows.refer_all(row, "material"))
    ways = [(one, other) for one in origins for other in destinations if one != other]
    if origins and destinations and not ways:
        rows.error(
            "link-to-itself",
            f"The link leads from `{origins[0]}` to itself.",
            row,
            "to",
            "What is at a site is in one pool there: no link is needed.",
        )
    given, mode = rows.text(row, "link"), rows.text(row, "mode")
    for one, other in ways if materials else ():
        default = f"{one} > {other}"
        name = default if not given else given if len(ways) == 1 else f"{given}: {default}"
        yield _Pair(row, name, one, other, materials, mode)


class _Numbers:
    """The numbers of a row, read once however many pairs it spans."""

    def __init__(self, rows: TableRows) -> None:
        self.rows = rows
        self.filled = rows.filled
        self.read: dict[tuple[int, str, str], Series | None] = {}
        self.massless: set[str] = set()  # materials whose unknown mass was told
        self.told: set[int] = set()  # rows whose missing cost was told
        self.outlets: dict[int, bool] = {}
        self.built: dict[int, ReadSizes] = {}
        self.travels: dict[int, int] = {}

    def get(self, row: int, column: str, unit: str = "") -> Series | None:
        if self.filled.isdisjoint((column,) if column != "loss" else ("loss", "loss_is_outlet")):
            return None
        key = (row, column, unit)
        if key not in self.read:
            self.read[key] = self.rows.number(row, column, material=unit)
            if column == "loss":
                check_link_loss(self.rows, row, self.read[key], self.outlet(row))
        return self.read[key]

    def sizes(self, row: int, unit: str) -> ReadSizes:
        """What may be built of each of the row's ways."""
        if row not in self.built:
            self.built[row] = read_sizes(
                self.rows, row, lambda column: self.of_size(row, column, unit), self.capacity(row, unit), f"{unit}/h"
            )
        return self.built[row]

    def of_size(self, row: int, column: str, unit: str) -> Series | None:
        """What is read of a size; what stands per month of the calendar is that of a mean month, as its most is."""
        found = self.get(row, column, unit)
        return steady(self.rows, found, None)[0] if column == "existing" else found

    def capacity(self, row: int, unit: str) -> Series | None:
        """The most that is sent; with capex one per month of the calendar is that of a mean month."""
        found = self.get(row, "capacity", unit)
        return steady(self.rows, found, None)[0] if decides(self.rows, row) else found

    def running(self, row: int, unit: str) -> Series | None:
        """With capex the share of a mean month's capacity that a month of the calendar has; None: always all."""
        if not decides(self.rows, row):
            return None
        return by_month(self.rows, row, self.get(row, "capacity", unit), self.get(row, "existing", unit), None)

    def travel_time(self, row: int) -> int:
        """In how many slots after it was sent something arrives."""
        if row not in self.travels:
            self.travels[row] = read_travel_time(self.rows, row)
        return self.travels[row]

    def outlet(self, row: int) -> bool:
        """Whether what the row loses is meant to be lost."""
        if row not in self.outlets:
            self.outlets[row] = self.rows.flag(row, "loss_is_outlet")
        return self.outlets[row]


def _link(rows: TableRows, pair: _Pair, mode: Mode | None, numbers: _Numbers) -> Link | None:
    row, reading = pair.row, rows.reading
    if _costs_one_unit(rows, row) and shared_unit(rows, row, "material", pair.materials) is None:
        return None
    distance = _distance(rows, pair, mode, numbers)
    if any(
        rows.given(row, column)
        for column in ("capacity", "minimum_load", "capex", CAPEX_BY_SIZE, "existing", "unit_size", "minimum_capacity")
    ):
        unit = shared_unit(rows, row, "material", pair.materials) or ""
    else:
        unit = reading.unit(pair.materials[0])
    cost = _costs(rows, pair, distance, numbers)
    emissions = {name: _emitted(rows, pair, mode, name, distance, numbers) for name in pair.materials} if mode else {}
    sizes = numbers.sizes(row, unit)
    capex = _capex(rows, pair, sizes.capex, distance, unit)
    return Link(
        pair.name,
        pair.origin,
        pair.destination,
        pair.materials,
        distance,
        pair.mode,
        cost,
        numbers.capacity(row, unit),
        numbers.get(row, "loss"),
        sizes.fixed_cost,
        numbers.get(row, "minimum_load", unit),
        emissions,
        rows.where(row),
        mode.used if mode else (),
        rows.text(row, "owner"),
        numbers.outlet(row),
        _costs_by_distance(rows, pair, numbers),
        today=rows.is_there_today(row),
        existing=sizes.existing,
        build_years=sizes.build_years,
        capex=capex,
        capex_by_size=sizes.capex_by_size,
        fixed_cost_per_capacity=sizes.fixed_cost_per_capacity,
        lifetime=sizes.lifetime,
        lead_time=sizes.lead_time,
        unit_size=sizes.unit_size,
        minimum_capacity=sizes.minimum_capacity,
        opening_cost=sizes.opening_cost,
        running=numbers.running(row, unit),
        travel_time=numbers.travel_time(row),
    )


def _capex(rows: TableRows, pair: _Pair, capex: Series | None, distance: float | None, unit: str) -> Series | None:
    """Money per capacity; where it is typed per km of the way, times its length."""
    per_capacity = unit_of(f"{rows.reading.settings.currency}/({unit}/h)").canonical
    if capex is None or capex.unit == per_capacity:
        return capex
    if distance is None:
        rows.error(
            "distance-unknown",
            f"How far it is from `{pair.origin}` to `{pair.destination}` is not known.",
            pair.row,
            "distance",
            "Give the distance, or both sites' latitude and longitude.",
        )
        return None
    return Series(np.asarray(capex.values * distance), per_capacity, f"{capex.typed} x {distance:.6g} km", capex.where)


def _costs_one_unit(rows: TableRows, row: int) -> bool:
    """Whether a cost is given that is no zero, and so is per unit of one kind."""
    cells = [rows.text(row, column) for column in ("cost_per_amount", "cost_per_amount_and_distance")]
    return any(cell and not (PLAIN.match(cell) and float(cell) == 0) for cell in cells)


def _distance(rows: TableRows, pair: _Pair, mode: Mode | None, numbers: _Numbers) -> float | None:
    row = pair.row
    given = numbers.get(row, "distance")
    sites = rows.reading.sites
    straight = great_circle(sites[pair.origin], sites[pair.destination])
    if given is not None:
        _check_distance(rows, pair, float(given.values), straight)
        return float(given.values)
    if straight is not None:
        return straight * (mode.detour_factor if mode else 1.0)
    needed = rows.given(row, "cost_per_amount_and_distance") or mode is not None
    if needed and not rows.given(row, "distance"):
        rows.error(
            "distance-unknown",
            f"How far it is from `{pair.origin}` to `{pair.destination}` is not known.",
            row,
            "distance",
            "Give the distance, or both sites' latitude and longitude.",
        )
    return None


def _check_distance(rows: TableRows, pair: _Pair, given: float, straight: float | None) -> None:
    """Warn where a way is shorter than a bird flies: metres for kilometres, or a coordinate without its sign."""
    if straight is not None and given < straight * MOST_SHORT and straight - given > LEAST_SHORT:
        rows.findings.warn(
            "distance-short",
            f"`{pair.name}` is {format_number(given)} km long, but by their coordinates `{pair.origin}` and "
            f"`{pair.destination}` are {format_number(straight)} km apart.",
            rows.where(pair.row, "distance"),
            "Check the distance and its unit, and the coordinates: west and south are negative.",
        )


def _costs(rows: TableRows, pair: _Pair, distance: float | None, numbers: _Numbers) -> dict[str, Series]:
    row = pair.row
    if not rows.given(row, "cost_per_amount") and not rows.given(row, "cost_per_amount_and_distance"):
        if row not in numbers.told:
            numbers.told.add(row)
            rows.error(
                "value-missing",
                "A link needs `cost_per_amount` or `cost_per_amount_and_distance`.",
                row,
                "cost_per_amount",
                "Type 0 if sending costs nothing.",
            )
        return {}
    found, currency = {}, rows.reading.settings.currency
    for name in pair.materials:
        unit = rows.reading.unit(name)
        fixed = numbers.get(row, "cost_per_amount", unit)
        by_km = numbers.get(row, "cost_per_amount_and_distance", unit)
        total = _sum(fixed, by_km, distance, unit_of(f"{currency}/{unit}").canonical)
        if total is not None:
            found[name] = total
    return found


def _costs_by_distance(rows: TableRows, pair: _Pair, numbers: _Numbers) -> dict[str, Series]:
    found = {
        name: numbers.get(pair.row, "cost_per_amount_and_distance", rows.reading.unit(name))
        for name in pair.materials
        if rows.given(pair.row, "cost_per_amount_and_distance")
    }
    return {name: series for name, series in found.items() if series is not None}


def _sum(fixed: Series | None, by_km: Series | None, distance: float | None, unit: str) -> Series | None:
    if by_km is None or distance is None:
        return fixed
    values, typed = by_km.values * distance, f"{by_km.typed} x {distance:.6g} km"
    if fixed is not None:
        values, typed = values + fixed.values, f"{fixed.typed} + {typed}"
    return Series(np.asarray(values), unit, typed, by_km.where)


def _emitted(
    rows: TableRows, pair: _Pair, mode: Mode, name: str, distance: float | None, numbers: _Numbers
) -> tuple[Emission, ...]:
    """What sending one unit emits: the mode's gases per t.km, by the mass of a unit and the distance."""
    material = rows.reading.materials[name]
    mass = mass_of(material.unit, {key: each.value for key, each in material.properties.items()})
    if mass is None:
        if name not in numbers.massless:
            numbers.massless.add(name)
            rows.findings.warn(
                "mass-unknown",
                f"What one {material.unit} of `{name}` weighs is not known: its transport emits nothing in the books.",
                rows.where(pair.row, "mode"),
                "Give `item_mass` or `density` in `materials`.",
            )
        return ()
    if distance is None:
        return ()
    return tuple(replace(each, value=_scaled(each, mean(mass) * distance, material.unit)) for each in mode.emissions)


def _scaled(each: Emission, factor: float, unit: str) -> Series:
    gas = "t_CO2e" if each.effect == "emissions" else "t"
    values = np.asarray(each.value.values * factor)
    return Series(values, f"{gas}/{unit}", f"{each.value.typed} x {factor:.6g} t.km", each.value.where)
