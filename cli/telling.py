"""The verbs that read run folders: explain, report."""

from __future__ import annotations

from pathlib import Path

import click

from .options import force_option, language_option, run_argument
from .planning import refuse_existing


@click.command(short_help="Say why the plan is as it is.")
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
    from ..plan.plan import Plan
    from ..report import explain as explain_plan

    for sentence in explain_plan(Plan.load(run), name, language=language):
        click.echo(sentence)


@click.command(short_help="Write the report of a run again, or its Sankey diagram.")
@run_argument
@language_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The page (default: RUN/report.html).")
@click.option("--sankey", type=click.Path(path_type=Path), metavar="FILE.svg|png", help="Only the Sankey diagram.")
@click.option("--for", "owner", metavar="OWNER", help="One firm's own page, without the figures of others.")
@force_option
def report(run: Path, language: str, out: Path | None, sankey: Path | None, owner: str | None, force: bool) -> None:
    """Write the report of the folder RUN without solving again.

    \b
      mfo report runs/nopalmex-1 --language es --out informe.html
      mfo report runs/nopalmex-1 --sankey flows.png
      mfo report runs/park-1 --for "Lácteos La Loma" --out lacteos.html
    """
    from ..plan.plan import Plan
    from ..plan.run_folder import note_page
    from ..report import write_owner_page, write_report, write_sankey

    if owner is not None and (sankey is not None or out is None):
        raise click.UsageError("--for writes a page to hand over: name it with --out FILE, and leave --sankey out.")
    plan = Plan.load(run)
    target = sankey or out or run / "report.html"
    refuse_existing(target, force)
    if owner is not None:
        write_owner_page(plan, owner, target, language=language)
    elif sankey:
        write_sankey(plan, target, language=language)
    else:
        write_report(plan, target, language=language)
    note_page(target)
    click.echo(f"Wrote {target}.")
