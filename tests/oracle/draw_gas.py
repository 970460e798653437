"""Random landfills: a market that buries and counts the gas of what it takes."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from .typed import Cell, Maker, Tables

SHARES = {
    "methane_correction": (0.4, 1.0),
    "methane_in_gas": (0.4, 0.6),
    "oxidation": (0.0, 0.3),
    "destruction": (0.9, 1.0),
    "sites_with_wells": (0.0, 1.0),
    "collected_early": (0.0, 0.6),
    "collected_middle": (0.2, 0.8),
    "collected_late": (0.3, 0.95),
}
YEARS = {"early_begins": (0, 3), "middle_begins": (3, 8), "late_begins": (8, 25), "horizon": (50, 120)}


def add_gas(m: Maker, tables: Tables) -> None:
    """One market of what is counted in t buries; what else a seed draws stays as it is."""
    of_size = [
        row
        for row in tables["markets"]
        if all(m.units[name] == "t" and m.units[name].size == 1 for name in row["material"])
    ]
    m = replace(m, rng=Random(f"{[row['market'] for row in of_size]} {tables['sites']} {m.years}"))
    if not of_size or m.chance(0.6):
        return
    market = m.pick(of_size)
    if any(name == "use" for name in market["material"]):
        return
    market["gas"] = m.pick(("by year", "by year", "at burial"))
    told = {name: round(m.rng.uniform(*ends), 3) for name, ends in SHARES.items()}
    told |= {name: m.rng.randint(*ends) + m.pick((0, 0, 0.5)) for name, ends in YEARS.items()}
    told["decay_rate"] = round(m.rng.uniform(0.03, 0.4), 3)
    units = {**dict.fromkeys(YEARS, " year"), "decay_rate": " 1/year"}
    typed = "; ".join(f"{name}: {value}{units.get(name, '')}" for name, value in told.items())
    market["gas_parameters"] = Cell(told, typed)
    rows = {row["material"]: row for row in tables["materials"]}
    for name in market["material"]:
        for column, least, most in (("degradable_carbon", 0.02, 0.4), ("degradable_share", 0.3, 0.8)):
            share = round(m.rng.uniform(least, most), 3)
            rows[name][column] = Cell(share, f"{share}")
    others = [name for name in m.units if name != "use" and m.units[name] == "t" and m.units[name].size == 1]
    if m.chance(0.4):
        market["gas_as"] = m.pick(others)
    add_in_place(Random(f"in place {typed}"), m, tables, market)


def add_in_place(rng: Random, m: Maker, tables: Tables, market: dict[str, Any]) -> None:
    """What was buried before the horizon gives gas within it."""
    if market["gas"] != "by year" or not m.years[0] or rng.random() < 0.6:
        return
    told = {(row["of"], row["sold"], row["year"]) for row in tables["sold_before"]}
    for ago in rng.sample(range(1, 30), rng.randint(1, 3)):
        row = {"of": market["market"], "sold": rng.choice(market["material"]), "year": m.years[0] - ago}
        if tuple(row.values()) not in told:
            tables["sold_before"].append(
                {**row, "amount": Cell(amount := float(rng.randint(1, 5000)), f"{amount!r} t")}
            )
