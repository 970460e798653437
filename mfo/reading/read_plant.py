"""From tables to the typed plant: units checked, numbers canonical, all problems told at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from ..errors import Findings, PlantError, Problem, Where
from ..library.library import Library
from ..plant.digest import digest_of
from ..plant.effects import AIR, Effect, built_in_effects
from ..plant.model import (
    Link,
    Plant,
    Process,
    QualityLimit,
    Rate,
    Return,
    Settings,
    Store,
    Times,
)
from ..plant.names import Names, did_you_mean, near
from ..plant.schema import SETTINGS, TABLES, InputTableSpec
from ..plant.slots import Slots
from ..tables.cells.table import Tables
from . import scenarios
from .cells.exchange_rates import as_used, read_exchange_rates
from .cells.meter_export import long_form
from .cells.profiles import read_profiles
from .cells.rows import ReadingContext, TableRows
from .cells.settings import finish_settings, read_settings
from .cells.stated_sources import stated_rates, stated_sources
from .cells.times import read_times
from .cells.typical_days import with_typical_days
from .checks.asides import without_asides
from .checks.compositions import check_compositions
from .checks.headers import check_tables, settings_table
from .checks.library_hints import library_remedy
from .checks.misspelt import as_meant
from .checks.slips import tell_slips
from .cohorts.generation import generation_names, read_generation
from .cohorts.landfill_cells import read_landfill_cells
from .cohorts.landfill_gas import read_landfill_gas, tell_gas_twice, tell_no_way_out
from .cohorts.manure import read_credits
from .cohorts.people import check_informal, read_people, with_households
from .cohorts.products import from_before, no_waste, products, read_sold_before
from .dataset_rows import dataset_rows
from .money.unpaid_years import tell_unpaid_years
from .probabilities import read_probabilities
from .read_contracts import read_contracts
from .repairs.each_cell import unread_cells
from .repairs.second_reading import merged, repaired, told_cells, with_blanks
from .tables import limits as bounds
from .tables import links, materials, measurements
from .tables import processes as facilities
from .tables import supplies_markets as trade
from .tables.emissions import tell_mixed, with_avoided, with_upstream
from .tables.limits import NamedRows
from .tables.process_models import model_bodies
from .tables.reference_mix import HELD
from .uncertainties import read_uncertainties
from .uncounted.missing_emissions import tell_uncounted
from .uncounted.uncounted_waste import tell_uncounted_waste

LEAST_LETTERS = 3  # of an owner's name that another may be a slip of
MOST_READINGS = 3  # of a plant with cells that cannot be read, each with what the one before found in their place
MOST_ALIKE = 20  # problems of one kind in one column that are told one by one
LEAST_PLACES, MOST_PLACES = 2, 3  # further places of one finding that are gathered, and how many of them are named

FOUNDATIONS = frozenset({"table-missing", "table-empty", "column-missing", "setting-missing"})
"""Problems after which the reading stops: whatever else was found would be about something else."""

WRONG_TIMES = frozenset({"slots", "date"})
OF_TIMES = frozenset(
    {
        "slot-unknown",
        "slot-days",
        "slot-order",
        "slot-weights",
        "slot-apart",
        "slots-not-a-year",
        "slots-twice",
        "year-length",
        "leap-year",
        "lag",
    }
)
"""What may follow from slots that could not be read."""

SETTINGS_SPEC = InputTableSpec("plant", "all settings", SETTINGS)


def read_plant(tables: Tables, standing: Tables | None = None, library: Library | None = None) -> Plant:
    """The typed plant. Raises :class:`PlantError` with every problem found, warnings included.

    ``standing`` are the tables of the plant as it stands, where these are those of a scenario: the mix that models work
    out their yields for is held at its amounts, unless the setting ``reference_mix`` has it reworked. ``library`` is
    one that was loaded for the same folder before, so that many plants read its files once.
    """
    findings = Findings()
    findings.extend(tables.problems)
    tables = without_asides(as_meant(long_form(tables), findings), findings)
    library = library or Library.load(tables.folder, findings)
    standing = without_asides(as_meant(standing, Findings()), Findings()) if standing is not None else None
    before = list(findings)
    plant, reading = _read_once(tables, standing, library, findings)
    if findings.has_errors:
        findings.problems = before + _told_at_once(reading, standing, library, findings.problems[len(before) :])
    rates = as_used(reading.exchange_rates, reading.exchanged)
    findings.problems = condensed(_without_consequences(findings.problems))
    findings.raise_errors(PlantError)
    return replace(
        plant,
        problems=findings.warnings,
        stated=(*stated_rates(rates), *stated_sources(tables)),
        exchange_rates=rates,
        source=str(tables.source),
        digest=digest_of(tables),
    )


def _read_once(
    tables: Tables, standing: Tables | None, library: Library, findings: Findings
) -> tuple[Plant, ReadingContext]:
    check_tables(tables, findings)
    settings = TableRows(_blank(tables, findings), SETTINGS_SPEC, settings_table(tables, findings))
    reading = settings.reading
    _begin(reading, settings, library)
    mix = settings.choice(0, "reference_mix", HELD)
    if mix == HELD:
        reading.standing = standing
    return _read(reading, library), reading


def _told_at_once(
    reading: ReadingContext, standing: Tables | None, library: Library, problems: list[Problem]
) -> list[Problem]:
    """The problems, and what cells that could not be read hid: found by reading on with what they may have meant."""
    tables, guesses = reading.tables, reading.guesses
    with_blanks(tables, reading.names, guesses, problems)
    guesses = told_cells(tables, guesses, problems)
    for _ in range(MOST_READINGS if guesses else 0):
        findings = Findings()
        try:
            _, again = _read_once(repaired(tables, guesses), standing, library, findings)
        except PlantError:
            return problems
        problems = merged(tables, guesses, problems, findings.problems)
        more = told_cells(tables, again.guesses, findings)  # of a wrong guess, too: what is behind it is read next
        if more.keys() <= guesses.keys():
            break
        guesses = more | guesses
    return problems + unread_cells(reading, problems)


def _without_consequences(problems: list[Problem]) -> list[Problem]:
    """The problems without those that may be there only because the slots, a date or the currency could not be read."""
    codes = {problem.code for problem in problems if problem.severity == "error"}
    if codes & WRONG_TIMES:
        problems = [each for each in problems if each.code not in OF_TIMES and not each.code.startswith("profile-")]
    if "currency" in codes:
        problems = [each for each in problems if not (each.code.startswith("unit-") and _about_money(each))]
    return problems


def _about_money(problem: Problem) -> bool:
    """Whether a problem stands in a column that holds money."""
    spec = TABLES.get((problem.where.sheet or "") if problem.where else "")
    columns = SETTINGS if spec and spec.name == "plant" else spec.columns if spec else ()
    named = [column for column in columns if f"`{column.name}`" in problem.message]
    return not spec or any("{currency}" in column.unit for column in named) or spec.name in ("limits", "rates")


def _blank(tables: Tables, findings: Findings) -> ReadingContext:
    one = np.ones(1)
    times = Times((1,), one, one, one * 8760, one, ("1",))
    return ReadingContext(
        tables, findings, Settings("", ""), times, Slots(one * 8760, one, ("1",)), Names(library_remedy)
    )


def _begin(reading: ReadingContext, settings: TableRows, library: Library) -> None:
    """Settings, times, profiles and names: what every other table is read with."""
    reading.settings = read_settings(settings)
    reading.times, reading.slots = read_times(settings, reading.rows("slots"))
    if any(problem.code in FOUNDATIONS for problem in reading.findings) or _unit_missing(reading):
        reading.findings.raise_errors(PlantError)
    reading.exchange_rates = read_exchange_rates(reading.rows("exchange_rates"), reading.times)
    interpolate = settings.choice(0, "interpolate", "linear" if settings.given(0, "interpolate") else "")
    reading.profiles = read_profiles(reading.rows("profiles"), reading.slots, reading.times, interpolate)
    with_typical_days(reading, settings)
    reading.settings = finish_settings(settings, reading.settings, reading.times, library)
    reading.materials = materials.read_materials(reading, library)
    materials.check_properties(reading, library)
    check_compositions(reading.materials, reading.findings)
    reading.sites = materials.read_sites(reading)
    with_households(reading)
    _declare(reading)
    check_informal(reading, settings)


def _unit_missing(reading: ReadingContext) -> bool:
    """Whether a material is counted in nothing, so that no number about it could be read."""
    rows = reading.rows("materials")
    return any(rows.text(row, "material") and not rows.given(row, "unit") for row in rows)


def _declare(reading: ReadingContext) -> None:
    """The names of all tables, so that a row may refer to a later one."""
    names = reading.names
    for table, column in (
        ("materials", "material"),
        ("sites", "site"),
        ("supplies", "supply"),
        ("processes", "process"),
        ("stores", "store"),
        ("markets", "market"),
        ("effects", "effect"),
        ("limits", "limit"),
    ):
        rows = reading.rows(table)
        names.declare(table, [name for row in rows if (name := rows.text(row, column))])
    names.declare("supplies", generation_names(reading))
    names.declare("effects", [*built_in_effects(reading.settings.currency), *AIR])
    names.declare("owners", _owners(reading))
    names.declare("profiles", reading.profiles)
    for table in ("processes", "markets"):
        rows = reading.rows(table)
        names.declare("routes", [name for row in rows if (name := rows.route_name(row))])


def _owners(reading: ReadingContext) -> list[str]:
    """Who owns sites, then who is named in a row alone; a name that is nearly an owner's is told."""
    found = dict.fromkeys(site.owner for site in reading.sites.values() if site.owner)
    for table in ("supplies", "processes", "markets", "links"):
        rows = reading.rows(table)
        for row in rows:
            name = rows.text(row, "owner")
            close = [each for each in near(name, found, 1) if name not in found] if name else []
            if close and len(close[0]) > LEAST_LETTERS:
                rows.findings.warn(
                    "owner-near",
                    f"`{name}` owns no site and is taken as an owner of its own.",
                    rows.where(row, "owner"),
                    f"Write `{close[0]}` if that is meant.",
                )
            if name:
                found.setdefault(name)
    return list(found)


def _read(reading: ReadingContext, library: Library) -> Plant:
    of_models, model_ranges = model_bodies(reading, library)
    bodies = {**of_models, **facilities.recipe_bodies(reading, library)}
    supplies = with_upstream(reading, trade.read_supplies(reading), library)
    thrown_away, wholes = read_generation(reading)
    supplies += thrown_away
    made = [output for body in bodies.values() for output in body.outputs]
    stores, markets = trade.read_stores(reading), with_avoided(reading, trade.read_markets(reading), made, library)
    markets, gas = read_landfill_gas(reading, markets, library)
    tell_mixed(reading, _setting(reading, "gwp"))
    ways = links.read_links(reading, library)
    reading.names.declare("links", [link.name for link in ways])
    processes = facilities.read_processes(reading, bodies, library)
    reading.names.declare("routes", [process.route for process in processes if process.route])
    reading.names.declare("made", [item.material for process in processes for item in process.outputs])
    reading.names.unite(supplies, (*processes, *markets))
    contracts = read_contracts(reading, supplies, markets)
    returns = (*trade.read_returns(reading, markets), *gas.returns)
    before = read_sold_before(reading, markets)
    supplies += from_before(reading, returns, before, markets)
    reading.materials.update(no_waste(reading, returns))
    caused = {rate.effect for process in processes for rate in process.rates}
    caused |= {each.effect for link in ways for gases in link.emissions.values() for each in gases}
    effects = bounds.read_effects(reading, caused)
    elements = NamedRows(
        {item.name: item for item in supplies},
        {item.name: item for item in processes},
        {item.name: item for item in stores},
        {item.name: item for item in markets},
        {item.name: item for item in ways},
        effects,
    )
    bounds.declare_sizes(reading.names, elements)
    rates = bounds.read_rates(reading, elements)
    _check_twice(rates, elements, reading.findings)
    tell_gas_twice(reading, rates, gas)
    takers = {(item.site, each.material) for item in processes for each in item.inputs}
    takers |= {(item.site, name) for item in stores for name in item.materials}
    takers |= {(item.site, name) for item in markets for name in item.materials}
    tell_no_way_out(reading, gas, takers | {(item.origin, name) for item in ways for name in item.materials})
    rates = (*rates, *gas.rates)
    if not reading.findings.has_errors:
        tell_slips(reading, supplies, markets)
        tell_unpaid_years(reading, processes, stores, ways)
        tell_uncounted(reading, supplies, processes, rates, library)
        stocks_and_ways: tuple[Store | Link, ...] = (*stores, *ways)
        lossy = [item for item in stocks_and_ways if item.loss is not None and np.any(item.loss.values)]
        tell_uncounted_waste(
            reading.materials,
            processes,
            markets,
            lossy,
            rates,
            [item.market for item in returns],
            library,
            reading.findings,
        )
    evidence = () if reading.findings.has_errors else dataset_rows(reading, library, supplies, markets, processes, ways)
    _check_minimise(reading, effects)
    _check_weights(reading, stores, ways, returns)
    _check_reporter(reading)
    read_probabilities(reading.tables, reading.findings)
    read_uncertainties(reading.tables, reading.findings)
    return Plant(
        settings=reading.settings,
        times=reading.times,
        materials=reading.materials,
        sites=reading.sites,
        people=read_people(reading),
        landfill_cells=read_landfill_cells(reading, markets),
        credits=read_credits(reading, processes, library),
        contracts=contracts,
        supplies=supplies,
        processes=processes,
        stores=stores,
        markets=markets,
        links=ways,
        returns=returns,
        products=products(returns, markets, before),
        effects=effects,
        rates=rates,
        limits=(*bounds.read_limits(reading, elements), *wholes),
        measurements=measurements.read_measurements(reading, elements),
        quality=(*bounds.read_quality(reading, elements), *_mix_limits(processes, bodies)),
        scenarios=scenarios.read_scenarios(reading.tables, reading.findings),
        dataset_rows=evidence,
        model_ranges=model_ranges,
    )


def _mix_limits(processes: tuple[Process, ...], bodies: Mapping[str, facilities.Body]) -> tuple[QualityLimit, ...]:
    """The bounds that process models set on the mean of their mix."""
    return tuple(
        QualityLimit(
            "processes", process.name, each.title, each.minimum, each.maximum, process.where, each.values, each.advice
        )
        for process in processes
        for each in bodies[process.name].mix_limits
    )


def condensed(problems: Iterable[Problem]) -> list[Problem]:
    """Each problem once; of many alike in one column the first ones and how many there are.

    One finding at several places (a name that is unknown wherever it stands) is told once, with the places.
    """
    problems = _gathered(problems)
    found: list[Problem] = []
    count: Counter[tuple[str, str, str]] = Counter()
    last: dict[tuple[str, str, str], int] = {}
    for problem in dict.fromkeys(problems):
        where = problem.where or Where()
        column = (where.cell or "").rstrip("0123456789")
        key = (problem.code, f"{where.file} {where.sheet}", column)
        count[key] += 1
        if count[key] <= MOST_ALIKE:
            last[key] = len(found)
            found.append(problem)
    for key, number in count.items():
        if number > MOST_ALIKE:
            problem = found[last[key]]
            more = f"{problem.message} (And {number - MOST_ALIKE:,} more like it in this column.)"
            found[last[key]] = replace(problem, message=more)
    return found


def _gathered(problems: Iterable[Problem]) -> list[Problem]:
    alike: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in dict.fromkeys(problems):
        alike.setdefault((problem.code, problem.message, problem.remedy, problem.severity), []).append(problem)
    found = []
    for same in alike.values():
        others = [str(problem.where) for problem in same[1:]]
        if len(others) < LEAST_PLACES or not all(others):
            found += same
            continue
        more, places = len(others) - MOST_PLACES, "; ".join(others[:MOST_PLACES])
        at_others = f"(The same at {places} and {more} more.)" if more > 0 else f"(The same at {places}.)"
        message = f"{same[0].message} {at_others}"
        found.append(replace(same[0], message=message))
    return found


def _check_twice(rates: tuple[Rate, ...], elements: NamedRows, findings: Findings) -> None:
    """Warn where a gas of a supply is given by a rate and by its material as well: both count."""
    for rate in rates:
        supply = elements.supplies.get(rate.at) if rate.table == "supplies" else None
        if supply and rate.effect in {each.effect for each in supply.emissions}:
            findings.warn(
                "counted-twice",
                f"`{rate.effect}` of `{supply.name}` counts twice: by this rate, and by the upstream "
                f"emissions of `{supply.material}`.",
                rate.where,
                "Remove the rate, or `like` of the material.",
            )


def _check_weights(
    reading: ReadingContext, stores: tuple[Store, ...], ways: tuple[Link, ...], returns: tuple[Return, ...]
) -> None:
    """Stocks and lags run from slot to slot: slots of different weights need to say which follow one another."""
    times = reading.times
    if bool(np.all(times.weight == times.weight[0])) or times.follows:
        return
    if stores or any(item.travel_time for item in ways) or any(not item.in_years for item in returns):
        reading.findings.error(
            "slot-days",
            "The slots have different weights, so what is kept from one to the next has no balance.",
            reading.rows("slots").table.where(),
            "Add a column `day` that names each slot's typical day.",
        )


def _check_reporter(reading: ReadingContext) -> None:
    reporter, owners = reading.settings.reporter, [*reading.names.of("owners")]
    if reporter and reporter not in owners:
        settings = settings_table(reading.tables, Findings())
        reading.findings.error(
            "name-unknown",
            f"`reporter` is `{reporter}`, who owns no site.",
            settings.where(0, "reporter"),
            did_you_mean(reporter, owners),
        )


def _setting(reading: ReadingContext, name: str) -> Where | None:
    """The cell of a setting, if it is given."""
    settings = settings_table(reading.tables, Findings())
    return settings.where(0, name) if name in settings.columns else None


def _check_minimise(reading: ReadingContext, effects: dict[str, Effect]) -> None:
    where = _setting(reading, "minimise")
    for name in reading.settings.minimise.split(";"):
        if name.strip() not in effects:
            reading.findings.error(
                "name-unknown",
                f"`minimise` names no effect: `{name.strip()}`.",
                where,
                did_you_mean(name.strip(), effects),
            )
