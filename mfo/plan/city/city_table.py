"""The table ``city``: SDG 11.6.1 and 12.5.1 as UN-Habitat and UNEP define them, plastic, cost and work, by district.

Read for it: the metadata of SDG indicator 11.6.1 (UN-Habitat and UNSD, 2021: parameters a to e; waste collected is what
reaches a facility), the page on how the Waste Flow Diagram serves it (wfd.rwm.global: controlled from the level basic
on; leakage is a share of the plastic at each stage), and the metadata of 12.5.1 (UNEP and UNSD, 2023: digestion and
composting are recycling, incineration and spreading on land are not; it counts at the last entity of the chain). The
text of the Waste Wise Cities Tool itself was not at hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ...plant.columns.column_groups import CONTROLLED, LEVELS, UNCOLLECTED
from ...plant.model import Floats
from ...plant.quantities import HOURS_PER_YEAR
from ..disclosures.lines import amount, share, unknown
from ..indicators.waste_masses import Masses
from ..indicators.waste_tracing import BIOLOGICAL, ENERGY, LANDFILL, RECOVERY
from ..tables.schema import Row, rows
from . import plastic
from .districts import Districts
from .service_cost import Shared

ALL = "all districts"
JOBS = "jobs"
"""The effect that counts as work: full-time jobs."""
KG, HOURS_PER_MONTH = 1000.0, HOURS_PER_YEAR / 12
COLLECTED = tuple(level for level in ("", *LEVELS) if level != UNCOLLECTED)
TREATED = (*RECOVERY, ENERGY)


def city_table(masses: Masses, ledger: pd.DataFrame) -> pd.DataFrame:
    """The numbers of all districts together, then of each, for every year; no rows without the table ``generation``."""
    found: list[Row] = []
    graph = masses.elements.graph
    for position, year in enumerate(graph.times.years if masses.elements.plant.people else ()):
        numbers = _Numbers(Districts(masses, position), ledger, graph.times.hours_per_year)
        for row, site in enumerate((ALL, *numbers.districts.sites)):
            found += [{"year": year, "site": site, **line} for line in _lines(numbers, row - 1)]
    return rows("city", found)


@dataclass
class _Numbers:
    """Everything by district, worked out once."""

    districts: Districts
    ledger: pd.DataFrame
    hours: float
    currency: str = ""
    shared: Shared = field(init=False)
    households: Floats = field(init=False)
    income: Floats = field(init=False)
    served: Floats = field(init=False)

    def __post_init__(self) -> None:
        self.currency = self.districts.masses.elements.plant.settings.currency
        self.shared = Shared(self.districts, self.ledger)
        self.households = self.districts.population / self._known("size")
        self.income = self._known("income") * self.hours * self.households
        self.served = self._known("served") * self.districts.population

    def _known(self, name: str) -> Floats:
        """(districts,) a number about households in the year; nan where it is not known."""
        found = []
        for site in self.districts.sites:
            over = getattr(self.districts.households_of(site), name)
            found.append(float(over[self.districts.year]) if over is not None else math.nan)
        return np.array(found)


def _lines(numbers: _Numbers, row: int) -> Iterator[Row]:
    """The lines of one district, or (row -1) of all together."""

    def of(values: Floats) -> float:
        return float(values.sum() if row < 0 else values[row])

    yield from _people(numbers, of)
    yield from _collection(numbers, of)
    yield from _recovery(numbers, of)
    yield from _plastic(numbers, of)
    yield from _money(numbers, of)


Of = Callable[[Floats], float]


def _known_or(found: Row, needs: str) -> Row:
    """A line, or where its numbers are not known what it would need."""
    if math.isnan(found["value"]):
        return unknown(found["disclosure"], found["line"], needs, found["unit"])
    return found


def _people(numbers: _Numbers, of: Of) -> Iterator[Row]:
    people, homes = of(numbers.districts.population), of(numbers.households)
    mass, days = of(numbers.districts.generated) * KG, numbers.hours / 24
    size = "`household_size` of the sites"
    yield amount(
        "people", "population", people, "people", "the largest number that a row of `generation` tells of a site"
    )
    yield _known_or(amount("people", "households", homes, "households", "population / people in a household"), size)
    yield amount(
        "SDG 11.6.1", "waste generated", mass / KG, "t", "waste that arises in the districts, less what is prevented"
    )
    yield share("SDG 11.6.1", "waste per head", mass / days, people, "waste generated [kg/d] / population", "kg/d")
    yield _known_or(
        share("SDG 11.6.1", "waste per household", mass / days, homes, "waste generated [kg/d] / households", "kg/d"),
        size,
    )


def _collection(numbers: _Numbers, of: Of) -> Iterator[Row]:
    districts = numbers.districts
    generated, people = of(districts.generated), of(districts.population)
    collected = of(districts.ended(levels=COLLECTED))
    yield share("SDG 11.6.1", "collected", collected, generated, "waste that reaches a facility / waste generated [t]")
    yield _known_or(
        share(
            "SDG 11.6.1",
            "population with a collection service",
            of(numbers.served),
            people,
            "people with a service, as surveyed / population",
        ),
        "`served` of the sites",
    )
    for level in LEVELS:
        words = "not collected" if level == UNCOLLECTED else f"level of control: {level}"
        yield amount("SDG 11.6.1", words, of(districts.ended(levels=(level,))), "t", "waste that ends there")
    if (unsaid := of(districts.ended(levels=("",)))) > 0:
        yield amount(
            "SDG 11.6.1",
            "level of control: not known",
            unsaid,
            "t",
            f"waste that ends in {', '.join(districts.unstated)}",
        )
    lost = generated - of(districts.ended())
    yield amount(
        "SDG 11.6.1",
        "lost on the way or put in store",
        lost if abs(lost) > 1e-9 * generated else 0.0,
        "t",
        "waste generated - all that ends somewhere",
    )
    needs = f"`control` of {', '.join(districts.unstated)}"
    for words, routes in (("recovered under control", TREATED), ("disposed of under control", None)):
        part = of(districts.ended(routes, CONTROLLED)) - (0.0 if routes else of(districts.ended(TREATED, CONTROLLED)))
        line = amount("SDG 11.6.1", words, part, "t", f"waste that ends in facilities of level {', '.join(CONTROLLED)}")
        yield line if not districts.unstated else unknown("SDG 11.6.1", words, needs, "t")
    line = share(
        "SDG 11.6.1",
        "SDG 11.6.1: collected and managed in controlled facilities",
        of(districts.ended(levels=CONTROLLED)),
        generated,
        "recovered + disposed of under control / waste generated [t]",
    )
    yield line if not districts.unstated else unknown("SDG 11.6.1", line["line"], needs)


def _recovery(numbers: _Numbers, of: Of) -> Iterator[Row]:
    districts = numbers.districts
    generated, biological = of(districts.generated), of(districts.ended(BIOLOGICAL))
    recycled = of(districts.recycled) + biological
    yield share(
        "SDG 12.5.1",
        "SDG 12.5.1: recycling rate",
        recycled,
        generated,
        "enters the last step of recycling + digested + composted / waste generated [t]",
    )
    yield amount(
        "SDG 12.5.1", "recovered as material", of(districts.ended(RECOVERY)), "t", f"ended in {', '.join(RECOVERY)}"
    )
    yield amount("SDG 12.5.1", "recovered as energy", of(districts.ended((ENERGY,))), "t", f"ended in {ENERGY}")
    yield amount("SDG 12.5.1", "landfilled", of(districts.ended((LANDFILL,))), "t", f"ended in {LANDFILL}")
    words = "by owners of the setting `informal`"
    for line, routes in (
        ("informal share of recovery", RECOVERY),
        ("informal share of all waste that is collected", None),
    ):
        part, whole = of(districts.ended(routes, COLLECTED, True)), of(districts.ended(routes, COLLECTED))
        formula = f"{'recovered as material' if routes else 'reaches a facility'}, {words} / all that is [t]"
        known = districts.masses.elements.plant.settings.informal
        yield share("informal", line, part, whole, formula) if known else unknown("informal", line, "`informal` owners")


def _plastic(numbers: _Numbers, of: Of) -> Iterator[Row]:
    districts = numbers.districts
    if needs := plastic.needs(districts):
        for line, unit in (
            ("plastic generated", "t"),
            ("plastic leaked", "t"),
            ("plastic leaked, share", ""),
            ("plastic leaked per head", "kg/year"),
        ):
            yield unknown("plastic", line, needs, unit)
        return
    whole, leaked = of(plastic.generated(districts)), of(plastic.leaked(districts))
    unsaid = plastic.unsaid(districts)
    rest = f"; none is counted in {', '.join(unsaid)}, which do not tell" if unsaid else ""
    yield amount("plastic", "plastic generated", whole, "t", f"waste x its plastic content{rest}")
    yield amount("plastic", "plastic leaked", leaked, "t", "plastic that a facility takes in x its leakage, of all")
    yield share("plastic", "plastic leaked, share", leaked, whole, "plastic leaked / plastic generated [t]")
    yield share(
        "plastic",
        "plastic leaked per head",
        leaked * KG * HOURS_PER_YEAR / numbers.hours,
        of(districts.population),
        "plastic leaked [kg/year] / population",
        "kg/year",
    )


def _money(numbers: _Numbers, of: Of) -> Iterator[Row]:
    districts, shared, currency = numbers.districts, numbers.shared, numbers.currency
    cost, homes, people = of(shared.service), of(numbers.households), of(districts.population)
    months, size = numbers.hours / HOURS_PER_MONTH, "`household_size` of the sites"
    whose = f"of {shared.reporter}" if shared.reporter else "of all owners"
    yield amount(
        "cost",
        "cost of the service",
        cost,
        currency,
        f"cost {whose} less sales, shared by the mass of waste "
        "in each process, market and link; with campaigns; without what people pay",
    )
    yield share(
        "cost",
        "cost per tonne collected",
        cost,
        of(districts.ended(levels=COLLECTED)),
        f"cost of the service [{currency}] / waste that reaches a facility [t]",
        f"{currency}/t",
    )
    per_year = HOURS_PER_YEAR / numbers.hours
    yield share(
        "cost",
        "cost per head",
        cost * per_year,
        people,
        f"cost of the service [{currency}/year] / population",
        f"{currency}/year",
    )
    line = share(
        "cost",
        "fee that recovers the cost",
        cost / months,
        homes,
        f"cost of the service [{currency}/month] / households",
        f"{currency}/month",
    )
    yield _known_or(line, size)
    line = share(
        "cost", "cost as a share of income", cost, of(numbers.income), "cost of the service / income of all households"
    )
    yield _known_or(line, "`income` and `household_size` of the sites")
    line = share(
        "cost",
        "paid by households",
        of(shared.paid) / months,
        homes,
        f"what people pay for their waste [{currency}/month] / households",
        f"{currency}/month",
    )
    yield _known_or(line, size)
    if JOBS not in districts.masses.elements.graph.effects:
        yield unknown("work", JOBS, f"an effect `{JOBS}` with its rates")
        return
    jobs = of(shared.of(JOBS))
    unit = districts.masses.elements.effect_unit[JOBS]
    yield amount("work", JOBS, jobs, unit, f"effect `{JOBS}`, shared as the cost")
    yield share(
        "work",
        "jobs per 1000 t collected",
        jobs,
        of(districts.ended(levels=COLLECTED)) / 1000,
        "jobs / waste that reaches a facility [1000 t]",
        f"{unit}/kt",
    )
