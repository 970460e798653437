"""Gathers the texts of the pages that are translated, and renews their catalogues in ``docs/locale``.

``python docs/translate.py`` renews ``docs/locale/es/LC_MESSAGES/PAGE.po`` for each page that has one (new texts without
a translation, those that are gone left out); ``python docs/translate.py PAGE`` begins one; with ``--check`` it tells
every text of such a page that has no translation, or whose translation is of a text that is gone, and ends with 1.

The texts are those of Sphinx's own gettext builder; only the pages asked for are read, so that it takes seconds.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from sphinx.application import Sphinx

DOCS = Path(__file__).parent
CATALOGUES = DOCS / "locale" / "es" / "LC_MESSAGES"
WIDTH = 120
HEADER = """\
# {page}, in Spanish
msgid ""
msgstr ""
"Language: es\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""
TEXTS = ["myst_parser", "sphinx.ext.mathjax", "sphinx_copybutton", "sphinx_design"]  # extensions that texts take


def translated_pages() -> list[str]:
    """The pages that have a catalogue, as Sphinx names them."""
    return sorted(path.relative_to(CATALOGUES).with_suffix("").as_posix() for path in CATALOGUES.rglob("*.po"))


def gathered(pages: list[str]) -> dict[str, Catalog]:
    """The texts of pages as they stand, as Sphinx's gettext builder finds them."""
    sys.path.insert(0, str(DOCS))
    from make_pages import make_examples

    make_examples(DOCS)
    others = [path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")]
    left_out = [name for name in others if name.removesuffix(".md") not in pages]
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch)
        app = Sphinx(
            DOCS,
            DOCS,
            out / "pot",
            out / "doctrees",
            "gettext",
            status=None,
            warning=io.StringIO(),
            confoverrides={"exclude_patterns": ["_build", *left_out], "extensions": TEXTS},
        )
        app.build()
        return {page: _read(out / "pot" / f"{page}.pot") for page in pages}


def _read(path: Path) -> Catalog:
    with path.open("rb") as stream:
        return read_po(stream)


def differences(page: str, template: Catalog) -> list[str]:
    """The texts of a page that lack a translation, and translations of texts that it has no more."""
    kept = _read(CATALOGUES / f"{page}.po")
    told = [f"{page}: no translation of {text.id!r}" for text in template if text.id and not _done(kept, text.id)]
    return told + [
        f"{page}: no such text any more: {text.id!r}" for text in kept if text.id and text.id not in template
    ]


def _done(kept: Catalog, text: object) -> bool:
    found = kept.get(text)  # type: ignore[arg-type]
    return found is not None and bool(found.string) and not found.fuzzy


def renew(page: str, template: Catalog) -> None:
    """Write a page's catalogue with all its texts, in their order; translations that are there stay."""
    path = CATALOGUES / f"{page}.po"
    old = _read(path) if path.exists() else Catalog()
    new = Catalog(locale="es", charset="utf-8", fuzzy=False)
    for text in template:
        if text.id:
            known = old.get(text.id)
            new.add(text.id, known.string if known else "")
    path.parent.mkdir(parents=True, exist_ok=True)
    made = io.BytesIO()
    write_po(made, new, width=WIDTH, omit_header=True)
    path.write_bytes(HEADER.format(page=page).encode() + made.getvalue())


def main(arguments: list[str]) -> int:
    """Renew or check the catalogues."""
    asked = [word for word in arguments if not word.startswith("--")]
    pages = sorted({*asked, *translated_pages()})
    apart: list[str] = []
    for page, template in gathered(pages).items():
        if "--check" in arguments:
            apart += differences(page, template)
        else:
            renew(page, template)
    print("\n".join(apart) or "up to date")
    return 1 if apart else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
