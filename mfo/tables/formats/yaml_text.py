"""Tables as YAML that people like to read: settings as a mapping, a row as one line between braces."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..cells.cell_text import join_header, text_of
from ..cells.table import CellValue, Table

_WORD = re.compile(r"[^\W\d_][\w .%/()+°'’&*^;=<>-]*")
_NUMBER = re.compile(r"-?[\d.][\w .%/()^*+-]*", re.ASCII)
_PRINTABLE = re.compile(r"[ !#-\[\]-~\xa1-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def yaml_text(tables: Sequence[Table]) -> str:
    """The text of a YAML file that holds the tables, blank line between them."""
    return "\n".join(_table(table) for table in tables)


def _table(table: Table) -> str:
    if table.name == "plant" and set(table.columns) == {"setting", "value"} and _is_mapping(table):
        keys, values = table.columns["setting"].values, table.columns["value"].values
        lines = [f"  {_scalar(key)}: {_scalar(value)}".rstrip() for key, value in zip(keys, values, strict=True)]
        return "\n".join(["plant:", *lines, ""])
    columns = []
    for name, column in table.columns.items():
        key = _scalar(join_header(name, column.unit))
        columns.append([None if value is None else f"{key}: {_scalar(value)}" for value in column.values])
    rows = zip(*columns, strict=True) if columns else [()] * len(table)
    lines = [f"  - {{{', '.join(cell for cell in cells if cell is not None)}}}" for cells in rows]
    return "\n".join([f"{_scalar(table.name)}:{'' if lines else ' []'}", *lines, ""])


def _is_mapping(table: Table) -> bool:
    """Whether the settings are keys that a mapping can hold: present, and each once."""
    keys = [text_of(key) for key in table.columns["setting"].values]
    return all(keys) and len(set(keys)) == len(keys)


def _scalar(value: CellValue) -> str:
    """A scalar that reads back as typed, plain where YAML and people agree on it."""
    if type(value) is float:  # most of a large table
        return repr(value)
    text = text_of(value)
    if value is None or isinstance(value, int | float):
        return text
    plain = _WORD.fullmatch(text) or _NUMBER.fullmatch(text)
    if plain and text == text.strip():
        return text
    return '"' + "".join(_escaped(character) for character in text) + '"'


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _PRINTABLE.match(character):
        return character
    code = ord(character)
    return f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
