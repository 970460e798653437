"""Slips in a roadmap that a reader could pass over in silence: each is told at its cell, with what would be right.

Without the warnings a target of 45 (4,500 %) holds nothing, a plant that is ready after the horizon is never built,
and slots of 3,655 h make a year less than half of one, while the plan looks as if all were well.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import mfo

TOWN = """
plant: {name: Town, currency: MXN, years: [2025, 2028, 2032], interpolate: linear}
materials: [{material: waste, unit: t}]
sites: [{site: town}]
supplies:
  - {supply: district, site: town, material: waste, amount: waste of the district, growth: , take: all, price: 0 MXN/t}
processes:
  - {process: sorting, site: town, model: recipe, route: recycling, capacity: 90 t/d, existing: 10 t/d,
     unit_size: 20 t/d, capex: 1 MMXN/(t/d), lifetime: 15 year, lead_time: 2 year, variable_cost: 300 MXN/t}
  - {process: landfill, site: town, model: recipe, route: landfill, variable_cost: 300 MXN/t}
recipes:
  - {process: sorting, material: waste, role: in, amount: 1 t/t}
  - {process: landfill, material: waste, role: in, amount: 1 t/t}
limits:
  - {limit: target, what: landfilled, of: waste, maximum: still buried}
profiles:
  - {year: 2025, "waste of the district [t/d]": 50, "still buried [%]": 100}
  - {year: 2032, "waste of the district [t/d]": 60, "still buried [%]": 45}
"""


def told(folder: Path, *changes: tuple[str, str]) -> list[str]:
    """What reading the town tells after some changes to its text."""
    text = TOWN
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "plant.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        problems = mfo.read(path).plant.problems
    except mfo.PlantError as error:
        problems = tuple(error.problems)
    return [str(problem) for problem in problems]


def test_the_town_is_right(tmp_path: Path) -> None:
    assert told(tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            "lead_time: 2 year",
            "lead_time: 25 year",
            "What is built of `sorting` would be ready in 2050 at the earliest, after the last "
            "milestone 2032: nothing of "
            "it is ever built. Shorten the lead time, or let it be built earlier. [never-ready]",
        ),
        (
            "lifetime: 15 year, lead_time: 2 year",
            "lifetime: 1 year, lead_time: 1 year",
            "would stand for 1 years between two milestones and in none of them: nothing of it is ever "
            "built. Shorten the "
            "lead time, or add milestones. [never-ready]",
        ),
        (
            "lead_time: 2 year",
            "lead_time: 2 year, retires: 2020",
            "`retires` is 2020, before the first milestone 2025: nothing of what stands of `sorting` is there in any "
            "year. Check the year; or leave it blank, and take what has retired out. [out-of-range]",
        ),
        (
            "unit_size: 20 t/d",
            "unit_size: 85 t/d",
            "One unit of `sorting` (85 t/d) is more than may be built (`capacity` is 90 t/d): nothing of it is ever "
            "built. Raise the capacity, which with capex is the most that may be in place, or choose smaller units. "
            "[unit-too-large]",
        ),
        (
            "still buried [%]",
            "still buried",
            "`maximum` is profile still buried, up to 100: a share of 10,000 %. Head its column `still buried [%]` if "
            "percent is meant. [share-large]",
        ),
        (
            "maximum: still buried",
            "maximum: 45",
            "`maximum` is 45: a share of 4,500 %. Write `45 %` if percent is meant. [share-large]",
        ),
        (
            "maximum: still buried}",
            "when: total, maximum: still buried}",
            "A bound over all years is one number, but profile still buried has several. Give one, or a rate by year, "
            "such as t/year; for a bound in each year write `year` in `when`. [limit-total]",
        ),
        (
            "what: landfilled, of: waste, maximum: still buried",
            "what: investment, when: slot, maximum: 5 MMXN",
            "`investment` is counted by year: what is built is not spent in a slot. Write `year` or `total`. "
            "[limit-span]",
        ),
        (
            "route: recycling",
            "route: recicling",
            "`recicling` is taken as a route of your own, which no indicator counts. Write `recycling` "
            "if that is meant. "
            "[route-near]",
        ),
        (
            "- {year: 2025,",
            "- {",
            "The profiles `waste of the district`, `still buried` have values with and without a year. "
            "Give it in every "
            "row of the profiles, or in none. [profile-mixed]",
        ),
        (
            "- {year: 2032,",
            "- {year: 2025,",
            "The profiles `waste of the district`, `still buried` have a second value for the same time. Keep one of "
            "them. [profile-twice]",
        ),
        (
            "growth: ,",
            "growth: 1.5 %/year,",
            "The amount is a value for each year (profile waste of the district), and grows by 1.5 "
            "%/year on top of it. "
            "Leave `growth` blank if the values by year hold it already. [growth-twice]",
        ),
        (
            "growth: ,",
            "growth: 3,",
            "`growth` is 3: it must lie between -100 and 100 % per year. Write `3 %/year` if percent is meant. "
            "[out-of-range]",
        ),
        (
            "materials:",
            "slots: [{slot: dry, hours: 5.110 h}, {slot: wet, hours: 3650 h}]\nmaterials:",
            "The slots of a year stand for 3,655 h together, where a year has 8,760 h: amounts and costs of a year are "
            "those of these hours. Check the hours and weights of the slots. [year-length]",
        ),
        (
            "interpolate: linear",
            "interpolate: linaer",
            "`interpolate` is `linaer`. It must be `linear` or `step`. [choice-unknown]",
        ),
        (
            "[2025, 2028, 2032]",
            "[2025, 2028, 2032, 20400]",
            "20400 is no milestone: a year lies between 1 and 9999. Check the years. [years-order]",
        ),
        (
            "[2025, 2028, 2032]",
            "2025-2032",
            "`2025-2032` is no whole number. Write whole numbers parted by `;`, such as `2025; 2030; 2035; 2040`. "
            "Blank means one year alone. [integer-expected]",
        ),
        (
            "waste of the district [t/d]",
            "waste of the district [tons/day]",
            "Write t (1,000 kg) or short_ton (907 kg). [unit-ambiguous]",
        ),
    ],
)
def test_a_slip_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert any(problem.endswith(said) for problem in told(tmp_path, (old, new))), told(tmp_path, (old, new))


def test_one_slip_is_not_told_for_each_profile(tmp_path: Path) -> None:
    """Proves: a misspelt `interpolate`, or a unit that nobody knows, is told where it stands, and not once more as
    values that are missing."""
    assert len(told(tmp_path, ("interpolate: linear", "interpolate: linaer"))) == 1
    for new in ("", "year: soon,"):  # the row's year is blank, or no year
        assert len(told(tmp_path, ("- {year: 2025,", f"- {{{new}"))) == 1
    assert not any("profile-empty" in problem for problem in told(tmp_path, ("district [t/d]", "district [tons/day]")))


def test_a_return_before_the_sale_is_refused(tmp_path: Path) -> None:
    back = (
        "markets: [{market: users, site: town, material: waste, price: 0 MXN/t}]\n"
        "returns: [{of: users, as: waste, at: town, after: -1 years, share: 50 %}]\nlimits:"
    )
    (problem,) = told(tmp_path, ("limits:", back))
    assert "`after` is -1 years: nothing comes back before it is sold." in problem


@pytest.mark.parametrize(
    ("spanish", "english"),
    [
        ("t/año", "t/year"),
        ("t/día", "t/d"),
        ("MXN/mes", "MXN/month"),
        ("15 años", "15 years"),
        ("2 horas", "2 h"),
        ("kg/hab/día", "kg/person/d"),
        ("3 toneladas", "3 t"),
        ("5 litros", "5 L"),
        ("piezas/semana", "items/week"),
    ],
)
def test_spanish_words_of_units_are_understood(spanish: str, english: str) -> None:
    from mfo.units import parse_quantity, parse_unit

    read = parse_quantity if spanish[0].isdigit() else parse_unit
    for one, other in ((read(spanish), read(english)),):
        value, unit = one if isinstance(one, tuple) else (1.0, one)
        same, meant = other if isinstance(other, tuple) else (1.0, other)
        assert value * unit.factor == pytest.approx(same * meant.factor)
        assert unit.dimension == meant.dimension


def test_millions_of_pesos_are_asked_for_in_full() -> None:
    from mfo.units import UnitError, parse_unit

    with pytest.raises(UnitError, match="millions of pesos") as caught:
        parse_unit("mdp/año")
    assert "MMXN" in caught.value.remedy
