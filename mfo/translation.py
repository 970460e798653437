"""The user's language: sentences and names from the catalogue in ``locale/``, made with gettext and Babel.

A sentence's key is its English text with named fields; a name of the plant format has its table as context. Without a
translation the English stands. ``docs/generate_catalogue.py`` gathers what there is to translate and compiles it.
"""

from __future__ import annotations

import gettext
import os
import re
import unicodedata
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en", "es")
TRANSLATED = ("es",)
TABLE, SETTING, CHOICE = "table", "setting", "choice"
"""Contexts of names; a column's context is its table."""

_MARKS = re.compile(r"[\s_\-.:*]+")
_CONTEXT = "\x04"  # parts context and text in the keys of gettext


@lru_cache
def catalogue(language: str) -> gettext.NullTranslations:
    """The compiled catalogue of a language; an empty one for English."""
    return gettext.translation("mfo", str(FOLDER), [language], fallback=True)


def translated(text: str, language: str, context: str = "") -> str:
    """A text or, with its context, a name in a language; as it is where the catalogue lacks it.

    >>> translated("supplies", "es", TABLE)
    'suministros'
    """
    if language not in TRANSLATED or not text:
        return text
    found = catalogue(language)
    return found.pgettext(context, text) if context else found.gettext(text)


def folded(text: str) -> str:
    """A name as people compare it: without capitals, accents, and what parts its words.

    >>> folded(" Poder_calorífico ")
    'poder calorifico'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return _MARKS.sub(" ", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip()


@lru_cache
def _names(context: str) -> dict[str, str]:
    """The names of one context: English by English and translated spelling, folded."""
    found: dict[str, str] = {}
    for language in TRANSLATED:
        entries = vars(catalogue(language)).get("_catalog", {})
        for key, text in entries.items():
            of, parted, name = str(key).partition(_CONTEXT)
            if parted and of == context:
                found.setdefault(folded(name), name)
                found.setdefault(folded(text), name)
    return found


def in_english(context: str, typed: str) -> str:
    """The format's own name for one that is typed in any language and any case; blank where there is none.

    >>> in_english(TABLE, "Suministros"), in_english("supplies", "precio"), in_english("supplies", "prize")
    ('supplies', 'price', '')
    """
    return _names(context).get(folded(typed), "")


@lru_cache
def known_names(context: str) -> frozenset[str]:
    """The format's own names of one context."""
    return frozenset(_names(context).values())


@lru_cache
def catalogue_texts(language: str) -> dict[str, str]:
    """The translated texts of a language by their English; names, which have a context, are left out."""
    entries = vars(catalogue(language)).get("_catalog", {})
    return {key: text for key, text in entries.items() if isinstance(key, str) and key and _CONTEXT not in key}


def user_language(chosen: str | None = None) -> str:
    """The language to speak: the one chosen, else that of ``MFO_LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``."""
    places = ("MFO_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
    for typed in (chosen, *(os.environ.get(place) for place in places)):
        code = (typed or "").lower().replace("-", "_").split("_")[0].split(".")[0]
        if code:
            return code if code in LANGUAGES else "en"
    return "en"
