"""The report as a Word document: the page's headings, its tables as tables, its drawings as pictures."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from click.testing import CliRunner
from docx.enum.section import WD_ORIENT
from mfo.cli.group import command_line as command

import mfo
from mfo.report.pages.report_page import report_page
from mfo.report.paper.document import write_docx

from ..examples.plans import plan_of
from .reading import read


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
    assert any(line.text.startswith("■\u00a0") for line in found.paragraphs)
    assert all(section.page_width > 0 for section in found.sections if section.page_width is not None)


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
