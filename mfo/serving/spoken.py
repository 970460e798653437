"""What the page is told, in its own language: problems, ways out and stages are made in English and told here."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse

from ..errors import Problem, Where
from ..sentences import in_language, place_in, problem_in
from ..translation import SCREEN, TRANSLATED, spoken

LANGUAGE = "x-mfo-language"
"""The header in which the page says what it speaks."""


class SpokenResponse(JSONResponse):
    """An answer as JSON whose problems are in the language that is spoken now."""

    def render(self, content: object) -> bytes:
        """The answer as it goes out."""
        return super().render(in_words(content, spoken()))


def in_words(content: object, language: str) -> object:
    """An answer with its sentences in a language; everything else as it is.

    >>> in_words({"stage": "solving", "problems": []}, "es")["stage"]
    'resolviendo'
    """
    if language not in TRANSLATED:
        return content
    if isinstance(content, list):
        return [in_words(each, language) for each in content]
    if not isinstance(content, Mapping):
        return content
    told = {key: in_words(value, language) for key, value in content.items()}
    if "message" in told and "remedy" in told:
        told |= _problem(content, language)
    if isinstance(told.get("stage"), str):
        told["stage"] = in_language(str(told["stage"]), language, context=SCREEN)
    if isinstance(told.get("ways"), list):
        told["ways"] = [{**way, "text": in_language(str(way["text"]), language)} for way in content["ways"]]
    return told


def _problem(data: Mapping[str, object], language: str) -> dict[str, str]:
    """Message, remedy and place of a problem as data."""
    file, sheet, line, cell = (data.get(key) for key in ("file", "sheet", "line", "cell"))
    where = Where(str(file), _or_none(sheet), line if isinstance(line, int) else None, _or_none(cell)) if file else None
    told = problem_in(Problem(str(data.get("code", "")), str(data["message"]), where, str(data["remedy"])), language)
    return {"message": told.message, "remedy": told.remedy, "place": place_in(where, language)}


def _or_none(value: object) -> str | None:
    return None if value is None else str(value)
