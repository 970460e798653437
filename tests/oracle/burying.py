"""Landfill gas: a market that buries, as rows of returns and rates, by IPCC 2006 Guidelines, volume 5, chapter 3.

What a tonne gives in the n-th year after: DOC x DOCf x MCF x F x 16/12 x (exp(-k (n - 1)) - exp(-k n)), nothing after
the horizon of the parameters. Wells collect a share of it that changes with the age, the cover oxidises a part of the
rest, a flare destroys most of what is collected where nobody else takes it. The carbon that decays and is in no methane
goes to the air as carbon dioxide.
"""

from __future__ import annotations

import math
from typing import Any

from .horizon import Row

LEAST_PART = 1e-9  # t a tonne: less comes back in no year
GASES = {"methane": "CH4", "carbon dioxide": "biogenic CO2"}


def with_gas(plant: dict[str, Any]) -> dict[str, Any]:
    """The plant with what the gas of its markets brings: returns and a market for what goes to the air, or rates."""
    burying = [row for row in plant.get("markets") or [] if row.get("gas")]
    if not burying:
        return plant
    tables = {name: list(plant.get(name) or []) for name in ("markets", "returns", "rates")}
    units, properties = dict(plant["units"]), dict(plant["properties"])
    holds = {row["material"]: row for row in plant["materials"]}
    for place, row in enumerate(plant["markets"]):
        if not row.get("gas"):
            continue
        tables["markets"][place] = {**row, "route": row.get("route") or "landfill"}
        yearly = row["gas"] == "by year"
        named = {gas: f"{gas} of {row['market']}" for gas in GASES}
        if yearly:
            air = f"{row['market']}, gas to the air"
            tables["markets"].append({"market": air, "site": row["site"], "material": [*named.values()], "price": 0.0})
            tables["rates"] += [{"at": air, "effect": GASES[gas], "per": named[gas], "rate": 1.0} for gas in GASES]
            units |= dict.fromkeys(named.values(), "t")
            properties |= {name: {} for name in named.values()}
        for material in row["material"]:
            found = gas_of(holds[material], row["gas_parameters"], bool(row.get("gas_as")))
            for gas, effect in GASES.items():
                if yearly:
                    tables["returns"] += back(row, material, named[gas], found[gas])
                else:
                    rate = {"at": row["market"], "effect": effect, "per": material, "rate": sum(found[gas])}
                    tables["rates"].append(rate)
            if row.get("gas_as"):
                wells = found["wells"] if yearly else [sum(found["wells"])]
                tables["returns"] += back(row, material, row["gas_as"], wells, 1 if yearly else 0)
    return {**plant, **tables, "units": units, "properties": properties}


def back(row: Row, material: str, gas: str, amounts: list[float], first: int = 1) -> list[Row]:
    """What comes back of a tonne in each year after; ``first`` 0: all of it within the slot."""
    return [
        {
            "of": row["market"],
            "sold": material,
            "as": gas,
            "at": row["site"],
            "after": year,
            "in_years": first > 0,
            "share": amount,
        }
        for year, amount in enumerate(amounts, start=first)
        if abs(amount) > LEAST_PART
    ]


def gas_of(holds: Row, told: dict[str, float], used: bool) -> dict[str, list[float]]:
    """Methane and carbon dioxide to the air, and methane in the wells, by year after burial [t a tonne]."""
    decays = holds["degradable_carbon"] * holds["degradable_share"]
    rate, end = told["decay_rate"], told["horizon"]
    spans = [
        (told["early_begins"], told["middle_begins"], told["collected_early"]),
        (told["middle_begins"], told["late_begins"], told["collected_middle"]),
        (told["late_begins"], end, told["collected_late"]),
    ]
    found: dict[str, list[float]] = {"methane": [], "carbon dioxide": [], "wells": []}
    for year in range(1, math.ceil(end) + 1):
        carbon = decays * left_between(rate, year - 1, min(year, end))
        methane = carbon * told["methane_correction"] * told["methane_in_gas"] * 16 / 12
        in_wells = sum(
            share * left_between(rate, max(year - 1, begins), min(year, ends))
            for begins, ends, share in spans
            if max(year - 1, begins) < min(year, ends)
        )
        wells = methane / left_between(rate, year - 1, min(year, end)) * in_wells * told["sites_with_wells"]
        escaped = (methane - wells) * (1 - told["oxidation"])
        if not used:
            escaped += wells * (1 - told["destruction"])
        taken_along = wells / told["methane_in_gas"] if used else 0.0
        found["methane"].append(escaped)
        found["carbon dioxide"].append((carbon - (escaped + taken_along) * 12 / 16) * 44 / 12)
        found["wells"].append(wells if used else 0.0)
    return found


def left_between(rate: float, begin: float, end: float) -> float:
    """The share that decays between two ages."""
    return math.exp(-rate * begin) - math.exp(-rate * end)
