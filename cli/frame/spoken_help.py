"""Help texts in the language that is spoken: those of verbs and options, and the words that stand for values."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Iterator

import click

from ...translation import HELP, spoken, translated

AS_TYPED = "\b\n"  # a paragraph that click leaves as it is: what to type, the same in every language
OPTIONS, VERB = "[OPTIONS]", "COMMAND [ARGS]..."


def help_texts(command: click.Command) -> Iterator[str]:
    """Every text of a verb's help that a language has its own of; the keys of the catalogue."""
    yield from (OPTIONS, VERB)
    yield from filter(None, (command.short_help,))
    for text in (command.help, command.epilog):
        yield from (_key(paragraph) for paragraph in _paragraphs(text) if _is_prose(paragraph))
    for parameter in command.params:
        yield _metavar(parameter)
        for name in ("help", "show_default"):
            if isinstance(text := getattr(parameter, name, None), str) and text:
                yield text


def in_spoken_language(command: click.Command) -> click.Command:
    """A verb with its help in the language that is spoken now; itself where that is English.

    >>> import click
    >>> from mfo.translation import speaking
    >>> verb = click.Command("run", params=[click.Option(["--out"], metavar="DIR", help="The version.")])
    >>> with speaking("es"):
    ...     in_spoken_language(verb).params[0].help
    'La versión.'
    """
    language = spoken()
    if language == "en":
        return command

    def told(text: str) -> str:
        return translated(text, language, HELP)

    found = copy.copy(command)
    found.help, found.epilog = _told(command.help, told), _told(command.epilog, told)
    found.short_help = told(command.short_help or "") or None
    found.options_metavar = told(command.options_metavar or "")
    if isinstance(found, click.Group):
        found.subcommand_metavar = told(found.subcommand_metavar)
    found.params = [_parameter(parameter, told) for parameter in command.params]
    return found


def _parameter(parameter: click.Parameter, told: Callable[[str], str]) -> click.Parameter:
    found = copy.copy(parameter)
    if metavar := _metavar(parameter):
        found.metavar = _marked(parameter, told(metavar))
    for name in ("help", "show_default"):
        if isinstance(text := getattr(parameter, name, None), str):
            setattr(found, name, told(text))
    return found


def _metavar(parameter: click.Parameter) -> str:
    """The word that stands for a value; blank where there is none, or the choices stand there."""
    if parameter.metavar or isinstance(parameter.type, click.Choice) or getattr(parameter, "is_flag", False):
        return parameter.metavar or ""
    kind = parameter.type.name.removesuffix(" range")
    return (parameter.name or "").upper() if isinstance(parameter, click.Argument) else kind.upper()


def _marked(parameter: click.Parameter, metavar: str) -> str:
    """A word for a value as click marks it, where the verb has none of its own."""
    if parameter.metavar or not isinstance(parameter, click.Argument):
        return metavar
    return (metavar if parameter.required else f"[{metavar}]") + ("" if parameter.nargs == 1 else "...")


def _told(text: str | None, told: Callable[[str], str]) -> str | None:
    if not text:
        return text
    paragraphs = (told(_key(each)) if _is_prose(each) else each for each in _paragraphs(text))
    return "\n\n".join(paragraphs)


def _paragraphs(text: str | None) -> list[str]:
    return [each for each in inspect.cleandoc(text or "").split("\n\n") if each.strip()]


def _is_prose(paragraph: str) -> bool:
    """Whether a paragraph has words besides what is typed."""
    lines = paragraph.removeprefix(AS_TYPED).splitlines()
    return any(not line.startswith("  ") for line in lines)


def _key(paragraph: str) -> str:
    """A paragraph as the catalogue has it: on one line, unless its lines are kept."""
    return paragraph if paragraph.startswith(AS_TYPED) else " ".join(paragraph.split())
