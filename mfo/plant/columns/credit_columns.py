"""The table ``credits``: what a statement of avoided methane needs beside the plan, with nothing assumed in silence."""

from __future__ import annotations

from .table_spec import Column, InputTableSpec, name_column, number_column, share_column

CREDITS = InputTableSpec(
    "credits", "manure that a digester keeps out of a lagoon or another store, for a statement of avoided methane", (
        name_column("credits", "Its name.", "slurry of the dairy"),
        name_column("process", "The digester that takes it.", "digester", "processes"),
        name_column("material", "The manure; its `dry_matter` and `volatile_solids` must be known.", "manure",
                    "materials"),
        number_column("methane_potential", "Nm3/t", "The most methane that its volatile solids can give (B0).",
                      "240 Nm3/t", needed=True, above_zero=True, profile=False),
        number_column("temperature", "degC", "How warm a lagoon would be, by month: the air's monthly mean.",
                      "20 degC", "no lagoon: give `conversion`"),
        share_column("conversion", "The share of B0 that another store would give off (MCF).", "25 %",
                     "a lagoon: give `temperature`"),
        share_column("design_factor", "The share of the volatile solids that counts as reaching the lagoon.", "80 %",
                     "needed with `temperature`", profile=False),
        Column("cleaned", "integers", "The months (slots) at whose end the lagoon would be emptied.", "4; 10",
               blank="never within the year"),
        share_column("collected", "The share of the digester's gas that is collected, of all its rows.", "95 %",
                     needed=True, profile=False, lower=1e-6),
        share_column("destroyed", "The share of the collected methane that is burnt, of all its rows.", "98 %",
                     needed=True, profile=False),
        share_column("effluent_solids", "The share of the volatile solids that leaves with the digestate.", "30 %",
                     needed=True, profile=False),
        share_column("effluent_conversion", "The share of B0 that the digestate's store gives off (MCF).", "20 %",
                     needed=True, profile=False),
    ), key=("credits",), singular="credits",
)  # fmt: skip
