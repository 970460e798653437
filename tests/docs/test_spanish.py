"""The Spanish pages are in step: a page that changed and a translation that did not are told."""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("sphinx", reason="the texts of a page are what Sphinx finds in it: pip install '.[docs]'")

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

DOCS = Path(__file__).parents[2] / "docs"
TOCTREE = re.compile(r"^```\{toctree\}\n:caption: \"?(Tutorials|How to)\b.*?\n\n(.*?)^```", re.MULTILINE | re.DOTALL)
TAUGHT = {
    name for _, names in TOCTREE.findall((DOCS / "index.md").read_text(encoding="utf-8")) for name in names.split()
}
WANTED = {"index", "glossary", *TAUGHT}
"""Start page, glossary, every tutorial and every how-to page."""


@pytest.fixture(scope="module")
def translate() -> ModuleType:
    """docs/translate.py."""
    spec = importlib.util.spec_from_file_location("translate", DOCS / "translate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["translate"] = module
    spec.loader.exec_module(module)
    return module


def test_all_that_teaches_is_in_spanish(translate: ModuleType) -> None:
    assert len(WANTED) > 50
    assert set(translate.translated_pages()) >= WANTED


def test_every_text_of_a_translated_page_is_translated(translate: ModuleType) -> None:
    """After a change of a page: python docs/translate.py, then translate what is new."""
    gathered = translate.gathered(translate.translated_pages())
    assert not [line for page, template in gathered.items() for line in translate.differences(page, template)]


def test_a_changed_text_is_told(translate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One text of three is new, one has a translation that was guessed from another, one stays."""
    monkeypatch.setattr(translate, "CATALOGUES", tmp_path)
    kept = 'msgid "old"\nmsgstr "viejo"\n\n#, fuzzy\nmsgid "near"\nmsgstr "lejos"\n\nmsgid "same"\nmsgstr "igual"\n'
    (tmp_path / "page.po").write_text(kept, encoding="utf-8")
    template = Catalog()
    for text in ("new", "near", "same"):
        template.add(text)
    told = translate.differences("page", template)
    assert told == [
        "page: no translation of 'new'",
        "page: no translation of 'near'",
        "page: no such text any more: 'old'",
    ]


def test_a_renewed_catalogue_keeps_what_is_translated(
    translate: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(translate, "CATALOGUES", tmp_path)
    (tmp_path / "page.po").write_text('msgid "same"\nmsgstr "igual"\n', encoding="utf-8")
    template = Catalog()
    for text in ("new", "same"):
        template.add(text)
    translate.renew("page", template)
    made = read_po(io.BytesIO((tmp_path / "page.po").read_bytes()))
    assert {message.id: message.string for message in made if message.id} == {"new": "", "same": "igual"}
