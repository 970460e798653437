"""The table ``generation``: people of a place, what one of them throws away, and of what; read as supplies.

Each row becomes a supply of its name that must be taken; what people keep apart becomes a second one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...plant.model import Floats, Limit, Series, Supply
from ...plant.quantities import HOURS_PER_YEAR
from ..cells.rows import ReadingContext, TableRows
from ..cells.spread import growth_factors
from .campaigns import COLUMN, campaign_supplies, read_campaign, step_names, whole_of

APART = "kept apart"
_ROUNDING = 5e-3  # thirds typed as 33.4 %
Shares = defaultdict[tuple[str, ...], list[tuple[int, Floats]]]  # by the people who throw away: rows and their shares


def generation_names(reading: ReadingContext) -> list[str]:
    """The names of the supplies that the rows stand for."""
    rows = reading.rows("generation")
    return [name for row in rows if rows.text(row, "generation") for name in supplies_of(rows, row)]


def read_generation(reading: ReadingContext) -> tuple[tuple[Supply, ...], tuple[Limit, ...]]:
    """A supply for each row, one for what is kept apart of it, and more for what campaigns win over, with a limit that
    keeps their sum."""
    rows = reading.rows("generation")
    shares: Shares = defaultdict(list)
    found: list[Supply] = []
    limits: list[Limit] = []
    for row in rows:
        found += _supplies(rows, row, shares, limits)
    _tell_shares_above_one(rows, shares)
    return tuple(found), tuple(limits)


def _tell_shares_above_one(rows: TableRows, shares: Shares) -> None:
    """Tell where the shares of what the same people throw away add up to more than all of it."""
    for (site, *_), parts in shares.items():
        most = float(np.max(sum(values for _, values in parts)))
        if most > 1.0 + _ROUNDING:
            rows.findings.warn(
                "generation-shares",
                f"The shares of what the people of `{site}` throw away add up to {100 * most:.6g} %.",
                rows.where(parts[-1][0], "share"),
                "Check the shares: together they are at most 100 %.",
            )


def supplies_of(rows: TableRows, row: int) -> tuple[str, ...]:
    """The names of the supplies that a row stands for."""
    name = rows.text(row, "generation")
    if not rows.given(row, "separated_as"):
        return (name,)
    return name, f"{name}, {APART}", *step_names(rows, row, f"{name}, {APART}")


def population_of(rows: TableRows, row: int) -> Floats | None:
    """(Y or 1, T or 1) how many people a row is about, in each year; None where that cannot be read."""
    people, growth = rows.number(row, "population"), rows.number(row, "growth")
    if people is None:
        return None
    values = np.atleast_2d(people.values)
    if growth is None:
        return values
    yearly = float(growth.values) * (HOURS_PER_YEAR if growth.unit else 1.0)
    return values * growth_factors(rows.reading.times, yearly)[:, None] if -1 < yearly <= 1 else None


def _supplies(rows: TableRows, row: int, shares: Shares, limits: list[Limit]) -> Iterator[Supply]:
    site, material = rows.refer(row, "site"), rows.refer(row, "material")
    if not site or not material:
        return
    unit = rows.reading.unit(material)
    price = rows.number(row, "price", material=unit)
    amount = _amount(rows, row, unit, shares)
    apart, joined, caught = _kept_apart(rows, row, unit)
    if amount is None:
        return
    free = Series(np.zeros(()), f"{rows.reading.settings.currency}/{unit}", "0")
    whole = Supply(
        rows.text(row, "generation"),
        site,
        material,
        amount,
        True,
        price or free,
        where=rows.where(row),
        owner=rows.text(row, "owner"),
        thrown_away=True,
    )
    if apart is None:
        yield whole
        return
    potential = replace(amount, values=np.asarray(amount.values * caught))
    left = replace(whole, amount=replace(amount, values=np.asarray(amount.values * (1.0 - joined * caught))))
    kept = replace(
        whole,
        name=f"{whole.name}, {APART}",
        material=apart,
        amount=replace(amount, values=np.asarray(amount.values * (joined * caught))),
    )
    campaign, people = read_campaign(rows, row, joined), population_of(rows, row)
    if campaign is None or people is None:
        yield from (left, kept)
        return
    steps = list(campaign_supplies(kept, joined, potential, people, campaign))
    limits.append(whole_of(left, steps))
    yield from (replace(left, take_all=False), kept, *steps)


def _amount(rows: TableRows, row: int, unit: str, shares: Shares) -> Series | None:
    """People times what one of them throws away times the share that is this material, by year [material/h]."""
    people, each = rows.number(row, "population"), rows.number(row, "per_head", material=unit)
    share = rows.number(row, "share")
    if share is not None:
        same = tuple(rows.text(row, column) for column in ("site", "population", "per_head", "owner"))
        shares[same].append((row, np.atleast_2d(share.values)))
    if people is None or each is None:
        return None
    parts: list[Floats] = [np.atleast_2d(item.values) for item in (people, each, *([share] if share else []))]
    together = 1.0  # more people who each throw away more: of years apart the mean of the product
    for column in ("growth", "per_head_growth"):
        rate = rows.number(row, column)
        if rate is not None:
            yearly = float(rate.values) * (HOURS_PER_YEAR if rate.unit else 1.0)
            if not -1 < yearly <= 1:
                rows.error(
                    "out-of-range",
                    f"`{column}` is {rate.typed}: it must lie between -100 and 100 % per year.",
                    row,
                    column,
                    "Write `2 %/year` if percent is meant.",
                )
                return None
            together *= 1.0 + yearly
    if together != 1.0:
        parts.append(growth_factors(rows.reading.times, together - 1.0)[:, None])
    values = parts[0]
    for part in parts[1:]:
        values = values * part
    typed = f"{people.typed} people at {each.typed}" + (f", {share.typed} of it" if share else "")
    return Series(values, each.unit, typed, rows.where(row, "per_head"))


def _kept_apart(rows: TableRows, row: int, unit: str) -> tuple[str | None, Floats, Floats]:
    """What people keep apart, the share of them who take part, and of the waste what they catch of it."""
    apart, nothing, all_of_it = rows.refer(row, "separated_as"), np.zeros((1, 1)), np.ones((1, 1))
    joined, caught = rows.number(row, "participation"), rows.number(row, "capture")
    for column in ("participation", "capture", COLUMN):
        if rows.given(row, column) and not rows.given(row, "separated_as"):
            rows.findings.warn(
                "column-unused",
                f"`{column}` says nothing where nothing is kept apart.",
                rows.where(row, column),
                "Name the material in `separated_as`.",
            )
    if apart is None:
        return None, nothing, all_of_it
    if joined is None:
        if not rows.given(row, "participation"):
            rows.error(
                "value-missing",
                "`separated_as` is given, and `participation` is blank.",
                row,
                "participation",
                "Give the share of people who keep it apart, such as `35 %`.",
            )
        read_campaign(rows, row, None)
        return None, nothing, all_of_it
    if rows.reading.unit(apart) != unit:
        rows.error(
            "units-differ",
            f"`{apart}` is counted in {rows.reading.unit(apart)}, and what it is kept apart from in {unit}.",
            row,
            "separated_as",
            "Count both in the same unit.",
        )
        return None, nothing, all_of_it
    return apart, np.atleast_2d(joined.values), all_of_it if caught is None else np.atleast_2d(caught.values)
