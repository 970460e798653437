"""From a solution to a certified plan."""

from __future__ import annotations

import datetime
import math
import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version

import pandas as pd

from ..errors import Problem
from ..graph.arrays.flow_graph import FixedRows, FlowGraph, LimitRows
from ..graph.arrays.index import content_of
from ..plant.effects import GASES
from ..plant.model import Plant
from ..solve.engine.solution import FEASIBLE, Solution
from .cash.budgets_kept import check_budgets
from .cash.cash_flow import TABLES_OF_CASH, cash_tables
from .certificate.certify import certify
from .changes import changes_table
from .city.city_table import city_table
from .credits.statement import credits_table
from .disclosures.disclosures import disclosure_tables
from .disclosures.figure_sources import source_rows
from .indicators.held import check_indicators
from .indicators.table import indicators_table
from .indicators.waste_masses import Masses
from .landfills.cells_table import cells_table
from .landfills.full_landfills import cells_problems
from .measures.measures_table import measures_table
from .plan import Plan
from .products.in_use import in_use_table
from .run_folder import plain
from .tables.elements import Elements, factor
from .tables.flows import (
    activities_table,
    capacities_table,
    flows_table,
    in_transit_table,
    sizes_table,
    stocks_table,
    times_table,
)
from .tables.ledger import costs_table, emissions_table, ledger_table
from .tables.prices import bounds_table, limits_table, prices_table, reduced_costs_table
from .tables.schema import empty, rows
from .tables.totals import total, totals
from .transfers.contracts_table import contracts_table
from .transfers.transfers_table import transfers_table
from .warnings.beyond_validity import validity_problems
from .warnings.dominant_line import dominance_problems
from .warnings.element_gain import composition_problems
from .warnings.gap_left import gap_problems
from .warnings.losing_loops import LOSES, loop_problems
from .warnings.route_elsewhere import route_problems
from .warnings.stock_change import stock_problems
from .warnings.token_loads import token_load_problems
from .warnings.used_up import used_up_problems

Held = tuple[Sequence[LimitRows], Sequence[FixedRows]]
"""Measured flows that hold in today's program."""

PACKAGES = ("mfo", "highspy", "pyomo", "numpy", "pandas")


def make_plan(
    plant: Plant,
    graph: FlowGraph,
    solution: Solution,
    minimise: str | Sequence[str] = "cost",
    limits: Sequence[LimitRows] = (),
    today: Plan | None = None,
    problems: Iterable[Problem] = (),
    options: Mapping[str, object] | None = None,
    held: Held = ((), ()),
) -> Plan:
    """The plan that a solution means, certified.

    ``minimise`` is an effect, or several in order of priority (in a text parted by ``;``): the first is the objective.
    ``limits`` are those given to the program on top of the graph's own; ``problems`` the warnings to show; ``options``
    what the user asked for, kept in run.json; ``held`` are measured flows that the program holds, as rows of their own
    and as limits that are told in no table. Raises :class:`mfo.errors.SolverError` where the certificate fails.
    """
    effect = (minimise.split(";") if isinstance(minimise, str) else list(minimise))[0].strip()
    elements = Elements(plant, graph, effect)
    tables = _tables(elements, solution, (*graph.limits, *limits), effect)
    check_indicators(tables["indicators"], (*graph.limits, *limits), graph.times.years)
    rows, fixed = held
    certificate = certify(tables, elements, solution, effect, limits=(*limits, *rows), fixed=fixed)
    seen = [
        *composition_problems(elements, solution),
        *dominance_problems(plant, tables["ledger"]),
        *validity_problems(elements, solution),
        *stock_problems(elements, solution),
        *token_load_problems(elements, solution),
        *gap_problems(elements, solution),
        *used_up_problems(elements, solution),
        *route_problems(elements, solution),
        *cells_problems(plant, tables["landfill_cells"]),
    ]
    told = [*plant.problems, *problems]
    if not any(problem.code == LOSES for problem in told):  # what was told before solving is not told again
        seen += loop_problems(elements, solution)
    tables["problems"] = problems_table([*told, *seen])
    none_yet = ("changes", "measures", "transfers", "scenario_changes", *TABLES_OF_CASH)
    tables |= {name: empty(name) for name in none_yet}
    tables["curve"] = empty("curve")
    run = plain(_run(elements, solution, tables, effect, certificate, options or {}))
    plan = Plan(tables, run, today)
    tables["transfers"] = transfers_table(plant, graph, plan)
    tables |= cash_tables(plant, plan)
    check_budgets(plant, tables["limits"], tables["cash_years"])
    if today is not None:
        tables["changes"] = changes_table(elements, plan, today)
        tables["measures"] = measures_table(elements, plan, today)
    return plan


def _tables(
    elements: Elements, solution: Solution, limits: tuple[LimitRows, ...], effect: str
) -> dict[str, pd.DataFrame]:
    unit = elements.effect_unit[effect]
    ledger = ledger_table(elements, solution)
    solution = _priced(solution, elements.effect_factor(effect))
    tables = {
        "flows": flows_table(elements, solution),
        "activities": activities_table(elements, solution),
        "stocks": stocks_table(elements, solution),
        "in_transit": in_transit_table(elements, solution),
        "in_use": in_use_table(elements, solution),
        "landfill_cells": cells_table(elements, solution),
        "capacities": capacities_table(elements, solution),
        "sizes": sizes_table(elements, solution),
        "ledger": ledger,
        "costs": costs_table(ledger),
        "emissions": emissions_table(ledger, GASES),
        "contracts": contracts_table(elements, solution),
        "limits": limits_table(elements, solution, limits, unit),
        "prices": prices_table(elements, solution, unit),
        "bounds": bounds_table(elements, solution, unit),
        "reduced_costs": reduced_costs_table(elements, solution, unit),
        "times": times_table(elements),
        "materials": _materials(elements),
        "sources": rows("sources", source_rows(elements.plant, elements.graph.pools.material)),
        "datasets": _datasets(elements.plant),
        "closures": _closures(elements.plant),
        "sites": _sites(elements.plant),
    }
    masses = Masses(elements, solution)
    tables["indicators"] = indicators_table(masses, ledger)
    tables["city"] = city_table(masses, ledger)
    tables["credits"] = credits_table(elements, solution, ledger)
    return tables | disclosure_tables(masses, ledger)


def _priced(solution: Solution, scale: float) -> Solution:
    """The solution with its duals and reduced costs in the unit typed for what was minimised."""
    if scale == 1.0:
        return solution
    duals = {name: values * scale for name, values in solution.duals.items()}
    reduced = {name: values * scale for name, values in solution.reduced_costs.items()}
    lacks = {name: values * scale for name, values in solution.lacks.items()}
    return replace(solution, duals=duals, reduced_costs=reduced, lacks=lacks)


def add_problem(plan: Plan, problem: Problem) -> None:
    """Tell one more warning with a plan, after those that it has."""
    plan.tables["problems"] = problems_table([*plan.problem_list, problem])


def problems_table(problems: Iterable[Problem]) -> pd.DataFrame:
    """Problems as a table, each once."""
    records = [
        {
            "code": item.code,
            "message": item.message,
            "where": str(item.where or ""),
            "remedy": item.remedy,
            "severity": item.severity,
        }
        for item in dict.fromkeys(problems)
    ]
    return rows("problems", records)


def _materials(elements: Elements) -> pd.DataFrame:
    """What one typed unit of each material holds; blank where it is not known."""
    plant = elements.plant
    records = []
    for name, item in plant.materials.items():
        scale = factor(item.unit, item.typed_unit)
        mass, energy = content_of(plant, name, "mass"), content_of(plant, name, "energy")
        carbon = [content_of(plant, name, kind) for kind in ("biogenic carbon", "fossil carbon")]
        carbon = [part for part in carbon if not math.isnan(part)]
        records.append(
            {
                "material": name,
                "unit": item.typed_unit,
                "mass": mass / scale,
                "energy": energy / scale,
                "carbon": (sum(carbon) if carbon else math.nan) / scale,
            }
        )
    return rows("materials", records)


def _datasets(plant: Plant) -> pd.DataFrame:
    """The rows of the datasets that the plan rests on; a blank range is not known."""
    records = []
    for row in plant.dataset_rows:
        record = asdict(row)
        record |= {bound: math.nan if record[bound] is None else record[bound] for bound in ("low", "high")}
        records.append(record)
    return rows("datasets", records)


def _sites(plant: Plant) -> pd.DataFrame:
    """The places, with their coordinates where they are given."""
    records = [
        {
            "site": name,
            "owner": site.owner,
            "latitude": math.nan if site.latitude is None else site.latitude,
            "longitude": math.nan if site.longitude is None else site.longitude,
        }
        for name, site in plant.sites.items()
    ]
    return rows("sites", records)


def _closures(plant: Plant) -> pd.DataFrame:
    records = [
        {
            "process": process.name,
            "quantity": item.quantity,
            "material": item.material,
            "amount_in": item.amount_in,
            "amount_out": item.amount_out,
            "loss": item.loss,
            "unit": item.unit,
            "detail": item.detail,
        }
        for process in plant.processes
        for item in process.closures
    ]
    return rows("closures", records)


def _run(
    elements: Elements,
    solution: Solution,
    tables: Mapping[str, pd.DataFrame],
    effect: str,
    certificate: Mapping[str, object],
    options: Mapping[str, object],
) -> dict[str, object]:
    """What run.json says. Totals and the objective are sums of the ledger."""
    plant, graph = elements.plant, elements.graph
    span = dict(zip(graph.times.years, graph.times.span.tolist(), strict=True))
    ledger = tables["ledger"]
    return {
        "plant": plant.settings.name,
        "source": plant.source,
        "digest": plant.digest,
        "started": datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        "versions": {**versions(), "solver": solution.solver},
        "minimise": effect,
        "currency": plant.settings.currency,
        "gwp": plant.settings.gwp,
        "reporter": plant.settings.reporter,
        "language": plant.settings.language,
        "options": dict(options),
        "status": solution.status,
        "objective": {
            "effect": effect,
            "value": total(ledger, effect, weighted=True),
            "unit": elements.effect_unit[effect],
            **({"gap": solution.gap if math.isfinite(solution.gap) else None} if solution.status == FEASIBLE else {}),
        },
        "totals": totals(ledger, elements.effect_unit, span, effect),
        "certificate": dict(certificate),
        "seconds": dict(solution.seconds),
    }


def versions() -> dict[str, str]:
    """Versions of what computed the plan."""
    return {"python": platform.python_version(), **{name: _version(name) for name in PACKAGES}}


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
