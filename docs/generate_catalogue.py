"""Gathers what is to be translated into the catalogue of each language, and compiles it.

``python docs/generate_catalogue.py`` renews ``mfo/locale/*/LC_MESSAGES/mfo.po`` (new texts without a translation, those
that are gone left out) and ``mfo.mo``; with ``--check`` it says whether they are out of date, and ends with 1 if so.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from mfo.cli.checking import SCREEN

from mfo.library.datasets import PROPERTIES
from mfo.plant.effects import ROUTES
from mfo.plant.schema import KINDS, SETTINGS, TABLES, Column
from mfo.template.workbook import HELP
from mfo.translation import CHOICE, FOLDER, SETTING, TABLE, TRANSLATED

WIDTH = 120


def names() -> Iterator[tuple[str, str]]:
    """Every name of the plant format with its context."""
    for spec in TABLES.values():
        yield TABLE, spec.name
        for column in spec.columns:
            yield spec.name, column.name
    for name in PROPERTIES:
        yield "materials", name
    for setting in SETTINGS:
        yield SETTING, setting.name
    words = [choice for column in _columns() for choice in column.choices if not choice.isdigit()]
    for word in dict.fromkeys([*words, *ROUTES, "yes", "no"]):
        yield CHOICE, word


def texts() -> Iterator[str]:
    """Every text of the plant format: what tables and columns mean."""
    for spec in TABLES.values():
        yield spec.row
        yield spec.further
        yield spec.singular
    yield from (*KINDS.values(), *HELP, "help", "The sheets:", "Needed.", "Blank:")
    for column in _columns():
        yield column.meaning
        yield column.blank


SENTENCES = (
    "tables", "units", "plant", "library", "processes", "reading", "graph", "program", "solve", "plan", "studies",
)  # fmt: skip
"""The packages whose sentences a person reads as problems."""
SENTENCE = r"[A-Z`{'(].*[.?:`}'\])]"  # what a text begins and ends with that is told
CARRIERS = frozenset({"error", "warn", "Problem", "CellError", "UnitError"})
VARIABLES = frozenset({"message", "remedy", "told"})


def sentences() -> Iterator[str]:
    """The templates of all problems: what is given to those that carry them, fields by name."""
    for package in SENTENCES:
        for path in sorted((FOLDER.parent / package).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                for expression in _carried(node):
                    yield from _texts_of(expression)


def _carried(node: ast.AST) -> list[ast.expr]:
    if isinstance(node, ast.Call):
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        return [*node.args, *(word.value for word in node.keywords)] if name in CARRIERS else []
    if isinstance(node, ast.Return) and isinstance(node.value, ast.JoinedStr | ast.Constant | ast.IfExp | ast.BinOp):
        return [node.value]
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in VARIABLES:
        return [node.value]
    return []


def _texts_of(expression: ast.expr) -> Iterator[str]:
    if isinstance(expression, ast.IfExp | ast.BoolOp | ast.BinOp):
        for part in ast.iter_child_nodes(expression):
            if isinstance(part, ast.expr):
                yield from _texts_of(part)
    elif isinstance(expression, ast.Constant) and isinstance(expression.value, str) and " " in expression.value:
        if re.fullmatch(SENTENCE, expression.value.strip(), re.DOTALL):
            yield expression.value.replace("{", "{{").replace("}", "}}").strip()
    elif isinstance(expression, ast.JoinedStr):
        text = _template(expression).strip()
        if re.fullmatch(SENTENCE, text, re.DOTALL) and re.search("[a-z]{2}", re.sub(r"\{\w+\}", "", text)):
            yield text


def _template(joined: ast.JoinedStr) -> str:
    """The template of an f-string: each value by the name of what it shows."""
    text, used = "", set()
    for part in joined.values:
        if isinstance(part, ast.Constant):
            text += str(part.value).replace("{", "{{").replace("}", "}}")
        elif isinstance(part, ast.FormattedValue):
            found = [each for each in ast.walk(part.value) if isinstance(each, ast.Name | ast.Attribute)]
            own = getattr(part.value, "attr", getattr(part.value, "id", "")) or next(
                (getattr(each, "attr", getattr(each, "id", "")) for each in found), "value")  # fmt: skip
            name, count = own, 1
            while name in used:
                count += 1
                name = f"{own}_{count}"
            used.add(name)
            text += "{" + name + "}"
    return text


def _columns() -> Iterator[Column]:
    yield from SETTINGS
    for spec in TABLES.values():
        yield from spec.columns


def gathered() -> Catalog:
    """All that is to be translated."""
    found = Catalog(project="mfo", charset="utf-8")
    for context, name in names():
        found.add(name, context=context)
    for text in (*texts(), *sentences(), *SCREEN):
        if text:
            found.add(text)
    return found


def renewed(language: str, template: Catalog) -> tuple[bytes, bytes]:
    """The catalogue of a language, with every text that is to be translated: as text and compiled."""
    path = FOLDER / language / "LC_MESSAGES" / "mfo.po"
    with path.open("rb") as stream:
        found = read_po(stream, locale=language)
    date = found.creation_date
    found.update(template, no_fuzzy_matching=True)
    found.creation_date = date
    found.obsolete.clear()
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, found, width=WIDTH, sort_output=True, ignore_obsolete=True)
    write_mo(compiled, found)
    return text.getvalue(), compiled.getvalue()


def main(arguments: list[str]) -> int:
    """Write or check the catalogues."""
    template = gathered()
    for language in TRANSLATED:
        folder = FOLDER / language / "LC_MESSAGES"
        for name, content in zip(("mfo.po", "mfo.mo"), renewed(language, template), strict=True):
            path: Path = folder / name
            if "--check" not in arguments:
                path.write_bytes(content)
            elif not path.exists() or path.read_bytes() != content:
                print(f"{path.name} of {language} is out of date: run python docs/generate_catalogue.py")
                return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
