"""No number of a report stands there without saying where it comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib.resources import files

import pytest

from .example_pages import NAMES, Page
from .reading import Element

WORDS = json.loads((files("mfo.report") / "assets" / "texts.json").read_text(encoding="utf-8"))["words"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", ["en", "es"])
def test_no_number_stands_unmarked(pages: Callable[[str, str], Page], name: str, code: str) -> None:
    """Digits outside marked numbers belong to names, years, formulas, units or versions; nothing else."""
    page = pages(name, code)
    allowed = sorted(said_by_the_plan(page, code), key=len, reverse=True)
    section = {"sources", "problems", "proof"}  # held to the tables cell by cell above
    for element in page.root.first("body").children:
        if not isinstance(element, Element) or element.tag == "script":
            continue
        for text, inside in texts(element):
            if inside in section or not re.search(r"\d", text):
                continue
            left = text
            for known in allowed:
                left = left.replace(known, " ")
            assert not re.search(r"\d", left), (inside, text)


def texts(element: Element, inside: str = "") -> list[tuple[str, str]]:
    """The pieces of text outside marked numbers, each with the section it stands in."""
    inside = element.attributes.get("id", "") if element.tag == "section" else inside
    if element.tag in ("data", "script") or "data-value" in element.attributes:
        return []
    found: list[tuple[str, str]] = []
    for child in element.children:
        if isinstance(child, str):
            found.append((child.replace("\u00a0", " "), inside))
        else:
            found += texts(child, inside)
    return found


def said_by_the_plan(page: Page, code: str) -> set[str]:
    """Names of the plan, its years, slots, indicators with their formulas, units, and the version."""
    plan = page.plan
    named = [plan.flows[c] for c in ("element", "site", "material", "owner", "route")]
    named += [plan.times["label"], plan.limits["limit"], plan.stocks["store"], plan.activities["process"]]
    found = {str(value) for column in named for value in column.unique() if isinstance(value, str)}
    said = [*plan.indicators["indicator"].unique(), *plan.indicators["formula"].dropna().unique()]
    found |= {*said, *(translated(text) for text in said)}
    found |= {str(year) for year in [*page.expected.years, *plan.cash_years["year"]]} | {
        str(plan.run["plant"]),
        plan.run["versions"]["mfo"],
    }
    found |= {label[:10] for label in plan.times["label"].astype(str) if len(label) >= 16}  # a date on an axis
    found |= {f"{hour}:00" for hour in range(24)}  # of the mean day
    found |= {f"–{year + int(span) - 1}" for year, span in page.expected.span.items()}  # the years stood for
    found |= {str(int(year)) for c in ("first_year", "last_year") for year in plan.capacities[c].dropna()}
    found |= {f"{word} {number}" for word in ("Scope", "Alcance") for number in (1, 2, 3)}
    return {text for text in found | set(plan.run["totals"]) if re.search(r"\d", text)}


def translated(text: str) -> str:
    return WORDS.get(text, {}).get("es", text)
