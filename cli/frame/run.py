"""Run a command and tell every error the same way: where, what, what to do; the exit code says the rest."""

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from ...errors import MfoError, Problem
from ...translation import click_speaks, counted, say, speaking, spoken, user_language
from .descriptor import stdout_of_our_own
from .spoken_help import in_spoken_language

INTERRUPTED = 130  # what shells give for Ctrl-C


class KeptInterrupt(KeyboardInterrupt):
    """Ctrl-C in a study that keeps what is finished; its text says where, and how to go on."""

    def __init__(self, folder: Path) -> None:
        text = "Interrupted. What is finished is kept in {folder}: the same command goes on from there."
        super().__init__(say(text, folder=folder))


@contextmanager
def keeping(folder: Path) -> Iterator[None]:
    """Tell at Ctrl-C that a folder keeps what is finished, where it does."""
    try:
        yield
    except KeyboardInterrupt as stop:
        if any(folder.glob("*.sqlite")):
            raise KeptInterrupt(folder) from stop
        raise


def run(command: click.Command, arguments: Sequence[str] | None) -> int:
    """Run ``command`` and return the exit code of the process."""
    try:
        language = language_of(arguments)
    except KeyboardInterrupt:
        click.echo(say("Interrupted. Nothing was written."), err=True)
        return INTERRUPTED
    with stdout_of_our_own(), speaking(language), click_speaks(language):
        return _run(in_spoken_language(command), arguments)


def _run(command: click.Command, arguments: Sequence[str] | None) -> int:
    try:
        result = command.main(args=list(arguments) if arguments is not None else None, standalone_mode=False)
    except click.exceptions.Exit as exit_request:
        return exit_request.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (KeyboardInterrupt, click.exceptions.Abort) as stop:
        kept = next((each for each in (stop, stop.__cause__) if isinstance(each, KeptInterrupt)), None)
        click.echo(str(kept or say("Interrupted. Nothing was written.")), err=True)
        return INTERRUPTED
    except MfoError as error:
        tell_problems(error.problems)
        if _json_wanted(arguments):
            click.echo(json.dumps(failure(error), ensure_ascii=False, indent=2))
        return error.exit_code
    except BrokenPipeError:  # the reader of a pipe went away: nothing to tell anybody
        sys.stderr.close()
        return 0
    except Exception as error:  # the last line of defence: no traceback reaches a user
        return _tell_defect(error)
    return result if isinstance(result, int) else 0


def language_of(arguments: Sequence[str] | None = None) -> str:
    """The language to speak: that of ``--language`` among the arguments, else that of MFO_LANGUAGE, of the plant or run
    that they name, or of the system."""
    typed = list(arguments if arguments is not None else sys.argv[1:])
    chosen = next((typed[place + 1] for place, each in enumerate(typed[:-1]) if each == "--language"), None)
    chosen = chosen or next((each.partition("=")[2] for each in typed if each.startswith("--language=")), None)
    return user_language(chosen, lambda: _stated(typed))


def _stated(typed: Sequence[str]) -> str:
    """The language of the first plant or run among the arguments: behind the verb, and no option."""
    paths = [Path(each) for each in typed[1:] if not each.startswith("-") and _is_there(each)]
    if not paths:
        return ""
    from ...tables.stated_language import stated_language

    return next((found for path in paths if (found := stated_language(path))), "")


def _is_there(text: str) -> bool:
    """Whether a word is the name of a file or folder; one that is too long for a name is none."""
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False


def _json_wanted(arguments: Sequence[str] | None) -> bool:
    return "--json" in (arguments if arguments is not None else sys.argv[1:])


def _tell_defect(error: Exception) -> int:
    if os.environ.get("MFO_TRACEBACK"):
        raise error
    if isinstance(error, OSError) and error.filename:
        click.echo(f"{error.filename}: {error.strerror or error}.", err=True)
        return 2
    if isinstance(error, OSError) and error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EIO):
        click.echo(say("The output cannot be written: {error}.", error=error.strerror), err=True)
        return 2
    click.echo(
        say("This is a defect of mfo, not of your files: {error}", error=f"{type(error).__name__}: {error}")
        + "\n"
        + say("Please report it with the output of the same command run with MFO_TRACEBACK=1 set."),
        err=True,
    )
    return 1


STATUS = {2: "usage error", 3: "plant error", 4: "infeasible", 5: "not certified", 1: "defect"}


def failure(error: MfoError) -> dict[str, object]:
    """What ``--json`` prints where there is no plan."""
    status = getattr(error, "status", None) or STATUS.get(error.exit_code, "error")
    return {
        "status": status,
        "objective": None,
        "totals": {},
        "certificate": None,
        "run": None,
        "problems": [problem_record(problem) for problem in error.problems],
    }


def problem_record(problem: Problem) -> dict[str, object]:
    """A problem as plain data."""
    from ...sentences import problem_in

    where, problem = problem.where, problem_in(problem, spoken())
    return {
        "code": problem.code,
        "severity": problem.severity,
        "message": problem.message,
        "remedy": problem.remedy,
        "where": None
        if where is None
        else {"file": where.file, "sheet": where.sheet, "line": where.line, "cell": where.cell},
    }


def tell_problems(problems: Iterable[Problem], limit: int = 60, language: str | None = None) -> None:
    """Print problems to stderr, errors first, each with place and remedy, in a language (blank: the one spoken)."""
    from ...sentences import SEVERITIES, place_in, problem_in

    language = language or spoken()
    ordered = sorted(problems, key=lambda problem: problem.severity != "error")
    for problem in ordered[:limit]:
        style = {"fg": "red"} if problem.severity == "error" else {"fg": "yellow"}
        problem = problem_in(problem, language)
        click.secho(
            SEVERITIES.get(language, {}).get(problem.severity, problem.severity), nl=False, err=True, bold=True, **style
        )  # type: ignore[arg-type]
        place = f" {place_in(problem.where, language)}:" if problem.where and str(problem.where) else ""
        click.echo(f"{place} {problem.message} [{problem.code}]", err=True)
        if problem.remedy:
            click.echo(f"    {problem.remedy}", err=True)
    if len(ordered) > limit:
        click.echo(say("... and {count} more.", count=len(ordered) - limit), err=True)
    errors = sum(problem.severity == "error" for problem in ordered)
    if errors > 1:
        click.echo(f"{counted(errors, 'error')}, {counted(len(ordered) - errors, 'warning')}.", err=True)
