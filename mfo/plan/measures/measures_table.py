"""The table of measures: what somebody decides, what it saves, emits and needs."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from ...units import format_number
from ..tables.schema import Row, rows
from .change_words import YEAR, in_words, span_words
from .exchanges import Exchanges, Member, Place, exchanges
from .grouping import grouped, networks, sums
from .payback import internal_rate, months_or_years, payback
from .ways import REROUTE, SUPPLY, MovedFlow, moves

if TYPE_CHECKING:
    from ...plant.model import Plant
    from ..plan import Plan
    from ..tables.elements import Elements

MOST = 11  # measures; what is left stands together in one more row
SMALL = 1e-3  # of all that measures save and cost: what is less stands among the rest, unless something is built
NOISE = 1e-9  # of the same: what is less is rounding
MINOR = 0.1  # of all that a measure hands over: with less of it to another it does not depend on that
MOSTLY = 0.5  # of a way that measures share: who asks for more than that of it builds it
BUILD, OTHER = "build", "other"


@dataclass
class Measure:
    """Members that make one decision, with what they share of the trades at outside prices."""

    members: set[Member]
    cost: float = 0.0
    emissions: float = 0.0
    capital: float = 0.0
    investment: float = 0.0
    turnover: dict[Member, float] = field(default_factory=dict)
    trades: dict[Member, float] = field(default_factory=dict)


def measures_table(elements: Elements, plan: Plan, today: Plan) -> pd.DataFrame:
    """The changes from today as at most a dozen measures, those that save most first; their sum is the plan's saving.

    A measure's cost holds what its members cost themselves, and at the plan's prices what they take from others and
    give them: bought power at what power costs there. Costs, emissions and investment are over the horizon, money
    weighed as the objective weighs it.
    """
    plant = elements.plant
    found = exchanges(elements, plan, today, _takes(plant))
    made = _measures(found)
    size, emitted = sum(abs(each.cost) for each in made), sum(abs(each.emissions) for each in made)
    made.sort(
        key=lambda each: (each.investment <= 0 and abs(each.cost) < SMALL * size, each.cost, sorted(each.members))
    )
    weighty = [each for each in made if each.investment > 0 or abs(each.cost) >= SMALL * size]
    first = sorted(weighty, key=lambda each: (each.investment <= 0, -abs(each.cost)))[:MOST]
    kept = [each for each in made if each in first]
    rest = [each for each in made if each not in first]
    changes = plan.tables["changes"]
    lives = _lives(plant)
    years = _years(plan) * plant.times.hours_per_year / YEAR
    moved = moves(found, networks(found), plan, today, _spans(plan))
    records = [_record(plan, changes, each, lives, years) for each in kept]
    for record, each in zip(records, kept, strict=True):
        named = record["built"].split("; ") if record["decision"] == BUILD else [record["element"]]
        record.update(_moved(moved.way(each.members, named), plan))
    if any(abs(each.cost) > NOISE * size or abs(each.emissions) > NOISE * emitted for each in rest):
        records.append(_remainder(rest, NOISE * size, NOISE * emitted))
    for number, record in enumerate(records, start=1):
        record["measure"] = number
        record["words"] = _words(record, plant.settings.currency, span_words(plant.times.hours_per_year))
    return rows("measures", records)


def _lives(plant: Plant) -> dict[str, float]:
    """How long what is built lasts [years]; nan where nothing says so."""
    found = {each.name: each.lifetime for each in plant.processes}
    found |= {each.name: each.lifetime for each in plant.stores} | {each.name: each.lifetime for each in plant.links}
    return {name: years or math.nan for name, years in found.items()}


def _takes(plant: Plant) -> set[tuple[str, str]]:
    """Processes without outputs, such as landfills, with each of the materials that they take in a free mix."""
    found = set[tuple[str, str]]()
    for process in plant.processes:
        mixed = [item.material for item in process.inputs if item.mix]
        if len(mixed) > 1 and not any(not output.is_loss for output in process.outputs):
            found |= {(process.name, material) for material in mixed}
    return found


def _years(plan: Plan) -> float:
    """The years that a sum over the horizon counts, discounted."""
    times = plan.tables["times"].drop_duplicates("year")
    return float((times["span"] * times["discount"]).sum())


def _spans(plan: Plan) -> float:
    """The years that a sum of amounts over the horizon counts."""
    return float(plan.tables["times"].drop_duplicates("year")["span"].sum())


NOT_MOVED: Row = {"way": "", "moved": "", "moved_amount": math.nan, "moved_unit": "", "goes_to": "", "instead_of": ""}


def _moved(way: MovedFlow | None, plan: Plan) -> Row:
    """What goes where instead, as columns."""
    if way is None:
        return dict(NOT_MOVED)
    materials = plan.tables["materials"].set_index("material")["unit"]
    keys = ("way", "moved", "moved_amount", "moved_unit", "goes_to", "instead_of")
    values = (way.way, way.material, way.amount, str(materials[way.material]), way.to, way.instead_of)
    return dict(zip(keys, values, strict=True))


def _measures(found: Exchanges) -> list[Measure]:
    groups, passing = grouped(found)
    network = networks(found)
    for together in _among_themselves(found, groups, passing, network):
        groups.append(together)
        passing = {member: place for member, place in passing.items() if member not in together}
    given = defaultdict[Member, float](float)
    for (member, _), worth in found.worth.items():
        given[member] += worth
    every = {*given, *found.cost, *found.emissions, *found.investment}
    known = set().union(*groups) | set(passing)
    groups += [{member} for member in sorted(every - known)]
    if passing and not groups:  # nothing but other ways of the same trade, such as a pipe instead of a tanker
        groups, passing = [set(passing)], {}
    made = [
        Measure(
            group,
            sums(group, found.cost) - sums(group, given),
            sums(group, found.emissions),
            sums(group, found.capital),
            sums(group, found.investment),
        )
        for group in groups
    ]
    for measure in made:
        for (member, _), worth in found.worth.items():
            if member in measure.members:
                measure.turnover[member] = measure.turnover.get(member, 0.0) + abs(worth)
    _share_trades(made, found, passing, network, given)
    return made


def _among_themselves(
    found: Exchanges, groups: list[set[Member]], passing: dict[Member, Place], network: dict[Place, Place]
) -> list[set[Member]]:
    """Trades and ways of a network in which nothing else decides, as where a pipe replaces what is bought."""
    deciding = {member for group in groups for member in group}
    asked = {network[place] for member, place in found.amount if member in deciding}
    alone = defaultdict[Place, set[Member]](set)
    for member, place in passing.items():
        if place not in asked:
            alone[place].add(member)
    return list(alone.values())


def _share_trades(
    made: list[Measure],
    found: Exchanges,
    passing: dict[Member, Place],
    network: dict[Place, Place],
    given: dict[Member, float],
) -> None:
    """What trades and ways at outside prices cost beyond these, and emit, goes to the measures that ask for it."""
    by_network = defaultdict[Place, list[Member]](list)
    for member, place in passing.items():
        by_network[place].append(member)
    asked = _asked(made, found, network)
    for place, members in by_network.items():
        shares = _parts(asked.get(place, {}), len(made))
        left = sums(members, found.cost) - sum(given[member] for member in members)
        emitted, spent = sums(members, found.emissions), sums(members, found.investment)
        for position, (share, part) in shares.items():
            made[position].cost += part * left
            made[position].emissions += share * emitted
            made[position].investment += part * spent
            for member in members:
                made[position].trades[member] = share


def _asked(made: list[Measure], found: Exchanges, network: dict[Place, Place]) -> dict[Place, dict[int, float]]:
    """By network, what each measure gives more into it (negative: takes)."""
    owner = {member: position for position, measure in enumerate(made) for member in measure.members}
    asked = defaultdict[Place, dict[int, float]](dict)
    for (member, place), amount in found.amount.items():
        if member in owner:
            part = asked[network[place]]
            part[owner[member]] = part.get(owner[member], 0.0) + amount
    return asked


def _parts(asked: dict[int, float], count: int) -> dict[int, tuple[float, float]]:
    """By measure, its share of what is traded less or more (signed), and its share of all that is asked for."""
    total, size = sum(asked.values()), sum(abs(amount) for amount in asked.values())
    if not size:
        return {position: (1.0 / count, 1.0 / count) for position in range(count)}
    parts = {position: abs(amount) / size for position, amount in asked.items()}
    signed = abs(total) > MINOR * size
    return {
        position: (amount / total if signed else parts[position], parts[position]) for position, amount in asked.items()
    }


def _record(plan: Plan, changes: pd.DataFrame, measure: Measure, lives: dict[str, float], years: float) -> Row:
    built = _built(plan, measure)
    main = _main(changes, measure, built)
    yearly = (measure.capital - measure.cost) / years if years else math.nan
    ends = [lives[name] for name in built if not math.isnan(lives.get(name, math.nan))]
    spent = measure.investment / years if _roadmap(plan) else measure.investment
    owners = dict.fromkeys(row["owner"] for row in _rows(changes, measure) if row["owner"])
    return {
        **main,
        "decision": BUILD if built else "change",
        "owner": "; ".join(owners),
        "cost_change": measure.cost,
        "emissions_change": measure.emissions,
        "investment": measure.investment,
        "payback": math.nan if _roadmap(plan) else payback(spent, yearly),
        "internal_rate": math.nan if _roadmap(plan) else internal_rate(spent, yearly, min(ends, default=math.nan)),
        "includes": "; ".join(dict.fromkeys(str(row["element"]) for row in _rows(changes, measure))),
        "built": "; ".join(built),
        "sizes": "; ".join(f"{amount!r} {unit}" for amount, unit in built.values()),
    }


def _roadmap(plan: Plan) -> bool:
    return plan.tables["times"]["year"].nunique() > 1


def _built(plan: Plan, measure: Measure) -> dict[str, tuple[float, str]]:
    """The processes, stores and links of a measure that are built, with their sizes, the dearest first."""
    columns = ["element", "kind", "built", "unit"]
    processes = plan.tables["capacities"].rename(columns={"process": "element"}).assign(kind="process")
    every = [table[columns] for table in (processes, plan.tables["sizes"]) if len(table)]
    names = {(element, kind) for element, kind, _ in measure.members}
    names |= {(element, kind) for (element, kind, _), share in measure.trades.items() if share > MOSTLY}
    ledger = plan.tables["ledger"]
    spent = ledger[ledger["effect"] == "investment"].groupby(["element", "kind"])["amount"].sum()
    found: dict[str, tuple[float, str]] = {}
    for row in (row for table in every for row in table.to_dict("records")):
        key = row["element"], row["kind"]
        if row["built"] > 0 and key in names and spent.get(key, 0.0) > 0:
            found[row["element"]] = (found.get(row["element"], (0.0, ""))[0] + row["built"], row["unit"])
    spent = spent.groupby("element").sum()
    return dict(sorted(found.items(), key=lambda item: -float(spent.get(item[0], 0.0))))


def _rows(changes: pd.DataFrame, measure: Measure) -> list[Row]:
    """The rows of the changes that are a measure's own."""
    mine = {(element, kind) for element, kind, _ in measure.members}
    parts = {member for member in measure.members if member[2]}
    whole = {(element, kind) for element, kind, part in measure.members if not part}
    every: list[Row] = changes.to_dict("records")  # type: ignore[assignment]
    return [
        row
        for row in every
        if (row["element"], row["kind"]) in mine
        and (
            (row["element"], row["kind"]) in whole
            or not row["material"]
            or (row["element"], row["kind"], row["material"]) in parts
        )
    ]


def _main(changes: pd.DataFrame, measure: Measure, built: dict[str, tuple[float, str]]) -> Row:
    """The change that a measure is named after: what is built, begun or ended, else what hands over most."""
    own = _rows(changes, measure)
    turnover = defaultdict[tuple[str, str], float](float)
    for (element, kind, _), worth in measure.turnover.items():
        turnover[element, kind] += worth

    def rank(row: Row) -> tuple[int, float]:
        partial = (row["element"], row["kind"], "") not in measure.members and row["kind"] == "process"
        kinds = {"process": 1, "link": 3, "market": 4, "supply": 5, "store": 6}
        place = 0 if row["element"] in built else 2 if partial else kinds[str(row["kind"])]
        if place == 1 and row["today"] and row["plan"]:
            place = 2
        return place, -turnover[str(row["element"]), str(row["kind"])]

    if not own:
        element, kind, part = min(measure.members, key=lambda each: (-measure.turnover.get(each, 0.0), each))
        return {
            "element": element,
            "kind": kind,
            "site": "",
            "material": part,
            "today": math.nan,
            "plan": math.nan,
            "change": math.nan,
            "unit": "",
        }
    main = min(own, key=rank)
    keys = ("element", "kind", "site", "material", "today", "plan", "change", "unit")
    return {key: main[key] for key in keys}


def _remainder(rest: list[Measure], of_cost: float, of_emissions: float) -> Row:
    """All that stands for itself in no measure; what is left of it by rounding alone is nothing."""
    blank = dict.fromkeys(("element", "kind", "site", "material", "unit", "owner", "built", "sizes"), "")
    numbers = dict.fromkeys(("today", "plan", "change", "payback", "internal_rate"), math.nan)
    elements = {element for each in rest for element, _, _ in each.members}
    cost, emissions = sum(each.cost for each in rest), sum(each.emissions for each in rest)
    return {
        **blank,
        **numbers,
        **NOT_MOVED,
        "decision": OTHER,
        "cost_change": cost if abs(cost) > of_cost else 0.0,
        "emissions_change": emissions if abs(emissions) > of_emissions else 0.0,
        "investment": sum(each.investment for each in rest),
        "includes": "; ".join(sorted(elements)),
    }


def _words(record: Row, currency: str, span: str) -> str:
    """A measure in English: ``Build digester (52 t/d): saves 9 EUR.``"""
    told = in_words({**record, "kind": record["kind"] or "process", "change": record["change"] or 0.0}, currency, span)
    worth = told.rpartition(": ")[2] if ": " in told else told
    if record["decision"] == OTHER:
        return f"Everything else: {worth}"
    if record["decision"] == BUILD:
        names, sizes = (str(record[key]).split("; ") for key in ("built", "sizes"))
        build = " and ".join(f"{name} ({_short(size)})" for name, size in zip(names, sizes, strict=True))
        needs = f"needs {format_number(float(record['investment']))} {currency}"
        years = float(record["payback"])
        back = "" if math.isnan(years) else f", pays back in {_duration(years)}"
        moved = f"{_exchange_words(record, span)[0]}; " if record["way"] else ""
        return f"Build {build}: {moved}{needs}{back}, {worth}"
    known = record["change"] is not None and not math.isnan(float(str(record["change"])))
    if record["way"]:
        begun = record["kind"] == "process" and known and (record["today"] == 0 or record["plan"] == 0)
        head = f"{told.rpartition(': ')[0]}; " if begun else ""
        after, alone = _exchange_words(record, span)
        return f"{head}{after}: {worth}" if head else f"{alone}: {worth}"
    return told if known else f"Use {record['element']} otherwise: {worth}"


def _exchange_words(record: Row, span: str) -> tuple[str, str]:
    """What goes where instead, after what is built, begun or ended, and in the imperative where nothing is."""
    unit = f"{record['moved_unit']}s" if record["moved_unit"] == "item" else str(record["moved_unit"])
    amount = f"{format_number(float(record['moved_amount']))} {unit} {record['moved']}{span}"
    to, other = record["goes_to"], record["instead_of"]
    if record["way"] == REROUTE:
        return f"{amount} go to {to} instead of {other}", f"Send {amount} to {to} instead of {other}"
    if record["way"] == SUPPLY:
        return f"{amount} come from {to} instead of {other}", f"Take {amount} from {to} instead of {other}"
    return f"{to} takes {amount} instead of {other}", f"Give {to} {amount} instead of {other}"


def _duration(years: float) -> str:
    unit, count, significant = months_or_years(years)
    return f"{format_number(count, significant)} {unit}"


def power_unit(unit: str) -> str:
    """A unit of capacity as people say it: energy an hour is power.

    >>> power_unit("kWh/h"), power_unit("t/d")
    ('kW', 't/d')
    """
    return unit.replace("Wh/h", "W")


def _short(size: str) -> str:
    number, _, unit = size.partition(" ")
    return f"{format_number(float(number))} {power_unit(unit)}"
