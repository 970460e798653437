"""Writes single cells into a workbook and leaves everything else of it as it is: styles, comments, charts, panes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from ..cells.table import CellValue

Cells = Mapping[str, CellValue]
"""What to write, by address (``C4``); None makes a cell blank, its style stays."""

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(r"<row\b([^>]*?)(?:/>|>(.*?)</row>)", re.S)
_CELL = re.compile(r"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
_NUMBER_OF_ROW = re.compile(r'\br="(\d+)"')
_ADDRESS = re.compile(r'\br="([A-Z]+)(\d+)"')
_TYPE = re.compile(r'\s*\bt="[^"]*"')
_CALCULATION = re.compile(r"<calcPr\b[^>]*?/>")
CHAIN = "xl/calcChain.xml"


def patched(content: bytes, sheets: Mapping[str, Cells], stale: Mapping[str, set[str]] | None = None) -> bytes:
    """The workbook with cells written, by the sheet's name and the cell's address.

    ``stale`` names cells with a formula whose stored result is no longer true: it is taken out, so that nobody reads
    it before the workbook was calculated again. Raises ValueError where a sheet is not there or is written in a form
    that cannot be changed in place.
    """
    archive = zipfile.ZipFile(io.BytesIO(content))
    parts = _parts(archive)
    missing = [name for name in sheets if name not in parts]
    if missing:
        raise ValueError(f"the workbook has no sheet {missing[0]}")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for member in archive.infolist():
            data = archive.read(member.filename)
            name = next((name for name, part in parts.items() if part == member.filename), None)
            if name is not None and (name in sheets or name in (stale or {})):
                text = _sheet(data.decode("utf-8"), sheets.get(name, {}), (stale or {}).get(name, set()))
                data = text.encode("utf-8")
            elif member.filename == CHAIN:
                continue  # the order of calculation, which the program that calculates makes again
            elif member.filename in ("[Content_Types].xml", "xl/_rels/workbook.xml.rels"):
                data = re.sub(rb"<(?:Override|Relationship)\b[^>]*calcChain[^>]*/>", b"", data)
            elif member.filename == "xl/workbook.xml":
                data = _calculated_when_opened(data.decode("utf-8")).encode("utf-8")
            target.writestr(member, data)
    return made.getvalue()


def _parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part that holds each sheet, by the sheet's name."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {each.get("Id", ""): each.get("Target", "") for each in relations}
    found = {}
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets.get(sheet.get(_RELATED, ""), "")
        found[sheet.get("name", "")] = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return found


def _calculated_when_opened(book: str) -> str:
    if _CALCULATION.search(book):
        return _CALCULATION.sub('<calcPr fullCalcOnLoad="1"/>', book)
    return book


def _sheet(text: str, cells: Cells, stale: set[str]) -> str:
    if "<sheetData" not in text:
        raise ValueError("its cells are written in a form that cannot be changed in place")
    wanted: dict[int, dict[str, CellValue]] = {}
    for address, value in cells.items():
        column, row = _split(address)
        wanted.setdefault(row, {})[column] = value
    done: set[int] = set()
    text = re.sub(r"<sheetData\s*/>", "<sheetData></sheetData>", text)
    touched = {*wanted, *(_split(address)[1] for address in stale)}
    text = _ROW.sub(_row_writer(wanted, stale, touched, done), text)
    for row in sorted(set(wanted) - done):
        text = _with_row(text, row, _cells_of(row, wanted[row]))
    return text


def _row_writer(
    wanted: Mapping[int, Cells], stale: set[str], touched: set[int], done: set[int]
) -> Callable[[re.Match[str]], str]:
    def write(match: re.Match[str]) -> str:
        number = _NUMBER_OF_ROW.search(match[1])
        if number is None or int(number[1]) not in touched:
            return match[0]
        row = int(number[1])
        done.add(row)
        return f"<row{match[1].rstrip('/')}>{_row(match[2] or '', row, dict(wanted.get(row, {})), stale)}</row>"

    return write


def _row(body: str, row: int, cells: dict[str, CellValue], stale: set[str]) -> str:
    """The cells of a row in order of columns, some of them anew."""
    found: dict[int, str] = {}
    for match in _CELL.finditer(body):
        address = _ADDRESS.search(match[1])
        if address is None:
            raise ValueError("its cells have no addresses")
        column = address[1]
        if column in cells:
            found[_order(column)] = _cell(cells.pop(column), _TYPE.sub("", match[1]))
        elif f"{column}{row}" in stale:
            attributes = _TYPE.sub("", match[1])
            found[_order(column)] = f"<c{attributes}>{re.sub(r'<v>.*?</v>|<v/>', '', match[2] or '', flags=re.S)}</c>"
        else:
            found[_order(column)] = match[0]
    for column, value in cells.items():
        found[_order(column)] = _cell(value, f' r="{column}{row}"')
    return "".join(found[place] for place in sorted(found))


def _cells_of(row: int, cells: Cells) -> str:
    return _row("", row, dict(cells), set())


def _with_row(text: str, row: int, body: str) -> str:
    """Put a row that was not there before the first one after it."""
    made = f'<row r="{row}">{body}</row>'
    for match in _ROW.finditer(text):
        number = _NUMBER_OF_ROW.search(match[1])
        if number is not None and int(number[1]) > row:
            return text[: match.start()] + made + text[match.start() :]
    return text.replace("</sheetData>", f"{made}</sheetData>", 1)


def _cell(value: CellValue, attributes: str) -> str:
    attributes = attributes.rstrip("/")
    if value is None or value == "":
        return f"<c{attributes}/>"
    if isinstance(value, bool):
        return f'<c{attributes} t="b"><v>{int(value)}</v></c>'
    if isinstance(value, int | float):
        return f"<c{attributes}><v>{value!r}</v></c>"
    text = "; ".join(value) if isinstance(value, list) else value
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text else ""
    return f'<c{attributes} t="inlineStr"><is><t{kept}>{escape(text)}</t></is></c>'


def _split(address: str) -> tuple[str, int]:
    match = re.fullmatch(r"([A-Z]{1,3})([0-9]{1,7})", address)
    if match is None:
        raise ValueError(f"{address} is no address of a cell")
    return match[1], int(match[2])


def _order(column: str) -> int:
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    return number
