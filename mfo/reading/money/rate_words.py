"""Words that a rate may be per beside materials, such as `peak`, where they are misspelt or at the wrong row."""

from __future__ import annotations

from ...plant.facts.bounds import WAYS
from ...plant.names import near
from ..cells.rows import TableRows

WORDS = {"capacity": "processes", "used": "links", "peak": "supplies", **dict.fromkeys(WAYS, "stores")}
"""What a rate may be per beside materials, and the table of the rows that have it."""


def is_a_word(rows: TableRows, row: int, table: str, name: str, text: str) -> bool:
    """Whether what no material is called is meant as a word: one of other tables, or misspelt; then that is told."""
    names = rows.reading.names
    if names.has("materials", text) or near(text, names.of("materials"), 1):
        return False
    if text in WORDS:
        other = WORDS[text]
        rows.error(
            "per-unknown",
            f"Rates per `{text}` are for rows of `{other}`, and `{name}` is one of `{table}`.",
            row,
            "per",
            "Leave the cell blank, or name one of its materials.",
        )
        return True
    meant = near(text, [word for word, where in WORDS.items() if where == table], 1)
    if meant:
        rows.error("per-unknown", f"A rate is not per `{text}`.", row, "per", f"Did you mean `{meant[0]}`?")
    return bool(meant)
