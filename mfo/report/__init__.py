"""What a plan tells people: a page, a workbook, a picture, reasons in sentences, and a comparison of two plans.

Nothing here solves. The modules are imported when they are called, so that a plan without a report costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..writing.whole import whole_file, write_text

if TYPE_CHECKING:
    from ..differences.model import Difference
    from ..plan.plan import Plan

__all__ = [
    "compare_summary",
    "explain",
    "plan_fragment",
    "report_html",
    "several_summary",
    "write_comparison",
    "write_owner_page",
    "write_pages",
    "write_report",
    "write_sankey",
    "write_several",
    "write_workbook",
]


def report_html(plan: Plan, language: str = "en") -> str:
    """The report of a plan as one HTML page that needs no network."""
    from .pages.report_page import report_page

    return report_page(plan, language)


def write_report(plan: Plan, path: str | Path, language: str = "en") -> None:
    """Write the report of a plan as one HTML file."""
    write_text(path, report_html(plan, language))


def write_pages(plan: Plan, folder: Path, language: str = "en") -> None:
    """Write what a run folder holds for people: the page and the workbook."""
    write_report(plan, folder / "report.html", language)
    write_workbook(plan, folder / "plan.xlsx", language)


def plan_fragment(plan: Plan, language: str = "en") -> str:
    """What a notebook shows of a plan: the answer in three sentences, the numbers that matter, and the picture."""
    from .pages.notebook import plan_fragment as fragment

    return str(fragment(plan, language))


def write_owner_page(plan: Plan, owner: str, path: str | Path, language: str = "en") -> None:
    """Write one owner's own page: what it gives, gets, pays and earns, without the figures of others.

    Raises :class:`mfo.UsageError` where the run knows no such owner.
    """
    from .pages.owner_page import owner_page

    write_text(path, owner_page(plan, owner, language))


def write_workbook(plan: Plan, path: str | Path, language: str = "en") -> None:
    """Write a plan's tables as a workbook (.xlsx) with a sheet of contents, filters and charts."""
    from .workbook.write_workbook import write

    with whole_file(path) as part:
        write(plan, part, language)


def write_sankey(
    plan: Plan,
    path: str | Path,
    language: str = "en",
    quantity: str | None = None,
    by: str = "route",
    state: str | None = None,
) -> None:
    """Write the Sankey diagram as ``.svg`` or ``.png``, without a browser.

    ``quantity`` is mass, energy, money or carbon (the best covered one by default); ``by`` colours by ``route`` or
    ``material``; ``state`` is ``plan``, ``today`` or a year. Raises :class:`mfo.UsageError` for anything else.
    """
    from .pages.sankey_file import write

    write(plan, Path(path), language, quantity, by, state)


def explain(plan: Plan, name: str | None = None, language: str = "en") -> list[str]:
    """Why the plan is as it is, in sentences: for everything, or for one name.

    Raises :class:`mfo.UsageError`, with the nearest names, where the plan knows no such name.
    """
    from .pages.explain import explain as sentences

    return sentences(plan, name, language)


def write_comparison(
    first: Plan, second: Plan, path: str | Path, language: str = "en", plants: Sequence[Difference] | None = None
) -> None:
    """Write what differs between two plans as one HTML file; ``plants`` is what differs between their plants."""
    from .pages.comparison_page import comparison_page

    write_text(path, comparison_page(first, second, language, plants))


def write_several(
    plans: Mapping[str, Plan], plants: Mapping[str, Sequence[Difference]], path: str | Path, language: str = "en"
) -> None:
    """Write several plans by name side by side, with what their plants say otherwise than the first one's."""
    from .pages.several_page import several_page

    write_text(path, several_page(plans, plants, language))


def compare_summary(first: Plan, second: Plan, language: str = "en") -> list[str]:
    """What differs between two plans, in a few sentences."""
    from .pages.comparison_page import summary

    return summary(first, second, language)


def several_summary(plans: Mapping[str, Plan], language: str = "en") -> list[str]:
    """Totals of several plans by name, a line each."""
    from .pages.several_page import summary

    return summary(plans, language)
