"""Random columns of stores and links that are decided or lose on the way, added to a plant that was drawn before."""

from __future__ import annotations

from random import Random
from typing import Any

from .typed import MONEY, PERCENT, TIMES, Cell, Maker, Tables, four_digits, size_of, spelt


def add_sizes(m: Maker, tables: Tables) -> None:
    """Sizes that are decided; of stores efficiencies, powers and worth of what is left."""
    for row in tables["stores"]:
        if m.chance(0.5):
            add_building(m, row, m.units[row["material"][0]], "")
        add_power(m, row)
    for row in tables["links"]:
        if m.chance(0.5):
            add_building(m, row, m.units[row["material"][0]], "/h")
            if m.months and counted_by_month(row):
                row["running"] = m.calendar("/month")
    for row in tables["processes"]:
        if "capacity" in row and not isinstance(row["capacity"].value, list) and m.chance(0.15):
            row["use_cost"] = m.cell(0, 3000, [MONEY], "{}", 0.2)
    add_relations(m, tables)


def add_travel(tables: Tables, times: dict[str, Any]) -> None:
    """Some links take whole slots, of which none follows another where each is a day of its own."""
    days = times.get("days") or [""] * len(times["hours"])
    if len(set(days)) == len(days):
        return
    for row in tables["links"]:
        rng = Random(f"travel {row['link']} {row['from']} {row['to']} {times}")
        if rng.random() < 0.4:
            slots = rng.choice((1, 1, 2, 3, 7))
            words, hours = f"{slots} slots", times["hours"][0] * slots
            if times["kind"] in ("days", "hours", "months"):
                words = rng.choice((words, f"{hours / 24!r} d", f"{hours!r} h"))
            row["travel_time"] = Cell(slots, words)


def add_load_curves(m: Maker, tables: Tables) -> None:
    """What some inputs and some running costs come to at two or three loads, given as shares or per time."""
    for row in tables["processes"]:
        rng, most = Random(f"load {row['process']} {row['capacity'].text}"), row["capacity"].value
        if isinstance(most, list) or "unit_size" in row or m.calendar(row["capacity"].text.split(" ", 1)[1]):
            continue
        if rng.random() < 0.4 and _is_plain(row["variable_cost"]):
            row["variable_cost_by_load"] = _curve(rng, row, row.pop("variable_cost"), falls=True)
        for item in tables["recipes"]:
            needed = (item["process"], item["role"], "per" in item) == (row["process"], "in", False)
            if needed and _is_plain(item.get("amount")) and rng.random() < 0.5:
                item["amount_by_load"] = _curve(rng, row, item.pop("amount"), falls=False)
        _add_yields(row, tables)


def _add_yields(row: dict[str, Any], tables: Tables) -> None:
    """What some outputs come to by load."""
    rng = Random(f"yield {row['process']} {row['capacity'].text}")
    for item in tables["recipes"]:
        made = (item["process"], item["role"], "per" in item) == (row["process"], "out", False)
        if made and _is_plain(item.get("amount")) and rng.random() < 0.4:
            item["amount_by_load"] = _curve(rng, row, item.pop("amount"), falls=False)


def _is_plain(cell: Any) -> bool:
    """One number with its unit."""
    return isinstance(cell, Cell) and isinstance(cell.value, float) and cell.value > 0 and " " in cell.text


def _curve(rng: Random, row: dict[str, Any], one: Cell, falls: bool) -> Cell:
    """Points whose amounts are around the one number that stood there; totals only fall where they may."""
    number, unit = one.text.split(" ", 1)
    factor, per_hour = one.value / float(number), row["capacity"].text.split(" ", 1)[1]
    scale = row["capacity"].value / float(row["capacity"].text.split(" ", 1)[0])
    shares = [*sorted(rng.sample((0.2, 0.4, 0.5, 0.7, 0.8), rng.choice((1, 1, 2)))), 1.0]
    points, texts, total = [], [], 0.0
    for share in shares:
        amount = four_digits(float(number) * rng.uniform(0.5, 1.5)) * factor
        if not falls and amount * share < total:
            amount = four_digits(total / share * 1.01 / factor) * factor
        total = amount * share
        load = share * row["capacity"].value
        by_rate = "capex" in row or rng.random() < 0.4
        texts.append(
            (f"{load / scale!r} {per_hour}" if by_rate else f"{100 * share:g} %") + f": {amount / factor!r} {unit}"
        )
        points.append((load, amount))
    return Cell(points, "; ".join(texts), one.unit)


def add_capex_curves(m: Maker, tables: Tables) -> None:
    """What some builds cost by their size."""
    for kind in ("processes", "stores", "links"):
        for row in tables[kind]:
            capex, most = row.get("capex"), row.get("capacity")
            if not (isinstance(most, Cell) and _is_plain(capex) and _is_plain(most)) or capex.text.endswith("/km"):
                continue
            (number, size), (price, per) = most.text.split(" ", 1), capex.text.split(" ", 1)
            rng = Random(f"curve {capex.text} {most.text}")
            if m.calendar(size) or "month" in per or rng.random() < 0.6:
                continue
            points, texts, total = [], [], 0.0
            for share in [*sorted(rng.sample((0.2, 0.4, 0.5, 0.7, 0.8), rng.choice((1, 1, 2)))), 1.0]:
                amount = four_digits(float(price) * rng.uniform(0.5, 1.5))
                if amount * share <= total:
                    amount = four_digits(total / share * 1.01)
                total = amount * share
                points.append((share * most.value, amount * capex.value / float(price)))
                texts.append(f"{share * float(number)!r} {size}: {amount!r} {per}")
            row["capex_by_size"] = Cell(points, "; ".join(texts), "")


def add_relations(m: Maker, tables: Tables) -> None:
    """Least sizes, and limits on capacities, numbers of units and what is there."""
    named = [
        (row["process"], row, row["variable_cost"].unit, "/h") for row in tables["processes"] if "variable_cost" in row
    ]
    named += [(row["store"], row, m.units[row["material"][0]], "") for row in tables["stores"]]
    named += [(row["link"], row, m.units[row["material"][0]], "/h") for row in tables["links"]]
    built = [
        each
        for each in named
        if "capex" in each[1]
        and not isinstance(each[1].get("capacity", []), list)
        and not isinstance(each[1]["capacity"].value, list)
    ]
    for _, row, unit, per in built:
        if m.chance(0.3):
            most = row["capacity"].value / size_of(unit)
            row["minimum_capacity"] = of_a_mean_month((m.rate if per else m.amount)(unit, 0, 0.6 * most, 0))
    for name, row, unit, _ in built:
        rng = Random(f"opening {name} {row['capacity'].text} {row['capex'].text} {unit}")
        if rng.random() < 0.4:
            money, factor = rng.choice(list(MONEY.items()))
            number = four_digits(rng.uniform(0, 40_000) / factor)
            row["opening_cost"] = Cell(number * factor, f"{number!r} {money}")
    there = [name for name, row, _, _ in built if "store" in row or "process" in row]
    if len(there) > 1 and m.chance(0.6):
        one, other = m.rng.sample(there, 2)
        row = m.pick(
            (
                {"what": [f"open: {one}", f"open: {other}"], "maximum": Cell(1.0, "1"), "basis": "amount"},
                {"what": [f"open: {one}"], "of": [f"open: {other}"], "maximum": Cell(1.0, "100 %"), "basis": "share"},
            )
        )
        tables["limits"].append({"limit": "relation 1", **row})
    units = [name for name, row, _, _ in built if "unit_size" in row]
    if units and m.chance(0.6):
        most = m.rng.randint(0, 3)
        tables["limits"].append(
            {
                "limit": "relation 2",
                "what": [f"number: {m.pick(units)}"],
                "basis": "amount",
                m.pick(("minimum", "maximum")): Cell(float(most), f"{most}"),
            }
        )
    if built and m.chance(0.6):
        name, row, unit, per = m.pick(built)
        most = 0.8 * row["capacity"].value / size_of(unit)
        tables["limits"].append(
            {
                "limit": "relation 3",
                "what": [f"capacity: {name}"],
                "basis": "amount",
                m.pick(("minimum", "maximum")): of_a_mean_month((m.rate if per else m.amount)(unit, 0, most, 0)),
            }
        )
    for name, row, unit, _ in built:
        rng = Random(f"reserve {name} {row['capacity'].text} {row['capex'].text} {unit}")
        if "process" in row and rng.random() < 0.4:
            share = rng.randint(80, 160)
            tables["limits"].append(
                {
                    "limit": f"reserve {name}",
                    "what": [f"capacity: {name}"],
                    "of": [name],
                    "when": "slot",
                    "basis": "share",
                    "minimum": Cell(share / 100, f"{share} %"),
                }
            )


def add_building(m: Maker, row: dict[str, Any], unit: str, per_time: str) -> None:
    """Capex and lifetime, and what goes with them; sizes are amounts of stores and rates of links."""
    size = lambda *bounds: of_a_mean_month(m.rate(*bounds) if per_time else m.amount(*bounds))  # noqa: E731
    low, high = (0.5, 8.0) if per_time else (20.0, 400.0)
    money, amount = m.pick(MONEY.items()), m.pick(spelt(unit).items())
    time = m.pick(TIMES.items()) if per_time else ("", 1.0)
    per = f"({amount[0]}/{time[0]})" if per_time else amount[0]
    factor = money[1] / (amount[1] / time[1])
    number = four_digits(m.rng.uniform(0, 40_000 if per_time else 300) / size_of(unit) / factor)
    row["capex"] = Cell(number * factor, f"{number!r} {money[0]}/{per}")
    years = m.rng.choice((3, 10, 25))
    row["lifetime"] = Cell(years * 8760.0, f"{years} year")
    whole = m.chance(0.3)
    if isinstance(row.get("capacity", Cell(0, "")).value, list) or (whole and "capacity" not in row):
        row["capacity"] = size(unit, high, 2 * high, 0.0)
    if per_time and "capacity" in row:
        of_a_mean_month(row["capacity"])
    if m.chance(0.3):
        most = row["capacity"].value / size_of(unit) if "capacity" in row else high
        row["existing"] = size(unit, 0, 0.9 * most, 0.0)
    if len(m.years) > 1 and m.chance(0.3):
        row["build"] = m.rng.sample(m.years, m.rng.randint(1, len(m.years)))
    if m.chance(0.25):
        row["unit_size"] = size(unit, low, high / 2, 0.0)
    if len(m.years) > 1 and m.chance(0.2):
        row["lead_time"] = Cell(2 * 8760.0, "2 year")
    if whole and not per_time:
        row["fixed_cost"] = m.cell(0, 10, [MONEY, TIMES], "{}/{}")
    elif m.chance(0.3) and "fixed_cost" not in row:
        per_hour = m.pick(TIMES.items())
        value = four_digits(m.rng.uniform(0, 0.1 if per_time else 0.005) / size_of(unit) / (factor / per_hour[1]))
        months = m.calendar(f"{money[0]}/{per_hour[0]}") if time[0] != "month" else None  # as of processes
        row["fixed_cost"] = Cell(
            value * factor / per_hour[1], f"{value!r} {money[0]}/{per_hour[0]}/{per}", per_capacity=True, months=months
        )


def counted_by_month(row: dict[str, Any]) -> bool:
    """Whether the size of a link is typed per month: its most, else what exists, a unit, or what it costs."""
    told = next(row[key] for key in ("capacity", "existing", "unit_size", "capex") if key in row)
    return str(told.text).endswith(("/month", "/month)"))


def of_a_mean_month(cell: Cell) -> Cell:
    """What stands is one number for all slots: per month that of 730 h."""
    cell.months = None
    return cell


def share_per_time(m: Maker, low: float, high: float) -> Cell:
    """A share per time: ``5 %/h``, or ``0.05 1/h``."""
    cell = m.cell(low, high, [PERCENT, TIMES], "{}/{}", 0.0)
    number, unit = cell.text.split(" ", 1) if " " in cell.text else (cell.text[: -len(cell.text.split("%")[1]) - 1], "")
    if unit.startswith("/"):
        cell.text = f"{number} 1{unit}"
    return cell


def add_power(m: Maker, row: dict[str, Any]) -> None:
    """What is lost on the way in and out, how fast it goes, and what the stock at the end is worth."""
    unit = m.units[row["material"][0]]
    for way in ("charge", "discharge"):
        if m.chance(0.3):
            row[f"{way}_efficiency"] = m.share(0.7, 1)
        if m.chance(0.3):
            row[f"maximum_{way}"] = m.rate(unit, 0.5, 5)
        elif m.chance(0.3) and "capacity" in row:
            row[f"maximum_{way}"] = share_per_time(m, 0.001, 0.1)
            row[f"maximum_{way}"].per_capacity = True
    if "start" in row and "end" not in row and m.chance(0.6):
        row["end_value"] = m.price(unit, 0, 40, 0.0)
