"""A statement of avoided methane by hand: a dairy's slurry in a digester with nopal, instead of a lagoon.

1,200 t of slurry a year hold 10 % dry matter, 80 % of it volatile solids: 8 t a month, of which 6.4 reach the lagoon.
At 20 °C a month's share that decays is f = exp(15,175 x (293.16 - 303.16) / (1.987 x 303.16 x 293.16)) = 0.423451. What
is left after twelve months is 6.4 x ((1 - f) + (1 - f)^2 + ... + (1 - f)^12), the rest has decayed. A tonne of it gives
240 Nm3 of methane of 0.7158 kg. The digester makes 20 Nm3 of gas a tonne of slurry and 40 of each of 600 t of nopal,
with 60 % methane: 28,800 Nm3, 20.61504 t. 95 % is collected, 98 % of that burnt.
"""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

import mfo
from mfo.plan.credits.lagoon import decay_factor, decayed
from mfo.report import write_credits, write_report, write_workbook

from ..cli.test_verbs import mfo as command
from ..report.reading import read

DAIRY = """
plant: {name: Dairy, currency: MXN, slots: 12 months, gwp: AR6}
materials:
  - {material: slurry, unit: t, dry_matter: 10 %, volatile_solids: 80 %}
  - {material: nopal, unit: t, dry_matter: 9 %}
  - {material: biogas, unit: Nm3, methane_share: 60 %}
sites: [{site: farm}]
supplies:
  - {supply: herd, site: farm, material: slurry, amount: 100 t/month, take: all, price: 0 MXN/t}
  - {supply: field, site: farm, material: nopal, amount: 50 t/month, take: all, price: 0 MXN/t}
processes: [{process: digester, site: farm, model: recipe, route: biogas, variable_cost: 10 MXN/t}]
recipes:
  - {process: digester, material: slurry, role: in}
  - {process: digester, material: nopal, role: in}
  - {process: digester, material: biogas, role: out, amount: 20 Nm3/t, per: slurry}
  - {process: digester, material: biogas, role: out, amount: 40 Nm3/t, per: nopal}
markets: [{market: boiler, site: farm, material: biogas, price: 3 MXN/Nm3}]
credits:
  - {credits: dairy slurry, process: digester, material: slurry, methane_potential: 240 Nm3/t, temperature: 20 degC,
     design_factor: 80 %, collected: 95 %, destroyed: 98 %, effluent_solids: 30 %, effluent_conversion: 20 %}
rates: [{at: digester, effect: fossil CO2, rate: 2 kg/t}]
"""
DENSITY, GWP = 0.7158e-3, 27.0  # t/Nm3; AR6, biogenic methane
F = math.exp(15_175 * (293.16 - 303.16) / (1.987 * 303.16 * 293.16))
LEFT = 6.4 * sum((1 - F) ** k for k in range(1, 13))
BASELINE = (6.4 * 12 - LEFT) * 240 * DENSITY
METERED = (1200 * 20 + 600 * 40) * 0.6 * DENSITY
SLIPPED = METERED * (1 / 0.95 - 0.98)
EFFLUENT = 96 * 0.3 * 240 * 0.2 * DENSITY
A, B, C = BASELINE * GWP, (SLIPPED + EFFLUENT) * GWP + 1800 * 0.002, METERED * 0.98 * GWP


def planned(folder: Path, *changes: tuple[str, str]) -> mfo.Plan:
    text = DAIRY
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    (folder / "dairy.yaml").write_text(text, encoding="utf-8")
    return mfo.read(folder / "dairy.yaml").optimise()


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> mfo.Plan:
    return planned(tmp_path_factory.mktemp("dairy"))


def of_year(plan: mfo.Plan) -> dict[str, float]:
    table = plan.tables["credits"]
    rows = table[table["slot"] == 0]
    return dict(zip(rows["line"], rows["value"], strict=True))


def test_the_statement_by_hand_in_the_order_of_the_form(plan: mfo.Plan) -> None:
    assert pytest.approx(0.423451, abs=1e-6) == F
    assert list(of_year(plan).items()) == [
        ("baseline methane", pytest.approx(BASELINE, rel=1e-9)),
        ("metered methane", pytest.approx(METERED, rel=1e-9)),
        ("methane not collected or not burnt", pytest.approx(SLIPPED, rel=1e-9)),
        ("methane of the digestate's store", pytest.approx(EFFLUENT, rel=1e-9)),
        ("A: baseline emissions", pytest.approx(A, rel=1e-9)),
        ("B: project emissions", pytest.approx(B, rel=1e-9)),
        ("C: metered and destroyed methane", pytest.approx(C, rel=1e-9)),
        ("emission reductions", pytest.approx(min(A - B, C), rel=1e-9)),
        ("not creditable: destroyed beyond the baseline", pytest.approx(C - min(A - B, C), rel=1e-9)),
        ("not creditable: displaced elsewhere", 0.0),
    ]
    assert A - B < C  # the methane of nopal earns nothing


def test_a_sum_of_what_was_not_read_is_not_called_read(plan: mfo.Plan) -> None:
    table = plan.tables["credits"]
    told = dict(zip(table["line"], table["standing"], strict=True))
    for line in told:
        if line.startswith(("A:", "B:", "C:", "emission", "not creditable: destroyed")):
            assert told[line] == "line and sum read in the Reserve's form, its terms not read in the protocol"


def test_the_months_add_up_to_the_year(plan: mfo.Plan) -> None:
    table = plan.tables["credits"]
    months = table[table["slot"] > 0].groupby("line")["value"].agg(["sum", "size"])
    assert months.loc["baseline methane: dairy slurry", "sum"] == pytest.approx(BASELINE)
    assert months.loc["volatile solids: dairy slurry"].tolist() == pytest.approx([96, 12])


def test_what_was_metered_bounds_the_credit(tmp_path: Path) -> None:
    """A digester that hardly works destroys less than the lagoon would have given off: C counts."""
    plan = planned(tmp_path, ("amount: 20 Nm3/t", "amount: 1 Nm3/t"), ("amount: 40 Nm3/t", "amount: 1 Nm3/t"))
    told = of_year(plan)
    assert told["emission reductions"] == pytest.approx(1800 * 0.6 * DENSITY * 0.98 * GWP)
    assert told["emission reductions"] == told["C: metered and destroyed methane"]


def test_a_dry_lot_earns_nothing(tmp_path: Path) -> None:
    """With 1 % of B0 the baseline is less than what the project itself emits: no credit, and no negative one."""
    plan = planned(tmp_path, ("temperature: 20 degC,\n     design_factor: 80 %", "conversion: 1 %"))
    told = of_year(plan)
    assert told["baseline methane"] == pytest.approx(96 * 240 * 0.01 * DENSITY)
    assert told["emission reductions"] == 0.0


def test_an_emptied_lagoon_starts_anew(tmp_path: Path) -> None:
    """Emptied after June, each half year leaves 6.4 x ((1 - f) + ... + (1 - f)^6)."""
    plan = planned(tmp_path, ("design_factor: 80 %", "design_factor: 80 %, cleaned: 6"))
    left = 2 * 6.4 * sum((1 - F) ** k for k in range(1, 7))
    assert of_year(plan)["baseline methane"] == pytest.approx((76.8 - left) * 240 * DENSITY)


def test_the_factor_stops_at_both_ends() -> None:
    assert decay_factor(4.9) == 0.104
    assert decay_factor(29.9) == 0.95
    assert decay_factor(30.0) == 0.95
    assert decayed([4.0, 0.0], [0.25, 0.5], ()) == [1.0, 1.5]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("slots: 12 months", "slots: 52 weeks", "followed month by month"),
        (", design_factor: 80 %", "", "value-missing"),
        ("temperature: 20 degC,", "temperature: 20 degC, conversion: 20 %,", "Either `temperature`"),
        ("material: slurry, methane_potential", "material: biogas, methane_potential", "does not take `biogas`"),
        ("material: slurry, methane_potential", "material: nopal, methane_potential", "has no `volatile_solids`"),
        ("design_factor: 80 %", "design_factor: 80 %, cleaned: 13", "does not have"),
        ("collected: 95 %", "collected: 195 %", "share-above-one"),
        ("temperature: 20 degC", "temperature: 293 K", "unit-dimension"),
    ],
)
def test_what_cannot_be_is_refused(before: str, after: str, told: str, tmp_path: Path) -> None:
    text = DAIRY.replace("temperature: 20 degC,\n    ", "temperature: 20 degC,")
    assert before in text
    (tmp_path / "dairy.yaml").write_text(text.replace(before, after), encoding="utf-8")
    with pytest.raises(mfo.PlantError) as error:
        mfo.read(tmp_path / "dairy.yaml")
    assert any(told in f"{problem.code} {problem.message}" for problem in error.value.problems), error.value.problems


def test_two_wastes_of_one_digester_agree_on_its_gas(tmp_path: Path) -> None:
    other = (
        "rates:",
        "  - {credits: more slurry, process: digester, material: slurry, methane_potential: 240 Nm3/t, "
        "conversion: 20 %, collected: 90 %, destroyed: 98 %, effluent_solids: 30 %, effluent_conversion: 20 %}\nrates:",
    )
    with pytest.raises(mfo.PlantError, match="`collected` is of the digester"):
        planned(tmp_path, other)


def test_the_verb_writes_the_page_beside_the_report(plan: mfo.Plan, tmp_path: Path) -> None:
    plan.save(tmp_path / "run")
    done = command("report", str(tmp_path / "run"), "--credits", "--out", str(tmp_path / "statement.html"))
    assert done.code == 0, done.err
    assert "Statement of avoided methane" in (tmp_path / "statement.html").read_text(encoding="utf-8")
    assert command("report", str(tmp_path / "run"), "--credits").code == 2


def test_page_section_and_sheet_say_that_nothing_is_verified(plan: mfo.Plan, tmp_path: Path) -> None:
    write_credits(plan, tmp_path / "statement.html", "es")
    page = (tmp_path / "statement.html").read_text(encoding="utf-8")
    assert "cálculo" in page
    assert "no una verificación" in page
    write_report(plan, tmp_path / "report.html")
    (section,) = read((tmp_path / "report.html").read_text(encoding="utf-8")).every("section", id="credits")
    assert "a calculation and not a verification" in section.text()
    write_workbook(plan, tmp_path / "plan.xlsx")
    assert "credits" in openpyxl.load_workbook(tmp_path / "plan.xlsx", read_only=True).sheetnames
    with pytest.raises(mfo.UsageError, match="no rows in `credits`"):
        write_credits(mfo.read("examples/starter").optimise(), tmp_path / "none.html")
