"""The report as a Word document: the page's headings, its tables, its charts as Word's own, its drawings as SVG."""

from __future__ import annotations

import xml.etree.ElementTree as Tree
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from docx.enum.section import WD_ORIENT
from docx.opc.part import Part
from mfo.cli.group import command_line as command

import mfo
from mfo.report.pages.report_page import report_page
from mfo.report.paper.document import write_docx

from ..examples.plans import plan_of
from .reading import Element, read

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def plan() -> mfo.Plan:
    return plan_of("municipality")


@pytest.mark.parametrize("code", ["en", "es"])
def test_the_document_says_what_the_page_says(plan: mfo.Plan, code: str, tmp_path: Path) -> None:
    write_docx(plan, tmp_path / "report.docx", code)
    found = docx.Document(str(tmp_path / "report.docx"))
    page = read(report_page(plan, code))
    heads = [line.text for line in found.paragraphs if line.style is not None and line.style.name == "Heading 1"]
    wanted = [
        " ".join(section.first("h2").text().split())
        for section in page.every("section")
        if "reference" not in section.attributes.get("class", "")
    ]
    assert heads == wanted
    decision = " ".join(page.first("p", id="decision").text().split())
    assert any(" ".join(line.text.split()) == decision for line in found.paragraphs)
    (years,) = [table for table in found.tables if len(table.columns) == 7 and table.cell(0, 1).text == "2025"][:1]
    assert [cell.text for cell in years.rows[0].cells][1:] == ["2025", "2028", "2031", "2034", "2037", "2040"]
    assert len(found.inline_shapes) >= 4
    parts = {str(part.partname): part for part in found.part.package.iter_parts()}
    charts_hold_what_the_page_draws(page, parts)
    drawings_are_svg_that_needs_no_style(parts)
    assert any(line.text.startswith("■\u00a0") for line in found.paragraphs)
    assert all(section.page_width > 0 for section in found.sections if section.page_width is not None)


def charts_hold_what_the_page_draws(page: Element, parts: dict[str, Part]) -> None:
    """Each chart of the page is one of Word's own: bars of the same numbers, and a sheet that holds them."""
    drawn = [figure for figure in page.every("figure") if "chart" in figure.attributes.get("class", "").split()]
    charts = [Tree.fromstring(parts[name].blob) for name in sorted(parts, key=place) if "/charts/chart" in name]
    assert len(charts) == len(drawn) >= 8
    for number, (figure, chart) in enumerate(zip(drawn, charts, strict=True), 1):
        cached = [[float(point.text or "") for point in line.iter(f"{C}v")] for line in chart.iter(f"{C}numCache")]
        bars = [float(bar.attributes["data-value"]) for bar in figure.every("rect")]
        if bars:  # on the page label by label
            assert [value for at in zip(*cached, strict=True) for value in at] == bars
        book = openpyxl.load_workbook(BytesIO(parts[f"/word/embeddings/chart{number}.xlsx"].blob))
        rows = list(book["Sheet1"].iter_rows(values_only=True))
        for column, line in zip(zip(*(row[1:] for row in rows[1:]), strict=True), cached, strict=True):
            assert list(column) == pytest.approx(line, rel=1e-14)  # a sheet has sixteen digits
        names = [" ".join(item.text().split()) for item in figure.first("ul").every("li")]
        assert [" ".join(str(name).split()) for name in rows[0][1:]] == names


def place(name: str) -> int:
    return int("".join(filter(str.isdigit, name)) or 0)


def drawings_are_svg_that_needs_no_style(parts: dict[str, Part]) -> None:
    """Every picture has the same as SVG beside it, whose elements say themselves what they look like."""
    drawings = [Tree.fromstring(part.blob) for name, part in parts.items() if name.endswith(".svg")]
    assert len(drawings) == sum(name.endswith(".png") for name in parts) >= 1
    for drawing in drawings:
        assert not list(drawing.iter(f"{SVG}style"))
        assert all(path.get("stroke") or path.get("fill") for path in drawing.iter(f"{SVG}path"))
        assert all(text.get("font-size") and not text.get("stroke") for text in drawing.iter(f"{SVG}text"))
        assert any(span.text for span in drawing.iter(f"{SVG}tspan"))


def test_broad_tables_stand_on_their_side(tmp_path: Path, plan: mfo.Plan) -> None:
    write_docx(plan, tmp_path / "full.docx", full=True)
    found = docx.Document(str(tmp_path / "full.docx"))
    sides = [section.orientation for section in found.sections]
    assert WD_ORIENT.LANDSCAPE in sides
    assert sides[0] == WD_ORIENT.PORTRAIT


def test_the_verb_writes_it_once_and_says_what_it_cannot_join(plan: mfo.Plan, tmp_path: Path) -> None:
    run, target = plan.save(tmp_path / "run"), tmp_path / "a.docx"
    assert CliRunner().invoke(command, ["report", str(run), "--docx", str(target)]).exit_code == 0
    assert target.read_bytes()[:2] == b"PK"
    assert CliRunner().invoke(command, ["report", str(run), "--docx", str(target)]).exit_code != 0
    both = CliRunner().invoke(command, ["report", str(run), "--docx", str(target), "--pdf", "b.pdf"])
    assert both.exit_code == 2
