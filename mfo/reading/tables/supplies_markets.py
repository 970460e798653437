"""Supplies, stores, markets and returns: what enters, waits, leaves and comes back."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace

import numpy as np

from ...plant.model import Market, Return, Series, Store, Supply
from ...plant.quantities import HOURS_PER_YEAR, CellError, parse_number, show, unit_of
from ..cells.rows import ReadingContext, TableRows
from ..cells.spread import growth_factors
from ..checks.blank_capacity import check_least_load
from ..checks.loss_shares import check_store_loss
from ..checks.price_tiers import check_after
from ..cohorts.products import Lifetime, aged, read_ages, read_lifetime
from ..money.read_size_curve import decides
from ..money.read_sizes import read_sizes
from ..operation.control import read_control
from ..operation.slot_counts import whole_slots

PER_HOUR = "1/h"


def read_supplies(reading: ReadingContext) -> tuple[Supply, ...]:
    """The table ``supplies``."""
    rows = reading.rows("supplies")
    found = [supply for row in rows if (supply := _supply(rows, row))]
    check_after(rows, found, lambda item: item.amount if isinstance(item, Supply) else None, "amount")
    return tuple(found)


def _supply(rows: TableRows, row: int) -> Supply | None:
    site, material = rows.refer(row, "site"), rows.refer(row, "material")
    take = rows.choice(row, "take")
    if not (material or (meant := rows.meant(row, "material"))):
        return None
    unit = rows.reading.unit(material or meant)
    amount = grown(rows, row, rows.number(row, "amount", material=unit))
    price = rows.number(row, "price", material=unit)
    if take == "all" and not rows.given(row, "amount"):
        rows.error(
            "value-missing",
            "All is to be taken, but `amount` is blank.",
            row,
            "amount",
            "Give the amount, or write `up to` under `take`.",
        )
    least = rows.number(row, "minimum_load", material=unit)
    if take == "all" and least is not None:
        rows.findings.warn(
            "column-unused",
            "`minimum_load` says nothing where all is taken.",
            rows.where(row, "minimum_load"),
            "Leave it blank, or write `up to` under `take`.",
        )
        least = None
    check_least_load(rows, row, least, amount, "amount")
    if price is None or not take or not site or not material:
        return None
    return Supply(
        rows.text(row, "supply"),
        site,
        material,
        amount,
        take == "all",
        price,
        where=rows.where(row),
        owner=rows.text(row, "owner"),
        after=rows.refer(row, "after") or "",
        fixed_cost=rows.number(row, "fixed_cost"),
        minimum_load=least,
        today=rows.is_there_today(row),
    )


def grown(rows: TableRows, row: int, series: Series | None) -> Series | None:
    """A series that grows by the row's ``growth`` per year, compound from the first milestone."""
    if series is None or not rows.given(row, "growth"):
        return series
    growth = rows.number(row, "growth")
    if growth is None:
        return series
    yearly = float(growth.values) * (HOURS_PER_YEAR if growth.unit else 1.0)
    if yearly <= -1 or yearly > 1:
        meant = "2" if "%" in growth.typed else f"{yearly:g}"
        rows.error(
            "out-of-range",
            f"`growth` is {growth.typed}: it must lie between -100 and 100 % per year.",
            row,
            "growth",
            f"Write `{meant} %/year` if percent is meant.",
        )
        return series
    if series.values.ndim > 1 and series.values.shape[0] > 1:
        rows.findings.warn(
            "growth-twice",
            f"The amount is a value for each year ({series.typed}), and grows by {growth.typed} on top of it.",
            rows.where(row, "growth"),
            "Leave `growth` blank if the values by year hold it already.",
        )
    factors = growth_factors(rows.reading.times, yearly)
    values = np.atleast_2d(series.values) * factors[:, None]
    return replace(series, values=values, typed=f"{series.typed}, growing by {growth.typed}")


def shared_unit(rows: TableRows, row: int, column: str, materials: tuple[str, ...]) -> str | None:
    """The one unit of several materials; a finding where they differ."""
    units = {rows.reading.unit(material) for material in materials}
    if len(units) > 1:
        words = ", ".join(f"`{name}` in {rows.reading.unit(name)}" for name in materials)
        rows.error(
            "units-differ",
            f"Materials counted in different units cannot share a row: {words}.",
            row,
            column,
            "Use one row for each unit.",
        )
        return None
    return next(iter(units), None)


def check_order(rows: TableRows, row: int, least: Series | None, most: Series | None) -> None:
    """Record an error where a minimum lies above its maximum."""
    if least is not None and most is not None and np.any(least.values > most.values * (1 + 1e-12) + 1e-12):
        rows.error(
            "minimum-above-maximum",
            f"The minimum ({least.typed}) lies above the maximum ({most.typed}).",
            row,
            "minimum",
            "Exchange them or check the units.",
        )


def read_stores(reading: ReadingContext) -> tuple[Store, ...]:
    """The table ``stores``."""
    rows = reading.rows("stores")
    found = [_store(rows, row, reading) for row in rows]
    return tuple(store for store in found if store)


def _store(rows: TableRows, row: int, reading: ReadingContext) -> Store | None:
    site = rows.refer(row, "site")
    materials = tuple(name for _, name in rows.refer_all(row, "material"))
    unit = shared_unit(rows, row, "material", materials)
    if not (materials and unit):
        return None
    capacity = rows.number(row, "capacity", material=unit)
    start, end = rows.scalar(row, "start", material=unit), rows.scalar(row, "end", material=unit)
    for column, level in (("start", start), ("end", end)):
        if level is not None and capacity is not None and level > float(np.max(capacity.values)) * (1 + 1e-12):
            rows.error(
                "stock-above-capacity",
                f"`{column}` ({level:g} {unit}) is more than the store holds ({capacity.typed}).",
                row,
                column,
                "Check the units.",
            )
    if len(materials) > 1 and (start is not None or end is not None):
        rows.error(
            "stock-shared",
            "`start` and `end` of a store of several materials do not say of which.",
            row,
            "start",
            "Give each material a store of its own.",
        )
    loss, cost = rows.number(row, "loss"), rows.number(row, "cost", material=unit)
    check_store_loss(rows, row, loss)
    carry, stay = rows.flag(row, "carry"), rows.scalar(row, "maximum_stay")
    across = _across_days(rows, row, stay, reading)
    most_in, most_out = (rows.number(row, f"maximum_{way}", material=unit) for way in ("charge", "discharge"))
    _check_power(rows, row, capacity, (most_in, most_out))
    sizes = read_sizes(rows, row, lambda column: rows.number(row, column, material=unit), capacity, unit)
    if not site:
        return None
    return Store(
        rows.text(row, "store"),
        site,
        materials,
        capacity,
        start,
        end,
        carry,
        loss,
        cost,
        stay,
        where=rows.where(row),
        across_days=across,
        loss_is_outlet=rows.flag(row, "loss_is_outlet"),
        charge_efficiency=rows.number(row, "charge_efficiency"),
        discharge_efficiency=rows.number(row, "discharge_efficiency"),
        maximum_charge=most_in,
        maximum_discharge=most_out,
        end_value=_end_value(rows, row, unit),
        today=rows.is_there_today(row),
        **vars(sizes),
    )


def _check_power(
    rows: TableRows, row: int, capacity: Series | None, powers: tuple[Series | None, Series | None]
) -> None:
    """A power as a share of the capacity needs one."""
    for column, power in zip(("maximum_charge", "maximum_discharge"), powers, strict=True):
        if power is not None and power.unit == PER_HOUR and capacity is None and not decides(rows, row):
            rows.error(
                "capacity-missing",
                f"`{column}` is a share of the capacity, and there is none.",
                row,
                column,
                "Give the `capacity`, or the most per time, such as `2 t/h`.",
            )


def _end_value(rows: TableRows, row: int, unit: str) -> float | None:
    """What the stock at the end is worth; without a start, or with a given end, it would say nothing."""
    value = rows.scalar(row, "end_value", material=unit)
    if value is not None and (not rows.given(row, "start") or rows.given(row, "end")):
        rows.error(
            "end-value",
            "`end_value` needs a `start`, and an `end` that is left free: else the stock at the end is no decision.",
            row,
            "end_value",
            "Give `start` and leave `end` blank.",
        )
        return None
    return value


def _across_days(rows: TableRows, row: int, stay: float | None, reading: ReadingContext) -> bool:
    """Whether the stock runs from one typical day to the next; what has no meaning beside it is refused."""
    across, days = rows.flag(row, "across_days"), bool(reading.times.follows)
    if across and not days:
        reading.findings.warn(
            "column-unused",
            "`across_days` says nothing where slots belong to no typical days.",
            rows.where(row, "across_days"),
            "Give the slots a `day`, or leave it out.",
        )
    if across and days and stay is not None:
        rows.error(
            "days-stay",
            "`maximum_stay` cannot be followed through days that repeat.",
            row,
            "maximum_stay",
            "Leave out `across_days`, or `maximum_stay`.",
        )
    for column in ("start", "end", "carry") if days and not across else ():
        if rows.flag(row, column) if column == "carry" else rows.given(row, column):
            rows.error(
                "days-cycle",
                f"`{column}` says nothing of a stock that cycles within each typical day.",
                row,
                column,
                "Set `across_days: yes`, so that it runs from day to day through the year.",
            )
    return across


def read_markets(reading: ReadingContext) -> tuple[Market, ...]:
    """The table ``markets``."""
    rows = reading.rows("markets")
    found = [market for row in rows if (market := _market(rows, row))]
    check_after(rows, found, lambda item: item.maximum if isinstance(item, Market) else None, "maximum")
    return tuple(found)


def _market(rows: TableRows, row: int) -> Market | None:
    site = rows.refer(row, "site")
    materials = tuple(name for _, name in rows.refer_all(row, "material"))
    known = materials or tuple(name for name in (rows.meant(row, "material"),) if name)
    unit = shared_unit(rows, row, "material", known)
    if not (known and unit):
        return None
    price = rows.number(row, "price", material=unit)
    least = grown(rows, row, rows.number(row, "minimum", material=unit))
    most = grown(rows, row, rows.number(row, "maximum", material=unit))
    check_order(rows, row, least, most)
    load = rows.number(row, "minimum_load", material=unit)
    if load is not None and least is not None and np.all(least.values >= load.values):
        rows.findings.warn(
            "column-unused",
            "`minimum_load` says nothing where `minimum` is as much: so much is delivered anyway.",
            rows.where(row, "minimum_load"),
            "Leave one of them blank.",
        )
        load = None
    check_least_load(rows, row, load, most, "maximum")
    substitution = rows.scalar(row, "substitution")
    if substitution is not None and not rows.given(row, "replaces"):
        rows.findings.warn(
            "column-unused",
            "`substitution` says nothing where nothing is replaced.",
            rows.where(row, "substitution"),
            "Fill in `replaces`, or leave it blank.",
        )
    if price is None or not site or not materials:
        return None
    return Market(
        rows.text(row, "market"),
        site,
        materials,
        price,
        least,
        most,
        rows.route(row),
        rows.text(row, "replaces"),
        where=rows.where(row),
        substitution=substitution,
        owner=rows.text(row, "owner"),
        after=rows.refer(row, "after") or "",
        minimum_load=load,
        control=read_control(rows, row),
        today=rows.is_there_today(row),
    )


def read_returns(reading: ReadingContext, markets: tuple[Market, ...]) -> tuple[Return, ...]:
    """The table ``returns``; shares of one sold material may not exceed one together."""
    rows = reading.rows("returns")
    by_name = {market.name: market for market in markets}
    found: list[Return] = []
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        lasting = read_lifetime(rows, row)
        item = _return(rows, row, by_name, lasting)
        if item is None:
            continue
        ages = read_ages(rows, row)
        if rows.text(row, "of") in by_name:  # else read as of the market that is meant, for its numbers alone
            found += aged(item, lasting, ages)
        sold = item.sold or by_name[item.market].materials[0]
        if not item.share.unit and not item.counts_use:
            shares[(item.market, sold)] += float(np.max(item.share.values))
            if shares[(item.market, sold)] > 1 + 1e-9:
                typed = rows.text(row, "share")
                remedy = "Lower them to 1 or less together."
                if re.fullmatch(r"[\d.]+", typed):
                    remedy = f"Write `{typed} %` if percent is meant; lower them to 1 or less together."
                rows.error(
                    "share-above-one",
                    f"More than all of the `{sold}` delivered to `{item.market}` comes back: "
                    f"the shares add up to {shares[(item.market, sold)]:.4g}.",
                    row,
                    "share",
                    remedy,
                )
    return tuple(found)


def _return(rows: TableRows, row: int, markets: dict[str, Market], lasting: Lifetime | None) -> Return | None:
    name, material, site = rows.refer(row, "of"), rows.refer(row, "as"), rows.refer(row, "at")
    sold = rows.refer(row, "sold")
    after = (0.0, True) if rows.given(row, "lifetime") else _after(rows, row)
    market = markets.get(name or rows.meant(row, "of"))
    if not (market and material and site) or after is None:
        return None
    if sold and sold not in market.materials:
        rows.error(
            "not-sold",
            f"`{market.name}` takes no `{sold}`.",
            row,
            "sold",
            "It takes " + ", ".join(f"`{each}`" for each in market.materials) + ".",
        )
        return None
    if not sold and len(market.materials) > 1:
        rows.error(
            "value-missing",
            f"`{market.name}` takes several materials: which one comes back?",
            row,
            "sold",
            "Name one of " + ", ".join(f"`{each}`" for each in market.materials) + ".",
        )
        return None
    share = rows.number(
        row, "share", material=rows.reading.unit(material), sold=rows.reading.unit(sold or market.materials[0])
    )
    if share is None:
        return None
    if rows.given(row, "lifetime") and lasting is None:
        return None
    return Return(
        market.name,
        sold,
        material,
        site,
        after[0],
        after[1],
        share,
        rows.where(row),
        counts_use=rows.choice(row, "counts") == "in use",
    )


def _after(rows: TableRows, row: int) -> tuple[float, bool] | None:
    """The lag: (slots, False) or (years, True)."""
    text = rows.text(row, "after")
    if not text:
        return None
    header = rows.table.columns["after"].unit
    try:
        return _lag(rows, f"{text} {header}" if header and re.fullmatch(r"[\d.]+", text) else text)
    except CellError as error:
        told = error.message if "`after`" in error.message else f"`after` is {show(text)}, which is no time."
        remedy = error.remedy if "`after`" in error.message else "Write `2 years` or `3 slots`."
        rows.error(error.code, told, row, "after", remedy)
        return None


def _lag(rows: TableRows, text: str) -> tuple[float, bool]:
    slots = re.fullmatch(r"(\d+)\s*slots?", text)
    if slots:
        return float(slots[1]), False
    number = parse_number(text, None)
    if number.unit is None and number.value != 0:
        raise CellError(
            "unit-missing", f"`after` is {text}: slots or years?", f"Write `{text} slots` or `{text} years`."
        )
    hours = number.value * (number.unit.factor if number.unit else 0.0)
    if number.unit and number.unit.dimension != unit_of("h").dimension:
        raise CellError("unit-dimension", f"`after` is {text}, which is no time.", "Write `2 years` or `3 slots`.")
    if hours < 0:
        raise CellError("negative", f"`after` is {text}: nothing comes back before it is sold.", "Check the sign.")
    times = rows.reading.times
    years = hours / HOURS_PER_YEAR
    lag = whole_slots(hours, times.hours)
    longer = not times.roadmap and times.hours_per_year > 1.01 * HOURS_PER_YEAR  # several years, slot by slot
    if abs(years - round(years)) < 1e-9 and hours and not (longer and lag is not None):
        return float(round(years)), True
    if not hours:
        return 0.0, False  # within the slot in which it was sold
    if lag is None:
        raise CellError(
            "lag",
            f"`after` is {text}, which is neither whole years nor whole slots.",
            "Give it in slots, such as `3 slots`.",
        )
    return float(lag), False
