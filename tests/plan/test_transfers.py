"""What owners hand one another in a plan, and what it is worth."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

from ..owners.test_share import GRAIN, WIDE, read


def test_what_is_handed_over_is_worth_what_it_replaces(tmp_path: Path) -> None:
    """500 t of grain go to the farm and stand for soy at 500 a tonne: the farmer would pay 250,000."""
    table = read(GRAIN, tmp_path).optimise().transfers
    (row,) = table.to_dict("records")
    assert (row["giver"], row["taker"], row["material"], row["unit"]) == ("Brewer", "Farmer", "spent grain", "t")
    assert (row["amount"], row["worth"], row["price"]) == pytest.approx((500, 250_000, 500))
    assert row["price_unit"] == "EUR/t"


def test_what_only_passes_somebody_is_no_transfer(tmp_path: Path) -> None:
    """Fodder that the brewer sells at a market which stands at the farm is not the farmer's: nothing is handed over."""
    market = "{market: fodder, site: farm, material: spent grain, price: 150 EUR/t, maximum: 600 t/year}"
    plant = WIDE.replace("markets:\n", f"markets:\n  - {market}\n")
    plan = read(
        plant.replace("spent grain, role: in}", "spent grain, role: in, maximum_share: 0 %}"), tmp_path
    ).optimise()
    assert plan.transfers.empty
    earned = plan.ledger[(plan.ledger["owner"] == "Brewer") & (plan.ledger["element"] == "fodder")]
    assert earned["amount"].sum() == pytest.approx(-90_000)


def test_one_owner_hands_nothing_over(tmp_path: Path) -> None:
    plan = read(GRAIN.replace("owner: Farmer", "owner: Brewer"), tmp_path).optimise()
    assert isinstance(plan, mfo.Plan)
    assert plan.transfers.empty
