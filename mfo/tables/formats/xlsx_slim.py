"""A workbook without its blank cells.

A format brushed over whole columns leaves a million blank cells in the file, which its reader would hold as objects of
4 GB. They say nothing to a plant, so they are taken out of the sheets' XML before anybody reads it.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import IO

CHUNK = 4_000_000  # bytes
_PREFIX = rb"(?:\w{1,15}:)?"
_CELL = re.compile(rb"<" + _PREFIX + rb"c(?: [^<>]*)?(?:/>|></" + _PREFIX + rb"c>)")
_ROW = re.compile(rb"<" + _PREFIX + rb"row(?: [^<>]*)?(?:/>|>\s*</" + _PREFIX + rb"row>)")
_START = re.compile(rb"<" + _PREFIX + rb"row[ >/]")


CHARTS = re.compile(r"xl/chartsheets/([^/]+\.xml)", re.IGNORECASE)
NO_RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'


def bare_charts(archive: zipfile.ZipFile) -> list[str]:
    """The files that sheets of charts lack where they hold no drawing, without which openpyxl reads no such sheet."""
    names = set(archive.namelist())
    found = [f"xl/chartsheets/_rels/{chart[1]}.rels" for name in names if (chart := CHARTS.fullmatch(name))]
    return sorted(set(found) - names)


def slim(archive: zipfile.ZipFile, blanks: bool = False) -> bytes:
    """The same archive with sheets that hold only cells with a value or a formula, or with their ``blanks`` too; a
    sheet of charts without a drawing says so, that it can be read.

    Memory beside the result is a few megabytes, whatever the size of a sheet.
    """
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
        for member in archive.infolist():
            with archive.open(member) as source, made.open(member.filename, "w", force_zip64=True) as sink:
                sheet = member.filename.lower().startswith("xl/worksheets/") and not blanks
                for piece in _slimmed(source) if sheet else _pieces(source):
                    sink.write(piece)
        for name in bare_charts(archive):
            made.writestr(name, NO_RELATIONS)
    return target.getvalue()


def _pieces(source: IO[bytes]) -> Iterator[bytes]:
    while piece := source.read(CHUNK):
        yield piece


def _slimmed(source: IO[bytes]) -> Iterator[bytes]:
    """The pieces of a sheet, cut between rows, without blank cells and rows."""
    held = b""
    for chunk in _pieces(source):
        held += chunk
        cut = _last_row(held)
        if cut:
            yield _without_blanks(held[:cut])
            held = held[cut:]
    yield _without_blanks(held)


def _last_row(text: bytes) -> int:
    """Where the last row of a piece begins; 0 where none does."""
    last = 0
    at = max(0, len(text) - CHUNK)
    for match in _START.finditer(text, at):
        last = match.start()
    return last


def _without_blanks(text: bytes) -> bytes:
    return _ROW.sub(b"", _CELL.sub(b"", text))
