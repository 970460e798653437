"""What may be built of processes, stores and links, when, and until when it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...plant.model import Link, Plant, Process, Series, Sizing, Store, Times
from ..arrays.broadcast import compact, ints, stack, stack_years
from ..arrays.flow_graph import Bools, Floats, Sizes
from ..arrays.segments import CapexSteps
from .annuities import dues, payment, share_due
from .financing import PaidOnce


def build_sizes(plant: Plant, items: Sequence[Store] | Sequence[Link]) -> Sizes | None:
    """The sizes of stores or links; None where no one's is decided."""
    if all(item.capex is None for item in items):
        return None
    times = plant.times
    years, slots = len(times.years), len(times.hours)
    standing = alive(items, times)
    most = compact(stack([item.capacity for item in items], np.inf, years, slots)).max(axis=2, initial=0.0)
    expandable = np.array([item.capex is not None for item in items], dtype=bool)
    return Sizes(
        expandable=expandable,
        existing=stack_years([item.existing for item in items], 0.0, years, times.lasting),
        most=np.where(expandable[:, None], np.broadcast_to(most, (len(items), years)), np.inf),
        may_build=may_build(items, times),
        alive=standing,
        unit_size=np.array([item.unit_size or 0.0 for item in items], dtype=float),
        due=dues(plant, items, standing, every=True),
        candidate=candidates(items, asked_open(plant)),
        least=least_sizes(plant, items, np.broadcast_to(most, (len(items), years))),
        opening_due=opening_dues(plant, items),
        steps=build_steps(plant, items, standing, may_build(items, times)),
    )


SLIGHT = 1e-6  # of money: a solver may take two that differ by less for one
LEAST_SHARE = 1e-4
"""The share of what may be in place from which on something counts as being there, where no least size is given."""


def asked_open(plant: Plant) -> frozenset[str]:
    """The names of what limits ask whether it is open."""
    return frozenset(each.name for limit in plant.limits for each in (*limit.what, *limit.of) if each.kind == "open")


def candidates(items: Sequence[Process | Store | Link], asked: frozenset[str]) -> Bools:
    """(n,) of which it is a state whether anything is in place: for a fixed cost, a least size or a limit."""
    return np.array([is_candidate(item) or _has_least(item, asked) or opens(item) for item in items], dtype=bool)


def opens(item: Sizing) -> bool:
    """Whether its opening costs something."""
    return item.capex is not None and item.opening_cost is not None and bool(np.any(item.opening_cost.values > 0))


def opening_dues(plant: Plant, items: Sequence[Sizing]) -> Floats | None:
    """(items, Y opened, Y) the annuity due in a year for what was opened in another: as that of capex, from then on."""
    if not any(opens(item) for item in items):
        return None
    charges = [opening(item) for item in items]
    standing = alive(charges, plant.times)
    return np.array([_due_of(plant, item, standing[row]) for row, item in enumerate(charges)])


def opening(item: Sizing) -> Sizing:
    """The opening as something that is built: there at once, with nothing to take down, and paid for once however long
    what it opened is renewed."""
    cost = item.opening_cost if opens(item) else None
    return replace(item, capex=cost, lead_time=0.0, finance=PaidOnce(**{**vars(item.finance), "closure_cost": 0.0}))


def _due_of(plant: Plant, item: Sizing, standing: Bools) -> Floats:
    paid = payment(plant, item)
    return np.zeros(standing.shape) if paid is None else paid[:, None] * share_due(plant, item, standing)


def beyond_the_cheapest(item: Sizing) -> Iterator[Sizing]:
    """Each step as something that is built beside it, for what a unit in it costs more than the cheapest one."""
    if item.capex_by_size is None or item.capex is None:
        return
    cheapest = float(item.capex.values)
    for _, slope in item.capex_by_size.steps():
        capex = Series(np.array(slope - cheapest), item.capex.unit, item.capex.typed, item.capex.where)
        yield replace(item, capex=capex, capex_by_size=None, finance=replace(item.finance, closure_cost=0.0))


def build_steps(plant: Plant, items: Sequence[Sizing], alive: Bools, may_build: Bools) -> CapexSteps | None:
    """The steps of all processes, stores or links; None where no one has any.

    Totals run straight between the points of a curve, so that a further unit costs in each step what its slope says.
    Where it costs more and more, and nothing gains from spending more, the cheapest plan fills the steps in their order
    by itself. Otherwise whole numbers keep the order.
    """
    owner: list[int] = []
    widths: list[float] = []
    dues: list[Floats] = []
    whole: list[bool] = []
    asked_for = any(limit.minimum is not None or limit.of for limit in plant.limits)  # more money may be asked for
    for row, item in enumerate(items):
        if item.capex_by_size is None:
            continue
        own = [_due_of(plant, each, alive[row]) for each in beyond_the_cheapest(item)]
        base = _due_of(plant, item, alive[row])
        kept = asked_for or not _dearer_and_dearer(
            np.array([(base + each).sum(axis=1) for each in own]), may_build[row]
        )
        owner += [row] * len(own)
        widths += [width for width, _ in item.capex_by_size.steps()]
        dues += own
        whole += [kept and place > 0 for place in range(len(own))]
    if not owner:
        return None
    return CapexSteps(ints(owner), np.array(widths), np.array(whole, dtype=bool), np.array(dues))


def _dearer_and_dearer(due: Floats, may_build: Bools) -> bool:
    """Whether each step (first axis) costs more in all than the one before, in each milestone that may build."""
    rises = np.diff(due[:, may_build], axis=0)
    return bool(np.all(rises > SLIGHT * np.abs(due[1:, may_build])))


def _has_least(item: Process | Store | Link, asked: frozenset[str]) -> bool:
    if item.capex is None:
        return False
    closable = isinstance(item, Process) and item.closable  # then a limit asks whether it is open
    return item.minimum_capacity is not None or (item.name in asked and not closable)


def least_sizes(plant: Plant, items: Sequence[Process | Store | Link], most: Floats) -> Floats | None:
    """(n, Y) the least in place where anything is: as given, else one unit or what is more than nothing, or what stood
    before if that is less; None: no one's."""
    asked = asked_open(plant)
    if not any(_has_least(item, asked) or opens(item) for item in items):
        return None
    found = np.zeros(most.shape)
    for row, item in enumerate(items):
        if _has_least(item, asked):
            found[row] = item.minimum_capacity or _or_what_stood(plant, item, item.unit_size or LEAST_SHARE * most[row])
        elif opens(item):
            found[row] = _least_opened(plant, item)
    return found


def _least_opened(plant: Plant, item: Process | Store | Link) -> Floats:
    """(Y,) so that nothing is opened where nothing stands: one unit, or what stood there before if that is less;
    anything where nothing can be in place, and zero, which asks for nothing, where as little as one likes can."""
    times = plant.times
    built = may_build([item], times)[0] @ alive([item], times)[0]
    return np.where(built | (_stood(plant, item) > 0), _or_what_stood(plant, item, item.unit_size or 0.0), 1.0)


def _or_what_stood(plant: Plant, item: Process | Store | Link, least: float | Floats) -> Floats:
    """(Y,) the least that counts as being there, or what stands from before if that is less: it is there, too."""
    stood = _stood(plant, item)
    return np.where(stood > 0, np.minimum(least, stood), least)


def _stood(plant: Plant, item: Process | Store | Link) -> Floats:
    """(Y,) what stands from before."""
    times = plant.times
    found: Floats = stack_years([item.existing], 0.0, len(times.years), times.lasting)[0]
    return found


def is_candidate(item: Process | Store | Link) -> bool:
    """Whether a fixed cost is due only once something is built: nothing of it stands before, in one year at least.

    That of a link is due where it is used.
    """
    if item.capex is None or item.fixed_cost is None or isinstance(item, Link):
        return False
    if isinstance(item, Process) and item.closable:
        return False
    return item.existing is None or not bool(np.all(item.existing.values > 0))


def may_build(items: Sequence[Sizing], times: Times) -> Bools:
    """(n, Y) in which milestones each may be built."""
    may = np.zeros((len(items), len(times.years)), dtype=bool)
    for row, item in enumerate(items):
        if item.capex is not None:
            years = times.years if item.build_years is None else item.build_years
            may[row] = [not times.roadmap or year in years for year in times.years]
    return may


def alive(items: Sequence[Sizing], times: Times) -> Bools:
    """(n, Y built, Y): in use from the first milestone that the lead time reaches, until its lifetime has passed."""
    years = np.array(times.years, dtype=float)
    if not times.roadmap:
        return np.broadcast_to(np.ones((1, len(years), len(years)), dtype=bool), (len(items), len(years), len(years)))
    lead = np.array([item.lead_time for item in items]).reshape(-1, 1, 1)
    life = np.array([np.inf if item.lifetime is None else item.lifetime for item in items]).reshape(-1, 1, 1)
    ready = years[None, None, :] - years[None, :, None] - lead >= 0
    begins = np.where(ready.any(axis=2), years[ready.argmax(axis=2)], np.inf)
    standing: Bools = ready & (years[None, None, :] - begins[:, :, None] < life)
    return standing
