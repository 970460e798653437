"""For each column of each table two plants that differ in that column alone, and the answer to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeAlias

import yaml

import mfo

Tables: TypeAlias = dict[str, Any]
Edits: TypeAlias = Mapping[tuple[str, int | str, str], str | None]
"""New cells by table, row (its position, or the first cell's text) and column; None: a blank. Row -1: a new row."""


def row(text: str) -> dict[str, str]:
    """``a: 1, b: x; y`` as a row."""
    return dict(part.split(": ", 1) for part in text.split(", ") if part)


def rows(*texts: str) -> list[dict[str, str]]:
    return [row(text) for text in texts]


PARK: Tables = {
    "plant": row("name: park, currency: EUR, slots: 4 days"),
    "materials": rows(
        "material: w, unit: t",
        "material: v, unit: t",
        "material: c, unit: t",
        "material: used, unit: t",
        "material: power, unit: MWh, like: grid_electricity_mx_2024",
        "material: petrol, unit: t, like: diesel",
    ),
    "sites": rows("site: a, owner: Ann", "site: b, owner: Bob"),
    "supplies": rows(
        "supply: s, site: a, material: w, amount: 10 t/d, take: all, price: 1 EUR/t",
        "supply: r, site: a, material: v, amount: 3 t/d, take: up to, price: 1 EUR/t",
        "supply: grid, site: a, material: power, take: up to, price: 90 EUR/MWh",
    ),
    "processes": rows(
        "process: p, site: a, model: recipe, route: recycling, capacity: 12 t/d, variable_cost: 2 EUR/t",
        "process: q, site: a, model: recipe, capacity: 20 t/d, variable_cost: 6 EUR/t",
    ),
    "recipes": rows(
        "process: p, material: w, role: in",
        "process: p, material: v, role: in",
        "process: p, material: c, role: out, amount: 0.5 t/t",
        "process: p, material: power, role: in, amount: 0.05 MWh/t",
        "process: q, material: w, role: in, amount: 1 t/t",
        "process: q, material: c, role: out, amount: 0.4 t/t",
    ),
    "stores": rows("store: k, site: a, material: c, capacity: 50 t"),
    "links": rows("link: l, from: a, to: b, material: c, distance: 20 km, cost_per_amount: 1 EUR/t"),
    "markets": rows(
        "market: m, site: b, material: c, price: 30 EUR/t, maximum: want",
        "market: tip, site: a, material: w, price: -1 EUR/t, route: landfill",
    ),
    "profiles": rows(
        "slot: 1, want [t/d]: 5", "slot: 2, want [t/d]: 2", "slot: 3, want [t/d]: 8", "slot: 4, want [t/d]: 0"
    ),
}
"""Four days, two owners: a mix that is worked up with power, a store before a market that changes, a tip."""

ROADMAP: Tables = {
    **PARK,
    "plant": row("name: road, currency: EUR, years: 2025; 2030; 2035, discount_rate: 5 %"),
    "processes": rows(
        "process: p, site: a, model: recipe, route: recycling, capacity: 9 t/d, variable_cost: 2 EUR/t, "
        "capex: 2000 EUR/(t/d), lifetime: 12 year, fixed_cost: 40 EUR/(t/d)/year",
        "process: q, site: a, model: recipe, capacity: 20 t/d, variable_cost: 6 EUR/t",
    ),
    "profiles": rows("year: 2025, want [t/d]: 2", "year: 2030, want [t/d]: 5", "year: 2035, want [t/d]: 8"),
}
"""Three milestones, in which something may be built."""

DAYS: Tables = {
    **{name: table for name, table in PARK.items() if name != "profiles"},
    "plant": row("name: typical days, currency: EUR"),
    "slots": rows(
        "slot: w1, hours: 12 h, weight: 200, day: winter",
        "slot: w2, hours: 12 h, weight: 200, day: winter",
        "slot: s1, hours: 12 h, weight: 165, day: summer",
        "slot: s2, hours: 12 h, weight: 165, day: summer",
    ),
    "profiles": rows(
        "slot: w1, want [t/d]: 5", "slot: w2, want [t/d]: 1", "slot: s1, want [t/d]: 9", "slot: s2, want [t/d]: 0"
    ),
}
"""Two typical days of two slots."""

DIGESTER: Tables = {
    "plant": row("name: digester, currency: EUR"),
    "materials": rows(
        "material: feed, unit: t, like: nopal",
        "material: dung, unit: t, like: cattle_manure",
        "material: gas, unit: Nm3",
        "material: biogas, unit: Nm3",
        "material: mud, unit: t",
        "material: digestate, unit: t",
        "material: power, unit: MWh",
        "material: heat, unit: MWh",
        "material: electricity, unit: MWh",
    ),
    "sites": rows("site: a", "site: b"),
    "supplies": rows(
        "supply: f, site: a, material: feed, amount: 10 t/d, take: all, price: 0 EUR/t",
        "supply: d, site: a, material: dung, amount: 5 t/d, take: up to, price: 0 EUR/t",
        "supply: e, site: a, material: electricity, take: up to, price: 80 EUR/MWh",
        "supply: h, site: a, material: heat, take: up to, price: 30 EUR/MWh",
    ),
    "processes": rows(
        "process: dig, site: a, model: anaerobic_digestion, names: biogas: gas; digestate: mud, variable_cost: 1 EUR/t"
    ),
    "markets": rows(
        "market: g, site: a, material: gas, price: 0.4 EUR/Nm3",
        "market: fields, site: a, material: mud, price: 0 EUR/t",
        "market: tip, site: a, material: feed, price: -9 EUR/t",
    ),
    "links": rows("link: l, from: a, to: b, material: mud, distance: 20 km, cost_per_amount: 1 EUR/t"),
}
"""A process with a model."""
DIGESTER["processes"][0]["names"] = "biogas: gas; digestate: mud"

BASES: Mapping[str, Tables] = {"park": PARK, "road": ROADMAP, "days": DAYS, "digester": DIGESTER}


def edited(base: str, edits: Edits) -> Tables:
    """A base plant with some cells changed."""
    tables = deepcopy(dict(BASES[base]))
    for (table, where, column), value in edits.items():
        if table == "plant":
            tables["plant"][column] = value
            if value is None:
                del tables["plant"][column]
            continue
        lines = tables.setdefault(table, [])
        if isinstance(where, str):
            line = next(each for each in lines if next(iter(each.values())) == where)
        else:
            lines += [{} for _ in range(where + 1 - len(lines))]
            line = lines[where]
        line[column] = value
        if value is None:
            del line[column]
    return tables


def written(tables: Tables, folder: Path) -> Path:
    path = folder / "plant.yaml"
    path.write_text(yaml.safe_dump(tables, allow_unicode=True, sort_keys=False), encoding="utf-8")
    return path


def answer(tables: Tables, folder: Path) -> tuple[str, Any]:
    """``("refused", codes)``, or ``("plan", everything that is told)``: tables, totals, warnings, sources."""
    try:
        bench = mfo.read(written(tables, folder))
        warned = [problem.code for problem in bench.check()]
        plan = bench.optimise()
    except mfo.MfoError as error:
        return "refused", sorted(problem.code for problem in error.problems if problem.severity == "error")
    told = {name: table.round(9).to_csv(index=False) for name, table in plan.tables.items() if name != "problems"}
    totals = {name: (round(float(value["value"]), 6), value["unit"]) for name, value in plan.totals.items()}
    today = None if plan.today is None else plan.today.tables["flows"].round(9).to_csv(index=False)
    kept = [bench.plant.times.labels, bench.plant.stated, plan.run["plant"], plan.run["language"]]
    return "plan", (warned, told, totals, today, str(kept), _scenario(bench, tables.get("scenarios", ())))


def _scenario(bench: Any, scenarios: Sequence[Mapping[str, str]]) -> Sequence[Any]:
    """What the scenario `x` makes of it, where there is one."""
    if "x" not in {row.get("scenario") for row in scenarios}:
        return []
    try:
        plan = bench.scenario("x").optimise()
    except (mfo.MfoError, KeyError) as error:
        return [type(error).__name__]
    return [plan.totals]
