"""Rows as aligned text."""

from __future__ import annotations

from collections.abc import Sequence


def columns(rows: Sequence[Sequence[str]], header: Sequence[str], widest: int = 60) -> str:
    """Rows as aligned text."""
    table = [list(row) for row in rows]
    if any(header):
        table.insert(0, list(header))
    widths = [min(max(len(row[place]) for row in table), widest) for place in range(len(header))]
    lines = []
    for row in table:
        cells = [
            text if len(text) <= width else text[: width - 1] + "…" for text, width in zip(row, widths, strict=True)
        ]
        lines.append("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())
    return "\n".join(lines)
