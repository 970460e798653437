"""The Word document as a word processor lays it out: nothing is cut, no heading stands alone at the foot of a page."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest

from mfo.report.paper.document import MARGIN, write_docx

from ..examples.plans import plan_of

WRITER = shutil.which("soffice")
POINTS = 72.0  # an inch
TOLERANCE = 1.0

pytestmark = pytest.mark.skipif(
    WRITER is None or shutil.which("pdftotext") is None, reason="no LibreOffice or no poppler on this machine"
)


@dataclass
class Page:
    """A page as laid out: its width, its height, and its words with left, right and lower end [pt]."""

    width: float
    height: float
    words: list[tuple[str, float, float, float]]

    @property
    def foot(self) -> str:
        """The last line."""
        last = max((bottom for *_, bottom in self.words), default=0.0)
        return " ".join(word for word, *_, bottom in self.words if bottom > last - 2)


def laid_out(document: Path) -> list[Page]:
    """The pages of a document, by LibreOffice."""
    folder = document.parent
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    convert = [str(WRITER), profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(document)]
    subprocess.run(convert, check=True, capture_output=True, timeout=180)
    boxes = folder / "boxes.html"
    subprocess.run(["pdftotext", "-bbox", str(document.with_suffix(".pdf")), str(boxes)], check=True)
    pages = []
    for width, height, inside in re.findall(
        r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', boxes.read_text(encoding="utf-8"), re.DOTALL
    ):
        found = re.findall(
            r'<word xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>', inside
        )
        words = [(word, float(left), float(right), float(bottom)) for left, right, bottom, word in found]
        pages.append(Page(float(width), float(height), words))
    return pages


@pytest.mark.parametrize(("name", "code"), [("nopalmex", "es"), ("municipality", "en")])
def test_nothing_is_cut_on_the_pages_of_the_document(name: str, code: str, tmp_path: Path) -> None:
    target = tmp_path / "report.docx"
    write_docx(plan_of(name), target, code)
    pages = laid_out(target)
    assert 1 < len(pages) <= 10
    edge = MARGIN * POINTS
    for page in pages:
        outside = [
            (word, left, right)
            for word, left, right, bottom in page.words
            if left < edge - TOLERANCE or right > page.width - edge + TOLERANCE or bottom > page.height
        ]
        assert outside == []
    held = docx.Document(str(target))
    heads = [line.text for line in held.paragraphs if (line.style.name if line.style else "").startswith("Heading")]
    assert [page.foot for page in pages if page.foot in heads] == []
    told = "".join(word for page in pages for word, *_ in page.words)
    for table in held.tables:
        for cell in table.rows[-1].cells:  # each table is there to its last row, with every column
            for line in cell.paragraphs:
                for part in line.text.split("\n"):  # a drawing stands between the two
                    assert html.escape(re.sub(r"\s", "", part), quote=False) in told


@pytest.mark.parametrize("name", ["nopalmex", "municipality"])
def test_pictures_stand_within_the_margins(name: str, tmp_path: Path) -> None:
    target = tmp_path / "report.docx"
    write_docx(plan_of(name), target, "es")
    held = docx.Document(str(target))
    broadest = max((section.page_width or 0) - 2 * (section.left_margin or 0) for section in held.sections)
    tallest = min((section.page_height or 0) - 2 * (section.top_margin or 0) for section in held.sections)
    assert len(held.inline_shapes) >= 2
    for shape in held.inline_shapes:
        assert shape.width <= broadest
        assert shape.height <= tallest
        assert shape._inline.docPr.get("descr")  # what a screen reader says of it
