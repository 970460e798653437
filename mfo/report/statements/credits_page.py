"""A statement of avoided methane as a page of its own: a calculation, and no verification."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...errors import Problem, UsageError
from ..facts.blocks import Section
from ..facts.markup import join, tag
from ..forms.credit_statement import credits_content
from ..pages.report_page import figures_of, made_by, shell

if TYPE_CHECKING:
    from ...plan.plan import Plan

REDUCTIONS, BEYOND, DISPLACED = (
    "emission reductions",
    "not creditable: destroyed beyond the baseline",
    "not creditable: displaced elsewhere",
)


def credits_page(plan: Plan, code: str = "en") -> str:
    """The statement as a page of its own. Raises :class:`mfo.errors.UsageError` where the plant asks for none."""
    figures = figures_of(plan, code, marked=True)
    if not len(figures["credits"]):
        message = "The plan has no rows in `credits`: the plant says of no digester what its manure would do elsewhere."
        remedy = "Fill in the table `credits`, and plan again."
        raise UsageError(Problem("credits-missing", message, remedy=remedy))
    words = figures.language
    sums = {
        line: sum(row["value"] for row in figures.records("credits") if row["line"] == line and row["slot"] == 0)
        for line in (REDUCTIONS, BEYOND, DISPLACED)
    }
    lead = words(
        "credits.lead", reductions=words.amount(sums[REDUCTIONS], "t_CO2e"), beyond=words.amount(sums[BEYOND], "t_CO2e")
    )
    top = tag(
        "header",
        tag("p", figures.name, class_="over"),
        tag("h1", words("credits.title")),
        tag("p", lead, class_="lead"),
        class_="top",
    )
    parts = [
        Section("credits", words("credits.form"), credits_content(figures), True),
        Section("rules", words("credits.rules"), join(tag("p", words(f"credits.rule.{n}")) for n in range(1, 6)), True),
    ]
    return shell(f"{words('credits.title')} · {figures.name}", words.code, top, parts, made_by(words))
