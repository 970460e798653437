"""Random supplies, stores, markets, links and returns."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from .draw_processes import add_quality
from .typed import MONEY, TIMES, Cell, Maker, Tables, spelt


def add_supplies(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    for index in range(m.rng.randint(1, 4)):
        material = m.pick(m.units)
        row = {
            "supply": f"supply {index + 1}",
            "site": m.pick(sites),
            "material": material,
            "take": m.pick(("all", "up to", "up to")),
            "price": m.price(m.units[material], -20, 60),
        }
        if row["take"] == "all" or m.chance(0.8):
            row["amount"] = m.rate(m.units[material], 0.5, 10)
            if "years" in settings and m.chance(0.3):
                row["growth"] = Cell(0.02, m.pick(("2 %/year", "2 %")))
        aside = replace(m, rng=Random(row["price"].text))  # what else a seed draws stays as it is
        if aside.chance(0.15):
            row["fixed_cost"] = aside.cell(0, 20, [MONEY, TIMES], "{}/{}", 0.2)
        tables["supplies"].append(row)


def add_stores(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    for index in range(m.rng.randint(0, 2)):
        material = m.pick(m.units)
        unit = m.units[material]
        row: dict[str, Any] = {"store": f"store {index + 1}", "site": m.pick(sites), "material": [material]}
        same = [other for other in m.units if unit.alike(m.units[other]) and other != material]
        if same and m.chance(0.3):
            row["material"] = [material, same[0]]
            supplied = {(supply["site"], supply["material"]) for supply in tables["supplies"]}
            # A stock of what never comes there: mfo knows that it is empty, the reference would let it lie there.
            if m.chance(0.5) and all((row["site"], other) in supplied for other in row["material"]):
                add_quality(m, tables, row["store"])
        if m.chance(0.8):
            row["capacity"] = m.amount(unit, 50, 1000, 0.1)
        days = settings["days"]
        if days and m.chance(0.6):
            row["across_days"] = True
        through = not days or "across_days" in row
        if m.chance(0.4) and len(row["material"]) == 1 and through:
            row["start"] = m.amount(unit, 0, 40)
            if m.chance(0.4):
                row["end"] = m.amount(unit, 0, 40)
            if m.chance(0.2):
                del row["start"]
                row["end"] = m.amount(unit, 0, 40)
        years = settings.get("years", [])
        alike = len(years) > 1 and years[-1] - years[0] == len(years) - 1
        if len(years) > 1 and m.chance(0.3) and through:
            if isinstance(row.get("capacity", Cell(0, "")).value, list):  # what opens a year fits its first slot, too
                del row["capacity"]
            row["carry"] = True
        elif m.chance(0.3) and "across_days" not in row and not repeated(settings):
            row["maximum_stay"] = m.cell(1, 900, [TIMES], "{}")
        if m.chance(0.3) and (alike or "carry" not in row):
            row["loss"] = m.cell(1e-5, 1e-4, [{"": 1, "%": 0.01}, TIMES], "{}/{}")  # below 100 % a year
            if row["loss"].text.split(" ", 1)[1].startswith("/"):
                row["loss"].text = row["loss"].text.replace(" /", " 1/")
            if m.chance(0.4):
                row["loss_is_outlet"] = True
        if m.chance(0.5):
            row["cost"] = m.cell(0, 0.05 / unit.size, [MONEY, spelt(unit), TIMES], "{}/{}/{}", 0.1)
        tables["stores"].append(row)


def repeated(settings: dict[str, Any]) -> bool:
    """Whether all slots are one block that repeats."""
    return bool(settings["weighted"]) and not settings["days"]


def add_markets(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    """A way out for most of what may be anywhere, and a few markets that pay."""
    count = 0
    for site in sites:
        for material in m.units:
            if m.chance(0.9):
                count += 1
                row = {"market": f"market {count}", "site": site, "material": [material]}
                row["price"] = m.price(m.units[material], -80, -1)
                if m.units[material] == "t" and m.chance(0.4):
                    row["route"] = m.pick(("landfill", "landfill", "compost", "recycling"))
                tables["markets"].append(row)
    for _ in range(m.rng.randint(1, 2)):
        count += 1
        material = m.pick(m.units)
        unit = m.units[material]
        row = {
            "market": f"market {count}",
            "site": m.pick(sites),
            "material": [material],
            "price": m.price(unit, 0, 100),
        }
        same = [other for other in m.units if unit.alike(m.units[other]) and other != material]
        if same and m.chance(0.4):
            row["material"] = [material, same[0]]
            if m.chance(0.4):
                add_quality(m, tables, row["market"])
        row["maximum"] = m.rate(unit, 1, 10)
        if m.chance(0.3):
            row["minimum"] = m.rate(unit, 0.01, 1)
            if m.chance(0.8):  # dear, but there
                tables["supplies"].append(
                    {
                        "supply": f"spare {count}",
                        "site": row["site"],
                        "material": material,
                        "take": "up to",
                        "price": m.price(unit, 100, 200),
                    }
                )
        if m.chance(0.05):
            del row["maximum"]
        elif "years" in settings and m.chance(0.3):
            row["growth"] = Cell(0.03, m.pick(("3 %/year", "0.03")))
        tables["markets"].append(row)


def add_steps(m: Maker, tables: Tables) -> None:
    """Some supplies and markets get a further step: a better or worse price once they are used up."""
    for table, name, most in (("supplies", "supply", "amount"), ("markets", "market", "maximum")):
        for row in [row for row in tables[table] if most in row and m.chance(0.15)]:
            material = row["material"] if isinstance(row["material"], str) else row["material"][0]
            step = {key: row[key] for key in ("site", "material", "take") if key in row}
            if "take" in step:
                step["take"] = "up to"
            unit = m.units[material]
            step |= {name: f"{row[name]} step 2", "price": m.price(unit, -20, 60), most: m.rate(unit, 1, 10)}
            tables[table].append({**step, "after": row[name]})


def add_least_loads(m: Maker, tables: Tables) -> None:
    """Some supplies and markets move nothing in a slot, or at least so much."""
    for table, most in (("supplies", "amount"), ("markets", "maximum")):
        for row in tables[table]:
            aside = replace(m, rng=Random(f"{row['price'].text}, at least"))  # what else a seed draws stays as it is
            if most in row and row.get("take") != "all" and aside.chance(0.2):
                material = row["material"] if isinstance(row["material"], str) else row["material"][0]
                row["minimum_load"] = aside.rate(m.units[material], 0.5, 6)


def add_links(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    pairs = [(a, b) for a in sites for b in sites if a != b]
    m.rng.shuffle(pairs)
    for index, (origin, destination) in enumerate(pairs[:3]):
        material = m.pick(m.units)
        unit = m.units[material]
        row: dict[str, Any] = {"link": f"link {index + 1}", "from": origin, "to": destination, "material": [material]}
        same = [other for other in m.units if unit.alike(m.units[other]) and other != material]
        if same and m.chance(0.5):
            row["material"] = [material, same[0]]
        if m.chance(0.6):
            row["cost_per_amount"] = m.price(unit, 0, 8)
        if "cost_per_amount" not in row or m.chance(0.3):
            row["distance"] = m.cell(5, 80, [{"km": 1}], "{}")
            form = m.pick(("{}/{}/km", "{}/({}.km)", "{}/{}.km"))
            low, high = 0.01 / unit.size, 0.3 / unit.size
            row["cost_per_amount_and_distance"] = m.cell(low, high, [MONEY, spelt(unit)], form, 0.1)
        if m.chance(0.5):
            row["capacity"] = m.rate(unit, 1, 10)
        if m.chance(0.3):
            row["loss"] = m.share(0, 0.2)
            if m.chance(0.4):
                row["loss_is_outlet"] = True
        if m.chance(0.3):
            row["fixed_cost"] = m.cell(0, 10, [MONEY, TIMES], "{}/{}", 0.2)
        if m.chance(0.2):
            row["minimum_load"] = m.rate(unit, 0.2, 1, 0)
        if "fixed_cost" in row or "minimum_load" in row:  # what may stand still needs a bound
            row.setdefault("capacity", m.rate(unit, 1, 10))
        tables["links"].append(row)


def add_returns(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    """One product comes back, perhaps in grades and over several years or slots."""
    market = m.pick(tables["markets"])
    if not m.chance(0.4):
        return
    left = 0.95
    for _ in range(m.rng.choice((1, 1, 2, 3))):
        material, sold = m.pick(m.units), m.pick(market["material"])
        in_years = m.chance(0.5) or settings["weighted"]
        after = m.rng.choice((1, 1, 2, 3, 7)) if in_years else m.rng.choice((0, 1, 2))
        word = "year" if in_years else "slot"
        top, bottom = m.units[material], m.units[sold]
        if top == bottom and not top.alike(bottom):  # no more comes back than was sold, however large the rest is
            top = bottom
        row = {
            "of": market["market"],
            "sold": sold,
            "as": material,
            "at": m.pick(sites),
            "after": Cell((after, in_years), f"{after} {word}{'' if after == 1 else 's'}"),
            "share": m.ratio(top, bottom, 0.05, left / 2, 0.1),
        }
        if len(market["material"]) == 1 and m.chance(0.5):
            del row["sold"]
        left /= 2
        same = [
            item
            for item in tables["returns"]
            if item["as"] == material and item["at"] == row["at"] and item["after"].value == row["after"].value
        ]
        if not same:
            tables["returns"].append(row)
