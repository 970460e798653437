"""What is built in a roadmap and lasts until some time inside a milestone is counted, unpaid, until the milestone ends.

Milestones 2025, 2030 and 2040 stand for 5, 10 and 10 years: until 2029, 2039 and 2049. Built in 2025, 12 years end with
2036, inside the second; 15 years end with 2039, as it does; 4 years end in the first, and it is bought again, and paid.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

TOWN = """
plant: {name: Town, currency: MXN, years: [2025, 2030, 2040]}
materials: [{material: waste, unit: t}]
sites: [{site: town}, {site: pit}]
supplies: [{supply: bins, site: town, material: waste, amount: 50 t/d, take: all, price: 0 MXN/t}]
processes:
  - {process: sorting, site: pit, model: recipe, capacity: 90 t/d, build: 2025, capex: 1 MMXN/(t/d), lifetime: SORTING,
     variable_cost: 100 MXN/t}
  - {process: landfill, site: pit, model: recipe, variable_cost: 300 MXN/t}
recipes:
  - {process: sorting, material: waste, role: in, amount: 1 t/t}
  - {process: landfill, material: waste, role: in, amount: 1 t/t}
stores: [{store: pile, site: pit, material: waste, capacity: 90 t, build: 2025, capex: 1 MXN/t, lifetime: PILE}]
links:
  - {from: town, to: pit, material: waste, cost_per_amount: 1 MXN/t, capacity: 90 t/d, build: 2025, capex: 1 MXN/(t/d),
     lifetime: WAY}
"""
REMEDY = "Add a milestone in {}, or give a lifetime that ends when a milestone does."


def told(
    folder: Path, sorting: str, pile: str = "15 year", way: str = "15 year", *changes: tuple[str, str]
) -> list[str]:
    """Each warning of unpaid years, with its cell and remedy."""
    text = TOWN.replace("SORTING", sorting).replace("PILE", pile).replace("WAY", way)
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    problems = [each for each in mfo.read(path).plant.problems if each.code == "lifetime-outlasted"]
    assert all(each.severity == "warning" for each in problems)
    return [f"{each.where}: {each.message} {each.remedy}" for each in problems]


def test_one_facility_is_told_with_its_years(tmp_path: Path) -> None:
    (said,) = told(tmp_path, "12 year")
    assert said.endswith(
        "line 7, column lifetime: What is built of `sorting` may last until 2036 and be counted until 2039, when the "
        f"milestone ends: it runs on, unpaid, in between. {REMEDY.format(2037)}"
    )


def test_a_milestone_in_the_year_named_avoids_it(tmp_path: Path) -> None:
    assert told(tmp_path, "12 year", "15 year", "15 year", ("2030, 2040", "2030, 2037, 2040")) == []


def test_stores_and_links_are_told_with_processes(tmp_path: Path) -> None:
    """12 years end with 2036, 8 with 2032 and 14 with 2038, and all are counted until 2039."""
    (said,) = told(tmp_path, "12 year", "8 year", "14 year")
    assert "line 7, column lifetime: What is built of 3 facilities may outlast its lifetime, unpaid" in said
    assert said.endswith(
        "(until when it lasts, until when it is counted): `sorting` (2036, 2039), `pile` (2032, 2039), `town > pit` "
        f"(2038, 2039). {REMEDY.format('2033, 2037, 2039')}"
    )


@pytest.mark.parametrize(
    ("lifetime", "build", "gone"),
    [("20 year", "2025", 2045), ("12 year", "2030", 2042), ("24 year", "2025", 2049)],
)
def test_the_last_milestone_is_told_too(tmp_path: Path, lifetime: str, build: str, gone: int) -> None:
    """The last one stands for ten years, as the one before: until 2049. Built in 2030, 12 years end with 2041; of the
    ten years that are counted from 2040 two are paid for."""
    change = ("build: 2025, capex: 1 MM", f"build: {build}, capex: 1 MM")
    (said,) = told(tmp_path, lifetime, "15 year", "15 year", change)
    assert f"`sorting` may last until {gone - 1} and be counted until 2049, when the milestone ends" in said
    last = "; the last one stands for as many years as the one before it."
    assert said.endswith(REMEDY.format(gone).removesuffix(".") + last)
    years = ("years: [2025, 2030, 2040]", f"years: [2025, 2030, 2040, {gone}]")
    if gone < 2049:
        assert told(tmp_path, lifetime, "15 year", "15 year", change, years) == []


@pytest.mark.parametrize(
    ("lifetime", "change"),
    [
        ("15 year", ("build: 2025", "build: 2025")),  # ends as a milestone does
        ("14.5 year", ("build: 2025", "build: 2025")),  # in its last year
        ("4 year", ("build: 2025", "build: 2025")),  # bought again within the first milestone
        ("25 year", ("build: 2025", "build: 2025")),  # as the last milestone does
        ("8 year", ("build: 2025", "build: 2040")),  # bought again within the last milestone
        ("40 year", ("build: 2025", "build: 2025")),  # after the horizon
        ("12 year", ("capex: 1 MM", "existing: 90 t/d, capex: 1 MM")),  # nothing more may be built
        ("12 year", ("years: [2025, 2030, 2040]", "price_year: 2025")),  # no roadmap
    ],
)
def test_nothing_is_told_where_no_year_is_unpaid(tmp_path: Path, lifetime: str, change: tuple[str, str]) -> None:
    assert told(tmp_path, lifetime, "15 year", "15 year", change) == []


def test_the_build_with_most_unpaid_years_is_the_one_told(tmp_path: Path) -> None:
    """Of 12 years begun in 2025, 2028 and 2030 only those of 2025 and 2028 end inside a milestone that is not the last:
    with 2036 and 2039, as the milestone does. A lead time of 2 years puts the first use off to 2028."""
    changes = (
        ("years: [2025, 2030, 2040]", "years: [2025, 2028, 2030, 2040]"),
        ("build: 2025, capex: 1 MM", "capex: 1 MM"),
    )
    (said,) = told(tmp_path, "12 year", "15 year", "15 year", *changes)
    assert "`sorting` may last until 2036 and be counted until 2039" in said
    late = ("lifetime: 12 year", "lifetime: 10 year, lead_time: 2 year")
    (said,) = told(tmp_path, "12 year", "15 year", "15 year", changes[0], late)
    assert "`sorting` may last until 2037 and be counted until 2039" in said
