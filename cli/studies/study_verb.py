"""What the verbs of studies have in common: where they write, and how they tell what was found."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import click

from ...errors import Problem
from ..frame.options import Function, force_option, json_option, language_option
from ..frame.run import problem_record, tell_problems

pages_option = click.option(
    "--no-report", is_flag=True, help="Write the tables of each plan only, no report.html and no plan.xlsx."
)


def study_options(function: Function) -> Function:
    """Where a study is written, in which language, and how it is told."""
    out = click.option(
        "--out", type=click.Path(path_type=Path), metavar="DIR", help="The folder (default: a new one in runs/)."
    )
    return out(language_option(force_option(json_option(function))))


def tell(
    found: Mapping[str, object], folder: Path, as_json: bool, text: Callable[[], str], notes: Iterable[Problem] = ()
) -> None:
    """Print what a study found, as one JSON object or for people; its notes as any problems."""
    problems = tuple(notes)
    tell_problems(problems)
    if as_json:
        from ...plan.run_folder import plain

        told = {
            "status": "optimal",
            **found,
            "run": str(folder),
            "problems": [problem_record(each) for each in problems],
        }
        click.echo(json.dumps(plain(told), ensure_ascii=False, indent=2))
    else:
        click.echo(text())
