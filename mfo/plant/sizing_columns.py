"""The columns by which the size of a store or a link is decided."""

from __future__ import annotations

from .table_spec import Column, number_column


def sizing_columns(capacity: str, per: str, example: str, capex: str, whole: str = "") -> tuple[Column, ...]:
    """The columns by which the size of something other than a process is decided, as processes have them.

    ``capacity`` is the unit of a size, ``per`` money per size; ``whole`` what its fixed cost for the whole is due for.
    """
    return (
        number_column(
            "existing", capacity, "What stands already, where capex is given.", example, "nothing", lower=0.0
        ),
        Column("build", "integers", "The milestone years in which it may be built.", "2030; 2035", blank="all years"),
        number_column(
            "capex",
            per,
            "What a unit of capacity costs to build; paid as an annuity. Then `capacity` is the "
            "most that may be in place.",
            capex,
            "the capacity is there",
            lower=0.0,
        ),
        number_column(
            "fixed_cost",
            f"{{currency}}/h or {{currency}}/h/({capacity})",
            "What it costs, moved or not: "
            f"money per time {whole or 'for the whole, once something is in place'}, or money per capacity and "
            "time for what is in place.",
            "3000 MXN/year",
            "none",
            lower=0.0,
        ),
        number_column(
            "lifetime",
            "h",
            "How long what is built lasts.",
            "20 year",
            "needed with capex",
            above_zero=True,
            profile=False,
        ),
        number_column(
            "lead_time", "h", "From the decision to build to the first use.", "1 year", "none", lower=0.0, profile=False
        ),
        number_column(
            "minimum_capacity",
            capacity,
            "The least that may be in place where anything is; needs a capacity.",
            example,
            "any",
            above_zero=True,
            profile=False,
        ),
        number_column(
            "unit_size",
            capacity,
            "The size of one unit, where only whole units can be built.",
            example,
            "any size",
            above_zero=True,
            profile=False,
        ),
    )
