"""Random cells of landfills, added to a plant with milestones that was drawn before."""

from __future__ import annotations

from random import Random
from typing import Any

from .horizon import YEAR, spans
from .typed import MONEY, TIMES, Cell, Maker, Tables, four_digits, size_of, spelt


def add_cells(m: Maker, tables: Tables, settings: dict[str, Any], times: dict[str, Any]) -> None:
    """One market in two becomes a landfill of one to three cells, perhaps the first open."""
    rng = Random(f"cells {m.years} {m.slots} {len(tables['markets'])}")
    if "years" not in settings or not tables["markets"] or rng.random() < 0.5:
        return
    market = rng.choice(tables["markets"])
    unit = m.units[market["material"][0]]
    hours = sum(h * w for h, w in zip(times["hours"], times["weights"], strict=True)) * sum(spans(m.years))
    for number in range(rng.randint(1, 3)):
        row: dict[str, Any] = {"cell": f"cell {number + 1}", "of": market["market"]}
        name, factor = rng.choice(list(spelt(unit).items()))
        amount = four_digits(rng.uniform(0.05, 3) * hours * size_of(unit) / factor)
        row["capacity"] = Cell(amount * factor, f"{amount!r} {name}")
        if str(unit) in ("t", "MWh") and Random(f"airspace {amount} {number}").random() < 0.3:
            dense = 0.8 * size_of(unit)
            row["capacity"] = Cell(amount * factor, f"{amount * factor / dense!r} m3")
            row["density"] = Cell(dense, f"{dense!r} {unit}/m3")
        if number == 0 and rng.random() < 0.4:
            row["open"] = True
        elif rng.random() < 0.8:
            row["opening_cost"] = money(rng, 40_000)
        if rng.random() < 0.5:
            time, lasts = rng.choice(list(TIMES.items()))
            rate = four_digits(rng.uniform(0, 3000) / YEAR * lasts)
            row["fixed_cost"] = Cell(rate / lasts, f"{rate!r} EUR/{time}", months=m.calendar(f"/{time}"))
        if rng.random() < 0.7:
            row["closure_cost"] = money(rng, 20_000)
        if rng.random() < 0.4:
            time, lasts = rng.choice(list(TIMES.items()))
            yearly = four_digits(rng.uniform(0, 3000) / YEAR * lasts)
            row["aftercare_cost"] = Cell(yearly / lasts, f"{yearly!r} EUR/{time}")
            years = rng.choice((1, 3, 12))
            row["aftercare"] = Cell(years * YEAR, f"{years} year")
        tables["landfill_cells"].append(row)


def money(rng: Random, most: float) -> Cell:
    name, factor = rng.choice(list(MONEY.items()))
    number = four_digits(rng.uniform(0, most) / factor)
    return Cell(number * factor, f"{number!r} {name}")
