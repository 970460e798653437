"""The table of contracts: what is agreed about an amount over a year or a month."""

from __future__ import annotations

from .table_spec import Column, InputTableSpec
from .table_spec import name_column as _name
from .table_spec import number_column as _number

CONTRACTS = InputTableSpec(
    "contracts", "what is agreed about an amount over a year or a month", (
        _name("contract", "Its name.", "gas, take or pay"),
        _name("of", "The supply or the market that it is about.", "natural gas", "supplies markets"),
        Column("when", "choice", "What its amounts are counted over: each `year`, or each `month`.", "month",
               choices=("year", "month"), blank="year"),
        _number("minimum", "{unit}/h", "The least that is taken of a supply, or delivered to a market, in each.",
                "1200 t/year", "none", lower=0.0),
        _number("shortfall_price", "{currency}/{unit} or ", "What is paid for each unit that lacks to the minimum: "
                "take or pay, deliver or pay; money per amount, or a share of the price of the row.", "80 %",
                "the minimum must be met", lower=0.0),
        _number("maximum", "{unit}/h", "The most that is taken or delivered under it in each.", "1500 t/year",
                "what the row gives or takes", lower=0.0),
        Column("tiers", "text", "Prices by volume: above how much in each month or year which price holds, or by "
               "which share it differs from the price of the row.", "500 t/year: 90 MXN/t; 1000 t/year: -15 %",
               blank="one price"),
        Column("tier_units", "choice", "Which units the price of a tier holds for: those `above` its amount, or `all` "
               "of the month or year once it is reached.", "all", choices=("above", "all"), blank="above"),
        Column("optional", "flag", "Whether it is decided, for each year, to sign it; without it nothing is taken or "
               "delivered.", "yes", blank="no: it is in force"),
        _number("fixed_cost", "{currency}/h", "What an optional contract costs while it is signed, whatever is taken.",
                "3000 MXN/month", "none", lower=0.0),
    ), key=("contract",), singular="contract",
)  # fmt: skip
