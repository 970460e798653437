"""Processes, what they draw and what they make, as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...plant.model import Input, Plant, Process, Series
from ..arrays.broadcast import compact, ints, spread, stack, stack_years
from ..arrays.flow_graph import FeedNeeds, Feeds, Floats, Outputs, Processes
from ..arrays.pools import PoolIndex
from .annuities import dues
from .sizes import alive, asked_open, build_steps, candidates, least_sizes, may_build, opening_dues

LEAST_LOAD = 1e-4
"""The share of capacity from which on a process counts as running where starts or slots in use cost something and no
minimum load is given."""


def build_processes(plant: Plant) -> Processes:
    """Capacities and running rules of all processes."""
    items, times = plant.processes, plant.times
    years, slots = len(times.years), len(times.hours)
    installed, availability = _capacity(items, years, slots)
    standing = alive(items, times)
    expandable = np.array([item.capex is not None for item in items], dtype=bool)
    return Processes(
        names=tuple(item.name for item in items),
        basis=tuple(item.basis for item in items),
        has_mix=np.array([any(entry.mix for entry in item.inputs) for item in items], dtype=bool),
        installed=np.where(expandable[:, None], np.inf, installed),
        availability=availability,
        expandable=expandable,
        existing=stack_years([item.existing for item in items], 0.0, years, times.lasting),
        most=np.where(expandable[:, None], installed, np.inf),
        may_build=may_build(items, times),
        alive=standing,
        unit_size=np.array([item.unit_size or 0.0 for item in items], dtype=float),
        closable=np.array([item.closable for item in items], dtype=bool),
        minimum_load=_least_load(items, years, slots),
        ramp=_scalars([item.ramp for item in items], np.inf),
        has_start=np.array([item.start_cost is not None or _timed(item) for item in items], dtype=bool),
        minimum_up=np.array([item.minimum_up or 0.0 for item in items], dtype=float),
        minimum_down=np.array([item.minimum_down or 0.0 for item in items], dtype=float),
        initial_load=np.array([np.nan if item.initial_load is None else item.initial_load for item in items]),
        due=dues(plant, plant.processes, standing),
        candidate=candidates(items, asked_open(plant)),
        least=least_sizes(plant, items, installed),
        opening_due=opening_dues(plant, items),
        steps=build_steps(plant, items, standing, may_build(items, times)),
    )


def _least_load(items: Sequence[Process], years: int, slots: int) -> Floats:
    """The least share of capacity when on. Where starts or slots in use cost what does nothing is off, so that there
    is always one."""
    given = stack([item.minimum_load for item in items], 0.0, years, slots)
    costs = [item.start_cost is not None or item.use_cost is not None or _timed(item) for item in items]
    starts = np.array(costs, dtype=bool)[:, None, None]
    typed = compact(given)
    return spread(np.where(typed > 0, typed, np.where(starts, LEAST_LOAD, 0.0)), years, slots)


def _timed(process: Process) -> bool:
    """Whether it must run, or stand, for some time once it has started or stopped."""
    return process.minimum_up is not None or process.minimum_down is not None


def _scalars(series: Sequence[Series | None], default: float) -> Floats:
    return np.array([default if item is None else float(item.values.mean()) for item in series], dtype=float)


def _capacity(items: Sequence[Process], years: int, slots: int) -> tuple[Floats, Floats]:
    """Capacity by year and availability by slot; a capacity that changes by slot becomes availability of its most."""
    capacity = stack([item.capacity for item in items], np.inf, years, slots)
    availability = stack([item.availability for item in items], 1.0, years, slots)
    short = compact(capacity)
    most = np.broadcast_to(short.max(axis=2, initial=0.0), (len(items), years))
    if short.shape[2] > 1:
        top = short.max(axis=2, keepdims=True)
        share = np.divide(short, top, out=np.ones_like(short), where=np.isfinite(short) & (top > 0))
        availability = spread(compact(availability) * np.nan_to_num(share), years, slots)
    return most, availability


def build_feeds(plant: Plant, pools: PoolIndex) -> tuple[Feeds, FeedNeeds, Outputs]:
    """What every process draws, needs per unit of its mix, and makes."""
    years, slots = len(plant.times.years), len(plant.times.hours)
    drawn = [(row, entry) for row, item in enumerate(plant.processes) for entry in _drawn(item, pools)]
    position = {(row, entry.material, entry.mix): number for number, (row, entry) in enumerate(drawn)}
    feeds = Feeds(
        process=ints(row for row, _ in drawn),
        pool=ints(pools.of(plant.processes[row].site, entry.material) for row, entry in drawn),
        mix=np.array([entry.mix for _, entry in drawn], dtype=bool),
        activity=stack([_mix_activity(entry) for _, entry in drawn], 0.0, years, slots),
        per_activity=stack([entry.per_activity if not entry.mix else None for _, entry in drawn], 0.0, years, slots),
        minimum_share=stack([entry.minimum_share for _, entry in drawn], 0.0, years, slots),
        maximum_share=stack([entry.maximum_share for _, entry in drawn], 1.0, years, slots),
    )
    needs = [
        (number, position[row, of, True], series)
        for number, (row, entry) in enumerate(drawn)
        if not entry.mix
        for of, series in entry.per_input.items()
        if (row, of, True) in position
    ]
    feed_needs = FeedNeeds(
        feed=ints(number for number, _, _ in needs),
        of=ints(of for _, of, _ in needs),
        amount=stack([series for _, _, series in needs], 0.0, years, slots),
    )
    return feeds, feed_needs, _outputs(plant, pools, position)


_ONE = Series(np.array(1.0), "", "1")


def _mix_activity(entry: Input) -> Series | None:
    """Inputs of a free mix add one to one unless the model says otherwise."""
    return (entry.activity or _ONE) if entry.mix else None


def _drawn(process: Process, pools: PoolIndex) -> list[Input]:
    """The inputs that become feeds: of a model's mix only what can arrive, everything that was written by hand."""
    own = process.model == "recipe"
    return [entry for entry in process.inputs if own or not entry.mix or pools.can_reach(process.site, entry.material)]


def _outputs(plant: Plant, pools: PoolIndex, position: dict[tuple[int, str, bool], int]) -> Outputs:
    years, slots = len(plant.times.years), len(plant.times.hours)
    made: list[tuple[int, int, int, Series]] = []
    for row, process in enumerate(plant.processes):
        for output in process.outputs:
            if output.is_loss:
                continue
            causes = [] if output.per_activity is None else [(-1, output.per_activity)]
            for material, series in output.per_input.items():
                feed = position.get((row, material, True), position.get((row, material, False)))
                if feed is not None:
                    causes.append((feed, series))
            made += [(row, pools.of(process.site, output.material), feed, series) for feed, series in causes]
    return Outputs(
        process=ints(item[0] for item in made),
        pool=ints(item[1] for item in made),
        feed=ints(item[2] for item in made),
        amount=stack([item[3] for item in made], 0.0, years, slots),
    )
