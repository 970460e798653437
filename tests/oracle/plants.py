"""Random small plants: the tables in canonical numbers for the reference, and the same as YAML with units typed in
different spellings."""

from __future__ import annotations

import json
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

from .draw_cells import add_cells
from .draw_contracts import add_contracts
from .draw_flows import add_least_loads, add_links, add_markets, add_returns, add_steps, add_stores, add_supplies
from .draw_gas import add_gas
from .draw_limits import add_limits, add_moved, add_rates
from .draw_money import add_budget, add_exchange
from .draw_people import add_people, add_products
from .draw_processes import add_processes
from .draw_relations import add_more_relations
from .draw_sizes import add_capex_curves, add_load_curves, add_sizes, add_travel
from .horizon import at, spans
from .typed import AMOUNTS, GREAT, MONEY, SMALL, Cell, Maker, Tables, Unit, size_of, spelt

ROOTS = {
    spelling: unit for units in (AMOUNTS, SMALL, GREAT) for unit, spellings in units.items() for spelling in spellings
}
"""The canonical unit of each spelling."""

SIZES = {"t": (1e-9, 1e-6, 1, 1, 1e3, 1e6), "MWh": (1e-6, 1, 1, 1e3, 1e6), "m3": (1e-6, 1, 1), "item": (1,)}
"""How large amounts are in a plant that has both the least and the largest."""


def random_plant(rng: Random, sized: bool = False) -> tuple[dict[str, Any], str]:
    """A plant for the reference, and the same plant as YAML; ``sized``: with what ``draw_sizes`` and
    ``draw_people`` add to it."""
    settings, times, maker = random_times(rng)
    tables: Tables = {
        name: []
        for name in (
            "materials",
            "sites",
            "supplies",
            "generation",
            "processes",
            "recipes",
            "quality",
            "stores",
            "markets",
            "contracts",
            "links",
            "returns",
            "sold_before",
            "landfill_cells",
            "effects",
            "rates",
            "limits",
        )
    }
    scaled = maker.chance(0.25)
    for index in range(rng.randint(2, 4)):
        unit = Unit(maker.pick(("t", "t", "t", "MWh", "item", "m3")))
        if scaled:
            unit = Unit(unit, maker.pick(SIZES[unit]))
        name = f"material {index + 1}"
        maker.units[name] = unit
        hardness = round(rng.uniform(1, 9), 1)
        tables["materials"].append(
            {"material": name, "unit": maker.pick(spelt(unit)), "hardness": Cell(hardness, f"{hardness}")}
        )
    sites = [f"site {index + 1}" for index in range(rng.randint(1, 3))]
    tables["sites"] = [{"site": site, "owner": maker.pick(("A", "B"))} for site in sites]
    if maker.chance(0.3):
        tables["effects"].append({"effect": "water", "unit": "m3"})
    for add in (
        add_supplies,
        add_processes,
        add_stores,
        add_markets,
        add_links,
        add_returns,
        add_rates,
        name_owners,
        add_limits,
    ):
        add(maker, tables, sites, settings)
    add_steps(maker, tables)
    add_contracts(maker, tables)
    add_least_loads(maker, tables)
    if sized:
        add_sizes(maker, tables)
        add_travel(tables, times)
        add_load_curves(maker, tables)
        add_capex_curves(maker, tables)
        add_more_relations(maker, tables)
        add_people(maker, tables, settings)
        add_products(maker, tables, settings)
        add_gas(maker, tables)
        add_cells(maker, tables, settings, times)
        if abs(sum(h * w for h, w in zip(times["hours"], times["weights"], strict=True)) - 8760) < 25:
            add_budget(maker, tables, settings)
        add_exchange(maker, tables, settings)
    add_moved(maker, tables)
    for row in tables["materials"]:
        if row["material"] != "use" and maker.units[row["material"]] in ("t", "MWh") and maker.chance(0.2):
            row["methane_share"] = Cell(0.6, "60 %")
    return for_reference(settings, times, tables, maker), as_yaml(settings, times, tables, maker)


def name_owners(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    """Some rows name who pays for them, before limits are drawn over owners."""
    for name in ("supplies", "processes", "markets", "links"):
        for row in tables[name]:
            if m.chance(0.2):
                row["owner"] = m.pick(("A", "B", "haulier"))


def random_times(rng: Random) -> tuple[dict[str, Any], dict[str, Any], Maker]:
    """The horizon: a count of slots, calendar months, or a table of slots with weights and days; perhaps a roadmap."""
    settings: dict[str, Any] = {"name": "random", "currency": "EUR"}
    kind = rng.choice(("one", "months", "calendar", "days", "hours", "table", "table", "typical days"))
    count = rng.randint(2, 4)
    labels = [str(index + 1) for index in range(count)]
    times: dict[str, Any] = {"kind": kind}
    if kind == "one":
        labels, times["hours"] = ["1"], [8760.0]
    elif kind in ("months", "calendar"):
        labels, times["hours"] = [str(index + 1) for index in range(12)], [730.0] * 12
        settings["slots"] = "12 months"
        if kind == "calendar":
            settings["start"] = f"2024-{rng.choice((1, 1, 3, 7)):02d}-01"
            times["hours"] = hours_of_months(settings["start"])
    elif kind in ("days", "hours"):
        times["hours"] = [24.0 if kind == "days" else 1.0] * count
        settings["slots"] = f"{count} {kind}"
    else:
        labels = [f"s{index + 1}" for index in range(count)]
        times["hours"] = [float(rng.choice((1, 12, 24, 500))) for _ in labels]
        times["weights"] = [float(rng.choice((1, 1, 2, 7, 30)))] * count
        if kind == "typical days":
            cut = rng.randint(1, count - 1)
            times["days"] = ["a"] * cut + ["b"] * (count - cut)
            times["weights"] = [float(rng.randint(1, 9))] * cut + [float(rng.randint(1, 9))] * (count - cut)
            make_a_year(times, cut)
    times.setdefault("weights", [1.0] * len(times["hours"]))
    settings["days"] = "days" in times
    settings["weighted"] = kind == "typical days" or max(times["weights"]) > 1
    settings["once"] = not settings["days"] and max(times["weights"]) == 1
    years = [0]
    if rng.random() < 0.4:
        years = [2025]
        for _ in range(rng.randint(1, 2)):
            years.append(years[-1] + rng.choice((1, 1, 5, 10)))
        settings["years"] = years
        if kind == "calendar":  # the year of 365 days
            settings["start"] = f"2025{settings['start'][4:]}"
            times["hours"] = hours_of_months(settings["start"])
    if rng.random() < 0.6:
        settings["discount_rate"] = Cell(0.08, rng.choice(("8 %", "0.08", "8 %/year")))
    if rng.random() < 0.5:
        settings["gwp"] = rng.choice(("AR4", "AR5", "AR6", "AR6-20"))
    maker = Maker(rng, years, labels, given=years_given(rng, settings, years))
    maker.interpolate = settings.get("interpolate", "")
    if maker.interpolate and Random(f"{years} {labels}").random() < 0.4:  # what else a seed draws stays as it is
        settings["milestone_values"], maker.spans = "mean", dict(zip(years, spans(years), strict=True))
    maker.months = times["hours"] if kind == "calendar" else []
    if rng.random() < 0.4:
        settings["carbon_price"] = maker.cell(10, 200, [MONEY, {"t_CO2e": 1, "kg_CO2e": 1e-3}], "{}/{}", 0.3)
    return settings, times, maker


def make_a_year(times: dict[str, Any], cut: int) -> None:
    """Two typical days that make up a year, at times; what else a seed draws stays as it is."""
    aside = Random(f"a year {times}")
    if aside.random() < 0.15:
        often, rest = float(aside.choice((250, 304, 334, 31))), len(times["hours"]) - cut
        times["hours"] = [24.0 / cut] * cut + [24.0 / rest] * rest
        times["weights"] = [often] * cut + [365 - often] * rest


def hours_of_months(start: str) -> list[float]:
    """The hours of twelve months of the calendar from the first day of one."""
    first = date.fromisoformat(start)
    days = [date(first.year + (first.month + n - 1) // 12, (first.month + n - 1) % 12 + 1, 1) for n in range(13)]
    return [24.0 * (after - before).days for before, after in pairwise(days)]


def years_given(rng: Random, settings: dict[str, Any], years: list[int]) -> list[int]:
    """The years in which profiles by year have values: the milestones, or with ``interpolate`` some years."""
    if len(years) == 1 or rng.random() < 0.6:
        return years
    settings["interpolate"] = rng.choice(("linear", "step"))
    between = [year for year in range(years[0] + 1, years[-1]) if rng.random() < 0.3]
    return [years[0] - rng.choice((0, 0, 3)), *between, years[-1] + rng.choice((0, 0, 2))]


def for_reference(settings: dict[str, Any], times: dict[str, Any], tables: Tables, maker: Maker) -> dict[str, Any]:
    years, slots = len(settings.get("years") or [0]), len(times["hours"])

    def plain(cell: Any) -> Any:
        """The value, over years and slots where it is per month of the calendar."""
        if not isinstance(cell, Cell) or cell.months is None:
            return cell.value if isinstance(cell, Cell) else cell
        return [[at(cell.value, y, t) * cell.months[t] for t in range(slots)] for y in range(years)]

    for row in tables["processes"]:
        per_month(row)
    plant: dict[str, Any] = {"plant": {key: plain(value) for key, value in settings.items()}}
    plant.update(
        hours=times["hours"], weights=times["weights"], days=times.get("days"), calendar=times["kind"] == "calendar"
    )
    for name, rows in tables.items():
        plant[name] = [{key: plain(cell) for key, cell in row.items()} for row in rows]
    plant["sizes"] = sizes(maker, tables)
    plant["units"] = {row["material"]: ROOTS[row["unit"]] for row in plant["materials"]}
    plant["properties"] = {
        row["material"]: {"hardness": row["hardness"], "methane_share": row.get("methane_share")}
        for row in plant["materials"]
    }
    for row, typed in zip(plant["processes"], tables["processes"], strict=True):
        if getattr(typed.get("fixed_cost"), "per_capacity", False):
            row["fixed_cost_per_capacity"] = row.pop("fixed_cost")
        row["outages"] = (row.get("outages") or [[]])[0]
        if "running" in row:
            share = row.get("availability")
            row["availability"] = [
                [at(share, y, t, 1.0) * row["running"][t] for t in range(slots)] for y in range(years)
            ]
    for row, typed in zip(plant["stores"], tables["stores"], strict=True):
        for name in ("maximum_charge", "maximum_discharge"):
            if getattr(typed.get(name), "per_capacity", False):
                row[f"{name}_share"] = row.pop(name)
    for name in ("stores", "links"):
        for row, typed in zip(plant[name], tables[name], strict=True):
            if getattr(typed.get("fixed_cost"), "per_capacity", False):
                row["fixed_cost_per_capacity"] = row.pop("fixed_cost")
    for row in plant["contracts"]:
        if row.get("share"):
            row["shortfall_share"] = row.pop("shortfall_price")
    for row in plant["returns"]:
        row["after"], row["in_years"] = row["after"]
    return plant


def sizes(maker: Maker, tables: Tables) -> dict[str, float]:
    """How large amounts of materials, supplies and what processes do usually are."""
    found = {name: unit.size for name, unit in maker.units.items()}
    found |= {row["supply"]: found[row["material"]] for row in tables["supplies"]}
    for row in tables["generation"]:
        names = [row["generation"], f"{row['generation']}, kept apart"]
        points = row["participation_cost"].value if "participation_cost" in row else []
        found |= dict.fromkeys(
            [*names, *(f"{names[1]} at {100 * share:g} %" for share, _ in points)], found[row["material"]]
        )
    return found | {
        row["process"]: size_of((row.get("variable_cost") or row["variable_cost_by_load"]).unit)
        for row in tables["processes"]
    }


def per_month(row: dict[str, Any]) -> None:
    """A capacity per month: what stands is that of a mean month, which can do more in an hour of a short one."""
    capacity = row["capacity"]
    if isinstance(capacity, Cell) and capacity.months:
        row["running"], capacity.months = capacity.months, None


def as_yaml(settings: dict[str, Any], times: dict[str, Any], tables: Tables, maker: Maker) -> str:
    def text(value: Any) -> str:
        if isinstance(value, Cell):
            return json.dumps(value.text) if value.text else '""'
        if isinstance(value, list):
            return "[" + ", ".join(text(item) for item in value) + "]"
        if isinstance(value, bool):
            return "yes" if value else "no"
        return json.dumps(value)

    hidden = {"basis", "weighted", "days", "once", "running"}
    lines = [
        "plant: {" + ", ".join(f"{key}: {text(value)}" for key, value in settings.items() if key not in hidden) + "}"
    ]
    every = {name: rows for name, rows in tables.items() if rows}
    if times["kind"] in ("table", "typical days"):
        days = times.get("days") or [None] * len(times["hours"])
        columns = zip(maker.slots, times["hours"], times["weights"], days, strict=True)
        every["slots"] = [
            {"slot": label, "hours": f"{hours:g} h", "weight": weight, **({"day": day} if day else {})}
            for label, hours, weight, day in columns
        ]
    if maker.profiles:
        every["profiles"] = maker.profile_rows()
    for name, rows in every.items():
        lines.append(f"{name}:")
        for row in rows:
            aside = hidden | {"share"} if name == "contracts" else hidden
            if "capex_by_size" in row:  # its capex is another number, which the reference passes over
                aside = {*aside, "capex"}
            cells = (f"{json.dumps(key)}: {text(cell)}" for key, cell in row.items() if key not in aside)
            lines.append("  - {" + ", ".join(cells) + "}")
    return "\n".join(lines) + "\n"
