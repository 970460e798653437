"""The tables of what stands at a site: processes, their recipes, quality, stores."""

from __future__ import annotations

from .column_groups import CONTROL_COLUMNS, FINANCE_COLUMNS, ROUTES, TODAY
from .table_spec import Column, InputTableSpec
from .table_spec import name_column as _name
from .table_spec import names_column as _names
from .table_spec import number_column as _number
from .table_spec import share_column as _share
from .table_spec import sizing_columns as _sizing

PROCESSES = InputTableSpec(
    "processes", "an installed or possible facility", (
        _name("process", "Its name.", "digester"),
        _name("site", "Where it stands.", "Zitácuaro", "sites"),
        _name("model", "A process model of the library or of the plant's own `models/`, or `recipe`.", "recipe"),
        Column("route", "text", "The route of the waste hierarchy it serves: " + ", ".join(ROUTES) + ", or one of "
               "your own.", "biogas", blank="the model's route; none for a recipe"),
        _names("accepts", "The materials it takes in, where the model would take more.", "nopal; manure", "materials",
               blank="all that the model accepts and that can reach the site"),
        Column("names", "text", "New names for the model's materials: `model's name: yours`.",
               "biogas: raw biogas; digestate: sludge", blank="the model's names"),
        _number("capacity", "{basis}/h", "The most it can do; with capex, the most that may be in place.", "59 t/d",
                "no limit", lower=0.0),
        _number("existing", "{basis}/h", "What stands already, where capex is given.", "20 t/d", "nothing", lower=0.0),
        Column("build", "integers", "The milestone years in which it may be built.", "2030; 2035", blank="all years"),
        _share("minimum_load", "The least share of capacity when it runs; needs a capacity.", "40 %", "none"),
        _share("availability", "The share of the time it can run; needs a capacity or capex.", "92 %", "always"),
        _names("outages", "Slots in which it stands still: positions or labels, single or as a range.", "3; 7 to 9",
               blank="none"),
        _number("ramp", "1/h", "The largest change of load, as a share of capacity per time; needs a capacity or "
                "capex.", "20 %/h", "none", lower=0.0, profile=False),
        _number("start_cost", "{currency}", "What each start costs, after a slot in which it did nothing; needs a "
                "capacity. Without a minimum load it runs where it does 0.01 % of its capacity or more.", "500 MXN",
                "none", lower=0.0),
        _number("use_cost", "{currency}", "What each slot costs in which it runs, as each lot of a product does; "
                "needs a capacity. It runs as for `start_cost`.", "85 MXN", "none", lower=0.0),
        _number("minimum_up", "h", "How long it runs at least once it has started; needs a capacity. It runs as for "
                "`start_cost`.", "8 h", "it may stop at once", above_zero=True, profile=False),
        _number("minimum_down", "h", "How long it stands still at least once it has stopped; needs a capacity. It runs "
                "as for `start_cost`.", "6 h", "it may start again at once", above_zero=True, profile=False),
        _number("initial_load", "{basis}/h", "What it did before the first slot, for its first start and its ramp; 0: "
                "it stood still. It did so for long enough to stop or start at once.", "0 t/h",
                "as at the end: the year is a circle", lower=0.0, profile=False),
        _number("capex", "{currency}/({basis}/h)", "What a unit of capacity costs to build; paid as an annuity.",
                "12 MMXN/(t/h)", "the capacity is there", lower=0.0),
        Column("capex_by_size", "text", "What a unit of capacity costs by how much is built at once, in place of "
               "`capex`: sizes, up to the capacity, with the money per unit.",
               "10 t/d: 2 MMXN/(t/d); 50 t/d: 1.4 MMXN/(t/d)", blank="`capex`, whatever the size"),
        _number("opening_cost", "{currency}", "What opening it costs, whatever its size: spent beside capex when the "
                "first of it is in place, paid as an annuity too. Needs capex and a capacity.", "2 MMXN", "nothing",
                lower=0.0),
        _number("fixed_cost", "{currency}/h or {currency}/h/({basis}/h)", "What it costs whether it runs or not: "
                "money per time for the whole process, or money per capacity and time for what is in place.",
                "1.2 MMXN/year", "none"),
        _number("variable_cost", "{currency}/{basis}", "What a unit of activity costs.", "35 MXN/t",
                "refused (type 0), unless rows of its recipe carry a cost; `model` takes the model's own"),
        Column("variable_cost_by_load", "text", "What a unit of activity costs at some loads, in place of "
               "`variable_cost`: shares of the capacity, or loads per time, up to the capacity.",
               "50 %: 40 MXN/t; 100 %: 35 MXN/t", blank="`variable_cost`, whatever the load"),
        _number("lifetime", "h", "How long what is built lasts.", "20 year", "the model's; needed with capex",
                above_zero=True, profile=False),
        _number("lead_time", "h", "From the decision to build to the first use.", "2 year", "none", lower=0.0,
                profile=False),
        _number("minimum_capacity", "{basis}/h", "The least that may be in place where anything is; needs a capacity.",
                "10 t/d", "any", above_zero=True, profile=False),
        _number("unit_size", "{basis}/h", "The size of one unit, where only whole units can be built.", "10 t/d",
                "any size", above_zero=True, profile=False),
        *FINANCE_COLUMNS,
        Column("closable", "flag", "Whether it may be closed for a year, saving its fixed cost.", "no", blank="no"),
        _name("owner", "Whose it is: who pays its costs and emits its gases.", "Nopalmex", needed=False,
              blank="the owner of its site"),
        *CONTROL_COLUMNS,
        TODAY,
    ), key=("process",), further="a parameter of the process model, such as `methane_share`; blank: the model's value. "
                "A number holds for every material, `digestate: 70 %; compost: 20 %` for these alone",
    singular="process",
)  # fmt: skip

RECIPES = InputTableSpec(
    "recipes", "one input or output of a process of its own", (
        _name("process", "The process.", "tortilla ovens", "processes"),
        _name("material", "The input or output.", "maize", "materials"),
        Column("role", "choice", "Whether it goes in or comes out.", "in", needed=True, choices=("in", "out")),
        _number("amount", "{material}/{basis}", "Per unit of activity, or of the input that `per` names.",
                "0.55 t/t", "an input: one of a free mix; refused for an output", lower=0.0),
        Column("amount_by_load", "text", "What a unit of activity takes, or gives, at some loads, in place of "
               "`amount`: shares of the process's capacity, or loads per time, up to the capacity.",
               "50 %: 2.6 MWh/MWh; 100 %: 2.4 MWh/MWh", blank="`amount`, whatever the load"),
        Column("uncertainty", "number", "The standard uncertainty of the amount: a share, or in its unit. Readings are "
               "reconciled with it; a plan takes the amount as typed.", "5 %", " or {material}/{basis}",
               blank="the amount is exact", lower=0.0),
        _name("per", "The input of the mix that the amount is per unit of.", "nopal", "materials", needed=False,
              blank="per unit of activity"),
        _number("cost", "{currency}/{material}", "What handling a unit of it costs.", "12 MXN/t", "none"),
        _share("minimum_share", "The least share in the mix.", "10 %", "none"),
        _share("maximum_share", "The largest share in the mix.", "30 %", "none"),
    ), key=("process", "material", "role", "per"), singular="recipe",
)  # fmt: skip

QUALITY = InputTableSpec(
    "quality", "a blending limit", (
        _name("at", "The process, store or market whose mix is limited.", "refinery", "processes stores markets"),
        _name("property", "The property whose mean, weighted by amount, is limited.", "hardness"),
        _number("minimum", "{property}", "The least mean.", "3", "none", profile=False),
        _number("maximum", "{property}", "The largest mean.", "6", "none", profile=False),
    ), key=("at", "property"), singular="quality",
)  # fmt: skip

STORES = InputTableSpec(
    "stores", "a stock", (
        _name("store", "Its name.", "gas holder"),
        _name("site", "Where it stands.", "Zitácuaro", "sites"),
        _names("material", "What it holds; several share its capacity.", "biogas", "materials", needed=True),
        _number("capacity", "{material}", "The most it holds; with capex, the most that may be in place.", "800 Nm3",
                "no limit", lower=0.0),
        *_sizing("{material}", "{currency}/{material}", "500 Nm3", "900 MXN/Nm3",
                 "200 Nm3: 1200 MXN/Nm3; 800 Nm3: 900 MXN/Nm3"),
        _number("start", "{material}", "The stock at the start.", "500 t", "with `end` blank: as at the end (cyclic)",
                lower=0.0, profile=False),
        _number("end", "{material}", "The stock at the end.", "500 t", "free where `start` is given", lower=0.0,
                profile=False),
        Column("carry", "flag", "Whether the stock is handed to the next year.", "no", blank="no"),
        Column("across_days", "flag", "Whether the stock is handed from one typical day to the next: the days stand in "
               "order through the year, each repeats `weight` times in a row.", "yes",
               blank="no: it cycles within each typical day"),
        _number("loss", "1/h", "The share lost per time.", "1 %/month", "none", lower=0.0),
        Column("loss_is_outlet", "flag", "Whether losing is meant, as in an evaporation pond: what must go somewhere "
               "may end there.", "yes", blank="no: swallowing for nothing what must go somewhere is refused"),
        _number("cost", "{currency}/{material}/h", "What keeping a unit costs per time, on the level at a slot's end.",
                "5 MXN/t/month", "none"),
        _number("maximum_stay", "h", "The longest anything may stay.", "3 d", "no limit", above_zero=True,
                profile=False),
        _share("charge_efficiency", "What arrives in the store of what is put in.", "95 %", "all", lower=1e-6),
        _share("discharge_efficiency", "What comes out of the store of what is taken from it.", "95 %", "all",
               lower=1e-6),
        _number("maximum_charge", "{material}/h or 1/h", "The most that is put in, counted before its efficiency: per "
                "time, or as a share of the capacity per time.", "2 MW", "no limit", lower=0.0),
        _number("maximum_discharge", "{material}/h or 1/h", "The most that comes out, counted after its efficiency: "
                "per time, or as a share of the capacity per time.", "25 %/h", "no limit", lower=0.0),
        _number("end_value", "{currency}/{material}", "What a unit of the stock at the end is worth: taken off the "
                "cost. Needs a `start`, and an `end` left free.", "120 MXN/t", "nothing", profile=False),
        TODAY,
    ), key=("store",), singular="store",
)  # fmt: skip
