"""Is a saved run what mfo wrote, and is it right? Its files, its sums, its balances, and the answer found again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import MfoError
from .plan.plan import Plan
from .plan.run_digests import altered
from .plan.run_folder import INPUTS, TODAY, Run, plant_in, read_run, read_tables
from .sentences import in_language
from .translation import say, spoken

TOLERANCE = 1e-6
"""Of a sum's own size: tables hold every digit, so that only the order of adding up makes a difference."""


@dataclass(frozen=True)
class RunCheck:
    """One thing that was looked at: its name, and what differs in sentences."""

    name: str
    differs: tuple[str, ...]


def verify(folder: Path, again: Callable[[Path, Run], Plan] | None = None) -> tuple[RunCheck, ...]:
    """Everything that can be held against the run itself; ``again`` plans its inputs anew.

    Raises :class:`mfo.errors.UsageError` where the folder is no run, or a table cannot be read.
    """
    run = read_run(folder)
    tables = read_tables(folder, run.get("format", 0))
    checks = [
        RunCheck("files", tuple(altered(folder, run, pages=True))),
        RunCheck("totals", tuple(_totals(run, tables))),
        RunCheck("balances", tuple(_balances(tables))),
        RunCheck("limits", tuple(_limits(tables))),
    ]
    if (folder / TODAY / "run.json").is_file():
        told = read_run(folder / TODAY)
        today = read_tables(folder / TODAY, told.get("format", 0))
        checks.append(RunCheck("today", (*_totals(told, today), *_balances(today))))
    own = (run.get("options") or {}).get("own_constraints")  # constraints in Python, which no run holds
    if again is not None and (folder / INPUTS).is_dir() and not own:
        checks.append(RunCheck("answer", tuple(_answer(folder, run, again))))
    return tuple(checks)


def _totals(run: Run, tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Each total of run.json is the sum of the ledger's own lines, each year by the years it stands for."""
    ledger, times = tables["ledger"], tables["times"]
    span = times.groupby("year")["span"].first()
    own = ledger[ledger["account"] == "own"]
    sums = (own["amount"] * own["year"].map(span)).groupby(own["effect"]).sum()
    for effect, told in run["totals"].items():
        found = float(sums.get(effect, 0.0))
        size = float((own["amount"].abs() * own["year"].map(span))[own["effect"] == effect].sum())
        if abs(found - told["value"]) > TOLERANCE * max(1.0, size):
            yield say(
                "the total of {effect} is {told} {unit}, its lines add up to {found}",
                effect=effect,
                told=f"{told['value']:.9g}",
                unit=told["unit"],
                found=f"{found:.9g}",
            )


def _balances(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """What comes into each pool goes out of it; what stores take and give are flows too, and what `stocks` says."""
    yield from _stocks(tables)
    keys = ["year", "slot", "site", "material"]
    flows = tables["flows"]
    signed = flows["amount"].where(flows["direction"] == "into pool", -flows["amount"])
    sums = flows[keys].assign(net=signed, size=flows["amount"].abs()).groupby(keys)[["net", "size"]].sum()
    wrong = sums[sums["net"].abs() > TOLERANCE * np.maximum(1.0, sums["size"])]
    for row, net in zip(wrong.reset_index()[keys].itertuples(), wrong["net"].to_list()[:20], strict=False):
        text = "{material} at {site}, year {year}, slot {slot}: {amount} more comes in than goes out"
        if net < 0:
            text = "{material} at {site}, year {year}, slot {slot}: {amount} more goes out than comes in"
        yield say(text, material=row.material, site=row.site, year=row.year, slot=row.slot, amount=f"{abs(net):.6g}")


def _stocks(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """What a store takes and gives in `stocks` is what it takes and gives in `flows`."""
    flows, stocks = tables["flows"], tables["stocks"]
    flows = flows[flows["kind"] == "store"].rename(columns={"element": "store"})
    keys = ["year", "slot", "store", "material"]
    for column, direction in (("charge", "out of pool"), ("discharge", "into pool")):
        moved = flows[flows["direction"] == direction].groupby(keys)["amount"].sum()
        told = stocks.groupby(keys)[column].sum()
        gap = told.sub(moved, fill_value=0.0).abs()
        wrong = gap[gap > TOLERANCE * np.maximum(1.0, told.reindex(gap.index).abs())]
        for year, slot, store, material in wrong.index[:20]:
            yield say(
                "{store} in year {year}, slot {slot}: its flows of {material} are not those of its stock",
                store=store,
                material=material,
                year=year,
                slot=slot,
            )


def _limits(tables: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Each limit's value lies between its bounds."""
    limits = tables["limits"]
    slack = TOLERANCE * np.maximum(1.0, limits["value"].abs())
    over = limits["value"] > limits["maximum"].fillna(np.inf) + slack
    under = limits["value"] < limits["minimum"].fillna(-np.inf) - slack
    for row in limits[over | under].itertuples():
        yield say(
            "the limit {limit} is passed: {value} {unit}", limit=row.limit, value=f"{row.value:.9g}", unit=row.unit
        )


def _answer(folder: Path, run: Run, again: Callable[[Path, Run], Plan]) -> Iterator[str]:
    """The inputs planned anew give the same value of what was minimised."""
    try:
        plan = again(folder / INPUTS, run)
    except MfoError as error:
        why = in_language(error.problems[0].message, spoken())
        yield say("planned again, the inputs give no plan: {why}", why=why)
        return
    told, found = run["objective"]["value"], plan.run["objective"]["value"]
    gap = float(run["certificate"].get("bound_gap") or 0.0)
    if abs(found - told) > (10 * TOLERANCE + gap) * max(1.0, abs(told)):
        yield say(
            "planned again, {effect} is {found} instead of {told}",
            effect=run["objective"]["effect"],
            found=f"{found:.9g}",
            told=f"{told:.9g}",
        )


def plan_again(inputs: Path, run: Run) -> Plan:
    """The best plan of a run's inputs under the options that it was made with."""
    from .workbench import read

    options = run.get("options") or {}
    bench = read(plant_in(inputs), scenario=options.get("scenario"))
    held = options.get("fixes") or ()
    return bench.optimise(options.get("minimise"), options.get("limits") or (), fixes=held)
