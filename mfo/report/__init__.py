"""What a plan tells people: a page, a workbook, a picture, reasons in sentences, and a comparison of two plans.

Nothing here solves. The modules are imported when they are called, so that a plan without a report costs nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ..garbage import seldom_collected
from ..writing.whole import whole_file, write_text

if TYPE_CHECKING:
    from ..differences.difference import Difference
    from ..plan.plan import Plan

__all__ = [
    "compare_summary",
    "explain",
    "plan_fragment",
    "report_html",
    "several_summary",
    "write_comparison",
    "write_credits",
    "write_owner_page",
    "write_pages",
    "write_report",
    "write_sankey",
    "write_several",
    "write_workbook",
]


@seldom_collected()
def report_html(plan: Plan, language: str = "en") -> str:
    """The report of a plan as one HTML page that needs no network.

    >>> page = report_html(plan)
    >>> page.lower().startswith("<!doctype html>"), "canteen" in page
    (True, True)
    """
    from .pages.report_page import report_page

    return report_page(plan, language)


def write_report(plan: Plan, path: str | Path, language: str = "en") -> None:
    """Write the report of a plan as one HTML file.

    >>> write_report(plan, "canteen.html", language="es")
    >>> 'lang="es"' in Path("canteen.html").read_text(encoding="utf-8")
    True
    """
    write_text(path, report_html(plan, language))


def write_pages(plan: Plan, folder: Path, language: str = "en") -> None:
    """Write what a run folder holds for people: the page and the workbook.

    >>> write_pages(plan, Path())
    >>> Path("report.html").exists(), Path("plan.xlsx").exists()
    (True, True)
    """
    write_report(plan, folder / "report.html", language)
    write_workbook(plan, folder / "plan.xlsx", language)


def plan_fragment(plan: Plan, language: str = "en") -> str:
    """What a notebook shows of a plan: the answer in three sentences, the numbers that matter, and the picture.

    >>> plan_fragment(plan).lstrip().startswith("<")
    True
    """
    from .pages.notebook import plan_fragment as fragment

    return str(fragment(plan, language))


def write_owner_page(plan: Plan, owner: str, path: str | Path, language: str = "en") -> None:
    """Write one owner's own page: what it gives, gets, pays and earns, without the figures of others.

    Raises :class:`mfo.UsageError` where the run knows no such owner.

    >>> write_owner_page(plan, "school", "school.html")
    >>> "school" in Path("school.html").read_text(encoding="utf-8")
    True
    """
    from .pages.owner_page import owner_page

    write_text(path, owner_page(plan, owner, language))


def write_credits(plan: Plan, path: str | Path, language: str = "en") -> None:
    """Write the statement of avoided methane of a plan whose plant has a table ``credits``.

    Raises :class:`mfo.UsageError` where it has none.

    >>> try:
    ...     write_credits(plan, "statement.html")  # a canteen without a digester
    ... except mfo.UsageError as error:
    ...     print(error.problems[0].code)
    credits-missing
    """
    from .statements.credits_page import credits_page

    write_text(path, credits_page(plan, language))


@seldom_collected()
def write_workbook(plan: Plan, path: str | Path, language: str = "en") -> None:
    """Write a plan's tables as a workbook (.xlsx) with a sheet of contents, filters and charts.

    >>> write_workbook(plan, "canteen.xlsx")
    >>> import openpyxl
    >>> "flows" in [name.casefold() for name in openpyxl.load_workbook("canteen.xlsx").sheetnames]
    True
    """
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

    >>> write_sankey(plan, "canteen.svg", quantity="mass", by="material")
    >>> Path("canteen.svg").read_text(encoding="utf-8").startswith("<svg")
    True
    """
    from .pages.sankey_file import write

    write(plan, Path(path), language, quantity, by, state)


def explain(plan: Plan, name: str | None = None, language: str = "en") -> list[str]:
    """Why the plan is as it is, in sentences: for everything, or for one name.

    Raises :class:`mfo.UsageError`, with the nearest names, where the plan knows no such name.

    >>> explain(plan, "composting")  # 151 MXN/t to send and compost, 100 to send and bury
    ['composting is idle: it would have to be 51 MXN/t cheaper.']
    """
    from .pages.explain import explain as sentences

    return sentences(plan, name, language)


def write_comparison(
    first: Plan, second: Plan, path: str | Path, language: str = "en", plants: Sequence[Difference] | None = None
) -> None:
    """Write what differs between two plans as one HTML file; ``plants`` is what differs between their plants.

    >>> write_comparison(plan, plant.optimise(minimise="emissions"), "both.html")
    >>> Path("both.html").exists()
    True
    """
    from .comparison.comparison_page import comparison_page

    write_text(path, comparison_page(first, second, language, plants))


def write_several(
    plans: Mapping[str, Plan], plants: Mapping[str, Sequence[Difference]], path: str | Path, language: str = "en"
) -> None:
    """Write several plans by name side by side, with what their plants say otherwise than the first one's.

    >>> write_several({"cheap": plan, "clean": plant.optimise(minimise="emissions")}, {}, "several.html")
    >>> Path("several.html").exists()
    True
    """
    from .comparison.several_page import several_page

    write_text(path, several_page(plans, plants, language))


def compare_summary(first: Plan, second: Plan, language: str = "en") -> list[str]:
    """What differs between two plans, in a few sentences.

    >>> compare_summary(plan, plant.optimise(minimise="emissions"))[3]
    'Emissions: 985.5 t CO₂e in the first, 246.4 t CO₂e in the second (−739.1 t CO₂e).'
    """
    from .comparison.comparison_page import summary

    return summary(first, second, language)


def several_summary(plans: Mapping[str, Plan], language: str = "en") -> list[str]:
    """Totals of several plans by name, a line each.

    >>> several_summary({"cheap": plan, "clean": plant.optimise(minimise="emissions")})[0]
    'cost: cheap 73,000 MXN; clean 100,922 MXN'
    """
    from .comparison.several_page import summary

    return summary(plans, language)
