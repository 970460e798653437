"""The table of exchange rates: by which figures that are typed in another money count."""

from __future__ import annotations

from .table_spec import Column, InputTableSpec, number_column

EXCHANGE_RATES = InputTableSpec(
    "exchange_rates", "what another money was worth on a day, for every cell that is typed in it", (
        Column("currency", "text", "The ISO code of the other money.", "USD", needed=True),
        Column("date", "text", "The day of the rate, or a year, which is its first day. What counts for a year is the "
               "last rate of that year or of one before it.", "2025-03-01", needed=True),
        number_column("rate", "{currency}/{other}", "What one unit of it is in the plant's money.", "17.2 MXN/USD",
                      needed=True, above_zero=True, profile=False),
    ), key=("currency", "date"), singular="exchange rate",
)  # fmt: skip
