"""What ``--help`` says is Spanish where Spanish is spoken: every text of every verb and option."""

from __future__ import annotations

import click
import pytest
from mfo.cli import main
from mfo.cli.frame.spoken_help import help_texts
from mfo.cli.group import VERBS, command_line

from mfo.translation import HELP, catalogue_texts

SAME = {"N", '"12", "24 in order".', "emissions", ""}
"""What is typed, alike in both languages."""


def verb(name: str) -> click.Command:
    found = command_line.get_command(click.Context(command_line), name)
    assert found is not None
    return found


def test_every_help_text_has_its_spanish() -> None:
    """Whoever adds an option adds its Spanish: docs/generate_catalogue.py gathers the text under ``help``."""
    spanish = catalogue_texts("es", HELP)
    commands = [command_line, *map(verb, VERBS)]
    without = {(command.name, text) for command in commands for text in help_texts(command) if not spanish.get(text)}
    assert without - {(command.name, "") for command in commands} == set()
    kept = {text for command in commands for text in help_texts(command) if spanish.get(text) == text}
    assert kept <= SAME


@pytest.mark.parametrize("typed", [["--help"], ["optimise", "--help"], ["optimise", "-h"], ["optimize", "--help"]])
def test_help_speaks_the_language_of_the_environment(
    typed: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Told in Spanish, then in English in the same process: the verbs themselves are not changed."""

    def told(language: str) -> str:
        monkeypatch.setenv("MFO_LANGUAGE", language)
        with pytest.raises(SystemExit):
            main(typed)
        return " ".join(capsys.readouterr().out.split())

    spanish, english = told("es"), told("en")
    assert "[OPCIONES]" in spanish
    assert "[OPTIONS]" in english
    for text in ("Decide what goes where", "The version", "PLANT ", "OPTIONS", "The run folder", "Print one JSON"):
        assert text not in spanish
    assert "Decide what goes where" in english


def test_what_is_missing_is_called_as_the_help_does(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MFO_LANGUAGE", "es")
    with pytest.raises(SystemExit):
        main(["optimise"])
    assert "Falta el argumento 'PLANTA'" in capsys.readouterr().err
