"""Gathers what is to be translated into the catalogue of each language, and compiles it.

``python docs/generate_catalogue.py`` renews ``mfo/locale/*/LC_MESSAGES/mfo.po`` (new texts without a translation, those
that are gone left out) and ``mfo.mo``; with ``--check`` it says whether they are out of date, and ends with 1 if so.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

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
    yield from (*KINDS.values(), *HELP, "help", "The sheets:", "Needed.", "Blank:")
    for column in _columns():
        yield column.meaning
        yield column.blank


def _columns() -> Iterator[Column]:
    yield from SETTINGS
    for spec in TABLES.values():
        yield from spec.columns


def gathered() -> Catalog:
    """All that is to be translated."""
    found = Catalog(project="mfo", charset="utf-8")
    for context, name in names():
        found.add(name, context=context)
    for text in texts():
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
