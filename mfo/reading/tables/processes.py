"""The table ``processes``: capacities, costs and time, for recipes and for models alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from ...errors import Where
from ...library.library import Library
from ...plant.model import Closure, Floats, Input, LoadCurve, Output, Process, ProcessRate, Series, Used
from ...plant.names import did_you_mean
from ...plant.quantities import HOURS_PER_YEAR, CellError, unit_of
from ...processes.evaluate import Cost, MixLimit
from ...units import UnitError, describe, format_number, parse_unit, power_of, split_quantity
from ..cells.rows import RECIPE, ReadingContext, TableRows, slot_factors
from ..checks.blank_capacity import check_initial_load, refuse_shares, warn_of_lone_slots
from ..money.read_finance import COLUMNS, read_finance, retired
from ..money.read_size_curve import decides, read_size_curve
from ..money.read_sizes import WITH_CAPEX, build_years, check_least, check_opening
from ..operation.control import read_control
from ..operation.load_curves import COST, load_base, read_load_curve
from . import recipes
from .model_costs import model_cost, used_for


@dataclass(frozen=True)
class Body:
    """What a process does, apart from its capacity and costs."""

    basis: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    rates: tuple[ProcessRate, ...] = ()
    route: str = ""
    lifetime: float | None = None  # years
    used: tuple[Used, ...] = ()
    closures: tuple[Closure, ...] = ()
    costs: Mapping[str, Cost] = field(default_factory=dict)
    mix_limits: tuple[MixLimit, ...] = ()


def recipe_bodies(reading: ReadingContext, library: Library) -> dict[str, Body]:
    """The processes with ``recipe`` as their model, by name.

    One whose model is unknown is read by its rows too, so that what else is wrong with it is told at once.
    """
    rows, recipe = reading.rows("processes"), reading.rows("recipes")
    lines = recipes.by_process(recipe)
    found = {}
    for row in rows:
        model = rows.model(row)
        if model != RECIPE:
            mine = lines.get(rows.text(row, "process"), [])
            body = _despite_its_model(rows, row, recipe, mine) if model and model not in library.models else None
            if body:
                found[rows.text(row, "process")] = body
            continue
        _refuse_parameters(rows, row)
        for column in ("accepts", "names"):
            if rows.given(row, column):
                message = f"`{column}` says nothing of a recipe: its rows name its materials."
                rows.findings.warn("column-unused", message, rows.where(row, column), "Leave it blank.")
        body = _recipe_body(rows, row, recipe, lines.get(rows.text(row, "process"), []))
        if body:
            found[rows.text(row, "process")] = body
    return found


def _despite_its_model(rows: TableRows, row: int, recipe: TableRows, lines: list[int]) -> Body | None:
    """What rows of `recipes` say of a process whose model is unknown; only numbers and units are told of."""
    findings = rows.findings
    before = len(findings.problems)
    own = any(recipe.given(line, "amount") for line in lines)  # of a model, rows hold shares alone
    body = _recipe_body(rows, row, recipe, lines) if own else None
    findings.problems[before:] = [
        each for each in findings.problems[before:] if each.code.startswith(("unit", "number"))
    ]
    return body


def _recipe_body(rows: TableRows, row: int, recipe: TableRows, lines: list[int]) -> Body | None:
    name = rows.text(row, "process")
    if not any(recipe.choice(line, "role") == "in" for line in lines):
        rows.error(
            "process-without-input",
            f"The process `{name}` has no input.",
            row,
            "process",
            "Add a row with role `in` to `recipes`; what arises from nothing is a supply.",
        )
        return None
    basis = recipes.find_basis(rows, row, recipe, lines)
    if basis is None and [
        line for line in lines if recipe.given(line, "material") and not recipe.refer(line, "material")
    ]:
        return None  # the activity may be counted in what those names mean, which are told
    if basis is None:
        rows.error(
            "basis-unknown",
            f"Nothing tells what the activity of `{name}` is counted in.",
            row,
            "capacity",
            "Give a capacity or a variable cost with its unit.",
        )
        return None
    capacity = steady(rows, rows.number(row, "capacity", basis=basis), None)[0]
    inputs, outputs = recipes.read_recipe(recipe, lines, load_base(rows, row, basis, capacity))
    costs = any(recipe.given(line, "cost") for line in lines) or rows.given(row, COST)
    if not rows.given(row, "variable_cost") and not costs:
        rows.error(
            "value-missing",
            f"`variable_cost` of `{name}` is blank, and no row of its recipe has a cost.",
            row,
            "variable_cost",
            f"Type `0 {rows.reading.settings.currency}/{basis}` if it costs nothing.",
        )
    return Body(basis, inputs, outputs)


def _refuse_parameters(rows: TableRows, row: int) -> None:
    for name in rows.table.columns:
        if name not in rows.columns and rows.given(row, name):
            rows.error(
                "column-unknown",
                f"`{rows.text(row, 'process')}` is a recipe and has no parameter `{name}`.",
                row,
                name,
                did_you_mean(name, rows.columns) or "Leave it blank.",
            )


def read_processes(reading: ReadingContext, bodies: Mapping[str, Body], library: Library) -> tuple[Process, ...]:
    """All processes whose body is known."""
    rows = reading.rows("processes")
    found = []
    for row in rows:
        body, site = bodies.get(rows.text(row, "process")), rows.refer(row, "site")
        if body and site:
            found.append(_process(rows, row, site, body, library))
    return tuple(found)


def _process(rows: TableRows, row: int, site: str, body: Body, library: Library) -> Process:
    units = {"basis": body.basis}
    capex, fixed, variable = (_cost(rows, row, column, body, library) for column in _COSTS)
    per_time = fixed is not None and fixed.unit == unit_of(rows.reading.settings.currency + "/h").canonical
    share = rows.number(row, "availability")
    capacity, existing, running = _sizes(rows, row, units, _availability(rows, row, share))
    least = check_least(rows, row, rows.scalar(row, "minimum_capacity", **units), capacity, existing)
    opening = check_opening(rows, row, rows.number(row, "opening_cost"), capacity)
    cheapest, by_size = read_size_curve(rows, row, f"{body.basis}/h", capacity)
    process = Process(
        name=rows.text(row, "process"),
        site=site,
        model=rows.model(row),
        route=rows.route(row) or body.route,
        inputs=body.inputs,
        outputs=body.outputs,
        rates=body.rates,
        basis=body.basis,
        typed_basis=_typed_basis(rows.reading, body),
        capacity=capacity,
        existing=existing,
        build_years=build_years(rows, row),
        availability=running,
        minimum_load=rows.number(row, "minimum_load"),
        ramp=rows.number(row, "ramp"),
        start_cost=rows.number(row, "start_cost"),
        use_cost=rows.number(row, "use_cost"),
        minimum_up=rows.scalar(row, "minimum_up"),
        minimum_down=rows.scalar(row, "minimum_down"),
        initial_load=rows.scalar(row, "initial_load", **units),
        capex=cheapest or capex,
        capex_by_size=by_size,
        fixed_cost=fixed if per_time else None,
        fixed_cost_per_capacity=None if per_time else fixed,
        variable_cost=variable,
        cost_by_load=_cost_by_load(rows, row, body, capacity),
        lifetime=_years(rows, row, "lifetime") or body.lifetime,
        lead_time=_years(rows, row, "lead_time") or 0.0,
        unit_size=rows.scalar(row, "unit_size", **units),
        minimum_capacity=least,
        opening_cost=opening,
        closable=rows.flag(row, "closable"),
        finance=read_finance(rows, row, body.basis),
        used=(*body.used, *_used_costs(rows, row, body, library)),
        closures=body.closures,
        where=rows.where(row),
        owner=rows.text(row, "owner"),
        control=read_control(rows, row),
        today=rows.is_there_today(row),
    )
    refuse_shares(rows, row, process, share)
    warn_of_lone_slots(rows, row, process.name)
    check_initial_load(rows, row, process)
    _check(rows, row, process)
    _check_kind_of_cost(rows, row, process)
    return retired(rows, row, process)


def steady(rows: TableRows, capacity: Series | None, running: Series | None) -> tuple[Series | None, Series | None]:
    """A capacity per month of the calendar as one capacity in place, which can do more in an hour of a short month.

    What costs by capacity, is built in units or told in the tables then counts the capacity typed; the rest is left to
    the availability.
    """
    if capacity is None:
        return capacity, running
    try:
        unit = capacity.profile_unit or split_quantity(capacity.typed)[1]
        factors = slot_factors(rows.reading.times, unit)
    except UnitError:
        return capacity, running
    if power_of("slot", unit):
        factors = factors / (float(np.sum(factors * rows.reading.times.lasting)) / rows.reading.times.hours_per_year)
    if np.all(factors == 1.0):
        return capacity, running
    values = np.asarray(capacity.values / factors)
    same = bool(np.allclose(values, values.flat[0], rtol=1e-12, atol=0.0))
    running = _by_share(running, factors, capacity.where)
    return replace(capacity, values=np.array(values.flat[0]) if same else values), running


def _sizes(
    rows: TableRows, row: int, units: Mapping[str, str], running: Series | None
) -> tuple[Series | None, Series | None, Series | None]:
    """What may stand, what stands already, and the share of the time that it runs.

    A size per month of the calendar does the same in every month; where no size is typed, the capex says what it is
    counted in.
    """
    typed, stands = rows.number(row, "capacity", **units), rows.number(row, "existing", **units)
    capacity, existing = (steady(rows, size, running)[0] for size in (typed, stands))
    return capacity, existing, by_month(rows, row, typed, stands, running)


def by_month(
    rows: TableRows, row: int, typed: Series | None, stands: Series | None, running: Series | None
) -> Series | None:
    """The share of the time that what is built runs, in a month of the calendar what the size in its unit says."""
    for size in (typed, stands):
        if size is not None:
            return steady(rows, size, running)[1]
    if _counted_by_month(rows, row):
        return _by_share(running, slot_factors(rows.reading.times, "1/month"), rows.where(row, "capex"))
    return running


def _counted_by_month(rows: TableRows, row: int) -> bool:
    """Whether what is built comes in units per month, or is paid by them."""
    unit, price = (recipes.typed_unit(rows, row, column) or "" for column in ("unit_size", "capex"))
    return power_of("month", unit or price) == (-1 if unit else 1)


def _by_share(running: Series | None, factors: Floats, where: Where | None) -> Series | None:
    """The share of the time that something runs, times what it can do more in an hour of a short month."""
    if np.all(factors == 1.0):
        return running
    share = factors if running is None else running.values * factors
    return Series(np.asarray(share), "", running.typed if running else "always", where)


_COSTS = ("capex", "fixed_cost", "variable_cost")


def _cost(rows: TableRows, row: int, column: str, body: Body, library: Library) -> Series | None:
    """A cost as typed, or the model's own where the cell says `model`."""
    if rows.text(row, column) != "model":
        blank = column == "variable_cost" and not rows.given(row, column) and not rows.given(row, COST)
        if blank and rows.model(row) != RECIPE:
            rows.error(
                "value-missing",
                f"`variable_cost` of `{rows.text(row, 'process')}` is blank.",
                row,
                column,
                "Type 0 if it costs nothing" + (", or `model` for the model's own." if column in body.costs else "."),
            )
        return rows.number(row, column, basis=body.basis)
    cost = body.costs.get(column)
    if cost is None:
        own = ", ".join(f"`{name}`" for name in body.costs) or "no costs"
        rows.error(
            "cost-unknown",
            f"The model `{rows.text(row, 'model')}` knows no `{column}`.",
            row,
            column,
            f"It knows {own}; type the cost.",
        )
        return None
    return model_cost(rows, row, cost, _size(rows, row, body), body.basis, library)


def _cost_by_load(rows: TableRows, row: int, body: Body, capacity: Series | None) -> LoadCurve | None:
    """What running costs by load; refused beside a cost that is the same at all loads."""
    if rows.given(row, COST) and rows.given(row, "variable_cost"):
        rows.error(
            "load-curve",
            f"`{rows.text(row, 'process')}` has both `variable_cost` and `{COST}`.",
            row,
            COST,
            "Leave one of them blank.",
        )
        return None
    base = load_base(rows, row, body.basis, capacity)
    return read_load_curve(rows, row, COST, rows.reading.settings.currency, base, rising=False)


def _size(rows: TableRows, row: int, body: Body) -> float | None:
    """The size of one plant: a unit's, else the capacity; None where neither is given."""
    unit = rows.scalar(row, "unit_size", basis=body.basis)
    capacity = rows.number(row, "capacity", basis=body.basis) if unit is None else None
    return unit if capacity is None else float(np.max(capacity.values))


def _used_costs(rows: TableRows, row: int, body: Body, library: Library) -> tuple[Used, ...]:
    chosen = [body.costs[name] for name in _COSTS if name in body.costs and rows.text(row, name) == "model"]
    return tuple(used for cost in chosen for used in used_for(rows, cost, library))


def _typed_basis(reading: ReadingContext, body: Body) -> str:
    names = [each.material for each in body.inputs] + [each.material for each in body.outputs]
    known = [reading.materials[name] for name in names if name in reading.materials]  # a loss is none of the plant's
    return next((each.typed_unit for each in known if each.unit == body.basis), body.basis)


def _years(rows: TableRows, row: int, column: str) -> float | None:
    hours = rows.scalar(row, column)
    return None if hours is None else hours / HOURS_PER_YEAR


def _availability(rows: TableRows, row: int, series: Series | None) -> Series | None:
    """The share of the time that it can run, ``series`` as typed, and nothing in its outages."""
    names = rows.names(row, "outages")
    if not names:
        return series
    running = np.ones((1, len(rows.reading.times.labels)))
    for text in names:
        try:
            running[0, rows.reading.slots.span(text)] = 0.0
        except CellError as error:
            rows.error(error.code, error.message, row, "outages", error.remedy)
    typed = f"outages {'; '.join(names)}"
    if series is None:
        return Series(running, "", typed, rows.where(row, "outages"))
    return replace(series, values=np.atleast_2d(series.values) * running, typed=f"{series.typed}, {typed}")


def _check_kind_of_cost(rows: TableRows, row: int, process: Process) -> None:
    """Warn where a cost reads like one of the other kind: MXN/kW/month and MXN/kWh are of one dimension."""
    currency, basis = rows.reading.settings.currency, process.typed_basis
    fixed, variable = process.fixed_cost_per_capacity, process.variable_cost
    unit = recipes.typed_unit(rows, row, "fixed_cost") if fixed is not None else None
    if fixed is not None and unit and not _times_in(unit):
        yearly = f"{format_number(float(np.mean(fixed.values)) * HOURS_PER_YEAR, 7)} {currency}/year"
        capacity = basis.removesuffix("h") if basis.endswith("Wh") else f"({basis}/h)"
        rows.findings.warn(
            "cost-kind",
            f"`fixed_cost` is per {basis} and names no time, like a variable cost. It counts, running or "
            f"not, as {yearly} for each {process.basis}/h of capacity.",
            rows.where(row, "fixed_cost"),
            f"Write a fixed cost as `{currency}/year` or per capacity and time, such as `{currency}/{capacity}/year`; "
            "move it to `variable_cost` if it is that.",
        )
    unit = recipes.typed_unit(rows, row, "variable_cost") if variable is not None else None
    if variable is not None and unit and process.basis != "h" and any(hours > 1 for hours in _times_in(unit)):
        each = f"{format_number(float(np.mean(variable.values)), 6)} {currency}"
        rows.findings.warn(
            "cost-kind",
            f"`variable_cost` is per time and capacity, like a fixed cost. It counts as {each} for each "
            f"{process.basis} of activity.",
            rows.where(row, "variable_cost"),
            f"Write it as `{currency}/{basis}`, or move it to `fixed_cost` if it is that.",
        )


def _times_in(unit: str) -> list[float]:
    """The hours of each time that a unit spells out; a kWh and a kW spell out none."""
    hour = parse_unit("h").dimension
    parts = (parse_unit(spelling) for spelling, _ in describe(unit).parts)
    return [part.factor for part in parts if part.dimension == hour]


def _check(rows: TableRows, row: int, process: Process) -> None:
    if process.capex is None:
        if decides(rows, row):
            return  # its curve is wrong, which is told
        for column in (*(name for name in WITH_CAPEX if name != "lifetime"), *COLUMNS):
            if rows.given(row, column):
                message = f"`{column}` says nothing where there is no capex: the capacity is there."
                rows.findings.warn("column-unused", message, rows.where(row, column), "Give capex, or leave it blank.")
        _check_standing(rows, row)
        return
    if process.lifetime is None and not rows.given(row, "lifetime"):
        rows.error(
            "value-missing",
            f"`{process.name}` has capex but no lifetime.",
            row,
            "lifetime",
            "Give the years it lasts, such as `20 year`.",
        )
    _check_building(rows, row, process)
    existing, most = process.existing, process.capacity
    if existing is not None and most is not None and np.any(existing.values > most.values * (1 + 1e-12)):
        rows.error(
            "existing-above-capacity",
            f"What exists ({existing.typed}) is more than may be in place ({most.typed}).",
            row,
            "existing",
            "With capex, `capacity` is the most that may be in place.",
        )


def _check_standing(rows: TableRows, row: int) -> None:
    """Warn of a lifetime of what stands without capex: it is not known how old that is."""
    if rows.given(row, "lifetime"):
        roadmap = rows.reading.times.roadmap
        remedy = "Let `capacity` be a profile by year that says when it retires" if roadmap else "Give capex"
        rows.findings.warn(
            "column-unused",
            "`lifetime` says nothing where there is no capex: the capacity is there"
            + (", and stands in every milestone." if roadmap else "."),
            rows.where(row, "lifetime"),
            f"{remedy}, or leave it blank.",
        )


def _check_building(rows: TableRows, row: int, process: Process) -> None:
    """Warn where nothing can ever be built: it would be ready too late or gone too soon, or one unit is too large."""
    years = rows.reading.times.years
    begins = [year + process.lead_time for year in process.build_years or years]
    lasts = process.lifetime or np.inf
    if rows.reading.times.roadmap and not any(begin <= year < begin + lasts for begin in begins for year in years):
        late = min(begins) > years[-1]
        rows.findings.warn(
            "never-ready",
            f"What is built of `{process.name}` would "
            + (
                f"be ready in {min(begins):g} at the earliest, after the last milestone {years[-1]}"
                if late
                else f"stand for {lasts:g} years between two milestones and in none of them"
            )
            + ": nothing of it is ever built.",
            rows.where(row, "lead_time"),
            f"Shorten the lead time, or {'let it be built earlier' if late else 'add milestones'}.",
        )
    most, existing = process.capacity, process.existing
    if process.unit_size and most is not None:
        room = float((most.values - (0.0 if existing is None else existing.values)).max())
        if process.unit_size > room * (1 + 1e-9):
            rows.findings.warn(
                "unit-too-large",
                f"One unit of `{process.name}` ({rows.text(row, 'unit_size')}) is more than may be "
                f"built (`capacity` is {most.typed}): nothing of it is ever built.",
                rows.where(row, "unit_size"),
                "Raise the capacity, which with capex is the most that may be in place, or choose smaller units.",
            )
