"""What became of scenarios: each with the totals of its plan or why there is none, and all of them as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from ...differences.difference import Difference
from ...errors import Problem
from ...plan.plan import Plan

Totals = Mapping[str, Mapping[str, Any]]
"""Effects with their ``value`` and ``unit``, as run.json has them."""


@dataclass(frozen=True)
class ScenarioOutcome:
    """What became of one scenario (blank: the plant as it stands): a plan, or why there is none."""

    scenario: str
    run: str  # the name of its run folder
    status: str
    totals: Totals = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    exit_code: int = 0
    made: Callable[[], Plan] | None = field(default=None, repr=False, compare=False)
    years: tuple[Mapping[str, Any], ...] = ()  # of a roadmap that is planned by itself, see ``by_year.py``

    @property
    def plan(self) -> Plan | None:
        """The plan, made when it is asked for where there are many; None where it stands in its run folder, if any."""
        return None if self.made is None else self.made()

    @property
    def solved(self) -> bool:
        """Whether there is a certified plan."""
        return self.exit_code == 0

    def totals_of(self, effects: Iterable[tuple[str, str]]) -> Sequence[float]:
        """The totals of these effects, nan where there is no plan."""
        return [_value(self.totals, effect) for effect, _ in effects]


@dataclass(frozen=True, repr=False)
class Sweep:
    """The outcomes of a sweep in order, the plant as it stands first."""

    plant: str
    minimise: str
    outcomes: tuple[ScenarioOutcome, ...]
    changed: Mapping[str, tuple[Difference, ...]] = field(default_factory=dict)
    """What each scenario changes of the plant as it stands, cell by cell."""
    written: bool = True  # whether a folder has a run folder for each plan, and not only what makes one

    def __repr__(self) -> str:
        return f"<sweep of {self.plant!r}: {self.minimise} of {len(self.outcomes)} plans>"

    @property
    def table(self) -> pd.DataFrame:
        """A row a scenario and effect: scenario, status, effect, total, unit, difference from the base, run.

        Totals are over the horizon, as in run.json; where the objective is discounted, it has rows of its own. What a
        scenario without a plan would have is blank.
        """
        base = self.outcomes[0].totals
        units = {effect: total["unit"] for item in self.outcomes for effect, total in item.totals.items()}
        rows = []
        for item in self.outcomes:
            for effect, unit in (units or {"": ""}).items():
                total = _value(item.totals, effect)
                rows.append(
                    {
                        "scenario": item.scenario,
                        "status": item.status,
                        "effect": effect,
                        "total": total,
                        "unit": unit,
                        "difference": total - _value(base, effect),
                        "run": item.run if item.solved else "",
                    }
                )
        return pd.DataFrame(rows)

    @property
    def years_table(self) -> pd.DataFrame:
        """Of a roadmap a row a scenario, figure and year: scenario, figure, kind, year, value, unit.

        Diversion, each effect of one year, and what is built in it. Empty for a plant of one year, and where only
        totals are worked out.
        """
        rows = [{"scenario": item.scenario, **row} for item in self.outcomes for row in item.years]
        return pd.DataFrame(rows, columns=["scenario", "figure", "kind", "year", "value", "unit"])

    @property
    def changes_table(self) -> pd.DataFrame:
        """A row a cell that a scenario changes: scenario, table, row, column, before, after."""
        rows = [{"scenario": name, **each.record()} for name, found in self.changed.items() for each in found]
        return pd.DataFrame(rows, columns=list(rows[0]) if rows else ["scenario"])

    def shown_effects(self, most: int = 4) -> list[tuple[str, str]]:
        """The effects that tell most, with their units: what was minimised, then cost, emissions, what is buried."""
        units: dict[str, str] = {}
        moved: set[str] = set()
        for item in self.outcomes:
            for effect, total in item.totals.items():
                units.setdefault(effect, str(total["unit"]))
                if total["value"]:
                    moved.add(effect)
        first = [f"{self.minimise} (discounted)", self.minimise, "cost", "emissions", "landfilled", "investment"]
        return [(effect, units[effect]) for effect in dict.fromkeys(first) if effect in moved][:most]

    @property
    def exit_code(self) -> int:
        """0 where every scenario has a plan; else that of the first that has none, infeasible ones before others."""
        codes = [item.exit_code for item in self.outcomes if not item.solved]
        return 4 if 4 in codes else next(iter(codes), 0)

    @property
    def problems(self) -> list[Problem]:
        """Why scenarios have no plan, each problem with its scenario."""
        return [
            Problem(
                problem.code,
                f"Scenario `{item.scenario}`: {problem.message}" if item.scenario else problem.message,
                problem.where,
                problem.remedy,
                problem.severity,
            )
            for item in self.outcomes
            if not item.solved
            for problem in item.problems
        ]


def _value(totals: Totals, effect: str) -> float:
    """A total; an effect that a scenario does not have, where it has a plan, is nothing."""
    if not totals:
        return float("nan")
    return float(totals[effect]["value"]) if effect in totals else 0.0
