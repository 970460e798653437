"""The numbers of comparisons and trade-off curves, against both runs' tables and the curve's own."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import mfo
from mfo.report import compare_summary, write_comparison
from mfo.report.pages.tradeoff_page import curve_page

from ..examples.plans import plan_of
from ..studies.test_pareto import PLANT
from .example_pages import near, plain
from .reading import Element, Grid, grids, number, numbers, read, says, written
from .tables import Expected

PAIRS = {
    "nopalmex": (("nopalmex",), ("nopalmex", None, "emissions <= 1150 t_CO2e/year")),
    "municipality": (("municipality",), ("municipality", "no target")),
}


class Compared:
    """The page of a comparison and what both runs' tables say."""

    def __init__(self, folder: Path, asked: tuple[tuple[Any, ...], tuple[Any, ...]]) -> None:
        folders = [plan_of(*one).save(folder / str(k)) for k, one in enumerate(asked)]
        self.plans = [mfo.Plan.load(path) for path in folders]
        self.both = [Expected(plan) for plan in self.plans]
        found = {**self.plans[1].run["totals"], **self.plans[0].run["totals"]}
        self.effects = {effect: str(total["unit"]) for effect, total in found.items()}
        write_comparison(*self.plans, folder / "compare.html")
        write_comparison(*self.plans, folder / "comparar.html", "es")
        self.root, self.spanish = (
            read((folder / name).read_text(encoding="utf-8")) for name in ("compare.html", "comparar.html")
        )

    def rows(self, key: str) -> list[tuple[list[str], list[float | None], str]]:
        """The rows of a section's table: the names before the numbers, both and their difference, the unit."""
        section = self.root.first("section", id=key)
        found = []
        for grid in grids(section):
            for row in grid.rows:
                names = [cell.text() for cell in row[:-4]]
                values = [next((n.value for n in numbers(cell)), None) for cell in row[-4:-1]]
                assert all(n.unit == row[-1].text() for cell in row[-4:-1] for n in numbers(cell))
                found.append((names, values, row[-1].text()))
        return found


@pytest.fixture(scope="module", params=PAIRS)
def compared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return Compared(tmp_path_factory.mktemp("compared"), PAIRS[request.param])


def check(found: list[float | None], wanted: list[float], of: object) -> None:
    """Both numbers and their difference."""
    size = max(abs(value) for value in wanted)
    for shown, value in zip(found, [*wanted, wanted[1] - wanted[0]], strict=True):
        assert shown is not None
        assert near(shown, value, size), (of, shown, value)


def test_totals_and_indicators_are_those_of_both_runs(compared: Compared) -> None:
    years = compared.both[0].years
    seen = set()
    indicators = [plan.indicators.set_index(["indicator", "year"]) for plan in compared.plans]
    for (name,), values, unit in compared.rows("totals"):
        if plain(name) in compared.effects:
            check(values, [expected.total(plain(name)) for expected in compared.both], name)
            assert plain(unit) == compared.effects[plain(name)].replace("_", " ")
            seen.add(plain(name))
            continue
        told = [
            [table.loc[(name, year), "value"] * (100 if unit == "%" else 1) for table in indicators] for year in years
        ]
        assert any(near(values[0] or 0.0, a) and near(values[1] or 0.0, b) for a, b in told), name
    assert seen == set(compared.effects)


def test_totals_say_what_time_they_are_over(compared: Compared) -> None:
    note = compared.root.first("header").first("p", **{"class": "note"}).text()
    years = {"nopalmex": "a year.", "municipality": "over the 18 years from 2025; money is discounted to 2025."}
    assert note == f"Totals are amounts {years['municipality' if len(compared.both[0].years) > 1 else 'nopalmex']}"


def test_flows_are_those_of_both_runs(compared: Compared) -> None:
    def amount(expected: Expected, names: list[str]) -> float:
        element, material, site, way, *year = names
        flows = expected.flows
        kept = flows[(flows["element"] == element) & (flows["material"] == material) & (flows["site"] == site)]
        kept = kept[kept["direction"] == ("out of pool" if way == "Goes in" else "into pool")]
        return float(kept.loc[kept["year"] == int(year[0]) if year else kept.index, "amount"].sum())

    rows = compared.rows("flows")
    assert len(rows) > 5
    for names, values, unit in rows:
        days = compared.both[0].hours / 24 if unit.endswith("/d") else 1.0
        assert unit.endswith(("/d", "/year"))
        check(values, [amount(expected, names) / days for expected in compared.both], names)


def test_costs_are_those_of_both_ledgers(compared: Compared) -> None:
    apart = 0.0
    for (element, category), values, unit in compared.rows("ledger"):
        sums = [
            sum(
                expected.effect("cost", year, element=element, category=category) * count
                for year, count in expected.weight.items()
            )
            for expected in compared.both
        ]
        check(values, sums, element)
        assert unit == compared.both[0].currency
        apart += values[2] or 0.0
    one, two = (expected.total("cost") for expected in compared.both)
    assert near(apart, two - one, one), "the lines that differ add up to the difference of the totals"


def test_builds_and_limits_are_those_of_both_runs(compared: Compared) -> None:
    tables = [plan.capacities.set_index(["process", "year"])["built"] for plan in compared.plans]
    for (process, year), values, _ in compared.rows("build"):
        check(values, [float(table.loc[(process, int(year))]) for table in tables], process)
    for (name, year, part), values, _ in compared.rows("limits"):
        for plan, shown in zip(compared.plans, values[:2], strict=True):
            rows = plan.limits[(plan.limits["limit"] == name) & (plan.limits["year"] == int(year or 0))]
            column = "price" if part.lower().startswith("price") else "value"
            found = rows[column].tolist()
            assert (shown is None) if not found else shown == found[0], (name, year, part)


def test_sentences_and_cards_tell_the_totals(compared: Compared) -> None:
    header = compared.root.first("header")
    totals = [expected.total(effect) for effect in compared.effects for expected in compared.both]
    totals += [b - a for a, b in zip(totals[::2], totals[1::2], strict=True)]
    for card in header.every("dd"):
        for shown in numbers(card):
            assert any(near(shown.value, total, abs(total)) for total in totals), shown.text
    lead = header.first("p", **{"class": "lead"}).text()
    sentences = compare_summary(*compared.plans)
    assert sum(sentence in lead for sentence in sentences) >= 3
    for found in header.first("p", **{"class": "lead"}).every("data"):
        assert any(near(number(found).value, total, abs(total)) for total in totals)


def test_numbers_are_marked_and_written_as_they_round(compared: Compared) -> None:
    english, spanish = numbers(compared.root), numbers(compared.spanish)
    assert [n.value for n in english] == [n.value for n in spanish]
    assert all(says(shown) for shown in [*english, *spanish])
    for section in ("totals", "flows", "ledger", "build", "limits"):
        for grid in grids(compared.root.first("section", id=section)):
            assert all(cells_marked(grid)), section


def cells_marked(grid: Grid) -> list[bool]:
    """For each cell with digits under the two runs and their difference whether its number is marked."""
    cells = [cell for row in grid.rows for cell in row[-4:-1]]
    return [not re.search(r"\d", cell.text(without=("data",))) for cell in cells]


def test_a_curve_tells_its_table(tmp_path: Path) -> None:
    """The numbers, the drawn points and the axes of a curve, in both languages."""
    (tmp_path / "plant.yaml").write_text(PLANT, encoding="utf-8")
    curve = mfo.read(tmp_path / "plant.yaml").pareto("cost", "emissions", points=4)
    table = curve.table
    for code in ("en", "es"):
        root = read(curve_page(curve, code))
        (grid,) = grids(root)
        for row, record in zip(grid.rows, table.to_dict("records"), strict=True):
            wanted = [record[column] for column in ("amount", "against_amount", "price")]
            told = [next((n.value for n in numbers(cell)), None) for cell in row[1:4]]
            assert told == [None if value != value else value for value in wanted]
        assert all(says(shown) for shown in numbers(root))
        check_points(root.first("figure"), table["amount"].tolist(), table["against_amount"].tolist())


def check_points(figure: Element, own: list[float], other: list[float]) -> None:
    """Each point stands where both axes say that its values are."""
    above = [value - own[0] for value in own]
    ticks = [t for t in figure.every("text") if "data-value" in t.attributes]
    sides = {
        axis: [(float(t.attributes["data-value"]), float(t.attributes[axis])) for t in ticks if anchor(t) == side]
        for axis, side in (("x", "middle"), ("y", "end"))
    }
    for text in ticks:
        assert near(written(text.text())[0], float(text.attributes["data-value"]), 1.0)
    marks = [(float(m.attributes["cx"]), float(m.attributes["cy"])) for m in figure.every("circle")]
    assert [float(m.attributes["data-value"]) for m in figure.every("circle")] == above
    scale = 1e6 if "milli" in figure.first("strong").text().lower() else 1.0
    for (x, y), a, b in zip(marks, above, other, strict=True):
        assert placed(sides["x"], x) == pytest.approx(b, abs=0.01 * (max(other) - min(other)))
        assert placed(sides["y"], y + 4) * scale == pytest.approx(a, abs=0.01 * max(above))


def anchor(text: Element) -> str:
    return text.attributes.get("text-anchor", "")


def placed(ticks: list[tuple[float, float]], at: float) -> float:
    """The value that stands at a place of an axis."""
    (low, first), (high, last) = ticks[0], ticks[-1]
    return low + (at - first) / (last - first) * (high - low)
