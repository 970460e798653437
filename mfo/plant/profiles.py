"""Profiles: values by slot, by year or both, each slot and year exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from ..errors import Where
from .model import Floats
from .quantities import PLAIN, CellError, bare, convert, fit, hint, parse_number, wanted_text

if TYPE_CHECKING:
    from .reading import Rows
    from .slots import Slots


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
                raise CellError("unit-missing", f"`{column}` needs a unit, but the profile `{self.name}` has none.",
                                f"Head its column `{self.name} [{wanted[0]}]`.")  # fmt: skip
            return 1.0, unit
        found = fit(self.unit, wanted)
        if found is None:
            raise CellError("unit-dimension", f"The profile `{self.name}` is in {self.unit}, where `{column}` wants "
                            f"{wanted_text(wanted)}.", hint(self.unit, wanted))  # fmt: skip
        return found


def read_profiles(rows: Rows, slots: Slots, years: tuple[int, ...], interpolate: str) -> dict[str, Profile]:
    """All profiles of the table, by name; what is wrong becomes a finding and its profile is flat."""
    if not len(rows):
        return {}
    positions = _positions(rows, slots)
    labels = _years(rows)
    profiles = {}
    for name, column in rows.table.columns.items():
        if name in rows.columns:
            continue
        try:
            values = _values(rows, name, positions, labels, slots, years, interpolate)
        except CellError as error:
            where = column.where or rows.table.where()
            if not any(problem.where == where for problem in rows.findings):  # a header that is wrong was told already
                rows.findings.error(error.code, error.message, where, error.remedy)
            values = np.array(0.0)
        profiles[name] = Profile(name, values, _unit(rows, name), column.where)
    return profiles


def _positions(rows: Rows, slots: Slots) -> list[int | None]:
    """The slot of each row; None: for the whole year; -1: wrong."""
    found: list[int | None] = []
    for row in rows:
        text = rows.text(row, "slot")
        if not text:
            found.append(None)
            continue
        try:
            found.append(slots.position(text))
        except CellError as error:
            rows.error(error.code, error.message, row, "slot", error.remedy)
            found.append(-1)
    return found


def _years(rows: Rows) -> list[int | None]:
    found: list[int | None] = []
    for row in rows:
        years = rows.integers(row, "year")
        found.append(years[0] if years else None)
    return found


def _unit(rows: Rows, name: str) -> str | None:
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


def _values(rows: Rows, name: str, positions: list[int | None], labels: list[int | None], slots: Slots,
            years: tuple[int, ...], interpolate: str) -> Floats:  # fmt: skip
    numbers = _numbers(rows, name)
    used = [row for row in numbers if positions[row] != -1]
    if not used:
        raise CellError("profile-empty", f"The profile `{name}` has no values.", "Fill its column or drop it.")
    by_slot = {positions[row] is not None for row in used}
    by_year = {labels[row] is not None for row in used}
    if len(by_slot) > 1 or len(by_year) > 1:
        raise CellError("profile-mixed", f"The profile `{name}` has values with and without a "
                        f"{'slot' if len(by_slot) > 1 else 'year'}.", "Give it in every row of the profile, or in "
                        "none.")  # fmt: skip
    given = sorted({labels[row] or 0 for row in used})
    place = {year: position for position, year in enumerate(given)}
    grid = np.full((len(given), len(slots.labels) if by_slot == {True} else 1), np.nan)
    for row in used:
        cell = place[labels[row] or 0], positions[row] or 0
        if not np.isnan(grid[cell]):
            rows.error("profile-twice", f"The profile `{name}` has a second value for the same time.", row, name,
                       "Keep one of them.")  # fmt: skip
        grid[cell] = numbers[row]
    _refuse_gaps(name, grid, given if by_year == {True} else [], slots)
    return over_milestones(name, grid, given, years, interpolate) if by_year == {True} else grid


def _numbers(rows: Rows, name: str) -> dict[int, float]:
    column, base = rows.table.columns[name], _unit(rows, name)
    wanted = (base,) if base else ("",)
    found: dict[int, float] = {}
    for row, value in enumerate(column.values):
        if value is None:
            continue
        if _is_plain(value):
            found[row] = float(value)  # type: ignore[arg-type]
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
    return isinstance(value, float | int) and not isinstance(value, bool) and bool(np.isfinite(value))


def _refuse_gaps(name: str, grid: Floats, given: list[int], slots: Slots) -> None:
    gaps = np.argwhere(np.isnan(grid))
    if not len(gaps):
        return
    texts = [slots.labels[slot] + (f" of {given[year]}" if given else "") for year, slot in gaps[:3]]
    more = f" and {len(gaps) - 3:,} more" if len(gaps) > 3 else ""
    raise CellError("profile-gap", f"The profile `{name}` has no value for slot {', '.join(texts)}{more}.",
                    f"Give one for each of the {len(slots.labels):,} slots.")  # fmt: skip


def over_milestones(name: str, grid: Floats, given: list[int], years: tuple[int, ...], interpolate: str) -> Floats:
    """Values at the milestones from values at the years given: exact, linear between, or the last one given."""
    missing = [year for year in years if year not in given]
    if missing and years == (1,):
        raise CellError(
            "profile-gap", f"The profile `{name}` has values by year, but the plant has no years.",
            "Set `years` in `plant`, or `price_year` for one year.",
        )  # fmt: skip
    if missing and not interpolate:
        raise CellError("profile-gap", f"The profile `{name}` has no value for {', '.join(map(str, missing))}.",
                        "Give one, or set `interpolate` to `linear` or `step` in `plant`.")  # fmt: skip
    outside = [year for year in missing if year < given[0] or (interpolate == "linear" and year > given[-1])]
    if outside:
        raise CellError(
            "profile-gap",
            f"The profile `{name}` runs from {given[0]} to {given[-1]} and says nothing of "
            f"{', '.join(map(str, outside))}.",
            "Give a value for the first and the last milestone.",
        )
    if interpolate == "step":
        last = [max(position for position, year in enumerate(given) if year <= wanted) for wanted in years]
        return grid[last]
    return np.stack([np.interp(years, given, grid[:, slot]) for slot in range(grid.shape[1])], axis=1)
