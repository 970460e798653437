"""The report as PDF: a browser of the machine prints it, or it is said that there is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from mfo.errors import UsageError
from mfo.writing import pdf

PRINTER = """#!/bin/sh
for argument in "$@"; do
  case "$argument" in --print-to-pdf=*) made="${argument#--print-to-pdf=}";; file://*) page="${argument#file://}";; esac
done
[ -n "$SILENT" ] || cat "$page" > "$made"
echo "out of paper" >&2
"""
"""What stands for a browser: it copies the page that it is given to where the PDF should be."""


@pytest.fixture
def printer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "chromium"
    program.write_text(PRINTER)
    program.chmod(0o755)
    monkeypatch.setattr(pdf, "browser", lambda: str(program))


@pytest.mark.usefixtures("printer")
def test_the_page_is_handed_to_a_browser(tmp_path: Path) -> None:
    pdf.print_pdf("<p>plan más</p>", tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_text(encoding="utf-8") == "<p>plan más</p>"


@pytest.mark.usefixtures("printer")
def test_a_browser_that_prints_nothing_is_told_with_its_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SILENT", "1")
    with pytest.raises(UsageError, match="did not print the page: out of paper"):
        pdf.print_pdf("<p>plan</p>", tmp_path / "report.pdf")
    assert not (tmp_path / "report.pdf").exists()


def test_without_a_browser_it_is_said_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "browser", lambda: None)
    with pytest.raises(UsageError, match=r"Install one, or print report\.html"):
        pdf.print_pdf("<p>plan</p>", tmp_path / "report.pdf")
