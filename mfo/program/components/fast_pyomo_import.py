"""Loads Pyomo without all of scipy.

Pyomo loads scipy's statistics and spatial searches as soon as it finds scipy loaded, 0.6 s that no plan needs; where it
does not find it, it waits until somebody asks for it. So scipy is out of sight while Pyomo looks.
"""

from __future__ import annotations

import importlib
import sys


def load() -> None:
    """Load the part of Pyomo that looks for optional packages; once it is loaded, this changes nothing."""
    importlib.import_module("scipy")  # small by itself; were it loaded later, Pyomo would load the rest with it
    held = sys.modules.pop("scipy")
    try:
        importlib.import_module("pyomo.common.dependencies")
    finally:
        sys.modules["scipy"] = held
