"""No column is without effect in silence: for each one, two plants that differ in it alone have two answers, or one is
refused. A column that is added to the schema needs its entry here."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from mfo.plant.schema import all_columns

from .walk import Edits, answer, edited

Entry = tuple[str, Edits, Edits]
"""The base plant, what both plants have beside it, and what the second has besides."""

BACK = {
    ("returns", 0, "of"): "m",
    ("returns", 0, "as"): "used",
    ("returns", 0, "at"): "a",
    ("returns", 0, "after"): "0",
    ("returns", 0, "share"): "0.5",
    ("markets", 2, "market"): "reuse",
    ("markets", 2, "site"): "a",
    ("markets", 2, "material"): "used",
    ("markets", 2, "price"): "4 EUR/t",
}
LIFE = {
    **BACK,
    ("returns", 0, "after"): "6 year",
    ("returns", 0, "lifetime"): "weibull",
    ("returns", 0, "spread"): "2 year",
}
BEFORE = {
    **LIFE,
    ("sold_before", 0, "of"): "m",
    ("sold_before", 0, "year"): "2020",
    ("sold_before", 0, "amount"): "100 t",
}
PEOPLE = {
    ("generation", 0, "generation"): "waste",
    ("generation", 0, "site"): "a",
    ("generation", 0, "material"): "w",
    ("generation", 0, "population"): "1000",
    ("generation", 0, "per_head"): "1 kg/d",
}
CITY = {**PEOPLE, ("materials", "w", "plastic_content"): "10 %"}
APART = {**PEOPLE, ("generation", 0, "participation"): "50 %", ("generation", 0, "separated_as"): "v"}
AVOIDED = {
    ("plant", 0, "slots"): "12 months",
    ("materials", "w", "dry_matter"): "10 %",
    ("materials", "w", "volatile_solids"): "80 %",
    ("credits", 0, "credits"): "c",
    ("credits", 0, "process"): "p",
    ("credits", 0, "material"): "w",
    ("credits", 0, "methane_potential"): "200 Nm3/t",
    ("credits", 0, "temperature"): "20 degC",
    ("credits", 0, "design_factor"): "80 %",
    ("credits", 0, "collected"): "95 %",
    ("credits", 0, "destroyed"): "98 %",
    ("credits", 0, "effluent_solids"): "30 %",
    ("credits", 0, "effluent_conversion"): "20 %",
}
LOAN = {
    ("processes", "p", "loan_share"): "50 %",
    ("processes", "p", "loan_rate"): "9 %",
    ("processes", "p", "loan_term"): "8 year",
}
TANK = {
    ("stores", "k", "capex"): "1 EUR/t",
    ("stores", "k", "lifetime"): "5 year",
    ("stores", "k", "capacity"): "50 t",
    ("stores", "k", "minimum_capacity"): "10 t",
    ("stores", "k", "existing"): "1 t",
}
WAY = {
    ("links", "l", "capex"): "9 EUR/(t/d)",
    ("links", "l", "lifetime"): "5 year",
    ("links", "l", "capacity"): "50 t/d",
    ("links", "l", "minimum_capacity"): "10 t/d",
    ("links", "l", "existing"): "1 t/d",
}
WASTE = {("materials", "w", "waste"): "yes"}
WATER = {("effects", 0, "effect"): "water", ("effects", 0, "unit"): "m3"}
RATE = {**WATER, ("rates", 0, "at"): "p", ("rates", 0, "effect"): "water", ("rates", 0, "rate"): "2 m3/t"}
GAS = {("rates", 0, "at"): "p", ("rates", 0, "effect"): "CH4", ("rates", 0, "rate"): "1 kg/t"}
LIMIT = {("limits", 0, "limit"): "x", ("limits", 0, "what"): "landfilled", ("limits", 0, "maximum"): "5 t"}
INTO = {("limits", 0, "limit"): "x", ("limits", 0, "what"): "p", ("limits", 0, "maximum"): "2 t/d"}
SHARE = {
    ("limits", 0, "limit"): "x",
    ("limits", 0, "what"): "tip",
    ("limits", 0, "of"): "s",
    ("limits", 0, "maximum"): "50 %",
}
BLEND = {
    ("materials", "w", "grade"): "1",
    ("materials", "v", "grade"): "5",
    ("quality", 0, "at"): "p",
    ("quality", 0, "property"): "grade",
    ("quality", 0, "maximum"): "1.4",
}
READ = {
    ("measurements", 0, "at"): "s",
    ("measurements", 0, "amount"): "10 t/d",
    ("measurements", 1, "at"): "tip",
    ("measurements", 1, "amount"): "10 t/d",
}
MORE = {
    **READ,
    ("measurements", 2, "at"): "p",
    ("measurements", 2, "material"): "w",
    ("measurements", 2, "amount"): "0 t/d",
    ("measurements", 3, "at"): "q",
    ("measurements", 3, "amount"): "0 t/d",
    ("measurements", 1, "amount"): "9 t/d",
}
FED = {**MORE, ("measurements", 1, "amount"): "8 t/d", ("measurements", 2, "amount"): "2 t/d"}
UNSURE = {**MORE, ("measurements", 0, "uncertainty"): "3 %", ("measurements", 1, "uncertainty"): "3 %"}
DEAR = {
    ("scenarios", 0, "scenario"): "x",
    ("scenarios", 0, "table"): "supplies",
    ("scenarios", 0, "row"): "s",
    ("scenarios", 0, "column"): "price",
    ("scenarios", 0, "value"): "9 EUR/t",
}
MAY_BE = {
    ("uncertainties", 0, "uncertainty"): "price of w",
    ("uncertainties", 0, "table"): "supplies",
    ("uncertainties", 0, "row"): "s",
    ("uncertainties", 0, "column"): "price",
    ("uncertainties", 0, "low"): "-20 %",
    ("uncertainties", 0, "high"): "+30 %",
}
FAR = {
    ("sites", "a", "latitude"): "19",
    ("sites", "a", "longitude"): "-100",
    ("sites", "b", "latitude"): "19.5",
    ("sites", "b", "longitude"): "-100.2",
    ("links", "l", "distance"): None,
    ("links", "l", "cost_per_amount"): None,
    ("links", "l", "cost_per_amount_and_distance"): "0.1 EUR/t/km",
}
SECOND = {
    ("supplies", 3, "supply"): "more",
    ("supplies", 3, "site"): "a",
    ("supplies", 3, "material"): "v",
    ("supplies", 3, "amount"): "9 t/d",
    ("supplies", 3, "take"): "up to",
    ("supplies", 3, "price"): "0.5 EUR/t",
}
OTHER = {
    ("markets", 2, "market"): "m2",
    ("markets", 2, "site"): "b",
    ("markets", 2, "material"): "c",
    ("markets", 2, "price"): "20 EUR/t",
    ("markets", 2, "maximum"): "1 t/d",
}


def of(table: str, where: int | str, column: str, value: str | None, base: str = "park", **more: Edits) -> Entry:
    """One cell of a plant, and what both plants have beside it."""
    return base, more.get("both", {}), {(table, where, column): value}


SETTINGS: Mapping[str, Entry] = {
    "name": of("plant", 0, "name", "other"),
    "currency": of("plant", 0, "currency", "MXN"),
    "price_year": ("digester", {("processes", "dig", "variable_cost"): "model"}, {("plant", 0, "price_year"): "2020"}),
    "start": ("park", {("supplies", "s", "amount"): "300 t/month"}, {("plant", 0, "start"): "2025-02-01"}),
    "timezone": of("plant", 0, "timezone", "Europe/Berlin", both={("plant", 0, "start"): "2025-03-29"}),
    "slots": of("plant", 0, "slots", "4 weeks"),
    "years": of("plant", 0, "years", "2025; 2030; 2045", base="road", both={("profiles", 2, "year"): "2035"}),
    "interpolate": (
        "road",
        {
            ("profiles", 2, "year"): None,
            ("profiles", 2, "want [t/d]"): None,
            ("plant", 0, "interpolate"): "step",
            ("plant", 0, "years"): "2025; 2028; 2030",
        },
        {("plant", 0, "interpolate"): "linear"},
    ),
    "milestone_values": ("road", {("plant", 0, "interpolate"): "linear"}, {("plant", 0, "milestone_values"): "mean"}),
    "discount_rate": of("plant", 0, "discount_rate", "9 %", base="road"),
    "gwp": ("park", GAS, {("plant", 0, "gwp"): "AR4"}),
    "carbon_price": of("plant", 0, "carbon_price", "90 EUR/t_CO2e"),
    "minimise": of("plant", 0, "minimise", "landfilled"),
    "measurement_uncertainty": ("park", MORE, {("plant", 0, "measurement_uncertainty"): "5 %"}),
    "reference_mix": (
        "digester",
        {
            ("scenarios", 0, "scenario"): "x",
            ("scenarios", 0, "table"): "supplies",
            ("scenarios", 0, "row"): "d",
            ("scenarios", 0, "column"): "amount",
            ("scenarios", 0, "value"): "50 t/d",
            ("supplies", "d", "take"): "all",
        },
        {("plant", 0, "reference_mix"): "reworked"},
    ),
    "language": of("plant", 0, "language", "es"),
    "reporter": ("park", GAS, {("plant", 0, "reporter"): "Bob"}),
    "informal": ("road", PEOPLE, {("plant", 0, "informal"): "nobody"}),
}

COLUMNS: Mapping[str, Mapping[str, Entry]] = {
    "plant": {"setting": of("plant", 0, "nonsense", "1"), "value": of("plant", 0, "slots", "2 days")},
    "materials": {
        "material": of("materials", "used", "material", "worn"),
        "unit": of("materials", "used", "unit", "kg", both=BACK),
        "like": of("materials", "power", "like", None),
        "waste": of("materials", "w", "waste", "yes"),
        "hazardous": ("park", WASTE, {("materials", "w", "hazardous"): "yes"}),
        "hazard_class": (
            "park",
            {**WASTE, ("materials", "w", "hazardous"): "yes"},
            {("materials", "w", "hazard_class"): "T"},
        ),
        "waste_code": ("park", WASTE, {("materials", "w", "waste_code"): "20 01 08"}),
        "waste_class": ("park", WASTE, {("materials", "w", "waste_class"): "special handling"}),
        "basel_code": ("park", WASTE, {("materials", "w", "basel_code"): "A3020"}),
    },
    "sites": {
        "site": of("sites", "b", "site", "c"),
        "owner": of("sites", "b", "owner", "Ann"),
        "latitude": ("park", FAR, {("sites", "b", "latitude"): "20"}),
        "longitude": ("park", FAR, {("sites", "b", "longitude"): "-101"}),
        "elevation": of("sites", "a", "elevation", "2 km"),
        "household_size": ("road", PEOPLE, {("sites", "a", "household_size"): "4"}),
        "income": (
            "road",
            {**PEOPLE, ("sites", "a", "household_size"): "4"},
            {("sites", "a", "income"): "900 EUR/month"},
        ),
        "served": ("road", PEOPLE, {("sites", "a", "served"): "80 %"}),
    },
    "supplies": {
        "supply": of("supplies", "s", "supply", "other"),
        "site": of("supplies", "r", "site", "b"),
        "material": of("supplies", "r", "material", "w"),
        "amount": of("supplies", "s", "amount", "9 t/d"),
        "take": of("supplies", "s", "take", "up to"),
        "price": of("supplies", "s", "price", "2 EUR/t"),
        "growth": of("supplies", "s", "growth", "2 %/year", base="road"),
        "after": ("park", SECOND, {("supplies", "more", "after"): "r"}),
        "owner": of("supplies", "s", "owner", "Eve"),
    },
    "processes": {
        "process": of("processes", "q", "process", "other"),
        "site": of("processes", "q", "site", "b"),
        "model": of("processes", "q", "model", "nonsense"),
        "route": of("processes", "p", "route", "reuse"),
        "accepts": of("processes", "dig", "accepts", "dung", base="digester"),
        "names": of("processes", "dig", "names", "biogas: biogas; digestate: mud", base="digester"),
        "capacity": of("processes", "p", "capacity", "4 t/d"),
        "existing": of("processes", "p", "existing", "2 t/d", base="road"),
        "build": of("processes", "p", "build", "2035", base="road"),
        "minimum_load": of("processes", "p", "minimum_load", "90 %"),
        "availability": of("processes", "p", "availability", "30 %"),
        "outages": of("processes", "p", "outages", "1"),
        "ramp": of("processes", "p", "ramp", "0.01 %/h", both={("processes", "p", "outages"): "1"}),
        "start_cost": of("processes", "p", "start_cost", "7 EUR", both={("processes", "p", "outages"): "1"}),
        "capex": of("processes", "p", "capex", "900 EUR/(t/d)", base="road"),
        "fixed_cost": of("processes", "p", "fixed_cost", "90 EUR/(t/d)/year", base="road"),
        "variable_cost": of("processes", "p", "variable_cost", "1 EUR/t"),
        "lifetime": of("processes", "p", "lifetime", "5 year", base="road"),
        "lead_time": of("processes", "p", "lead_time", "5 year", base="road"),
        "construction_years": of("processes", "p", "construction_years", "3", base="road"),
        "grant": of("processes", "p", "grant", "40 %", base="road"),
        "loan_share": ("road", LOAN, {("processes", "p", "loan_share"): "20 %"}),
        "loan_rate": ("road", LOAN, {("processes", "p", "loan_rate"): "2 %"}),
        "loan_term": ("road", LOAN, {("processes", "p", "loan_term"): "3 year"}),
        "closure_cost": of("processes", "p", "closure_cost", "500 EUR/(t/d)", base="road"),
        "retires": of("processes", "q", "retires", "2030", base="road"),
        "unit_size": of("processes", "p", "unit_size", "4 t/d", base="road"),
        "minimum_capacity": of("processes", "p", "minimum_capacity", "900 t/d", base="road"),
        "use_cost": of("processes", "p", "use_cost", "7 EUR"),
        "minimum_up": of("processes", "p", "minimum_up", "9 d", both={("processes", "p", "outages"): "1"}),
        "minimum_down": of("processes", "p", "minimum_down", "9 d", both={("processes", "p", "outages"): "1"}),
        "initial_load": of("processes", "p", "initial_load", "0 t/d", both={("processes", "p", "start_cost"): "7 EUR"}),
        "control": ("road", CITY, {("processes", "p", "control"): "basic"}),
        "leakage": ("road", CITY, {("processes", "p", "leakage"): "5 %"}),
        "closable": of("processes", "p", "closable", "yes", both={("processes", "p", "fixed_cost"): "90 kEUR/year"}),
        "owner": of("processes", "p", "owner", "Eve"),
    },
    "recipes": {
        "process": of("recipes", 5, "process", "p"),
        "material": of("recipes", 5, "material", "used"),
        "role": of("recipes", 3, "role", "out"),
        "amount": of("recipes", 2, "amount", "0.6 t/t"),
        "per": of("recipes", 2, "per", "w"),
        "cost": of("recipes", 0, "cost", "1 EUR/t"),
        "minimum_share": of("recipes", 1, "minimum_share", "20 %"),
        "maximum_share": of("recipes", 1, "maximum_share", "10 %"),
    },
    "quality": {
        "at": ("park", {**BLEND, ("materials", "c", "grade"): "9"}, {("quality", 0, "at"): "m"}),
        "property": (
            "park",
            {**BLEND, ("materials", "w", "ash 2"): "4", ("materials", "v", "ash 2"): "4"},
            {("quality", 0, "property"): "ash 2"},
        ),
        "minimum": ("park", BLEND, {("quality", 0, "minimum"): "1.3"}),
        "maximum": ("park", BLEND, {("quality", 0, "maximum"): "0.5"}),
    },
    "stores": {
        "store": of("stores", "k", "store", "other"),
        "site": of("stores", "k", "site", "b"),
        "material": of("stores", "k", "material", "w"),
        "capacity": of("stores", "k", "capacity", "1 t"),
        "start": of("stores", "k", "start", "3 t"),
        "end": of("stores", "k", "end", "3 t", both={("stores", "k", "start"): "0 t"}),
        "carry": of(
            "stores", "k", "carry", "yes", both={("plant", 0, "years"): "2025; 2026", ("stores", "k", "start"): "9 t"}
        ),
        "across_days": of("stores", "k", "across_days", "yes", base="days"),
        "loss": of("stores", "k", "loss", "5 %/d"),
        "loss_is_outlet": (
            "park",
            {("stores", "k", "material"): "w", ("stores", "k", "loss"): "20 %/d"},
            {("stores", "k", "loss_is_outlet"): "yes"},
        ),
        "cost": of("stores", "k", "cost", "1 EUR/t/d"),
        "maximum_stay": of("stores", "k", "maximum_stay", "1 d"),
        "existing": ("road", TANK, {("stores", "k", "existing"): "2 t"}),
        "build": ("road", TANK, {("stores", "k", "build"): "2035"}),
        "capex": ("road", TANK, {("stores", "k", "capex"): "2 EUR/t"}),
        "fixed_cost": of("stores", "k", "fixed_cost", "90 EUR/year"),
        "lifetime": ("road", TANK, {("stores", "k", "lifetime"): "10 year"}),
        "lead_time": ("road", TANK, {("stores", "k", "lead_time"): "5 year"}),
        "minimum_capacity": ("road", TANK, {("stores", "k", "minimum_capacity"): "20 t"}),
        "unit_size": ("road", TANK, {("stores", "k", "unit_size"): "30 t"}),
        "charge_efficiency": of("stores", "k", "charge_efficiency", "50 %"),
        "discharge_efficiency": of("stores", "k", "discharge_efficiency", "50 %"),
        "maximum_charge": of("stores", "k", "maximum_charge", "0 t/d"),
        "maximum_discharge": of("stores", "k", "maximum_discharge", "0 t/d"),
        "end_value": of("stores", "k", "end_value", "50 EUR/t", both={("stores", "k", "start"): "3 t"}),
    },
    "markets": {
        "market": of("markets", "m", "market", "other"),
        "site": of("markets", "m", "site", "a"),
        "material": of("markets", "m", "material", "w"),
        "price": of("markets", "m", "price", "31 EUR/t"),
        "minimum": of("markets", "tip", "minimum", "1 t/d"),
        "maximum": of("markets", "m", "maximum", "1 t/d"),
        "growth": of("markets", "m", "growth", "2 %/year", base="road"),
        "replaces": of("markets", "m", "replaces", "petrol"),
        "substitution": of("markets", "m", "substitution", "0.3", both={("markets", "m", "replaces"): "petrol"}),
        "route": of("markets", "tip", "route", "compost"),
        "after": ("park", OTHER, {("markets", "m", "after"): "m2"}),
        "control": ("road", CITY, {("markets", "tip", "control"): "basic"}),
        "leakage": ("road", CITY, {("markets", "tip", "leakage"): "5 %"}),
        "owner": of("markets", "m", "owner", "Eve"),
    },
    "links": {
        "link": of("links", "l", "link", "other"),
        "from": of("links", "l", "from", "b"),
        "to": of("links", "l", "to", "a"),
        "material": of("links", "l", "material", "w"),
        "distance": (
            "park",
            {("links", "l", "cost_per_amount"): None, ("links", "l", "cost_per_amount_and_distance"): "0.1 EUR/t/km"},
            {("links", "l", "distance"): "30 km"},
        ),
        "mode": of("links", "l", "mode", "truck"),
        "existing": ("road", WAY, {("links", "l", "existing"): "2 t/d"}),
        "build": ("road", WAY, {("links", "l", "build"): "2035"}),
        "capex": ("road", WAY, {("links", "l", "capex"): "18 EUR/(t/d)"}),
        "lifetime": ("road", WAY, {("links", "l", "lifetime"): "10 year"}),
        "lead_time": ("road", WAY, {("links", "l", "lead_time"): "5 year"}),
        "minimum_capacity": ("road", WAY, {("links", "l", "minimum_capacity"): "20 t/d"}),
        "unit_size": ("road", WAY, {("links", "l", "unit_size"): "30 t/d"}),
        "cost_per_amount": of("links", "l", "cost_per_amount", "2 EUR/t"),
        "cost_per_amount_and_distance": of("links", "l", "cost_per_amount_and_distance", "0.1 EUR/t/km"),
        "capacity": of("links", "l", "capacity", "1 t/d"),
        "loss": of("links", "l", "loss", "4 %"),
        "loss_is_outlet": of("links", "l", "loss_is_outlet", "yes"),
        "fixed_cost": of("links", "l", "fixed_cost", "500 EUR/year", both={("links", "l", "capacity"): "20 t/d"}),
        "minimum_load": of("links", "l", "minimum_load", "4 t/d", both={("links", "l", "capacity"): "20 t/d"}),
        "owner": of("links", "l", "owner", "Eve"),
    },
    "returns": {
        "of": ("park", BACK, {("returns", 0, "of"): "tip"}),
        "sold": (
            "park",
            {
                **BACK,
                ("markets", "m", "material"): "c; v",
                ("links", "l", "material"): "c; v",
                ("returns", 0, "sold"): "c",
            },
            {("returns", 0, "sold"): "v"},
        ),
        "as": ("park", BACK, {("returns", 0, "as"): "v"}),
        "at": ("park", BACK, {("returns", 0, "at"): "b"}),
        "after": ("park", BACK, {("returns", 0, "after"): "1 d"}),
        "lifetime": ("road", LIFE, {("returns", 0, "lifetime"): "fixed"}),
        "spread": ("road", LIFE, {("returns", 0, "spread"): "4 year"}),
        "ages": ("road", LIFE, {("returns", 0, "ages"): "3 to 9"}),
        "counts": ("road", LIFE, {("returns", 0, "counts"): "in use"}),
        "share": ("park", BACK, {("returns", 0, "share"): "0.4"}),
    },
    "sold_before": {
        "of": ("road", BEFORE, {("sold_before", 0, "of"): "tip"}),
        "sold": ("road", BEFORE, {("sold_before", 0, "sold"): "w"}),
        "year": ("road", BEFORE, {("sold_before", 0, "year"): "2023"}),
        "amount": ("road", BEFORE, {("sold_before", 0, "amount"): "200 t"}),
    },
    "generation": {
        "generation": ("road", PEOPLE, {("generation", 0, "generation"): "other"}),
        "site": ("road", PEOPLE, {("generation", 0, "site"): "b"}),
        "material": ("road", PEOPLE, {("generation", 0, "material"): "v"}),
        "population": ("road", PEOPLE, {("generation", 0, "population"): "2000"}),
        "growth": ("road", PEOPLE, {("generation", 0, "growth"): "2 %/year"}),
        "per_head": ("road", PEOPLE, {("generation", 0, "per_head"): "2 kg/d"}),
        "per_head_growth": ("road", PEOPLE, {("generation", 0, "per_head_growth"): "1 %/year"}),
        "share": ("road", PEOPLE, {("generation", 0, "share"): "50 %"}),
        "separated_as": (
            "road",
            PEOPLE,
            {("generation", 0, "separated_as"): "v", ("generation", 0, "participation"): "50 %"},
        ),
        "participation": ("road", APART, {("generation", 0, "participation"): "20 %"}),
        "capture": ("road", APART, {("generation", 0, "capture"): "50 %"}),
        "participation_cost": ("road", APART, {("generation", 0, "participation_cost"): "70 %: 9 EUR/year"}),
        "price": ("road", PEOPLE, {("generation", 0, "price"): "-3 EUR/t"}),
        "owner": ("road", PEOPLE, {("generation", 0, "owner"): "Bob"}),
    },
    "effects": {
        "effect": ("park", RATE, {("effects", 0, "effect"): "wetness"}),
        "unit": ("park", RATE, {("effects", 0, "unit"): "L"}),
    },
    "rates": {
        "at": ("park", RATE, {("rates", 0, "at"): "q"}),
        "effect": (
            "park",
            {**RATE, ("effects", 1, "effect"): "ink", ("effects", 1, "unit"): "m3"},
            {("rates", 0, "effect"): "ink"},
        ),
        "rate": ("park", RATE, {("rates", 0, "rate"): "3 m3/t"}),
        "per": ("park", RATE, {("rates", 0, "per"): "c"}),
        "scope": ("park", GAS, {("rates", 0, "scope"): "3"}),
    },
    "limits": {
        "limit": ("park", LIMIT, {("limits", 0, "limit"): "y"}),
        "what": ("park", INTO, {("limits", 0, "what"): "q"}),
        "material": ("park", INTO, {("limits", 0, "material"): "v"}),
        "over": ("park", LIMIT, {("limits", 0, "over"): "b"}),
        "when": ("park", INTO, {("limits", 0, "when"): "slot"}),
        "minimum": ("park", {**LIMIT, ("limits", 0, "maximum"): "30 t"}, {("limits", 0, "minimum"): "20 t"}),
        "maximum": ("park", LIMIT, {("limits", 0, "maximum"): "3 t"}),
        "of": ("park", SHARE, {("limits", 0, "of"): "r"}),
    },
    "credits": {
        "credits": ("road", AVOIDED, {("credits", 0, "credits"): "d"}),
        "process": ("road", AVOIDED, {("credits", 0, "process"): "q"}),
        "material": ("road", AVOIDED, {("credits", 0, "material"): "c"}),
        "methane_potential": ("road", AVOIDED, {("credits", 0, "methane_potential"): "300 Nm3/t"}),
        "temperature": ("road", AVOIDED, {("credits", 0, "temperature"): "15 degC"}),
        "conversion": ("road", AVOIDED, {("credits", 0, "conversion"): "20 %"}),
        "design_factor": ("road", AVOIDED, {("credits", 0, "design_factor"): "70 %"}),
        "cleaned": ("road", AVOIDED, {("credits", 0, "cleaned"): "6"}),
        "collected": ("road", AVOIDED, {("credits", 0, "collected"): "0"}),
        "destroyed": ("road", AVOIDED, {("credits", 0, "destroyed"): "120 %"}),
        "effluent_solids": ("road", AVOIDED, {("credits", 0, "effluent_solids"): "20 %"}),
        "effluent_conversion": ("road", AVOIDED, {("credits", 0, "effluent_conversion"): "40 %"}),
    },
    "measurements": {
        "at": ("park", MORE, {("measurements", 3, "at"): "s"}),
        "material": ("park", FED, {("measurements", 2, "material"): "v"}),
        "role": ("park", MORE, {("measurements", 2, "role"): "out"}),
        "amount": ("park", READ, {("measurements", 1, "amount"): "8 t/d"}),
        "uncertainty": ("park", UNSURE, {("measurements", 0, "uncertainty"): "30 %"}),
        "slot": ("park", READ, {("measurements", 1, "slot"): "2"}),
    },
    "slots": {
        "slot": of("slots", 3, "slot", "s9", base="days"),
        "hours": of("slots", 0, "hours", "14 h", base="days"),
        "weight": ("days", {}, {("slots", 0, "weight"): "150", ("slots", 1, "weight"): "150"}),
        "day": (
            "days",
            {},
            {
                ("slots", 2, "day"): "winter",
                ("slots", 3, "day"): "winter",
                ("slots", 2, "weight"): "200",
                ("slots", 3, "weight"): "200",
            },
        ),
    },
    "profiles": {
        "slot": ("park", {}, {("profiles", 0, "slot"): "3", ("profiles", 2, "slot"): "1"}),
        "year": ("road", {}, {("profiles", 0, "year"): "2035", ("profiles", 2, "year"): "2025"}),
    },
    "scenarios": {
        "scenario": ("park", DEAR, {("scenarios", 0, "scenario"): "y"}),
        "table": ("park", DEAR, {("scenarios", 0, "table"): "markets"}),
        "row": ("park", DEAR, {("scenarios", 0, "row"): "r"}),
        "column": ("park", DEAR, {("scenarios", 0, "column"): "growth"}),
        "value": ("park", DEAR, {("scenarios", 0, "value"): "8 EUR/t"}),
        "probability": ("park", DEAR, {("scenarios", 0, "probability"): "130 %"}),  # for other verbs: wrong is refused
    },
    "uncertainties": {
        "uncertainty": ("park", MAY_BE, {("uncertainties", 0, "uncertainty"): None}),
        "table": ("park", MAY_BE, {("uncertainties", 0, "table"): "nonsense"}),
        "row": ("park", MAY_BE, {("uncertainties", 0, "row"): "nonsense"}),
        "column": ("park", MAY_BE, {("uncertainties", 0, "column"): "nonsense"}),
        "distribution": ("park", MAY_BE, {("uncertainties", 0, "distribution"): "nonsense"}),
        "low": ("park", MAY_BE, {("uncertainties", 0, "low"): "nonsense"}),
        "high": ("park", MAY_BE, {("uncertainties", 0, "high"): "nonsense"}),
        "middle": ("park", MAY_BE, {("uncertainties", 0, "middle"): "nonsense"}),
    },
}

NOTES = {("sites", "elevation")}
"""Columns whose meaning says that nothing is computed from them."""

NAMED = [(spec.name if spec else "", column.name) for spec, column in all_columns() if column.name != "source"]


def entry(table: str, column: str) -> Entry:
    return SETTINGS[column] if not table else COLUMNS[table][column]


ANSWERS: dict[str, tuple[str, Any]] = {}


def told(base: str, edits: Edits, folder: Path) -> tuple[str, Any]:
    """The answer of a plant, worked out once however many columns stand beside it."""
    key = repr((base, sorted(edits.items(), key=repr)))
    if key not in ANSWERS:
        ANSWERS[key] = answer(edited(base, edits), folder)
    return ANSWERS[key]


def test_every_column_has_its_entry() -> None:
    """And no entry is left of a column that is gone."""
    known = {("", name) for name in SETTINGS} | {(table, name) for table, of in COLUMNS.items() for name in of}
    assert known == set(NAMED)


@pytest.mark.parametrize(("table", "column"), NAMED)
def test_a_column_changes_the_answer_or_is_refused(table: str, column: str, tmp_path: Path) -> None:
    """What is told of the two plants differs, in numbers, names or warnings; or the second is refused by its code."""
    base, both, changed = entry(table, column)
    before, after = told(base, both, tmp_path), told(base, {**both, **changed}, tmp_path)
    assert "plan" in (before[0], after[0]), (before, after)
    if (table, column) in NOTES:
        assert next(c for s, c in all_columns() if s and (s.name, c.name) == (table, column)).meaning.endswith(
            "nothing is computed from it."
        )
        assert before == after
        return
    assert before != after


@pytest.mark.parametrize("table", [spec.name for spec, column in all_columns() if spec and column.name == "source"])
def test_a_source_is_kept_with_the_plan(table: str, tmp_path: Path) -> None:
    """Nothing is computed from it, and whoever has to defend the numbers finds it."""
    first = next(iter(COLUMNS[table].values()))
    base, both, _ = first
    plant = edited(base, both)
    before = answer(plant, tmp_path)
    plant[table][0]["source"] = "a letter of March"
    after = answer(plant, tmp_path)
    assert before != after
    assert before[1][1]["flows"] == after[1][1]["flows"]
