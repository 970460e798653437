"""Long columns read at once hold what is read cell by cell: the same numbers, the same problems at the same cells."""

from __future__ import annotations

from random import Random
from statistics import median
from typing import Any

import pytest

import mfo
from mfo.reading import read_plant
from mfo.reading.cells import rows as cell_by_cell
from mfo.reading.checks.slips import median_of_others
from mfo.tables.cells.table import CellValue

ROWS = 70
PLAIN: tuple[CellValue, ...] = ("4 t/d", "1e3 kg/h", "7.5 t/year", "+3 kt/year", "0 t/d", "2. t/d", 0, 0.0, "0")
UNITS = ("t/month", "t/slot", "t/d ", " 4 t/d", "4  t/d", "4 t /d", "4t/d", "4 t/d * season", "season", "season ")
BROKEN = (
    "-4 t/d",
    "1,5 t/d",
    "1.234.567 t/d",
    "1,000 t/d",
    "4 kWh/d",
    "4 bananas",
    "4 USD/d",
    "-",
    "x",
    "4 t",
    "4/5 t/d",
)
ODD = (1e-40, "1e400 t/d", "1e40 t/d", "0.001e-39 t/d", True, 4, 4.25, "4", "12", "−4 t/d", "4 - 5 t/d", "٣ t/d", "4 %")
PRICES = (
    "3 EUR/t",
    "3 EUR/kg",
    "-3 EUR/t",
    0,
    "0",
    5,
    "5 USD/t",
    "3 EUR",
    "season",
    "3 EUR/t * season",
    "tariff",
    "4 t",
)
SHARES = ("5 %", 0.25, "0.25", "25", "105 %", 1.5, -0.1, "1", "0 %", "3 %/d", "", None, "half")


FINE: dict[str, tuple[CellValue, ...]] = {
    "amount": (*PLAIN, "4 t/month", "1 t/slot", "load", "4 t/d * season", "4 t/d ", "4  t/d", None),
    "price": ("3 EUR/t", "-3 EUR/kg", 0, "0", "tariff", "2 EUR/t * season"),
    "share": ("5 %", 0.25, "0.25", 0, None, "0 %"),
}


def tables(random: Random, slots: str, broken: bool) -> dict[str, Any]:
    """A plant of long tables, with units in cells and heads, blanks and profiles; perhaps with cells that are wrong."""
    some = random.sample((*UNITS, *BROKEN, *ODD), 20)
    kinds = {**FINE, "amount": (*PLAIN, *some), "price": PRICES, "share": SHARES} if broken else FINE
    amount = random.choice(("amount", "amount [t/d]", "amount [kWh/d]", "amount [t/month]") if broken else ("amount",))
    price = random.choice(("price", "price [EUR/t]", "price [EUR/kg]"))
    sites, material = (("a", "b", "b; a", "c", "*", " a"), ("w", "w; v", "u")) if broken else (("a",), ("w", "w; v"))
    many = 12 if "12" in slots else 1
    return {
        "plant": {"name": "x", "currency": "EUR", "slots": slots, **({"start": "2025-01-01"} if many > 1 else {})},
        "materials": [{"material": "w", "unit": "t"}, {"material": "v", "unit": "t"}],
        "sites": [{"site": "a"}, {"site": "b"}],
        "supplies": [
            {
                "supply": f"s{k}",
                "site": random.choice(sites),
                "material": random.choice(material[::2]),
                "take": "up to",
                amount: random.choice(kinds["amount"]),
                price: random.choice(kinds["price"]),
            }
            for k in range(ROWS)
        ],
        "links": [
            {
                "link": f"l{k}",
                "from": random.choice(sites),
                "to": "b",
                "material": random.choice(material),
                "cost_per_amount": random.choice(kinds["price"]),
                "loss": random.choice(kinds["share"]),
                "capacity": random.choice(kinds["amount"]),
            }
            for k in range(ROWS)
        ],
        "markets": [{"market": "m", "site": "a", "material": "w; v", "price": 0}],
        "profiles": [
            {"slot": k + 1, "season": 1 + k / 9, "tariff [EUR/t]": 3 + k, "load [t/d]": k, "12 [t/d]": 5}
            for k in range(many)
        ],
    }


def told(plant: dict[str, Any]) -> tuple[list[str], str]:
    """What is found wrong with a plant, and what was read where nothing is."""
    try:
        read = mfo.read(plant).plant
    except mfo.PlantError as error:
        return [str(problem) for problem in error.problems], ""
    return [str(problem) for problem in read.problems], repr((read.supplies, read.links))


@pytest.mark.parametrize("slots", ["1 year", "12 months"])
@pytest.mark.parametrize("broken", [False, True])
def test_a_long_column_is_read_as_cell_by_cell(slots: str, broken: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Proves: reading at once changes no number, unit, text or place, and no problem.

    Expected: what the reading of one cell after the other gives for the same plants, by that way alone.
    """
    monkeypatch.setattr(read_plant, "condensed", list)  # each problem, not only the first of many alike
    for seed in range(4):
        plant = tables(Random(seed), slots, broken)
        with monkeypatch.context() as patch:
            patch.setattr(cell_by_cell, "LONG", 10**9)
            wanted = told(plant)
        assert bool(wanted[1]) != broken
        assert told(plant) == wanted


def test_the_median_of_the_others() -> None:
    """Proves: the place that the other sites lie around is found from sorted numbers, whichever site is left out.

    Expected: the median of the list without it.
    """
    random = Random(3)
    for count in (2, 3, 4, 7, 10):
        for _ in range(20):
            numbers = [random.choice((-90.0, 1.5, 1.5, 20.25, 88.0)) for _ in range(count)]
            for k, one in enumerate(numbers):
                assert median_of_others(sorted(numbers), one) == median(numbers[:k] + numbers[k + 1 :])
