"""The linear program in Pyomo, one file per family of constraints."""

from . import deferred

deferred.load()  # before anything below loads Pyomo

from .build import Program, build_program  # noqa: E402

__all__ = ["Program", "build_program"]
