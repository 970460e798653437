"""From tables to the typed plant: units checked, numbers canonical, all problems told at once."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..errors import Findings, PlantError
from ..processes.library import Library
from ..tables.table import Tables
from . import bounds, facilities, links, materials, measurements, scenarios, trade
from .bounds import Elements
from .columns import check_tables, settings_table
from .digest import digest_of
from .model import Effect, Plant, Settings, Times
from .names import did_you_mean
from .profiles import read_profiles
from .reading import Reading, Rows
from .schema import SETTINGS, TableSpec
from .settings import finish_settings, read_settings
from .slots import Slots
from .times import read_times

SETTINGS_SPEC = TableSpec("plant", "all settings", SETTINGS)


def read_plant(tables: Tables) -> Plant:
    """The typed plant. Raises :class:`PlantError` with every problem found, warnings included."""
    findings = Findings()
    check_tables(tables, findings)
    library = Library.load(tables.folder, findings)
    settings = Rows(_blank(tables, findings), SETTINGS_SPEC, settings_table(tables, findings))
    reading = settings.reading
    _begin(reading, settings, library)
    plant = _read(reading, library)
    findings.raise_errors(PlantError)
    return replace(plant, problems=findings.warnings, source=str(tables.source), digest=digest_of(tables))


def _blank(tables: Tables, findings: Findings) -> Reading:
    one = np.ones(1)
    times = Times((1,), one, one, one * 8760, one, ("1",))
    return Reading(tables, findings, Settings("", ""), times, Slots(one * 8760, one, ("1",)))


def _begin(reading: Reading, settings: Rows, library: Library) -> None:
    """Settings, times, profiles and names: what every other table is read with."""
    reading.settings = read_settings(settings)
    reading.times, reading.slots = read_times(settings, reading.rows("slots"))
    interpolate = settings.choice(0, "interpolate")
    reading.profiles = read_profiles(reading.rows("profiles"), reading.slots, reading.times.years, interpolate)
    reading.settings = finish_settings(settings, reading.settings, reading.times, library)
    reading.materials = materials.read_materials(reading, library)
    reading.sites = materials.read_sites(reading)
    _declare(reading)


def _declare(reading: Reading) -> None:
    """The names of all tables, so that a row may refer to a later one."""
    names = reading.names
    for table, column in (("materials", "material"), ("sites", "site"), ("supplies", "supply"),
                          ("processes", "process"), ("stores", "store"), ("markets", "market"),
                          ("effects", "effect"), ("limits", "limit")):  # fmt: skip
        rows = reading.rows(table)
        names.declare(table, [name for row in rows if (name := rows.text(row, column))])
    names.declare("effects", bounds.built_in_effects(reading.settings.currency))
    names.declare("owners", [site.owner for site in reading.sites.values() if site.owner])
    names.declare("profiles", reading.profiles)
    for table in ("processes", "markets"):
        rows = reading.rows(table)
        names.declare("routes", [name for row in rows if (name := rows.text(row, "route"))])


def _read(reading: Reading, library: Library) -> Plant:
    bodies = facilities.recipe_bodies(reading)
    supplies = trade.read_supplies(reading)
    stores, markets = trade.read_stores(reading), trade.read_markets(reading)
    ways = links.read_links(reading, {})
    reading.names.declare("links", [link.name for link in ways])
    processes = facilities.read_processes(reading, bodies)
    reading.names.declare("routes", [process.route for process in processes if process.route])
    reading.names.unite(supplies, (*processes, *markets))
    returns = trade.read_returns(reading, markets)
    effects = bounds.read_effects(reading)
    elements = Elements(
        {item.name: item for item in supplies}, {item.name: item for item in processes},
        {item.name: item for item in stores}, {item.name: item for item in markets},
        {item.name: item for item in ways}, effects,
    )  # fmt: skip
    _check_minimise(reading, effects)
    return Plant(
        settings=reading.settings, times=reading.times, materials=reading.materials, sites=reading.sites,
        supplies=supplies, processes=processes, stores=stores, markets=markets, links=ways, returns=returns,
        effects=effects, rates=bounds.read_rates(reading, elements), limits=bounds.read_limits(reading, elements),
        measurements=measurements.read_measurements(reading, elements),
        quality=bounds.read_quality(reading, elements),
        scenarios=scenarios.read_scenarios(reading.tables, reading.findings),
    )  # fmt: skip


def _check_minimise(reading: Reading, effects: dict[str, Effect]) -> None:
    for name in reading.settings.minimise.split(";"):
        if name.strip() not in effects:
            reading.findings.error("name-unknown", f"`minimise` names no effect: `{name.strip()}`.", None,
                                   did_you_mean(name.strip(), effects))  # fmt: skip
