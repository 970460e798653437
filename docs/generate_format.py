"""Writes plant-format.md from the schema that the reader itself uses.

``python docs/generate_format.py`` writes the page; with ``--check`` it ends with 1 if the page is out of date. The
pages of the single tables, which no file keeps, are made with each build of the documentation by ``table_pages``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from mfo.plant.schema import KINDS, SETTINGS, TABLES, Column, InputTableSpec

PAGE = Path(__file__).parent / "plant-format.md"
PROSE = Path(__file__).parent / "plant-format.in"
WRITTEN = "<!-- Written by docs/generate_format.py from the schema; change that, or plant-format.in, not this page. -->"


def cell(text: str) -> str:
    """A table cell: no line breaks, no bars."""
    return " ".join(text.split()).replace("|", "\\|")


def _kind(column: Column) -> str:
    kind = KINDS[column.kind]
    if column.choices:
        kind = "one of " + ", ".join(f"`{choice}`" for choice in column.choices)
    if column.unit:
        kind += f" [{column.unit_text}]"
    return kind + (" or a profile" if column.profile else "")


def _bounds(column: Column) -> str:
    if column.above_zero:
        return "above 0"
    if column.lower is not None and column.upper is not None:
        return f"{column.lower:g} to {column.upper:g}"
    return f"{column.lower:g} or more" if column.lower is not None else ""


def _rows(columns: tuple[Column, ...]) -> str:
    lines = ["| column | holds | meaning | blank | example |", "|---|---|---|---|---|"]
    for column in columns:
        holds = ", ".join(filter(None, [_kind(column), _bounds(column)]))
        blank = "**needed**" if column.needed else column.blank
        example = f"`{column.example}`" if column.example else ""
        name = f"`{column.name}`{{#{anchor(column.name)}}}"
        lines.append("| " + " | ".join(cell(text) for text in (name, holds, column.meaning, blank, example)) + " |")
    return "\n".join(lines)


def anchor(name: str) -> str:
    """The anchor of a column on the page of its table."""
    return "-".join(name.lower().replace("_", " ").split())


STANDS_FOR = {
    "currency": "the plant's money",
    "material": "the unit of the row's material",
    "basis": "the unit that its capacity is counted in",
    "effect": "the unit of the effect",
}
"""Words in braces in the units of columns, where they do not explain themselves."""


def _units(table: str) -> str:
    """What the braces in a table's units stand for; blank where there are none."""
    found = [f"`{{{word}}}` is {means}" for word, means in STANDS_FOR.items() if f"{{{word}}}" in table]
    if not found:
        return ""
    return (
        f"In units {', '.join(found)}. They tell the kind: where `/h` stands, `t/d` and `t/year` are as good as `t/h`."
    )


def _table(spec: InputTableSpec) -> str:
    parts = [f"# Table `{spec.name}`", f"A row is {spec.row}." + (" Every plant has it." if spec.needed else "")]
    table = _rows(SETTINGS if spec.name == "plant" else spec.columns)
    parts += [part for part in (_units(table), table) if part]
    if spec.further:
        parts.append(f"Further columns: {spec.further}.")
    parts.append("[The plant format](../plant-format.md) says what holds for all tables.")
    return "\n\n".join(parts) + "\n"


def table_pages() -> dict[str, str]:
    """A page a table, by its name."""
    return {name: _table(spec) for name, spec in TABLES.items()}


def _overview() -> str:
    lines = ["| table | a row is | needed columns |", "|---|---|---|"]
    for spec in TABLES.values():
        columns = SETTINGS if spec.name == "plant" else spec.columns
        needed = ", ".join(f"`{column.name}`" for column in columns if column.needed)
        lines.append(f"| [`{spec.name}`](format/{spec.name}.md) | {cell(spec.row)} | {needed} |")
    hidden = ["```{toctree}", ":hidden:", "", *(f"format/{name}" for name in TABLES), "```"]
    return "\n".join([*lines, "", *hidden])


def page() -> str:
    """The whole page."""
    prose = PROSE.read_text(encoding="utf-8")
    return prose.replace("{{ written }}", WRITTEN).replace("{{ tables }}", _overview())


def main() -> int:
    """Write the page, or say whether it is out of date."""
    if "--check" in sys.argv:
        fresh = PAGE.read_text(encoding="utf-8") == page()
        print("up to date" if fresh else f"{PAGE.name} is out of date: run python docs/generate_format.py")
        return 0 if fresh else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
