"""The typed plant, and how it is read from tables.

The readers are loaded when they are first asked for: the types of :mod:`mfo.plant.model` are used by the process
models, which the readers use in turn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .limit_text import parse_limit
    from .read import read_plant
    from .scenario_check import scenario_problems
    from .scenarios import apply_scenario

__all__ = ["apply_scenario", "parse_limit", "read_plant", "scenario_problems"]

_HOMES = {"apply_scenario": "scenarios", "parse_limit": "limit_text", "read_plant": "read",
          "scenario_problems": "scenario_check"}  # fmt: skip


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
