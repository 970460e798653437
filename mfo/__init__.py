"""Circular-economy material-flow optimisation: from plant files to a certified plan.

    import mfo
    plant = mfo.read("examples/nopalmex")
    plan = plant.optimise(minimise="cost", limits=["emissions <= 1200 t_CO2e/year"])

Names are imported when first used, so that ``import mfo`` and the command line start at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from .writing.pages import Pages, show_with

if TYPE_CHECKING:
    from .comparing import diff
    from .error_codes import Code
    from .errors import InfeasibleError, MfoError, PlantError, Problem, SolverError, UsageError, Where
    from .plan.plan import Plan
    from .workbench import Workbench, read

    __version__: str

_HOMES = {
    "read": "workbench",
    "diff": "comparing",
    "Workbench": "workbench",
    "Plan": "plan.plan",
    "MfoError": "errors",
    "PlantError": "errors",
    "UsageError": "errors",
    "InfeasibleError": "errors",
    "SolverError": "errors",
    "Problem": "errors",
    "Where": "errors",
    "Code": "error_codes",
}

__all__ = [
    "Code",
    "InfeasibleError",
    "MfoError",
    "Plan",
    "PlantError",
    "Problem",
    "SolverError",
    "UsageError",
    "Where",
    "Workbench",
    "__version__",
    "diff",
    "read",
]


show_with(lambda: cast(Pages, import_module(".report", __name__)))


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("mfo")
    except PackageNotFoundError:  # run from a tree that was never installed
        return "0+unknown"


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return _version()
    if name not in _HOMES:
        raise AttributeError(f"module 'mfo' has no attribute {name!r}")
    return getattr(import_module(f".{_HOMES[name]}", __name__), name)


def __dir__() -> list[str]:
    return sorted(__all__)
