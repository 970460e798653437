"""Charts of a Word document as Word's own: series, axes and legend that can be edited, with their numbers as a sheet.

DrawingML charts after ECMA-376, part 1, chapter 21.2; the sheet is embedded, so that *Edit data* opens it.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING

from ..facts.charts import Chart
from ..sankey.svg import LIGHT

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.run import Run

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SMALL = "800"  # hundredths of a point
FEW, WHOLE = 10.0, "#,##0"  # from this size on numbers at the axis are told without decimals
SHEET = "Sheet1"


def add_chart(document: Document, run: Run, chart: Chart, wide: float, tall: float, told: str) -> None:
    """Put a chart into a line of text: so many inches wide and tall, with what a screen reader says of it."""
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part
    from docx.oxml import parse_xml
    from docx.shared import Inches

    package = document.part.package
    names = {str(part.partname) for part in package.iter_parts()}
    number = next(n for n in range(1, len(names) + 2) if f"/word/charts/chart{n}.xml" not in names)
    sheet = Part(PackURI(f"/word/embeddings/chart{number}.xlsx"), SHEET_TYPE, _sheet(chart), package)
    made = Part(PackURI(f"/word/charts/chart{number}.xml"), CHART_TYPE, b"", package)
    made._blob = _chart_xml(chart, made.relate_to(sheet, f"{RELATED}/package")).encode("utf-8")
    held = document.part.relate_to(made, f"{RELATED}/chart")
    identity = document.part.next_id
    inline = (
        '<wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" distT="0"'
        f' distB="0" distL="0" distR="0"><wp:extent cx="{Inches(wide)}" cy="{Inches(tall)}"/>'
        f'<wp:docPr id="{identity}" name="Chart {number}" descr="{escape(told)}"/>'
        f'<a:graphic xmlns:a="{DRAWING}"><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}"'
        f' xmlns:r="{RELATED}" r:id="{held}"/></a:graphicData></a:graphic></wp:inline>'
    )
    drawing = parse_xml('<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>')
    drawing.append(parse_xml(inline))
    run._r.append(drawing)


def _sheet(chart: Chart) -> bytes:
    """The numbers of a chart as a workbook: labels downwards, a column a series."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = SHEET
    sheet.append([chart.heading, *chart.series])
    for number, label in enumerate(chart.labels):
        sheet.append([label, *(float(line[number]) for line in chart.series.values())])
    buffer = BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _chart_xml(chart: Chart, sheet: str) -> str:
    kind = "bar" if chart.stacked else "line"
    series = "".join(
        _series(chart, number, name, line, kind) for number, (name, line) in enumerate(chart.series.items())
    )
    if chart.stacked:
        plot = (
            '<c:barChart><c:barDir val="col"/><c:grouping val="stacked"/><c:varyColors val="0"/>'
            f'{series}<c:gapWidth val="56"/><c:overlap val="100"/><c:axId val="1"/><c:axId val="2"/></c:barChart>'
        )
    else:
        plot = (
            '<c:lineChart><c:grouping val="standard"/><c:varyColors val="0"/>'
            f'{series}<c:marker val="1"/><c:axId val="1"/><c:axId val="2"/></c:lineChart>'
        )
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><c:chartSpace xmlns:c="{CHART}" xmlns:a="{DRAWING}"'
        f' xmlns:r="{RELATED}"><c:roundedCorners val="0"/><c:chart><c:autoTitleDeleted val="1"/><c:plotArea>'
        f"<c:layout/>{plot}{_axes(chart)}</c:plotArea>"
        f'<c:legend><c:legendPos val="b"/><c:overlay val="0"/>{_letters()}</c:legend>'
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart><c:spPr><a:noFill/><a:ln><a:noFill/></a:ln>'
        f'</c:spPr><c:externalData r:id="{sheet}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    )


def _axes(chart: Chart) -> str:
    largest = max((abs(value) for line in chart.series.values() for value in line), default=0.0)
    form = WHOLE if largest >= FEW else "General"
    grey = '<c:spPr><a:ln w="6350"><a:solidFill><a:srgbClr val="{}"/></a:solidFill></a:ln></c:spPr>'
    return (
        '<c:catAx><c:axId val="1"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        '<c:axPos val="b"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{grey.format("AAB6C2")}{_letters()}'
        '<c:crossAx val="2"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling><c:orientation val="minMax"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="l"/><c:majorGridlines>{grey.format("E1E6EB")}</c:majorGridlines>'
        f'<c:numFmt formatCode="{form}" sourceLinked="0"/><c:majorTickMark val="none"/>'
        '<c:minorTickMark val="none"/><c:tickLblPos val="nextTo"/><c:spPr><a:ln><a:noFill/></a:ln></c:spPr>'
        f'{_letters()}<c:crossAx val="1"/><c:crosses val="autoZero"/>'
        f'<c:crossBetween val="{"between" if chart.stacked else "midCat"}"/></c:valAx>'
    )


def _letters() -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{SMALL}"/></a:pPr>'
        '<a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _series(chart: Chart, number: int, name: str, line: Sequence[float], kind: str) -> str:
    column, last = _letter(number + 2), len(chart.labels) + 1
    fill = f'<a:solidFill><a:srgbClr val="{LIGHT[chart.colours[name]][1:].upper()}"/></a:solidFill>'
    shape = fill if kind == "bar" else f'<a:ln w="22225">{fill}</a:ln>'
    labels = "".join(f'<c:pt idx="{n}"><c:v>{escape(label)}</c:v></c:pt>' for n, label in enumerate(chart.labels))
    values = "".join(f'<c:pt idx="{n}"><c:v>{float(value)!r}</c:v></c:pt>' for n, value in enumerate(line))
    many = f'<c:ptCount val="{len(chart.labels)}"/>'
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>{SHEET}!${column}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(name)}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"<c:spPr>{shape}</c:spPr>"
        + ('<c:invertIfNegative val="0"/>' if kind == "bar" else '<c:marker><c:symbol val="none"/></c:marker>')
        + f"<c:cat><c:strRef><c:f>{SHEET}!$A$2:$A${last}</c:f><c:strCache>{many}{labels}</c:strCache></c:strRef>"
        "</c:cat>"
        f"<c:val><c:numRef><c:f>{SHEET}!${column}$2:${column}${last}</c:f><c:numCache><c:formatCode>General"
        f"</c:formatCode>{many}{values}</c:numCache></c:numRef></c:val>"
        + ('<c:smooth val="0"/>' if kind == "line" else "")
        + "</c:ser>"
    )


def _letter(column: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(column))
