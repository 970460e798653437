"""The report as a Word document: the same text, tables that can be edited, and pictures, as consultants hand in.

It is made from the page itself, so that both say the same. What is looked up is left out, as on paper, unless asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Problem, UsageError, Where
from ...writing.whole import whole_file
from ..pages.report_page import report_page
from ..pages.sankey_file import png
from ..sankey.svg import LIGHT, NEUTRAL, STYLE

if TYPE_CHECKING:
    from docx.document import Document

    from ...plan.plan import Plan

VOID = frozenset({"meta", "link", "input", "br", "img"})
SKIPPED = frozenset({"script", "style", "nav", "details", "fieldset", "select", "button", "summary"})
BROAD = 8  # columns: a table of more stands on a page on its side
DRAWN = (
    ".axis{stroke:#e1e6eb}.zero{stroke:#aab6c2}.stroke{fill:none;stroke-width:2}.way path{fill:none;stroke:#3b6fb5;"
    "stroke-opacity:.55}.head{fill:#3b6fb5}.site circle{fill:#0b6e63}.bar{fill:none;stroke:#52606d}.mark{fill:#1f9e89}"
)


class PageElement:
    """An element of the page: its name, its attributes, and what is inside of it."""

    def __init__(self, name: str, attributes: dict[str, str]) -> None:
        self.name, self.attributes = name, attributes
        self.inside: list[PageElement | str] = []

    @property
    def kinds(self) -> list[str]:
        """Its classes."""
        return self.attributes.get("class", "").split()

    def text(self) -> str:
        """What is written in it, on one line."""
        parts = (part if isinstance(part, str) else part.text() for part in self.inside)
        return re.sub(r"[ \n]+", " ", "".join(parts))

    def every(self, name: str) -> Iterator[PageElement]:
        """All elements of a name inside of it."""
        for part in self.inside:
            if isinstance(part, PageElement):
                if part.name == name:
                    yield part
                yield from part.every(name)


class Reader(HTMLParser):
    """Reads a page that mfo wrote."""

    def __init__(self) -> None:
        super().__init__()
        self.root = PageElement("", {})
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        made = PageElement(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(made)
        if tag not in VOID:
            self.open.append(made)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag not in VOID:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Text."""
        self.open[-1].inside.append(data)


def write_docx(plan: Plan, path: str | Path, code: str = "en", full: bool = False, force: bool = True) -> None:
    """Write the report of a plan as a Word document; ``full`` with what is looked up.

    Raises :class:`mfo.UsageError` where python-docx is not installed.
    """
    try:
        import docx
    except ImportError as error:
        message = "A Word document needs the package python-docx, which is not installed."
        remedy = "Run `pip install mfo[docx]`, or write a PDF with --pdf."
        raise UsageError(Problem("docx-missing", message, Where(str(path)), remedy)) from error
    page = report_page(plan, code, full)
    drawings: list[str] = []

    def taken(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<img src="{len(drawings) - 1}">'

    reader = Reader()
    reader.feed(re.sub(r"<svg\b.*?</svg>", taken, page, flags=re.DOTALL))
    document = docx.Document()
    document.core_properties.title = next(reader.root.every("title")).text()
    document.styles["Normal"].font.name = "Calibri"
    DocumentWriter(document, drawings, full).write(next(reader.root.every("body")))
    with whole_file(Path(path), force) as part, part.open("wb") as target:
        document.save(target)


class DocumentWriter:
    """Puts the elements of a page into a document."""

    def __init__(self, document: Document, drawings: list[str], full: bool) -> None:
        self.document, self.drawings, self.full = document, drawings, full
        self.on_its_side = False

    def write(self, node: PageElement) -> None:
        """What an element holds, in its order."""
        for part in node.inside:
            if isinstance(part, PageElement) and not self._left_out(part):
                self._element(part)

    def _left_out(self, node: PageElement) -> bool:
        if "hidden" in node.attributes or {"skip", "hint", "tip", "slim", "unseen"} & set(node.kinds):
            return True
        if node.name == "details":
            return not self.full
        return node.name in SKIPPED or ("reference" in node.kinds and not self.full)

    def _element(self, node: PageElement) -> None:
        heading = {"h1": 0, "h2": 1, "h3": 2}.get(node.name)
        if heading is not None:
            self.document.add_heading(node.text().strip(), heading)
        elif node.name in ("p", "figcaption"):
            self._paragraph(node)
        elif "legend" in node.kinds:
            self._legend(node)
        elif node.name == "li":
            style = "List Number" if node.every("span") and any("do" in s.kinds for s in node.every("span")) else None
            parts = [child.text().strip() for child in node.inside if isinstance(child, PageElement)] if style else []
            told = " · ".join(part for part in parts if part) or node.text().strip()
            self.document.add_paragraph(told, style or "List Bullet")
        elif node.name == "dl":
            self._grid(
                [
                    [part.text().strip() for part in card.inside if isinstance(part, PageElement)]
                    for card in node.inside
                    if isinstance(card, PageElement)
                ],
                head=False,
            )
        elif node.name == "table":
            rows = [
                [cell.text().strip() for cell in row.inside if isinstance(cell, PageElement)]
                for row in node.every("tr")
            ]
            caption = next(node.every("caption"), None)
            if caption is not None and "unseen" not in caption.kinds:
                self.document.add_paragraph(caption.text().strip()).runs[0].bold = True
            self._grid(rows, head=True)
        elif node.name == "img":
            self._picture(self.drawings[int(node.attributes["src"])])
        else:
            self.write(node)

    def _paragraph(self, node: PageElement) -> None:
        told = node.text().strip()
        if told:
            self.document.add_paragraph(told).runs[0].bold = "decision" in node.kinds or None

    def _legend(self, node: PageElement) -> None:
        """The colours of a drawing and what they mean, on one line."""
        from docx.shared import Pt, RGBColor

        line = self.document.add_paragraph()
        for item in node.every("li"):
            number = re.search(r"--c(\d)", item.attributes.get("style", ""))
            mark = line.add_run("■ ")
            mark.font.color.rgb = RGBColor.from_string((LIGHT[int(number[1])] if number else NEUTRAL)[1:].upper())
            line.add_run(f"{item.text().strip()}   ").font.size = Pt(8)

    def _grid(self, rows: list[list[str]], head: bool) -> None:
        from docx.shared import Pt

        wide = max((len(row) for row in rows), default=0)
        if not wide:
            return
        self._turn(wide > BROAD)
        table = self.document.add_table(len(rows), wide, style="Light List Accent 1" if head else "Table Grid")
        for line, row in zip(table.rows, rows, strict=True):
            for cell, told in zip(line.cells, row, strict=False):
                cell.text = told
                for run in cell.paragraphs[0].runs:
                    run.font.size = Pt(7 if wide > BROAD else 8)
        self.document.add_paragraph()
        self._turn(False)

    def _turn(self, on_its_side: bool) -> None:
        """Go on on a page on its side, or upright again."""
        from docx.enum.section import WD_ORIENT

        if on_its_side == self.on_its_side:
            return
        self.on_its_side = on_its_side
        section = self.document.add_section()
        section.orientation = WD_ORIENT.LANDSCAPE if on_its_side else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width

    def _picture(self, svg: str) -> None:
        from docx.shared import Inches

        if 'class="slim"' in svg[:300] or ("<path" not in svg and "<rect" not in svg):
            return  # the drawing for telephones, or one that only a script fills
        self.document.add_picture(BytesIO(png(whole_svg(svg))), width=Inches(6.0))


def whole_svg(svg: str) -> str:
    """A drawing of the page as a file of its own: with its size, its colours, and without what is hidden."""
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    width, height = (found[1], found[2]) if found else ("520", "220")
    colours = "".join(
        f"path.c{n}{{stroke:{c}}}path.flat.c{n}{{fill:{c};stroke:none}}rect.c{n}{{fill:{c}}}"
        for n, c in enumerate(LIGHT)
    )
    inside = svg[svg.index(">") + 1 :].replace(' hidden="hidden"', ' display="none"')
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
        f'<style>{STYLE}{DRAWN}{colours}</style><rect width="100%" height="100%" fill="#fff"/>{inside}'
    )
