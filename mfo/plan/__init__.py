"""From a solution to a certified plan: tidy tables, ledger, certificate, today, changes, indicators, run folder."""

from .make import make_plan, problems_table
from .plan import Plan
from .today import today_plan

__all__ = ["Plan", "make_plan", "problems_table", "today_plan"]
