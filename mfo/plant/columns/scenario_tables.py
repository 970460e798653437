"""The tables of what may be otherwise: scenarios and uncertainties."""

from __future__ import annotations

from .table_spec import Column, InputTableSpec

SCENARIOS = InputTableSpec(
    "scenarios", "one changed cell", (
        Column("scenario", "text", "The scenario's name; several rows make one scenario.", "dear LPG", needed=True),
        Column("table", "name", "The table to change.", "supplies", needed=True),
        Column("row", "text", "The row's name (`a; b` where two columns name it; the setting in `plant`).", "LPG",
               needed=True),
        Column("column", "name", "The column to change.", "price", needed=True),
        Column("value", "text", "The new value, as it would be typed there.", "14 MXN/kg", blank="a blank cell"),
        Column("probability", "share", "How likely the scenario is, the same in all its rows; what is left of 100 % "
               "belongs to the plant as it stands. For `mfo stochastic`.", "30 %", blank="all scenarios alike",
               lower=0.0, upper=1.0),
    ), key=("scenario", "table", "row", "column"), singular="scenario",
)  # fmt: skip

UNCERTAINTIES = InputTableSpec(
    "uncertainties", "what one cell may be instead", (
        Column("uncertainty", "text", "Its name; rows of one name move together.", "fuel prices", needed=True),
        Column("table", "name", "The table of the cell.", "supplies", needed=True),
        Column("row", "text", "The row's name, as in `scenarios`.", "LPG", needed=True),
        Column("column", "name", "The column of the cell.", "price", needed=True),
        Column("distribution", "choice", "How its values are spread.", "triangular",
               choices=("uniform", "triangular", "normal", "lognormal"), blank="triangular"),
        Column("low", "text", "The least value, or of `normal` and `lognormal` the lower end of the interval that "
               "holds 95 %: as typed in that cell, or with a sign a share of its value (for a profile always one).",
               "-20 %", needed=True),
        Column("high", "text", "The most, or the upper end of that interval.", "+30 %", needed=True),
        Column("middle", "text", "The most likely value (`triangular`), or the median.", "14 MXN/kg",
               blank="the cell's own value"),
    ), key=("uncertainty", "table", "row", "column"), singular="uncertainty",
)  # fmt: skip
