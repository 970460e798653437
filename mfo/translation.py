"""The user's language: sentences and names from the catalogue in ``locale/``, made with gettext and Babel.

A sentence's key is its English text with named fields; a name of the plant format has its table as context. Without a
translation the English stands. ``docs/generate_catalogue.py`` gathers what there is to translate and compiles it.
"""

from __future__ import annotations

import gettext
import os
import re
import unicodedata
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "locale"
LANGUAGES = ("en", "es")
TRANSLATED = ("es",)
TABLE, SETTING, CHOICE, EFFECT, KIND = "table", "setting", "choice", "effect", "kind"
"""Contexts of names; a column's context is its table. A kind is the word before a name: ``market: bakery``."""
MONTH = "month"
PARAMETER = "parameter"
"""The context of what parameters of the library's models are called on pages; in cells their names are as they are."""
SCREEN = "screen"
SHOWN = "example"
"""The context of the words in examples of the workbook that people fill in."""
HELP = "help"
"""The context of what :func:`say` tells: words such as `plan` may be names in sentences of problems."""

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


def parameter_words(name: str, language: str) -> str:
    """The name of a model's parameter, with its model behind it where it has one, as words.

    >>> parameter_words("methane_slip", "es"), parameter_words("methane_slip (chp_engine)", "en")
    ('metano que se escapa', 'methane slip (chp engine)')
    """
    head, opened, model = name.partition(" (")
    return (translated(head, language, PARAMETER) + opened + model).replace("_", " ")


def figure_words(name: str, language: str) -> str:
    """The name of a figure of the datasets, its material and its property, as words; the names of others as they are.

    >>> figure_words("nopal degradable_share", "es"), figure_words("dear power", "es")
    ('nopal: parte degradable', 'dear power')
    """
    material, _, held = name.partition(" ")
    told = translated(held, language, "materials")
    return name if told == held else f"{material.replace('_', ' ')}: {told.replace('_', ' ')}"


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
def catalogue_texts(language: str, context: str = "") -> dict[str, str]:
    """The translated texts of a language by their English: those without a context, or those of one."""
    entries = vars(catalogue(language)).get("_catalog", {})
    parted = [(str(key).rpartition(_CONTEXT), text) for key, text in entries.items()]
    return {english: text for (of, _, english), text in parted if english and of == context}


def user_language(chosen: str | None = None, stated: Callable[[], str] = str) -> str:
    """The language to speak: the one chosen, else that of ``MFO_LANGUAGE``, the one that the plant states, or that of
    ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``.

    ``stated`` looks the plant's up, and is only asked where nobody has chosen.
    """
    places = ("LC_ALL", "LC_MESSAGES", "LANG")
    wanted = chosen or os.environ.get("MFO_LANGUAGE") or stated()
    for typed in (wanted, *(os.environ.get(place) for place in places)):
        code = (typed or "").lower().replace("-", "_").split("_")[0].split(".")[0]
        if code:
            return code if code in LANGUAGES else "en"
    return "en"


_SPOKEN: ContextVar[str] = ContextVar("spoken", default="en")


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Let :func:`say` speak a language within the block: that of a command, or of one person's page.

    >>> with speaking("es"):
    ...     say("Wrote {path}.", path="informe.html")
    'Se escribió informe.html.'
    """
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


@contextmanager
def click_speaks(language: str) -> Iterator[None]:
    """Let click say what it says of its own (usage, unknown options) in a language within the block.

    Click asks :func:`gettext.gettext`, which looks into the domain of the process and takes the language from the
    environment: both are set for the block.

    >>> with click_speaks("es"):
    ...     gettext.gettext("Usage:")
    'Uso:'
    """
    domain, before = gettext.textdomain(), os.environ.get("LANGUAGE")
    gettext.bindtextdomain("click", str(FOLDER))
    gettext.textdomain("click")
    os.environ["LANGUAGE"] = language
    try:
        yield
    finally:
        gettext.textdomain(domain)
        if before is None:
            del os.environ["LANGUAGE"]
        else:
            os.environ["LANGUAGE"] = before


def speak(language: str) -> None:
    """Let :func:`say` speak a language from now on: in a process that works for somebody."""
    _SPOKEN.set(language)


def spoken() -> str:
    """The language that is spoken now; English outside of :func:`speaking`."""
    return _SPOKEN.get()


def say(text: str, /, **values: object) -> str:
    """A text of a screen in the language that is spoken now, its fields filled; as it is where it has no translation.

    >>> say("Wrote {path}.", path="report.html")
    'Wrote report.html.'
    """
    return translated(text, spoken(), SCREEN).format_map(values)


def counted(number: int, word: str) -> str:
    """A number and what is counted, in the language that is spoken now: ``1 warning``, ``2 warnings``.

    >>> counted(2, "warning"), counted(2, "match")
    ('2 warnings', '2 matches')
    """
    many = "es" if word.endswith("ch") else "s"
    return f"{number} {say(word if number == 1 else word + many)}"
