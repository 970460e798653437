"""Names that nobody can tell apart, degrees, formats of Excel, and everything wrong told at once."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

import mfo

from .cases import HERE, cells, cost_of, read, refused, text_of

SPACE = "the\u00a0factory"


@pytest.mark.parametrize(
    "written",
    [
        *("the\u00a0factory", "the\u202ffactory", "the fac\u200btory", "\u200ethe factory", "the fac\u00adtory"),
        *("the\u2800factory", "the factory\ufe0f", "the fac\u3164tory", "the fac\U000e0041tory"),
    ],
)
def test_what_nobody_can_see_in_a_name_counts_for_nothing(written: str, tmp_path: Path) -> None:
    """No-break spaces, spaces of no width, marks of direction, soft hyphens: 365 days of 2 t at -50 and 1 t at -300."""
    text = text_of("no_break_space_in_a_name", (SPACE, written))
    assert cost_of(text, tmp_path) == pytest.approx(365 * (2 * 50 + 300))


@pytest.mark.parametrize(
    ("written", "letter"),
    [
        ("the f\u0430ctory", "U+0430 cyrillic"),
        ("th\u0435 factory", "U+0435 cyrillic"),
        ("the fact\u03bfry", "U+03BF greek"),
    ],
)
def test_a_letter_of_another_alphabet_is_named(written: str, letter: str, tmp_path: Path) -> None:
    """A name that looks the same is told by its letter, not as itself."""
    problems = refused(text_of("no_break_space_in_a_name", (SPACE, written)), tmp_path)
    assert {problem.code for problem in problems} == {"name-unknown"}
    assert f"Did you mean `the factory`? The `{next(c for c in written if not c.isascii())}` in" in problems[0].remedy
    assert letter in problems[0].remedy


def test_two_names_that_look_the_same_are_told(tmp_path: Path) -> None:
    """Both are declared, so the plant reads; a warning says which letter differs."""
    text = text_of("no_break_space_in_a_name", (SPACE, "the factory"), ("market: tip", "market: f\u0430rm"))
    assert [problem.code for problem in read(text, tmp_path).check()] == ["name-alike"]


def test_a_name_with_a_semicolon_is_refused(tmp_path: Path) -> None:
    """No list could hold it."""
    text = text_of("no_break_space_in_a_name", (SPACE, "the factory"), ("market: tip", "market: 'tip; north'"))
    assert cells(refused(text, tmp_path)) == [("name-semicolon", "market")]


def test_degrees_are_read(tmp_path: Path) -> None:
    """As `19.44 deg` and `19.44 °` as well as plain."""
    plain = text_of("latitude_in_degrees", ("19.44 deg", "19.44"), ("-100 deg", "-100"), ("19.44 °", "19.44"))
    written = read(text_of("latitude_in_degrees"), tmp_path)
    assert [(site.latitude, site.longitude) for site in written.plant.sites.values()] == [(19.44, -100), (19.44, -101)]
    assert written.optimise().objective == pytest.approx(cost_of(plain, tmp_path))


def test_what_is_no_angle_says_what_is_wanted(tmp_path: Path) -> None:
    """Degrees, and no share."""
    problems = refused(text_of("latitude_in_degrees", ("19.44 deg", "19.44 km")), tmp_path)
    assert cells(problems) == [("unit-dimension", "latitude")]
    assert "where an angle in degrees (such as 19.44) is wanted" in problems[0].message


def test_a_dollar_under_tonnes_is_refused() -> None:
    """As another currency's sign is; under money it says nothing."""
    with pytest.raises(mfo.PlantError) as told:
        mfo.read(HERE / "dollar_format_under_tonnes.xlsx")
    assert [(problem.code, problem.where and problem.where.cell) for problem in told.value.problems] == [
        ("cell-format", "D2")
    ]


@pytest.mark.parametrize(
    ("column", "header", "shown", "fine"),
    [
        ("F", "price [MXN/t]", '"$"#,##0.00', True),
        ("F", "price [MXN/t]", "[$$-409]#,##0.00", True),
        ("D", "amount [t/d]", "[$$-409]#,##0.00", False),
        ("D", "amount [t/d]", '_-"$"* #,##0_-', False),
    ],
)
def test_a_dollar_is_for_money(column: str, header: str, shown: str, fine: bool, tmp_path: Path) -> None:
    """By the format's sign with its locale too."""
    book = openpyxl.load_workbook(HERE / "dollar_format_under_tonnes.xlsx")
    sheet = book["supplies"]
    assert header in [cell.value for cell in sheet[1]]
    sheet["D2"].number_format = "General"
    sheet[f"{column}2"].number_format = shown
    book.save(tmp_path / "plant.xlsx")
    if fine:
        mfo.read(tmp_path / "plant.xlsx")
        return
    with pytest.raises(mfo.PlantError, match="cell-format"):
        mfo.read(tmp_path / "plant.xlsx")


@pytest.mark.parametrize("drift", [-2, -1, 0, 1, 2])
def test_times_that_a_formula_adds_up_are_read_as_excel_shows_them(drift: int, tmp_path: Path) -> None:
    """Hours that are off by milliseconds, as `=A2+1/24` makes them; from 10:59 on they were refused."""
    book = openpyxl.Workbook()
    tables = {
        "plant": [
            ["setting", "value"],
            ["name", "drift"],
            ["currency", "EUR"],
            ["start", datetime.datetime(2025, 1, 1)],
            ["slots", "8760 hours"],
        ],
        "materials": [["material", "unit"], ["w", "t"]],
        "sites": [["site"], ["a"]],
        "supplies": [
            ["supply", "site", "material", "amount", "take", "price [EUR/t]"],
            ["s", "a", "w", "am", "all", 1],
        ],
        "markets": [["market", "site", "material", "price [EUR/t]"], ["m", "a", "w", 0]],
        "profiles": [
            ["slot", "am [t/h]"],
            *(
                [datetime.datetime(2025, 1, 1) + datetime.timedelta(hours=hour, milliseconds=drift if hour else 0), 1]
                for hour in range(8760)
            ),
        ],
    }
    book.remove(book.active)
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "plant.xlsx")
    plant = mfo.read(tmp_path / "plant.xlsx").plant
    assert plant.supplies[0].amount.values.sum() == pytest.approx(8760)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    """A wrong setting hides nothing of the rest, a misspelt name not its row's price, an unknown model not a unit."""
    problems = refused_when_read(text_of("six_faults_one_told"), tmp_path)
    assert {(problem.code, problem.where.sheet) for problem in problems if problem.where} == {
        ("slots", "plant"),
        ("model-unknown", "processes"),
        ("unit-ambiguous", "recipes"),
        ("name-unknown", "supplies"),
        ("unit-dimension", "supplies"),
        ("number-text", "markets"),
    }


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [("slots: 13 moons", "start: soon", "date"), ("currency: MXN", "currency: pesos", "currency")],
)
def test_other_wrong_settings_hide_nothing_either(old: str, new: str, code: str, tmp_path: Path) -> None:
    """What money costs cannot be judged without a currency; all else is."""
    problems = refused_when_read(text_of("six_faults_one_told", (old, new)), tmp_path)
    codes = {problem.code for problem in problems}
    assert {code, "model-unknown", "unit-ambiguous", "name-unknown", "number-text"} <= codes


def test_slots_that_cannot_be_read_make_no_other_faults(tmp_path: Path) -> None:
    """Profiles and outages name slots that nobody can find then: only the setting is told."""
    text = text_of("start_cost_without_minimum_load", ("slots: 4 days", "slots: 4 moons"))
    assert [problem.code for problem in refused_when_read(text, tmp_path)] == ["slots"]


def refused_when_read(text: str, folder: Path) -> list[mfo.Problem]:
    """The errors that reading tells."""
    with pytest.raises(mfo.PlantError) as told:
        read(text, folder)
    return [problem for problem in told.value.problems if problem.severity == "error"]


def test_a_market_that_takes_nothing_is_told_as_what_blocks(tmp_path: Path) -> None:
    """The remedy names what is in the way, and no link from a site to itself."""
    bench = read(text_of("market_with_maximum_zero"), tmp_path)
    with pytest.raises(mfo.PlantError) as told:
        bench.check()
    problems = {problem.code: problem for problem in told.value.problems}
    assert problems["no-way-out"].remedy.startswith("'p' takes it there, but something that it makes has no way out")
    assert problems["output-untaken"].remedy.startswith("'m' takes it there, but its maximum is 0")
    assert "link from 'a'" not in str(told.value)
