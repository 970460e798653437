"""What must hold of a file before anybody reads it: it is there, a plain file, inside its plant, of a bearable size,
of the kind its suffix says, and text in an encoding that is sure where it should be text.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path

from ...errors import Findings, Where
from ..cells.cell_text import control_character

MEGABYTE = 1_000_000
ARCHIVE_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    OSError,
    OverflowError,
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""What reading a damaged archive raises: ValueError where a place within it lies before its beginning."""
LARGEST = {".csv": 100, ".yaml": 20, ".yml": 20, ".xlsx": 50, ".xlsm": 50}
"""The largest file by suffix [MB]. Above it memory and time run away; a year of hours in 100 columns needs 10 MB."""

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAGIC = {
    _ZIP: "a workbook or another zip archive",
    _OLE: "a workbook of the old Excel format",
    b"%PDF": "a PDF document",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "a compressed file",
    b"SQLite format 3": "a database",
}
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_bytes(path: Path, shown: str, findings: Findings, inside: Path | None = None) -> bytes | None:
    """The content of a file, or None with the reason among the findings.

    ``shown`` is its name in messages; ``inside`` is the folder that links must not lead out of.
    """
    place = Where(shown)
    try:
        if not path.exists():
            if path.is_symlink():
                remedy = "Put the file in its place, or take the link away."
                findings.error("file-missing", "The file is a link to nothing.", place, remedy)
            else:
                findings.error("file-missing", "The file is not there.", place, "Check the path.")
            return None
        if inside is not None and leads_out(path, inside):
            findings.error(
                "file-outside",
                f"The link leads out of the plant's folder, to {path.resolve()}.",
                place,
                "Copy the file into the plant's folder.",
            )
            return None
        if not path.is_file():
            findings.error("file-kind", "This is not a file.", place, "Put a file here, or take it away.")
            return None
        return _read_bounded(path, place, findings)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        findings.error("file-unreadable", f"The file cannot be read: {reason}.", place, "Check links and permissions.")
        return None


def _read_bounded(path: Path, place: Where, findings: Findings) -> bytes | None:
    size, limit = path.stat().st_size, LARGEST.get(path.suffix.lower(), 20)
    if size > limit * MEGABYTE:
        findings.error(
            "file-too-large",
            f"The file has {size / MEGABYTE:.0f} MB; a {path.suffix.lower()} file may have {limit} MB.",
            place,
            "Split the plant, or use longer slots.",
        )
        return None
    content = path.read_bytes()
    if not content.strip(b"\xef\xbb\xbf \t\r\n"):
        findings.error("file-empty", "The file is empty.", place, "Fill it, or take it away.")
        return None
    return content


def leads_out(path: Path, folder: Path) -> bool:
    """Whether a path, with links and ``..`` followed, lies outside a folder."""
    return not path.resolve().is_relative_to(folder.resolve())


_LETTERS = frozenset("áéíóúüñçÁÉÍÓÚÜÑÇàèìòùâêîôûäöëïÀÈÌÒÙÂÊÎÔÛÄÖ¿¡ºª°²³½¼€£·–—‘’“”…µ±×«»")
WINDOWS = "Windows-1252"


def windows_encoding(content: bytes) -> str:
    """``Windows-1252`` where a file is text in it and not in UTF-8, all of whose letters are of Western Europe."""
    try:
        content.decode("utf-8-sig")
    except UnicodeDecodeError:
        beyond = {byte for byte in content if byte > 127}
        letters = {bytes([byte]).decode("cp1252", "replace") for byte in beyond}
        return WINDOWS if letters <= _LETTERS else ""
    return ""


def decode(content: bytes, shown: str, findings: Findings, encoding: str = "") -> str | None:
    """Bytes of a text file as text: UTF-8, with or without a byte order mark, or the ``encoding`` it is known to have.

    None with the reason otherwise.
    """
    place = Where(shown)
    kind = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), None)
    if kind:
        findings.error("file-kind", f"The file is {kind}, not text as its suffix says.", place, _text_remedy(shown))
        return None
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        findings.error("file-encoding", "The file is text in UTF-16.", place, "Save it as UTF-8.")
        return None
    try:
        text = content.decode("cp1252" if encoding == WINDOWS else "utf-8-sig")
    except UnicodeDecodeError as error:
        _encoding_error(content, error.start, shown, findings)
        return None
    odd = control_character(text)
    if odd:
        line = text[: text.index(chr(int(odd[2:], 16)))].count("\n") + 1
        message = f"The line holds the control character {odd}."
        findings.error("file-control-character", message, Where(shown, line=line), "Delete it; save as plain text.")
        return None
    return text


def _encoding_error(content: bytes, position: int, shown: str, findings: Findings) -> None:
    line = content[:position].count(b"\n") + 1
    byte = content[position : position + 1]
    likely = byte.decode("cp1252", "ignore")
    meant = f"; in Windows-1252 it would be `{likely}`" if likely else ""
    findings.error(
        "file-encoding",
        f"Byte 0x{byte.hex().upper()} is not UTF-8{meant}.",
        Where(shown, line=line),
        "Save the file as UTF-8 (in Excel: CSV UTF-8).",
    )


def _text_remedy(shown: str) -> str:
    suffix = Path(shown).suffix.lower()
    what = "CSV UTF-8 (comma delimited)" if suffix == ".csv" else "plain text"
    return f"Save it as {what}, or give the file its true suffix."


def workbook_trouble(content: bytes) -> tuple[str, str] | None:
    """Why bytes are no workbook, and what to do; None where they may be one."""
    if content.startswith(_ZIP):
        return None
    if content.startswith(_OLE):
        if _ENCRYPTED in content:
            return "The workbook is protected by a password.", "Take the password off and save it again."
        return "The file is a workbook of the old Excel format.", "Save it as Excel workbook (.xlsx)."
    kind = next((kind for magic, kind in _MAGIC.items() if content.startswith(magic)), "text or something else")
    return f"The file is {kind}, not a workbook as its suffix says.", "Save it as .xlsx, or give it its true suffix."
