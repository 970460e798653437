"""The columns of ``rates`` that say which load a demand charge is counted on."""

from __future__ import annotations

from .table_spec import Column, number_column, share_column

DEMAND_COLUMNS: tuple[Column, ...] = (
    share_column("during", "Per `peak`: when a load counts, a profile by slot that is 1 there and 0 elsewhere.",
                 "1", "always"),
    share_column("load_factor", "Per `peak`: no more is billed than the month's amount over its hours and this share, "
                 "where that is less than the highest load; the supply needs an `amount`.", "57 %",
                 "the highest load is billed", profile=False, above_zero=True),
    number_column("above", "{unit}/h", "Per `peak`: the load that is contracted, and paid elsewhere; what lies above "
                  "it counts.", "400 kW", "every load counts", lower=0.0),
    Column("highest_of", "choice", "Per `peak`: the highest load of each `month`, or that of the whole `year`, billed "
           "in every month as contracted power is.", "year", choices=("month", "year"), blank="month"),
)  # fmt: skip
"""As Mexican bills have them, and contracts of power."""
