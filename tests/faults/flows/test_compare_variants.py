"""Plans side by side that do not span the same time, call their years otherwise, or count in other units.

By hand: 10 t of whey a day to the pigs at 5 MXN/t, in each of the plants.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo
from mfo.report import compare_summary, several_summary, write_comparison

WHEY = """
plant: {name: NAME, currency: MXN}
materials: [{material: whey, unit: t}]
sites: [{site: dairy}]
supplies: [{supply: cheese, site: dairy, material: whey, amount: 10 t/d, take: all, price: 0 MXN/t}]
markets: [{market: pigs, site: dairy, material: whey, price: -5 MXN/t}]
"""


def planned(tmp_path: Path, name: str, *changes: tuple[str, str]) -> mfo.Plan:
    text = WHEY.replace("NAME", name)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / f"{name}.yaml"
    path.write_text(text, encoding="utf-8")
    return mfo.read(path).optimise()


@pytest.mark.parametrize(
    "more",
    [
        "slots: 30 days",
        "slots: 12 months",
        "slots: 12 months, start: 2024-01-01",  # its year is called 2024, and has 366 days
        "slots: 168 hours",
        "years: [2025, 2030]",
        "years: [2025, 2030, 2040]",
    ],
)
def test_what_flows_alike_is_no_difference_of_flow(more: str, tmp_path: Path) -> None:
    """10 t a day are 10 t a day, over whatever stretch of time the totals are, and whatever its years are called. It
    came out as 0 t/d in the one and 10 t/d in the other, and on the page as 300 t / 365."""
    year = planned(tmp_path, "year")
    other = planned(tmp_path, "other", ("currency: MXN", f"currency: MXN, {more}"))
    for pair in ((year, other), (other, year)):
        assert [line for line in compare_summary(*pair) if "whey" in line] == []
        write_comparison(*pair, tmp_path / "page.html")
        assert ">whey<" not in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_prices_of_two_years_are_told_to_be_so(tmp_path: Path) -> None:
    """5 MXN/t of 2020 are not 5 MXN/t of 2025; of a plant that names no year nothing is known."""
    undated = planned(tmp_path, "undated")
    old, new = (
        planned(tmp_path, name, ("currency: MXN", f"currency: MXN, price_year: {year}"))
        for name, year in (("old", 2020), ("new", 2025))
    )
    told = [line for line in compare_summary(old, new) if "of the year" in line]
    assert len(told) == 1
    assert "of the year 2020" in told[0]
    assert told[0].endswith("of 2025: their prices differ by that, too.")
    for pair in ((old, undated), (undated, new), (old, old)):
        assert not any("of the year" in line for line in compare_summary(*pair))


def test_what_flows_otherwise_is_told_by_the_day(tmp_path: Path) -> None:
    """12 t a day for 30 days beside 10 t a day for a year."""
    changes = (("currency: MXN", "currency: MXN, slots: 30 days"), ("10 t/d", "12 t/d"))
    lines = compare_summary(planned(tmp_path, "year"), planned(tmp_path, "month", *changes))
    assert any("do not span the same time" in line for line in lines)
    assert [line for line in lines if line.startswith("pigs, whey")] == [
        "pigs, whey: 10 t/d in the first, 12 t/d in the second."
    ]


def test_roadmaps_of_other_years_are_compared_by_their_means(tmp_path: Path) -> None:
    """10 t a day grow by a half by 2030: on average 12.5 in [2025, 2030], where each stands for five years."""
    grown = ("amount: 10 t/d", "amount: grown")
    profile = ("markets:", 'profiles: [{year: 2025, "grown [t/d]": 10}, {year: 2030, "grown [t/d]": 15}]\nmarkets:')
    road = planned(tmp_path, "road", ("currency: MXN", "currency: MXN, years: [2025, 2030]"), grown, profile)
    lines = compare_summary(planned(tmp_path, "year"), road)
    assert any(line == "pigs, whey: 10 t/d in the first, 12.5 t/d in the second." for line in lines)


def test_a_material_in_another_kind_of_unit_is_told(tmp_path: Path) -> None:
    """10 m3 a day are not 10 t a day, and both cost 18,250 MXN a year."""
    volume = (("unit: t", "unit: m3"), ("10 t/d", "10 m3/d"), ("MXN/t", "MXN/m3"))
    lines = compare_summary(planned(tmp_path, "tonnes"), planned(tmp_path, "volume", *volume))
    assert "whey is counted in t in the first, and in m3 in the second." in lines
    assert "In every total that can be compared the two plans are the same." in lines


def test_of_several_plans_each_that_spans_another_time_is_told(tmp_path: Path) -> None:
    """18,250 MXN a year beside 1,500 in 30 days and 18,250 USD: the totals stood side by side without a word."""
    plans = {
        "year": planned(tmp_path, "year"),
        "month": planned(tmp_path, "month", ("currency: MXN", "currency: MXN, slots: 30 days")),
        "dollars": planned(tmp_path, "dollars", ("MXN", "USD")),
    }
    told = several_summary(plans)
    assert "they do not span the same time" in told[0]
    assert told[1] == "year counts money in MXN, dollars in USD: their money is not compared."


@pytest.mark.parametrize(
    ("code", "words"),
    [("en", ("pigs = 0 t/d held", "no decision held")), ("es", ("fijo", "sin decisiones fijas"))],
)
def test_a_decision_that_is_held_is_told(code: str, words: tuple[str, str], tmp_path: Path) -> None:
    """One plan holds a decision and the other none, of one plant: it was not told by what they differ."""
    text = WHEY.replace("NAME", "one").replace("take: all", "take: up to")
    (tmp_path / "plant.yaml").write_text(text, encoding="utf-8")
    bench = mfo.read(tmp_path / "plant.yaml")
    plans = bench.optimise(), bench.optimise(fixes=["pigs = 0 t/d"])
    lines = " ".join(compare_summary(*plans, code))
    assert all(word in lines for word in words), lines
