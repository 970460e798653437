"""The tables of what comes into a site and leaves it: supplies, people, markets, links, what comes back."""

from __future__ import annotations

from .column_groups import CONTROL_COLUMNS, GAS_COLUMNS, TODAY
from .table_spec import Column, InputTableSpec
from .table_spec import name_column as _name
from .table_spec import names_column as _names
from .table_spec import number_column as _number
from .table_spec import share_column as _share
from .table_spec import sizing_columns as _sizing

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
        _number("minimum_load", "{material}/h", "The least that is taken in a slot in which anything is: that, or "
                "nothing. Needs an amount, and `take` up to it.", "20 t/d", "none", lower=0.0),
        _number("fixed_cost", "{currency}/h", "What it costs whatever it gives, as a contract does.", "512 MXN/month",
                "none"),
        _number("growth", "1/h or ", "Growth of the amount per year, compound from the first milestone.", "1.5 %/year",
                "none", profile=False),
        _name("after", "The supply whose amount must be used up first in each slot: the step of the price before.",
              "contract, first 100 MWh", "supplies", needed=False, blank="none: it may be used alone"),
        _name("owner", "Who pays for it, or is paid.", "Nopalmex", needed=False, blank="the owner of its site"),
        TODAY,
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

MARKETS = InputTableSpec(
    "markets", "where something leaves the system", (
        _name("market", "Its name.", "filling station"),
        _name("site", "Where it is.", "Zitácuaro", "sites"),
        _names("material", "What it takes, one or several.", "vehicle gas", "materials", needed=True),
        _number("price", "{currency}/{material}", "What we are paid; negative: a gate fee.", "11.6 MXN/Nm3",
                needed=True),
        _number("minimum", "{material}/h", "What must be delivered.", "100 Nm3/d", "none", lower=0.0),
        _number("maximum", "{material}/h", "The most it takes.", "900 Nm3/d", "no limit", lower=0.0),
        _number("minimum_load", "{material}/h", "The least that it takes in a slot in which it takes anything: that, "
                "or nothing. Needs a maximum.", "250 Nm3/d", "none", lower=0.0),
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
        *GAS_COLUMNS,
        TODAY,
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
                        "4 MMXN/(t/h)", "10 t/d: 200 kMXN/(t/d); 60 t/d: 150 kMXN/(t/d)",
                        "for each year in which it is used"),
        _share("loss", "The share of what is sent that does not arrive.", "2 %", "none"),
        Column("travel_time", "text", "How long what is sent is on its way: whole slots. What leaves in the last slots "
               "of the year arrives in its first, and within a typical day.", "6 h", blank="it arrives in the slot in "
               "which it leaves"),
        Column("loss_is_outlet", "flag", "Whether losing is meant, as in a channel that seeps away: what must go "
               "somewhere may end on the way.", "yes", blank="no: losing round and round what must go somewhere is "
               "refused"),
        _number("minimum_load", "{material}/h", "The least that is sent when it is used.", "375 t/year", "none",
                lower=0.0),
        _name("owner", "Who pays for it and emits its gases.", "Haulier", needed=False,
              blank="the owner of the site where it starts"),
        TODAY,
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
