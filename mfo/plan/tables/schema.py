"""One declaration for each result table: its columns, what each holds and means, and since which format it is written.

The tables, the run folder, the workbook, the report and ``docs/results.md`` all come from here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from ..declared.result_columns import Kind, ResultColumn, TableSpec
from ..declared.result_columns import table_spec as _spec

__all__ = [
    "FORMAT",
    "TABLES",
    "Kind",
    "ResultColumn",
    "Row",
    "TableSpec",
    "Values",
    "columns_of",
    "empty",
    "frame",
    "rows",
]

Values: TypeAlias = Sequence[object] | np.ndarray | ExtensionArray | pd.Series
"""What a column is made from: an array, or one value a row."""

Row: TypeAlias = dict[str, Any]
"""A row of any table: cells by column, of the kinds that the table declares; blanks are None."""

_SPECS = (
    _spec(
        "flows",
        "what one element puts into or takes out of one pool",
        "year slot element kind route site owner material direction amount unit known year_uncertainty",
        means={
            "kind": "supply, process, store, market, link, return",
            "direction": "`into pool`, `out of pool`",
            "known": "how, of today's: `read`, `reconciled`, `spread`, `follows`, `guessed` (below); blank in a plan",
            "year_uncertainty": "standard uncertainty of what flows over the whole year (`amount` by `weight` over its"
            " slots), the same in each slot; 0: exact; blank: decided by the plan, or not known",
        },
        since={"known": 11, "year_uncertainty": 11},
    ),
    _spec(
        "activities",
        "what a process does",
        "year slot process site owner route activity unit capacity utilisation on",
    ),
    _spec(
        "stocks",
        "the level of a store at the slot's end, the mean over the repetitions of a slot and, where it is carried,"
        " over the years of its milestone",
        "year slot store site material opening level charge discharge loss capacity unit",
        means={
            "opening": "the level before the slot",
        },
    ),
    _spec(
        "in_transit",
        "what was sent over a link with a travel time and has not arrived at the slot's end, before loss",
        "year slot element site owner material amount unit",
        means={"element": "the link", "site": "where it was sent from"},
        added=10,
    ),
    _spec(
        "capacities",
        "what is in place and built; what is built in a year is in use from `first_year` to `last_year` (blank: to"
        " the end of the horizon)",
        "year process site owner existing built in_place maximum unit open first_year last_year",
    ),
    _spec(
        "sizes",
        "what of a store or link whose size is decided is in place and built; as `capacities` for processes",
        "year element kind site owner existing built in_place maximum unit first_year last_year",
        means={
            "kind": "store, link",
        },
        added=6,
    ),
    _spec(
        "ledger",
        "one line per element, effect and category",
        "year element kind site owner route effect category account scope amount unit weight",
        means={
            "account": "`own`, `avoided`",
            "weight": "years stood for, of money x discount",
        },
    ),
    _spec(
        "costs",
        "sums of the ledger's cost",
        "year category account amount unit weight",
    ),
    _spec(
        "emissions",
        "sums of the ledger's gases, and of `emissions`",
        "year effect category account scope amount unit weight",
    ),
    _spec(
        "limits",
        "a bound, what was reached, its price",
        "limit year slot value minimum maximum unit binding price price_unit until",
    ),
    _spec(
        "prices",
        "the value of one more unit of a material at a site",
        "year slot site material price unit",
    ),
    _spec(
        "bounds",
        "capacity, supply, market and link bounds in use",
        "year slot element kind bound value limit unit binding price price_unit until",
        means={
            "bound": "`capacity`, `amount`, `minimum`, `maximum`; of what can be built `capacity in place`, and "
            "`maximum capacity` by year, in slot 0",
        },
    ),
    _spec(
        "reduced_costs",
        "what is not used and what it lacks",
        "year slot element kind material amount reduced_cost unit",
    ),
    _spec(
        "indicators",
        "circularity indicators",
        "year indicator value unit numerator denominator formula",
    ),
    _spec(
        "gri_306_3",
        "GRI 306-3: waste by composition, a class of waste (materials whose legal columns are alike), then all waste",
        "year composition hazardous waste_code hazard_class waste_class basel_code generated diverted disposed unit"
        " formula",
        means={
            "composition": "the materials of the class; `not classified`: nothing is said of them; `total waste`",
            "diverted": "from disposal, as in `gri_306_4`",
            "disposed": "directed to disposal, as in `gri_306_5`",
        },
        added=6,
    ),
    _spec(
        "gri_306_4",
        "GRI 306-4: waste diverted from disposal by recovery operation, of hazardous and of other waste; the last line"
        " is waste prevented",
        "year hazard operation onsite offsite total unit share numerator denominator formula",
        means={
            "hazard": "`hazardous`, `non-hazardous`, `all`",
            "onsite": "in processes, those of other owners than the setting `reporter` aside",
            "offsite": "in markets, and processes of other owners than the reporter",
        },
        added=6,
    ),
    _spec(
        "gri_306_5",
        "GRI 306-5: waste directed to disposal by disposal operation, of hazardous and of other waste",
        "year hazard operation onsite offsite total unit share numerator denominator formula",
        means={"hazard": "`hazardous`, `non-hazardous`, `all`"},
        added=6,
    ),
    _spec(
        "esrs_e5",
        "a datapoint of ESRS E5-4 or E5-5, in the order of the paragraphs of Delegated Regulation (EU) 2023/2772",
        "year disclosure line value unit numerator denominator formula",
        means={"value": "blank: a plan does not tell it, and the formula says what it would need"},
        added=6,
    ),
    _spec(
        "cti",
        "an indicator of WBCSD's Circular Transition Indicators 4.0",
        "year disclosure line value unit numerator denominator formula standing",
        means={"value": "as in `esrs_e5`", "standing": "what of the line was read, and what was not"},
        since={"standing": 9},
        added=6,
    ),
    _spec(
        "iso_59020",
        "a core indicator of ISO 59020:2024, Annex A",
        "year disclosure line value unit numerator denominator formula standing",
        means={"value": "as in `esrs_e5`", "standing": "what of the line was read, and what was not"},
        since={"standing": 9},
        added=6,
    ),
    _spec(
        "city",
        "a number of a city with people in `generation`, of all districts together and of each; no rows without them",
        "year site disclosure line value unit numerator denominator formula",
        means={
            "site": "the district, or `all districts`",
            "disclosure": "`people`, `SDG 11.6.1`, `SDG 12.5.1`, `informal`, `plastic`, `cost`, `work`",
            "value": "as in `esrs_e5`",
        },
        added=8,
    ),
    _spec(
        "credits",
        "a line of a statement of methane that digestion of manure avoids; a calculation, no verification; no rows"
        " without the plant's table `credits`",
        "year slot process line value unit formula standing",
        means={
            "slot": "0: the year",
            "process": "the digester",
            "standing": "whether the line's rule was read in what the Reserve publishes, or its sum alone, or not, or"
            " is the plant's own figure",
        },
        added=8,
    ),
    _spec(
        "problems",
        "warnings",
        "code message where remedy severity",
    ),
    _spec(
        "changes",
        "plan against today",
        "element kind site owner material today plan change unit cost_change emissions_change displaced_change words",
        means={
            "owner": "who pays for it, or is paid; where nobody does, whose it is",
            "displaced_change": "of what is displaced elsewhere; in no total",
        },
    ),
    _spec(
        "measures",
        "what somebody decides: changes from today that belong together, with what they cost, emit and need; together"
        " they are what the plan saves",
        "measure decision element kind site owner material today plan change unit cost_change emissions_change"
        " investment payback internal_rate built sizes includes words way moved moved_amount moved_unit goes_to"
        " instead_of",
        means={
            "decision": "`build`, `change`; `other`: all that is too small for a row of its own",
            "element": "the change that it is named after",
            "cost_change": "over the horizon, as the objective weighs money; what is taken from others, and given "
            "them, at the plan's prices; negative: saved",
            "payback": "years until the investment is saved, interest aside; blank in a roadmap",
            "internal_rate": "a year, over the shortest lifetime of what is built",
            "includes": "all that changes with it",
            "way": "`reroute`: a material goes to one taker instead of another; `supply`: comes from one giver"
            " instead of another; `swap`: is taken instead of another material; blank: nothing of these",
            "moved": "the material of which most is worth that it goes elsewhere",
            "moved_amount": "a year, of a roadmap on average",
            "instead_of": "the one whose amount falls most, of a `swap` the other material",
        },
        since=dict.fromkeys(("way", "moved", "moved_amount", "moved_unit", "goes_to", "instead_of"), 12),
        added=3,
    ),
    _spec(
        "transfers",
        "what one owner hands another over the horizon, at the plan's prices; what is paid for it, taken from one and"
        " given to the other, adds up to nothing",
        "giver taker material amount unit worth price price_unit",
        means={
            "giver": "blank: a site without owner",
            "worth": "money that the taker would pay at the plan's prices, weighed as the objective weighs it;"
            " negative: the giver",
            "price": "`worth` by `amount`",
        },
        added=4,
    ),
    _spec(
        "contracts",
        "what is taken, or delivered, under a contract in a month (0: the year), and what its terms cost",
        "year month contract element kind owner optional signed amount minimum maximum shortfall unit shortfall_cost"
        " tier_cost fixed_cost cost saves",
        means={
            "shortfall": "what lacks to the minimum and is paid for",
            "tier_cost": "what prices by volume add to the price of the row",
            "cost": "all that is paid under it, with the price of the row; negative: it earns",
            "saves": "of an optional contract: what its decision in that year saves over the other one, all else"
            " decided anew, as the objective weighs money; inf: there is no other plan; blank: not tried",
        },
        added=11,
    ),
    _spec(
        "scenario_changes",
        "a cell that the plan's scenario changes of the plant as it stands",
        "table row column before after",
        means={
            "row": "its name, as in `scenarios`",
            "before": "as typed in the plant as it stands; blank: a blank cell",
            "after": "as typed in the scenario",
        },
        added=5,
    ),
    _spec(
        "in_use",
        "what is still in use, at the end of a calendar year, of what a market took in one year; no rows without"
        " milestones, or where nothing comes back over years",
        "year market material cohort stock discarded unit mass",
        means={
            "cohort": "the year of sale",
            "discarded": "what leaves use in the year",
            "mass": "of the stock, in t; blank: not known",
        },
        added=7,
    ),
    _spec(
        "landfill_cells",
        "a cell of a landfill in a milestone of its life; of one that is never opened the last milestone",
        "year cell market site owner amount filled left capacity unit opened full closing",
        means={
            "opened": "blank: it was open, or never opens",
            "full": "blank: it is not",
            "closing": "the year after its last use; blank: it never opens",
        },
        added=9,
    ),
    _spec(
        "cash_flow",
        "money of one element and category in one calendar year; no rows where nothing is built and there is no"
        " roadmap, or where the slots are no year",
        "year element kind site owner category amount unit",
        means={
            "year": "calendar year, at whose end money falls due",
            "category": "the ledger's, but for annuities: `capex`, `grant`, `loan drawn`, `interest while building`,"
            " `interest`, `repayment`, `closure`, and in the last year `residual value` and `loan outstanding`; the"
            " residual value of what is bought again within a milestone in the last year of that",
            "amount": "positive: comes in",
        },
        added=7,
    ),
    _spec(
        "cash_years",
        "a calendar year of the cash flow",
        "year incoming outgoing net loans residual at_the_end out_of_pocket out_of_pocket_so_far today difference"
        " discount cumulative present_value cumulative_present_value unit",
        since={"out_of_pocket": 9, "out_of_pocket_so_far": 9},
        means={
            "out_of_pocket": "what goes out less what comes in, `at_the_end` left out: what a budget on `cash` bounds",
            "loans": "part of `net`: drawn, interest and paid back",
            "residual": "part of `net`: what still stands at the end is worth, less closing of landfill cells to come",
            "at_the_end": "part of `net`: residual value less what is still owed",
            "today": "what today's year brings; blank: not known",
            "difference": "`net` less `today`",
            "discount": "factor to the end of the year before operation begins",
            "cumulative": "of `difference`",
            "present_value": "`difference` by `discount`",
        },
        added=7,
    ),
    _spec(
        "appraisal",
        "what the cash flow is worth",
        "figure cash against value unit",
        means={
            "figure": "`net present value`, `internal rate of return` (blank where money does not go out first and come"
            " in after, once), `payback` and `discounted payback` (years of operation; the end of the horizon left"
            " out)",
            "cash": "`all`, or `before loans`",
            "against": "`today`; blank: nothing to compare with",
        },
        added=7,
    ),
    _spec(
        "times",
        "the years and slots of the plan",
        "year slot label hours weight span discount",
        means={
            "weight": "how often the slot repeats in the year",
            "span": "years stood for",
        },
    ),
    _spec(
        "materials",
        "what one unit of a material holds; blank where it is not known",
        "material unit mass energy carbon",
        means={
            "mass": "t",
            "energy": "MWh",
            "carbon": "t of carbon",
        },
    ),
    _spec(
        "sources",
        "a parameter that a process used, or a mode of transport, a factor of what a supply buys or a market "
        "replaces, or what is known of a material from the datasets",
        "process name value default source standing",
        means={
            "process": "or mode, or material",
            "default": "the model's own, where the plant overrides it",
        },
    ),
    _spec(
        "datasets",
        "a row of the datasets that the plan rests on",
        "name use key property value unit low high applied region year source reference licence standing",
        means={
            "name": "of the supply, market, material, process, mode or set of warming potentials",
            "use": "`upstream`, `displaced`, `warming potential`, `property`, `parameter`",
            "high": "blank: not known",
            "applied": "of an emission factor: what one unit of the plant's material causes",
        },
    ),
    _spec(
        "sites",
        "a place of the plant",
        "site owner latitude longitude",
        means={
            "latitude": "degrees north; blank where it is not given",
            "longitude": "degrees east; blank where it is not given",
        },
        added=8,
    ),
    _spec(
        "closures",
        "what goes into and comes out of a process",
        "process quantity material amount_in amount_out loss unit detail",
    ),
    _spec(
        "curve",
        "a point of the trade-off curve that the plan is on; no rows where it is on none",
        "point effect amount unit against against_amount against_unit price price_unit this_plan",
        means={
            "effect": "what is minimised",
            "against": "the other effect",
        },
    ),
)

TABLES: Mapping[str, TableSpec] = {spec.name: spec for spec in _SPECS}
"""All tables of a plan, in the order of the documentation."""

FORMAT = max(column.since for spec in _SPECS for column in spec.columns)
"""The format of the run folders that are written now: the one of the newest column."""

BLANKS: Mapping[Kind, str | int | float | bool] = {"text": "", "whole": 0, "number": math.nan, "flag": False}
"""What a column holds that a run does not have."""


def columns_of(table: str) -> dict[str, Kind]:
    """The columns of a table and what each holds: text, whole numbers, numbers, or flags (True, False).

    >>> columns_of("prices")["price"]
    'number'
    """
    return TABLES[table].kinds


def frame(table: str, columns: Mapping[str, Values]) -> pd.DataFrame:
    """A result table from one array or list a column; every column gets the kind that its table gives it.

    Blank text is ``""``, a blank number nan. Further columns beyond the table's own are kept as they are.
    """
    kinds = columns_of(table)
    built = {name: typed(columns[name], kind) for name, kind in kinds.items()}
    extra = {name: values for name, values in columns.items() if name not in kinds}
    return pd.DataFrame({**built, **extra})


def typed(values: Values, kind: Kind) -> np.ndarray | ExtensionArray:
    """Values as the kind of a column."""
    if kind == "text":
        if isinstance(values, ExtensionArray) and isinstance(values.dtype, pd.StringDtype):
            return values
        return pd.array(values if len(values) else [], dtype=_text())  # type: ignore[no-any-return, call-overload]
    if kind == "whole":
        return np.asarray(values, dtype=np.int64)
    return np.asarray(values, dtype=bool if kind == "flag" else np.float64)


@cache
def _text() -> object:
    """The kind of a column of text, which pandas would look up by its name each time."""
    return pd.array([], dtype="str").dtype


def empty(table: str) -> pd.DataFrame:
    """A table without rows."""
    return _empty(table).copy()


@cache
def _empty(table: str) -> pd.DataFrame:
    return frame(table, {name: [] for name in columns_of(table)})


def rows(table: str, records: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """A small table from one mapping a row."""
    return frame(table, {name: [record[name] for record in records] for name in columns_of(table)})
