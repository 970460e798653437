"""A new workbook whose errors are those of every other file."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xlsxwriter


@contextmanager
def new_workbook(path: Path, options: Mapping[str, bool] | None = None) -> Generator[xlsxwriter.Workbook, None, None]:
    """A workbook of XlsxWriter, written at the end, in one piece.

    It is put together in memory: XlsxWriter's own files on a full disk raise errors of their own, and some that cannot
    be caught. Raises OSError where the file cannot be written.
    """
    import xlsxwriter  # late: most verbs write no workbook

    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})}) as book:
        yield book
    path.write_bytes(buffer.getbuffer())
