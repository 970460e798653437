"""Random cells typed in another money, with a table of its rates, in a plant that was drawn before."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from .typed import MONEY, Cell, Maker, Tables, four_digits

BY_YEAR = ("price", "variable_cost", "cost", "cost_per_amount", "cost_per_amount_and_distance", "capex", "fixed_cost")
ALWAYS = ("closure_cost", "opening_cost", "use_cost", "start_cost", "end_value", "rate", "minimum", "maximum")


def add_exchange(m: Maker, tables: Tables, settings: dict[str, Any]) -> None:
    """Some cells of money in dollars at one rate for all years, or in pounds at one that changes between milestones."""
    rng = Random(f"exchange {m.years} {m.slots} {sorted(m.units)}")
    dollars = {m.years[0] - rng.choice((0, 1)): round(rng.uniform(0.5, 2), 4)}
    if "years" not in settings:
        dollars = {2024: round(rng.uniform(0.5, 2), 4)}
    pounds = dict(dollars)
    for year in range(m.years[0] + 1, m.years[-1] + 3):
        if "years" in settings and rng.random() < 0.5:
            pounds[year] = round(rng.uniform(0.5, 2), 4)
    every = {"USD": dollars, "GBP": pounds}
    used = set()
    renamed: dict[str, str] = {}
    for rows in (*tables.values(), [settings]):
        for row in rows:
            for column, cell in row.items():
                if column not in (*BY_YEAR, *ALWAYS, "carbon_price") or not isinstance(cell, Cell):
                    continue
                currency = Random(f"{m.years} {cell.text}").choice(
                    ("EUR", "USD", "GBP" if column in BY_YEAR else "USD")
                )
                profile = next((each for each in m.profiles if each[0] == cell.text), None)
                unit = profile[1] if profile else cell.text
                if currency == "EUR" or "EUR" not in unit or renamed.get(cell.text, currency) != currency:
                    continue
                if profile:
                    renamed[cell.text] = currency
                used.add(currency)
                text = cell.text if profile else cell.text.replace("EUR", currency)
                row[column] = replace(cell, text=text, value=worth(m, cell.value, every[currency]))
    m.profiles = [
        (name, header.replace("EUR", renamed.get(name, "EUR")), values) for name, header, values in m.profiles
    ]
    tables["exchange_rates"] = [
        {"currency": currency, "date": rng.choice((f"{year}", f"{year}-06-30")), "rate": f"{rate!r} EUR/{currency}"}
        for currency in sorted(used)
        for year, rate in every[currency].items()
    ]


def add_budget(m: Maker, tables: Tables, settings: dict[str, Any]) -> None:
    """A bound on the cash of calendar years, each by itself or all until then, in a plant that builds over years."""
    rng = Random(f"budget {m.years} {m.slots} {len(tables['processes'])} {len(tables['links'])}")
    if "years" not in settings or rng.random() < 0.4:
        return
    name, factor = rng.choice(list(MONEY.items()))
    number = four_digits(10 ** rng.uniform(4, 8) * rng.choice((1, 1, 1, 1, -0.01)) / factor)
    row: dict[str, Any] = {"limit": "treasury", "what": ["cash"], "basis": "amount"}
    row["maximum"] = Cell(number * factor, f"{number!r} {name}")
    if rng.random() < 0.5:
        row["when"] = "cumulative"
    elif rng.random() < 0.5:
        row["maximum"], row["basis"] = Cell(number * factor / 8760, f"{number!r} {name}/year"), "rate"
    tables["limits"].append(row)


def worth(m: Maker, value: Any, rates: dict[int, float]) -> Any:
    """A value in the plant's money: at the last rate of its year or of one before, in a milestone that holds the mean
    of its years at the mean of theirs."""
    if len(rates) == 1:
        rate = next(iter(rates.values()))
        return [[each * rate for each in slots] for slots in value] if isinstance(value, list) else value * rate
    factors = []
    for year in m.years:
        found = [rates[max(day for day in rates if day <= each)] for each in range(year, year + m.spans.get(year, 1))]
        factors.append(sum(found) / len(found))
    if not isinstance(value, list):
        value = [[value] * len(m.slots)] * len(m.years)
    return [[each * factor for each in slots] for slots, factor in zip(value, factors, strict=True)]
