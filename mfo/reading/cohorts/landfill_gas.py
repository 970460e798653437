"""Markets that bury: the gas of what they take, all of it at burial or year by year, as the model `landfill` has it.

Each such market gets rates, or returns and a market for what goes to the air; nothing else has to know of gas.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np

from ...errors import Where
from ...library.climate import SitePosition
from ...library.library import Library
from ...plant.model import Market, Material, Rate, Return, Series
from ...plant.quantities import CellError, parse_number, unit_of
from ...processes.contract import ProcessRequest
from ...processes.landfill import MODEL, BuriedGas, Floats, buried_gas
from ..cells.rows import ReadingContext, TableRows, as_names

ROUTE = "landfill"
METHANE, CARBON_DIOXIDE = "methane", "carbon dioxide"
OF, TO_THE_AIR = " of ", ", gas to the air"
"""The plant's own names are built on these; names are not translated."""
EFFECTS = {METHANE: "CH4", CARBON_DIOXIDE: "biogenic CO2"}
SCOPE = 3  # of markets, as their rates have it
COUNTED = ("CH4", "biogenic CO2", "emissions")
LEAST_PART = 1e-9  # t of a unit buried: what arises in a year is no less, so that the program has no tinier numbers


@dataclass
class LandfillGas:
    """What the gas of all markets that bury adds to a plant."""

    markets: list[Market] = field(default_factory=list)
    returns: list[Return] = field(default_factory=list)
    buried: set[str] = field(default_factory=set)  # the markets whose gas is counted
    rates: list[Rate] = field(default_factory=list)


def read_landfill_gas(
    reading: ReadingContext, markets: tuple[Market, ...], library: Library
) -> tuple[tuple[Market, ...], LandfillGas]:
    """The markets, those that bury with their route and parameters, and what their gas adds."""
    rows, added = reading.rows("markets"), LandfillGas()
    by_name = {market.name: market for market in markets}
    for row in rows:
        market = by_name.get(rows.text(row, "market"))
        when = rows.choice(row, "gas")
        if not when:
            _tell_unused(rows, row)
        elif market is not None:
            by_name[market.name] = _buries(rows, row, market, when == "by year", library, added)
    reading.names.declare("markets", [market.name for market in added.markets])
    return (*by_name.values(), *added.markets), added


def _tell_unused(rows: TableRows, row: int) -> None:
    for column in ("gas_as", "gas_parameters"):
        if rows.given(row, column) and not rows.given(row, "gas"):
            rows.findings.warn(
                "column-unused",
                f"`{column}` says nothing where `gas` is blank.",
                rows.where(row, column),
                "Write `by year` or `at burial` under `gas`, or leave it blank.",
            )


def _buries(rows: TableRows, row: int, market: Market, yearly: bool, library: Library, added: LandfillGas) -> Market:
    """The market with its route and what its gas is reckoned by; what comes of the gas joins ``added``."""
    reading = rows.reading
    added.buried.add(market.name)
    site = reading.sites[market.site]
    place = None if site.latitude is None else SitePosition(site.latitude, site.elevation or 0.0)
    request = ProcessRequest(
        market.name, MODEL, _parameters(rows, row), market.materials, place=place, where=rows.where(row, "gas")
    )
    found, used = buried_gas(request, reading.materials, library, rows.findings)
    name, per_methane = _collected_as(rows, row, library)
    gases = {material: gas if name else gas.flared() for material, gas in found.items()}
    if yearly:
        for each in _airs(reading, market, gases):
            added.markets.append(each)
        added.rates += [
            Rate(
                "markets",
                _air(market),
                EFFECTS[gas],
                _series(1.0, "t", "t"),
                _gas_name(market, gas),
                market.where,
                SCOPE,
            )
            for gas in EFFECTS
        ]
    for material, gas in gases.items():
        for what, amounts in ((METHANE, gas.escaped), (CARBON_DIOXIDE, gas.carbon_dioxide)):
            if yearly:
                added.returns += _returns(reading, market, material, _gas_name(market, what), amounts)
            else:
                added.rates.append(_at_burial(reading, market, material, EFFECTS[what], amounts))
        if name and yearly:
            added.returns += _returns(reading, market, material, name, gas.collected * per_methane)
        elif name:
            added.returns.append(
                _return(reading, market, material, name, float(gas.collected.sum()) * per_methane, None)
            )
    return replace(market, route=market.route or ROUTE, used=(*market.used, *used))


def _parameters(rows: TableRows, row: int) -> dict[str, Series | str]:
    """The parameters of the model that the row changes."""
    found: dict[str, Series | str] = {}
    for text in as_names(rows.table.value(row, "gas_parameters")):
        name, separator, value = (part.strip() for part in text.partition(":"))
        if not (separator and name and value):
            rows.error(
                "landfill-gas",
                f"`{text}` gives no parameter a value.",
                row,
                "gas_parameters",
                "Write them like `sites_with_wells: 60 %; decay_rate: 0.17 1/year`.",
            )
            continue
        try:
            number = parse_number(value, None)
        except CellError as error:
            if value[:1].isdigit():
                rows.error(error.code, f"`{name}`: {error.message}", row, "gas_parameters", error.remedy)
            else:
                found[name] = value
            continue
        factor = number.unit.factor if number.unit else 1.0
        canonical = "" if number.unit is None or number.unit.is_plain else number.unit.canonical
        where = rows.where(row, "gas_parameters")
        found[name] = Series(np.array(number.value * factor), canonical, number.typed, where)
    return found


def _collected_as(rows: TableRows, row: int, library: Library) -> tuple[str, float]:
    """The material that the gas in the wells becomes, and how much of it a tonne of methane is; blank: it is flared."""
    name = rows.refer(row, "gas_as")
    if not name:
        return "", 0.0
    material = rows.reading.materials[name]
    if material.unit == "t":
        return name, 1.0
    share = material.properties.get("methane_share")
    if material.unit == "Nm3" and share is not None and share.value > 0:
        density = next(float(each.value) for each in library.datasets if each.key == "methane.density")
        return name, 1000.0 / density / share.value
    rows.error(
        "landfill-gas",
        f"How much `{name}` a tonne of methane is is not known.",
        row,
        "gas_as",
        f"Count `{name}` in Nm3 and give it a `methane_share` in `materials`, or in t of methane.",
    )
    return "", 0.0


def _air(market: Market) -> str:
    return market.name + TO_THE_AIR


def _gas_name(market: Market, gas: str) -> str:
    return gas + OF + market.name


def _airs(reading: ReadingContext, market: Market, gases: dict[str, BuriedGas]) -> Iterator[Market]:
    """The market that takes what goes to the air, whose materials are made known."""
    if not gases:
        return
    names = tuple(_gas_name(market, gas) for gas in EFFECTS)
    dimension = unit_of("t").dimension
    for name in names:
        reading.materials[name] = Material(name, "t", "t", dimension, where=market.where, by_model=True, waste=False)
    reading.names.declare("materials", names)
    yield Market(_air(market), market.site, names, _series(0.0, reading.settings.currency, "t"), where=market.where)


def _returns(reading: ReadingContext, market: Market, material: str, name: str, amounts: Floats) -> Iterator[Return]:
    """What a unit of a material brings back of a gas in each year after its burial."""
    for years, amount in enumerate(amounts.tolist(), start=1):
        if abs(amount) > LEAST_PART:
            yield _return(reading, market, material, name, amount, years)


def _return(
    reading: ReadingContext, market: Market, material: str, name: str, amount: float, years: int | None
) -> Return:
    """What comes back so many years after, or where they are None within the slot."""
    share = _series(amount, reading.unit(name), reading.unit(material))
    return Return(
        market.name, material, name, market.site, float(years or 0), years is not None, share, market.where, gas=True
    )


def _at_burial(reading: ReadingContext, market: Market, material: str, effect: str, amounts: Floats) -> Rate:
    value = _series(float(amounts.sum()), "t", reading.unit(material))
    return Rate("markets", market.name, effect, value, material, market.where, SCOPE)


def _series(value: float, unit: str, per: str) -> Series:
    typed = f"{value:.6g} {unit}/{per}"
    return Series(np.array(value), "" if unit == per else unit_of(f"{unit}/{per}").canonical, typed)


def tell_gas_twice(reading: ReadingContext, rates: tuple[Rate, ...], gas: LandfillGas) -> None:
    """Warn where rows of `rates` or `returns` count what the column `gas` counts already."""
    rows = reading.rows("returns")
    places: list[tuple[str, Where | None]] = [
        (rows.text(row, "of"), rows.where(row)) for row in rows if rows.text(row, "lifetime") == "decay"
    ]
    places += [(item.at, item.where) for item in rates if item.table == "markets" and item.effect in COUNTED]
    for name, where in places:
        if name in gas.buried:
            reading.findings.warn(
                "counted-twice",
                f"The gas of `{name}` counts twice: by this row, and by `gas` of the market.",
                where,
                "Leave out the row, or leave `gas` blank.",
            )


def tell_no_way_out(reading: ReadingContext, gas: LandfillGas, takers: Iterable[tuple[str, str]]) -> None:
    """Tell of collected gas that nothing takes at its site: no plan could bury anything there.

    ``takers`` are the sites and materials from which something is taken, sent or stored.
    """
    taken = set(takers)
    rows = reading.rows("markets")
    for row in rows if not reading.findings.has_errors else ():
        name, material = rows.text(row, "market"), rows.text(row, "gas_as")
        site = rows.text(row, "site")
        if name in gas.buried and material in reading.materials and (site, material) not in taken:
            rows.error(
                "landfill-gas",
                f"Nothing takes the `{material}` that is collected at `{site}`.",
                row,
                "gas_as",
                "Add an engine or a flare that takes it, or leave `gas_as` blank: then a flare burns it.",
            )
