"""What shows a plan. Reports are made of plans, so plans cannot know them: they are given here, by ``mfo`` itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ..plan.plan import Plan


class Pages(Protocol):
    """What can show a plan."""

    def write_pages(self, plan: Plan, folder: Path, language: str) -> None:
        """Write the page and the workbook into a run folder."""

    def plan_fragment(self, plan: Plan) -> str:
        """What a notebook shows of a plan, as HTML."""


_given: list[Callable[[], Pages]] = []


def show_with(load: Callable[[], Pages]) -> None:
    """Let plans be shown by what ``load`` gives; it is called when a plan is first shown."""
    _given[:] = [load]


def pages() -> Pages:
    """What shows plans."""
    return _given[0]()
