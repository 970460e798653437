"""The table of a landfill's cells, which are opened one after another and closed when they are no longer used."""

from __future__ import annotations

from .table_spec import Column, InputTableSpec, name_column, number_column

LANDFILL_CELLS = InputTableSpec(
    "landfill_cells", "a cell of a landfill; the cells of one are opened in the order of their rows", (
        name_column("cell", "Its name.", "cell 2"),
        name_column("of", "The landfill: a market, whose deliveries of all years are buried in its cells.", "landfill",
                    "markets"),
        number_column("capacity", "{material} or m3", "How much it holds; in m3 of airspace with a `density`.",
                      "120 kt", needed=True, above_zero=True, profile=False),
        number_column("density", "{material}/m3", "How much of what is buried fills a m3 of airspace, as it lies "
                      "there with its cover.", "0.8 t/m3", "`capacity` is in the material's unit", above_zero=True,
                      profile=False),
        number_column("opening_cost", "{currency}", "What opening it costs: money once, in the first year of its use.",
                      "35 MMXN", "nothing", lower=0.0),
        Column("open", "flag", "Whether it is open when the plan begins: the first one of a landfill may be, and costs "
               "nothing to open; its capacity is what is left.", "yes", blank="no"),
        number_column("fixed_cost", "{currency}/h", "What it costs while it is open, however little is buried.",
                      "900 kMXN/year", "none", lower=0.0),
        number_column("closure_cost", "{currency}", "What closing it costs: money once, in the year after the last "
                      "year of its use.", "12 MMXN", "nothing", lower=0.0, profile=False),
        number_column("aftercare_cost", "{currency}/h", "What it costs from the year after the last year of its use "
                      "on.", "400 kMXN/year", "nothing", lower=0.0, profile=False),
        number_column("aftercare", "h", "For how many whole years it does.", "30 year", "needed with `aftercare_cost`",
                      above_zero=True, profile=False),
    ), key=("cell",), singular="cell",
)  # fmt: skip
