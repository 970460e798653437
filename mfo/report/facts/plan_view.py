"""A plan's tables as a report needs them: by period, with the horizon's weights, today beside the plan."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from ...graph.arrays.flow_graph import Floats
from ...plan.tables.row_runs import add_up
from ...plan.tables.schema import Row, columns_of, empty
from .language import Language, language

if TYPE_CHECKING:
    from ...plan.plan import Plan
    from .shadow_price_text import Binding, Idle

HOURS_PER_YEAR = 8760.0


def table_of(plan: Plan, name: str) -> pd.DataFrame:
    """A plan's table by name; an empty one with the right columns where the plan has none."""
    tables = getattr(plan, "tables", None)
    found = tables.get(name) if isinstance(tables, Mapping) else getattr(plan, name, None)
    if not isinstance(found, pd.DataFrame) or (found.empty and not set(columns_of(name)) <= set(found.columns)):
        return empty(name)
    return found


@dataclass
class Figures:
    """One plan (or today's routing) as a report reads it."""

    plan: Plan
    language: Language = field(default_factory=language)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return table_of(self.plan, name)

    def records(self, name: str) -> list[Row]:
        """A table's rows as dictionaries; blanks are None."""
        return to_records(self[name])

    @cached_property
    def run(self) -> Row:
        """What run.json says of the run."""
        return dict(getattr(self.plan, "run", None) or {})

    @cached_property
    def name(self) -> str:
        """The plant's name."""
        plant = self.run.get("plant") or self.run.get("name") or ""
        return str(plant.get("name", "") if isinstance(plant, Mapping) else plant)

    @cached_property
    def today(self) -> Figures | None:
        """Today's routing, where the plan has one."""
        plan = getattr(self.plan, "today", None)
        return Figures(plan, self.language) if plan is not None else None

    @cached_property
    def times(self) -> pd.DataFrame:
        """The plan's years and slots; where it has no table, those of the flows, slots of equal length in a year."""
        times = self["times"]
        if not times.empty:
            return times
        years = sorted(set(self["flows"]["year"])) or [1]
        slots = sorted(set(self["flows"]["slot"])) or [1]
        return pd.DataFrame(
            [
                {
                    "year": y,
                    "slot": s,
                    "label": str(s),
                    "hours": HOURS_PER_YEAR / len(slots),
                    "weight": 1.0,
                    "span": 1.0,
                    "discount": 1.0,
                }
                for y in years
                for s in slots
            ]
        )

    @cached_property
    def years(self) -> list[int]:
        """The milestone years."""
        return list(dict.fromkeys(self.times["year"].tolist()))

    @cached_property
    def slots(self) -> list[int]:
        """The slots of a year."""
        return list(dict.fromkeys(self.times["slot"].tolist()))

    @cached_property
    def slot_labels(self) -> list[str]:
        """What the slots are called."""
        return [self.language.slot(label) for label in self.times["label"].tolist()[: len(self.slots)]]

    @cached_property
    def hours(self) -> float:
        """The hours that one year's slots stand for."""
        first = self.times[self.times["year"] == self.years[0]]
        return float((first["hours"] * first["weight"]).sum())

    @cached_property
    def is_year(self) -> bool:
        """Whether the slots stand for a whole year, so that 'a year' and 'a day' may be said."""
        return abs(self.hours - HOURS_PER_YEAR) < 25

    @cached_property
    def span(self) -> dict[int | str, float]:
        """The years each milestone stands for."""
        return dict(zip(self.times["year"].tolist(), self.times["span"].tolist(), strict=True))

    @cached_property
    def discounts(self) -> bool:
        """Whether money of later years counts less."""
        return "discount" in self.times and bool((self.times["discount"] != 1.0).any())

    @cached_property
    def whole_numbers(self) -> bool:
        """Whether whole numbers were decided: prices are then those of the plan with these as they are."""
        return bool((getattr(self.plan, "certificate", None) or {}).get("whole_numbers"))

    @cached_property
    def roadmap(self) -> bool:
        """Whether there is more than one milestone year."""
        return len(self.years) > 1

    @cached_property
    def currency(self) -> str:
        """The plant's currency."""
        if self.run.get("currency"):
            return str(self.run["currency"])
        ledger = self["ledger"]
        units = ledger.loc[ledger["effect"] == "cost", "unit"]
        return str(units.iloc[0]) if len(units) else ""

    @cached_property
    def annual(self) -> pd.DataFrame:
        """Flows summed over a year's slots, each slot by its weight."""
        flows = self["flows"]
        keys = ["year", "element", "kind", "site", "material", "direction"]
        rest = ["route", "owner", "unit", *(name for name in ("known", "year_uncertainty") if name in flows)]
        if len(self.slots) == 1 and float(self.times["weight"].iloc[0]) == 1.0:
            return flows[[*keys, *rest, "amount"]]
        weights = dict(zip(self.times["slot"].tolist(), self.times["weight"].tolist(), strict=True))
        weight = flows["slot"].map(weights).to_numpy()
        return add_up(flows[[*keys, *rest, "amount"]], keys, ["amount"], weights=weight)

    @cached_property
    def ledger_rows(self) -> list[Row]:
        """The ledger's lines, with the weight of their year in a total: money discounted, amounts by years only."""
        rows = self.records("ledger")
        for row in rows:
            row["counts"] = row["weight"] if row["unit"] == self.currency else self.span.get(row["year"], 1.0)
        return rows

    def total(self, effect: str, account: str = "own", **where: object) -> float:
        """The total of an effect over the horizon, of lines that match ``where``."""
        return math.fsum(
            row["amount"] * row["counts"]
            for row in self.ledger_rows
            if row["effect"] == effect
            and row["account"] == account
            and all(row[key] == value for key, value in where.items())
        )

    def year_total(self, effect: str, year: int, account: str = "own") -> float:
        """The total of an effect in one year."""
        return math.fsum(
            row["amount"]
            for row in self.ledger_rows
            if row["effect"] == effect and row["account"] == account and row["year"] == year
        )

    @cached_property
    def effects(self) -> dict[str, str]:
        """The plan's effects with their units: cost, emissions and landfilled first. Those that are zero count, too."""
        found = {str(row["effect"]): str(row["unit"]) for row in self.ledger_rows}
        for entry in (self, self.today):
            totals = entry.run.get("totals") if entry is not None else None
            for effect, total in (totals or {}).items():
                found.setdefault(str(effect), str(total["unit"]))
        first = [effect for effect in ("cost", "emissions", "landfilled") if effect in found]
        return {effect: found[effect] for effect in [*first, *(e for e in found if e not in first)]}

    def of_slots(self, frame: pd.DataFrame) -> tuple[Floats, Floats]:
        """How often the slot of each row repeats, and how long it lasts in all [h]; nan for rows of no single slot."""
        times = self.times
        years, last = np.unique(times["year"].to_numpy()), int(times["slot"].max())
        table = np.full((2, len(years) + 1, last + 1), np.nan)  # positions beat a join: rows are hundreds of thousands
        weight = times["weight"].to_numpy()
        at = np.searchsorted(years, times["year"]), times["slot"].to_numpy()
        table[0][at], table[1][at] = weight, weight * times["hours"].to_numpy()
        wanted, slots = (frame[name].fillna(0).to_numpy(dtype=np.int64) for name in ("year", "slot"))
        place = np.searchsorted(years, wanted)
        place[years[np.minimum(place, len(years) - 1)] != wanted] = len(years)
        slots = np.clip(slots, 0, last)
        return table[0][place, slots], table[1][place, slots]

    @cached_property
    def bindings(self) -> list[Binding]:
        """What binds and has a price."""
        from .shadow_price_text import bindings

        return bindings(self)

    @cached_property
    def idle(self) -> list[Idle]:
        """What is not used."""
        from .shadow_price_text import idle

        return idle(self)

    @cached_property
    def period(self) -> Period:
        """How amounts of a year are told: by day where the slots stand for a single year, as they are otherwise.

        What is tiny by the day is told by the year.
        """
        amounts = self["flows"]["amount"]
        repeats = float(self.times.loc[self.times["year"] == self.years[0], "weight"].sum())
        daily = float(amounts.max()) * repeats / (self.hours / 24) if len(amounts) else 0.0
        if self.is_year and not self.roadmap and daily >= 0.5:
            return Period(self.hours / 24, "d")
        return Period(1.0, "year" if self.is_year else "")


@dataclass(frozen=True)
class Period:
    """The stretch of time over which amounts are told: ``amount / days`` is the amount for one of them."""

    days: float
    unit: str  # "d", "year" or blank for the whole horizon

    def of(self, unit: str) -> str:
        """A unit for this period: t/d."""
        return f"{unit}/{self.unit}" if self.unit else unit


def to_records(frame: pd.DataFrame) -> list[Row]:
    """A frame's rows as dictionaries; blanks are None."""
    columns = {str(column): _plain(frame[column]) for column in frame.columns}
    return [dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)]


def _plain(column: pd.Series) -> list[object]:
    values = column.tolist()
    if column.dtype == np.float64:
        return [None if value != value else value for value in values]
    return [None if value is None or value != value else value for value in values]
