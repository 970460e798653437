"""The numbers of a city (``valle.yaml``), by hand: four districts, waste pickers, one dump, a ravine, open burning.

Waste [t/year]: Centro 10,000 x 1 kg/d = 3,650, Norte 8,000 x 0.8 = 2,336, Sur 6,000 x 0.5 = 1,095, Ladera 365; together
7,446. In Centro 20 % of the people keep half of it apart: 365 t for the pickers, who sell 292 and send 73 to the dump.
In Norte 25 % keep all of it apart: 584 t are composted. The ravine takes 547.5 t of Sur, Ladera burns all; the dump
gets 3,285 + 73, 1,752 and 547.5 = 5,657.5.
"""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

import mfo
from mfo.plan.city.city_table import ALL
from mfo.report import write_report, write_workbook

from ..report.reading import read

VALLE = Path(__file__).parent / "valle.yaml"
SITES = (ALL, "Centro", "Norte", "Sur", "Ladera")
PLASTIC = {
    "Centro": (3285 * 0.1 + 73 * 0.2) * 0.05,  # the dump leaks 5 % of what it takes in, rejects hold 20 %
    "Norte": 1752 * 0.1 * 0.05,
    "Sur": 547.5 * 0.1 * (0.05 + 0.3),  # half of it lies in the ravine, which leaks 30 %
    "Ladera": 365 * 0.1 * 0.3,
}
COST = {"Centro": 3358 * (200 + 100), "Norte": 1752 * (200 + 100) + 584 * 300, "Sur": 547.5 * (200 + 100), "Ladera": 0}
HOMES = {"Centro": 2500, "Norte": 2000, "Sur": 1200, "Ladera": 400}
INCOME = 12 * (2500 * 12000 + 2000 * 9000 + 1200 * 6000 + 400 * 5000)
JOBS = {"Centro": 365 * 0.01 + 3358 * 0.002, "Norte": 584 * 0.005 + 1752 * 0.002, "Sur": 547.5 * 0.002, "Ladera": 0}


@pytest.fixture(scope="module")
def plan() -> mfo.Plan:
    return mfo.read(VALLE).optimise()


def line(plan: mfo.Plan, name: str, column: str = "value") -> list[float | None]:
    """A line of the table, of all districts and of each."""
    rows = plan.tables["city"]
    found = rows[rows["line"] == name].set_index("site")[column]
    return [None if math.isnan(found[site]) else found[site] for site in SITES]


def summed(parts: dict[str, float]) -> list[float]:
    return [sum(parts.values()), *(parts[site] for site in SITES[1:])]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("population", [26_000, 10_000, 8_000, 6_000, 2_000]),
        ("households", summed(HOMES)),
        ("waste generated", [7_446, 3_650, 2_336, 1_095, 365]),
        ("waste per head", [7446 / 365 / 26, 1, 0.8, 0.5, 0.5]),
        ("waste per household", [7446 / 365 / 6.1, 4, 3.2, 2.5, 2.5]),
        ("collected", [6533.5 / 7446, 1, 1, 0.5, 0]),
        ("population with a collection service", [(10_000 + 6_400 + 3_000) / 26_000, 1, 0.8, 0.5, 0]),
        ("level of control: improved", [584, 0, 584, 0, 0]),
        ("level of control: basic", [292, 292, 0, 0, 0]),
        ("level of control: limited", [5657.5, 3358, 1752, 547.5, 0]),
        ("not collected", [912.5, 0, 0, 547.5, 365]),
        ("lost on the way or put in store", [0, 0, 0, 0, 0]),
        ("recovered under control", [876, 292, 584, 0, 0]),
        ("disposed of under control", [0, 0, 0, 0, 0]),
        ("SDG 11.6.1: collected and managed in controlled facilities", [876 / 7446, 0.08, 0.25, 0, 0]),
        ("SDG 12.5.1: recycling rate", [876 / 7446, 0.08, 0.25, 0, 0]),
        ("landfilled", [5657.5, 3358, 1752, 547.5, 0]),
        ("informal share of recovery", [292 / 876, 1, 0, None, None]),
        ("informal share of all waste that is collected", [292 / 6533.5, 0.08, 0, 0, None]),
        ("plastic generated", [832.2, 3285 * 0.1 + 365 * 0.5, 175.2, 109.5, 36.5]),
        ("plastic leaked", summed(PLASTIC)),
        (
            "plastic leaked per head",
            [
                sum(PLASTIC.values()) / 26,
                *(
                    1000 * PLASTIC[site] / people
                    for site, people in zip(SITES[1:], (10_000, 8_000, 6_000, 2_000), strict=True)
                ),
            ],
        ),
        ("cost of the service", summed(COST)),
        ("cost per tonne collected", [sum(COST.values()) / 6533.5, 1_007_400 / 3650, 300, 300, None]),
        ("cost per head", [sum(COST.values()) / 26_000, 100.74, 87.6, 27.375, 0]),
        ("fee that recovers the cost", [sum(COST.values()) / 12 / 6100, 33.58, 29.2, 164_250 / 12 / 1200, 0]),
        (
            "cost as a share of income",
            [sum(COST.values()) / INCOME, 1_007_400 / 360e6, 700_800 / 216e6, 164_250 / 86.4e6, 0],
        ),
        ("paid by households", [365_000 / 12 / 6100, 365_000 / 12 / 2500, 0, 0, 0]),
        ("jobs", summed(JOBS)),
        ("jobs per 1000 t collected", [1000 * sum(JOBS.values()) / 6533.5, 2.84, 2.75, 2, None]),
    ],
)
def test_each_line_by_hand(plan: mfo.Plan, name: str, expected: list[float | None]) -> None:
    found = line(plan, name)
    assert [value is None for value in found] == [value is None for value in expected]
    assert [value or 0 for value in found] == pytest.approx([value or 0 for value in expected], rel=1e-9, abs=1e-9)


def test_each_value_is_its_numerator_by_its_denominator(plan: mfo.Plan) -> None:
    """Proves: what is shown as worked out is what it was worked out from, and sums of districts are the city's."""
    for row in plan.tables["city"].itertuples():
        if not math.isnan(row.value):
            whole = 1.0 if math.isnan(row.denominator) else row.denominator
            assert row.value == pytest.approx(row.numerator / whole, rel=1e-12), row
    for name in plan.tables["city"]["line"].unique():
        whole, *parts = [value or 0.0 for value in line(plan, name, "numerator")]
        assert whole == pytest.approx(sum(parts), rel=1e-9, abs=1e-9), name


def test_the_levels_and_what_was_lost_are_what_arose(plan: mfo.Plan) -> None:
    rows = plan.tables["city"]
    ended = [
        line(plan, name)
        for name in rows["line"].unique()
        if name.startswith(("level of control", "not coll", "lost on"))
    ]
    sums = [sum(value or 0 for value in column) for column in zip(*ended, strict=True)]
    assert sums == pytest.approx(line(plan, "waste generated"))


def changed(*changes: tuple[str, str], folder: Path) -> mfo.Plan:
    text = VALLE.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (folder / "plant.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "plant.yaml").optimise()


def test_what_is_not_known_is_told_by_name_and_not_as_a_number(tmp_path: Path) -> None:
    """Without the dump's level of control nothing can be said of what is under control; without sizes of households
    nothing by household; without plastic nothing leaks in silence."""
    plan = changed(
        (", control: limited", ""),
        (", plastic_content: 10 %", ""),
        (", plastic_content: 50 %", ""),
        (", plastic_content: 0 %", ""),
        (", plastic_content: 20 %", ""),
        (", informal: Pickers", ""),
        ("household_size: 4, ", ""),
        (" served: 0 %", " "),
        folder=tmp_path,
    )
    rows = plan.tables["city"]
    mine = rows[rows["site"] == ALL].set_index("line")
    needs = {
        "SDG 11.6.1: collected and managed in controlled facilities": "`control` of dump",
        "households": "`household_size` of the sites",
        "fee that recovers the cost": "`household_size` of the sites",
        "population with a collection service": "`served` of the sites",
        "plastic leaked": "`plastic_content` of the wastes",
        "informal share of recovery": "`informal` owners",
    }
    for name, needed in needs.items():
        assert math.isnan(mine.loc[name, "value"])
        assert mine.loc[name, "formula"] == f"not told by a plan: {needed}"
    assert mine.loc["level of control: not known", "value"] == pytest.approx(5657.5)
    assert mine.loc["collected", "value"] == pytest.approx(6533.5 / 7446)


def test_waste_of_others_bears_its_own_part_of_the_cost(tmp_path: Path) -> None:
    """A works outside brings 5,657.5 t to the same dump: what it pays there is not the people's."""
    works = (
        "links:\n",
        "supplies:\n  - {supply: works, site: Outside, material: mixed waste, amount: 5657.5 t/year, "
        "take: all, price: 0 MXN/t}\nlinks:\n",
    )
    plan = changed(works, folder=tmp_path)
    assert line(plan, "cost of the service") == pytest.approx(summed(COST))
    assert line(plan, "waste generated")[0] == pytest.approx(7446)


def test_prevented_waste_is_not_generated(tmp_path: Path) -> None:
    """A campaign of 65 t for 10,000 MXN in Ladera leaves 300 t, 150 kg a head and year; it costs 5 MXN a head."""
    campaign = (
        "recipes:\n",
        "  - {process: campaign, site: Ladera, model: recipe, route: prevention, variable_cost: 0 MXN/t, "
        "fixed_cost: 10000 MXN/year, capacity: 65 t/year}\nrecipes:\n"
        "  - {process: campaign, material: mixed waste, role: in}\n",
    )
    limit = ("effects:", "limits: [{limit: campaign, what: 'process: campaign', minimum: 65 t/year}]\neffects:")
    plan = changed(campaign, limit, folder=tmp_path)
    assert line(plan, "waste generated")[4] == pytest.approx(300)
    assert line(plan, "not collected")[4] == pytest.approx(300)
    assert line(plan, "cost per head")[4] == pytest.approx(5)


def test_two_populations_of_one_site_are_told(tmp_path: Path) -> None:
    again = (
        "processes:\n",
        "  - {generation: shops of Sur, site: Sur, material: mixed waste, population: 600, "
        "per_head: 0 kg/d}\nprocesses:\n",
    )
    plan = changed(again, folder=tmp_path)
    [told] = [row for row in plan.tables["problems"].itertuples() if row.code == "population-differs"]
    assert "600 people" in told.message
    assert "6,000" in told.message
    assert line(plan, "population")[3] == 6000


def test_a_slip_in_the_levels_or_owners_is_refused(tmp_path: Path) -> None:
    for change, code in (
        ((", control: limited", ", control: limitted"), "choice-unknown"),
        (("informal: Pickers", "informal: Pikers"), "name-unknown"),
        (("leakage: 5 %", "leakage: 105 %"), "share-above-one"),
        (("household_size: 5", "household_size: 0"), "not-positive"),
    ):
        with pytest.raises(mfo.PlantError) as error:
            changed(change, folder=tmp_path)
        assert code in {problem.code for problem in error.value.problems}, error.value.problems


def test_the_report_and_the_workbook_show_districts_side_by_side(plan: mfo.Plan, tmp_path: Path) -> None:
    write_report(plan, tmp_path / "page.html", "es")
    root = read((tmp_path / "page.html").read_text(encoding="utf-8"))
    (section,) = root.every("section", id="city")
    assert "La ciudad en cifras" in section.text()
    assert "tarifa que recupera el costo" in section.text()
    assert "25.58 MXN/mes" in section.text()
    write_workbook(plan, tmp_path / "plan.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "plan.xlsx", read_only=True)["city"]
    assert next(iter(sheet.iter_rows(values_only=True)))[:4] == ("year", "site", "disclosure", "line")


def test_a_plant_without_people_has_no_city() -> None:
    assert mfo.read("examples/starter").optimise().tables["city"].empty
