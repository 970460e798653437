"""From a solution to a certified plan: tidy tables, ledger, certificate, today, changes, indicators, run folder.

Reading a plan back needs neither the program nor the solver, so what needs them is imported when it is asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .plan import Plan

if TYPE_CHECKING:
    from .make import make_plan, problems_table
    from .today import today_plan, today_problems

__all__ = ["Plan", "make_plan", "problems_table", "today_plan", "today_problems"]

_HOMES = {"make_plan": "make", "problems_table": "make", "today_plan": "today",
          "today_problems": "today"}  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what makes plans when it is first asked for."""
    if name in _HOMES:
        return getattr(import_module(f".{_HOMES[name]}", __name__), name)
    raise AttributeError(name)
