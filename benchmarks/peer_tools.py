"""The tools of ``peers.py``: each takes a problem from data to a result and gives the optimum of each scenario.

Imports stand in the functions, so that what is not installed is told and the others are timed all the same. A problem
that a tool cannot say raises NotImplementedError.
"""

from __future__ import annotations

import math
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from peer_problems import Problem

MARKS: dict[str, float] = {}
"""Processor time at which a tool knew the optimum, where it goes on after it: mfo writes tables and certifies."""


def _mark(stage: str) -> None:
    if stage.startswith("writing the tables"):
        MARKS["optimum"] = time.process_time()


def _each(problem: Problem) -> np.ndarray:
    """The factors on prices of each scenario; of a problem without scenarios all are one."""
    return np.ones((1, len(problem.source))) if problem.scenarios is None else problem.scenarios


def with_mfo(problem: Problem) -> list[float]:
    """Tables in memory to a certified plan; scenarios as `mfo sweep` plans them."""
    import mfo

    names = ("sites", "supplies", "markets", "stores", "links", "processes", "recipes")
    tables: dict[str, Any] = {name: [] for name in names}
    profiles: dict[str, Any] = {"slot": range(1, problem.hours + 1)}
    tables["sites"] = [{"site": f"n{k}"} for k in range(problem.nodes)]
    for k, (node, most, price) in enumerate(problem.source):
        profiles[f"most{k} [MWh/h]"] = most
        same = bool((most == most[0]).all())
        amount = f"{most[0]!r} MWh/h".replace("np.float64(", "").replace(")", "") if same else f"most{k}"
        if same:
            del profiles[f"most{k} [MWh/h]"]
        tables["supplies"].append(
            {
                "supply": f"g{k}",
                "site": f"n{node}",
                "material": "w",
                "amount": amount,
                "take": "up to",
                "price": f"{price} EUR/MWh",
            }
        )
    for k, (node, amount) in enumerate(problem.demand):
        text = f"load{k}"
        if problem.hours == 1:
            text = f"{float(amount[0])!r} MWh/h"
        else:
            profiles[f"load{k} [MWh/h]"] = amount
        tables["markets"].append(
            {
                "market": f"m{k}",
                "site": f"n{node}",
                "material": "w",
                "minimum": text,
                "maximum": text,
                "price": "0 EUR/MWh",
            }
        )
    for k, (node, most) in enumerate(problem.store):
        tables["stores"].append({"store": f"b{k}", "site": f"n{node}", "material": "w", "capacity": f"{most} MWh"})
    for one, other, most, price in problem.link:
        tables["links"].append(
            {
                "from": f"n{one}",
                "to": f"n{other}",
                "material": "w",
                "capacity": f"{most} MWh/h",
                "cost_per_amount": f"{price} EUR/MWh",
            }
        )
    _add_units(problem, tables)
    import pandas as pd

    tables = {name: rows for name, rows in tables.items() if rows}
    if len(profiles) > 1:
        tables["profiles"] = pd.DataFrame(profiles)
    slots = f"{problem.hours} hours"
    tables["plant"] = {"name": "peer", "currency": "EUR", "slots": slots}
    tables["materials"] = [{"material": name, "unit": "MWh"} for name in ("w", "fuel")[: 1 + bool(problem.unit)]]
    if problem.unit:
        tables["plant"] |= {"discount_rate": "0 %"}
    if problem.scenarios is None:
        # without how far prices hold, which the others do not tell either
        return [float(mfo.read(tables).best(bare=True, progress=_mark).objective)]
    tables["scenarios"] = [
        {
            "scenario": f"s{n}",
            "table": "supplies",
            "row": f"g{k}",
            "column": "price",
            "value": f"{float(price * factor)!r} EUR/MWh",
        }
        for n, factors in enumerate(problem.scenarios)
        for k, ((_, _, price), factor) in enumerate(zip(problem.source, factors, strict=True))
        if price
    ]
    with tempfile.TemporaryDirectory() as folder:
        found = mfo.read(tables).sweep(folder=Path(folder) / "sweep")
    return [float(item.totals["cost"]["value"]) for item in found.outcomes[1:]]


def _add_units(problem: Problem, tables: dict[str, Any]) -> None:
    """Units as processes of free fuel that last a year, of whose cost the hours of the problem bear their share."""
    if problem.unit:
        fuel = {"supply": "fuel", "site": "n0", "material": "fuel", "take": "up to", "price": "0 EUR/MWh"}
        tables["supplies"].append({**fuel, "amount": f"{sum(50 * each[1] for each in problem.unit)!r} MWh/h"})
    for k, (node, size, built, price) in enumerate(problem.unit):
        tables["processes"].append(
            {
                "process": f"u{k}",
                "site": f"n{node}",
                "model": "recipe",
                "capacity": f"{50 * size!r} MWh/h",
                "unit_size": f"{size!r} MWh/h",
                "capex": f"{built / size * 8760 / problem.hours!r} EUR/(MWh/h)",
                "lifetime": "1 year",
                "variable_cost": f"{price!r} EUR/MWh",
            }
        )
        tables["recipes"] += [
            {"process": f"u{k}", "material": material, "role": role, "amount": "1 MWh/MWh"}
            for material, role in (("fuel", "in"), ("w", "out"))
        ]


def arrays(problem: Problem) -> tuple[Any, ...]:
    """Costs, bounds and rows of a problem: columns by source, link, store's level and net charge, unit, its output."""
    hours, nodes = problem.hours, problem.nodes
    cost, upper, lower, whole = [], [], [], []
    rows, columns, values = [], [], []
    hour = np.arange(hours)
    count = 0

    def add(price: Any, most: Any, least: Any = 0.0, integer: bool = False, width: int = hours) -> np.ndarray:
        nonlocal count
        for parts, value in ((cost, price), (upper, most), (lower, least), (whole, integer)):
            parts.append(np.broadcast_to(value, width))
        count += width
        return np.arange(count - width, count)

    def put(row: Any, column: Any, value: float) -> None:
        rows.append(np.asarray(row)), columns.append(column), values.append(np.full(len(column), value))

    for node, most, price in problem.source:
        put(node * hours + hour, add(price, most), 1.0)
    for one, other, most, price in problem.link:
        sent = add(price, most)
        put(one * hours + hour, sent, -1.0), put(other * hours + hour, sent, 1.0)
    extra = nodes * hours
    for node, most in problem.store:
        level, net = add(0.0, most), add(0.0, math.inf, -math.inf)
        put(node * hours + hour, net, -1.0)
        put(extra + hour, level, 1.0), put(extra + hour, np.roll(level, 1), -1.0), put(extra + hour, net, -1.0)
        extra += hours
    first_bound = extra
    for node, size, built, price in problem.unit:
        number, made = add(built, 50, integer=True, width=1), add(price, math.inf)
        put(node * hours + hour, made, 1.0)
        put(extra + hour, made, 1.0), put(extra + hour, np.repeat(number, hours), -size)
        extra += hours
    low, high = np.zeros(extra), np.zeros(extra)
    low[first_bound:] = -np.inf
    for node, amount in problem.demand:
        low[node * hours + hour] += amount
        high[node * hours + hour] += amount
    joined = [np.concatenate(each) for each in (cost, lower, upper, whole, rows, columns, values)]
    return (*joined, low, high)


def with_highs(problem: Problem) -> list[float]:
    """HiGHS on plain arrays, in its own units."""
    import highspy
    from scipy import sparse

    cost, lower, upper, whole, rows, columns, values, low, high = arrays(problem)
    matrix = sparse.csr_array((values, (rows, columns)), shape=(len(low), len(cost)))
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    highs.passModel(
        len(cost),
        len(low),
        matrix.nnz,
        2,
        1,
        0.0,
        cost,
        lower,
        upper,
        low,
        high,
        matrix.indptr.astype(np.int32),
        matrix.indices.astype(np.int32),
        matrix.data,
        whole.astype(np.int32),
    )
    found = []
    for factors in _each(problem):
        priced = cost.copy()
        width = len(problem.source) * problem.hours
        priced[:width] *= np.repeat(factors, problem.hours)
        highs.changeColsCost(len(cost), np.arange(len(cost), dtype=np.int32), priced)
        highs.run()
        found.append(highs.getInfo().objective_function_value)
    return found


def with_linopy(problem: Problem) -> list[float]:
    """linopy over the same blocks of columns, from arrays to a solution."""
    import linopy
    import pandas as pd
    import xarray as xr

    hour = pd.RangeIndex(problem.hours, name="hour")
    node = pd.RangeIndex(problem.nodes, name="node")
    model = linopy.Model()

    def block(name: str, count: int, most: Any, least: Any = 0.0) -> Any:
        each = pd.RangeIndex(count, name=name)
        bounds = [
            xr.DataArray(np.broadcast_to(side, (count, problem.hours)), coords=[each, hour]) for side in (least, most)
        ]
        return model.add_variables(*bounds, name=name)

    def at(name: str, places: list[int]) -> Any:
        return xr.DataArray(places, dims=[name], name="node")

    source = block("source", len(problem.source), np.array([most for _, most, _ in problem.source]))
    wanted = np.zeros((problem.nodes, problem.hours))
    for place, amount in problem.demand:
        wanted[place] += amount
    balance = source.groupby(at("source", [place for place, _, _ in problem.source])).sum()
    costs = 0
    if problem.link:
        most = np.array([each[2] for each in problem.link])[:, None]
        link = block("link", len(problem.link), most)
        balance = balance + link.groupby(at("link", [each[1] for each in problem.link])).sum()
        balance = balance - link.groupby(at("link", [each[0] for each in problem.link])).sum()
        costs = costs + (link * xr.DataArray([each[3] for each in problem.link], dims=["link"])).sum()
    if problem.store:
        level = block("store", len(problem.store), np.array([most for _, most in problem.store])[:, None])
        change = level - level.roll(hour=1)
        balance = balance - change.groupby(at("store", [place for place, _ in problem.store])).sum()
    for k, (_, size, built, price) in enumerate(problem.unit):
        number = model.add_variables(lower=0, upper=50, integer=True, name=f"number{k}")
        made = model.add_variables(lower=0, coords=[hour], name=f"made{k}")
        model.add_constraints(made - size * number <= 0, name=f"most{k}")
        balance = balance + made
        costs = costs + built * number + price * made.sum()
    model.add_constraints(balance == xr.DataArray(wanted, coords=[node, hour]), name="balance")
    found = []
    for factors in _each(problem):
        price = xr.DataArray(np.array([each[2] for each in problem.source]) * factors, dims=["source"])
        model.add_objective((source * price).sum() + costs, overwrite=True)
        model.solve("highs", io_api="direct", output_flag=False)
        found.append(float(model.objective.value))
    return found


def with_pypsa(problem: Problem) -> list[float]:
    """PyPSA: buses, generators, loads, stores and links."""
    import pandas as pd
    import pypsa

    made = pypsa.Network()
    made.set_snapshots(range(problem.hours))
    bus = [f"n{k}" for k in range(problem.nodes)]
    made.add("Bus", bus)
    names = [f"g{k}" for k in range(len(problem.source))]
    most = np.array([each for _, each, _ in problem.source])
    price = np.array([each[2] for each in problem.source])
    made.add(
        "Generator",
        names,
        bus=[bus[each[0]] for each in problem.source],
        p_nom=1.0,
        marginal_cost=price,
        p_max_pu=pd.DataFrame(most.T, index=made.snapshots, columns=names),
    )
    names_of_loads = [f"m{k}" for k in range(len(problem.demand))]
    wanted = np.array([amount for _, amount in problem.demand]).T
    made.add(
        "Load",
        names_of_loads,
        bus=[bus[place] for place, _ in problem.demand],
        p_set=pd.DataFrame(wanted, index=made.snapshots, columns=names_of_loads),
    )
    if problem.store:
        made.add(
            "Store",
            [f"b{k}" for k in range(len(problem.store))],
            bus=[bus[each[0]] for each in problem.store],
            e_nom=[each[1] for each in problem.store],
            e_cyclic=True,
        )
    if problem.link:
        made.add(
            "Link",
            [f"l{k}" for k in range(len(problem.link))],
            bus0=[bus[each[0]] for each in problem.link],
            bus1=[bus[each[1]] for each in problem.link],
            p_nom=[each[2] for each in problem.link],
            marginal_cost=[each[3] for each in problem.link],
        )
    for k, (place, size, built, each) in enumerate(problem.unit):
        made.add(
            "Generator",
            f"u{k}",
            bus=bus[place],
            p_nom_extendable=True,
            p_nom_mod=size,
            p_nom_max=50 * size,
            capital_cost=built / size,
            marginal_cost=each,
        )
    found = []
    for factors in _each(problem):
        made.generators.loc[names, "marginal_cost"] = price * factors
        made.optimize(
            solver_name="highs",
            io_api="direct",
            include_objective_constant=False,
            solver_options={"output_flag": False},
        )
        found.append(float(made.objective))
    return found


def with_oemof(problem: Problem) -> list[float]:
    """oemof.solph: buses, sources, sinks, converters for links and generic stores."""
    import pandas as pd
    from oemof import solph
    from pyomo.contrib.solver.solvers.highs import Highs

    if problem.unit:
        raise NotImplementedError("it has no units in whole numbers of this kind")
    found = []
    for factors in _each(problem):
        when = pd.date_range("2025-01-01", periods=problem.hours + 1, freq="h")
        made = solph.EnergySystem(timeindex=when, infer_last_interval=False)
        bus = [solph.Bus(label=f"n{k}") for k in range(problem.nodes)]
        parts: list[Any] = list(bus)
        for k, ((place, most, price), factor) in enumerate(zip(problem.source, factors, strict=True)):
            flow = solph.Flow(nominal_capacity=1, maximum=list(most), variable_costs=price * factor)
            parts.append(solph.components.Source(label=f"g{k}", outputs={bus[place]: flow}))
        for k, (place, amount) in enumerate(problem.demand):
            flow = solph.Flow(nominal_capacity=1, fix=list(amount))
            parts.append(solph.components.Sink(label=f"m{k}", inputs={bus[place]: flow}))
        for k, (one, other, most, price) in enumerate(problem.link):
            parts.append(
                solph.components.Converter(
                    label=f"l{k}",
                    inputs={bus[one]: solph.Flow(variable_costs=price)},
                    outputs={bus[other]: solph.Flow(nominal_capacity=most)},
                    conversion_factors={bus[other]: 1},
                )
            )
        for k, (place, most) in enumerate(problem.store):
            parts.append(
                solph.components.GenericStorage(
                    label=f"b{k}",
                    inputs={bus[place]: solph.Flow()},
                    outputs={bus[place]: solph.Flow()},
                    nominal_capacity=most,
                    balanced=True,
                    initial_storage_level=None,
                )
            )
        made.add(*parts)
        model = solph.Model(made)
        Highs().solve(model)  # its own call hands on an option that Pyomo's interface to HiGHS does not know
        found.append(float(model.objective()))
    return found


def with_flixopt(problem: Problem) -> list[float]:
    """flixopt: buses, sources, sinks, converters for links and storages."""
    import flixopt as fx
    import pandas as pd

    if problem.unit or problem.hours < 2:
        raise NotImplementedError("one slot, and units in whole numbers of this kind, are not its problems")
    fx.CONFIG.silent()
    found = []
    for factors in _each(problem):
        made = fx.FlowSystem(pd.date_range("2025-01-01", periods=problem.hours, freq="h"))
        costs = fx.Effect("costs", "EUR", is_standard=True, is_objective=True)
        parts: list[Any] = [costs, *(fx.Bus(f"n{k}") for k in range(problem.nodes))]
        for k, ((place, most, price), factor) in enumerate(zip(problem.source, factors, strict=True)):
            size = max(float(most.max()), 1e-9)
            flow = fx.Flow(
                "out", f"n{place}", size=size, relative_maximum=most / size, effects_per_flow_hour=price * factor
            )
            parts.append(fx.Source(f"g{k}", outputs=[flow]))
        for k, (place, amount) in enumerate(problem.demand):
            parts.append(fx.Sink(f"m{k}", inputs=[fx.Flow("in", f"n{place}", size=1, fixed_relative_profile=amount)]))
        for k, (one, other, most, price) in enumerate(problem.link):
            sent = fx.Flow("in", f"n{one}", size=most, effects_per_flow_hour=price)
            got = fx.Flow("out", f"n{other}", size=most)
            parts.append(fx.LinearConverter(f"l{k}", [sent], [got], conversion_factors=[{"in": 1, "out": 1}]))
        for k, (place, most) in enumerate(problem.store):
            flows = [fx.Flow(name, f"n{place}", size=1e4) for name in ("charge", "discharge")]
            parts.append(
                fx.Storage(
                    f"b{k}",
                    *flows,
                    capacity_in_flow_hours=most,
                    initial_charge_state="equals_final",
                    prevent_simultaneous_charge_and_discharge=False,
                )
            )
        made.add_elements(*parts)
        made.optimize(fx.solvers.HighsSolver(mip_gap=0, time_limit_seconds=3600, log_to_console=False))
        found.append(float(made.solution["objective"]))
    return found


TOOLS = {
    "mfo": with_mfo,
    "plain HiGHS": with_highs,
    "linopy": with_linopy,
    "PyPSA": with_pypsa,
    "oemof.solph": with_oemof,
    "flixopt": with_flixopt,
}
