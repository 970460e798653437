"""Random rates of effects and limits."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from .typed import AMOUNTS, MONEY, TIMES, Cell, Maker, Tables, Unit, four_digits, size_of, spelt


def add_rates(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    effects = {"fossil CO2": "t", "CH4": "t", "N2O": "t", "fossil CH4": "t", "biogenic CO2": "t"}
    if tables["effects"]:
        effects["water"] = "m3"
    drawn = set()
    for _ in range(m.rng.randint(0, 4)):
        kind = m.pick(("supply", "process", "market", "link", "store"))
        rows = tables[{"supply": "supplies", "process": "processes"}.get(kind, f"{kind}s")]
        if not rows:
            continue
        row, effect = m.pick(rows), m.pick(effects)
        if (row[kind], effect) in drawn:
            continue
        drawn.add((row[kind], effect))
        rate: dict[str, Any] = {"at": row[kind], "effect": effect}
        if kind == "process":
            per = m.pick(("activity", "material", "capacity"))
            items = [item for item in tables["recipes"] if item["process"] == row["process"]]
            unit = process_basis(row)
            if per == "material":
                rate["per"] = m.pick(items)["material"]
                unit = m.units[rate["per"]]
            elif per == "capacity":
                rate["per"] = "capacity"
                time, amount = m.pick(TIMES.items()), m.pick(spelt(unit).items())
                number = four_digits(m.rng.uniform(0, 0.01 / unit.size) * amount[1])
                rate["rate"] = Cell(
                    number / amount[1], f"{number!r} {effects[effect]}/({amount[0]}/{time[0]})/{time[0]}"
                )
                tables["rates"].append(rate)
                continue
        elif kind == "link" and m.chance(0.4):
            rate["per"] = "used"
            rate["rate"] = m.amount(effects[effect], 0, 20)
            row.setdefault("capacity", m.rate(m.units[row["material"][0]], 1, 10))
            tables["rates"].append(rate)
            continue
        else:
            unit = m.units[row["material"] if kind == "supply" else row["material"][0]]
        parts, size = [AMOUNTS[effects[effect]], spelt(unit)], unit.size
        rate["rate"] = (
            m.cell(0, 0.05 / size, [*parts, TIMES], "{}/{}/{}")
            if kind == "store"
            else m.cell(-0.01 / size, 0.3 / size, parts, "{}/{}", 0.1)
        )
        tables["rates"].append(rate)
    for row in tables["supplies"]:
        if m.chance(0.1):
            tables["rates"].append(demand_charge(m, row, effects))


def add_moved(m: Maker, tables: Tables) -> None:
    """Money or another effect for each unit that goes into a store, comes out of it, or both; some of it is paid back.

    Drawn last and aside, so that what else a seed draws stays as it is.
    """
    effects = ("cost", "cost", "fossil CO2", "CH4", "N2O", *(row["effect"] for row in tables["effects"]))
    for row in tables["stores"]:
        aside = replace(m, rng=Random(f"moved {row} {tables['supplies']}"))
        if not aside.chance(0.25):
            continue
        unit, effect = m.units[row["material"][0]], aside.pick(effects)
        top = MONEY if effect == "cost" else AMOUNTS["m3" if effect == "water" else "t"]
        most = (20 if effect == "cost" else 0.3) / unit.size
        ways = aside.pick((("charge",), ("discharge",), ("charge", "discharge"), ("charge", "discharge")))
        back = len(ways) == 2 and aside.chance(0.4)
        for way in ways:
            low, high = (-most / 2, -most / 4) if back and way == "discharge" else (most / 2 if back else 0, most)
            rate = aside.cell(low, high, [top, spelt(unit)], "{}/{}", 0.0 if back else 0.2)
            tables["rates"].append({"at": row["store"], "effect": effect, "per": way, "rate": rate})


def demand_charge(m: Maker, row: dict[str, Any], effects: dict[str, str]) -> dict[str, Any]:
    """Money (or an effect) for the highest load of each month: per month, or per time and counted by the month."""
    effect = m.pick(("cost", "cost", *effects))
    unit, time = m.units[row["material"]], m.pick(TIMES.items())
    top, amount = m.pick((MONEY if effect == "cost" else AMOUNTS[effects[effect]]).items()), m.pick(spelt(unit).items())
    per = m.pick(TIMES.items()) if m.chance(0.7) else None
    factor = top[1] / (amount[1] / time[1]) * (730.0 / per[1] if per else 1.0)
    number = four_digits(m.rng.uniform(0, 300 if effect == "cost" else 3) / unit.size / factor)
    typed = f"{number!r} {top[0]}/({amount[0]}/{time[0]})" + (f"/{per[0]}" if per else "")
    aside = replace(m, rng=Random(f"{row['supply']} {typed}"))  # what else a seed draws stays as it is
    return {
        "at": row["supply"],
        "effect": effect,
        "per": "peak",
        "rate": Cell(number * factor, typed),
        **billed_load(aside, row),
    }


def billed_load(m: Maker, row: dict[str, Any]) -> dict[str, Any]:
    """Which load counts: in some hours, of the year, above what is contracted, or no more than by a load factor."""
    found: dict[str, Any] = {}
    if m.chance(0.3) and len(m.slots) > 1:
        counted = [m.pick((0, 1)) for _ in m.slots]
        counted[m.rng.randrange(len(counted))] = 1
        name = f"profile {len(m.profiles) + 1}"
        m.profiles.append((name, name, ("slot", [[float(each) for each in counted]] * len(m.given))))
        found["during"] = Cell([[float(each) for each in counted]] * len(m.years), name)
    kind = m.pick(("plain", "factor", "above", "year", "contract"))
    if kind == "factor" and "amount" in row:
        factor = m.pick((20, 57, 90, 100))
        found["load_factor"] = Cell(factor / 100, f"{factor} %")
    if kind in ("above", "contract"):
        found["above"] = m.rate(m.units[row["material"]], 0.1, 5, 0.1)
    if kind in ("year", "contract"):
        found["highest_of"] = "year"
    return found


def process_basis(row: dict[str, Any]) -> Unit:
    """The canonical unit of a process's activity."""
    return Unit(row["variable_cost"].unit, size_of(row["variable_cost"].unit))


EFFECTS: dict[str, tuple[dict[str, float], float]] = {  # units and the largest bound per hour
    "emissions": ({"t_CO2e": 1, "kg_CO2e": 1e-3}, 5),
    "cost": (MONEY, 900),
    "investment": (MONEY, 40),
    "landfilled": (AMOUNTS["t"], 5),
}


def add_limits(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    for index in range(m.rng.randint(0, 2)):
        kind = m.pick(
            (
                "emissions",
                "cost",
                "investment",
                "landfilled",
                "supply",
                "material",
                "market",
                "process",
                "link",
                "route",
                "share",
                "made",
                "into",
            )
        )
        row: dict[str, Any] = {"limit": f"limit {index + 1}", "when": m.pick(("slot", "year", "year", "total"))}
        if kind in EFFECTS:
            if kind == "emissions" and not tables["rates"]:
                continue
            if m.chance(0.3):  # of a site, or of who pays or emits
                site = m.pick(tables["sites"])
                row["over"] = [m.pick((site["site"], site["owner"]))]
            if kind == "landfilled" and not any(item.get("route") == "landfill" for item in tables["markets"]):
                continue
            if kind == "investment" and not any("capex" in item for item in tables["processes"]):
                continue
            row["what"] = [kind]
            row["when"] = m.pick(("year", "total"))
            unit, most = EFFECTS[kind]
            by_span = 0.0 if row["when"] == "total" else 0.3
            if m.chance(0.7):
                row["maximum"], row["basis"] = m.cell(0, most, [unit, TIMES], "{}/{}", 0.3), "rate"
            else:
                row["maximum"], row["basis"] = m.cell(0, most * 5000, [unit], "{}", by_span), "amount"
            tables["limits"].append(row)
            continue
        if kind in ("made", "into"):
            add_of_recipe(m, tables, row, kind)
            continue
        name = {
            "supply": "supplies",
            "process": "processes",
            "material": "materials",
            "route": "markets",
            "share": "supplies",
        }
        rows = tables[name.get(kind, f"{kind}s")]
        rows = [item for item in rows if kind != "route" or "route" in item]
        supplied = {item["material"] for item in tables["supplies"]}
        rows = [item for item in rows if kind != "material" or item["material"] in supplied]
        if not rows:
            continue
        item = m.pick(rows)
        by_span = 0.0 if row["when"] == "total" else 0.3  # a bound over all years is one number
        if kind == "share":
            row["what"], row["of"] = [item["supply"]], [item["material"]]
            row[m.pick(("minimum", "maximum"))] = m.share(0.1, 0.9, by_span)
            row["basis"] = "share"
            tables["limits"].append(row)
            continue
        row["what"] = [item[kind]]
        unit = unit_of_limit(m, kind, item)
        bound = m.pick(("minimum", "maximum", "maximum"))
        if m.chance(0.6):
            row[bound], row["basis"] = m.rate(unit, *((0.01, 0.5) if bound == "minimum" else (1, 8)), 0.1), "rate"
        else:
            row[bound], row["basis"] = (
                m.amount(unit, *((1, 50) if bound == "minimum" else (10, 50000)), by_span),
                "amount",
            )
        if kind in ("supply", "material", "market", "process") and m.chance(0.2):
            counted = (
                item
                if "site" in item
                else next(supply for supply in tables["supplies"] if supply["material"] == item["material"])
            )
            owner = next(site["owner"] for site in tables["sites"] if site["site"] == counted["site"])
            named = counted.get("owner") or ("" if kind == "market" else owner)
            row["over"] = [m.pick((counted["site"], named or counted["site"]))]
        tables["limits"].append(row)


def add_of_recipe(m: Maker, tables: Tables, row: dict[str, Any], kind: str) -> None:
    """A bound on what is made of a material, or on one material into (or out of) a process."""
    items = [item for item in tables["recipes"] if kind == "into" or item["role"] == "out"]
    if not items:
        return
    item = m.pick(items)
    row["what"] = [f"made: {item['material']}"] if kind == "made" else [item["process"]]
    if kind == "into":
        row["material"] = item["material"]
    bound = m.pick(("minimum", "maximum", "maximum"))
    low, high = (0.001, 0.1) if bound == "minimum" else (0.5, 8)
    row[bound], row["basis"] = m.rate(m.units[item["material"]], low, high, 0.1), "rate"
    tables["limits"].append(row)


def unit_of_limit(m: Maker, kind: str, item: dict[str, Any]) -> Unit:
    """The canonical unit that a limit on this row counts in."""
    if kind in ("route", "process"):
        return Unit("t") if kind == "route" else process_basis(item)
    return m.units[item["material"] if kind in ("material", "supply") else item["material"][0]]
