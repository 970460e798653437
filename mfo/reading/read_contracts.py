"""The table of contracts: minimum amounts and what lacks to them, prices by volume, contracts to sign."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from ..plant.columns.table_spec import number_column
from ..plant.facts.contracts import Contract, PriceTier
from ..plant.model import Market, Series, Supply
from ..plant.quantities import PLAIN, parse_number, show
from .cells.rows import ReadingContext, TableRows
from .tables.supplies_markets import check_order

TIERS = "tiers"
EXAMPLE = "500 t/year: 90 MXN/t; 1000 t/year: -15 %"
ABOVE = number_column(TIERS, "{unit}/h", "", "500 t/year", above_zero=True)
PRICE = number_column(TIERS, "{currency}/{unit}", "", "90 MXN/t")

Item = Supply | Market


def read_contracts(
    reading: ReadingContext, supplies: Sequence[Supply], markets: Sequence[Market]
) -> tuple[Contract, ...]:
    """The table ``contracts``."""
    rows = reading.rows("contracts")
    named: dict[tuple[str, str], Item] = {("supplies", item.name): item for item in supplies}
    named |= {("markets", item.name): item for item in markets}
    found = [_contract(rows, row, named) for row in rows]
    return tuple(contract for contract in found if contract)


def _contract(rows: TableRows, row: int, named: dict[tuple[str, str], Item]) -> Contract | None:
    of = rows.refer_any(row, "of")
    item = named.get(of) if of else None
    if of is None or item is None:
        return None
    unit = rows.reading.unit(item.material if isinstance(item, Supply) else item.materials[0])
    least, most = (rows.number(row, column, unit=unit) for column in ("minimum", "maximum"))
    check_order(rows, row, least, most)
    optional = rows.flag(row, "optional")
    contract = Contract(
        name=rows.text(row, "contract"),
        table=of[0],
        of=item.name,
        monthly=rows.choice(row, "when") == "month",
        minimum=least,
        shortfall_price=_shortfall_price(rows, row, unit),
        maximum=most,
        tiers=_tiers(rows, row, unit),
        all_units=rows.choice(row, "tier_units") == "all",
        optional=optional,
        fixed_cost=rows.number(row, "fixed_cost"),
        where=rows.where(row),
        tiers_where=rows.where(row, TIERS),
    )
    _check(rows, row, contract, item)
    return contract


def _shortfall_price(rows: TableRows, row: int, unit: str) -> Series | None:
    """Money per amount or a share of the price; a bare number above 1 is money of which the unit was forgotten."""
    price = rows.number(row, "shortfall_price", unit=unit)
    if price is not None and PLAIN.match(price.typed) and float(price.typed) > 1:
        rows.error(
            "unit-missing",
            f"`shortfall_price` is {price.typed} without a unit.",
            row,
            "shortfall_price",
            f"Write `{price.typed} {rows.reading.settings.currency}/{unit}`, or `{price.typed} %` of the price.",
        )
    return price


def _tiers(rows: TableRows, row: int, unit: str) -> tuple[PriceTier, ...]:
    """The tiers of a cell, in rising order; of one that is wrong none, and a finding."""
    found, wanted = list[PriceTier](), f"{rows.reading.settings.currency}/{unit}"
    for part in filter(None, (piece.strip() for piece in rows.text(row, TIERS).split(";"))):
        above, colon, price = (text.strip() for text in part.partition(":"))
        if not (above and colon and price):
            _tier_error(rows, row, f"`{TIERS}` has the tier {show(part)}, which is no amount with its price.")
            return ()
        amount = rows.read_number(above, row, ABOVE, (f"{unit}/h",))
        if amount is None:
            return ()
        if price.endswith("%"):
            if price[0] not in "+-":
                message = f"`{TIERS}` has the tier {show(part)}: is {price} taken off, or added?"
                _tier_error(
                    rows, row, message, f"Write `{above}: -{price}` for a rebate, `+{price}` for what is added."
                )
                return ()
            found.append(PriceTier(amount, change=parse_number(price.replace("+", ""), None).value / 100.0))
            continue
        money = rows.read_number(price, row, PRICE, (wanted,))
        if money is None:
            return ()
        found.append(PriceTier(amount, money))
    if any(not np.all(after.above.values > before.above.values) for before, after in pairwise(found)):
        _tier_error(rows, row, f"The amounts of `{TIERS}` do not rise from one to the next.")
        return ()
    return tuple(found)


def _tier_error(rows: TableRows, row: int, text: str, remedy: str = f"Write tiers such as `{EXAMPLE}`.") -> None:
    rows.error("contract-tiers", text, row, TIERS, remedy)


def _check(rows: TableRows, row: int, contract: Contract, item: Item) -> None:
    """Refuse cells that say nothing without others, and what contradicts the row that the contract is about."""
    told: tuple[tuple[str, bool, str], ...] = (
        ("shortfall_price", contract.minimum is None, "minimum"),
        ("tier_units", not rows.given(row, TIERS), TIERS),
        ("fixed_cost", not contract.optional, "optional"),
    )
    for column, lacks, other in told:
        if lacks and rows.given(row, column) and not (other == "minimum" and rows.given(row, other)):
            rows.error(
                "contract-column",
                f"`{column}` says nothing where `{other}` is blank.",
                row,
                column,
                f"Fill in `{other}`, or leave `{column}` blank.",
            )
    says: tuple[Series | None, ...] = (contract.minimum, contract.maximum)
    typed = any(rows.given(row, column) for column in ("minimum", "maximum", TIERS))
    if not any(says) and not contract.tiers and not contract.optional and not typed:
        rows.error(
            "contract-empty",
            f"`{contract.name}` says nothing: it has no amount, no tiers, and is not to be decided.",
            row,
            "contract",
            "Give its `minimum`, its `maximum` or its `tiers`, or write `yes` under `optional`.",
        )
    must = item.take_all if isinstance(item, Supply) else item.minimum is not None and bool(np.any(item.minimum.values))
    if contract.optional and must:
        cell = "take all" if isinstance(item, Supply) else "a `minimum`"
        rows.error(
            "contract-must",
            f"`{contract.name}` need not be signed, and `{item.name}` has {cell}: without the contract that could not "
            "hold.",
            row,
            "optional",
            "Give the least amount as the `minimum` of the contract alone.",
        )
