"""Processes that use a model: what is asked of the model, and what its numbers make of the process."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import numpy as np

from ...errors import Problem, Where
from ...library.climate import SitePosition
from ...library.library import Library
from ...plant.guesses import Guess
from ...plant.model import ParameterRange, Series
from ...plant.names import did_you_mean, near_models
from ...plant.quantities import CellError, parse_number, unit_of
from ...processes.chain import Chain, evaluate_all
from ...processes.evaluate import Evaluated, ProcessRequest, ShareRow
from ...processes.parameter_ranges import parameter_ranges
from ..cells.profiles import Profile
from ..cells.rows import RECIPE, ReadingContext, TableRows, as_text
from ..checks.available_materials import Reach
from . import recipes
from .processes import Body
from .reference_mix import could_be, tell_held

NO_INPUT = "process-without-input"
CONSEQUENCES = frozenset({"model-accepts", NO_INPUT})
"""What may follow from a problem of the process that would make what is lacking."""


Ranges = Callable[[], tuple[ParameterRange, ...]]
"""Works out what the ranges of parameters do to yields; once, however often it is asked."""


def model_bodies(reading: ReadingContext, library: Library) -> tuple[dict[str, Body], Ranges | None]:
    """The processes with a model, by name, and what tells their parameters' ranges.

    Materials that models declare join ``reading.materials``.
    """
    rows = reading.rows("processes")
    lines = recipes.by_process(reading.rows("recipes"), silent=True)
    asked = [row for row in rows if rows.model(row) not in ("", RECIPE)]
    known = [row for row in asked if _known(rows, row, library)]
    if not known:
        return {}, None
    rows = _without_unknown_parameters(rows, known, library)
    before = len(reading.findings.problems)
    for row in known:
        process = rows.text(row, "process")
        reading.names.renamed.update({old: (process, new) for old, new in _new_names(rows, row).items()})
    asked_of = [(row, lines.get(rows.text(row, "process"), [])) for row in known]
    chain, ranges = _evaluated(reading, rows, library, asked_of)
    for row in known:
        if rows.text(row, "process") not in chain.evaluated:  # what it makes is not unknown: its own problem is told
            reading.names.doubtful.update(_made(rows, row, library))
        known_names = rows.refer_all(row, "accepts")  # now that all materials are declared, what is unknown is told
        if len(known_names) < len(rows.names(row, "accepts")):
            reading.findings.problems = _without_shares(reading, lines.get(rows.text(row, "process"), []))
    tell_held(reading, {name: found.inputs for name, found in chain.evaluated.items()})
    _drop_consequences(reading, before, _starved(rows, known, library, chain, reading.findings.problems[before:]))
    return {name: _body(found) for name, found in chain.evaluated.items()}, ranges


def _without_shares(reading: ReadingContext, lines: list[int]) -> list[Problem]:
    """All problems but those of shares of what a misspelt `accepts` leaves out."""
    recipe = reading.rows("recipes")
    places = {recipe.where(line) for line in lines}
    return [each for each in reading.findings if each.code != "share-material" or each.where not in places]


def _drop_consequences(reading: ReadingContext, before: int, starved: set[Where]) -> None:
    """Where a model has a problem of its own, that others get nothing to take in is no news."""
    problems = reading.findings.problems
    new = [each for each in problems[before:] if each.where not in starved or each.code not in CONSEQUENCES]
    if any(problem.severity == "error" and problem.code != NO_INPUT for problem in new):
        new = [problem for problem in new if problem.code != NO_INPUT]
    problems[before:] = new


def _starved(rows: TableRows, known: list[int], library: Library, chain: Chain, problems: list[Problem]) -> set[Where]:
    """The rows whose processes lack nothing but what processes with problems of their own would have made."""
    failing = [row for row in known if rows.text(row, "process") not in chain.evaluated]
    told = {row: {each.code for each in problems if each.where == rows.where(row)} for row in failing}
    roots = [row for row in failing if not told[row] or told[row] - CONSEQUENCES]
    doubtful = {name for row in roots for name in _made(rows, row, library)}
    found: set[int] = set()
    while True:
        more = {row for row in failing if row not in roots and doubtful & set(rows.names(row, "accepts"))} - found
        if not more:
            return {rows.where(row) for row in found}
        found |= more
        doubtful |= {name for row in more for name in _made(rows, row, library)}


def _without_unknown_parameters(rows: TableRows, known: list[int], library: Library) -> TableRows:
    """Tell once, at its header, of a column that is a parameter of no model in use; the rows without it."""
    columns = dict(rows.table.columns)
    models = [library.models[rows.model(row)] for row in known]
    parameters = {name for model in models for name in model.parameters}
    for name in [name for name in rows.table.columns if name not in rows.columns and name not in parameters]:
        if sum(rows.given(row, name) for row in known) > 1:
            rows.findings.error(
                "parameter-unknown",
                f"No model in use has a parameter `{name}`.",
                rows.table.where(None, name),
                did_you_mean(name, [*parameters, *rows.columns]) or "`mfo models NAME` lists what a model has.",
            )
            del columns[name]
    return TableRows(rows.reading, rows.spec, replace(rows.table, columns=columns))


def _evaluated(
    reading: ReadingContext, rows: TableRows, library: Library, asked: list[tuple[int, list[int]]]
) -> tuple[Chain, Ranges]:
    """All models evaluated. A cost of an input that only a model declares needs a second time, its unit known."""
    recipe, own = reading.rows("recipes"), reading.materials
    for _ in range(2):
        late = [
            line
            for _, lines in asked
            for line in lines
            if recipe.given(line, "cost") and recipe.text(line, "material") not in reading.materials
        ]
        requests = [_request(rows, row, lines) for row, lines in asked]
        reach, supplied = Reach(reading), could_be(reading)
        chain = evaluate_all(requests, own, library, reading.findings, reach, supplied)
        reading.materials = dict(chain.materials)
        if not late:
            break
    reading.names.declare("materials", reading.materials)
    ranges = cache(lambda: parameter_ranges(requests, own, library, chain, reach, supplied))
    return chain, ranges


def _made(rows: TableRows, row: int, library: Library) -> set[str]:
    """What a process puts out and needs beside its inputs, by the plant's names."""
    renamed = _new_names(rows, row)
    model = library.models[rows.model(row)]
    names = [output.name for output in model.outputs] + [use.name for use in model.uses]
    return {renamed.get(name, name) for name in names}


def _new_names(rows: TableRows, row: int) -> dict[str, str]:
    """The plant's name for each material that `names` renames, defects aside."""
    pairs = (text.partition(":") for text in rows.names(row, "names"))
    return {old.strip(): new.strip() for old, _, new in pairs if new.strip()}


def _known(rows: TableRows, row: int, library: Library) -> bool:
    name = rows.model(row)
    if name in library.models and library.models.get(name) is not None and library.models[name].kind == "process":
        return True
    if name not in library.models:
        rows.error(
            "model-unknown",
            f"There is no process model `{name}`.",
            row,
            "model",
            did_you_mean(name, [*library.models, RECIPE], near_models)
            or "`mfo models` lists them; your own stand in `models/`, and `recipe` takes rows of `recipes`.",
        )
        meant = near_models(name, [*library.models, RECIPE])
        rows.guess(row, "model", Guess(meant[0], sure=True) if meant else None)
    elif library.models.get(name) is not None:
        rows.error(
            "model-unknown",
            f"`{name}` is a mode of transport, not a process.",
            row,
            "model",
            "Name it under `mode` in `links`.",
        )
    return False


def _request(rows: TableRows, row: int, lines: list[int]) -> ProcessRequest:
    recipe = rows.reading.rows("recipes")
    return ProcessRequest(
        name=rows.text(row, "process"),
        model=rows.model(row),
        parameters=_parameters(rows, row),
        accepts=rows.names(row, "accepts"),
        names=_renamed(rows, row),
        shares=tuple(share for line in lines if (share := _share(recipe, line))),
        place=_place(rows, row),
        where=rows.where(row),
    )


def _place(rows: TableRows, row: int) -> SitePosition | None:
    """Where the site of a process is, where the plant says so."""
    site = rows.reading.sites.get(rows.text(row, "site"))
    if site is None or site.latitude is None:
        return None
    return SitePosition(site.latitude, site.elevation or 0.0)


def _renamed(rows: TableRows, row: int) -> dict[str, str]:
    found = {}
    for text in rows.names(row, "names"):
        old, separator, new = text.partition(":")
        if not separator or not old.strip() or not new.strip():
            rows.error("names", f"`{text}` renames nothing.", row, "names", "Write `biogas: raw biogas`.")
            continue
        found[old.strip()] = new.strip()
    return found


def _parameters(rows: TableRows, row: int) -> dict[str, Series | str]:
    found: dict[str, Series | str] = {}
    for name, column in rows.table.columns.items():
        value = rows.table.value(row, name)
        if name in rows.columns or value is None:
            continue
        where = rows.where(row, name)
        profile = rows.reading.profiles.get(value.strip()) if isinstance(value, str) else None
        if profile is not None:
            if (series := _of_profile(rows, row, name, profile)) is not None:
                found[name] = series
            continue
        try:
            number = parse_number(value, column.unit)
        except CellError as error:
            text = as_text(value)
            if text[:1].isdigit():
                rows.error(error.code, f"`{name}`: {error.message}", row, name, error.remedy)
            else:
                found[name] = text
            continue
        factor = number.unit.factor if number.unit else 1.0
        canonical = "" if number.unit is None or number.unit.is_plain else number.unit.canonical
        found[name] = Series(np.array(number.value * factor), canonical, number.typed, where)
    return found


def _of_profile(rows: TableRows, row: int, name: str, profile: Profile) -> Series | None:
    """A profile's values in canonical units: 10 under ``[kWh/t]`` are 0.01 MWh/t."""
    try:
        unit = unit_of(profile.unit or "")
    except CellError as error:
        rows.error(error.code, f"`{name}`: {error.message}", row, name, error.remedy)
        return None
    canonical = "" if unit.is_plain else unit.canonical
    values = np.asarray(profile.values * unit.factor)
    return Series(values, canonical, f"profile {profile.name}", rows.where(row, name), profile.unit or "")


def _share(rows: TableRows, line: int) -> ShareRow | None:
    material = rows.text(line, "material")
    told = [name for name in ("amount", "uncertainty") if rows.given(line, name)]
    if rows.choice(line, "role") == "out" or told or rows.given(line, "per"):
        process = rows.text(line, "process")
        column = told[0] if told else "role"
        rows.error(
            "recipe-of-model",
            f"What `{process}` takes in and puts out is told by its model.",
            line,
            column,
            "Rows for it may give shares and a cost of its inputs, no amounts.",
        )
        return None
    known = rows.reading.materials.get(material)
    cost = rows.number(line, "cost", material=known.unit) if known else None
    return ShareRow(
        material, rows.number(line, "minimum_share"), rows.number(line, "maximum_share"), cost, rows.where(line)
    )


def _body(found: Evaluated) -> Body:
    return Body(
        found.basis,
        found.inputs,
        found.outputs,
        found.rates,
        found.route,
        found.lifetime,
        found.used,
        found.closures,
        dict(found.costs),
        found.mix_limits,
    )
