"""Random processes, their recipes and the bounds on their blends."""

from __future__ import annotations

from random import Random
from typing import Any

from .typed import MONEY, PERCENT, TIMES, Cell, Maker, Tables, capacity_price, four_digits


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
                stands, months = row["capacity"].value / 4, bool(m.months) and index % 2 == 0
                row["existing"] = Cell(
                    stands, f"{stands * (730 if months else 1)!r} {basis}/{'month' if months else 'h'}"
                )
            if m.chance(0.3):
                row["unit_size"] = m.rate(basis, 0.5, 5, 0)
                row["unit_size"].months = None  # one number for all slots
            if "years" in settings:
                add_roadmap(m, row)
        if m.chance(0.4):
            row["availability"] = m.share(0.5, 1)
        if m.chance(0.2):
            row["ramp"] = m.cell(0.0005, 0.02, [PERCENT, TIMES], "{}/{}")
            row["ramp"].text = row["ramp"].text.replace(" /", " 1/")
            row["ramp"].months = None  # one number for all slots
        if m.chance(0.15):
            row["start_cost"] = m.cell(1, 300, [MONEY], "{}", 0.2)
        if m.chance(0.15) and len(m.slots) > 1:
            row["outages"] = outages(m)
        if m.chance(0.25):
            row["minimum_load"] = m.share(0.1, 0.45, 0.0)
        if m.chance(0.4):
            row["fixed_cost"] = (
                m.cell(0, 20, [MONEY, TIMES], "{}/{}", 0.2)
                if m.chance(0.5)
                else capacity_price(m, 0, 3, basis, "/{}", 0.0)
            )
        if m.chance(0.2):
            row["closable"] = True
        if m.chance(0.3):
            row["route"] = m.pick(("landfill", "landfill", "compost", "recycling"))
        add_finance(row, basis, m.years if "years" in settings else [])
        add_run_times(m, row, basis, settings)
        tables["processes"].append(row)
        add_recipe(m, tables, row, basis)


def add_finance(row: dict[str, Any], basis: str, years: list[int]) -> None:
    """Years of construction, a grant, a loan, what closing costs, and when what stands retires.

    Drawn by a generator of its own: what else a seed draws stays as it is.
    """
    rng = Random(f"{row['process']} {row['variable_cost'].text} {basis}")
    percent = lambda low, high: (number := rng.randint(low, high), Cell(number / 100, f"{number} %"))[1]  # noqa: E731
    if row.get("capex") is not None and rng.random() < 0.4:
        row["construction_years"], row["grant"] = rng.randint(1, 4), percent(0, 40)
        row["closure_cost"] = Cell(1000.0 * (cost := rng.randint(0, 20)), f"{cost} kEUR/({basis}/h)")
        if rng.random() < 0.6:
            term = rng.randint(2, 15)
            row["loan_share"], row["loan_rate"] = percent(10, 60), percent(0, 20)
            row["loan_term"] = Cell(8760.0 * term, f"{term} years")
    if years and rng.random() < 0.2 and row.get("existing" if "capex" in row else "capacity") is not None:
        row["retires"] = rng.choice(years) + rng.choice((0, 1))


def add_run_times(m: Maker, row: dict[str, Any], basis: str, settings: dict[str, Any]) -> None:
    """Times to run and to stand, and what it did before the first slot; drawn as what is paid is."""
    rng, capacity = Random(f"run {row['process']} {row['variable_cost'].text} {basis}"), row["capacity"].value
    if len(m.slots) < 2 or isinstance(capacity, list) or m.calendar(row["capacity"].text.split(" ", 1)[1]):
        return
    length, unit = (730.0, "month") if "months" in settings.get("slots", "") else (24.0, "d")
    for key in ("minimum_up", "minimum_down"):
        if rng.random() < 0.15:
            often = rng.choice((0.5, 1, 1.5, 2, 3))
            row[key] = Cell(often * length, f"{often} {unit}")
    steps = any(key in row for key in ("minimum_up", "minimum_down", "start_cost", "ramp"))
    if steps and settings["once"] and rng.random() < 0.4:
        load = rng.choice((0.0, four_digits(capacity * rng.uniform(0.1, 1))))
        row["initial_load"] = Cell(load, f"{load!r} {basis}/h")


def add_roadmap(m: Maker, row: dict[str, Any]) -> None:
    """What is built at once or later, and what stood before and goes."""
    basis = row["variable_cost"].unit
    if m.chance(0.3):
        row["build"] = [m.pick(m.years)]
    if m.chance(0.3):
        years = m.rng.choice((0, 1, 2, 5))
        row["lead_time"] = Cell(8760.0 * years, f"{years} year{'' if years == 1 else 's'}")
    if "existing" in row and m.chance(0.4):  # goes over the years
        name, time = f"profile {len(m.profiles) + 1}", m.pick(TIMES.items())
        stands = [four_digits(row["existing"].value * time[1] * m.rng.uniform(0, 1)) for _ in m.given]
        values = [[value] * len(m.slots) for value in stands]
        m.profiles.append((name, f"{name} [{basis}/{time[0]}]", ("year", values)))
        row["existing"] = Cell([[value / time[1] for value in m.in_year(values, year)] for year in m.years], name)
    if m.chance(0.3):  # a capex by year, and a capacity that is the most that may stand
        row["capex"] = capacity_price(m, 1000, 200000, basis, "", 0.0, by_year=True)


def outages(m: Maker) -> Cell:
    """Slots by position, by label, or a range, and for the reference their positions from 0."""
    first = m.rng.randrange(len(m.slots))
    if m.chance(0.5):
        return Cell([[first]], str(first + 1) if m.chance(0.5) else m.slots[first])
    last = m.rng.randrange(first, len(m.slots))
    return Cell([list(range(first, last + 1))], f"{first + 1} to {last + 1}")


def add_recipe(m: Maker, tables: Tables, process: dict[str, Any], basis: str) -> None:
    name = process["process"]
    materials = list(m.units)
    m.rng.shuffle(materials)
    inputs = materials[: m.rng.randint(1, max(1, len(materials) - 1))]
    outputs = [material for material in materials if material not in inputs][: m.rng.randint(0, 2)]
    mix = [material for material in inputs if m.units[material].alike(basis) and m.chance(0.7)]
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
