"""Limits and blending limits as rows over the graph's members."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from ...errors import Findings, UsageError, Where
from ...library.datasets import SHARES
from ...plant.model import Limit, Plant, QualityLimit, Quantity
from ...plant.quantities import foreign
from ...units import looks_like_number, power_of, split_quantity
from ..arrays.broadcast import spread
from ..arrays.families import BY_YEAR
from ..arrays.flow_graph import Floats, FlowGraph, LimitRows, QualityRows, Term
from ..arrays.index import Index, members
from ..curves.fill_order import kept_in_order
from .effects import flow_members, output_terms
from .peaks import BILLED, PEAK
from .routes import Part, route_parts

DUE = ("supply_shortfall", "market_shortfall")
DEARER = ("supply_above", "market_above")
"""What contracts cost. Like highest loads it is held from below alone: a limit that asks for more of it would be kept
by what is not there. Units that a tier makes cheaper are held from both sides."""


def add_limits(plant: Plant, graph: FlowGraph, limits: Iterable[Limit]) -> FlowGraph:
    """The graph with further limits.

    Raises :class:`mfo.errors.UsageError` where one of them touches no flow.
    """
    added = build_limits(Index(plant, graph), limits)
    findings = Findings()
    for rows in added:
        check_limit(rows, None, findings)
    findings.raise_errors(UsageError)
    asks_for_more = any(rows.minimum is not None or rows.of for rows in added)
    asks_for_less = len(graph.curves.output) > 0  # as a limit may ask for less of what comes out
    kept = kept_in_order(graph) if asks_for_more or asks_for_less else graph
    return replace(kept, limits=(*graph.limits, *added))


def check_limit(rows: LimitRows, where: Where | None, findings: Findings) -> None:
    """Record an error where a limit touches no flow: a bound on nothing is a mistake, and no plan would show it."""
    touched = any(np.any(term.coefficient) for term in rows.what)
    whole = not rows.share or any(np.any(term.coefficient) for term in rows.of)
    if touched and whole:
        _check_peaks(rows, where, findings)
        return
    what = "the quantity that its share is of" if touched else "what it bounds"
    findings.error(
        "limit-touches-nothing",
        f"The limit {rows.name!r} touches no flow: {what} is nothing in this plant.",
        where,
        "Check `what`, `of` and `over`, or leave the limit out.",
    )


def _check_peaks(rows: LimitRows, where: Where | None, findings: Findings) -> None:
    """Record an error where more of what nobody draws, or of what nobody owes, would help to keep a limit."""
    if _asks_for(rows, (PEAK, BILLED)):
        findings.error(
            "limit-wants-peak",
            f"The limit {rows.name!r} asks for more of what is counted by the highest load of "
            "a month, and a load that is not there would keep it.",
            where,
            "Limit it from above, or the supply itself.",
        )
    elif _asks_for(rows, DUE) or _asks_for(replace(rows, maximum=None), DEARER):
        findings.error(
            "limit-wants-peak",
            f"The limit {rows.name!r} asks for more of what contracts cost, and payments that nobody owes would keep "
            "it.",
            where,
            "Limit it from above, or the amounts themselves.",
        )


def _asks_for(rows: LimitRows, families: tuple[str, ...]) -> bool:
    """Whether more of the members of some families helps to keep a limit."""
    return any(
        term.family in families and np.any(term.coefficient * sign > 0)
        for terms, sign in ((rows.minimum, 1.0), (rows.maximum, -1.0))
        for term in terms or ()
    )


def build_limits(index: Index, limits: Iterable[Limit]) -> tuple[LimitRows, ...]:
    """One block of rows for each limit."""
    return tuple(_limit(index, limit) for limit in limits)


def _limit(index: Index, limit: Limit) -> LimitRows:
    if all(quantity.kind == "store" for quantity in limit.what):
        limit = replace(limit, when="slot")  # a level is there in every slot, and never added up
    what = _quantities(index, limit.what, limit, limit.materials)
    reserve = all(each.kind == "capacity" for each in limit.what) and limit.when == "slot"
    of = _loads(index, limit) if reserve else _quantities(index, limit.of, limit)
    units = _units(index, limit)
    least, most = _bound(index, limit, -np.inf), _bound(index, limit, np.inf)
    share = limit.basis == "share"
    zeros = np.zeros_like(most)
    least_of = _minus(of, least, index) if share and limit.minimum is not None else ()
    most_of = _minus(of, most, index) if share and limit.maximum is not None else ()
    least_terms = (*what, *least_of)
    most_terms = least_terms if limit.minimum is limit.maximum else (*what, *most_of)  # one row for both
    return LimitRows(
        name=limit.name,
        when=limit.when,
        minimum=None if limit.minimum is None else least_terms,
        lower=zeros if share and limit.minimum is not None else least,
        maximum=None if limit.maximum is None else most_terms,
        upper=zeros if share and limit.maximum is not None else most,
        unit="" if share else limit.unit,
        share=share,
        what=what,
        of=of,
        least=least,
        most=most,
        base=units[0],
        typed=units[1],
        bound_unit=_bound_unit(limit, index.plant.settings.currency),
        indicator=limit.indicator,
    )


def _bound_unit(limit: Limit, currency: str) -> str:
    """The unit that a bound or its profile was typed in; empty where there is none, as for a product of profiles, and
    where it is in another money."""
    for bound in (limit.maximum, limit.minimum):
        unit = ""
        if bound is not None and bound.profile_unit:
            unit = bound.profile_unit
        elif bound is not None and looks_like_number(bound.typed) and "*" not in bound.typed:
            unit = split_quantity(bound.typed)[1]
        if unit:
            return unit if power_of("slot", unit) == 0 and not foreign(unit, currency) else ""
    return ""


def _bound(index: Index, limit: Limit, blank: float) -> Floats:
    """The bound by slot (Y, T), by year (Y,) or over all (1,): an amount for the span, or a share."""
    times, years, slots = index.plant.times, index.years, index.slots
    shape: tuple[int, ...] = {"slot": (years, slots), "year": (years,), "total": (1,)}[limit.when]
    bound = limit.minimum if blank < 0 else limit.maximum
    if bound is None:
        return np.full(shape, blank)
    grid = bound.over(years, slots)
    if limit.when == "slot":
        return np.array(grid * times.hours if limit.basis == "rate" else grid)
    if limit.basis == "rate":
        by_year = grid @ (times.hours * times.weight)
        return np.array([by_year @ times.span]) if limit.when == "total" else by_year
    yearly = bound.over_years(years, times.lasting)
    return yearly if limit.when == "year" else np.array([yearly.mean()])


def _units(index: Index, limit: Limit) -> tuple[str, str]:
    """The unit that a limit's quantity is counted in: canonical, and as the user typed it."""
    plant, first = index.plant, limit.what[0]
    if first.kind == "effect":
        unit = index.graph.effects.get(first.name, limit.unit)
        effect = plant.effects.get(first.name)
        return unit, (effect.typed_unit if effect else "") or unit
    if first.kind == "process" and not limit.materials:
        process = plant.processes[index.process[first.name]]
        return process.basis, process.typed_basis or process.basis
    if first.kind in ("capacity", "number", "open"):
        return limit.unit, limit.unit
    if first.kind == "route" and not limit.materials:
        return limit.unit or "t", limit.unit or "t"
    material = plant.materials[limit.materials[0] if limit.materials else _material_of(index, first)]
    return material.unit, material.typed_unit


def _material_of(index: Index, quantity: Quantity) -> str:
    plant, name = index.plant, quantity.name
    if quantity.kind == "supply":
        return plant.supplies[index.supply[name]].material
    if quantity.kind == "market":
        return plant.markets[index.market[name]].materials[0]
    if quantity.kind == "link":
        return plant.links[index.link[name]].materials[0]
    if quantity.kind == "store":
        return plant.stores[index.store[name]].materials[0]
    return name


def _minus(terms: tuple[Term, ...], share: Floats, index: Index) -> tuple[Term, ...]:
    """The terms times minus the share, so that ``what - share * of`` is left."""
    by_time = np.broadcast_to(share.reshape(-1, 1), (index.years, 1)) if share.ndim == 1 else share
    out = []
    for term in terms:
        if term.family in BY_YEAR:
            out.append(replace(term, coefficient=-term.coefficient * by_time[:, 0]))
        else:
            out.append(replace(term, coefficient=-term.coefficient * by_time))
    return tuple(out)


def _quantities(
    index: Index, quantities: Iterable[Quantity], limit: Limit, materials: tuple[str, ...] = ()
) -> tuple[Term, ...]:
    terms: list[Term] = []
    for quantity in quantities:
        terms += quantity_terms(index, quantity, limit.over, limit.unit, materials)
    sizes = all(quantity.kind == "capacity" for quantity in quantities)  # which stand in every slot
    if limit.when == "slot" and not sizes:  # what is decided by year has no amount in a slot
        terms = [term for term in terms if term.family not in BY_YEAR]
    return tuple(term for term in terms if len(term.member))


def _loads(index: Index, limit: Limit) -> tuple[Term, ...]:
    """What flows in each slot per hour: the load that a capacity is held against."""
    by_amount = replace(limit, unit=limit.unit.removesuffix("/h"))
    hours = index.plant.times.hours
    return tuple(
        replace(term, coefficient=term.coefficient / hours) for term in _quantities(index, limit.of, by_amount)
    )


def quantity_terms(
    index: Index, quantity: Quantity, over: tuple[str, ...] = (), unit: str = "", materials: tuple[str, ...] = ()
) -> list[Term]:
    """A quantity as a sum of coefficients times members, at the sites or owners in ``over`` (all if blank).

    A supply counts what is supplied, a material what is supplied of it or, where nothing is, what is made of it; a
    process its activity, a market its deliveries, a route what goes that way, a link what is sent, a store its level,
    an effect its total (``cost`` with the carbon price in it). With ``materials`` only these count: of a process what
    it draws of them, or makes.
    """
    if quantity.kind == "effect":
        return effect_terms(index, quantity.name, over)
    if quantity.kind == "route":
        return _terms(index, route_parts(index, quantity.name, unit or "t", materials), over)
    if quantity.kind in ("material", "made"):
        return _terms(index, _of_material(index, quantity), over)
    if quantity.kind == "process":
        return _terms(index, _of_process(index, quantity.name, materials), over)
    if quantity.kind in ("capacity", "number", "open"):
        return _size_terms(index, quantity, over)
    table = {"supply": "supplies", "market": "markets", "link": "links", "store": "stores"}[quantity.kind]
    found = [pair for material in materials or (None,) for pair in flow_members(index, table, quantity.name, material)]
    return _terms(index, [(family, member, ONE) for family, member in found], over)


def _size_terms(index: Index, quantity: Quantity, over: tuple[str, ...]) -> list[Term]:
    """Capacity in place of a process, store or link, its number of units, or whether it is open or there at all."""
    kind, row = _sized(index, quantity.name)
    prefix = "" if kind == "process" else f"{kind}_"
    unit, family = float(index.graph.sizes(kind).unit_size[row]), f"{prefix}capacity"
    if quantity.kind == "open":
        closable = kind == "process" and bool(index.graph.processes.closable[row])
        family = "open" if closable else f"{prefix}standing"
    if not bool(index.counts(family, over)[row]):
        return []
    each = 1.0 / unit if quantity.kind == "number" else 1.0
    return [Term(family, np.array([row]), np.full((1, index.years), each))]


def _sized(index: Index, name: str) -> tuple[str, int]:
    if name in index.process:
        return "process", index.process[name]
    return ("store", index.store[name]) if name in index.store else ("link", index.link[name])


ONE = np.ones((1, 1))


def _of_material(index: Index, quantity: Quantity) -> list[Part]:
    """What is supplied of a material; where nothing is, or ``made`` is asked for, what all processes make of it."""
    supplies = enumerate(index.plant.supplies)
    rows = [row for row, item in supplies if item.material == quantity.name and not item.sold_before]
    if rows and quantity.kind == "material":
        return [("supply", row, ONE) for row in rows]
    every = range(len(index.plant.processes))
    return [part for row in every for part in output_terms(index, row, quantity.name)]


def _of_process(index: Index, name: str, materials: tuple[str, ...]) -> list[Part]:
    row = index.process[name]
    if not materials:
        return [("activity", row, ONE)]
    found: list[Part] = []
    for material in materials:
        drawn = index.feeds.get((row, material), [])
        found += [("feed", member, ONE) for member in drawn] if drawn else output_terms(index, row, material)
    return found


def _terms(index: Index, found: list[Part], over: tuple[str, ...]) -> list[Term]:
    by_family: dict[str, list[tuple[int, Floats]]] = defaultdict(list)
    for family, member, amount in found:
        by_family[family].append((member, amount))
    terms = []
    for family, pairs in by_family.items():
        positions = members([pair[0] for pair in pairs])
        amounts = np.stack(np.broadcast_arrays(*(pair[1] for pair in pairs)))
        keep = index.counts(family, over)[index.element[family][positions]]
        terms.append(Term(family, positions[keep], spread(amounts[keep], index.years, index.slots)))
    return terms


def effect_terms(index: Index, effect: str, over: tuple[str, ...] = ()) -> list[Term]:
    """The total of an effect as terms over the lines of account ``own``."""
    graph = index.graph
    terms: list[Term] = []
    for line in graph.rates:
        weight = effect_weight(graph, line.effect, effect)
        if line.account != "own" or not np.any(weight):
            continue
        rows = line.owners if line.owners is not None else index.element[line.family][line.member]
        keep = index.counts(line.family, over)[rows]
        value = line.value if bool(keep.all()) else line.value[keep]
        if isinstance(weight, float):
            value = value if weight == 1.0 else value * weight
        else:
            value = value * (weight if line.family in BY_YEAR else weight[:, None])
        terms.append(Term(line.family, line.member if bool(keep.all()) else line.member[keep], value))
    return terms


def effect_weight(graph: FlowGraph, counted: str, effect: str) -> float | Floats:
    """How much of ``effect`` one unit of what a line counts stands for: 1, a warming potential, or a carbon price."""
    if counted == effect:
        return 1.0
    warming = 1.0 if counted == "emissions" else graph.gwp.get(counted, 0.0)
    if effect == "emissions":
        return warming
    if effect == "cost" and warming and np.any(graph.carbon_price):
        return graph.carbon_price * warming
    return 0.0


def build_quality(index: Index, findings: Findings) -> tuple[QualityRows, ...]:
    """Blending limits as rows: sum of (property - bound) * amount on one side of zero."""
    rows: list[QualityRows] = []
    for limit in (each for each in index.plant.quality if not each.advice):
        family, found, pools = _blend(index, limit)
        values = _property(index, limit, [index.graph.pools.material[int(pool)] for pool in pools[found]], findings)
        for bound, upper in ((limit.minimum, False), (limit.maximum, True)):
            if bound is not None and len(found):
                name = f"{limit.property} at {limit.at}"
                unit = "%" if limit.property in SHARES else ""
                rows.append(QualityRows(name, family, found, values - bound, upper, bound, unit))
    return tuple(rows)


def _blend(index: Index, limit: QualityLimit) -> tuple[str, np.ndarray, np.ndarray]:
    graph = index.graph
    if limit.table == "processes":
        found = [item for item in index.rows_of["feed"].get(index.process[limit.at], ())]
        mixed = [item for item in found if graph.feeds.mix[item]]
        return "feed", members(mixed or found), graph.feeds.pool
    if limit.table == "stores":
        return "level", members(index.rows_of["level"].get(index.store[limit.at], [])), graph.stocks.pool
    return "delivery", members(index.rows_of["delivery"].get(index.market[limit.at], [])), graph.deliveries.pool


def _property(index: Index, limit: QualityLimit, materials: list[str], findings: Findings) -> Floats:
    if limit.values is not None:
        return np.array([limit.values.get(name, 0.0) for name in materials])
    values = np.zeros(len(materials))
    for position, name in enumerate(materials):
        known = index.plant.materials[name].properties.get(limit.property)
        if known is None:
            findings.error(
                "property-missing",
                f"{limit.at!r} limits {limit.property!r}, but {name!r} can get there and has none.",
                limit.where,
                f"Give {name!r} a {limit.property} in the table of materials.",
            )
        else:
            values[position] = known.value
    return values
