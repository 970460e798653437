"""The verb that says why a plan is as it is: explain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ..frame.options import language_option, run_argument

if TYPE_CHECKING:
    pass


@click.command()
@run_argument
@click.argument("name", required=False)
@language_option
def explain(run: Path, name: str | None, language: str) -> None:
    """Say in words why the plan in the folder RUN is as it is, for everything or for one NAME.

    NAME is a process, supply, market, link, limit, route, material or effect.

    \b
      mfo explain runs/nopalmex-1
      mfo explain runs/nopalmex-1 composting
    """
    from ...plan.plan import Plan
    from ...report import explain as explain_plan

    for sentence in explain_plan(Plan.load(run), name, language=language):
        click.echo(sentence)
