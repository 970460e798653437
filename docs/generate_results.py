"""Writes results.md from the declaration of the result tables.

``python docs/generate_results.py`` writes the page; with ``--check`` it ends with 1 if the page is out of date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mfo.plan.tables.schema import TABLES, ResultColumn, TableSpec

PAGE = Path(__file__).parent / "results.md"
PROSE = Path(__file__).parent / "results.in"
WRITTEN = "<!-- Written by docs/generate_results.py from the declared tables; change those or results.in. -->"


def _column(column: ResultColumn) -> str:
    return f"{column.name} ({column.means})" if column.means else column.name


def _row(spec: TableSpec) -> str:
    return f"| {spec.name} | {spec.row} | {', '.join(map(_column, spec.columns))} |"


def page() -> str:
    """The whole page."""
    tables = ["| table | a row is | columns |", "|---|---|---|", *map(_row, TABLES.values())]
    prose = PROSE.read_text(encoding="utf-8")
    return prose.replace("{{ written }}", WRITTEN).replace("{{ tables }}", "\n".join(tables))


def main() -> int:
    """Write the page, or say whether it is out of date."""
    if "--check" in sys.argv:
        fresh = PAGE.read_text(encoding="utf-8") == page()
        print("up to date" if fresh else f"{PAGE.name} is out of date: run python docs/generate_results.py")
        return 0 if fresh else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
