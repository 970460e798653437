"""The tables of the standards, by hand for one plant, in the order of each form.

The works (``works.yaml``) have 40 t of offcuts, of which their own mill takes 24 and the tip 16; 30 t of used solvent
that another owner distils, 6 t of still bottoms of it going to a kiln; 10 t of acid that is taken for a fee. They buy
200 t of resin (25 % recycled, 10 % renewable) and 500 MWh (30 % renewable), and sell 21.6 t of chips at 3,000 MXN, 24 t
of solvent at 9,000 and 200 t of parts at 45,000: 9,280,800 MXN.
"""

from __future__ import annotations

import math
from pathlib import Path

import openpyxl
import pytest

import mfo
from mfo.plan.disclosures.disclosures import STANDARDS
from mfo.report import write_workbook

from .solving import plan_of
from .test_indicators import city

WORKS = Path(__file__).parent / "works.yaml"


@pytest.fixture(scope="module")
def plan() -> mfo.Plan:
    return mfo.read(WORKS).optimise()


def lines(plan: mfo.Plan, table: str, *columns: str) -> list[tuple[object, ...]]:
    """A table as tuples; blank numbers are None, others rounded to what rounding leaves."""
    found = plan.tables[table][list(columns)].to_dict("records")
    return [tuple(_plain(row[name]) for name in columns) for row in found]


def _plain(value: object) -> object:
    if not isinstance(value, float):
        return value
    return None if math.isnan(value) else round(value, 9)


def test_gri_306_3_by_hand(plan: mfo.Plan) -> None:
    columns = ("composition", "hazardous", "waste_code", "generated", "diverted", "disposed")
    assert lines(plan, "gri_306_3", *columns) == [
        ("offcuts; chips", False, "12 01 05", 40, 24, 16),
        ("solvent waste", True, "14 06 03*", 30, 24, 6),
        ("acid", True, "06 01 01*", 10, 0, 10),
        ("total waste", False, "", 80, 48, 32),
    ]


def test_gri_306_4_by_hand_in_the_order_of_the_template(plan: mfo.Plan) -> None:
    assert lines(plan, "gri_306_4", "hazard", "operation", "onsite", "offsite", "total") == [
        ("hazardous", "preparation for reuse", 0, 0, 0),
        ("hazardous", "recycling", 0, 24, 24),
        ("hazardous", "other recovery operations", 0, 0, 0),
        ("hazardous", "total", 0, 24, 24),
        ("non-hazardous", "preparation for reuse", 0, 0, 0),
        ("non-hazardous", "recycling", 24, 0, 24),
        ("non-hazardous", "other recovery operations", 0, 0, 0),
        ("non-hazardous", "total", 24, 0, 24),
        ("all", "total", 24, 24, 48),
        ("all", "waste prevented", None, None, 0),
    ]


def test_gri_306_5_by_hand_in_the_order_of_the_template(plan: mfo.Plan) -> None:
    operations = (
        "incineration (with energy recovery)",
        "incineration (without energy recovery)",
        "landfilling",
        "other disposal operations",
        "total",
    )
    told = lines(plan, "gri_306_5", "hazard", "operation", "onsite", "offsite", "share")
    assert told == [
        *(("hazardous", name, 0, off, off / 80) for name, off in zip(operations, (6, 0, 0, 10, 16), strict=True)),
        *(("non-hazardous", name, 0, off, off / 80) for name, off in zip(operations, (0, 0, 16, 0, 16), strict=True)),
        ("all", "total", 0, 32, 0.4),
    ]


def test_esrs_e5_by_hand_in_the_order_of_the_paragraphs(plan: mfo.Plan) -> None:
    told = lines(plan, "esrs_e5", "disclosure", "value")
    shares = lines(plan, "esrs_e5", "line", "numerator", "denominator")
    assert ("secondary reused or recycled materials used, share", 50, 200) in shares
    assert ("non-recycled waste, share", 32, 80) in shares
    of_disposal = [
        line for line, _ in lines(plan, "esrs_e5", "line", "value") if "directed to disposal, haz" in str(line)
    ]
    assert of_disposal == [
        "directed to disposal, hazardous waste",
        "directed to disposal, hazardous waste, incineration",
        "directed to disposal, hazardous waste, landfill",
        "directed to disposal, hazardous waste, other disposal operations",
    ]
    assert told == [
        ("E5-4 31 (a)", 200),
        ("E5-4 31 (b)", None),
        ("E5-4 31 (c)", 50),
        ("E5-4 31 (c)", 0.25),
        *((f"E5-5 36 ({letter})", None) for letter in "abcc"),
        ("E5-5 37 (a)", 80),
        *(("E5-5 37 (b)", value) for value in (24, 0, 24, 0, 24, 0, 24, 0)),
        *(("E5-5 37 (c)", value) for value in (16, 6, 0, 10, 16, 0, 16, 0)),
        ("E5-5 37 (d)", 32),
        ("E5-5 37 (d)", 0.4),
        ("E5-5 38", 40),
        ("E5-5 38", 30),
        ("E5-5 38", 10),
        ("E5-5 39", 40),
        ("E5-5 39", None),
    ]


def test_cti_by_hand(plan: mfo.Plan) -> None:
    """Circular inflow 200 x 35 % + 80 = 150 of 280 t; circular outflow 48 of 80; together 198 of 360."""
    assert lines(plan, "cti", "line", "numerator", "denominator") == [
        ("% circular inflow", 150, 280),
        ("% circular outflow", 48, 80),
        ("% material circularity", 198, 360),
        ("% circular water inflow", 0, 0),
        ("% circular water outflow", None, None),
        ("% renewable energy", 150, 500),
        ("% critical inflow", None, None),
        ("% recovery type: reuse", 0, 48),
        ("% recovery type: remanufacture", 0, 48),
        ("% recovery type: recycling", 48, 48),
        ("% recovery type: biodegradation", 0, 48),
        ("actual lifetime", None, None),
        ("onsite water circulation", None, None),
        ("circular material productivity", 9_280_800, 130),
        ("CTI revenue", 5_104_440, None),
        ("GHG impact", None, None),
        ("nature impact", None, None),
    ]


def test_the_values_of_cti_and_iso_59020_are_their_quotients_to_the_last_digit(plan: mfo.Plan) -> None:
    """By hand: 15/28, 3/5, 11/20, 3/10; 9,280,800 / 130; 55 % of the sales. A quotient by nothing is blank."""
    cti = dict(zip(plan.tables["cti"]["line"], plan.tables["cti"]["value"], strict=True))
    iso = dict(zip(plan.tables["iso_59020"]["disclosure"], plan.tables["iso_59020"]["value"], strict=True))
    hand = {
        "% circular inflow": 15 / 28,
        "% circular outflow": 3 / 5,
        "% material circularity": 11 / 20,
        "% renewable energy": 3 / 10,
        "% recovery type: recycling": 1.0,
        "circular material productivity": 9_280_800 / 130,
        "CTI revenue": 0.55 * 9_280_800,
    }
    assert {name: cti[name] for name in hand} == pytest.approx(hand, rel=1e-12)
    of_iso = {"A.2.2": 0.0, "A.2.3": 0.25, "A.2.4": 0.1, "A.3.4": 0.6, "A.4.2": 0.3, "A.6.2": 9_280_800 / 130}
    assert {name: iso[name] for name in of_iso} == pytest.approx(of_iso, rel=1e-12)
    assert math.isnan(cti["% circular water inflow"])
    assert math.isnan(iso["A.5.2"])


def test_where_energy_is_sold_its_renewable_share_is_not_told() -> None:
    """The standard takes off what leaves; a plan does not know how much of that is renewable."""
    text = WORKS.read_text(encoding="utf-8").replace("amount: 500 MWh/year", "amount: 600 MWh/year")
    text += "  - {market: neighbour, site: works, material: electricity, price: 2500 MXN/MWh}\n"
    plan = mfo.read(_tables(text)).optimise()
    assert ("A.4.2", None) in lines(plan, "iso_59020", "disclosure", "numerator")
    assert ("% renewable energy", 180, 600) in lines(plan, "cti", "line", "numerator", "denominator")


def test_each_line_of_cti_and_iso_59020_says_what_of_it_was_read(plan: mfo.Plan) -> None:
    told = dict(lines(plan, "cti", "line", "standing"))
    read = [line for line, standing in told.items() if standing != "not read in the original"]
    assert read == ["% circular inflow", "% circular outflow", "% material circularity"]
    assert ["here of waste alone" in str(told[line]) for line in read] == [False, True, True]
    iso = dict(lines(plan, "iso_59020", "disclosure", "standing"))
    bare = [
        number
        for number, standing in iso.items()
        if standing != "formula and its symbols read in a transcription of Annex A"
    ]
    assert bare == ["A.5.2", "A.5.3", "A.5.4", "A.6.2", "A.6.3"]
    assert {iso[number] for number in bare} == {
        "formula read in a transcription of Annex A, what its symbols mean only in that of Table 3"
    }


def test_iso_59020_by_hand_in_the_order_of_its_annex(plan: mfo.Plan) -> None:
    """Names as in Table 3 of the standard; A.6.2 there is revenue over the mass of all linear inflows: 200 x 65 %."""
    assert lines(plan, "iso_59020", "disclosure", "numerator", "denominator") == [
        ("A.2.2", 0, 200),
        ("A.2.3", 50, 200),
        ("A.2.4", 20, 200),
        ("A.3.2", None, None),
        ("A.3.3", 0, 80),
        ("A.3.4", 48, 80),
        ("A.3.5", 0, 80),
        ("A.4.2", 150, 500),
        ("A.5.2", 0, 0),
        ("A.5.3", None, None),
        ("A.5.4", None, None),
        ("A.6.2", 9_280_800, 130),
        ("A.6.3", None, None),
    ]


@pytest.mark.parametrize(
    ("contents", "hand"),
    [
        ("recycled_content: 80 %, reused_content: 0, renewable_content: 70 %", (0, 160, 40)),
        ("recycled_content: 50 %, reused_content: 60 %, renewable_content: 70 %", (120, 80, 0)),
        ("recycled_content: 25 %, renewable_content: 10 %", (0, 50, 20)),
        ("lower_heating_value: 1 MWh/t", (0, 0, 0)),
    ],
)
def test_contents_of_iso_59020_exclude_one_another_and_count_as_none_where_nothing_is_said(
    contents: str, hand: tuple[float, ...]
) -> None:
    """Formulas (A.1) to (A.3), of 200 t. Each content counted whole, 80 % recycled and 70 % renewable are 150 % of what
    comes in (A.2.1: the four contents make up 100 %); what is not known is zero (A.1), and the formula says of what.
    A.6.2 divides by the rest."""
    text = WORKS.read_text(encoding="utf-8")
    text = text.replace("recycled_content: 25 %, reused_content: 0 %, renewable_content: 10 %", contents)
    told = mfo.read(_tables(text)).optimise().tables["iso_59020"].set_index("disclosure")
    inflow = told.loc[["A.2.2", "A.2.3", "A.2.4"]]
    assert inflow["numerator"].tolist() == pytest.approx(hand, abs=1e-9)
    assert inflow["denominator"].tolist() == [200, 200, 200]
    assert inflow["value"].tolist() == pytest.approx([mass / 200 for mass in hand], abs=1e-12)
    assert told.loc["A.6.2", "denominator"] == pytest.approx(200 - sum(hand))
    names = ("reused_content", "recycled_content", "renewable_content")
    for name, formula in zip(names, inflow["formula"], strict=True):
        assert ("counted as none, as nothing is said" in formula) == (name not in contents)


def test_every_line_says_how_it_was_worked_out_and_blank_ones_what_they_need(plan: mfo.Plan) -> None:
    for name in ("esrs_e5", "cti", "iso_59020"):
        for row in plan.tables[name].itertuples():
            assert row.formula.startswith("not told by a plan: ") == math.isnan(row.numerator), row


@pytest.mark.parametrize("which", ["works", "city"])
def test_the_tables_agree_with_one_another(which: str, plan: mfo.Plan) -> None:
    """What arose is what was diverted and what was disposed of, in all three tables and the indicators."""
    made = plan if which == "works" else plan_of(city())
    three, four, five = (made.tables[name] for name in STANDARDS[:3])
    [whole] = three[three["composition"] == "total waste"].itertuples()
    diverted, disposed = (
        table[(table["hazard"] == "all") & (table["operation"] == "total")]["total"].item() for table in (four, five)
    )
    known = made.indicators.set_index("indicator")["value"]
    assert whole.generated == pytest.approx(known["GRI 306-3 waste generated"], rel=1e-12)
    assert diverted == pytest.approx(known["GRI 306-4 diverted from disposal, total"], rel=1e-12)
    assert disposed == pytest.approx(known["GRI 306-5 directed to disposal, total"], rel=1e-12)
    assert diverted + disposed == pytest.approx(whole.generated, rel=1e-12)
    assert (whole.diverted, whole.disposed) == pytest.approx((diverted, disposed), rel=1e-12)


def test_rejects_that_are_burnt_without_use_of_the_heat_are_no_longer_recycled() -> None:
    """The 6 t of still bottoms go to a burner instead of a kiln: by hand 48 t diverted, 6 incinerated, 16 landfilled,
    10 other; the indicators tell the same lines as the form."""
    text = WORKS.read_text(encoding="utf-8").replace("route: energy recovery", "route: incineration")
    plan = mfo.read(_tables(text)).optimise()
    assert ("incineration (without energy recovery)", 6) in lines(plan, "gri_306_5", "operation", "total")
    assert ("E5-5 37 (c)", 6) in lines(plan, "esrs_e5", "disclosure", "value")
    known = plan.indicators.set_index("indicator")["value"]
    assert known["GRI 306-4 diverted from disposal, total"] == pytest.approx(48)
    told = {
        name.split(" by ")[1]: value for name, value in known.items() if name.startswith("GRI 306-5 disposed of by")
    }
    assert told == pytest.approx(
        {
            "incineration with energy recovery": 0,
            "incineration without energy recovery": 6,
            "landfilling": 16,
            "other operations": 10,
        }
    )


def test_without_a_reporter_every_process_is_on_site() -> None:
    """The 24 t that another owner distils are recycled on site where the plant as a whole reports."""
    text = WORKS.read_text(encoding="utf-8").replace(", reporter: Works", "")
    plan = mfo.read(_tables(text)).optimise()
    told = lines(plan, "gri_306_4", "hazard", "operation", "onsite", "offsite")
    assert ("hazardous", "recycling", 24, 0) in told
    assert ("non-hazardous", "recycling", 24, 0) in told


def _tables(text: str) -> dict[str, object]:
    import yaml

    return yaml.safe_load(text)  # type: ignore[no-any-return]


def test_the_workbook_has_a_sheet_a_standard_in_the_order_of_the_form(plan: mfo.Plan, tmp_path: Path) -> None:
    write_workbook(plan, tmp_path / "plan.xlsx")
    book = openpyxl.load_workbook(tmp_path / "plan.xlsx", read_only=True)
    assert [name for name in book.sheetnames if name in STANDARDS] == list(STANDARDS)
    rows = list(book["gri_306_4"].iter_rows(values_only=True))
    assert rows[0][:6] == ("year", "hazard", "operation", "onsite [t]", "offsite [t]", "total [t]")
    assert rows[2][1:6] == ("hazardous", "recycling", 0, pytest.approx(24), pytest.approx(24))


@pytest.mark.parametrize(("price", "recycled", "other"), [(-900, 24, 16), (900, 30, 10)])
def test_rejects_on_a_route_of_the_plants_own_are_other_disposal_where_a_fee_is_paid(
    price: int, recycled: float, other: float
) -> None:
    """The 6 t of still bottoms go to a thermal desorber: for a fee they leave the 30 t recycled and come to the 10 t of
    acid; sold, they are a product."""
    text = WORKS.read_text(encoding="utf-8").replace("route: energy recovery", "route: thermal desorption")
    plan = mfo.read(_tables(text.replace("price: -2500 MXN/t", f"price: {price} MXN/t"))).optimise()
    told = lines(plan, "gri_306_4", "hazard", "operation", "total")
    assert ("hazardous", "recycling", recycled) in told
    assert ("hazardous", "other disposal operations", other) in lines(plan, "gri_306_5", "hazard", "operation", "total")
    assert plan.tables["gri_306_3"]["disposed"].iloc[-1] == pytest.approx(other + 16)
