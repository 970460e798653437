"""What plants of the walk over the schema have beside the cell that is looked at."""

from __future__ import annotations

from .walk import Edits

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
BURIED = {
    ("processes", 1, "process"): "bury",
    ("processes", 1, "site"): "a",
    ("processes", 1, "model"): "landfill",
    ("processes", 1, "accepts"): "feed",
    ("processes", 1, "variable_cost"): "5 EUR/t",
    ("materials", "feed", "degradable_carbon"): "3 %",
    ("materials", "feed", "degradable_share"): "50 %",
    ("sites", "a", "latitude"): "19",
    ("sites", "a", "longitude"): "-99",
}
ROTTING = {
    ("materials", "w", "degradable_carbon"): "9 %",
    ("materials", "w", "degradable_share"): "50 %",
    ("markets", "tip", "gas"): "by year",
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
BUILT_TANK = {
    **TANK,
    ("stores", "k", "existing"): "",
    ("limits", 0, "limit"): "x",
    ("limits", 0, "what"): "open: k",
    ("limits", 0, "minimum"): "1",
}
WAY = {
    ("links", "l", "capex"): "9 EUR/(t/d)",
    ("links", "l", "lifetime"): "5 year",
    ("links", "l", "capacity"): "50 t/d",
    ("links", "l", "minimum_capacity"): "10 t/d",
    ("links", "l", "existing"): "1 t/d",
}
AGREED = {
    ("contracts", 0, "contract"): "x",
    ("contracts", 0, "of"): "r",
    ("contracts", 0, "minimum"): "2 t/d",
    ("contracts", 0, "shortfall_price"): "2 EUR/t",
}
YEAR = {
    ("plant", 0, "slots"): "12 months",
    **{("profiles", n, "slot"): str(n + 1) for n in range(12)},
    **{("profiles", n, "want [t/d]"): str(n % 3) for n in range(12)},
}
"""Twelve months in which more and less is wanted."""
CELLS = {
    ("landfill_cells", 0, "cell"): "x",
    ("landfill_cells", 0, "of"): "tip",
    ("landfill_cells", 0, "capacity"): "100 kt",
    ("landfill_cells", 0, "opening_cost"): "5 EUR",
    ("landfill_cells", 0, "closure_cost"): "3 EUR",
    ("landfill_cells", 0, "aftercare_cost"): "1 EUR/year",
    ("landfill_cells", 0, "aftercare"): "2 year",
}
DOLLARS = {
    ("plant", 0, "price_year"): "2025",
    ("links", "l", "cost_per_amount"): "1 USD/t",
    ("exchange_rates", 0, "currency"): "USD",
    ("exchange_rates", 0, "date"): "2025-01-02",
    ("exchange_rates", 0, "rate"): "0.9 EUR/USD",
}
SIGNED = {**AGREED, ("contracts", 0, "optional"): "yes"}
VOLUME = {
    ("contracts", 0, "contract"): "x",
    ("contracts", 0, "of"): "s",
    ("contracts", 0, "tiers"): "1 t/d: 0.5 EUR/t",
}
WASTE = {("materials", "w", "waste"): "yes"}
WATER = {("effects", 0, "effect"): "water", ("effects", 0, "unit"): "m3"}
RATE = {**WATER, ("rates", 0, "at"): "p", ("rates", 0, "effect"): "water", ("rates", 0, "rate"): "2 m3/t"}
DEMAND = {
    ("supplies", "s", "amount"): "want",
    ("rates", 0, "at"): "s",
    ("rates", 0, "effect"): "cost",
    ("rates", 0, "per"): "peak",
    ("rates", 0, "rate"): "3 EUR/(t/d)/month",
}
SOME = {("profiles", n, "some"): str(n % 2) for n in range(4)}
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
MADE = {
    ("measurements", 0, "at"): "s",
    ("measurements", 0, "amount"): "10 t/d",
    ("measurements", 1, "at"): "tip",
    ("measurements", 1, "amount"): "4 t/d",
    ("measurements", 2, "at"): "q",
    ("measurements", 2, "amount"): "0 t/d",
    ("measurements", 3, "at"): "r",
    ("measurements", 3, "amount"): "0 t/d",
    ("measurements", 4, "at"): "m",
    ("measurements", 4, "amount"): "3.1 t/d",
    ("measurements", 4, "uncertainty"): "3 %",
}
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
