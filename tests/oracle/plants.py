"""Random small plants: the tables in canonical numbers for the reference, and the same as YAML with units typed in
different spellings."""

from __future__ import annotations

import json
from random import Random
from typing import Any

from .typed import AMOUNTS, MONEY, TIMES, Cell, Maker, capacity_price

MONTHS_2024 = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

Tables = dict[str, list[dict[str, Any]]]


def random_plant(rng: Random) -> tuple[dict[str, Any], str]:
    """A plant for the reference, and the same plant as YAML."""
    settings, times, maker = random_times(rng)
    tables: Tables = {name: [] for name in (
        "materials", "sites", "supplies", "processes", "recipes", "quality", "stores", "markets", "links", "returns",
        "effects", "rates", "limits")}  # fmt: skip
    for index in range(rng.randint(2, 4)):
        unit = maker.pick(("t", "t", "t", "MWh", "item", "m3"))
        name = f"material {index + 1}"
        maker.units[name] = unit
        hardness = round(rng.uniform(1, 9), 1)
        tables["materials"].append(
            {"material": name, "unit": maker.pick(AMOUNTS[unit]), "hardness": Cell(hardness, f"{hardness}")}
        )
    sites = [f"site {index + 1}" for index in range(rng.randint(1, 3))]
    tables["sites"] = [{"site": site, "owner": maker.pick(("A", "B"))} for site in sites]
    if maker.chance(0.3):
        tables["effects"].append({"effect": "water", "unit": "m3"})
    for add in (add_supplies, add_processes, add_stores, add_markets, add_links, add_returns, add_rates, add_limits):
        add(maker, tables, sites, settings)
    return for_reference(settings, times, tables), as_yaml(settings, times, tables, maker)


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
            settings["start"] = "2024-01-01"
            times["hours"] = [24.0 * days for days in MONTHS_2024]
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
    times.setdefault("weights", [1.0] * len(times["hours"]))
    settings["weighted"] = kind == "typical days" or max(times["weights"]) > 1
    years = [0]
    if rng.random() < 0.4:
        years = [2025]
        for _ in range(rng.randint(1, 2)):
            years.append(years[-1] + rng.choice((1, 1, 5, 10)))
        settings["years"] = years
        if kind == "calendar":  # the year of 365 days
            settings["start"] = "2025-01-01"
            times["hours"][1] = 28 * 24.0
    if rng.random() < 0.6:
        settings["discount_rate"] = Cell(0.08, rng.choice(("8 %", "0.08", "8 %/year")))
    if rng.random() < 0.5:
        settings["gwp"] = rng.choice(("AR4", "AR5", "AR6"))
    maker = Maker(rng, years, labels)
    if rng.random() < 0.4:
        settings["carbon_price"] = maker.cell(10, 200, [MONEY, {"t_CO2e": 1, "kg_CO2e": 1e-3}], "{}/{}")
    return settings, times, maker


def add_supplies(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    for index in range(m.rng.randint(1, 4)):
        material = m.pick(m.units)
        row = {"supply": f"supply {index + 1}", "site": m.pick(sites), "material": material,
               "take": m.pick(("all", "up to", "up to")), "price": m.price(m.units[material], -20, 60)}  # fmt: skip
        if row["take"] == "all" or m.chance(0.8):
            row["amount"] = m.rate(m.units[material], 0.5, 10)
            if "years" in settings and m.chance(0.3):
                row["growth"] = Cell(0.02, m.pick(("2 %/year", "2 %")))
        tables["supplies"].append(row)


def add_processes(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    for index in range(m.rng.randint(0, 3)):
        name, basis = f"process {index + 1}", m.pick(m.units.values())
        row: dict[str, Any] = {"process": name, "site": m.pick(sites), "model": "recipe"}
        row["variable_cost"] = m.price(basis, 0, 10)
        row["variable_cost"].unit = basis
        capital = m.chance(0.4)
        row["capacity"] = m.rate(basis, 2, 20, 0.0 if capital else 0.2)
        if capital:
            row["capex"] = capacity_price(m, 1000, 200000, basis, "")
            row["lifetime"] = m.cell(3 * 8760, 20 * 8760, [{"year": 8760, "month": 730}], "{}")
            if m.chance(0.4):
                row["existing"] = Cell(row["capacity"].value / 4, f"{row['capacity'].value / 4!r} {basis}/h")
            if m.chance(0.3):
                row["unit_size"] = m.rate(basis, 0.5, 5, 0)
            if "years" in settings and m.chance(0.3):
                row["build"] = [m.pick(settings["years"])]
        if m.chance(0.4):
            row["availability"] = m.share(0.5, 1)
        if m.chance(0.25):
            row["minimum_load"] = m.share(0.1, 0.45, 0.0)
        if m.chance(0.4):
            row["fixed_cost"] = (m.cell(0, 20, [MONEY, TIMES], "{}/{}", 0.2) if m.chance(0.5)
                                 else capacity_price(m, 0, 3, basis, "/{}", 0.0))  # fmt: skip
        if m.chance(0.2):
            row["closable"] = True
        tables["processes"].append(row)
        add_recipe(m, tables, row, basis)


def add_recipe(m: Maker, tables: Tables, process: dict[str, Any], basis: str) -> None:
    name = process["process"]
    materials = list(m.units)
    m.rng.shuffle(materials)
    inputs = materials[: m.rng.randint(1, max(1, len(materials) - 1))]
    outputs = [material for material in materials if material not in inputs][: m.rng.randint(0, 2)]
    mix = [material for material in inputs if m.units[material] == basis and m.chance(0.7)]
    for material in inputs:
        row: dict[str, Any] = {"process": name, "material": material, "role": "in"}
        if material in mix:
            if len(mix) > 1 and m.chance(0.4):
                row[m.pick(("minimum_share", "maximum_share"))] = m.share(0.2, 0.6)
        else:
            row["amount"] = m.ratio(m.units[material], basis, 0.2, 1.5)
            if mix and m.chance(0.3):
                row["per"] = m.pick(mix)
                row["amount"] = m.ratio(m.units[material], m.units[row["per"]], 0.2, 1.5)
        if m.chance(0.2):
            row["cost"] = m.price(m.units[material], 0, 5)
        tables["recipes"].append(row)
    for material in outputs:
        row = {"process": name, "material": material, "role": "out"}
        row["amount"] = m.ratio(m.units[material], basis, 0.2, 0.9)
        if mix and m.chance(0.4):
            row["per"] = m.pick(mix)
            row["amount"] = m.ratio(m.units[material], m.units[row["per"]], 0.2, 0.9)
        if m.chance(0.2):
            row["cost"] = m.price(m.units[material], 0, 5)
        tables["recipes"].append(row)
    if len(mix) > 1 and m.chance(0.3):
        add_quality(m, tables, name)


def add_quality(m: Maker, tables: Tables, name: str) -> None:
    value = round(m.rng.uniform(3, 7), 2)
    tables["quality"].append(
        {"at": name, "property": "hardness", m.pick(("minimum", "maximum")): Cell(value, f"{value}")}
    )


def add_stores(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    for index in range(m.rng.randint(0, 2)):
        material = m.pick(m.units)
        unit = m.units[material]
        row: dict[str, Any] = {"store": f"store {index + 1}", "site": m.pick(sites), "material": [material]}
        same = [other for other in m.units if m.units[other] == unit and other != material]
        if same and m.chance(0.3):
            row["material"] = [material, same[0]]
            supplied = {(supply["site"], supply["material"]) for supply in tables["supplies"]}
            # A stock of what never comes there: mfo knows that it is empty, the reference would let it lie there.
            if m.chance(0.5) and all((row["site"], other) in supplied for other in row["material"]):
                add_quality(m, tables, row["store"])
        if m.chance(0.8):
            row["capacity"] = m.amount(unit, 50, 1000, 0.1)
        if m.chance(0.4) and len(row["material"]) == 1 and not settings["weighted"]:
            row["start"] = m.amount(unit, 0, 40)
            if m.chance(0.4):
                row["end"] = m.amount(unit, 0, 40)
        years = settings.get("years", [])
        if len(years) > 1 and years[-1] - years[0] == len(years) - 1 and m.chance(0.3) and not settings["weighted"]:
            if isinstance(row.get("capacity", Cell(0, "")).value, list):  # what opens a year fits its first slot, too
                del row["capacity"]
            row["carry"] = True
        if m.chance(0.3):
            row["loss"] = m.cell(1e-5, 1e-3, [{"": 1, "%": 0.01}, TIMES], "{}/{}")
            if row["loss"].text.split(" ", 1)[1].startswith("/"):
                row["loss"].text = row["loss"].text.replace(" /", " 1/")
        if m.chance(0.5):
            row["cost"] = m.cell(0, 0.05, [MONEY, AMOUNTS[unit], TIMES], "{}/{}/{}", 0.1)
        tables["stores"].append(row)


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
                    row["route"] = m.pick(("landfill", "compost"))
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
        same = [other for other in m.units if m.units[other] == unit and other != material]
        if same and m.chance(0.4):
            row["material"] = [material, same[0]]
            if m.chance(0.4):
                add_quality(m, tables, row["market"])
        row["maximum"] = m.rate(unit, 1, 10)
        if m.chance(0.3):
            row["minimum"] = m.rate(unit, 0.01, 1)
            if m.chance(0.8):  # dear, but there
                tables["supplies"].append({"supply": f"spare {count}", "site": row["site"], "material": material,
                                           "take": "up to", "price": m.price(unit, 100, 200)})  # fmt: skip
        if m.chance(0.05):
            del row["maximum"]
        elif "years" in settings and m.chance(0.3):
            row["growth"] = Cell(0.03, m.pick(("3 %/year", "0.03")))
        tables["markets"].append(row)


def add_links(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    pairs = [(a, b) for a in sites for b in sites if a != b]
    m.rng.shuffle(pairs)
    for index, (origin, destination) in enumerate(pairs[:3]):
        material = m.pick(m.units)
        unit = m.units[material]
        row: dict[str, Any] = {"link": f"link {index + 1}", "from": origin, "to": destination, "material": [material]}
        same = [other for other in m.units if m.units[other] == unit and other != material]
        if same and m.chance(0.5):
            row["material"] = [material, same[0]]
        if m.chance(0.6):
            row["cost_per_amount"] = m.price(unit, 0, 8)
        if "cost_per_amount" not in row or m.chance(0.3):
            row["distance"] = m.cell(5, 80, [{"km": 1}], "{}")
            form = m.pick(("{}/{}/km", "{}/({}.km)", "{}/{}.km"))
            row["cost_per_amount_and_distance"] = m.cell(0.01, 0.3, [MONEY, AMOUNTS[unit]], form, 0.1)
        if m.chance(0.5):
            row["capacity"] = m.rate(unit, 1, 10)
        if m.chance(0.3):
            row["loss"] = m.share(0, 0.2)
        if m.chance(0.3):
            row["fixed_cost"] = m.cell(0, 10, [MONEY, TIMES], "{}/{}")
        if m.chance(0.2):
            row["minimum_load"] = m.rate(unit, 0.2, 1, 0)
        if "fixed_cost" in row or "minimum_load" in row:  # what may stand still needs a bound
            row.setdefault("capacity", m.rate(unit, 1, 10))
        tables["links"].append(row)


def add_returns(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    single = [row for row in tables["markets"] if len(row["material"]) == 1]
    if not single or not m.chance(0.35):
        return
    market = m.pick(single)
    material = m.pick(m.units)
    in_years = m.chance(0.5) or settings["weighted"]
    after = m.rng.choice((1, 1, 2, 3)) if in_years else m.rng.choice((0, 1, 2))
    word = "year" if in_years else "slot"
    tables["returns"].append({
        "of": market["market"], "as": material, "at": m.pick(sites),
        "after": Cell((after, in_years), f"{after} {word}{'' if after == 1 else 's'}"),
        "share": m.ratio(m.units[material], m.units[market["material"][0]], 0.1, 0.9, 0.1)})  # fmt: skip


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
                time, amount = m.pick(TIMES.items()), m.pick(AMOUNTS[unit].items())
                number = float(f"{m.rng.uniform(0, 0.01) * amount[1]:.4g}")
                rate["rate"] = Cell(
                    number / amount[1], f"{number!r} {effects[effect]}/({amount[0]}/{time[0]})/{time[0]}"
                )
                tables["rates"].append(rate)
                continue
        else:
            unit = m.units[row["material"] if kind == "supply" else row["material"][0]]
        parts = [AMOUNTS[effects[effect]], AMOUNTS[unit]]
        rate["rate"] = (
            m.cell(0, 0.05, [*parts, TIMES], "{}/{}/{}") if kind == "store" else m.cell(-0.01, 0.3, parts, "{}/{}", 0.1)
        )
        tables["rates"].append(rate)


def process_basis(row: dict[str, Any]) -> str:
    """The canonical unit of a process's activity."""
    return str(row["variable_cost"].unit)


def add_limits(m: Maker, tables: Tables, sites: list[str], settings: dict[str, Any]) -> None:
    for index in range(m.rng.randint(0, 2)):
        kind = m.pick(("emissions", "cost", "supply", "material", "market", "process", "link", "route", "share"))
        row: dict[str, Any] = {"limit": f"limit {index + 1}", "when": m.pick(("slot", "year", "year", "total"))}
        if kind in ("emissions", "cost"):
            if kind == "emissions" and not tables["rates"]:
                continue
            row["what"] = [kind]
            row["when"] = m.pick(("year", "total"))
            unit = {"emissions": {"t_CO2e": 1, "kg_CO2e": 1e-3}, "cost": MONEY}[kind]
            row["maximum"] = m.cell(0, {"emissions": 5, "cost": 900}[kind], [unit, TIMES], "{}/{}")
            row["basis"] = "rate"
            tables["limits"].append(row)
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
        if kind == "share":
            row["what"], row["of"] = [item["supply"]], [item["material"]]
            row[m.pick(("minimum", "maximum"))] = m.share(0.1, 0.9, 0)
            row["basis"] = "share"
            tables["limits"].append(row)
            continue
        row["what"] = [item[kind]]
        unit = unit_of_limit(m, kind, item)
        bound = m.pick(("minimum", "maximum", "maximum"))
        if m.chance(0.6):
            row[bound], row["basis"] = m.rate(unit, *((0.01, 0.5) if bound == "minimum" else (1, 8)), 0.1), "rate"
        else:
            row[bound], row["basis"] = m.amount(unit, *((1, 50) if bound == "minimum" else (10, 50000))), "amount"
        if kind in ("supply", "material", "market", "process") and m.chance(0.2):
            row["over"] = [
                item["site"]
                if "site" in item
                else next(supply["site"] for supply in tables["supplies"] if supply["material"] == item["material"])
            ]
        tables["limits"].append(row)


def unit_of_limit(m: Maker, kind: str, item: dict[str, Any]) -> str:
    """The canonical unit that a limit on this row counts in."""
    if kind in ("route", "process"):
        return "t" if kind == "route" else process_basis(item)
    return m.units[item["material"] if kind in ("material", "supply") else item["material"][0]]


# --- the two forms ---


def for_reference(settings: dict[str, Any], times: dict[str, Any], tables: Tables) -> dict[str, Any]:
    plain = lambda cell: cell.value if isinstance(cell, Cell) else cell  # noqa: E731
    plant: dict[str, Any] = {"plant": {key: plain(value) for key, value in settings.items()}}
    plant.update(hours=times["hours"], weights=times["weights"], days=times.get("days"))
    for name, rows in tables.items():
        plant[name] = [{key: plain(cell) for key, cell in row.items()} for row in rows]
    plant["properties"] = {row["material"]: {"hardness": row["hardness"]} for row in plant["materials"]}
    for row, typed in zip(plant["processes"], tables["processes"], strict=True):
        if getattr(typed.get("fixed_cost"), "per_capacity", False):
            row["fixed_cost_per_capacity"] = row.pop("fixed_cost")
    for row in plant["returns"]:
        row["after"], row["in_years"] = row["after"]
    return plant


def as_yaml(settings: dict[str, Any], times: dict[str, Any], tables: Tables, maker: Maker) -> str:
    def text(value: Any) -> str:
        if isinstance(value, Cell):
            return json.dumps(value.text) if value.text else '""'
        if isinstance(value, list):
            return "[" + ", ".join(text(item) for item in value) + "]"
        if isinstance(value, bool):
            return "yes" if value else "no"
        return json.dumps(value)

    hidden = {"basis", "weighted"}
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
            cells = (f"{json.dumps(key)}: {text(cell)}" for key, cell in row.items() if key not in hidden)
            lines.append("  - {" + ", ".join(cells) + "}")
    return "\n".join(lines) + "\n"
