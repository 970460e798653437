"""Profiles: values by slot, by year or both, each slot and year exactly once."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...errors import Where
from ...plant.model import Floats, Times
from ...plant.quantities import PLAIN, CellError, bare, convert, fit, hint, parse_number, wanted_text
from ...units import format_number
from .long_profiles import typed_long
from .spread import mean_of_years, years_of

Ints = NDArray[np.int64]

if TYPE_CHECKING:
    from ...plant.slots import Slots
    from .rows import TableRows


@dataclass(frozen=True)
class Profile:
    """Values that broadcast to (years, slots), in the unit as typed (None: plain numbers)."""

    name: str
    values: Floats
    unit: str | None
    where: Where | None = None

    def fit(self, wanted: tuple[str, ...], column: str) -> tuple[float, str]:
        """The factor to the first wanted unit of its dimension, and that unit; raises CellError."""
        if self.unit is None:
            unit = bare(wanted)
            if unit is None:
                raise CellError(
                    "unit-missing",
                    f"`{column}` needs a unit, but the profile `{self.name}` has none.",
                    f"Head its column `{self.name} [{wanted[0]}]`.",
                )
            return 1.0, unit
        found = fit(self.unit, wanted)
        if found is None:
            raise CellError(
                "unit-dimension",
                f"The profile `{self.name}` is in {self.unit}, where `{column}` wants {wanted_text(wanted)}.",
                hint(self.unit, wanted),
            )
        return found


def read_profiles(rows: TableRows, slots: Slots, times: Times, interpolate: str) -> dict[str, Profile]:
    """All profiles of the table, by name; what is wrong becomes a finding and its profile is flat."""
    if not len(rows):
        return {}
    long = typed_long(rows.table, rows.columns, rows.findings)
    if long is not None:  # one error, and what uses them finds them there
        return {name: Profile(name, np.array(0.0), unit) for name, unit in long.items()}
    positions = _positions(rows, slots)
    labels = _years(rows)
    profiles, slips = {}, _Slips(wrong=bool((positions == WRONG).any() or (labels == WRONG).any()))
    for name, column in rows.table.columns.items():
        if name in rows.columns:
            continue
        try:
            values = _values(rows, name, positions, labels, slots, times, interpolate, slips)
        except CellError as error:
            where = column.where or rows.table.where()
            told = any(problem.where == where for problem in rows.findings)  # a header that is wrong was told already
            if not told and not (slips.wrong and error.code == "profile-gap"):
                rows.findings.error(error.code, error.message, where, error.remedy)
            values = np.array(0.0)
        profiles[name] = Profile(name, values, _unit(rows, name), column.where)
    _tell(rows, slips)
    return profiles


WRONG, NONE = -1, -2
"""The slot and year of a row whose cell is wrong, and of one whose cell is blank."""

_FAR = 2**62
ENDS = 2  # the first year and the last alone are meant to be read between


@dataclass
class _Slips:
    """Slips of a row that all its profiles share, which are told once."""

    wrong: bool  # the time of some row was told to be wrong, so that values are missing
    twice: dict[int, list[str]] = field(default_factory=dict)  # row -> profiles
    mixed: dict[tuple[int, str], list[str]] = field(default_factory=dict)  # first row without it, what is lacking
    between: dict[tuple[int, tuple[int, ...]], list[tuple[str, str]]] = field(default_factory=dict)
    """The row after which milestones are lacking, and which -> profiles with the values taken."""


def _tell(rows: TableRows, slips: _Slips) -> None:
    for row, names in slips.twice.items():
        which, verb = _named(names)
        rows.error(
            "profile-twice",
            f"{which} {verb} a second value for the same time.",
            row,
            names[0] if len(names) == 1 else "year",
            "Keep one of them.",
        )
    for (row, lacking), names in slips.mixed.items():
        which, verb = _named(names)
        where = rows.table.columns[names[0]].where if len(names) == 1 else rows.where(row, lacking)
        rows.findings.error(
            "profile-mixed",
            f"{which} {verb} values with and without a {lacking}.",
            where,
            f"Give it in every row of the profile{'s' if len(names) > 1 else ''}, or in none.",
        )

    for (row, absent), taken in slips.between.items():
        which, verb = _named([name for name, _ in taken])
        texts = [f"`{name}` {values}" for name, values in taken[:3]] if len(taken) > 1 else [taken[0][1]]
        years = ", ".join(map(str, absent))
        rows.findings.warn(
            "profile-between",
            f"{which} {verb} no value for {years}: taken from the years given is {'; '.join(texts)}.",
            rows.where(row, "year"),
            f"Give a row for {years} if it was deleted by mistake.",
        )


def _named(names: list[str]) -> tuple[str, str]:
    """Profiles in words, and the verb that goes with them."""
    if len(names) == 1:
        return f"The profile `{names[0]}`", "has"
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"The profiles {', '.join(f'`{name}`' for name in names[:3])}{more}", "have"


def _positions(rows: TableRows, slots: Slots) -> Ints:
    """(rows,) the slot of each; NONE: for the whole year."""
    found = []
    for row in rows:
        text = rows.text(row, "slot")
        if not text:
            found.append(NONE)
            continue
        try:
            found.append(slots.position(text))
        except CellError as error:
            rows.error(error.code, error.message, row, "slot", error.remedy)
            found.append(WRONG)
    return np.array(found, dtype=np.int64)


def _years(rows: TableRows) -> Ints:
    """(rows,) the year of each; NONE: for every year."""
    if "year" not in rows.table.columns:
        return np.full(len(rows), NONE, dtype=np.int64)
    found = []
    for row in rows:
        years = rows.integers(row, "year")
        found.append(years[0] if years else WRONG if rows.given(row, "year") else NONE)
    found = [min(max(year, -_FAR), _FAR) for year in found]  # somebody's typing error may be any number
    return np.array(found, dtype=np.int64)


def _unit(rows: TableRows, name: str) -> str | None:
    column = rows.table.columns[name]
    if column.unit is not None:
        return column.unit
    for value in column.values:
        if isinstance(value, str) and not PLAIN.match(value):
            try:
                number = parse_number(value, None)
            except CellError:
                return None
            return number.unit.typed if number.unit else None
    return None


def _values(
    rows: TableRows,
    name: str,
    positions: Ints,
    labels: Ints,
    slots: Slots,
    times: Times,
    interpolate: str,
    slips: _Slips,
) -> Floats:
    numbers = _numbers(rows, name)
    used = np.fromiter(numbers, dtype=np.int64, count=len(numbers))
    used = used[(positions[used] != WRONG) & (labels[used] != WRONG)]
    if not len(used):
        raise CellError("profile-empty", f"The profile `{name}` has no values.", "Fill its column or drop it.")
    slot, year = positions[used], labels[used]
    by_slot, by_year = slot != NONE, year != NONE
    for lacking, given_in in (("slot", by_slot), ("year", by_year)):
        if given_in.any() and not given_in.all():
            slips.mixed.setdefault((int(used[~given_in][0]), lacking), []).append(name)
            return np.array(0.0)
    given = sorted(set(np.where(by_year, year, 0).tolist()))
    grid = np.full((len(given), len(slots.labels) if by_slot.all() else 1), np.nan)
    cell = np.searchsorted(given, np.where(by_year, year, 0)) * grid.shape[1] + np.where(by_slot, slot, 0)
    before: set[int] = set()
    if len(set(cell.tolist())) < len(cell):
        for row, at in zip(used.tolist(), cell.tolist(), strict=True):
            if at in before:
                slips.twice.setdefault(row, []).append(name)
            before.add(at)
    grid.ravel()[cell] = [numbers[row] for row in used.tolist()]
    _refuse_gaps(name, grid, given if by_year.all() else [], slots)
    if not by_year.all():
        return grid
    found = over_milestones(name, grid, given, times, interpolate)
    absent = lacking_milestones(given, times)
    if absent:
        above = max(row for row, at in zip(used.tolist(), year.tolist(), strict=True) if at == _last(given, absent[0]))
        values = of_years(grid, given, list(absent), interpolate)
        slips.between.setdefault((above, absent), []).append((name, _shown(values, _unit(rows, name) or "")))
    return found


def _last(given: list[int], wanted: int) -> int:
    """The last year given that is not after another."""
    return max(year for year in given if year <= wanted)


def _shown(values: Floats, unit: str) -> str:
    """(years, slots) in words: a number for each year, or where slots differ the least and the most of it."""
    texts = []
    for row in values:
        low, high = (format_number(float(each)) for each in (np.min(row), np.max(row)))
        texts.append((low if low == high else f"{low} - {high}") + (f" {unit}" if unit else ""))
    return ", ".join(texts)


def _numbers(rows: TableRows, name: str) -> dict[int, float]:
    column = rows.table.columns[name]
    plain = {row: value for row, value in enumerate(column.values) if type(value) is float and math.isfinite(value)}
    if len(plain) == len(column.values):
        return plain
    base = _unit(rows, name)
    wanted = (base,) if base else ("",)
    found: dict[int, float] = {}
    for row, value in enumerate(column.values):
        if value is None:
            continue
        if _is_plain(value):
            found[row] = float(value)  # type: ignore[arg-type]
            if found[row] and column.unit is None and base:  # 0.2 below 10 % may be either
                rows.error(
                    "unit-missing",
                    f"The profile `{name}` has {value} without a unit, and other values in {base}.",
                    row,
                    name,
                    f"Head its column `{name} [{base}]` where that holds for all, or give each value its unit.",
                )
            continue
        try:
            found[row] = convert(parse_number(value, column.unit), wanted, f"`{name}`")[0]
        except CellError as error:
            rows.error(error.code, error.message, row, name, error.remedy)
            found[row] = 0.0
    return found


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        return PLAIN.match(value) is not None
    return isinstance(value, float | int) and not isinstance(value, bool) and math.isfinite(value)


def _refuse_gaps(name: str, grid: Floats, given: list[int], slots: Slots) -> None:
    gaps = np.argwhere(np.isnan(grid))
    if not len(gaps):
        return
    texts = [slots.labels[slot] + (f" of {given[year]}" if given else "") for year, slot in gaps[:3]]
    more = f" and {len(gaps) - 3:,} more" if len(gaps) > 3 else ""
    raise CellError(
        "profile-gap",
        f"The profile `{name}` has no value for slot {', '.join(texts)}{more}.",
        f"Give one for each of the {len(slots.labels):,} slots.",
    )


def over_milestones(name: str, grid: Floats, given: list[int], times: Times, interpolate: str) -> Floats:
    """Values at the milestones from values at the years given: exact, linear between, or the last one given.

    Where a milestone holds the mean of its years, these are read alike, the last value given for all after it.
    """
    _check_years(name, given, times, interpolate)
    years = years_of(times) if times.mean_values else list(times.years)
    values = of_years(grid, given, years, interpolate)
    return mean_of_years(values, times) if times.mean_values else values


def of_years(grid: Floats, given: list[int], years: list[int], interpolate: str) -> Floats:
    """(years, slots) values of any years from those given: linear between, or the last one given."""
    if interpolate == "step":
        return grid[[given.index(_last(given, wanted)) for wanted in years]]
    return np.stack([np.interp(years, given, grid[:, slot]) for slot in range(grid.shape[1])], axis=1)


def lacking_milestones(given: list[int], times: Times) -> tuple[int, ...]:
    """The milestones without a value where most have one, so that a row was deleted sooner than left out.

    Whoever gives a few years for many milestones, or the first and the last, means them to be read between.
    """
    lacking = tuple(year for year in times.years if year not in given)
    present = len(times.years) - len(lacking)
    return lacking if len(lacking) < present and present > ENDS else ()


def _check_years(name: str, given: list[int], times: Times, interpolate: str) -> None:
    years = times.years
    missing = [year for year in years if year not in given]
    if missing and years == (1,):
        raise CellError(
            "profile-gap",
            f"The profile `{name}` has values by year, but the plant has no years.",
            "Set `years` in `plant`, or `price_year` for one year.",
        )
    if times.mean_values and not interpolate:
        raise CellError(
            "profile-gap",
            f"`milestone_values` is `mean`, and the profile `{name}` says nothing of the years between milestones.",
            "Set `interpolate` to `linear` or `step` in `plant`.",
        )
    if missing and not interpolate:
        raise CellError(
            "profile-gap",
            f"The profile `{name}` has no value for {', '.join(map(str, missing))}.",
            "Give one, or set `interpolate` to `linear` or `step` in `plant`.",
        )
    outside = [year for year in missing if year < given[0] or (interpolate == "linear" and year > given[-1])]
    if outside:
        raise CellError(
            "profile-gap",
            f"The profile `{name}` runs from {given[0]} to {given[-1]} and says nothing of "
            f"{', '.join(map(str, outside))}.",
            "Give a value for the first and the last milestone.",
        )
