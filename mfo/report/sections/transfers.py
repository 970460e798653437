"""Who would pay whom for what, at the plan's prices: a matrix of owners, and the dearest things that change hands."""

from __future__ import annotations

import math

from ...plan.tables.schema import Row
from ..facts.blocks import intro, number, per_year, sentences
from ..facts.language import pretty_unit
from ..facts.markup import Html, details, join, table, tag
from ..facts.plan_view import Figures
from .ledger_section import owners

MOST_LINES = 12
Paid = dict[tuple[str, str], float]
SMALL = 1e-9  # of what the plan costs: what is less is what rounding leaves


def transfers(figures: Figures) -> list[Row]:
    """The rows of the table, what is worth most first."""
    return figures.records("transfers")


def has_transfers(figures: Figures) -> bool:
    """Whether anything that is worth something changes hands."""
    return any(row["worth"] for row in transfers(figures))


def transfers_content(figures: Figures) -> Html:
    """What each pays outside, pays others and is left with; the matrix; and the dearest transfers as sentences."""
    words, names, paid = figures.language, _names(figures), _paid(figures)
    return join(
        [
            intro(words("transfers.intro")),
            _sums(figures, names, paid),
            details(words("transfers.matrix"), _matrix(figures, names, paid)),
            tag("h3", words("transfers.list")),
            transfer_lines(figures, MOST_LINES),
        ]
    )


def transfer_lines(figures: Figures, most: int | None = None) -> Html:
    """What changes hands as sentences, what is worth most first."""
    return sentences([_line(figures, row) for row in transfers(figures)[:most]])


def _paid(figures: Figures) -> Paid:
    """By payer and payee, what is paid at the plan's prices, less what comes back for the same pair's other things."""
    paid: Paid = {}
    for row in transfers(figures):
        payer, payee, money = str(row["taker"] or ""), str(row["giver"] or ""), row["worth"] or 0.0
        paid[payer, payee] = paid.get((payer, payee), 0.0) + money
        paid[payee, payer] = paid.get((payee, payer), 0.0) - money
    return paid


def _names(figures: Figures) -> list[str]:
    dealing = {str(row[side] or "") for row in transfers(figures) for side in ("giver", "taker")}
    return [*owners(figures), *sorted(dealing - {*owners(figures)})]


def _sums(figures: Figures, names: list[str], paid: Paid) -> Html:
    """Per owner: what goes outside, what is paid to other owners, and both together. The middle adds up to nothing."""
    words, unit = figures.language, per_year(figures, pretty_unit(figures.currency))
    headers = [words("transfers.payer"), words("transfers.outside"), words("transfers.net"), words("transfers.after")]
    rows, sums = [], [0.0, 0.0, 0.0]
    for name in names:
        net = math.fsum(money for pair, money in paid.items() if pair[0] == name)
        outside = figures.total("cost", owner=name) if name else _without_owner(figures)
        values = [outside, net, outside + net]
        sums = [total + value for total, value in zip(sums, values, strict=True)]
        rows.append([_name(figures, name), *(_cell(figures, value, unit) for value in values)])
    totals = [words("total"), *(_cell(figures, value, unit) for value in sums)]
    return table(f"{words('transfers.title')} [{unit}]", headers, rows, numeric=range(1, 4), total=totals)


def _matrix(figures: Figures, names: list[str], paid: Paid) -> Html:
    """Payers in rows, payees in columns; each payment stands twice, with opposite signs."""
    words, unit = figures.language, per_year(figures, pretty_unit(figures.currency))
    among = [name for name in names if any(pair[0] == name and money for pair, money in paid.items())]
    headers = [words("transfers.payer"), *(_name(figures, name) for name in among)]
    rows = [
        [_name(figures, one), *(_cell(figures, paid.get((one, other), 0.0), unit) for other in among)] for one in among
    ]
    title = f"{words('transfers.matrix')} [{unit}]"
    return table(title, headers, rows, numeric=range(1, len(headers)), hide_caption=True)


def _without_owner(figures: Figures) -> float:
    return figures.total("cost", owner=None) + figures.total("cost", owner="")


def _name(figures: Figures, name: str) -> str:
    return name or figures.language("no_owner")


def _cell(figures: Figures, value: float, unit: str) -> Html:
    least = SMALL * abs(figures.total("cost"))
    return number(figures.language, value if abs(value) > least else 0.0, unit=unit)


def _line(figures: Figures, row: Row) -> str:
    """``A gives B 730 t of solvent, worth 28,000 MXN/t: 20.4 million MXN``."""
    words = figures.language
    return words(
        "transfers.line",
        giver=_name(figures, str(row["giver"] or "")),
        taker=_name(figures, str(row["taker"] or "")),
        amount=words.amount(row["amount"], str(row["unit"])),
        material=row["material"],
        price=words.amount(row["price"], str(row["price_unit"])),
        worth=words.amount(row["worth"], figures.currency),
    )
