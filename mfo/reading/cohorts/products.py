"""Products in use: a row of `returns` with a lifetime becomes one return for each age; what was sold before comes back.

The lifetime's mean stands in `after`, its standard deviation in `spread`; `counts: in use` brings no product back, but
counts those in use.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from ...plant.lifetimes import Distribution, Floats, Product, discarded, in_use
from ...plant.model import Market, Material, Return, Series, Supply, Times
from ...plant.quantities import HOURS_PER_YEAR, CellError, parse_number, show, unit_of
from ..cells.rows import ReadingContext, TableRows

LEAST_PART = 1e-9  # of what is sold: what comes back at an age is no less, so that the program has no tinier numbers
WITHOUT_SPREAD = ("fixed", "decay")
Lifetime = tuple[Distribution, float, float]
Before = Mapping[tuple[str, str], dict[int, float]]
"""By market and material, what was taken in each year before the horizon."""


def read_lifetime(rows: TableRows, row: int) -> Lifetime | None:
    """(distribution, mean, spread) of a row of ``returns``, in years; None without one, or where it cannot be."""
    chosen = rows.choice(row, "lifetime")
    spread = rows.scalar(row, "spread")
    if not chosen:
        _check_without(rows, row)
        return None
    if chosen not in WITHOUT_SPREAD and spread is None:
        rows.error(
            "value-missing",
            f"The lifetime is {chosen}, and `spread` is blank.",
            row,
            "spread",
            "Give its standard deviation, such as `3 year`, or let the lifetime be `fixed`.",
        )
        return None
    if chosen in WITHOUT_SPREAD and spread is not None:
        rows.findings.warn(
            "column-unused",
            f"`spread` says nothing of a lifetime that is `{chosen}`.",
            rows.where(row, "spread"),
            "Leave it blank.",
        )
    if rows.choice(row, "counts") == "in use" and len(rows.reading.times.hours) > 1:
        rows.error(
            "use-by-slot",
            "What is in use is counted at the year's end, and the year has several slots.",
            row,
            "counts",
            "Let the year be one slot.",
        )
        return None
    mean = _mean(rows, row)
    return None if mean is None else (chosen, mean, (spread or 0.0) / HOURS_PER_YEAR)  # type: ignore[return-value]


def _check_without(rows: TableRows, row: int) -> None:
    if rows.given(row, "spread"):
        rows.findings.warn(
            "column-unused",
            "`spread` says nothing without a lifetime.",
            rows.where(row, "spread"),
            "Give `lifetime`, or leave it blank.",
        )
    if rows.choice(row, "counts") == "in use":
        rows.error(
            "value-missing",
            "`counts` is `in use`, and `lifetime` is blank: nobody knows how long.",
            row,
            "lifetime",
            "Write `fixed`, or how it is spread: `normal`, `lognormal`, `weibull`.",
        )


def _mean(rows: TableRows, row: int) -> float | None:
    text = rows.text(row, "after")
    header = rows.table.columns["after"].unit if "after" in rows.table.columns else None
    try:
        number = parse_number(text if not header else f"{text} {header}", None)
        hours = number.value * (number.unit.factor if number.unit else 0.0)
        if number.unit is None or number.unit.dimension != unit_of("h").dimension or hours <= 0:
            raise CellError("lag", f"`after` is {show(text)}: no mean of a lifetime.", "")
    except CellError:
        rows.error(
            "lag",
            f"`after` is {show(text)}, where the mean of the lifetime is wanted.",
            row,
            "after",
            "Write it in years, such as `12.5 years`.",
        )
        return None
    return float(hours / HOURS_PER_YEAR)


def read_ages(rows: TableRows, row: int) -> tuple[float, float]:
    """The first and the last year after that a row of ``returns`` is about."""
    text = rows.text(row, "ages")
    if not text:
        return 0.0, np.inf
    found = re.fullmatch(r"(\d+)(?:\s*(?:to|-|–)\s*(\d+)|\s+on)?", text)
    first, last = (float(found[1]), float(found[2] or (found[1] if "on" not in text else np.inf))) if found else (1, 0)
    if first > last:
        rows.error(
            "ages",
            f"`ages` is {show(text)}, which names no years.",
            row,
            "ages",
            "Write the first and the last, such as `5 to 14`, or `15 on`.",
        )
    if not rows.given(row, "lifetime"):
        rows.findings.warn(
            "column-unused",
            "`ages` says nothing without a lifetime.",
            rows.where(row, "ages"),
            "Give `lifetime`, or leave it blank.",
        )
    return float(first), float(last)


def aged(item: Return, lasting: Lifetime | None, ages: tuple[float, float]) -> Iterator[Return]:
    """The return for each age at which some of it comes back; without a lifetime the return itself."""
    if lasting is None:
        yield item
        return
    shares = in_use(*lasting)
    for age, part in enumerate(shares if item.counts_use else discarded(shares)):
        if part > LEAST_PART and ages[0] <= age <= ages[1]:
            share = replace(item.share, values=np.asarray(item.share.values * part))
            yield replace(item, after=float(age), in_years=True, share=share, in_use=tuple(shares.tolist()))


def products(returns: tuple[Return, ...], markets: tuple[Market, ...], before: Before) -> tuple[Product, ...]:
    """What markets hand out for a lifetime, by how much is in use at which age, with what was sold before."""
    parts: dict[tuple[str, str], dict[bool, list[Return]]] = defaultdict(lambda: defaultdict(list))
    by_name = {market.name: market for market in markets}
    for item in returns:
        if item.in_use:
            sold = item.sold or by_name[item.market].materials[0]
            parts[item.market, sold][item.counts_use].append(item)
    return tuple(
        Product(market, sold, _shares(found), tuple(sorted(before.get((market, sold), {}).items())))
        for (market, sold), found in parts.items()
    )


def _shares(found: dict[bool, list[Return]]) -> tuple[float, ...]:
    """The share in use by age; of grades that last differently the mean, each by how much of it comes back."""
    parts: dict[tuple[float, ...], float] = defaultdict(float)
    for item in found.get(True) or found[False]:
        parts[item.in_use] += float(np.mean(item.share.values))
    mean: Floats = np.zeros(max(map(len, parts)))
    for shares, part in parts.items():
        mean[: len(shares)] += np.array(shares) * part / sum(parts.values())
    return tuple(mean.tolist())


def read_sold_before(reading: ReadingContext, markets: tuple[Market, ...]) -> Before:
    """The table ``sold_before``."""
    rows = reading.rows("sold_before")
    by_name, found = {market.name: market for market in markets}, defaultdict[tuple[str, str], dict[int, float]](dict)
    for row in rows:
        market = by_name.get(rows.refer(row, "of") or "")
        sold, years = rows.refer(row, "sold"), rows.integers(row, "year")
        if market is None or not years:
            continue
        material = sold or market.materials[0]
        amount = rows.scalar(row, "amount", sold=reading.unit(material))
        if _fits(rows, row, market, sold, years[0]) and amount is not None:
            found[market.name, material][years[0]] = amount
    return found


def _fits(rows: TableRows, row: int, market: Market, sold: str | None, year: int) -> bool:
    """Whether a row speaks of something that the market takes, in a year before the horizon."""
    times, several = rows.reading.times, len(market.materials) > 1
    if not times.roadmap:
        rows.error(
            "roadmap-missing",
            "What was sold before comes back over calendar years, and the plant has none.",
            row,
            "year",
            "Set the milestone `years` in `plant`.",
        )
    elif year >= times.years[0]:
        rows.error(
            "out-of-range",
            f"{year} is not before the first milestone {times.years[0]}.",
            row,
            "year",
            "What is sold from then on is the plan's.",
        )
    elif (sold and sold not in market.materials) or (several and not sold):
        rows.error(
            "not-sold",
            f"Which of its materials did `{market.name}` take?",
            row,
            "sold",
            "It takes " + ", ".join(f"`{each}`" for each in market.materials) + ".",
        )
    else:
        return True
    return False


def from_before(
    reading: ReadingContext, returns: tuple[Return, ...], before: Before, markets: tuple[Market, ...]
) -> tuple[Supply, ...]:
    """What comes back in the horizon, or is in use in it, of what was sold before: supplies that must be taken."""
    times, by_name = reading.times, {market.name: market for market in markets}
    amounts: dict[tuple[str, str, str], Floats] = {}
    for item in returns:
        sold = item.sold or by_name[item.market].materials[0]
        for year, amount in before.get((item.market, sold), {}).items() if item.in_years else ():
            back = amount * float(np.mean(np.atleast_2d(item.share.values)[0])) * _in_year(times, year, item.after)
            key = (item.market, item.material, item.site)
            amounts[key] = amounts.get(key, 0.0) + back
    return tuple(
        Supply(
            f"{material} of {market} from before",
            site,
            material,
            Series(amount[:, None] / times.hours_per_year, f"{reading.unit(material)}/h", "sold before"),
            True,
            Series(np.zeros(()), f"{reading.settings.currency}/{reading.unit(material)}", "0"),
            sold_before=True,
        )
        for (market, material, site), amount in amounts.items()
        if amount.any()
    )


def _in_year(times: Times, sold: int, after: float) -> Floats:
    """(Y,) the share of each milestone's years that a return of so long after falls in."""
    first, span = np.array(times.years, dtype=float), times.span
    year = sold + round(after)
    return np.where((first <= year) & (year < first + span), 1.0 / span, 0.0)


def no_waste(reading: ReadingContext, returns: tuple[Return, ...]) -> dict[str, Material]:
    """The materials that only count what is in use, which are no waste."""
    counted = {item.material for item in returns if item.counts_use}
    return {name: replace(reading.materials[name], waste=False) for name in counted}
