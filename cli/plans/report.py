"""The verb that writes the report of a run: report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ...translation import say
from ..frame.options import force_option, language_option, run_argument
from ..frame.output_paths import refuse_existing

if TYPE_CHECKING:
    from ...plan.plan import Plan


@click.command()
@run_argument
@language_option
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE", help="The page (default: RUN/report.html).")
@click.option("--sankey", type=click.Path(path_type=Path), metavar="FILE.svg|png", help="Only the Sankey diagram.")
@click.option("--pdf", type=click.Path(path_type=Path), metavar="FILE.pdf", help="The page on paper, by a browser.")
@click.option("--docx", type=click.Path(path_type=Path), metavar="FILE.docx", help="A Word document to edit.")
@click.option(
    "--full", is_flag=True, help="With --pdf and --docx: also what is looked up: ledgers, changes, sources, proof."
)
@click.option("--for", "owner", metavar="OWNER", help="One firm's own page, without the figures of others.")
@click.option("--credits", "of_credits", is_flag=True, help="The statement of avoided methane; needs --out.")
@force_option
def report(
    run: Path,
    language: str,
    out: Path | None,
    sankey: Path | None,
    pdf: Path | None,
    docx: Path | None,
    full: bool,
    owner: str | None,
    of_credits: bool,
    force: bool,
) -> None:
    """Write the report of the folder RUN without solving again, and its workbook plan.xlsx where there is none.

    The run's own page is replaced; a file that --out, --sankey, --pdf or --for names only with --force.
    --pdf has Chromium, Chrome or Edge print it, whichever is there: one page for the board, then what is read; --full
    adds what is looked up.

    \b
      mfo report runs/nopalmex-1 --language es --out informe.html
      mfo report runs/nopalmex-1 --sankey flows.png
      mfo report runs/nopalmex-1 --pdf report.pdf
      mfo report runs/nopalmex-1 --docx report.docx
      mfo report runs/park-1 --for "Lácteos La Loma" --out lacteos.html
      mfo report runs/dairy-1 --credits --out statement.html
    """
    from ...plan.plan import Plan
    from ...plan.run_folder import note_page, noted_pages
    from ...report import write_credits, write_owner_page, write_report, write_sankey, write_workbook

    if pdf is not None and (sankey is not None or out is not None or owner is not None):
        raise click.UsageError(say("--pdf prints the report: leave --out, --sankey and --for out."))
    if docx is not None and any((pdf, sankey, out, owner, of_credits)):
        raise click.UsageError(say("--docx writes the report as a document: leave the others out."))
    if full and pdf is None and docx is None:
        raise click.UsageError(say("--full is about paper: give it with --pdf or --docx."))
    if owner is not None and (sankey is not None or out is None):
        text = "--for writes a page to hand over: name it with --out FILE, and leave --sankey out."
        raise click.UsageError(say(text))
    if of_credits and (out is None or any((pdf, sankey, owner))):
        text = "--credits writes a page of its own: name it with --out FILE, and leave the others out."
        raise click.UsageError(say(text))
    plan = Plan.load(run)
    target = pdf or docx or sankey or out or run / "report.html"
    refuse_existing(target, force or target == run / "report.html")  # which mfo wrote and --language asks for anew
    with noted_pages():
        if pdf is not None:
            _print(plan, pdf, language, force, full)
        elif docx is not None:
            from ...report.paper.document import write_docx

            write_docx(plan, docx, language, full, force)
        elif of_credits:
            write_credits(plan, target, language=language)
        elif owner is not None:
            write_owner_page(plan, owner, target, language=language)
        elif sankey:
            write_sankey(plan, target, language=language)
        else:
            write_report(plan, target, language=language)
            book = run / "plan.xlsx"
            if out is None and not book.exists():
                write_workbook(plan, book, language=language)
                note_page(book)
                click.echo(say("Wrote {path}.", path=book))
    note_page(target)
    click.echo(say("Wrote {path}.", path=target))


def _print(plan: Plan, pdf: Path, language: str, force: bool, full: bool) -> None:
    from ...report.pages.report_page import report_page
    from ...writing.pdf import print_pdf

    print_pdf(report_page(plan, language, full), pdf, force)
