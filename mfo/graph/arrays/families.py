"""The one registry of families: every family of columns and rows that a program may have is declared here, once.

Program, elastic program, certificate, tables and report read what they need of a family from its entry. A family
without a check in the certificate, or without words for what of it may give way (or why nothing may), is refused on
import.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Side = Literal["lower", "upper"]


@dataclass(frozen=True)
class RelaxableBound:
    """How a bound may give way where no plan exists: which side, and what the bound is in the user's words."""

    side: Side  # the bound that gives, downwards or upwards
    bound: str  # in the user's words: "amount", "capacity", "minimum", "maximum", ...
    rate: bool = False  # one number per hour for all slots, so that it counts times the slot's hours
    per_slot: bool = False  # each slot gives by itself


@dataclass(frozen=True)
class ColumnFamily:
    """A family of variables."""

    name: str
    table: str  # of the plant: whose rows its members stand for, and under which the ledger books what they cause
    check: str  # of the certificate: the one that holds its bounds
    by_year: bool = False  # decided by year, else by slot
    counted: bool = True  # effects may be counted on it
    gives: tuple[RelaxableBound, ...] = ()
    firm: str = ""  # why none of its bounds gives way


@dataclass(frozen=True)
class RowFamily:
    """A family of constraints."""

    name: str
    kind: str  # of the element that a row speaks of
    check: str  # of the certificate: the one that writes the rows again
    axes: str = "myt"  # what its dimensions are: m(ember), y(ear), t (slot), b(lock), i(nner slot)
    gives: tuple[RelaxableBound, ...] = ()
    firm: str = ""  # why none of its bounds gives way
    module: str = ""  # for a family of its own kind: where it is written, see ``FURTHER``


LAW = "matter and energy do not vanish, nor come from nothing"
RECIPE = "what a process draws and makes is its recipe"
STATE = "a state follows from what the process or link does"
FOLLOWS = "it follows from other bounds, which give way"
NOTHING = "it is bounded by nothing but zero"
MACHINE = "how long it runs or stands at least is a fact of the machine"
CELL = "cells are opened one after another, and once"
AGREED = "what is due by a contract follows from what is taken"
CURVE = "what it takes at each load is a fact of the machine"
BUILT = "when something may be built is a fact"

_RATE, _EACH = {"rate": True}, {"per_slot": True}

COLUMNS: dict[str, ColumnFamily] = {}
ROWS: dict[str, RowFamily] = {}


def declare_columns(*families: ColumnFamily) -> None:
    """Enter families of columns; raises ValueError for one that is incomplete or there already."""
    for family in families:
        _check(family, COLUMNS)
        COLUMNS[family.name] = family


def declare_rows(*families: RowFamily) -> None:
    """Enter families of rows; raises ValueError for one that is incomplete or there already."""
    for family in families:
        _check(family, ROWS)
        ROWS[family.name] = family


def _check(family: ColumnFamily | RowFamily, known: dict[str, ColumnFamily] | dict[str, RowFamily]) -> None:
    if family.name in known:
        raise ValueError(f"The family {family.name!r} is declared twice.")
    if not family.check:
        raise ValueError(f"The family {family.name!r} names no check of the certificate, which would not look at it.")
    if not family.gives and not family.firm:
        raise ValueError(f"The family {family.name!r} says neither what of it may give way nor why nothing may.")


declare_columns(
    ColumnFamily(
        "supply",
        "supplies",
        "bounds",
        gives=(RelaxableBound("lower", "amount", **_EACH), RelaxableBound("upper", "amount", **_RATE)),
    ),
    ColumnFamily("feed", "processes", "amounts not negative", firm=NOTHING),
    ColumnFamily("activity", "processes", "capacity", gives=(RelaxableBound("upper", "capacity", **_RATE),)),
    ColumnFamily("arc", "links", "bounds", gives=(RelaxableBound("upper", "capacity", **_RATE),)),
    ColumnFamily("level", "stores", "store capacities", gives=(RelaxableBound("upper", "capacity"),)),
    ColumnFamily(
        "delivery",
        "markets",
        "bounds",
        gives=(RelaxableBound("lower", "minimum", **_RATE), RelaxableBound("upper", "maximum", **_RATE)),
    ),
    ColumnFamily("charge", "stores", "amounts not negative", firm=NOTHING),
    ColumnFamily("discharge", "stores", "amounts not negative", firm=NOTHING),
    ColumnFamily(
        "opening",
        "stores",
        "storage openings",
        counted=False,
        gives=(RelaxableBound("upper", "capacity"), RelaxableBound("lower", "start")),
    ),
    ColumnFamily("remaining", "stores", "what is left in stores", by_year=True, firm=FOLLOWS),
    ColumnFamily(
        "capacity", "processes", "capacity in place", by_year=True, gives=(RelaxableBound("upper", "capacity"),)
    ),
    ColumnFamily("built", "processes", "capacity in place", by_year=True, firm=BUILT),
    ColumnFamily("paid", "processes", "capital due", by_year=True, firm=NOTHING),
    ColumnFamily("used", "links", "links in use", by_year=True, firm=STATE),
    ColumnFamily("open", "processes", "open or closed", by_year=True, firm=STATE),
    ColumnFamily("operated", "processes", "open or closed", by_year=True, firm=NOTHING),
    ColumnFamily("standing", "processes", "fixed costs of what is built", by_year=True, firm=STATE),
    ColumnFamily("start", "processes", "starts", firm=STATE),
    ColumnFamily("constant", "processes", "constants", by_year=True, firm="one is one"),
    *(
        family
        for table, kind in (("stores", "store"), ("links", "link"))
        for family in (
            ColumnFamily(
                f"{kind}_capacity",
                table,
                "capacity in place",
                by_year=True,
                gives=(RelaxableBound("upper", "capacity"),),
            ),
            ColumnFamily(f"{kind}_built", table, "capacity in place", by_year=True, firm=BUILT),
            ColumnFamily(f"{kind}_paid", table, "capital due", by_year=True, firm=NOTHING),
            ColumnFamily(f"{kind}_standing", table, "fixed costs of what is built", by_year=True, firm=STATE),
            ColumnFamily(f"{kind}_units", table, "whole units", by_year=True, counted=False, firm=FOLLOWS),
        )
    ),
    *(
        family
        for table, prefix in (("processes", ""), ("stores", "store_"), ("links", "link_"))
        for family in (
            ColumnFamily(f"{prefix}opened", table, "openings", by_year=True, firm=STATE),
            ColumnFamily(f"{prefix}opening_paid", table, "openings", by_year=True, firm=NOTHING),
            ColumnFamily(f"{prefix}built_step", table, "capex by size", by_year=True, firm=BUILT),
            ColumnFamily(f"{prefix}built_step_used", table, "capex by size", by_year=True, counted=False, firm=STATE),
            ColumnFamily(f"{prefix}step_paid", table, "capex by size", by_year=True, firm=NOTHING),
        )
    ),
    ColumnFamily("units", "processes", "whole units", by_year=True, counted=False, firm=FOLLOWS),
    ColumnFamily("on", "processes", "minimum loads", firm=STATE),
    ColumnFamily("segment", "processes", "curves by load", firm=CURVE),
    ColumnFamily("segment_step", "processes", "curves by load", counted=False, firm=STATE),
    ColumnFamily("supply_step", "supplies", "price steps", counted=False, firm=STATE),
    ColumnFamily("market_step", "markets", "price steps", counted=False, firm=STATE),
    *(
        family
        for kind, table in (("supply", "supplies"), ("market", "markets"))
        for family in (
            ColumnFamily(f"{kind}_shortfall", table, "contracts", by_year=True, firm=NOTHING),
            ColumnFamily(f"{kind}_above", table, "contracts", by_year=True, firm=NOTHING),
            ColumnFamily(f"{kind}_signed", table, "contracts", by_year=True, firm=STATE),
            ColumnFamily(f"{kind}_reached", table, "contracts", by_year=True, counted=False, firm=STATE),
        )
    ),
    *(
        ColumnFamily(f"{kind}_in_use", table, "minimum loads of trade", counted=False, firm=STATE)
        for kind, table in (("supply", "supplies"), ("market", "markets"))
    ),
    ColumnFamily("sent", "links", "links in use", counted=False, firm=STATE),
    ColumnFamily("peak", "supplies", "peaks", by_year=True, firm=NOTHING),
    ColumnFamily("billed", "supplies", "billed loads", by_year=True, firm=NOTHING),
    ColumnFamily("by_energy", "supplies", "billed loads", by_year=True, counted=False, firm=STATE),
    ColumnFamily("cell_fill", "markets", "cells of landfills", by_year=True, firm=FOLLOWS),
    *(
        ColumnFamily(f"cell_{name}", "markets", "cells of landfills", by_year=True, firm=STATE)
        for name in ("life", "opened", "closed")
    ),
    *(
        ColumnFamily(f"cell_{name}", "markets", "cells of landfills", by_year=True, firm=NOTHING)
        for name in ("due", "to_come")
    ),
    ColumnFamily("subscribed", "supplies", "constants", by_year=True, firm="what a contract costs is due"),
)

declare_rows(
    RowFamily("balance", "pool", "balance", firm=LAW),
    RowFamily("required", "feed", "recipes", firm=RECIPE),
    RowFamily("mix", "process", "recipes", firm=RECIPE),
    RowFamily("capacity", "process", "capacity", firm=FOLLOWS),
    RowFamily("in place", "process", "capacity built", "my", firm="what stands is what was there and what was built"),
    RowFamily("unit size", "process", "whole units", "my", firm="units come whole"),
    RowFamily("paid", "process", "capital due", "my", firm="what is built is paid for"),
    *(
        family
        for kind in ("store", "link")
        for family in (
            RowFamily(
                f"{kind} in place",
                kind,
                "capacity built",
                "my",
                firm="what stands is what was there and what was built",
                module="sizes",
            ),
            RowFamily(f"{kind} unit size", kind, "whole units", "my", firm="units come whole", module="sizes"),
            RowFamily(f"{kind} paid", kind, "capital due", "my", firm="what is built is paid for", module="sizes"),
            RowFamily(f"{kind} standing", kind, "fixed costs of what is built", "my", firm=STATE, module="sizes"),
        )
    ),
    RowFamily("operated", "process", "open or closed", "my", firm=STATE),
    RowFamily("operated in place", "process", "open or closed", "my", firm=STATE),
    RowFamily("operated open", "process", "open or closed", "my", firm=STATE),
    RowFamily("on while open", "process", "open or closed", firm=STATE),
    RowFamily("start", "process", "starts", firm=STATE),
    RowFamily("up time", "process", "times to run and to stand", firm=MACHINE, module="run_times"),
    RowFamily("down time", "process", "times to run and to stand", firm=MACHINE, module="run_times"),
    RowFamily("storage", "stock", "storage", "myi", firm=LAW),
    RowFamily("storage start", "stock", "storage", "myb", firm=LAW),
    RowFamily("storage blocks", "stock", "storage openings", "m", firm=LAW),
    RowFamily("storage years", "stock", "storage openings", "m", firm=LAW),
    RowFamily("storage start level", "stock", "storage openings", "m", firm="the start is what was found there"),
    RowFamily("storage first repeat", "stock", "stock levels", "my", firm=LAW),
    RowFamily("storage last repeat", "stock", "stock levels", "my", firm=LAW),
    *(
        RowFamily(f"storage {year}{repeat}", "stock", "stock levels", firm=LAW)
        for year in ("first year", "last year")
        for repeat in ("", ", first repeat")
    ),
    *(
        RowFamily(
            f"store {way}",
            "store",
            "powers of stores",
            gives=(RelaxableBound("upper", f"maximum_{way}", **_RATE),),
            module="store_power",
        )
        for way in ("charge", "discharge")
    ),
    RowFamily("remaining", "stock", "what is left in stores", "my", firm=LAW, module="store_power"),
    *(
        RowFamily(
            f"{kind} least size",
            kind,
            "least sizes",
            "my",
            gives=(RelaxableBound("lower", "minimum_capacity"),),
            module="sizes",
        )
        for kind in ("process", "store", "link")
    ),
    *(
        RowFamily(f"{kind} {name}", kind, "openings", "my", firm=STATE, module="opening_charge")
        for kind in ("process", "store", "link")
        for name in ("opened", "opening paid")
    ),
    *(
        RowFamily(f"{kind} {name}", kind, "capex by size", "my", firm=CURVE, module="capital.capex_steps")
        for kind in ("process", "store", "link")
        for name in ("built by step", "size step", "size step before", "steps paid")
    ),
    RowFamily("peak", "supply", "peaks", "my", firm="a month's highest load is read off its slots", module="peak"),
    *(
        RowFamily(
            f"billed {by}",
            "supply",
            "billed loads",
            "my",
            firm="a bill follows from what was drawn",
            module="peak",
        )
        for by in ("load", "even load")
    ),
    *(
        RowFamily(f"cell {name}", "cell", "cells of landfills", axes, firm=why, module="landfill.cells")
        for name, axes, why in (
            ("life", "my", STATE),
            ("once", "m", CELL),
            ("closing", "my", STATE),
            ("in life", "my", CELL),
            ("in use", "my", STATE),
            ("order", "my", CELL),
            ("due", "my", "what is closed is paid for"),
            ("to come", "my", "what is closed is paid for"),
        )
    ),
    RowFamily("cell fill", "market", "cells of landfills", "my", firm=LAW, module="landfill.cells"),
    RowFamily(
        "cell capacity",
        "cell",
        "cells of landfills",
        "m",
        gives=(RelaxableBound("upper", "capacity"),),
        module="landfill.cells",
    ),
    *(
        family
        for kind in ("supply", "market")
        for family in (
            RowFamily(
                f"{kind} contract minimum",
                "contract",
                "contracts",
                "my",
                gives=(RelaxableBound("lower", "minimum"),),
                module="trade.contracts",
            ),
            RowFamily(
                f"{kind} contract maximum",
                "contract",
                "contracts",
                "my",
                gives=(RelaxableBound("upper", "maximum"),),
                module="trade.contracts",
            ),
            *(
                RowFamily(f"{kind} {name}", "contract", "contracts", "my", firm=AGREED, module="trade.contracts")
                for name in ("take or pay", "signed take or pay", "signed minimum", "signed maximum")
            ),
            *(
                RowFamily(f"{kind} tier {name}", "contract", "contracts", "my", firm=AGREED, module="trade.contracts")
                for name in ("above", "reached", "not reached", "counted", "not counted", "all counted")
            ),
        )
    ),
    *(
        family
        for kind, bound in (("supply", "amount"), ("market", "maximum"))
        for family in (
            RowFamily(
                f"{kind} minimum load",
                kind,
                "minimum loads of trade",
                gives=(RelaxableBound("lower", "minimum_load", **_RATE),),
                module="trade.least_loads",
            ),
            RowFamily(
                f"{kind} in use",
                kind,
                "minimum loads of trade",
                gives=(RelaxableBound("upper", bound, **_RATE),),
                module="trade.least_loads",
            ),
        )
    ),
    RowFamily("fresh charge", "pool", "fresh charge", firm="old stock does not become new"),
    RowFamily("link sends", "link", "links in use", firm=STATE),
    RowFamily("link sends while used", "link", "links in use", firm=STATE),
    *(
        RowFamily(f"{kind} {step}", kind, "price steps", firm="the steps of a price are taken in their order")
        for kind in ("supply", "market")
        for step in ("step", "step before")
    ),
    *(RowFamily(f"load{step}", "process", "curves by load", firm=CURVE) for step in ("", " step", " step before")),
    RowFamily(
        "market",
        "market",
        "bounds",
        gives=(RelaxableBound("lower", "minimum", **_RATE), RelaxableBound("upper", "maximum", **_RATE)),
    ),
    RowFamily("link", "link", "bounds", gives=(RelaxableBound("upper", "capacity", **_RATE),)),
    RowFamily("used", "link", "links in use", gives=(RelaxableBound("upper", "capacity", **_RATE),)),
    RowFamily(
        "link minimum load", "link", "link minimum loads", gives=(RelaxableBound("lower", "minimum_load", **_RATE),)
    ),
    RowFamily("on", "process", "minimum loads", gives=(RelaxableBound("upper", "capacity", **_RATE),)),
    RowFamily("open", "process", "open or closed", gives=(RelaxableBound("upper", "capacity", **_RATE),)),
    RowFamily(
        "standing",
        "process",
        "fixed costs of what is built",
        "my",
        gives=(RelaxableBound("upper", "capacity", **_RATE),),
    ),
    RowFamily("minimum load", "process", "minimum loads", gives=(RelaxableBound("lower", "minimum_load", **_RATE),)),
    RowFamily(
        "minimum built load", "process", "minimum loads", gives=(RelaxableBound("lower", "minimum_load", **_RATE),)
    ),
    RowFamily("minimum_share", "feed", "shares", gives=(RelaxableBound("lower", "minimum_share", **_EACH),)),
    RowFamily("maximum_share", "feed", "shares", gives=(RelaxableBound("upper", "maximum_share", **_EACH),)),
    RowFamily("quality maximum", "quality", "blends", gives=(RelaxableBound("upper", "maximum", **_EACH),)),
    RowFamily("quality minimum", "quality", "blends", gives=(RelaxableBound("lower", "minimum", **_EACH),)),
    RowFamily("store", "store", "store capacities", gives=(RelaxableBound("upper", "capacity"),)),
    RowFamily("store first repeat", "store", "store capacities", "my", gives=(RelaxableBound("upper", "capacity"),)),
    RowFamily("store last repeat", "store", "store capacities", "my", gives=(RelaxableBound("upper", "capacity"),)),
    *(
        RowFamily(f"store {year}{repeat}", "store", "store capacities", gives=(RelaxableBound("upper", "capacity"),))
        for year in ("first year", "last year")
        for repeat in ("", ", first repeat")
    ),
    RowFamily(
        "storage end",
        "stock",
        "storage ends",
        "m",
        gives=(RelaxableBound("lower", "end"), RelaxableBound("upper", "end")),
    ),
    RowFamily("longest stay", "stock", "longest stay", gives=(RelaxableBound("upper", "maximum_stay", **_EACH),)),
    RowFamily("ramp up", "process", "ramps", gives=(RelaxableBound("upper", "ramp", **_EACH),)),
    RowFamily("ramp down", "process", "ramps", gives=(RelaxableBound("lower", "ramp", **_EACH),)),
    RowFamily("built ramp up", "process", "ramps", gives=(RelaxableBound("upper", "ramp", **_EACH),)),
    RowFamily("built ramp down", "process", "ramps", gives=(RelaxableBound("lower", "ramp", **_EACH),)),
    *(
        RowFamily(
            f"limit {when}",
            "limit",
            "limits",
            axes,
            gives=(RelaxableBound("lower", "minimum", **_EACH), RelaxableBound("upper", "maximum", **_EACH)),
        )
        for when, axes in (("slot", "myt"), ("year", "my"), ("total", "m"))
    ),
    RowFamily(
        "fixed",
        "measurement",
        "measurements",
        gives=(RelaxableBound("lower", "measured", **_EACH), RelaxableBound("upper", "measured", **_EACH)),
    ),
)

BY_YEAR = frozenset(name for name, family in COLUMNS.items() if family.by_year)
"""The families of columns that are decided by year; their rates have no slots."""

COUNTED = tuple(name for name, family in COLUMNS.items() if family.counted)
"""The families of columns that effects are counted on. Their amounts per slot are weighted by the slot's weight."""

TABLE_OF = {**{name: family.table for name, family in COLUMNS.items()}, "output": "processes"}
"""The table of the plant that the members of a family stand for; an output is a process's."""

FURTHER = tuple(dict.fromkeys(family.module for family in ROWS.values() if family.module))
"""Modules of families that program and certificate find by their entry alone: ``mfo/program/constraints/NAME.py`` with
``add_variables(builder)`` and ``add_rows(builder)``, and ``mfo/plan/certificate/rows/NAME_rows.py`` with
``columns(book)`` and ``rows(book)``."""
