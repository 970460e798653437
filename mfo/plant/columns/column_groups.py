"""Columns that belong together, and stand in more than one table or come from one field of knowledge."""

from __future__ import annotations

from .table_spec import Column, name_column, number_column, share_column

PREVENTION = "prevention"
"""The route of what does not arise as waste any more: home composting, refill, less packaging."""

ROUTES = ("reuse", "remanufacture", "recycling", "biogas", "compost", "energy recovery", "landfill", PREVENTION)
"""The routes of the waste hierarchy that mfo knows; a plant may use further names of its own. Colours follow the
order, so a new one comes last."""

CONTROLLED = ("full", "improved", "basic")
"""The levels of UN-Habitat's ladder that count as controlled."""

UNCOLLECTED = "uncollected"
"""No level: what ends there was never collected, but burnt, buried or thrown away by those who had it."""

LEVELS = (*CONTROLLED, "limited", "none", UNCOLLECTED)
"""The words of the column ``control``, best first."""

FINANCE_COLUMNS: tuple[Column, ...] = (
    Column("construction_years", "integer", "The calendar years before the first use over which capex is spent, in "
           "equal parts; what is spent early bears interest at the discount rate.", "2", blank="1"),
    share_column("grant", "The share of capex that somebody else gives.", "40 %", "none", profile=False),
    share_column("loan_share", "The share of capex that is borrowed, drawn as it is spent.", "60 %", "none",
                 profile=False),
    Column("loan_rate", "share", "Interest on the loan per year, paid while building too.", "11 %", " or 1/h",
           blank="needed with a loan", lower=0.0),
    number_column("loan_term", "h", "The whole years in which the loan is paid back, in equal payments from the first "
                  "use on.", "12 year", "needed with a loan", above_zero=True, profile=False),
    number_column("closure_cost", "{currency}/({basis}/h)", "What taking down a unit of what was built costs, in the "
                  "last year of its life.", "0.6 MMXN/(t/h)", "none", lower=0.0, profile=False),
    Column("retires", "integer", "The calendar year from which on what stands already (`existing`, or without capex "
           "`capacity`) is gone.", "2032", blank="it stands throughout, or as its profile says"),
)  # fmt: skip
"""How what is built is paid for, and until when what stands stands."""

TODAY = Column(
    "today",
    "flag",
    "Whether it is there today: what is not has no part in today's flows, and plans may use it all the same.",
    "no",
    blank="yes",
)
"""A flag for what exists today."""

HOUSEHOLD_COLUMNS: tuple[Column, ...] = (
    number_column("household_size", "", "How many people live in a household there.", "3.6",
                  "households are not counted", above_zero=True),
    number_column("income", "{currency}/h", "What a household there earns.", "14000 MXN/month", "not known",
                  above_zero=True),
    share_column("served", "The share of people there who have a collection service, as surveyed.", "80 %",
                 "not known"),
)  # fmt: skip
"""What is known of the people of a place beside how many there are."""

CONTROL_COLUMNS: tuple[Column, ...] = (
    Column("control", "choice", "How well it keeps waste from doing harm, on UN-Habitat's ladder: `full`, `improved`, "
           "`basic`, `limited`, `none`; or `uncollected`: what ends there was never collected.", "basic",
           choices=LEVELS, blank="not known: what a city has under control is not told where waste ends there"),
    share_column("leakage", "The share of the plastic it takes in that leaks into the environment.", "4 %",
                 "none", profile=False),
)  # fmt: skip
"""How a facility treats the waste that it takes."""

GAS_COLUMNS: tuple[Column, ...] = (
    Column("gas", "choice", "Of a landfill: whether the gas of what it takes is counted `at burial`, all that it will "
           "ever give, or `by year`, as it arises by first-order decay: as much as the process model `landfill` tells "
           "of each material. Without a `route` its route is `landfill`.", "by year",
           choices=("at burial", "by year"), blank="rows of `rates` or `returns` count it, or nothing does"),
    name_column("gas_as", "What the gas in its wells becomes at its site: a material in t (of methane), or in Nm3 with "
                "a `methane_share`.", "landfill gas", "materials", needed=False, blank="a flare burns it"),
    Column("gas_parameters", "text", "Parameters of the model that differ here, each with its value.",
           "sites_with_wells: 60 %; decay_rate: 0.17 1/year",
           blank="those of the model; the climate as the site's latitude tells it"),
)  # fmt: skip
"""The gas of what a market buries."""
