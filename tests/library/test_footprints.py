"""Results of others as datasets and rates: what is read, the total of a plan by hand, what is refused."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pandas as pd
import pytest

import mfo
from mfo.errors import Findings
from mfo.footprints.rows import FootprintRequest, dataset_text, rates_text
from mfo.library.datasets import read_rows

from ..cli.test_verbs import mfo as command

EPD = """<?xml version='1.0'?>
<processDataSet xmlns="http://lca.jrc.it/ILCD/Process" xmlns:common="http://lca.jrc.it/ILCD/Common"
  xmlns:epd="http://www.iai.kit.edu/EPD/2013">
 <processInformation><dataSetInformation><common:UUID>57a4ae65</common:UUID>
  <name><baseName xml:lang="de">Baustahl</baseName><baseName xml:lang="en">Structural steel</baseName></name>
  </dataSetInformation>
  <quantitativeReference><referenceToReferenceFlow>42</referenceToReferenceFlow></quantitativeReference>
  <time><common:referenceYear>2023</common:referenceYear></time>
  <geography><locationOfOperationSupplyOrProduction location="MX"/></geography></processInformation>
 <administrativeInformation><publicationAndOwnership><common:referenceToOwnershipOfDataSet>
  <common:shortDescription xml:lang="en">Steel works</common:shortDescription>
  </common:referenceToOwnershipOfDataSet></publicationAndOwnership></administrativeInformation>
 <exchanges><exchange dataSetInternalID="42"><meanAmount>1000</meanAmount></exchange></exchanges>
 <LCIAResults>{results}</LCIAResults>
</processDataSet>
"""
INDICATOR = """<LCIAResult><referenceToLCIAMethodDataSet>
 <common:shortDescription xml:lang="en">{name}</common:shortDescription></referenceToLCIAMethodDataSet>
 <common:other>{amounts}<epd:referenceToUnitGroupDataSet>
 <common:shortDescription xml:lang="en">{unit}</common:shortDescription>
 </epd:referenceToUnitGroupDataSet></common:other></LCIAResult>"""
ASKED = FootprintRequest("1000 kg", "CC BY 4.0")


def declaration(folder: Path, *indicators: tuple[str, str, dict[str, object]]) -> Path:
    path = folder / "steel.xml"
    told = []
    for name, unit, amounts in indicators:
        parts = [f'<epd:amount epd:module="{module}">{value}</epd:amount>' for module, value in amounts.items()]
        told.append(INDICATOR.format(name=name, unit=unit, amounts="".join(parts)))
    path.write_text(EPD.format(results="".join(told)), encoding="utf-8")
    return path


def full(folder: Path) -> Path:
    """1,500 kg fossil and 20 kg of land use a tonne; 700 kg of biogenic uptake stand in the total alone."""
    return declaration(
        folder,
        ("Global Warming Potential - total (GWP-total)", "kg CO₂-eq.", {"A1-A3": 820, "A4": 9}),
        ("Global Warming Potential - fossil fuels (GWP-fossil)", "kg CO2 eqv.", {"A1": 900, "A2": 100, "A3": 500}),
        ("Global Warming Potential - biogenic (GWP-biogenic)", "kg CO2 eqv.", {"A1-A3": -700}),
        ("Global Warming Potential - luluc (GWP-luluc)", "kg CO2 eqv.", {"A1-A3": 20, "C3": ""}),
        ("Acidification (AP)", "mol H+ eq.", {"A1-A3": 4}),
        ("Use of net fresh water (FW)", "m3", {"A1-A3": 7.5}),
    )


def plant(folder: Path, **more: object) -> mfo.Plan:
    import json

    tables = {
        "plant": {"name": "works", "currency": "MXN", "gwp": "AR5"},
        "materials": [{"material": "steel", "unit": "t", **({"like": "steel_epd"} if not more else {})}],
        "sites": [{"site": "works"}],
        "supplies": [
            {
                "supply": "steel bought",
                "site": "works",
                "material": "steel",
                "amount": "10 t/year",
                "take": "all",
                "price": "18000 MXN/t",
            }
        ],
        "markets": [{"market": "customers", "site": "works", "material": "steel", "price": "30000 MXN/t"}],
        **more,
    }
    (folder / "plant.yaml").write_text(json.dumps(tables), encoding="utf-8")
    return mfo.read(folder).optimise()


def test_a_declaration_becomes_a_dataset_whose_total_is_that_by_hand(tmp_path: Path) -> None:
    """10 t a year at (900 + 100 + 500 + 20) kg a tonne are 15.2 t of CO2e; source and licence stand in the run."""
    (tmp_path / "datasets").mkdir()
    text = dataset_text(full(tmp_path), "steel_epd", "AR5", ASKED)
    (tmp_path / "datasets" / "steel.csv").write_text(text, encoding="utf-8")
    plan = plant(tmp_path)
    assert plan.totals["emissions"]["value"] == pytest.approx(15.2)
    [row] = plan.tables["datasets"].query("key == 'steel_epd' and use == 'upstream'").itertuples()
    assert (row.source, row.licence) == ("Steel works, Structural steel", "CC BY 4.0")
    assert (row.year, row.region) == ("2023", "MX")


def test_a_total_alone_is_taken_and_said_to_be_one(tmp_path: Path) -> None:
    path = declaration(tmp_path, ("GWP", "kg CO2-Äqv.", {"A1-A3": 2000, "C4": 30}))
    (tmp_path / "d.csv").write_text(dataset_text(path, "steel", "AR5", ASKED), encoding="utf-8")
    [_, _, row] = read_rows(tmp_path / "d.csv", Findings())
    assert (row.value, row.unit) == (pytest.approx(2.0), "t_CO2e/kg") or row.canonical[0] == pytest.approx(2.0)
    assert "total" in row.description
    with_end = dataset_text(path, "steel", "AR5", FootprintRequest("1000 kg", "own", ("A1-A3", "C4")))
    assert "A1-A3, C4" in with_end


def table(folder: Path, text: str) -> Path:
    path = folder / "results.csv"
    path.write_text(text, encoding="utf-8")
    return path


OPENLCA = "Impact category,Reference unit,Result\nClimate change,kg CO2 eq,2150\nWater use,m3,12.5\n"


def test_a_table_of_openlca_becomes_rates_whose_totals_are_those_by_hand(tmp_path: Path) -> None:
    """10 t a year at 2,150 kg and 12.5 m3 a tonne: 21.5 t of CO2e and 125 m3."""
    path = table(tmp_path, OPENLCA)
    lines = []
    for effect, indicator in (("emissions", ""), ("water", "Water use")):
        text = rates_text(
            path, "steel bought", effect, FootprintRequest("1 t", "own study", indicator=indicator, source="Study")
        )
        lines += text.splitlines()[bool(lines) :]
    (tmp_path / "rates.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    path.unlink()
    plan = plant(tmp_path, effects=[{"effect": "water", "unit": "m3"}])
    assert plan.totals["emissions"]["value"] == pytest.approx(21.5)
    assert plan.totals["water"]["value"] == pytest.approx(125)
    assert "licence: own study" in lines[1]


@pytest.mark.parametrize(
    ("text", "asked", "code"),
    [
        ("Impact category,Result\nClimate change,1\n", FootprintRequest("1 t", ""), "footprint-column"),
        (
            'Impact category,Unit,Result\nClimate change,kg CO2e,"1.000,5"\n',
            FootprintRequest("1 t", ""),
            "footprint-number",
        ),
        (OPENLCA, FootprintRequest("1", ""), "footprint-per"),
        (OPENLCA, FootprintRequest("1 t", "", indicator="Ozone"), "footprint-indicator"),
        (OPENLCA, FootprintRequest("1 t", "", indicator="Water use"), "footprint-unit"),
        ("Name,Unit,Score\nClimate change,mg CO2 eq,1\n", FootprintRequest("1 t", ""), "footprint-unit"),
        (
            "Name,Unit,Score\nGWP 20,kg CO2 eq,1\nGWP 100,kg CO2 eq,2\n",
            FootprintRequest("1 t", ""),
            "footprint-indicator",
        ),
    ],
)
def test_what_is_refused(text: str, asked: FootprintRequest, code: str, tmp_path: Path) -> None:
    with pytest.raises(mfo.MfoError, match=code):
        dataset_text(table(tmp_path, text), "steel", "AR5", asked)


def test_what_a_declaration_lacks_is_told(tmp_path: Path) -> None:
    with pytest.raises(mfo.UsageError, match=r"has no module C4.*footprint-module"):
        dataset_text(full(tmp_path), "steel", "AR5", FootprintRequest("1 t", "", ("A1-A3", "C4")))
    for text in ("<flowDataSet/>", "<processDataSet>", "<processDataSet/>"):
        (tmp_path / "other.xml").write_text(text, encoding="utf-8")
        with pytest.raises(mfo.PlantError, match="footprint-form"):
            dataset_text(tmp_path / "other.xml", "steel", "AR5", ASKED)


def test_the_verb_writes_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    full(tmp_path)
    what = ("--per", "1 t", "--licence", "CC BY 4.0", "--at", "steel bought", "--effect", "water")
    done = command("footprint", "steel.xml", *what, "--indicator", "fresh water", "--out", "rates.csv")
    assert done.code == 0
    assert (tmp_path / "rates.csv").read_text("utf-8").splitlines()[1].startswith("steel bought,water,7.5 m3/t,")
    assert command("footprint", "steel.xml", "--per", "1 t", "--licence", "x", "--key", "k", "--out", "d.csv").code == 2


LABEL = "steel | steel production | MX | study"


def activity_browser(scores: dict[tuple[str, str], float], **flow: object) -> pd.DataFrame:
    """A table of scores as Activity Browser 3 holds it before it writes it, by pandas and with its numbers of rows:
    columns and labels of `bwutils/lcia_overview.py` of activity-browser 3.0.0b202610120209 (PyPI)."""
    of_flow = {"amount": 1000.0, "unit": "kilogram", "product": "steel", "process": "steel production"} | flow
    return pd.DataFrame(
        [
            {"index": name, "series": LABEL, "absolute": score, "relative": 100.0, "score unit": unit, **of_flow}
            | {"location": "MX", "database": "study"}
            for (name, unit), score in scores.items()
        ]
    )


SCORES = {("IPCC 2021, climate change, GWP100", "kg CO2-Eq"): 2150.0, ("EF v3.1, water use", "m3"): 12.5}


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("flipped", [False, True])
def test_scores_of_activity_browser_become_rates_whose_totals_are_those_by_hand(
    ending: str, flipped: bool, tmp_path: Path
) -> None:
    """10 t a year at 2,150 kg and 12.5 m3 for 1,000 kg: 21.5 t of CO2e and 125 m3. Groups may be flipped."""
    frame = activity_browser(SCORES)
    if flipped:
        frame = frame.rename(columns={"index": "series", "series": "index"})
    path = tmp_path / f"scores.{ending}"
    frame.to_csv(path) if ending == "csv" else frame.to_excel(excel_writer=path)
    lines: list[str] = []
    for effect, indicator in (("emissions", ""), ("water", "water use")):
        asked = FootprintRequest("1 t", "own study", indicator=indicator)
        lines += rates_text(path, "steel bought", effect, asked).splitlines()[bool(lines) :]
    path.unlink()
    (tmp_path / "rates.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    plan = plant(tmp_path, effects=[{"effect": "water", "unit": "m3"}])
    assert plan.totals["emissions"]["value"] == pytest.approx(21.5)
    assert plan.totals["water"]["value"] == pytest.approx(125)
    assert "steel, steel production; scores" in lines[1]


def test_scores_are_for_the_amount_that_the_table_tells(tmp_path: Path) -> None:
    """For 1,000 kg: neither 1 kg nor 1 kWh of it."""
    activity_browser(SCORES).to_csv(tmp_path / "scores.csv")
    for per in ("1 kg", "1 kWh"):
        with pytest.raises(mfo.UsageError, match=r"are for 1000 kg.*footprint-per"):
            rates_text(tmp_path / "scores.csv", "x", "emissions", FootprintRequest(per, "own"))


def test_of_several_reference_flows_one_is_named_by_its_label(tmp_path: Path) -> None:
    second = activity_browser({next(iter(SCORES)): 40.0}, product="sand", process="quarry")
    second["series"] = "sand | quarry | MX | study"
    pd.concat([activity_browser(SCORES), second], ignore_index=True).to_csv(tmp_path / "scores.csv")
    with pytest.raises(mfo.UsageError, match=r"GWP100 \(sand \| quarry.*footprint-indicator"):
        rates_text(tmp_path / "scores.csv", "x", "emissions", FootprintRequest("1 t", "own"))
    asked = FootprintRequest("1 t", "own", indicator="GWP100 (sand")
    assert "40.0 kg_CO2e/t" in rates_text(tmp_path / "scores.csv", "x", "emissions", asked)


def test_the_overview_of_activity_browser_2_tells_no_unit_and_is_read_where_one_is_written(tmp_path: Path) -> None:
    """A row a reference flow, a column an impact category headed by a tuple (`_build_lca_scores_df` of its versions 2):
    never the amount of the reference flow as a result. 2.15 kg a kg are 2.15 t a tonne."""
    method = ("IPCC 2013", "climate change", "GWP 100a")
    flow = {"index": 0, "amount": 1.0, "unit": "kilogram", "reference product": "steel", "name": "steel production"}
    frame = pd.DataFrame([{**flow, "location": "MX", "database": "study", method: 2.15}])
    frame.to_csv(tmp_path / "scores.csv")
    asked = FootprintRequest("1 kg", "own")
    with pytest.raises(mfo.PlantError, match=r"in which unit `IPCC 2013, climate change, GWP 100a`.*footprint-column"):
        rates_text(tmp_path / "scores.csv", "x", "emissions", asked)
    frame.rename(columns={method: f"{method} [kg CO2-Eq]"}).to_excel(excel_writer=tmp_path / "scores.xlsx")
    assert "0.00215 t_CO2e/kg" in rates_text(tmp_path / "scores.xlsx", "x", "emissions", asked)


def test_the_workbook_of_openlca_is_read_by_its_sheet_of_impacts(tmp_path: Path) -> None:
    """Sheets as its `ResultExport` writes them: the table of impacts begins in cell B2, others are no tables."""
    book = openpyxl.Workbook()
    book.active.title = "Result information"
    book.active["B2"] = "Result information"
    sheet = book.create_sheet("Inventory")
    sheet["B2"], sheet["B3"], sheet["I2"] = "Inputs", "Flow UUID", "Outputs"
    sheet = book.create_sheet("Impacts")
    header = ("Impact category UUID", "Impact category", "Reference unit", "Result")
    for row, cells in enumerate((header, ("a1", "Climate change", "kg CO2 eq", 2150), ("a2", "Water", "m3", 12.5)), 2):
        for column, cell in enumerate(cells, 2):
            sheet.cell(row, column, cell)
    book.save(tmp_path / "results.xlsx")
    text = rates_text(tmp_path / "results.xlsx", "x", "emissions", FootprintRequest("1 t", "own"))
    assert "2.15 t_CO2e/t" in text


def test_a_declaration_that_declares_entities_is_not_read(tmp_path: Path) -> None:
    """Whoever reads such a file can be made to read others, or to fill the memory."""
    path = full(tmp_path)
    path.write_text(path.read_text("utf-8").replace("?>", '?><!DOCTYPE a [<!ENTITY b "c">]>', 1), encoding="utf-8")
    with pytest.raises(mfo.PlantError, match=r"declares entities of its own.*footprint-form"):
        dataset_text(path, "steel", "AR5", ASKED)


def test_a_declaration_whose_reference_flow_is_not_among_its_exchanges_is_for_one(tmp_path: Path) -> None:
    """The flow 42 is 1000 of its unit; without it nothing says how much, and one is taken. 1,520 kg are for the 1000 kg
    asked both times, 1.52 a kg. Another flow before it is not the one."""
    path = full(tmp_path)
    text = path.read_text("utf-8")
    by_flow = dataset_text(path, "steel", "AR5", ASKED)
    assert ",0.00152,,,t_CO2e/kg," in by_flow
    assert 'the reference flow of 1000"' in by_flow
    first = '<exchange dataSetInternalID="7"><meanAmount>5</meanAmount></exchange>'
    path.write_text(text.replace("<exchanges>", f"<exchanges>{first}"), encoding="utf-8")
    assert dataset_text(path, "steel", "AR5", ASKED) == by_flow
    path.write_text(text.replace('dataSetInternalID="42"', 'dataSetInternalID="43"'), encoding="utf-8")
    told = dataset_text(path, "steel", "AR5", ASKED)
    assert told == by_flow.replace('the reference flow of 1000"', 'the reference flow of 1"')


def test_a_score_that_is_blank_is_left_out_and_a_panel_names_its_flow(tmp_path: Path) -> None:
    frame = activity_browser(SCORES)
    frame.loc[0, "absolute"] = None
    frame.to_csv(tmp_path / "scores.csv")
    asked = FootprintRequest("1 t", "own", indicator="water use")
    assert "12.5 m3/t" in rates_text(tmp_path / "scores.csv", "x", "water", asked)
    with pytest.raises(mfo.UsageError, match="footprint-indicator"):
        rates_text(tmp_path / "scores.csv", "x", "emissions", FootprintRequest("1 t", "own", indicator="climate"))
