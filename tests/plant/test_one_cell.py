"""A cell that a study varies: what stands in it, and what is typed for it."""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.reading.cell import find_cell

from .plants import first, tables_of


def test_a_number_with_its_unit_is_written_with_it(tmp_path: Path) -> None:
    """10 MXN/t: -20 % of it is 8, and 12,000 MXN/kt is 12."""
    cell = find_cell(tables_of(tmp_path), "supplies", "harvest", "price")
    assert (cell.value, cell.unit, cell.name) == (10.0, "MXN/t", "supplies harvest price")
    assert cell.end("-20 %") == pytest.approx(8)
    assert cell.number("12000 MXN/kt") == pytest.approx(12)
    assert cell.number(7) == 7
    assert cell.change(12.0) == ("supplies", "harvest", "price", "12.0 MXN/t")


def test_a_plain_number_stays_plain(tmp_path: Path) -> None:
    """A share typed as a number has no unit to be written with."""
    cell = find_cell(tables_of(tmp_path, first("markets", 1, minimum=0)), "markets", "shop", "minimum")
    assert (cell.value, cell.unit) == (0.0, "")
    assert cell.change(2.0) == ("markets", "shop", "minimum", 2.0)


def test_of_a_profile_ends_are_shares(tmp_path: Path) -> None:
    """30 % more of a profile is 1.3 times it; a number that is no share is refused."""
    change = {**first("supplies", amount="harvest time"), "profiles": [{"slot": 1, "harvest time [t/d]": 40}]}
    cell = find_cell(tables_of(tmp_path, change), "supplies", "harvest", "amount")
    assert cell.profile == "harvest time"
    assert cell.end("+30 %") == pytest.approx(1.3)
    assert cell.number("50 %") == pytest.approx(0.5)
    assert cell.change(1.3) == ("supplies", "harvest", "amount", "harvest time * 1.3")
    with pytest.raises(mfo.UsageError, match="`44 t/d` is no share of the profile `harvest time`"):
        cell.end("44 t/d")


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        (("bogus", "harvest", "price"), "The plant has no table `bogus`"),
        (("supplies", "harvest", "bogus"), "The table `supplies` has no column `bogus`"),
        (("supplies", "bogus", "price"), "The table `supplies` has no row `bogus`"),
        (("plant", "discount_rate", "value"), "The cell plant discount_rate value is blank"),
        (("supplies", "barn", "amount"), "The cell supplies barn amount is blank"),
    ],
)
def test_a_cell_that_cannot_be_varied_is_told(cell: tuple[str, str, str], said: str, tmp_path: Path) -> None:
    with pytest.raises(mfo.UsageError, match=said):
        find_cell(tables_of(tmp_path), *cell)


def test_what_is_no_number_for_a_cell_is_told_with_an_example(tmp_path: Path) -> None:
    cell = find_cell(tables_of(tmp_path), "supplies", "harvest", "price")
    with pytest.raises(mfo.UsageError, match="`3 t` is no number for supplies harvest price") as caught:
        cell.number("3 t")
    assert caught.value.problems[0].remedy == "Write it like `10 MXN/t`."
