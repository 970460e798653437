"""What changes from today to the plan: in amounts, money and emissions, ranked, with words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from .measures.change_words import in_words, span_words
from .measures.unit_rates import Flow, unit_rates
from .tables.elements import Elements
from .tables.flows import OUT_OF
from .tables.schema import Row, rows

if TYPE_CHECKING:
    from .plan import Plan

SAME = 1e-6  # relative change below which nothing has changed
NOISE = 1e-9  # of the largest amount in a unit, or of all that an effect is made of: what solving leaves open
Sums = dict[tuple[str, str], list[float]]  # by element and kind: in the plan, and today


def changes_table(elements: Elements, plan: Plan, today: Plan) -> pd.DataFrame:
    """Amounts of a year (the first milestone in a roadmap), what each change costs and emits; what matters most first.

    Ranked by money, then by emissions. Each material of an element bears what a unit of it causes; what is not caused
    by the unit (a fixed cost, a rate that differs from slot to slot) is shared among them by how much they change.
    What moves as much as today and costs or emits otherwise (by another mix, at other times) is a row without a change.
    """
    year = elements.graph.times.years[0]
    after, before = _amounts(plan, year), _amounts(today, None)
    amounts = pd.concat([after["amount"], before["amount"]], axis=1, keys=["plan", "today"]).fillna(0.0)
    cost, emissions = (_sums(plan, today, year, effect) for effect in ("cost", "emissions"))
    every = [
        {
            "element": element,
            "kind": kind,
            "site": site,
            "material": material,
            "today": now,
            "plan": then,
            "change": then - now,
            "unit": unit,
        }
        for (element, kind, site, material, unit), then, now in zip(
            amounts.index, amounts["plan"], amounts["today"], strict=True
        )
    ]
    least = {
        unit: NOISE * float(amounts.xs(unit, level="unit").abs().to_numpy().max())
        for unit in amounts.index.unique("unit")
    }
    records = [
        item
        for item in every
        if abs(item["change"]) > max(SAME * max(abs(item["today"]), abs(item["plan"])), least[item["unit"]])
    ]
    records += _otherwise(every, records, cost, emissions)
    currency = elements.plant.settings.currency
    unit_cost, unit_emissions = unit_rates(elements)
    _share(records, "cost_change", _net(cost), unit_cost)
    _share(records, "emissions_change", _net(emissions), unit_emissions)
    _share(records, "displaced_change", _net(_sums(plan, today, year, "emissions", "avoided")), {})
    owners = _owners(plan, today)
    hours = elements.graph.times.hours_per_year
    span = span_words(hours)
    for record in records:
        record["owner"] = "; ".join(owners.get((record["element"], record["kind"]), {}))
        record["words"] = in_words(record, currency, span)
    records.sort(key=lambda item: (-abs(item["cost_change"]), -abs(item["emissions_change"]), item["element"]))
    return rows("changes", records)


def _amounts(plan: Plan, year: int | None) -> pd.DataFrame:
    """Amounts of a year by element, kind, site, material and unit: activities of processes, flows of all others."""
    flows = _of_year(plan, "flows", year)
    over_links = (flows["kind"] == "link") & (flows["direction"] == OUT_OF)
    stored = (flows["kind"] == "store") & (flows["direction"] == OUT_OF)
    sent = flows[flows["kind"].isin(["supply", "market"]) | over_links | stored]
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


def _owners(plan: Plan, today: Plan) -> dict[tuple[str, str], dict[str, None]]:
    """Who pays for each element, or is paid, in the plan or today; of what costs nobody anything whose it is."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for part in (plan, today):
        lines = part.tables["ledger"]
        lines = lines[(lines["effect"] == "cost") & (lines["owner"] != "")]
        for element, kind, owner in zip(lines["element"], lines["kind"], lines["owner"], strict=True):
            found.setdefault((element, kind), {})[owner] = None
    for part in (plan, today):
        lines = part.tables["flows"].drop_duplicates(["element", "kind"])
        for element, kind, owner in zip(lines["element"], lines["kind"], lines["owner"], strict=True):
            if owner and (element, kind) not in found:
                found[element, kind] = {owner: None}
    return found


def _sums(plan: Plan, today: Plan, year: int, effect: str, account: str = "own") -> Sums:
    """An effect in the plan and today by element and kind."""
    found: Sums = {}
    largest = 0.0
    first = int(today.tables["times"]["year"].iloc[0])
    for side, (part, when) in enumerate(((plan, year), (today, first))):
        ledger = part.tables["ledger"]
        lines = ledger[(ledger["effect"] == effect) & (ledger["account"] == account) & (ledger["year"] == when)]
        for element, kind, amount in zip(lines["element"], lines["kind"], lines["amount"], strict=True):
            found.setdefault((element, kind), [0.0, 0.0])[side] += amount
            largest = max(largest, abs(amount))
    # What differs by less than the sums can be added up to is the same.
    return {
        key: [now, now] if abs(then - now) <= NOISE * largest else [then, now] for key, (then, now) in found.items()
    }


def _net(sums: Sums) -> dict[tuple[str, str], float]:
    """Plan minus today."""
    return {key: then - now for key, (then, now) in sums.items()}


def _otherwise(every: list[Row], changed: list[Row], *effects: Sums) -> list[Row]:
    """What is as much as today, but not at the same cost or emissions: its first row each, without a change."""
    told = {(item["element"], item["kind"]) for item in changed}
    differs = {
        key
        for sums in effects
        for key, (then, now) in sums.items()
        if abs(then - now) > SAME * max(abs(then), abs(now)) and key not in told
    }
    found: dict[tuple[str, str], Row] = {}
    for item in every:
        key = (item["element"], item["kind"])
        if key in differs:
            found.setdefault(key, {**item, "plan": item["today"], "change": 0.0})
    return list(found.values())


def _share(records: list[Row], column: str, difference: dict[tuple[str, str], float], rates: dict[Flow, float]) -> None:
    """Share out the difference of each element among its materials, so that it adds up."""
    moved: dict[tuple[str, str], float] = {}
    left = dict(difference)
    for record in records:
        key = (record["element"], record["kind"])
        record[column] = rates.get((*key, record["material"]), 0.0) * record["change"]
        left[key] = left.get(key, 0.0) - record[column]
        moved[key] = moved.get(key, 0.0) + abs(record["change"])
    for record in records:
        key = (record["element"], record["kind"])
        scale = abs(record[column]) + abs(difference.get(key, 0.0))
        if abs(left[key]) > 1e-9 * scale:
            record[column] += left[key] * (abs(record["change"]) / moved[key] if moved[key] else 1.0)
