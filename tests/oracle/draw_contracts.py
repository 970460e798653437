"""Random contracts of supplies and markets, added to a plant that was drawn before."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from .typed import MONEY, PERCENT, TIMES, Cell, Maker, Tables, four_digits, size_of, spelt


def add_contracts(m: Maker, tables: Tables) -> None:
    """Some rows get a contract: a least amount that must be, or is paid for, tiers, or one that is signed or not."""
    for table, name, most in (("supplies", "supply", "amount"), ("markets", "market", "maximum")):
        for row in tables[table]:
            if "price" not in row:
                continue
            aside = replace(m, rng=Random(f"{row[name]} {row['price'].text}"))  # what else a seed draws stays as it is
            if aside.chance(0.25):
                contract = drawn(aside, row, row.get(most))
                if contract:
                    if table == "markets":
                        row.setdefault("owner", "A")
                    tables["contracts"].append(
                        {"contract": f"contract {len(tables['contracts']) + 1}", "of": row[name], **contract}
                    )


def drawn(m: Maker, row: dict[str, Any], most: Cell | None) -> dict[str, Any]:
    """The terms of a row whose amount or maximum is ``most``."""
    unit = m.units[row["material"] if isinstance(row["material"], str) else row["material"][0]]
    found: dict[str, Any] = {}
    if m.chance(0.5):
        found["when"] = "month"
    steady = not isinstance(row["price"].value, list) or all(len(set(year)) == 1 for year in row["price"].value)
    if m.chance(0.6):
        found["minimum"] = m.rate(unit, 0.1, 4)
        kind = m.pick(("must", "price", "price", "share"))
        if kind == "price":
            found["shortfall_price"] = fixed_price(m, unit, 0, 60)
        elif kind == "share" and steady and positive(row["price"].value):
            found["shortfall_price"] = m.cell(0.1, 1, [PERCENT], "{}")
            found["share"] = True
    if m.chance(0.3):
        found["maximum"] = m.rate(unit, 5, 12)
    if most is not None and steady and m.chance(0.5):
        found["tiers"] = tiers(m, unit)
        if m.chance(0.4):
            found["tier_units"] = "all"
    must = row.get("take") == "all" or "minimum" in row
    if most is not None and not must and m.chance(0.4):
        found["optional"] = True
        if m.chance(0.6):
            found["fixed_cost"] = m.cell(0, 20, [MONEY, TIMES], "{}/{}", 0.2)
    return found if {*found} - {"when"} else {}


def fixed_price(m: Maker, unit: str, low: float, high: float) -> Cell:
    return m.price(unit, low, high, 0.0)


def positive(value: Any) -> bool:
    return min(min(year) for year in value) >= 0 if isinstance(value, list) else bool(value >= 0)


def tiers(m: Maker, unit: str) -> Cell:
    """One or two tiers: (above, price, whether it is a share of the row's price)."""
    at, found, texts = 0.0, list[tuple[float, float, bool]](), list[str]()
    amount, size = m.pick(spelt(unit).items()), size_of(unit)
    for _ in range(m.rng.randint(1, 2)):
        at += m.rng.uniform(0.5, 4) * size
        number = four_digits(at / amount[1] * 8760)
        start = f"{number!r} {amount[0]}/year"
        if m.chance(0.4):
            share = round(m.rng.uniform(-30, 30), 1)
            found.append((number * amount[1] / 8760, share / 100, True))
            texts.append(f"{start}: {share:+} %")
        else:
            price = fixed_price(m, unit, -20, 60)
            found.append((number * amount[1] / 8760, price.value, False))
            texts.append(f"{start}: {price.text}")
    return Cell(found, "; ".join(texts))
