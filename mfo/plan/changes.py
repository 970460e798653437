"""What changes from today to the plan: in amounts, money and emissions, ranked, with words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from ..units import format_number
from .columns import rows
from .elements import Elements
from .tables import OUT_OF

if TYPE_CHECKING:
    from .plan import Plan

SAME = 1e-6  # relative change below which nothing has changed


def changes_table(elements: Elements, plan: Plan, today: Plan) -> pd.DataFrame:
    """Amounts of a year (the first milestone in a roadmap), what each change costs and emits; what matters most first.

    Ranked by money, then by emissions. Costs and emissions of an element are shared among its materials by how much
    they change.
    """
    year = elements.graph.times.years[0]
    after, before = _amounts(plan, year), _amounts(today, None)
    amounts = pd.concat([after["amount"], before["amount"]], axis=1, keys=["plan", "today"]).fillna(0.0)
    cost = _difference(plan, today, year, "cost")
    emissions = _difference(plan, today, year, "emissions")
    records = []
    for (element, kind, site, material, unit), then, now in zip(
        amounts.index, amounts["plan"], amounts["today"], strict=True
    ):
        if abs(then - now) > SAME * max(abs(now), abs(then)):
            records.append({"element": element, "kind": kind, "site": site, "material": material, "today": now,
                            "plan": then, "change": then - now, "unit": unit})  # fmt: skip
    currency = elements.plant.settings.currency
    _share(records, "cost_change", cost)
    _share(records, "emissions_change", emissions)
    for record in records:
        record["words"] = in_words(record, currency)
    records.sort(key=lambda item: (-abs(item["cost_change"]), -abs(item["emissions_change"]), item["element"]))
    return rows("changes", records)


def _amounts(plan: Plan, year: int | None) -> pd.DataFrame:
    """Amounts of a year by element, kind, site, material and unit: activities of processes, flows of all others."""
    flows = _of_year(plan, "flows", year)
    over_links = (flows["kind"] == "link") & (flows["direction"] == OUT_OF)
    sent = flows[flows["kind"].isin(["supply", "market"]) | over_links]
    does = _of_year(plan, "activities", year).rename(columns={"process": "element", "activity": "amount"})
    does = does.assign(kind="process", material="")
    keys = ["element", "kind", "site", "material", "unit"]
    joined = pd.concat([sent[[*keys, "amount"]], does[[*keys, "amount"]]])
    return joined.groupby(keys, sort=False)[["amount"]].sum()


def _of_year(plan: Plan, table: str, year: int | None) -> pd.DataFrame:
    """Rows of one year, amounts multiplied by how often their slot repeats."""
    times, found = plan.tables["times"], plan.tables[table]
    first = int(times["year"].iloc[0]) if year is None else year
    found = found[found["year"] == first]
    weight = times[times["year"] == first].set_index("slot")["weight"]
    column = "amount" if table == "flows" else "activity"
    return found.assign(**{column: found[column].to_numpy() * found["slot"].map(weight).to_numpy()})


def _difference(plan: Plan, today: Plan, year: int, effect: str) -> dict[tuple[str, str], float]:
    """Plan minus today of an effect by element and kind."""
    found: dict[tuple[str, str], float] = {}
    first = int(today.tables["times"]["year"].iloc[0])
    for part, sign, when in ((plan, 1.0, year), (today, -1.0, first)):
        ledger = part.tables["ledger"]
        lines = ledger[(ledger["effect"] == effect) & (ledger["account"] == "own") & (ledger["year"] == when)]
        for element, kind, amount in zip(lines["element"], lines["kind"], lines["amount"], strict=True):
            found[element, kind] = found.get((element, kind), 0.0) + sign * amount
    return found


def _share(records: list[dict[str, Any]], column: str, difference: dict[tuple[str, str], float]) -> None:
    moved: dict[tuple[str, str], float] = {}
    for record in records:
        key = (record["element"], record["kind"])
        moved[key] = moved.get(key, 0.0) + abs(record["change"])
    for record in records:
        key = (record["element"], record["kind"])
        record[column] = difference.get(key, 0.0) * abs(record["change"]) / moved[key]


def in_words(record: dict[str, Any], currency: str) -> str:
    """One change as an instruction with what it is worth: ``Send 300 t more sludge over A > B: saves 12,000 EUR.``"""
    amount = f"{format_number(abs(record['change']))} {record['unit']}".rstrip()
    more = "more" if record["change"] > 0 else "less"
    name, material = record["element"], record["material"]
    started, stopped = record["today"] == 0, record["plan"] == 0
    text = {
        "supply": f"Take {amount} {more} {material} from {name}",
        "market": f"Deliver {amount} {more} {material} to {name}",
        "link": f"Send {amount} {more} {material} over {name}",
        "process": f"Run {name} by {amount} {more}",
    }[record["kind"]]
    if record["kind"] == "process" and started:
        text = f"Start {name}: {amount}"
    elif record["kind"] == "process" and stopped:
        text = f"Stop {name}: {amount}"
    return f"{text} a year: {_worth(record, currency)}."


def _worth(record: dict[str, Any], currency: str) -> str:
    parts: list[str] = []
    said = ""
    for column, unit in (("cost_change", currency), ("emissions_change", "t CO2e")):
        value = record[column]
        if abs(value) > 1e-9:
            verb = "saves" if value < 0 else ("costs" if column == "cost_change" else "emits")
            amount = f"{format_number(abs(value))} {unit}"
            parts.append(amount if verb == said else f"{verb} {amount}")
            said = verb
    return " and ".join(parts) if parts else "neither costs nor saves by itself"
