"""What ``mfo optimise`` prints: what goes where, what it costs and emits, what changes, where the report lies."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

from ...translation import say, spoken
from ...units import format_number
from ..frame.run import problem_record
from .columns import columns
from .roadmap import by_year
from .words import word

if TYPE_CHECKING:
    import pandas as pd

    from ...plan.plan import Plan
    from ...plan.tables.schema import Row

EFFECTS = ("cost", "investment", "emissions", "landfilled")
MOST_MATERIALS = 4
NOTHING: dict[str, object] = {"value": 0.0}
SMALL = 1e-6  # of what a route takes, relative
MASSES = ("t", "kg", "kt", "Mt")


def record(plan: Plan, folder: Path) -> dict[str, object]:
    """What ``--json`` prints.

    ``totals`` are over the horizon, ``today`` is going on as today for as long; ``objective`` is discounted, with the
    years that the horizon counts for then, and today's on the same terms.
    """
    totals, today = plan.totals, None if plan.today is None else plan.today.totals
    years, discounted = _horizon(plan)
    before = None if today is None else today.get(plan.minimise, NOTHING)["value"] * discounted
    return {
        "status": plan.status,
        "horizon": {"years": years, "discounted_years": discounted},
        "objective": {
            "effect": plan.minimise,
            "value": plan.objective,
            "unit": totals[plan.minimise]["unit"],
            "today": before,
            **({"gap": plan.run["objective"]["gap"]} if "gap" in plan.run["objective"] else {}),
        },
        "totals": totals,
        "today": None
        if today is None
        else {effect: {**entry, "value": entry["value"] * years} for effect, entry in today.items()},
        "certificate": plan.certificate,
        "decision": decided(plan),
        "measures": [_plain(row) for row in plan.measures.to_dict("records")],
        "run": str(folder),
        "problems": [problem_record(problem) for problem in plan.problem_list],
    }


def _plain(row: Row) -> Row:
    """A row as JSON takes it: blank numbers are null."""
    return {key: None if isinstance(value, float) and math.isnan(value) else value for key, value in row.items()}


def _horizon(plan: Plan) -> tuple[float, float]:
    """The years that a plan stands for, and what they count for discounted to the first."""
    times = plan.times.drop_duplicates("year")
    return float(times["span"].sum()), float((times["span"] * times["discount"]).sum())


def text(plan: Plan, folder: Path, report: bool = True) -> str:
    """The summary for people."""
    years = plan.times["year"].nunique()
    parts = [told] if (told := decided(plan)) else []
    parts.append(
        say(
            "{plant}: the plan with the least {effect} ({standing}, certified)",
            plant=plan.run["plant"],
            effect=word(plan.minimise),
            standing=_standing(plan),
        )
    )
    parts.append(by_year(plan) if years > 1 else _where_it_goes(plan))
    parts.append(_totals(plan))
    parts.append(_unsure(plan))
    parts.append(_held(plan))
    if len(plan.measures):
        parts.append(_measures(plan))
    parts.append(say("Report: {path}", path=folder / "report.html") if report else say("Tables: {path}", path=folder))
    return "\n\n".join(part for part in parts if part)


def _unsure(plan: Plan) -> str:
    """What the readings' uncertainty makes of today, plan and what is saved; blank where none is known."""
    unsure, told = plan.run.get("uncertainty", {}), []
    names = {"today": say("today"), "plan": say("under the plan"), "saved": say("saved")}
    for effect, total in plan.totals.items():
        known = {key: unsure.get(key, {}).get(effect, 0.0) for key in names}
        parts = [f"{names[key]} ± {format_number(value, 2)}" for key, value in known.items() if value > 0]
        if parts:
            told.append(f"{word(effect)} {', '.join(parts)} {total['unit']}")
    text = "By the uncertainty of the readings (one standard deviation): {told}."
    parts = [say(text, told="; ".join(told)) if told else "", _common_error(plan)]
    return " ".join(part for part in parts if part)


def _common_error(plan: Plan) -> str:
    """Whether it would be noticed that all meters are off alike; blank where readings have no uncertainty."""
    if "common_error_seen_from" not in plan.run:
        return ""
    seen = plan.run["common_error_seen_from"]
    if seen is None:
        return say("That all meters are off by the same share could not be seen, and is not in it.")
    text = "That all meters are off by the same share would be noticed from {percent} % on."
    return say(text, percent=format_number(100 * seen, 2))


def _standing(plan: Plan) -> str:
    """How good the plan is: the best possible, or how near to it a search that was ended has come."""
    gap = plan.run["objective"].get("gap", 0.0)
    if plan.status == "optimal":
        return say(plan.status)
    if gap is None:
        return say("the best found")
    return say("within {percent} % of the best possible", percent=format_number(100 * gap, 2))


def _days(plan: Plan) -> float:
    """The days that a year's slots stand for."""
    times = plan.times[plan.times["year"] == plan.times["year"].iloc[0]]
    return float((times["hours"] * times["weight"]).sum()) / 24


def _by_route(plan: Plan) -> pd.DataFrame:
    """What goes into each route over a year: route, material, unit, amount."""
    taken = plan.flows[(plan.flows["direction"] == "out of pool") & (plan.flows["route"] != "")]
    weights = plan.times.set_index(["year", "slot"])["weight"]
    index = list(zip(taken["year"], taken["slot"], strict=True))
    weighted = taken.assign(amount=taken["amount"].to_numpy() * weights.reindex(index).to_numpy())
    return weighted.groupby(["route", "material", "unit"], sort=False, as_index=False)["amount"].sum()


def _where_it_goes(plan: Plan) -> str:
    from ...plant.effects import ROUTES

    table, days = _by_route(plan), _days(plan)
    order = {route: place for place, route in enumerate(ROUTES)}
    lines, widest = [say("What goes where, per day:")], max(16, *(len(word(route)) for route in ROUTES))
    for route in sorted(table["route"].unique(), key=lambda name: order.get(name, len(order))):
        # Energy carriers are left to the report: a manager asks where the material goes.
        rows = table[(table["route"] == route) & ~table["unit"].str.contains("Wh|J$")]
        # Tonnes first: amounts in other units do not compare with them.
        rows = rows.assign(other=~rows["unit"].isin(MASSES)).sort_values(["other", "amount"], ascending=[True, False])
        if rows.empty:
            continue
        shown = [
            f"{format_number(row.amount / days, 3)} {'' if row.unit == 'item' else row.unit + ' '}{row.material}"
            for row in rows.head(MOST_MATERIALS).itertuples()
        ]
        lines.append(
            f"  {word(route):<{widest}} {', '.join(shown)}{_further(len(rows))}{_new_to(plan, route, rows, days)}"
        )
    return "\n".join(lines) if len(lines) > 1 else ""


def _further(count: int) -> str:
    """How many there are beyond those that are told."""
    return say(", and {count} more", count=count - MOST_MATERIALS) if count > MOST_MATERIALS else ""


def _lost(plan: Plan) -> str:
    """What is lost on the way and in stores, over the horizon; energy too, since somebody pays for it."""
    rows = plan.indicators[plan.indicators["indicator"].str.startswith("lost: ")]
    if rows.empty:
        return ""
    span = plan.times.drop_duplicates("year").set_index("year")["span"]
    rows = rows.assign(value=rows["value"] * rows["year"].map(span), name=rows["indicator"].str.partition(": ")[2])
    sums = rows.groupby(["name", "unit"], sort=False, as_index=False)["value"].sum()
    told = [
        f"{format_number(row.value)} {'' if row.unit == 'item' else row.unit + ' '}{row.name_}"
        for row in sums.rename(columns={"name": "name_"}).head(MOST_MATERIALS).itertuples()
    ]
    text = "Lost in links and stores over the horizon: {told}" if len(span) > 1 else "Lost in links and stores: {told}"
    return say(text, told=", ".join(told) + _further(len(sums)))


def _new_to(plan: Plan, route: str, rows: pd.DataFrame, days: float) -> str:
    """How much of it comes from outside the route, where the route takes again what it has made itself."""
    entering = plan.indicators.loc[plan.indicators["indicator"] == f"enters: {route}", "value"]
    masses = rows[rows["unit"] == "t"]
    if entering.empty or len(masses) < len(rows):
        return ""
    taken, new = float(masses["amount"].sum()), float(entering.iloc[0])
    if taken - new <= SMALL * taken:
        return ""
    return say("; {amount} t of it new to the route", amount=format_number(new / days, 3))


def _totals(plan: Plan) -> str:
    """Totals over the horizon; today's are those of going on as today for as long.

    What is displaced elsewhere stands beside the emissions where it turns their sign, or that of their change.
    """
    from ...plan.tables.displaced import displaced

    today = plan.today.totals if plan.today is not None else None
    before_tables = plan.today.tables if plan.today is not None else None
    times = plan.times.drop_duplicates("year")
    years, discounted = _horizon(plan)
    rows = []

    def add(name: str, value: float, unit: str, before: float) -> None:
        row = [name, f"{format_number(value)} {unit}"]
        if today is not None:
            row = [name, f"{format_number(before)} {unit}", row[1], _change(before, value)]
        rows.append(row)

    for effect in dict.fromkeys([*EFFECTS, plan.minimise]):
        if effect not in plan.totals:
            continue
        entry, least = plan.totals[effect], plan.run["objective"]
        before = (today or {}).get(effect, NOTHING)["value"]
        once = f" {say('(spent once)')}" if effect == "investment" and len(times) == 1 else ""
        add(word(effect) + once, entry["value"], entry["unit"], before * years)
        if effect == "emissions" and (beyond := displaced(plan.tables, before_tables)) is not None and beyond.turns:
            add("  " + say("less what is displaced elsewhere"), beyond.net, entry["unit"], beyond.net_today or 0.0)
        if len(times) > 1 and effect == least["effect"] and discounted < years:
            add(
                "  " + say("discounted to {year}", year=times["year"].min()),
                least["value"],
                least["unit"],
                before * discounted,
            )
    span = say("over the horizon") if len(times) > 1 else say("a year")
    days = _days(plan)
    if min(abs(days - 365), abs(days - 366)) > 0.5:
        span = say("over {number} days", number=format_number(days))
        if days < 3:
            span = say("over {number} h", number=format_number(24 * days))
    header = [span, say("today"), say("plan"), say("change")] if today is not None else [span, say("plan")]
    return "\n\n".join(part for part in (columns(rows, header), _lost(plan)) if part)


def _held(plan: Plan) -> str:
    """The decisions that were held, and what one unit more of each is worth."""
    fixes = plan.run.get("options", {}).get("fixes", [])
    rows = plan.limits[plan.limits["limit"].isin(fixes)]
    lines = [
        f"  {row.limit}{'' if len(rows) == len(fixes) else f' ({row.year})'}: "
        + price_told(float(row.price), str(row.price_unit), str(row.unit))
        for row in rows.itertuples()
    ]
    return "\n".join([say("Held, and its price:"), *lines]) if lines else ""


def price_told(price: float, price_unit: str, unit: str) -> str:
    """What one unit more of what is held is worth."""
    save, money = price > 0, f"{format_number(abs(price))} {price_unit.split('/')[0]}"
    text = "one {unit} more would save {money}" if save else "one {unit} more would cost {money}"
    return say(text, unit=_one(unit), money=money)


def _one(unit: str) -> str:
    return unit if unit not in ("", "item") else say("unit")


def _change(before: float, after: float) -> str:
    sign = "+" if after >= before else "-"
    share = f" ({sign}{format_number(100 * abs(after - before) / abs(before), 3)} %)" if before else ""
    return f"{sign}{format_number(abs(after - before))}{share}"


def decided(plan: Plan) -> str:
    """The decision in one sentence; blank where nothing is built and there is no today."""
    from ...report.pages.report_page import figures_of
    from ...report.sections.measures import decision

    return decision(figures_of(plan, spoken()))


def _measures(plan: Plan) -> str:
    years, discounted = _horizon(plan)
    lines = [say("Measures, which together are what the plan saves:")]
    if discounted < years:
        first = plan.times["year"].min()
        lines = [say("Measures, which together are what the plan saves (money discounted to {year}):", year=first)]
    if spoken() == "en":
        words = [str(row.words) for row in plan.measures.itertuples()]
    else:
        from ...report.pages.report_page import figures_of
        from ...report.sections.measures import told_measures

        words = told_measures(figures_of(plan, spoken()))
    return "\n".join([*lines, *(f"  {number}. {text}" for number, text in enumerate(words, start=1))])
