"""Limits as people type them on a command line: ``emissions <= 500 t_CO2e/year``."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal, cast

import numpy as np

from ..errors import Findings, UsageError
from ..plant.model import Floats, Limit, Plant, Series
from ..plant.names import Names
from ..plant.quantities import CellError, convert, parse_number, unit_of
from ..plant.slots import Slots
from ..translation import CHOICE, in_english
from ..units import power_of
from .cells.exchange_rates import exchange
from .cells.indicator_subjects import Subject, names_indicator
from .cells.indicator_subjects import subject as indicator_subject
from .cells.rows import ReadingContext, per_hour, slot_factors
from .checks.limit_units import Pairs, basis_of, no_part, shared_units, wanted_units
from .checks.overlaps import overlap
from .money.read_budget import means_cash
from .tables.limits import QUANTITIES, NamedRows, declare_sizes, quantities

_FORMS = tuple(
    re.compile(rf"(?P<what>.+?)\s*(?P<sign>{signs})\s*(?P<bound>.+)\Z", re.DOTALL)
    for signs in ("<=|>=|=<|=>|≤|≥|==", "=", "<|>")  # in this order: a link's name holds a `>`
)
_LEAST, _MOST, _EXACT = (">=", "≥", "=>", ">"), ("<=", "≤", "=<", "<"), ("=", "==")
_SHARE = re.compile(r"(?P<number>[-+\d.,eE]+\s*%?)\s+(?:of|de)\s+(?P<of>.+)\Z", re.DOTALL)
_WHEN = re.compile(
    r"\s+(?:(?:in each|per|each|in) (?P<when>slot|year|total)|(?:en cada|por|al|en) (?P<cuando>periodo|año|total))\Z"
)
_OVER = re.compile(r"\s+over\s+(?P<over>[^<>=]+?)\Z", re.DOTALL)
_INTO = re.compile(r"(?P<materials>.+?)\s+into\s+(?P<what>.+)\Z", re.DOTALL)
_LONGEST = 500
_EXAMPLE = "Write it like `emissions <= 500 t_CO2e/year` or `landfilled <= 10 % of municipal waste`."


def parse_limit(text: str, plant: Plant) -> Limit:
    """The limit that ``text`` spells: things (parted by `;` or `+`), a sign, and a bound.

    A bound is a rate, an amount for the year, or a share `of` something; `<` is read as `<=`, `=` is both bounds.
    `over` names sites or owners, `MATERIAL into THING` bounds what a process, market, route, link or store takes of it.
    Raises :class:`UsageError` saying what would be legal.
    """
    found = _parts(text)
    if not found:
        raise _usage("limit-text", f"`{text[:80]}` is no limit.", _EXAMPLE)
    reading, elements = _reading(plant)
    subject, bound, when = found["what"].strip(), found["bound"].strip(), "year"
    if means_cash(subject) and not reading.names.find(subject, QUANTITIES):
        raise _usage(
            "limit-text",
            "A budget on cash bounds each calendar year, and is no limit of one line.",
            "Write it into the table `limits`: `what: cash`.",
        )
    subject, over = _over(subject, reading)
    if each := _WHEN.search(bound):
        bound, when = bound[: each.start()], _when(each)
    if not over:
        bound, over = _over(bound, reading)
        if each := _WHEN.search(bound):
            bound, when = bound[: each.start()], _when(each)
    share = _SHARE.match(bound)
    subject, materials = _into(subject, reading)
    counted_by = _indicator(subject, reading, elements, bool(share or over or materials or when != "year"))
    what = counted_by.what if counted_by else _references(subject, reading)
    of = counted_by.of if counted_by else _references(share["of"], reading) if share else ()
    for pairs in (what, of):
        twice = overlap(pairs, elements.supplies, elements.processes, elements.markets)
        if twice:
            raise _usage("limit-overlap", *twice)
    if wrong := no_part(materials, what, elements):
        raise _usage("limit-material", *wrong)
    counted_things = tuple(("materials", name) for name in materials) or what
    number = share["number"] if share else bound
    try:
        wanted = wanted_units(counted_things, of, elements, reading)
        typed = parse_number(number.strip(), None)
        counted_in = typed.unit.typed if typed.unit else ""
        if counted_in and power_of("slot", counted_in) == -1:
            typed = replace(typed, unit=unit_of(per_hour(counted_in)))
        rate: Floats = np.array(1.0)
        if typed.unit is not None:
            own, rate = exchange(
                typed.unit.typed, plant.settings.currency, plant.exchange_rates, subject, when != "total", typed.typed
            )
            typed = replace(typed, unit=unit_of(own))
        value, unit = convert(typed, wanted, subject)
        series = Series(value * rate * slot_factors(plant.times, counted_in), unit, number.strip())
        basis, counted = basis_of([series], shared_units(counted_things, of, elements, reading), bool(of))
    except CellError as error:
        raise _usage(error.code, error.message, f"{error.remedy} {_EXAMPLE}".strip()) from error
    least = series if found["sign"] in _LEAST + _EXACT else None
    most = series if found["sign"] in _MOST + _EXACT else None
    return Limit(
        text.strip(),
        quantities(what),
        cast(Literal["slot", "year", "total"], when),
        over,
        cast(Literal["rate", "amount", "share"], basis),
        least,
        most,
        quantities(of),
        counted,
        text.strip(),
        materials=materials,
        indicator=counted_by.indicator if counted_by else "",
    )


def _when(found: re.Match[str]) -> str:
    """What a limit is counted over, by the format's own word."""
    return found["when"] or in_english(CHOICE, found["cuando"])


def _indicator(text: str, reading: ReadingContext, elements: NamedRows, more: bool) -> Subject | None:
    """The indicator that a limit bounds, if it does; ``more`` stands beside it, which it takes not."""
    if not names_indicator((text,)):
        return None
    if more:
        raise _usage(
            "limit-indicator",
            "An indicator is a share of all waste in a year already.",
            "Write it like `indicator: diversion >= 60 %`.",
        )
    try:
        return indicator_subject((text,), elements.supplies, elements.processes, elements.markets, reading.materials)
    except CellError as error:
        raise _usage(error.code, error.message, error.remedy) from error


def _parts(text: str) -> re.Match[str] | None:
    """The parts of a limit: what, sign, bound."""
    if len(text) > _LONGEST:
        return None
    return next((found for form in _FORMS if (found := form.match(text.strip()))), None)


def parse_fix(text: str, plant: Plant) -> Limit:
    """A decision that is held: ``digester = 0``, ``route: landfill = 10 t/d``, ``LPG = 0 in each year``.

    Both bounds at once, so that the plan tells its price. Zero needs no unit. Raises :class:`UsageError` as
    :func:`parse_limit` does.
    """
    found = _parts(text)
    if not found or found["sign"] not in ("=", "=="):
        raise _usage("fix-text", f"`{text[:80]}` holds nothing.", "Write it like `digester = 0` or `LPG = 2 t/d`.")
    limit = parse_limit(f"{found['what']} <= {found['bound']}", plant)
    return replace(limit, name=text.strip(), typed=text.strip(), minimum=limit.maximum)


def _over(text: str, reading: ReadingContext) -> tuple[str, tuple[str, ...]]:
    """A text without the sites or owners that `over` names at its end, and those."""
    found = _OVER.search(text)
    if not found or reading.names.find(text, QUANTITIES):
        return text, ()
    findings, tables = Findings(), ("sites", "owners")
    whole = reading.names.find(found["over"].strip(), tables)
    parts = [found["over"]] if whole else re.split(r"\s*;\s*|\s+\+\s+", found["over"])
    pairs = [reading.names.resolve(part.strip(), tables, findings, None) for part in parts if part.strip()]
    findings.raise_errors(UsageError)
    return text[: found.start()], tuple(pair[1] for pair in pairs if pair)


def _into(text: str, reading: ReadingContext) -> tuple[str, tuple[str, ...]]:
    """A subject without the materials that go `into` it, and those."""
    found = _INTO.match(text)
    if not found or reading.names.find(text, QUANTITIES):
        return text, ()
    findings = Findings()
    parts = re.split(r"\s*;\s*|\s+\+\s+", found["materials"])
    pairs = [reading.names.resolve(part.strip(), ("materials",), findings, None) for part in parts if part.strip()]
    findings.raise_errors(UsageError)
    return found["what"].strip(), tuple(pair[1] for pair in pairs if pair)


def _usage(code: str, message: str, remedy: str) -> UsageError:
    findings = Findings()
    findings.error(code, message, None, remedy)
    return UsageError(findings.problems)


def _references(text: str, reading: ReadingContext) -> Pairs:
    findings = Findings()
    whole = reading.names.find(text.strip(), QUANTITIES)
    parts = [text] if whole else re.split(r"\s*;\s*|\s+\+\s+", text)
    found = [reading.names.resolve(part.strip(), QUANTITIES, findings, None) for part in parts if part.strip()]
    findings.raise_errors(UsageError)
    return tuple(pair for pair in found if pair)


def _reading(plant: Plant) -> tuple[ReadingContext, NamedRows]:
    """What references and units are looked up in, from a plant that has been read."""
    elements = NamedRows(
        {item.name: item for item in plant.supplies},
        {item.name: item for item in plant.processes},
        {item.name: item for item in plant.stores},
        {item.name: item for item in plant.markets},
        {item.name: item for item in plant.links},
        plant.effects,
    )
    names = Names()
    for table, group in (
        ("supplies", elements.supplies),
        ("processes", elements.processes),
        ("stores", elements.stores),
        ("markets", elements.markets),
        ("links", elements.links),
        ("effects", plant.effects),
        ("materials", plant.materials),
    ):
        names.declare(table, group)
    names.declare("made", [item.material for process in plant.processes for item in process.outputs])
    declare_sizes(names, elements)
    names.declare("routes", [item.route for item in plant.processes if item.route])
    names.declare("routes", [item.route for item in plant.markets if item.route])
    names.declare("sites", plant.sites)
    owners = [site.owner for site in plant.sites.values()] + [supply.owner for supply in plant.supplies]
    owners += [process.owner for process in plant.processes] + [market.owner for market in plant.markets]
    names.declare("owners", [owner for owner in (*owners, *(link.owner for link in plant.links)) if owner])
    names.unite(plant.supplies, (*plant.processes, *plant.markets))
    slots = Slots(plant.times.hours, plant.times.weight, plant.times.labels)
    reading = ReadingContext(
        None,  # type: ignore[arg-type]
        Findings(),
        plant.settings,
        plant.times,
        slots,
        names,
        materials=dict(plant.materials),
    )
    return reading, elements
