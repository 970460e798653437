"""Every table and column of a plant as data: what it holds, in which unit, what a blank means, an example.

This drives the reading (needed columns, kinds, bounds, near names), the generated page of the plant format and the
files that a new plant starts from. Nothing here reads anything.

In unit patterns ``{material}`` is the unit of the row's material, ``{basis}`` that of the process's activity,
``{currency}`` the plant's; ``" or "`` parts alternatives. An empty pattern is a plain number: a share or a factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .columns.column_groups import HOUSEHOLD_COLUMNS
from .columns.contract_columns import CONTRACTS
from .columns.credit_columns import CREDITS
from .columns.demand_columns import DEMAND_COLUMNS
from .columns.exchange_tables import GENERATION, LINKS, MARKETS, RETURNS, SOLD_BEFORE, SUPPLIES
from .columns.facility_tables import PROCESSES, QUALITY, RECIPES, STORES
from .columns.landfill_tables import LANDFILL_CELLS
from .columns.money_tables import EXCHANGE_RATES
from .columns.scenario_tables import SCENARIOS, UNCERTAINTIES
from .columns.table_spec import KINDS, Column, InputTableSpec
from .columns.table_spec import name_column as _name
from .columns.table_spec import names_column as _names
from .columns.table_spec import number_column as _number

__all__ = ["KINDS", "SETTINGS", "TABLES", "Column", "InputTableSpec", "all_columns"]

SETTINGS: tuple[Column, ...] = (
    Column("name", "text", "What the plant is called.", "Nopalmex", needed=True),
    Column("currency", "text", "The ISO code of the money everything is counted in.", "MXN", needed=True),
    Column("price_year", "integer", "The year whose prices these are.", "2025", blank="not stated"),
    Column("start", "date", "The first day of the horizon; makes months the calendar's.", "2025-01-01",
           blank="a year of 365 days, a month its twelfth"),
    Column("timezone", "text", "The zone that dates are told in, by its IANA name.", "America/Mexico_City",
           blank="no daylight saving"),
    Column("slots", "text", "How the horizon is cut: a count and `year`, `months`, `weeks`, `days`, `hours` or "
           "`half-hours`; each slot counts once. Or a table `slots`.", "12 months", blank="1 year"),
    Column("typical_days", "text", "By how many typical days a year of hours is told, each standing for the days that "
           "are like it; the days of the highest and lowest values of profiles stand alone. `24 in order`: only days "
           "that follow one another stand together, and stocks can run through the year.", "24 in order",
           blank="all slots as they are"),
    Column("years", "integers", "The milestone years of a roadmap.", "2025; 2030; 2035; 2040", blank="one year alone"),
    Column("interpolate", "choice", "How values by year are read between the years given: `linear`, or `step` (the "
           "last one given holds).", "linear", choices=("linear", "step"),
           blank="every milestone must be given"),
    Column("milestone_values", "choice", "What a milestone holds of values by year and of growth: those of its `first "
           "year`, or the `mean` of all years that it stands for.", "mean", choices=("first year", "mean"),
           blank="first year"),
    Column("discount_rate", "share", "Interest on money per year, for discounting and annuities.", "8 %", " or 1/h",
           blank="0 %", lower=0.0),
    Column("gwp", "choice", "The assessment report whose warming potentials weigh the gases over 100 years; "
           "`AR6-20`: over 20 years, in which methane weighs three times as much.", "AR6",
           choices=("AR4", "AR5", "AR6", "AR6-20"), blank="AR6"),
    Column("carbon_price", "number", "What emitting costs; a line of cost.", "250 MXN/t_CO2e", "{currency}/t_CO2e",
           blank="none", profile=True),
    Column("minimise", "names", "The effect to minimise, or several in order of priority.", "cost", blank="cost",
           refers=("effects",)),
    Column("measurement_uncertainty", "share", "The standard uncertainty of readings that state none, as a share of "
           "the reading.", "3 %", blank="such readings are exact", lower=0.0, upper=1.0),
    Column("reference_mix", "choice", "What models of several feeds work out their yields for in a scenario: the "
           "amounts of the plant `as it stands`, or the scenario's own, `reworked`.", "reworked",
           choices=("as it stands", "reworked"), blank="as it stands"),
    Column("language", "choice", "The language in which this plant is spoken of: screens, problems, reports.", "es",
           choices=("en", "es"), blank="that of whoever asks: MFO_LANGUAGE, LANG"),
    Column("reporter", "text", "The owner who reports: what others own counts as scope 3.", "Nopalmex",
           blank="everything is the reporter's"),
    Column("informal", "names", "The owners who work informally, such as waste pickers: their part is told in the "
           "numbers of a city.", "pickers", blank="nobody does"),
)  # fmt: skip
"""The settings: rows of the table ``plant`` (in YAML a mapping)."""

PLANT = InputTableSpec(
    "plant", "a setting", (Column("setting", "name", "The setting's name.", "currency", needed=True),
                           Column("value", "text", "Its value.", "MXN")),
    key=("setting",), needed=True, singular="setting",
)  # fmt: skip

MATERIALS = InputTableSpec(
    "materials", "a material, product or energy carrier", (
        _name("material", "Its name.", "nopal"),
        Column("unit", "text", "What it is counted in. The basis (wet or dry, lower or higher heating value) is part "
               "of the material.", "t", needed=True),
        Column("like", "text", "A material of the datasets whose properties it takes; own columns override them, "
               "and what is per mass as received follows the `dry_matter` and `volatile_solids` typed.",
               "nopal", blank="only the properties given here"),
        Column("waste", "flag", "Whether what arises, is bought or comes back of it is waste, for indicators.", "no",
               blank="waste is what must be taken at no price or against payment, and what comes back"),
        Column("hazardous", "flag", "Whether it is hazardous where it is waste: parts the tables of waste of the "
               "standards.", "yes", blank="what the four columns after it say; where they are blank it is not"),
        _names("hazard_class", "The properties that make it hazardous: letters of CRETIB (NOM-052-SEMARNAT-2005) or "
               "`HP 1` to `HP 15` (Directive 2008/98/EC).", "T; I", blank="none is known"),
        Column("waste_code", "text", "Its code in the European List of Waste (LER, EWC): six digits, and an asterisk "
               "where the list has one, which makes it hazardous. In a sheet a text, so that no leading zero is lost.",
               "20 01 08", blank="not classified"),
        Column("waste_class", "choice", "Its class in Mexican law (LGPGIR): `urban`, `special handling` or "
               "`hazardous`.", "special handling", choices=("urban", "special handling", "hazardous"),
               blank="not classified"),
        Column("basel_code", "text", "Its code in the annexes of the Basel Convention; one of Annex VIII (`A...`) "
               "makes it hazardous.", "B3020", blank="not classified"),
    ), key=("material",), further="a property of the material, such as `dry_matter`; blank: not known, or taken from "
    "`like`", needed=True, singular="material",
)  # fmt: skip

SITES = InputTableSpec(
    "sites", "a place", (
        _name("site", "Its name.", "Zitácuaro"),
        Column("owner", "text", "Who owns what stands there.", "Nopalmex", blank="one owner for all"),
        Column("latitude", "number", "Degrees north.", "19.44", " or deg", lower=-90.0, upper=90.0,
               blank="no place on the map; links from here need a distance where it matters"),
        Column("longitude", "number", "Degrees east (west is negative).", "-100.36", " or deg", lower=-180.0,
               upper=180.0, blank="as latitude"),
        Column("elevation", "number", "Height above the sea. With the latitude it tells the climate of models "
               "that have one, where none is typed.", "1940 m",
               "km", blank="not known", lower=-0.5, upper=9.0),
        *HOUSEHOLD_COLUMNS,
    ), key=("site",), needed=True, singular="site",
)  # fmt: skip

EFFECTS = InputTableSpec(
    "effects", "an effect beside the built-in ones", (
        _name("effect", "Its name.", "water"),
        Column("unit", "text", "What it is counted in.", "m3", needed=True),
    ), key=("effect",), singular="effect",
)  # fmt: skip

_ROWS = "supplies processes stores markets links"

RATES = InputTableSpec(
    "rates", "how much of an effect one unit of something causes", (
        _name("at", "A supply, process, store, market or link.", "digester", _ROWS),
        _name("effect", "The effect, built in or of the plant's own.", "water", "effects"),
        _number("rate", "{effect}/{unit}", "How much of it one unit causes.", "0.2 m3/t", needed=True),
        _name("per", "A material (a feed or product), `capacity`, for a link `used`: once for each year in which it is "
              "in use; for a supply `peak`: per highest load of each month (`588 MXN/kW/month`); for a store `charge`: "
              "per unit put in, before its efficiency, or `discharge`: per unit that comes out, after it.", "nopal",
              "materials", needed=False,
              blank="per unit of what the row counts (stores: per amount and time)"),
        Column("scope", "choice", "The scope of a gas, as the row's owner sees it; for a reporter who is another owner "
               "it is 3.", "2", choices=("1", "2", "3"),
               blank="of processes, stores and links 1; of supplies 2 for power, heat, steam and cold, else 3; of "
               "markets 3"),
        *DEMAND_COLUMNS,
    ), key=("at", "effect", "per", "during", "highest_of"), singular="rate",
)  # fmt: skip

_QUANTITIES = "effects supplies materials made processes markets routes links stores capacity number open"

LIMITS = InputTableSpec(
    "limits", "a bound on any quantity", (
        _name("limit", "Its name.", "organics to landfill"),
        _names("what", "An effect, supply, material, process, market, route, link or store, or several: their sum. A "
               "material counts what is supplied of it, or where nothing supplies it what is made of it; "
               "`made: beer` always what is made. `capacity: digester` is what is in place of a process, store or "
               "link, `number: digester` the same in units, `open: digester` whether it is open, or anything in place. "
               "A whole and a part of it (a route and its process) have no sum. Or "
               "alone: an indicator, `indicator: diversion`; or `cash`, what goes out of pocket in a calendar year.",
               "landfilled", _QUANTITIES, needed=True),
        _names("material", "The materials that count, of what a process, market, route, link or store takes in (of a "
               "process that only makes it, what it makes).", "food waste", "materials", blank="all"),
        _names("over", "The sites or owners that count.", "Zitácuaro", "sites owners", blank="all"),
        Column("when", "choice", "What the bound spans; of `cash` each calendar year, or `cumulative`: all until the "
               "end of each.", "year", choices=("slot", "year", "total", "cumulative"), blank="year"),
        _number("minimum", "{quantity}/h or {quantity} or ", "The least: a rate, an amount for the span, or a share of "
                "`of`.", "30 %", "none"),
        _number("maximum", "{quantity}/h or {quantity} or ", "The most: a rate, an amount for the span, or a share of "
                "`of`.", "500 t/year", "none"),
        Column("per_head", "flag", "Whether the bound is what one person may cause, of those who live at the sites of "
               "`over` by the table `generation`.", "yes", blank="no: it is the bound for all"),
        _names("of", "The quantity that a share is of, or several: their sum. Of a `capacity: digester` in each `slot` "
               "the load that it is held against: `minimum` 120 % is 20 % of spare capacity.", "municipal waste",
               _QUANTITIES, blank="the bound is no share"),
    ), key=("limit",), singular="limit",
)  # fmt: skip

MEASUREMENTS = InputTableSpec(
    "measurements", "what flows today", (
        _name("at", "A supply, process, link or market.", "digester", "supplies processes links markets"),
        _name("material", "Which of its materials.", "nopal", "materials", needed=False,
              blank="the only one; a process: its activity"),
        Column("role", "choice", "Whether it goes into a process or comes out.", "in", choices=("in", "out"),
               blank="told by the material"),
        _number("amount", "{material}/h", "What was measured.", "38 t/d", needed=True, lower=0.0),
        Column("uncertainty", "number", "Its standard uncertainty: a share, or in the unit of the amount.", "5 %",
               " or {material}/h", blank="not known", lower=0.0),
        Column("slot", "text", "The slot it was measured in.", "3", blank="the whole year"),
    ), key=("at", "material", "role", "slot"), singular="measurement",
)  # fmt: skip

PROFILES = InputTableSpec(
    "profiles", "values by slot, by year or both", (
        Column("slot", "text", "The slot: its position from 1, its label, or a date.", "1",
               blank="the values hold for the whole year"),
        Column("year", "integer", "The year.", "2030", blank="the values hold for every year"),
    ), key=("year", "slot"), unique=False, further="a profile: its name is the column's, its unit stands in the "
    "header; a blank cell belongs to another profile", singular="profile",
)  # fmt: skip

SLOTS = InputTableSpec(
    "slots", "a slot of the year, in order", (
        Column("slot", "text", "Its label.", "winter day 08:00", needed=True),
        _number("hours", "h", "How long it lasts.", "1 h", needed=True, above_zero=True, profile=False),
        Column("weight", "number", "How often it repeats in the year.", "90", blank="once", above_zero=True),
        Column("day", "text", "The typical day (or period) it belongs to: stocks cycle within it, unless their store "
               "has `across_days`.", "winter day", blank="stocks run through all slots"),
    ), key=("slot",), singular="slot",
)  # fmt: skip

SOURCE = Column("source", "text", "Where the row's figures come from, or `assumption`: for whoever has to defend them; "
                "nothing is computed from it.", "supplier's offer, March 2025", blank="not stated")  # fmt: skip
"""The column that every table of facts may have."""

TABLES: dict[str, InputTableSpec] = {
    spec.name: spec if spec.name in ("plant", "slots", "profiles") else replace(spec, columns=(*spec.columns, SOURCE))
    for spec in (
        PLANT, MATERIALS, SITES, SUPPLIES, GENERATION, PROCESSES, RECIPES, QUALITY, STORES, MARKETS, CONTRACTS, LINKS,
        RETURNS, SOLD_BEFORE, LANDFILL_CELLS, EFFECTS, RATES, LIMITS, CREDITS, MEASUREMENTS, EXCHANGE_RATES, SLOTS,
        PROFILES, SCENARIOS, UNCERTAINTIES,
    )
}  # fmt: skip
"""All tables of a plant in the order of the documentation."""


def all_columns() -> Iterator[tuple[InputTableSpec | None, Column]]:
    """Every setting (with None for its table) and every column of every table, in order."""
    for setting in SETTINGS:
        yield None, setting
    for spec in TABLES.values():
        for column in spec.columns:
            yield spec, column
