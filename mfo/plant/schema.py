"""Every table and column of a plant as data: what it holds, in which unit, what a blank means, an example.

This drives the reading (needed columns, kinds, bounds, near names), the generated page of the plant format and the
files that a new plant starts from. Nothing here reads anything.

In unit patterns ``{material}`` is the unit of the row's material, ``{basis}`` that of the process's activity,
``{currency}`` the plant's; ``" or "`` parts alternatives. An empty pattern is a plain number: a share or a factor.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .columns.column_groups import CONTROL_COLUMNS, FINANCE_COLUMNS, HOUSEHOLD_COLUMNS
from .columns.credit_columns import CREDITS
from .columns.table_spec import KINDS, Column, InputTableSpec
from .columns.table_spec import name_column as _name
from .columns.table_spec import names_column as _names
from .columns.table_spec import number_column as _number
from .columns.table_spec import share_column as _share
from .columns.table_spec import sizing_columns as _sizing
from .effects import ROUTES

__all__ = ["KINDS", "SETTINGS", "TABLES", "Column", "InputTableSpec", "all_columns"]

SETTINGS: tuple[Column, ...] = (
    Column("name", "text", "What the plant is called.", "Nopalmex", needed=True),
    Column("currency", "text", "The ISO code of the money everything is counted in.", "MXN", needed=True),
    Column("price_year", "integer", "The year whose prices these are.", "2025", blank="not stated"),
    Column("start", "date", "The first day of the horizon; makes months the calendar's.", "2025-01-01",
           blank="a year of 365 days, a month its twelfth"),
    Column("timezone", "text", "The zone that dates are told in, by its IANA name.", "America/Mexico_City",
           blank="no daylight saving"),
    Column("slots", "text", "How the horizon is cut: a count and `year`, `months`, `weeks`, `days`, `hours` or "
           "`half-hours`; each slot counts once. Or a table `slots`.", "12 months", blank="1 year"),
    Column("years", "integers", "The milestone years of a roadmap.", "2025; 2030; 2035; 2040", blank="one year alone"),
    Column("interpolate", "choice", "How values by year are read between the years given: `linear`, or `step` (the "
           "last one given holds).", "linear", choices=("linear", "step"),
           blank="every milestone must be given"),
    Column("milestone_values", "choice", "What a milestone holds of values by year and of growth: those of its `first "
           "year`, or the `mean` of all years that it stands for.", "mean", choices=("first year", "mean"),
           blank="first year"),
    Column("discount_rate", "share", "Interest on money per year, for discounting and annuities.", "8 %", " or 1/h",
           blank="0 %", lower=0.0),
    Column("gwp", "choice", "The assessment report whose warming potentials weigh the gases over 100 years; "
           "`AR6-20`: over 20 years, in which methane weighs three times as much.", "AR6",
           choices=("AR4", "AR5", "AR6", "AR6-20"), blank="AR6"),
    Column("carbon_price", "number", "What emitting costs; a line of cost.", "250 MXN/t_CO2e", "{currency}/t_CO2e",
           blank="none", profile=True),
    Column("minimise", "names", "The effect to minimise, or several in order of priority.", "cost", blank="cost",
           refers=("effects",)),
    Column("measurement_uncertainty", "share", "The standard uncertainty of readings that state none, as a share of "
           "the reading.", "3 %", blank="such readings are exact", lower=0.0, upper=1.0),
    Column("reference_mix", "choice", "What models of several feeds work out their yields for in a scenario: the "
           "amounts of the plant `as it stands`, or the scenario's own, `reworked`.", "reworked",
           choices=("as it stands", "reworked"), blank="as it stands"),
    Column("language", "choice", "The language in which this plant is spoken of: screens, problems, reports.", "es",
           choices=("en", "es"), blank="that of whoever asks: MFO_LANGUAGE, LANG"),
    Column("reporter", "text", "The owner who reports: what others own counts as scope 3.", "Nopalmex",
           blank="everything is the reporter's"),
    Column("informal", "names", "The owners who work informally, such as waste pickers: their part is told in the "
           "numbers of a city.", "pickers", blank="nobody does"),
)  # fmt: skip
"""The settings: rows of the table ``plant`` (in YAML a mapping)."""

PLANT = InputTableSpec(
    "plant", "a setting", (Column("setting", "name", "The setting's name.", "currency", needed=True),
                           Column("value", "text", "Its value.", "MXN")),
    key=("setting",), needed=True, singular="setting",
)  # fmt: skip

MATERIALS = InputTableSpec(
    "materials", "a material, product or energy carrier", (
        _name("material", "Its name.", "nopal"),
        Column("unit", "text", "What it is counted in. The basis (wet or dry, lower or higher heating value) is part "
               "of the material.", "t", needed=True),
        Column("like", "text", "A material of the datasets whose properties it takes; own columns override them, "
               "and what is per mass as received follows the `dry_matter` and `volatile_solids` typed.",
               "nopal", blank="only the properties given here"),
        Column("waste", "flag", "Whether what arises, is bought or comes back of it is waste, for indicators.", "no",
               blank="waste is what must be taken at no price or against payment, and what comes back"),
        Column("hazardous", "flag", "Whether it is hazardous where it is waste: parts the tables of waste of the "
               "standards.", "yes", blank="what the four columns after it say; where they are blank it is not"),
        _names("hazard_class", "The properties that make it hazardous: letters of CRETIB (NOM-052-SEMARNAT-2005) or "
               "`HP 1` to `HP 15` (Directive 2008/98/EC).", "T; I", blank="none is known"),
        Column("waste_code", "text", "Its code in the European List of Waste (LER, EWC): six digits, and an asterisk "
               "where the list has one, which makes it hazardous. In a sheet a text, so that no leading zero is lost.",
               "20 01 08", blank="not classified"),
        Column("waste_class", "choice", "Its class in Mexican law (LGPGIR): `urban`, `special handling` or "
               "`hazardous`.", "special handling", choices=("urban", "special handling", "hazardous"),
               blank="not classified"),
        Column("basel_code", "text", "Its code in the annexes of the Basel Convention; one of Annex VIII (`A...`) "
               "makes it hazardous.", "B3020", blank="not classified"),
    ), key=("material",), further="a property of the material, such as `dry_matter`; blank: not known, or taken from "
    "`like`", needed=True, singular="material",
)  # fmt: skip

SITES = InputTableSpec(
    "sites", "a place", (
        _name("site", "Its name.", "Zitácuaro"),
        Column("owner", "text", "Who owns what stands there.", "Nopalmex", blank="one owner for all"),
        Column("latitude", "number", "Degrees north.", "19.44", " or deg", lower=-90.0, upper=90.0,
               blank="no place on the map; links from here need a distance where it matters"),
        Column("longitude", "number", "Degrees east (west is negative).", "-100.36", " or deg", lower=-180.0,
               upper=180.0, blank="as latitude"),
        Column("elevation", "number", "Height above the sea, for whoever reads; nothing is computed from it.", "1940 m",
               "km", blank="not known", lower=-0.5, upper=9.0),
        *HOUSEHOLD_COLUMNS,
    ), key=("site",), needed=True, singular="site",
)  # fmt: skip

SUPPLIES = InputTableSpec(
    "supplies", "something that arises or can be bought", (
        _name("supply", "Its name.", "nopal harvest"),
        _name("site", "Where it arises.", "Zitácuaro", "sites"),
        _name("material", "What it is.", "nopal", "materials"),
        _number("amount", "{material}/h", "How much there is.", "40 t/d", "no limit", lower=0.0),
        Column("take", "choice", "Whether all must be taken or up to the amount.", "up to", needed=True,
               choices=("all", "up to")),
        _number("price", "{currency}/{material}", "What we pay; negative: we are paid to take it.", "150 MXN/t",
                needed=True),
        _number("growth", "1/h or ", "Growth of the amount per year, compound from the first milestone.", "1.5 %/year",
                "none", profile=False),
        _name("after", "The supply whose amount must be used up first in each slot: the step of the price before.",
              "contract, first 100 MWh", "supplies", needed=False, blank="none: it may be used alone"),
        _name("owner", "Who pays for it, or is paid.", "Nopalmex", needed=False, blank="the owner of its site"),
    ), key=("supply",), singular="supply",
)  # fmt: skip

GENERATION = InputTableSpec(
    "generation", "waste of one material that the people of a place throw away: a supply of this name", (
        _name("generation", "Its name.", "organics of the north"),
        _name("site", "Where they live.", "north", "sites"),
        _name("material", "What it is.", "food waste", "materials"),
        _number("population", "", "How many people live there.", "120000", needed=True, lower=0.0),
        _number("growth", "1/h or ", "Growth of the population per year, compound from the first milestone.",
                "1.2 %/year", "none", profile=False),
        _number("per_head", "{material}/h", "What one of them throws away, of all materials together where `share` is "
                "given.", "1.1 kg/d", needed=True, lower=0.0),
        _number("per_head_growth", "1/h or ", "Growth of that per year.", "0.5 %/year", "none", profile=False),
        _share("share", "The share of it that is this material.", "38 %", "all of it"),
        _name("separated_as", "What people who keep it apart hand over instead: a supply of its own, named after the "
              "row, `kept apart`.", "clean food waste", "materials", needed=False, blank="nothing is kept apart"),
        _share("participation", "The share of people who keep it apart.", "35 %", "needed with `separated_as`"),
        _share("capture", "The share of it that those who do so catch.", "80 %", "all of it"),
        Column("participation_cost", "text", "What winning over more of them costs, a head of all people and time, at "
               "points above `participation`: then how many take part is decided, in each slot.",
               "40 %: 12 MXN/year; 60 %: 30 MXN/year", blank="nobody more is won over"),
        _number("price", "{currency}/{material}", "What we pay for it; negative: we are paid to take it.",
                "-300 MXN/t", "nothing"),
        _name("owner", "Who pays for it, or is paid.", "town", needed=False, blank="the owner of its site"),
    ), key=("generation",), singular="generation",
)  # fmt: skip

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
        _number("capex", "{currency}/({basis}/h)", "What a unit of capacity costs to build; paid as an annuity.",
                "12 MMXN/(t/h)", "the capacity is there", lower=0.0),
        _number("fixed_cost", "{currency}/h or {currency}/h/({basis}/h)", "What it costs whether it runs or not: "
                "money per time for the whole process, or money per capacity and time for what is in place.",
                "1.2 MMXN/year", "none"),
        _number("variable_cost", "{currency}/{basis}", "What a unit of activity costs.", "35 MXN/t",
                "refused (type 0), unless rows of its recipe carry a cost; `model` takes the model's own"),
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
        *_sizing("{material}", "{currency}/{material}", "500 Nm3", "900 MXN/Nm3"),
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
    ), key=("store",), singular="store",
)  # fmt: skip

MARKETS = InputTableSpec(
    "markets", "where something leaves the system", (
        _name("market", "Its name.", "filling station"),
        _name("site", "Where it is.", "Zitácuaro", "sites"),
        _names("material", "What it takes, one or several.", "vehicle gas", "materials", needed=True),
        _number("price", "{currency}/{material}", "What we are paid; negative: a gate fee.", "11.6 MXN/Nm3",
                needed=True),
        _number("minimum", "{material}/h", "What must be delivered.", "100 Nm3/d", "none", lower=0.0),
        _number("maximum", "{material}/h", "The most it takes.", "900 Nm3/d", "no limit", lower=0.0),
        _number("growth", "1/h or ", "Growth of minimum and maximum per year, compound from the first milestone.",
                "2 %/year", "none", profile=False),
        Column("replaces", "text", "What it displaces elsewhere: a material of the plant (with factors of its own, or "
               "a `like`) or of the datasets; its burdens are avoided.", "petrol", blank="nothing"),
        _share("substitution", "How much of it one unit delivered displaces; where both are fuels, beside the ratio of "
               "their heating values.", "0.8", "what the datasets say, else 1", profile=False, upper=None),
        Column("route", "text", "The route that deliveries count for.", "reuse", blank="none"),
        _name("after", "The market whose maximum must be delivered first in each slot: the step of the price before.",
              "bakery, first 2 t a day", "markets", needed=False, blank="none: it may be used alone"),
        _name("owner", "Who delivers: whose the sales are, and who pays a gate fee.", "Nopalmex", needed=False,
              blank="who brings it there: the owner of the site that sends it, or of what makes it at the site"),
        *CONTROL_COLUMNS,
    ), key=("market",), singular="market",
)  # fmt: skip

LINKS = InputTableSpec(
    "links", "a way between sites", (
        _name("link", "Its name; with several pairs each is `name: from > to`.", "truck", needed=False,
              blank="`from > to`, with the mode or the material where several"),
        _names("from", "Where it starts: a site, several, or `*` for all.", "Zitácuaro", "sites", needed=True,
               everything=True),
        _names("to", "Where it ends: a site, several, or `*` for all.", "Morelia", "sites", needed=True,
               everything=True),
        _names("material", "What it carries: one, several, or `*` for all.", "digestate", "materials", needed=True,
               everything=True),
        _number("distance", "km", "How long the way is.", "82 km", "the great circle between the sites' coordinates "
                "times the mode's detour factor", lower=0.0, profile=False),
        Column("mode", "text", "The transport model of the library: gives emissions and the detour factor.",
               "truck", blank="no emissions, detour factor 1"),
        _number("cost_per_amount", "{currency}/{material}", "What sending a unit costs.", "90 MXN/t",
                "none, where the other cost is given"),
        _number("cost_per_amount_and_distance", "{currency}/{material}/km", "What sending a unit over a distance "
                "costs.", "1.9 MXN/t/km", "none, where the other cost is given"),
        _number("capacity", "{material}/h", "The most that can be sent, of all its materials together; with "
                "capex, the most that may be in place.", "60 t/d", "no limit", lower=0.0),
        *_sizing("{material}/h", "{currency}/({material}/h) or {currency}/({material}/h)/km", "30 t/d",
                        "4 MMXN/(t/h)", "for each year in which it is used"),
        _share("loss", "The share of what is sent that does not arrive.", "2 %", "none"),
        Column("loss_is_outlet", "flag", "Whether losing is meant, as in a channel that seeps away: what must go "
               "somewhere may end on the way.", "yes", blank="no: losing round and round what must go somewhere is "
               "refused"),
        _number("minimum_load", "{material}/h", "The least that is sent when it is used.", "375 t/year", "none",
                lower=0.0),
        _name("owner", "Who pays for it and emits its gases.", "Haulier", needed=False,
              blank="the owner of the site where it starts"),
    ), key=("link",), unique=False, singular="link",
)  # fmt: skip

RETURNS = InputTableSpec(
    "returns", "a product that comes back", (
        _name("of", "The market it was delivered to.", "crate users", "markets"),
        _name("sold", "Which of the market's materials it was.", "crate", "materials", needed=False,
              blank="the market's only one"),
        _name("as", "The material that comes back.", "used crate", "materials"),
        _name("at", "Where it comes back.", "Zitácuaro", "sites"),
        Column("after", "text", "After how long: whole slots or years; 0: within the slot in which it was "
               "delivered. With a `lifetime` its mean in years, also in parts of one.", "2 years", needed=True),
        _number("share", "{material}/{sold}", "How much of what was delivered comes back.", "85 %", needed=True,
                lower=0.0),
        Column("lifetime", "choice", "How the years of use are spread around `after`; `decay`: at a constant rate, the "
               "inverse of `after`, from the year after on.", "weibull",
               choices=("fixed", "normal", "lognormal", "weibull", "decay"),
               blank="it comes back after exactly `after`"),
        _number("spread", "h", "The standard deviation of the lifetime.", "3 year", "needed with normal, "
                "lognormal and weibull", above_zero=True, profile=False),
        Column("ages", "text", "The years after, of a lifetime, that the row is about: the first and the last, or "
               "`on`.", "5 to 14", blank="all"),
        Column("counts", "choice", "Whether the row brings back what is `discarded`, or counts what is `in use` at "
               "each year's end, as a material that a market can ask for.", "in use",
               choices=("discarded", "in use"), blank="discarded"),
    ), key=("of", "sold", "as", "at", "after", "ages"), singular="return",
)  # fmt: skip

SOLD_BEFORE = InputTableSpec(
    "sold_before", "what a market took in a year before the horizon", (
        _name("of", "The market it was delivered to.", "crate users", "markets"),
        _name("sold", "Which of the market's materials it was.", "crate", "materials", needed=False,
              blank="the market's only one"),
        Column("year", "integer", "The calendar year, before the first milestone.", "2019", needed=True),
        _number("amount", "{sold}", "How much it took in that year.", "800 item", needed=True, lower=0.0,
                profile=False),
    ), key=("of", "sold", "year"), singular="sold before",
)  # fmt: skip

EFFECTS = InputTableSpec(
    "effects", "an effect beside the built-in ones", (
        _name("effect", "Its name.", "water"),
        Column("unit", "text", "What it is counted in.", "m3", needed=True),
    ), key=("effect",), singular="effect",
)  # fmt: skip

_ROWS = "supplies processes stores markets links"

RATES = InputTableSpec(
    "rates", "how much of an effect one unit of something causes", (
        _name("at", "A supply, process, store, market or link.", "digester", _ROWS),
        _name("effect", "The effect, built in or of the plant's own.", "water", "effects"),
        _number("rate", "{effect}/{unit}", "How much of it one unit causes.", "0.2 m3/t", needed=True),
        _name("per", "A material (a feed or product), `capacity`, for a link `used`: once for each year in which it is "
              "in use; for a supply `peak`: per highest load of each month (`588 MXN/kW/month`).", "nopal",
              "materials", needed=False,
              blank="per unit of what the row counts (stores: per amount and time)"),
        Column("scope", "choice", "The scope of a gas, as the row's owner sees it; for a reporter who is another owner "
               "it is 3.", "2", choices=("1", "2", "3"),
               blank="of processes, stores and links 1; of supplies 2 for power, heat, steam and cold, else 3; of "
               "markets 3"),
    ), key=("at", "effect", "per"), singular="rate",
)  # fmt: skip

_QUANTITIES = "effects supplies materials made processes markets routes links stores capacity number open"

LIMITS = InputTableSpec(
    "limits", "a bound on any quantity", (
        _name("limit", "Its name.", "organics to landfill"),
        _names("what", "An effect, supply, material, process, market, route, link or store, or several: their sum. A "
               "material counts what is supplied of it, or where nothing supplies it what is made of it; "
               "`made: beer` always what is made. `capacity: digester` is what is in place of a process, store or "
               "link, `number: digester` the same in units, `open: digester` whether it is open, or anything in place. "
               "A whole and a part of it (a route and its process) have no sum. Or "
               "an indicator alone: `indicator: diversion`.",
               "landfilled", _QUANTITIES, needed=True),
        _names("material", "The materials that count, of what a process, market, route, link or store takes in (of a "
               "process that only makes it, what it makes).", "food waste", "materials", blank="all"),
        _names("over", "The sites or owners that count.", "Zitácuaro", "sites owners", blank="all"),
        Column("when", "choice", "What the bound spans.", "year", choices=("slot", "year", "total"), blank="year"),
        _number("minimum", "{quantity}/h or {quantity} or ", "The least: a rate, an amount for the span, or a share of "
                "`of`.", "30 %", "none"),
        _number("maximum", "{quantity}/h or {quantity} or ", "The most: a rate, an amount for the span, or a share of "
                "`of`.", "500 t/year", "none"),
        _names("of", "The quantity that a share is of, or several: their sum.", "municipal waste", _QUANTITIES,
               blank="the bound is no share"),
    ), key=("limit",), singular="limit",
)  # fmt: skip

MEASUREMENTS = InputTableSpec(
    "measurements", "what flows today", (
        _name("at", "A supply, process, link or market.", "digester", "supplies processes links markets"),
        _name("material", "Which of its materials.", "nopal", "materials", needed=False,
              blank="the only one; a process: its activity"),
        Column("role", "choice", "Whether it goes into a process or comes out.", "in", choices=("in", "out"),
               blank="told by the material"),
        _number("amount", "{material}/h", "What was measured.", "38 t/d", needed=True, lower=0.0),
        Column("uncertainty", "number", "Its standard uncertainty: a share, or in the unit of the amount.", "5 %",
               " or {material}/h", blank="not known", lower=0.0),
        Column("slot", "text", "The slot it was measured in.", "3", blank="the whole year"),
    ), key=("at", "material", "role", "slot"), singular="measurement",
)  # fmt: skip

PROFILES = InputTableSpec(
    "profiles", "values by slot, by year or both", (
        Column("slot", "text", "The slot: its position from 1, its label, or a date.", "1",
               blank="the values hold for the whole year"),
        Column("year", "integer", "The year.", "2030", blank="the values hold for every year"),
    ), key=("year", "slot"), unique=False, further="a profile: its name is the column's, its unit stands in the "
    "header; a blank cell belongs to another profile", singular="profile",
)  # fmt: skip

SLOTS = InputTableSpec(
    "slots", "a slot of the year, in order", (
        Column("slot", "text", "Its label.", "winter day 08:00", needed=True),
        _number("hours", "h", "How long it lasts.", "1 h", needed=True, above_zero=True, profile=False),
        Column("weight", "number", "How often it repeats in the year.", "90", blank="once", above_zero=True),
        Column("day", "text", "The typical day (or period) it belongs to: stocks cycle within it, unless their store "
               "has `across_days`.", "winter day", blank="stocks run through all slots"),
    ), key=("slot",), singular="slot",
)  # fmt: skip

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

SOURCE = Column("source", "text", "Where the row's figures come from, or `assumption`: for whoever has to defend them; "
                "nothing is computed from it.", "supplier's offer, March 2025", blank="not stated")  # fmt: skip
"""The column that every table of facts may have."""

TABLES: dict[str, InputTableSpec] = {
    spec.name: spec if spec.name in ("plant", "slots", "profiles") else replace(spec, columns=(*spec.columns, SOURCE))
    for spec in (
        PLANT, MATERIALS, SITES, SUPPLIES, GENERATION, PROCESSES, RECIPES, QUALITY, STORES, MARKETS, LINKS, RETURNS,
        SOLD_BEFORE, EFFECTS, RATES, LIMITS, CREDITS, MEASUREMENTS, SLOTS, PROFILES, SCENARIOS, UNCERTAINTIES,
    )
}  # fmt: skip
"""All tables of a plant in the order of the documentation."""


def all_columns() -> Iterator[tuple[InputTableSpec | None, Column]]:
    """Every setting (with None for its table) and every column of every table, in order."""
    for setting in SETTINGS:
        yield None, setting
    for spec in TABLES.values():
        for column in spec.columns:
            yield spec, column
