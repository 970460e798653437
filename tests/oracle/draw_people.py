"""Random waste of people, and products that are in use for a while, added to a plant that was drawn before."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from .typed import Cell, Maker, Tables, Unit

BASIS = [{"": 1.0}]


def add_people(m: Maker, tables: Tables, settings: dict[str, Any]) -> None:
    """Supplies by heads, perhaps kept apart, and a limit over a share of what is generated so."""
    if not m.chance(0.5):
        return
    for index in range(m.rng.randint(1, 2)):
        material = m.pick(m.units)
        unit = m.units[material]
        row: dict[str, Any] = {
            "generation": f"people {index + 1}",
            "site": m.pick(tables["sites"])["site"],
            "material": material,
            "population": m.cell(100, 2000, BASIS, "{}", 0.3),
            "per_head": m.rate(unit, 1e-4, 2e-3, 0.4),
        }
        if m.chance(0.5):
            row["share"] = m.share(0.1, 0.9, 0.3)
        for column in ("growth", "per_head_growth"):
            if "years" in settings and m.chance(0.4):
                row[column] = m.pick((Cell(0.02, "2 %/year"), Cell(-0.01, "-1 %"), Cell(0.03, "3 %")))
        same = [other for other in m.units if unit == m.units[other] and unit.size == m.units[other].size]
        if m.chance(0.5):
            row["separated_as"] = m.pick(same)
            row["participation"] = m.share(0.1, 0.9, 0.3)
            if m.chance(0.6):
                row["capture"] = m.share(0.3, 1, 0.3)
            if m.chance(0.4):
                row["participation"] = m.share(0.05, 0.3, 0.2)
                row["participation_cost"] = campaign(m)
        if m.chance(0.5):
            row["price"] = m.price(unit, -20, 60)
        if m.chance(0.2):
            row["owner"] = m.pick(("A", "B", "haulier"))
        tables["generation"].append(row)
    add_target(m, tables)


def campaign(m: Maker) -> Cell:
    """Points of a curve of costs per head and time, which may bend either way."""
    shares = sorted(m.rng.sample(range(31, 100), m.rng.randint(1, 3)))
    costs = sorted(round(m.rng.uniform(0, 3), 2) for _ in shares)
    time, hours = m.pick((("year", 8760.0), ("d", 24.0), ("h", 1.0)))
    text = "; ".join(f"{share} %: {cost} EUR/{time}" for share, cost in zip(shares, costs, strict=True))
    return Cell([(share / 100, cost / hours) for share, cost in zip(shares, costs, strict=True)], text)


def add_target(m: Maker, tables: Tables) -> None:
    """A market takes at most, or at least, a share of what people throw away."""
    row = tables["generation"][0]
    names = [row["generation"], *([f"{row['generation']}, kept apart"] if "separated_as" in row else [])]
    unit = m.units[row["material"]]
    alike = [each for each in tables["markets"] if m.units[each["material"][0]].alike(unit)]
    if alike and m.chance(0.4):
        bound, share = m.pick((("minimum", m.share(0.0, 0.3, 0.0)), ("maximum", m.share(0.1, 1.0, 0.0))))
        tables["limits"].append(
            {
                "limit": "target",
                "when": m.pick(("year", "total")),
                "basis": "share",
                "what": [m.pick(alike)["market"]],
                "of": names,
                bound: share,
            }
        )
    add_bound_per_head(replace(m, rng=Random(f"{row['site']} {names} {len(alike)}")), tables, row, unit)


def add_bound_per_head(m: Maker, tables: Tables, row: dict[str, Any], unit: Unit) -> None:
    """A market takes at most, or at least, so much for each head of some sites or of all; what else a seed draws stays
    as it is."""
    alike = [each for each in tables["markets"] if m.units[each["material"][0]].alike(unit)]
    if not alike or m.chance(0.6):
        return
    most = m.rate(unit, 1e-4, 3e-3, 0.3)
    limit = {
        "limit": "per head",
        "when": m.pick(("slot", "year", "total")),
        "basis": "rate",
        "per_head": True,
    }
    limit |= {"what": [m.pick(alike)["market"]], **m.pick(({"maximum": most}, {"minimum": m.rate(unit, 0, 3e-5)}))}
    if m.chance(0.5):
        limit["over"] = [row["site"]]
    tables["limits"].append(limit)


def add_products(m: Maker, tables: Tables, settings: dict[str, Any]) -> None:
    """What a market hands out lasts for years and comes back, perhaps in parts of its ages; a market asks for use; and
    what was handed out before the horizon."""
    market = m.pick(tables["markets"])
    sold, site = m.pick(market["material"]), m.pick(tables["sites"])["site"]
    if not m.chance(0.5):
        return
    lifetime = lasting(m)
    for ages in m.pick(([""], [""], ["0 to 3", "4 on"], ["2 to 6"], ["5"])):
        material = m.pick(m.units)
        top, bottom = m.units[material], m.units[sold]
        if top == bottom and not top.alike(bottom):
            top = bottom
        row = {
            "of": market["market"],
            "sold": sold,
            "as": material,
            "at": site,
            **lifetime,
            "share": m.ratio(top, bottom, 0.01, 0.1, 0.2),
        }
        if ages:
            row["ages"] = ages
        same = [item for item in tables["returns"] if (item["of"], item["as"]) == (row["of"], material)]
        if all("sold" in item and item["sold"] != sold for item in same):
            tables["returns"].append(row)
    if len(m.slots) == 1 and m.chance(0.6):
        add_use(m, tables, market, sold, site, lifetime)
    if "years" in settings:
        for ago in m.rng.sample(range(1, 9), m.rng.randint(0, 3)):
            row = {
                "of": market["market"],
                "sold": sold,
                "year": settings["years"][0] - ago,
                "amount": m.amount(m.units[sold], 1, 2000),
            }
            tables["sold_before"].append(row)


def lasting(m: Maker) -> dict[str, Any]:
    """How long: distribution, mean and standard deviation."""
    kind = m.pick(("fixed", "normal", "lognormal", "weibull", "decay"))
    years = m.pick((1, 2, 2.3, 5, 7.75))
    row: dict[str, Any] = {"after": Cell((years, True), f"{years} year{'' if years == 1 else 's'}"), "lifetime": kind}
    if kind not in ("fixed", "decay"):
        spread = m.pick((0.1, 0.3, 0.6)) * years
        row["spread"] = Cell(8760.0 * spread, f"{spread!r} year")
    return row


def add_use(m: Maker, tables: Tables, market: dict[str, Any], sold: str, site: str, lifetime: dict[str, Any]) -> None:
    """A material that counts what is in use, wanted by a market that pays for it; what is not wanted is free."""
    unit = Unit(m.units[sold], m.units[sold].size)
    tables["materials"].append(
        {"material": "use", "unit": m.pick(sorted(spellings(m, tables, sold))), "hardness": Cell(5.0, "5")}
    )
    m.units["use"] = unit
    tables["returns"].append(
        {
            "of": market["market"],
            "sold": sold,
            "as": "use",
            "at": site,
            **lifetime,
            "share": m.share(0.5, 1.5, 0.2),
            "counts": "in use",
        }
    )
    users = {"market": "users", "site": site, "material": ["use"], "price": m.price(unit, 0, 60)}
    users["maximum"] = m.rate(unit, 1, 10)
    if m.chance(0.3):
        users["minimum"] = m.rate(unit, 0.01, 0.5)
    tables["markets"] += [
        users,
        {"market": "unused", "site": site, "material": ["use"], "price": Cell(0.0, f"0 EUR/{unit}")},
    ]


def spellings(m: Maker, tables: Tables, sold: str) -> list[str]:
    """The unit in which the product is counted."""
    return [row["unit"] for row in tables["materials"] if row["material"] == sold]
