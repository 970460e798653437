"""The report as a Word document: the same text, tables that can be edited, and pictures, as consultants hand in.

It is made from the page itself, so that both say the same. What is looked up is left out, as on paper, unless asked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator
from html import unescape
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from ...errors import Problem, UsageError, Where
from ...writing.whole import write_bytes
from ..facts.charts import Chart, keeping_charts
from ..pages.report_page import report_page
from ..pages.sankey_file import png
from ..sankey.svg import LIGHT, NEUTRAL, STYLE
from ..sections.sankey_section import TALL
from .document_charts import add_chart
from .document_drawings import add_svg
from .document_tables import BROAD, DocumentCell, add_table, mark

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

    from ...plan.plan import Plan

VOID = frozenset({"meta", "link", "input", "br", "img"})
SKIPPED = frozenset({"script", "style", "nav", "details", "fieldset", "select", "button", "summary"})
VIEW = re.compile(r'viewBox="(-?[\d.]+) (-?[\d.]+) ([\d.]+) ([\d.]+)"')
LARGE_DRAWING = 700.0  # pixels: letters of a broader one can be read on a page on its side alone
MARGIN = 0.8  # inches, on all sides
CHART, HALF = 4.6, 3.3  # the width of a small drawing, alone and beside another [inches]
LEGEND, LETTER, COLOUR = 0.17, 0.065, 0.3  # of a chart's legend: the height of a line, a letter, a colour [inches]
LANGUAGES = {"en": "en-GB", "es": "es-MX"}
DRAWN = (
    ".site.far circle{fill:#fff;stroke:#0b6e63;stroke-width:2}"
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
        parts = (
            part if isinstance(part, str) else part.text()
            for part in self.inside
            if isinstance(part, str) or not ("acts" in part.kinds or "hidden" in part.attributes)
        )
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
    with keeping_charts() as charts:
        page = report_page(plan, code, full)
    drawings: list[str] = []

    def taken(found: re.Match[str]) -> str:
        drawings.append(found[0])
        return f'<img src="{len(drawings) - 1}">'

    reader = Reader()
    reader.feed(re.sub(r"<svg\b.*?</svg>", taken, page, flags=re.DOTALL))
    document = docx.Document()
    document.core_properties.title = next(reader.root.every("title")).text()
    set_up(document, code)
    DocumentWriter(document, drawings, charts, full).write(next(reader.root.every("body")))
    buffer = BytesIO()  # an archive that meets a full disk tells it again, with a traceback, when it is thrown away
    document.save(buffer)
    write_bytes(path, buffer.getvalue(), force)


def set_up(document: Document, code: str) -> None:
    """Margins, letters, and the language in which words are checked for their spelling."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Inches, Pt

    section = document.sections[0]
    for side in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        setattr(section, side, Inches(MARGIN))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(5)
    spoken = OxmlElement("w:lang")
    spoken.set(qn("w:val"), LANGUAGES.get(code, code))
    normal.element.get_or_add_rPr().append(spoken)


class DocumentWriter:
    """Puts the elements of a page into a document."""

    def __init__(self, document: Document, drawings: list[str], charts: list[Chart], full: bool) -> None:
        self.document, self.drawings, self.charts, self.full = document, drawings, charts, full
        self.on_its_side = False
        self.section = self.title = ""
        self.place: Document | _Cell = document

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
        elif node.name == "section":
            self.section = node.attributes.get("id", "")
            self._turn(self._broad(node))
            self.write(node if self.full or self.section != "cash" else without_tables(node))
        elif node.name in ("p", "figcaption"):
            self._paragraph(node)
        elif "legend" in node.kinds:
            self._legend(node)
        elif node.name == "ol":
            self._numbered(node)
        elif node.name == "li":
            self.document.add_paragraph(node.text().strip(), "List Bullet")
        elif node.name == "dl":
            self._cards(node)
        elif node.name == "table":
            self._table(node)
        elif node.name == "img":
            self._picture(self.drawings[int(node.attributes["src"])])
        elif "charts" in node.kinds and not self.full:
            self._beside(node)
        elif "chart" in node.kinds:
            self._chart(node)
        elif "switches" in node.kinds:
            self._chosen(node)
        else:
            self.write(node)

    def _broad(self, section: PageElement) -> bool:
        """Whether something in a section needs a page on its side."""
        tables = shown(section, "table", self._left_out)
        columns = [len(self._cells(next(table.every("tr")))) for table in tables]
        pictures = [self.drawings[int(each.attributes["src"])] for each in shown(section, "img", self._left_out)]
        return any(count > BROAD for count in columns) or any(lies_down(svg) for svg in pictures if is_drawn(svg))

    def _paragraph(self, node: PageElement) -> None:
        told = node.text().strip()
        if told:
            line = self.document.add_paragraph()
            line.add_run(told).bold = "decision" in node.kinds or None
            line.paragraph_format.keep_with_next = "intro" in node.kinds or None

    def _chart(self, node: PageElement) -> None:
        """A small drawing below its title, in one paragraph, so that no page ends between them."""
        if "data-chart" in node.attributes:
            self._own_chart(node, self.charts[int(node.attributes["data-chart"])])
            node = without(node, {"img", "ul", "figcaption"})
        for part in node.inside:
            if isinstance(part, PageElement) and part.name == "figcaption":
                self.title = part.text().strip()
            elif isinstance(part, PageElement) and not self._left_out(part):
                self._element(part)

    def _own_chart(self, node: PageElement, chart: Chart) -> None:
        """A chart of Word's own, with the title and the note that the page has."""
        from docx.shared import Pt

        caption = next(node.every("figcaption"))
        svg = self.drawings[int(next(node.every("img")).attributes["src"])]
        width, height = drawn_size(svg)
        wide = CHART if self.place is self.document else HALF
        line = self.place.add_paragraph()
        line.paragraph_format.space_after = Pt(6)
        line.add_run(caption.text().strip()).add_break()
        self.title = ""
        beside = max(1, math.floor(wide / (COLOUR + LETTER * max(map(len, chart.series), default=0))))
        tall = wide * height / width + LEGEND * math.ceil(len(chart.series) / beside)
        add_chart(self.document, line.add_run(), chart, wide, tall, named(svg))

    def _beside(self, node: PageElement) -> None:
        """Small drawings two by two, each with its legend."""
        from docx.shared import Pt

        held = [part for part in node.inside if isinstance(part, PageElement) and not self._left_out(part)]
        for first in range(0, len(held), 2):
            pair = held[first : first + 2]
            table = self.document.add_table(1, 2)
            mark(table.rows[0], "cantSplit")
            for cell, part in zip(table.rows[0].cells, pair, strict=False):
                self.place = cell
                self._element(part)
                cell._tc.remove(cell._tc.p_lst[0])  # every cell is made with an empty paragraph
            self.place = self.document
            self.document.add_paragraph().paragraph_format.space_after = Pt(0)

    def _chosen(self, node: PageElement) -> None:
        """What a drawing shows of all that it could: its year, its unit, its colours."""
        told = [f"{name}: {chosen}" for name, chosen in choices(node) if name and chosen]
        if told:
            line = self.document.add_paragraph(" · ".join(told))
            line.paragraph_format.keep_with_next = True

    def _numbered(self, node: PageElement) -> None:
        """A list of measures or changes, numbered from 1: what to do, how, and what it brings."""
        for number, item in enumerate((each for each in node.inside if isinstance(each, PageElement)), 1):
            parts = [child for child in item.inside if isinstance(child, PageElement)]
            told = [
                each.text().strip()
                for part in parts
                for each in ([*part.every("span")] if "worth" in part.kinds else [part])
            ]
            line = self.document.add_paragraph()
            line.add_run(f"{number}. {told[0] if told else item.text().strip()}").bold = True
            line.add_run("".join(f" · {each}" for each in told[1:] if each))

    def _legend(self, node: PageElement) -> None:
        """The colours of a drawing and what they mean, on one line."""
        from docx.shared import Pt, RGBColor

        line = self.place.add_paragraph()
        for item in node.every("li"):
            if "hidden" in item.attributes:  # of another view
                continue
            number = re.search(r"--c(\d)", item.attributes.get("style", ""))
            mark = line.add_run("■\u00a0")
            mark.font.color.rgb = RGBColor.from_string((LIGHT[int(number[1])] if number else NEUTRAL)[1:].upper())
            line.add_run(item.text().strip().replace(" ", "\u00a0") + "   ").font.size = Pt(8)

    def _cards(self, node: PageElement) -> None:
        """The first figures: each with what it is, of when, and today's."""
        rows = []
        for card in node.inside:
            parts = [part for part in card.inside if isinstance(part, PageElement)] if not isinstance(card, str) else []
            told = {(part.kinds or ["title"])[0]: part.text().strip() for part in parts}
            rows.append([DocumentCell(told.get(kind, "")) for kind in ("title", "big", "span", "was")])
        used = [k for k in range(4) if any(row[k].told for row in rows)]
        self._grid([[row[k] for k in used] for row in rows], head=False)

    def _cells(self, row: PageElement) -> list[PageElement]:
        """The cells of a row; of indicators without the formula, which is looked up."""
        cells = [cell for cell in row.inside if isinstance(cell, PageElement)]
        return cells[:-1] if self.section == "indicators" and len(cells) > 3 and not self.full else cells

    def _table(self, node: PageElement) -> None:
        lines = [self._cells(row) for row in node.every("tr")]
        rows = [[DocumentCell(cell.text().strip(), "n" in cell.kinds) for cell in line] for line in lines]
        caption = next(node.every("caption"), None)
        if caption is not None and "unseen" not in caption.kinds:
            line = self.document.add_paragraph()
            line.add_run(caption.text().strip()).bold = True
            line.paragraph_format.keep_with_next = True
        self._grid(rows, head=True)

    def _grid(self, rows: list[list[DocumentCell]], head: bool) -> None:
        if rows and any(rows):
            add_table(self.document, rows, head, self._room)
            self.document.add_paragraph()

    @property
    def _room(self) -> float:
        """Between the margins [pt]."""
        section = self.document.sections[-1]
        return float((section.page_width or 0) - 2 * (section.left_margin or 0)) / 12700

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
        from docx.shared import Inches, Pt

        if not is_drawn(svg):
            return
        width, height = drawn_size(svg)
        wide = self._room / 72 if width > LARGE_DRAWING else CHART if self.place is self.document else HALF
        tall = 4.7 if lies_down(svg) else 6.6 if width > LARGE_DRAWING else 3.2  # with heading and legend [inches]
        wide = min(wide, tall * width / height)
        line = self.place.add_paragraph()
        line.paragraph_format.keep_with_next, line.paragraph_format.space_after = True, Pt(2)
        if self.title:
            line.add_run(self.title).add_break()
        self.title = ""
        drawing = whole_svg(svg)
        shape = line.add_run().add_picture(BytesIO(png(drawing)), width=Inches(wide))
        add_svg(self.document, shape, drawing)
        shape._inline.docPr.set("descr", named(svg))


def shown(node: PageElement, name: str, left_out: Callable[[PageElement], bool]) -> Iterator[PageElement]:
    """All elements of a name inside of one that are written."""
    for part in node.inside:
        if isinstance(part, PageElement) and not left_out(part):
            if part.name == name:
                yield part
            yield from shown(part, name, left_out)


def choices(node: PageElement) -> Iterator[tuple[str, str]]:
    """What is chosen among the switches of a drawing: the name of each switch and its choice."""
    for switch in node.every("fieldset"):
        picked = [
            label for label in switch.every("label") if any("checked" in i.attributes for i in label.every("input"))
        ]
        yield next(switch.every("legend")).text().strip(), picked[0].text().strip() if picked else ""
    for label in node.every("label"):
        for select in label.every("select"):
            options = list(select.every("option"))
            picked = [option for option in options if "selected" in option.attributes] or options[:1]
            name = "".join(part for part in label.inside if isinstance(part, str)).strip()
            yield name, picked[0].text().strip() if picked else ""


def without_tables(node: PageElement) -> PageElement:
    """An element without its tables, which paper leaves out."""
    made = PageElement(node.name, node.attributes)
    made.inside = [part for part in node.inside if isinstance(part, str) or "wide" not in part.kinds]
    return made


def without(node: PageElement, names: set[str]) -> PageElement:
    """An element without those in it that have one of some names."""
    made = PageElement(node.name, node.attributes)
    made.inside = [part for part in node.inside if isinstance(part, str) or part.name not in names]
    return made


def named(svg: str) -> str:
    """What a screen reader says of a drawing."""
    found = re.search(r'aria-label="([^"]*)"', svg)
    return unescape(found[1]) if found else ""


def is_drawn(svg: str) -> bool:
    """Whether a drawing is for broad paper, and not one that only a script fills."""
    return 'class="slim"' not in svg[:300] and ("<path" in svg or "<rect" in svg)


def drawn_size(svg: str) -> tuple[float, float]:
    """Width and height of a drawing [pixels]."""
    found = VIEW.search(svg)
    return (float(found[3]), float(found[4])) if found else (520.0, 220.0)


def lies_down(svg: str) -> bool:
    """Whether a drawing needs a page on its side: large, and broader than it is high."""
    width, height = drawn_size(svg)
    return width > LARGE_DRAWING and height <= TALL * width


def whole_svg(svg: str) -> str:
    """A drawing of the page as a file of its own: with its size, its colours, and without what is hidden."""
    found = VIEW.search(svg)
    left, top, width, height = found.groups() if found else ("0", "0", "520", "220")
    colours = "".join(
        f"path.c{n}{{stroke:{c}}}path.flat.c{n}{{fill:{c};stroke:none}}rect.c{n}{{fill:{c}}}"
        for n, c in enumerate(LIGHT)
    )
    inside = svg[svg.index(">") + 1 :].replace(' hidden="hidden"', ' display="none"')
    # a page of HTML does without these quotes, a drawing by itself is XML
    inside = re.sub(r" data-unit=([^\s\"'=<>`]+)", r' data-unit="\1"', inside)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="{left} {top} {width} {height}">'
        f"<style>{STYLE}{DRAWN}{colours}</style>"
        f'<rect x="{left}" y="{top}" width="{width}" height="{height}" fill="#fff"/>{inside}'
    )
